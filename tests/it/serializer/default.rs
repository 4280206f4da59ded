//! Defaults: of objects in memory, and of new ones.

use expect_test::expect;
use libgitops::error::ErrorKind;
use libgitops::prelude::*;

use crate::foogroup::{serializer, v1alpha1, v1alpha2};

#[test]
fn field_defaults_fill_what_an_object_does_not_have() {
    let serializer = serializer();
    let defaulter = serializer.defaulter();
    let (mut old, mut new) = (v1alpha1::Crd::default(), v1alpha2::Crd::default());
    // "old", "new" and "both at once" are one row here: a defaulter takes one object at a time and never mixes two.
    for object in [&mut old as &mut dyn AnyObject, &mut new] {
        defaulter.default(object).unwrap();
    }
    assert_eq!(old.test_string.as_deref(), Some("foo"));
    assert_eq!(new.other_string.as_deref(), Some("bar"));
    // What is there stays.
    let mut given = v1alpha1::Crd { test_string: Some(String::new()), ..v1alpha1::Crd::default() };
    defaulter.default(&mut given).unwrap();
    assert_eq!(given.test_string.as_deref(), Some(""));
}

#[test]
fn a_new_object_has_all_its_defaults() {
    let serializer = serializer();
    let new = |version: &'static str, kind: &'static str| {
        let gvk = GroupVersionKind::from_static("foogroup", version, kind);
        let object = serializer.defaulter().new_defaulted(&gvk).unwrap();
        // libgitops leaves apiVersion and kind of the new object empty.
        assert_eq!(object.gvk(), gvk);
        serializer.encoder().pretty(false).to_json(&object).unwrap()
    };
    expect![[r#"
        {"apiVersion":"foogroup/v1alpha1","kind":"CRD","testString":"foo"}
    "#]]
    .assert_eq(&new("v1alpha1", "CRD"));
    expect![[r#"
        {"apiVersion":"foogroup/v1alpha2","kind":"CRD","otherString":"bar"}
    "#]]
    .assert_eq(&new("v1alpha2", "CRD"));
    expect![[r#"
        {"apiVersion":"foogroup/v1alpha2","kind":"Complex","string":"","int":0,"Int64":0,"bool":false,"Integer64":5}
    "#]].assert_eq(&new("v1alpha2", "Complex"));
    let complex: v1alpha1::Complex = serializer.defaulter().new_default().unwrap();
    assert_eq!(complex.integer64, Some(5));
}

#[test]
fn hooks_run_after_the_field_defaults() {
    use libgitops_tests::v1::{Depot, Workshop};
    let serializer = Serializer::new(Scheme::builder().register::<Depot>().build().unwrap());
    let mut depot = Depot { metadata: ObjectMeta::named("d"), ..Depot::default() };
    serializer.defaulter().default(&mut depot).unwrap();
    assert_eq!(depot.spec.capacity, Some(12));
    assert_eq!(depot.spec.access.as_deref(), Some("staff"));
    // The workshop comes from the hook, so the field defaults of workshops have run before it was there.
    assert_eq!(
        depot.spec.workshops,
        [Workshop { name: "gate".to_owned(), lifts: Some(1), ..Workshop::default() }]
    );
}

#[test]
fn a_kind_without_registration_has_no_defaults() {
    let serializer = serializer();
    let mut car = codegen_examples::v1alpha1::Car::default();
    assert_eq!(serializer.defaulter().default(&mut car).unwrap_err().kind(), ErrorKind::UnknownGroup);
    let gvk = GroupVersionKind::from_static("foogroup", "v1alpha1", "Nothing");
    assert_eq!(serializer.defaulter().new_defaulted(&gvk).unwrap_err().kind(), ErrorKind::UnknownKind);
}

#[test]
fn options_are_chosen_one_by_one_and_objects_may_be_empty() {
    // libgitops panics on an options struct with a field left out, and on a nil object (F-17). Here options are a chain
    // of calls with a default each, and there is no nil object: an empty document is an error.
    let serializer = serializer();
    let decoder = serializer
        .decoder()
        .strict(false)
        .default(false)
        .validate(false)
        .convert_to_hub(false)
        .decode_list_elements(false)
        .decode_unknown(false);
    for text in ["", "null", "~", "{}", "[]", "---", "apiVersion:\nkind:\n", "apiVersion: ''\nkind: ''\n"] {
        let error = decoder.decode(&Frame::yaml(text)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{text:?}: {error}");
        assert!(decoder.decode_as::<DynamicObject>(&Frame::yaml(text)).is_err(), "{text:?}");
        assert!(decoder.decode_as::<Unknown>(&Frame::yaml(text)).is_err(), "{text:?}");
    }
    let nothing: [Box<dyn AnyObject>; 0] = [];
    let mut writer = FrameWriter::yaml(Vec::new());
    serializer.encoder().encode(&mut writer, &nothing).unwrap();
    assert!(writer.into_inner().is_empty());
    serializer.encoder().to_yaml(&v1alpha1::Crd::default()).unwrap();
    serializer.encoder().to_yaml(&AnyList::new(Vec::new())).unwrap();
}

#[test]
fn an_object_without_its_type_is_not_passed_over_silently() {
    let serializer = serializer();
    let gvk = v1alpha1::Crd::RESOURCE.gvk();
    let mut dynamic = DynamicObject::new(gvk.clone());
    let before = dynamic.clone();
    let mut partial = PartialObjectMetadata::new(gvk, ObjectMeta::default());
    for object in [&mut dynamic as &mut dyn AnyObject, &mut partial] {
        let error = serializer.defaulter().default(object).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    }
    assert_eq!(dynamic, before);
}

#[test]
fn all_defaults_of_a_kind_can_be_listed() {
    use libgitops_tests::v1::Depot;
    let serializer = Serializer::new(Scheme::builder().register::<Depot>().build().unwrap());
    let defaults = serializer.defaulter().list(&Depot::RESOURCE.gvk()).unwrap();
    expect![[r#"
        Defaults {
            fields: [
                (
                    "spec.capacity",
                    Number(12),
                ),
                (
                    "spec.access",
                    String("staff"),
                ),
                (
                    "spec.workshops[*].lifts",
                    Number(1),
                ),
                (
                    "spec.gates[*].height",
                    Number(3.5),
                ),
                (
                    "spec.stay[*].fine",
                    Bool(false),
                ),
            ],
            hook: Some(
                "Depot::set_defaults",
            ),
        }"#]]
    .assert_eq(&format!("{defaults:#?}"));
}
