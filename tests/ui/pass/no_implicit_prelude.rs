//! Without the prelude nothing is in scope but what is imported.

#![no_implicit_prelude]

use ::libgitops::prelude::{Fields, Object, ObjectMeta};
use ::libgitops::scheme;
use ::serde::{Deserialize, Serialize};
use ::std::clone::Clone;
use ::std::fmt::Debug;
use ::std::default::Default;
use ::std::cmp::PartialEq;

#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "example.com", version = "v1", scope = Namespaced, short = "c", default = fill, validate = check)]
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

fn fill(_: &mut Car) {}

fn check(_: &Car, _: &mut ::libgitops::validate::Validation) {}

scheme! {
    static SCHEME = [Car]
}

fn main() {
    ::std::assert_eq!(SCHEME.registrations().len(), 1);
}
