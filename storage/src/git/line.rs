//! Transactions of several threads in one line: while a push is under way, those that come next become one push.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::id::CommitId;
use super::repository::Moved;
use super::snapshot::State;
use crate::error::{Error, ErrorKind};

/// The commits of a branch that are not pushed yet, each on top of the one before.
#[derive(Debug, Default)]
pub(super) struct Line {
    state: Mutex<Commits>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Commits {
    /// Where the branch was when the first of them was made.
    pushed: Option<CommitId>,
    /// The last of them.
    tip: Option<Arc<State>>,
    waiting: Vec<Ticket>,
    is_pushing: bool,
    /// Whether nobody may join.
    is_closed: bool,
}

/// What becomes of a commit.
type Ticket = Arc<Mutex<Option<Fate>>>;

/// What became of a commit.
#[derive(Debug)]
pub(super) enum Fate {
    /// It was pushed.
    Pushed,
    /// Somebody else was first, or what it was made on was not taken.
    Lost,
    /// One of several was refused, and nobody knows which one: each is to try alone.
    Alone,
    /// It was refused.
    Refused(Error),
}

impl Line {
    fn commits(&self) -> MutexGuard<'_, Commits> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the next commit is made on, if it is none that was pushed.
    pub(super) fn tip(&self) -> Option<Arc<State>> {
        self.commits().tip.clone()
    }

    /// Adds a commit that was made on `base`, and waits until it is known what becomes of it: `store` makes it, and `push`
    /// pushes all that wait, from where the branch was to the last of them.
    ///
    /// # Errors
    /// What storing says; `Remote` when nothing was heard in time.
    pub(super) fn join(
        &self,
        base: Option<CommitId>,
        (is_alone, until): (bool, Instant),
        head: impl FnOnce() -> Result<Option<CommitId>, Error>,
        store: impl FnOnce() -> Result<Arc<State>, Error>,
        push: impl Fn(Option<CommitId>, &Arc<State>) -> Result<Moved, Error>,
    ) -> Result<(Fate, Option<Arc<State>>), Error> {
        let mut commits = self.commits();
        while commits.is_closed || is_alone && commits.tip.is_some() {
            commits = self.wait(commits, until)?;
        }
        let now = match &commits.tip {
            Some(tip) => tip.commit,
            None => head()?,
        };
        if now != base {
            return Ok((Fate::Lost, None));
        }
        let new = store()?;
        if commits.tip.is_none() {
            commits.pushed = base;
        }
        let ticket = Ticket::default();
        commits.tip = Some(Arc::clone(&new));
        commits.waiting.push(Arc::clone(&ticket));
        commits.is_closed = is_alone;
        loop {
            if let Some(fate) = ticket.lock().unwrap_or_else(PoisonError::into_inner).take() {
                return Ok((fate, Some(new)));
            }
            commits = if commits.is_pushing { self.wait(commits, until)? } else { self.push(commits, &push) };
        }
    }

    fn wait<'l>(
        &'l self,
        commits: MutexGuard<'l, Commits>,
        until: Instant,
    ) -> Result<MutexGuard<'l, Commits>, Error> {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            let message = "the pushes of other threads took too long, and it is not known whether this one is among them";
            return Err(Error::new(ErrorKind::Remote, message));
        }
        Ok(self.changed.wait_timeout(commits, left).unwrap_or_else(PoisonError::into_inner).0)
    }

    /// Pushes all that wait, for all of them.
    fn push<'l>(
        &'l self,
        mut commits: MutexGuard<'l, Commits>,
        push: impl Fn(Option<CommitId>, &Arc<State>) -> Result<Moved, Error>,
    ) -> MutexGuard<'l, Commits> {
        let Some(tip) = commits.tip.clone() else { return commits };
        let pushed_before = commits.pushed;
        let members = std::mem::take(&mut commits.waiting);
        commits.is_pushing = true;
        drop(commits);
        let pushed = catch_unwind(AssertUnwindSafe(|| push(pushed_before, &tip)));
        let mut commits = self.commits();
        commits.is_pushing = false;
        commits.is_closed = false;
        if matches!(pushed, Ok(Ok(Moved::Done))) {
            commits.pushed = tip.commit;
            if commits.tip.as_ref().is_some_and(|now| now.commit == tip.commit) {
                commits.tip = None;
            }
        } else {
            // Whatever was made on it meanwhile is on nothing.
            commits.tip = None;
            settle(std::mem::take(&mut commits.waiting), || Fate::Lost);
        }
        match (pushed, members.as_slice()) {
            (Ok(Ok(Moved::Done)), _) => settle(members, || Fate::Pushed),
            (Ok(Ok(Moved::Elsewhere)), _) => settle(members, || Fate::Lost),
            (Ok(Err(error)), [only]) => {
                only.lock().unwrap_or_else(PoisonError::into_inner).replace(Fate::Refused(error));
            }
            (Ok(Err(_)), _) => settle(members, || Fate::Alone),
            (Err(panic), _) => {
                // It is this thread's; to the others it is as if it was refused.
                settle(members, || Fate::Alone);
                self.changed.notify_all();
                drop(commits);
                resume_unwind(panic);
            }
        }
        self.changed.notify_all();
        commits
    }
}

fn settle(tickets: Vec<Ticket>, fate: impl Fn() -> Fate) {
    for ticket in tickets {
        ticket.lock().unwrap_or_else(PoisonError::into_inner).replace(fate());
    }
}
