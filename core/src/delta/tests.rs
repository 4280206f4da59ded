//! What differs, as lines with paths.

use super::*;
use crate::fields::{FieldTable, Shape};
use crate::value::{Map, Tape, Value};
use crate::yaml::de::Decoding;
use crate::yaml::parse;
use serde::Deserialize as _;

fn tape(text: &str) -> Tape {
    let trees = parse(text).unwrap();
    let (value, faults) =
        Decoding::new(&trees[0], trees[0].root().unwrap()).run(|node| Value::deserialize(node));
    assert!(faults.errors.is_empty(), "{text}");
    Tape::of(&value.unwrap()).unwrap()
}

fn check_known(base: &str, new: &str, known: Known, moves: &Moves, expect: &[&str]) {
    let (base, new) = (tape(base), tape(new));
    let delta = Delta::through(base.root().unwrap(), new.root().unwrap(), known, moves);
    let changes = delta.map(|delta| delta.changes()).unwrap_or_default();
    let changes: Vec<String> = changes.iter().map(ToString::to_string).collect();
    assert_eq!(changes, expect);
}

fn check(base: &str, new: &str, expect: &[&str]) {
    check_known(base, new, Known::Nothing, &Moves::none(), expect);
}

#[test]
fn equal_values_have_no_difference_whatever_their_order_and_spelling() {
    check("{a: 1, b: [x, {c: 0x10}]}", "{b: [x, {c: 16}], a: 1}", &[]);
    check("[]", "[]", &[]);
}

#[test]
fn entries_are_compared_by_key() {
    check(
        "{a: 1, b: {c: 2, d: 3}, e: 4}",
        "{a: 1, b: {c: 5, f: 6}, e: [4]}",
        &["b.c: 2 becomes 5", "b.d: 3 is removed", "b.f: 6 is added", "e: 4 becomes [4]"],
    );
}

#[test]
fn items_are_matched_by_a_common_key_if_it_is_unique() {
    let base = "[{name: a, v: 1}, {name: b, v: 2}, {name: c, v: 3}]";
    check(
        base,
        "[{name: c, v: 3}, {name: a, v: 9}]",
        &[r#"[1]: {"name":"b","v":2} is removed"#, "[0]: was item 2", "[1].v: 1 becomes 9"],
    );
    let ports = "[{port: 1, protocol: UDP}, {port: 1}]";
    check(
        ports,
        "[{port: 1, x: z}, {port: 1, protocol: UDP}]",
        &["[0]: was item 1", r#"[0].x: "z" is added"#],
    );
    check(
        "[{port: 1, x: a, z: a, v: a}, {port: 2, x: b, z: b, v: b}]",
        "[{port: 2, protocol: TCP, x: b, z: b, v: b}, {port: 1, protocol: TCP, x: a, z: a, v: a}]",
        &["[0]: was item 1", r#"[0].protocol: "TCP" is added"#, r#"[1].protocol: "TCP" is added"#],
    );
    // Not unique: by content.
    check(
        "[{name: a, v: 1}, {name: a, v: 2}]",
        "[{name: a, v: 2}]",
        &[r#"[0]: {"name":"a","v":1} is removed"#],
    );
}

#[test]
fn items_without_a_key_are_matched_by_content() {
    check("[a, b, c]", "[a, x, b, c]", &[r#"[1]: "x" is added"#]);
    check("[a, b, c]", "[a, c]", &[r#"[1]: "b" is removed"#]);
    check("[a, b, c]", "[d, b, e]", &[r#"[0]: "a" becomes "d""#, r#"[2]: "c" becomes "e""#]);
    check("[a, b, c]", "[c, a, b]", &["[0]: was item 2"]);
    check("[[1, 2], [3]]", "[[1, 2, 4], [3]]", &["[0][2]: 4 is added"]);
}

static PAIRS: FieldTable = FieldTable {
    fields: &[Field::new("items", "items", Shape::List(&Shape::Opaque)).with_list_keys(&["slot"])],
};

#[test]
fn the_keys_of_the_type_come_first() {
    let base = "items: [{name: a, slot: 1}, {name: b, slot: 2}]";
    let new = "items: [{name: b, slot: 1}, {name: a, slot: 2}]";
    check_known(
        base,
        new,
        Known::Table(&PAIRS),
        &Moves::none(),
        &[r#"items[0].name: "a" becomes "b""#, r#"items[1].name: "b" becomes "a""#],
    );
    check(base, new, &["items[0]: was item 1", "items[0].slot: 2 becomes 1", "items[1].slot: 1 becomes 2"]);
}

#[test]
fn fields_are_followed_to_their_new_names_and_places() {
    let moves = Moves::none().with("spec.engine", "spec.motor").with("spec.list[0].a", "spec.list[0].b");
    check_known(
        "spec: {engine: {x: 1, z: 2}, list: [{a: 1}]}",
        "spec: {motor: {x: 1, z: 3}, list: [{b: 1}]}",
        Known::Nothing,
        &moves,
        &["spec.motor: has a new name", "spec.motor.z: 2 becomes 3", "spec.list[0].b: has a new name"],
    );
}

#[test]
fn large_mappings_and_lists_are_compared_soon() {
    let names: Vec<String> = (0..100_000).map(|number| format!("name{number}")).collect();
    let entries = |names: &[String]| names.iter().map(|name| (name.clone(), 1)).collect::<Map>();
    let items = |names: &[String]| names.iter().map(|name| Map::from([("name", name.as_str())])).collect();
    let rotated = [&names[1..], &names[..1]].concat();
    let rows: [(Value, Value, usize); 2] =
        [(entries(&names).into(), entries(&rotated[1..]).into(), 1), (items(&names), items(&names[1..]), 1)];
    for (base, new, expected) in rows {
        let (base, new) = (Tape::of(&base).unwrap(), Tape::of(&new).unwrap());
        let delta = Delta::between(base.root().unwrap(), new.root().unwrap(), Known::Nothing).unwrap();
        assert_eq!(delta.changes().len(), expected);
    }
}
