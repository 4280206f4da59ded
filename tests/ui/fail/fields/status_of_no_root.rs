use libgitops::prelude::Fields;
use serde::{Deserialize, Serialize};

#[derive(Fields, Serialize, Deserialize)]
struct Spec {
    #[object(status)]
    state: String,
}

fn main() {}
