//! What the closure of a transaction works with: a storage of its own, in which others' changes of an object are merged.

use std::sync::Arc;

use libgitops_core::delta;
use libgitops_core::dynamic::{DynamicObject, PartialObjectMetadata};
use libgitops_core::error::Problem;
use libgitops_core::key::{KindKey, ObjectKey};
use libgitops_core::meta::MetadataExt as _;
use libgitops_core::object::AnyObject;
use libgitops_core::value::Tape;

use super::id::CommitId;
use super::snapshot::{GitSnapshot, State, read_through};
use super::work::Work;
use crate::error::{Error, ErrorKind};
use crate::object_list::{ObjectList, ObjectListOptions};
use crate::object_storage::ObjectStorage;
use crate::options::{ListOptions, RemovePrecondition};
use crate::policy::{ObjectPolicy, metadata_mut};
use crate::raw::Versions;
use crate::storage::{ReadStorage, ReadStorageExt as _, WriteStorage};
use crate::version::{Checksum, Version};

/// What a transaction works with: the objects of a branch, and its changes of them, which nobody else sees.
///
/// It is a storage as any other one, with typed clients and patches. An update of an object in an older version is a
/// conflict, with one exception: when the branch has moved and the transaction runs again, an object that the closure
/// brings along is merged, field by field, with what others have made of it since.
#[derive(Debug)]
pub struct Transaction {
    objects: ObjectStorage<Work>,
    branch: String,
    /// What an object that is brought along may have been read from.
    read_from: Option<GitSnapshot>,
}

impl Transaction {
    pub(super) fn new(work: Work, branch: &str, read_from: Option<GitSnapshot>) -> Self {
        let policy = work.rules.policy.clone();
        Self { objects: ObjectStorage::new(work, policy), branch: branch.to_owned(), read_from }
    }

    /// The branch that the changes are for.
    pub fn branch(&self) -> &str {
        &self.branch
    }

    /// The commit that the changes are made to; none where nothing was ever committed.
    pub fn base(&self) -> Option<CommitId> {
        self.work().base.commit
    }

    /// The objects as they were before the transaction changed any.
    pub fn before(&self) -> GitSnapshot {
        GitSnapshot::new(Arc::clone(&self.work().base), Arc::clone(&self.work().rules))
    }

    /// Whether anything differs from what was there before.
    pub fn is_changed(&self) -> bool {
        !self.work().changes().is_empty()
    }

    pub(super) fn work(&self) -> &Work {
        self.objects.raw()
    }

    pub(super) fn state(&self) -> State {
        self.work().now()
    }

    /// An update that merges what others changed since the object was read, if it is known what was read.
    fn merge(&self, object: &dyn AnyObject, conflict: Error) -> Result<Box<dyn AnyObject>, Error> {
        let key = self.policy().key_for(object)?;
        let Some(read_from) = &self.read_from else { return Err(conflict) };
        let Some(base) = read_from.get_opt(&key)? else { return Err(conflict) };
        let version = |object: &dyn AnyObject| {
            object.metadata().and_then(|metadata| metadata.resource_version()).map(str::to_owned)
        };
        if version(&*base) != version(object) {
            return Err(conflict);
        }
        let theirs = self.get(&key)?;
        let mut merged = self.merged(&key, &*base, object, &*theirs)?;
        metadata_mut(&mut merged)?.set_resource_version(&version(&*theirs).unwrap_or_default());
        self.objects.update(&merged)
    }

    /// One object with the changes of two.
    fn merged(
        &self,
        key: &ObjectKey,
        base: &dyn AnyObject,
        ours: &dyn AnyObject,
        theirs: &dyn AnyObject,
    ) -> Result<DynamicObject, Error> {
        let (base, ours, theirs) = (recorded(base)?, recorded(ours)?, recorded(theirs)?);
        let registration = self.policy().registration(key.gvk())?;
        let (Some(base), Some(ours), Some(theirs)) = (base.root(), ours.root(), theirs.root()) else {
            return Err(Error::new(ErrorKind::Invalid, "an object without fields cannot be merged"));
        };
        let merged = delta::merge(base, ours, theirs, registration.fields().into());
        let merged = merged.map_err(|fields| {
            let problem = |path| Problem::new("changed by both, to different values").at_path(path);
            Error::conflict(fields.into_iter().map(problem)).in_operation("update", key)
        })?;
        Ok(DynamicObject::from_value(merged)?)
    }
}

fn recorded(object: &dyn AnyObject) -> Result<Tape, Error> {
    let mut object = object.clone_boxed();
    metadata_mut(&mut *object)?.set_resource_version("");
    let mut tape = Tape::new();
    object.record(&mut tape)?;
    Ok(tape)
}

read_through!(Transaction, |transaction| transaction.objects);

#[deny(clippy::missing_trait_methods)]
impl WriteStorage for Transaction {
    fn create(&self, object: &dyn AnyObject) -> Result<Box<dyn AnyObject>, Error> {
        self.objects.create(object)
    }

    fn update(&self, object: &dyn AnyObject) -> Result<Box<dyn AnyObject>, Error> {
        match self.objects.update(object) {
            Err(error) if error.kind() == ErrorKind::Conflict => self.merge(object, error),
            result => result,
        }
    }

    fn delete(&self, key: &ObjectKey, precondition: RemovePrecondition) -> Result<Version, Error> {
        self.objects.delete(key, precondition)
    }
}
