//! What waits for a subscriber: bounded, and when it is full one event an object.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::{Duration, Instant};

use libgitops_core::key::NamespacedName;

use super::event::WatchEvent;
use crate::deadline;
use crate::error::{Error, ErrorKind};

/// Events on their way to one subscriber.
#[derive(Debug)]
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    arrived: Condvar,
    capacity: usize,
}

#[derive(Debug, Default)]
struct Waiting {
    events: VecDeque<(Option<NamespacedName>, WatchEvent)>,
    /// How many of the first are what the subscriber began with, and do not count.
    begun: usize,
    /// Whether no more can come: the storage was closed, or the subscriber fell behind.
    end: Option<End>,
    /// The task that waits for the next event, if one does and no thread.
    task: Option<Waker>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Closed,
    FellBehind,
}

impl Queue {
    pub(super) fn new(capacity: usize) -> Arc<Self> {
        Arc::new(Self { waiting: Mutex::default(), arrived: Condvar::new(), capacity })
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an event. It never waits: a subscriber that does not take its events keeps nobody else from theirs.
    pub(super) fn push(&self, name: Option<NamespacedName>, event: WatchEvent) {
        let mut waiting = self.waiting();
        if waiting.end.is_some() {
            return;
        }
        waiting.events.push_back((name, event));
        if waiting.later() > self.capacity {
            waiting.coalesce();
            if waiting.later() > self.capacity {
                waiting.events.clear();
                waiting.end = Some(End::FellBehind);
            }
        }
        self.wake(waiting);
    }

    fn wake(&self, mut waiting: MutexGuard<'_, Waiting>) {
        let task = waiting.task.take();
        drop(waiting);
        self.arrived.notify_all();
        if let Some(task) = task {
            task.wake();
        }
    }

    /// Adds the objects of a snapshot, which may be more than may wait later: they are in memory already.
    pub(super) fn begin(&self, events: impl IntoIterator<Item = (Option<NamespacedName>, WatchEvent)>) {
        let mut waiting = self.waiting();
        waiting.events.extend(events);
        waiting.begun = waiting.events.len();
        self.wake(waiting);
    }

    /// Says that no more events come.
    pub(super) fn close(&self) {
        let mut waiting = self.waiting();
        waiting.end.get_or_insert(End::Closed);
        self.wake(waiting);
    }

    /// The next event; `None` at the end, or when none came in time.
    ///
    /// # Errors
    /// `Expired`, once, when the subscriber fell behind.
    pub(super) fn next(&self, patience: Option<Duration>) -> Result<Option<WatchEvent>, Error> {
        let deadline = patience.map(|patience| deadline::after(Instant::now(), patience));
        let mut waiting = self.waiting();
        loop {
            if let Some(next) = waiting.take() {
                return next;
            }
            waiting = match deadline {
                None => self.arrived.wait(waiting).unwrap_or_else(PoisonError::into_inner),
                Some(deadline) => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return Ok(None);
                    }
                    let woken = self.arrived.wait_timeout(waiting, left);
                    woken.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }
}

#[cfg(feature = "stream")]
impl Queue {
    /// The next event, as [`next`](Self::next) has it, or the task is woken when there is one.
    pub(super) fn poll(&self, task: &Waker) -> std::task::Poll<Result<Option<WatchEvent>, Error>> {
        let mut waiting = self.waiting();
        if let Some(next) = waiting.take() {
            return std::task::Poll::Ready(next);
        }
        waiting.task = Some(task.clone());
        std::task::Poll::Pending
    }
}

impl Waiting {
    /// What there is to give: an event, or why no more come.
    fn take(&mut self) -> Option<Result<Option<WatchEvent>, Error>> {
        if let Some((_, event)) = self.events.pop_front() {
            self.begun = self.begun.saturating_sub(1);
            return Some(Ok(Some(event)));
        }
        match self.end? {
            End::Closed => Some(Ok(None)),
            End::FellBehind => {
                self.end = Some(End::Closed);
                let message = "events came faster than they were taken: list again, and watch from there";
                Some(Err(Error::new(ErrorKind::Expired, message)))
            }
        }
    }

    /// How many wait behind what the subscriber began with.
    fn later(&self) -> usize {
        self.events.len().saturating_sub(self.begun)
    }

    /// Makes all waiting events of an object one, in the place of the first.
    fn coalesce(&mut self) {
        let mut kept: VecDeque<(Option<NamespacedName>, Option<WatchEvent>)> = VecDeque::new();
        let mut places = HashMap::new();
        for (name, event) in self.events.drain(..) {
            let place = name.as_ref().and_then(|name| places.get(name).copied());
            let earlier = place.and_then(|place: usize| kept.get_mut(place));
            match (earlier, &name) {
                (Some((_, earlier)), Some(known)) if !matches!(event, WatchEvent::Invalid(_)) => {
                    *earlier = match earlier.take() {
                        Some(first) => both(first, event),
                        None => Some(event),
                    };
                    if earlier.is_none() {
                        places.remove(known);
                    }
                }
                _ => {
                    if let (Some(name), false) = (&name, matches!(event, WatchEvent::Invalid(_))) {
                        places.insert(name.clone(), kept.len());
                    }
                    kept.push_back((name, Some(event)));
                }
            }
        }
        let events = kept.into_iter().filter_map(|(name, event)| Some((name, event?)));
        let is_passed_by =
            |event: &WatchEvent| matches!(event, WatchEvent::Bookmark(bookmark) if !bookmark.is_synced);
        // A bookmark that more follows is not missed: each event has a version of its own.
        self.events = events.filter(|(_, event)| !is_passed_by(event)).collect();
    }
}

/// Two events of an object as one; `None` if together they are nothing.
fn both(first: WatchEvent, second: WatchEvent) -> Option<WatchEvent> {
    Some(match (first, second) {
        (WatchEvent::Added(_), WatchEvent::Deleted(_)) => return None,
        (WatchEvent::Added(_), WatchEvent::Added(now) | WatchEvent::Modified(now)) => WatchEvent::Added(now),
        (WatchEvent::Deleted(_), WatchEvent::Added(now)) => WatchEvent::Modified(now),
        (_, second) => second,
    })
}
