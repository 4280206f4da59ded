use libgitops::Fields;

#[derive(Fields, serde::Serialize)]
#[serde(transparent)]
struct Name {
    name: String,
}

fn main() {}
