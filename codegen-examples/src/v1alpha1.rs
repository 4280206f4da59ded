//! The first version of the sample API: cars and motorcycles.

use libgitops::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{lens, v1};

/// A car of the sample application.
#[derive(Object, Spoke, Clone, Debug, Default, PartialEq)]
#[object(group = "sample-app.weave.works", version = "v1alpha1", scope = Namespaced, hub = v1::Car)]
#[object(default = Car::set_defaults, validate = Car::validate)]
pub struct Car {
    /// The car's name, namespace and labels.
    pub metadata: ObjectMeta,
    /// What the car is.
    pub spec: CarSpec,
    /// What the car does.
    pub status: CarStatus,
}

/// What a car is.
#[derive(Fields, Spoke, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[spoke(hub = v1::CarSpec, nested(engine = v1::Engine), hub_only(engine.kilowatts, wheels, plate))]
pub struct CarSpec {
    /// The engine, in words.
    #[spoke(rename = engine.name)]
    #[serde(skip_serializing_if = "String::is_empty")]
    pub engine: String,
    /// The year of the model; text, since some models are named `1998b`.
    #[spoke(split(model_year, model_series), with = lens::model)]
    #[serde(skip_serializing_if = "String::is_empty")]
    pub year_model: String,
    /// The maker.
    #[spoke(rename = maker)]
    #[serde(skip_serializing_if = "String::is_empty")]
    pub brand: String,
}

/// What a car does.
#[derive(Fields, Spoke, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[spoke(hub = v1::CarStatus)]
pub struct CarStatus {
    /// The speed in kilometers an hour.
    pub speed: f64,
    /// The acceleration in meters a second squared.
    pub acceleration: f64,
    /// The distance driven, in meters.
    pub distance: u64,
    /// How many persons sit in the car.
    #[spoke(try_with = lens::persons)]
    pub persons: u64,
}

impl Car {
    /// A car without a brand is a Mercedes.
    fn set_defaults(&mut self) {
        if self.spec.brand.is_empty() {
            "Mercedes".clone_into(&mut self.spec.brand);
        }
    }

    fn validate(&self, validation: &mut Validation) {
        validation.require(self.status.speed >= 0.0, "status.speed", "must not be negative");
    }
}

/// A motorcycle of the sample application.
#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "sample-app.weave.works", version = "v1alpha1", scope = Namespaced, short = "moto")]
pub struct Motorcycle {
    /// The motorcycle's name, namespace and labels.
    pub metadata: ObjectMeta,
    /// What the motorcycle is.
    pub spec: MotorcycleSpec,
    /// What the motorcycle does.
    pub status: MotorcycleStatus,
}

/// What a motorcycle is.
#[derive(Fields, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MotorcycleSpec {
    /// The color.
    #[object(default = "blue")]
    #[serde(skip_serializing_if = "String::is_empty")]
    pub color: String,
    /// The kind of body, such as `chopper`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub body_type: String,
}

/// What a motorcycle does.
#[derive(Fields, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MotorcycleStatus {
    /// The speed in kilometers an hour.
    pub current_speed: f64,
}
