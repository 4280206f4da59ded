//! Access to the metadata of any object, whichever struct or map holds it.

use std::collections::BTreeMap;
use std::collections::btree_map;
use std::fmt::{self, Debug};

use super::{ObjectMeta, Time};
use crate::key::NamespacedName;

// The three enums are exhaustive on purpose: an implementor of `Metadata` that forgets a field does not compile.

/// A text of the metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MetadataField {
    /// `name`
    Name,
    /// `generateName`
    GenerateName,
    /// `namespace`
    Namespace,
    /// `uid`
    Uid,
    /// `resourceVersion`
    ResourceVersion,
}

/// A mapping of the metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MetadataMap {
    /// `labels`
    Labels,
    /// `annotations`
    Annotations,
}

/// A point in time of the metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MetadataTime {
    /// `creationTimestamp`
    Creation,
    /// `deletionTimestamp`
    Deletion,
}

/// What the library reads and writes in an object's metadata, free of the type that holds it: [`ObjectMeta`], the struct
/// of another crate or a mapping of a dynamic object.
///
/// Implement it for a foreign metadata type; use it through [`MetadataExt`], which names the fields.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no object metadata",
    label = "not the metadata of an object",
    note = "use `libgitops::ObjectMeta` for the `metadata` field, or implement `Metadata` for `{Self}`"
)]
pub trait Metadata: Debug + Send + Sync {
    /// A text; absent and empty are the same to callers.
    fn text(&self, field: MetadataField) -> Option<&str>;

    /// Sets a text, or removes it; [`MetadataExt`] gives `None` instead of an empty text.
    fn set_text(&mut self, field: MetadataField, value: Option<&str>);

    /// All entries of a mapping.
    fn entries(&self, map: MetadataMap) -> Entries<'_>;

    /// One entry of a mapping.
    fn entry(&self, map: MetadataMap, key: &str) -> Option<&str>;

    /// Sets an entry of a mapping, or removes it. A mapping without entries is absent.
    fn set_entry(&mut self, map: MetadataMap, key: &str, value: Option<&str>);

    /// A point in time.
    fn time(&self, field: MetadataTime) -> Option<Time>;

    /// Sets a point in time, or removes it.
    fn set_time(&mut self, field: MetadataTime, value: Option<Time>);
}

mod sealed {
    pub trait Sealed {}
    impl<T: super::Metadata + ?Sized> Sealed for T {}
}

/// The fields of [`Metadata`] by their names. An empty text is no text.
pub trait MetadataExt: Metadata + sealed::Sealed {
    /// The name.
    fn name(&self) -> Option<&str> {
        present(self, MetadataField::Name)
    }

    /// The beginning of a name that is yet to be made up.
    fn generate_name(&self) -> Option<&str> {
        present(self, MetadataField::GenerateName)
    }

    /// The namespace.
    fn namespace(&self) -> Option<&str> {
        present(self, MetadataField::Namespace)
    }

    /// The uid.
    fn uid(&self) -> Option<&str> {
        present(self, MetadataField::Uid)
    }

    /// The version of the stored object.
    fn resource_version(&self) -> Option<&str> {
        present(self, MetadataField::ResourceVersion)
    }

    /// Namespace and name; `None` without a name.
    fn namespaced_name(&self) -> Option<NamespacedName> {
        let name = self.name()?;
        Some(NamespacedName::new(self.namespace().unwrap_or_default(), name))
    }

    /// All labels.
    fn labels(&self) -> Entries<'_> {
        self.entries(MetadataMap::Labels)
    }

    /// All annotations.
    fn annotations(&self) -> Entries<'_> {
        self.entries(MetadataMap::Annotations)
    }

    /// One label.
    fn label(&self, key: &str) -> Option<&str> {
        self.entry(MetadataMap::Labels, key)
    }

    /// One annotation.
    fn annotation(&self, key: &str) -> Option<&str> {
        self.entry(MetadataMap::Annotations, key)
    }

    /// When the object was created.
    fn creation_timestamp(&self) -> Option<Time> {
        self.time(MetadataTime::Creation)
    }

    /// When the object is to be gone, once its deletion was asked for.
    fn deletion_timestamp(&self) -> Option<Time> {
        self.time(MetadataTime::Deletion)
    }

    /// Sets the name; an empty one removes it.
    fn set_name(&mut self, name: &str) {
        set_or_remove(self, MetadataField::Name, name);
    }

    /// Sets the beginning of a name that is yet to be made up; an empty one removes it.
    fn set_generate_name(&mut self, prefix: &str) {
        set_or_remove(self, MetadataField::GenerateName, prefix);
    }

    /// Sets the namespace; an empty one removes it.
    fn set_namespace(&mut self, namespace: &str) {
        set_or_remove(self, MetadataField::Namespace, namespace);
    }

    /// Sets the uid; an empty one removes it.
    fn set_uid(&mut self, uid: &str) {
        set_or_remove(self, MetadataField::Uid, uid);
    }

    /// Sets the version of the stored object; an empty one removes it.
    fn set_resource_version(&mut self, resource_version: &str) {
        set_or_remove(self, MetadataField::ResourceVersion, resource_version);
    }

    /// Sets a label; an empty value is a value.
    fn set_label(&mut self, key: &str, value: &str) {
        self.set_entry(MetadataMap::Labels, key, Some(value));
    }

    /// Removes a label, if it is there.
    fn remove_label(&mut self, key: &str) {
        self.set_entry(MetadataMap::Labels, key, None);
    }

    /// Sets an annotation; an empty value is a value.
    fn set_annotation(&mut self, key: &str, value: &str) {
        self.set_entry(MetadataMap::Annotations, key, Some(value));
    }

    /// Removes an annotation, if it is there.
    fn remove_annotation(&mut self, key: &str) {
        self.set_entry(MetadataMap::Annotations, key, None);
    }

    /// Sets or removes the time of creation.
    fn set_creation_timestamp(&mut self, time: Option<Time>) {
        self.set_time(MetadataTime::Creation, time);
    }

    /// Sets or removes the time by which the object is to be gone.
    fn set_deletion_timestamp(&mut self, time: Option<Time>) {
        self.set_time(MetadataTime::Deletion, time);
    }
}

impl<T: Metadata + ?Sized> MetadataExt for T {}

fn present(meta: &(impl Metadata + ?Sized), field: MetadataField) -> Option<&str> {
    meta.text(field).filter(|text| !text.is_empty())
}

fn set_or_remove(meta: &mut (impl Metadata + ?Sized), field: MetadataField, value: &str) {
    meta.set_text(field, Some(value).filter(|text| !text.is_empty()));
}

/// The entries of a mapping of the metadata, as key and value.
pub struct Entries<'a>(Source<'a>);

enum Source<'a> {
    Map(btree_map::Iter<'a, String, String>),
    Boxed(Box<dyn Iterator<Item = (&'a str, &'a str)> + 'a>),
}

impl<'a> Entries<'a> {
    /// The entries of a map.
    pub fn of(map: &'a BTreeMap<String, String>) -> Self {
        Self(Source::Map(map.iter()))
    }

    /// The entries that any iterator gives.
    pub fn from_entries(entries: impl Iterator<Item = (&'a str, &'a str)> + 'a) -> Self {
        Self(Source::Boxed(Box::new(entries)))
    }

    /// No entries.
    pub fn empty() -> Self {
        Self(Source::Map(btree_map::Iter::default()))
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Source::Map(entries) => entries.next().map(|(key, value)| (key.as_str(), value.as_str())),
            Source::Boxed(entries) => entries.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match &self.0 {
            Source::Map(entries) => entries.size_hint(),
            Source::Boxed(entries) => entries.size_hint(),
        }
    }
}

impl Debug for Entries<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Source::Map(entries) => f.debug_map().entries(entries.clone()).finish(),
            Source::Boxed(_) => f.write_str("{..}"),
        }
    }
}

impl ObjectMeta {
    fn text_mut(&mut self, field: MetadataField) -> &mut Option<String> {
        match field {
            MetadataField::Name => &mut self.name,
            MetadataField::GenerateName => &mut self.generate_name,
            MetadataField::Namespace => &mut self.namespace,
            MetadataField::Uid => &mut self.uid,
            MetadataField::ResourceVersion => &mut self.resource_version,
        }
    }

    fn map(&self, map: MetadataMap) -> &BTreeMap<String, String> {
        match map {
            MetadataMap::Labels => &self.labels,
            MetadataMap::Annotations => &self.annotations,
        }
    }
}

impl Metadata for ObjectMeta {
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
        *self.text_mut(field) = value.filter(|text| !text.is_empty()).map(str::to_owned);
    }

    fn entries(&self, map: MetadataMap) -> Entries<'_> {
        Entries::of(self.map(map))
    }

    fn entry(&self, map: MetadataMap, key: &str) -> Option<&str> {
        self.map(map).get(key).map(String::as_str)
    }

    fn set_entry(&mut self, map: MetadataMap, key: &str, value: Option<&str>) {
        let map = match map {
            MetadataMap::Labels => &mut self.labels,
            MetadataMap::Annotations => &mut self.annotations,
        };
        match value {
            Some(value) => drop(map.insert(key.to_owned(), value.to_owned())),
            None => drop(map.remove(key)),
        }
    }

    fn time(&self, field: MetadataTime) -> Option<Time> {
        match field {
            MetadataTime::Creation => self.creation_timestamp,
            MetadataTime::Deletion => self.deletion_timestamp,
        }
    }

    fn set_time(&mut self, field: MetadataTime, value: Option<Time>) {
        match field {
            MetadataTime::Creation => self.creation_timestamp = value,
            MetadataTime::Deletion => self.deletion_timestamp = value,
        }
    }
}

#[cfg(test)]
mod tests;
