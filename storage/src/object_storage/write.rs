//! Writing objects: what is checked and completed, and under which precondition the bytes are written.

use std::any::Any;

use libgitops_core::codec::Frame;
use libgitops_core::dynamic::PartialObjectMetadata;
use libgitops_core::error as core;
use libgitops_core::key::{KindKey, ObjectKey};
use libgitops_core::meta::{MetadataExt as _, Time};
use libgitops_core::object::{AnyObject, AsObject};
use libgitops_core::scheme::Registration;
use libgitops_core::validate::Validation;

use super::{ObjectStorage, metadata_mut};
use crate::error::{Error, ErrorKind};
use crate::options::{Precondition, RemovePrecondition};
use crate::raw::RawStorage;
use crate::version::Version;

impl<R: RawStorage> ObjectStorage<R> {
    /// Creates an object, and gives it as it is stored: with its namespace, `creationTimestamp` and `resourceVersion`.
    ///
    /// An object whose type is not that of the scheme, such as a dynamic one, has to be what that type can hold.
    ///
    /// # Errors
    /// `AlreadyExists` when there is such an object; `Unrecognized` when the scheme does not know the kind; `Invalid` when
    /// the object breaks a rule or has a `resourceVersion`; `Unsupported` when it is no whole object but only metadata.
    pub fn create(&self, object: &(impl AsObject + ?Sized)) -> Result<Box<dyn AnyObject>, Error> {
        let (key, mut object) = self.prepare("create", object.as_object())?;
        self.complete_new(&mut *object).map_err(|error| error.in_operation("create", &key))?;
        self.write_object("create", &key, object, Precondition::Absent)
    }

    /// Replaces an object, and gives it as it is stored.
    ///
    /// An object with a `resourceVersion` replaces this version only, and one without any version. An object with a
    /// `uid` replaces no object with another one.
    ///
    /// # Errors
    /// `NotFound` when there is no such object; `Conflict` when somebody wrote in between, or the stored object has
    /// another `uid`; otherwise as [`create`](Self::create).
    pub fn update(&self, object: &(impl AsObject + ?Sized)) -> Result<Box<dyn AnyObject>, Error> {
        let (key, object) = self.prepare("update", object.as_object())?;
        let precondition = self.update_precondition(&key, &*object);
        let precondition = precondition.map_err(|error| error.in_operation("update", &key))?;
        self.write_object("update", &key, object, precondition)
    }

    /// Deletes an object, and gives the version at which it was gone. Whether it can be read does not matter.
    ///
    /// # Errors
    /// `NotFound` and `Conflict` as the precondition says; `Unrecognized` when the scheme does not know the kind.
    pub fn delete(&self, key: &ObjectKey, precondition: RemovePrecondition) -> Result<Version, Error> {
        let resolved = self.resolve_for("delete", key)?;
        self.raw.remove(&resolved, precondition)
    }

    /// The object in its registered type, defaulted and validated as configured, and its key.
    fn prepare(
        &self,
        operation: &'static str,
        object: &dyn AnyObject,
    ) -> Result<(ObjectKey, Box<dyn AnyObject>), Error> {
        let kind = KindKey::new(object.gvk());
        let key = self.key_of(object, &kind).map_err(|error| error.in_operation_on(operation, &kind))?;
        let prepared = self.prepare_as(object, &key);
        let object = prepared.map_err(|error| error.in_operation(operation, &key))?;
        Ok((key, object))
    }

    fn prepare_as(&self, object: &dyn AnyObject, key: &ObjectKey) -> Result<Box<dyn AnyObject>, Error> {
        let registration = self.registration(key.gvk())?;
        let mut object = self.in_registered_type(object, registration)?;
        if self.defaulting {
            self.serializer.defaulter().default(&mut *object)?;
            if self.key_of(&*object, key.kind())? != *key {
                let message = "the defaults of the kind changed the object's name or namespace";
                return Err(Error::new(ErrorKind::Invalid, message));
            }
        }
        metadata_mut(&mut *object)?.set_namespace(key.namespace());
        if self.validation {
            validate(&*object, key, registration)?;
        }
        Ok(object)
    }

    /// What a strict reader will find: an object of another type goes through its written form.
    fn in_registered_type(
        &self,
        object: &dyn AnyObject,
        registration: &Registration,
    ) -> Result<Box<dyn AnyObject>, Error> {
        if (object as &dyn Any).type_id() == registration.type_id() {
            return Ok(object.clone_boxed());
        }
        if object.is::<PartialObjectMetadata>() {
            let message = "the object is metadata only, and writing it would lose the rest";
            return Err(Error::new(ErrorKind::Unsupported, message));
        }
        let text = self.serializer.encoder().to_json(object)?;
        Ok(self.serializer.decoder().decode(&Frame::json(text))?)
    }

    fn complete_new(&self, object: &mut dyn AnyObject) -> Result<(), Error> {
        let metadata = metadata_mut(object)?;
        if metadata.resource_version().is_some() {
            let message = "the object has a resourceVersion, so it was stored before: expected none";
            return Err(Error::new(ErrorKind::Invalid, message));
        }
        if let (Some(clock), None) = (&self.clock, metadata.creation_timestamp()) {
            metadata.set_creation_timestamp(Some(Time::try_from(clock())?.to_seconds()));
        }
        Ok(())
    }

    fn update_precondition(&self, key: &ObjectKey, object: &dyn AnyObject) -> Result<Precondition, Error> {
        let metadata = object.metadata();
        let expected = metadata.and_then(|metadata| metadata.resource_version());
        let expected: Option<Version> = expected.map(str::parse).transpose()?;
        let Some(uid) = metadata.and_then(|metadata| metadata.uid()) else {
            return Ok(expected.map_or(Precondition::Present, Precondition::Matches));
        };
        let stored = self.read_meta("update", key)?;
        if let Some(other) = stored.metadata.uid().filter(|other| *other != uid) {
            let message = format!("the stored object has the uid {other:?}, and {uid:?} was expected");
            return Err(Error::new(ErrorKind::Conflict, message));
        }
        // The uid was compared in this version; in a later one it may be another.
        let compared = stored.metadata.resource_version().map(str::parse).transpose()?;
        Ok(expected.or(compared).map_or(Precondition::Present, Precondition::Matches))
    }

    fn write_object(
        &self,
        operation: &'static str,
        key: &ObjectKey,
        mut object: Box<dyn AnyObject>,
        precondition: Precondition,
    ) -> Result<Box<dyn AnyObject>, Error> {
        metadata_mut(&mut *object)?.set_resource_version("");
        let content_type = self.raw.content_type(key)?;
        let text = self.serializer.encoder().to_string(&object, content_type);
        let text = text.map_err(|error| Error::from(error).in_operation(operation, key))?;
        let written = self.raw.write(key, text.as_bytes(), precondition)?;
        metadata_mut(&mut *object)?.set_resource_version(&written.version.to_string());
        Ok(object)
    }
}

fn validate(object: &dyn AnyObject, key: &ObjectKey, registration: &Registration) -> Result<(), Error> {
    let mut validation = Validation::default();
    registration.validate(object, &mut validation);
    if validation.is_empty() {
        return Ok(());
    }
    let message = format!("{key} is invalid");
    let error = core::Error::new(core::ErrorKind::Invalid, message);
    Err(error.with_problems(validation.into_problems()).into())
}
