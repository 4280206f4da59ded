//! Reading and writing single documents of the files of a tree.

use std::path::{Path, PathBuf};
#[cfg(test)]
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use libgitops_core::codec::{ContentType, Frame, FrameLimits, FrameReader, FrameWriter};
use libgitops_core::key::ObjectKey;

use super::document::{checksum_of, is_pointer, not_whole};
use super::index::{Index, Place};
use super::options::ManifestOptions;
use super::scan::{ReadFile, Scanner};
use crate::error::{Error, ErrorKind};
use crate::fs::calls::{Access, Kernel};
use crate::fs::journal::{FileChange, Journal, Session};
use crate::fs::record::Record;
use crate::fs::root::Root;
use crate::layout::{id_of, parent};
use crate::options::{Precondition, RemovePrecondition};
use crate::policy::ObjectPolicy;
use crate::precondition;
use crate::raw::{Change, RawInfo, RawObject, Written};
use crate::version::{Checksum, Version};

/// How often a file is read again that somebody changes all the time.
const TRIES: usize = 16;

/// A tree of manifests.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) journal: Journal<Kernel>,
    pub(super) policy: ObjectPolicy,
    pub(super) options: ManifestOptions,
    /// By which it is told whether a file was changed too lately for its stamp to be relied on.
    clock: fn() -> SystemTime,
    index: Mutex<Index>,
    #[cfg(test)]
    pub(super) files_read: AtomicUsize,
}

/// A document of a file, as it is on the disk.
pub(super) struct Loaded {
    place: Place,
    file: ReadFile,
    frames: Vec<Frame>,
}

impl Loaded {
    fn frame(&self) -> Result<&Frame, Error> {
        // The place was found in these frames.
        self.frames.get(self.place.frame).ok_or_else(precondition::not_found)
    }

    fn info(&self, version: Version) -> Result<RawInfo, Error> {
        let frame = self.frame()?;
        let size = frame.bytes().len() as u64;
        Ok(RawInfo::new(version, self.place.checksum, frame.content_type(), size))
    }
}

impl Tree {
    pub(super) fn open(
        directory: &Path,
        policy: ObjectPolicy,
        options: ManifestOptions,
        clock: fn() -> SystemTime,
    ) -> Result<Self, Error> {
        let root = Root::open(directory, Kernel, options.durability)?;
        let tree = Self {
            journal: Journal::open(root)?,
            policy,
            options,
            clock,
            index: Mutex::default(),
            #[cfg(test)]
            files_read: AtomicUsize::new(0),
        };
        tree.scan();
        Ok(tree)
    }

    pub(super) fn root(&self) -> &Root<Kernel> {
        &self.journal.root
    }

    fn scanner(&self) -> Scanner<'_, Kernel> {
        Scanner {
            root: self.root(),
            policy: &self.policy,
            options: &self.options,
            clock: self.clock,
            #[cfg(test)]
            files_read: &self.files_read,
        }
    }

    /// A panic of another thread leaves at most a file out of date, which the next look at it mends.
    pub(super) fn index(&self) -> MutexGuard<'_, Index> {
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn scan(&self) {
        self.scanner().scan(&mut self.index());
    }

    /// The document of an object as it is on the disk, if there is one.
    ///
    /// # Errors
    /// `Ambiguous` when it is in two places.
    fn load(&self, id: &str) -> Result<Option<Loaded>, Error> {
        if self.index().places(id).is_empty() {
            self.scan();
        }
        let loaded = self.load_known(id)?;
        if loaded.is_none() {
            self.root().check_there()?;
        }
        Ok(loaded)
    }

    /// The same for an object that is where the last look at the tree saw it, or was nowhere then.
    fn load_known(&self, id: &str) -> Result<Option<Loaded>, Error> {
        for _ in 0..TRIES {
            let places = self.index().places(id).to_vec();
            let place = match places.as_slice() {
                [] => return self.lost(id).map_or(Ok(None), Err),
                [place] => place,
                [first, second, ..] => {
                    let before = (first.clone(), second.clone());
                    self.refresh(&[&before.0.path, &before.1.path]);
                    if self.index().places(id).len() > 1 {
                        return Err(self.ambiguous(&before.0, &before.1));
                    }
                    continue;
                }
            };
            match self.load_place(place)? {
                Some(loaded) => return Ok(Some(loaded)),
                None => self.refresh(&[&place.path]),
            }
            if self.index().places(id).is_empty() {
                // It may have moved to another file.
                self.scan();
            }
        }
        let error = Error::new(ErrorKind::Io, "somebody changes the file all the time");
        let path = self.index().places(id).first().map(|place| self.root().full(&place.path));
        Err(match path {
            Some(path) => error.at_path(path),
            None => error,
        })
    }

    /// Why nobody knows whether an object is there: it was in a file that can no longer be read.
    fn lost(&self, id: &str) -> Option<Error> {
        let index = self.index();
        let (_, path, mistake) = index.lost().find(|(lost, ..)| ***lost == *id)?;
        Some(mistake.to_error().at_path(self.root().full(path)))
    }

    fn refresh(&self, paths: &[&str]) {
        let mut index = self.index();
        for path in paths {
            self.scanner().refresh(&mut index, path);
        }
    }

    /// The document in a place; `None` if the file has changed.
    fn load_place(&self, place: &Place) -> Result<Option<Loaded>, Error> {
        let Some(file) = self.scanner().read(&place.path)? else { return Ok(None) };
        // The other documents count too: one of them may claim to be the same object by now.
        let checksum = Checksum::of(&file.bytes);
        if self.index().file(&place.path).is_none_or(|known| known.checksum != checksum) {
            return Ok(None);
        }
        let frames = self.frames(&place.path, &file.bytes);
        let is_same = frames.get(place.frame).is_some_and(|frame| checksum_of(frame) == place.checksum);
        Ok(is_same.then(|| Loaded { place: place.clone(), file, frames }))
    }

    fn frames(&self, path: &str, bytes: &[u8]) -> Vec<Frame> {
        if is_pointer(bytes) {
            return Vec::new();
        }
        let content_type = ContentType::of_path(path).unwrap_or(ContentType::Yaml);
        let source = self.root().full(path);
        let reader = FrameReader::new(content_type, bytes);
        reader.with_source(source.to_string_lossy()).keep_empty(true).map_while(Result::ok).collect()
    }

    pub(super) fn ambiguous(&self, first: &Place, second: &Place) -> Error {
        let message = if first.path == second.path {
            format!("two documents of {:?} claim to be the same object", first.path)
        } else {
            format!("{:?} and {:?} claim to be the same object", first.path, second.path)
        };
        Error::new(ErrorKind::Ambiguous, message).at_path(self.root().full(&first.path))
    }

    pub(super) fn read(&self, key: &ObjectKey) -> Result<RawObject, Error> {
        let (info, loaded) = self.get(key)?;
        let frame = loaded.frame()?;
        let location = self.root().full(&loaded.place.path).to_string_lossy().into_owned();
        Ok(RawObject::new(info, frame.bytes().to_vec(), location).with_lines_before(frame.lines_before()))
    }

    pub(super) fn get(&self, key: &ObjectKey) -> Result<(RawInfo, Loaded), Error> {
        let id = id_of(key)?;
        let loaded = self.load(&id)?.ok_or_else(precondition::not_found)?;
        let checksum = loaded.place.checksum;
        match self.journal.known(&id)? {
            Some((version, known)) if known == checksum => Ok((loaded.info(version)?, loaded)),
            _ => {
                let session = self.journal.begin()?;
                let loaded = self.load(&id)?.ok_or_else(precondition::not_found)?;
                let version = session.version_of(&id, loaded.place.checksum)?;
                Ok((loaded.info(version)?, loaded))
            }
        }
    }

    pub(super) fn content_type(&self, key: &ObjectKey) -> Result<ContentType, Error> {
        let id = id_of(key)?;
        let path = match self.load(&id)? {
            Some(loaded) => PathBuf::from(&*loaded.place.path),
            None => self.new_place(key)?.into(),
        };
        Ok(path.to_str().and_then(ContentType::of_path).unwrap_or(ContentType::Yaml))
    }

    /// The path of the file that an object is in, or would get, relative to the root.
    pub(super) fn path_of(&self, key: &ObjectKey) -> Result<String, Error> {
        match self.load(&id_of(key)?)? {
            Some(loaded) => Ok(loaded.place.path.to_string()),
            None => self.new_place(key),
        }
    }

    /// Where a new object gets its document.
    fn new_place(&self, key: &ObjectKey) -> Result<String, Error> {
        let (id, index) = (id_of(key)?, self.index());
        let kin = index.of_kind(parent(&id));
        let kin = kin.flat_map(|(id, places)| places.iter().map(move |place| (&**id, &*place.path)));
        let path = self.options.placement.path(key, kin)?;
        // Beside what is there, as it would be where letters have no case: in a clone of this tree elsewhere, say.
        Ok(index.whatever_case(&path).map_or(path, ToString::to_string))
    }

    pub(super) fn write(
        &self,
        key: &ObjectKey,
        bytes: &[u8],
        precondition: Precondition,
    ) -> Result<Written, Error> {
        let id = id_of(key)?;
        let session = self.journal.begin()?;
        let found = self.load(&id)?;
        let version =
            found.as_ref().map(|found| session.version_of(&id, found.place.checksum)).transpose()?;
        precondition::check(precondition, version)?;
        match found.zip(version) {
            Some((found, version)) => self.replace(&session, &id, &found, version, bytes),
            None => self.create(&session, key, &id, bytes),
        }
    }

    fn replace(
        &self,
        session: &Session<'_, Kernel>,
        id: &str,
        found: &Loaded,
        version: Version,
        bytes: &[u8],
    ) -> Result<Written, Error> {
        let old = found.frame()?;
        self.check_whole(&found.place.path, &found.file, &found.frames)?;
        let mut frames = found.frames.clone();
        if let Some(frame) = frames.get_mut(found.place.frame) {
            *frame = Frame::new(old.content_type(), bytes);
        }
        let text = compose(&found.place.path, &frames)?;
        if text == found.file.bytes {
            return Ok(Written::new(Change::Unchanged, version, found.place.checksum));
        }
        let before = Record::Put(version, found.place.checksum, id.to_owned());
        let access = Some(found.file.access);
        let (version, checksum) = self.put(session, &found.place.path, id, &text, access, before)?;
        Ok(Written::new(Change::Updated, version, checksum))
    }

    fn create(
        &self,
        session: &Session<'_, Kernel>,
        key: &ObjectKey,
        id: &str,
        bytes: &[u8],
    ) -> Result<Written, Error> {
        let path = self.new_place(key)?;
        let content_type = ContentType::of_path(&path).unwrap_or(ContentType::Yaml);
        let file = self.scanner().read(&path)?;
        let mut frames = file.as_ref().map_or_else(Vec::new, |file| self.frames(&path, &file.bytes));
        file.as_ref().map_or(Ok(()), |file| self.check_whole(&path, file, &frames))?;
        frames.push(Frame::new(content_type, bytes));
        let text = compose(&path, &frames)?;
        let before = Record::Removed(session.last(), id.to_owned());
        let access = file.as_ref().map(|file| file.access);
        let (version, checksum) = self.put(session, &path, id, &text, access, before)?;
        Ok(Written::new(Change::Created, version, checksum))
    }

    /// Puts a file in place in which a document of the object `id` is new or another one.
    fn put(
        &self,
        session: &Session<'_, Kernel>,
        path: &str,
        id: &str,
        text: &[u8],
        access: Option<Access>,
        before: Record,
    ) -> Result<(Version, Checksum), Error> {
        self.check_writable(path)?;
        let checksum = self.check_text(path, id, text)?;
        let version = session.next()?;
        let record = Record::Put(version, checksum, id.to_owned());
        let name = path.rsplit('/').next().unwrap_or_default();
        session.replace(&FileChange { directory: parent(path), name, access, record, before }, text)?;
        self.refresh(&[path]);
        Ok((version, checksum))
    }

    /// Checks that a new text of a file has the documents of all objects that the old one has, and one of this object, and
    /// gives the checksum of that.
    fn check_text(&self, path: &str, id: &str, text: &[u8]) -> Result<Checksum, Error> {
        let documents = self.scanner().documents(path, text);
        let mut ids: Vec<&str> = documents.found.iter().map(|found| found.id.as_str()).collect();
        let index = self.index();
        let mut expected: Vec<&str> =
            index.ids(path).iter().map(|id| &**id).filter(|known| *known != id).collect();
        expected.push(id);
        ids.sort_unstable();
        expected.sort_unstable();
        let found = documents.found.iter().find(|found| found.id == id);
        match found {
            Some(found) if ids == expected => Ok(found.checksum),
            _ => {
                let message = "what is to be written is not one document of this object";
                Err(Error::new(ErrorKind::Invalid, message).at_path(self.root().full(path)))
            }
        }
    }

    /// A file is written from its frames, so they have to be all of it.
    fn check_whole(&self, path: &str, file: &ReadFile, frames: &[Frame]) -> Result<(), Error> {
        if frames.iter().map(|frame| frame.bytes().len()).sum::<usize>() == file.bytes.len() {
            return Ok(());
        }
        let index = self.index();
        let mistakes = index.file(path).map_or(&[][..], |file| &file.mistakes);
        Err(not_whole(self.root().full(path), mistakes))
    }

    /// Nothing is written to where a link leads, nor to where nobody looks.
    fn check_writable(&self, path: &str) -> Result<(), Error> {
        self.scanner().check_seen(path)?;
        let stat = self.root().stat(path)?;
        let is_link =
            |stat: &rustix::fs::Stat| rustix::fs::FileType::from_raw_mode(stat.st_mode).is_symlink();
        if stat.as_ref().is_some_and(is_link) {
            let message = "the file is a symbolic link, and nothing is written to where one leads";
            return Err(Error::new(ErrorKind::Unsupported, message).at_path(self.root().full(path)));
        }
        Ok(())
    }

    pub(super) fn remove(&self, key: &ObjectKey, precondition: RemovePrecondition) -> Result<Version, Error> {
        let id = id_of(key)?;
        let session = self.journal.begin()?;
        let found = self.load(&id)?;
        let version =
            found.as_ref().map(|found| session.version_of(&id, found.place.checksum)).transpose()?;
        precondition::check(precondition.into(), version)?;
        let (found, old) = found.zip(version).ok_or_else(precondition::not_found)?;
        self.check_writable(&found.place.path)?;
        self.check_whole(&found.place.path, &found.file, &found.frames)?;
        let version = session.next()?;
        let path = Arc::clone(&found.place.path);
        let change = FileChange {
            directory: parent(&path),
            name: path.rsplit('/').next().unwrap_or_default(),
            access: Some(found.file.access),
            record: Record::Removed(version, id.clone()),
            before: Record::Put(old, found.place.checksum, id.clone()),
        };
        let mut frames = found.frames;
        frames.remove(found.place.frame);
        if frames.iter().all(Frame::is_empty) {
            session.remove(&change)?;
        } else {
            session.replace(&change, &compose(&path, &frames)?)?;
        }
        self.refresh(&[&path]);
        self.index().forget(&path, &id);
        Ok(version)
    }

    /// Gives a version to the removal of an object by another program, as the last look at the tree saw it.
    #[cfg(feature = "watch")]
    pub(super) fn removal(&self, key: &ObjectKey) -> Result<Version, Error> {
        let id = id_of(key)?;
        let session = self.journal.begin()?;
        let found = self.load_known(&id)?;
        let version = found.map(|found| session.version_of(&id, found.place.checksum)).transpose()?;
        precondition::check(Precondition::Absent, version)?;
        session.removed(&id)
    }
}

/// The text of a file with these documents.
pub(crate) fn compose(path: &str, frames: &[Frame]) -> Result<Vec<u8>, Error> {
    let content_type = ContentType::of_path(path).unwrap_or(ContentType::Yaml);
    let mut limits = FrameLimits::default();
    limits.max_frame_bytes = usize::MAX;
    let mut writer = FrameWriter::new(content_type, Vec::new()).with_limits(limits);
    for frame in frames {
        writer.write_frame(frame)?;
    }
    Ok(writer.into_inner())
}
