use libgitops::prelude::Fields;
use serde::{Deserialize, Serialize};

#[derive(Fields, Serialize, Deserialize)]
#[object(group = "example.com")]
struct Spec {
    name: String,
}

fn main() {}
