use libgitops::prelude::Fields;
use serde::{Deserialize, Serialize};

#[derive(Fields, Serialize, Deserialize)]
struct Spec {
    #[object(list_key = "name")]
    items: Option<String>,
}

fn main() {}
