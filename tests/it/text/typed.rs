//! Typed objects that are written into the text that they came from.

use codegen_examples::v1alpha1::Car;
use libgitops::prelude::*;
use libgitops_tests::v1::{Depot, Stay, Vehicle, Workshop};

fn serializer() -> Serializer {
    Serializer::new(Scheme::linked().unwrap())
}

const CAR: &str = "\
# The first car of the fleet.
# Handle with care.
---
apiVersion: sample-app.weave.works/v1alpha1
kind: Car
metadata:
    name:   'foo'   # known by this name
    namespace: default

spec:
    # Nothing else fits.
    engine: V8      # loud
    yearModel: \"1998b\"
# What it does:
status:
    speed: 53       # km/h
    distance: 18446744073709551615
...
";

#[test]
fn a_field_that_changes_is_the_only_line_that_does() {
    let mut car = serializer().manifest::<Car>(CAR).unwrap();
    car.spec.engine = "The best one".into();
    assert_eq!(car.to_text().unwrap(), CAR.replace("V8 ", "The best one "));
    car.spec.engine = "V8".into();
    car.status.speed = 54.0;
    // The type has a float, the text has an integer, and keeps its habit.
    assert_eq!(car.to_text().unwrap(), CAR.replace("53", "54"));
    car.status.speed = 53.4;
    assert_eq!(car.to_text().unwrap(), CAR.replace("53 ", "53.4 "));
    car.metadata.set_name("bar");
    assert_eq!(car.to_text().unwrap(), CAR.replace("53 ", "53.4 ").replace("foo", "bar"));
}

#[test]
fn a_car_that_does_not_change_is_the_very_same_text() {
    for text in
        [CAR.to_owned(), CAR.replace('\n', "\r\n"), format!("\u{FEFF}{CAR}"), CAR.trim_end().to_owned()]
    {
        let mut car = serializer().manifest::<Car>(&text).unwrap();
        assert_eq!(car.to_text().unwrap(), text);
        assert!(!car.is_changed().unwrap());
        car.status.persons = 2;
        assert!(car.is_changed().unwrap());
        let line_break = if text.contains('\r') { "\r\n" } else { "\n" };
        let line = format!("18446744073709551615{line_break}    persons: 2");
        assert_eq!(car.to_text().unwrap(), text.replace("18446744073709551615", &line));
        car.status.persons = 0;
        assert_eq!(car.to_text().unwrap(), text);
    }
}

#[test]
fn fields_come_where_the_type_has_them_and_go_with_their_comments() {
    let mut car = serializer().manifest::<Car>(CAR).unwrap();
    car.spec.brand = "on".into();
    car.metadata.labels.insert("color".into(), "blue".into());
    let expected = CAR
        .replace("\"1998b\"\n", "\"1998b\"\n    brand: \"on\"\n")
        .replace("default\n", "default\n    labels:\n        color: blue\n");
    assert_eq!(car.to_text().unwrap(), expected);
    let mut car = serializer().manifest::<Car>(CAR).unwrap();
    car.spec.engine.clear();
    let edited = car.edited().unwrap();
    assert_eq!(edited.text, CAR.replace("    # Nothing else fits.\n    engine: V8      # loud\n", ""));
    let lost: Vec<String> =
        edited.lost_comments.iter().map(|comment| format!("{} {}", comment.path, comment.text)).collect();
    assert_eq!(lost, ["spec.engine # Nothing else fits.", "spec.engine # loud"]);
}

const DEPOT: &str = "\
apiVersion: fleet.example.com/v1
kind: Depot
metadata: {name: north}
spec:
  address: Road 1
  entry: visitors # by another name
  workshops:
  # The old one.
  - name: gate
    skills: [tires, brakes]   # no engines
  # The new one.
  - name: hall
    lifts: 0x10

  gates:
  - number: 1
    vehicle: Truck
  - number: 1
    vehicle: Car # low
    height: 2.10
";

#[test]
fn items_are_matched_by_the_keys_of_the_type_and_move_with_their_comments() {
    let mut depot = serializer().manifest::<Depot>(DEPOT).unwrap();
    depot.spec.workshops.swap(0, 1);
    depot.spec.gates.swap(0, 1);
    depot.spec.gates[0].height = Some(2.2);
    let expected = "\
apiVersion: fleet.example.com/v1
kind: Depot
metadata: {name: north}
spec:
  address: Road 1
  entry: visitors # by another name
  workshops:
  # The new one.
  - name: hall
    lifts: 0x10
  # The old one.
  - name: gate
    skills: [tires, brakes]   # no engines

  gates:
  - number: 1
    vehicle: Car # low
    height: 2.2
  - number: 1
    vehicle: Truck
";
    assert_eq!(depot.to_text().unwrap(), expected);
    assert_eq!(depot.spec.gates[0].vehicle, Vehicle::Car);
}

#[test]
fn nested_lists_maps_and_other_names_of_fields_are_edited_in_place() {
    let mut depot = serializer().manifest::<Depot>(DEPOT).unwrap();
    depot.spec.access = Some("staff".into());
    depot.spec.workshops[0].skills.push("paint".into());
    depot.spec.workshops.push(Workshop { name: "yard".into(), ..Workshop::default() });
    depot.spec.stay.insert("car".into(), Stay { days: 3, fine: Some(true) });
    let expected = DEPOT
        .replace("visitors", "staff")
        .replace("brakes]", "brakes, paint]")
        .replace("0x10\n", "0x10\n  - name: yard\n")
        .replace("2.10\n", "2.10\n  stay:\n    car:\n      days: 3\n      fine: true\n");
    assert_eq!(depot.to_text().unwrap(), expected);
    depot.spec.workshops.remove(0);
    depot.spec.workshops.remove(0);
    depot.spec.workshops.remove(0);
    let text = depot.to_text().unwrap();
    assert!(!text.contains("workshops") && text.contains("  gates:"), "{text}");
}

#[test]
fn what_cannot_be_read_back_is_refused_and_says_why() {
    let text = "apiVersion: sample-app.weave.works/v1alpha1\nkind: Car\nspec: {engine: a}\nstatus:\n  <<: {speed: 1}\n";
    let mut car = serializer().manifest::<Car>(text).unwrap();
    assert_eq!(car.to_text().unwrap(), text);
    car.status.speed = 2.0;
    assert_eq!(car.to_text().unwrap(), text.replace("{speed: 1}\n", "{speed: 1}\n  speed: 2.0\n"));
    let not_finite = {
        car.status.speed = f64::NAN;
        car.to_text().unwrap_err()
    };
    assert_eq!(not_finite.kind(), libgitops::ErrorKind::Invalid);
}

#[test]
fn json_text_is_kept_too() {
    let serializer = serializer();
    let text = "{\n    \"kind\": \"Car\",\n    \"apiVersion\": \"sample-app.weave.works/v1alpha1\",\n    \"spec\": {\"engine\": \"V8\"},\n    \"status\": {\n        \"speed\": 1\n    }\n}";
    let mut car = serializer.decoder().manifest::<Car>(Frame::json(text)).unwrap();
    assert_eq!(car.to_text().unwrap(), text);
    car.spec.brand = "bar".into();
    car.status.persons = 3;
    let expected = text
        .replace("\"V8\"", "\"V8\", \"brand\": \"bar\"")
        .replace("\"speed\": 1", "\"speed\": 1,\n        \"persons\": 3");
    assert_eq!(car.to_text().unwrap(), expected);
    let compact = "{\"apiVersion\":\"sample-app.weave.works/v1alpha1\",\"kind\":\"Car\",\"spec\":{\"engine\":\"V8\"},\"status\":{\"speed\":1}}\n";
    let mut car = serializer.decoder().manifest::<Car>(Frame::json(compact)).unwrap();
    car.status.persons = 3;
    car.metadata.set_name("x");
    let expected = compact
        .replace("\"Car\",", "\"Car\",\"metadata\":{\"name\":\"x\"},")
        .replace("}}\n", ",\"persons\":3}}\n");
    assert_eq!(car.to_text().unwrap(), expected);
}
