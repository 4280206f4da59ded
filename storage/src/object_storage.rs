//! Objects in a raw storage: which object has which key, and what is configured for all operations.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use libgitops_core::codec::Serializer;
use libgitops_core::gvk::GroupVersionKind;
use libgitops_core::key::{KindKey, NamespacedName, ObjectKey, Scope};
use libgitops_core::meta::{Metadata, MetadataExt as _};
use libgitops_core::object::{AnyObject, AsObject, HasMetadata};
use libgitops_core::scheme::Registration;

use crate::error::{Error, ErrorKind};
use crate::memory::MemoryRawStorage;
use crate::raw::RawStorage;

mod kind;
mod read;
mod write;

pub use kind::KindClient;

/// Objects of the kinds of a scheme, kept as documents in a [`RawStorage`].
///
/// # Contract
///
/// * An object is found by group, kind, namespace and name. In namespaced kinds an empty namespace stands for the
///   storage's default one; an object of cluster scope has none. Which scope a kind has, its registration says. A
///   document that names another object than the one in whose place it is, is an error.
/// * An object is read in the version of its kind that its key asks for. If it is stored in another one, that is
///   [`Unsupported`](ErrorKind::Unsupported); its metadata can be read all the same.
/// * `resourceVersion` is the [`Version`](crate::Version) of the bytes. It is set in what is returned, expected in what
///   is updated, and never written.
/// * Of metadata the storage writes what the caller gave, the namespace, and on create a `creationTimestamp` if there is
///   none. A `uid` is the caller's; an update cannot change one that is stored to another.
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
/// assert_eq!(lamps.list(&ObjectListOptions::all())?.objects[0].watts, 60);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct ObjectStorage<R> {
    raw: R,
    serializer: Serializer,
    default_namespace: String,
    defaulting: bool,
    validation: bool,
    clock: Option<Clock>,
}

type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// Objects in memory, with the contract of a storage on files.
pub type MemoryStorage = ObjectStorage<MemoryRawStorage>;

impl MemoryStorage {
    /// An empty storage in memory.
    pub fn in_memory(serializer: Serializer) -> Self {
        Self::new(MemoryRawStorage::default(), serializer)
    }
}

impl<R: RawStorage> ObjectStorage<R> {
    /// Objects in `raw`: the default namespace is `default`, objects are validated and not defaulted when they are
    /// written, and the system's clock gives creation timestamps.
    pub fn new(raw: R, serializer: Serializer) -> Self {
        Self {
            raw,
            serializer,
            default_namespace: "default".to_owned(),
            defaulting: false,
            validation: true,
            clock: Some(Arc::new(SystemTime::now)),
        }
    }

    /// The namespace of objects of namespaced kinds that name none.
    #[must_use]
    pub fn with_default_namespace(mut self, namespace: impl Into<String>) -> Self {
        self.default_namespace = namespace.into();
        self
    }

    /// Whether field defaults and the type's hook are applied to what is created or updated.
    #[must_use]
    pub fn with_defaulting(mut self, defaulting: bool) -> Self {
        self.defaulting = defaulting;
        self
    }

    /// Whether the type's own rules are checked of what is created or updated.
    #[must_use]
    pub fn with_validation(mut self, validation: bool) -> Self {
        self.validation = validation;
        self
    }

    /// Takes creation timestamps from this clock.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Sets no creation timestamps.
    #[must_use]
    pub fn without_creation_timestamps(mut self) -> Self {
        self.clock = None;
        self
    }

    /// The layer of bytes.
    pub fn raw(&self) -> &R {
        &self.raw
    }

    /// What reads and writes the documents.
    pub fn serializer(&self) -> &Serializer {
        &self.serializer
    }

    /// The objects of one type.
    pub fn kind<T: HasMetadata>(&self) -> KindClient<'_, R, T> {
        KindClient::new(self)
    }

    /// The key of an object: where it is found in this storage.
    ///
    /// # Errors
    /// `Unrecognized` when the scheme does not know the kind; `Invalid` when the object has no name, or a namespace in
    /// cluster scope; `Unsupported` when its kind has no metadata.
    pub fn key_for(&self, object: &(impl AsObject + ?Sized)) -> Result<ObjectKey, Error> {
        let object = object.as_object();
        let kind = KindKey::new(object.gvk());
        self.key_of(object, &kind).map_err(|error| error.in_operation_on("key_for", &kind))
    }

    fn key_of(&self, object: &dyn AnyObject, kind: &KindKey) -> Result<ObjectKey, Error> {
        let registration = self.registration(kind.gvk())?;
        let metadata = object.metadata().ok_or_else(no_metadata)?;
        let name = metadata.name().ok_or_else(|| Error::new(ErrorKind::Invalid, "the object has no name"))?;
        let name = NamespacedName::new(metadata.namespace().unwrap_or_default(), name);
        self.resolve(&ObjectKey::new(kind.clone(), name), registration)
    }

    fn registration(&self, gvk: &GroupVersionKind) -> Result<&'static Registration, Error> {
        Ok(self.serializer.scheme().lookup(gvk)?)
    }

    /// The key with the default namespace where it is meant.
    fn resolve(&self, key: &ObjectKey, registration: &Registration) -> Result<ObjectKey, Error> {
        let is_namespaced = registration.resource().scope == Scope::Namespaced;
        if is_namespaced && key.namespace().is_empty() {
            return Ok(ObjectKey::namespaced(key.kind().clone(), &self.default_namespace, key.name()));
        }
        check_scope(key, registration)?;
        Ok(key.clone())
    }
}

/// Refuses a namespace in cluster scope, and none in a namespaced kind.
fn check_scope(key: &ObjectKey, registration: &Registration) -> Result<(), Error> {
    let message = match (registration.resource().scope, key.namespace()) {
        (Scope::Cluster, namespace) if !namespace.is_empty() => {
            format!("the kind is of cluster scope, and the object has the namespace {namespace:?}")
        }
        (Scope::Namespaced, "") => "the kind is namespaced, and the object has no namespace".to_owned(),
        _ => return Ok(()),
    };
    Err(Error::new(ErrorKind::Invalid, message))
}

fn metadata_mut(object: &mut dyn AnyObject) -> Result<&mut dyn Metadata, Error> {
    object.metadata_mut().ok_or_else(no_metadata)
}

fn no_metadata() -> Error {
    Error::new(ErrorKind::Unsupported, "objects without metadata have no name to be stored by")
}

impl<R: fmt::Debug> fmt::Debug for ObjectStorage<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObjectStorage")
            .field("raw", &self.raw)
            .field("default_namespace", &self.default_namespace)
            .field("defaulting", &self.defaulting)
            .field("validation", &self.validation)
            .field("creation_timestamps", &self.clock.is_some())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
// They compare memory with files, which are not on every platform.
#[cfg(any(target_os = "linux", target_os = "macos"))]
mod tests;
