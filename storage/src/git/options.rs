//! How objects in Git are kept, and how a transaction is run.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::commit::Commit;
use super::signing::Signing;
use super::snapshot::GitSnapshot;
use super::storage::Committed;
use super::transaction::Transaction;
use crate::error::Error;
use crate::manifest::{ManifestOptions, Placement};

type BeforeCommit = dyn Fn(&Transaction, &mut Commit) -> Result<(), Error> + Send + Sync;
type AfterCommit = dyn Fn(&Committed) + Send + Sync;

/// How objects in Git are kept.
///
/// What a `.gitignore` leaves out does not matter: what is committed is not ignored. When a commit is on the disk is up to
/// Git's configuration, by `core.fsyncObjectFiles`.
#[derive(Clone)]
#[non_exhaustive]
pub struct GitOptions {
    /// The branch that is read, and from which new branches begin: `main`.
    pub branch: String,
    /// The directory of the tree that objects are in; empty for all of it.
    pub directory: String,
    /// Where new objects go, and which directories are passed over. The other options of a tree of files mean nothing here.
    pub(super) manifests: ManifestOptions,
    /// How commits are signed, if they are.
    pub signing: Option<Signing>,
    pub(super) before: Vec<Arc<BeforeCommit>>,
    pub(super) after: Vec<Arc<AfterCommit>>,
}

impl Default for GitOptions {
    fn default() -> Self {
        Self {
            branch: "main".to_owned(),
            directory: String::new(),
            manifests: ManifestOptions::new(),
            signing: None,
            before: Vec::new(),
            after: Vec::new(),
        }
    }
}

impl GitOptions {
    /// The branch `main`, all of the tree, new objects beside their kin.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with another branch.
    #[must_use]
    pub fn with_branch(mut self, branch: impl Into<String>) -> Self {
        self.branch = branch.into();
        self
    }

    /// The same for the objects below a directory only.
    #[must_use]
    pub fn with_directory(mut self, directory: impl Into<String>) -> Self {
        self.directory = directory.into();
        self
    }

    /// The same with another rule for the places of new objects.
    #[must_use]
    pub fn with_placement(mut self, placement: Placement) -> Self {
        self.manifests.placement = placement;
        self
    }

    /// Passes over directories of this name or with this path.
    #[must_use]
    pub fn excluding(mut self, directory: impl Into<String>) -> Self {
        self.manifests = self.manifests.excluding(directory);
        self
    }

    /// Signs every commit.
    #[must_use]
    pub fn with_signing(mut self, signing: Signing) -> Self {
        self.signing = Some(signing);
        self
    }

    /// Looks at what is about to be committed, behind the hooks that are there. It may change what the commit says, and an
    /// error keeps it from being made.
    #[must_use]
    pub fn before_commit(
        mut self,
        hook: impl Fn(&Transaction, &mut Commit) -> Result<(), Error> + Send + Sync + 'static,
    ) -> Self {
        self.before.push(Arc::new(hook));
        self
    }

    /// Is told what was committed, behind the hooks that are there.
    #[must_use]
    pub fn after_commit(mut self, hook: impl Fn(&Committed) + Send + Sync + 'static) -> Self {
        self.after.push(Arc::new(hook));
        self
    }
}

impl fmt::Debug for GitOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GitOptions")
            .field("branch", &self.branch)
            .field("directory", &self.directory)
            .field("manifests", &self.manifests)
            .field("signing", &self.signing)
            .finish_non_exhaustive()
    }
}

/// How a transaction is run.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TransactionOptions {
    /// How long it is tried again while others change the branch: 60 s.
    pub patience: Duration,
    /// What the objects were read from that the closure brings along, if not from the transaction itself. An update of
    /// one that was changed since then keeps what was changed in other fields.
    pub read_from: Option<GitSnapshot>,
    /// Whether an object that the closure brings along is merged with what others made of it. If not, it is a conflict.
    pub is_merging: bool,
}

impl Default for TransactionOptions {
    fn default() -> Self {
        Self { patience: Duration::from_mins(1), read_from: None, is_merging: true }
    }
}

impl TransactionOptions {
    /// A minute, and objects that are read in the transaction.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with another time.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// The same without merging objects.
    #[must_use]
    pub fn without_merging(mut self) -> Self {
        self.is_merging = false;
        self
    }

    /// The same for objects that were read from a snapshot.
    #[must_use]
    pub fn reading(mut self, snapshot: GitSnapshot) -> Self {
        self.read_from = Some(snapshot);
        self
    }
}
