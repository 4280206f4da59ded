use libgitops::prelude::{Object, ObjectMeta};

#[derive(Object, Clone, Debug)]
struct Car {
    metadata: ObjectMeta,
}

fn needs<T: Object>() {}

fn main() {
    needs::<Car>();
}
