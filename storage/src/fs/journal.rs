//! Who may change files, and which version what they write gets: the lock, the log, and changing one file under both.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustix::fs::FlockOperation;

use super::calls::{Access, Calls};
use super::record::Record;
use super::root::{Root, UNFINISHED};
use super::state::State;
use crate::error::{Error, ErrorKind};
use crate::precondition;
use crate::version::{Checksum, Version};

/// A directory, its lock and its log, over some system calls.
#[derive(Debug)]
pub(crate) struct Journal<C: Calls> {
    pub(crate) root: Root<C>,
    /// Held by the thread that has or waits for the lock file, which keeps out other programs but not other threads.
    writer: Mutex<()>,
    state: Mutex<State>,
}

impl<C: Calls> Journal<C> {
    pub(crate) fn open(root: Root<C>) -> Result<Self, Error> {
        let state = Mutex::new(State::open(&root, Version::INITIAL)?);
        let journal = Self { root, writer: Mutex::new(()), state };
        journal.begin()?;
        Ok(journal)
    }

    /// What the log says of an object.
    pub(crate) fn known(&self, id: &str) -> Result<Option<(Version, Checksum)>, Error> {
        let mut state = self.state();
        state.refresh(&self.root)?;
        Ok(state.index.get(id))
    }

    /// What the log says of each of these objects, as it is at one time.
    pub(crate) fn all_known<'i>(
        &self,
        ids: impl IntoIterator<Item = &'i str>,
    ) -> Result<Vec<Option<(Version, Checksum)>>, Error> {
        let mut state = self.state();
        state.refresh(&self.root)?;
        Ok(ids.into_iter().map(|id| state.index.get(id)).collect())
    }

    /// The last version such that no write up to it is still under way.
    pub(crate) fn settled_version(&self) -> Result<Version, Error> {
        Ok(self.begin()?.last())
    }

    /// A panic of another thread leaves nothing half-done here: what is remembered is read from the log.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the lock, and brings this handle up to date.
    pub(crate) fn begin(&self) -> Result<Session<'_, C>, Error> {
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
            self.root.check_there()?;
            // Somebody removed our directory. Whoever comes now must find the same lock as we do.
            let mut state = self.state();
            *state = State::open(&self.root, state.index.last)?;
        };
        let session = Session { journal: self, _writer: writer, lock };
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

/// A change of one file, and what the log says of it.
#[derive(Debug)]
pub(crate) struct FileChange<'a> {
    /// The directory of the file, relative to the root.
    pub(crate) directory: &'a str,
    /// The name of the file in it.
    pub(crate) name: &'a str,
    /// Who may do what with the file that is there; `None` if there must be none.
    pub(crate) access: Option<Access>,
    /// What the log says of the object that changes with the file.
    pub(crate) record: Record,
    /// What it says if nothing came of it.
    pub(crate) before: Record,
}

impl FileChange<'_> {
    fn path(&self) -> String {
        if self.directory.is_empty() {
            return self.name.to_owned();
        }
        format!("{}/{}", self.directory, self.name)
    }
}

/// The time in which this thread holds the lock: nobody else who uses the library changes anything.
#[derive(Debug)]
pub(crate) struct Session<'journal, C: Calls> {
    journal: &'journal Journal<C>,
    _writer: MutexGuard<'journal, ()>,
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
        &self.journal.root
    }

    /// The last version that was given.
    pub(crate) fn last(&self) -> Version {
        self.journal.state().index.last
    }

    /// The version of an object with these bytes. Bytes that the log does not know get a new one.
    pub(crate) fn version_of(&self, id: &str, checksum: Checksum) -> Result<Version, Error> {
        let mut state = self.journal.state();
        match state.index.get(id) {
            Some((version, known)) if known == checksum => Ok(version),
            _ => {
                let version = state.next(self.root())?;
                state.append(self.root(), &Record::Put(version, checksum, id.to_owned()))?;
                Ok(version)
            }
        }
    }

    /// Says in the log that another program has removed an object, and gives that a version.
    #[cfg(feature = "watch")]
    pub(crate) fn removed(&self, id: &str) -> Result<Version, Error> {
        let mut state = self.journal.state();
        let version = state.next(self.root())?;
        state.append(self.root(), &Record::Removed(version, id.to_owned()))?;
        Ok(version)
    }

    /// The version of what is written next.
    pub(crate) fn next(&self) -> Result<Version, Error> {
        self.journal.state().next(self.root())
    }

    /// An id that differs from this one in the case of the name's letters only, as far as is known.
    pub(crate) fn case_clash(&self, id: &str) -> Option<String> {
        self.journal.state().index.case_clash(id).map(str::to_owned)
    }

    /// Writes the new file beside the old one, says so in the log, and puts it in the old one's place.
    pub(crate) fn replace(&self, change: &FileChange<'_>, bytes: &[u8]) -> Result<(), Error> {
        self.journal.state().mark(self.root(), change.directory)?;
        let result = self.write_and_rename(change, bytes);
        if result.is_ok() || self.clear_up(change.directory) {
            self.journal.state().unmark(self.root());
        }
        result
    }

    fn write_and_rename(&self, change: &FileChange<'_>, bytes: &[u8]) -> Result<(), Error> {
        let (root, path) = (self.root(), change.path());
        let opened = root.make_directories(change.directory)?;
        let written = root.write_unfinished(&opened.directory, bytes, change.access);
        written.map_err(|error| root.explain("cannot write the new file", &path, error))?;
        self.journal.state().append(root, &change.record)?;
        let directory = opened.directory.as_fd();
        let renamed = match change.access {
            Some(_) => root.calls.rename(directory, UNFINISHED, change.name),
            None => root.calls.rename_new(directory, UNFINISHED, change.name),
        };
        if let Err(error) = renamed {
            self.take_back(change);
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

    /// Says in the log that an object is gone, and removes its file and the directories that become empty.
    pub(crate) fn remove(&self, change: &FileChange<'_>) -> Result<(), Error> {
        self.journal.state().mark(self.root(), change.directory)?;
        let result = self.unlink(change);
        self.journal.state().unmark(self.root());
        result
    }

    fn unlink(&self, change: &FileChange<'_>) -> Result<(), Error> {
        let (root, path) = (self.root(), change.path());
        let directory = root.find_directory(change.directory)?.ok_or_else(precondition::not_found)?;
        self.journal.state().append(root, &change.record)?;
        if let Err(error) = root.calls.unlink(directory.as_fd(), change.name) {
            self.take_back(change);
            return Err(root.explain("cannot remove the file", &path, error));
        }
        let kept = root.remove_empty(change.directory);
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
    fn take_back(&self, change: &FileChange<'_>) {
        let _seen_as_changed = self.journal.state().append(self.root(), &change.before);
    }

    /// Removes what a failed write left, and says whether nothing of it is left. Else the mark stays, and the next holder
    /// of the lock tries again.
    fn clear_up(&self, directory: &str) -> bool {
        let is_clean = match self.root().find_directory(directory) {
            Ok(Some(directory)) => match self.root().calls.unlink(directory.as_fd(), UNFINISHED) {
                Ok(()) => true,
                Err(error) => error.kind() == io::ErrorKind::NotFound,
            },
            Ok(None) => true,
            Err(_) => false,
        };
        self.root().remove_empty(directory);
        is_clean
    }
}
