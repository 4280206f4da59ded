use libgitops::prelude::Fields;

#[derive(Fields, serde::Serialize)]
#[serde(transparent)]
struct Name {
    name: String,
}

fn main() {}
