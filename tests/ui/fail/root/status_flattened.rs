use libgitops::prelude::{Object, ObjectMeta};

#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "example.com", version = "v1", scope = Namespaced)]
struct Car {
    metadata: ObjectMeta,
    #[serde(flatten)]
    status: Status,
}

#[derive(serde::Serialize, serde::Deserialize, Clone, Debug, Default, PartialEq)]
struct Status {
    speed: u32,
}

fn main() {}
