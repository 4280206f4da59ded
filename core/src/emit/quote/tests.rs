//! Tests of the spelling of texts.

use proptest::prelude::*;

use super::*;
use crate::emit::judges::{assert_read_as, hard_text};
use crate::value::{Map, Value};

fn spelled(text: &str, context: Context) -> String {
    let mut out = String::new();
    write_scalar(text, context, &mut out);
    out
}

#[test]
fn a_text_is_plain_where_that_is_safe_and_quoted_elsewhere() {
    let cases = [
        ("a", "a"),
        ("a b", "a b"),
        ("yes", "\"yes\""),
        ("", "\"\""),
        ("-", "\"-\""),
        ("- a", "\"- a\""),
        ("-a", "-a"),
        ("--flag=a, b", "--flag=a, b"),
        ("---", "\"---\""),
        ("...x", "\"...x\""),
        ("a: b", "\"a: b\""),
        ("a:b", "a:b"),
        ("a:", "\"a:\""),
        ("a #b", "\"a #b\""),
        ("a#b", "a#b"),
        ("#b", "\"#b\""),
        ("?x", "\"?x\""),
        ("it's", "it's"),
        ("'x'", "\"'x'\""),
        ("say \"x\"", "say \"x\""),
        ("{\"a\": \"b\"}", "'{\"a\": \"b\"}'"),
        ("\"it's\"", "\"\\\"it's\\\"\""),
        ("C:\\temp", "C:\\temp"),
        ("\\d: \\w", "'\\d: \\w'"),
        (" a", "\" a\""),
        ("a ", "\"a \""),
        ("\u{3000}a", "\"\u{3000}a\""),
        ("a\tb", "\"a\\tb\""),
        ("a\nb", "\"a\\nb\""),
        ("a\r\n", "\"a\\r\\n\""),
        ("\0\x08\x0C\x1B\u{7F}\u{85}", "\"\\u0000\\b\\f\\u001b\\u007f\\u0085\""),
        ("\u{2028}\u{FEFF}\u{FFFE}", "\"\\u2028\\ufeff\\ufffe\""),
        ("é 😀", "é 😀"),
    ];
    for (text, expected) in cases {
        assert_eq!(spelled(text, Context::Block), expected, "{text:?}");
    }
}

#[test]
fn brackets_and_commas_are_quoted_inside_brackets_only() {
    for text in ["a,b", "a]", "a[0]", "{x", "a?"] {
        assert_eq!(spelled(text, Context::Flow), format!("\"{text}\""));
    }
    for text in ["a,b", "a]", "a[0]", "a?"] {
        assert_eq!(spelled(text, Context::Block), text);
    }
}

#[test]
fn single_quotes_are_doubled_inside_single_quotes() {
    let mut out = String::new();
    write_single_quoted("it's ''", &mut out);
    assert_eq!(out, "'it''s '''''");
}

#[test]
fn a_literal_block_is_refused_where_a_reader_could_lose_something() {
    for text in
        ["", "a", "\n", "\n\n", "a\r\nb", "a\n \nb", "a\n\t\n", "a\u{85}\n", "a\0\n", "a\n\u{FEFF}", "a\n "]
    {
        assert_eq!(Literal::of(text), None, "{text:?}");
    }
    for text in ["a\n", "a\nb", "a\n\nb\n\n", " a\n", "\na", "a\n\tb", "a  \nb", "# a\n--- \n"] {
        assert!(Literal::of(text).is_some(), "{text:?}");
    }
}

proptest! {
    #[test]
    fn every_text_survives_between_brackets_and_in_double_quotes(text in hard_text()) {
        let value = Value::from(vec![text.as_str(), text.as_str()]);
        let item = spelled(&text, Context::Flow);
        assert_read_as(&format!("[{item}, {item}]\n"), &value);
        assert_read_as(&format!("[{item},{item}]\n"), &value);
        if item.len() <= 1024 {
            let entry = Value::from(Map::from([(text.as_str(), text.as_str())]));
            assert_read_as(&format!("x: {{{item}: {item}}}\n"), &Map::from([("x", entry)]).into());
        }
        let mut quoted = String::new();
        write_double_quoted(&text, &mut quoted);
        assert_read_as(&format!("- {quoted}\n- {quoted}\n"), &value);
        prop_assert_eq!(serde_json::from_str::<String>(&quoted).unwrap(), text);
    }
}
