//! The states of commits that are known: what a branch is at, kept up to date by differences.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use super::id::CommitId;
use super::line::Line;
use super::repository::{Moved, Repository, Turn};
use super::snapshot::{Rules, State};
use crate::error::Error;
use crate::version::Version;

/// The versions that a storage gives to the states of objects.
///
/// They are numbers of this program and not commits, since versions have to be comparable. The first one is the time in
/// microseconds, so that they rise from one start of a program to the next.
#[derive(Debug)]
pub(super) struct Counter(AtomicU64);

impl Counter {
    pub(super) fn new() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_micros();
        Self(AtomicU64::new(u64::try_from(now).unwrap_or_default()))
    }

    /// The last one that was given.
    pub(super) fn last(&self) -> Version {
        Version::new(self.0.load(Ordering::Relaxed))
    }

    pub(super) fn next(&self) -> Version {
        Version::new(self.0.fetch_add(1, Ordering::Relaxed) + 1)
    }
}

/// So many branches are remembered beside the main one. A program may make one for each of its transactions, and each
/// state has directories of its own.
const REMEMBERED: usize = 32;

/// What is known of the branches of a repository.
#[derive(Debug)]
pub(super) struct Heads {
    pub(super) repository: Arc<Repository>,
    /// The branch that is never forgotten.
    main_branch: String,
    pub(super) rules: Arc<Rules>,
    pub(super) versions: Arc<Counter>,
    known: Mutex<HashMap<String, Arc<State>>>,
    lines: Mutex<HashMap<String, Arc<Line>>>,
}

/// The reference of a branch.
pub(super) fn reference(branch: &str) -> String {
    format!("refs/heads/{branch}")
}

impl Heads {
    pub(super) fn new(repository: Arc<Repository>, main_branch: &str, rules: Arc<Rules>) -> Self {
        Self {
            repository,
            main_branch: main_branch.to_owned(),
            rules,
            versions: Arc::new(Counter::new()),
            known: Mutex::default(),
            lines: Mutex::default(),
        }
    }

    /// A panic leaves an older state at worst, which the next look replaces.
    fn known(&self) -> MutexGuard<'_, HashMap<String, Arc<State>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is not pushed yet of a branch.
    pub(super) fn line(&self, branch: &str) -> Arc<Line> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        // Of a branch that nobody is pushing to nothing has to be remembered.
        lines.retain(|_, line| Arc::strong_count(line) > 1);
        Arc::clone(lines.entry(branch.to_owned()).or_default())
    }

    /// What a branch is at; `None` if there is no such branch.
    pub(super) fn head(&self, branch: &str) -> Result<Option<Arc<State>>, Error> {
        // Locked all the while, so that one state of an object has one version.
        let mut known = self.known();
        let Some(commit) = self.repository.target(&reference(branch))? else {
            known.remove(branch);
            return Ok(None);
        };
        let state = self.derived(&known, branch, commit)?;
        self.remember(&mut known, branch, &state);
        Ok(Some(state))
    }

    /// Remembers what a branch is at, and forgets the branch that has not moved for the longest time if they are many: what
    /// differs in it from the others has another version when it is read again.
    fn remember(&self, known: &mut HashMap<String, Arc<State>>, branch: &str, state: &Arc<State>) {
        known.insert(branch.to_owned(), Arc::clone(state));
        if known.len() <= REMEMBERED + 1 {
            return;
        }
        let others = known.iter().filter(|(name, _)| **name != self.main_branch && *name != branch);
        let oldest = others.min_by_key(|(_, state)| state.version).map(|(name, _)| name.clone());
        oldest.map(|oldest| known.remove(&oldest));
    }

    /// The state of any commit.
    pub(super) fn at(&self, commit: CommitId) -> Result<Arc<State>, Error> {
        let known = self.known();
        self.derived(&known, "", commit)
    }

    /// The state of a commit, from the nearest one that is known.
    fn derived(
        &self,
        known: &HashMap<String, Arc<State>>,
        branch: &str,
        commit: CommitId,
    ) -> Result<Arc<State>, Error> {
        if let Some(state) = known.values().find(|state| state.commit == Some(commit)) {
            return Ok(Arc::clone(state));
        }
        let near = known.get(branch).or_else(|| known.values().next());
        let version = self.versions.next();
        let state = match near {
            Some(near) => near.at(&self.repository, &self.rules, commit, version),
            None => State::nothing(version).at(&self.repository, &self.rules, commit, version),
        };
        state.map(Arc::new)
    }

    /// Moves a branch to a new state.
    pub(super) fn advance(
        &self,
        turn: &Turn<'_>,
        branch: &str,
        expected: Option<CommitId>,
        new: &Arc<State>,
        log: &str,
    ) -> Result<Moved, Error> {
        let Some(commit) = new.commit else { return Ok(Moved::Elsewhere) };
        let mut known = self.known();
        let moved = turn.advance(&reference(branch), expected, commit, log)?;
        if moved == Moved::Done {
            self.remember(&mut known, branch, new);
        }
        Ok(moved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::{Lamp, LampSpec, policy};
    use crate::git::{Author, Commit, GitOptions, GitStorage, TransactionStorage as _};
    use crate::storage::ReadStorageExt as _;
    use libgitops_core::meta::ObjectMeta;

    #[test]
    fn branches_that_came_and_went_are_forgotten_and_the_main_one_is_not() {
        let root = tempfile::tempdir().unwrap();
        let storage = GitStorage::init(root.path(), policy(), GitOptions::new()).unwrap();
        let make = |branch: &str| {
            let done = storage.transaction(branch, |transaction| {
                let metadata = ObjectMeta::namespaced("home", "desk");
                transaction.kind::<Lamp>().create(&mut Lamp { metadata, spec: LampSpec { watts: 40 } })?;
                Ok(Commit::new(Author::new("Ada", "ada@example.com"), "Make a lamp"))
            });
            done.unwrap().unwrap().branch
        };
        let branches: Vec<String> =
            (0..REMEMBERED * 2).map(|number| make(&format!("topic-{number}"))).collect();
        make("main");
        let version =
            || storage.snapshot().unwrap().kind::<Lamp>().get("home/desk").unwrap().metadata.resource_version;
        let main = version();
        for branch in &branches {
            let snapshot = storage.at(branch).unwrap();
            assert_eq!(snapshot.kind::<Lamp>().get("home/desk").unwrap().spec.watts, 40);
            assert!(storage.heads().head(branch).unwrap().is_some());
        }
        let remembered = storage.heads().known().len();
        assert_eq!((remembered, version()), (REMEMBERED + 1, main));
    }
}
