//! Independent readers that judge what the emitters write: three parsers, and the scalar rules of three schemas.

mod schema;

use proptest::prelude::*;

pub(crate) use self::schema::go_yaml;
use self::schema::{core_schema, py_yaml};
use crate::value::{Map, Tape, Value};

/// What a parser alone can say: scalars without their types.
#[derive(Clone, Debug)]
enum Tree {
    Plain(String),
    Text(String),
    Sequence(Vec<Tree>),
    Mapping(Vec<(Tree, Tree)>),
}

macro_rules! tree_of {
    ($name:ident, $parser:ident) => {
        fn $name(text: &str) -> Result<Tree, String> {
            use $parser::{Event, Parser, ScalarStyle};

            let mut open: Vec<Vec<Tree>> = vec![vec![]];
            for event in Parser::new_from_str(text) {
                let (event, _) = event.map_err(|error| format!("{error} in {text:?}"))?;
                let complete = match event {
                    Event::Scalar(text, ScalarStyle::Plain, ..) => Tree::Plain(text.into_owned()),
                    Event::Scalar(text, ..) => Tree::Text(text.into_owned()),
                    Event::MappingStart(..) | Event::SequenceStart(..) => {
                        open.push(vec![]);
                        continue;
                    }
                    Event::SequenceEnd => Tree::Sequence(open.pop().unwrap()),
                    Event::MappingEnd => {
                        let nodes = open.pop().unwrap();
                        Tree::Mapping(
                            nodes.chunks(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect(),
                        )
                    }
                    Event::StreamStart | Event::StreamEnd | Event::DocumentStart(..) | Event::DocumentEnd => {
                        continue;
                    }
                    other => return Err(format!("{other:?} in {text:?}")),
                };
                open.last_mut().unwrap().push(complete);
            }
            match (open.pop().unwrap().as_slice(), open.len()) {
                ([document], 0) => Ok(document.clone()),
                (other, _) => Err(format!("{} documents in {text:?}", other.len())),
            }
        }
    };
}

tree_of!(granit, granit_parser);
tree_of!(saphyr, saphyr_parser);

fn resolve(tree: Tree, schema: fn(&str) -> Value) -> Value {
    match tree {
        Tree::Plain(text) => schema(&text),
        Tree::Text(text) => text.into(),
        Tree::Sequence(items) => items.into_iter().map(|item| resolve(item, schema)).collect(),
        Tree::Mapping(entries) => {
            let entry = |(key, value)| match resolve(key, schema) {
                Value::String(key) => (key, resolve(value, schema)),
                other => (format!("key of another type: {other:?}"), resolve(value, schema)),
            };
            Value::Mapping(entries.into_iter().map(entry).collect())
        }
    }
}

/// What every reader makes of a text, with the reader's name.
pub(crate) fn readings(text: &str) -> Vec<(&'static str, Result<Value, String>)> {
    let mut readings =
        vec![("yaml_serde", serde_yaml::from_str(text).map_err(|error| format!("{error} in {text:?}")))];
    for (parser, tree) in [("granit", granit(text)), ("saphyr", saphyr(text))] {
        for (schema, rules) in [
            ("go-yaml v2", go_yaml as fn(&str) -> Value),
            ("YAML 1.2 core", core_schema),
            ("PyYAML", py_yaml),
        ] {
            let name = match (parser, schema) {
                ("granit", _) => schema,
                _ => "saphyr",
            };
            readings.push((name, tree.clone().map(|tree| resolve(tree, rules))));
        }
    }
    readings
}

/// Asserts that every reader takes the text for the value.
pub(crate) fn assert_read_as(text: &str, value: &Value) {
    for (reader, reading) in readings(text) {
        assert_eq!(reading.as_ref(), Ok(value), "{reader} reads\n{text}");
    }
}

/// The YAML of a value, which every reader takes for that value.
pub(crate) fn judged_yaml(value: &Value) -> String {
    let mut text = String::new();
    super::yaml(&Tape::of(value).unwrap(), &mut text);
    assert_read_as(&text, value);
    text
}

/// Whether a schema takes the plain scalar for anything but its text.
pub(crate) fn some_schema_sees_no_text(plain: &str) -> bool {
    [go_yaml, core_schema, py_yaml].iter().any(|schema| schema(plain) != plain.into())
}

/// Texts that are hard to write: of any characters, of the signs of YAML, and near numbers.
pub(crate) fn hard_text() -> impl Strategy<Value = String> {
    const SIGNS: [&str; 66] = [
        "a",
        "b c",
        "-",
        "- ",
        " ",
        "  ",
        "\t",
        "\n",
        "\n\n",
        "\r",
        "\r\n",
        ":",
        ": ",
        "#",
        " #",
        "\"",
        "'",
        "\\",
        "?",
        "? ",
        "[",
        "]",
        "{",
        "}",
        ",",
        "&",
        "*",
        "!",
        "!!",
        "|",
        ">",
        "%",
        "@",
        "`",
        "~",
        "=",
        "<<",
        "0",
        "1",
        "9",
        "_",
        ".",
        "e",
        "E",
        "+",
        "0x",
        "0o",
        "0b",
        "y",
        "No",
        "null",
        ".inf",
        "\u{85}",
        "\u{2028}",
        "\u{FEFF}",
        "é",
        "😀",
        "\u{7F}",
        "\0",
        "---",
        "...",
        "\u{A0}",
        "\u{FFFF}",
        "\u{1FFFE}",
        "\u{3000}",
        "/",
    ];
    prop_oneof![
        prop::collection::vec(any::<char>(), 0..12).prop_map(String::from_iter),
        prop::collection::vec(prop::sample::select(&SIGNS[..]), 0..8).prop_map(|signs| signs.concat()),
        prop::collection::vec("[ \t]{0,2}[a:#-]{0,3}[ \t]{0,1}", 0..5).prop_map(|lines| lines.join("\n")),
        near_number(),
        prop::sample::select(vec!["x".repeat(1020), "é ".repeat(600), "x\n".repeat(600)]),
    ]
}

/// Texts of the characters that numbers and timestamps are made of.
pub(crate) fn near_number() -> impl Strategy<Value = String> {
    prop_oneof![
        "[-+]?[0-9]{0,3}[.:_,]?[0-9]{0,3}([eE][-+]?[0-9]{0,2})?",
        "[-+]?0[xob]?[-+]?[0-9a-fA-F_]{0,4}",
        "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ][0-9:.Z+-]{0,8})?",
        "[-+]?[0-9_]{1,3}(:[0-9]{1,2}){0,2}[.]?[0-9]?",
        "[-+._,0-9eE:]{1,6}",
        "(?i)(yes|no|on|off|y|n|true|false|null|~|[-+]?[.](inf|nan))",
    ]
}

/// Values of every shape with hard texts and numbers.
pub(crate) fn hard_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<u64>().prop_map(|bits| Value::try_from(f64::from_bits(bits)).unwrap_or_default()),
        any::<u32>().prop_map(|bits| Value::try_from(f32::from_bits(bits)).unwrap_or_default()),
        hard_text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Sequence),
            prop::collection::vec((hard_text(), inner), 0..4)
                .prop_map(|entries| Value::Mapping(entries.into_iter().collect::<Map>())),
        ]
    })
}

#[test]
fn the_rules_of_go_yaml_are_those_that_were_measured() {
    let Ok(corpora) = std::env::var("LIBGITOPS_CORPORA") else {
        eprintln!("skipped: LIBGITOPS_CORPORA is not set");
        return;
    };
    let table = std::fs::read_to_string(format!("{corpora}/cases/kubernetes-scalars.tsv")).unwrap();
    let mut judged = 0;
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let (document, expected) = line.split_once('\t').unwrap();
        let document: String = serde_json::from_str(document).unwrap();
        let Ok(expected) = serde_json::from_str::<Value>(expected) else {
            continue;
        };
        // What is about tags, anchors and collections is not about plain scalars.
        let Some(scalar) =
            document.strip_prefix("a: ").filter(|rest| !rest.contains(['!', '&', '<', '{', '[', '\n']))
        else {
            continue;
        };
        let Ok(Tree::Mapping(entries)) = granit(&format!("a: {scalar}\n")) else {
            continue;
        };
        let seen = match &entries[0].1 {
            // Timestamps are texts once more when they become JSON.
            Tree::Plain(text) if schema::is_timestamp(text) => text.as_str().into(),
            Tree::Plain(text) => go_yaml(text),
            _ => continue,
        };
        match (seen.as_f64(), expected.get("a").unwrap()) {
            // JSON of Go spells the float 1.0 as 1.
            (Some(seen), Value::Number(number)) => {
                assert_eq!((seen + 0.0).to_bits(), number.as_f64().to_bits(), "{scalar}");
            }
            (_, expected) => assert_eq!(&seen, expected, "{scalar}"),
        }
        judged += 1;
    }
    assert!(judged >= 45, "only {judged} rows were judged");
}
