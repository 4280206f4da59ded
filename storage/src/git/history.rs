//! What became of objects in commits: by whom, when, and in which fields.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use libgitops_core::codec::Frame;
use libgitops_core::delta::{Delta, Known};
use libgitops_core::dynamic::DynamicObject;
use libgitops_core::key::ObjectKey;
use libgitops_core::object::AnyObject as _;
use libgitops_core::path::FieldPath;
use libgitops_core::scheme::Registration;
use libgitops_core::value::Tape;

use super::commit::Author;
use super::heads::Heads;
use super::id::CommitId;
use super::index::Place;
use super::repository::failed;
use super::snapshot::{GitSnapshot, State};
use super::storage::GitStorage;
use crate::error::Error;
use crate::layout::{UnversionedKey, id_of, key_of_id};
use crate::policy::ObjectPolicy;
use crate::version::Version;

/// What became of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ObjectChange {
    /// The object.
    pub key: UnversionedKey,
    /// Whether it came, changed or went.
    pub kind: ChangeKind,
    /// The fields that changed: none if it came or went, or if only comments and the layout of the text did.
    pub fields: Vec<FieldPath>,
}

/// Whether an object came, changed or went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// It was not there before.
    Added,
    /// It is another document than before.
    Modified,
    /// It is not there any more.
    Deleted,
}

/// What became of an object in a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CommittedChange {
    /// The object, and what became of it.
    pub change: ObjectChange,
    /// The commit.
    pub commit: Arc<CommitInfo>,
}

/// Who committed what, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CommitInfo {
    /// The commit.
    pub id: CommitId,
    /// Who made the changes.
    pub author: Author,
    /// When they were committed.
    pub time: SystemTime,
    /// The first line of what it says.
    pub title: String,
    /// All of what it says.
    pub message: String,
}

impl GitSnapshot {
    /// What became of the objects from here to another commit, in the order of their kinds and names.
    pub fn changes_to(&self, other: &Self) -> Vec<ObjectChange> {
        changes(&self.rules().policy, self.state(), other.state())
    }
}

impl GitStorage {
    /// What became of objects in each of the commits of `to` that are not in `from`, the oldest first. Of a branch that
    /// was merged it is the merge that counts.
    ///
    /// # Errors
    /// `NotFound` when there is no such commit; `Io` and `Corrupt`.
    pub fn changes(&self, from: &str, to: &str) -> Result<Vec<CommittedChange>, Error> {
        let (from, to) = (self.commit_of(from)?, self.commit_of(to)?);
        let heads = self.heads();
        let commits = heads.repository.with(|repository| {
            let explain = |error| failed("cannot walk through the commits", error);
            let mut walk = repository.revwalk().map_err(explain)?;
            walk.push(to.0).and_then(|()| walk.hide(from.0)).map_err(explain)?;
            walk.simplify_first_parent().map_err(explain)?;
            walk.map(|id| id.map(CommitId)).collect::<Result<Vec<_>, _>>().map_err(explain)
        })?;
        let mut found = Vec::new();
        let mut last: Option<Arc<State>> = None;
        for commit in commits.into_iter().rev() {
            let (info, parent) = heads.info(commit)?;
            let before = match last.take() {
                Some(last) if last.commit == parent => last,
                _ => heads.before(parent)?,
            };
            let version = heads.versions.next();
            let after = Arc::new(before.at(&heads.repository, &heads.rules, commit, version)?);
            last = Some(Arc::clone(&after));
            let info = Arc::new(info);
            let all = changes(&heads.rules.policy, &before, &after).into_iter();
            found.extend(all.map(|change| CommittedChange { change, commit: Arc::clone(&info) }));
        }
        Ok(found)
    }

    /// What became of one object up to a commit, the newest first, as far back as it is asked for.
    ///
    /// # Errors
    /// `NotFound` when there is no such commit; `Invalid` for a key that no object can have; `Io` and `Corrupt`. The
    /// iterator ends with an error of its own when a commit cannot be read.
    pub fn history(&self, key: &ObjectKey, revision: &str) -> Result<History, Error> {
        let id = self.heads().rules.policy.resolve(key).and_then(|key| id_of(&key));
        let id = id.map_err(|error| error.in_operation("history", key))?;
        let state = self.heads().at(self.commit_of(revision)?)?;
        Ok(History { heads: self.shared_heads(), id, next: Some(state) })
    }
}

/// What became of one object, the newest first.
#[derive(Debug)]
pub struct History {
    heads: Arc<Heads>,
    id: String,
    next: Option<Arc<State>>,
}

impl History {
    fn step(&mut self) -> Result<Option<CommittedChange>, Error> {
        while let Some(state) = self.next.take() {
            let Some(commit) = state.commit else { return Ok(None) };
            let (info, parent) = self.heads.info(commit)?;
            let before = match parent {
                // From the state of the commit, so that only what differs is read.
                Some(parent) => {
                    let version = self.heads.versions.next();
                    Arc::new(state.at(&self.heads.repository, &self.heads.rules, parent, version)?)
                }
                None => Arc::new(State::nothing(Version::INITIAL)),
            };
            let change = change(&self.heads.rules.policy, &self.id, &before, &state);
            self.next = Some(before);
            if let Some(change) = change {
                return Ok(Some(CommittedChange { change, commit: Arc::new(info) }));
            }
        }
        Ok(None)
    }
}

impl Iterator for History {
    type Item = Result<CommittedChange, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.step().transpose()
    }
}

impl Heads {
    /// What a commit says, and the commit before it.
    fn info(&self, id: CommitId) -> Result<(CommitInfo, Option<CommitId>), Error> {
        self.repository.with(|repository| {
            let commit = repository.find_commit(id.0);
            let commit = commit.map_err(|error| failed(format!("cannot read the commit {id}"), error))?;
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let author = commit.author();
            let seconds = u64::try_from(commit.time().seconds()).unwrap_or_default();
            let message = text(commit.message_bytes());
            let info = CommitInfo {
                id,
                author: Author::new(text(author.name_bytes()), text(author.email_bytes())),
                time: SystemTime::UNIX_EPOCH + Duration::from_secs(seconds),
                title: message.lines().next().unwrap_or_default().to_owned(),
                message,
            };
            Ok((info, commit.parent_ids().next().map(CommitId)))
        })
    }

    fn before(&self, parent: Option<CommitId>) -> Result<Arc<State>, Error> {
        match parent {
            Some(parent) => self.at(parent),
            None => Ok(Arc::new(State::nothing(Version::INITIAL))),
        }
    }
}

fn changes(policy: &ObjectPolicy, before: &State, after: &State) -> Vec<ObjectChange> {
    let ids = before.index.differing(&after.index);
    ids.into_iter().filter_map(|id| change(policy, id, before, after)).collect()
}

/// What became of an object; `None` if nothing did. One that is in several places is in none.
fn change(policy: &ObjectPolicy, id: &str, before: &State, after: &State) -> Option<ObjectChange> {
    let place = |state: &State| state.place(id).ok().flatten().cloned();
    let (kind, fields) = match (place(before), place(after)) {
        (None, None) => return None,
        (None, Some(_)) => (ChangeKind::Added, Vec::new()),
        (Some(_), None) => (ChangeKind::Deleted, Vec::new()),
        // It may have moved to another file, which is no change of the object.
        (Some(before), Some(after)) if before.checksum == after.checksum => return None,
        (Some(before), Some(after)) => (ChangeKind::Modified, fields(policy, &before, &after)),
    };
    Some(ObjectChange { key: key_of_id(id)?, kind, fields })
}

/// The fields in which two documents differ; none if one of them cannot be read.
fn fields(policy: &ObjectPolicy, before: &Place, after: &Place) -> Vec<FieldPath> {
    let read = |frame: &Frame| -> Option<(Tape, Known)> {
        let object: DynamicObject = policy.serializer().decoder().decode_as(frame).ok()?;
        let fields = policy.registration(&object.gvk()).ok().and_then(Registration::fields);
        let mut tape = Tape::new();
        object.record(&mut tape).ok()?;
        Some((tape, fields.into()))
    };
    let (Some((before, _)), Some((after, known))) =
        (before.document().and_then(read), after.document().and_then(read))
    else {
        return Vec::new();
    };
    let delta =
        before.root().zip(after.root()).and_then(|(before, after)| Delta::between(before, after, known));
    let mut paths: Vec<FieldPath> = delta.iter().flat_map(Delta::changes).map(|change| change.path).collect();
    paths.dedup();
    paths
}
