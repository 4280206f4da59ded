//! Decode: one frame, one object, in the version that it is written in.

use expect_test::{Expect, expect};
use libgitops::codec::Decoder;
use libgitops::error::ErrorKind;
use libgitops::prelude::*;

use crate::foogroup::{SCHEME, serializer, v1alpha1, v1alpha2, yaml};

const OLD_CRD: &str = "\
# I'm a top comment
apiVersion: foogroup/v1alpha1
kind: CRD
# Preserve me please!
testString: foobar # Me too
";

fn check<T: Object + PartialEq>(decoder: &Decoder<'_>, text: &str, expected: &T) {
    let object = decoder.decode(&yaml(text)).unwrap();
    assert_eq!(object.downcast_ref::<T>(), Some(expected), "{text}");
    assert_eq!(object.gvk(), T::RESOURCE.gvk());
}

#[test]
fn an_object_stays_in_the_version_that_it_is_written_in() {
    let serializer = serializer();
    let decoder = serializer.decoder();
    let old = v1alpha1::Crd { test_string: Some("foobar".to_owned()), ..v1alpha1::Crd::default() };
    check(&decoder, OLD_CRD, &old);
    let new = v1alpha2::Crd { other_string: Some("foobar".to_owned()), ..v1alpha2::Crd::default() };
    let text = "apiVersion: foogroup/v1alpha2\nkind: CRD\notherString: foobar\n";
    check(&decoder, text, &new);
    // The hub needs no conversion, so asking for it changes nothing.
    check(&decoder.clone().convert_to_hub(true), text, &new);
    check(
        &decoder,
        "apiVersion: foogroup/v1alpha1\nkind: Simple\ntestString: foo\n",
        &v1alpha1::Simple { test_string: "foo".to_owned() },
    );
    let complex =
        v1alpha1::Complex { string: "bar".to_owned(), int: 1, int64: 2, bool: true, integer64: None };
    let text = "apiVersion: foogroup/v1alpha1\nkind: Complex\nInt64: 2\nbool: true\nint: 1\nstring: bar\n";
    check(&decoder, text, &complex);
    // JSON inside a YAML frame is YAML.
    let text = r#"{"apiVersion":"foogroup/v1alpha1","kind":"Simple","testString":"foo"}"#;
    check(&decoder, text, &v1alpha1::Simple { test_string: "foo".to_owned() });
    assert!(decoder.decode(&Frame::json(text)).unwrap().is::<v1alpha1::Simple>());
}

#[test]
fn defaults_are_applied_when_asked_for_and_only_where_nothing_is_written() {
    let serializer = serializer();
    let decoder = serializer.decoder();
    let text = "apiVersion: foogroup/v1alpha2\nkind: Complex\nstring: bar\n";
    let plain = v1alpha2::Complex { string: "bar".to_owned(), ..v1alpha2::Complex::default() };
    check(&decoder, text, &plain);
    let defaulted = v1alpha2::Complex { integer64: Some(5), ..plain.clone() };
    check(&decoder.clone().default(true), text, &defaulted);
    // libgitops cannot tell an absent 0 from a written one; here what is written stays.
    let zero = v1alpha2::Complex { integer64: Some(0), ..plain.clone() };
    check(&decoder.clone().default(true), &format!("{text}Integer64: 0\n"), &zero);
    check(&decoder.default(true), &format!("{text}Integer64: null\n"), &plain);
}

fn refuse(text: &str, kind: ErrorKind, expected: &Expect) {
    let serializer = serializer();
    let error = serializer.decoder().decode(&yaml(text).with_source("foo.yaml")).unwrap_err();
    assert_eq!(error.kind(), kind, "{error}");
    expected.assert_eq(&error.to_string());
}

#[test]
fn what_the_type_does_not_have_is_refused_with_its_place() {
    refuse(
        "apiVersion: foogroup/v1alpha1\nkind: Simple\ntestString: foo\nunknownField: bar\n",
        ErrorKind::Invalid,
        &expect![[r#"
            cannot decode foogroup/v1alpha1 Simple: 1 problem
            foo.yaml:4:1: unknownField: unknown field `unknownField`, expected one of `apiVersion`, `kind`, `testString`
                |
              4 | unknownField: bar
                | ^^^^^^^^^^^^"#]],
    );
    refuse(
        "apiVersion: foogroup/v1alpha1\nkind: Simple\ntestString: foo\ntestString: bar\n",
        ErrorKind::Invalid,
        &expect![[r#"
            cannot decode foogroup/v1alpha1 Simple: 1 problem
            foo.yaml:4:1: testString: the key `testString` is given twice
                |
              4 | testString: bar
                | ^^^^^^^^^^
            foo.yaml:3:1: the first one is here
                |
              3 | testString: foo
                | ^^^^^^^^^^"#]],
    );
    refuse(
        "apiVersion: foogroup/v1alpha0\nkind: Simple\ntestString: foo\n",
        ErrorKind::UnknownVersion,
        &expect![[r#"
            cannot decode foogroup/v1alpha0 Simple: the group has no version `v1alpha0`; known versions: foogroup/v1alpha2, foogroup/v1alpha1
            foo.yaml:1:13: apiVersion: this kind is not registered
                |
              1 | apiVersion: foogroup/v1alpha0
                |             ^^^^^^^^^^^^^^^^^"#]],
    );
}

#[test]
fn an_unknown_type_is_told_by_group_then_version_then_kind() {
    refuse(
        "apiVersion: bargroup/v1alpha0\nkind: Other\n",
        ErrorKind::UnknownGroup,
        &expect![[r#"
            cannot decode bargroup/v1alpha0 Other: no kind of the group bargroup is registered; known groups: foogroup
            foo.yaml:1:13: apiVersion: this kind is not registered
                |
              1 | apiVersion: bargroup/v1alpha0
                |             ^^^^^^^^^^^^^^^^^"#]],
    );
    refuse(
        "apiVersion: foogroup/v1\nkind: Other\n",
        ErrorKind::UnknownVersion,
        &expect![[r#"
            cannot decode foogroup/v1 Other: the group has no version `v1`; known versions: foogroup/v1alpha2, foogroup/v1alpha1
            foo.yaml:1:13: apiVersion: this kind is not registered
                |
              1 | apiVersion: foogroup/v1
                |             ^^^^^^^^^^^"#]],
    );
    refuse(
        "apiVersion: foogroup/v1alpha2\nkind: Other\n",
        ErrorKind::UnknownKind,
        &expect![[r#"
            cannot decode foogroup/v1alpha2 Other: foogroup/v1alpha2 has no kind `Other`; known kinds: CRD, Complex, Simple
            foo.yaml:2:7: kind: this kind is not registered
                |
              2 | kind: Other
                |       ^^^^^"#]],
    );
    refuse(
        "kind: Simple\n",
        ErrorKind::Invalid,
        &expect![[r#"
        cannot decode document 1 of foo.yaml: it is no object
        foo.yaml:1:1: apiVersion: missing field `apiVersion`
            |
          1 | kind: Simple
            | ^"#]],
    );
}

#[test]
fn decoding_does_not_change_the_scheme() {
    // libgitops registers v1 List in the shared scheme at the first decode (F-8).
    let before = SCHEME.registrations().len();
    let serializer = serializer();
    let list = "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: foogroup/v1alpha1, kind: Simple, testString: foo}\n";
    let items = serializer.decoder().decode_all(FrameReader::yaml(list.as_bytes())).unwrap();
    assert_eq!(items.len(), 1);
    assert_eq!(serializer.scheme().registrations().len(), before);
    assert!(!serializer.scheme().recognizes(&GroupVersionKind::from_static("", "v1", "List")));
}
