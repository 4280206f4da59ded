//! Reading and writing the files of objects.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use libgitops_core::codec::ContentType;
use libgitops_core::key::ObjectKey;
use rustix::fs::{FileType, FlockOperation, OFlags, RawMode};

use super::calls::Calls;
use super::record::Record;
use super::root::{Root, UNFINISHED, read_all};
use super::state::State;
use crate::error::{Error, ErrorKind};
use crate::layout::{Layout, Place};
use crate::options::{Precondition, RemovePrecondition};
use crate::precondition;
use crate::raw::{Change, RawInfo, RawObject, Written};
use crate::version::{Checksum, Version};

/// A storage on files over some system calls.
#[derive(Debug)]
pub(super) struct Engine<C: Calls> {
    pub(super) root: Root<C>,
    pub(super) layout: Layout,
    /// Held by the thread that has or waits for the lock file, which keeps out other programs but not other threads.
    writer: Mutex<()>,
    state: Mutex<State>,
}

/// Without `O_NONBLOCK` a pipe in the place of a file would be waited for.
const READ: OFlags = OFlags::RDONLY.union(OFlags::NONBLOCK);

/// An open file with its extension and what that stands for.
type FoundFile = (&'static str, ContentType, OwnedFd);

/// The file of an object.
#[derive(Debug)]
struct Loaded {
    extension: &'static str,
    content_type: ContentType,
    bytes: Vec<u8>,
    mode: RawMode,
}

/// The file of an object, and its version.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) info: RawInfo,
    pub(super) bytes: Vec<u8>,
    pub(super) extension: &'static str,
    mode: RawMode,
}

impl Found {
    fn new(loaded: Loaded, version: Version, checksum: Checksum) -> Self {
        let info = RawInfo::new(version, checksum, loaded.content_type, loaded.bytes.len() as u64);
        Self { info, bytes: loaded.bytes, extension: loaded.extension, mode: loaded.mode }
    }
}

impl<C: Calls> Engine<C> {
    pub(super) fn open(root: Root<C>, layout: Layout) -> Result<Self, Error> {
        let state = Mutex::new(State::open(&root, Version::INITIAL)?);
        let engine = Self { root, layout, writer: Mutex::new(()), state };
        engine.begin()?;
        Ok(engine)
    }

    /// The object's file with its version.
    pub(super) fn get(&self, key: &ObjectKey) -> Result<(Place, Found), Error> {
        let place = self.layout.place(key)?;
        let loaded = self.load_first(&place)?.ok_or_else(precondition::not_found)?;
        // Read after the file: a writer says in the log what it is about to put in place, so the version of these
        // bytes, if they are a writer's, is there.
        let checksum = Checksum::of(&loaded.bytes);
        let known = {
            let mut state = self.state();
            state.refresh(&self.root)?;
            state.index.get(&place.id)
        };
        let found = match known {
            // That is the file which the library wrote or saw alone. Should there be another one by now, a list tells.
            Some((version, known)) if known == checksum => Found::new(loaded, version, checksum),
            _ => self.begin()?.current(&place)?.ok_or_else(precondition::not_found)?,
        };
        Ok((place, found))
    }

    pub(super) fn write(
        &self,
        key: &ObjectKey,
        bytes: &[u8],
        precondition: Precondition,
    ) -> Result<Written, Error> {
        let place = self.layout.place(key)?;
        let checksum = Checksum::of(bytes);
        let session = self.begin()?;
        let found = session.current(&place)?;
        precondition::check(precondition, found.as_ref().map(|found| found.info.version))?;
        match found {
            Some(found) if found.info.checksum == checksum => {
                Ok(Written::new(Change::Unchanged, found.info.version, checksum))
            }
            found => session.put(&place, bytes, checksum, found.as_ref()),
        }
    }

    pub(super) fn remove(&self, key: &ObjectKey, precondition: RemovePrecondition) -> Result<Version, Error> {
        let place = self.layout.place(key)?;
        let session = self.begin()?;
        let found = session.current(&place)?;
        precondition::check(precondition.into(), found.as_ref().map(|found| found.info.version))?;
        session.remove(&place, &found.ok_or_else(precondition::not_found)?)
    }

    /// The object's bytes.
    pub(super) fn read(&self, key: &ObjectKey) -> Result<RawObject, Error> {
        let (place, found) = self.get(key)?;
        let path = self.root.full(&place.file(found.extension));
        Ok(RawObject::new(found.info, found.bytes, path.to_string_lossy()))
    }

    /// The full path of the file that an object has, or would get.
    pub(super) fn path_of(&self, key: &ObjectKey) -> Result<PathBuf, Error> {
        let place = self.layout.place(key)?;
        let found = self.find_only(&place, READ)?;
        let extension = found.map_or(self.layout.content_type().extension(), |(extension, ..)| extension);
        Ok(self.root.full(&place.file(extension)))
    }

    pub(super) fn content_type(&self, key: &ObjectKey) -> Result<ContentType, Error> {
        let place = self.layout.place(key)?;
        let found = self.find_only(&place, READ)?;
        Ok(found.map_or(self.layout.content_type(), |(_, content_type, _)| content_type))
    }

    /// The last version such that no write up to it is still under way.
    pub(super) fn settled_version(&self) -> Result<Version, Error> {
        let _session = self.begin()?;
        Ok(self.state().index.last)
    }

    /// The one file of an object.
    fn load(&self, place: &Place) -> Result<Option<Loaded>, Error> {
        self.find_only(place, READ)?.map(|found| self.load_found(place, found)).transpose()
    }

    /// The first file of an object, whether or not there are others.
    fn load_first(&self, place: &Place) -> Result<Option<Loaded>, Error> {
        for (extension, content_type) in self.layout.extensions() {
            if let Some(file) = self.root.find(&place.file(extension), READ)? {
                return self.load_found(place, (extension, content_type, file)).map(Some);
            }
        }
        Ok(None)
    }

    fn load_found(&self, place: &Place, found: FoundFile) -> Result<Loaded, Error> {
        let (extension, content_type, file) = found;
        let path = || place.file(extension);
        let explain = |error: io::Error| self.root.explain("cannot read the file", &path(), error);
        let stat = rustix::fs::fstat(&file).map_err(|errno| explain(errno.into()))?;
        if !FileType::from_raw_mode(stat.st_mode).is_file() {
            let error =
                Error::new(ErrorKind::Unsupported, "there is no regular file in the place of the object");
            return Err(error.at_path(self.root.full(&path())));
        }
        let bytes = read_all(&file, stat.st_size).map_err(explain)?;
        Ok(Loaded { extension, content_type, bytes, mode: stat.st_mode & 0o7777 })
    }

    /// Opens the one file of an object. That there are two is told and never decided.
    fn find_only(&self, place: &Place, flags: OFlags) -> Result<Option<FoundFile>, Error> {
        let mut only: Option<FoundFile> = None;
        for (extension, content_type) in self.layout.extensions() {
            let Some(file) = self.root.find(&place.file(extension), flags)? else { continue };
            if let Some((first, ..)) = &only {
                let path = self.root.full(&place.file(extension));
                return Err(ambiguous(&place.file_name(first), &place.file_name(extension)).at_path(path));
            }
            only = Some((extension, content_type, file));
        }
        Ok(only)
    }

    /// A panic of another thread leaves nothing half-done here: what is remembered is read from the log.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the lock, and brings this handle up to date.
    pub(super) fn begin(&self) -> Result<Session<'_, C>, Error> {
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let lock = loop {
            let lock = Arc::clone(&self.state().lock);
            let explain =
                |error| self.root.explain("cannot lock the storage", super::state::DIRECTORY, error);
            self.root.calls.lock(lock.as_fd()).map_err(explain)?;
            let stat = rustix::fs::fstat(&*lock).map_err(|errno| explain(errno.into()))?;
            if stat.st_nlink > 0 {
                break lock;
            }
            // Somebody removed our directory. Whoever comes now must find the same lock as we do.
            let mut state = self.state();
            *state = State::open(&self.root, state.index.last)?;
        };
        let session = Session { engine: self, _writer: writer, lock };
        self.catch_up()?;
        Ok(session)
    }

    /// What the holder of the lock does first.
    fn catch_up(&self) -> Result<(), Error> {
        let mut state = self.state();
        state.recover(&self.root)?;
        state.refresh(&self.root)?;
        if state.is_lost {
            *state = State::open(&self.root, state.index.last)?;
            state.refresh(&self.root)?;
        }
        if !state.is_joined {
            state.join(&self.root)?;
        }
        state.compact(&self.root)
    }
}

pub(super) fn ambiguous(first: &str, second: &str) -> Error {
    Error::new(ErrorKind::Ambiguous, format!("{first:?} and {second:?} claim to be the same object"))
}

/// The time in which this thread holds the lock: nobody else who uses the library changes anything.
#[derive(Debug)]
pub(super) struct Session<'engine, C: Calls> {
    engine: &'engine Engine<C>,
    _writer: MutexGuard<'engine, ()>,
    lock: Arc<OwnedFd>,
}

impl<C: Calls> Drop for Session<'_, C> {
    fn drop(&mut self) {
        // It fails for no lock that is held; else the lock goes with the process.
        let _unlocked = rustix::fs::flock(&*self.lock, FlockOperation::Unlock);
    }
}

impl<C: Calls> Session<'_, C> {
    fn root(&self) -> &Root<C> {
        &self.engine.root
    }

    /// The object as it is. Bytes that the log does not know get a new version.
    fn current(&self, place: &Place) -> Result<Option<Found>, Error> {
        let Some(loaded) = self.engine.load(place)? else { return Ok(None) };
        let checksum = Checksum::of(&loaded.bytes);
        let mut state = self.engine.state();
        let version = match state.index.get(&place.id) {
            Some((version, known)) if known == checksum => version,
            _ => {
                let version = state.next(self.root())?;
                state.append(self.root(), &Record::Put(version, checksum, place.id.clone()))?;
                version
            }
        };
        Ok(Some(Found::new(loaded, version, checksum)))
    }

    fn put(
        &self,
        place: &Place,
        bytes: &[u8],
        checksum: Checksum,
        found: Option<&Found>,
    ) -> Result<Written, Error> {
        if found.is_none() {
            self.check_case(place)?;
        }
        let version = self.engine.state().next(self.root())?;
        self.engine.state().mark(self.root(), place.directory())?;
        let record = Record::Put(version, checksum, place.id.clone());
        let result = self.replace(place, bytes, &record, found);
        if result.is_ok() || self.clear_up(place) {
            self.engine.state().unmark(self.root());
        }
        let change = if found.is_some() { Change::Updated } else { Change::Created };
        result.map(|()| Written::new(change, version, checksum))
    }

    /// Writes the new file beside the old one, says so in the log, and puts it in the old one's place.
    fn replace(
        &self,
        place: &Place,
        bytes: &[u8],
        record: &Record,
        found: Option<&Found>,
    ) -> Result<(), Error> {
        let extension = found.map_or(self.engine.layout.content_type().extension(), |found| found.extension);
        let path = place.file(extension);
        let root = self.root();
        let opened = root.make_directories(place.directory())?;
        let written = root.write_unfinished(&opened.directory, bytes, found.map(|found| found.mode));
        written.map_err(|error| root.explain("cannot write the new file", &path, error))?;
        self.engine.state().append(root, record)?;
        let (directory, name) = (opened.directory.as_fd(), place.file_name(extension));
        let renamed = match found {
            Some(_) => root.calls.rename(directory, UNFINISHED, &name),
            None => root.calls.rename_new(directory, UNFINISHED, &name),
        };
        if let Err(error) = renamed {
            self.take_back(place, record, found);
            return Err(match error.kind() {
                io::ErrorKind::AlreadyExists => {
                    Error::new(ErrorKind::AlreadyExists, "another program has just made the file")
                        .at_path(root.full(&path))
                }
                _ => root.explain("cannot rename the new file", &path, error),
            });
        }
        let synced = root.sync_directories(&opened);
        synced.map_err(|error| {
            root.explain("the file is in place, and a power cut may undo that", &path, error)
        })
    }

    fn remove(&self, place: &Place, found: &Found) -> Result<Version, Error> {
        let version = self.engine.state().next(self.root())?;
        self.engine.state().mark(self.root(), place.directory())?;
        let record = Record::Removed(version, place.id.clone());
        let result = self.unlink(place, &record, found);
        self.engine.state().unmark(self.root());
        result.map(|()| version)
    }

    fn unlink(&self, place: &Place, record: &Record, found: &Found) -> Result<(), Error> {
        let root = self.root();
        let path = place.file(found.extension);
        let directory = root.find_directory(place.directory())?.ok_or_else(precondition::not_found)?;
        self.engine.state().append(root, record)?;
        if let Err(error) = root.calls.unlink(directory.as_fd(), &place.file_name(found.extension)) {
            self.take_back(place, record, Some(found));
            return Err(root.explain("cannot remove the file", &path, error));
        }
        let kept = root.remove_empty(place.directory());
        let synced = root.find_directory(kept).and_then(|kept| match kept {
            Some(kept) => {
                root.sync(kept.as_fd()).map_err(|error| root.explain("cannot sync it", &path, error))
            }
            None => Ok(()),
        });
        synced.map_err(|error| {
            let message = "the file is removed, and a power cut may undo that";
            Error::new(ErrorKind::Io, message).at_path(root.full(&path)).with_source(error)
        })
    }

    /// Says in the log that it is all as before. If that fails, the old bytes get a new version when they are read.
    fn take_back(&self, place: &Place, record: &Record, found: Option<&Found>) {
        let (Record::Base(version) | Record::Put(version, ..) | Record::Removed(version, _)) = record;
        let before = match found {
            Some(found) => Record::Put(found.info.version, found.info.checksum, place.id.clone()),
            None => Record::Removed(*version, place.id.clone()),
        };
        let _seen_as_changed = self.engine.state().append(self.root(), &before);
    }

    /// Removes what a failed write left, and says whether nothing of it is left. Else the mark stays, and the next holder
    /// of the lock tries again.
    fn clear_up(&self, place: &Place) -> bool {
        let is_clean = match self.root().find_directory(place.directory()) {
            Ok(Some(directory)) => match self.root().calls.unlink(directory.as_fd(), UNFINISHED) {
                Ok(()) => true,
                Err(error) => error.kind() == io::ErrorKind::NotFound,
            },
            Ok(None) => true,
            Err(_) => false,
        };
        self.root().remove_empty(place.directory());
        is_clean
    }

    fn check_case(&self, place: &Place) -> Result<(), Error> {
        let state = self.engine.state();
        let Some(id) = state.index.case_clash(&place.id).map(str::to_owned) else { return Ok(()) };
        drop(state);
        let other = place.of_sibling(&id);
        match self.engine.find_only(&other, READ) {
            // It was removed past the library.
            Ok(None) => Ok(()),
            _ => Err(precondition::case_clash(id.rsplit('/').next().unwrap_or_default())),
        }
    }
}
