//! Metadata and status are found by their attribute, and have Kubernetes' names on the wire.

use libgitops::object::{HasMetadata as _, HasStatus as _};
use libgitops::prelude::{Object, ObjectMeta};
use serde::{Deserialize, Serialize};

#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "", version = "v1", scope = Namespaced)]
#[serde(rename_all = "UPPERCASE")]
struct Car {
    #[object(status)]
    observed: CarStatus,
    spec: u32,
    #[object(metadata)]
    meta: ObjectMeta,
}

#[derive(Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
struct CarStatus {
    speed: u32,
}

fn main() {
    let mut car = Car { spec: 1, ..Car::default() };
    assert_eq!(serde_json::to_string(&car).unwrap(), r#"{"apiVersion":"v1","kind":"Car","SPEC":1}"#);
    car.meta_mut().name = Some("a".into());
    car.status_mut().speed = 3;
    let text = r#"{"apiVersion":"v1","kind":"Car","metadata":{"name":"a"},"status":{"speed":3},"SPEC":1}"#;
    assert_eq!(serde_json::to_string(&car).unwrap(), text);
    assert_eq!(serde_json::from_str::<Car>(text).unwrap(), car);
    let wrong = serde_json::from_str::<Car>(&text.replace("Car", "Bus")).unwrap_err();
    assert_eq!(wrong.to_string(), "invalid value: string \"Bus\", expected kind `Car` at line 1 column 31");
}
