//! Lists: of any kind, of one kind, in each other, and with items that nobody knows.

use codegen_examples::v1alpha1::Car;
use expect_test::expect;
use libgitops::error::ErrorKind;
use libgitops::prelude::*;

use super::{read, serializer, told};

fn names(objects: &[Box<dyn AnyObject>]) -> Vec<String> {
    objects
        .iter()
        .map(|object| {
            let name = object.metadata().and_then(MetadataExt::name).unwrap_or("?");
            format!("{} {name}", object.gvk().kind)
        })
        .collect()
}

#[test]
fn items_of_a_typed_list_may_leave_their_kind_out() {
    let text = "\
apiVersion: sample-app.weave.works/v1alpha1
kind: CarList
metadata: {resourceVersion: '7'}
items:
- metadata: {name: a}
  spec: {}
- apiVersion: sample-app.weave.works/v1alpha1
  kind: Car
  metadata: {name: b}
  spec: {}
";
    assert_eq!(names(&read(text).unwrap()), ["Car a", "Car b"]);
    let list = serializer().decoder().decode(&Frame::yaml(text)).unwrap();
    let list = list.downcast_ref::<AnyList>().unwrap();
    assert_eq!(list.gvk().kind, "CarList");
    assert_eq!(list.metadata.resource_version.as_deref(), Some("7"));
    // As a type of its own, through any serde.
    let typed: List<Car> = serde_yaml::from_str(text).unwrap();
    assert_eq!(typed.items.len(), 2);
}

#[test]
fn a_list_in_a_list_gives_its_items_too() {
    // libgitops leaves the inner list as it is.
    let text = "\
apiVersion: v1
kind: List
items:
- {apiVersion: sample-app.weave.works/v1alpha1, kind: Car, metadata: {name: a}, spec: {}}
- apiVersion: v1
  kind: List
  items:
  - {apiVersion: sample-app.weave.works/v1alpha1, kind: Motorcycle, metadata: {name: b}, spec: {}}
  - apiVersion: sample-app.weave.works/v1alpha1
    kind: CarList
    items: [{metadata: {name: c}, spec: {}}]
- {apiVersion: sample-app.weave.works/v1alpha1, kind: Car, metadata: {name: d}, spec: {}}
";
    assert_eq!(names(&read(text).unwrap()), ["Car a", "Motorcycle b", "Car c", "Car d"]);
}

#[test]
fn a_bad_item_does_not_hide_the_good_ones() {
    let text = "\
apiVersion: v1
kind: List
items:
- {apiVersion: sample-app.weave.works/v1alpha1, kind: Car, metadata: {name: a}, spec: {}}
- {apiVersion: unknown.example.com/v1, kind: Thing, metadata: {name: b}}
- {apiVersion: sample-app.weave.works/v1alpha1, kind: Car, metadata: {name: c}, spec: {doors: 4}}
- metadata: {name: d}
  spec: {}
- {apiVersion: sample-app.weave.works/v1alpha1, kind: Car, metadata: {name: e}, spec: {}}
";
    expect![[r#"
        cannot decode unknown.example.com/v1 Thing "b": no kind of the group unknown.example.com is registered; known groups: config.fleet.example.com, fleet.example.com, sample-app.weave.works
        fleet.yaml:5:16: items[1].apiVersion: this kind is not registered
            |
          5 | - {apiVersion: unknown.example.com/v1, kind: Thing, metadata: {name: b}}
            |                ^^^^^^^^^^^^^^^^^^^^^^
        cannot decode sample-app.weave.works/v1alpha1 Car "c": 1 problem
        fleet.yaml:6:88: items[2].spec.doors: unknown field `doors`, expected one of `engine`, `yearModel`, `brand`
            |
          6 | …ave.works/v1alpha1, kind: Car, metadata: {name: c}, spec: {doors: 4}}
            |                                                             ^^^^^
        cannot decode items[3] of document 1 of fleet.yaml: it is no object
        fleet.yaml:7:3: items[3].apiVersion: missing field `apiVersion`
            |
          7 | - metadata: {name: d}
            |   ^
        fleet.yaml:7:3: items[3].kind: missing field `kind`
            |
          7 | - metadata: {name: d}
            |   ^"#]].assert_eq(&told(text));
    let serializer = serializer();
    let (good, bad): (Vec<_>, Vec<_>) =
        serializer.decoder().objects(FrameReader::yaml(text.as_bytes())).partition(Result::is_ok);
    let good: Vec<_> = good.into_iter().map(Result::unwrap).collect();
    assert_eq!(names(&good), ["Car a", "Car e"]);
    let kinds: Vec<ErrorKind> = bad.into_iter().map(|error| error.unwrap_err().kind()).collect();
    assert_eq!(kinds, [ErrorKind::UnknownGroup, ErrorKind::Invalid, ErrorKind::Invalid]);
    let objects = serializer.decoder().decode_unknown(true).objects(FrameReader::yaml(text.as_bytes()));
    let kept: Vec<_> = objects.filter_map(Result::ok).collect();
    assert_eq!(names(&kept), ["Car a", "Thing b", "Car e"]);
    assert!(kept[1].is::<DynamicObject>());
}

#[test]
fn a_list_that_is_none_is_refused() {
    let list = "apiVersion: v1\nkind: List\n";
    for (text, expected) in [
        ("", "missing field `items`"),
        ("items: {a: b}\n", "expected a list"),
        ("items: 5\n", "expected a list"),
        ("items: []\nitmes: []\n", "unknown field `itmes`"),
    ] {
        let error = read(format!("{list}{text}")).unwrap_err();
        assert!(error.problems()[0].message().starts_with(expected), "{error}");
    }
    for text in ["items: []\n", "items: null\n", "items:\n"] {
        assert!(read(format!("{list}{text}")).unwrap().is_empty());
    }
}

#[test]
fn a_key_given_twice_in_a_list_is_refused() {
    let text = "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: sample-app.weave.works/v1alpha1, kind: Car, spec: {}}\nitems: []\n";
    let error = read(text).unwrap_err();
    assert_eq!(error.problems()[0].message(), "the key `items` is given twice");
    let text =
        "apiVersion: v1\nkind: List\nmetadata: {resourceVersion: '1', resourceVersion: '2'}\nitems: []\n";
    assert!(read(text).is_err(), "in the metadata of the list neither");
}

#[test]
fn a_list_is_read_and_written_back_as_a_list() {
    let text = "\
apiVersion: v1
kind: List
items:
- apiVersion: sample-app.weave.works/v1alpha1
  kind: Car
  metadata:
    name: a
  spec: {}
";
    let serializer = serializer();
    let decoder = serializer.decoder().decode_list_elements(false);
    let lists = decoder.decode_all(FrameReader::yaml(text.as_bytes())).unwrap();
    let written = serializer.encoder().to_yaml(&lists[0]).unwrap();
    expect![[r#"
        apiVersion: v1
        kind: List
        items:
        - apiVersion: sample-app.weave.works/v1alpha1
          kind: Car
          metadata:
            name: a
          spec: {}
    "#]]
    .assert_eq(&written);
}

#[test]
fn an_item_that_an_alias_names_has_the_path_of_its_own_place() {
    let text = "apiVersion: sample-app.weave.works/v1alpha1\nkind: CarList\nitems: [&a {spec: {x: 1}}, *a]\n";
    let error = read(text).unwrap_err();
    let paths: Vec<String> = error.parts().iter().map(|part| part.problems()[0].path().to_string()).collect();
    assert_eq!(paths, ["items[0].spec.x", "items[1].spec.x"]);
}
