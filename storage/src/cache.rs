//! Objects kept in memory over any storage, each for as long as it is what is stored.

mod entries;
mod form;

use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};

use libgitops_core::dynamic::PartialObjectMetadata;
use libgitops_core::key::{KindKey, ObjectKey};
use libgitops_core::object::AnyObject;

use crate::error::{Error, ErrorKind};
use crate::object_list::{ObjectList, ObjectListOptions};
use crate::options::{ListOptions, RemovePrecondition};
use crate::policy::ObjectPolicy;
use crate::raw::Versions;
use crate::storage::{ReadStorage, WriteStorage, version_of};
use crate::version::{Checksum, Version};
use entries::Entries;
use form::{Form, Metadata, Whole};

/// How much a cache keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CacheOptions {
    /// How many objects are kept at most; all that were read, unless set.
    pub capacity: Option<NonZeroUsize>,
}

impl CacheOptions {
    /// Everything that was read is kept.
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps so many objects at most. When there is no room, `get` takes the place of the object that was asked for
    /// longest ago, and a list, which would only drive out what it has just read, takes none.
    #[must_use]
    pub fn with_capacity(mut self, objects: NonZeroUsize) -> Self {
        self.capacity = Some(objects);
        self
    }
}

/// Objects of any storage, kept in memory.
///
/// Nothing out of date is given: each operation asks the storage for versions, which follow what is stored, whoever wrote
/// it, and takes from memory only what is still in the version that it was read in. What is saved is finding and decoding
/// documents. How much that is depends on how the storage knows versions: a tree of manifests looks at its files without
/// reading those that have not changed, a storage in memory at nothing, one on files reads and hashes them.
///
/// * Whole objects and metadata alone are kept beside each other: an object of which only the metadata was asked for is
///   read as a whole when that is asked for.
/// * What cannot be read is not kept, and tried again each time.
/// * A write goes through to the storage, and what was written is read when it is asked for.
/// * By default [everything](CacheOptions) that was read is kept, until a list of all objects of its kind shows that it is
///   gone.
///
/// ```
/// use libgitops::prelude::*;
/// use libgitops_storage::{CacheStorage, MemoryStorage};
///
/// /// A fan.
/// #[derive(Object, Clone, Debug)]
/// #[object(group = "example.com", version = "v1", scope = Namespaced)]
/// struct Fan {
///     metadata: ObjectMeta,
///     speed: u64,
/// }
///
/// let storage = CacheStorage::new(MemoryStorage::in_memory(Serializer::new(Scheme::linked()?)));
/// let fans = storage.kind::<Fan>();
/// fans.create(&mut Fan { metadata: ObjectMeta::namespaced("home", "desk"), speed: 3 })?;
/// assert_eq!(fans.get("home/desk")?, fans.get("home/desk")?);
/// # impl PartialEq for Fan { fn eq(&self, other: &Self) -> bool { self.speed == other.speed } }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct CacheStorage<S> {
    storage: S,
    entries: Mutex<Entries>,
}

impl<S: ReadStorage> CacheStorage<S> {
    /// Keeps everything that is read from a storage.
    pub fn new(storage: S) -> Self {
        Self::with_options(storage, CacheOptions::new())
    }

    /// Keeps of what is read as much as the options say.
    pub fn with_options(storage: S, options: CacheOptions) -> Self {
        Self { storage, entries: Mutex::new(Entries::new(options.capacity)) }
    }

    /// The storage that is behind it.
    pub fn storage(&self) -> &S {
        &self.storage
    }

    /// How many objects are kept.
    pub fn kept(&self) -> usize {
        self.entries().len()
    }

    /// Forgets everything that is kept. Nothing has to be written: writes went through.
    pub fn clear(&self) {
        self.entries().clear();
    }

    /// A panic of another thread leaves at most something out, which is read again.
    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get_as<F: Form>(&self, operation: &'static str, key: &ObjectKey) -> Result<F::Given, Error> {
        let resolved = self.policy().resolve(key).map_err(|error| error.in_operation(operation, key))?;
        let outer = |error: Error| error.in_outer_operation(operation);
        if self.entries().has::<F>(&resolved) {
            let version = self.storage.version(&resolved);
            if is_not_found(&version) {
                self.entries().remove(&resolved);
            }
            let version = version.map_err(outer)?;
            if let Some(kept) = self.entries().get::<F>(&resolved, version) {
                return Ok(F::give(&kept));
            }
        }
        let kept = F::keep(F::read(&self.storage, &resolved).map_err(outer)?);
        self.put::<F>(&resolved, &kept, true)?;
        Ok(F::give(&kept))
    }

    fn put<F: Form>(&self, key: &ObjectKey, kept: &F::Kept, may_evict: bool) -> Result<(), Error> {
        // That which it was read in, whatever it was before or is now.
        let version = version_of(F::object(kept))?;
        self.entries().put::<F>(key, version, kept.clone(), may_evict);
        Ok(())
    }

    fn list_as<F: Form>(
        &self,
        operation: &'static str,
        kind: &KindKey,
        options: &ObjectListOptions,
    ) -> Result<ObjectList<F::Given>, Error> {
        let options = self.policy().by_place(options);
        let list = if self.entries().has_kind::<F>(kind) {
            self.list_kept::<F>(operation, kind, &options.part)?
        } else {
            self.list_read::<F>(kind, &options.part)?
        };
        let kept = options.filters.apply(list.objects, F::object);
        let objects = kept.iter().map(F::give).collect();
        Ok(ObjectList { objects, errors: list.errors, next: list.next, version: list.version })
    }

    /// A list of which nothing is kept yet.
    fn list_read<F: Form>(&self, kind: &KindKey, part: &ListOptions) -> Result<ObjectList<F::Kept>, Error> {
        let options = ObjectListOptions { part: part.clone(), ..ObjectListOptions::all() };
        let list = F::list(&self.storage, kind, &options)?;
        let mut objects = Vec::with_capacity(list.objects.len());
        for object in list.objects {
            let kept = F::keep(object);
            let key = self.policy().key_for(F::object(&kept))?.with_kind(kind.clone());
            self.put::<F>(&key, &kept, false)?;
            objects.push(kept);
        }
        Ok(ObjectList { objects, errors: list.errors, next: list.next, version: list.version })
    }

    /// A list of which only what has changed is read.
    fn list_kept<F: Form>(
        &self,
        operation: &'static str,
        kind: &KindKey,
        part: &ListOptions,
    ) -> Result<ObjectList<F::Kept>, Error> {
        let outer = |error: Error| error.in_outer_operation(operation);
        let found = self.storage.list_versions(kind, part).map_err(outer)?;
        if *part == ListOptions::all() {
            self.entries().retain(kind, &found);
        }
        let mut objects = Vec::with_capacity(found.objects.len());
        let mut errors: Vec<Error> = found.errors.into_iter().map(outer).collect();
        let hits: Vec<Option<F::Kept>> = {
            let mut entries = self.entries();
            found.objects.iter().map(|(key, version)| entries.get::<F>(key, *version)).collect()
        };
        for ((key, _), hit) in found.objects.iter().zip(hits) {
            let read = || {
                let kept = F::keep(F::read(&self.storage, key)?);
                self.put::<F>(key, &kept, false)?;
                Ok(kept)
            };
            let kept: Result<F::Kept, Error> = hit.map_or_else(read, Ok);
            match kept {
                Ok(kept) => objects.push(kept),
                // It was removed after its key was listed.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => errors.push(outer(error)),
            }
        }
        Ok(ObjectList { objects, errors, next: found.next, version: found.version })
    }
}

fn is_not_found<T>(result: &Result<T, Error>) -> bool {
    result.as_ref().is_err_and(|error| error.kind() == ErrorKind::NotFound)
}

#[deny(clippy::missing_trait_methods)]
impl<S: ReadStorage> ReadStorage for CacheStorage<S> {
    fn policy(&self) -> &ObjectPolicy {
        self.storage.policy()
    }

    fn get(&self, key: &ObjectKey) -> Result<Box<dyn AnyObject>, Error> {
        self.get_as::<Whole>("get", key)
    }

    fn get_meta(&self, key: &ObjectKey) -> Result<PartialObjectMetadata, Error> {
        self.get_as::<Metadata>("get_meta", key)
    }

    fn list(
        &self,
        kind: &KindKey,
        options: &ObjectListOptions,
    ) -> Result<ObjectList<Box<dyn AnyObject>>, Error> {
        self.list_as::<Whole>("list", kind, options)
    }

    fn list_meta(
        &self,
        kind: &KindKey,
        options: &ObjectListOptions,
    ) -> Result<ObjectList<PartialObjectMetadata>, Error> {
        self.list_as::<Metadata>("list_meta", kind, options)
    }

    fn checksum(&self, key: &ObjectKey) -> Result<Checksum, Error> {
        self.storage.checksum(key)
    }

    fn count(&self, kind: &KindKey) -> Result<usize, Error> {
        self.storage.count(kind)
    }

    fn version(&self, key: &ObjectKey) -> Result<Version, Error> {
        self.storage.version(key)
    }

    fn list_versions(&self, kind: &KindKey, options: &ListOptions) -> Result<Versions, Error> {
        self.storage.list_versions(kind, options)
    }
}

#[deny(clippy::missing_trait_methods)]
impl<S: ReadStorage + WriteStorage> WriteStorage for CacheStorage<S> {
    fn create(&self, object: &dyn AnyObject) -> Result<Box<dyn AnyObject>, Error> {
        self.storage.create(object)
    }

    fn update(&self, object: &dyn AnyObject) -> Result<Box<dyn AnyObject>, Error> {
        self.storage.update(object)
    }

    fn delete(&self, key: &ObjectKey, precondition: RemovePrecondition) -> Result<Version, Error> {
        let version = self.storage.delete(key, precondition)?;
        if let Ok(key) = self.policy().resolve(key) {
            self.entries().remove(&key);
        }
        Ok(version)
    }
}

#[cfg(feature = "watch")]
impl<S: crate::watch::EventStorage> crate::watch::EventStorage for CacheStorage<S> {
    fn watch(
        &self,
        kind: &KindKey,
        options: crate::watch::WatchOptions,
    ) -> Result<crate::watch::Watch, Error> {
        self.storage.watch(kind, options)
    }
}
