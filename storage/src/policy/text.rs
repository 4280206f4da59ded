//! The text of an object that takes the place of a stored one.

use libgitops_core::codec::Frame;
use libgitops_core::key::ObjectKey;
use libgitops_core::meta::MetadataExt as _;
use libgitops_core::object::AnyObject;

use super::{ObjectPolicy, metadata_mut};
use crate::error::Error;

impl ObjectPolicy {
    /// The stored document with the changes of an object; what does not change keeps its lines.
    ///
    /// # Errors
    /// `Unreadable`, with every problem, for a document that somebody has broken: there is nothing that a change could be
    /// compared with, and written anew, all else that stands in it would be lost.
    pub(crate) fn text_in_place_of(
        &self,
        stored: &Frame,
        object: &dyn AnyObject,
        key: &ObjectKey,
    ) -> Result<String, Error> {
        // Fields that the type does not have stay where they are.
        let decoder = self.serializer.decoder().strict(false);
        let manifest = decoder.any_manifest(stored.clone());
        let at = |error: Error| match stored.source() {
            Some(path) => error.at_path(&**path),
            None => error,
        };
        let mut manifest = manifest.map_err(|error| at(Error::from(error).of_stored()))?;
        let mut object = object.clone_boxed();
        self.leave_to_the_place(&**manifest.object(), &mut *object, key)?;
        if manifest.object().gvk() != object.gvk() {
            let edited = manifest.with_options(self.edit).as_version(&*object);
            return Ok(edited.map_err(|error| at(error.into()))?.text);
        }
        *manifest.object_mut() = object;
        manifest.with_options(self.edit).to_text().map_err(|error| at(error.into()))
    }

    /// What the stored document does not say, since its place does, and what a storage does not write, stays so.
    fn leave_to_the_place(
        &self,
        stored: &dyn AnyObject,
        object: &mut dyn AnyObject,
        key: &ObjectKey,
    ) -> Result<(), Error> {
        let Some(stored) = stored.metadata() else { return Ok(()) };
        let metadata = metadata_mut(object)?;
        metadata.set_resource_version(stored.resource_version().unwrap_or_default());
        let namespace = metadata.namespace().unwrap_or_default();
        let is_implied = namespace == key.namespace() || namespace == self.default_namespace;
        if stored.namespace().is_none() && is_implied {
            metadata.set_namespace("");
        }
        Ok(())
    }
}
