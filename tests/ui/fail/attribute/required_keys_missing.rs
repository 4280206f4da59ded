use libgitops::prelude::{Object, ObjectMeta};

#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(storage)]
struct Car {
    metadata: ObjectMeta,
}

fn main() {}
