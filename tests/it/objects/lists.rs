//! Lists of one type and of any, both ways.

use codegen_examples::v1alpha1::{Car, Motorcycle};
use expect_test::expect;
use libgitops::prelude::*;

fn serializer() -> Serializer {
    let scheme = Scheme::builder().register::<Car>().register::<codegen_examples::v1::Car>();
    Serializer::new(scheme.register::<Motorcycle>().build().unwrap())
}

fn car(name: &str) -> Car {
    Car { metadata: ObjectMeta::named(name), ..Car::default() }
}

#[test]
fn a_typed_list_is_written_with_its_kind_and_read_back() {
    let mut list = List::new(vec![car("a"), car("b")]);
    list.metadata.resource_version = Some("7".to_owned());
    assert_eq!(List::<Car>::gvk().to_string(), "sample-app.weave.works/v1alpha1 CarList");
    let json = serde_json::to_string_pretty(&list).unwrap();
    expect![[r#"
        {
          "apiVersion": "sample-app.weave.works/v1alpha1",
          "kind": "CarList",
          "metadata": {
            "resourceVersion": "7"
          },
          "items": [
            {
              "apiVersion": "sample-app.weave.works/v1alpha1",
              "kind": "Car",
              "metadata": {
                "name": "a"
              },
              "spec": {}
            },
            {
              "apiVersion": "sample-app.weave.works/v1alpha1",
              "kind": "Car",
              "metadata": {
                "name": "b"
              },
              "spec": {}
            }
          ]
        }"#]]
    .assert_eq(&json);
    assert_eq!(serde_json::from_str::<List<Car>>(&json).unwrap(), list);
    // As any object, it goes through the serializer.
    let written = serializer().encoder().to_yaml(&AnyList::from(list.clone())).unwrap();
    assert_eq!(serde_yaml::from_str::<List<Car>>(&written).unwrap(), list);
    let read = serializer().decoder().decode(&Frame::yaml(written)).unwrap();
    let read = read.downcast_ref::<AnyList>().unwrap();
    assert_eq!(read.gvk(), List::<Car>::gvk());
    assert_eq!(read.metadata, list.metadata);
    let cars: Vec<&Car> = read.items.iter().map(|item| item.downcast_ref().unwrap()).collect();
    assert_eq!(cars, list.items.iter().collect::<Vec<_>>());
}

#[test]
fn a_list_of_another_kind_is_refused_by_serde() {
    for (text, expected) in [
        (
            r#"{"kind": "MotorcycleList", "items": []}"#,
            "expected kind `CarList`, found the string \"MotorcycleList\"",
        ),
        (
            r#"{"apiVersion": "v1", "items": []}"#,
            "expected apiVersion `sample-app.weave.works/v1alpha1`, found the string \"v1\"",
        ),
        (r#"{"items": [{"kind": "Motorcycle"}]}"#, "expected kind `Car`"),
    ] {
        let error = serde_json::from_str::<List<Car>>(text).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    let list: List<Car> = serde_json::from_str(r#"{"items": [{"spec": {}}]}"#).unwrap();
    assert_eq!(list.items, [Car::default()]);
}

#[test]
fn a_list_of_any_objects_holds_each_with_its_own_kind() {
    let items: Vec<Box<dyn AnyObject>> = vec![
        Box::new(car("a")),
        Box::new(Motorcycle { metadata: ObjectMeta::named("m"), ..Motorcycle::default() }),
        Box::new(AnyList::new(vec![Box::new(car("inner"))])),
    ];
    let list = AnyList::new(items);
    let written = serializer().encoder().to_yaml(&list).unwrap();
    expect![[r#"
        apiVersion: v1
        kind: List
        items:
        - apiVersion: sample-app.weave.works/v1alpha1
          kind: Car
          metadata:
            name: a
          spec: {}
        - apiVersion: sample-app.weave.works/v1alpha1
          kind: Motorcycle
          metadata:
            name: m
          spec: {}
        - apiVersion: v1
          kind: List
          items:
          - apiVersion: sample-app.weave.works/v1alpha1
            kind: Car
            metadata:
              name: inner
            spec: {}
    "#]]
    .assert_eq(&written);
    let serializer = serializer();
    let objects = serializer.decoder().decode_all(FrameReader::yaml(written.as_bytes())).unwrap();
    let names: Vec<_> = objects.iter().map(|object| object.metadata().unwrap().name().unwrap()).collect();
    assert_eq!(names, ["a", "m", "inner"]);
    let whole = serializer.decoder().decode(&Frame::yaml(written.clone())).unwrap();
    assert_eq!(serializer.encoder().to_yaml(&whole).unwrap(), written);
}

#[test]
fn an_item_that_cannot_be_written_is_named_by_its_field() {
    let mut broken = car("b");
    broken.status.speed = f64::INFINITY;
    let list = AnyList::new(vec![Box::new(car("a")), Box::new(broken)]);
    expect![[r#"
        cannot encode v1 List: cannot encode the value
        items[1].status.speed: a float must be finite"#]]
    .assert_eq(&serializer().encoder().to_yaml(&list).unwrap_err().to_string());
}

#[test]
fn a_list_is_read_with_items_of_one_type() {
    let list = List::new(vec![car("a"), car("b")]);
    let typed = serializer().encoder().to_yaml(&AnyList::from(list.clone())).unwrap();
    let items = list.items.iter().map(|item| Box::new(item.clone()) as Box<dyn AnyObject>).collect();
    let mixed = serializer().encoder().to_yaml(&AnyList::new(items)).unwrap();
    // The type need not be in the scheme.
    let empty = Serializer::new(Scheme::builder().build().unwrap());
    for text in [typed.clone(), mixed.clone()] {
        assert_eq!(empty.decoder().decode_list::<Car>(&Frame::yaml(text)).unwrap(), list);
    }
    let bare = "apiVersion: sample-app.weave.works/v1alpha1\nkind: CarList\nitems:\n- spec: {}\n";
    assert_eq!(empty.decoder().decode_list::<Car>(&Frame::yaml(bare)).unwrap().items, [Car::default()]);
    let error = empty.decoder().decode_list::<Motorcycle>(&Frame::yaml(typed)).unwrap_err();
    assert_eq!(
        error.message(),
        "cannot decode sample-app.weave.works/v1alpha1 CarList as sample-app.weave.works/v1alpha1 MotorcycleList"
    );
    let error = empty.decoder().decode_list::<Motorcycle>(&Frame::yaml(mixed)).unwrap_err();
    assert_eq!(error.parts().len(), 2, "{error}");
    assert_eq!(error.problems()[1].path().to_string(), "items[1].kind");
}

#[test]
fn a_list_without_items_may_be_null_as_go_writes_it() {
    let json = r#"{"apiVersion":"sample-app.weave.works/v1alpha1","kind":"CarList","items":null}"#;
    assert_eq!(serde_json::from_str::<List<Car>>(json).unwrap(), List::default());
    assert_eq!(serializer().decoder().decode_list::<Car>(&Frame::json(json)).unwrap(), List::default());
}

#[test]
fn an_item_of_a_typed_list_is_of_no_other_kind() {
    let text = "apiVersion: sample-app.weave.works/v1alpha1\nkind: CarList\nitems:\n- apiVersion: sample-app.weave.works/v1alpha1\n  kind: Motorcycle\n  spec: {}\n";
    let error = serializer().decoder().decode_all(FrameReader::yaml(text.as_bytes())).unwrap_err();
    assert_eq!(error.problems()[0].path().to_string(), "items[0].kind");
}
