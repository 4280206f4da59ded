//! The storage of a repository: reading its branches, and transactions that become commits.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use libgitops_core::codec::ContentType;
use libgitops_core::dynamic::PartialObjectMetadata;
use libgitops_core::key::{KindKey, ObjectKey};
use libgitops_core::object::AnyObject;

use super::commit::{Commit, Outcome};
use super::directory::{GitDirectory, Shared};
use super::heads::{Heads, reference};
use super::id::CommitId;
use super::options::{GitOptions, TransactionOptions};
use super::repository::{Repository, failed};
use super::snapshot::{GitSnapshot, Rules, State, read_only, read_through};
use super::transaction::Transaction;
use super::trees::check_path;
use crate::error::{Error, ErrorKind};
use crate::layout::UnversionedKey;
use crate::object_list::{ObjectList, ObjectListOptions};
use crate::object_storage::ObjectStorage;
use crate::options::{ListOptions, Precondition, RemovePrecondition};
use crate::policy::ObjectPolicy;
use crate::raw::{Page, RawInfo, RawObject, RawStorage, Versions, Written};
use crate::storage::ReadStorage;
use crate::version::{Checksum, Version};
#[cfg(feature = "watch")]
use crate::watch::{WatchStorage, WatchedRawStorage};

/// What a transaction's closure is.
pub type Mutation<'m> = dyn FnMut(&Transaction) -> Result<Outcome, Error> + 'm;

/// A storage that is changed by transactions.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no storage that is changed by transactions",
    label = "this type does not implement `TransactionStorage`",
    note = "a `GitStorage` does; the closure of a transaction works with a `Transaction`, which is a `Storage`"
)]
pub trait TransactionStorage: ReadStorage {
    /// Runs a transaction as the options say.
    ///
    /// # Errors
    /// Those of [`transaction`](Self::transaction).
    fn transact(
        &self,
        branch: &str,
        options: &TransactionOptions,
        mutation: &mut Mutation<'_>,
    ) -> Result<Option<Committed>, Error>;

    /// Changes objects of a branch, all or none of it, and gives the commit that it became; `None` if nothing changed or
    /// the closure wanted none.
    ///
    /// The closure works on a view of its own. If it fails, nothing of it is left. If somebody else changes the branch
    /// meanwhile, it runs again on what the branch is then, so it should have no other effects.
    ///
    /// A branch that is not there begins at the main branch. A name that ends with `-` is completed by eight random
    /// digits, for a branch of its own.
    ///
    /// # Errors
    /// What the closure says; `Conflict` when the branch was changed each time for longer than the options' patience, or
    /// when others changed the same fields of an object that the closure brought along, which the error's
    /// [problems](Error::document_error) name; `Invalid` for a commit that says nothing; `Remote` with the server's words.
    fn transaction<R: Into<Outcome>>(
        &self,
        branch: &str,
        mut mutation: impl FnMut(&Transaction) -> Result<R, Error>,
    ) -> Result<Option<Committed>, Error>
    where
        Self: Sized,
    {
        let options = TransactionOptions::new();
        self.transact(branch, &options, &mut |transaction| mutation(transaction).map(Into::into))
    }
}

/// What a transaction became.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Committed {
    /// The commit.
    pub id: CommitId,
    /// What it says.
    pub commit: Commit,
    /// The branch that is at the commit now.
    pub branch: String,
    /// The main branch, for somebody who wants the changes there.
    pub main_branch: String,
    /// The objects that it changed.
    pub changed: Vec<UnversionedKey>,
    /// The objects as they are in it.
    pub snapshot: GitSnapshot,
}

/// Objects in a Git repository.
///
/// * **Objects** are documents of the manifests of a tree, as in a
///   [`ManifestStorage`](crate::ManifestStorage); links and submodules are passed over. What is more than 256 directories
///   deep is not looked at, which every list tells.
/// * **Reading** is from commits, without a checkout: the storage itself reads what its branch is at,
///   [`snapshot`](Self::snapshot) and [`at`](Self::at) give all objects of one commit, which nothing changes any more.
/// * **Writing** is by [transactions](TransactionStorage::transaction). A commit changes the lines that it means.
///
/// Versions are given by this program, in the order in which it sees the states of objects; they rise from one start to
/// the next by the clock.
#[derive(Clone, Debug)]
pub struct GitStorage {
    objects: ObjectStorage<BranchStorage>,
    options: Arc<GitOptions>,
    /// Where commits are pushed to before anybody sees them.
    directory: Option<Arc<Shared>>,
}

/// The layer of bytes of the main branch, whatever commit it is at. It is not written but by transactions.
#[derive(Clone, Debug)]
pub struct BranchStorage {
    heads: Arc<Heads>,
    branch: Arc<str>,
    /// Where the references of branches are.
    #[cfg_attr(not(feature = "watch"), expect(dead_code, reason = "who watches looks there"))]
    references: PathBuf,
}

#[cfg(feature = "watch")]
impl WatchedRawStorage for BranchStorage {
    fn watch_directory(&self) -> Option<&Path> {
        Some(&self.references)
    }

    fn witness_removals(&self, keys: &[ObjectKey]) -> Vec<Result<Version, Error>> {
        let witness = |key: &ObjectKey| match self.stat(key) {
            Ok(_) => {
                Err(Error::new(ErrorKind::AlreadyExists, "the object is there").in_operation("watch", key))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(self.heads.versions.next()),
            Err(error) => Err(error),
        };
        keys.iter().map(witness).collect()
    }
}

impl BranchStorage {
    fn state(&self) -> Result<Arc<State>, Error> {
        // Taken first: a branch that is gone has none of the objects that had versions up to this one.
        let version = self.heads.versions.last();
        let head = self.heads.head(&self.branch)?;
        Ok(head.unwrap_or_else(|| Arc::new(State::nothing(version))))
    }
}

impl RawStorage for BranchStorage {
    fn read(&self, key: &ObjectKey) -> Result<RawObject, Error> {
        self.state().and_then(|state| state.read(key)).map_err(|error| error.in_operation("read", key))
    }

    fn stat(&self, key: &ObjectKey) -> Result<RawInfo, Error> {
        self.state().and_then(|state| state.stat(key)).map_err(|error| error.in_operation("stat", key))
    }

    fn write(&self, key: &ObjectKey, _: &[u8], _: Precondition) -> Result<Written, Error> {
        Err(read_only("write", key))
    }

    fn remove(&self, key: &ObjectKey, _: RemovePrecondition) -> Result<Version, Error> {
        Err(read_only("remove", key))
    }

    fn list(&self, kind: &KindKey, options: &ListOptions) -> Result<Page, Error> {
        let page = self.state().and_then(|state| state.list(kind, options));
        page.map_err(|error| error.in_operation_on("list", kind))
    }

    fn list_versions(&self, kind: &KindKey, options: &ListOptions) -> Result<Versions, Error> {
        let versions = self.state().and_then(|state| state.list_versions(kind, options));
        versions.map_err(|error| error.in_operation_on("list_versions", kind))
    }

    fn content_type(&self, key: &ObjectKey) -> Result<ContentType, Error> {
        let content_type = self.state().and_then(|state| state.content_type(&self.heads.rules, key));
        content_type.map_err(|error| error.in_operation("content_type", key))
    }

    fn key_for_path(&self, path: &Path) -> Option<UnversionedKey> {
        self.state().ok()?.key_for_path(path)
    }
}

impl GitStorage {
    /// Opens a repository, bare or with a work tree, which is left alone.
    ///
    /// # Errors
    /// `NotFound` when there is none; `Unsupported` for a format that libgit2 cannot read: reftables and SHA-256; `Io`.
    pub fn open(repository: impl AsRef<Path>, policy: impl Into<ObjectPolicy>) -> Result<Self, Error> {
        Self::open_with(repository, policy, GitOptions::new())
    }

    /// Opens a repository as the options say.
    ///
    /// # Errors
    /// Those of [`open`](Self::open); `Invalid` for a branch or a directory that no repository can have.
    pub fn open_with(
        repository: impl AsRef<Path>,
        policy: impl Into<ObjectPolicy>,
        options: GitOptions,
    ) -> Result<Self, Error> {
        let repository = Repository::open(repository.as_ref())?;
        Self::of(Arc::new(repository), policy.into(), options)
    }

    /// Makes a bare repository without a commit, and opens it.
    ///
    /// # Errors
    /// `Io`; `Invalid` for a branch or a directory that no repository can have.
    pub fn init(
        repository: impl AsRef<Path>,
        policy: impl Into<ObjectPolicy>,
        options: GitOptions,
    ) -> Result<Self, Error> {
        let repository = Repository::init(repository.as_ref(), &options.branch)?;
        Self::of(Arc::new(repository), policy.into(), options)
    }

    fn of(repository: Arc<Repository>, policy: ObjectPolicy, options: GitOptions) -> Result<Self, Error> {
        check_branch(&options.branch)?;
        let directory = options.directory.trim_matches('/');
        let prefix = if directory.is_empty() {
            String::new()
        } else {
            check_path(directory)?;
            format!("{directory}/")
        };
        let rules = Rules { policy: policy.clone(), manifests: options.manifests.clone(), prefix };
        let references = repository.directory().join("refs/heads");
        let heads = Arc::new(Heads::new(repository, &options.branch, Arc::new(rules)));
        let raw = BranchStorage { heads, branch: options.branch.as_str().into(), references };
        Ok(Self { objects: ObjectStorage::new(raw, policy), options: Arc::new(options), directory: None })
    }

    /// Objects in a managed clone, by the branch that it follows: the options' branch does not matter. A transaction is
    /// done when it is pushed, and what it made is seen from then on.
    ///
    /// # Errors
    /// `Io`; `Invalid` for a directory that no repository can have.
    pub fn in_directory(
        directory: &GitDirectory,
        policy: impl Into<ObjectPolicy>,
        mut options: GitOptions,
    ) -> Result<Self, Error> {
        directory.main_branch().clone_into(&mut options.branch);
        let shared = directory.shared();
        let storage = Self::of(Arc::clone(&shared.repository), policy.into(), options)?;
        Ok(Self { directory: Some(Arc::clone(shared)), ..storage })
    }

    pub(super) fn heads(&self) -> &Heads {
        &self.objects.raw().heads
    }

    pub(super) fn shared_heads(&self) -> Arc<Heads> {
        Arc::clone(&self.objects.raw().heads)
    }

    /// The same objects with their events: what becomes of them when the branch moves, whoever moves it.
    ///
    /// # Errors
    /// `Io` if no thread can be started.
    #[cfg(feature = "watch")]
    pub fn watched(
        &self,
        settings: crate::watch::WatchSettings,
    ) -> Result<WatchStorage<BranchStorage>, Error> {
        WatchStorage::with_settings(self.objects.clone(), settings)
    }

    pub(super) fn options(&self) -> &GitOptions {
        &self.options
    }

    /// The clone that it is in, if it is in one.
    pub(super) fn directory(&self) -> Option<&Shared> {
        self.directory.as_deref()
    }

    /// What new branches begin at.
    pub(super) fn main_state(&self) -> Result<Arc<State>, Error> {
        self.objects.raw().state()
    }

    pub(super) fn given(&self, state: Arc<State>) -> GitSnapshot {
        GitSnapshot::new(state, Arc::clone(&self.heads().rules))
    }

    /// The branch that is read.
    pub fn branch(&self) -> &str {
        &self.options.branch
    }

    /// All objects as they are now in the branch.
    ///
    /// # Errors
    /// `Io` and `Corrupt`, when the repository cannot be read.
    pub fn snapshot(&self) -> Result<GitSnapshot, Error> {
        Ok(self.given(self.objects.raw().state()?))
    }

    /// All objects of any commit: by the name of a branch or tag, by that of a commit or how it begins, or by whatever
    /// else Git calls a revision, such as `main~3`.
    ///
    /// # Errors
    /// `NotFound` when there is no such commit; `Ambiguous` when a name begins several; `Io` and `Corrupt`.
    pub fn at(&self, revision: &str) -> Result<GitSnapshot, Error> {
        Ok(self.given(self.heads().at(self.commit_of(revision)?)?))
    }

    /// All objects as they were in the branch at a time, by the times of its commits.
    ///
    /// # Errors
    /// `NotFound` when there was no commit yet; `Io` and `Corrupt`.
    pub fn at_time(&self, branch: &str, time: SystemTime) -> Result<GitSnapshot, Error> {
        let seconds = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let head = self.commit_of(&reference(branch))?;
        let found = self.heads().repository.with(|repository| {
            let explain = |error| failed("cannot read the commits of the branch", error);
            let mut commit = repository.find_commit(head.0).map_err(explain)?;
            // As the branch was: a merged branch was elsewhere.
            while u64::try_from(commit.time().seconds()).is_ok_and(|made| made > seconds) {
                if commit.parent_count() == 0 {
                    return Err(Error::new(ErrorKind::NotFound, "the branch had no commit at that time"));
                }
                commit = commit.parent(0).map_err(explain)?;
            }
            Ok(CommitId(commit.id()))
        })?;
        Ok(self.given(self.heads().at(found)?))
    }

    pub(super) fn commit_of(&self, revision: &str) -> Result<CommitId, Error> {
        self.heads().repository.with(|repository| {
            let found = repository.revparse_single(revision).and_then(|object| object.peel_to_commit());
            found.map(|commit| CommitId(commit.id())).map_err(|error| {
                let message = |what: &str| format!("{what} {revision:?}");
                match error.code() {
                    git2::ErrorCode::NotFound | git2::ErrorCode::InvalidSpec => {
                        Error::new(ErrorKind::NotFound, message("there is no commit"))
                    }
                    git2::ErrorCode::Ambiguous => {
                        Error::new(ErrorKind::Ambiguous, message("several objects are"))
                    }
                    _ => failed(message("cannot find"), error),
                }
            })
        })
    }
}

pub(super) fn check_branch(branch: &str) -> Result<(), Error> {
    if !branch.starts_with('-') && git2::Reference::is_valid_name(&reference(branch)) {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Invalid, format!("no branch can be named {branch:?}")))
}

read_through!(GitStorage, |storage| storage.objects);
