use libgitops::prelude::Fields;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Doors(u8);

#[derive(Fields, Serialize, Deserialize)]
struct Spec {
    #[object(default = "3")]
    doors: Doors,
}

fn main() {}
