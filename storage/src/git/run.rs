//! Running transactions: on what they are tried, what is stored of them, and how a branch is moved to it.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use git2::ObjectType;

use super::commit::{Commit, Outcome};
use super::heads::reference;
use super::id::CommitId;
use super::line::{Fate, Line};
use super::objects::{Objects, as_pack};
use super::options::TransactionOptions;
use super::repository::{Moved, jittered, pause, random};
use super::snapshot::{GitSnapshot, State};
use super::storage::{Committed, GitStorage, Mutation, TransactionStorage, check_branch};
use super::transaction::Transaction;
use super::transport::Pushed;
use super::work::Work;
use crate::deadline;
use crate::error::{Error, ErrorKind};
use crate::layout::key_of_id;

/// So many changed files are stored as a pack where each is waited for until it is on the disk.
const MANY: usize = 100;

/// A transaction under way.
struct Run<'r, 'm> {
    branch: String,
    mutation: &'r mut Mutation<'m>,
    read_from: Option<GitSnapshot>,
    until: Instant,
    /// Whether it is pushed with no other one.
    is_alone: bool,
}

/// What became of a try.
enum Tried {
    Committed(Box<Committed>),
    Nothing,
    /// The branch is no longer where it was tried.
    Lost(Arc<State>),
}

impl TransactionStorage for GitStorage {
    fn transact(
        &self,
        branch: &str,
        options: &TransactionOptions,
        mutation: &mut Mutation<'_>,
    ) -> Result<Option<Committed>, Error> {
        let branch = complete(branch);
        check_branch(&branch)?;
        let read_from = options.read_from.clone().filter(|_| options.is_merging);
        let until = deadline::after(Instant::now(), options.patience);
        let mut run = Run { branch, mutation, read_from, until, is_alone: false };
        let mut wait = Duration::from_millis(2);
        loop {
            match self.attempt(&mut run)? {
                Tried::Committed(committed) => return Ok(Some(*committed)),
                Tried::Nothing => return Ok(None),
                Tried::Lost(tried_on) if Instant::now() >= run.until => {
                    return Err(self.lost(&run.branch, &tried_on));
                }
                Tried::Lost(tried_on) => {
                    if options.is_merging {
                        run.read_from.get_or_insert_with(|| self.given(tried_on));
                    }
                    pause(jittered(wait));
                    // Who waits long is behind those who do not.
                    wait = (wait * 2).min(Duration::from_millis(50));
                }
            }
        }
    }
}

/// The name of a branch of its own, if it is to be one.
fn complete(branch: &str) -> String {
    if !branch.ends_with('-') {
        return branch.to_owned();
    }
    let digits = u32::try_from(random() & u64::from(u32::MAX)).unwrap_or_default();
    format!("{branch}{digits:08x}")
}

impl GitStorage {
    /// One try of a transaction.
    fn attempt(&self, run: &mut Run<'_, '_>) -> Result<Tried, Error> {
        let heads = self.heads();
        let line = self.directory().map(|_| heads.line(&run.branch));
        let own = match line.as_ref().and_then(|line| line.tip()) {
            Some(tip) => Some(tip),
            None => heads.head(&run.branch)?,
        };
        let expected = own.as_ref().and_then(|state| state.commit);
        let base = match own {
            Some(state) => state,
            None => self.main_state()?,
        };
        let work = Work::new(Arc::clone(&base), Arc::clone(&heads.rules), Arc::clone(&heads.versions));
        let transaction = Transaction::new(work, &run.branch, run.read_from.clone());
        let Outcome::Commit(mut commit) = (run.mutation)(&transaction)? else { return Ok(Tried::Nothing) };
        if !transaction.is_changed() {
            return Ok(Tried::Nothing);
        }
        for hook in &self.options().before {
            hook(&transaction, &mut commit)?;
        }
        commit.check()?;
        let made = match line {
            Some(line) => self.push(run, &line, expected, &transaction, &commit)?,
            None => self.advance(run, expected, &transaction, &commit)?,
        };
        let Some(state) = made else { return Ok(Tried::Lost(base)) };
        let committed = self.committed(&run.branch, commit, &base, state);
        Ok(committed.map_or(Tried::Nothing, |committed| Tried::Committed(Box::new(committed))))
    }

    /// Moves a branch of this repository to a commit; `None` if it is no longer where it was.
    fn advance(
        &self,
        run: &Run<'_, '_>,
        expected: Option<CommitId>,
        transaction: &Transaction,
        commit: &Commit,
    ) -> Result<Option<Arc<State>>, Error> {
        let heads = self.heads();
        let turn = heads.repository.turn(run.until)?;
        // Before anything is stored that nobody would need.
        if heads.repository.target(&reference(&run.branch))? != expected {
            return Ok(None);
        }
        let state = Arc::new(self.store(transaction, commit)?);
        let moved = heads.advance(&turn, &run.branch, expected, &state, &commit.title)?;
        Ok((moved == Moved::Done).then_some(state))
    }

    /// Pushes a commit, with those of other threads; `None` if the branch is no longer where it was.
    fn push(
        &self,
        run: &mut Run<'_, '_>,
        line: &Line,
        expected: Option<CommitId>,
        transaction: &Transaction,
        commit: &Commit,
    ) -> Result<Option<Arc<State>>, Error> {
        let branch = run.branch.as_str();
        let (fate, state) = line.join(
            expected,
            (run.is_alone, run.until),
            || self.heads().repository.target(&reference(branch)),
            || Ok(Arc::new(self.store(transaction, commit)?)),
            |before, tip| self.publish(branch, before, tip, run.until),
        )?;
        match fate {
            Fate::Pushed => Ok(state),
            Fate::Lost => Ok(None),
            Fate::Alone => {
                run.is_alone = true;
                Ok(None)
            }
            Fate::Refused(error) => Err(error),
        }
    }

    /// Moves a branch to a commit: elsewhere first, and then here.
    fn publish(
        &self,
        branch: &str,
        expected: Option<CommitId>,
        state: &Arc<State>,
        until: Instant,
    ) -> Result<Moved, Error> {
        let (Some(directory), Some(new)) = (self.directory(), state.commit) else {
            return Ok(Moved::Elsewhere);
        };
        directory.give_way();
        let repository = &self.heads().repository;
        // A branch that is not there yet concerns nobody else, so several of them are pushed at once.
        let turn = expected.map(|_| repository.turn(until)).transpose()?;
        // Another program on the same clone, or a fetch, was first.
        if repository.target(&reference(branch))? != expected {
            return Ok(Moved::Elsewhere);
        }
        if directory.publish(branch, expected, new, until)? == Pushed::Elsewhere {
            drop(turn);
            directory.pull_moved(branch)?;
            return Ok(Moved::Elsewhere);
        }
        // It is done there, whatever becomes of it here: a fetch may have brought it already, or something newer, and if
        // it cannot be written here, the next fetch brings it.
        let turn = turn.map_or_else(|| repository.turn(until), Ok);
        drop(turn.and_then(|turn| {
            self.heads().advance(&turn, branch, expected, state, "push")?;
            directory.published(&turn, branch, new)
        }));
        Ok(Moved::Done)
    }

    /// Why a transaction gives up.
    fn lost(&self, branch: &str, tried_on: &State) -> Error {
        let now = self.heads().head(branch).ok().flatten().and_then(|state| state.commit);
        if self.directory().is_some() && now == tried_on.commit {
            let message = format!(
                "the server did not move the branch {branch:?}, though nobody else did: it may be locked there"
            );
            return Error::new(ErrorKind::Remote, message);
        }
        let message = format!("others changed the branch {branch:?} each time it was tried");
        Error::new(ErrorKind::Conflict, message)
    }

    /// Stores what a transaction changed and the commit of it, of which nobody knows yet.
    fn store(&self, transaction: &Transaction, commit: &Commit) -> Result<State, Error> {
        let mut state = transaction.state();
        let work = transaction.work();
        let changes = work.changes();
        let mut store = |objects: &Objects<'_>| {
            let root = work.store(objects, &changes)?;
            let tree = match root.id() {
                Some(tree) => tree,
                None => objects.write(ObjectType::Tree, b"")?,
            };
            let bytes = commit.bytes(tree, work.base.commit, SystemTime::now());
            let bytes = match &self.options().signing {
                Some(signing) => signing.signed(&bytes)?,
                None => bytes,
            };
            state.commit = Some(CommitId(objects.write(ObjectType::Commit, &bytes)?));
            state.root = root;
            Ok(())
        };
        let repository = &self.heads().repository;
        if changes.len() >= MANY && repository.is_synced()? {
            as_pack(repository.directory(), &mut store)?;
        } else {
            repository.with(|handle| store(&Objects::of(handle)?))?;
        }
        Ok(state)
    }

    fn committed(&self, branch: &str, commit: Commit, base: &State, state: Arc<State>) -> Option<Committed> {
        let changed = base.index.differing(&state.index);
        let committed = Committed {
            id: state.commit?,
            commit,
            branch: branch.to_owned(),
            main_branch: self.branch().to_owned(),
            changed: changed.into_iter().filter_map(|id| key_of_id(id)).collect(),
            snapshot: self.given(state),
        };
        self.options().after.iter().for_each(|hook| hook(&committed));
        Some(committed)
    }
}
