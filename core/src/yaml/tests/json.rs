//! JSON: what RFC 8259 allows and nothing else.

use std::borrow::Cow;

use proptest::prelude::*;
use serde_json::Value;

use super::super::{MAX_DEPTH, NodeKind, Scalar, ScalarStyle, parse_json};
use super::value;

fn read(text: &str) -> Result<Value, String> {
    let tree = parse_json(text).map_err(|error| error.to_string())?;
    value::of_node(&tree, tree.root().unwrap())
}

#[test]
fn what_the_rfc_allows_reads_as_serde_json_reads_it() {
    let texts = [
        "null",
        " true\r\n",
        "\tfalse",
        "0",
        "-0",
        "-0.0",
        "1.5e-3",
        "1E+2",
        "1e308",
        "123456789012345678",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551615",
        "18446744073709551616",
        "-9223372036854775808",
        "-9223372036854775809",
        r#""""#,
        r#""yes""#,
        r#""<<""#,
        r#""\"\\\/\b\f\n\r\t""#,
        r#""\u00e9\u0000\uD83D\uDE00\uffff""#,
        "\"é😀\u{7f}\u{2028}\u{feff}\"",
        "[]",
        "{}",
        "[1,[2,[]],{}]",
        r#"{"a":{"b":[{"c":null}]},"d":"e"}"#,
        r#"{"":0,"<<":{"a":1},"1":2,"yes":3,"null":4}"#,
        r#"{"a":1,"a":2}"#,
    ];
    for text in texts {
        assert_eq!(read(text).unwrap(), serde_json::from_str::<Value>(text).unwrap(), "{text}");
    }
}

#[test]
fn what_the_rfc_forbids_is_refused_with_words_at_its_place() {
    let cases = [
        ("", "a JSON value is expected, and the text ends here", ""),
        (" ", "a JSON value is expected, and the text ends here", ""),
        ("[1,]", "a comma may not stand before `]`", "]"),
        (r#"{"a":1,}"#, "a comma may not stand before `}`", "}"),
        ("[1 2]", "a comma or `]` is expected", "2"),
        ("[1", "a comma or `]` is expected, and the text ends here", ""),
        ("[1}", "a comma or `]` is expected", "}"),
        (r#"{"a":1]"#, "a comma or `}` is expected", "]"),
        (r#"{"a" 1}"#, "a colon is expected after the key", "1"),
        (r#"{"a"}"#, "a colon is expected after the key", "}"),
        (r#"{"a":}"#, "a JSON value is expected", "}"),
        ("{a:1}", "a key in double quotes is expected", "a"),
        ("{'a':1}", "a key in double quotes is expected", "'"),
        ("{1:1}", "a key in double quotes is expected", "1"),
        ("{", "a key in double quotes is expected, and the text ends here", ""),
        ("[", "a JSON value is expected, and the text ends here", ""),
        ("]", "a JSON value is expected", "]"),
        ("01", "a JSON number may not begin with 0", "01"),
        ("-01", "a JSON number may not begin with 0", "-01"),
        ("-", "a digit is expected, and the text ends here", ""),
        ("+1", "a JSON value is expected", "+"),
        (".5", "a JSON value is expected", "."),
        ("1.", "a digit is expected, and the text ends here", ""),
        ("1.e1", "a digit is expected", "e"),
        ("1e", "a digit is expected, and the text ends here", ""),
        ("1e400", "the number is out of range", "1e400"),
        ("-1e400", "the number is out of range", "-1e400"),
        ("0x1", "nothing may follow the JSON value", "x"),
        ("1_0", "nothing may follow the JSON value", "_"),
        ("NaN", "a JSON value is expected", "N"),
        ("nul", "a JSON value is expected", "n"),
        ("nulls", "a JSON value is expected", "n"),
        ("True", "a JSON value is expected", "T"),
        ("1 2", "nothing may follow the JSON value", "2"),
        ("{}{}", "nothing may follow the JSON value", "{"),
        ("1 // c", "nothing may follow the JSON value", "/"),
        ("[1] # c", "nothing may follow the JSON value", "#"),
        ("\"a", "the string is never closed", "\""),
        ("\"a\\\"", "the string is never closed", "\""),
        ("\"a\nb\"", "a control character must be escaped in a JSON string", "\n"),
        ("\"a\tb\"", "a control character must be escaped in a JSON string", "\t"),
        ("\"\0\"", "a control character must be escaped in a JSON string", "\0"),
        (r#""\x41""#, "JSON does not know this escape", "\\"),
        ("\"\\", "JSON does not know this escape", "\\"),
        (r#""\u12""#, "four hexadecimal digits are expected", "\\u"),
        (r#""\u12G4""#, "four hexadecimal digits are expected", "\\u"),
        (r#""\u+123""#, "four hexadecimal digits are expected", "\\u"),
        ("\"\\u00é\"", "four hexadecimal digits are expected", "\\u"),
        (r#""\uD83D""#, "half of a surrogate pair is no character", r"\uD83D"),
        (r#""\uDE00""#, "half of a surrogate pair is no character", r"\uDE00"),
        (r#""\uD83Dx""#, "half of a surrogate pair is no character", r"\uD83D"),
        (r#""\uD83D\n""#, "half of a surrogate pair is no character", r"\uD83D"),
        (r#""\uD83D\u0041""#, "half of a surrogate pair is no character", r"\uD83D\u0041"),
        (r#""\uD83D\uD83D""#, "half of a surrogate pair is no character", r"\uD83D\uD83D"),
        ("\u{a0}1", "a JSON value is expected", "\u{a0}"),
        ("é", "a JSON value is expected", "é"),
    ];
    for (text, message, place) in cases {
        let error = parse_json(text).unwrap_err();
        assert_eq!(error.message(), message, "{text:?}");
        assert_eq!(text.get(error.span().range()), Some(place), "{text:?}");
        assert!(serde_json::from_str::<Value>(text).is_err(), "{text:?}");
    }
}

#[test]
fn a_number_of_many_digits_is_read_while_a_float_holds_it() {
    for digits in [299, 300, 301, 308, 309, 400] {
        let text = format!("1{}", "0".repeat(digits));
        let is_number = |text: &str| serde_json::from_str::<Value>(text).is_ok();
        assert_eq!(parse_json(&text).is_ok(), is_number(&text), "{digits}");
        let text = format!("-{text}.5");
        assert_eq!(parse_json(&text).is_ok(), is_number(&text), "{digits}");
    }
}

#[test]
fn a_byte_order_mark_is_skipped_and_keeps_its_bytes() {
    let tree = parse_json("\u{feff} [1]").unwrap();
    assert_eq!(tree.span(tree.root().unwrap()).range(), 4..7);
    assert!(parse_json("[\u{feff}1]").is_err());
}

#[test]
fn nesting_is_refused_beyond_the_limit_and_not_before() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(parse_json(&nested(MAX_DEPTH)).unwrap().expanded_depth(), MAX_DEPTH);
    let error = parse_json(&nested(MAX_DEPTH + 1)).unwrap_err();
    assert_eq!(error.message(), "the values are nested too deeply");
    assert_eq!(error.span().range(), MAX_DEPTH..MAX_DEPTH + 1);
    assert!(parse_json(&"[".repeat(100_000)).is_err());
    assert!(parse_json(&"{\"a\":".repeat(100_000)).is_err());
}

#[test]
fn strings_are_never_resolved_and_borrow_where_they_can() {
    let tree = parse_json(r#"["null", "1", "a\u0062"]"#).unwrap();
    let items: Vec<_> = tree.items(tree.root().unwrap()).collect();
    for (item, wanted) in items.iter().zip(["null", "1", "ab"]) {
        assert_eq!(tree.kind(*item), NodeKind::Scalar(ScalarStyle::DoubleQuoted));
        assert_eq!(tree.scalar(*item).unwrap(), Scalar::String(wanted.into()));
    }
    assert!(matches!(tree.content(items[0]), Cow::Borrowed("null")));
    assert!(matches!(tree.content(items[2]), Cow::Owned(text) if text == "ab"));
}

/// Any JSON value whose numbers and keys mean to Kubernetes' reader what they mean to JSON.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|entries| entries.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

proptest! {
    #[test]
    fn json_is_yaml(json in any_json()) {
        for text in [json.to_string(), serde_json::to_string_pretty(&json).unwrap()] {
            prop_assert_eq!(value::of_text(&text), Ok(json.clone()), "{}", text);
        }
    }
}

proptest! {
    #[test]
    fn accepts_and_reads_what_serde_json_does(text in r#"([\[\]{},:" \\]|"a"|-?[0-9]|[.eE+-]|true|null|\\u|[dD][8C]00|é){0,12}"#) {
        // serde_json has a limit of its own on depth, which twelve pieces do not reach.
        let wanted = serde_json::from_str::<Value>(&text).ok();
        prop_assert_eq!(read(&text).ok(), wanted, "{:?}", text);
    }
}
