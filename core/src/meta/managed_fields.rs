//! Which manager owns which fields of an object, as server-side apply records it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Time;

/// The fields that one manager set with one operation in one version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ManagedFieldsEntry {
    /// The name of the manager, such as `kubectl`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manager: Option<String>,
    /// `Apply` or `Update`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The version of the object in which the fields are named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_version: Option<String>,
    /// When the entry was last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<Time>,
    /// The form of the set of fields; `FieldsV1` is the only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fields_type: Option<String>,
    /// The set of fields.
    #[serde(rename = "fieldsV1", default, skip_serializing_if = "Option::is_none")]
    pub fields_v1: Option<FieldsV1>,
    /// The subresource through which the fields were set, such as `status`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subresource: Option<String>,
}

/// A set of fields as a trie: each step below this one with what is owned below it.
///
/// A step is `.` for the value itself, `f:<name>` for a field, `k:<keys as JSON>` for a list item named by its keys,
/// `v:<value as JSON>` for an item of a set and `i:<index>` for an item by its place. Every value of the trie is a
/// mapping, mostly an empty one (`sigs.k8s.io/structured-merge-diff/v4/fieldpath`, `serialize.go`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldsV1(pub BTreeMap<String, FieldsV1>);
