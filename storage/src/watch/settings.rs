//! How a storage is watched.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::error::Error;

/// How a storage is watched.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct WatchSettings {
    /// How often it is looked at what is stored though nothing hints at a change: 10 s.
    pub interval: Duration,
    /// How often it is looked as long as the system does not give all hints, for want of watches say: 1 s.
    pub poll: Duration,
    /// How long it has to be quiet before a hint is followed, and how long something has to be unreadable before that is
    /// told: 50 ms. It is not waited for quiet longer than twice that, or than a look takes.
    pub settle: Duration,
    /// How long an object has to be gone before that is told: 200 ms. Programs move a file away, or remove it, before they
    /// write it anew, and may be slow. A file that they empty first is told as unreadable, and takes no object away.
    pub deletion_grace: Duration,
    on_warning: Option<OnWarning>,
}

#[derive(Clone)]
struct OnWarning(Arc<dyn Fn(&Error) + Send + Sync>);

impl WatchSettings {
    /// The usual times, and warnings that nobody is told of.
    pub fn new() -> Self {
        Self::default()
    }

    /// Where warnings go: that the system stopped giving hints, so that changes are seen later. It is called when that
    /// begins, by whatever thread finds it.
    #[must_use]
    pub fn on_warning(mut self, on_warning: impl Fn(&Error) + Send + Sync + 'static) -> Self {
        self.on_warning = Some(OnWarning(Arc::new(on_warning)));
        self
    }

    pub(super) fn warn(&self, warning: &Error) {
        if let Some(OnWarning(on_warning)) = &self.on_warning {
            on_warning(warning);
        }
    }
}

impl Default for WatchSettings {
    fn default() -> Self {
        Self {
            interval: Duration::from_secs(10),
            poll: Duration::from_secs(1),
            settle: Duration::from_millis(50),
            deletion_grace: Duration::from_millis(200),
            on_warning: None,
        }
    }
}

impl fmt::Debug for OnWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnWarning")
    }
}
