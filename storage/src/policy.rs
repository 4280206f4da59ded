//! How the objects of a storage are identified, completed and checked: the same for every storage of objects.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use libgitops_core::codec::Serializer;
use libgitops_core::edit::EditOptions;
use libgitops_core::gvk::GroupVersionKind;
use libgitops_core::key::{KindKey, NamespacedName, ObjectKey, Scope};
use libgitops_core::meta::{Metadata, MetadataExt as _};
use libgitops_core::object::AnyObject;
use libgitops_core::scheme::Registration;

use crate::error::{Error, ErrorKind};
use crate::filter::NamespaceFilter;
use crate::object_list::ObjectListOptions;
use crate::version::Version;

mod prepare;
mod text;

pub(crate) use prepare::keep_identity;

/// By what the objects of a storage are found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Identifier {
    /// By namespace and name.
    #[default]
    Name,
    /// By `metadata.uid`: the name in an object's key is its uid, and its namespace is empty, in kinds of any scope. An
    /// object can then be renamed, and two objects can have one name.
    Uid,
}

/// In which version of its kind an object is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum WrittenVersion {
    /// In the version that what is stored has already, and a new one in the version of what the caller gives.
    #[default]
    Own,
    /// In the [version that the scheme stores](libgitops_core::scheme::Scheme::storage_version), whatever it was before.
    Stored,
}

/// How the objects of a storage are identified, completed and checked.
///
/// A [`Serializer`] is one as it stands: objects are found by namespace and name, the default namespace is `default`,
/// objects are validated and not defaulted when they are written, and the system's clock gives creation timestamps.
#[derive(Clone)]
pub struct ObjectPolicy {
    serializer: Serializer,
    identifier: Identifier,
    written_version: WrittenVersion,
    default_namespace: String,
    defaulting: bool,
    validation: bool,
    clock: Option<Clock>,
    edit: EditOptions,
}

type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

impl From<Serializer> for ObjectPolicy {
    fn from(serializer: Serializer) -> Self {
        Self {
            serializer,
            identifier: Identifier::Name,
            written_version: WrittenVersion::Own,
            default_namespace: "default".to_owned(),
            defaulting: false,
            validation: true,
            clock: Some(Arc::new(SystemTime::now)),
            edit: EditOptions::default(),
        }
    }
}

impl ObjectPolicy {
    /// The policy that a serializer is as it stands.
    pub fn new(serializer: Serializer) -> Self {
        serializer.into()
    }

    /// By what objects are found.
    #[must_use]
    pub fn identified_by(mut self, identifier: Identifier) -> Self {
        self.identifier = identifier;
        self
    }

    /// In which version of its kind an object is written.
    #[must_use]
    pub fn writing(mut self, version: WrittenVersion) -> Self {
        self.written_version = version;
        self
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

    /// Says what an update may do to a text beyond changing the lines that are meant. At first it does nothing, and
    /// refuses what cannot be changed in place.
    #[must_use]
    pub fn with_edit_options(mut self, options: EditOptions) -> Self {
        self.edit = options;
        self
    }

    /// What reads and writes the documents.
    pub fn serializer(&self) -> &Serializer {
        &self.serializer
    }

    /// By what objects are found.
    pub fn identifier(&self) -> Identifier {
        self.identifier
    }

    /// The namespace of objects of namespaced kinds that name none.
    pub fn default_namespace(&self) -> &str {
        &self.default_namespace
    }

    /// The key of an object: where it is found in a storage with this policy.
    ///
    /// # Errors
    /// `Unrecognized` when the scheme does not know the kind; `Invalid` when the object has no name or, where that is
    /// what it is found by, no uid, or a namespace in cluster scope; `Unsupported` when its kind has no metadata.
    pub fn key_for(&self, object: &dyn AnyObject) -> Result<ObjectKey, Error> {
        let kind = KindKey::new(object.gvk());
        self.key_of(object, &kind).map_err(|error| error.in_operation_on("key_for", &kind))
    }

    /// The key under which a storage has the object of a key: with the default namespace where it is meant.
    ///
    /// # Errors
    /// `Unrecognized` when the scheme does not know the kind; `Invalid` for a namespace where there can be none.
    pub fn resolve(&self, key: &ObjectKey) -> Result<ObjectKey, Error> {
        let scope = self.registration(key.gvk())?.resource().scope;
        if is_in_default_namespace(scope, key.namespace()) && self.identifier == Identifier::Name {
            return Ok(ObjectKey::namespaced(key.kind().clone(), &self.default_namespace, key.name()));
        }
        self.check_scope(key, scope)?;
        Ok(key.clone())
    }

    fn key_of(&self, object: &dyn AnyObject, kind: &KindKey) -> Result<ObjectKey, Error> {
        let metadata = object.metadata().ok_or_else(no_metadata)?;
        let without = |what: &str| Error::new(ErrorKind::Invalid, format!("the object has no {what}"));
        let name = metadata.name().ok_or_else(|| without("name"))?;
        let namespace = metadata.namespace().unwrap_or_default();
        let by_name = ObjectKey::new(kind.clone(), NamespacedName::new(namespace, name));
        match self.identifier {
            Identifier::Name => self.resolve(&by_name),
            Identifier::Uid => {
                check_namespace(&by_name, self.registration(kind.gvk())?.resource().scope)?;
                let uid = metadata.uid().ok_or_else(|| without("uid, by which this storage finds it"))?;
                Ok(ObjectKey::cluster(kind.clone(), uid))
            }
        }
    }

    /// An object in the version in which it is written over what is stored in the version `stored`.
    pub(crate) fn in_version_to_write(
        &self,
        object: &dyn AnyObject,
        stored: Option<GroupVersionKind>,
    ) -> Result<Box<dyn AnyObject>, Error> {
        let given = object.gvk();
        let wanted = match self.written_version {
            WrittenVersion::Own => stored,
            WrittenVersion::Stored => {
                let stored = self.serializer.scheme().storage_version(&given.group_kind());
                stored.map(|registration| registration.resource().gvk())
            }
        };
        match wanted {
            Some(wanted) if wanted != given => {
                Ok(self.serializer.converter().convert_into_new(object.clone_boxed(), &wanted)?)
            }
            _ => Ok(object.clone_boxed()),
        }
    }

    pub(crate) fn registration(&self, gvk: &GroupVersionKind) -> Result<&'static Registration, Error> {
        Ok(self.serializer.scheme().lookup(gvk)?)
    }

    /// Refuses the key of an object that cannot be in this storage.
    pub(crate) fn check_scope(&self, key: &ObjectKey, scope: Scope) -> Result<(), Error> {
        let message = match self.identifier {
            Identifier::Uid if key.namespace().is_empty() => return Ok(()),
            Identifier::Uid => "objects are found by uid here, and a uid has no namespace".to_owned(),
            Identifier::Name if is_in_default_namespace(scope, key.namespace()) => {
                "the kind is namespaced, and the object has no namespace".to_owned()
            }
            Identifier::Name => return check_namespace(key, scope),
        };
        Err(Error::new(ErrorKind::Invalid, message))
    }

    /// Options of a list as places of objects can follow them: where objects are found by uid, their place does not tell the
    /// namespace.
    pub(crate) fn by_place(&self, options: &ObjectListOptions) -> ObjectListOptions {
        let mut options = options.clone();
        if self.identifier == Identifier::Uid
            && let Some(namespace) = options.part.namespace.take()
        {
            options.filters = options.filters.after(NamespaceFilter::new(namespace));
        }
        options
    }

    /// Checks that a document is of the object in whose place it is, and says in the object which one it is.
    pub(crate) fn identify(
        &self,
        object: &mut dyn AnyObject,
        key: &ObjectKey,
        version: Version,
    ) -> Result<(), Error> {
        let gvk = object.gvk();
        if !key.kind().equals_gvk(&gvk, false) {
            return Err(Error::new(ErrorKind::Invalid, format!("the document is of another kind: {gvk}")));
        }
        let scope = self.registration(key.gvk())?.resource().scope;
        let metadata = metadata_mut(object)?;
        match self.identifier {
            Identifier::Name => identify_by_name(metadata, key, gvk)?,
            Identifier::Uid => self.identify_by_uid(metadata, key, scope)?,
        }
        metadata.set_resource_version(&version.to_string());
        Ok(())
    }

    fn identify_by_uid(
        &self,
        metadata: &mut dyn Metadata,
        key: &ObjectKey,
        scope: Scope,
    ) -> Result<(), Error> {
        let uid = metadata.uid().unwrap_or_default();
        if uid != key.name() {
            let message = format!("the document is of another object: its uid is {uid:?}");
            return Err(Error::new(ErrorKind::Invalid, message));
        }
        if is_in_default_namespace(scope, metadata.namespace().unwrap_or_default()) {
            metadata.set_namespace(&self.default_namespace);
        }
        Ok(())
    }
}

fn is_in_default_namespace(scope: Scope, namespace: &str) -> bool {
    scope == Scope::Namespaced && namespace.is_empty()
}

/// A document may leave the namespace to its place.
fn identify_by_name(
    metadata: &mut dyn Metadata,
    key: &ObjectKey,
    gvk: GroupVersionKind,
) -> Result<(), Error> {
    let namespace = metadata.namespace().unwrap_or(key.namespace());
    let name = NamespacedName::new(namespace, metadata.name().unwrap_or_default());
    if name != *key.namespaced_name() {
        let message = format!("the document is of another object: {}", ObjectKey::new(gvk, name));
        return Err(Error::new(ErrorKind::Invalid, message));
    }
    metadata.set_namespace(key.namespace());
    Ok(())
}

/// Refuses a namespace in cluster scope.
fn check_namespace(key: &ObjectKey, scope: Scope) -> Result<(), Error> {
    if scope == Scope::Namespaced || key.namespace().is_empty() {
        return Ok(());
    }
    let namespace = key.namespace();
    let message = format!("the kind is of cluster scope, and the object has the namespace {namespace:?}");
    Err(Error::new(ErrorKind::Invalid, message))
}

pub(crate) fn metadata_mut(object: &mut dyn AnyObject) -> Result<&mut dyn Metadata, Error> {
    object.metadata_mut().ok_or_else(no_metadata)
}

fn no_metadata() -> Error {
    Error::new(ErrorKind::Unsupported, "objects without metadata have no name to be stored by")
}

impl fmt::Debug for ObjectPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObjectPolicy")
            .field("identifier", &self.identifier)
            .field("written_version", &self.written_version)
            .field("default_namespace", &self.default_namespace)
            .field("defaulting", &self.defaulting)
            .field("validation", &self.validation)
            .field("creation_timestamps", &self.clock.is_some())
            .finish_non_exhaustive()
    }
}
