//! The guide's API with a fourth version, as the compiler has led to it; `ui/fail/fourth_version` is the way.

use libgitops::prelude::*;
use serde::{Deserialize, Serialize};

/// The fourth version.
pub(super) mod v2 {
    use super::*;

    #[derive(Object, Clone, Debug, Default, PartialEq)]
    #[object(group = "lamps.example.com", version = "v2", scope = Namespaced, hub, unlisted)]
    pub(crate) struct Lamp {
        pub(crate) metadata: ObjectMeta,
        pub(crate) spec: LampSpec,
    }

    #[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    #[serde(rename_all = "camelCase", default)]
    pub(crate) struct LampSpec {
        pub(crate) power: String,
        pub(crate) color: v1::Color,
        #[object(list_key = "name")]
        #[serde(skip_serializing_if = "Vec::is_empty")]
        pub(crate) bulbs: Vec<Bulb>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(crate) dimmer: Option<u8>,
    }

    #[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct Bulb {
        pub(crate) name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub(crate) age_in_hours: Option<u32>,
    }
}

pub(super) mod v1 {
    use super::*;

    #[derive(Object, Spoke, Clone, Debug, Default, PartialEq)]
    #[object(group = "lamps.example.com", version = "v1", scope = Namespaced, hub = v2::Lamp, unlisted)]
    pub(crate) struct Lamp {
        pub(crate) metadata: ObjectMeta,
        pub(crate) spec: LampSpec,
    }

    #[derive(Fields, Spoke, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    #[serde(rename_all = "camelCase", default)]
    #[spoke(hub = v2::LampSpec, hub_only(dimmer))]
    pub(crate) struct LampSpec {
        pub(crate) power: String,
        pub(crate) color: Color,
        #[object(list_key = "name")]
        #[serde(skip_serializing_if = "Vec::is_empty")]
        pub(crate) bulbs: Vec<Bulb>,
    }

    #[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    #[serde(default)]
    pub(crate) struct Color {
        #[serde(skip_serializing_if = "String::is_empty")]
        pub(crate) name: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(crate) kelvin: Option<u16>,
    }

    #[derive(Fields, Spoke, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    #[spoke(hub = v2::Bulb)]
    pub(crate) struct Bulb {
        pub(crate) name: String,
        #[spoke(rename = age_in_hours)]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub(crate) hours: Option<u32>,
    }
}

/// A number of watts as the text of the hub.
mod watts {
    use std::num::ParseIntError;

    pub(super) fn up(watts: u32) -> String {
        format!("{watts}W")
    }

    #[expect(clippy::needless_pass_by_value, reason = "a lens is given the value that it converts")]
    pub(super) fn down(power: String) -> Result<u32, ParseIntError> {
        power.trim_end_matches('W').parse()
    }
}

pub(super) mod v1beta1 {
    use super::*;

    #[derive(Object, Spoke, Clone, Debug, Default, PartialEq)]
    #[object(group = "lamps.example.com", version = "v1beta1", scope = Namespaced, hub = v2::Lamp, unlisted)]
    pub(crate) struct Lamp {
        pub(crate) metadata: ObjectMeta,
        pub(crate) spec: LampSpec,
    }

    #[derive(Fields, Spoke, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    #[serde(rename_all = "camelCase", default)]
    #[spoke(hub = v2::LampSpec, nested(color = v1::Color), hub_only(color.kelvin, dimmer))]
    pub(crate) struct LampSpec {
        #[spoke(try_with = watts)]
        pub(crate) power: u32,
        #[spoke(rename = color.name)]
        #[serde(skip_serializing_if = "String::is_empty")]
        pub(crate) color: String,
        #[object(list_key = "name")]
        #[serde(skip_serializing_if = "Vec::is_empty")]
        pub(crate) bulbs: Vec<Bulb>,
    }

    #[derive(Fields, Spoke, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    #[spoke(hub = v2::Bulb, hub_only(age_in_hours))]
    pub(crate) struct Bulb {
        pub(crate) name: String,
    }
}

pub(super) mod v1alpha1 {
    use super::*;

    #[derive(Object, Spoke, Clone, Debug, Default, PartialEq)]
    #[object(group = "lamps.example.com", version = "v1alpha1", scope = Namespaced, hub = v2::Lamp, unlisted)]
    pub(crate) struct Lamp {
        pub(crate) metadata: ObjectMeta,
        pub(crate) spec: LampSpec,
    }

    #[derive(Fields, Spoke, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    #[serde(rename_all = "camelCase", default)]
    #[spoke(hub = v2::LampSpec, nested(color = v1::Color), hub_only(color.kelvin, bulbs, dimmer))]
    pub(crate) struct LampSpec {
        #[spoke(rename = power, try_with = watts)]
        pub(crate) watts: u32,
        #[spoke(rename = color.name)]
        #[serde(skip_serializing_if = "String::is_empty")]
        pub(crate) color: String,
    }
}

libgitops::scheme! {
    /// All of it, checked by the compiler.
    static SCHEME = [v2::Lamp, v1::Lamp, v1beta1::Lamp, v1alpha1::Lamp]
}

#[test]
fn a_fourth_version_is_converted_to_and_from_all_older_ones() {
    let serializer = Serializer::new(&SCHEME);
    let bulb = v2::Bulb { name: "left".to_owned(), age_in_hours: Some(3) };
    let color = v1::Color { name: "white".to_owned(), kelvin: Some(2700) };
    let spec = v2::LampSpec { power: "40W".to_owned(), color, bulbs: vec![bulb], dimmer: Some(7) };
    let lamp = v2::Lamp { metadata: ObjectMeta::named("desk"), spec };
    for registration in SCHEME.registrations() {
        let gvk = registration.resource().gvk();
        let other = serializer.converter().convert_into_new(lamp.clone(), &gvk).unwrap();
        assert_eq!(serializer.converter().convert::<v2::Lamp>(other).unwrap(), lamp, "{gvk}");
    }
}
