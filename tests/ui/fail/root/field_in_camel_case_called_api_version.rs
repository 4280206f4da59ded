use libgitops::prelude::{Object, ObjectMeta};

#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "example.com", version = "v1", scope = Namespaced)]
#[serde(rename_all = "camelCase")]
struct Car {
    metadata: ObjectMeta,
    api_version: String,
}

fn main() {}
