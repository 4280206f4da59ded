//! What a clone and the storages on it share: fetching, pushing, and following in the background.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use git2::{ObjectType, Oid};

use super::courtesy::Courtesy;
use super::maintenance::{Clutter, tidy};
use super::notices::{Listeners, NewCommits};
use super::{GitDirectoryOptions, Pulled};
use crate::deadline;
use crate::error::{Error, ErrorKind};
use crate::git::commit::{Commit, tree_of};
use crate::git::heads::reference;
use crate::git::id::CommitId;
use crate::git::objects::Objects;
use crate::git::remote::Remote;
use crate::git::repository::{Repository, Turn, failed, jittered};
use crate::git::transport::{Fetch, Push, Pushed, Transport};
use crate::git::trees::{Directory, FILE, TreeFile};

/// What the directory and the storages on it share.
#[derive(Debug)]
pub(in crate::git) struct Shared {
    pub(in crate::git) repository: Arc<Repository>,
    pub(super) remote: Remote,
    pub(super) transport: Arc<dyn Transport>,
    pub(super) options: GitDirectoryOptions,
    /// One fetch at a time.
    pub(super) fetching: Mutex<()>,
    /// One checkout of the work tree at a time.
    pub(super) checking_out: Mutex<()>,
    pub(super) current: Mutex<String>,
    pub(super) courtesy: Courtesy,
    pub(super) listeners: Listeners,
    pub(super) state: Mutex<Following>,
    pub(super) changed: Condvar,
}

#[derive(Debug, Default)]
pub(super) struct Following {
    pub(super) is_suspended: bool,
    /// Whether it was suspended and did not fetch since.
    pub(super) is_resumed: bool,
    pub(super) is_closed: bool,
    pub(super) error: Option<Arc<Error>>,
    pub(super) work_tree_error: Option<Arc<Error>>,
}

/// Where a branch was elsewhere when it was last seen there.
pub(super) fn upstream(branch: &str) -> String {
    format!("refs/remotes/origin/{branch}")
}

/// Where a branch is put when it is fetched, before anything follows it.
fn incoming(branch: &str) -> String {
    format!("refs/libgitops/incoming/{branch}")
}

impl Shared {
    pub(super) fn following(&self) -> MutexGuard<'_, Following> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn current(&self) -> MutexGuard<'_, String> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When a step over the network that begins now has to be done.
    pub(super) fn until(&self) -> Instant {
        deadline::after(Instant::now(), self.options.timeout)
    }

    pub(super) fn turn(&self) -> Result<Turn<'_>, Error> {
        self.repository.turn(self.until())
    }

    /// Fetches from time to time until it is closed.
    pub(super) fn follow(&self) {
        const LONGEST: Duration = Duration::from_mins(10);
        let (mut failures, mut clutter) = (0_u32, Clutter::default());
        loop {
            let wait = self.options.interval.saturating_mul(1 << failures.min(10));
            if !self.wait(jittered(wait.min(LONGEST.max(self.options.interval)))) {
                return;
            }
            let pulled = self.pull(&self.options.branch);
            failures = if pulled.is_err() { failures + 1 } else { 0 };
            let tidied = pulled.and_then(|_| match self.options.loose_objects {
                Some(most) => tidy(self.repository.directory(), most, clutter),
                None => Ok(clutter),
            });
            let error = tidied.map(|left| clutter = left).err();
            if let Some(error) = &error {
                self.options.tell(error);
            }
            self.following().error = error.map(Arc::new);
        }
    }

    /// Waits for the time to fetch; `false` when it is closed.
    fn wait(&self, time: Duration) -> bool {
        let begin = Instant::now();
        let mut state = self.following();
        loop {
            let left = time.saturating_sub(begin.elapsed());
            if state.is_closed {
                return false;
            }
            if !state.is_suspended && (left.is_zero() || state.is_resumed) {
                state.is_resumed = false;
                return true;
            }
            let left = if state.is_suspended { Duration::from_hours(1) } else { left };
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Brings a branch here.
    pub(in crate::git) fn pull(&self, branch: &str) -> Result<Pulled, Error> {
        let _one_at_a_time = self.fetching.lock().unwrap_or_else(PoisonError::into_inner);
        let until = self.until();
        let (local, seen) =
            (self.repository.target(&reference(branch))?, self.repository.target(&upstream(branch))?);
        let Some(found) = self.transport.resolve(&self.remote, &reference(branch), until)? else {
            return match seen {
                Some(_) if branch == self.options.branch => Err(self.gone(branch)),
                _ => self.forget(branch, local, seen),
            };
        };
        if local == Some(found) && seen == Some(found) {
            return Ok(Pulled { before: local, now: local, is_forced: false });
        }
        self.fetch(branch, until)
    }

    /// Brings a branch here that has moved, as far as the server said.
    pub(in crate::git) fn pull_moved(&self, branch: &str) -> Result<(), Error> {
        let fetched = {
            let _one_at_a_time = self.fetching.lock().unwrap_or_else(PoisonError::into_inner);
            self.fetch(branch, self.until())
        };
        // It may be gone.
        fetched.or_else(|_| self.pull(branch)).map(drop)
    }

    fn fetch(&self, branch: &str, until: Instant) -> Result<Pulled, Error> {
        let (source, destination) = (reference(branch), incoming(branch));
        self.repository.remove_stale_lock(&destination);
        let seen = self.repository.target(&upstream(branch))?;
        let fetch = Fetch { source: &source, destination: &destination, depth: self.options.depth };
        self.transport.fetch(self.repository.directory(), &self.remote, &fetch, until)?;
        if fetch.depth.is_some() {
            self.repository.forget_handles();
        }
        let Some(now) = self.repository.target(&destination)? else {
            return Err(Error::new(ErrorKind::Remote, format!("{source} was fetched and is not there")));
        };
        self.take_in(branch, now, seen)
    }

    /// Moves a branch here to where it is there, unless there are commits here that are not there. `before` is what was seen
    /// there when the fetch began: a push may have been there since, and what was fetched is old then.
    ///
    /// The branch moves first, and then what was seen there: who is killed in between leaves it as before a pull.
    fn take_in(&self, branch: &str, now: CommitId, before: Option<CommitId>) -> Result<Pulled, Error> {
        let turn = self.turn()?;
        let (name, seen_name) = (reference(branch), upstream(branch));
        let (local, seen) = (self.repository.target(&name)?, self.repository.target(&seen_name)?);
        if let Some(seen) = seen.filter(|seen| before != Some(*seen) && *seen != now)
            && self.is_ancestor(now, seen)?
        {
            return Ok(Pulled { before: local, now: local, is_forced: false });
        }
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

    /// The branch that is followed is gone there. What it held is kept here: nobody means every object to go by that, and
    /// who comes back to a branch that was renamed or pushed anew finds them.
    fn gone(&self, branch: &str) -> Error {
        let message = format!("the branch {branch:?} is gone there, and kept here as it was seen last");
        Error::new(ErrorKind::NotFound, message).at_path(self.remote.url())
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

    pub(super) fn is_ancestor(&self, old: CommitId, new: CommitId) -> Result<bool, Error> {
        self.repository.with(|repository| match repository.graph_descendant_of(new.0, old.0) {
            Ok(is_ancestor) => Ok(is_ancestor),
            // Of a shallow clone not all commits are here.
            Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(false),
            Err(error) => Err(failed("cannot read the history", error)),
        })
    }

    /// Pushes a commit to a branch that is where it is expected.
    pub(in crate::git) fn publish(
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
        let until = until.min(self.until());
        let push = Push { commit: new, reference: &reference(branch), expected };
        let begin = Instant::now();
        let pushed = self.transport.push(self.repository.directory(), &self.remote, &push, until);
        match pushed {
            Ok(Pushed::Done) => self.courtesy.won(begin.elapsed()),
            Ok(Pushed::Elsewhere) => self.courtesy.lost(),
            // The answer may have been lost on the way, and the commit is there.
            Err(_) if self.has_arrived(&push) => return Ok(Pushed::Done),
            Err(_) => {}
        }
        pushed
    }

    /// Whether a commit is in a branch there: at its end, or before what somebody else has pushed since.
    fn has_arrived(&self, push: &Push<'_>) -> bool {
        let until = self.until();
        match self.transport.resolve(&self.remote, push.reference, until) {
            Ok(Some(found)) if found == push.commit => true,
            Ok(Some(found)) if Some(found) != push.expected => {
                let destination = format!("refs/libgitops/arrived/{}", push.commit);
                let fetch = Fetch { source: push.reference, destination: &destination, depth: None };
                let directory = self.repository.directory();
                let fetched = self.transport.fetch(directory, &self.remote, &fetch, until);
                let now = fetched.and_then(|()| self.repository.target(&destination)).ok().flatten();
                let has_arrived = now.is_some_and(|now| {
                    now == push.commit || self.is_ancestor(push.commit, now).unwrap_or_default()
                });
                self.repository.remove(&destination);
                has_arrived
            }
            _ => false,
        }
    }

    /// Gives way to other programs before a push, if it is their turn.
    pub(in crate::git) fn give_way(&self) {
        std::thread::sleep(self.courtesy.pause());
    }

    /// What was pushed is what is there.
    pub(in crate::git) fn published(
        &self,
        turn: &Turn<'_>,
        branch: &str,
        new: CommitId,
    ) -> Result<(), Error> {
        let name = upstream(branch);
        let seen = self.repository.target(&name)?;
        turn.advance(&name, seen, new, "push")?;
        if branch == self.options.branch {
            self.listeners.tell(NewCommits { before: seen, now: new, is_forced: false });
        }
        Ok(())
    }

    /// Stores files and a commit of them; `None` if they are what is there already.
    pub(super) fn store(
        &self,
        parent: Option<CommitId>,
        commit: &Commit,
        files: Vec<(&str, Option<&[u8]>)>,
    ) -> Result<Option<CommitId>, Error> {
        self.repository.with(|repository| {
            let objects = Objects::of(repository)?;
            let tree = match parent {
                Some(parent) => Some(tree_of(&objects.read(parent.0, ObjectType::Commit)?)?),
                None => None,
            };
            let root = Arc::new(match tree {
                Some(tree) => Directory::load(&objects, tree)?,
                None => Directory::default(),
            });
            let mut changed = std::collections::BTreeMap::new();
            for (path, bytes) in files {
                let file = match bytes {
                    Some(bytes) => Some(TreeFile { mode: FILE, id: objects.write(ObjectType::Blob, bytes)? }),
                    None => None,
                };
                changed.insert(path, file);
            }
            let new = root.with_files(&objects, &changed)?;
            if new.id() == tree {
                return Ok(None);
            }
            let new: Oid = match new.id() {
                Some(new) => new,
                None => objects.write(ObjectType::Tree, b"")?,
            };
            let bytes = commit.bytes(new, parent, SystemTime::now());
            Ok(Some(CommitId(objects.write(ObjectType::Commit, &bytes)?)))
        })
    }
}
