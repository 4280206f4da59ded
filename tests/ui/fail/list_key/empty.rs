use libgitops::prelude::Fields;
use serde::{Deserialize, Serialize};

#[derive(Fields, Serialize, Deserialize)]
struct Spec {
    #[object(list_key = "")]
    items: Vec<Item>,
}

#[derive(Fields, Serialize, Deserialize)]
struct Item {
    #[serde(rename = "itemName")]
    name: String,
    value: String,
}

fn main() {}
