//! What all benches share: the streams of Cars, and how a peer without a scheme holds a Car.

mod cars;

use codegen_examples::v1alpha1::{CarSpec, CarStatus};
use libgitops::ObjectMeta;
use serde::{Deserialize, Serialize};

pub(crate) use cars::Comments;

/// What went wrong in a bench.
pub(crate) type Error = Box<dyn std::error::Error>;

/// How many Cars a stream has.
pub(crate) const CARS: usize = 10_000;

/// A Car as a program without this library declares it. The parts are the same types, so that a peer does the same work.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PlainCar {
    /// Is not checked.
    pub(crate) api_version: String,
    /// Is not checked.
    pub(crate) kind: String,
    /// Name, namespace and labels.
    pub(crate) metadata: ObjectMeta,
    /// What the car is.
    pub(crate) spec: CarSpec,
    /// What the car does.
    pub(crate) status: CarStatus,
}
