//! Decoding a tree: types and scalars, all problems of a document, unknown fields, fillers and defaults.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use expect_test::{Expect, expect};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::{Decoding, FieldDefault, ListCursor, path_from, path_of};
use crate::value::Value;
use crate::yaml::{parse, parse_json};

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
struct Garage {
    name: String,
    cars: Vec<Car>,
    #[serde(default)]
    labels: BTreeMap<String, String>,
    open: Option<bool>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
struct Car {
    engine: Engine,
    doors: u8,
    price: f64,
    owner: Option<String>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
enum Engine {
    Electric,
    Diesel { liters: f32 },
    Named(String),
    Pair(u8, u8),
}

/// The value, or all problems as `path: message`, then the unknown fields.
fn report<T: DeserializeOwned + std::fmt::Debug>(text: &str) -> String {
    let trees = parse(text).unwrap();
    let (tree, mut report) = (&trees[0], String::new());
    let (value, faults) = Decoding::new(tree, tree.root().unwrap()).run(|node| T::deserialize(node));
    assert_eq!(value.is_some(), faults.errors.is_empty(), "a value and errors exclude each other");
    for fault in &faults.errors {
        writeln!(report, "{}: {}", fault.path, fault.message).unwrap();
    }
    if let Some(value) = value {
        writeln!(report, "{value:?}").unwrap();
    }
    for fault in &faults.unknown_fields {
        writeln!(report, "unknown {}: {}", fault.path, fault.message).unwrap();
    }
    report
}

fn check<T: DeserializeOwned + std::fmt::Debug>(text: &str, expected: &Expect) {
    expected.assert_eq(&report::<T>(text));
}

#[test]
fn a_document_decodes_into_its_type() {
    check::<Garage>(
        "name: main\ncars:\n- engine: electric\n  doors: 4\n  price: 1e3\n- engine: {diesel: {liters: 2}}\n  doors: 2.0\n  price: 5\n  owner: ~\n",
        &expect![[r#"
            Garage { name: "main", cars: [Car { engine: Electric, doors: 4, price: 1000.0, owner: None }, Car { engine: Diesel { liters: 2.0 }, doors: 2, price: 5.0, owner: None }], labels: {}, open: None }
        "#]],
    );
}

#[test]
fn a_null_is_an_empty_list_or_mapping_and_no_text() {
    check::<Garage>(
        "name: a\ncars:\nlabels:\nopen:\n",
        &expect![[r#"
        Garage { name: "a", cars: [], labels: {}, open: None }
    "#]],
    );
    check::<Garage>(
        "name:\ncars: []\n",
        &expect![[r"
        name: expected a string, found null
    "]],
    );
}

#[test]
fn every_problem_of_a_document_is_found_at_once() {
    check::<Garage>(
        "name: 5\ncars:\n- engine: steam\n  doors: 300\n  price: much\n- doors: -1\n  price: 0\n- seven\nlabels: {a: yes}\nopen: maybe\nclosed: true\n",
        &expect![[r#"
            name: expected a string, found the integer `5`; quote it if a string is meant: "5"
            cars[0].engine: unknown value `steam`, expected one of `electric`, `diesel`, `named`, `pair`
            cars[0].doors: expected a non-negative integer (u8), found the integer `300`
            cars[0].price: expected a number, found the string "much"
            cars[1].engine: missing field `engine`
            cars[1].doors: expected a non-negative integer (u8), found the integer `-1`
            cars[2]: expected a mapping, found the string "seven"
            labels.a: expected a string, found the boolean `true`; quote it if a string is meant: "yes"
            open: expected a boolean, found the string "maybe"
            unknown closed: unknown field `closed`, expected one of `name`, `cars`, `labels`, `open`
        "#]],
    );
}

#[test]
fn what_is_missing_everywhere_is_named_once_each() {
    check::<Garage>(
        "cars:\n- {}\n- {price: 1}\n",
        &expect![[r"
        name: missing field `name`
        cars[0].engine: missing field `engine`
        cars[0].doors: missing field `doors`
        cars[0].price: missing field `price`
        cars[1].engine: missing field `engine`
        cars[1].doors: missing field `doors`
    "]],
    );
}

#[test]
fn enums_are_text_or_a_mapping_with_one_key() {
    for (text, expected) in [
        ("electric", "Electric\n"),
        ("{named: x}", "Named(\"x\")\n"),
        ("{pair: [1, 2]}", "Pair(1, 2)\n"),
        ("{diesel: {liters: 1.5}}", "Diesel { liters: 1.5 }\n"),
        ("{electric: }", "Electric\n"),
        ("diesel", ": this variant needs a value: write a mapping with the variant as its key\n"),
        ("{electric: , named: x}", ": expected a string or a mapping with one key, found several keys\n"),
        ("{}", ": expected a string or a mapping with one key, found no key\n"),
        ("{<<: {named: x}}", "Named(\"x\")\n"),
        ("{<<: {named: x}, named: z}", "Named(\"z\")\n"),
        ("[]", ": expected a string or a mapping with one key, found a list\n"),
        ("{pair: [1, 2, 3, 4]}", "pair[2]: expected a list of 2, found 4 items\n"),
        ("{pair: [1]}", "pair: expected tuple variant Engine::Pair with 2 elements, found 1 items\n"),
        ("Electric", ": unknown value `Electric`, did you mean `electric`?\n"),
    ] {
        assert_eq!(report::<Engine>(text), expected, "{text}");
    }
    let trees = parse("{named: x, named: z}").unwrap();
    let first = trees[0].duplicate_keys()[0].0;
    let decoding = Decoding::new(&trees[0], trees[0].root().unwrap());
    let (engine, _) = decoding.superseded(&[first]).run(|node| Engine::deserialize(node));
    assert_eq!(engine, Some(Engine::Named("z".to_owned())));
}

#[test]
fn no_item_of_a_list_is_passed_over() {
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "it is read by what it derives")]
    struct Two(u8, u8);
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "it is read by what it derives")]
    struct Lists {
        array: Option<[u8; 2]>,
        none: Option<[u8; 0]>,
        two: Option<Two>,
    }
    assert_eq!(
        report::<Lists>("{array: [1, 2], none: [], two: [3, 4]}"),
        "Lists { array: Some([1, 2]), none: Some([]), two: Some(Two(3, 4)) }\n"
    );
    assert_eq!(
        report::<Lists>("array: [1, x, 3]\nnone: [1]\ntwo: [3, 4, 5, 6]\n"),
        "array[1]: expected a non-negative integer (u8), found the string \"x\"\n\
         array[2]: expected a list of 2, found 3 items\n\
         none[0]: expected a list of 0, found 1 items\n\
         two[2]: expected a list of 2, found 4 items\n"
    );
}

#[test]
fn numbers_go_only_where_they_fit() {
    fn number<T: DeserializeOwned + std::fmt::Debug>(text: &str) -> String {
        report::<T>(text).trim_end().to_owned()
    }
    assert_eq!(number::<u64>("18446744073709551615"), "18446744073709551615");
    assert_eq!(number::<i64>("-9223372036854775808"), "-9223372036854775808");
    assert_eq!(number::<u64>("1e3"), "1000");
    assert_eq!(number::<i32>("0o17"), "15");
    assert_eq!(number::<f64>("18446744073709551615"), "1.8446744073709552e19");
    assert_eq!(number::<f64>("-0.0"), "-0.0");
    assert_eq!(number::<f32>("0.1"), "0.1");
    assert_eq!(number::<u64>("1.5"), ": expected a non-negative integer (u64), found the number `1.5`");
    assert_eq!(number::<u64>("\"1\""), ": expected a non-negative integer (u64), found the string \"1\"");
    assert_eq!(number::<f64>(".inf"), ": the number .inf is not representable in JSON");
    assert_eq!(
        number::<i64>("9223372036854775808"),
        ": expected an integer (i64), found the integer `9223372036854775808`"
    );
    assert_eq!(number::<bool>("yes"), "true");
    assert_eq!(number::<char>("x"), "'x'");
}

#[test]
fn keys_are_text_or_what_the_map_asks_for() {
    assert_eq!(report::<BTreeMap<u8, bool>>("1: yes\n0x2: no\n"), "{1: true, 2: false}\n");
    assert_eq!(report::<BTreeMap<bool, u8>>("yes: 1\n"), "{true: 1}\n");
    let large = "-170141183460469231731687303715884105728";
    assert_eq!(report::<BTreeMap<i128, u8>>(&format!("'{large}': 1\n")), format!("{{{large}: 1}}\n"));
    assert_eq!(report::<BTreeMap<u128, u8>>("'18446744073709551616': 1\n"), "{18446744073709551616: 1}\n");
    assert_eq!(report::<BTreeMap<String, u8>>("yes: 1\n1.50: 2\n"), "{\"1.5\": 2, \"true\": 1}\n");
    assert_eq!(
        report::<BTreeMap<u8, u8>>("x: 1\n"),
        "x: expected a non-negative integer (u8), found the string \"x\"\n"
    );
    assert_eq!(
        report::<BTreeMap<String, u8>>("? [a]\n: 1\n"),
        ": a key must be text, and not a list or a mapping\n"
    );
}

#[test]
fn a_problem_behind_a_failing_conversion_is_not_reported_twice() {
    #[derive(Debug, Deserialize)]
    #[serde(try_from = "Parts")]
    struct Even(#[expect(dead_code, reason = "shown by Debug")] u8);
    #[derive(Deserialize)]
    struct Parts {
        low: u8,
        high: u8,
    }
    impl TryFrom<Parts> for Even {
        type Error = String;
        fn try_from(parts: Parts) -> Result<Self, String> {
            let sum = parts.low + parts.high;
            if sum.is_multiple_of(2) && sum > 0 { Ok(Self(sum)) } else { Err(format!("{sum} is not even")) }
        }
    }
    #[derive(Debug, Deserialize)]
    struct Holder {
        #[expect(dead_code, reason = "shown by Debug")]
        even: Even,
        #[expect(dead_code, reason = "shown by Debug")]
        next: u8,
    }
    check::<Holder>(
        "even: {low: 1, high: 2}\nnext: x\n",
        &expect![[r#"
        even: 3 is not even
        next: expected a non-negative integer (u8), found the string "x"
    "#]],
    );
    check::<Holder>(
        "even: {low: x}\nnext: z\n",
        &expect![[r#"
        even.high: missing field `high`
        even.low: expected a non-negative integer (u8), found the string "x"
        next: expected a non-negative integer (u8), found the string "z"
    "#]],
    );
}

#[test]
fn buffered_types_report_the_first_problem_at_the_buffered_node() {
    #[derive(Debug, Deserialize)]
    #[serde(untagged)]
    #[expect(dead_code, reason = "shown by Debug")]
    enum Port {
        Number(u16),
        Name(String),
    }
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "shown by Debug")]
    struct Service {
        port: Port,
        ports: Vec<Port>,
    }
    check::<Service>(
        "port: [1]\nports: [80, http, {}]\n",
        &expect![[r"
        port: data did not match any variant of untagged enum Port
        ports[2]: data did not match any variant of untagged enum Port
    "]],
    );
}

#[test]
fn a_denied_unknown_field_is_one_problem_among_others() {
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "shown by Debug")]
    struct Strict {
        a: u8,
    }
    check::<Strict>(
        "b: 1\na: x\nc: 2\n",
        &expect![[r#"
        b: unknown field `b`, expected `a`
        a: expected a non-negative integer (u8), found the string "x"
        c: unknown field `c`, expected `a`
    "#]],
    );
}

#[test]
fn a_field_that_asks_to_be_ignored_is_known() {
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "shown by Debug")]
    struct Loose {
        anything: IgnoredAny,
    }
    check::<Loose>(
        "anything: [1, {a: b}]\n",
        &expect![[r"
        Loose { anything: IgnoredAny }
    "]],
    );
}

#[test]
fn the_search_ends_after_a_hundred_problems() {
    let text = "- x\n".repeat(5000);
    assert_eq!(report::<Vec<u8>>(&text).lines().count(), 100);
}

#[test]
fn of_very_many_unknown_fields_the_first_hundred_are_told() {
    let mut text = "name: a\ncars: []\n".to_owned();
    (0..5000).for_each(|index| writeln!(text, "x{index}: 1").unwrap());
    let report = report::<Garage>(&text);
    assert_eq!(report.lines().filter(|line| line.starts_with("unknown x")).count(), 100);
}

#[test]
fn the_search_does_not_decode_the_good_items_of_a_list_again() {
    thread_local! {
        static DECODED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
    }
    #[derive(Debug)]
    struct Counted;
    impl<'de> Deserialize<'de> for Counted {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            DECODED.set(DECODED.get() + 1);
            u8::deserialize(deserializer).map(|_| Self)
        }
    }
    let text = format!("a:\n{}{}{}", "- 1\n".repeat(1000), "- x\n".repeat(50), "- 1\n- x\n".repeat(20));
    assert_eq!(report::<BTreeMap<String, Vec<Counted>>>(&text).lines().count(), 70);
    assert!(DECODED.get() < 2000, "{}", DECODED.get());
}

#[test]
fn a_path_is_the_same_wherever_the_last_one_went() {
    let trees = parse("a: [x, [y, {b: z}], &c {d: e}, *c, []]\nf: [[g], h, {i: [j]}]\n").unwrap();
    let (tree, root) = (&trees[0], trees[0].root().unwrap());
    let cursor = ListCursor::default();
    for last in tree.nodes() {
        for node in tree.nodes() {
            path_from(tree, root, last, &cursor);
            let path = path_from(tree, root, node, &cursor);
            assert_eq!(path, path_of(tree, root, node), "{node:?} after {last:?}");
        }
    }
    let paths: std::collections::BTreeSet<String> =
        tree.nodes().map(|node| path_of(tree, root, node).to_string()).collect();
    for path in ["a[0]", "a[1][1].b", "a[2].d", "a[3]", "a[4]", "f[0][0]", "f[2].i[0]"] {
        assert!(paths.contains(path), "{path} of {paths:?}");
    }
}

#[test]
fn every_planted_problem_is_found() {
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "the fields are only decoded")]
    struct Wide {
        list: Vec<BTreeMap<String, (u8, bool)>>,
    }
    let mut text = "list:\n".to_owned();
    for index in 0..40 {
        let planted = if index % 2 == 0 { "[300, yes]" } else { "[1, 2]" };
        writeln!(text, "- {{good: [1, on], planted: {planted}}}").unwrap();
    }
    let report = report::<Wide>(&text);
    assert_eq!(report.lines().count(), 40, "{report}");
    assert!(report.lines().all(|line| line.contains("planted[")), "{report}");
}

#[test]
fn aliases_and_merge_keys_are_followed() {
    check::<BTreeMap<String, BTreeMap<String, u8>>>(
        "base: &base {a: 1, b: 2}\ncopy: *base\nmore:\n  <<: *base\n  b: 3\n",
        &expect![[r#"
            {"base": {"a": 1, "b": 2}, "copy": {"a": 1, "b": 2}, "more": {"a": 1, "b": 3}}
        "#]],
    );
}

#[test]
fn a_problem_behind_an_alias_or_a_merge_key_hides_no_other() {
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "the fields are only decoded")]
    struct Stay {
        days: u8,
        fine: Option<bool>,
    }
    check::<BTreeMap<String, Stay>>(
        "a: &a {days: many}\nb: {<<: *a, fine: 1}\nc: {fine: 2}\n",
        &expect![[r#"
            a.days: expected a non-negative integer (u8), found the string "many"
            b.fine: expected a boolean, found the integer `1`
            c.days: missing field `days`
            c.fine: expected a boolean, found the integer `2`
        "#]],
    );
    check::<BTreeMap<String, u8>>(
        "a: &a x\nb: *a\nc: z\n",
        &expect![[r#"
        a: expected a non-negative integer (u8), found the string "x"
        c: expected a non-negative integer (u8), found the string "z"
    "#]],
    );
    check::<Vec<u8>>(
        "- &a x\n- *a\n- z\n",
        &expect![[r#"
        [0]: expected a non-negative integer (u8), found the string "x"
        [2]: expected a non-negative integer (u8), found the string "z"
    "#]],
    );
}

#[test]
fn a_value_made_with_a_stand_in_is_never_given() {
    #[derive(Debug)]
    struct Picky;
    impl<'de> Deserialize<'de> for Picky {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let fields = BTreeMap::<String, Option<u8>>::deserialize(deserializer)?;
            match fields.get("a") {
                Some(None) => Err(serde::de::Error::missing_field("a")),
                _ => Ok(Self),
            }
        }
    }
    check::<Picky>(
        "a: null\n",
        &expect![[r"
        a: missing field `a`
    "]],
    );
}

#[test]
fn aliases_that_expand_too_far_are_refused() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..9 {
        let previous = format!("*a{}, ", level - 1).repeat(9);
        writeln!(text, "a{level}: &a{level} [{previous}]").unwrap();
    }
    assert_eq!(report::<Value>(&text), ": the aliases of this document expand to more than 10000 values\n");
}

#[test]
fn a_field_that_the_document_lacks_comes_from_its_default() {
    let trees = parse("name: a\ncars:\n- {engine: electric, price: 1}\n").unwrap();
    let (tree, root) = (&trees[0], trees[0].root().unwrap());
    let car = tree.items(tree.entries(root).nth(1).unwrap().1).next().unwrap();
    let good = FieldDefault { mapping: car, name: "doors", value: parse_json("4").unwrap() };
    let (garage, faults) = Decoding::new(tree, root).defaults(&[good]).run(|node| Garage::deserialize(node));
    assert!(faults.errors.is_empty(), "{faults:?}");
    assert_eq!(garage.unwrap().cars[0].doors, 4);
    let bad = FieldDefault { mapping: car, name: "doors", value: parse_json("\"x\"").unwrap() };
    let (_, faults) = Decoding::new(tree, root).defaults(&[bad]).run(|node| Garage::deserialize(node));
    assert_eq!(faults.errors.len(), 1, "{faults:?}");
    assert!(
        faults.errors[0].message.starts_with("the default of `doors` does not fit: expected"),
        "{faults:?}"
    );
}
