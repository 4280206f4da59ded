//! The first version of the fleet's API, which is still served.

use libgitops::prelude::{Fields, Object, ObjectMeta, Spoke};
use serde::{Deserialize, Serialize};

use super::v1;

/// A place where vehicles are kept.
#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "fleet.example.com", version = "v1beta1", scope = Cluster, short = "dp")]
#[object(hub = v1::Depot, deprecated = "fleet.example.com/v1beta1 Depot is deprecated; use v1")]
pub struct Depot {
    /// The depot's name and labels.
    pub metadata: ObjectMeta,
    /// What the depot should offer.
    pub spec: DepotSpec,
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
    pub places: Option<u32>,
}

/// Written by hand. What v1 has gained since is kept in an annotation by the converter.
impl Spoke<v1::Depot> for Depot {
    fn into_hub(self) -> v1::Depot {
        let spec = v1::DepotSpec {
            address: self.spec.address,
            capacity: self.spec.places,
            ..v1::DepotSpec::default()
        };
        v1::Depot { metadata: self.metadata, spec, status: v1::DepotStatus::default() }
    }

    fn from_hub(hub: v1::Depot) -> Self {
        let spec = DepotSpec { address: hub.spec.address, places: hub.spec.capacity };
        Self { metadata: hub.metadata, spec }
    }
}
