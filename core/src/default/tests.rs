//! Defaults of what anchors, aliases and merge keys share.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::*;
use crate::codec::{Frame, Serializer};
use crate::key::Scope;
use crate::meta::Metadata;
use crate::object::Object;
use crate::resource::ApiResource;
use crate::scheme::Scheme;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Bulb {
    watts: Option<u8>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Shade {
    color: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Lamp {
    api_version: String,
    kind: String,
    #[serde(default)]
    bulb: Bulb,
    #[serde(default)]
    shade: Shade,
    #[serde(default)]
    spares: BTreeMap<String, Bulb>,
    #[serde(default)]
    bulbs: BTreeMap<String, Bulb>,
}

static BULB: FieldTable =
    FieldTable { fields: &[Field::new("watts", "watts", Shape::Opaque).with_default(|| Ok(40.into()))] };
static SHADE: FieldTable =
    FieldTable { fields: &[Field::new("color", "color", Shape::Opaque).with_default(|| Ok("red".into()))] };
static LAMP: FieldTable = FieldTable {
    fields: &[
        Field::new("bulb", "bulb", Shape::Struct(|| &BULB)),
        Field::new("shade", "shade", Shape::Struct(|| &SHADE)),
        Field::new("spares", "spares", Shape::Map(&Shape::Struct(|| &BULB))),
        Field::new("bulbs", "bulbs", Shape::Map(&Shape::Struct(|| &BULB))),
    ],
};

impl Object for Lamp {
    const RESOURCE: ApiResource =
        ApiResource::new("example.com", "v1", "Lamp", Scope::Cluster).with_plural("lamps");

    fn any_metadata(&self) -> Option<&dyn Metadata> {
        None
    }

    fn any_metadata_mut(&mut self) -> Option<&mut dyn Metadata> {
        None
    }

    fn fields() -> Option<&'static FieldTable> {
        Some(&LAMP)
    }
}

fn lamp(fields: &str) -> Lamp {
    let serializer = Serializer::new(Scheme::builder().register::<Lamp>().build().unwrap());
    let text = format!("apiVersion: example.com/v1\nkind: Lamp\n{fields}");
    serializer.decoder().default(true).decode_as(&Frame::yaml(text)).unwrap()
}

#[test]
fn what_merge_keys_bring_into_a_map_gets_its_defaults() {
    for fields in [
        "spares: &spares {a: {}}\nbulbs: {<<: *spares, b: {}}\n",
        "bulbs: {<<: {a: {}}, b: {}}\n",
        "bulbs: {<<: [{a: {}}, {b: {}}]}\n",
    ] {
        let bulb = Bulb { watts: Some(40) };
        let expected = BTreeMap::from([("a".to_owned(), bulb.clone()), ("b".to_owned(), bulb)]);
        assert_eq!(lamp(fields).bulbs, expected, "{fields}");
    }
}

#[test]
fn what_stands_for_two_types_gets_the_defaults_of_each() {
    for fields in ["bulb: &nothing {}\nshade: *nothing\n", "shade: &nothing {}\nbulb: *nothing\n"] {
        let lamp = lamp(fields);
        assert_eq!((lamp.bulb.watts, lamp.shade.color.as_deref()), (Some(40), Some("red")), "{fields}");
    }
}

/// A type that holds itself in two fields.
static TREE: FieldTable = FieldTable {
    fields: &[
        Field::new("left", "left", Shape::Optional(&SUBTREE)),
        Field::new("right", "right", Shape::List(&SUBTREE)),
        Field::new("bulb", "bulb", Shape::Struct(|| &BULB)),
        Field::new("spare", "spare", Shape::Struct(|| &BULB)),
    ],
};
static SUBTREE: Shape = Shape::Struct(|| &TREE);

#[test]
fn the_defaults_of_a_type_that_holds_itself_are_listed_once() {
    let paths: Vec<String> = list(&TREE).unwrap().into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["bulb.watts", "spare.watts"]);
}
