use libgitops::prelude::Fields;
use serde::{Deserialize, Serialize};

#[derive(Fields, Serialize, Deserialize)]
struct Spec {
    #[object(default = 3)]
    height: f64,
}

fn main() {}
