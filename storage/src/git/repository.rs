//! A repository on the disk: handles for threads, and the one at a time that moves references.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use git2::{ErrorClass, ErrorCode, RepositoryInitOptions};

use super::id::CommitId;
use crate::error::{Error, ErrorKind};

/// A lock of a reference that is older than this was left behind: Git holds one for some milliseconds.
const STALE_LOCK: Duration = Duration::from_secs(5);

/// So long a reference is waited for that others lock again and again, or whose lock cannot be removed.
const LOCKED: Duration = Duration::from_secs(20);

/// A repository. Handles of libgit2 belong to one thread at a time, and are kept for the next one.
pub(super) struct Repository {
    /// Where it is opened: a work tree of its own has a `HEAD` of its own.
    place: PathBuf,
    /// Where objects and references are, which all its work trees share.
    directory: PathBuf,
    idle: Mutex<Vec<git2::Repository>>,
    turn: Mutex<()>,
}

impl std::fmt::Debug for Repository {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Repository").field("directory", &self.directory).finish_non_exhaustive()
    }
}

/// The right to move references, among all programs that use the library.
pub(super) struct Turn<'r> {
    repository: &'r Repository,
    _thread: MutexGuard<'r, ()>,
    /// Closing it ends the lock.
    _program: File,
}

/// How a reference is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moved {
    /// It was where it was expected, and is where it is to be.
    Done,
    /// It was elsewhere, and stays there.
    Elsewhere,
}

impl Repository {
    /// Opens a repository: the directory of a bare one, or that of a work tree.
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let handle = git2::Repository::open(path).map_err(|error| cannot_open(&error).at_path(path))?;
        Ok(Self::of(&handle))
    }

    /// Opens the bare repository of a directory, and no other one above it.
    pub(super) fn open_bare(path: &Path) -> Result<Self, Error> {
        let handle = git2::Repository::open_bare(path).map_err(|error| cannot_open(&error).at_path(path))?;
        Ok(Self::of(&handle))
    }

    fn of(handle: &git2::Repository) -> Self {
        let (place, directory) = (handle.path().to_owned(), handle.commondir().to_owned());
        Self { place, directory, idle: Mutex::default(), turn: Mutex::default() }
    }

    /// Makes a bare repository, in the format that libgit2 reads whatever Git's default is.
    pub(super) fn init(path: &Path, branch: &str) -> Result<Self, Error> {
        let mut options = RepositoryInitOptions::new();
        options.bare(true).external_template(false).initial_head(branch);
        let made = git2::Repository::init_opts(path, &options);
        made.map_err(|error| failed("cannot make a repository", error).at_path(path))?;
        Self::open(path)
    }

    /// The directory with objects and references.
    pub(super) fn directory(&self) -> &Path {
        &self.directory
    }

    fn idle(&self) -> MutexGuard<'_, Vec<git2::Repository>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets the handles that are idle. libgit2 reads where the history of a shallow clone ends when it opens one.
    pub(super) fn forget_handles(&self) {
        self.idle().clear();
    }

    /// Works with a handle.
    pub(super) fn with<T>(
        &self,
        work: impl FnOnce(&git2::Repository) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let idle = self.idle().pop();
        let handle = match idle {
            Some(handle) => handle,
            None => git2::Repository::open(&self.place)
                .map_err(|error| cannot_open(&error).at_path(&self.place))?,
        };
        let result = work(&handle);
        self.idle().push(handle);
        result.map_err(|error| error.at_path(&self.directory))
    }

    /// Whether objects are waited for until they are on the disk, by the key that libgit2 reads.
    pub(super) fn is_synced(&self) -> Result<bool, Error> {
        self.with(|repository| {
            let config =
                repository.config().map_err(|error| failed("cannot read the configuration", error))?;
            Ok(config.get_bool("core.fsyncObjectFiles").unwrap_or_default())
        })
    }

    /// Where a reference points to, if it is there.
    pub(super) fn target(&self, reference: &str) -> Result<Option<CommitId>, Error> {
        self.with(|repository| match repository.refname_to_id(reference) {
            Ok(id) => Ok(Some(CommitId(id))),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) => Err(failed(format!("cannot read the reference {reference}"), error)),
        })
    }

    /// Takes away a reference of this program's own, which nobody else moves.
    pub(super) fn remove(&self, reference: &str) {
        let removed = self.with(|repository| {
            let removed = repository.find_reference(reference).and_then(|mut found| found.delete());
            removed.map_err(|error| failed(format!("cannot delete {reference}"), error))
        });
        // One that is left keeps a commit that is there anyway.
        drop(removed);
    }

    /// Waits for the right to move references.
    ///
    /// # Errors
    /// `Io` when the lock cannot be had until then.
    pub(super) fn turn(&self, until: Instant) -> Result<Turn<'_>, Error> {
        let explain = |error| Error::io("cannot lock the repository", error).at_path(&self.directory);
        let thread = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let path = self.directory.join("libgitops.lock");
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(explain)?;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Turn { repository: self, _thread: thread, _program: file }),
                Err(TryLockError::WouldBlock) if Instant::now() < until => pause(Duration::from_millis(3)),
                Err(TryLockError::WouldBlock) => {
                    let message = "another program holds the lock of the repository for too long";
                    return Err(Error::new(ErrorKind::Io, message).at_path(&self.directory));
                }
                Err(TryLockError::Error(error)) => return Err(explain(error)),
            }
        }
    }
}

impl Turn<'_> {
    /// Moves a reference that is where it is expected to be; `None` stands for one that is not there.
    pub(super) fn advance(
        &self,
        reference: &str,
        expected: Option<CommitId>,
        new: CommitId,
        log: &str,
    ) -> Result<Moved, Error> {
        self.repository.with(|repository| {
            let named = pointed_to(repository, reference);
            let (reference, mut lock) = (named.as_str(), AwaitedLock::new(self.repository, &named));
            loop {
                let moved = match expected {
                    Some(old) => repository.reference_matching(reference, new.0, true, old.0, log),
                    None => repository.reference(reference, new.0, false, log),
                };
                match moved {
                    Ok(_) => return Ok(Moved::Done),
                    Err(error) if is_elsewhere(&error) => return Ok(Moved::Elsewhere),
                    Err(error) if error.code() == ErrorCode::Locked => lock.wait()?,
                    Err(error) => return Err(failed(format!("cannot move {reference}"), error)),
                }
            }
        })
    }

    /// Takes a reference away that is where it is expected to be.
    pub(super) fn delete(&self, reference: &str, expected: CommitId) -> Result<Moved, Error> {
        self.repository.with(|repository| {
            let mut found = match repository.find_reference(reference) {
                Ok(found) => found,
                Err(error) if error.code() == ErrorCode::NotFound => return Ok(Moved::Elsewhere),
                Err(error) => return Err(failed(format!("cannot read {reference}"), error)),
            };
            if found.target() != Some(expected.0) {
                return Ok(Moved::Elsewhere);
            }
            found.delete().map_err(|error| failed(format!("cannot delete {reference}"), error))?;
            Ok(Moved::Done)
        })
    }
}

/// The lock of a reference that somebody else has.
struct AwaitedLock {
    path: PathBuf,
    begin: Instant,
    /// The lock as it was seen first, and when that was.
    seen: Option<(SystemTime, Instant)>,
}

impl AwaitedLock {
    fn new(repository: &Repository, reference: &str) -> Self {
        Self { path: repository.lock_of(reference), begin: Instant::now(), seen: None }
    }

    /// Waits for another program to let go of the reference. Who was killed never does: the holder of the turn removes
    /// such a lock, since none of the library's programs can be moving a reference then. One that is the same for some
    /// time was left behind, too, whatever the clock says of its age.
    fn wait(&mut self) -> Result<(), Error> {
        if self.begin.elapsed() >= LOCKED {
            let message =
                "another program holds the lock of the reference for too long: if none runs, remove the file";
            return Err(Error::new(ErrorKind::Io, message).at_path(&self.path));
        }
        let now = fs::metadata(&self.path).and_then(|found| found.modified()).ok();
        let same = self.seen.filter(|(modified, _)| Some(*modified) == now);
        let is_stale = is_stale(&self.path) || same.is_some_and(|(_, since)| since.elapsed() >= STALE_LOCK);
        if is_stale && fs::remove_file(&self.path).is_ok() {
            return Ok(());
        }
        self.seen = same.or(now.map(|modified| (modified, Instant::now())));
        pause(Duration::from_millis(10));
        Ok(())
    }
}

fn is_stale(lock: &Path) -> bool {
    age(lock).is_some_and(|age| age >= STALE_LOCK)
}

impl Repository {
    fn lock_of(&self, reference: &str) -> PathBuf {
        self.directory.join(format!("{reference}.lock"))
    }

    /// Removes the lock of a reference that was left behind.
    pub(super) fn remove_stale_lock(&self, reference: &str) {
        let lock = self.lock_of(reference);
        if is_stale(&lock) {
            drop(fs::remove_file(&lock));
        }
    }
}

/// How long ago a file was written.
fn age(path: &Path) -> Option<Duration> {
    let modified = fs::metadata(path).and_then(|found| found.modified()).ok()?;
    Some(SystemTime::now().duration_since(modified).unwrap_or_default())
}

/// Removes what killed programs left behind: locks that nobody can still hold, and objects that were never finished.
pub(super) fn remove_stale(directory: &Path) {
    const UNFINISHED: Duration = Duration::from_hours(1);
    for name in ["packed-refs.lock", "config.lock", "HEAD.lock", "shallow.lock"] {
        let lock = directory.join(name);
        if is_stale(&lock) {
            drop(fs::remove_file(lock));
        }
    }
    let directories = fs::read_dir(directory.join("objects")).into_iter().flatten().flatten();
    let entries = directories.flat_map(|entry| fs::read_dir(entry.path()).into_iter().flatten().flatten());
    let is_unfinished = |name: &str| name.starts_with("tmp_object_git2_") || name.starts_with("pack_git2_");
    for entry in entries.filter(|entry| entry.file_name().to_str().is_some_and(is_unfinished)) {
        if age(&entry.path()).is_some_and(|age| age >= UNFINISHED) {
            drop(fs::remove_file(entry.path()));
        }
    }
}

/// Waits up to that long, and not for as long as somebody else who began to wait at the same time.
pub(super) fn pause(at_most: Duration) {
    thread::sleep(jittered(at_most));
}

/// Between a half and all of a time.
pub(super) fn jittered(time: Duration) -> Duration {
    let half = time / 2;
    let share = u32::try_from(random() % 1000).unwrap_or_default();
    half + half / 1000 * share
}

/// A number that nobody can guess: the standard library seeds its hashers with such numbers.
pub(super) fn random() -> u64 {
    use std::hash::{BuildHasher as _, RandomState};
    RandomState::new().hash_one(Instant::now())
}

/// The reference that a symbolic one stands for, as a branch may for another one; itself if it is none.
fn pointed_to(repository: &git2::Repository, reference: &str) -> String {
    // As far as Git follows them (`SYMREF_MAXDEPTH`).
    const MOST: usize = 5;
    let mut name = reference.to_owned();
    for _ in 0..MOST {
        let found = repository.find_reference(&name).ok();
        let Some(target) =
            found.as_ref().and_then(|found| std::str::from_utf8(found.symbolic_target_bytes()?).ok())
        else {
            break;
        };
        target.clone_into(&mut name);
    }
    name
}

fn is_elsewhere(error: &git2::Error) -> bool {
    let is_reference = error.class() == ErrorClass::Reference;
    matches!(error.code(), ErrorCode::Modified | ErrorCode::Exists)
        || is_reference && error.code() == ErrorCode::NotFound
}

/// Something of Git's that failed.
pub(super) fn failed(message: impl Into<String>, source: git2::Error) -> Error {
    Error::new(ErrorKind::Io, message).with_source(source)
}

/// Why a repository cannot be opened, in words for formats that libgit2 does not know.
pub(super) fn cannot_open(error: &git2::Error) -> Error {
    let text = error.message();
    if text.contains("refstorage") {
        let message = "the repository keeps its references as a reftable, which libgit2 cannot read: make it with \
                       `--ref-format=files`";
        return Error::new(ErrorKind::Unsupported, message);
    }
    if text.contains("sha256") {
        return named_by_sha256();
    }
    if error.code() == ErrorCode::NotFound {
        return Error::new(ErrorKind::NotFound, format!("there is no Git repository: {text}"));
    }
    Error::new(ErrorKind::Io, format!("cannot open the Git repository: {text}"))
}

/// That a repository, here or elsewhere, is of the format that libgit2 does not know.
pub(super) fn named_by_sha256() -> Error {
    let message = "the repository names its objects by SHA-256, which libgit2 cannot read: make it with \
                   `--object-format=sha1`";
    Error::new(ErrorKind::Unsupported, message)
}
