//! Without the prelude nothing is in scope but what is imported.

#![no_implicit_prelude]

use ::libgitops::prelude::{Fields, Object, ObjectMeta, Spoke};
use ::libgitops::scheme;
use ::serde::{Deserialize, Serialize};
use ::std::clone::Clone;
use ::std::fmt::Debug;
use ::std::default::Default;
use ::std::cmp::PartialEq;

#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "example.com", version = "v1", scope = Namespaced, short = "c", default = fill, validate = check, hub)]
struct Car {
    metadata: ObjectMeta,
    spec: CarSpec,
    status: ::std::option::Option<CarStatus>,
}

#[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
struct CarSpec {
    /// The engine's name.
    #[object(default = "diesel")]
    engine: ::std::option::Option<::std::string::String>,
    #[object(list_key = "side")]
    mirrors: ::std::vec::Vec<Mirror>,
}

#[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
struct Mirror {
    side: ::std::string::String,
}

#[derive(Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
struct CarStatus {
    speed: f64,
}

#[derive(Object, Spoke, Clone, Debug, Default, PartialEq)]
#[object(group = "example.com", version = "v1beta1", kind = "Car", scope = Namespaced, hub = Car)]
struct OldCar {
    metadata: ObjectMeta,
    spec: OldSpec,
    #[spoke(with = speed)]
    status: f64,
}

#[derive(Fields, Spoke, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
#[spoke(hub = CarSpec, guard = Struct)]
struct OldSpec {
    engine: ::std::option::Option<::std::string::String>,
    mirrors: ::std::vec::Vec<OldMirror>,
}

#[derive(Fields, Spoke, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
#[spoke(hub = Mirror)]
struct OldMirror {
    side: ::std::string::String,
    #[spoke(spoke_only)]
    color: ::std::option::Option<OldColor>,
}

#[derive(Spoke, Serialize, Deserialize, Clone, Debug, PartialEq)]
#[spoke(hub = CarStatus)]
struct OldColor {
    speed: f64,
}

mod speed {
    use ::std::option::Option::{self, Some};

    pub fn up(speed: f64) -> Option<super::CarStatus> {
        Some(super::CarStatus { speed })
    }

    pub fn down(status: Option<super::CarStatus>) -> f64 {
        status.map_or(0.0, |status| status.speed)
    }
}

fn fill(_: &mut Car) {}

fn check(_: &Car, _: &mut ::libgitops::validate::Validation) {}

scheme! {
    static SCHEME = [Car, OldCar]
}

fn main() {
    ::std::assert_eq!(SCHEME.registrations().len(), 2);
}
