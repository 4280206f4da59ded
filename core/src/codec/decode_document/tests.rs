//! Lists and objects of a document: aliases that expand without measure, and keys that are given twice.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::codec::{Frame, Serializer};
use crate::dynamic::PartialObjectMetadata;
use crate::error::{Error, ErrorKind};
use crate::fields::{Field, FieldTable, Shape};
use crate::key::Scope;
use crate::meta::Metadata;
use crate::object::{AnyObject, Object};
use crate::resource::ApiResource;
use crate::scheme::Scheme;

type Decoded = Result<Box<dyn AnyObject>, Error>;

/// What `#[derive(Object)]` would make of a root without metadata.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Lamp {
    api_version: String,
    kind: String,
    watts: u8,
    color: Option<String>,
}

impl Object for Lamp {
    const RESOURCE: ApiResource =
        ApiResource::new("example.com", "v1", "Lamp", Scope::Cluster).with_plural("lamps");

    fn any_metadata(&self) -> Option<&dyn Metadata> {
        None
    }

    fn any_metadata_mut(&mut self) -> Option<&mut dyn Metadata> {
        None
    }
}

const LAMP: &str = "apiVersion: example.com/v1\nkind: Lamp\n";

fn serializer() -> Serializer {
    Serializer::new(Scheme::builder().register::<Lamp>().build().unwrap())
}

fn objects(text: &str) -> Vec<Decoded> {
    serializer().decoder().decode_unknown(true).objects([Ok(Frame::yaml(text))]).collect()
}

/// The problems of an error as `path: message`.
fn problems(error: &Error) -> Vec<String> {
    error.problems().iter().map(|problem| format!("{}: {}", problem.path(), problem.message())).collect()
}

/// The first problem of the only result.
fn problem(text: &str) -> String {
    let mut objects = objects(text);
    assert_eq!(objects.len(), 1, "{objects:?}");
    objects.remove(0).unwrap_err().problems()[0].message().to_owned()
}

/// A list of lists, each with as many aliases of the one before.
fn lists(levels: usize, aliases: usize) -> String {
    use std::fmt::Write as _;
    let mut text =
        "apiVersion: v1\nkind: List\nitems:\n- &l0 {apiVersion: v1, kind: List, items: []}\n".to_owned();
    for level in 1..=levels {
        let items = vec![format!("*l{}", level - 1); aliases].join(", ");
        writeln!(text, "- &l{level} {{apiVersion: v1, kind: List, items: [{items}]}}").unwrap();
    }
    text
}

#[test]
fn lists_of_aliases_of_lists_are_counted_before_they_are_followed() {
    assert!(objects(&lists(2, 9)).is_empty(), "a few are fine");
    assert_eq!(problem(&lists(30, 9)), "the aliases of this document expand to more than 10000 values");
    // One in the other, as deep as a stack is not.
    assert!(problem(&lists(20_000, 1)).starts_with("the aliases of this document expand"));
    assert!(serializer().decoder().decode(&Frame::yaml(lists(30, 9))).is_err());
}

#[test]
fn a_lenient_decoder_takes_the_last_of_equal_keys_also_for_a_field_of_a_struct() {
    let text = format!("{LAMP}watts: 1\nwatts: 2\ncolor: red\nwatts: 3\nkind: Lamp\n");
    let lamp: Lamp = serializer().decoder().strict(false).decode_as(&Frame::yaml(text)).unwrap();
    assert_eq!((lamp.watts, lamp.color.as_deref()), (3, Some("red")));
}

#[test]
fn a_strict_decoder_tells_equal_keys_once_and_every_other_problem_too() {
    let text = format!("{LAMP}watts: 1\nwatts: 2\ncolor: 5\n");
    let error = serializer().decoder().decode(&Frame::yaml(text)).unwrap_err();
    let color = "color: expected a string, found the integer `5`; quote it if a string is meant: \"5\"";
    assert_eq!(problems(&error), ["watts: the key `watts` is given twice", color]);
    let text = format!("{LAMP}metadata: {{name: a, name: b}}\n");
    let error = serializer().decoder().decode_as::<PartialObjectMetadata>(&Frame::yaml(text)).unwrap_err();
    assert_eq!(problems(&error), ["metadata.name: the key `name` is given twice"]);
}

#[test]
fn equal_keys_behind_an_alias_are_refused_in_each_item() {
    let text = "apiVersion: v1\nkind: List\nitems:\n- &lamp {apiVersion: example.com/v1, kind: Lamp, watts: 1, watts: 2}\n- *lamp\n";
    let all = objects(text);
    assert_eq!(all.len(), 2);
    for object in all {
        assert_eq!(problems(&object.unwrap_err()), ["items[0].watts: the key `watts` is given twice"]);
    }
}

#[test]
fn what_is_wrong_beside_the_items_of_a_list_is_refused() {
    let item = "{apiVersion: example.com/v1, kind: Lamp, watts: 1}";
    for (rest, expected) in [
        (format!("items: [{item}]\nitems: []\n"), "items: the key `items` is given twice"),
        ("metadata: {color: red}\nitems: []\n".to_owned(), "metadata.color: unknown field `color`"),
        ("metadata: {continue: a, continue: b}\nitems: []\n".to_owned(), "metadata.continue: the key"),
        ("metadata: 5\nitems: []\n".to_owned(), "metadata: expected a mapping, found the integer `5`"),
    ] {
        let frame = Frame::yaml(format!("apiVersion: v1\nkind: List\n{rest}"));
        let serializer = serializer();
        let whole = serializer.decoder().decode(&frame).unwrap_err();
        let split = serializer.decoder().decode_all([Ok(frame.clone())]).unwrap_err();
        for error in [whole, split] {
            let found = problems(&error);
            assert!(found.len() == 1 && found[0].starts_with(expected), "{found:?}");
        }
    }
    // What is wrong inside of an item is told of the item alone.
    let text =
        "apiVersion: v1\nkind: List\nitems: [{apiVersion: example.com/v1, kind: Lamp, watts: 1, watts: 2}]\n";
    let error = serializer().decoder().decode(&Frame::yaml(text)).unwrap_err();
    assert_eq!(problems(&error), ["items[0].watts: the key `watts` is given twice"]);
}

#[test]
fn of_very_many_equal_keys_the_first_hundred_are_told() {
    let text = format!("{LAMP}{}", "watts: 1\n".repeat(5000));
    let error = serializer().decoder().decode(&Frame::yaml(text)).unwrap_err();
    assert_eq!(error.problems().len(), 100);
}

#[test]
fn of_very_many_bad_items_ten_thousand_are_told_and_every_good_one_is_given() {
    let good = "- {apiVersion: example.com/v1, kind: Lamp, watts: 1}\n";
    let text = format!("apiVersion: v1\nkind: List\nitems:\n{}{good}", "- x\n".repeat(10_050));
    let all = objects(&text);
    assert_eq!(all.iter().filter(|object| object.is_ok()).count(), 1);
    let errors: Vec<&Error> = all.iter().filter_map(|object| object.as_ref().err()).collect();
    assert_eq!(errors.len(), 10_001);
    let expected = "cannot decode 50 more items of document 1: only 10000 are told one by one";
    assert_eq!(errors[10_000].to_string(), expected);
    assert_eq!(errors[10_000].kind(), ErrorKind::LimitExceeded);
    let whole = serializer().decoder().decode(&Frame::yaml(text)).unwrap_err();
    assert_eq!(whole.parts().len(), 10_001);
    assert_eq!(whole.parts()[10_000].to_string(), expected);
}

/// A root with a map of structs that have a flattened one.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct House {
    api_version: String,
    kind: String,
    #[serde(default)]
    old: BTreeMap<String, Door>,
    #[serde(default)]
    doors: BTreeMap<String, Door>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Door {
    color: Option<String>,
    #[serde(flatten)]
    size: Size,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Size {
    width: Option<u8>,
}

static SIZE: FieldTable = FieldTable { fields: &[Field::new("width", "width", Shape::Opaque)] };
static DOOR: FieldTable = FieldTable {
    fields: &[
        Field::new("color", "color", Shape::Opaque),
        Field::new("size", "", Shape::Struct(|| &SIZE)).flattened(),
    ],
};
static HOUSE: FieldTable = FieldTable {
    fields: &[
        Field::new("old", "old", Shape::Map(&Shape::Struct(|| &DOOR))),
        Field::new("doors", "doors", Shape::Map(&Shape::Struct(|| &DOOR))),
    ],
};

impl Object for House {
    const RESOURCE: ApiResource =
        ApiResource::new("example.com", "v1", "House", Scope::Cluster).with_plural("houses");

    fn any_metadata(&self) -> Option<&dyn Metadata> {
        None
    }

    fn any_metadata_mut(&mut self) -> Option<&mut dyn Metadata> {
        None
    }

    fn fields() -> Option<&'static FieldTable> {
        Some(&HOUSE)
    }
}

#[test]
fn fields_around_a_flattened_one_are_known_or_not_also_where_a_merge_key_brings_them_in() {
    let rows: [(&str, &[&str]); 5] = [
        ("doors: {front: {color: red, width: 1}}", &[]),
        ("doors: {front: {color: red, depth: 1}}", &["doors.front.depth"]),
        ("old: &old {back: {width: 1}}\ndoors: {<<: *old, front: {width: 2}}", &[]),
        ("doors: {<<: {back: {width: 1}, side: {depth: 1}}}", &["depth"]),
        ("doors: {front: {<<: {width: 1, depth: 1}}}", &["depth"]),
    ];
    let serializer = Serializer::new(Scheme::builder().register::<House>().build().unwrap());
    for (fields, expected) in rows {
        let text = format!("apiVersion: example.com/v1\nkind: House\n{fields}\n");
        let decoded = serializer.decoder().decode_as::<House>(&Frame::yaml(text));
        let found: Vec<String> = match &decoded {
            Ok(_) => Vec::new(),
            Err(error) => error.problems().iter().map(|problem| problem.path().to_string()).collect(),
        };
        let is_same = found.iter().zip(expected).all(|(found, expected)| found.ends_with(expected));
        assert!(is_same && found.len() == expected.len(), "{fields}: {decoded:?}");
    }
}

#[test]
fn very_many_keys_beside_the_items_of_a_list_and_equal_ones_in_them_are_told_soon() {
    let keys: Vec<String> = (0..100_000).map(|number| format!("key{number}: 1\n")).collect();
    let (keys, equal) = (keys.concat(), "a: 1, ".repeat(100_000));
    let text = format!("apiVersion: v1\nkind: List\n{keys}items: [{{{equal}}}]\n");
    let error = serializer().decoder().decode(&Frame::yaml(text)).unwrap_err();
    assert_eq!(error.problems().len(), 100);
}

#[test]
fn the_errors_of_bad_items_take_no_more_room_however_long_the_texts_are_that_they_name() {
    let long = "x".repeat(4_000_000);
    let item = "- {apiVersion: example.com/v1, kind: Lamp, watts: 1, *long : 1}\n";
    let text = format!(
        "apiVersion: v1\nkind: List\nmetadata: {{continue: &long {long}}}\nitems:\n{}",
        item.repeat(50)
    );
    let all = objects(&text);
    let errors: Vec<&Error> = all.iter().filter_map(|object| object.as_ref().err()).collect();
    let (last, told) = errors.split_last().unwrap();
    assert!((1..20).contains(&told.len()), "{}", told.len());
    let expected = format!(
        "cannot decode {} more items of document 1: only {} are told one by one",
        50 - told.len(),
        told.len()
    );
    assert_eq!(last.to_string(), expected);
}

#[test]
fn the_paths_of_very_many_bad_items_of_a_list_in_a_list_are_found_soon() {
    let good = "{apiVersion: v1, kind: List, items: []}, ".repeat(30_000);
    let bad = "x, ".repeat(10_000);
    let text = format!(
        "apiVersion: v1\nkind: List\nitems:\n- {{apiVersion: v1, kind: List, items: [{good}{bad}]}}\n"
    );
    let all = objects(&text);
    let last = all.last().unwrap().as_ref().unwrap_err();
    assert_eq!(last.problems()[0].path().to_string(), "items[0].items[39999]");
}
