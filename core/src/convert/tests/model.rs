//! A hub and two spokes whose conversions drop, merge, round, sort and misread what they are given.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::fields::{Field, FieldTable, Shape};
use crate::key::Scope;
use crate::meta::{Metadata, ObjectMeta};
use crate::object::tag::{ApiVersionTag, KindTag};
use crate::object::{Conversion, Guard, Moved, Nested, Object, Spoke, SpokeRules};
use crate::resource::{ApiResource, HubRole};
use crate::scheme::Scheme;

pub(super) const fn resource(version: &'static str) -> ApiResource {
    ApiResource::new("trains.example.com", version, "Train", Scope::Namespaced)
}

macro_rules! objects {
    ($($name:ident: $resource:expr, $fields:expr $(, $hub:ty)?;)*) => {
        $(impl Object for $name {
            const RESOURCE: ApiResource = $resource;
            $(const CONVERSION: Option<Conversion> = Some(Conversion::of::<Self, $hub>());)?

            fn any_metadata(&self) -> Option<&dyn Metadata> {
                Some(&self.metadata)
            }

            fn any_metadata_mut(&mut self) -> Option<&mut dyn Metadata> {
                Some(&mut self.metadata)
            }

            fn fields() -> Option<&'static FieldTable> {
                Some(const { $fields })
            }
        })*
    };
}

objects! {
    Train: resource("v1").with_hub(HubRole::Hub), &FieldTable { fields: &[Field::new("spec", "spec", TRAIN_SPEC)] };
    Old: resource("v1alpha1").with_hub(HubRole::Spoke(&Train::RESOURCE)),
        &FieldTable { fields: &[Field::new("spec", "spec", OLD_SPEC)] }, Train;
    Older: resource("v1alpha2").with_hub(HubRole::Spoke(&Train::RESOURCE)),
        &FieldTable { fields: &[Field::new("cars", "cars", Shape::Opaque)] }, Train;
}

const TRAIN_SPEC: Shape = Shape::Struct(|| {
    const {
        &FieldTable {
            fields: &[
                Field::new("cars", "cars", Shape::List(&CAR)).with_list_keys(&["name"]),
                Field::new("ports", "ports", Shape::Opaque).with_list_keys(&["port", "protocol"]),
                Field::new("stops", "stops", Shape::Opaque),
                Field::new("seats", "seats", Shape::Map(&SEATS)),
            ],
        }
    }
});
const OLD_SPEC: Shape = Shape::Struct(|| {
    const {
        &FieldTable {
            fields: &[
                Field::new("wagons", "wagons", Shape::List(&CAR)).with_list_keys(&["name"]),
                Field::new("seats", "seats", Shape::Map(&SEATS)),
            ],
        }
    }
});
const CAR: Shape = Shape::Struct(|| {
    const {
        &FieldTable {
            fields: &[Field::new("name", "name", Shape::Opaque), Field::new("image", "image", Shape::Opaque)],
        }
    }
});
const SEATS: Shape =
    Shape::Struct(|| const { &FieldTable { fields: &[Field::new("first", "first", Shape::Opaque)] } });

/// The hub.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Train {
    #[serde(rename = "apiVersion")]
    pub(super) api_version: ApiVersionTag<Self>,
    pub(super) kind: KindTag<Self>,
    #[serde(default)]
    pub(super) metadata: ObjectMeta,
    pub(super) spec: TrainSpec,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct TrainSpec {
    pub(super) title: String,
    pub(super) speed: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) limit: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) year: Option<u16>,
    pub(super) adults: i64,
    pub(super) children: i64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) cars: Vec<Car>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) ports: Vec<Port>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) stops: Vec<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) seats: BTreeMap<String, Seats>,
    pub(super) drive: Drive,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Car {
    pub(super) name: String,
    pub(super) image: String,
    /// Describes the image, so it must not outlive a change of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) digest: Option<String>,
    /// The spoke does not show such cars at all.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) hidden: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Port {
    #[serde(rename = "port")]
    pub(super) number: u16,
    pub(super) protocol: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Seats {
    pub(super) first: u8,
    pub(super) second: u8,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Drive {
    #[default]
    Steam,
    Electric {
        volts: u32,
    },
    Diesel {
        liters: u32,
    },
}

/// A spoke that shows less, and some of it in other words.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Old {
    #[serde(rename = "apiVersion")]
    pub(super) api_version: ApiVersionTag<Self>,
    pub(super) kind: KindTag<Self>,
    #[serde(default)]
    pub(super) metadata: ObjectMeta,
    pub(super) spec: OldSpec,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct OldSpec {
    /// The title, in lower case in the hub.
    pub(super) name: String,
    /// The speed, rounded.
    pub(super) speed: u32,
    /// The year, if this text is one.
    pub(super) year: String,
    /// Adults and children together.
    pub(super) passengers: i64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) wagons: Vec<Wagon>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) ports: Vec<u16>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) seats: BTreeMap<String, OldSeats>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) legacy: Option<String>,
    pub(super) drive: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Wagon {
    pub(super) name: String,
    pub(super) image: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) color: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct OldSeats {
    pub(super) first: u8,
}

static RULES: SpokeRules = SpokeRules {
    moved: &[],
    nested: &[Nested { spoke: "spec", hub: "spec", rules: || Some(&SPEC_RULES) }],
    guard: Guard::Field,
};
static SPEC_RULES: SpokeRules = SpokeRules {
    moved: &[Moved { spoke: &["name"], hub: &["title"], is_part: false }],
    nested: &[Nested { spoke: "wagons", hub: "cars", rules: || Some(&CAR_RULES) }],
    guard: Guard::Field,
};
static CAR_RULES: SpokeRules = SpokeRules { moved: &[], nested: &[], guard: Guard::Struct };

impl Spoke<Train> for Old {
    fn into_hub(self) -> Train {
        let spec = self.spec;
        let spec = TrainSpec {
            title: spec.name.to_lowercase(),
            speed: f64::from(spec.speed),
            limit: None,
            year: spec.year.parse().ok(),
            adults: spec.passengers,
            children: 0,
            cars: spec
                .wagons
                .into_iter()
                .map(|wagon| Car { name: wagon.name, image: wagon.image, ..Car::default() })
                .collect(),
            ports: spec
                .ports
                .into_iter()
                .map(|number| Port { number, protocol: "TCP".into(), title: None })
                .collect(),
            stops: Vec::new(),
            seats: spec
                .seats
                .into_iter()
                .map(|(name, seats)| (name, Seats { first: seats.first, second: 0 }))
                .collect(),
            drive: if spec.drive == "electric" { Drive::Electric { volts: 0 } } else { Drive::Steam },
        };
        Train { metadata: self.metadata, spec, ..Train::default() }
    }

    fn from_hub(hub: Train) -> Self {
        let (spec, mut metadata) = (hub.spec, hub.metadata);
        // A converter that forgets half of the metadata.
        metadata.labels.clear();
        let mut cars: Vec<Car> = spec.cars.into_iter().filter(|car| !car.hidden).collect();
        cars.sort_by(|left, right| left.name.cmp(&right.name));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a lossy converter")]
        let spec = OldSpec {
            name: spec.title,
            speed: spec.speed as u32,
            year: spec.year.map(|year| year.to_string()).unwrap_or_default(),
            passengers: spec.adults.wrapping_add(spec.children),
            wagons: cars
                .into_iter()
                .map(|car| Wagon { name: car.name, image: car.image, color: None })
                .collect(),
            ports: spec.ports.into_iter().map(|port| port.number).collect(),
            seats: spec
                .seats
                .into_iter()
                .map(|(name, seats)| (name, OldSeats { first: seats.first }))
                .collect(),
            legacy: None,
            drive: match spec.drive {
                Drive::Electric { .. } => "electric".into(),
                Drive::Steam | Drive::Diesel { .. } => "other".into(),
            },
        };
        Self { metadata, spec, ..Self::default() }
    }

    fn rules() -> Option<&'static SpokeRules> {
        Some(&RULES)
    }
}

/// A spoke that shows next to nothing, and has no word about annotations.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Older {
    #[serde(rename = "apiVersion")]
    pub(super) api_version: ApiVersionTag<Self>,
    pub(super) kind: KindTag<Self>,
    #[serde(default)]
    pub(super) metadata: ObjectMeta,
    pub(super) cars: usize,
    pub(super) speed: i16,
}

impl Spoke<Train> for Older {
    fn into_hub(self) -> Train {
        let spec = TrainSpec { speed: f64::from(self.speed), ..TrainSpec::default() };
        let metadata = ObjectMeta { name: self.metadata.name, ..ObjectMeta::default() };
        Train { metadata, spec, ..Train::default() }
    }

    fn from_hub(hub: Train) -> Self {
        let metadata = ObjectMeta { name: hub.metadata.name, ..ObjectMeta::default() };
        #[expect(clippy::cast_possible_truncation, reason = "a lossy converter")]
        let speed = hub.spec.speed as i16;
        Self { metadata, cars: hub.spec.cars.len(), speed, ..Self::default() }
    }
}

pub(super) fn scheme() -> Scheme {
    Scheme::builder().register::<Train>().register::<Old>().register::<Older>().build().unwrap()
}
