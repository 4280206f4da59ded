//! `dyn AnyObject`: the way back to the type, copies, and metadata without knowing the type.

use codegen_examples::v1alpha1::{Car, Motorcycle};
use expect_test::expect;
use libgitops::prelude::*;
use libgitops_tests::config::Settings;

fn car() -> Car {
    let mut car = Car { metadata: ObjectMeta::named("bug"), ..Car::default() };
    car.spec.engine = "flat four".to_owned();
    car
}

#[test]
fn an_object_is_taken_back_to_its_type() {
    let mut object: Box<dyn AnyObject> = Box::new(car());
    assert!(object.is::<Car>() && !object.is::<Motorcycle>());
    assert_eq!(object.downcast_ref::<Car>(), Some(&car()));
    assert!(object.downcast_ref::<Motorcycle>().is_none());
    object.downcast_mut::<Car>().unwrap().spec.brand = "VW".to_owned();
    assert!(object.downcast_mut::<DynamicObject>().is_none());
    let object = object.downcast::<Motorcycle>().unwrap_err();
    let owned: Car = *object.downcast::<Car>().unwrap();
    assert_eq!((owned.spec.engine.as_str(), owned.spec.brand.as_str()), ("flat four", "VW"));
}

#[test]
fn a_box_is_no_object_of_its_own() {
    // A `Box<dyn AnyObject>` answers for what is in it, and cannot be mistaken for an object itself.
    let object: Box<dyn AnyObject> = Box::new(car());
    assert_eq!(object.gvk(), Car::RESOURCE.gvk());
    let again: Box<dyn AnyObject> = object.clone_boxed();
    assert!(again.is::<Car>());
}

#[test]
fn a_copy_of_a_box_is_independent() {
    let object: Box<dyn AnyObject> = Box::new(car());
    let mut copy = object.clone();
    copy.downcast_mut::<Car>().unwrap().spec.engine.clear();
    assert_eq!(object.downcast_ref::<Car>(), Some(&car()));
    let objects = vec![object, copy];
    assert_eq!(objects.clone().len(), 2);
}

#[test]
fn objects_print_with_debug() {
    let settings: Box<dyn AnyObject> = Box::new(Settings { period_seconds: Some(1), ..Settings::default() });
    expect!["Settings { listen_address: None, period_seconds: Some(1), depots: None }"]
        .assert_eq(&format!("{settings:?}"));
    let gvk = GroupVersionKind::from_static("", "v1", "Pod");
    let objects: Vec<Box<dyn AnyObject>> = vec![
        Box::new(DynamicObject::new(gvk.clone())),
        Box::new(PartialObjectMetadata::new(gvk.clone(), ObjectMeta::named("p"))),
        Box::new(Unknown::new(gvk, ContentType::Yaml, "x")),
        Box::new(AnyList::new(vec![settings])),
    ];
    for object in objects {
        assert!(!format!("{object:?}").is_empty());
        assert!(format!("{object:#?}").lines().count() > 3);
    }
}

#[test]
fn metadata_is_read_and_changed_without_knowing_the_type() {
    let gvk = GroupVersionKind::from_static("", "v1", "Pod");
    let mut objects: Vec<Box<dyn AnyObject>> = vec![
        Box::new(car()),
        Box::new(DynamicObject::new(gvk.clone())),
        Box::new(PartialObjectMetadata::new(gvk.clone(), ObjectMeta::default())),
    ];
    for object in &mut objects {
        let metadata = object.metadata_mut().unwrap();
        metadata.set_name("x");
        metadata.set_namespace("space");
        metadata.set_label("a", "1");
        metadata.set_label("b", "");
        metadata.set_annotation("c", "3");
        metadata.remove_label("a");
        metadata.set_uid("");
        let metadata = object.metadata().unwrap();
        assert_eq!(metadata.namespaced_name().unwrap().to_string(), "space/x");
        assert_eq!(metadata.labels().collect::<Vec<_>>(), [("b", "")]);
        assert_eq!((metadata.annotation("c"), metadata.uid()), (Some("3"), None));
        let serializer = Serializer::new(Scheme::builder().build().unwrap());
        let written = serializer.encoder().to_yaml(object).unwrap();
        assert!(
            written.contains("metadata:\n  name: x\n  namespace: space\n  labels:\n    b: \"\"\n"),
            "{written}"
        );
        object.metadata_mut().unwrap().remove_label("b");
        assert!(!serializer.encoder().to_yaml(object).unwrap().contains("labels"));
    }
}

#[test]
fn objects_without_metadata_say_so() {
    let gvk = GroupVersionKind::from_static("", "v1", "Pod");
    let mut objects: Vec<Box<dyn AnyObject>> = vec![
        Box::new(Settings::default()),
        Box::new(Unknown::new(gvk.clone(), ContentType::Yaml, "")),
        Box::new(AnyList::new(Vec::new())),
    ];
    for object in &mut objects {
        assert!(object.metadata().is_none() && object.metadata_mut().is_none());
    }
    assert!(DynamicObject::new(gvk).metadata().is_none(), "until it is given some");
}

#[test]
fn metadata_and_status_of_a_known_type_are_fields() {
    fn rename<T: HasMetadata<Meta = ObjectMeta>>(object: &mut T) {
        object.meta_mut().name = Some("renamed".to_owned());
    }
    let mut car = car();
    rename(&mut car);
    car.status_mut().persons = 4;
    assert_eq!((car.meta().name.as_deref(), car.status().persons), (Some("renamed"), 4));
}

#[test]
fn a_typed_object_has_its_metadata_with_nothing_but_the_prelude() {
    let mut car = Car { metadata: ObjectMeta::named("a"), ..Car::default() };
    car.metadata_mut().unwrap().set_label("fleet", "north");
    assert_eq!(car.metadata().unwrap().label("fleet"), Some("north"));
    assert_eq!(car.meta().name(), Some("a"));
}

#[test]
fn a_dynamic_object_keeps_a_null_as_its_metadata_until_it_is_given_some() {
    let text = "apiVersion: v1\nkind: Pod\nspec: {}\nmetadata: null\n";
    let serializer = Serializer::new(Scheme::builder().build().unwrap());
    let mut object: DynamicObject = serializer.decoder().decode_as(&Frame::yaml(text)).unwrap();
    assert_eq!(serializer.encoder().to_yaml(&object).unwrap(), text);
    object.metadata_mut().unwrap().set_name("a");
    assert!(serializer.encoder().to_yaml(&object).unwrap().contains("metadata:\n  name: a\n"));
}
