use libgitops::prelude::{Object, ObjectMeta};

#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "example.com", version = "v1", scope = Namespaced, validate = check)]
struct Car {
    metadata: ObjectMeta,
}

fn check(_: &Car) -> bool {
    true
}

fn main() {}
