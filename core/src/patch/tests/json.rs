//! JSON patch.

use super::*;

/// RFC 6902 appendix A and the rules of its text.
const SPECIFICATION: &str = include_str!("../../../../tests/data/patch/json-patch-spec-tests.json");
/// The community's tests.
const TESTS: &str = include_str!("../../../../tests/data/patch/json-patch-tests.json");

/// Cases whose patch gives a key twice, which this reader of the file does not see: they are in a test of their own.
const WITH_EQUAL_KEYS: [&str; 2] = ["duplicate ops", "A.13 Invalid JSON Patch Document"];

fn check_vectors(text: &str) -> [usize; 2] {
    let mut counts = [0; 2];
    let cases: Vec<serde_json::Value> = serde_json::from_str(text).unwrap();
    for case in cases {
        if case
            .get("comment")
            .and_then(|comment| comment.as_str())
            .is_some_and(|comment| WITH_EQUAL_KEYS.contains(&comment))
        {
            continue;
        }
        // Entries that are only a comment.
        let (Some(document), Some(patch)) = (case.get("doc"), case.get("patch")) else { continue };
        let document = value(&document.to_string());
        let patched = Patch::parse(PatchType::Json, patch.to_string())
            .and_then(|patch| patch.apply_to_value(document.clone(), None));
        match (case.get("error"), case.get("expected")) {
            (Some(_), _) => {
                assert!(patched.is_err(), "{case}");
                counts[1] += 1;
            }
            (None, Some(expected)) => {
                assert_eq!(patched.unwrap(), value(&expected.to_string()), "{case}");
                counts[0] += 1;
            }
            // A test that holds changes nothing.
            (None, None) => {
                assert_eq!(patched.unwrap(), document, "{case}");
                counts[0] += 1;
            }
        }
    }
    counts
}

#[test]
fn the_published_vectors_of_rfc_6902_hold() {
    assert_eq!(check_vectors(SPECIFICATION), [12, 4]);
    assert_eq!(check_vectors(TESTS), [64, 30]);
}

#[test]
fn an_operation_with_two_names_is_none() {
    for patch in [
        r#"[{"op": "add", "path": "/baz", "value": "qux", "op": "remove"}]"#,
        r#"[{"op": "add", "path": "/baz", "value": "qux", "op": "move", "from": "/foo"}]"#,
    ] {
        let error = Patch::parse(PatchType::Json, patch).unwrap_err();
        assert!(error.to_string().contains("the key `op` is given twice"), "{error}");
    }
}

fn check(document: &str, patch: &str, expected: Result<&str, &str>) {
    let patched =
        Patch::parse(PatchType::Json, patch).and_then(|patch| patch.apply_to_value(value(document), None));
    match (patched, expected) {
        (Ok(patched), Ok(expected)) => assert_eq!(patched, value(expected), "{patch}"),
        (Err(error), Err(expected)) => {
            assert!(error.to_string().contains(expected), "{error}\nexpected {expected}");
        }
        (patched, expected) => panic!("{patch}: {patched:?}, expected {expected:?}"),
    }
}

#[test]
fn an_operation_that_cannot_be_done_is_told_by_its_number_and_path() {
    let document = r#"{"a": {"b": [1, 2]}, "c": "text"}"#;
    let test = r#"{"op": "test", "path": "/c", "value": "text"}"#;
    let rows = [
        (r#"{"op": "remove", "path": "/a/x"}"#, r#"[1]: remove "/a/x": there is nothing at this path"#),
        (r#"{"op": "replace", "path": "/a/b/2", "value": 1}"#, r#"[1]: replace "/a/b/2": there is nothing"#),
        (r#"{"op": "replace", "path": "/a/b/-", "value": 1}"#, r#"replace "/a/b/-": there is nothing"#),
        (r#"{"op": "add", "path": "/x/y", "value": 1}"#, "there is no list or mapping"),
        (r#"{"op": "add", "path": "/c/y", "value": 1}"#, "is no list or mapping"),
        (r#"{"op": "add", "path": "/a/b/3", "value": 1}"#, "the list is shorter"),
        (r#"{"op": "add", "path": "/a/b/01", "value": 1}"#, "without leading zeros"),
        (r#"{"op": "move", "from": "/a", "path": "/a/b/0"}"#, "a value cannot be moved into itself"),
        (r#"{"op": "move", "from": "/x", "path": "/x"}"#, "nothing at the path in `from`"),
        (r#"{"op": "copy", "from": "/x", "path": "/y"}"#, "nothing at the path in `from`"),
        (r#"{"op": "test", "path": "/c", "value": "other"}"#, r#"[1]: test "/c": the value is another one"#),
        (r#"{"op": "remove", "path": ""}"#, "the whole value cannot be removed"),
    ];
    for (operation, expected) in rows {
        check(document, &format!("[{test}, {operation}]"), Err(expected));
    }
}

#[test]
fn every_wrong_operation_of_a_patch_is_told() {
    let patch = r#"[
        {"op": "add", "path": "/a", "value": null, "comment": "passed over"},
        {"op": "add", "path": "a", "value": 1},
        {"path": "/a"},
        {"op": "merge", "path": "/a"},
        {"op": "move", "path": "/a"},
        {"op": "test", "path": "/~2", "value": 1},
        {"op": 1, "path": "/a"},
        7
    ]"#;
    let error = Patch::parse(PatchType::Json, patch).unwrap_err();
    let paths: Vec<String> = error.problems().iter().map(|problem| problem.path().to_string()).collect();
    assert_eq!(paths, ["[1].path", "[2].op", "[3].op", "[4].from", "[5].path", "[6].op", "[7]"]);
}

#[test]
fn a_patch_has_at_most_ten_thousand_operations() {
    let patch =
        |count: usize| format!("[{}]", vec![r#"{"op":"add","path":"/-","value":1}"#; count].join(","));
    let most = Patch::parse(PatchType::Json, patch(MAX_OPERATIONS)).unwrap();
    let patched = most.apply_to_value(value("[]"), None).unwrap();
    assert_eq!(patched.as_sequence().unwrap().len(), 10_000);
    let error = Patch::parse(PatchType::Json, patch(MAX_OPERATIONS + 1)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LimitExceeded);
    assert_eq!(error.to_string(), "the JSON patch has 10001 operations, and 10000 are allowed");
    // What needs more replaces the whole value.
    let long: Value = (0..=10_000_u32).collect();
    let shifted: Value = (1..=10_001_u32).collect();
    let created = JsonPatch::create(&long, &shifted);
    assert_eq!(created.operations().len(), 1);
    assert_eq!(created.apply(long).unwrap(), shifted);
}

#[test]
fn copies_and_nesting_have_bounds() {
    let doubling = vec![r#"{"op":"copy","from":"","path":"/-"}"#; 100].join(",");
    let patch = Patch::parse(PatchType::Json, format!("[{doubling}]")).unwrap();
    let error = patch.apply_to_value(value(r#"["some text"]"#), None).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LimitExceeded);
    assert!(error.to_string().contains("more than 3 MiB"), "{error}");
    let mut place = JsonPointer::root();
    let operations = (0..300).map(|_| {
        place = std::mem::take(&mut place).with("a");
        Operation::Add { path: place.clone(), value: Map::new().into() }
    });
    let patch = JsonPatch::new(operations.collect()).unwrap();
    let error = patch.apply(value("{}")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LimitExceeded);
    assert!(error.to_string().contains("[254]"), "{}", error.message());
}

#[test]
fn numbers_of_a_test_are_those_of_json() {
    let rows = [
        ("1", "1.0", true),
        ("1e3", "1000", true),
        ("0.0", "-0.0", true),
        ("18446744073709551615", "18446744073709551615", true),
        ("18446744073709551615", "18446744073709551614", false),
        // The float is 2^64.
        ("18446744073709551615", "18446744073709551615.0", false),
        ("9007199254740993", "9007199254740992.0", false),
        ("-9223372036854775808", "-9223372036854775808.0", true),
        ("0.1", "0.10", true),
        ("1", "\"1\"", false),
        ("[1, {\"a\": 2}]", "[1.0, {\"a\": 2.0}]", true),
        ("{\"a\": 1}", "{\"a\": 1, \"b\": 2}", false),
    ];
    for (left, right, expected) in rows {
        let patch = format!(r#"[{{"op": "test", "path": "", "value": {right}}}]"#);
        let held = Patch::parse(PatchType::Json, patch).unwrap().apply_to_value(value(left), None);
        assert_eq!(held.is_ok(), expected, "{left} and {right}");
    }
}

#[test]
fn a_patch_changes_no_more_than_it_has_to() {
    let rows = [
        ("{}", "{}", "[]"),
        (
            r#"{"a":1,"b":2}"#,
            r#"{"b":3,"c":4}"#,
            r#"[{"op":"remove","path":"/a"},{"op":"replace","path":"/b","value":3},{"op":"add","path":"/c","value":4}]"#,
        ),
        ("[1,2,3,4]", "[1,3,4]", r#"[{"op":"remove","path":"/1"}]"#),
        ("[1,3]", "[1,2,3]", r#"[{"op":"add","path":"/1","value":2}]"#),
        (r#"[{"a":1},{"a":2}]"#, r#"[{"a":1},{"a":3}]"#, r#"[{"op":"replace","path":"/1/a","value":3}]"#),
        (r#"{"a/b":{"~":1}}"#, r#"{"a/b":{"~":2}}"#, r#"[{"op":"replace","path":"/a~1b/~0","value":2}]"#),
        ("1", "2", r#"[{"op":"replace","path":"","value":2}]"#),
    ];
    for (before, after, expected) in rows {
        let patch = Patch::Json(JsonPatch::create(&value(before), &value(after)));
        assert_eq!(patch.to_json(), expected);
    }
}
