use libgitops::prelude::{Object, ObjectMeta};

#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object]
struct Car {
    metadata: ObjectMeta,
}

fn main() {}
