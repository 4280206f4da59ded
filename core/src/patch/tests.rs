//! The published vectors of RFC 6902 and RFC 7396, and what holds for patches of any values.

use proptest::prelude::*;

use super::*;

mod json;
mod laws;
mod merge;

/// The value of a JSON text.
pub(super) fn value(json: &str) -> Value {
    text::parse(PatchType::Merge, json.as_bytes()).unwrap()
}

/// Values that often have something in common, with every kind of number, and with nulls or without.
pub(super) fn any_value(with_null: bool) -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        any::<bool>().prop_map(Value::from),
        (0..3_i64).prop_map(Value::from),
        Just(Value::from(u64::MAX)),
        Just(Value::from(i64::MIN)),
        prop::sample::select(vec![0.0, -0.0, 1.0, 0.1, 5e-324, 1e300])
            .prop_map(|float| Value::try_from(float).unwrap()),
        Just(Value::try_from(0.1_f32).unwrap()),
        prop::sample::select(vec!["", "a", "~", "/", "~1", "$patch", "é"]).prop_map(Value::from),
    ];
    let leaf = if with_null { prop_oneof![scalar, Just(Value::Null)].boxed() } else { scalar.boxed() };
    leaf.prop_recursive(4, 24, 4, |inner| {
        let key = prop::sample::select(vec!["a", "b", "", "a/b", "~0", "0", "-"]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Sequence),
            prop::collection::vec((key, inner), 0..5).prop_map(|entries| entries.into_iter().collect()),
        ]
    })
}

#[test]
fn a_patch_has_the_media_type_of_kubernetes() {
    for (media_type, expected) in [
        ("application/json-patch+json", PatchType::Json),
        ("application/merge-patch+json; charset=utf-8", PatchType::Merge),
        ("Application/Strategic-Merge-Patch+JSON", PatchType::StrategicMerge),
    ] {
        assert_eq!(media_type.parse::<PatchType>().unwrap(), expected);
        assert_eq!(expected.to_string().parse::<PatchType>().unwrap(), expected);
    }
    let error = "application/apply-patch+yaml".parse::<PatchType>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.to_string().contains("application/strategic-merge-patch+json"), "{error}");
}

#[test]
fn what_is_no_patch_is_refused_with_its_place() {
    let rows = [
        (PatchType::Merge, "{\"a\": }", ErrorKind::Syntax, "line 1, column 7"),
        (
            PatchType::Merge,
            "{\"a\": 1,\n \"a\": 2}",
            ErrorKind::Invalid,
            "line 2, column 2: the key `a` is given twice",
        ),
        (PatchType::Merge, "", ErrorKind::Syntax, "cannot read the JSON merge patch"),
        (PatchType::Json, "{}", ErrorKind::Invalid, "a JSON patch is a list of operations"),
        (PatchType::StrategicMerge, "[]", ErrorKind::Invalid, "a strategic merge patch is a mapping"),
        (PatchType::StrategicMerge, "{} {}", ErrorKind::Syntax, "line 1, column 4"),
    ];
    for (patch_type, text, kind, expected) in rows {
        let error = Patch::parse(patch_type, text).unwrap_err();
        assert_eq!(error.kind(), kind, "{text}");
        assert!(error.to_string().contains(expected), "{error}");
    }
    let error = Patch::parse(PatchType::Merge, b"{\"a\": \"\xFF\"}").unwrap_err();
    assert!(error.to_string().contains("not UTF-8 from byte 7 on"), "{error}");
}

#[test]
fn a_patch_is_written_as_it_is_read() {
    for (patch_type, text) in [
        (PatchType::Merge, r#"{"a":18446744073709551615,"b":null,"c":[1.0,0.1]}"#),
        (PatchType::StrategicMerge, r#"{"$setElementOrder/a":[{"name":"x"}],"a":[{"name":"x","v":1}]}"#),
        (
            PatchType::Json,
            r#"[{"op":"add","path":"/a~1b","value":null},{"op":"move","from":"/a","path":"/b"},{"op":"remove","path":""}]"#,
        ),
    ] {
        let patch = Patch::parse(patch_type, text).unwrap();
        assert_eq!((patch.patch_type(), patch.to_json().as_str()), (patch_type, text));
        assert_eq!(Patch::from_value(patch_type, patch.to_value()).unwrap(), patch);
        assert!(!patch.is_empty());
    }
    for (patch_type, text) in
        [(PatchType::Merge, "{}"), (PatchType::StrategicMerge, "{}"), (PatchType::Json, "[]")]
    {
        assert!(Patch::parse(patch_type, text).unwrap().is_empty());
    }
}
