//! What libyaml and saphyr read, with the scalars of go-yaml v2; and what we read.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle};
use serde::Deserialize as _;

use crate::emit::judges::go_yaml;
use crate::value::{Map, Value};
use crate::yaml::de::Decoding;
use crate::yaml::parse;

/// Who judges an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Judge {
    Libyaml,
    Saphyr,
}

impl Judge {
    /// The values of all documents; none if the judge takes the text for something else than we do.
    pub(super) fn documents(self, text: &str) -> Option<Vec<Value>> {
        // A mark is no part of the first key.
        let text = text.trim_start_matches('\u{FEFF}');
        let mut documents = match self {
            Self::Libyaml => libyaml(text),
            Self::Saphyr => saphyr(text),
        }?;
        documents.retain(|document| !document.is_null());
        Some(documents)
    }
}

/// What we read of a text with one document.
pub(super) fn own(text: &str) -> Option<Value> {
    let trees = parse(text).ok()?;
    let tree = trees.iter().find(|tree| tree.root().is_some())?;
    if !tree.duplicate_keys().is_empty() {
        return None;
    }
    let (value, faults) = Decoding::new(tree, tree.root()?).run(|node| Value::deserialize(node));
    value.filter(|_| faults.errors.is_empty())
}

fn libyaml(text: &str) -> Option<Vec<Value>> {
    serde_yaml::Deserializer::from_str(text).map(|document| Value::deserialize(document).ok()).collect()
}

fn saphyr(text: &str) -> Option<Vec<Value>> {
    let characters = text.chars().count();
    let is_ended = text.ends_with(['\n', '\r']);
    let mut documents = Vec::new();
    let mut open: Vec<(bool, usize, Vec<Value>)> = Vec::new();
    let mut anchors = BTreeMap::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.ok()?;
        let (value, anchor) = match event {
            Event::Scalar(content, style, anchor, tag) => {
                let is_text = style != ScalarStyle::Plain
                    || tag.is_some_and(|tag| tag.is_yaml_core_schema() && tag.suffix == "str");
                let mut content = content.into_owned();
                // saphyr adds a break to a block scalar that the text ends in, go-yaml and libyaml do not.
                let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
                if is_block && !is_ended && span.end.index() >= characters && content.ends_with('\n') {
                    content.pop();
                }
                (if is_text { Value::from(content) } else { go_yaml(&content) }, anchor)
            }
            Event::Alias(anchor) => (anchors.get(&anchor).cloned()?, 0),
            Event::SequenceStart(anchor, _) => {
                open.push((false, anchor, Vec::new()));
                continue;
            }
            Event::MappingStart(anchor, _) => {
                open.push((true, anchor, Vec::new()));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let (is_mapping, anchor, nodes) = open.pop()?;
                (if is_mapping { mapping(nodes)? } else { Value::Sequence(nodes) }, anchor)
            }
            _ => continue,
        };
        if anchor > 0 {
            anchors.insert(anchor, value.clone());
        }
        match open.last_mut() {
            Some((_, _, nodes)) => nodes.push(value),
            None => documents.push(value),
        }
    }
    Some(documents)
}

/// Keys and values by turns. What is read later wins, also of what a merge key brings in, as in go-yaml v2.
fn mapping(nodes: Vec<Value>) -> Option<Value> {
    let mut map = Map::new();
    let mut nodes = nodes.into_iter();
    while let (Some(key), Some(value)) = (nodes.next(), nodes.next()) {
        match key {
            Value::String(key) if key == "merge: <<" => merge(&mut map, value)?,
            Value::String(key) => drop(map.insert(key, value)),
            Value::Bool(key) => drop(map.insert(key.to_string(), value)),
            Value::Number(key) => drop(map.insert(key.to_string(), value)),
            _ => return None,
        }
    }
    Some(Value::Mapping(map))
}

fn merge(map: &mut Map, value: Value) -> Option<()> {
    match value {
        Value::Mapping(merged) => {
            for (key, value) in &merged {
                map.insert(key, value.clone());
            }
            Some(())
        }
        // Of several the first counts.
        Value::Sequence(items) => items.into_iter().rev().try_for_each(|item| merge(map, item)),
        _ => None,
    }
}

#[test]
fn saphyr_judges_what_libyaml_refuses() {
    let text = "a: &x {k: yes}\nb: !own 07\nc: {<<: *x, l: '1'}\n---\n- |\n  text";
    assert_eq!(Judge::Libyaml.documents(text), None);
    let expected = own("a: {k: true}\nb: 7\nc: {k: true, l: '1'}\n").unwrap();
    assert_eq!(Judge::Saphyr.documents(text), Some(vec![expected, Value::Sequence(vec!["text".into()])]));
}
