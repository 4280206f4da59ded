use libgitops::prelude::{Object, ObjectMeta};

#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(gruop = "example.com", version = "v1", scope = Namespaced, group = "example.com")]
struct Car {
    metadata: ObjectMeta,
}

fn main() {}
