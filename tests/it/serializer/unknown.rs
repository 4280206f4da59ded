//! Kinds that the scheme does not know.

use expect_test::expect;
use libgitops::Value;
use libgitops::prelude::*;

use crate::foogroup::{serializer, v1alpha1, yaml};

const UNKNOWN: &str = "# Who?\napiVersion: unknown/v1\nkind:   YouDontRecognizeMe\nport: 0x10 # yes\n";

#[test]
fn an_unknown_kind_is_kept_when_asked_for_and_refused_otherwise() {
    let serializer = serializer();
    let object = serializer.decoder().decode_unknown(true).decode(&yaml(UNKNOWN)).unwrap();
    let unknown = object.downcast_ref::<Unknown>().unwrap();
    assert_eq!(unknown.bytes(), UNKNOWN.as_bytes());
    assert_eq!(unknown.content_type(), ContentType::Yaml);
    assert_eq!(unknown.gvk().to_string(), "unknown/v1 YouDontRecognizeMe");
    let known = "apiVersion: foogroup/v1alpha1\nkind: Complex\n";
    let known = serializer.decoder().decode_unknown(true).decode(&yaml(known)).unwrap();
    assert!(known.is::<v1alpha1::Complex>());
    let error = serializer.decoder().decode(&yaml(UNKNOWN)).unwrap_err();
    assert!(error.is_unrecognized());
    expect![[r#"
        cannot decode unknown/v1 YouDontRecognizeMe: no kind of the group unknown is registered; known groups: foogroup
        line 2, column 13: apiVersion: this kind is not registered
            |
          2 | apiVersion: unknown/v1
            |             ^^^^^^^^^^"#]].assert_eq(&error.to_string());
}

#[test]
fn an_unknown_object_read_from_yaml_is_written_as_json_and_the_other_way_round() {
    // libgitops labels the bytes JSON and hands YAML to its JSON writer, which fails (F-18).
    let serializer = serializer();
    let decoder = serializer.decoder().decode_unknown(true);
    let encoder = serializer.encoder();
    let object = decoder.decode(&yaml(UNKNOWN)).unwrap();
    let json = encoder.clone().pretty(false).to_json(&object).unwrap();
    expect![[r#"
        {"apiVersion":"unknown/v1","kind":"YouDontRecognizeMe","port":16}
    "#]]
    .assert_eq(&json);
    let object = decoder.decode(&Frame::json(json.clone())).unwrap();
    expect![[r#"
        apiVersion: unknown/v1
        kind: YouDontRecognizeMe
        port: 16
    "#]]
    .assert_eq(&encoder.to_yaml(&object).unwrap());
    // In its own content type it is not looked at, so pretty or not is no question.
    assert_eq!(encoder.to_json(&object).unwrap(), json);
}

#[test]
fn unknown_objects_in_a_list_keep_their_fields() {
    let text = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: unknown/v1\n  kind: Thing\n  b: 18446744073709551615\n  a: 1\n";
    let serializer = serializer();
    let decoder = serializer.decoder().decode_unknown(true);
    let objects = decoder.decode_all(FrameReader::yaml(text.as_bytes())).unwrap();
    let thing = objects[0].downcast_ref::<DynamicObject>().unwrap();
    assert_eq!(thing.fields().get("b").and_then(Value::as_u64), Some(u64::MAX));
    assert_eq!(
        serializer.encoder().to_yaml(thing).unwrap(),
        "apiVersion: unknown/v1\nkind: Thing\nb: 18446744073709551615\na: 1\n"
    );
}
