//! The YAML test suite, all cases, on the events that the tree gives back.

use std::fs;

use super::super::{parse, parse_json};
use super::events::{Detail, render};
use super::{corpora, files_below, value};

/// Cases in which the tree differs on purpose: the case, what it does instead, and why.
const DIFFERENT: &[(&str, Outcome, &str)] =
    &[("JEF9/02", Outcome::OtherEvents, LAST_LINE), ("L24T/01", Outcome::OtherEvents, LAST_LINE)];

/// The text ends inside a block scalar without a line break. By YAML 1.2.2 §8.1.1.2, and for libyaml and go-yaml, no
/// break is added; the suite wants one.
const LAST_LINE: &str = "no line break is added to the last line of the text";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Same,
    OtherEvents,
    Refused,
    Accepted,
}

#[test]
fn every_case_of_the_test_suite_gives_its_events_or_is_refused() {
    let Some(corpora) = corpora() else { return };
    let suite = corpora.join("yaml-test-suite");
    let mut wrong = Vec::new();
    let mut cases = 0;
    for file in files_below(&suite).iter().filter(|file| file.ends_with("in.yaml")) {
        let folder = file.parent().unwrap();
        let name = folder.strip_prefix(&suite).unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(file).unwrap();
        let wanted = fs::read_to_string(folder.join("test.event")).unwrap();
        let is_invalid = folder.join("error").exists();
        let outcome = match parse(&text) {
            Ok(_) if is_invalid => Outcome::Accepted,
            Ok(trees) if render(&trees, Detail::Full) == wanted => Outcome::Same,
            Ok(_) => Outcome::OtherEvents,
            Err(_) if is_invalid => Outcome::Same,
            Err(_) => Outcome::Refused,
        };
        let expected = DIFFERENT.iter().find(|(case, ..)| *case == name);
        let expected = expected.map_or(Outcome::Same, |(_, outcome, _)| *outcome);
        if outcome != expected {
            let got = parse(&text).map(|trees| render(&trees, Detail::Full));
            wrong.push(format!("{name}: {outcome:?}\n{text}\n--- wanted\n{wanted}\n--- got\n{got:?}"));
        }
        cases += 1;
    }
    assert!(wrong.is_empty(), "{} of {cases}:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(cases, 402);
}

#[test]
fn the_json_of_every_case_reads_as_serde_json_reads_it() {
    let Some(corpora) = corpora() else { return };
    let mut values = 0;
    for file in files_below(&corpora.join("yaml-test-suite")).iter().filter(|file| file.ends_with("in.json"))
    {
        let text = fs::read_to_string(file).unwrap();
        let mut stream = serde_json::Deserializer::from_str(&text).into_iter::<serde_json::Value>();
        let mut start = 0;
        while let Some(wanted) = stream.next() {
            let piece = &text[start..stream.byte_offset()];
            let tree = parse_json(piece).unwrap();
            let value = value::of_node(&tree, tree.root().unwrap()).unwrap();
            assert_eq!(value, wanted.unwrap(), "{}", file.display());
            start = stream.byte_offset();
            values += 1;
        }
    }
    assert!(values > 282, "{values}");
}
