//! Types and modules that are called as those of the standard library and of this one.

#![allow(dead_code, unused_macros)]

use libgitops::prelude::{Fields, Object, ObjectMeta, Spoke};
use libgitops::scheme;

struct Option;
struct Result;
struct String;
struct Vec;
struct Some;
struct None;
struct Ok;
struct Err;
struct Self_;
trait Serialize {}
trait Deserialize {}
trait From {}
trait Into {}
trait Default {}
trait Metadata {}
trait Clone {}
mod core {}
mod std {}
mod serde {}
mod libgitops_core {}
mod inventory {}
macro_rules! concat {
    () => {};
}
macro_rules! module_path {
    () => {};
}

#[derive(Object, ::std::clone::Clone, Debug)]
#[object(group = "example.com", version = "v1", scope = Namespaced, hub)]
struct Car {
    metadata: ObjectMeta,
    spec: CarSpec,
    status: ::std::option::Option<u32>,
}

#[derive(Fields, ::serde::Serialize, ::serde::Deserialize, ::std::clone::Clone, Debug)]
struct CarSpec {
    #[object(default = "diesel")]
    engine: ::std::option::Option<::std::string::String>,
    #[object(default = true)]
    is_open: bool,
}

#[derive(Object, Spoke, ::std::clone::Clone, Debug)]
#[object(group = "example.com", version = "v1beta1", kind = "Car", scope = Namespaced, hub = Car)]
#[spoke(hub_only(status))]
struct OldCar {
    metadata: ObjectMeta,
    spec: OldSpec,
}

#[derive(Spoke, ::serde::Serialize, ::serde::Deserialize, ::std::clone::Clone, Debug)]
#[spoke(hub = CarSpec, hub_only(is_open))]
struct OldSpec {
    #[spoke(rename = engine)]
    r#type: ::std::option::Option<::std::string::String>,
}

struct Pair;
struct Keeps;
fn pair() {}

scheme! {
    static SCHEME = [Car, OldCar]
}

fn main() {
    assert_eq!(SCHEME.registrations().len(), 2);
}
