//! The contract of storages of objects: reading, writing, and what can be said in terms of them.

use std::fmt;
use std::sync::Arc;

use libgitops_core::codec::Serializer;
use libgitops_core::dynamic::PartialObjectMetadata;
use libgitops_core::key::{KindKey, ObjectKey};
use libgitops_core::meta::MetadataExt;
use libgitops_core::object::{AnyObject, AsObject, HasMetadata};

use crate::error::{Error, ErrorKind};
use crate::kind_client::KindClient;
use crate::object_list::{ObjectList, ObjectListOptions};
use crate::options::{ListOptions, RemovePrecondition};
use crate::policy::ObjectPolicy;
use crate::raw::Versions;
use crate::version::{Checksum, Version};

/// Objects that can be read.
///
/// # Contract
///
/// Implementors write these methods; users call them and those of [`ReadStorageExt`], which nobody implements. The suite
/// of the feature `conformance` checks what is said here.
///
/// * An object is found by its group and kind and, as the [policy](Self::policy) says, by namespace and name or by uid.
///   In namespaced kinds an empty namespace stands for the policy's default one; an object of cluster scope has none.
/// * `resourceVersion` is the [`Version`] of what is stored: it is set in what is returned.
/// * What cannot be read hides nothing else.
/// * Methods block. A storage is shared by reference among threads.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no storage of objects that can be read",
    label = "this type does not implement `ReadStorage`",
    note = "use `ObjectStorage`, `MemoryStorage` or a reference, `Box` or `Arc` of a storage; a raw storage becomes one by `ObjectStorage::new(raw, serializer)`"
)]
pub trait ReadStorage: fmt::Debug + Send + Sync {
    /// How objects are identified, completed and checked.
    fn policy(&self) -> &ObjectPolicy;

    /// An object.
    ///
    /// # Errors
    /// `NotFound` when there is none; `Unrecognized` when the scheme does not know the kind; `Invalid` for a key that no
    /// object can have; `Unreadable` with every problem of the document; `Unsupported` when it is stored in another version of the kind and
    /// there is no way to the one that is asked for.
    fn get(&self, key: &ObjectKey) -> Result<Box<dyn AnyObject>, Error>;

    /// Kind and metadata of an object. The rest of the document can be of any shape and in any version of the kind.
    ///
    /// # Errors
    /// Those of [`get`](Self::get), as far as they concern the metadata.
    fn get_meta(&self, key: &ObjectKey) -> Result<PartialObjectMetadata, Error>;

    /// The objects of a kind. One that cannot be read is an error *in* the list and hides no other.
    ///
    /// # Errors
    /// `Unrecognized` when the scheme does not know the kind; `Invalid` for a continue token that no list gave; what
    /// reading the directories says.
    fn list(
        &self,
        kind: &KindKey,
        options: &ObjectListOptions,
    ) -> Result<ObjectList<Box<dyn AnyObject>>, Error>;

    /// Kind and metadata of the objects of a kind.
    ///
    /// # Errors
    /// Those of [`list`](Self::list).
    fn list_meta(
        &self,
        kind: &KindKey,
        options: &ObjectListOptions,
    ) -> Result<ObjectList<PartialObjectMetadata>, Error>;

    /// The checksum of an object's document.
    ///
    /// # Errors
    /// `NotFound` when there is no such object; `Unrecognized` when the scheme does not know the kind.
    fn checksum(&self, key: &ObjectKey) -> Result<Checksum, Error>;

    /// How many documents of a kind there are, readable or not.
    ///
    /// # Errors
    /// Those of [`list`](Self::list).
    fn count(&self, kind: &KindKey) -> Result<usize, Error>;

    /// The version of an object: what says whether an object that somebody remembers is still what is stored.
    ///
    /// As it stands it reads the metadata. A storage that knows versions otherwise does not look into the document, so it
    /// gives that of an unreadable one too.
    ///
    /// # Errors
    /// Those of [`get_meta`](Self::get_meta).
    fn version(&self, key: &ObjectKey) -> Result<Version, Error> {
        version_of(&self.get_meta(key)?)
    }

    /// The objects of a list, each with its [version](Self::version).
    ///
    /// # Errors
    /// Those of [`list`](Self::list).
    fn list_versions(&self, kind: &KindKey, options: &ListOptions) -> Result<Versions, Error> {
        versions_by_metadata(self, kind, options)
    }
}

/// Objects that can be written.
///
/// # Contract
///
/// * Every operation is atomic, and of two writes that expect the same version one succeeds. A write that fails changed
///   nothing, except that it may be visible and not durable, which the message says then, or that it is
///   [`OutOfSync`](ErrorKind::OutOfSync): written, and not to every storage that follows.
/// * `resourceVersion` is expected in what is updated, and never written.
/// * Of metadata a storage writes what the caller gave, the namespace, and on create a `creationTimestamp` if there is
///   none. A `uid` is the caller's. An update keeps the stored `uid` and `creationTimestamp` if the caller gives none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no storage of objects that can be written",
    label = "this type does not implement `WriteStorage`"
)]
pub trait WriteStorage: fmt::Debug + Send + Sync {
    /// Creates an object, and gives it as it is stored: with its namespace, `creationTimestamp` and `resourceVersion`.
    ///
    /// An object whose type is not that of the scheme, such as a dynamic one, has to be what that type can hold.
    ///
    /// # Errors
    /// `AlreadyExists` when there is such an object; `Unrecognized` when the scheme does not know the kind; `Invalid` when
    /// the object breaks a rule or has a `resourceVersion`; `Unsupported` when it is no whole object but only metadata.
    fn create(&self, object: &dyn AnyObject) -> Result<Box<dyn AnyObject>, Error>;

    /// Replaces an object, and gives it as it is stored.
    ///
    /// An object with a `resourceVersion` replaces this version only, and one without any version. An object with a
    /// `uid` replaces no object with another one.
    ///
    /// # Errors
    /// `NotFound` when there is no such object; `Conflict` when somebody wrote in between, or the stored object has
    /// another `uid`; `Unreadable` when what is stored cannot be read as an object; otherwise as
    /// [`create`](Self::create).
    fn update(&self, object: &dyn AnyObject) -> Result<Box<dyn AnyObject>, Error>;

    /// Deletes an object, and gives the version at which it was gone. Whether it can be read does not matter.
    ///
    /// # Errors
    /// `NotFound` and `Conflict` as the precondition says; `Unrecognized` when the scheme does not know the kind.
    fn delete(&self, key: &ObjectKey, precondition: RemovePrecondition) -> Result<Version, Error>;
}

/// Objects that can be read and written. Whatever is a [`ReadStorage`] and a [`WriteStorage`] is one.
pub trait Storage: ReadStorage + WriteStorage {}

impl<S: ReadStorage + WriteStorage + ?Sized> Storage for S {}

/// What can be said in terms of [`ReadStorage`]; every storage has it, and nobody implements it.
pub trait ReadStorageExt: ReadStorage + sealed::Sealed {
    /// An object, if there is one.
    ///
    /// # Errors
    /// Those of [`get`](ReadStorage::get) but `NotFound`.
    fn get_opt(&self, key: &ObjectKey) -> Result<Option<Box<dyn AnyObject>>, Error> {
        found(self.get(key))
    }

    /// The one object of a kind that the filters keep. A limit says how many entries are looked at in one go.
    ///
    /// # Errors
    /// Those of [`list`](ReadStorage::list); `NotFound` when they keep none, with the first unreadable entry as its
    /// source if there is one; `Ambiguous` when they keep several.
    fn find(&self, kind: &KindKey, options: &ObjectListOptions) -> Result<Box<dyn AnyObject>, Error> {
        let mut options = options.clone();
        let (mut objects, mut errors) = (Vec::new(), Vec::new());
        loop {
            let page = self.list(kind, &options)?;
            objects.extend(page.objects);
            errors.extend(page.errors);
            match page.next {
                Some(token) if objects.len() < 2 => options = options.after(token),
                _ => break,
            }
        }
        only(objects, errors).map_err(|error| error.in_operation_on("find", kind))
    }

    /// The key of an object: where it is found in this storage.
    ///
    /// # Errors
    /// Those of [`ObjectPolicy::key_for`].
    fn key_for(&self, object: &(impl AsObject + ?Sized)) -> Result<ObjectKey, Error> {
        self.policy().key_for(object.as_object())
    }

    /// What reads and writes the documents.
    fn serializer(&self) -> &Serializer {
        self.policy().serializer()
    }

    /// The objects of one type.
    fn kind<T: HasMetadata>(&self) -> KindClient<'_, Self, T> {
        KindClient::new(self)
    }
}

impl<S: ReadStorage + ?Sized> ReadStorageExt for S {}

mod sealed {
    //! Keeps [`ReadStorageExt`](super::ReadStorageExt) from being implemented.

    /// Every storage that can be read is one, and nothing else.
    pub trait Sealed {}

    impl<S: super::ReadStorage + ?Sized> Sealed for S {}
}

/// Implements the contract for a pointer to a storage as calls of the methods of `**self`.
macro_rules! forward {
    ($pointer:ty) => {
        #[deny(clippy::missing_trait_methods)]
        impl<S: ReadStorage + ?Sized> ReadStorage for $pointer {
            fn policy(&self) -> &ObjectPolicy {
                (**self).policy()
            }
            fn get(&self, key: &ObjectKey) -> Result<Box<dyn AnyObject>, Error> {
                (**self).get(key)
            }
            fn get_meta(&self, key: &ObjectKey) -> Result<PartialObjectMetadata, Error> {
                (**self).get_meta(key)
            }
            fn list(
                &self,
                kind: &KindKey,
                options: &ObjectListOptions,
            ) -> Result<ObjectList<Box<dyn AnyObject>>, Error> {
                (**self).list(kind, options)
            }
            fn list_meta(
                &self,
                kind: &KindKey,
                options: &ObjectListOptions,
            ) -> Result<ObjectList<PartialObjectMetadata>, Error> {
                (**self).list_meta(kind, options)
            }
            fn checksum(&self, key: &ObjectKey) -> Result<Checksum, Error> {
                (**self).checksum(key)
            }
            fn count(&self, kind: &KindKey) -> Result<usize, Error> {
                (**self).count(kind)
            }
            fn version(&self, key: &ObjectKey) -> Result<Version, Error> {
                (**self).version(key)
            }
            fn list_versions(&self, kind: &KindKey, options: &ListOptions) -> Result<Versions, Error> {
                (**self).list_versions(kind, options)
            }
        }

        #[deny(clippy::missing_trait_methods)]
        impl<S: WriteStorage + ?Sized> WriteStorage for $pointer {
            fn create(&self, object: &dyn AnyObject) -> Result<Box<dyn AnyObject>, Error> {
                (**self).create(object)
            }
            fn update(&self, object: &dyn AnyObject) -> Result<Box<dyn AnyObject>, Error> {
                (**self).update(object)
            }
            fn delete(&self, key: &ObjectKey, precondition: RemovePrecondition) -> Result<Version, Error> {
                (**self).delete(key, precondition)
            }
        }
    };
}

forward!(&S);
forward!(Box<S>);
forward!(Arc<S>);

/// The version that a stored object says it is in.
pub(crate) fn version_of(object: &dyn AnyObject) -> Result<Version, Error> {
    object.metadata().and_then(|metadata| metadata.resource_version()).unwrap_or_default().parse()
}

/// Versions of objects as their metadata tell them.
pub(crate) fn versions_by_metadata<S: ReadStorage + ?Sized>(
    storage: &S,
    kind: &KindKey,
    options: &ListOptions,
) -> Result<Versions, Error> {
    let options = ObjectListOptions { part: options.clone(), ..ObjectListOptions::all() };
    let list = storage.list_meta(kind, &options)?;
    let mut versions = Versions::new(Vec::new(), list.errors, list.next, list.version);
    for object in &list.objects {
        let key = storage.policy().key_for(object)?.with_kind(kind.clone());
        versions.push(version_of(object), key);
    }
    Ok(versions)
}

/// `None` for an error that says that there is no such object.
pub(crate) fn found<O>(object: Result<O, Error>) -> Result<Option<O>, Error> {
    match object {
        Ok(object) => Ok(Some(object)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn only(objects: Vec<Box<dyn AnyObject>>, errors: Vec<Error>) -> Result<Box<dyn AnyObject>, Error> {
    let mut objects = objects.into_iter();
    match (objects.next(), objects.next()) {
        (Some(object), None) => Ok(object),
        (Some(first), Some(second)) => {
            let message =
                format!("several objects match, such as {} and {}", named(&*first), named(&*second));
            Err(Error::new(ErrorKind::Ambiguous, message))
        }
        (None, _) => {
            let count = errors.len();
            let none = |message: String| Error::new(ErrorKind::NotFound, message);
            match errors.into_iter().next() {
                None => Err(none("no object matches".to_owned())),
                Some(error) => {
                    Err(none(format!("no object matches, and {count} could not be read")).with_source(error))
                }
            }
        }
    }
}

fn named(object: &dyn AnyObject) -> String {
    let name = object.metadata().and_then(MetadataExt::namespaced_name);
    name.map_or_else(|| "one without a name".to_owned(), |name| name.to_string())
}
