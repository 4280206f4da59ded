use libgitops::prelude::Fields;
use serde::{Deserialize, Serialize};

#[object(group = "example.com")]
#[derive(Fields, Serialize, Deserialize)]
struct Spec {
    name: String,
}

fn main() {}
