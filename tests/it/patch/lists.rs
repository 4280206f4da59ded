//! Lists are merged by the keys that the types name, on typed objects and on dynamic ones.

use super::*;

const DEPOT: &str = "\
apiVersion: fleet.example.com/v1
kind: Depot
metadata:
  name: north
spec:
  workshops:
  - name: paint
    lifts: 2
    skills: [red, blue]
  - name: wheels
  gates:
  - {number: 1, vehicle: Car, height: 2.5}
  - {number: 1, vehicle: Truck}
  stay:
    trucks: {days: 3}
";

const PATCH: &str = r#"{"spec": {
    "$setElementOrder/workshops": [{"name": "wheels"}, {"name": "paint"}, {"name": "glass"}],
    "workshops": [{"name": "paint", "skills": ["green"]}, {"name": "glass", "lifts": 1}],
    "gates": [{"number": 1, "vehicle": "Truck", "height": 4.5}, {"number": 1, "vehicle": "Car", "$patch": "delete"}],
    "stay": {"trucks": {"fine": true}, "cars": {"days": 1}}
}}"#;

const EXPECTED: &str = "\
apiVersion: fleet.example.com/v1
kind: Depot
metadata:
  name: north
spec:
  workshops:
  - name: wheels
  - name: paint
    lifts: 2
    skills:
    - green
  - name: glass
    lifts: 1
  gates:
  - number: 1
    vehicle: Truck
    height: 4.5
  stay:
    trucks:
      days: 3
      fine: true
    cars:
      days: 1
";

#[test]
fn a_dynamic_object_is_merged_by_the_table_of_the_schemes_type() {
    let patched = patcher().apply(&parse(PatchType::StrategicMerge, PATCH), &dynamic(DEPOT)).unwrap();
    assert!(patched.is::<DynamicObject>());
    let serializer = Serializer::new(Scheme::builder().build().unwrap());
    assert_eq!(serializer.encoder().to_yaml(&patched).unwrap(), EXPECTED);
}

#[test]
fn a_typed_object_is_merged_as_the_dynamic_one_is() {
    let serializer = Serializer::new(Scheme::builder().register::<Depot>().build().unwrap());
    let decode = |text: &str| serializer.decoder().decode_as::<Depot>(&Frame::yaml(text)).unwrap();
    let patch = parse(PatchType::StrategicMerge, PATCH);
    assert_eq!(patch.apply(&decode(DEPOT)).unwrap(), decode(EXPECTED));
    let made = Patch::create(PatchType::StrategicMerge, &decode(DEPOT), &decode(EXPECTED)).unwrap();
    assert_eq!(made.apply(&decode(DEPOT)).unwrap(), decode(EXPECTED));
    let json = made.to_json();
    assert!(json.contains(r#"{"number":1,"vehicle":"Car","$patch":"delete"}"#), "{json}");
    assert!(json.contains(r#"{"name":"paint","skills":["green"]}"#), "{json}");
}

#[test]
fn an_item_without_its_keys_is_refused_with_its_path() {
    let patch = parse(PatchType::StrategicMerge, r#"{"spec":{"workshops":[{"lifts":1}]}}"#);
    let error = patcher().apply(&patch, &dynamic(DEPOT)).unwrap_err();
    assert_eq!(paths(&error), ["spec.workshops[0]"]);
    assert!(error.to_string().contains("to fleet.example.com/v1 Depot north"), "{error}");
}
