//! The second version of the sample API: a car has a maker and wheels.

use libgitops::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{lens, v1};

/// A car of the sample application.
#[derive(Object, Spoke, Clone, Debug, Default, PartialEq)]
#[object(group = "sample-app.weave.works", version = "v1beta1", scope = Namespaced, hub = v1::Car)]
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
#[spoke(hub = v1::CarSpec, nested(engine = v1::Engine), hub_only(engine.kilowatts, plate))]
pub struct CarSpec {
    /// The engine, in words.
    #[spoke(rename = engine.name)]
    #[serde(skip_serializing_if = "String::is_empty")]
    pub engine: String,
    /// The year of the model; text, since some models are named `1998b`.
    #[spoke(split(model_year, model_series), with = lens::model)]
    #[serde(skip_serializing_if = "String::is_empty")]
    pub year_model: String,
    /// The maker, which was called brand in v1alpha1.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub maker: String,
    /// The wheels, one for each position.
    #[object(list_key = "position")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub wheels: Vec<Wheel>,
}

/// A wheel.
#[derive(Fields, Spoke, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[spoke(hub = v1::Wheel, hub_only(pressure))]
pub struct Wheel {
    /// Where it is, such as `front-left`.
    pub position: String,
    /// The diameter of the rim in inches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u16>,
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
    pub persons: u8,
}
