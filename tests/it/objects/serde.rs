//! A derived root and any other user of serde: a right Kubernetes object, and never one of another kind.

use codegen_examples::v1alpha1::{Car, Motorcycle};
use expect_test::expect;
use libgitops::prelude::*;
use libgitops_tests::config::Settings;

#[test]
fn serde_json_writes_a_right_kubernetes_object() {
    let mut car = Car { metadata: ObjectMeta::named("bug"), ..Car::default() };
    car.spec.engine = "flat four".to_owned();
    car.status.distance = u64::MAX;
    expect![[r#"
        {
          "apiVersion": "sample-app.weave.works/v1alpha1",
          "kind": "Car",
          "metadata": {
            "name": "bug"
          },
          "spec": {
            "engine": "flat four"
          },
          "status": {
            "speed": 0.0,
            "acceleration": 0.0,
            "distance": 18446744073709551615,
            "persons": 0
          }
        }"#]]
    .assert_eq(&serde_json::to_string_pretty(&car).unwrap());
    expect![[r#"{"apiVersion":"config.fleet.example.com/v1alpha1","kind":"Settings"}"#]]
        .assert_eq(&serde_json::to_string(&Settings::default()).unwrap());
    expect![[r#"
        apiVersion: sample-app.weave.works/v1alpha1
        kind: Car
        metadata:
          name: bug
        spec:
          engine: flat four
        status:
          speed: 0.0
          acceleration: 0.0
          distance: 18446744073709551615
          persons: 0
    "#]]
    .assert_eq(&serde_yaml::to_string(&car).unwrap());
}

#[test]
fn what_serde_json_writes_both_read() {
    let mut car = Car { metadata: ObjectMeta::named("bug"), ..Car::default() };
    car.metadata.labels.insert("a".to_owned(), "b".to_owned());
    car.status.speed = 0.1;
    let json = serde_json::to_string(&car).unwrap();
    assert_eq!(serde_json::from_str::<Car>(&json).unwrap(), car);
    assert_eq!(serde_json::from_value::<Car>(serde_json::from_str(&json).unwrap()).unwrap(), car);
    assert_eq!(serde_yaml::from_str::<Car>(&json).unwrap(), car);
    let serializer = Serializer::new(Scheme::builder().build().unwrap());
    assert_eq!(serializer.decoder().decode_as::<Car>(&Frame::json(json)).unwrap(), car);
}

#[test]
fn serde_json_refuses_another_kind_at_its_position() {
    let motorcycle = Motorcycle { metadata: ObjectMeta::named("m"), ..Motorcycle::default() };
    let json = serde_json::to_string_pretty(&motorcycle).unwrap();
    let error = serde_json::from_str::<Car>(&json).unwrap_err();
    expect![[r#"invalid value: string "Motorcycle", expected kind `Car` at line 3 column 22"#]]
        .assert_eq(&error.to_string());
    assert_eq!(error.line(), 3);
    let error = serde_json::from_str::<Car>(r#"{"apiVersion": "sample-app.weave.works/v1", "spec": {}}"#)
        .unwrap_err();
    expect![[r#"invalid value: string "sample-app.weave.works/v1", expected apiVersion `sample-app.weave.works/v1alpha1` at line 1 column 42"#]].assert_eq(&error.to_string());
    for text in [
        r#"{"kind": null, "spec": {}}"#,
        r#"{"kind": 5, "spec": {}}"#,
        r#"{"kind": "Car", "kind": "Car", "spec": {}}"#,
    ] {
        assert!(serde_json::from_str::<Car>(text).is_err(), "{text}");
    }
}

#[test]
fn an_absent_kind_is_accepted_by_serde_and_asked_for_by_the_decoder() {
    // API servers leave both out in the items of lists.
    let text = r#"{"metadata": {"name": "a"}, "spec": {"engine": "V8"}}"#;
    let car: Car = serde_json::from_str(text).unwrap();
    assert_eq!(car.spec.engine, "V8");
    let text_with_kind = text.replacen('{', r#"{"kind": "Car", "#, 1);
    assert_eq!(serde_json::from_str::<Car>(&text_with_kind).unwrap(), car);
    let serializer = Serializer::new(Scheme::builder().build().unwrap());
    let error = serializer.decoder().decode_as::<Car>(&Frame::json(text)).unwrap_err();
    let messages: Vec<&str> = error.problems().iter().map(libgitops::error::Problem::message).collect();
    assert_eq!(messages, ["missing field `apiVersion`", "missing field `kind`"]);
}
