//! Pull requests at GitHub, GitLab and Gitea: what is wanted is said once, and made so.
//!
//! A program pushes a branch and then says which pull request there has to be. [`PullRequestProvider::ensure`] makes the
//! pull request or brings the one that is there up to it, as often as it is called:
//!
//! ```no_run
//! use libgitops_storage::pull_request::{Forge, ForgeOptions, PullRequest, RepositoryRef, Token};
//!
//! # fn main() -> Result<(), libgitops_storage::Error> {
//! let repository: RepositoryRef = "git@github.com:example/fleet.git".parse()?;
//! let forge = Forge::of_host(repository.host()).unwrap_or(Forge::GitHub);
//! let token = Token::from_env("GITHUB_TOKEN");
//! let provider = forge.provider(&repository, token, &ForgeOptions::default())?;
//! let ensured = provider.ensure(&PullRequest {
//!     body: "We really need to sync this state!".to_owned(),
//!     labels: vec!["kind/status-update".to_owned()],
//!     ..PullRequest::new("foo-update-1f2e3d4c", "main", "Update Car speed")
//! })?;
//! println!("#{} {}", ensured.number, ensured.url);
//! for unapplied in &ensured.unapplied {
//!     eprintln!("not applied: {unapplied}");
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # The types in reading order
//!
//! * [`RepositoryRef`] is a repository at a forge, read from the URL that `git` is given.
//! * [`PullRequest`] is what is wanted; [`PullRequestProvider`] makes it so and gives an [`EnsuredPullRequest`].
//! * [`GitHub`], [`GitLab`] and [`Gitea`] (which is Forgejo, too) are the providers, [`Forge`] chooses one by name.
//! * A [`Token`] is asked for anew for every request; [`ForgeOptions`] say where the forge is and how long things may take.
//!
//! # Guarantees
//!
//! * Every request has a deadline, and so has the whole of an `ensure` with all its waits.
//! * What a forge cannot do, does not know or leaves out is told in [`EnsuredPullRequest::unapplied`].
//! * Labels, assignees and reviewers are added; those that people added stay. Nobody is asked for a second review.
//! * A token goes into one header and to one host, and into no error, debug output or log: where a program logs the bytes
//!   of every request, at the level `trace` of `ureq_proto`, none is sent and the error says so.
//!
//! # Limitations
//!
//! * The branch is in the repository that the pull request is for, not in a fork of it.

mod client;
mod forge;
mod gitea;
mod github;
mod gitlab;
mod options;
mod repository_ref;
mod request;
mod token;

use std::fmt::Debug;

use crate::error::Error;

pub use forge::Forge;
pub use gitea::Gitea;
pub use github::GitHub;
pub use gitlab::GitLab;
pub use options::{Clock, ForgeOptions, SystemClock};
pub use repository_ref::RepositoryRef;
pub use request::{Action, Attribute, EnsuredPullRequest, PullRequest, Refusal, Unapplied};
pub use token::Token;

/// A place where pull requests can be made.
///
/// # Contract
///
/// * There is at most one open pull request from a branch into another, and after `Ok` there is one that has what is
///   wanted, but for what is told in [`unapplied`](EnsuredPullRequest::unapplied).
/// * A second call with the same request changes nothing.
/// * After an error the next call goes on where the failed one ended.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot make pull requests",
    note = "`GitHub`, `GitLab` and `Gitea` can, and so can a type of yours that implements `PullRequestProvider`"
)]
pub trait PullRequestProvider: Debug + Send + Sync {
    /// Makes the pull request, or brings the open one between the same branches up to what is wanted.
    ///
    /// # Errors
    /// `Invalid` when the request breaks a rule of the forge's, `NoDifference` when there is nothing to propose,
    /// `NotFound` when there is no such repository (or the token may not see it), `Unauthorized` when the forge refuses the
    /// token, `Remote` when it could not be reached in time or wants the program to wait longer than that:
    /// [`Error::retry_after`] says how long. What the forge said is in the message.
    fn ensure(&self, request: &PullRequest) -> Result<EnsuredPullRequest, Error>;
}
