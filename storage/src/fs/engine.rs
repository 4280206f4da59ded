//! Reading and writing the files of objects.

use std::fmt::Debug;
use std::io;
use std::os::fd::OwnedFd;
use std::path::PathBuf;

use libgitops_core::codec::ContentType;
use libgitops_core::key::ObjectKey;
use rustix::fs::{FileType, OFlags};

use super::calls::{Access, Calls};
use super::journal::{FileChange, Journal, Session};
use super::record::Record;
use super::root::{Root, read_all};
use crate::error::{Error, ErrorKind};
use crate::layout::{Layout, Place};
use crate::options::{Precondition, RemovePrecondition};
use crate::precondition;
use crate::raw::{Change, RawInfo, RawObject, Written};
use crate::version::{Checksum, Version};

/// Which file an object has.
pub(crate) trait Places: Debug + Send + Sync {
    /// The place of an object.
    ///
    /// # Errors
    /// `Invalid` for a key that no object can have; what says that it has no place.
    fn place(&self, key: &ObjectKey) -> Result<Place, Error>;

    /// The place of the object with another id, if it has one.
    fn place_of(&self, id: &str, like: &Place) -> Option<Place>;
}

impl Places for Layout {
    fn place(&self, key: &ObjectKey) -> Result<Place, Error> {
        Self::place(self, key)
    }

    fn place_of(&self, id: &str, like: &Place) -> Option<Place> {
        Some(like.of_sibling(id))
    }
}

/// A storage on files over some system calls: each object is the whole of a file, which is where `places` says.
#[derive(Debug)]
pub(crate) struct Engine<C: Calls, P = Layout> {
    pub(crate) journal: Journal<C>,
    pub(crate) places: P,
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
    access: Access,
}

/// The file of an object, and its version.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) info: RawInfo,
    pub(crate) bytes: Vec<u8>,
    pub(crate) extension: &'static str,
    access: Access,
}

impl Found {
    fn new(loaded: Loaded, version: Version, checksum: Checksum) -> Self {
        let info = RawInfo::new(version, checksum, loaded.content_type, loaded.bytes.len() as u64);
        Self { info, bytes: loaded.bytes, extension: loaded.extension, access: loaded.access }
    }
}

impl<C: Calls, P: Places> Engine<C, P> {
    pub(crate) fn open(root: Root<C>, places: P) -> Result<Self, Error> {
        Ok(Self { journal: Journal::open(root)?, places })
    }

    pub(crate) fn root(&self) -> &Root<C> {
        &self.journal.root
    }

    /// The object's file with its version.
    pub(crate) fn get(&self, key: &ObjectKey) -> Result<(Place, Found), Error> {
        let place = self.places.place(key)?;
        let Some(loaded) = self.load_first(&place)? else {
            self.root().check_there()?;
            return Err(precondition::not_found());
        };
        // Read after the file: a writer says in the log what it is about to put in place, so the version of these
        // bytes, if they are a writer's, is there.
        let checksum = Checksum::of(&loaded.bytes);
        let found = match self.journal.known(&place.id)? {
            // That is the file which the library wrote or saw alone. Should there be another one by now, a list tells.
            Some((version, known)) if known == checksum => Found::new(loaded, version, checksum),
            _ => self.current(&self.journal.begin()?, &place)?.ok_or_else(precondition::not_found)?,
        };
        Ok((place, found))
    }

    pub(crate) fn write(
        &self,
        key: &ObjectKey,
        bytes: &[u8],
        precondition: Precondition,
    ) -> Result<Written, Error> {
        self.write_at(&self.places.place(key)?, bytes, precondition)
    }

    pub(crate) fn write_at(
        &self,
        place: &Place,
        bytes: &[u8],
        precondition: Precondition,
    ) -> Result<Written, Error> {
        let session = self.journal.begin()?;
        let found = self.current(&session, place)?;
        precondition::check(precondition, found.as_ref().map(|found| found.info.version))?;
        match found {
            Some(found) if found.bytes == bytes => {
                Ok(Written::new(Change::Unchanged, found.info.version, found.info.checksum))
            }
            found => self.put(&session, place, bytes, found.as_ref()),
        }
    }

    pub(crate) fn remove(&self, key: &ObjectKey, precondition: RemovePrecondition) -> Result<Version, Error> {
        let place = self.places.place(key)?;
        let session = self.journal.begin()?;
        let found = self.current(&session, &place)?;
        precondition::check(precondition.into(), found.as_ref().map(|found| found.info.version))?;
        let found = found.ok_or_else(precondition::not_found)?;
        let version = session.next()?;
        session.remove(&FileChange {
            directory: place.directory(),
            name: &place.file_name(found.extension),
            access: Some(found.access),
            record: Record::Removed(version, place.id.clone()),
            before: before(version, &place, Some(&found)),
        })?;
        Ok(version)
    }

    /// Gives a version to the removal of an object by another program.
    #[cfg(feature = "watch")]
    pub(crate) fn removal(&self, key: &ObjectKey) -> Result<Version, Error> {
        let session = self.journal.begin()?;
        let (id, found) = match self.places.place(key) {
            Ok(place) => (place.id.clone(), self.current(&session, &place)?),
            // It has no place any more.
            Err(error) if error.kind() == ErrorKind::NotFound => (crate::layout::id_of(key)?, None),
            Err(error) => return Err(error),
        };
        precondition::check(Precondition::Absent, found.map(|found| found.info.version))?;
        session.removed(&id)
    }

    /// The object's bytes.
    pub(crate) fn read(&self, key: &ObjectKey) -> Result<RawObject, Error> {
        let (place, found) = self.get(key)?;
        let path = self.root().full(&place.file(found.extension));
        Ok(RawObject::new(found.info, found.bytes, path.to_string_lossy()))
    }

    /// The full path of the file that an object has, or would get.
    pub(crate) fn path_of(&self, key: &ObjectKey) -> Result<PathBuf, Error> {
        let place = self.places.place(key)?;
        let found = self.find_only(&place, READ)?;
        let extension = found.map_or(place.of_new().0, |(extension, ..)| extension);
        Ok(self.root().full(&place.file(extension)))
    }

    pub(crate) fn content_type(&self, key: &ObjectKey) -> Result<ContentType, Error> {
        let place = self.places.place(key)?;
        let found = self.find_only(&place, READ)?;
        Ok(found.map_or(place.of_new().1, |(_, content_type, _)| content_type))
    }

    /// The one file of an object.
    fn load(&self, place: &Place) -> Result<Option<Loaded>, Error> {
        self.find_only(place, READ)?.map(|found| self.load_found(place, found)).transpose()
    }

    /// The first file of an object, whether or not there are others.
    fn load_first(&self, place: &Place) -> Result<Option<Loaded>, Error> {
        for (extension, content_type) in place.extensions() {
            if let Some(file) = self.root().find(&place.file(extension), READ)? {
                return self.load_found(place, (extension, content_type, file)).map(Some);
            }
        }
        Ok(None)
    }

    fn load_found(&self, place: &Place, found: FoundFile) -> Result<Loaded, Error> {
        let (extension, content_type, file) = found;
        let path = || place.file(extension);
        let explain = |error: io::Error| self.root().explain("cannot read the file", &path(), error);
        let stat = rustix::fs::fstat(&file).map_err(|errno| explain(errno.into()))?;
        if !FileType::from_raw_mode(stat.st_mode).is_file() {
            let error =
                Error::new(ErrorKind::Unsupported, "there is no regular file in the place of the object");
            return Err(error.at_path(self.root().full(&path())));
        }
        let bytes = read_all(&file, stat.st_size).map_err(explain)?;
        Ok(Loaded { extension, content_type, bytes, access: Access::of(&stat) })
    }

    /// Opens the one file of an object. That there are two is told and never decided.
    fn find_only(&self, place: &Place, flags: OFlags) -> Result<Option<FoundFile>, Error> {
        let mut only: Option<FoundFile> = None;
        for (extension, content_type) in place.extensions() {
            let Some(file) = self.root().find(&place.file(extension), flags)? else { continue };
            if let Some((first, ..)) = &only {
                let path = self.root().full(&place.file(extension));
                return Err(ambiguous(&place.file_name(first), &place.file_name(extension)).at_path(path));
            }
            only = Some((extension, content_type, file));
        }
        Ok(only)
    }

    /// The object as it is. Bytes that the log does not know get a new version.
    fn current(&self, session: &Session<'_, C>, place: &Place) -> Result<Option<Found>, Error> {
        let Some(loaded) = self.load(place)? else { return Ok(None) };
        let checksum = Checksum::of(&loaded.bytes);
        let version = session.version_of(&place.id, checksum)?;
        Ok(Some(Found::new(loaded, version, checksum)))
    }

    fn put(
        &self,
        session: &Session<'_, C>,
        place: &Place,
        bytes: &[u8],
        found: Option<&Found>,
    ) -> Result<Written, Error> {
        if found.is_none() {
            self.check_case(session, place)?;
        }
        let (version, checksum) = (session.next()?, Checksum::of(bytes));
        let extension = found.map_or(place.of_new().0, |found| found.extension);
        let change = FileChange {
            directory: place.directory(),
            name: &place.file_name(extension),
            access: found.map(|found| found.access),
            record: Record::Put(version, checksum, place.id.clone()),
            before: before(version, place, found),
        };
        session.replace(&change, bytes)?;
        let change = if found.is_some() { Change::Updated } else { Change::Created };
        Ok(Written::new(change, version, checksum))
    }

    fn check_case(&self, session: &Session<'_, C>, place: &Place) -> Result<(), Error> {
        let Some(id) = session.case_clash(&place.id) else { return Ok(()) };
        let other = self.places.place_of(&id, place);
        match other.map_or(Ok(None), |other| self.find_only(&other, READ)) {
            // It was removed past the library.
            Ok(None) => Ok(()),
            _ => Err(precondition::case_clash(id.rsplit('/').next().unwrap_or_default())),
        }
    }
}

/// What the log says of an object if nothing comes of the change that is to have this version.
fn before(version: Version, place: &Place, found: Option<&Found>) -> Record {
    match found {
        Some(found) => Record::Put(found.info.version, found.info.checksum, place.id.clone()),
        None => Record::Removed(version, place.id.clone()),
    }
}

pub(super) fn ambiguous(first: &str, second: &str) -> Error {
    Error::new(ErrorKind::Ambiguous, format!("{first:?} and {second:?} claim to be the same object"))
}
