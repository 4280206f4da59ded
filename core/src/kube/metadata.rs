//! k8s-openapi's `ObjectMeta`: read and written in place, and converted to ours and back.
//!
//! What Kubernetes takes for absent, an empty collection or a null, is absent on the other side. All else comes back
//! equal; what the other side has no value for is an error with its path, never dropped.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{
    FieldsV1 as KubeFields, ManagedFieldsEntry as KubeEntry, ObjectMeta as KubeMeta,
    OwnerReference as KubeOwner, Time as KubeTime,
};
use k8s_openapi::jiff::Timestamp;
use k8s_openapi::serde_json::Value as Json;

use crate::error::{Error, ErrorKind, Problem};
use crate::meta::{
    Entries, FieldsV1, ManagedFieldsEntry, Metadata, MetadataField, MetadataMap, MetadataTime, ObjectMeta,
    OwnerReference, Time,
};
use crate::path::FieldPath;

const NANOS_PER_SECOND: i128 = 1_000_000_000;

/// Its times are `jiff::Timestamp`, which ends a day before the year 9999 does: a later one is set to that end.
impl Metadata for KubeMeta {
    fn text(&self, field: MetadataField) -> Option<&str> {
        match field {
            MetadataField::Name => self.name.as_deref(),
            MetadataField::GenerateName => self.generate_name.as_deref(),
            MetadataField::Namespace => self.namespace.as_deref(),
            MetadataField::Uid => self.uid.as_deref(),
            MetadataField::ResourceVersion => self.resource_version.as_deref(),
        }
    }

    fn set_text(&mut self, field: MetadataField, value: Option<&str>) {
        let text = match field {
            MetadataField::Name => &mut self.name,
            MetadataField::GenerateName => &mut self.generate_name,
            MetadataField::Namespace => &mut self.namespace,
            MetadataField::Uid => &mut self.uid,
            MetadataField::ResourceVersion => &mut self.resource_version,
        };
        *text = value.filter(|text| !text.is_empty()).map(str::to_owned);
    }

    fn entries(&self, map: MetadataMap) -> Entries<'_> {
        self.map(map).map_or_else(Entries::empty, Entries::of)
    }

    fn entry(&self, map: MetadataMap, key: &str) -> Option<&str> {
        self.map(map)?.get(key).map(String::as_str)
    }

    fn set_entry(&mut self, map: MetadataMap, key: &str, value: Option<&str>) {
        let map = match map {
            MetadataMap::Labels => &mut self.labels,
            MetadataMap::Annotations => &mut self.annotations,
        };
        if let Some(value) = value {
            map.get_or_insert_default().insert(key.to_owned(), value.to_owned());
        } else if let Some(entries) = map {
            entries.remove(key);
            map.take_if(|entries| entries.is_empty());
        }
    }

    fn time(&self, field: MetadataTime) -> Option<Time> {
        let time = match field {
            MetadataTime::Creation => &self.creation_timestamp,
            MetadataTime::Deletion => &self.deletion_timestamp,
        };
        time.as_ref().and_then(time_of)
    }

    fn set_time(&mut self, field: MetadataTime, value: Option<Time>) {
        let time = match field {
            MetadataTime::Creation => &mut self.creation_timestamp,
            MetadataTime::Deletion => &mut self.deletion_timestamp,
        };
        *time = value.map(|time| kube_time_of(time).unwrap_or(KubeTime(Timestamp::MAX)));
    }
}

/// Access that both mappings share. It is a trait because the type is another crate's.
trait Maps {
    fn map(&self, map: MetadataMap) -> Option<&BTreeMap<String, String>>;
}

impl Maps for KubeMeta {
    fn map(&self, map: MetadataMap) -> Option<&BTreeMap<String, String>> {
        match map {
            MetadataMap::Labels => self.labels.as_ref(),
            MetadataMap::Annotations => self.annotations.as_ref(),
        }
    }
}

impl TryFrom<KubeMeta> for ObjectMeta {
    type Error = Error;

    /// # Errors
    /// `Invalid` with the path of a time before the year 0, and of a `fieldsV1` that is no set of fields.
    fn try_from(meta: KubeMeta) -> Result<Self, Error> {
        let KubeMeta {
            annotations,
            creation_timestamp,
            deletion_grace_period_seconds,
            deletion_timestamp,
            finalizers,
            generate_name,
            generation,
            labels,
            managed_fields,
            name,
            namespace,
            owner_references,
            resource_version,
            self_link,
            uid,
        } = meta;
        let managed_fields = managed_fields.unwrap_or_default().into_iter().enumerate();
        Ok(Self {
            name,
            generate_name,
            namespace,
            self_link,
            uid,
            resource_version,
            generation,
            creation_timestamp: time_at(creation_timestamp, || "creationTimestamp".into())?,
            deletion_timestamp: time_at(deletion_timestamp, || "deletionTimestamp".into())?,
            deletion_grace_period_seconds,
            labels: labels.unwrap_or_default(),
            annotations: annotations.unwrap_or_default(),
            owner_references: owner_references.unwrap_or_default().into_iter().map(owner_of).collect(),
            finalizers: finalizers.unwrap_or_default(),
            managed_fields: managed_fields
                .map(|(index, entry)| entry_of(entry, index))
                .collect::<Result<_, _>>()?,
        })
    }
}

impl TryFrom<ObjectMeta> for KubeMeta {
    type Error = Error;

    /// # Errors
    /// `Invalid` with the path of a time on the last day of the year 9999, which `jiff::Timestamp` cannot hold.
    fn try_from(meta: ObjectMeta) -> Result<Self, Error> {
        let ObjectMeta {
            name,
            generate_name,
            namespace,
            self_link,
            uid,
            resource_version,
            generation,
            creation_timestamp,
            deletion_timestamp,
            deletion_grace_period_seconds,
            labels,
            annotations,
            owner_references,
            finalizers,
            managed_fields,
        } = meta;
        let managed_fields = managed_fields.into_iter().enumerate();
        let managed_fields: Result<Vec<_>, _> =
            managed_fields.map(|(index, entry)| kube_entry_of(entry, index)).collect();
        let owner_references: Vec<_> = owner_references.into_iter().map(kube_owner_of).collect();
        Ok(Self {
            annotations: Some(annotations).filter(|map| !map.is_empty()),
            creation_timestamp: kube_time_at(creation_timestamp, || "creationTimestamp".into())?,
            deletion_grace_period_seconds,
            deletion_timestamp: kube_time_at(deletion_timestamp, || "deletionTimestamp".into())?,
            finalizers: Some(finalizers).filter(|list| !list.is_empty()),
            generate_name,
            generation,
            labels: Some(labels).filter(|map| !map.is_empty()),
            managed_fields: Some(managed_fields?).filter(|list| !list.is_empty()),
            name,
            namespace,
            owner_references: Some(owner_references).filter(|list| !list.is_empty()),
            resource_version,
            self_link,
            uid,
        })
    }
}

fn owner_of(owner: KubeOwner) -> OwnerReference {
    let KubeOwner { api_version, block_owner_deletion, controller, kind, name, uid } = owner;
    OwnerReference { api_version, kind, name, uid, controller, block_owner_deletion }
}

fn kube_owner_of(owner: OwnerReference) -> KubeOwner {
    let OwnerReference { api_version, kind, name, uid, controller, block_owner_deletion } = owner;
    KubeOwner { api_version, block_owner_deletion, controller, kind, name, uid }
}

fn entry_of(entry: KubeEntry, index: usize) -> Result<ManagedFieldsEntry, Error> {
    let KubeEntry { api_version, fields_type, fields_v1, manager, operation, subresource, time } = entry;
    let path = |field: &str| FieldPath::from("managedFields").index(index).field(field);
    let fields_v1 = match fields_v1 {
        None | Some(KubeFields(Json::Null)) => None,
        Some(KubeFields(json)) => Some(fields_of(json, &path("fieldsV1"))?),
    };
    let time = time_at(time, || path("time"))?;
    Ok(ManagedFieldsEntry { manager, operation, api_version, time, fields_type, fields_v1, subresource })
}

fn kube_entry_of(entry: ManagedFieldsEntry, index: usize) -> Result<KubeEntry, Error> {
    let ManagedFieldsEntry { manager, operation, api_version, time, fields_type, fields_v1, subresource } =
        entry;
    let path = || FieldPath::from("managedFields").index(index).field("time");
    let fields_v1 = fields_v1.map(|fields| KubeFields(json_of(fields)));
    let time = kube_time_at(time, path)?;
    Ok(KubeEntry { api_version, fields_type, fields_v1, manager, operation, subresource, time })
}

fn fields_of(json: Json, path: &FieldPath) -> Result<FieldsV1, Error> {
    let Json::Object(steps) = json else {
        return Err(no_value(
            path.clone(),
            format!("expected a set of fields, which is a mapping, found {json}"),
        ));
    };
    let fields = steps.into_iter().map(|(step, below)| {
        let below = fields_of(below, &path.field(&*step))?;
        Ok((step, below))
    });
    fields.collect::<Result<_, Error>>().map(FieldsV1)
}

fn json_of(fields: FieldsV1) -> Json {
    Json::Object(fields.0.into_iter().map(|(step, below)| (step, json_of(below))).collect())
}

fn time_of(time: &KubeTime) -> Option<Time> {
    let nanoseconds = time.0.as_nanosecond();
    let seconds = i64::try_from(nanoseconds.div_euclid(NANOS_PER_SECOND)).ok()?;
    Time::from_unix(seconds, u32::try_from(nanoseconds.rem_euclid(NANOS_PER_SECOND)).ok()?)
}

fn kube_time_of(time: Time) -> Option<KubeTime> {
    let nanoseconds =
        i128::from(time.unix_seconds()) * NANOS_PER_SECOND + i128::from(time.subsec_nanoseconds());
    Timestamp::from_nanosecond(nanoseconds).ok().map(KubeTime)
}

fn time_at(time: Option<KubeTime>, path: impl FnOnce() -> FieldPath) -> Result<Option<Time>, Error> {
    let Some(time) = time else { return Ok(None) };
    let outside = || no_value(path(), format!("the time {} is before the year 0", time.0));
    time_of(&time).ok_or_else(outside).map(Some)
}

fn kube_time_at(time: Option<Time>, path: impl FnOnce() -> FieldPath) -> Result<Option<KubeTime>, Error> {
    let Some(time) = time else { return Ok(None) };
    let outside = || no_value(path(), format!("the time {time} is later than `jiff::Timestamp` can hold"));
    kube_time_of(time).ok_or_else(outside).map(Some)
}

fn no_value(path: FieldPath, message: String) -> Error {
    let problem = Problem::new(message).at_path(path);
    Error::new(ErrorKind::Invalid, "cannot convert the metadata of an object").with_problems([problem])
}
