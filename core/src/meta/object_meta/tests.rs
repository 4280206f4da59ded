//! Wire form of object metadata.

use super::*;

#[test]
fn every_field_is_read_and_written_as_on_the_wire() {
    let wire = concat!(
        r#"{"name":"foo","generateName":"foo-","namespace":"default","selfLink":"/x","uid":"u-1","#,
        r#""resourceVersion":"7","generation":2,"creationTimestamp":"2020-08-17T12:00:00Z","#,
        r#""deletionTimestamp":"2021-01-02T03:04:05Z","deletionGracePeriodSeconds":0,"#,
        r#""labels":{"a":"b"},"annotations":{"c":"d"},"#,
        r#""ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"r","uid":"u-0","#,
        r#""controller":true,"blockOwnerDeletion":false}],"finalizers":["x/y"],"#,
        r#""managedFields":[{"manager":"kubectl","operation":"Apply","apiVersion":"v1","#,
        r#""time":"2020-08-17T12:00:00Z","fieldsType":"FieldsV1","#,
        r#""fieldsV1":{"f:spec":{"f:ports":{".":{},"k:{\"port\":80}":{".":{},"f:port":{}}}}},"#,
        r#""subresource":"status"}]}"#,
    );
    let meta: ObjectMeta = serde_json::from_str(wire).unwrap();
    assert_eq!(meta.deletion_grace_period_seconds, Some(0));
    assert_eq!(meta.owner_references[0].controller, Some(true));
    let fields = meta.managed_fields[0].fields_v1.as_ref().unwrap();
    assert_eq!(fields.0["f:spec"].0["f:ports"].0.len(), 2);
    assert_eq!(serde_json::to_string(&meta).unwrap(), wire);
}

#[test]
fn absent_and_null_fields_are_read_as_absent_and_not_written() {
    let wires = [
        "{}",
        r#"{"creationTimestamp":null,"name":null}"#,
        r#"{"labels":null,"annotations":null,"ownerReferences":null,"finalizers":null,"managedFields":null}"#,
        r#"{"labels":{},"annotations":{},"ownerReferences":[],"finalizers":[],"managedFields":[]}"#,
    ];
    for wire in wires {
        let meta: ObjectMeta = serde_json::from_str(wire).unwrap();
        assert_eq!(meta, ObjectMeta::default(), "{wire}");
        assert_eq!(serde_json::to_string(&meta).unwrap(), "{}");
    }
}

#[test]
fn a_value_of_the_wrong_type_is_refused() {
    for wire in [
        r#"{"labels":{"a":1}}"#,
        r#"{"labels":{"a":null}}"#,
        r#"{"creationTimestamp":""}"#,
        r#"{"ownerReferences":[{"apiVersion":"v1","kind":"Pod","name":"a"}]}"#,
        r#"{"managedFields":[{"fieldsV1":{"f:spec":1}}]}"#,
        r#"{"generation":"1"}"#,
    ] {
        assert!(serde_json::from_str::<ObjectMeta>(wire).is_err(), "{wire}");
    }
}

#[test]
fn constructors_fill_in_name_and_namespace_only() {
    assert_eq!(serde_json::to_string(&ObjectMeta::named("a")).unwrap(), r#"{"name":"a"}"#);
    let meta = ObjectMeta::namespaced("default", "a");
    assert_eq!(serde_json::to_string(&meta).unwrap(), r#"{"name":"a","namespace":"default"}"#);
}
