//! An object's kind and metadata, without everything else.

use serde::{Deserialize, Deserializer, Serialize};

use crate::error::Error;
use crate::gvk::GroupVersionKind;
use crate::meta::{Metadata, ObjectMeta};
use crate::object::AnyObject;
use crate::value::Tape;

/// The kind and metadata of an object of any kind. Other fields are passed over when it is read, and not there when it
/// is written: it cannot stand for the whole object.
#[derive(Clone, Debug, PartialEq)]
pub struct PartialObjectMetadata {
    gvk: GroupVersionKind,
    /// The object's metadata.
    pub metadata: ObjectMeta,
}

impl PartialObjectMetadata {
    /// Kind and metadata of an object.
    pub fn new(gvk: GroupVersionKind, metadata: ObjectMeta) -> Self {
        Self { gvk, metadata }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireOut<'a> {
    api_version: String,
    kind: &'a str,
    metadata: &'a ObjectMeta,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireIn {
    api_version: String,
    kind: String,
    #[serde(default)]
    metadata: ObjectMeta,
}

impl Serialize for PartialObjectMetadata {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        WireOut { api_version: self.gvk.api_version(), kind: &self.gvk.kind, metadata: &self.metadata }
            .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for PartialObjectMetadata {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = WireIn::deserialize(deserializer)?;
        let gvk = GroupVersionKind::from_api_version(&wire.api_version, &wire.kind);
        Ok(Self { gvk: gvk.map_err(serde::de::Error::custom)?, metadata: wire.metadata })
    }
}

impl AnyObject for PartialObjectMetadata {
    fn gvk(&self) -> GroupVersionKind {
        self.gvk.clone()
    }

    fn metadata(&self) -> Option<&dyn Metadata> {
        Some(&self.metadata)
    }

    fn metadata_mut(&mut self) -> Option<&mut dyn Metadata> {
        Some(&mut self.metadata)
    }

    fn clone_boxed(&self) -> Box<dyn AnyObject> {
        Box::new(self.clone())
    }

    fn record(&self, tape: &mut Tape) -> Result<(), Error> {
        tape.record(self)
    }
}
