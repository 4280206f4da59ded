//! Objects in Git: snapshots of commits, transactions that become commits, and managed clones.
//!
//! ```
//! use libgitops::prelude::*;
//! use libgitops_storage::git::{Author, Commit, GitOptions, GitStorage, TransactionStorage as _};
//!
//! /// A clock.
//! #[derive(Object, Clone, Debug)]
//! #[object(group = "example.com", version = "v1", scope = Namespaced)]
//! struct Clock {
//!     metadata: ObjectMeta,
//!     hours: u8,
//! }
//!
//! let place = tempfile::tempdir()?;
//! let storage = GitStorage::init(place.path(), Serializer::new(Scheme::linked()?), GitOptions::new())?;
//! for hours in [12, 24] {
//!     storage.transaction("main", |tx| {
//!         let clocks = tx.kind::<Clock>();
//!         match clocks.get_opt("hall/tower")? {
//!             Some(mut clock) => {
//!                 clock.hours = hours;
//!                 clocks.update(&mut clock)?;
//!             }
//!             None => clocks.create(&mut Clock { metadata: ObjectMeta::namespaced("hall", "tower"), hours })?,
//!         }
//!         Ok(Commit::new(Author::new("Ada", "ada@example.com"), format!("Show {hours} hours")))
//!     })?;
//! }
//! assert_eq!(storage.kind::<Clock>().get("hall/tower")?.hours, 24);
//! assert_eq!(storage.at("main~1")?.kind::<Clock>().get("hall/tower")?.hours, 12);
//! let [change] = &storage.changes("main~1", "main")?[..] else { panic!("one object changed") };
//! assert_eq!((change.change.fields[0].to_string().as_str(), change.commit.title.as_str()), ("hours", "Show 24 hours"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The types in reading order
//!
//! * [`GitStorage`] reads the objects of a repository: what its branch is at, or all of a commit as a [`GitSnapshot`].
//! * [`TransactionStorage::transaction`] changes them: a closure works on a [`Transaction`] and gives a [`Commit`].
//!   [`Committed`] is what becomes of it. A [`CommittingStorage`] makes a commit of each write.
//! * [`CommittedChange`] and [`History`] say what became of objects, by whom and in which fields.
//! * [`GitDirectory`] is a managed clone of a branch: [`GitStorage::in_directory`] reads from it and pushes to it.
//!   [`Credentials`] let one in, and a [`Transport`] is the way.

mod id;
mod buckets;
mod repository;
mod objects;
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
