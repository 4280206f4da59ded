//! How a clone is managed.

use std::sync::Arc;
use std::time::Duration;

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
    /// The way there; the program `git` if it is found, else libgit2, if unset.
    pub transport: Option<Arc<dyn Transport>>,
}

impl Default for GitDirectoryOptions {
    fn default() -> Self {
        Self {
            branch: "main".to_owned(),
            interval: Duration::from_secs(30),
            timeout: Duration::from_mins(1),
            credentials: Credentials::none(),
            depth: None,
            transport: None,
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

    /// The same by another way.
    #[must_use]
    pub fn with_transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }
}
