//! Making an object in one storage what it is in another one.

use libgitops_core::key::ObjectKey;
use libgitops_core::meta::MetadataExt as _;
use libgitops_core::object::AnyObject;

use crate::error::{Error, ErrorKind, FollowerError};
use crate::options::RemovePrecondition;
use crate::patch::written;
use crate::policy::{keep_identity, metadata_mut};
use crate::storage::{Storage, found};

/// A storage that follows another one.
#[derive(Debug)]
pub(super) struct Follower {
    name: String,
    storage: Box<dyn Storage>,
}

/// What had to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    None,
    Written,
    Removed,
}

impl Follower {
    pub(super) fn new(name: String, storage: impl Storage + 'static) -> Self {
        Self { name, storage: Box::new(storage) }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn storage(&self) -> &dyn Storage {
        &*self.storage
    }

    /// Says that something is not deleted here, since the first storage has nothing.
    pub(super) fn spared(&self, what: &str) -> FollowerError {
        let message = format!(
            "the storage that it follows has no object of any kind, as when a disk is not mounted, so {what} that it has \
             itself stay; `allowing_empty` lets them go"
        );
        FollowerError::new(&self.name, Error::new(ErrorKind::Unsupported, message))
    }

    /// Makes the object of a key this one, or none.
    fn bring(&self, key: &ObjectKey, object: Option<&dyn AnyObject>) -> Result<Change, Error> {
        let Some(object) = object else {
            let removed = found(self.storage.delete(key, RemovePrecondition::Present))?;
            return Ok(removed.map_or(Change::None, |_| Change::Removed));
        };
        let mut object = object.clone_boxed();
        metadata_mut(&mut *object)?.set_resource_version("");
        let there = match found(self.storage.get(&key.with_kind(object.gvk()))) {
            Ok(None) => return self.storage.create(&*object).map(|_| Change::Written),
            Ok(Some(there)) => there,
            // What it has there is no such object, so it is not what an update could begin with.
            Err(error) if matches!(error.kind(), ErrorKind::Unreadable | ErrorKind::Unsupported) => {
                return self.replace(key, &*object);
            }
            Err(error) => return Err(error),
        };
        match is_same(&mut *object, there) {
            Ok(true) => Ok(Change::None),
            Ok(false) => self.storage.update(&*object).map(|_| Change::Written),
            // Another object of the same name.
            Err(error) if error.kind() == ErrorKind::Conflict => self.replace(key, &*object),
            Err(error) => Err(error),
        }
    }

    fn replace(&self, key: &ObjectKey, object: &dyn AnyObject) -> Result<Change, Error> {
        found(self.storage.delete(key, RemovePrecondition::Present))?;
        self.storage.create(object).map(|_| Change::Written)
    }
}

/// Whether an update by the object would change nothing. What identifies an object is left to who follows, where the
/// first storage does not say it.
fn is_same(object: &mut dyn AnyObject, mut there: Box<dyn AnyObject>) -> Result<bool, Error> {
    let metadata = metadata_mut(&mut *there)?;
    metadata.set_resource_version("");
    keep_identity(object, metadata)?;
    Ok(written(object)? == written(&*there)?)
}

/// Brings an object to each follower, to all of them at a time: a slow one is waited for once.
pub(super) fn each<'f>(
    followers: &'f [Follower],
    key: &ObjectKey,
    object: Option<&dyn AnyObject>,
) -> Vec<(&'f Follower, Result<Change, Error>)> {
    if let [only] = followers {
        return vec![(only, only.bring(key, object))];
    }
    std::thread::scope(|scope| {
        let begin = |follower: &'f Follower| {
            let thread = std::thread::Builder::new().name("libgitops-sync".to_owned());
            (follower, thread.spawn_scoped(scope, move || follower.bring(key, object)))
        };
        let threads: Vec<_> = followers.iter().map(begin).collect();
        let end =
            |(follower, thread): (&'f Follower, std::io::Result<std::thread::ScopedJoinHandle<'_, _>>)| {
                let result = match thread {
                    Ok(thread) => thread.join().unwrap_or_else(|_panic| {
                        Err(Error::new(ErrorKind::Io, "the thread that was to write has panicked"))
                    }),
                    // No more threads: one after the other will do.
                    Err(_) => follower.bring(key, object),
                };
                (follower, result)
            };
        threads.into_iter().map(end).collect()
    })
}
