//! The directory that a storage lives in: opened once, and never left.

use std::ffi::CStr;
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, Dir, FileType, OFlags, RawMode, Stat};
use rustix::io::{Errno, retry_on_intr};

use super::Durability;
use super::calls::{Access, Calls, open_by_links};
use crate::error::{Error, ErrorKind};

/// The name that a file has in its directory until it is complete. Only the holder of the lock writes one, so one that
/// the holder finds was left behind by a writer that is gone.
pub(crate) const UNFINISHED: &str = ".libgitops.tmp";

/// The permissions of a new file, of which the program's `umask` takes some away.
pub(crate) const FOR_ALL: RawMode = 0o666;
const FOR_OWNER: RawMode = 0o600;

const DIRECTORY: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY);

/// A directory and everything below it, but nothing that a symbolic link leads to.
#[derive(Debug)]
pub(crate) struct Root<C> {
    pub(crate) calls: C,
    pub(crate) durability: Durability,
    directory: OwnedFd,
    path: PathBuf,
}

/// The name of an entry of a directory, and what it is.
pub(crate) type DirectoryEntry = (Vec<u8>, FileType);

/// A directory that is open, and the new directories on the way to it.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) directory: OwnedFd,
    /// What has to reach the disk with the first file: directories in which there is a new one.
    changed: Vec<OwnedFd>,
}

impl<C: Calls> Root<C> {
    /// Opens a directory, and makes it if it is not there.
    pub(crate) fn open(path: &Path, calls: C, durability: Durability) -> Result<Self, Error> {
        make_root(path, durability)?;
        let directory = File::open(path).map_err(|error| Error::io("cannot open the directory", error))?;
        Ok(Self { calls, durability, directory: directory.into(), path: path.to_owned() })
    }

    /// The path as the caller gave it.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Refuses a directory that was removed: in it there is nothing any more, and what somebody put in its place is not
    /// seen from here.
    pub(crate) fn check_there(&self) -> Result<(), Error> {
        match rustix::fs::fstat(&self.directory) {
            Ok(stat) if stat.st_nlink == 0 => {
                let message = "the directory was removed since it was opened: what is in its place is seen when it is \
                               opened again";
                Err(Error::new(ErrorKind::Io, message).at_path(&self.path))
            }
            _ => Ok(()),
        }
    }

    /// The full path of something below the root, for messages.
    pub(crate) fn full(&self, path: &str) -> PathBuf {
        if path.is_empty() { self.path.clone() } else { self.path.join(path) }
    }

    fn fd(&self) -> BorrowedFd<'_> {
        self.directory.as_fd()
    }

    /// Opens something; `None` if it is not there.
    pub(crate) fn find(&self, path: &str, flags: OFlags) -> Result<Option<OwnedFd>, Error> {
        match self.calls.open(self.fd(), path, flags) {
            Ok(file) => Ok(Some(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.explain("cannot open it", path, error)),
        }
    }

    /// The error of a system call on something below the root.
    pub(crate) fn explain(&self, message: &str, path: &str, error: io::Error) -> Error {
        let is_link = error.raw_os_error() == Some(Errno::LOOP.raw_os_error());
        if is_link {
            return self.refuse_link(
                "a part of the path is a symbolic link, and none is followed below the root",
                path,
                error,
            );
        }
        Error::io(message, error).at_path(self.full(path))
    }

    fn refuse_link(&self, message: &str, path: &str, error: io::Error) -> Error {
        Error::new(ErrorKind::Unsupported, message).with_source(error).at_path(self.full(path))
    }

    /// Opens what a path leads to, also by symbolic links, as long as they stay below the root; `None` if it is not there.
    pub(crate) fn find_by_links(&self, path: &str) -> Result<Option<OwnedFd>, Error> {
        match open_by_links(self.fd(), path) {
            Ok(file) => Ok(Some(file)),
            Err(Errno::NOENT) => Ok(None),
            Err(errno @ Errno::XDEV) => {
                Err(self.refuse_link("it is a symbolic link that leads out of the root", path, errno.into()))
            }
            Err(errno) => Err(self.explain("cannot open it", path, errno.into())),
        }
    }

    /// What the system knows of a path, and not of what a link there leads to; `None` if it is not there.
    pub(crate) fn stat(&self, path: &str) -> Result<Option<Stat>, Error> {
        self.stat_at(self.fd(), path, path)
    }

    /// The same of an entry of an open directory, which has this path from the root.
    pub(crate) fn stat_in(&self, directory: &OwnedFd, name: &str, path: &str) -> Result<Option<Stat>, Error> {
        self.stat_at(directory.as_fd(), name, path)
    }

    fn stat_at(&self, directory: BorrowedFd<'_>, name: &str, path: &str) -> Result<Option<Stat>, Error> {
        match rustix::fs::statat(directory, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Ok(Some(stat)),
            Err(Errno::NOENT | Errno::NOTDIR) => Ok(None),
            Err(errno) => Err(self.explain("cannot look at it", path, errno.into())),
        }
    }

    /// Opens a directory below the root, which may be the root itself.
    pub(crate) fn find_directory(&self, path: &str) -> Result<Option<OwnedFd>, Error> {
        self.find(if path.is_empty() { "." } else { path }, DIRECTORY)
    }

    /// Opens a directory below the root, and makes what is missing of it.
    pub(crate) fn make_directories(&self, path: &str) -> Result<Opened, Error> {
        if let Some(directory) = self.find_directory(path)? {
            return Ok(Opened { directory, changed: Vec::new() });
        }
        let explain = |message: &str, error| self.explain(message, path, error);
        let root = self.calls.open(self.fd(), ".", DIRECTORY);
        let mut opened = Opened {
            directory: root.map_err(|error| explain("cannot open it", error))?,
            changed: Vec::new(),
        };
        for part in path.split('/') {
            let is_new = match self.calls.make_directory(opened.directory.as_fd(), part) {
                Ok(()) => true,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => false,
                Err(error) => return Err(explain("cannot make the directory", error)),
            };
            let below = self.calls.open(opened.directory.as_fd(), part, DIRECTORY);
            let above = std::mem::replace(
                &mut opened.directory,
                below.map_err(|error| explain("cannot open it", error))?,
            );
            if is_new {
                opened.changed.push(above);
            }
        }
        Ok(opened)
    }

    /// Writes a new file beside the place where it will be, and brings it to the disk.
    pub(crate) fn write_unfinished(
        &self,
        directory: &OwnedFd,
        bytes: &[u8],
        access: Option<Access>,
    ) -> io::Result<()> {
        // Nobody is to read it who may not read the file that it is to replace.
        let create =
            || self.calls.create(directory.as_fd(), UNFINISHED, access.map_or(FOR_ALL, |_| FOR_OWNER));
        let file = match create() {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                self.calls.unlink(directory.as_fd(), UNFINISHED)?;
                create()
            }
            result => result,
        }?;
        self.write_all(file.as_fd(), bytes)?;
        if let Some(access) = access {
            self.calls.set_access(file.as_fd(), access)?;
        }
        self.sync(file.as_fd())
    }

    /// Writes all bytes behind those that were written to this handle.
    pub(crate) fn write_all(&self, file: BorrowedFd<'_>, bytes: &[u8]) -> io::Result<()> {
        write_all_by(bytes, |bytes, _offset| self.calls.write(file, bytes))
    }

    /// Brings a file or directory to the disk, if the storage is durable.
    pub(crate) fn sync(&self, file: BorrowedFd<'_>) -> io::Result<()> {
        match self.durability {
            Durability::Synced => self.calls.sync(file),
            Durability::Buffered => Ok(()),
        }
    }

    /// Brings a changed directory to the disk, and all that are new above it.
    pub(crate) fn sync_directories(&self, opened: &Opened) -> io::Result<()> {
        self.sync(opened.directory.as_fd())?;
        opened.changed.iter().try_for_each(|directory| self.sync(directory.as_fd()))
    }

    /// Removes a directory and those above it, as far as they are empty, and never the root. Gives the path of the
    /// lowest directory that stays.
    pub(crate) fn remove_empty<'path>(&self, mut path: &'path str) -> &'path str {
        while !path.is_empty() {
            let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
            let Ok(Some(above)) = self.find_directory(parent) else { break };
            match self.calls.remove_directory(above.as_fd(), name) {
                Ok(()) => path = parent,
                // Somebody else removed it.
                Err(error) if error.kind() == io::ErrorKind::NotFound => path = parent,
                Err(_) => break,
            }
        }
        path
    }

    /// The entries of a directory that are not hidden, in no order; `None` if there is no such directory.
    pub(crate) fn entries(&self, path: &str) -> Result<Option<Vec<DirectoryEntry>>, Error> {
        Ok(self.entries_in(path)?.map(|(_, entries)| entries))
    }

    /// The same with the directory.
    pub(crate) fn entries_in(&self, path: &str) -> Result<Option<(OwnedFd, Vec<DirectoryEntry>)>, Error> {
        let Some(directory) = self.find_directory(path)? else { return Ok(None) };
        let explain = |errno: Errno| self.explain("cannot read the directory", path, errno.into());
        let mut entries = Vec::new();
        for entry in Dir::read_from(&directory).map_err(explain)? {
            let entry = entry.map_err(explain)?;
            let name = entry.file_name();
            if name.to_bytes().starts_with(b".") {
                continue;
            }
            let file_type = match entry.file_type() {
                // Some file systems do not say in a directory what its entries are.
                FileType::Unknown => type_of(&directory, name).map_err(explain)?,
                known => known,
            };
            entries.push((name.to_bytes().to_vec(), file_type));
        }
        Ok(Some((directory, entries)))
    }
}

fn type_of(directory: &OwnedFd, name: &CStr) -> Result<FileType, Errno> {
    match rustix::fs::statat(directory, name, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(stat) => Ok(FileType::from_raw_mode(stat.st_mode)),
        // It was removed meanwhile.
        Err(Errno::NOENT) => Ok(FileType::Unknown),
        Err(errno) => Err(errno),
    }
}

/// Writes all bytes by a call that writes some of them, which are this far from the first.
pub(crate) fn write_all_by(
    bytes: &[u8],
    mut write: impl FnMut(&[u8], u64) -> io::Result<usize>,
) -> io::Result<()> {
    let mut written = 0;
    while let Some(rest) = bytes.get(written..).filter(|rest| !rest.is_empty()) {
        match write(rest, written as u64)? {
            0 => return Err(io::ErrorKind::WriteZero.into()),
            count => written += count,
        }
    }
    Ok(())
}

/// All bytes of an open file that had this size when it was opened.
pub(crate) fn read_all(file: &OwnedFd, size: i64) -> io::Result<Vec<u8>> {
    // One byte more than there are, so that one call reads all and sees the end.
    let mut bytes = vec![0; usize::try_from(size).unwrap_or_default() + 1];
    let mut filled = 0;
    loop {
        if filled == bytes.len() {
            bytes.resize(2 * filled, 0);
        }
        let rest = bytes.get_mut(filled..).unwrap_or_default();
        let room = rest.len();
        let count = retry_on_intr(|| rustix::io::read(file, &mut *rest))?;
        filled += count;
        // Less than there is room for is all that there is, in a regular file.
        if count < room {
            bytes.truncate(filled);
            return Ok(bytes);
        }
    }
}

/// Makes the root and what is missing above it, and brings the new directories to the disk.
fn make_root(path: &Path, durability: Durability) -> Result<(), Error> {
    let missing: Vec<&Path> =
        path.ancestors().take_while(|path| !path.as_os_str().is_empty() && !path.exists()).collect();
    std::fs::create_dir_all(path).map_err(|error| Error::io("cannot make the directory", error))?;
    if durability == Durability::Synced {
        for new in missing {
            let parent =
                new.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let synced = File::open(parent).and_then(|parent| parent.sync_all());
            synced.map_err(|error| Error::io("cannot bring the new directory to the disk", error))?;
        }
    }
    Ok(())
}
