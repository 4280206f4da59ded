//! Objects in Git: snapshots of commits, transactions that become commits, and managed clones.

mod id;
mod buckets;
mod repository;
mod trees;
mod index;
mod kin;
mod snapshot;
mod work;
mod commit;
mod transaction;
mod options;
mod heads;
mod storage;
mod run;
mod line;
mod signing;
mod committing;
mod history;
mod child;
mod remote;
mod transport;
mod directory;

pub use commit::{Author, Commit, Outcome};
pub use committing::CommittingStorage;
pub use directory::{GitDirectory, GitDirectoryOptions, NewCommits, Notices, Pulled};
pub use history::{ChangeKind, CommitInfo, CommittedChange, History, ObjectChange};
pub use id::CommitId;
pub use options::{GitOptions, TransactionOptions};
pub use remote::{Credentials, Remote};
pub use signing::Signing;
pub use snapshot::GitSnapshot;
pub use storage::{BranchStorage, Committed, GitStorage, Mutation, TransactionStorage};
pub use transaction::Transaction;
pub use transport::{Fetch, LibraryTransport, ProgramTransport, Push, Pushed, Transport};
