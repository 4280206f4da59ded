//! Changing stored objects by patches, and their status alone.

use libgitops_core::key::ObjectKey;
use libgitops_core::meta::{Metadata, MetadataExt as _};
use libgitops_core::object::{AnyObject, AsObject, HasMetadata, HasStatus};
use libgitops_core::patch::{Patch, Patcher};
use libgitops_core::value::{Tape, Value};

use crate::error::{Error, ErrorKind};
use crate::kind_client::{KindClient, typed};
use crate::policy::metadata_mut;
use crate::storage::{ReadStorageExt as _, Storage};

mod file;

pub use file::apply_on_file;

/// What can be said in terms of [`Storage`]; every storage has it, and nobody implements it.
///
/// ```
/// use libgitops::prelude::*;
///
/// /// A heater.
/// #[derive(Object, Clone, Debug)]
/// #[object(group = "example.com", version = "v1", scope = Namespaced)]
/// struct Heater {
///     metadata: ObjectMeta,
///     watts: u64,
/// }
///
/// let storage = MemoryStorage::in_memory(Serializer::new(Scheme::linked()?));
/// let heaters = storage.kind::<Heater>();
/// heaters.create(&mut Heater { metadata: ObjectMeta::namespaced("home", "bath"), watts: 900 })?;
/// let patch = Patch::parse(PatchType::Merge, r#"{"watts": 1200}"#)?;
/// assert_eq!(heaters.patch("home/bath", &patch)?.watts, 1200);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait StorageExt: Storage + sealed::Sealed {
    /// Applies a patch to an object, and gives it as it is stored then. A patch that changes nothing writes nothing.
    ///
    /// It is read, changed and written in the version that was read; when somebody else wrote in between, that is done
    /// again, so of patches of different fields none is lost. A patch that names a `resourceVersion` is for this version.
    ///
    /// # Errors
    /// Those of [`get`](crate::ReadStorage::get) and [`update`](crate::WriteStorage::update); `Invalid`, with the paths,
    /// when the patch does not fit, or changes name, namespace, uid, kind or version; `Conflict` when it names another
    /// `resourceVersion` than is stored.
    fn patch(&self, key: &ObjectKey, patch: &Patch) -> Result<Box<dyn AnyObject>, Error> {
        let patcher = Patcher::new(self.serializer().scheme());
        change(self, "patch", key, |stored| {
            let patched = patcher.apply(patch, stored)?;
            let named = patched.metadata().and_then(|metadata| metadata.resource_version());
            check_version(stored, named)?;
            Ok(patched)
        })
    }

    /// Replaces the status of an object by that of this state of it and changes nothing else, and gives the object as it
    /// is stored then.
    ///
    /// A `resourceVersion` and a `uid` in the object are expected of what is stored.
    ///
    /// # Errors
    /// Those of [`update`](crate::WriteStorage::update); `Unsupported` when the kind has no status.
    fn update_status(&self, object: &(impl AsObject + ?Sized)) -> Result<Box<dyn AnyObject>, Error> {
        let object = object.as_object();
        let key = self.key_for(object).map_err(|error| error.in_outer_operation("update_status"))?;
        let patcher = Patcher::new(self.serializer().scheme());
        change(self, "update_status", &key, |stored| {
            let expected = object.metadata().and_then(|metadata| metadata.resource_version());
            check_version(stored, expected)?;
            Ok(patcher.with_status(stored, &identified_like(stored, object)?)?)
        })
    }
}

impl<S: Storage + ?Sized> StorageExt for S {}

mod sealed {
    //! Keeps [`StorageExt`](super::StorageExt) from being implemented.

    /// Every storage is one, and nothing else.
    pub trait Sealed {}

    impl<S: super::Storage + ?Sized> Sealed for S {}
}

impl<S: Storage + ?Sized, T: HasMetadata> KindClient<'_, S, T> {
    /// Applies a patch to an object, and gives it as it is stored then.
    ///
    /// # Errors
    /// Those of [`StorageExt::patch`] and [`key`](Self::key).
    pub fn patch(&self, name: &str, patch: &Patch) -> Result<T, Error> {
        self.check_type("patch")?;
        typed(self.storage().patch(&self.key_for("patch", name)?, patch)?)
    }

    /// Replaces the status of the stored object by that of this one, and makes this one what is stored: other changes
    /// of it are gone.
    ///
    /// # Errors
    /// Those of [`StorageExt::update_status`]; the object is unchanged then.
    pub fn update_status(&self, object: &mut T) -> Result<(), Error>
    where
        T: HasStatus,
    {
        self.check_type("update_status")?;
        *object = typed(self.storage().update_status(&self.placed(object, "update_status")?)?)?;
        Ok(())
    }
}

/// Reads an object, changes it, and writes it in the version that was read; again when somebody wrote in between.
fn change<S: Storage + ?Sized>(
    storage: &S,
    operation: &'static str,
    key: &ObjectKey,
    change: impl Fn(&dyn AnyObject) -> Result<Box<dyn AnyObject>, Error>,
) -> Result<Box<dyn AnyObject>, Error> {
    let outer = |error: Error| error.in_outer_operation(operation).in_operation(operation, key);
    let mut refused: Option<(String, Error)> = None;
    loop {
        let stored = storage.get(key).map_err(outer)?;
        let version = version_of(&*stored).to_owned();
        match refused {
            // Nobody wrote, and it is a conflict all the same.
            Some((refused, error)) if refused == version => return Err(error),
            _ => {}
        }
        let mut changed = change(&*stored).map_err(outer)?;
        metadata_mut(&mut *changed).map_err(outer)?.set_resource_version(&version);
        if written(&*changed)? == written(&*stored)? {
            return Ok(stored);
        }
        match storage.update(&*changed) {
            Err(error) if error.kind() == ErrorKind::Conflict => {
                refused = Some((version, outer(error)));
            }
            result => return result.map_err(outer),
        }
    }
}

fn version_of(object: &dyn AnyObject) -> &str {
    object.metadata().and_then(|metadata| metadata.resource_version()).unwrap_or_default()
}

/// Refuses a version other than the stored one; none is any.
fn check_version(stored: &dyn AnyObject, expected: Option<&str>) -> Result<(), Error> {
    let version = version_of(stored);
    match expected {
        Some(expected) if expected != version => {
            let message = format!("the object is in version {version}, and version {expected} was expected");
            Err(Error::new(ErrorKind::Conflict, message))
        }
        _ => Ok(()),
    }
}

/// The object with the namespace and uid of the stored one, which a caller may leave out.
fn identified_like(stored: &dyn AnyObject, object: &dyn AnyObject) -> Result<Box<dyn AnyObject>, Error> {
    let mut object = object.clone_boxed();
    let Some(stored) = stored.metadata() else { return Ok(object) };
    let metadata: &mut dyn Metadata = metadata_mut(&mut *object)?;
    match (metadata.uid(), stored.uid()) {
        (Some(uid), found) if Some(uid) != found => {
            let found = found.unwrap_or_default();
            let message = format!("the stored object has the uid {found:?}, and {uid:?} was expected");
            return Err(Error::new(ErrorKind::Conflict, message));
        }
        _ => {}
    }
    metadata.set_uid(stored.uid().unwrap_or_default());
    metadata.set_namespace(stored.namespace().unwrap_or_default());
    Ok(object)
}

/// An object as it is written, whatever its type.
pub(crate) fn written(object: &dyn AnyObject) -> Result<Value, Error> {
    let mut tape = Tape::default();
    object.record(&mut tape)?;
    Ok(tape.to_value())
}

#[cfg(test)]
mod tests;
