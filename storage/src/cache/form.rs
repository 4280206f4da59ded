//! The two forms in which an object is kept: whole, and its metadata alone.

use std::sync::Arc;

use libgitops_core::dynamic::PartialObjectMetadata;
use libgitops_core::gvk::GroupVersionKind;
use libgitops_core::key::{KindKey, ObjectKey};
use libgitops_core::object::AnyObject;

use super::entries::Entry;
use crate::error::Error;
use crate::object_list::{ObjectList, ObjectListOptions};
use crate::storage::ReadStorage;

/// A form in which objects are read, kept and given.
pub(super) trait Form {
    /// What a storage gives, and the cache too.
    type Given;
    /// What is shared between the cache and lists under way.
    type Kept: Clone;

    fn read<S: ReadStorage>(storage: &S, key: &ObjectKey) -> Result<Self::Given, Error>;
    fn list<S: ReadStorage>(
        storage: &S,
        kind: &KindKey,
        options: &ObjectListOptions,
    ) -> Result<ObjectList<Self::Given>, Error>;
    fn keep(given: Self::Given) -> Self::Kept;
    fn give(kept: &Self::Kept) -> Self::Given;
    fn object(kept: &Self::Kept) -> &dyn AnyObject;
    /// What an entry has for who asks for this version of the kind.
    fn of<'e>(entry: &'e Entry, gvk: &GroupVersionKind) -> Option<&'e Self::Kept>;
    fn put(entry: &mut Entry, gvk: &GroupVersionKind, kept: Self::Kept);
}

/// Whole objects, one in each version of the kind that was asked for.
pub(super) struct Whole;

/// Kind and metadata, which are those of the stored document whatever version is asked for.
pub(super) struct Metadata;

impl Form for Whole {
    type Given = Box<dyn AnyObject>;
    type Kept = Arc<dyn AnyObject>;

    fn read<S: ReadStorage>(storage: &S, key: &ObjectKey) -> Result<Self::Given, Error> {
        storage.get(key)
    }

    fn list<S: ReadStorage>(
        storage: &S,
        kind: &KindKey,
        options: &ObjectListOptions,
    ) -> Result<ObjectList<Self::Given>, Error> {
        storage.list(kind, options)
    }

    fn keep(given: Self::Given) -> Self::Kept {
        given.into()
    }

    fn give(kept: &Self::Kept) -> Self::Given {
        kept.clone_boxed()
    }

    fn object(kept: &Self::Kept) -> &dyn AnyObject {
        &**kept
    }

    fn of<'e>(entry: &'e Entry, gvk: &GroupVersionKind) -> Option<&'e Self::Kept> {
        entry.whole.iter().find(|object| object.gvk() == *gvk)
    }

    fn put(entry: &mut Entry, gvk: &GroupVersionKind, kept: Self::Kept) {
        entry.whole.retain(|object| object.gvk() != *gvk);
        entry.whole.push(kept);
    }
}

impl Form for Metadata {
    type Given = PartialObjectMetadata;
    type Kept = Arc<PartialObjectMetadata>;

    fn read<S: ReadStorage>(storage: &S, key: &ObjectKey) -> Result<Self::Given, Error> {
        storage.get_meta(key)
    }

    fn list<S: ReadStorage>(
        storage: &S,
        kind: &KindKey,
        options: &ObjectListOptions,
    ) -> Result<ObjectList<Self::Given>, Error> {
        storage.list_meta(kind, options)
    }

    fn keep(given: Self::Given) -> Self::Kept {
        Arc::new(given)
    }

    fn give(kept: &Self::Kept) -> Self::Given {
        (**kept).clone()
    }

    fn object(kept: &Self::Kept) -> &dyn AnyObject {
        &**kept
    }

    fn of<'e>(entry: &'e Entry, _gvk: &GroupVersionKind) -> Option<&'e Self::Kept> {
        entry.metadata.as_ref()
    }

    fn put(entry: &mut Entry, _gvk: &GroupVersionKind, kept: Self::Kept) {
        entry.metadata = Some(kept);
    }
}
