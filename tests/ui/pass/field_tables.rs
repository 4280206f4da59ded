//! What `Fields` says of a struct.

use std::collections::BTreeMap;

use libgitops::fields::{Field, Shape};
use libgitops::prelude::{Fields, Object, ObjectMeta};
use serde::{Deserialize, Serialize};

#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "example.com", version = "v1", scope = Namespaced)]
struct Car {
    metadata: ObjectMeta,
    /// What is asked for.
    ///
    /// In full.
    spec: CarSpec,
}

#[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
#[serde(rename_all = "camelCase")]
struct CarSpec {
    #[object(default = -7)]
    lowest_temperature: i64,
    #[object(default = "red")]
    color: Option<Color>,
    #[object(default = Color("blue".into()))]
    stripes: Color,
    #[object(default = Some(vec![1, 2]))]
    gears: Option<Vec<u8>>,
    #[object(list_key = "name", default = vec![Door::default()])]
    #[serde(rename(serialize = "doors", deserialize = "door"), alias = "gates")]
    all_doors: Vec<Door>,
    by_name: BTreeMap<String, Door>,
    #[serde(flatten)]
    base: Base,
    #[serde(skip_deserializing)]
    computed: u32,
    #[object(list_key = "color")]
    children: Option<Vec<Self>>,
}

#[derive(Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
struct Color(String);

impl From<&str> for Color {
    fn from(name: &str) -> Self {
        Self(name.into())
    }
}

#[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
struct Door {
    name: String,
}

#[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
struct Base {
    wheels: u32,
}

fn fields_of(shape: &Shape) -> &'static [Field] {
    match shape {
        Shape::Struct(table) => table().fields,
        Shape::Optional(inner) | Shape::List(inner) | Shape::Map(inner) => fields_of(inner),
        _ => &[],
    }
}

fn main() {
    let spec = &Car::fields().unwrap().fields[1];
    assert_eq!(spec.docs, "What is asked for.\n\nIn full.");
    let fields = fields_of(&spec.shape);
    let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
    assert_eq!(
        names,
        ["lowestTemperature", "color", "stripes", "gears", "doors", "byName", "", "children"]
    );
    let default = |index: usize| serde_json::to_string(&fields[index].default.unwrap()().unwrap()).unwrap();
    assert_eq!([0, 1, 2, 3, 4].map(default), ["-7", r#""red""#, r#""blue""#, "[1,2]", r#"[{"name":""}]"#]);
    assert_eq!(fields[4].aliases, ["door", "gates"]);
    assert_eq!(fields[4].list_keys, ["name"]);
    assert_eq!(fields_of(&fields[5].shape)[0].name, "name");
    assert!(fields[6].flatten);
    assert_eq!(fields_of(&fields[7].shape).len(), fields.len());
    assert_eq!(<Vec<Door> as libgitops::fields::Fields>::NAMES, Some(&["name"][..]));
    assert_eq!(<CarSpec as libgitops::fields::Fields>::NAMES, None);
}
