//! Names of keys, equal keys, merge keys.

use super::super::{ScalarError, Tree, parse};
use super::value;

fn tree(text: &str) -> Tree<'_> {
    parse(text).unwrap().swap_remove(0)
}

#[test]
fn a_key_has_the_name_that_kubernetes_gives_it() {
    let cases = [
        ("a", Ok("a")),
        ("\"1\"", Ok("1")),
        ("0x10", Ok("16")),
        ("010", Ok("8")),
        ("1_000", Ok("1000")),
        ("-0", Ok("0")),
        ("On", Ok("true")),
        ("n", Ok("false")),
        ("'n'", Ok("n")),
        ("1.50", Ok("1.5")),
        ("-0.0", Ok("-0")),
        ("0.0001", Ok("0.0001")),
        ("0.00001", Ok("1e-05")),
        ("123456.5", Ok("123456.5")),
        ("1e6", Ok("1e+06")),
        ("1234567.0", Ok("1.234567e+06")),
        ("1e100", Ok(".inf")),
        (".1234567890123", Ok("0.12345679")),
        ("-.inf", Ok("-.inf")),
        (".NaN", Ok(".nan")),
        ("2001-01-01", Ok("2001-01-01")),
        ("!!str 1", Ok("1")),
        ("!!int '1'", Ok("1")),
        ("~", Err("a key must be text, and not null")),
        ("", Err("a key must be text, and not null")),
        ("[a]", Err("a key must be text, and not a list or a mapping")),
        ("{a: b}", Err("a key must be text, and not a list or a mapping")),
        ("18446744073709551615", Err("a number above 9223372036854775807 cannot be a key")),
        ("!!int x", Err("`x` is not an !!int")),
    ];
    for (key, wanted) in cases {
        let text = format!("? {key}\n: value\n");
        let tree = tree(&text);
        let (key_id, _) = tree.entries(tree.root().unwrap()).next().unwrap();
        let got = tree.key_text(key_id);
        assert_eq!(got.as_deref().map_err(ScalarError::message), wanted, "{key}");
    }
}

#[test]
fn an_alias_as_a_key_has_the_name_of_its_target() {
    let tree = tree("a: &x 0x1\n*x : b\n1: c\n");
    let keys: Vec<_> = tree.entries(tree.root().unwrap()).map(|(key, _)| key).collect();
    assert_eq!(tree.key_text(keys[1]).unwrap(), "1");
    assert_eq!(tree.duplicate_keys(), [(keys[1], keys[2])]);
}

#[test]
fn equal_keys_are_found_by_their_name_with_both_places() {
    let cases: [(&str, &[(usize, usize)]); 9] = [
        ("a: 1\nb: 2\n", &[]),
        ("a: 1\na: 2\n", &[(0, 5)]),
        ("a: 1\n\"a\": 2\n'a': 3\n", &[(0, 5), (5, 12)]),
        ("1: 1\n0x1: 2\n'1': 3\n1.0: 4\n", &[(0, 5), (5, 12), (12, 19)]),
        ("yes: 1\ntrue: 2\n\"true\": 3\n", &[(0, 7), (7, 15)]),
        ("a: {x: 1, y: 2, x: 3}\nb: [{z: 1, z: 2}]\n", &[(4, 16), (27, 33)]),
        ("~: 1\n~: 2\n[a]: 1\n[a]: 2\n", &[]),
        ("x: &x {a: 1}\ny: {<<: *x, <<: *x, a: 1}\n", &[]),
        ("'<<': 1\n'<<': 2\n", &[(0, 8)]),
    ];
    for (text, wanted) in cases {
        let tree = tree(text);
        let starts = tree.duplicate_keys().into_iter();
        let starts: Vec<_> =
            starts.map(|(first, second)| (tree.span(first).start, tree.span(second).start)).collect();
        assert_eq!(starts, wanted, "{text}");
    }
}

#[test]
fn equal_keys_among_a_hundred_thousand_are_found_without_comparing_all() {
    use std::fmt::Write as _;
    let mut text = String::new();
    for number in 0..100_000 {
        writeln!(text, "key{number}: x").unwrap();
    }
    text.push_str("key77: y\nkey5: y\nkey77: z\n");
    let tree = tree(&text);
    let pairs = tree.duplicate_keys();
    let names: Vec<_> = pairs
        .iter()
        .map(|(first, second)| {
            assert_eq!(tree.key_text(*first), tree.key_text(*second));
            (first.index() < second.index(), tree.key_text(*first).unwrap().into_owned())
        })
        .collect();
    let wanted = ["key77", "key5", "key77"].map(|name| (true, name.to_owned()));
    assert_eq!(names, wanted);
}

#[test]
fn merge_keys_bring_in_what_go_yaml_brings_in() {
    let cases = [
        ("x: &x {p: 1}\nm: {<<: *x, q: 2}", r#"{"p":1,"q":2}"#),
        ("x: &x {p: 1}\nm: {<<: *x, p: 2}", r#"{"p":2}"#),
        // go-yaml v2 reads in order; the merge type's definition would let 2 win.
        ("x: &x {p: 1}\nm: {p: 2, <<: *x}", r#"{"p":1}"#),
        ("x: &x {p: 1}\nz: &z {p: 3, q: 4}\nm: {<<: [*x, *z]}", r#"{"p":1,"q":4}"#),
        ("x: &x {p: 1}\nm: {<<: *x, <<: {p: 5}}", r#"{"p":5}"#),
        ("x: &x {p: 1}\nz: &z {<<: *x, q: 4}\nm: {<<: *z}", r#"{"p":1,"q":4}"#),
        ("m: {<<: {p: 1}, q: 2}", r#"{"p":1,"q":2}"#),
        ("m: {'<<': {p: 1}, q: 2}", r#"{"<<":{"p":1},"q":2}"#),
        ("m: {!!merge '<<': {p: 1}, q: 2}", r#"{"p":1,"q":2}"#),
        ("m: {!!str <<: {p: 1}, q: 2}", r#"{"<<":{"p":1},"q":2}"#),
        ("x: &x {0x1: 1}\nm: {<<: *x, 1: 2}", r#"{"1":2}"#),
    ];
    for (text, wanted) in cases {
        let value = value::of_text(text).unwrap();
        assert_eq!(value["m"], serde_json::from_str::<serde_json::Value>(wanted).unwrap(), "{text}");
    }
}

#[test]
fn what_cannot_be_merged_is_refused() {
    for merged in ["1", "~", "[1]", "[*x, [*x]]", "[*l]", "*l", "text"] {
        let text = format!("x: &x {{p: 1}}\nl: &l [*x]\nm: {{<<: {merged}}}");
        let error = value::of_text(&text).unwrap_err();
        assert_eq!(error, "`<<` merges a mapping or a list of mappings, and nothing else", "{merged}");
    }
}
