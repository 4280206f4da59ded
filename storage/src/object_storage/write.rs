//! Writing objects: under which precondition the bytes are written.

use libgitops_core::codec::Frame;
use libgitops_core::gvk::GroupVersionKind;
use libgitops_core::key::ObjectKey;
use libgitops_core::meta::MetadataExt as _;
use libgitops_core::object::AnyObject;

use super::ObjectStorage;
use crate::error::{Error, ErrorKind};
use crate::options::{Precondition, RemovePrecondition};
use crate::policy::{keep_identity, metadata_mut};
use crate::raw::RawStorage;
use crate::storage::WriteStorage;
use crate::version::Version;

#[deny(clippy::missing_trait_methods)]
impl<R: RawStorage> WriteStorage for ObjectStorage<R> {
    fn create(&self, object: &dyn AnyObject) -> Result<Box<dyn AnyObject>, Error> {
        let (key, mut object) = self.policy.prepare("create", object)?;
        let completed = self.policy.complete_new(&mut *object);
        completed.map_err(|error| error.in_operation("create", &key))?;
        self.write_object("create", &key, object, Precondition::Absent, None)
    }

    fn update(&self, object: &dyn AnyObject) -> Result<Box<dyn AnyObject>, Error> {
        let (key, object) = self.policy.prepare("update", object)?;
        let expected = object.metadata().and_then(|metadata| metadata.resource_version());
        let expected: Result<Option<Version>, Error> = expected.map(str::parse).transpose();
        let expected = expected.map_err(|error| error.in_operation("update", &key))?;
        loop {
            let (stored, document) = self.read_document("update", &key)?;
            let version = stored.metadata.resource_version().unwrap_or_default().parse()?;
            let precondition = Precondition::Matches(expected.unwrap_or(version));
            let mut object = object.clone_boxed();
            let kept = keep_identity(&mut *object, &stored.metadata);
            kept.map_err(|error| error.in_operation("update", &key))?;
            match self.write_object("update", &key, object, precondition, Some((stored.gvk(), document))) {
                // Somebody wrote after what is stored was looked at, and the caller is content with any version.
                Err(error) if error.kind() == ErrorKind::Conflict && expected.is_none() => {}
                result => return result,
            }
        }
    }

    fn delete(&self, key: &ObjectKey, precondition: RemovePrecondition) -> Result<Version, Error> {
        let removed = self.raw.remove(&self.resolve("delete", key)?, precondition);
        removed.map_err(|error| error.in_outer_operation("delete"))
    }
}

impl<R: RawStorage> ObjectStorage<R> {
    fn write_object(
        &self,
        operation: &'static str,
        key: &ObjectKey,
        mut object: Box<dyn AnyObject>,
        precondition: Precondition,
        stored: Option<(GroupVersionKind, Frame)>,
    ) -> Result<Box<dyn AnyObject>, Error> {
        metadata_mut(&mut *object)?.set_resource_version("");
        let outer = |error: Error| error.in_outer_operation(operation);
        let text = self.text(key, &*object, stored);
        let text = text.map_err(|error| error.in_operation(operation, key).in_outer_operation(operation))?;
        let written = self.raw.write(key, text.as_bytes(), precondition).map_err(outer)?;
        metadata_mut(&mut *object)?.set_resource_version(&written.version.to_string());
        Ok(object)
    }

    /// What is written of an object, in the version and over the document that are stored, if any are.
    fn text(
        &self,
        key: &ObjectKey,
        object: &dyn AnyObject,
        stored: Option<(GroupVersionKind, Frame)>,
    ) -> Result<String, Error> {
        let (gvk, document) = stored.unzip();
        let written = self.policy.in_version_to_write(object, gvk)?;
        if let Some(document) = document {
            return self.policy.text_in_place_of(&document, &*written, key);
        }
        let content_type = self.raw.content_type(key)?;
        Ok(self.policy.serializer().encoder().to_string(&*written, content_type)?)
    }
}
