//! Decode into an object of a type that the caller knows.

use expect_test::{Expect, expect};
use libgitops::prelude::*;

use crate::foogroup::{serializer, v1alpha1, v1alpha2, yaml};

const SIMPLE: &str = "apiVersion: foogroup/v1alpha1\nkind: Simple\ntestString: foo\n";

fn refuse<T: Object + PartialEq + Default>(text: &str, expected: &Expect) {
    let serializer = serializer();
    let mut object = T::default();
    let error = serializer.decoder().decode_into(&yaml(text), &mut object).unwrap_err();
    expected.assert_eq(&error.to_string());
    assert_eq!(object, T::default(), "an error leaves the object as it was");
}

#[test]
fn an_object_is_replaced_by_what_the_frame_says() {
    let serializer = serializer();
    let decoder = serializer.decoder();
    let mut simple = v1alpha1::Simple { test_string: "before".to_owned() };
    decoder.decode_into(&yaml(SIMPLE), &mut simple).unwrap();
    assert_eq!(simple.test_string, "foo");
    // In libgitops what the frame leaves out keeps its old value, as encoding/json has it; here the object is new.
    decoder.decode_into(&yaml("apiVersion: foogroup/v1alpha1\nkind: Simple\n"), &mut simple).unwrap();
    assert_eq!(simple.test_string, "");

    let mut crd = v1alpha1::Crd::default();
    let text = "apiVersion: foogroup/v1alpha1\nkind: CRD\nmetadata: {name: x}\ntestString: foobar\n";
    decoder.decode_into(&yaml(text), &mut crd).unwrap();
    assert_eq!((crd.metadata.name.as_deref(), crd.test_string.as_deref()), (Some("x"), Some("foobar")));

    let text = "apiVersion: foogroup/v1alpha2\nkind: Complex\nbool: true\n";
    let mut complex = v1alpha2::Complex::default();
    decoder.clone().default(true).decode_into(&yaml(text), &mut complex).unwrap();
    assert_eq!(complex, v1alpha2::Complex { bool: true, integer64: Some(5), ..v1alpha2::Complex::default() });
}

#[test]
fn any_object_can_be_read_as_its_bytes_known_or_not() {
    let serializer = serializer();
    let gvk = GroupVersionKind::from_static("foogroup", "v1alpha1", "Simple");
    let mut object = Unknown::new(gvk.clone(), ContentType::Json, "");
    serializer.decoder().decode_into(&yaml(SIMPLE), &mut object).unwrap();
    assert_eq!((object.gvk(), object.bytes()), (gvk, SIMPLE.as_bytes()));
    // libgitops calls the bytes JSON, whatever they are (F-18).
    assert_eq!(object.content_type(), ContentType::Yaml);
    let text = "apiVersion: unknown/v1 # whatever\nkind: YouDontRecognizeMe\n";
    let object: Unknown = serializer.decoder().decode_as(&yaml(text)).unwrap();
    assert_eq!(object.gvk(), GroupVersionKind::from_static("unknown", "v1", "YouDontRecognizeMe"));
    assert_eq!(object.bytes(), text.as_bytes());
}

#[test]
fn what_does_not_fit_the_type_is_refused_and_changes_nothing() {
    refuse::<v1alpha1::Simple>(
        &format!("{SIMPLE}unknownField: bar\n"),
        &expect![[r#"
        cannot decode foogroup/v1alpha1 Simple: 1 problem
        line 4, column 1: unknownField: unknown field `unknownField`, expected one of `apiVersion`, `kind`, `testString`
            |
          4 | unknownField: bar
            | ^^^^^^^^^^^^"#]],
    );
    refuse::<v1alpha1::Simple>(
        &format!("{SIMPLE}testString: bar\n"),
        &expect![[r#"
        cannot decode foogroup/v1alpha1 Simple: 1 problem
        line 4, column 1: testString: the key `testString` is given twice
            |
          4 | testString: bar
            | ^^^^^^^^^^
        line 3, column 1: the first one is here
            |
          3 | testString: foo
            | ^^^^^^^^^^"#]],
    );
    refuse::<v1alpha1::Simple>(
        "apiVersion: foogroup/v1alpha0\nkind: Simple\n",
        &expect![[r#"
        cannot decode foogroup/v1alpha0 Simple as foogroup/v1alpha1 Simple
        line 1, column 13: apiVersion: expected foogroup/v1alpha1 Simple, found foogroup/v1alpha0 Simple; known versions: v1alpha2, v1alpha1
            |
          1 | apiVersion: foogroup/v1alpha0
            |             ^^^^^^^^^^^^^^^^^"#]],
    );
    refuse::<v1alpha1::Complex>(
        SIMPLE,
        &expect![[r#"
        cannot decode foogroup/v1alpha1 Simple as foogroup/v1alpha1 Complex
        line 2, column 7: kind: expected foogroup/v1alpha1 Complex, found foogroup/v1alpha1 Simple
            |
          2 | kind: Simple
            |       ^^^^^^"#]],
    );
}

#[test]
fn a_type_needs_no_place_in_the_scheme() {
    let serializer = Serializer::new(Scheme::builder().build().unwrap());
    let simple: v1alpha1::Simple = serializer.decoder().decode_as(&yaml(SIMPLE)).unwrap();
    assert_eq!(simple.test_string, "foo");
    // libgitops drops its strictness silently when the type is not registered.
    let text = format!("{SIMPLE}other: 1\n");
    assert!(serializer.decoder().decode_as::<v1alpha1::Simple>(&yaml(&text)).is_err());
}
