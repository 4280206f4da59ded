//! What is kept beside the data in `.libgitops`: the lock, the counter of versions and the log of who has which.
//!
//! * `lock` is locked by whoever changes anything. While it is locked it holds the directory in which its holder works,
//!   so the next holder can clear up after one that was killed.
//! * `versions` holds a number that no version has exceeded. It is raised in blocks, and on the disk before a version of
//!   the block is given. Each start begins behind it, so no version is given twice after a crash.
//! * `log` says which bytes have which version. It is never waited for, and may be lost: bytes that it does not know get
//!   a new version when they are seen. Its end is also what tells other programs the last version.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;

use rustix::fs::OFlags;

use super::calls::Calls;
use super::record::{Index, Record};
use super::root::{FOR_ALL, Root, UNFINISHED, read_all, write_all_by};
use crate::error::{Error, ErrorKind};
use crate::version::Version;

/// The directory of the storage's own files.
pub(crate) const DIRECTORY: &str = ".libgitops";
const LOCK: &str = "lock";
const VERSIONS: &str = "versions";
const LOG: &str = "log";
const IGNORE: &str = ".gitignore";

/// How many versions are taken at a time.
const BLOCK: u64 = 1000;

/// The log is written anew when it has this many lines more than twice the number of objects.
const SPARE_RECORDS: usize = 4096;

const APPENDED: OFlags = OFlags::RDWR.union(OFlags::APPEND);

/// The state as this handle knows it.
#[derive(Debug)]
pub(super) struct State {
    directory: OwnedFd,
    pub(super) lock: Arc<OwnedFd>,
    log: OwnedFd,
    /// How far the log was read, which is behind a complete line.
    offset: u64,
    /// Whether there is more behind that, without a line end.
    is_torn: bool,
    pub(super) index: Index,
    /// No version up to this one needs the counter to be raised.
    reserved: u64,
    pub(super) is_joined: bool,
    /// Whether somebody removed the log.
    pub(super) is_lost: bool,
}

fn path_of(file: &str) -> String {
    format!("{DIRECTORY}/{file}")
}

impl State {
    /// Opens the files, and makes those that are missing. Versions will be above `last`.
    pub(super) fn open<C: Calls>(root: &Root<C>, last: Version) -> Result<Self, Error> {
        let opened = root.make_directories(DIRECTORY)?;
        let explain = |error| root.explain("cannot bring the new directory to the disk", DIRECTORY, error);
        root.sync_directories(&opened).map_err(explain)?;
        let directory = opened.directory;
        let open = |file: &str, flags| {
            let opened = open_or_create(root, &directory, file, flags);
            opened.map_err(|error| root.explain("cannot open or make the file", &path_of(file), error))
        };
        let (lock, log) = (Arc::new(open(LOCK, OFlags::RDWR)?), open(LOG, APPENDED)?);
        if root.find(&path_of(IGNORE), OFlags::RDONLY)?.is_none() {
            let written = open(IGNORE, OFlags::WRONLY).map(|file| root.write_all(file.as_fd(), b"*\n"))?;
            written.map_err(|error| root.explain("cannot write the file", &path_of(IGNORE), error))?;
        }
        let index = Index::new(last);
        Ok(Self {
            directory,
            lock,
            log,
            offset: 0,
            is_torn: false,
            index,
            reserved: 0,
            is_joined: false,
            is_lost: false,
        })
    }

    /// Reads what was appended to the log since it was read last.
    pub(super) fn refresh<C: Calls>(&mut self, root: &Root<C>) -> Result<(), Error> {
        let explain =
            |error: io::Error| root.explain("cannot read the log of versions", &path_of(LOG), error);
        let mut stat = rustix::fs::fstat(&self.log).map_err(|errno| explain(errno.into()))?;
        if stat.st_nlink == 0 {
            // Another program wrote it anew; if there is none, somebody removed it, and it is made by the next writer.
            let Some(log) = root.find(&path_of(LOG), APPENDED)? else {
                self.forget();
                self.is_lost = true;
                return Ok(());
            };
            self.log = log;
            self.forget();
            stat = rustix::fs::fstat(&self.log).map_err(|errno| explain(errno.into()))?;
        }
        let size = u64::try_from(stat.st_size).unwrap_or_default();
        if size < self.offset {
            self.forget();
        }
        if size > self.offset {
            let appended = self.read_log(size).map_err(explain)?;
            let complete = self.index.read(&appended);
            self.offset += complete as u64;
            self.is_torn = complete < appended.len();
        }
        Ok(())
    }

    fn forget(&mut self) {
        self.index = Index::new(self.index.last);
        (self.offset, self.is_torn) = (0, false);
    }

    fn read_log(&self, size: u64) -> io::Result<Vec<u8>> {
        let mut appended = vec![0; usize::try_from(size - self.offset).unwrap_or(usize::MAX)];
        let mut filled = 0;
        while let Some(rest) = appended.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match rustix::io::pread(&self.log, rest, self.offset + filled as u64) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(rustix::io::Errno::INTR) => {}
                Err(errno) => return Err(errno.into()),
            }
        }
        appended.truncate(filled);
        Ok(appended)
    }

    /// Adds a line to the log. Only for the holder of the lock who has read the log.
    pub(super) fn append<C: Calls>(&mut self, root: &Root<C>, record: &Record) -> Result<(), Error> {
        let torn_end = if self.is_torn { "\n" } else { "" };
        let line = format!("{torn_end}{}", record.to_line());
        let written = root.write_all(self.log.as_fd(), line.as_bytes());
        if written.is_ok() && !self.is_torn {
            self.index.read(line.as_bytes());
            self.offset += line.len() as u64;
            return Ok(());
        }
        // Read back what was written in part, so that the next line begins on its own.
        self.refresh(root)?;
        written.map_err(|error| root.explain("cannot write the log of versions", &path_of(LOG), error))
    }

    /// Takes up a number of versions that nobody else gives. Only for the holder of the lock who has read the log.
    pub(super) fn join<C: Calls>(&mut self, root: &Root<C>) -> Result<(), Error> {
        let last = self.index.last.get().max(read_counter(root)?);
        self.raise_counter(root, last)?;
        self.append(root, &Record::Base(Version::new(last)))?;
        self.is_joined = true;
        Ok(())
    }

    /// The next version. Only for the holder of the lock who has read the log.
    pub(super) fn next<C: Calls>(&mut self, root: &Root<C>) -> Result<Version, Error> {
        let last = self.index.last.get();
        if last >= self.reserved {
            self.reserved = read_counter(root)?;
        }
        if last >= self.reserved {
            self.raise_counter(root, last)?;
        }
        let next = last.checked_add(1).ok_or_else(|| {
            let message = "there is no version above the last, which is the highest number";
            Error::new(ErrorKind::Corrupt, message).at_path(root.full(&path_of(VERSIONS)))
        })?;
        Ok(Version::new(next))
    }

    /// Makes sure that a block of versions behind `last` is never given again after a crash.
    fn raise_counter<C: Calls>(&mut self, root: &Root<C>, last: u64) -> Result<(), Error> {
        let reserved = last.saturating_add(BLOCK);
        let written = root.write_unfinished(&self.directory, format!("{reserved}\n").as_bytes(), None);
        let renamed = written.and_then(|()| root.calls.rename(self.directory.as_fd(), UNFINISHED, VERSIONS));
        let synced = renamed.and_then(|()| root.sync(self.directory.as_fd()));
        synced.map_err(|error| {
            root.explain("cannot raise the counter of versions", &path_of(VERSIONS), error)
        })?;
        self.reserved = reserved;
        Ok(())
    }

    /// Writes the log anew if most of it is out of date. Only for the holder of the lock who has read the log.
    pub(super) fn compact<C: Calls>(&mut self, root: &Root<C>) -> Result<(), Error> {
        if self.index.records < 2 * self.index.len() + SPARE_RECORDS {
            return Ok(());
        }
        let log: String = self.index.to_records().iter().map(Record::to_line).collect();
        let written = root.write_unfinished(&self.directory, log.as_bytes(), None);
        let renamed = written.and_then(|()| root.calls.rename(self.directory.as_fd(), UNFINISHED, LOG));
        // The log is as right as before if that failed, for want of space say; it is tried again later.
        self.index.records = self.index.len();
        if renamed.is_err() {
            let _left_for_the_next = root.calls.unlink(self.directory.as_fd(), UNFINISHED);
        }
        // From here on the log is the new file.
        self.refresh(root)
    }

    /// Says in the lock file in which directory its holder works.
    pub(super) fn mark<C: Calls>(&self, root: &Root<C>, directory: &str) -> Result<(), Error> {
        let mark = format!("{directory}\n");
        let marked = write_all_by(mark.as_bytes(), |bytes, offset| {
            root.calls.write_at(self.lock.as_fd(), bytes, offset)
        });
        marked.map_err(|error| root.explain("cannot write the lock file", &path_of(LOCK), error))
    }

    /// Takes back what [`mark`](Self::mark) said: an empty line says nothing, and whatever is behind it neither. If that
    /// fails, the next holder finds nothing to clear up.
    pub(super) fn unmark<C: Calls>(&self, root: &Root<C>) {
        let _found_by_the_next = root.calls.write_at(self.lock.as_fd(), b"\n", 0);
    }

    /// Clears up after a holder of the lock that was killed at work.
    pub(super) fn recover<C: Calls>(&self, root: &Root<C>) -> Result<(), Error> {
        let mut mark = [0; 4096];
        let read = rustix::io::retry_on_intr(|| rustix::io::pread(&*self.lock, &mut mark, 0));
        let count =
            read.map_err(|errno| root.explain("cannot read the lock file", &path_of(LOCK), errno.into()))?;
        let text =
            mark.get(..count).unwrap_or_default().split(|byte| *byte == b'\n').next().unwrap_or_default();
        if text.is_empty() {
            return Ok(());
        }
        if let Ok(directory) = std::str::from_utf8(text) {
            recover_directory(root, directory)?;
        }
        self.unmark(root);
        Ok(())
    }
}

/// A number that no version has exceeded.
fn read_counter<C: Calls>(root: &Root<C>) -> Result<u64, Error> {
    let path = path_of(VERSIONS);
    let Some(file) = root.find(&path, OFlags::RDONLY)? else { return Ok(0) };
    let bytes = read_all(&file, 0);
    let bytes = bytes.map_err(|error| root.explain("cannot read the counter of versions", &path, error))?;
    let number = std::str::from_utf8(&bytes).ok().and_then(|text| text.trim_end().parse().ok());
    number.ok_or_else(|| {
        let message = "the counter of versions holds no number: remove the file to begin behind the log";
        Error::new(ErrorKind::Corrupt, message).at_path(root.full(&path))
    })
}

/// Removes what a writer left in a directory, and brings to the disk what it may have finished but not waited for.
fn recover_directory<C: Calls>(root: &Root<C>, directory: &str) -> Result<(), Error> {
    if let Ok(Some(opened)) = root.find_directory(directory) {
        let _there_may_be_none = root.calls.unlink(opened.as_fd(), UNFINISHED);
    }
    let mut at = root.remove_empty(directory);
    loop {
        if let Ok(Some(opened)) = root.find_directory(at) {
            let synced = root.sync(opened.as_fd());
            synced.map_err(|error| root.explain("cannot bring the directory to the disk", at, error))?;
        }
        if at.is_empty() {
            return Ok(());
        }
        at = crate::layout::parent(at);
    }
}

fn open_or_create<C: Calls>(
    root: &Root<C>,
    directory: &OwnedFd,
    file: &str,
    flags: OFlags,
) -> io::Result<OwnedFd> {
    loop {
        match root.calls.open(directory.as_fd(), file, flags) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            result => return result,
        }
        match root.calls.create(directory.as_fd(), file, FOR_ALL) {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
}
