//! JSON merge patch.

use super::*;

#[test]
fn the_table_of_rfc_7396_appendix_a_holds() {
    let rows = [
        (r#"{"a":"b"}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
        (r#"{"a":"b"}"#, r#"{"b":"c"}"#, r#"{"a":"b","b":"c"}"#),
        (r#"{"a":"b"}"#, r#"{"a":null}"#, "{}"),
        (r#"{"a":"b","b":"c"}"#, r#"{"a":null}"#, r#"{"b":"c"}"#),
        (r#"{"a":["b"]}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
        (r#"{"a":"c"}"#, r#"{"a":["b"]}"#, r#"{"a":["b"]}"#),
        (r#"{"a":{"b":"c"}}"#, r#"{"a":{"b":"d","c":null}}"#, r#"{"a":{"b":"d"}}"#),
        (r#"{"a":[{"b":"c"}]}"#, r#"{"a":[1]}"#, r#"{"a":[1]}"#),
        (r#"["a","b"]"#, r#"["c","d"]"#, r#"["c","d"]"#),
        (r#"{"a":"b"}"#, r#"["c"]"#, r#"["c"]"#),
        (r#"{"a":"foo"}"#, "null", "null"),
        (r#"{"a":"foo"}"#, r#""bar""#, r#""bar""#),
        (r#"{"e":null}"#, r#"{"a":1}"#, r#"{"e":null,"a":1}"#),
        ("[1,2]", r#"{"a":"b","c":null}"#, r#"{"a":"b"}"#),
        ("{}", r#"{"a":{"bb":{"ccc":null}}}"#, r#"{"a":{"bb":{}}}"#),
    ];
    for (original, patch, expected) in rows {
        assert_eq!(MergePatch::new(value(patch)).apply(value(original)), value(expected), "{patch}");
    }
}

#[test]
fn the_example_of_rfc_7396_section_3_holds_and_keeps_the_order_of_fields() {
    let document = r#"{"title":"Goodbye!","author":{"givenName":"John","familyName":"Doe"},"tags":["example","sample"],"content":"This will be unchanged"}"#;
    let patch = r#"{"title":"Hello!","phoneNumber":"+01-123-456-7890","author":{"familyName":null},"tags":["example"]}"#;
    let expected = r#"{"title":"Hello!","author":{"givenName":"John"},"tags":["example"],"content":"This will be unchanged","phoneNumber":"+01-123-456-7890"}"#;
    assert_eq!(text::of(&MergePatch::new(value(patch)).apply(value(document))), expected);
}

#[test]
fn a_patch_says_what_differs_and_nothing_else() {
    let rows = [
        (
            r#"{"a":1,"b":{"c":2,"d":3},"e":[1,2]}"#,
            r#"{"b":{"c":2},"e":[1,3],"f":{}}"#,
            r#"{"b":{"d":null},"e":[1,3],"f":{},"a":null}"#,
        ),
        (r#"{"a":1}"#, r#"{"a":1}"#, "{}"),
        (r#"{"a":1}"#, r#"{"a":1.0}"#, r#"{"a":1.0}"#),
        (r#"{"a":null,"b":null}"#, r#"{"a":null}"#, r#"{"b":null}"#),
        ("[1]", "[1]", "[1]"),
        ("1", "null", "null"),
    ];
    for (before, after, expected) in rows {
        let patch = MergePatch::create(&value(before), &value(after)).unwrap();
        assert_eq!(text::of(patch.as_value()), expected);
        assert_eq!(patch.apply(value(before)), value(after));
    }
}

#[test]
fn a_field_that_becomes_null_cannot_be_said() {
    for (before, after, path) in [
        (r#"{"a":{"b":1}}"#, r#"{"a":{"b":null}}"#, "a.b"),
        ("{}", r#"{"a":{"b":{"c":null}}}"#, "a.b.c"),
        ("[]", r#"{"a":null}"#, "a"),
    ] {
        let error = MergePatch::create(&value(before), &value(after)).unwrap_err();
        assert_eq!(
            (error.kind(), error.problems()[0].path().to_string().as_str()),
            (ErrorKind::Unsupported, path)
        );
    }
    // Inside a list a null is a null.
    let patch = MergePatch::create(&value("{}"), &value(r#"{"a":[null,{"b":null}]}"#)).unwrap();
    assert_eq!(patch.apply(value("{}")), value(r#"{"a":[null,{"b":null}]}"#));
}

#[test]
fn very_many_fields_are_merged_in_the_time_of_sorting_them() {
    let entries =
        |from: u32| (from..from + 200_000).map(|number| (number.to_string(), number)).collect::<Value>();
    let (before, after) = (entries(0), entries(100_000));
    let patch = MergePatch::create(&before, &after).unwrap();
    assert_eq!(patch.as_value().as_mapping().unwrap().len(), 200_000);
    assert_eq!(patch.apply(before), after);
}
