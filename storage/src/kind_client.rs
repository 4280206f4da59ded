//! The client of one kind: the operations of a storage on objects of a type.

use std::fmt;
use std::marker::PhantomData;

use libgitops_core::key::{KindKey, NamespacedName, ObjectKey};
use libgitops_core::meta::MetadataExt as _;
use libgitops_core::object::{AnyObject, HasMetadata};

use crate::error::{Error, ErrorKind};
use crate::object_list::{ObjectList, ObjectListOptions};
use crate::options::RemovePrecondition;
use crate::policy::Identifier;
use crate::storage::{ReadStorage, ReadStorageExt as _, Storage, found};
use crate::version::Version;
#[cfg(feature = "watch")]
use crate::watch::{EventStorage, Watch, WatchOptions};

/// The objects of one type in any storage, by [`ReadStorageExt::kind`](crate::ReadStorageExt::kind).
///
/// A `name` is that of an object in the client's namespace or in the storage's default one, or `namespace/name`; in a
/// storage that finds objects by uid it is the uid.
///
/// Each operation fails as [`Unrecognized`](ErrorKind::Unrecognized) when the storage's scheme does not know the kind,
/// and as [`Unsupported`](ErrorKind::Unsupported) when it has another type for it.
pub struct KindClient<'s, S: ?Sized, T> {
    storage: &'s S,
    namespace: Option<String>,
    marker: PhantomData<fn() -> T>,
}

impl<'s, S: ReadStorage + ?Sized, T: HasMetadata> KindClient<'s, S, T> {
    pub(crate) fn new(storage: &'s S) -> Self {
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
    ///
    /// # Errors
    /// `Invalid` for a text that is no name, and for a namespace where there can be none or that is not the client's.
    pub fn key(&self, name: &str) -> Result<ObjectKey, Error> {
        let kind = kind::<T>();
        self.key_as(name).map_err(|error| error.in_operation_on("key", &kind))
    }

    /// An object.
    ///
    /// # Errors
    /// Those of [`ReadStorage::get`] and [`key`](Self::key).
    pub fn get(&self, name: &str) -> Result<T, Error> {
        self.check_type("get")?;
        typed(self.storage.get(&self.key_for("get", name)?)?)
    }

    /// An object, if there is one.
    ///
    /// # Errors
    /// Those of [`get`](Self::get) but `NotFound`.
    pub fn get_opt(&self, name: &str) -> Result<Option<T>, Error> {
        found(self.get(name))
    }

    /// The objects, and why others could not be read.
    ///
    /// # Errors
    /// Those of [`ReadStorage::list`].
    pub fn list(&self, options: &ObjectListOptions) -> Result<ObjectList<T>, Error> {
        self.check_type("list")?;
        let list = self.storage.list(&kind::<T>(), &self.options(options))?;
        let (mut objects, mut errors) = (Vec::with_capacity(list.objects.len()), list.errors);
        for object in list.objects {
            match typed(object) {
                Ok(object) => objects.push(object),
                Err(error) => errors.push(error.in_operation_on("list", &kind::<T>())),
            }
        }
        Ok(ObjectList { objects, errors, next: list.next, version: list.version })
    }

    /// The one object that the filters keep.
    ///
    /// # Errors
    /// Those of [`ReadStorageExt::find`](crate::ReadStorageExt::find).
    pub fn find(&self, options: &ObjectListOptions) -> Result<T, Error> {
        self.check_type("find")?;
        typed(self.storage.find(&kind::<T>(), &self.options(options))?)
    }

    pub(crate) fn key_for(&self, operation: &'static str, name: &str) -> Result<ObjectKey, Error> {
        self.key_as(name).map_err(|error| error.in_operation_on(operation, &kind::<T>()))
    }

    pub(crate) fn storage(&self) -> &S {
        self.storage
    }

    fn key_as(&self, name: &str) -> Result<ObjectKey, Error> {
        let policy = self.storage.policy();
        let mut name = match policy.identifier() {
            Identifier::Name => name.parse::<NamespacedName>()?,
            Identifier::Uid => return Ok(ObjectKey::cluster(kind::<T>(), name)),
        };
        if let Some(namespace) = &self.namespace {
            if name.namespace.is_empty() {
                name.namespace.clone_from(namespace);
            }
            if name.namespace != *namespace {
                let message = format!("{name} is not in {namespace:?}, the namespace of the client");
                return Err(Error::new(ErrorKind::Invalid, message));
            }
        }
        policy.resolve(&ObjectKey::new(kind::<T>(), name))
    }

    pub(crate) fn check_type(&self, operation: &'static str) -> Result<(), Error> {
        let policy = self.storage.policy();
        let kind = kind::<T>();
        match (policy.registration(kind.gvk()), policy.serializer().scheme().of_type::<T>()) {
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
}

impl<S: Storage + ?Sized, T: HasMetadata> KindClient<'_, S, T> {
    /// Creates an object, and makes it what is stored: with its namespace, `creationTimestamp` and `resourceVersion`.
    ///
    /// # Errors
    /// Those of [`WriteStorage::create`](crate::WriteStorage::create); the object is unchanged then.
    pub fn create(&self, object: &mut T) -> Result<(), Error> {
        self.check_type("create")?;
        *object = typed(self.storage.create(&self.placed(object, "create")?)?)?;
        Ok(())
    }

    /// Replaces an object, and makes it what is stored, with its new `resourceVersion`.
    ///
    /// # Errors
    /// Those of [`WriteStorage::update`](crate::WriteStorage::update); the object is unchanged then.
    pub fn update(&self, object: &mut T) -> Result<(), Error> {
        self.check_type("update")?;
        *object = typed(self.storage.update(&self.placed(object, "update")?)?)?;
        Ok(())
    }

    /// Deletes an object, and gives the version at which it was gone.
    ///
    /// # Errors
    /// Those of [`WriteStorage::delete`](crate::WriteStorage::delete) and [`key`](Self::key).
    pub fn delete(&self, name: &str, precondition: RemovePrecondition) -> Result<Version, Error> {
        self.check_type("delete")?;
        self.storage.delete(&self.key_for("delete", name)?, precondition)
    }

    /// A copy of the object in the namespace of this client.
    pub(crate) fn placed(&self, object: &T, operation: &'static str) -> Result<T, Error> {
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

#[cfg(feature = "watch")]
impl<S: EventStorage + ?Sized, T: HasMetadata> KindClient<'_, S, T> {
    /// Begins to tell what becomes of the objects: those of the client's namespace, if it has one.
    ///
    /// # Errors
    /// Those of [`EventStorage::watch`].
    pub fn watch(&self, options: WatchOptions) -> Result<Watch<T>, Error> {
        self.check_type("watch")?;
        let options = match &self.namespace {
            Some(namespace) => options.in_namespace(namespace),
            None => options,
        };
        let watch = self.storage.watch(&kind::<T>(), options)?;
        Ok(watch.typed(|event| event.downcast().ok().ok_or_else(other_type::<T>)))
    }
}

fn kind<T: HasMetadata>() -> KindKey {
    KindKey::new(T::RESOURCE.gvk())
}

pub(crate) fn typed<T: HasMetadata>(object: Box<dyn AnyObject>) -> Result<T, Error> {
    object.downcast::<T>().ok().map(|object| *object).ok_or_else(other_type::<T>)
}

fn other_type<T: HasMetadata>() -> Error {
    let message = format!("the scheme has another type for the kind than {}", T::RESOURCE.type_name);
    Error::new(ErrorKind::Unsupported, message)
}

impl<S: ?Sized, T> Clone for KindClient<'_, S, T> {
    fn clone(&self) -> Self {
        Self { storage: self.storage, namespace: self.namespace.clone(), marker: PhantomData }
    }
}

impl<S: fmt::Debug + ?Sized, T: HasMetadata> fmt::Debug for KindClient<'_, S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KindClient")
            .field("kind", &T::RESOURCE.gvk())
            .field("namespace", &self.namespace)
            .field("storage", &self.storage)
            .finish()
    }
}
