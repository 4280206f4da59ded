//! Objects in files that a mapping names.

mod table;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use libgitops_core::codec::ContentType;
use libgitops_core::key::{KindKey, ObjectKey};
use rustix::fs::FileType;

use crate::error::{Error, ErrorKind};
use crate::fs::Durability;
use crate::fs::calls::Kernel;
use crate::fs::engine::Engine;
use crate::fs::root::Root;
use crate::layout::{Layout, Place, UnversionedKey, id_of, key_of_id};
use crate::manifest::Placement;
use crate::options::{ListOptions, Precondition, RemovePrecondition};
use crate::paging::{self, Entry};
use crate::precondition;
use crate::raw::{Page, RawInfo, RawObject, RawStorage, Written, path_below};
use crate::version::Version;
use table::Mappings;

/// How a storage on mapped files is opened.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct MappedOptions {
    /// Which file a new object gets that no file is mapped to. Without a placement that is refused.
    pub placement: Option<Placement>,
    /// When a write is on the disk.
    pub durability: Durability,
}

impl MappedOptions {
    /// Only files that are mapped, durable writes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Maps a new object to the file that the placement says.
    #[must_use]
    pub fn with_placement(mut self, placement: Placement) -> Self {
        self.placement = Some(placement);
        self
    }

    /// The same with this durability.
    #[must_use]
    pub fn with_durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }
}

/// Objects as files below a directory, of which a mapping says which object has which.
///
/// It is for programs that know where each object is: from flags, a table, or a search of their own. Whoever wants objects
/// to be found in whatever files there are, and several in one file, takes a
/// [`ManifestRawStorage`](crate::ManifestRawStorage), which looks into the files; here nobody does, and an object is the
/// whole of its file, whatever bytes it has. Both have the locks, versions, durable writes and rules for links of
/// [`FileRawStorage`](crate::FileRawStorage), by the same code.
///
/// * **Mappings** are in memory: who opens the directory again maps the files again. They can be changed at any time, by
///   any thread, and no file changes by that.
/// * **An object that no file is mapped to** is not found, and the error says so. A create of one is refused as
///   [`Unsupported`](ErrorKind::Unsupported), or makes the mapping where a [placement](MappedOptions::placement) says which
///   file it gets.
/// * **A mapped file that is not there** is an object that is not there: it can be created. Removing an object removes its
///   file; the mapping stays.
/// * **Paths that differ in the case of letters only** are those of one object: where letters have no case, they are one
///   file. An object that is not there gives up such a path to a new one that the placement puts there.
///
/// ```
/// use libgitops_core::gvk::GroupVersionKind;
/// use libgitops_core::key::ObjectKey;
/// use libgitops_storage::{ErrorKind, MappedRawStorage, RawStorage};
///
/// # let directory = tempfile::tempdir()?;
/// # let directory = directory.path();
/// std::fs::write(directory.join("my-desk.yaml"), "watts: 40\n")?;
/// let storage = MappedRawStorage::open(directory)?;
/// let desk = ObjectKey::namespaced(GroupVersionKind::from_static("example.com", "v1", "Lamp"), "home", "desk");
/// assert_eq!(storage.read(&desk).unwrap_err().kind(), ErrorKind::NotFound);
/// storage.add_mapping(&desk, "my-desk.yaml")?;
/// assert_eq!(storage.read(&desk)?.bytes, b"watts: 40\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct MappedRawStorage {
    engine: Engine<Kernel, Mappings>,
    placement: Option<Placement>,
    /// Held by who adds or takes away mappings, so that no file gets two objects. Readers do not wait for it.
    mapping: Mutex<()>,
}

impl MappedRawStorage {
    /// Opens a directory, and makes it if it is not there. No file is mapped yet, and writes are durable.
    ///
    /// # Errors
    /// `Io` if the directory cannot be made, opened or written.
    pub fn open(directory: impl AsRef<Path>) -> Result<Self, Error> {
        Self::open_with(directory, MappedOptions::new())
    }

    /// Opens a directory as the options say, and makes it if it is not there.
    ///
    /// # Errors
    /// `Io` if the directory cannot be made, opened or written.
    pub fn open_with(directory: impl AsRef<Path>, options: MappedOptions) -> Result<Self, Error> {
        let directory = directory.as_ref();
        let opened = Root::open(directory, Kernel, options.durability);
        let engine = opened.and_then(|root| Engine::open(root, Mappings::default()));
        let engine = engine.map_err(|error| error.in_operation_at("open", directory))?;
        Ok(Self { engine, placement: options.placement, mapping: Mutex::new(()) })
    }

    /// The directory, as it was given.
    pub fn directory(&self) -> &Path {
        self.engine.root().path()
    }

    /// Says that an object has this file, which may not be there yet, and gives the file that it had before. The path is
    /// one below the directory or relative to it.
    ///
    /// # Errors
    /// `Invalid` for a key that no object can have, a path that leads out of the directory or has none of the endings
    /// `.yaml`, `.yml` and `.json`, or differs from that of another object in the case of letters only; `AlreadyExists` when
    /// the file is mapped to another object.
    pub fn add_mapping(&self, key: &ObjectKey, path: impl AsRef<Path>) -> Result<Option<PathBuf>, Error> {
        let _alone = self.mapping.lock().unwrap_or_else(PoisonError::into_inner);
        let path = path.as_ref();
        let added = self.relative(path).and_then(|path| self.engine.places.write().add(id_of(key)?, path));
        let former = added.map_err(|error| error.in_operation("add_mapping", key).at_path(path))?;
        Ok(former.map(|path| self.directory().join(path)))
    }

    /// Says that an object has no file, and gives the one that it had. The file stays as it is.
    ///
    /// # Errors
    /// `Invalid` for a key that no object can have; `NotFound` when no file is mapped to it.
    pub fn remove_mapping(&self, key: &ObjectKey) -> Result<PathBuf, Error> {
        let _alone = self.mapping.lock().unwrap_or_else(PoisonError::into_inner);
        let removed =
            id_of(key).and_then(|id| self.engine.places.write().remove(&id).ok_or_else(table::unmapped));
        let path = removed.map_err(|error| error.in_operation("remove_mapping", key))?;
        Ok(self.directory().join(path))
    }

    /// Says which objects have which files, and that no others have any.
    ///
    /// # Errors
    /// Those of [`add_mapping`](Self::add_mapping), also for a file that is given to two objects; nothing changes then.
    pub fn set_mappings<P: AsRef<Path>>(
        &self,
        mappings: impl IntoIterator<Item = (ObjectKey, P)>,
    ) -> Result<(), Error> {
        let mut table = table::Table::default();
        for (key, path) in mappings {
            let path = path.as_ref();
            let added = self.relative(path).and_then(|relative| table.add(id_of(&key)?, relative));
            added.map_err(|error| error.in_operation("set_mappings", &key).at_path(path))?;
        }
        let _alone = self.mapping.lock().unwrap_or_else(PoisonError::into_inner);
        *self.engine.places.write() = table;
        Ok(())
    }

    /// Which objects have which files.
    pub fn mappings(&self) -> Vec<(UnversionedKey, PathBuf)> {
        let table = self.engine.places.read();
        let mapped =
            table.below("").filter_map(|(id, path)| Some((key_of_id(id)?, self.directory().join(path))));
        mapped.collect()
    }

    /// Gives versions to removals by other programs.
    #[cfg(feature = "watch")]
    pub(crate) fn removals(&self, keys: &[ObjectKey]) -> Vec<Result<Version, Error>> {
        let removal = |key| self.engine.removal(key).map_err(|error: Error| error.in_operation("watch", key));
        keys.iter().map(removal).collect()
    }

    /// The path relative to the root.
    fn relative(&self, path: &Path) -> Result<String, Error> {
        let below = path_below(self.directory(), path).map(PathBuf::from);
        // What is none is told in words.
        table::checked(below.as_deref().unwrap_or(path))
    }

    /// Creates an object that no file is mapped to yet; `None` when somebody else has mapped one meanwhile.
    fn create(
        &self,
        key: &ObjectKey,
        bytes: &[u8],
        precondition: Precondition,
    ) -> Result<Option<Written>, Error> {
        let _alone = self.mapping.lock().unwrap_or_else(PoisonError::into_inner);
        let id = id_of(key)?;
        if self.engine.places.read().path(&id).is_some() {
            return Ok(None);
        }
        if matches!(precondition, Precondition::Present | Precondition::Matches(_)) {
            return Err(table::unmapped());
        }
        let path = self.new_path(key)?;
        let holder =
            self.engine.places.read().holder(&path).map(|(id, spelled)| (id.to_owned(), spelled.to_owned()));
        if let Some((other, spelled)) = &holder
            && (*spelled == path || self.engine.root().stat(spelled)?.is_some())
        {
            return Err(table::taken(&path, other, spelled));
        }
        if self.engine.root().stat(&path)?.is_some() {
            let message =
                format!("the placement gives {path:?}, where there is something that is mapped to no object");
            return Err(Error::new(ErrorKind::AlreadyExists, message));
        }
        let place = Place::at(id.clone(), path.clone());
        let written = self.engine.write_at(&place, bytes, Precondition::Absent)?;
        let mut table = self.engine.places.write();
        // An object that is not there gives up a path that would be the same where letters have no case.
        holder.map(|(other, _)| table.remove(&other));
        table.add(id, path)?;
        Ok(Some(written))
    }

    /// Where the placement puts a new object.
    fn new_path(&self, key: &ObjectKey) -> Result<String, Error> {
        let placement = self.placement.as_ref().ok_or_else(|| {
            let message = "no file is mapped to the object, and no placement says which one it gets";
            Error::new(ErrorKind::Unsupported, message)
        })?;
        let (id, table) = (id_of(key)?, self.engine.places.read());
        placement.path(key, table.below(crate::layout::parent(&id)))
    }

    /// What is in the place of the objects of a kind.
    fn entries(&self, kind: &KindKey) -> Result<Vec<Entry>, Error> {
        let directory = format!("{}/", Layout::grouped().kind_directory(kind)?);
        let table = self.engine.places.read();
        let mut entries = Vec::new();
        for (id, path) in table.below(&directory) {
            let Some(key) = key_of_id(id) else { continue };
            let is_object = match self.engine.root().stat(path) {
                Ok(None) => continue,
                Ok(Some(stat)) if FileType::from_raw_mode(stat.st_mode).is_file() => Ok(()),
                Ok(Some(_)) => {
                    let message = "there is no regular file in the place of the object";
                    Err(Error::new(ErrorKind::Unsupported, message).at_path(self.engine.root().full(path)))
                }
                Err(error) => Err(error),
            };
            entries.push((key.namespaced_name().clone(), is_object));
        }
        Ok(entries)
    }

    /// Adds operation, object and path, as far as they are not known.
    fn explain(&self, error: Error, operation: &'static str, key: &ObjectKey) -> Error {
        let error = error.in_operation(operation, key);
        let path = id_of(key).ok().and_then(|id| self.engine.places.read().path(&id).map(str::to_owned));
        match path {
            Some(path) => error.at_path(self.engine.root().full(&path)),
            None => error,
        }
    }
}

impl RawStorage for MappedRawStorage {
    fn read(&self, key: &ObjectKey) -> Result<RawObject, Error> {
        self.engine.read(key).map_err(|error| self.explain(error, "read", key))
    }

    fn stat(&self, key: &ObjectKey) -> Result<RawInfo, Error> {
        let (_, found) = self.engine.get(key).map_err(|error| self.explain(error, "stat", key))?;
        Ok(found.info)
    }

    fn write(&self, key: &ObjectKey, bytes: &[u8], precondition: Precondition) -> Result<Written, Error> {
        let write = || loop {
            if self.engine.places.read().path(&id_of(key)?).is_some() {
                return self.engine.write(key, bytes, precondition);
            }
            if let Some(written) = self.create(key, bytes, precondition)? {
                return Ok(written);
            }
        };
        write().map_err(|error| self.explain(error, "write", key))
    }

    fn remove(&self, key: &ObjectKey, precondition: RemovePrecondition) -> Result<Version, Error> {
        self.engine.remove(key, precondition).map_err(|error| self.explain(error, "remove", key))
    }

    fn list(&self, kind: &KindKey, options: &ListOptions) -> Result<Page, Error> {
        let list = || {
            paging::check(options)?;
            // Taken first: what is read later has all changes up to this version.
            let version = self.engine.journal.settled_version()?;
            paging::page(kind, self.entries(kind)?, options, version)
        };
        list().map_err(|error| error.in_operation_on("list", kind))
    }

    fn content_type(&self, key: &ObjectKey) -> Result<ContentType, Error> {
        let content_type = || {
            let mapped = self.engine.places.read().path(&id_of(key)?).map(str::to_owned);
            let path = mapped.map_or_else(|| self.new_path(key), Ok)?;
            // Only such paths are mapped.
            ContentType::of_path(&path).ok_or_else(precondition::not_found)
        };
        content_type().map_err(|error| self.explain(error, "content_type", key))
    }

    fn key_for_path(&self, path: &Path) -> Option<UnversionedKey> {
        key_of_id(self.engine.places.read().id(&path_below(self.directory(), path)?)?)
    }
}
