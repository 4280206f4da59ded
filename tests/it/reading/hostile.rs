//! Texts that are meant to hurt end in an error soon, and never in a crash.

use std::fmt::Write as _;

use expect_test::expect;
use libgitops::dynamic::PartialObjectMetadata;
use libgitops::error::ErrorKind;
use libgitops::prelude::*;

use super::{serializer, told};

/// Reads a document in every way there is; all of them end, with a value or an error.
fn read_every_way(frame: &Frame) -> Vec<Result<(), ErrorKind>> {
    let serializer = serializer();
    let decoder = serializer.decoder().default(true).validate(true).decode_unknown(true);
    let done = |result: Result<(), libgitops::Error>| result.map_err(|error| error.kind());
    vec![
        done(decoder.decode(frame).map(drop)),
        done(decoder.decode_as::<DynamicObject>(frame).map(drop)),
        done(decoder.decode_as::<PartialObjectMetadata>(frame).map(drop)),
        done(decoder.decode_as::<codegen_examples::v1alpha1::Car>(frame).map(drop)),
        done(decoder.decode_all([Ok(frame.clone())]).map(drop)),
        done(
            decoder
                .decode_as::<Unknown>(frame)
                .and_then(|unknown| serializer.encoder().to_json(&unknown).map(drop)),
        ),
    ]
}

fn bomb(levels: usize) -> String {
    let mut text =
        "apiVersion: fleet.example.com/v1\nkind: Depot\nl0: &l0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..=levels {
        let before = level - 1;
        let items = vec![format!("*l{before}"); 9].join(", ");
        writeln!(text, "l{level}: &l{level} [{items}]").unwrap();
    }
    text
}

#[test]
fn an_alias_bomb_is_counted_and_not_followed() {
    let text = bomb(20);
    expect![[r#"
        cannot decode document 1 of fleet.yaml: too many aliases
        fleet.yaml:4:10: the aliases of this document expand to more than 10000 values
            |
          4 | l1: &l1 [*l0, *l0, *l0, *l0, *l0, *l0, *l0, *l0, *l0]
            |          ^^^"#]]
    .assert_eq(&told(&text));
    let dynamic = Frame::yaml(text.replace("fleet.example.com/v1", "bomb.example.com/v1"));
    let error = serializer().decoder().decode_as::<DynamicObject>(&dynamic).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LimitExceeded, "{error}");
    for ways in [Frame::yaml(text), dynamic] {
        assert!(read_every_way(&ways).iter().any(Result::is_err));
    }
    // A few aliases are fine.
    let text = bomb(2).replace("fleet.example.com/v1", "bomb.example.com/v1");
    let object: DynamicObject = serializer().decoder().decode_as(&Frame::yaml(text)).unwrap();
    assert_eq!(object.fields().get("l2").unwrap().as_sequence().unwrap().len(), 9);
}

#[test]
fn an_alias_of_what_holds_it_is_refused() {
    let text = "apiVersion: v1\nkind: X\nself: &self {again: *self}\n";
    expect![[r#"
        cannot read document 1 of fleet.yaml: it is not valid YAML
        fleet.yaml:3:21: the alias stands inside the node that it stands for
            |
          3 | self: &self {again: *self}
            |                     ^^^^^
        fleet.yaml:3:7: the node's anchor
            |
          3 | self: &self {again: *self}
            |       ^^^^^"#]]
    .assert_eq(&told(text));
}

#[test]
fn nesting_without_end_is_refused_in_yaml_and_json() {
    let head = "apiVersion: x.example.com/v1\nkind: X\ndeep: ";
    for open in ["[", "{a: ", "- ", "? "] {
        let text = format!("{head}{}", open.repeat(100_000));
        let ways = read_every_way(&Frame::yaml(text));
        assert!(ways.iter().all(|way| *way == Err(ErrorKind::Syntax)), "{open:?}: {ways:?}");
    }
    let text =
        format!("{{\"apiVersion\": \"x.example.com/v1\", \"kind\": \"X\", \"deep\": {}", "[".repeat(100_000));
    let ways = read_every_way(&Frame::json(text.clone()));
    assert!(ways.iter().all(|way| *way == Err(ErrorKind::Syntax)), "{ways:?}");
    let closed = format!("{text}{}}}", "]".repeat(100_000));
    assert!(read_every_way(&Frame::json(closed)).iter().all(Result::is_err));
}

#[test]
fn a_chain_of_aliases_nests_no_deeper_than_the_stack_bears() {
    let mut text = "apiVersion: x.example.com/v1\nkind: X\na0: &a0 [x]\n".to_owned();
    for level in 1..20_000 {
        writeln!(text, "a{level}: &a{level} [*a{}]", level - 1).unwrap();
    }
    let ways = read_every_way(&Frame::yaml(text));
    assert!(ways[0].is_ok(), "bytes that nobody looks into are no danger");
    assert!(ways[1].is_err(), "{ways:?}");
}

#[test]
fn a_list_in_a_list_without_end_is_refused() {
    let mut text = String::new();
    for _ in 0..1000 {
        text.push_str("{apiVersion: v1, kind: List, items: [");
    }
    text.push_str(&"]}".repeat(1000));
    assert!(read_every_way(&Frame::yaml(text)).iter().all(Result::is_err));
}

#[test]
fn a_hundred_thousand_keys_and_items_are_read() {
    let mut text = "apiVersion: x.example.com/v1\nkind: X\nspec:\n".to_owned();
    for index in 0..100_000 {
        writeln!(text, "  key{index}: {index}").unwrap();
    }
    let object: DynamicObject = serializer().decoder().decode_as(&Frame::yaml(text)).unwrap();
    assert_eq!(object.fields().get("spec").unwrap().as_mapping().unwrap().len(), 100_000);
}
