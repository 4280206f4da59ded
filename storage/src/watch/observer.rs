//! The thread that looks when there is a hint, and from time to time.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use super::WatchedRawStorage;
use super::hints::Hints;
use super::look::Shared;

/// What the observer waits for.
#[derive(Debug)]
pub(super) enum Signal {
    /// Something may have changed.
    Hint,
    /// Hints were lost, also of new directories, which nobody watches now.
    Lost,
    /// The system gives fewer hints from now on.
    Failed(notify::Error),
    /// The storage is closed.
    Close,
}

/// Looks at a storage until it is closed.
#[derive(Debug)]
pub(super) struct Observer<R> {
    shared: Arc<Shared<R>>,
    received: Receiver<Signal>,
    signals: Sender<Signal>,
    hints: Option<Hints>,
    /// Since when the system does not give all hints, or was last asked for them in vain.
    failed: Option<Instant>,
    /// Whether hints were lost since they were asked for.
    is_lost: bool,
    bookmarked: Instant,
    /// How long the last look took.
    took: Duration,
}

/// The storage is closed.
#[derive(Debug)]
struct Closed;

/// Ends all watches when the observer ends, also by a panic of a filter: nobody waits for what nobody looks for.
struct EndOfWatches<R: WatchedRawStorage>(Arc<Shared<R>>);

impl<R: WatchedRawStorage> Drop for EndOfWatches<R> {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl<R: WatchedRawStorage> Observer<R> {
    /// Asks the system for hints, without which it is looked more often.
    pub(super) fn begin(shared: Arc<Shared<R>>, signals: Sender<Signal>, received: Receiver<Signal>) -> Self {
        let (bookmarked, took) = (Instant::now(), Duration::ZERO);
        let mut observer =
            Self { shared, received, signals, hints: None, failed: None, is_lost: false, bookmarked, took };
        observer.ask_for_hints();
        observer
    }

    fn ask_for_hints(&mut self) {
        let Some(directory) = self.shared.storage.raw().watch_directory() else { return };
        // First, so that its watches do not count against those of the next.
        self.hints = None;
        self.is_lost = false;
        match Hints::begin(directory, self.signals.clone()) {
            Ok(hints) => {
                (self.hints, self.failed) = (Some(hints), None);
                self.shared.hints_are_back();
            }
            Err(error) => self.fail(error),
        }
    }

    fn fail(&mut self, error: notify::Error) {
        self.failed = Some(Instant::now());
        self.shared.hints_failed(error);
    }

    pub(super) fn run(mut self) {
        let _ends_with_it = EndOfWatches(Arc::clone(&self.shared));
        let mut uncertain = None;
        while let Ok(is_due) = self.wait(uncertain) {
            let is_to_ask =
                self.failed.is_some_and(|failed| failed.elapsed() >= self.shared.settings.interval);
            if self.is_lost || (is_due && is_to_ask) {
                self.ask_for_hints();
            }
            let begin = Instant::now();
            uncertain = self.shared.look();
            self.took = begin.elapsed();
            if self.bookmarked.elapsed() >= self.shared.settings.interval {
                self.shared.bookmark();
                self.bookmarked = Instant::now();
            }
        }
    }

    /// Waits until it has to be looked, and says whether nothing but the time is why. What is uncertain is looked at again
    /// in so much time.
    fn wait(&mut self, uncertain: Option<Duration>) -> Result<bool, Closed> {
        let settings = &self.shared.settings;
        let regular =
            if self.failed.is_some() { settings.poll.min(settings.interval) } else { settings.interval };
        let patience = uncertain.map_or(regular, |uncertain| uncertain.min(regular));
        let settle = settings.settle;
        match self.received.recv_timeout(patience) {
            Ok(signal) => self.take(signal)?,
            Err(RecvTimeoutError::Timeout) => return Ok(patience == regular),
            Err(RecvTimeoutError::Disconnected) => return Err(Closed),
        }
        self.wait_for_quiet(settle)?;
        Ok(false)
    }

    /// Waits until there are no hints for a while, but not too long. Nor is it looked most of the time, however large the
    /// tree is.
    fn wait_for_quiet(&mut self, settle: Duration) -> Result<(), Closed> {
        let (begin, patience) = (Instant::now(), self.took.max(settle.saturating_mul(2)));
        while begin.elapsed() < patience {
            match self.received.recv_timeout(settle) {
                Ok(signal) => self.take(signal)?,
                Err(RecvTimeoutError::Disconnected) => return Err(Closed),
                Err(RecvTimeoutError::Timeout) => return Ok(()),
            }
        }
        Ok(())
    }

    fn take(&mut self, signal: Signal) -> Result<(), Closed> {
        match signal {
            Signal::Hint => {}
            Signal::Lost => self.is_lost = true,
            Signal::Failed(error) => self.fail(error),
            Signal::Close => return Err(Closed),
        }
        Ok(())
    }
}
