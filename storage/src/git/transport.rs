//! The way to a repository elsewhere: by the program `git`, or by libgit2 where there is none.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use super::id::CommitId;
use super::remote::Remote;
use crate::error::Error;

mod library;
mod program;

pub use library::LibraryTransport;
pub(super) use program::HERE;
pub use program::ProgramTransport;

/// A reference that is wanted from elsewhere.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Fetch<'f> {
    /// The reference there.
    pub source: &'f str,
    /// The reference here that follows it, wherever it was.
    pub destination: &'f str,
    /// How many commits of its history; all if unset.
    pub depth: Option<u32>,
}

/// A commit that a reference elsewhere is to be at.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Push<'p> {
    /// The commit, with all that it needs.
    pub commit: CommitId,
    /// The reference there.
    pub reference: &'p str,
    /// Where it has to be before; `None` if it must not be there.
    pub expected: Option<CommitId>,
}

/// What became of a reference elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pushed {
    /// It is at the commit.
    Done,
    /// It was not where it was expected, and is where it was.
    Elsewhere,
}

/// The way to a repository elsewhere.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no way to a repository elsewhere",
    label = "this type does not implement `Transport`",
    note = "use `ProgramTransport` or `LibraryTransport`, or implement `Transport`"
)]
pub trait Transport: fmt::Debug + Send + Sync {
    /// Where a reference is; `None` if it is not there.
    ///
    /// # Errors
    /// `Remote` with the words of the server, or when it did not answer in time.
    fn resolve(&self, remote: &Remote, reference: &str, until: Instant) -> Result<Option<CommitId>, Error>;

    /// Brings a reference here, with all that it needs.
    ///
    /// # Errors
    /// `Remote` with the words of the server, or when it was not done in time.
    fn fetch(
        &self,
        repository: &Path,
        remote: &Remote,
        fetch: &Fetch<'_>,
        until: Instant,
    ) -> Result<(), Error>;

    /// Moves one reference there, if it is where it is expected.
    ///
    /// # Errors
    /// `Remote` with the words of the server when it refuses, also by a hook or a protected branch, or when it was not
    /// done in time.
    fn push(
        &self,
        repository: &Path,
        remote: &Remote,
        push: &Push<'_>,
        until: Instant,
    ) -> Result<Pushed, Error>;
}

/// The program `git` if it is found, else libgit2.
pub(super) fn best() -> Arc<dyn Transport> {
    match ProgramTransport::find() {
        Some(program) => Arc::new(program),
        None => Arc::new(LibraryTransport::new()),
    }
}
