//! The client of one kind: the operations of a storage on objects of a type.

use std::fmt;
use std::marker::PhantomData;

use libgitops_core::key::{KindKey, ObjectKey, Scope};
use libgitops_core::meta::MetadataExt as _;
use libgitops_core::object::{AnyObject, HasMetadata};

use super::ObjectStorage;
use super::read::found;
use crate::error::{Error, ErrorKind};
use crate::object_list::{ObjectList, ObjectListOptions};
use crate::options::RemovePrecondition;
use crate::raw::RawStorage;
use crate::version::Version;

/// The objects of one type in a storage, by [`ObjectStorage::kind`].
///
/// Each operation fails as [`Unrecognized`](ErrorKind::Unrecognized) when the storage's scheme does not know the kind,
/// and as [`Unsupported`](ErrorKind::Unsupported) when it has another type for it.
pub struct KindClient<'s, R, T> {
    storage: &'s ObjectStorage<R>,
    namespace: Option<String>,
    marker: PhantomData<fn() -> T>,
}

impl<'s, R: RawStorage, T: HasMetadata> KindClient<'s, R, T> {
    pub(super) fn new(storage: &'s ObjectStorage<R>) -> Self {
        Self { storage, namespace: None, marker: PhantomData }
    }

    /// The same for one namespace: names are looked up there instead of in the default namespace, and lists hold the
    /// objects of this namespace instead of all.
    #[must_use]
    pub fn in_namespace(mut self, namespace: impl Into<String>) -> Self {
        self.namespace = Some(namespace.into());
        self
    }

    /// The key of the object with this name.
    pub fn key(&self, name: impl Into<String>) -> ObjectKey {
        let namespace = match (T::RESOURCE.scope, &self.namespace) {
            (_, Some(namespace)) => namespace,
            (Scope::Namespaced, None) => &self.storage.default_namespace,
            (Scope::Cluster, None) => "",
        };
        ObjectKey::namespaced(T::RESOURCE.gvk(), namespace, name)
    }

    /// An object.
    ///
    /// # Errors
    /// Those of [`ObjectStorage::get`].
    pub fn get(&self, name: &str) -> Result<T, Error> {
        self.check_type("get")?;
        let key = self.storage.resolve_for("get", &self.key(name))?;
        self.read("get", &key)
    }

    /// An object, if there is one.
    ///
    /// # Errors
    /// Those of [`ObjectStorage::get_opt`].
    pub fn get_opt(&self, name: &str) -> Result<Option<T>, Error> {
        found(self.get(name))
    }

    /// The objects, and why others could not be read.
    ///
    /// # Errors
    /// Those of [`ObjectStorage::list`].
    pub fn list(&self, options: &ObjectListOptions) -> Result<ObjectList<T>, Error> {
        self.check_type("list")?;
        let options = self.options(options);
        self.storage.list_by("list", &kind::<T>(), &options, &|key| self.read("list", key))
    }

    /// The one object that the filters keep.
    ///
    /// # Errors
    /// Those of [`ObjectStorage::find`].
    pub fn find(&self, options: &ObjectListOptions) -> Result<T, Error> {
        self.check_type("find")?;
        self.storage.find_by(&kind::<T>(), &self.options(options), &|key| self.read("find", key))
    }

    /// Creates an object, and makes it what is stored: with its namespace, `creationTimestamp` and `resourceVersion`.
    ///
    /// # Errors
    /// Those of [`ObjectStorage::create`]; the object is unchanged then.
    pub fn create(&self, object: &mut T) -> Result<(), Error> {
        self.check_type("create")?;
        *object = typed(self.storage.create(&self.placed(object, "create")?)?)?;
        Ok(())
    }

    /// Replaces an object, and makes it what is stored, with its new `resourceVersion`.
    ///
    /// # Errors
    /// Those of [`ObjectStorage::update`]; the object is unchanged then.
    pub fn update(&self, object: &mut T) -> Result<(), Error> {
        self.check_type("update")?;
        *object = typed(self.storage.update(&self.placed(object, "update")?)?)?;
        Ok(())
    }

    /// Deletes an object, and gives the version at which it was gone.
    ///
    /// # Errors
    /// Those of [`ObjectStorage::delete`].
    pub fn delete(&self, name: &str, precondition: RemovePrecondition) -> Result<Version, Error> {
        self.check_type("delete")?;
        self.storage.delete(&self.key(name), precondition)
    }

    fn read(&self, operation: &'static str, key: &ObjectKey) -> Result<T, Error> {
        typed(self.storage.read_object(operation, key)?)
    }

    fn check_type(&self, operation: &'static str) -> Result<(), Error> {
        let scheme = self.storage.serializer.scheme();
        let kind = kind::<T>();
        match (self.storage.registration(kind.gvk()), scheme.of_type::<T>()) {
            (Ok(_), Some(_)) => Ok(()),
            (Ok(_), None) => Err(other_type::<T>().in_operation_on(operation, &kind)),
            (Err(error), _) => Err(error.in_operation_on(operation, &kind)),
        }
    }

    fn options(&self, options: &ObjectListOptions) -> ObjectListOptions {
        let options = options.clone();
        match &self.namespace {
            Some(namespace) => options.in_namespace(namespace),
            None => options,
        }
    }

    /// A copy of the object in the namespace of this client.
    fn placed(&self, object: &T, operation: &'static str) -> Result<T, Error> {
        let mut object = object.clone();
        let Some(namespace) = &self.namespace else { return Ok(object) };
        if let Some(other) = object.meta().namespace().filter(|other| other != namespace) {
            let message =
                format!("the object is in namespace {other:?}, and the client is for {namespace:?}");
            return Err(Error::new(ErrorKind::Invalid, message).in_operation_on(operation, &kind::<T>()));
        }
        object.meta_mut().set_namespace(namespace);
        Ok(object)
    }
}

fn kind<T: HasMetadata>() -> KindKey {
    KindKey::new(T::RESOURCE.gvk())
}

fn typed<T: HasMetadata>(object: Box<dyn AnyObject>) -> Result<T, Error> {
    object.downcast::<T>().ok().map(|object| *object).ok_or_else(other_type::<T>)
}

fn other_type<T: HasMetadata>() -> Error {
    let message = format!("the scheme has another type for the kind than {}", T::RESOURCE.type_name);
    Error::new(ErrorKind::Unsupported, message)
}

impl<R, T> Clone for KindClient<'_, R, T> {
    fn clone(&self) -> Self {
        Self { storage: self.storage, namespace: self.namespace.clone(), marker: PhantomData }
    }
}

impl<R: fmt::Debug, T: HasMetadata> fmt::Debug for KindClient<'_, R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KindClient")
            .field("kind", &T::RESOURCE.gvk())
            .field("namespace", &self.namespace)
            .field("storage", self.storage)
            .finish()
    }
}
