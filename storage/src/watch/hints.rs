//! Hints that something below a directory may have changed. They may be missing or too many; what counts is looked up.

use std::path::Path;
use std::sync::mpsc::Sender;

use notify::{EventKind, RecursiveMode, Watcher as _};

use super::Signal;

/// Sends a hint for every event of the system below a directory, for as long as it lives.
pub(super) struct Hints {
    _watcher: notify::RecommendedWatcher,
}

impl Hints {
    /// Begins to watch.
    ///
    /// # Errors
    /// What the system says, such as that there are too many watches. Then there are no hints.
    pub(super) fn begin(directory: &Path, signals: Sender<Signal>) -> notify::Result<Self> {
        let send = move |event: notify::Result<notify::Event>| {
            // Looking at files is no change. An error may stand for events that are lost.
            let is_look = matches!(&event, Ok(event) if matches!(event.kind, EventKind::Access(_)));
            if !is_look {
                let _nobody_looks_any_more = signals.send(Signal::Hint);
            }
        };
        let mut watcher = notify::recommended_watcher(send)?;
        watcher.watch(directory, RecursiveMode::Recursive)?;
        Ok(Self { _watcher: watcher })
    }
}

impl std::fmt::Debug for Hints {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hints")
    }
}
