//! The configuration file of the program that runs the depots: an object without metadata.

use libgitops::prelude::{Fields, Object};
use serde::{Deserialize, Serialize};

/// The settings of the program that runs the depots.
#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "config.fleet.example.com", version = "v1alpha1", scope = Cluster, plural = "settings")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Settings {
    /// Where the program listens.
    #[object(default = "127.0.0.1:8080")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listen_address: Option<String>,
    /// How often the depots are looked at, in seconds.
    #[object(default = 30)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period_seconds: Option<u64>,
    /// Which depots are looked at; all of them when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depots: Option<DepotSelection>,
}

/// A choice of depots.
#[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DepotSelection {
    /// The names of depots.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
}
