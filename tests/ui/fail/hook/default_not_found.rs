use libgitops::prelude::{Object, ObjectMeta};

#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "example.com", version = "v1", scope = Namespaced, default = fill_in)]
struct Car {
    metadata: ObjectMeta,
}

fn main() {}
