//! A storage that counts what it is asked for, and fails when it is told to.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use libgitops_core::dynamic::PartialObjectMetadata;
use libgitops_core::key::{KindKey, ObjectKey};
use libgitops_core::object::AnyObject;
use libgitops_storage::{
    Checksum, Error, ErrorKind, ListOptions, ObjectList, ObjectListOptions, ObjectPolicy, ReadStorage,
    RemovePrecondition, Storage, Version, Versions, WriteStorage,
};

/// A storage over another one.
#[derive(Debug)]
pub(crate) struct Probe<S> {
    pub(crate) storage: S,
    /// How many documents were decoded, as a whole or their metadata.
    decoded: AtomicUsize,
    writes: AtomicUsize,
    is_broken: AtomicBool,
}

impl<S: Storage> Probe<S> {
    pub(crate) fn new(storage: S) -> Self {
        Self {
            storage,
            decoded: AtomicUsize::new(0),
            writes: AtomicUsize::new(0),
            is_broken: AtomicBool::new(false),
        }
    }

    /// How many documents were decoded since this was asked last.
    pub(crate) fn decoded(&self) -> usize {
        self.decoded.swap(0, Ordering::SeqCst)
    }

    /// How many writes there were since this was asked last.
    pub(crate) fn writes(&self) -> usize {
        self.writes.swap(0, Ordering::SeqCst)
    }

    /// Lets everything fail from now on, or nothing any more.
    pub(crate) fn set_broken(&self, is_broken: bool) {
        self.is_broken.store(is_broken, Ordering::SeqCst);
    }

    fn check(&self) -> Result<(), Error> {
        if self.is_broken.load(Ordering::SeqCst) {
            return Err(Error::new(ErrorKind::Io, "the disk is gone"));
        }
        Ok(())
    }

    fn write(&self) -> Result<&S, Error> {
        self.check()?;
        self.writes.fetch_add(1, Ordering::SeqCst);
        Ok(&self.storage)
    }

    fn decode(&self, count: usize) {
        self.decoded.fetch_add(count, Ordering::SeqCst);
    }
}

impl<S: Storage> ReadStorage for Probe<S> {
    fn policy(&self) -> &ObjectPolicy {
        self.storage.policy()
    }

    fn get(&self, key: &ObjectKey) -> Result<Box<dyn AnyObject>, Error> {
        self.check()?;
        self.decode(1);
        self.storage.get(key)
    }

    fn get_meta(&self, key: &ObjectKey) -> Result<PartialObjectMetadata, Error> {
        self.check()?;
        self.decode(1);
        self.storage.get_meta(key)
    }

    fn list(
        &self,
        kind: &KindKey,
        options: &ObjectListOptions,
    ) -> Result<ObjectList<Box<dyn AnyObject>>, Error> {
        self.check()?;
        let list = self.storage.list(kind, options)?;
        self.decode(list.objects.len());
        Ok(list)
    }

    fn list_meta(
        &self,
        kind: &KindKey,
        options: &ObjectListOptions,
    ) -> Result<ObjectList<PartialObjectMetadata>, Error> {
        self.check()?;
        let list = self.storage.list_meta(kind, options)?;
        self.decode(list.objects.len());
        Ok(list)
    }

    fn checksum(&self, key: &ObjectKey) -> Result<Checksum, Error> {
        self.check()?;
        self.storage.checksum(key)
    }

    fn count(&self, kind: &KindKey) -> Result<usize, Error> {
        self.check()?;
        self.storage.count(kind)
    }

    fn version(&self, key: &ObjectKey) -> Result<Version, Error> {
        self.check()?;
        self.storage.version(key)
    }

    fn list_versions(&self, kind: &KindKey, options: &ListOptions) -> Result<Versions, Error> {
        self.check()?;
        self.storage.list_versions(kind, options)
    }
}

impl<S: Storage> WriteStorage for Probe<S> {
    fn create(&self, object: &dyn AnyObject) -> Result<Box<dyn AnyObject>, Error> {
        self.write()?.create(object)
    }

    fn update(&self, object: &dyn AnyObject) -> Result<Box<dyn AnyObject>, Error> {
        self.write()?.update(object)
    }

    fn delete(&self, key: &ObjectKey, precondition: RemovePrecondition) -> Result<Version, Error> {
        self.write()?.delete(key, precondition)
    }
}
