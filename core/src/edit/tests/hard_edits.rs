//! The hard edits of the corpora, with the output that a careful person would have typed.

use super::super::EditOptions;
use super::cases::edited;
use crate::value::Value;

/// The name of each case and its output.
const EXPECTED: &[(&str, &str)] = &[
    ("rm key with head comment, next head comment", "a: 1\n\n# about c\nc: 3\n"),
    ("rm last key of nested map; comment of next sibling follows", "m:\n  x: 1\n# about n\nn: 3\n"),
    ("append to list with foot comment in list", "l:\n  - a\n  - b\n  - c\n  # - disabled\n\n# next\nn: 1\n"),
    (
        "append to indentless list of maps",
        "l:\n- name: a\n  v: 1   # one\n- name: b\n  v: 2\n- name: c\n  v: 3\nn: 1\n",
    ),
    ("set null with comment", "a: x   # todo\nb: 1\n"),
    ("null -> map with comment", "a: # todo\n  k: v\nb: 1\n"),
    ("add key into {}", "a: # none\n  k: v\nb: 1\n"),
    ("append to []", "a: # none\n- v\nb: 1\n"),
    ("add to one-line flow map", "a: { x: 1, y: 2, z: 3 } # f\n"),
    ("append to multi-line flow seq", "a: [\n  one,   # 1\n  two,\n  three,\n]\nb: 1\n"),
    ("rm from multi-line flow seq", "a: [\n  one,   # 1\n  three\n]\nb: 1\n"),
    ("quoted numeric string stays string", "a: \"9090\"\nb: 'true'\n"),
    ("plain -> numeric string must be quoted", "a: \"0777\" # c\n"),
    ("plain -> yes", "a: \"yes\"\n"),
    ("plain -> y", "a: \"on\"\n"),
    ("edit folded block", "a: >-\n  one\n  three\nb: 1\n"),
    ("edit literal, one line changed", "a: |\n  l1\n  l2 changed\n  l3\n\nb: 1\n"),
    ("edit multi-line plain", "a: x # c\nb: 1\n"),
    ("add key after |+ block", "m:\n  a: |+\n    t\n\n\n  z: 1\nb: 1\n"),
    ("rm first key of list item", "l:\n  - v: 1\n  - name: b\n"),
    ("rm only item of list", "l: []\nb: 1\n"),
    ("set alias site", "x: &d 1\ny: 2\n"),
    ("set anchored", "x: &d 2\ny: 1\n"),
    ("explicit key", "? a\n: 1\n? b\n: 3\n"),
    ("tabs", "a:\t3\t# c\nb: 2\n"),
    ("doc markers + directive", "%YAML 1.2\n---\n# h\na: 2\n...\n"),
    ("--- inline content", "--- {a: 2}\n"),
    ("top-level list", "- a: 1\n- a: 9 # two\n"),
    ("nested seq in seq", "- - b\n- - c\n"),
    (
        "4-space indent file add nested",
        "a:\n    b:\n        c: 1\n    l:\n        - x\n    z:\n        k:\n            q: 1\n        s:\n            - t\n",
    ),
    ("comment between key and list", "a:\n  # c1\n  - z\n"),
    ("scalar to map w/ eol comment", "a: # c\n  k: 1\nb: 2\n"),
    ("wide aligned values", "a:      10\nlonger: 2\n"),
];

fn apply(value: &mut Value, case: &Value) {
    // Kubernetes' reader names the key `y` so.
    let text = |key: &str| match case.get(key).and_then(Value::as_str) {
        Some("y") => "true",
        text => text.unwrap_or_default(),
    };
    let path = text("path");
    let pointer = if path.is_empty() { String::new() } else { format!("/{path}") };
    let place = value.pointer_mut(&pointer).unwrap();
    let new = case.get("value").cloned();
    match text("op") {
        "set" => *place = new.unwrap(),
        "add_key" => {
            place.as_mapping_mut().unwrap().insert(text("key"), new.unwrap());
        }
        "remove_key" => {
            place.as_mapping_mut().unwrap().remove(text("key")).unwrap();
        }
        "append" => place.as_sequence_mut().unwrap().push(new.unwrap()),
        "remove_item" => {
            let index = case.get("index").and_then(Value::as_u64).unwrap();
            place.as_sequence_mut().unwrap().remove(usize::try_from(index).unwrap());
        }
        other => panic!("{other}"),
    }
}

#[test]
fn the_hard_edits_of_the_corpora_change_what_is_meant() {
    let Some(corpora) = std::env::var_os("LIBGITOPS_CORPORA") else {
        eprintln!("skipped: LIBGITOPS_CORPORA is not set");
        return;
    };
    let path = std::path::Path::new(&corpora).join("cases/hard-edits.json");
    let cases: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let cases = crate::value::to_value(&cases).unwrap();
    let cases = cases.as_sequence().unwrap();
    assert_eq!(cases.len(), EXPECTED.len());
    let mut wrong = Vec::new();
    for case in cases {
        let (name, text) =
            (case.get("name").unwrap().as_str().unwrap(), case.get("text").unwrap().as_str().unwrap());
        let (_, expected) = EXPECTED.iter().find(|(expected, _)| *expected == name).unwrap();
        match edited(text, |value| apply(value, case), EditOptions::default()) {
            Ok(edited) if edited.text == *expected => {}
            other => wrong.push(format!(
                "{name}\n{text}--- expected\n{expected}--- got\n{}",
                other.map_or_else(|error| error.reason, |edited| edited.text)
            )),
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
