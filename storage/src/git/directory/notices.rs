//! Telling of new commits, without waiting for anybody.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use crate::deadline;
use crate::git::id::CommitId;

/// How many notices wait for a listener before they become one.
const WAITING: usize = 64;

/// That a branch has moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewCommits {
    /// Where it was; `None` if it was not there.
    pub before: Option<CommitId>,
    /// Where it is.
    pub now: CommitId,
    /// Whether what was there before is no part of its history now.
    pub is_forced: bool,
}

/// What tells of new commits, as an iterator that waits for the next ones and ends when the directory is closed.
#[derive(Debug)]
pub struct Notices(Arc<Queue>);

#[derive(Debug, Default)]
struct Queue {
    state: Mutex<(VecDeque<NewCommits>, bool)>,
    changed: Condvar,
}

impl Queue {
    fn state(&self) -> MutexGuard<'_, (VecDeque<NewCommits>, bool)> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, notice: NewCommits) {
        let mut state = self.state();
        let is_full = state.0.len() >= WAITING;
        match state.0.back_mut() {
            Some(last) if is_full => {
                last.now = notice.now;
                last.is_forced |= notice.is_forced;
            }
            _ => state.0.push_back(notice),
        }
        self.changed.notify_all();
    }

    fn next(&self, until: Option<Instant>) -> Option<NewCommits> {
        let mut state = self.state();
        loop {
            let left = until.map(|until| until.saturating_duration_since(Instant::now()));
            if let Some(notice) = state.0.pop_front() {
                return Some(notice);
            }
            if state.1 || left.is_some_and(|left| left.is_zero()) {
                return None;
            }
            let left = left.unwrap_or(Duration::from_hours(1));
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Notices {
    /// The next notice if one comes in time.
    pub fn next_within(&mut self, patience: Duration) -> Option<NewCommits> {
        self.0.next(Some(deadline::after(Instant::now(), patience)))
    }
}

impl Iterator for Notices {
    type Item = NewCommits;

    fn next(&mut self) -> Option<NewCommits> {
        self.0.next(None)
    }
}

/// Who is told.
#[derive(Debug, Default)]
pub(super) struct Listeners(Mutex<Vec<Weak<Queue>>>);

impl Listeners {
    fn each(&self, work: impl Fn(&Queue)) {
        let mut listeners = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        listeners.retain(|listener| listener.upgrade().map(|queue| work(&queue)).is_some());
    }

    pub(super) fn subscribe(&self) -> Notices {
        let queue = Arc::new(Queue::default());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::downgrade(&queue));
        Notices(queue)
    }

    pub(super) fn tell(&self, notice: NewCommits) {
        self.each(|queue| queue.push(notice));
    }

    pub(super) fn close(&self) {
        self.each(|queue| {
            queue.state().1 = true;
            queue.changed.notify_all();
        });
    }
}
