use libgitops::prelude::Fields;
use serde::{Deserialize, Serialize};

#[derive(Fields, Serialize, Deserialize)]
struct Spec {
    #[object(default = 3)]
    #[serde(with = "doors")]
    doors: u32,
}

mod doors {
    pub(crate) fn serialize<S: serde::Serializer>(doors: &u32, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(doors)
    }

    pub(crate) fn deserialize<'de, D: serde::Deserializer<'de>>(_: D) -> Result<u32, D::Error> {
        Ok(0)
    }
}

fn main() {}
