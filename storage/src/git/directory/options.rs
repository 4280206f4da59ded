//! How a clone is managed.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::error::Error;
use crate::git::remote::Credentials;
use crate::git::transport::Transport;

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
    /// From how many loose objects on the one that follows packs them: 6,700, as Git has it, or 256 MiB of them or 50
    /// packs. Never if unset, or without the program `git`.
    pub loose_objects: Option<usize>,
    /// Where the branch that is followed is checked out, if anywhere.
    pub work_tree: Option<PathBuf>,
    /// The way there; the program `git` if it is found, else libgit2, if unset.
    pub transport: Option<Arc<dyn Transport>>,
    on_error: Option<OnError>,
}

#[derive(Clone)]
struct OnError(Arc<dyn Fn(&Error) + Send + Sync>);

impl fmt::Debug for OnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnError")
    }
}

impl Default for GitDirectoryOptions {
    fn default() -> Self {
        Self {
            branch: "main".to_owned(),
            interval: Duration::from_secs(30),
            timeout: Duration::from_mins(1),
            credentials: Credentials::none(),
            depth: None,
            loose_objects: Some(6700),
            work_tree: None,
            transport: None,
            on_error: None,
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

    /// The same with another number of loose objects from which on they are packed.
    #[must_use]
    pub fn with_loose_objects(mut self, most: usize) -> Self {
        self.loose_objects = Some(most);
        self
    }

    /// The same with a work tree, for people who want to look: nothing here reads it. When the clone was
    /// [started](super::GitDirectory::start) it is brought to where the branch is, as `git checkout` does it. What
    /// somebody changed, checked out or committed there stays, and is an
    /// [error](super::GitDirectory::work_tree_error) as long as it is in the way.
    #[must_use]
    pub fn with_work_tree(mut self, path: impl Into<PathBuf>) -> Self {
        self.work_tree = Some(path.into());
        self
    }

    /// The same by another way.
    #[must_use]
    pub fn with_transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Where errors of the background go: why a fetch failed, each time it does.
    #[must_use]
    pub fn on_error(mut self, on_error: impl Fn(&Error) + Send + Sync + 'static) -> Self {
        self.on_error = Some(OnError(Arc::new(on_error)));
        self
    }

    pub(super) fn tell(&self, error: &Error) {
        if let Some(OnError(on_error)) = &self.on_error {
            on_error(error);
        }
    }
}
