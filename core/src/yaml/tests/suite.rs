//! The YAML test suite, all cases, on the events that the tree gives back.

use std::fs;

use serde_json::Value;

use super::super::{Tree, parse, parse_json};
use super::events::{Detail, render};
use super::{corpora, files_below, value};

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
        let outcome = match parse(&text).map(ended) {
            Ok(_) if is_invalid => Outcome::Accepted,
            Ok(trees) if render(&trees, Detail::Full) == wanted => Outcome::Same,
            Ok(_) => Outcome::OtherEvents,
            Err(_) if is_invalid => Outcome::Same,
            Err(_) => Outcome::Refused,
        };
        if outcome != Outcome::Same {
            let got = parse(&text).map(|trees| render(&trees, Detail::Full));
            wrong.push(format!("{name}: {outcome:?}\n{text}\n--- wanted\n{wanted}\n--- got\n{got:?}"));
        }
        cases += 1;
    }
    assert!(wrong.is_empty(), "{} of {cases}:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(cases, 402);
}

/// The suite's reading of a text that ends inside a block scalar without a line break.
fn ended(trees: Vec<Tree<'_>>) -> Vec<Tree<'_>> {
    trees.into_iter().map(Tree::with_ended_last_line).collect()
}

#[test]
fn a_last_line_without_a_break_is_read_as_the_specification_and_go_yaml_have_it() {
    let Some(corpora) = corpora() else { return };
    let suite = corpora.join("yaml-test-suite");
    let mut different = Vec::new();
    for file in files_below(&suite).iter().filter(|file| file.ends_with("in.yaml")) {
        let text = fs::read_to_string(file).unwrap();
        let Ok(trees) = parse(&text) else { continue };
        let as_written = render(&trees, Detail::Full);
        if as_written != render(&ended(trees), Detail::Full) {
            let case = file.parent().unwrap().strip_prefix(&suite).unwrap().to_string_lossy().into_owned();
            let scalar = as_written.lines().find(|line| line.contains(" |")).unwrap().to_owned();
            different.push((case, scalar));
        }
    }
    // Nothing but the end of the input may follow the last line: `b-chomped-last` and `l-keep-empty` of §8.1.1.2.
    let wanted = [("JEF9/02", "=VAL |"), ("L24T/01", "=VAL |x\\n ")];
    assert_eq!(different, wanted.map(|(case, scalar)| (case.to_owned(), scalar.to_owned())));
}

/// Cases whose value is not that of `in.json`: the case, and what Kubernetes' reader makes of it instead.
const OTHER_VALUES: &[(&str, &str)] = &[
    // JSON has no bytes.
    ("565N", "the content of !!binary is not UTF-8, so no JSON text can hold it"),
    // The key `y` is true.
    (
        "C4HZ",
        r#"[{"center":{"true":129,"x":73},"radius":7},{"finish":{"true":102,"x":89},"start":{"true":129,"x":73}},{"color":16772795,"start":{"true":129,"x":73},"text":"Pretty vector drawing."}]"#,
    ),
];

#[test]
fn every_case_has_the_value_of_its_json_but_for_the_scalars_of_kubernetes() {
    let Some(corpora) = corpora() else { return };
    let suite = corpora.join("yaml-test-suite");
    let (mut different, mut cases) = (Vec::new(), 0);
    for file in files_below(&suite).iter().filter(|file| file.ends_with("in.json")) {
        let folder = file.parent().unwrap();
        if folder.join("error").exists() {
            continue;
        }
        let json = fs::read_to_string(file).unwrap();
        let wanted: Vec<_> =
            serde_json::Deserializer::from_str(&json).into_iter().map(Result::unwrap).collect();
        let text = fs::read_to_string(folder.join("in.yaml")).unwrap();
        let trees = ended(parse(&text).unwrap());
        let documents = trees.iter().filter(|tree| tree.root().is_some() || tree.has_explicit_start());
        let values =
            documents.map(|tree| tree.root().map_or(Ok(Value::Null), |root| value::of_node(tree, root)));
        let values: Vec<_> = values.collect();
        if !values.iter().map(|value| value.as_ref().ok()).eq(wanted.iter().map(Some)) {
            let case = folder.strip_prefix(&suite).unwrap().to_string_lossy().into_owned();
            let values =
                values.into_iter().map(|value| value.map_or_else(|error| error, |value| value.to_string()));
            different.push((case, values.collect::<Vec<_>>().join(" ")));
        }
        cases += 1;
    }
    let expected: Vec<_> =
        OTHER_VALUES.iter().map(|(case, value)| ((*case).to_owned(), (*value).to_owned())).collect();
    assert_eq!(different, expected, "of {cases}");
}

#[test]
fn the_json_of_every_case_reads_as_serde_json_reads_it() {
    let Some(corpora) = corpora() else { return };
    let mut values = 0;
    for file in files_below(&corpora.join("yaml-test-suite")).iter().filter(|file| file.ends_with("in.json"))
    {
        let text = fs::read_to_string(file).unwrap();
        let mut stream = serde_json::Deserializer::from_str(&text).into_iter::<Value>();
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
