//! Problems with file, line, column, field and caret; all of a document in one error.

use expect_test::expect;
use libgitops::error::ErrorKind;
use libgitops::prelude::*;
use libgitops_tests::{v1, v1beta1};

use super::{read, serializer, told};

#[test]
fn all_problems_of_a_document_are_told_in_one_error() {
    let stream = "\
# The depots.
apiVersion: fleet.example.com/v1
kind: Depot
metadata:
  name: north
  lables: {a: b}
spec:
  adress: Road 1
  capacity: many
  workshops:
  - name: tires
    lifts: -1
  - lifts: 2
    colour: red
  gates:
  - number: 70000
    vehicle: Bicycle
  - {number: 1, vehicle: Car, height: high, number: 2}
status: [1]
surplus: 1
";
    expect![[r#"
        cannot decode fleet.example.com/v1 Depot "north": 12 problems
        fleet.yaml:6:3: metadata.lables: unknown field `lables`, did you mean `labels`?
            |
          6 |   lables: {a: b}
            |   ^^^^^^
        fleet.yaml:8:3: spec.adress: unknown field `adress`, did you mean `address`?
            |
          8 |   adress: Road 1
            |   ^^^^^^
        fleet.yaml:9:13: spec.capacity: expected a non-negative integer (u32), found the string "many"
            |
          9 |   capacity: many
            |             ^^^^
        fleet.yaml:12:12: spec.workshops[0].lifts: expected a non-negative integer (u32), found the integer `-1`
             |
          12 |     lifts: -1
             |            ^^
        fleet.yaml:13:5: spec.workshops[1].name: missing field `name`
             |
          13 |   - lifts: 2
             |     ^
        fleet.yaml:14:5: spec.workshops[1].colour: unknown field `colour`, expected one of `name`, `lifts`, `skills`
             |
          14 |     colour: red
             |     ^^^^^^
        fleet.yaml:16:13: spec.gates[0].number: expected a non-negative integer (u16), found the integer `70000`
             |
          16 |   - number: 70000
             |             ^^^^^
        fleet.yaml:17:14: spec.gates[0].vehicle: unknown value `Bicycle`, expected one of `Car`, `Truck`
             |
          17 |     vehicle: Bicycle
             |              ^^^^^^^
        fleet.yaml:18:39: spec.gates[1].height: expected a number, found the string "high"
             |
          18 |   - {number: 1, vehicle: Car, height: high, number: 2}
             |                                       ^^^^
        fleet.yaml:18:45: spec.gates[1].number: the key `number` is given twice
             |
          18 |   - {number: 1, vehicle: Car, height: high, number: 2}
             |                                             ^^^^^^
        fleet.yaml:18:6: the first one is here
             |
          18 |   - {number: 1, vehicle: Car, height: high, number: 2}
             |      ^^^^^^
        fleet.yaml:19:9: status: expected a mapping, found a list
             |
          19 | status: [1]
             |         ^
        fleet.yaml:20:1: surplus: unknown field `surplus`, expected one of `apiVersion`, `kind`, `metadata`, `spec`, `status`
             |
          20 | surplus: 1
             | ^^^^^^^"#]].assert_eq(&told(stream));
    let error = read(stream).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    let paths: Vec<String> = error.problems().iter().map(|problem| problem.path().to_string()).collect();
    expect![[r#"
        [
            "metadata.lables",
            "spec.adress",
            "spec.capacity",
            "spec.workshops[0].lifts",
            "spec.workshops[1].name",
            "spec.workshops[1].colour",
            "spec.gates[0].number",
            "spec.gates[0].vehicle",
            "spec.gates[1].height",
            "spec.gates[1].number",
            "status",
            "surplus",
        ]
    "#]]
    .assert_eq(&format!("{paths:#?}\n"));
    let starts: Vec<usize> =
        error.problems().iter().map(|problem| problem.place().unwrap().span().start).collect();
    assert!(starts.is_sorted(), "{starts:?}");
}

#[test]
fn places_are_counted_from_the_start_of_the_stream() {
    let good = "apiVersion: sample-app.weave.works/v1alpha1\nkind: Car\nmetadata: {name: é}\n";
    let stream = format!("{good}spec: {{}}\n---\n{good}spec: {{engine: é, doors: 4}}\n");
    expect![[r#"
        cannot decode sample-app.weave.works/v1alpha1 Car "é": 1 problem
        fleet.yaml:9:19: spec.doors: unknown field `doors`, expected one of `engine`, `yearModel`, `brand`
            |
          9 | spec: {engine: é, doors: 4}
            |                   ^^^^^"#]]
    .assert_eq(&told(&stream));
    let error = read(&stream).unwrap_err();
    let place = error.problems()[0].place().unwrap();
    assert_eq!(stream.get(place.span().range()), Some("doors"));
    assert_eq!(place.source(), Some("fleet.yaml"));
}

#[test]
fn problems_of_several_documents_are_joined_and_can_be_taken_apart() {
    let stream = "\
apiVersion: sample-app.weave.works/v1alpha1
kind: Car
spec: {doors: 4}
---
apiVersion: sample-app.weave.works/v1alpha1
kind: Cart
---
kind: Car
---
- no object
---
just a text
---
a: b: c
";
    let error = read(stream).unwrap_err();
    let kinds: Vec<ErrorKind> = error.parts().iter().map(libgitops::Error::kind).collect();
    expect![[r#"
        [
            Invalid,
            UnknownKind,
            Invalid,
            Invalid,
            Invalid,
            Syntax,
        ]
    "#]]
    .assert_debug_eq(&kinds);
    expect![[r#"
        cannot decode sample-app.weave.works/v1alpha1 Car: 1 problem
        fleet.yaml:3:8: spec.doors: unknown field `doors`, expected one of `engine`, `yearModel`, `brand`
            |
          3 | spec: {doors: 4}
            |        ^^^^^
        cannot decode sample-app.weave.works/v1alpha1 Cart: sample-app.weave.works/v1alpha1 has no kind `Cart`; known kinds: Car, Motorcycle
        fleet.yaml:6:7: kind: this kind is not registered
            |
          6 | kind: Cart
            |       ^^^^
        cannot decode document 3 of fleet.yaml: it is no object
        fleet.yaml:8:1: apiVersion: missing field `apiVersion`
            |
          8 | kind: Car
            | ^
        cannot decode document 4 of fleet.yaml: it is no object
        fleet.yaml:10:1: expected an object: a mapping with `apiVersion` and `kind`
             |
          10 | - no object
             | ^
        cannot decode document 5 of fleet.yaml: it is no object
        fleet.yaml:12:1: expected an object: a mapping with `apiVersion` and `kind`
             |
          12 | just a text
             | ^^^^^^^^^^^
        cannot read document 6 of fleet.yaml: it is not valid YAML
        fleet.yaml:14:5: a second `: ` on the line: put a text that holds one into quotes
             |
          14 | a: b: c
             |     ^"#]].assert_eq(&error.to_string());
}

#[test]
fn a_close_name_is_suggested_for_an_unknown_field_and_value() {
    let depot = "apiVersion: fleet.example.com/v1\nkind: Depot\nspec:\n  address: x\n";
    for (line, expected) in [
        ("  adress: y\n", "unknown field `adress`, did you mean `address`?"),
        ("  Capacity: 1\n", "unknown field `Capacity`, did you mean `capacity`?"),
        (
            "  garden: true\n",
            "unknown field `garden`, expected one of `address`, `capacity`, `access`, `entry`, `workshops`, `gates`, `stay`",
        ),
        ("  gates: [{number: 1, vehicle: Cra}]\n", "unknown value `Cra`, did you mean `Car`?"),
        ("  gates: [{number: 1, vehicle: Ship}]\n", "unknown value `Ship`, expected one of `Car`, `Truck`"),
    ] {
        let error = read(format!("{depot}{line}")).unwrap_err();
        let found: Vec<&str> = error.problems().iter().map(libgitops::error::Problem::message).collect();
        assert_eq!(found, [expected]);
    }
}

#[test]
fn equal_keys_are_shown_with_both_places() {
    let stream = "\
apiVersion: sample-app.weave.works/v1alpha1
kind: Car
metadata:
  name: a
  labels:
    x: 1st
    \"x\": 2nd
spec:
  engine: V8
metadata:
  name: b
";
    expect![[r#"
        cannot decode sample-app.weave.works/v1alpha1 Car "b": 2 problems
        fleet.yaml:7:5: metadata.labels.x: the key `x` is given twice
            |
          7 |     "x": 2nd
            |     ^^^
        fleet.yaml:6:5: the first one is here
            |
          6 |     x: 1st
            |     ^
        fleet.yaml:10:1: metadata: the key `metadata` is given twice
             |
          10 | metadata:
             | ^^^^^^^^
        fleet.yaml:3:1: the first one is here
            |
          3 | metadata:
            | ^^^^^^^^"#]]
    .assert_eq(&told(stream));
}

#[test]
fn a_document_of_another_kind_is_refused_before_its_fields_are() {
    let serializer = serializer();
    let text = "apiVersion: fleet.example.com/v1beta1\nkind: Depot\nspec: {places: 3}\n";
    let frame = Frame::yaml(text).with_source("depot.yaml");
    // Another version of the kind is converted, if the scheme has both.
    assert_eq!(serializer.decoder().decode_as::<v1::Depot>(&frame).unwrap().spec.capacity, Some(3));
    expect![[r#"
        cannot decode fleet.example.com/v1beta1 Depot as sample-app.weave.works/v1alpha1 Car
        depot.yaml:1:13: apiVersion: expected sample-app.weave.works/v1alpha1 Car, found fleet.example.com/v1beta1 Depot
            |
          1 | apiVersion: fleet.example.com/v1beta1
            |             ^^^^^^^^^^^^^^^^^^^^^^^^^"#]]
        .assert_eq(&serializer.decoder().decode_as::<codegen_examples::v1alpha1::Car>(&frame).unwrap_err().to_string());
    assert_eq!(serializer.decoder().decode_as::<v1beta1::Depot>(&frame).unwrap().spec.places, Some(3));
    let frame = Frame::yaml("apiVersion: sample-app.weave.works/v1alpha1\nkind: Motorcycle\n");
    expect![[r#"
        cannot decode sample-app.weave.works/v1alpha1 Motorcycle as sample-app.weave.works/v1alpha1 Car
        line 2, column 7: kind: expected sample-app.weave.works/v1alpha1 Car, found sample-app.weave.works/v1alpha1 Motorcycle
            |
          2 | kind: Motorcycle
            |       ^^^^^^^^^^"#]]
        .assert_eq(&serializer.decoder().decode_as::<codegen_examples::v1alpha1::Car>(&frame).unwrap_err().to_string());
}

#[test]
fn json_has_the_same_problems_at_its_own_places() {
    let serializer = serializer();
    let text = r#"{"apiVersion": "sample-app.weave.works/v1alpha1", "kind": "Car",
  "spec": {"engin": "V8", "brand": 5}, "spec": {}}"#;
    let frame = Frame::json(text).with_source("car.json");
    expect![[r#"
        cannot decode sample-app.weave.works/v1alpha1 Car: 3 problems
        car.json:2:12: spec.engin: unknown field `engin`, did you mean `engine`?
            |
          2 |   "spec": {"engin": "V8", "brand": 5}, "spec": {}}
            |            ^^^^^^^
        car.json:2:36: spec.brand: expected a string, found the integer `5`
            |
          2 |   "spec": {"engin": "V8", "brand": 5}, "spec": {}}
            |                                    ^
        car.json:2:40: spec: the key `spec` is given twice
            |
          2 |   "spec": {"engin": "V8", "brand": 5}, "spec": {}}
            |                                        ^^^^^^
        car.json:2:3: the first one is here
            |
          2 |   "spec": {"engin": "V8", "brand": 5}, "spec": {}}
            |   ^^^^^^"#]]
    .assert_eq(&serializer.decoder().decode(&frame).unwrap_err().to_string());
    let frame = Frame::json("{\"apiVersion\": 'x'}").with_source("car.json");
    expect![[r#"
        cannot read document 1 of car.json: it is not valid JSON
        car.json:1:16: a JSON value is expected
            |
          1 | {"apiVersion": 'x'}
            |                ^"#]]
    .assert_eq(&serializer.decoder().decode(&frame).unwrap_err().to_string());
}

#[test]
fn an_api_version_or_kind_that_is_none_is_refused_at_its_place() {
    for (text, path, message) in [
        ("apiVersion: a/b/c\nkind: X\n", "apiVersion", "is no group version"),
        ("apiVersion: a/\nkind: X\n", "apiVersion", "is no group version"),
        ("apiVersion: /v1\nkind: X\n", "apiVersion", "is no group version"),
        ("apiVersion: 1\nkind: X\n", "apiVersion", "expected a string"),
        ("apiVersion: v1\nkind: 1\n", "kind", "expected a string"),
        ("apiVersion: v1\nkind: [X]\n", "kind", "expected a string"),
        ("apiVersion: v1\nkind:\n", "kind", "expected a string"),
        ("apiVersion: v1\n", "kind", "missing field `kind`"),
    ] {
        let error = read(text).unwrap_err();
        let problem = &error.problems()[0];
        assert_eq!(
            (error.kind(), problem.path().to_string().as_str()),
            (ErrorKind::Invalid, path),
            "{error}"
        );
        assert!(problem.message().contains(message), "{error}");
    }
    // However it is written, it is the same kind.
    for kind in ["'Car'", "\"C\\u0061r\"", "!!str Car", ">-\n  Car", "&kind Car # yes"] {
        let text = format!("apiVersion: sample-app.weave.works/v1alpha1\nkind: {kind}\nspec: {{}}\n");
        assert!(read(&text).unwrap()[0].is::<codegen_examples::v1alpha1::Car>(), "{text}");
    }
}
