//! Looking at a tree: which files there are, and what of the index is out of date.

use std::io;
use std::os::fd::OwnedFd;
use std::sync::Arc;
#[cfg(test)]
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use libgitops_core::codec::ContentType;
use rustix::fs::{FileType, Stat};

use super::document::{Documents, Mistake};
use super::gitignore::{self, Rules};
use super::index::{Index, Stamp};
use super::options::{ManifestOptions, passed_over};
use crate::error::{Error, ErrorKind};
use crate::fs::calls::{Access, Calls};
use crate::fs::root::{Root, read_all};
use crate::policy::ObjectPolicy;
use crate::version::Checksum;

/// Two changes of a file that are no further apart than this may leave one stamp: the coarsest time of a file system in
/// use is that of FAT.
const COARSEST_TIME: Duration = Duration::from_secs(2);

/// What a scan works with.
pub(super) struct Scanner<'s, C: Calls> {
    pub(super) root: &'s Root<C>,
    pub(super) policy: &'s ObjectPolicy,
    pub(super) options: &'s ManifestOptions,
    pub(super) clock: fn() -> SystemTime,
    #[cfg(test)]
    pub(super) files_read: &'s AtomicUsize,
}

/// A file that was read.
pub(super) struct ReadFile {
    pub(super) bytes: Vec<u8>,
    pub(super) stamp: Stamp,
    pub(super) access: Access,
    is_fresh: bool,
}

impl Stamp {
    fn of(stat: &Stat) -> Self {
        Self {
            device: stat.st_dev,
            inode: stat.st_ino,
            size: u64::try_from(stat.st_size).unwrap_or_default(),
            modified: (stat.st_mtime, stat.st_mtime_nsec.try_into().unwrap_or_default()),
            changed: (stat.st_ctime, stat.st_ctime_nsec.try_into().unwrap_or_default()),
        }
    }

    /// Whether a change after this may have left it as it is. A clock that is behind the file system's says yes.
    fn is_fresh(&self, now: SystemTime) -> bool {
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let settled = now.saturating_sub(COARSEST_TIME).as_secs();
        i64::try_from(settled).is_ok_and(|settled| self.changed.0 >= settled)
    }
}

impl<C: Calls> Scanner<'_, C> {
    /// Brings the index up to date with all of the tree. A directory or file that cannot be read is a mistake in the
    /// index, and hides no other.
    pub(super) fn scan(&self, index: &mut Index) {
        index.begin_look();
        let mut walk = Walk { unreadable: Vec::new(), links: Vec::new() };
        let mut directories = vec![(String::new(), None)];
        while let Some((directory, rules)) = directories.pop() {
            self.directory(index, &mut walk, &mut directories, (&directory, rules));
        }
        self.links(index, &walk.links);
        let gone: Vec<_> = index.unseen().filter(|path| !walk.is_unreadable(path)).cloned().collect();
        for path in gone {
            index.depart(&path);
        }
        index.forget_moved();
    }

    fn directory(
        &self,
        index: &mut Index,
        walk: &mut Walk,
        directories: &mut Vec<Directory>,
        (directory, above): (&str, Option<Arc<Rules>>),
    ) {
        let (opened, entries) = match self.root.entries_in(directory) {
            Ok(Some(found)) => found,
            Ok(None) => return,
            Err(error) => {
                walk.unreadable.push(directory.to_owned());
                return refuse(index, directory, &error);
            }
        };
        let rules = match self.rules(directory, above.clone()) {
            Ok(rules) => rules,
            Err(error) => {
                refuse(index, &join(directory, gitignore::NAME), &error);
                above
            }
        };
        let is_ignored = |path: &str, is_directory: bool| {
            rules.as_ref().is_some_and(|rules| rules.reason(path, is_directory).is_some())
        };
        let mut path = join(directory, "");
        let above = path.len();
        for (name, file_type) in entries {
            // What is not UTF-8 has no ending that makes a manifest of it, or nobody could name it.
            let Ok(name) = std::str::from_utf8(&name) else { continue };
            path.truncate(above);
            path.push_str(name);
            match file_type {
                FileType::Directory if self.is_excluded(&path, name) || is_ignored(&path, true) => {}
                FileType::Directory => directories.push((path.clone(), rules.clone())),
                _ if !is_manifest(name) || is_ignored(&path, false) => {}
                FileType::RegularFile => self.file(index, &opened, name, &path),
                FileType::Symlink => walk.links.push(path.clone()),
                _ => {}
            }
        }
    }

    /// The rules of `.gitignore` files in a directory, if they count here.
    fn rules(&self, directory: &str, above: Option<Arc<Rules>>) -> Result<Option<Arc<Rules>>, Error> {
        if self.options.gitignore { Rules::of_directory(self.root, directory, above) } else { Ok(None) }
    }

    /// Refuses a file that a scan passes over: what is written there is not found again.
    pub(super) fn check_seen(&self, path: &str) -> Result<(), Error> {
        let at = |error: Error| error.at_path(self.root.full(path));
        self.options.check_seen(path).map_err(at)?;
        let reason = if self.options.gitignore { gitignore::reason(self.root, path)? } else { None };
        match reason {
            Some(reason) => {
                Err(at(passed_over(&format!("line {} of {:?} leaves it out", reason.line, reason.file))))
            }
            None => Ok(()),
        }
    }

    fn is_excluded(&self, path: &str, name: &str) -> bool {
        self.options.is_excluded(path, name)
    }

    fn file(&self, index: &mut Index, directory: &OwnedFd, name: &str, path: &str) {
        match self.root.stat_in(directory, name, path) {
            Ok(Some(stat)) if index.see(path, Stamp::of(&stat)) => {}
            Ok(Some(_)) => self.refresh(index, path),
            Ok(None) => {}
            Err(error) => refuse(index, path, &error),
        }
    }

    /// Links to manifests below the root, as the directories of mounted config maps have them. If what one leads to is seen
    /// by itself, that counts.
    fn links(&self, index: &mut Index, links: &[String]) {
        if links.is_empty() {
            return;
        }
        let mut inodes = index.seen_inodes();
        for path in links {
            match self.read(path) {
                Ok(Some(file)) if inodes.insert((file.stamp.device, file.stamp.inode)) => {
                    self.take_in(index, path, &file);
                }
                Ok(_) => {}
                Err(error) => refuse(index, path, &error),
            }
        }
    }

    /// Brings the index up to date with one file.
    pub(super) fn refresh(&self, index: &mut Index, path: &str) {
        match self.read(path) {
            Ok(Some(file)) => self.take_in(index, path, &file),
            Ok(None) => index.depart(path),
            Err(error) => refuse(index, path, &error),
        }
    }

    /// Takes in a file that was read, or was just written.
    pub(super) fn take_in(&self, index: &mut Index, path: &str, file: &ReadFile) {
        let checksum = Checksum::of(&file.bytes);
        if index.file(path).is_some_and(|known| known.checksum == checksum && known.stamp.inode != 0) {
            return index.confirm(path, file.stamp, file.is_fresh);
        }
        let mut documents = self.documents(path, &file.bytes);
        if file.bytes.trim_ascii().is_empty() {
            documents.mistakes.push(Mistake::emptied());
        }
        index.put(path, file.stamp, file.is_fresh, checksum, (documents.found, documents.mistakes));
    }

    pub(super) fn documents(&self, path: &str, bytes: &[u8]) -> Documents {
        let content_type = ContentType::of_path(path).unwrap_or(ContentType::Yaml);
        Documents::read(self.policy, content_type, bytes, &self.root.full(path).to_string_lossy())
    }

    /// Reads a file; `None` if it is not there.
    pub(super) fn read(&self, path: &str) -> Result<Option<ReadFile>, Error> {
        let Some(file) = self.root.find_by_links(path)? else { return Ok(None) };
        let explain = |error: io::Error| self.root.explain("cannot read the file", path, error);
        let stat = rustix::fs::fstat(&file).map_err(|errno| explain(errno.into()))?;
        if !FileType::from_raw_mode(stat.st_mode).is_file() {
            let error = Error::new(ErrorKind::Unsupported, "there is no regular file");
            return Err(error.at_path(self.root.full(path)));
        }
        // Looked at before it is read: what is changed meanwhile has another stamp.
        let (stamp, access) = (Stamp::of(&stat), Access::of(&stat));
        let bytes = read_all(&file, stat.st_size).map_err(explain)?;
        #[cfg(test)]
        self.files_read.fetch_add(1, Ordering::Relaxed);
        Ok(Some(ReadFile { bytes, stamp, access, is_fresh: stamp.is_fresh((self.clock)()) }))
    }
}

/// A directory that is still to be looked at, and the rules of those above it.
type Directory = (String, Option<Arc<Rules>>);

/// What a scan comes back to in the end.
struct Walk {
    /// Directories that cannot be read: nobody knows what is in them, so what was there still counts.
    unreadable: Vec<String>,
    /// Links are looked at last: what they lead to may be seen by itself.
    links: Vec<String>,
}

impl Walk {
    fn is_unreadable(&self, path: &str) -> bool {
        let is_below = |directory: &String| {
            directory.is_empty() || path.strip_prefix(&**directory).is_some_and(|rest| rest.starts_with('/'))
        };
        self.unreadable.iter().any(is_below)
    }
}

/// Says in the index that a file or directory cannot be read; it is tried again each time.
fn refuse(index: &mut Index, path: &str, error: &Error) {
    let stamp = Stamp { device: 0, inode: 0, size: 0, modified: (0, 0), changed: (0, 0) };
    index.put(path, stamp, true, Checksum::of(b""), (Vec::new(), vec![Mistake::new(error)]));
}

fn join(directory: &str, name: &str) -> String {
    if directory.is_empty() { name.to_owned() } else { format!("{directory}/{name}") }
}

pub(crate) fn is_manifest(name: &str) -> bool {
    ContentType::of_path(name).is_some()
}
