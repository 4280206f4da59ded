//! Any object as an ordered value with exact numbers.

use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::wire;
use crate::error::{Error, ErrorKind};
use crate::gvk::GroupVersionKind;
use crate::meta::{Entries, Metadata, MetadataField, MetadataMap, MetadataTime, Time};
use crate::object::AnyObject;
use crate::value::{Map, Tape, Value};

/// An object of any kind: `apiVersion`, `kind`, `metadata` if it has one, and all other fields in their order.
///
/// Nothing of the object is lost or changed, also no field of `metadata` that this library does not know.
///
/// ```
/// use libgitops_core::dynamic::DynamicObject;
/// use libgitops_core::gvk::GroupVersionKind;
/// use libgitops_core::meta::MetadataExt;
/// use libgitops_core::object::AnyObject;
/// use libgitops_core::value::Map;
///
/// let mut object = DynamicObject::new(GroupVersionKind::from_static("", "v1", "ConfigMap"));
/// object.metadata_mut().unwrap().set_name("settings");
/// object.fields_mut().insert("data", Map::from([("color", "blue")]));
/// assert_eq!(object.metadata().unwrap().name(), Some("settings"));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct DynamicObject {
    gvk: GroupVersionKind,
    metadata: Option<DynamicMetadata>,
    fields: Map,
}

impl DynamicObject {
    /// An object with nothing but its kind.
    pub fn new(gvk: GroupVersionKind) -> Self {
        Self { gvk, metadata: None, fields: Map::new() }
    }

    /// The object that a mapping with `apiVersion` and `kind` describes.
    ///
    /// # Errors
    /// `Invalid` when the value is no mapping, has no `apiVersion` or `kind`, or when `metadata` is no mapping.
    pub fn from_value(value: Value) -> Result<Self, Error> {
        let Value::Mapping(mut fields) = value else {
            return Err(Error::new(ErrorKind::Invalid, "an object is a mapping with apiVersion and kind"));
        };
        let gvk = wire::take_type(&mut fields)?;
        let metadata = match fields.get("metadata") {
            // A null stays among the fields, until there is metadata.
            None | Some(Value::Null) => None,
            Some(Value::Mapping(_)) => match fields.remove("metadata") {
                Some(Value::Mapping(fields)) => Some(DynamicMetadata { fields }),
                _ => None,
            },
            Some(_) => return Err(Error::new(ErrorKind::Invalid, "metadata is no mapping")),
        };
        Ok(Self { gvk, metadata, fields })
    }

    /// All fields except `apiVersion`, `kind` and `metadata`.
    pub fn fields(&self) -> &Map {
        &self.fields
    }

    /// All fields except `apiVersion`, `kind` and `metadata`, for a change.
    pub fn fields_mut(&mut self) -> &mut Map {
        &mut self.fields
    }

    /// The whole object: `apiVersion`, `kind`, `metadata`, then all other fields.
    pub fn into_value(self) -> Value {
        let mut whole = Map::new();
        whole.insert("apiVersion", self.gvk.api_version());
        whole.insert("kind", self.gvk.kind.into_owned());
        if let Some(metadata) = self.metadata {
            whole.insert("metadata", metadata.fields);
        }
        whole.extend(self.fields);
        Value::Mapping(whole)
    }
}

impl Serialize for DynamicObject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("apiVersion", &self.gvk.api_version())?;
        map.serialize_entry("kind", &self.gvk.kind)?;
        if let Some(metadata) = &self.metadata {
            map.serialize_entry("metadata", &metadata.fields)?;
        }
        for (name, value) in &self.fields {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for DynamicObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_value(Value::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl AnyObject for DynamicObject {
    fn gvk(&self) -> GroupVersionKind {
        self.gvk.clone()
    }

    fn metadata(&self) -> Option<&dyn Metadata> {
        self.metadata.as_ref().map(|metadata| metadata as &dyn Metadata)
    }

    /// The metadata, which is made if the object has none.
    fn metadata_mut(&mut self) -> Option<&mut dyn Metadata> {
        if self.metadata.is_none() {
            self.fields.remove("metadata");
        }
        Some(self.metadata.get_or_insert_default())
    }

    fn clone_boxed(&self) -> Box<dyn AnyObject> {
        Box::new(self.clone())
    }

    fn record(&self, tape: &mut Tape) -> Result<(), Error> {
        tape.record(self)
    }
}

/// The metadata of a [`DynamicObject`]: the mapping as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DynamicMetadata {
    fields: Map,
}

impl DynamicMetadata {
    /// All fields, also those that this library does not know.
    pub fn fields(&self) -> &Map {
        &self.fields
    }

    /// All fields for a change.
    pub fn fields_mut(&mut self) -> &mut Map {
        &mut self.fields
    }
}

impl Metadata for DynamicMetadata {
    fn text(&self, field: MetadataField) -> Option<&str> {
        self.fields.get(text_name(field))?.as_str()
    }

    fn set_text(&mut self, field: MetadataField, value: Option<&str>) {
        set(&mut self.fields, text_name(field), value);
    }

    fn entries(&self, map: MetadataMap) -> Entries<'_> {
        let entries = self.fields.get(map_name(map)).and_then(Value::as_mapping).into_iter().flatten();
        Entries::from_entries(entries.filter_map(|(key, value)| Some((key, value.as_str()?))))
    }

    fn entry(&self, map: MetadataMap, key: &str) -> Option<&str> {
        self.fields.get(map_name(map))?.get(key)?.as_str()
    }

    fn set_entry(&mut self, map: MetadataMap, key: &str, value: Option<&str>) {
        let name = map_name(map);
        if !matches!(self.fields.get(name), Some(Value::Mapping(_))) {
            if value.is_none() {
                return;
            }
            self.fields.insert(name, Map::new());
        }
        let Some(entries) = self.fields.get_mut(name).and_then(Value::as_mapping_mut) else {
            return;
        };
        set(entries, key, value);
        if entries.is_empty() {
            self.fields.remove(name);
        }
    }

    fn time(&self, field: MetadataTime) -> Option<Time> {
        self.fields.get(time_name(field))?.as_str()?.parse().ok()
    }

    fn set_time(&mut self, field: MetadataTime, value: Option<Time>) {
        let text = value.map(|time| time.to_string());
        set(&mut self.fields, time_name(field), text.as_deref());
    }
}

fn set(fields: &mut Map, name: &str, value: Option<&str>) {
    match value {
        Some(value) => {
            fields.insert(name, value);
        }
        None => {
            fields.remove(name);
        }
    }
}

const fn text_name(field: MetadataField) -> &'static str {
    match field {
        MetadataField::Name => "name",
        MetadataField::GenerateName => "generateName",
        MetadataField::Namespace => "namespace",
        MetadataField::Uid => "uid",
        MetadataField::ResourceVersion => "resourceVersion",
    }
}

const fn map_name(map: MetadataMap) -> &'static str {
    match map {
        MetadataMap::Labels => "labels",
        MetadataMap::Annotations => "annotations",
    }
}

const fn time_name(field: MetadataTime) -> &'static str {
    match field {
        MetadataTime::Creation => "creationTimestamp",
        MetadataTime::Deletion => "deletionTimestamp",
    }
}
