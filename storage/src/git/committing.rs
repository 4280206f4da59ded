//! A storage each of whose writes is a commit of its own.

use libgitops_core::dynamic::PartialObjectMetadata;
use libgitops_core::key::{KindKey, ObjectKey};
use libgitops_core::object::AnyObject;

use super::commit::{Author, Commit};
use super::options::TransactionOptions;
use super::snapshot::read_through;
use super::storage::{GitStorage, TransactionStorage};
use super::transaction::Transaction;
use crate::error::{Error, ErrorKind};
use crate::object_list::{ObjectList, ObjectListOptions};
use crate::options::{ListOptions, RemovePrecondition};
use crate::policy::ObjectPolicy;
use crate::raw::Versions;
use crate::storage::{ReadStorage, WriteStorage};
use crate::version::{Checksum, Version};

/// A [`GitStorage`] whose branch is written as any other storage is: each write is a commit of its own, with a title
/// that says what was done to which object.
#[derive(Clone, Debug)]
pub struct CommittingStorage {
    storage: GitStorage,
    author: Author,
}

impl GitStorage {
    /// A storage each of whose writes is a commit of the branch by this author.
    pub fn committing(&self, author: Author) -> CommittingStorage {
        CommittingStorage { storage: self.clone(), author }
    }
}

impl CommittingStorage {
    /// The storage that is committed to.
    pub fn storage(&self) -> &GitStorage {
        &self.storage
    }

    fn commit<T>(
        &self,
        verb: &str,
        key: Result<ObjectKey, Error>,
        write: impl Fn(&Transaction) -> Result<T, Error>,
    ) -> Result<T, Error> {
        // A key that is wrong is told by the write, as any storage tells it.
        let title = key.map_or_else(|_| verb.to_owned(), |key| format!("{verb} {key}"));
        let commit = Commit::new(self.author.clone(), title);
        let mut written = None;
        // Of two writes that expect one version, one succeeds.
        let options = TransactionOptions::new().without_merging();
        self.storage.transact(self.storage.branch(), &options, &mut |transaction| {
            let result = write(transaction)?;
            written = Some(result);
            Ok(commit.clone().into())
        })?;
        written.ok_or_else(|| Error::new(ErrorKind::Io, "the write did not run"))
    }
}

read_through!(CommittingStorage, |committing| committing.storage);

#[deny(clippy::missing_trait_methods)]
impl WriteStorage for CommittingStorage {
    fn create(&self, object: &dyn AnyObject) -> Result<Box<dyn AnyObject>, Error> {
        self.commit("Create", self.policy().key_for(object), |transaction| transaction.create(object))
    }

    fn update(&self, object: &dyn AnyObject) -> Result<Box<dyn AnyObject>, Error> {
        self.commit("Update", self.policy().key_for(object), |transaction| transaction.update(object))
    }

    fn delete(&self, key: &ObjectKey, precondition: RemovePrecondition) -> Result<Version, Error> {
        let resolved = self.policy().resolve(key);
        self.commit("Delete", resolved, |transaction| transaction.delete(key, precondition))
    }
}
