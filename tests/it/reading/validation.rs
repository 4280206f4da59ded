//! A type's own rules, told with field and place.

use expect_test::expect;
use libgitops::prelude::*;

use super::{read, serializer};

const DEPOT: &str = "\
apiVersion: fleet.example.com/v1
kind: Depot
metadata:
  name: north
spec:
  capacity: 2
status:
  occupied: 3
";

#[test]
fn rules_are_checked_when_asked_for_and_told_with_field_and_place() {
    assert_eq!(read(DEPOT).unwrap().len(), 1);
    let serializer = serializer();
    let decoder = serializer.decoder().validate(true);
    let error = decoder.decode(&Frame::yaml(DEPOT).with_source("depot.yaml")).unwrap_err();
    // The address is not there, so the place is that of the nearest thing that is: the spec.
    expect![[r#"
        cannot decode fleet.example.com/v1 Depot "north": 2 problems
        depot.yaml:6:3: spec.address: must not be empty
            |
          6 |   capacity: 2
            |   ^
        depot.yaml:6:13: spec.capacity: is less than the number of vehicles that are in
            |
          6 |   capacity: 2
            |             ^"#]]
    .assert_eq(&error.to_string());
    let text = DEPOT.replace("capacity: 2", "{capacity: 3, address: Road 1}");
    decoder.decode(&Frame::yaml(text)).unwrap();
}

#[test]
fn rules_are_checked_after_the_defaults_were_applied() {
    let text = DEPOT.replace("  capacity: 2\n", "  address: x\n").replace('3', "13");
    let serializer = serializer();
    let decoder = serializer.decoder().validate(true);
    decoder.decode(&Frame::yaml(text.clone())).unwrap();
    let error = decoder.default(true).decode(&Frame::yaml(text)).unwrap_err();
    assert_eq!(error.problems()[0].path().to_string(), "spec.capacity");
}

#[test]
fn items_of_lists_are_checked_with_their_place_in_the_list() {
    let text = "\
apiVersion: sample-app.weave.works/v1alpha1
kind: CarList
items:
- metadata: {name: good}
  spec: {}
- metadata: {name: bad}
  spec: {}
  status: {speed: -1}
";
    let serializer = serializer();
    let decoder = serializer.decoder().validate(true);
    let error = decoder.decode(&Frame::yaml(text).with_source("cars.yaml")).unwrap_err();
    expect![[r#"
        cannot decode sample-app.weave.works/v1alpha1 Car "bad": 1 problem
        cars.yaml:8:19: items[1].status.speed: must not be negative
            |
          8 |   status: {speed: -1}
            |                   ^^"#]]
    .assert_eq(&error.to_string());
    let found: Vec<bool> = decoder.objects([Ok(Frame::yaml(text))]).map(|object| object.is_ok()).collect();
    assert_eq!(found, [true, false], "the good item of a list remains available");
}
