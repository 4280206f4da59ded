use libgitops::prelude::Object;

#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "example.com", version = "v1", scope = Namespaced)]
struct Car {
    metadata: String,
}

fn main() {}
