//! serde's attributes mean on a root what they mean elsewhere.

use std::collections::BTreeMap;

use libgitops::prelude::{Object, ObjectMeta};
use serde::{Deserialize, Serialize};

#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "example.com", version = "v1", scope = Namespaced)]
#[serde(rename_all = "SCREAMING-KEBAB-CASE", default)]
struct Car {
    #[serde(skip_serializing_if = "is_two")]
    number_of_doors: u32,
    #[serde(skip_serializing_if = "Self::is_towed")]
    trailer: bool,
    #[serde(rename = "engine", alias = "motor")]
    drive: String,
    #[serde(with = "hexadecimal")]
    color_code: u32,
    #[serde(skip)]
    #[allow(dead_code)]
    cache: Option<u32>,
    spec: CarSpec,
    metadata: ObjectMeta,
    parent: Option<Box<Self>>,
    #[serde(flatten)]
    others: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
#[serde(deny_unknown_fields)]
struct CarSpec {
    seats: u8,
}

impl Car {
    #[allow(clippy::trivially_copy_pass_by_ref)]
    fn is_towed(trailer: &bool) -> bool {
        !trailer
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_two(doors: &u32) -> bool {
    *doors == 2
}

mod hexadecimal {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub fn serialize<S: Serializer>(code: &u32, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("{code:x}"))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
        u32::from_str_radix(&String::deserialize(deserializer)?, 16).map_err(D::Error::custom)
    }
}

fn main() {
    let text = concat!(
        r#"{"apiVersion":"example.com/v1","kind":"Car","metadata":{"name":"a"},"NUMBER-OF-DOORS":3,"#,
        r#""engine":"diesel","COLOR-CODE":"ff","SPEC":{"seats":4},"PARENT":null,"extra":"x"}"#
    );
    let car: Car = serde_json::from_str(text).unwrap();
    assert_eq!(car.color_code, 255);
    assert_eq!(car.others["extra"], "x");
    assert_eq!(serde_json::to_string(&car).unwrap(), text);
    let car: Car = serde_json::from_str(r#"{"motor":"electric","NUMBER-OF-DOORS":2}"#).unwrap();
    assert_eq!(car.drive, "electric");
    assert!(!serde_json::to_string(&car).unwrap().contains("DOORS"));
    let names: Vec<&str> = Car::fields().unwrap().fields.iter().map(|field| field.name).collect();
    assert_eq!(names, ["NUMBER-OF-DOORS", "TRAILER", "engine", "COLOR-CODE", "SPEC", "metadata", "PARENT", ""]);
}
