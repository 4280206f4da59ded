use libgitops::prelude::*;
use serde::{Deserialize, Serialize};

/// The fourth version.
pub mod v2 {
    use super::*;

    #[derive(Object, Clone, Debug, Default, PartialEq)]
    #[object(group = "lamps.example.com", version = "v2", scope = Namespaced, hub)]
    pub struct Lamp {
        pub metadata: ObjectMeta,
        pub spec: LampSpec,
    }

    #[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    #[serde(rename_all = "camelCase", default)]
    pub struct LampSpec {
        pub power: String,
        pub color: v1::Color,
        #[object(list_key = "name")]
        #[serde(skip_serializing_if = "Vec::is_empty")]
        pub bulbs: Vec<Bulb>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub dimmer: Option<u8>,
    }

    #[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    #[serde(rename_all = "camelCase")]
    pub struct Bulb {
        pub name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub age_in_hours: Option<u32>,
    }
}

pub mod v1 {
    use super::*;

    #[derive(Object, Spoke, Clone, Debug, Default, PartialEq)]
    #[object(group = "lamps.example.com", version = "v1", scope = Namespaced, hub = v2::Lamp)]
    pub struct Lamp {
        pub metadata: ObjectMeta,
        pub spec: LampSpec,
    }

    #[derive(Fields, Spoke, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    #[serde(rename_all = "camelCase", default)]
    #[spoke(hub = v2::LampSpec)]
    pub struct LampSpec {
        pub power: String,
        pub color: Color,
        #[object(list_key = "name")]
        #[serde(skip_serializing_if = "Vec::is_empty")]
        pub bulbs: Vec<Bulb>,
    }

    #[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    #[serde(default)]
    pub struct Color {
        #[serde(skip_serializing_if = "String::is_empty")]
        pub name: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub kelvin: Option<u16>,
    }

    #[derive(Fields, Spoke, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    #[spoke(hub = v2::Bulb)]
    pub struct Bulb {
        pub name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub hours: Option<u32>,
    }
}

/// A number of watts as the text of the hub.
mod watts {
    use std::num::ParseIntError;

    pub fn up(watts: u32) -> String {
        format!("{watts}W")
    }

    pub fn down(power: String) -> Result<u32, ParseIntError> {
        power.trim_end_matches('W').parse()
    }
}

pub mod v1beta1 {
    use super::*;

    #[derive(Object, Spoke, Clone, Debug, Default, PartialEq)]
    #[object(group = "lamps.example.com", version = "v1beta1", scope = Namespaced, hub = v2::Lamp)]
    pub struct Lamp {
        pub metadata: ObjectMeta,
        pub spec: LampSpec,
    }

    #[derive(Fields, Spoke, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    #[serde(rename_all = "camelCase", default)]
    #[spoke(hub = v2::LampSpec, nested(color = v1::Color), hub_only(color.kelvin, dimmer))]
    pub struct LampSpec {
        #[spoke(try_with = watts)]
        pub power: u32,
        #[spoke(rename = color.name)]
        #[serde(skip_serializing_if = "String::is_empty")]
        pub color: String,
        #[object(list_key = "name")]
        #[serde(skip_serializing_if = "Vec::is_empty")]
        pub bulbs: Vec<Bulb>,
    }

    #[derive(Fields, Spoke, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    #[spoke(hub = v2::Bulb, hub_only(age_in_hours))]
    pub struct Bulb {
        pub name: String,
    }
}

pub mod v1alpha1 {
    use super::*;

    #[derive(Object, Spoke, Clone, Debug, Default, PartialEq)]
    #[object(group = "lamps.example.com", version = "v1alpha1", scope = Namespaced, hub = v2::Lamp)]
    pub struct Lamp {
        pub metadata: ObjectMeta,
        pub spec: LampSpec,
    }

    #[derive(Fields, Spoke, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    #[serde(rename_all = "camelCase", default)]
    #[spoke(hub = v2::LampSpec, nested(color = v1::Color), hub_only(color.kelvin, bulbs, dimmer))]
    pub struct LampSpec {
        #[spoke(rename = power, try_with = watts)]
        pub watts: u32,
        #[spoke(rename = color.name)]
        #[serde(skip_serializing_if = "String::is_empty")]
        pub color: String,
    }
}

libgitops::scheme! {
    /// All of it, checked by the compiler.
    pub static SCHEME = [v2::Lamp, v1::Lamp, v1beta1::Lamp, v1alpha1::Lamp]
}

fn main() {
    assert_eq!(SCHEME.registrations().len(), 4);
}
