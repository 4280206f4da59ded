//! What is checked and completed of an object before it is written.

use std::any::Any;

use libgitops_core::codec::Frame;
use libgitops_core::dynamic::PartialObjectMetadata;
use libgitops_core::error as core;
use libgitops_core::key::{KindKey, ObjectKey};
use libgitops_core::meta::{Metadata, MetadataExt as _, Time};
use libgitops_core::object::AnyObject;
use libgitops_core::scheme::Registration;
use libgitops_core::validate::Validation;

use super::{ObjectPolicy, is_in_default_namespace, metadata_mut};
use crate::error::{Error, ErrorKind};

impl ObjectPolicy {
    /// The object in its registered type, defaulted and validated as configured, and its key.
    pub(crate) fn prepare(
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
                let message = "the defaults of the kind changed what the object is found by";
                return Err(Error::new(ErrorKind::Invalid, message));
            }
        }
        let scope = registration.resource().scope;
        let metadata = metadata_mut(&mut *object)?;
        if is_in_default_namespace(scope, metadata.namespace().unwrap_or_default()) {
            metadata.set_namespace(&self.default_namespace);
        }
        if self.validation {
            validate(&*object, registration)?;
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

    /// What a storage adds to an object that is new to it.
    pub(crate) fn complete_new(&self, object: &mut dyn AnyObject) -> Result<(), Error> {
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
}

/// What an object keeps for as long as it exists: a caller who leaves it out does not mean to take it away
/// (`ValidateObjectMetaUpdate` of apimachinery).
///
/// # Errors
/// `Conflict` when the stored object has another uid: it is another object of the same name.
pub(crate) fn keep_identity(object: &mut dyn AnyObject, stored: &dyn Metadata) -> Result<(), Error> {
    let metadata = metadata_mut(object)?;
    match (metadata.uid(), stored.uid()) {
        (Some(uid), Some(other)) if uid != other => {
            let message = format!("the stored object has the uid {other:?}, and {uid:?} was expected");
            return Err(Error::new(ErrorKind::Conflict, message));
        }
        (None, Some(stored)) => metadata.set_uid(stored),
        _ => {}
    }
    if metadata.creation_timestamp().is_none() {
        metadata.set_creation_timestamp(stored.creation_timestamp());
    }
    Ok(())
}

/// Which object it is, the operation says.
fn validate(object: &dyn AnyObject, registration: &Registration) -> Result<(), Error> {
    let mut validation = Validation::default();
    registration.validate(object, &mut validation);
    if validation.is_empty() {
        return Ok(());
    }
    let error = core::Error::new(core::ErrorKind::Invalid, "the object is invalid");
    Err(error.with_problems(validation.into_problems()).into())
}
