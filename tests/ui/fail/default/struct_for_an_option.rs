use libgitops::prelude::{Object, ObjectMeta};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Clone, Debug)]
struct Engine {
    name: String,
}

#[derive(Object, Clone, Debug)]
#[object(group = "example.com", version = "v1", scope = Namespaced)]
struct Car {
    metadata: ObjectMeta,
    #[object(default = Engine { name: "diesel".into() })]
    engine: Option<Engine>,
}

fn main() {}
