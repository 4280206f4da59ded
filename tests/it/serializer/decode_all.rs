//! Decode a whole stream: lists give their items, and bad documents do not hide the good ones.

use expect_test::expect;
use libgitops::prelude::*;

use crate::foogroup::{serializer, v1alpha1};

const LIST: &str = "\
apiVersion: v1
kind: List
items:
# A comment
- apiVersion: foogroup/v1alpha1
  kind: Simple
  testString: foo # inline
- apiVersion: foogroup/v1alpha1
  kind: Complex
  int: 5
- apiVersion: foogroup/v1alpha1
  kind: Simple
  testString: bar
";

#[test]
fn a_list_is_replaced_by_its_items_in_order() {
    let serializer = serializer();
    let objects = serializer.decoder().decode_all(FrameReader::yaml(LIST.as_bytes())).unwrap();
    // libgitops's test loops over what it got, so that too few would pass.
    assert_eq!(objects.len(), 3);
    let simple =
        |index: usize| objects[index].downcast_ref::<v1alpha1::Simple>().unwrap().test_string.as_str();
    assert_eq!((simple(0), simple(2)), ("foo", "bar"));
    assert_eq!(objects[1].downcast_ref::<v1alpha1::Complex>().unwrap().int, 5);
}

#[test]
fn a_list_is_one_object_when_its_items_are_not_asked_for() {
    let serializer = serializer();
    let decoder = serializer.decoder().decode_list_elements(false);
    let objects = decoder.decode_all(FrameReader::yaml(LIST.as_bytes())).unwrap();
    assert_eq!(objects.len(), 1);
    let list = objects[0].downcast_ref::<AnyList>().unwrap();
    assert_eq!(list.items.len(), 3);
    assert!(list.items[1].is::<v1alpha1::Complex>());
    // One frame is one object, so `decode` never splits.
    let list = serializer.decoder().decode(&Frame::yaml(LIST)).unwrap();
    assert!(list.is::<AnyList>());
}

const MIXED: &str = "\
apiVersion: foogroup/v1alpha1
kind: Simple
testString: one
---
apiVersion: foogroup/v1alpha1
kind: Simple
testStrin: two
---
# Nothing but a comment.
---
apiVersion: foogroup/v1alpha1
kind: Simple
testString: [
---
apiVersion: foogroup/v1alpha1
kind: List
items: []
---
apiVersion: foogroup/v1alpha1
kind: Simple
testString: five
";

#[test]
fn bad_objects_of_a_stream_are_reported_with_their_places() {
    let serializer = serializer();
    let frames = FrameReader::yaml(MIXED.as_bytes()).with_source("stream.yaml");
    let error = serializer.decoder().decode_all(frames).unwrap_err();
    assert_eq!(error.parts().len(), 3);
    let lines: Vec<_> =
        error.parts().iter().map(|part| part.problems()[0].place().unwrap().line_column().line).collect();
    assert_eq!(lines, [7, 13, 16]);
    expect![[r#"
        cannot decode foogroup/v1alpha1 Simple: 1 problem
        stream.yaml:7:1: testStrin: unknown field `testStrin`, did you mean `testString`?
            |
          7 | testStrin: two
            | ^^^^^^^^^
        cannot read document 4 of stream.yaml: it is not valid YAML
        stream.yaml:13:13: `[` is never closed
             |
          13 | testString: [
             |             ^
        cannot decode foogroup/v1alpha1 List: foogroup/v1alpha1 has no kind `List`; known kinds: CRD, Complex, Simple
        stream.yaml:16:7: kind: this kind is not registered
             |
          16 | kind: List
             |       ^^^^"#]].assert_eq(&error.to_string());
}

#[test]
fn the_good_objects_of_a_stream_remain_available_beside_the_bad_ones() {
    let serializer = serializer();
    let frames = FrameReader::yaml(MIXED.as_bytes());
    let found: Vec<Result<String, String>> = serializer
        .decoder()
        .objects(frames)
        .map(|object| match object {
            Ok(object) => Ok(object.downcast_ref::<v1alpha1::Simple>().unwrap().test_string.clone()),
            Err(error) => Err(error.message().to_owned()),
        })
        .collect();
    expect![[r#"
        [
            Ok(
                "one",
            ),
            Err(
                "cannot decode foogroup/v1alpha1 Simple: 1 problem",
            ),
            Err(
                "cannot read document 4: it is not valid YAML",
            ),
            Err(
                "cannot decode foogroup/v1alpha1 List: foogroup/v1alpha1 has no kind `List`; known kinds: CRD, Complex, Simple",
            ),
            Ok(
                "five",
            ),
        ]
    "#]].assert_debug_eq(&found);
}

#[test]
fn the_end_of_a_stream_is_no_error() {
    let serializer = serializer();
    for stream in ["", "\n", "---\n", "# comment\n", "---\n---\n# comment\n---\n"] {
        let objects = serializer.decoder().decode_all(FrameReader::yaml(stream.as_bytes())).unwrap();
        assert!(objects.is_empty(), "{stream:?}");
    }
}

#[test]
fn frames_of_yaml_and_json_can_be_read_together() {
    let frames = [
        Ok(Frame::yaml("apiVersion: foogroup/v1alpha1\nkind: Simple\n")),
        Ok(Frame::json(r#"{"apiVersion": "foogroup/v1alpha2", "kind": "Simple"}"#)),
    ];
    let objects = serializer().decoder().decode_all(frames).unwrap();
    let versions: Vec<_> = objects.iter().map(|object| object.gvk().version.into_owned()).collect();
    assert_eq!(versions, ["v1alpha1", "v1alpha2"]);
}
