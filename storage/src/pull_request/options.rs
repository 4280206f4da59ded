//! Where a forge is, how long things may take, and the clock that says so.

use std::fmt::{self, Debug};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

/// How a forge is reached.
#[derive(Clone)]
#[non_exhaustive]
pub struct ForgeOptions {
    /// The address of the API, such as `https://git.example.com/api/v4`. That of the repository's host if unset.
    pub api_url: Option<String>,
    /// How long one [`ensure`](super::PullRequestProvider::ensure) may take with all its requests and waits. A minute if
    /// not said otherwise.
    pub deadline: Duration,
    /// How long one request may take. Ten seconds if not said otherwise.
    pub request_timeout: Duration,
    /// Certificates of the authorities to trust, in PEM form, in place of those that browsers trust.
    pub root_certificates: Option<Vec<u8>>,
    /// What tells the time and waits.
    pub clock: Arc<dyn Clock>,
}

impl Debug for ForgeOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let certificates = self.root_certificates.as_ref().map(|pem| format!("{} bytes", pem.len()));
        f.debug_struct("ForgeOptions")
            .field("api_url", &self.api_url)
            .field("deadline", &self.deadline)
            .field("request_timeout", &self.request_timeout)
            .field("root_certificates", &certificates)
            .field("clock", &self.clock)
            .finish()
    }
}

impl Default for ForgeOptions {
    fn default() -> Self {
        Self {
            api_url: None,
            deadline: Duration::from_mins(1),
            request_timeout: Duration::from_secs(10),
            root_certificates: None,
            clock: Arc::new(SystemClock),
        }
    }
}

impl ForgeOptions {
    /// The API is at this address.
    #[must_use]
    pub fn with_api_url(mut self, url: impl Into<String>) -> Self {
        self.api_url = Some(url.into());
        self
    }

    /// One `ensure` may take so long.
    #[must_use]
    pub fn with_deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// One request may take so long.
    #[must_use]
    pub fn with_request_timeout(mut self, timeout: Duration) -> Self {
        self.request_timeout = timeout;
        self
    }

    /// Trusts these authorities, in PEM form, and no others.
    #[must_use]
    pub fn with_root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates = Some(pem.into());
        self
    }

    /// Tells the time and waits by this clock.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }
}

/// What tells the time and waits.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no clock",
    label = "this type does not implement `Clock`",
    note = "`SystemClock` is the usual one"
)]
pub trait Clock: Debug + Send + Sync {
    /// The time of day, which a forge's "not before" is compared with.
    fn now(&self) -> SystemTime;

    /// The time that never goes back, which deadlines are counted in.
    fn instant(&self) -> Instant;

    /// Waits.
    fn sleep(&self, time: Duration);
}

/// The clock of the system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn instant(&self) -> Instant {
        Instant::now()
    }

    fn sleep(&self, time: Duration) {
        thread::sleep(time);
    }
}
