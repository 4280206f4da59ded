//! Scalars, keys and documents against what Kubernetes' reader makes of them.

use std::fs;

use serde_json::Value;

use super::super::{NodeKind, Scalar, ScalarError, ScalarStyle, parse, resolve_plain};
use super::{corpora, value};

#[test]
fn every_row_of_the_golden_table_reads_as_in_kubernetes() {
    let Some(corpora) = corpora() else { return };
    let table = fs::read_to_string(corpora.join("cases/kubernetes-scalars.tsv")).unwrap();
    let mut wrong = Vec::new();
    let mut rows = 0;
    for row in table.lines().filter(|row| !row.starts_with('#')) {
        let (document, wanted) = row.split_once('\t').unwrap();
        let document: String = serde_json::from_str(document).unwrap();
        let got = value::of_text(&document);
        let is_same = match (&got, wanted.strip_prefix("ERR ")) {
            (Ok(value), None) => *value == serde_json::from_str::<Value>(wanted).unwrap(),
            (Err(_), Some(_)) => true,
            _ => false,
        };
        if !is_same {
            wrong.push(format!("{document:?}: wanted {wanted}, got {got:?}"));
        }
        rows += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(rows, 95);
}

#[test]
fn plain_scalars_resolve_as_in_go_yaml() {
    use Scalar::{Bool, F64, I64, Null, U64};
    let cases = [
        ("", Null),
        ("~", Null),
        ("NULL", Null),
        ("y", Bool(true)),
        ("On", Bool(true)),
        ("N", Bool(false)),
        ("OFF", Bool(false)),
        ("0", I64(0)),
        ("-0", I64(0)),
        ("+12", I64(12)),
        ("0777", I64(511)),
        ("-0777", I64(-511)),
        ("0o777", I64(511)),
        ("0O17", I64(15)),
        ("0x1f", I64(31)),
        ("-0X1F", I64(-31)),
        ("0b11", I64(3)),
        ("-0b11", I64(-3)),
        // go-yaml tries binary numbers a second time with a sign after the prefix.
        ("0b-11", I64(-3)),
        ("1_000", I64(1000)),
        ("1__0_", I64(10)),
        ("0_", I64(0)),
        ("+_1", I64(1)),
        ("9223372036854775807", I64(i64::MAX)),
        ("-9223372036854775808", I64(i64::MIN)),
        ("9223372036854775808", U64(1 << 63)),
        ("18446744073709551615", U64(u64::MAX)),
        ("0xFFFFFFFFFFFFFFFF", U64(u64::MAX)),
        ("+18446744073709551615", F64(18_446_744_073_709_551_615.0)),
        ("18446744073709551616", F64(18_446_744_073_709_551_616.0)),
        ("-9223372036854775809", F64(-9_223_372_036_854_775_809.0)),
        ("08", F64(8.0)),
        ("-09.5", F64(-9.5)),
        ("1.", F64(1.0)),
        ("1_0.5_0", F64(10.5)),
        (".5", F64(0.5)),
        ("+.5", F64(0.5)),
        (".5e1", F64(5.0)),
        (".1_5", F64(0.15)),
        ("1e3", F64(1000.0)),
        ("1E-2", F64(0.01)),
        ("-0.0", F64(-0.0)),
        ("5e-324", F64(5e-324)),
        ("1e-400", F64(0.0)),
        (".inf", F64(f64::INFINITY)),
        ("+.Inf", F64(f64::INFINITY)),
        ("-.INF", F64(f64::NEG_INFINITY)),
    ];
    for (text, wanted) in cases {
        assert_eq!(resolve_plain(text), wanted, "{text}");
    }
    assert!(matches!(resolve_plain(".NaN"), F64(number) if number.is_nan()));
}

#[test]
fn what_only_looks_like_a_number_or_a_word_is_text() {
    let texts = [
        "yEs",
        "tRUE",
        "nul",
        "nULL",
        "none",
        "of",
        "-",
        "+",
        "--1",
        "+-1",
        "-+1",
        ".",
        "..",
        "._5",
        ".5_",
        ".5__0",
        "+.",
        "-.",
        "e3",
        ".e3",
        "1e",
        "1e+",
        "1e400",
        "-1e400",
        ".1e999",
        "0o8",
        "0o",
        "0x",
        "0xg",
        "0x1.8",
        "0x+1",
        "0b",
        "0b2",
        "-0b-1",
        "0b1e",
        "1:30",
        "190:20:30",
        "1.2.3",
        "1,000",
        "2001-01-01",
        "2001-01-01T00:00:00Z",
        "infinity",
        "inf",
        "nan",
        ".iNF",
        ".nAN",
        "=",
        "<<",
        "_1",
        "1 2",
        "１",
        "1é",
        "é",
        "-é",
        ".é",
        "0xé",
    ];
    for text in texts {
        assert_eq!(resolve_plain(text), Scalar::String(text.into()), "{text}");
    }
}

#[test]
fn explicit_tags_decide_or_refuse() {
    use Scalar::{Bool, F64, I64, Null};
    let text = |text: &'static str| Ok(Scalar::String(text.into()));
    let cases = [
        ("!!str 123", text("123")),
        ("!!str", text("")),
        ("!!int '3'", Ok(I64(3))),
        ("!!int \"0x10\"", Ok(I64(16))),
        ("!!int 1.5", Err("`1.5` is not an !!int")),
        ("!!int", Err("`` is not an !!int")),
        ("!!float 3", Ok(F64(3.0))),
        ("!!float '1e3'", Ok(F64(1000.0))),
        ("!!float x", Err("`x` is not a !!float")),
        ("!!float .inf", Err("the number .inf is not representable in JSON")),
        ("!!bool 'yes'", Ok(Bool(true))),
        ("!!bool 1", Err("`1` is not a !!bool")),
        ("!!null ''", Ok(Null)),
        ("!!null x", Err("`x` is not a !!null")),
        ("!!timestamp 2001-1-1", text("2001-1-1")),
        ("!!timestamp 2001-12-14t21:59:43.10-05:00", text("2001-12-14t21:59:43.10-05:00")),
        ("!!timestamp 2001-12-14T21:59:43Z", text("2001-12-14T21:59:43Z")),
        ("!!timestamp 2001-12-14 21:59:43.1", text("2001-12-14 21:59:43.1")),
        ("!!timestamp 2001-12-14T21:59:43", Err("`2001-12-14T21:59:43` is not a !!timestamp")),
        ("!!timestamp 2001-12-14 21:59:43Z", Err("`2001-12-14 21:59:43Z` is not a !!timestamp")),
        ("!!timestamp 2001-02-30", Err("`2001-02-30` is not a !!timestamp")),
        ("!!timestamp 2001-02-03T24:00:00Z", Err("`2001-02-03T24:00:00Z` is not a !!timestamp")),
        ("!!timestamp x", Err("`x` is not a !!timestamp")),
        ("!!binary aGVsbG8=", text("hello")),
        ("!!binary \"aGVs\\nbG8h\"", text("hello!")),
        ("!!binary ''", text("")),
        ("!!binary YQ==", text("a")),
        ("!!binary YQ", Err("the content of !!binary is not base64")),
        ("!!binary YQ==YQ==", Err("the content of !!binary is not base64")),
        ("!!binary '===='", Err("the content of !!binary is not base64")),
        ("!!binary Y=Q=", Err("the content of !!binary is not base64")),
        ("!!binary 'a b='", Err("the content of !!binary is not base64")),
        ("!!binary /w==", Err("the content of !!binary is not UTF-8, so no JSON text can hold it")),
        ("!!unknown 1", text("1")),
        ("!foo 1", text("1")),
        ("! 1", text("1")),
        ("!<tag:yaml.org,2002:int> 1", Ok(I64(1))),
        ("'1'", text("1")),
        ("\"yes\"", text("yes")),
        ("|-\n  1", text("1")),
        (".nan", Err("the number .nan is not representable in JSON")),
        ("[1]", Err("a scalar is expected here, and not a collection")),
    ];
    for (written, wanted) in cases {
        let document = format!("a: {written}\n");
        let tree = parse(&document).unwrap().swap_remove(0);
        let (_, value) = tree.entries(tree.root().unwrap()).next().unwrap();
        let got = tree.scalar(value);
        assert_eq!(
            got.as_ref().map_err(ScalarError::message),
            wanted.as_ref().map_err(|text| *text),
            "{written}"
        );
        if let Err(error) = got {
            assert_eq!(error.span(), tree.span(value), "{written}");
        }
    }
}

#[test]
fn an_integer_field_reads_a_float_that_json_spells_whole() {
    let cases = [
        ("1.0", Some(1)),
        ("08", Some(8)),
        ("1e3", Some(1000)),
        ("-2.50e1", Some(-25)),
        ("18446744073709551616", Some(18_446_744_073_709_552_000)),
        ("9.99e20", Some(999_000_000_000_000_000_000)),
        ("1e21", None),
        ("1.5", None),
        (".inf", None),
        (".nan", None),
        ("18446744073709551615", Some(18_446_744_073_709_551_615)),
        ("yes", None),
    ];
    for (text, wanted) in cases {
        assert_eq!(resolve_plain(text).as_integer(), wanted, "{text}");
    }
}

#[test]
fn a_block_scalar_at_the_end_of_a_text_without_a_break_gets_none() {
    let cases = [
        ("a: |\n  x", "x"),
        ("a: |\n  x\n", "x\n"),
        ("a: |\r\n  x", "x"),
        ("a: |\r\n  x\r\n", "x\n"),
        ("a: |\n  x\n\n\n", "x\n"),
        ("a: |\n  x\n  y", "x\ny"),
        ("a: |\n  x\n  ", "x\n"),
        ("a: |-\n  x", "x"),
        ("a: |-\n  x\n", "x"),
        ("a: |+\n  x", "x"),
        ("a: |+\n  x\n", "x\n"),
        ("a: |+\n  x\n\n", "x\n\n"),
        ("a: |+\n  x\n  ", "x\n"),
        ("a: >\n  x\n  y", "x y"),
        ("a: >\n  x\n  y\n", "x y\n"),
        ("a: >+\n  x\n\n  y", "x\ny"),
        ("a: >-\n  x\n\n", "x"),
        ("a: |", ""),
        ("a: |\n", ""),
        ("a: |+\n\n", "\n"),
    ];
    for (text, wanted) in cases {
        let tree = parse(text).unwrap().swap_remove(0);
        let (_, value) = tree.entries(tree.root().unwrap()).next().unwrap();
        assert_eq!(&*tree.content(value), wanted, "{text:?}");
        assert!(matches!(tree.kind(value), NodeKind::Scalar(ScalarStyle::Literal | ScalarStyle::Folded)));
    }
}
