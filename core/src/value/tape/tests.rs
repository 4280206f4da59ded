//! Tests of the tape: events, equality and the tree view.

use std::collections::BTreeMap;

use serde_json::json;

use super::*;
use crate::value::Map;

#[test]
fn events_come_in_the_order_of_serialization() {
    #[derive(Serialize)]
    struct Car {
        name: &'static str,
        speeds: (i8, u64, f32, f64),
        labels: BTreeMap<&'static str, Option<bool>>,
    }
    let car = Car {
        name: "x",
        speeds: (-1, u64::MAX, 0.5, 2.0),
        labels: BTreeMap::from([("a", None), ("b", Some(true))]),
    };
    let tape = Tape::of(&car).unwrap();
    let expected = [
        Event::MapStart,
        Event::Key("name"),
        Event::Str("x"),
        Event::Key("speeds"),
        Event::SeqStart,
        Event::I64(-1),
        Event::U64(u64::MAX),
        Event::F32(0.5),
        Event::F64(2.0),
        Event::SeqEnd,
        Event::Key("labels"),
        Event::MapStart,
        Event::Key("a"),
        Event::Null,
        Event::Key("b"),
        Event::Bool(true),
        Event::MapEnd,
        Event::MapEnd,
    ];
    assert!(tape.events().eq(expected), "{tape:?}");
    assert!(tape.root().unwrap().get("labels").unwrap().events().eq(expected[11..17].iter().copied()));
}

#[test]
fn recording_replaces_and_an_error_leaves_nothing() {
    let mut tape = Tape::of("a much longer text").unwrap();
    tape.record(&[1]).unwrap();
    assert!(tape.events().eq([Event::SeqStart, Event::I64(1), Event::SeqEnd]));
    tape.record(&["text", "more"]).unwrap();
    tape.record(&(1, f64::NAN)).unwrap_err();
    assert!(tape.is_empty());
    assert!(tape.root().is_none());
    assert_eq!(tape.to_value(), Value::Null);
}

#[test]
fn a_display_is_recorded_as_its_text() {
    let address = std::net::Ipv4Addr::new(10, 0, 0, 1);
    assert!(Tape::of(&("x", address)).unwrap().events().any(|event| event == Event::Str("10.0.0.1")));
}

#[test]
fn tapes_are_equal_when_their_values_are() {
    let check = |left: serde_json::Value, right: serde_json::Value| {
        let (left, right) = (Tape::of(&left).unwrap(), Tape::of(&right).unwrap());
        assert_eq!(left == right, left.to_value() == right.to_value(), "{left:?} {right:?}");
        left == right
    };
    assert!(check(json!([1, "a", null, {"b": {}}]), json!([1, "a", null, {"b": {}}])));
    assert!(!check(json!([1, 2]), json!([1])));
    assert!(!check(json!([1]), json!([1.0])));
    assert!(!check(json!({"a": 1}), json!({"a": 1, "b": 2})));
    let ordered = |text: &str| Tape::of(&serde_json::from_str::<Value>(text).unwrap()).unwrap();
    let tape = ordered(r#"{"x": 0, "a": {"p": 1, "q": [2]}, "b": 3}"#);
    assert_eq!(tape, ordered(r#"{"x": 0, "b": 3, "a": {"q": [2], "p": 1}}"#));
    assert_ne!(tape, ordered(r#"{"x": 0, "b": 3, "a": {"q": [3], "p": 1}}"#));
    assert_ne!(tape, ordered(r#"{"x": 0, "b": 3, "c": {"q": [2], "p": 1}}"#));
}

#[test]
fn a_deep_tape_becomes_a_value_without_recursion() {
    let mut tape = Tape::new();
    let starts: Vec<_> = (0..10_000).map(|_| tape.start_seq()).collect();
    for start in starts.into_iter().rev() {
        tape.end_seq(start).unwrap();
    }
    let mut value = tape.to_value();
    let mut depth = 0;
    while let Value::Sequence(mut items) = value {
        depth += 1;
        value = items.pop().unwrap_or_default();
    }
    assert_eq!(depth, 10_000);
}

#[test]
fn the_tree_view_sees_what_was_recorded() {
    let tape = Tape::of(&json!({"a": [1, {"b": "c"}], "d": false})).unwrap();
    let root = tape.root().unwrap();
    let NodeKind::Map(entries) = root.kind() else { panic!("{root:?}") };
    assert_eq!(entries.map(|(key, _)| key).collect::<Vec<_>>(), ["a", "d"]);
    let NodeKind::Seq(items) = root.get("a").unwrap().kind() else { panic!("{root:?}") };
    let items: Vec<Value> = items.map(Node::to_value).collect();
    assert_eq!(items, [Value::from(1), Map::from([("b", "c")]).into()]);
    assert!(root.get("b").is_none());
    assert!(root.get("d").unwrap().get("d").is_none());
}
