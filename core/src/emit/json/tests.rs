//! Tests of JSON.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::emit::judges::{assert_read_as, hard_value};
use crate::value::Value;

fn printed(value: &Value, style: JsonStyle) -> String {
    let mut text = String::new();
    json(&Tape::of(value).unwrap(), style, &mut text);
    text
}

#[test]
fn json_looks_as_go_indents_it() {
    let source = r#"{"kind": "Car", "a": [], "b": {}, "c": [1, {"d": [[], "x"]}], "e": null, "f": [18446744073709551615, 1.0]}"#;
    let value: Value = serde_json::from_str(source).unwrap();
    let pretty = "{\n  \"kind\": \"Car\",\n  \"a\": [],\n  \"b\": {},\n  \"c\": [\n    1,\n    {\n      \"d\": [\n        [],\n        \"x\"\n      ]\n    }\n  ],\n  \"e\": null,\n  \"f\": [\n    18446744073709551615,\n    1.0\n  ]\n}\n";
    assert_eq!(printed(&value, JsonStyle::Pretty), pretty);
    let compact = "{\"kind\":\"Car\",\"a\":[],\"b\":{},\"c\":[1,{\"d\":[[],\"x\"]}],\"e\":null,\"f\":[18446744073709551615,1.0]}\n";
    assert_eq!(printed(&value, JsonStyle::Compact), compact);
    let mut text = String::new();
    json(&Tape::new(), JsonStyle::Pretty, &mut text);
    assert_eq!(text, "");
}

#[test]
fn scalars_are_documents_too() {
    for (value, expected) in
        [(json!(null), "null\n"), (json!("a\"\n"), "\"a\\\"\\n\"\n"), (json!(true), "true\n")]
    {
        let value = crate::value::to_value(&value).unwrap();
        assert_eq!(printed(&value, JsonStyle::Pretty), expected);
        assert_eq!(printed(&value, JsonStyle::Compact), expected);
    }
}

/// Whether a reader of YAML gives up looking for the colon after a key.
fn has_long_key(value: &Value) -> bool {
    match value {
        Value::Mapping(map) => map.iter().any(|(key, value)| key.len() > 900 || has_long_key(value)),
        Value::Sequence(items) => items.iter().any(has_long_key),
        _ => false,
    }
}

proptest! {
    #[test]
    fn every_value_survives_and_is_yaml_too(value in hard_value()) {
        for style in [JsonStyle::Pretty, JsonStyle::Compact] {
            let text = printed(&value, style);
            // Whether it is JSON, and not which floats: serde_json's parser may be one unit off.
            prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
            if !has_long_key(&value) {
                assert_read_as(&text, &value);
            }
        }
        prop_assert_eq!(printed(&value, JsonStyle::Compact).trim_end_matches('\n').lines().count(), 1);
    }
}
