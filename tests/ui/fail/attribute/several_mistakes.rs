use libgitops::prelude::{Object, ObjectMeta};

#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "Example.com", version = "1", scope = namespaced, shrot = "c")]
struct Car {
    #[object(metadata, list_key = "name")]
    meta: ObjectMeta,
    kind: String,
    #[object(sttus)]
    state: String,
}

fn needs<T: libgitops::object::HasMetadata>() {}

const _: fn() = needs::<Car>;

fn main() {}
