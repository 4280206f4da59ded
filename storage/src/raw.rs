//! The contract of the layer of bytes.

use std::fmt;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use libgitops_core::codec::{ContentType, Frame};
use libgitops_core::key::{KindKey, ObjectKey};

use crate::error::{Error, ErrorKind};
use crate::layout::UnversionedKey;
use crate::options::{ListOptions, Precondition, RemovePrecondition};
use crate::version::{Checksum, Version};

/// Bytes found by the keys of objects.
///
/// # Contract
///
/// Implementors write these methods; users call them and those of [`RawStorageExt`], which nobody implements. The suite
/// of the feature `conformance` checks what is said here.
///
/// * An object is found by group, kind, namespace and name. The version of its kind is the caller's: keys that differ in
///   nothing else are one object.
/// * Every operation is atomic, also among programs: a reader sees the bytes of one write, and of two writes with the
///   same expectation one succeeds. A write that fails changed nothing, except that a failure after the bytes were put
///   in place (which the message says) may have made it visible and not durable.
/// * Versions rise: a write gives a version above all versions that the storage ever gave. Bytes that were changed past
///   the library get a new version when they are seen. A write of the bytes that are there already changes nothing and
///   keeps the version.
/// * Names that could mean another place than the key's are refused as [`Invalid`](ErrorKind::Invalid) by every method,
///   so that a storage can be exchanged for another one.
/// * Methods block. A storage is shared by reference among threads.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no raw storage",
    label = "this type does not implement `RawStorage`",
    note = "use `FileRawStorage`, `MemoryRawStorage` or a reference, `Box` or `Arc` of one, or implement `RawStorage` and check it with the feature `conformance`"
)]
pub trait RawStorage: fmt::Debug + Send + Sync {
    /// The object's bytes and what is known of them.
    ///
    /// # Errors
    /// `NotFound` when there is no such object.
    fn read(&self, key: &ObjectKey) -> Result<RawObject, Error>;

    /// What is known of an object without its bytes.
    ///
    /// # Errors
    /// `NotFound` when there is no such object.
    fn stat(&self, key: &ObjectKey) -> Result<RawInfo, Error>;

    /// Creates or replaces the object's bytes, which are of the key's [content type](Self::content_type).
    ///
    /// When this returns, the bytes are as durable as the storage promises.
    ///
    /// # Errors
    /// `AlreadyExists`, `NotFound` and `Conflict` as the [precondition](Precondition) says.
    fn write(&self, key: &ObjectKey, bytes: &[u8], precondition: Precondition) -> Result<Written, Error>;

    /// Removes the object, and gives the version at which it was gone.
    ///
    /// # Errors
    /// `NotFound` and `Conflict` as the [precondition](RemovePrecondition) says.
    fn remove(&self, key: &ObjectKey, precondition: RemovePrecondition) -> Result<Version, Error>;

    /// The keys of a kind's objects in the order of namespace and name, page by page.
    ///
    /// An entry that cannot be an object is an error *in* the page and hides no other entry. A page is no snapshot: of
    /// a whole walk it is certain only that an object that was there all the time is listed once.
    ///
    /// # Errors
    /// `Invalid` for a token that no page gave; a kind without objects is an empty page.
    fn list(&self, kind: &KindKey, options: &ListOptions) -> Result<Page, Error>;

    /// The objects of a [list](Self::list), each with the version that [`stat`](Self::stat) gives. An object of which that
    /// cannot be told is an error in it.
    ///
    /// This is for whoever remembers objects and wants to know which have changed. As it stands it asks for one after the
    /// other; a storage with an index knows it without reading what has not changed.
    ///
    /// # Errors
    /// Those of [`list`](Self::list).
    fn list_versions(&self, kind: &KindKey, options: &ListOptions) -> Result<Versions, Error> {
        let page = self.list(kind, options)?;
        let mut versions =
            Versions::new(Vec::with_capacity(page.keys.len()), page.errors, page.next, page.version);
        for key in page.keys {
            versions.push(self.stat(&key).map(|info| info.version), key);
        }
        Ok(versions)
    }

    /// The content type of an object, or that which it would be written in.
    ///
    /// # Errors
    /// `Invalid` for a key that no object can have.
    fn content_type(&self, key: &ObjectKey) -> Result<ContentType, Error>;

    /// The object whose bytes a path holds or would hold: a path below the storage's root or relative to it, with or
    /// without `./`. `None` for a path that is no object's. Nothing is looked at but the path.
    fn key_for_path(&self, path: &Path) -> Option<UnversionedKey>;
}

/// A path relative to a directory, as `a/b.yaml`: one that lies below the directory, or that is relative already. None if
/// it leads elsewhere, or is no text.
pub(crate) fn path_below(directory: &Path, path: &Path) -> Option<String> {
    let plain =
        |path: &Path| path.components().filter(|part| *part != Component::CurDir).collect::<PathBuf>();
    let path = plain(path);
    let relative = path.strip_prefix(plain(directory)).unwrap_or(&path);
    let part = |part: Component<'_>| match part {
        Component::Normal(name) => name.to_str().map(str::to_owned),
        _ => None,
    };
    let parts: Option<Vec<String>> = relative.components().map(part).collect();
    Some(parts?.join("/"))
}

/// What is known of stored bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct RawInfo {
    /// The version.
    pub version: Version,
    /// The checksum of the bytes.
    pub checksum: Checksum,
    /// The syntax of the bytes, as the name of the file or the storage says; the bytes are not looked at.
    pub content_type: ContentType,
    /// The number of bytes.
    pub size: u64,
}

impl RawInfo {
    /// What is known of these bytes.
    pub fn new(version: Version, checksum: Checksum, content_type: ContentType, size: u64) -> Self {
        Self { version, checksum, content_type, size }
    }
}

/// Stored bytes and what is known of them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RawObject {
    /// What is known of the bytes.
    pub info: RawInfo,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Where they come from, for messages: the path of the file.
    pub location: Arc<str>,
    /// How many line breaks of the file stand before them, for messages.
    pub lines_before: usize,
}

impl RawObject {
    /// Stored bytes.
    pub fn new(info: RawInfo, bytes: Vec<u8>, location: impl Into<Arc<str>>) -> Self {
        Self { info, bytes, location: location.into(), lines_before: 0 }
    }

    /// The same from further down in the file.
    #[must_use]
    pub fn with_lines_before(mut self, lines: usize) -> Self {
        self.lines_before = lines;
        self
    }

    /// The bytes as a document that knows where it comes from.
    pub fn into_frame(self) -> Frame {
        let frame = Frame::new(self.info.content_type, self.bytes).with_source(self.location);
        frame.with_lines_before(self.lines_before)
    }
}

/// What a write did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Written {
    /// What became of the object.
    pub change: Change,
    /// Its version now.
    pub version: Version,
    /// The checksum of its bytes now.
    pub checksum: Checksum,
}

impl Written {
    /// What a write did.
    pub fn new(change: Change, version: Version, checksum: Checksum) -> Self {
        Self { change, version, checksum }
    }
}

/// What became of an object by a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// It was not there before.
    Created,
    /// It had other bytes before.
    Updated,
    /// It had the same bytes before; its version is kept.
    Unchanged,
}

/// Part of a list.
#[derive(Debug)]
#[non_exhaustive]
pub struct Page {
    /// The objects, in the order of namespace and name.
    pub keys: Vec<ObjectKey>,
    /// What is in the place of an object and cannot be one, in the same order.
    pub errors: Vec<Error>,
    /// The token for the next page, if there is more.
    pub next: Option<String>,
    /// Every change up to this version is seen in this page; later ones may be.
    pub version: Version,
}

impl Page {
    /// Part of a list.
    pub fn new(keys: Vec<ObjectKey>, errors: Vec<Error>, next: Option<String>, version: Version) -> Self {
        Self { keys, errors, next, version }
    }
}

/// Part of a list of objects, each with its version.
#[derive(Debug)]
#[non_exhaustive]
pub struct Versions {
    /// The objects, in the order of namespace and name.
    pub objects: Vec<(ObjectKey, Version)>,
    /// Why entries cannot be told.
    pub errors: Vec<Error>,
    /// The token for the next page, if there is more.
    pub next: Option<String>,
    /// Every change up to this version is seen; later ones may be.
    pub version: Version,
}

impl Versions {
    /// Part of a list.
    pub fn new(
        objects: Vec<(ObjectKey, Version)>,
        errors: Vec<Error>,
        next: Option<String>,
        version: Version,
    ) -> Self {
        Self { objects, errors, next, version }
    }

    /// Adds what is known of an object, unless that is that it is gone by now.
    pub(crate) fn push(&mut self, version: Result<Version, Error>, key: ObjectKey) {
        match version {
            Ok(version) => self.objects.push((key, version)),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => self.errors.push(error),
        }
    }
}

/// Writes the methods of [`RawStorage`] as calls of those of `**self`.
macro_rules! forward {
    () => {
        fn read(&self, key: &ObjectKey) -> Result<RawObject, Error> {
            (**self).read(key)
        }
        fn stat(&self, key: &ObjectKey) -> Result<RawInfo, Error> {
            (**self).stat(key)
        }
        fn write(&self, key: &ObjectKey, bytes: &[u8], precondition: Precondition) -> Result<Written, Error> {
            (**self).write(key, bytes, precondition)
        }
        fn remove(&self, key: &ObjectKey, precondition: RemovePrecondition) -> Result<Version, Error> {
            (**self).remove(key, precondition)
        }
        fn list(&self, kind: &KindKey, options: &ListOptions) -> Result<Page, Error> {
            (**self).list(kind, options)
        }
        fn list_versions(&self, kind: &KindKey, options: &ListOptions) -> Result<Versions, Error> {
            (**self).list_versions(kind, options)
        }
        fn content_type(&self, key: &ObjectKey) -> Result<ContentType, Error> {
            (**self).content_type(key)
        }
        fn key_for_path(&self, path: &Path) -> Option<UnversionedKey> {
            (**self).key_for_path(path)
        }
    };
}

#[deny(clippy::missing_trait_methods)]
impl<S: RawStorage + ?Sized> RawStorage for &S {
    forward!();
}

#[deny(clippy::missing_trait_methods)]
impl<S: RawStorage + ?Sized> RawStorage for Box<S> {
    forward!();
}

#[deny(clippy::missing_trait_methods)]
impl<S: RawStorage + ?Sized> RawStorage for Arc<S> {
    forward!();
}

/// What can be said in terms of [`RawStorage`]; every storage has it, and nobody implements it.
pub trait RawStorageExt: RawStorage + sealed::Sealed {
    /// Whether there is such an object.
    ///
    /// # Errors
    /// Those of [`stat`](RawStorage::stat) but `NotFound`: that a file cannot be looked at is not that it is absent.
    fn exists(&self, key: &ObjectKey) -> Result<bool, Error> {
        match self.stat(key) {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The checksum of an object's bytes.
    ///
    /// # Errors
    /// `NotFound` when there is no such object.
    fn checksum(&self, key: &ObjectKey) -> Result<Checksum, Error> {
        Ok(self.stat(key)?.checksum)
    }

    /// All pages of a list as one.
    ///
    /// # Errors
    /// Those of [`list`](RawStorage::list).
    fn list_all(&self, kind: &KindKey) -> Result<Page, Error> {
        self.list(kind, &ListOptions::all())
    }
}

impl<S: RawStorage + ?Sized> RawStorageExt for S {}

mod sealed {
    //! Keeps [`RawStorageExt`](super::RawStorageExt) from being implemented.

    /// Every raw storage is one, and nothing else.
    pub trait Sealed {}

    impl<S: super::RawStorage + ?Sized> Sealed for S {}
}
