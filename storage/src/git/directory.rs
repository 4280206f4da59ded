//! The managed clone of a branch.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};

use git2::{ObjectType, Oid};

use super::child;
use super::commit::{Commit, tree_of};
use super::heads::reference;
use super::id::CommitId;
use super::remote::{Credentials, Remote};
use super::repository::{Moved, Repository, Turn, failed, jittered, objects, read, remove_stale, write};
use super::transport::{Fetch, ProgramTransport, Push, Pushed, Transport, best};
use super::trees::{Directory, FILE, TreeFile, check_path};
use crate::error::{Error, ErrorKind};

mod notices;

use notices::Listeners;
pub use notices::{NewCommits, Notices};

/// How a clone is managed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct GitDirectoryOptions {
    /// The branch that is followed: `main`.
    pub branch: String,
    /// How often it is looked whether it has moved: 30 s, and up to half of it earlier, so that many programs do not ask
    /// at once. After an error it is waited twice as long each time, up to 10 minutes.
    pub interval: Duration,
    /// How long one step over the network may take: a minute.
    pub timeout: Duration,
    /// What lets one in.
    pub credentials: Credentials,
    /// How many commits of the history are fetched; all if unset.
    pub depth: Option<u32>,
    /// The way there; the program `git` if it is found, else libgit2, if unset.
    pub transport: Option<Arc<dyn Transport>>,
}

impl Default for GitDirectoryOptions {
    fn default() -> Self {
        Self {
            branch: "main".to_owned(),
            interval: Duration::from_secs(30),
            timeout: Duration::from_mins(1),
            credentials: Credentials::none(),
            depth: None,
            transport: None,
        }
    }
}

impl GitDirectoryOptions {
    /// The branch `main`, looked at twice a minute, read by everybody.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same for another branch.
    #[must_use]
    pub fn with_branch(mut self, branch: impl Into<String>) -> Self {
        self.branch = branch.into();
        self
    }

    /// The same with another interval.
    #[must_use]
    pub fn with_interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// The same with another time for one step over the network.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The same with what lets one in.
    #[must_use]
    pub fn with_credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// The same with so many commits of the history.
    #[must_use]
    pub fn shallow(mut self, depth: u32) -> Self {
        self.depth = Some(depth);
        self
    }

    /// The same by another way.
    #[must_use]
    pub fn with_transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }
}

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
    follower: Mutex<Option<JoinHandle<()>>>,
}

/// What the directory and the storages on it share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) repository: Arc<Repository>,
    remote: Remote,
    transport: Arc<dyn Transport>,
    options: GitDirectoryOptions,
    /// One fetch at a time.
    fetching: Mutex<()>,
    current: Mutex<String>,
    listeners: Listeners,
    state: Mutex<Following>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Following {
    is_suspended: bool,
    is_closed: bool,
    error: Option<Arc<Error>>,
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

/// Where a branch was elsewhere when it was last seen there.
fn upstream(branch: &str) -> String {
    format!("refs/remotes/origin/{branch}")
}

/// Where a branch is put when it is fetched, before anything follows it.
fn incoming(branch: &str) -> String {
    format!("refs/libgitops/incoming/{branch}")
}

impl GitDirectory {
    /// Opens the clone in a directory, and makes it if it is not there. Nothing is fetched yet.
    ///
    /// # Errors
    /// `Invalid` for what is no address or branch; `Unsupported` for a repository of another format; `Io`.
    pub fn open(
        directory: impl AsRef<Path>,
        url: impl Into<String>,
        options: GitDirectoryOptions,
    ) -> Result<Self, Error> {
        let directory = directory.as_ref();
        super::storage::check_branch(&options.branch)?;
        let remote = Remote::new(url, options.credentials.clone(), directory.join("libgitops"))?;
        let repository = match Repository::open_bare(directory) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
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
            current: Mutex::new(options.branch.clone()),
            options,
            listeners: Listeners::default(),
            state: Mutex::default(),
            changed: Condvar::new(),
        };
        Ok(Self { shared: Arc::new(shared), follower: Mutex::default() })
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

    /// Fetches now, and from then on from time to time. Once started, it is no more than a fetch.
    ///
    /// # Errors
    /// Those of [`pull`](Self::pull); it is not started then.
    pub fn start(&self) -> Result<Pulled, Error> {
        let pulled = self.pull()?;
        let mut follower = self.follower.lock().unwrap_or_else(PoisonError::into_inner);
        if follower.is_none() {
            let shared = Arc::clone(&self.shared);
            let thread =
                std::thread::Builder::new().name("libgitops-git".to_owned()).spawn(move || shared.follow());
            *follower = Some(thread.map_err(|error| Error::io("cannot start a thread", error))?);
        }
        Ok(pulled)
    }

    /// Fetches the branch that is followed, now.
    ///
    /// A branch with commits here that are not there stays where it is.
    ///
    /// # Errors
    /// `Remote` with the words of the server, or when it did not answer in time; `Io`.
    pub fn pull(&self) -> Result<Pulled, Error> {
        self.shared.pull(self.main_branch()).map_err(|error| error.in_operation_at("pull", self.path()))
    }

    /// Fetches another branch.
    ///
    /// # Errors
    /// Those of [`pull`](Self::pull).
    pub fn pull_branch(&self, branch: &str) -> Result<Pulled, Error> {
        super::storage::check_branch(branch)?;
        self.shared.pull(branch).map_err(|error| error.in_operation_at("pull", self.path()))
    }

    /// Fetches nothing from time to time until it is resumed.
    pub fn suspend(&self) {
        self.shared.following().is_suspended = true;
    }

    /// Fetches from time to time again, beginning now.
    pub fn resume(&self) {
        self.shared.following().is_suspended = false;
        self.shared.changed.notify_all();
    }

    /// Why the last fetch in the background failed, if it did.
    pub fn last_error(&self) -> Option<Arc<Error>> {
        self.shared.following().error.clone()
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
        super::storage::check_branch(branch)?;
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
        let branch = self.branch();
        let (before, turn) = (self.head()?, self.shared.turn()?);
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
        let Some(head) = self.head()? else { return Ok(()) };
        let expected = self.shared.repository.target(&upstream(&branch))?;
        let until = Instant::now() + self.shared.options.timeout;
        match self.shared.publish(&branch, expected, head, until)? {
            Pushed::Done => {
                let turn = self.shared.turn()?;
                turn.advance(&upstream(&branch), expected, head, "push").map(drop)
            }
            Pushed::Elsewhere => {
                let message = format!("the branch {branch:?} was moved there since it was last fetched");
                Err(Error::new(ErrorKind::Conflict, message).in_operation_at("push", self.path()))
            }
        }
    }

    /// Packs what lies about and removes what nobody needs, as `git gc` does. Each commit leaves loose objects, which for
    /// large directories are large.
    ///
    /// # Errors
    /// `Unsupported` without the program `git`; `Io` with what it says.
    pub fn maintain(&self) -> Result<(), Error> {
        self.shared.maintain(Duration::from_mins(10))
    }

    /// Ends following, and removes the clone from the disk.
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
        let follower = self.follower.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(follower) = follower {
            let _it_panicked = follower.join();
        }
        self.shared.listeners.close();
    }
}

impl Shared {
    fn following(&self) -> MutexGuard<'_, Following> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn current(&self) -> MutexGuard<'_, String> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn turn(&self) -> Result<Turn<'_>, Error> {
        self.repository.turn(Instant::now() + self.options.timeout)
    }

    /// Fetches from time to time until it is closed.
    fn follow(&self) {
        const LONGEST: Duration = Duration::from_mins(10);
        let mut failures = 0_u32;
        loop {
            let wait = self.options.interval.saturating_mul(1 << failures.min(10));
            if !self.wait(jittered(wait.min(LONGEST.max(self.options.interval)))) {
                return;
            }
            let pulled = self.pull(&self.options.branch);
            failures = if pulled.is_err() { failures + 1 } else { 0 };
            self.following().error = pulled.err().map(Arc::new);
        }
    }

    /// Waits for the time to fetch; `false` when it is closed.
    fn wait(&self, time: Duration) -> bool {
        let begin = Instant::now();
        let mut state = self.following();
        let mut was_suspended = false;
        loop {
            let left = time.saturating_sub(begin.elapsed());
            if state.is_closed {
                return false;
            }
            if !state.is_suspended && (left.is_zero() || was_suspended) {
                return true;
            }
            was_suspended |= state.is_suspended;
            let left = if state.is_suspended { Duration::from_hours(1) } else { left };
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Brings a branch here.
    pub(super) fn pull(&self, branch: &str) -> Result<Pulled, Error> {
        let _one_at_a_time = self.fetching.lock().unwrap_or_else(PoisonError::into_inner);
        let until = Instant::now() + self.options.timeout;
        let (local, seen) =
            (self.repository.target(&reference(branch))?, self.repository.target(&upstream(branch))?);
        let Some(found) = self.transport.resolve(&self.remote, &reference(branch), until)? else {
            return self.forget(branch, local, seen);
        };
        if local == Some(found) && seen == Some(found) {
            return Ok(Pulled { before: local, now: local, is_forced: false });
        }
        self.fetch(branch, until)
    }

    /// Brings a branch here that has moved, as far as the server said.
    pub(super) fn pull_moved(&self, branch: &str) -> Result<(), Error> {
        let fetched = {
            let _one_at_a_time = self.fetching.lock().unwrap_or_else(PoisonError::into_inner);
            self.fetch(branch, Instant::now() + self.options.timeout)
        };
        // It may be gone.
        fetched.or_else(|_| self.pull(branch)).map(drop)
    }

    fn fetch(&self, branch: &str, until: Instant) -> Result<Pulled, Error> {
        let (source, destination) = (reference(branch), incoming(branch));
        self.repository.remove_stale_lock(&destination);
        let fetch = Fetch { source: &source, destination: &destination, depth: self.options.depth };
        self.transport.fetch(self.repository.directory(), &self.remote, &fetch, until)?;
        let Some(now) = self.repository.target(&destination)? else {
            return Err(Error::new(ErrorKind::Remote, format!("{source} was fetched and is not there")));
        };
        self.take_in(branch, now)
    }

    /// Moves a branch here to where it is there, unless there are commits here that are not there.
    ///
    /// The branch moves first, and then what was seen there: who is killed in between leaves it as before a pull.
    fn take_in(&self, branch: &str, now: CommitId) -> Result<Pulled, Error> {
        let turn = self.turn()?;
        let (name, seen_name) = (reference(branch), upstream(branch));
        let (local, seen) = (self.repository.target(&name)?, self.repository.target(&seen_name)?);
        let is_continued = match local {
            Some(local) => local == now || self.is_ancestor(local, now)?,
            None => true,
        };
        if local != Some(now) && (is_continued || local == seen) {
            turn.advance(&name, local, now, "pull")?;
        }
        if seen != Some(now) {
            turn.advance(&seen_name, seen, now, "pull")?;
        }
        drop(turn);
        let pulled = Pulled {
            before: local,
            now: if is_continued || local == seen { Some(now) } else { local },
            is_forced: !is_continued,
        };
        if branch == self.options.branch && (pulled.is_changed() || seen != Some(now)) {
            self.listeners.tell(NewCommits { before: seen.or(local), now, is_forced: pulled.is_forced });
        }
        Ok(pulled)
    }

    /// A branch that is gone there goes here too, unless there are commits here that never were there.
    fn forget(&self, branch: &str, local: Option<CommitId>, seen: Option<CommitId>) -> Result<Pulled, Error> {
        let turn = self.turn()?;
        let is_forced = seen.is_some();
        if let Some(seen) = seen {
            if local == Some(seen) {
                turn.delete(&reference(branch), seen)?;
            }
            turn.delete(&upstream(branch), seen)?;
        }
        let now = self.repository.target(&reference(branch))?;
        Ok(Pulled { before: local, now, is_forced })
    }

    fn is_ancestor(&self, old: CommitId, new: CommitId) -> Result<bool, Error> {
        self.repository.with(|repository| match repository.graph_descendant_of(new.0, old.0) {
            Ok(is_ancestor) => Ok(is_ancestor),
            // Of a shallow clone not all commits are here.
            Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(false),
            Err(error) => Err(failed("cannot read the history", error)),
        })
    }

    /// Pushes a commit to a branch that is where it is expected.
    pub(super) fn publish(
        &self,
        branch: &str,
        expected: Option<CommitId>,
        new: CommitId,
        until: Instant,
    ) -> Result<Pushed, Error> {
        if self.remote.is_read_only() {
            let message = "the repository is read without credentials, so nothing can be pushed to it";
            return Err(Error::new(ErrorKind::Unsupported, message).at_path(self.remote.url()));
        }
        let until = until.min(Instant::now() + self.options.timeout);
        let push = Push { commit: new, reference: &reference(branch), expected };
        let pushed = self.transport.push(self.repository.directory(), &self.remote, &push, until);
        if pushed.is_err() {
            // The answer may have been lost on the way, and the commit is there.
            let until = Instant::now() + self.options.timeout;
            if let Ok(Some(found)) = self.transport.resolve(&self.remote, push.reference, until)
                && found == new
            {
                return Ok(Pushed::Done);
            }
        }
        pushed
    }

    /// What was pushed is what is there.
    pub(super) fn published(&self, turn: &Turn<'_>, branch: &str, new: CommitId) -> Result<(), Error> {
        let name = upstream(branch);
        let seen = self.repository.target(&name)?;
        turn.advance(&name, seen, new, "push")?;
        if branch == self.options.branch {
            self.listeners.tell(NewCommits { before: seen, now: new, is_forced: false });
        }
        Ok(())
    }

    /// Stores files and a commit of them; `None` if they are what is there already.
    fn store(
        &self,
        parent: Option<CommitId>,
        commit: &Commit,
        files: Vec<(&str, Option<&[u8]>)>,
    ) -> Result<Option<CommitId>, Error> {
        self.repository.with(|repository| {
            let odb = objects(repository)?;
            let tree = match parent {
                Some(parent) => Some(tree_of(&read(&odb, parent.0, ObjectType::Commit)?)?),
                None => None,
            };
            let root = Arc::new(match tree {
                Some(tree) => Directory::load(&odb, tree)?,
                None => Directory::default(),
            });
            let mut changed = std::collections::BTreeMap::new();
            for (path, bytes) in files {
                let file = match bytes {
                    Some(bytes) => Some(TreeFile { mode: FILE, id: write(&odb, ObjectType::Blob, bytes)? }),
                    None => None,
                };
                changed.insert(path, file);
            }
            let new = root.with_files(&odb, &changed)?;
            if new.id() == tree {
                return Ok(None);
            }
            let new: Oid = match new.id() {
                Some(new) => new,
                None => write(&odb, ObjectType::Tree, b"")?,
            };
            let bytes = commit.bytes(new, parent, SystemTime::now());
            Ok(Some(CommitId(write(&odb, ObjectType::Commit, &bytes)?)))
        })
    }

    fn maintain(&self, time: Duration) -> Result<(), Error> {
        let directory: PathBuf = self.repository.directory().to_owned();
        let program = ProgramTransport::find().ok_or_else(|| {
            Error::new(ErrorKind::Unsupported, "packing a repository needs the program `git`")
        })?;
        remove_stale(&directory);
        let mut command = program.command();
        command.current_dir(&directory).args(["gc", "--quiet"]);
        let finished = child::run(command, b"", Instant::now() + time)?;
        if finished.status.success() {
            return Ok(());
        }
        let said = finished.stderr.trim().replace('\n', "; ");
        Err(Error::new(ErrorKind::Io, format!("git gc failed: {said}")).at_path(directory))
    }
}
