use libgitops::prelude::{Object, ObjectMeta};

#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "Example.com", version = "v1", scope = Namespaced)]
struct Car {
    metadata: ObjectMeta,
}

fn main() {}
