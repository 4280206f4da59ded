use libgitops::prelude::{Object, ObjectMeta};

#[allow(non_camel_case_types)]
#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "example.com", version = "v1", scope = Namespaced)]
struct Race_car {
    metadata: ObjectMeta,
}

fn main() {}
