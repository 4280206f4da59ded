use libgitops::prelude::{Object, ObjectMeta};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Clone, Debug)]
struct CarStatus {
    speed: f64,
}

#[derive(Object, Clone, Debug)]
#[object(group = "example.com", version = "v1", scope = Namespaced)]
struct Car {
    metadata: ObjectMeta,
    status: CarStatus,
}

fn main() {}
