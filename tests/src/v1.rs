//! The stable version of the fleet's API, which is the hub.

use std::collections::BTreeMap;

use libgitops::path::FieldPath;
use libgitops::prelude::{Fields, Object, ObjectMeta};
use libgitops::validate::Validation;
use serde::{Deserialize, Serialize};

/// A place where vehicles are kept and repaired.
#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "fleet.example.com", version = "v1", scope = Cluster, hub, storage)]
#[object(short = ["dp"], categories = ["fleet", "all"])]
#[object(default = Depot::set_defaults, validate = Depot::validate)]
pub struct Depot {
    /// The depot's name and labels.
    pub metadata: ObjectMeta,
    /// What the depot should offer.
    pub spec: DepotSpec,
    /// What the depot offers.
    pub status: DepotStatus,
}

/// What a depot should offer.
#[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct DepotSpec {
    /// The address, as on a letter.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// How many vehicles fit in.
    #[object(default = 12)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
    /// Who may enter when the gate is closed.
    #[object(default = "staff")]
    #[serde(skip_serializing_if = "Option::is_none", alias = "entry")]
    pub access: Option<String>,
    /// The workshops, each with its own name.
    #[object(list_key = "name")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub workshops: Vec<Workshop>,
    /// The gates: a number is used once for cars and once for trucks.
    #[object(list_key = ["number", "vehicle"])]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gates: Vec<Gate>,
    /// How long vehicles of a kind may stay, in days.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub stay: BTreeMap<String, Stay>,
}

/// A workshop of a depot.
#[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Workshop {
    /// The name that the staff calls it by.
    pub name: String,
    /// How many lifts there are.
    #[object(default = 1)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifts: Option<u32>,
    /// What is repaired.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<String>,
}

/// A gate of a depot.
#[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Gate {
    /// The number above the gate.
    pub number: u16,
    /// What may drive through.
    pub vehicle: Vehicle,
    /// The height in meters.
    #[object(default = 3.5)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<f64>,
}

/// A kind of vehicle.
#[derive(Serialize, Deserialize, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Vehicle {
    /// A car.
    #[default]
    Car,
    /// A truck.
    Truck,
}

/// How long a vehicle may stay.
#[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Stay {
    /// Days until a reminder is sent.
    pub days: u32,
    /// Whether the reminder is a fine.
    #[object(default = false)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fine: Option<bool>,
}

/// What a depot offers.
#[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
#[serde(rename_all = "camelCase", default)]
pub struct DepotStatus {
    /// How many vehicles are in.
    pub occupied: u32,
    /// What last went wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_fault: Option<String>,
}

impl Depot {
    /// A depot without workshops still has the one by the gate. Field defaults have run by then, so it comes with its own.
    fn set_defaults(&mut self) {
        if self.spec.workshops.is_empty() {
            self.spec.workshops.push(Workshop {
                name: "gate".to_owned(),
                lifts: Some(1),
                ..Workshop::default()
            });
        }
    }

    fn validate(&self, validation: &mut Validation) {
        let spec = FieldPath::root().field("spec");
        validation.require(!self.spec.address.is_empty(), spec.clone().field("address"), "must not be empty");
        let fits = self.spec.capacity.is_none_or(|capacity| self.status.occupied <= capacity);
        validation.require(fits, spec.field("capacity"), "is less than the number of vehicles that are in");
    }
}
