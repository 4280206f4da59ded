use libgitops::prelude::Fields;
use serde::{Deserialize, Serialize};

#[derive(Fields, Serialize, Deserialize)]
struct Spec {
    #[object(list_key = "name")]
    items: std::collections::BTreeMap<String, Item>,
}

#[derive(Fields, Serialize, Deserialize)]
struct Item {
    #[serde(rename = "itemName")]
    name: String,
    value: String,
}

fn main() {}
