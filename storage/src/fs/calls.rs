//! The system calls by which this package changes files, behind one trait so that tests can make each of them fail.

use std::fmt::Debug;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::fs::{AtFlags, FlockOperation, Gid, Mode, OFlags, RawMode, RenameFlags, Stat, Uid};
use rustix::io::{Errno, retry_on_intr};

/// Whose a file is, and who may do what with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Access {
    pub(crate) mode: RawMode,
    pub(crate) owner: u32,
    pub(crate) group: u32,
}

impl Access {
    pub(crate) fn of(stat: &Stat) -> Self {
        Self { mode: stat.st_mode & 0o7777, owner: stat.st_uid, group: stat.st_gid }
    }
}

/// System calls relative to a directory. A `name` has no slash; a `path` may have, and none of its parts is followed if
/// it is a symbolic link.
pub(crate) trait Calls: Debug + Send + Sync {
    /// Opens what is there.
    fn open(&self, directory: BorrowedFd<'_>, path: &str, flags: OFlags) -> io::Result<OwnedFd>;

    /// Makes a file that must not be there yet, with these permissions at most.
    fn create(&self, directory: BorrowedFd<'_>, name: &str, mode: RawMode) -> io::Result<OwnedFd>;

    /// Writes some of the bytes, and says how many.
    fn write(&self, file: BorrowedFd<'_>, bytes: &[u8]) -> io::Result<usize>;

    /// Writes some of the bytes over those at an offset, and says how many.
    fn write_at(&self, file: BorrowedFd<'_>, bytes: &[u8], offset: u64) -> io::Result<usize>;

    /// Sets whose a file is, as far as the program may give it away, and the permissions.
    fn set_access(&self, file: BorrowedFd<'_>, access: Access) -> io::Result<()>;

    /// Waits until a file or directory is on the disk.
    fn sync(&self, file: BorrowedFd<'_>) -> io::Result<()>;

    /// Renames within a directory; whatever has the new name is replaced.
    fn rename(&self, directory: BorrowedFd<'_>, from: &str, to: &str) -> io::Result<()>;

    /// Renames within a directory, and fails if anything has the new name.
    fn rename_new(&self, directory: BorrowedFd<'_>, from: &str, to: &str) -> io::Result<()>;

    /// Removes the name of a file.
    fn unlink(&self, directory: BorrowedFd<'_>, name: &str) -> io::Result<()>;

    /// Makes a directory.
    fn make_directory(&self, directory: BorrowedFd<'_>, name: &str) -> io::Result<()>;

    /// Removes an empty directory.
    fn remove_directory(&self, directory: BorrowedFd<'_>, name: &str) -> io::Result<()>;

    /// Waits for the exclusive lock of a file, which the kernel gives back when the process ends.
    fn lock(&self, file: BorrowedFd<'_>) -> io::Result<()>;
}

/// The calls as the kernel does them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Kernel;

impl Calls for Kernel {
    fn open(&self, directory: BorrowedFd<'_>, path: &str, flags: OFlags) -> io::Result<OwnedFd> {
        Ok(retry_on_intr(|| open_beneath(directory, path, flags | OFlags::CLOEXEC))?)
    }

    fn create(&self, directory: BorrowedFd<'_>, name: &str, mode: RawMode) -> io::Result<OwnedFd> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(retry_on_intr(|| rustix::fs::openat(directory, name, flags, Mode::from_raw_mode(mode)))?)
    }

    fn write(&self, file: BorrowedFd<'_>, bytes: &[u8]) -> io::Result<usize> {
        Ok(retry_on_intr(|| rustix::io::write(file, bytes))?)
    }

    fn write_at(&self, file: BorrowedFd<'_>, bytes: &[u8], offset: u64) -> io::Result<usize> {
        Ok(retry_on_intr(|| rustix::io::pwrite(file, bytes, offset))?)
    }

    fn set_access(&self, file: BorrowedFd<'_>, access: Access) -> io::Result<()> {
        let (owner, group) = (Uid::from_raw(access.owner), Gid::from_raw(access.group));
        let given = Access::of(&rustix::fs::fstat(file)?);
        let is_given = (given.owner, given.group) == (access.owner, access.group)
            || rustix::fs::fchown(file, Some(owner), Some(group)).is_ok();
        let mode = if is_given {
            access.mode
        } else if given.group == access.group || rustix::fs::fchown(file, None, Some(group)).is_ok() {
            access.mode & 0o777
        } else {
            // Another group is to do no more than everybody.
            access.mode & (0o707 | (access.mode & 0o007) << 3)
        };
        Ok(rustix::fs::fchmod(file, Mode::from_raw_mode(mode))?)
    }

    fn sync(&self, file: BorrowedFd<'_>) -> io::Result<()> {
        // As std does: there `fsync` leaves the bytes in the drive's cache.
        #[cfg(target_os = "macos")]
        let synced = retry_on_intr(|| rustix::fs::fcntl_fullfsync(file));
        #[cfg(not(target_os = "macos"))]
        let synced = retry_on_intr(|| rustix::fs::fsync(file));
        Ok(synced?)
    }

    fn rename(&self, directory: BorrowedFd<'_>, from: &str, to: &str) -> io::Result<()> {
        Ok(rustix::fs::renameat(directory, from, directory, to)?)
    }

    fn rename_new(&self, directory: BorrowedFd<'_>, from: &str, to: &str) -> io::Result<()> {
        match rustix::fs::renameat_with(directory, from, directory, to, RenameFlags::NOREPLACE) {
            // The file system does not know the flag. Other writers of this library are kept out by the lock.
            Err(Errno::INVAL | Errno::NOSYS) => self.rename(directory, from, to),
            result => Ok(result?),
        }
    }

    fn unlink(&self, directory: BorrowedFd<'_>, name: &str) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(directory, name, AtFlags::empty())?)
    }

    fn make_directory(&self, directory: BorrowedFd<'_>, name: &str) -> io::Result<()> {
        Ok(rustix::fs::mkdirat(directory, name, Mode::from_raw_mode(0o777))?)
    }

    fn remove_directory(&self, directory: BorrowedFd<'_>, name: &str) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(directory, name, AtFlags::REMOVEDIR)?)
    }

    fn lock(&self, file: BorrowedFd<'_>) -> io::Result<()> {
        Ok(retry_on_intr(|| rustix::fs::flock(file, FlockOperation::LockExclusive))?)
    }
}

/// Opens for reading what a path leads to, also by symbolic links that stay beneath the directory. A kernel that cannot keep
/// them there (before Linux 5.6, macOS) follows none.
pub(crate) fn open_by_links(directory: BorrowedFd<'_>, path: &str) -> Result<OwnedFd, Errno> {
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::ResolveFlags;
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS;
        match retry_on_intr(|| rustix::fs::openat2(directory, path, flags, Mode::empty(), resolve)) {
            Err(Errno::NOSYS | Errno::PERM) => {}
            result => return result,
        }
    }
    retry_on_intr(|| open_beneath(directory, path, flags))
}

/// Opens in one call where the kernel can refuse symbolic links in every part of a path (Linux 5.6), else part by part.
#[cfg(target_os = "linux")]
fn open_beneath(directory: BorrowedFd<'_>, path: &str, flags: OFlags) -> Result<OwnedFd, Errno> {
    use rustix::fs::ResolveFlags;
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
    match rustix::fs::openat2(directory, path, flags, Mode::empty(), resolve) {
        // Sandboxes that do not know the call answer it with EPERM.
        Err(Errno::NOSYS | Errno::PERM) => open_by_parts(directory, path, flags),
        result => result,
    }
}

#[cfg(not(target_os = "linux"))]
fn open_beneath(directory: BorrowedFd<'_>, path: &str, flags: OFlags) -> Result<OwnedFd, Errno> {
    open_by_parts(directory, path, flags)
}

fn open_by_parts(directory: BorrowedFd<'_>, path: &str, flags: OFlags) -> Result<OwnedFd, Errno> {
    let no_follow = OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let (parents, name) = path.rsplit_once('/').unwrap_or(("", path));
    let mut at: Option<OwnedFd> = None;
    for part in parents.split('/').filter(|part| !part.is_empty()) {
        let from = at.as_ref().map_or(directory, AsFd::as_fd);
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | no_follow;
        let opened = rustix::fs::openat(from, part, flags, Mode::empty());
        // With O_DIRECTORY a symbolic link is told as "not a directory".
        at = Some(opened.map_err(|errno| if is_link(from, part) { Errno::LOOP } else { errno })?);
    }
    let from = at.as_ref().map_or(directory, AsFd::as_fd);
    let opened = rustix::fs::openat(from, name, flags | no_follow, Mode::empty());
    opened.map_err(|errno| if is_link(from, name) { Errno::LOOP } else { errno })
}

fn is_link(directory: BorrowedFd<'_>, name: &str) -> bool {
    let stat = rustix::fs::statat(directory, name, AtFlags::SYMLINK_NOFOLLOW);
    stat.is_ok_and(|stat| rustix::fs::FileType::from_raw_mode(stat.st_mode).is_symlink())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_symbolic_link_in_any_part_of_a_path_is_refused_with_and_without_openat2() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("real")).unwrap();
        std::fs::write(root.path().join("real/file"), "x").unwrap();
        std::os::unix::fs::symlink("real", root.path().join("link")).unwrap();
        std::os::unix::fs::symlink("file", root.path().join("real/alias")).unwrap();
        let directory = std::fs::File::open(root.path()).unwrap();
        let rows = [
            ("real/file", None),
            ("real", None),
            ("link/file", Some(Errno::LOOP)),
            ("real/alias", Some(Errno::LOOP)),
            ("link", Some(Errno::LOOP)),
            ("real/absent", Some(Errno::NOENT)),
            ("absent/file", Some(Errno::NOENT)),
            ("real/file/below", Some(Errno::NOTDIR)),
        ];
        for (path, expected) in rows {
            let by_kernel = open_beneath(directory.as_fd(), path, OFlags::RDONLY).err();
            let by_parts = open_by_parts(directory.as_fd(), path, OFlags::RDONLY).err();
            assert_eq!((by_kernel, by_parts), (expected, expected), "{path}");
        }
    }
}
