//! The lints that a careful crate denies.

#![deny(missing_docs, missing_debug_implementations, unused, unused_qualifications, rust_2018_idioms, unreachable_pub)]
#![deny(non_local_definitions, deprecated, elided_lifetimes_in_paths, single_use_lifetimes, trivial_casts)]
#![deny(nonstandard_style, unused_lifetimes, unused_results, variant_size_differences, let_underscore_drop)]
#![forbid(unsafe_code)]

use libgitops::prelude::{Fields, Object, ObjectMeta, Spoke};
use libgitops::scheme;
use serde::{Deserialize, Serialize};

/// A car.
#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "example.com", version = "v1", scope = Namespaced, hub)]
pub struct Car {
    /// Name and labels.
    pub metadata: ObjectMeta,
    /// What is asked for.
    pub spec: CarSpec,
    /// What is.
    pub status: Option<CarSpec>,
}

/// A car whose fields are called as on the wire.
#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "example.com", version = "v1", scope = Namespaced)]
#[allow(non_snake_case)]
pub struct Truck {
    /// Name and labels.
    pub metadata: ObjectMeta,
    /// In kilometers an hour.
    pub maxSpeed: u32,
}

/// What is asked for.
#[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct CarSpec {
    /// The name of the engine.
    #[object(default = "diesel")]
    pub engine_name: String,
}

#[allow(deprecated)]
mod old {
    use super::{CarSpec, Object, ObjectMeta, Spoke};

    /// A car as it was.
    #[deprecated]
    #[derive(Object, Spoke, Clone, Debug, Default, PartialEq)]
    #[object(group = "example.com", version = "v1beta1", scope = Namespaced, hub = super::Car, deprecated)]
    #[spoke(hub_only(status))]
    pub(crate) struct Car {
        /// Name and labels.
        pub(crate) metadata: ObjectMeta,
        /// What is asked for.
        #[deprecated]
        pub(crate) spec: CarSpec,
    }
}

scheme! {
    /// All kinds.
    pub static SCHEME = [Car]
}

fn main() {
    assert_eq!(SCHEME.registrations().len(), 1);
}
