//! The storage on files.

pub(crate) mod calls;
pub(crate) mod record;
pub(crate) mod root;
pub(crate) mod state;
pub(crate) mod journal;
pub(crate) mod engine;
mod listing;

use std::path::{Path, PathBuf};

use libgitops_core::codec::ContentType;
use libgitops_core::key::{KindKey, ObjectKey};

use crate::error::Error;
use crate::layout::{Layout, UnversionedKey};
use crate::options::{ListOptions, Precondition, RemovePrecondition};
use crate::raw::{Page, RawInfo, RawObject, RawStorage, Written, path_below};
use crate::version::Version;
use calls::Kernel;
use engine::Engine;
use root::Root;

/// When a write is on the disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Durability {
    /// Before it returns: files and directories are waited for (`fsync`).
    #[default]
    Synced,
    /// When the system gets to it. A killed program loses nothing, a power cut the writes of some seconds.
    Buffered,
}

/// How a storage on files is opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileOptions {
    /// Where objects have their files.
    pub layout: Layout,
    /// When a write is on the disk.
    pub durability: Durability,
}

impl FileOptions {
    /// Durable writes in this layout.
    pub fn new(layout: Layout) -> Self {
        Self { layout, durability: Durability::default() }
    }

    /// The same with this durability.
    #[must_use]
    pub fn with_durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }
}

/// Objects as files below a directory.
///
/// Any number of threads and programs can share the directory: those that use the library see each other's writes whole
/// and in one order, and what others change is seen when it is read.
///
/// * **Writing.** The new file is written beside the old one, brought to the disk and renamed, and its directory is
///   brought to the disk. After a crash there is the old file or the new one. The permissions of a file are
///   kept, and so are owner and group, as far as the program may give a file away.
/// * **Removing** takes away the object's file and directories that became empty, and nothing else.
/// * **Paths.** Everything is opened relative to the root, and no symbolic link below it is followed: an object has one
///   path. The root itself may be reached by one.
/// * **`.libgitops`** in the root holds the lock (given back by the kernel if its holder is killed), the counter of
///   versions and a log of which bytes have which version. Nothing else is written but the objects' files. If it is
///   removed, nothing is lost but versions; programs that are running go on with higher ones.
///
/// ```
/// use libgitops_core::gvk::GroupVersionKind;
/// use libgitops_core::key::ObjectKey;
/// use libgitops_storage::{FileRawStorage, Layout, Precondition, RawStorage};
///
/// # let directory = tempfile::tempdir()?;
/// # let directory = directory.path();
/// let storage = FileRawStorage::open(directory, Layout::default())?;
/// let desk = ObjectKey::namespaced(GroupVersionKind::from_static("example.com", "v1", "Lamp"), "home", "desk");
/// storage.write(&desk, b"watts: 40\n", Precondition::Absent)?;
/// assert_eq!(std::fs::read(directory.join("example.com/Lamp/home/desk.yaml"))?, b"watts: 40\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Limitations
///
/// The directory has to be writable, and on a file system with `flock` and atomic `rename`: a local one. A file that two
/// programs write of which one does not use the library is that of the later one. What a link leads to can be stored
/// only as the root of a storage of its own.
#[derive(Debug)]
pub struct FileRawStorage {
    engine: Engine<Kernel>,
}

impl FileRawStorage {
    /// Opens a directory, and makes it if it is not there. Writes are durable.
    ///
    /// # Errors
    /// `Io` if the directory cannot be made, opened or written.
    pub fn open(directory: impl AsRef<Path>, layout: Layout) -> Result<Self, Error> {
        Self::open_with(directory, FileOptions::new(layout))
    }

    /// Opens a directory as the options say, and makes it if it is not there.
    ///
    /// # Errors
    /// `Io` if the directory cannot be made, opened or written.
    pub fn open_with(directory: impl AsRef<Path>, options: FileOptions) -> Result<Self, Error> {
        let directory = directory.as_ref();
        let opened = Root::open(directory, Kernel, options.durability);
        let engine = opened.and_then(|root| Engine::open(root, options.layout));
        engine.map(|engine| Self { engine }).map_err(|error| error.in_operation_at("open", directory))
    }

    /// The directory, as it was given.
    pub fn directory(&self) -> &Path {
        self.engine.root().path()
    }

    /// The layout.
    pub fn layout(&self) -> &Layout {
        &self.engine.places
    }

    /// The path of the file that an object has, or would get.
    ///
    /// # Errors
    /// `Invalid` for a key that no object can have.
    pub fn path_of(&self, key: &ObjectKey) -> Result<PathBuf, Error> {
        self.engine.path_of(key).map_err(|error| error.in_operation("path_of", key))
    }

    /// Gives versions to removals by other programs.
    #[cfg(feature = "watch")]
    pub(crate) fn removals(&self, keys: &[ObjectKey]) -> Vec<Result<Version, Error>> {
        let removal = |key| self.engine.removal(key).map_err(|error: Error| error.in_operation("watch", key));
        keys.iter().map(removal).collect()
    }
}

impl RawStorage for FileRawStorage {
    fn read(&self, key: &ObjectKey) -> Result<RawObject, Error> {
        self.engine.read(key).map_err(|error| self.explain(error, "read", key))
    }

    fn stat(&self, key: &ObjectKey) -> Result<RawInfo, Error> {
        let (_, found) = self.engine.get(key).map_err(|error| self.explain(error, "stat", key))?;
        Ok(found.info)
    }

    fn write(&self, key: &ObjectKey, bytes: &[u8], precondition: Precondition) -> Result<Written, Error> {
        self.engine.write(key, bytes, precondition).map_err(|error| self.explain(error, "write", key))
    }

    fn remove(&self, key: &ObjectKey, precondition: RemovePrecondition) -> Result<Version, Error> {
        self.engine.remove(key, precondition).map_err(|error| self.explain(error, "remove", key))
    }

    fn list(&self, kind: &KindKey, options: &ListOptions) -> Result<Page, Error> {
        self.engine.list(kind, options).map_err(|error| error.in_operation_on("list", kind))
    }

    fn content_type(&self, key: &ObjectKey) -> Result<ContentType, Error> {
        self.engine.content_type(key).map_err(|error| self.explain(error, "content_type", key))
    }

    fn key_for_path(&self, path: &Path) -> Option<UnversionedKey> {
        self.engine.places.key_of(Path::new(&path_below(self.directory(), path)?))
    }
}

impl FileRawStorage {
    /// Adds operation, object and path, as far as they are not known.
    fn explain(&self, error: Error, operation: &'static str, key: &ObjectKey) -> Error {
        let error = error.in_operation(operation, key);
        match self.engine.places.path_of(key) {
            Ok(path) => error.at_path(self.directory().join(path)),
            Err(_) => error,
        }
    }
}

#[cfg(test)]
mod faults;
