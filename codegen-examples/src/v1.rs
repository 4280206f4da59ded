//! The stable version of the sample API, which is the hub of the others.

use libgitops::prelude::*;
use serde::{Deserialize, Serialize};

/// A car of the sample application.
#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "sample-app.weave.works", version = "v1", scope = Namespaced, hub)]
#[object(validate = Car::validate)]
pub struct Car {
    /// The car's name, namespace and labels.
    pub metadata: ObjectMeta,
    /// What the car is.
    pub spec: CarSpec,
    /// What the car does.
    pub status: CarStatus,
}

/// What a car is.
#[derive(Fields, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CarSpec {
    /// What drives it.
    pub engine: Engine,
    /// The year of the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model_year: Option<u16>,
    /// What follows the year in the model's name, such as `b`; the whole name of a model that is not named by a year.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub model_series: String,
    /// The maker.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub maker: String,
    /// The wheels, one for each position.
    #[object(list_key = "position")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub wheels: Vec<Wheel>,
    /// The registration plate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plate: Option<String>,
}

/// What drives a car.
#[derive(Fields, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Engine {
    /// The engine, in words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The power.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kilowatts: Option<u32>,
}

/// A wheel.
#[derive(Fields, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Wheel {
    /// Where it is, such as `front-left`.
    pub position: String,
    /// The diameter of the rim in inches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u16>,
    /// The pressure in kilopascals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pressure: Option<u16>,
}

/// What a car does.
#[derive(Fields, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CarStatus {
    /// The speed in kilometers an hour.
    pub speed: f64,
    /// The acceleration in meters a second squared.
    pub acceleration: f64,
    /// The distance driven, in meters.
    pub distance: u64,
    /// How many persons sit in the car.
    pub persons: u8,
}

impl Car {
    fn validate(&self, validation: &mut Validation) {
        validation.require(self.status.speed >= 0.0, "status.speed", "must not be negative");
    }
}
