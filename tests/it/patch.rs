//! Patches of objects: typed ones, dynamic ones, and those of which nothing is known but their kind.

use codegen_examples::v1;
use codegen_examples::v1alpha1::{Car, CarSpec, CarStatus, Motorcycle};
use libgitops::error::ErrorKind;
use libgitops::prelude::*;
use libgitops::{Error, Value};
use libgitops_tests::v1::{Depot, DepotSpec, DepotStatus, Gate, Vehicle, Workshop};

mod identity;
mod laws;
mod lists;
mod status;

fn car() -> Car {
    Car {
        metadata: ObjectMeta::namespaced("default", "foo"),
        spec: CarSpec { engine: "foo".into(), brand: "bar".into(), ..CarSpec::default() },
        status: CarStatus::default(),
    }
}

fn parse(patch_type: PatchType, text: &str) -> Patch {
    Patch::parse(patch_type, text).unwrap()
}

fn patcher() -> Patcher {
    Patcher::new(
        Scheme::builder().register::<Car>().register::<v1::Car>().register::<Depot>().build().unwrap(),
    )
}

fn dynamic(text: &str) -> DynamicObject {
    let serializer = Serializer::new(Scheme::builder().build().unwrap());
    serializer.decoder().decode_as(&Frame::yaml(text)).unwrap()
}

fn paths(error: &Error) -> Vec<String> {
    error.problems().iter().map(|problem| problem.path().to_string()).collect()
}

/// The first row of libgitops's `patch_test.go`.
#[test]
fn a_patch_has_the_field_that_was_set_and_nothing_else() {
    let before = car();
    let mut after = before.clone();
    after.status.speed = 24.7;
    for (patch_type, expected) in [
        (PatchType::StrategicMerge, r#"{"status":{"speed":24.7}}"#),
        (PatchType::Merge, r#"{"status":{"speed":24.7}}"#),
        (PatchType::Json, r#"[{"op":"add","path":"/status","value":{"speed":24.7}}]"#),
    ] {
        let patch = Patch::create(patch_type, &before, &after).unwrap();
        assert_eq!(patch.to_json(), expected);
        assert_eq!(patch.apply(&before).unwrap(), after);
        assert_eq!(patcher().create(patch_type, &before, &after).unwrap(), patch);
        assert!(Patch::create(patch_type, &before, &before).unwrap().is_empty());
    }
}

/// The second row: the car comes as JSON, and what was made is looked at.
#[test]
fn a_patch_made_of_one_car_changes_another_one() {
    let text = r#"{
        "apiVersion": "sample-app.weave.works/v1alpha1", "kind": "Car",
        "metadata": {"name": "foo", "uid": "0123456789101112"},
        "spec": {"engine": "foo", "brand": "bar"},
        "status": {"distance": 18446744073709551615, "acceleration": 0.1}
    }"#;
    let serializer =
        Serializer::new(Scheme::builder().register::<Car>().register::<v1::Car>().build().unwrap());
    let stored: Car = serializer.decoder().decode_as(&Frame::json(text)).unwrap();
    let mut fast = car();
    fast.status.speed = 24.7;
    for patch_type in [PatchType::StrategicMerge, PatchType::Merge] {
        let patch = Patch::create(patch_type, &car(), &fast).unwrap();
        let mut expected = stored.clone();
        expected.status.speed = 24.7;
        let patched = patch.apply(&stored).unwrap();
        assert_eq!(patched, expected);
        assert_eq!(patched.status.distance, u64::MAX);
        assert_eq!(patched.metadata.uid(), Some("0123456789101112"));
    }
}

#[test]
fn numbers_beyond_i64_and_floats_survive_every_patch() {
    let text = "apiVersion: v1\nkind: Gauge\nmetadata: {name: a}\nbig: 18446744073709551615\nsmall: -9223372036854775808\nfloat: 0.1\nwhole: 1.0\n";
    let object = dynamic(text);
    for (patch_type, patch) in [
        (PatchType::Merge, r#"{"new": 18446744073709551614, "tiny": 5e-324}"#),
        (
            PatchType::Json,
            r#"[{"op":"add","path":"/new","value":18446744073709551614},{"op":"add","path":"/tiny","value":5e-324}]"#,
        ),
    ] {
        let patched = patcher().apply(&parse(patch_type, patch), &object).unwrap();
        let written =
            Serializer::new(Scheme::builder().build().unwrap()).encoder().to_yaml(&patched).unwrap();
        let expected = "big: 18446744073709551615\nsmall: -9223372036854775808\nfloat: 0.1\nwhole: 1.0\nnew: 18446744073709551614\ntiny: 5.0e-324\n";
        assert!(written.ends_with(expected), "{written}");
    }
}

#[test]
fn what_a_patch_makes_is_checked_like_any_document_and_every_problem_has_its_path() {
    let rows = [
        (PatchType::Merge, r#"{"spec":{"engin":"x"},"status":{"speed":"fast","persons":-1}}"#),
        (PatchType::StrategicMerge, r#"{"spec":{"engin":"x"},"status":{"speed":"fast","persons":-1}}"#),
        (
            PatchType::Json,
            r#"[{"op":"add","path":"/spec/engin","value":"x"},{"op":"add","path":"/status","value":{"speed":"fast","persons":-1}}]"#,
        ),
    ];
    for (patch_type, patch) in rows {
        let patch = parse(patch_type, patch);
        for error in [patch.apply(&car()).unwrap_err(), patcher().apply(&patch, &car()).unwrap_err()] {
            assert_eq!(error.kind(), ErrorKind::Invalid);
            assert_eq!(paths(&error), ["spec.engin", "status.speed", "status.persons"]);
            let message = error.to_string();
            assert!(message.contains("to sample-app.weave.works/v1alpha1 Car default/foo"), "{message}");
            // Nobody wrote the text in which it was found.
            assert!(!message.contains("line 1"), "{message}");
        }
    }
}

#[test]
fn an_operation_that_fails_leaves_the_object_as_it_was() {
    let before = car();
    let patch = r#"[{"op":"replace","path":"/spec/brand","value":"x"},{"op":"test","path":"/spec/engine","value":"y"}]"#;
    let error = parse(PatchType::Json, patch).apply(&before).unwrap_err();
    let expected = "cannot apply the JSON patch to sample-app.weave.works/v1alpha1 Car default/foo\n[1]: test \"/spec/engine\": the value is another one than is expected";
    assert_eq!(error.to_string(), expected);
    assert_eq!(before, car());
}

#[test]
fn an_object_of_a_kind_that_nobody_registered_takes_all_but_a_strategic_merge_patch() {
    let pod = dynamic("apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a}]}\n");
    let patched = patcher().apply(&parse(PatchType::Merge, r#"{"spec":{"node":"n"}}"#), &pod).unwrap();
    let patched = patched.downcast::<DynamicObject>().unwrap();
    assert_eq!(patched.fields().get("spec").unwrap().get("node"), Some(&Value::from("n")));
    let patch = parse(PatchType::StrategicMerge, r#"{"spec":{"node":"n"}}"#);
    for error in [
        patcher().apply(&patch, &pod).unwrap_err(),
        patcher().create(PatchType::StrategicMerge, &pod, &pod).unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().contains("v1 Pod is not registered: use a JSON merge patch"), "{error}");
    }
}

#[test]
fn metadata_alone_and_lists_are_not_patched() {
    let gvk = Car::RESOURCE.gvk();
    let partial = PartialObjectMetadata::new(gvk, ObjectMeta::named("foo"));
    let patch = parse(PatchType::Merge, "{}");
    for error in [
        patcher().apply(&patch, &partial).unwrap_err(),
        patcher().apply(&patch, &AnyList::new(Vec::new())).unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Unsupported);
    }
    let bytes = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n";
    let unknown = Unknown::new(GroupVersionKind::new("", "v1", "Pod"), ContentType::Yaml, bytes);
    let patched = patcher().apply(&parse(PatchType::Merge, r#"{"a":1}"#), &unknown).unwrap();
    assert!(patched.is::<DynamicObject>());
}

#[test]
fn a_patch_sees_what_the_type_writes_and_the_objects_own_type_comes_back() {
    let moto = Motorcycle { metadata: ObjectMeta::named("m"), ..Motorcycle::default() };
    let patched = parse(PatchType::Merge, r#"{"spec":{"color":"red"}}"#).apply(&moto).unwrap();
    assert_eq!(patched.spec.color, "red");
    let boxed: Box<dyn AnyObject> = car().into();
    let patched = patcher().apply(&parse(PatchType::Merge, r#"{"spec":{"brand":null}}"#), &boxed).unwrap();
    assert_eq!(patched.downcast_ref::<Car>().unwrap().spec.brand, "");
}
