use libgitops::prelude::Fields;
use serde::{Deserialize, Serialize};

#[derive(Fields, Serialize, Deserialize)]
struct Spec {
    #[object(default = Engine::electric())]
    engine: String,
}

fn main() {}
