//! Reading objects: one or all of a kind, whole or the metadata only.

use libgitops_core::codec::Frame;
use libgitops_core::dynamic::PartialObjectMetadata;
use libgitops_core::key::{KindKey, ObjectKey};
use libgitops_core::object::{AnyObject, AsObject};

use super::ObjectStorage;
use crate::error::{Error, ErrorKind};
use crate::object_list::{ObjectList, ObjectListOptions};
use crate::options::ListOptions;
use crate::policy::{Identifier, ObjectPolicy};
use crate::raw::{RawStorage, RawStorageExt as _, Versions};
use crate::storage::{ReadStorage, versions_by_metadata};
use crate::version::{Checksum, Version};

#[deny(clippy::missing_trait_methods)]
impl<R: RawStorage> ReadStorage for ObjectStorage<R> {
    fn policy(&self) -> &ObjectPolicy {
        &self.policy
    }

    fn get(&self, key: &ObjectKey) -> Result<Box<dyn AnyObject>, Error> {
        self.read_object("get", &self.resolve("get", key)?)
    }

    fn get_meta(&self, key: &ObjectKey) -> Result<PartialObjectMetadata, Error> {
        self.read_meta("get_meta", &self.resolve("get_meta", key)?)
    }

    fn list(
        &self,
        kind: &KindKey,
        options: &ObjectListOptions,
    ) -> Result<ObjectList<Box<dyn AnyObject>>, Error> {
        self.list_by("list", kind, options, |key| self.read_object("list", key))
    }

    fn list_meta(
        &self,
        kind: &KindKey,
        options: &ObjectListOptions,
    ) -> Result<ObjectList<PartialObjectMetadata>, Error> {
        self.list_by("list_meta", kind, options, |key| self.read_meta("list_meta", key))
    }

    fn checksum(&self, key: &ObjectKey) -> Result<Checksum, Error> {
        let checksum = self.raw.checksum(&self.resolve("checksum", key)?);
        checksum.map_err(|error| error.in_outer_operation("checksum"))
    }

    fn count(&self, kind: &KindKey) -> Result<usize, Error> {
        self.policy.registration(kind.gvk()).map_err(|error| error.in_operation_on("count", kind))?;
        let all = self.raw.list_all(kind).map_err(|error| error.in_outer_operation("count"))?;
        Ok(all.keys.len())
    }

    fn version(&self, key: &ObjectKey) -> Result<Version, Error> {
        let stat = self.raw.stat(&self.resolve("version", key)?);
        Ok(stat.map_err(|error| error.in_outer_operation("version"))?.version)
    }

    fn list_versions(&self, kind: &KindKey, options: &ListOptions) -> Result<Versions, Error> {
        if self.policy.identifier() == Identifier::Uid && options.namespace.is_some() {
            // Their place does not tell the namespace.
            let versions = versions_by_metadata(self, kind, options);
            return versions.map_err(|error| error.in_outer_operation("list_versions"));
        }
        let registration = self.policy.registration(kind.gvk());
        let scope =
            registration.map_err(|error| error.in_operation_on("list_versions", kind))?.resource().scope;
        let found = self.raw.list_versions(kind, options);
        let mut found = found.map_err(|error| error.in_outer_operation("list_versions"))?;
        for (key, version) in std::mem::take(&mut found.objects) {
            let in_scope = self.policy.check_scope(&key, scope);
            let in_scope = in_scope.map_err(|error| error.in_operation("list_versions", &key));
            found.push(in_scope.map(|()| version), key);
        }
        Ok(found)
    }
}

impl<R: RawStorage> ObjectStorage<R> {
    fn read_object(&self, operation: &'static str, key: &ObjectKey) -> Result<Box<dyn AnyObject>, Error> {
        self.read_as(operation, key, |frame, version| {
            let mut object = self.policy.serializer().decoder().decode(frame)?;
            self.policy.identify(&mut *object, key, version)?;
            if object.gvk() == *key.gvk() {
                return Ok(object);
            }
            Ok(self.policy.serializer().converter().convert_into_new(object, key.gvk())?)
        })
    }

    pub(super) fn read_meta(
        &self,
        operation: &'static str,
        key: &ObjectKey,
    ) -> Result<PartialObjectMetadata, Error> {
        self.read_as(operation, key, |frame, version| {
            let mut object: PartialObjectMetadata = self.policy.serializer().decoder().decode_as(frame)?;
            self.policy.identify(&mut object, key, version)?;
            Ok(object)
        })
    }

    /// The metadata of an object, and the document that it is stored as.
    pub(super) fn read_document(
        &self,
        operation: &'static str,
        key: &ObjectKey,
    ) -> Result<(PartialObjectMetadata, Frame), Error> {
        self.read_as(operation, key, |frame, version| {
            let mut object: PartialObjectMetadata = self.policy.serializer().decoder().decode_as(frame)?;
            self.policy.identify(&mut object, key, version)?;
            Ok((object, frame.clone()))
        })
    }

    fn read_as<O>(
        &self,
        operation: &'static str,
        key: &ObjectKey,
        decode: impl FnOnce(&Frame, Version) -> Result<O, Error>,
    ) -> Result<O, Error> {
        let stored = self.raw.read(key).map_err(|error| error.in_outer_operation(operation))?;
        let (version, location) = (stored.info.version, stored.location.clone());
        decode(&stored.into_frame(), version)
            .map_err(|error| error.of_stored().in_operation(operation, key).at_path(&*location))
    }

    fn list_by<O: AsObject>(
        &self,
        operation: &'static str,
        kind: &KindKey,
        options: &ObjectListOptions,
        read: impl Fn(&ObjectKey) -> Result<O, Error>,
    ) -> Result<ObjectList<O>, Error> {
        let registration = self.policy.registration(kind.gvk());
        let scope = registration.map_err(|error| error.in_operation_on(operation, kind))?.resource().scope;
        let options = self.policy.by_place(options);
        let page = self.raw.list(kind, &options.part);
        let page = page.map_err(|error| error.in_outer_operation(operation))?;
        let mut objects = Vec::with_capacity(page.keys.len());
        let mut errors = page.errors;
        for key in &page.keys {
            let in_scope = self.policy.check_scope(key, scope);
            let in_scope = in_scope.map_err(|error| error.in_operation(operation, key));
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
}
