//! Objects in a raw storage.

use libgitops_core::key::ObjectKey;

use crate::error::Error;
use crate::memory::MemoryRawStorage;
use crate::policy::ObjectPolicy;
use crate::raw::RawStorage;

mod read;
mod write;

/// Objects of the kinds of a scheme, kept as documents in a [`RawStorage`].
///
/// It is a [`ReadStorage`](crate::ReadStorage) and a [`WriteStorage`](crate::WriteStorage). Beyond their contracts:
///
/// * A document that names another object than the one in whose place it is, is an error.
/// * An object is read in the version of its kind that its key asks for, whatever version it is stored in, and written
///   in the version that the [policy](crate::ObjectPolicy::writing) says. Nothing is lost on the way: what a version has no place for
///   is kept in an annotation.
///
/// ```
/// use libgitops::prelude::*;
/// use libgitops_storage::{ErrorKind, MemoryStorage, ObjectListOptions};
///
/// /// A lamp.
/// #[derive(Object, Clone, Debug)]
/// #[object(group = "example.com", version = "v1", scope = Namespaced)]
/// struct Lamp {
///     metadata: ObjectMeta,
///     watts: u64,
/// }
///
/// let storage = MemoryStorage::in_memory(Serializer::new(Scheme::linked()?));
/// let lamps = storage.kind::<Lamp>();
/// let mut desk = Lamp { metadata: ObjectMeta::namespaced("home", "desk"), watts: 40 };
/// lamps.create(&mut desk)?;
/// let mut late = desk.clone();
/// desk.watts = 60;
/// lamps.update(&mut desk)?;
/// late.watts = 80;
/// assert_eq!(lamps.update(&mut late).unwrap_err().kind(), ErrorKind::Conflict);
/// assert_eq!(lamps.get("home/desk")?.watts, 60);
/// assert_eq!(lamps.list(&ObjectListOptions::all())?.objects.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct ObjectStorage<R> {
    raw: R,
    policy: ObjectPolicy,
}

/// Objects in memory, with the contract of a storage on files.
pub type MemoryStorage = ObjectStorage<MemoryRawStorage>;

impl MemoryStorage {
    /// An empty storage in memory.
    pub fn in_memory(policy: impl Into<ObjectPolicy>) -> Self {
        Self::new(MemoryRawStorage::default(), policy)
    }
}

impl<R: RawStorage> ObjectStorage<R> {
    /// Objects in `raw`, by a policy or by the one that a serializer is as it stands.
    pub fn new(raw: R, policy: impl Into<ObjectPolicy>) -> Self {
        Self { raw, policy: policy.into() }
    }

    /// The layer of bytes.
    pub fn raw(&self) -> &R {
        &self.raw
    }

    /// The key under which the layer of bytes has the object of a key.
    fn resolve(&self, operation: &'static str, key: &ObjectKey) -> Result<ObjectKey, Error> {
        self.policy.resolve(key).map_err(|error| error.in_operation(operation, key))
    }
}

#[cfg(test)]
// They compare memory with files, which are not on every platform.
#[cfg(any(target_os = "linux", target_os = "macos"))]
mod tests;
