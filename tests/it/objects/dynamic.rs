//! Objects without a type: nothing of them is lost, moved or rounded.

use expect_test::expect;
use libgitops::error::ErrorKind;
use libgitops::prelude::*;

fn serializer() -> Serializer {
    Serializer::new(Scheme::builder().build().unwrap())
}

const POD: &str = "\
apiVersion: v1
kind: Pod
metadata:
  zone: unknown to Kubernetes
  name: p
  labels:
    z: \"1\"
    a: \"2\"
  generation: 18446744073709551615
spec:
  ratio: 0.1
  whole: 1.0
  big: 18446744073709551615
  small: -9223372036854775808
  tiny: 5.0e-324
  zulu: [3, {b: 1, a: 2}, null, true, \"true\", \"\", \"1\"]
  empty: {}
status: null
extra: last
";

#[test]
fn a_dynamic_object_keeps_order_unknown_metadata_and_exact_numbers() {
    let object: DynamicObject = serializer().decoder().decode_as(&Frame::yaml(POD)).unwrap();
    let written = serializer().encoder().to_yaml(&object).unwrap();
    expect![[r#"
        apiVersion: v1
        kind: Pod
        metadata:
          zone: unknown to Kubernetes
          name: p
          labels:
            z: "1"
            a: "2"
          generation: 18446744073709551615
        spec:
          ratio: 0.1
          whole: 1.0
          big: 18446744073709551615
          small: -9223372036854775808
          tiny: 5.0e-324
          zulu:
          - 3
          - b: 1
            a: 2
          - null
          - true
          - "true"
          - ""
          - "1"
          empty: {}
        status: null
        extra: last
    "#]]
    .assert_eq(&written);
    let again: DynamicObject = serializer().decoder().decode_as(&Frame::yaml(written)).unwrap();
    assert_eq!(again, object);
    let json = serializer().encoder().pretty(false).to_json(&object).unwrap();
    expect![[r#"
        {"apiVersion":"v1","kind":"Pod","metadata":{"zone":"unknown to Kubernetes","name":"p","labels":{"z":"1","a":"2"},"generation":18446744073709551615},"spec":{"ratio":0.1,"whole":1.0,"big":18446744073709551615,"small":-9223372036854775808,"tiny":5.0e-324,"zulu":[3,{"b":1,"a":2},null,true,"true","","1"],"empty":{}},"status":null,"extra":"last"}
    "#]].assert_eq(&json);
    let again: DynamicObject = serializer().decoder().decode_as(&Frame::json(json)).unwrap();
    assert_eq!(again, object);
}

#[test]
fn apiversion_kind_and_metadata_come_first_wherever_they_stood() {
    let text = "spec: {}\nmetadata: {name: x}\nkind: X\napiVersion: x.example.com/v1\ndata: {}\n";
    let object: DynamicObject = serializer().decoder().decode_as(&Frame::yaml(text)).unwrap();
    expect![[r#"
        apiVersion: x.example.com/v1
        kind: X
        metadata:
          name: x
        spec: {}
        data: {}
    "#]]
    .assert_eq(&serializer().encoder().to_yaml(&object).unwrap());
}

#[test]
fn what_is_no_object_does_not_become_one() {
    for text in
        ["a: b", "[]", "apiVersion: v1", "apiVersion: v1\nkind: 5", "apiVersion: v1\nkind: X\nmetadata: []"]
    {
        let error = serializer().decoder().decode_as::<DynamicObject>(&Frame::yaml(text)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{text}");
    }
    let error = serializer()
        .decoder()
        .decode_as::<DynamicObject>(&Frame::yaml("apiVersion: v1\nkind: X\na: 1\na: 2\n"))
        .unwrap_err();
    assert_eq!(error.problems()[0].message(), "the key `a` is given twice");
}

#[test]
fn partial_metadata_is_read_past_everything_else() {
    let text = POD.replace("18446744073709551615", "7").replace("  zone: unknown to Kubernetes\n", "");
    let partial: PartialObjectMetadata = serializer().decoder().decode_as(&Frame::yaml(text)).unwrap();
    assert_eq!(partial.gvk().to_string(), "v1 Pod");
    assert_eq!((partial.metadata.name.as_deref(), partial.metadata.generation), (Some("p"), Some(7)));
    assert_eq!(
        serializer().encoder().to_yaml(&partial).unwrap(),
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  generation: 7\n  labels:\n    a: \"2\"\n    z: \"1\"\n"
    );
    let partial: PartialObjectMetadata =
        serializer().decoder().decode_as(&Frame::yaml("apiVersion: v1\nkind: Pod\nspec: {}\n")).unwrap();
    assert_eq!(partial.metadata, ObjectMeta::default());
}
