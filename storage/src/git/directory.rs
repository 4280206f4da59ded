//! The managed clone of a branch.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;

use super::commit::Commit;
use super::heads::reference;
use super::id::CommitId;
use super::remote::Remote;
use super::repository::{Moved, Repository, remove_stale};
use super::storage::check_branch;
use super::transport::{Pushed, best};
use super::trees::check_path;
use crate::error::{Error, ErrorKind};

mod courtesy;
mod notices;
mod options;
mod maintenance;
mod shared;
mod work_tree;

use courtesy::Courtesy;
use maintenance::maintain;
use notices::Listeners;
pub use notices::{NewCommits, Notices};
pub use options::GitDirectoryOptions;
pub(super) use shared::Shared;
use shared::upstream;

/// A bare clone of a branch of a repository elsewhere, that follows it in the background.
///
/// * What is fetched, committed and pushed are operations of their own; [`start`](Self::start) begins to fetch from time
///   to time.
/// * Objects are read from it, and changed by transactions that are pushed, by
///   [`GitStorage::in_directory`](super::GitStorage::in_directory).
/// * When the branch is moved elsewhere by force, the clone follows and says so.
/// * Several programs can share one clone.
#[derive(Debug)]
pub struct GitDirectory {
    shared: Arc<Shared>,
    /// The threads of one that was started.
    threads: Mutex<Vec<JoinHandle<()>>>,
}

/// What a pull found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pulled {
    /// Where the branch was here; `None` if it was not.
    pub before: Option<CommitId>,
    /// Where it is now; `None` if there is no such branch.
    pub now: Option<CommitId>,
    /// Whether what was there before is no part of its history now.
    pub is_forced: bool,
}

impl Pulled {
    /// Whether the branch moved.
    pub fn is_changed(&self) -> bool {
        self.before != self.now
    }
}

impl GitDirectory {
    /// Opens the clone in a directory, and makes it if it is not there. Nothing is fetched yet.
    ///
    /// # Errors
    /// `Invalid` for what is no address or branch, and for a directory that has something else in it than a clone;
    /// `Unsupported` for a repository of another format; `Io`.
    pub fn open(
        directory: impl AsRef<Path>,
        url: impl Into<String>,
        options: GitDirectoryOptions,
    ) -> Result<Self, Error> {
        let directory = directory.as_ref();
        check_branch(&options.branch)?;
        let remote = Remote::new(url, options.credentials.clone(), directory.join("libgitops"))?;
        let repository = match Repository::open_bare(directory) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                check_free(directory)?;
                Repository::init(directory, &options.branch)?
            }
            result => result?,
        };
        remove_stale(repository.directory());
        let transport = options.transport.clone().unwrap_or_else(best);
        let shared = Shared {
            repository: Arc::new(repository),
            remote,
            transport,
            fetching: Mutex::default(),
            checking_out: Mutex::default(),
            current: Mutex::new(options.branch.clone()),
            options,
            courtesy: Courtesy::default(),
            listeners: Listeners::default(),
            state: Mutex::default(),
            changed: Condvar::new(),
        };
        Ok(Self { shared: Arc::new(shared), threads: Mutex::default() })
    }

    /// The directory of the clone, a bare repository.
    pub fn path(&self) -> &Path {
        self.shared.repository.directory()
    }

    /// The repository that it is a clone of.
    pub fn remote(&self) -> &Remote {
        &self.shared.remote
    }

    /// The branch that is followed.
    pub fn main_branch(&self) -> &str {
        &self.shared.options.branch
    }

    /// The branch that commits go to: the one that was checked out last.
    pub fn branch(&self) -> String {
        self.shared.current().clone()
    }

    pub(super) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// Fetches now, and from then on from time to time, packs what commits leave lying about when it is much, and keeps
    /// the work tree if there is to be one. Once started, it is no more than a fetch.
    ///
    /// # Errors
    /// Those of [`pull`](Self::pull); it is not started then.
    pub fn start(&self) -> Result<Pulled, Error> {
        let pulled = self.pull()?;
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        if threads.is_empty() {
            let shared = Arc::clone(&self.shared);
            threads.push(thread("libgitops-git", move || shared.follow())?);
            if self.shared.options.work_tree.is_some() {
                let (shared, notices) = (Arc::clone(&self.shared), self.notices());
                threads.push(thread("libgitops-checkout", move || shared.keep_work_tree(notices))?);
            }
        }
        Ok(pulled)
    }

    /// Fetches the branch that is followed, now.
    ///
    /// A branch with commits here that are not there stays where it is.
    ///
    /// # Errors
    /// `NotFound` when the branch was there and is gone: here it stays, with all its objects; `Remote` with the words of the
    /// server, or when it did not answer in time; `Io`.
    pub fn pull(&self) -> Result<Pulled, Error> {
        self.shared.pull(self.main_branch()).map_err(|error| error.in_operation_at("pull", self.path()))
    }

    /// Fetches another branch. One that is gone there goes here too, unless there are commits here that never were there.
    ///
    /// # Errors
    /// Those of [`pull`](Self::pull).
    pub fn pull_branch(&self, branch: &str) -> Result<Pulled, Error> {
        check_branch(branch)?;
        self.shared.pull(branch).map_err(|error| error.in_operation_at("pull", self.path()))
    }

    /// Fetches nothing from time to time until it is resumed.
    pub fn suspend(&self) {
        self.shared.following().is_suspended = true;
    }

    /// Fetches from time to time again, beginning now.
    pub fn resume(&self) {
        let mut following = self.shared.following();
        following.is_resumed |= std::mem::take(&mut following.is_suspended);
        drop(following);
        self.shared.changed.notify_all();
    }

    /// Why the last fetch in the background failed, if it did.
    pub fn last_error(&self) -> Option<Arc<Error>> {
        self.shared.following().error.clone()
    }

    /// Brings the work tree to where the branch is that is followed, now.
    ///
    /// # Errors
    /// `Unsupported` when there is to be none, or without the program `git`; `Conflict` when somebody changed, checked
    /// out or committed something there that is in the way; `Invalid` for that of another repository; `Io`.
    pub fn update_work_tree(&self) -> Result<(), Error> {
        self.shared.update_work_tree()
    }

    /// Why the work tree is not where the branch is, if it is not.
    pub fn work_tree_error(&self) -> Option<Arc<Error>> {
        self.shared.following().work_tree_error.clone()
    }

    /// Tells of new commits of the branch that is followed. Who does not listen holds up nobody: what waits for it becomes
    /// one notice.
    pub fn notices(&self) -> Notices {
        self.shared.listeners.subscribe()
    }

    /// Makes a branch where the one that is checked out is, and checks it out.
    ///
    /// # Errors
    /// `AlreadyExists`; `NotFound` when there is no commit yet; `Invalid` for what is no name of a branch.
    pub fn new_branch(&self, branch: &str) -> Result<(), Error> {
        check_branch(branch)?;
        let head = self.head()?.ok_or_else(|| Error::new(ErrorKind::NotFound, "there is no commit yet"))?;
        let turn = self.shared.turn()?;
        if turn.advance(&reference(branch), None, head, "new branch")? == Moved::Elsewhere {
            return Err(Error::new(
                ErrorKind::AlreadyExists,
                format!("there is a branch {branch:?} already"),
            ));
        }
        branch.clone_into(&mut self.shared.current());
        Ok(())
    }

    /// Makes a branch the one that commits go to.
    ///
    /// # Errors
    /// `NotFound` when there is no such branch here.
    pub fn checkout(&self, branch: &str) -> Result<(), Error> {
        if branch != self.main_branch() && self.shared.repository.target(&reference(branch))?.is_none() {
            return Err(Error::new(ErrorKind::NotFound, format!("there is no branch {branch:?} here")));
        }
        branch.clone_into(&mut self.shared.current());
        Ok(())
    }

    /// Where the branch is that is checked out; `None` before its first commit.
    ///
    /// # Errors
    /// `Io`.
    pub fn head(&self) -> Result<Option<CommitId>, Error> {
        self.shared.repository.target(&reference(&self.branch()))
    }

    /// Commits files to the branch that is checked out: by path their bytes, or `None` for one that is to be gone. `None`
    /// if that changes nothing. It is not pushed.
    ///
    /// # Errors
    /// `Invalid` for a commit that says nothing and for a path that leads elsewhere; `Conflict` when another program moved
    /// the branch meanwhile.
    pub fn commit<'f>(
        &self,
        commit: &Commit,
        files: impl IntoIterator<Item = (&'f str, Option<&'f [u8]>)>,
    ) -> Result<Option<CommitId>, Error> {
        commit.check()?;
        let files: Vec<_> = files.into_iter().collect();
        for (path, _) in &files {
            check_path(path)?;
        }
        let (branch, turn) = (self.branch(), self.shared.turn()?);
        // Seen in the turn: another thread may have just committed.
        let before = self.shared.repository.target(&reference(&branch))?;
        let Some(new) = self.shared.store(before, commit, files)? else { return Ok(None) };
        match turn.advance(&reference(&branch), before, new, &commit.title)? {
            Moved::Done => Ok(Some(new)),
            Moved::Elsewhere => Err(Error::new(ErrorKind::Conflict, "another program moved the branch")),
        }
    }

    /// Pushes the branch that is checked out, and nothing else.
    ///
    /// # Errors
    /// `Conflict` when it was moved there since it was last fetched; `Unsupported` without credentials; `Remote` with the
    /// words of the server.
    pub fn push(&self) -> Result<(), Error> {
        let branch = self.branch();
        // Of this branch, whatever is checked out by now.
        let Some(head) = self.shared.repository.target(&reference(&branch))? else { return Ok(()) };
        let expected = self.shared.repository.target(&upstream(&branch))?;
        let until = self.shared.until();
        match self.shared.publish(&branch, expected, head, until)? {
            Pushed::Done => {
                let turn = self.shared.turn()?;
                self.shared.published(&turn, &branch, head)
            }
            Pushed::Elsewhere => {
                let message = format!("the branch {branch:?} was moved there since it was last fetched");
                Err(Error::new(ErrorKind::Conflict, message).in_operation_at("push", self.path()))
            }
        }
    }

    /// Packs what lies about and removes what nobody needs, as `git gc` does. Each commit leaves loose objects, which for
    /// large directories are large. A clone that was [started](Self::start) does it by itself.
    ///
    /// # Errors
    /// `Unsupported` without the program `git`; `Io` with what it says.
    pub fn maintain(&self) -> Result<(), Error> {
        maintain(self.path())
    }

    /// Ends following, and removes the clone from the disk. A work tree stays where it is.
    ///
    /// # Errors
    /// `Io` when it cannot be removed.
    pub fn cleanup(self) -> Result<(), Error> {
        let path = self.path().to_owned();
        drop(self);
        fs::remove_dir_all(&path).map_err(|error| Error::io("cannot remove the clone", error).at_path(path))
    }
}

impl Drop for GitDirectory {
    fn drop(&mut self) {
        self.shared.following().is_closed = true;
        self.shared.changed.notify_all();
        self.shared.listeners.close();
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            let _it_panicked = thread.join();
        }
    }
}

/// What a clone has that was not made to its end, or lost its `HEAD`, and what a volume of its own begins with.
const PARTS: [&str; 14] = [
    "HEAD",
    "branches",
    "config",
    "description",
    "hooks",
    "info",
    "libgitops",
    "logs",
    "lost+found",
    "objects",
    "packed-refs",
    "refs",
    "shallow",
    "worktrees",
];

/// Refuses a directory in which there is something that is not ours: the clone would be mixed with it, and
/// [`cleanup`](GitDirectory::cleanup) would remove it.
fn check_free(directory: &Path) -> Result<(), Error> {
    // What it is then, whoever makes the repository finds out.
    let Ok(entries) = fs::read_dir(directory) else { return Ok(()) };
    let is_ours = |name: &str| PARTS.contains(&name.strip_suffix(".lock").unwrap_or(name));
    let names = entries.flatten().map(|entry| entry.file_name());
    let Some(foreign) = names.into_iter().find(|name| !name.to_str().is_some_and(is_ours)) else {
        return Ok(());
    };
    let message = format!("it is no clone, and none is made beside what is there: {:?}", foreign.display());
    Err(Error::new(ErrorKind::Invalid, message).at_path(directory))
}

fn thread(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, Error> {
    let thread = std::thread::Builder::new().name(name.to_owned()).spawn(work);
    thread.map_err(|error| Error::io("cannot start a thread", error))
}
