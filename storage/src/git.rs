//! Objects in Git: snapshots of commits, transactions that become commits, and managed clones.

mod id;
mod buckets;
mod repository;
mod trees;
mod index;
mod snapshot;
mod work;
mod commit;
mod transaction;
mod options;
mod heads;
mod storage;
mod committing;

pub use commit::{Author, Commit, Outcome};
pub use committing::CommittingStorage;
pub use id::CommitId;
pub use options::{GitOptions, TransactionOptions};
pub use snapshot::GitSnapshot;
pub use storage::{Committed, GitStorage, Mutation, TransactionStorage};
pub use transaction::Transaction;
