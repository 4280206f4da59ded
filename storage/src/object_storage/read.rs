//! Reading objects: one, all of a kind, or the only one that fits; whole or the metadata only.

use libgitops_core::codec::Frame;
use libgitops_core::dynamic::PartialObjectMetadata;
use libgitops_core::key::{KindKey, NamespacedName, ObjectKey};
use libgitops_core::meta::MetadataExt;
use libgitops_core::object::{AnyObject, AsObject};

use super::{ObjectStorage, check_scope, metadata_mut};
use crate::error::{Error, ErrorKind};
use crate::object_list::{ObjectList, ObjectListOptions};
use crate::raw::{RawStorage, RawStorageExt as _};
use crate::version::{Checksum, Version};

/// Reads the object of a key that is resolved already.
type Read<'r, O> = &'r dyn Fn(&ObjectKey) -> Result<O, Error>;

impl<R: RawStorage> ObjectStorage<R> {
    /// An object.
    ///
    /// # Errors
    /// `NotFound` when there is none; `Unrecognized` when the scheme does not know the kind; `Invalid` with every problem
    /// of the document; `Unsupported` when it is stored in another version of the kind.
    pub fn get(&self, key: &ObjectKey) -> Result<Box<dyn AnyObject>, Error> {
        let resolved = self.resolve_for("get", key)?;
        self.read_object("get", &resolved)
    }

    /// An object, if there is one.
    ///
    /// # Errors
    /// Those of [`get`](Self::get) but `NotFound`.
    pub fn get_opt(&self, key: &ObjectKey) -> Result<Option<Box<dyn AnyObject>>, Error> {
        found(self.get(key))
    }

    /// Kind and metadata of an object. The rest of the document can be of any shape and in any version of the kind.
    ///
    /// # Errors
    /// Those of [`get`](Self::get), as far as they concern the metadata.
    pub fn get_meta(&self, key: &ObjectKey) -> Result<PartialObjectMetadata, Error> {
        let resolved = self.resolve_for("get_meta", key)?;
        self.read_meta("get_meta", &resolved)
    }

    /// The objects of a kind. One that cannot be read is an error *in* the list and hides no other.
    ///
    /// # Errors
    /// `Unrecognized` when the scheme does not know the kind; `Invalid` for a continue token that no list gave; what
    /// reading the directories says.
    pub fn list(
        &self,
        kind: &KindKey,
        options: &ObjectListOptions,
    ) -> Result<ObjectList<Box<dyn AnyObject>>, Error> {
        self.list_by("list", kind, options, &|key| self.read_object("list", key))
    }

    /// Kind and metadata of the objects of a kind.
    ///
    /// # Errors
    /// Those of [`list`](Self::list).
    pub fn list_meta(
        &self,
        kind: &KindKey,
        options: &ObjectListOptions,
    ) -> Result<ObjectList<PartialObjectMetadata>, Error> {
        self.list_by("list_meta", kind, options, &|key| self.read_meta("list_meta", key))
    }

    /// The one object of a kind that the filters keep. A limit says how many entries are looked at in one go.
    ///
    /// # Errors
    /// Those of [`list`](Self::list); `NotFound` when they keep none, with the first unreadable entry as its source if
    /// there is one; `Ambiguous` when they keep several.
    pub fn find(&self, kind: &KindKey, options: &ObjectListOptions) -> Result<Box<dyn AnyObject>, Error> {
        self.find_by(kind, options, &|key| self.read_object("find", key))
    }

    /// The checksum of an object's document.
    ///
    /// # Errors
    /// `NotFound` when there is no such object; `Unrecognized` when the scheme does not know the kind.
    pub fn checksum(&self, key: &ObjectKey) -> Result<Checksum, Error> {
        let resolved = self.resolve_for("checksum", key)?;
        self.raw.checksum(&resolved)
    }

    /// How many documents of a kind there are, readable or not.
    ///
    /// # Errors
    /// Those of [`list`](Self::list).
    pub fn count(&self, kind: &KindKey) -> Result<usize, Error> {
        self.registration(kind.gvk()).map_err(|error| error.in_operation_on("count", kind))?;
        Ok(self.raw.list_all(kind)?.keys.len())
    }

    pub(super) fn resolve_for(&self, operation: &'static str, key: &ObjectKey) -> Result<ObjectKey, Error> {
        self.registration(key.gvk())
            .and_then(|registration| self.resolve(key, registration))
            .map_err(|error| error.in_operation(operation, key))
    }

    pub(super) fn read_object(
        &self,
        operation: &'static str,
        key: &ObjectKey,
    ) -> Result<Box<dyn AnyObject>, Error> {
        self.read_as(operation, key, |frame, version| {
            let mut object = self.serializer.decoder().decode(frame)?;
            identify(&mut *object, key, version)?;
            let gvk = object.gvk();
            if gvk == *key.gvk() {
                return Ok(object);
            }
            let message =
                format!("the object is stored as {gvk}, and a version is not converted to another one");
            Err(Error::new(ErrorKind::Unsupported, message))
        })
    }

    pub(super) fn read_meta(
        &self,
        operation: &'static str,
        key: &ObjectKey,
    ) -> Result<PartialObjectMetadata, Error> {
        self.read_as(operation, key, |frame, version| {
            let mut object: PartialObjectMetadata = self.serializer.decoder().decode_as(frame)?;
            identify(&mut object, key, version)?;
            Ok(object)
        })
    }

    fn read_as<O>(
        &self,
        operation: &'static str,
        key: &ObjectKey,
        decode: impl FnOnce(&Frame, Version) -> Result<O, Error>,
    ) -> Result<O, Error> {
        let stored = self.raw.read(key)?;
        let (version, location) = (stored.info.version, stored.location.clone());
        decode(&stored.into_frame(), version)
            .map_err(|error| error.in_operation(operation, key).at_path(&*location))
    }

    pub(super) fn list_by<O: AsObject>(
        &self,
        operation: &'static str,
        kind: &KindKey,
        options: &ObjectListOptions,
        read: Read<'_, O>,
    ) -> Result<ObjectList<O>, Error> {
        let registration =
            self.registration(kind.gvk()).map_err(|error| error.in_operation_on(operation, kind))?;
        let page = self.raw.list(kind, &options.part)?;
        let mut objects = Vec::with_capacity(page.keys.len());
        let mut errors = page.errors;
        for key in &page.keys {
            let in_scope = check_scope(key, registration).map_err(|error| error.in_operation(operation, key));
            match in_scope.and_then(|()| read(key)) {
                Ok(object) => objects.push(object),
                // It was removed after its key was listed.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => errors.push(error),
            }
        }
        let objects = options.filters.apply(objects, O::as_object);
        Ok(ObjectList { objects, errors, next: page.next, version: page.version })
    }

    pub(super) fn find_by<O: AsObject>(
        &self,
        kind: &KindKey,
        options: &ObjectListOptions,
        read: Read<'_, O>,
    ) -> Result<O, Error> {
        let mut options = options.clone();
        let (mut objects, mut errors) = (Vec::new(), Vec::new());
        loop {
            let page = self.list_by("find", kind, &options, read)?;
            objects.extend(page.objects);
            errors.extend(page.errors);
            match page.next {
                Some(token) if objects.len() < 2 => options = options.after(token),
                _ => break,
            }
        }
        only(objects, errors).map_err(|error| error.in_operation_on("find", kind))
    }
}

/// `None` for an error that says that there is no such object.
pub(super) fn found<O>(object: Result<O, Error>) -> Result<Option<O>, Error> {
    match object {
        Ok(object) => Ok(Some(object)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn only<O: AsObject>(objects: Vec<O>, errors: Vec<Error>) -> Result<O, Error> {
    let mut objects = objects.into_iter();
    match (objects.next(), objects.next()) {
        (Some(object), None) => Ok(object),
        (Some(first), Some(second)) => {
            let message = format!("several objects match, such as {} and {}", named(&first), named(&second));
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

fn named(object: &impl AsObject) -> String {
    let name = object.as_object().metadata().and_then(MetadataExt::namespaced_name);
    name.map_or_else(|| "one without a name".to_owned(), |name| name.to_string())
}

/// Checks that a document is of the object in whose place it is, and says in the object which one it is.
fn identify(object: &mut dyn AnyObject, key: &ObjectKey, version: Version) -> Result<(), Error> {
    let gvk = object.gvk();
    if !key.kind().equals_gvk(&gvk, false) {
        return Err(Error::new(ErrorKind::Invalid, format!("the document is of another kind: {gvk}")));
    }
    let metadata = metadata_mut(object)?;
    // A document may leave the namespace to its place.
    let namespace = metadata.namespace().unwrap_or(key.namespace());
    let name = NamespacedName::new(namespace, metadata.name().unwrap_or_default());
    if name != *key.namespaced_name() {
        let message = format!("the document is of another object: {}", ObjectKey::new(gvk, name));
        return Err(Error::new(ErrorKind::Invalid, message));
    }
    metadata.set_namespace(key.namespace());
    metadata.set_resource_version(&version.to_string());
    Ok(())
}
