//! The database of objects of a repository: reading them, and storing few each in a file of its own, or many as one pack.

use std::cell::RefCell;
use std::path::Path;

use git2::{ErrorCode, ObjectType, Odb, Oid};

use super::repository::{cannot_open, failed};
use crate::error::{Error, ErrorKind};

/// What is written before a pack is searched, and never to the disk.
const IN_MEMORY: i32 = 1000;

/// The objects of a repository.
pub(super) struct Objects<'r> {
    database: Odb<'r>,
    /// What was written, if it is to be a pack.
    written: Option<RefCell<Vec<Oid>>>,
}

impl<'r> Objects<'r> {
    /// The objects that a handle reads and writes, each into a file of its own.
    pub(super) fn of(repository: &'r git2::Repository) -> Result<Self, Error> {
        let database =
            repository.odb().map_err(|error| failed("cannot open the database of objects", error))?;
        Ok(Self { database, written: None })
    }

    /// The bytes of an object.
    pub(super) fn read(&self, id: Oid, kind: ObjectType) -> Result<Vec<u8>, Error> {
        let object = self.database.read(id).map_err(|error| match error.code() {
            ErrorCode::NotFound => {
                let message = format!(
                    "the {kind} {id} is not in the repository: it is damaged, or a partial clone, which libgit2 cannot \
                     complete"
                );
                Error::new(ErrorKind::Corrupt, message)
            }
            _ => failed(format!("cannot read the {kind} {id}"), error),
        })?;
        if object.kind() != kind {
            let message = format!("{id} should be a {kind} and is a {}", object.kind());
            return Err(Error::new(ErrorKind::Corrupt, message));
        }
        Ok(object.data().to_vec())
    }

    /// Stores an object.
    pub(super) fn write(&self, kind: ObjectType, bytes: &[u8]) -> Result<Oid, Error> {
        let id = self.database.write(kind, bytes);
        let id = id.map_err(|error| failed(format!("cannot write a {kind}"), error))?;
        if let Some(written) = &self.written {
            written.borrow_mut().push(id);
        }
        Ok(id)
    }
}

/// Works with the objects of a repository, and stores all that is written as one pack in the end. That takes a fifth more
/// of the processor than a file for each, and waits for the disk a few times rather than thousands of times.
pub(super) fn as_pack<T>(
    directory: &Path,
    work: impl FnOnce(&Objects<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let explain = |error| failed("cannot store the objects as a pack", error);
    // Its database is not one that others go on with.
    let repository =
        git2::Repository::open(directory).map_err(|error| cannot_open(&error).at_path(directory))?;
    let mut objects = Objects::of(&repository)?;
    objects.written = Some(RefCell::default());
    objects.database.add_new_mempack_backend(IN_MEMORY).map_err(explain)?;
    let done = work(&objects)?;
    let mut pack = repository.packbuilder().map_err(explain)?;
    for id in objects.written.take().map(RefCell::into_inner).unwrap_or_default() {
        pack.insert_object(id, None).map_err(explain)?;
    }
    pack.write(&directory.join("objects/pack"), 0).map_err(explain)?;
    Ok(done)
}
