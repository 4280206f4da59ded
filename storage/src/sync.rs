//! One storage that is read and written, and others that follow it.

mod follower;

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use libgitops_core::dynamic::PartialObjectMetadata;
use libgitops_core::gvk::GroupKind;
use libgitops_core::key::{KindKey, NamespacedName, ObjectKey};
use libgitops_core::object::AnyObject;

use crate::error::{Error, ErrorKind, FollowerError};
use crate::object_list::{ObjectList, ObjectListOptions};
use crate::options::{ListOptions, RemovePrecondition};
use crate::policy::{Identifier, ObjectPolicy};
use crate::raw::Versions;
use crate::storage::{ReadStorage, Storage, WriteStorage, found};
use crate::version::{Checksum, Version};
use follower::{Change, Follower};

/// A storage that others follow: it is read and written, and what is written there is brought to each of the others.
///
/// * **A write** is one of the first storage, with its preconditions and versions. After it the object is brought to the
///   followers, as the first storage has it by then: two writers at a time leave the followers as they leave the first. A
///   write that the first storage refuses is seen by no follower.
/// * **A follower that fails** keeps no other one from following. The error is of the kind
///   [`OutOfSync`](ErrorKind::OutOfSync) and has one [`FollowerError`] for each: the write has taken place, and
///   [`sync`](Self::sync) brings what is missing.
/// * **No echo.** A follower that has an object already is not written to. So an event of a write that went through here
///   changes nothing, and followers that are watched tell one change as one event.
/// * **What others write** to the first storage is brought by [`sync`](Self::sync), all at once, by
///   [`sync_object`](Self::sync_object), or with the feature `watch` by each event of a watch.
/// * **An empty first storage empties nobody.** A disk that is not mounted looks like one on which nothing is any more. So
///   what is brought, but for writes that go through here, deletes nothing in followers while the first storage has no
///   object of any kind, unless [`allowing_empty`](Self::allowing_empty) says so.
///
/// Followers have versions of their own. What others write to a follower is overwritten, by the next write of that object
/// or the next `sync`.
///
/// ```
/// use libgitops::prelude::*;
/// use libgitops_storage::{MemoryStorage, SyncStorage};
///
/// /// A radiator.
/// #[derive(Object, Clone, Debug)]
/// #[object(group = "example.com", version = "v1", scope = Namespaced)]
/// struct Radiator {
///     metadata: ObjectMeta,
///     level: u64,
/// }
///
/// let serializer = Serializer::new(Scheme::linked()?);
/// let memory = || MemoryStorage::in_memory(serializer.clone());
/// let storage = SyncStorage::new(memory()).with_follower("backup", memory())?;
/// let radiators = storage.kind::<Radiator>();
/// radiators.create(&mut Radiator { metadata: ObjectMeta::namespaced("home", "bath"), level: 3 })?;
/// let backup = storage.follower("backup").ok_or("no follower")?;
/// assert_eq!(backup.kind::<Radiator>().get("home/bath")?.level, 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct SyncStorage<S> {
    first: S,
    followers: Vec<Follower>,
    allows_empty: bool,
    /// Held by who brings an object to the followers, so that an older state never comes behind a newer one.
    following: Mutex<()>,
}

/// What a synchronization did.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct SyncReport {
    /// How many objects were written to followers.
    pub written: usize,
    /// How many objects were deleted in followers.
    pub removed: usize,
    /// What the first storage cannot read. Followers keep what they have of it; when it is not known which objects that
    /// are, none is deleted.
    pub unreadable: Vec<Error>,
}

/// What keeps an object from being deleted in followers that the first storage does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Caution {
    /// That the first storage has nothing at all.
    OfEmptiness,
    /// Nothing.
    None,
}

/// What became of one object in all followers.
#[derive(Debug, Default)]
struct Outcome {
    written: usize,
    removed: usize,
    failures: Vec<FollowerError>,
}

impl<S: Storage> SyncStorage<S> {
    /// A storage that nobody follows yet.
    pub fn new(first: S) -> Self {
        Self { first, followers: Vec::new(), allows_empty: false, following: Mutex::new(()) }
    }

    /// The same, but a first storage without any object empties its followers, as one with objects deletes what it does
    /// not have: for when the last object may be deleted past this storage.
    #[must_use]
    pub fn allowing_empty(mut self) -> Self {
        self.allows_empty = true;
        self
    }

    /// The same with a follower. It has nothing of what was there before until [`sync`](Self::sync).
    ///
    /// # Errors
    /// `Invalid` when another follower has this name, or the storage finds objects by something else than the first.
    pub fn with_follower(
        mut self,
        name: impl Into<String>,
        storage: impl Storage + 'static,
    ) -> Result<Self, Error> {
        let name = name.into();
        let refused = |why: &str| Error::new(ErrorKind::Invalid, format!("the follower {name:?} {why}"));
        if self.follower(&name).is_some() {
            return Err(refused("is there already"));
        }
        let (own, other) = (self.first.policy(), storage.policy());
        if own.identifier() != other.identifier() {
            return Err(refused("finds objects by something else than the storage that it is to follow"));
        }
        if own.identifier() == Identifier::Name && own.default_namespace() != other.default_namespace() {
            return Err(refused("has another default namespace than the storage that it is to follow"));
        }
        self.followers.push(Follower::new(name, storage));
        Ok(self)
    }

    /// The storage that is read and written.
    pub fn first(&self) -> &S {
        &self.first
    }

    /// A follower by its name.
    pub fn follower(&self, name: &str) -> Option<&dyn Storage> {
        self.followers.iter().find(|follower| follower.name() == name).map(Follower::storage)
    }

    /// Brings every object of every kind of the scheme to the followers, and deletes there what the first storage does not
    /// have. What fails keeps nothing else from being brought.
    ///
    /// # Errors
    /// `OutOfSync` with everything that failed in followers, and with those that have objects while the first storage has
    /// none; what listing the first storage says.
    pub fn sync(&self) -> Result<SyncReport, Error> {
        let (mut report, mut failures) = (SyncReport::default(), Vec::new());
        for kind in self.kinds() {
            self.bring_kind(&kind, &mut report, &mut failures)?;
        }
        done(report, failures).map_err(|error| error.in_outer_operation("sync"))
    }

    /// The same for the objects of one kind.
    ///
    /// # Errors
    /// Those of [`sync`](Self::sync).
    pub fn sync_kind(&self, kind: &KindKey) -> Result<SyncReport, Error> {
        let (mut report, mut failures) = (SyncReport::default(), Vec::new());
        self.bring_kind(kind, &mut report, &mut failures)?;
        done(report, failures).map_err(|error| error.in_operation_on("sync_kind", kind))
    }

    /// Brings an object to the followers as the first storage has it, which may be not at all.
    ///
    /// # Errors
    /// `OutOfSync` with what failed in followers, and with those that have it while the first storage has no object at
    /// all; those of [`get`](ReadStorage::get) but `NotFound`.
    pub fn sync_object(&self, key: &ObjectKey) -> Result<SyncReport, Error> {
        let explain = |error: Error| error.in_operation("sync_object", key);
        let outcome = self.bring(&self.policy().resolve(key).map_err(explain)?, self.caution())?;
        let report =
            SyncReport { written: outcome.written, removed: outcome.removed, unreadable: Vec::new() };
        done(report, outcome.failures).map_err(explain)
    }

    /// Brings what an event of a watch of the first storage tells. An event of a write that went through here finds
    /// nothing to do.
    ///
    /// # Errors
    /// Those of [`sync_object`](Self::sync_object).
    #[cfg(feature = "watch")]
    pub fn sync_event(&self, event: &crate::watch::WatchEvent) -> Result<SyncReport, Error> {
        match event.object() {
            Some(object) => self.sync_object(&self.policy().key_for(object)?),
            None => Ok(SyncReport::default()),
        }
    }

    /// Every kind of the scheme, in its preferred version.
    fn kinds(&self) -> impl Iterator<Item = KindKey> {
        let scheme = self.policy().serializer().scheme();
        let kinds =
            scheme.registrations().iter().map(|registration| registration.resource().gvk().group_kind());
        let kinds: BTreeSet<GroupKind> = kinds.collect();
        kinds.into_iter().filter_map(|kind| Some(KindKey::new(scheme.preferred(&kind)?.resource().gvk())))
    }

    fn bring_kind(
        &self,
        kind: &KindKey,
        report: &mut SyncReport,
        failures: &mut Vec<FollowerError>,
    ) -> Result<(), Error> {
        let all = ListOptions::all();
        let ours = self.first.list_versions(kind, &all)?;
        let names: BTreeSet<NamespacedName> = names_of(&ours);
        let unreadable: BTreeSet<&NamespacedName> =
            ours.errors.iter().filter_map(|error| error.key()).map(ObjectKey::namespaced_name).collect();
        let is_known = ours.errors.iter().all(|error| error.key().is_some());
        let is_suspect = names.is_empty() && self.caution() == Caution::OfEmptiness && self.is_empty()?;
        let mut gone = BTreeSet::new();
        for follower in &self.followers {
            let mut theirs = match follower.storage().list_versions(kind, &all) {
                Ok(theirs) => names_of(&theirs),
                Err(error) => {
                    failures.push(FollowerError::new(follower.name(), error));
                    continue;
                }
            };
            theirs.retain(|name| is_known && !names.contains(name) && !unreadable.contains(name));
            match theirs.len() {
                0 => {}
                count if is_suspect => failures.push(follower.spared(&format!("{count} objects of {kind}"))),
                _ => gone.append(&mut theirs),
            }
        }
        // First what is to go: a new object may have a name that differs from the old one's in case only.
        let gone = gone.into_iter().map(|name| (name, Caution::None));
        for (name, caution) in gone.chain(names.into_iter().map(|name| (name, self.caution()))) {
            match self.bring(&ObjectKey::new(kind.clone(), name), caution) {
                Ok(outcome) => {
                    report.written += outcome.written;
                    report.removed += outcome.removed;
                    failures.extend(outcome.failures);
                }
                Err(error) => report.unreadable.push(error),
            }
        }
        report.unreadable.extend(ours.errors);
        Ok(())
    }

    fn caution(&self) -> Caution {
        if self.allows_empty { Caution::None } else { Caution::OfEmptiness }
    }

    /// Whether the first storage has no object of any kind, as a disk that is not mounted.
    fn is_empty(&self) -> Result<bool, Error> {
        for kind in self.kinds() {
            let found = self.first.list_versions(&kind, &ListOptions::all().with_limit(1))?;
            if !found.objects.is_empty() || !found.errors.is_empty() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Brings an object to all followers as the first storage has it now.
    fn bring(&self, key: &ObjectKey, caution: Caution) -> Result<Outcome, Error> {
        let _one_at_a_time = self.following.lock().unwrap_or_else(PoisonError::into_inner);
        let object = self.current(key)?;
        let mut outcome = Outcome::default();
        if object.is_none() && caution == Caution::OfEmptiness && self.is_empty()? {
            let having = self.followers.iter().filter(|follower| follower.storage().version(key).is_ok());
            outcome.failures = having.map(|follower| follower.spared("the object")).collect();
            return Ok(outcome);
        }
        for (follower, result) in follower::each(&self.followers, key, object.as_deref()) {
            match result {
                Ok(Change::None) => {}
                Ok(Change::Written) => outcome.written += 1,
                Ok(Change::Removed) => outcome.removed += 1,
                Err(error) => outcome.failures.push(FollowerError::new(follower.name(), error)),
            }
        }
        Ok(outcome)
    }

    /// An object of the first storage, in the version of its kind in which it is stored there.
    fn current(&self, key: &ObjectKey) -> Result<Option<Box<dyn AnyObject>>, Error> {
        let versions = self.policy().serializer().scheme().versions(&key.gvk().group_kind());
        if versions.len() < 2 {
            return found(self.first.get(key));
        }
        let Some(stored) = found(self.first.get_meta(key))? else { return Ok(None) };
        found(self.first.get(&key.with_kind(stored.gvk())))
    }

    /// Lets the followers follow a write.
    fn follow(&self, operation: &'static str, key: &ObjectKey) -> Result<(), Error> {
        let outcome = self.bring(key, Caution::None).map_err(|error| {
            let message = "it is written, and could not be read again for the followers";
            Error::new(ErrorKind::OutOfSync, message).with_source(error).in_operation(operation, key)
        })?;
        if outcome.failures.is_empty() {
            return Ok(());
        }
        let (failed, all) = (outcome.failures.len(), self.followers.len());
        let message = format!("it is written, and {failed} of {all} followers failed");
        Err(Error::out_of_sync(message, outcome.failures).in_operation(operation, key))
    }
}

fn done(report: SyncReport, failures: Vec<FollowerError>) -> Result<SyncReport, Error> {
    if failures.is_empty() {
        return Ok(report);
    }
    let (changed, failed) = (report.written + report.removed, failures.len());
    let message = format!("{changed} changes were brought to the followers, and {failed} failed");
    Err(Error::out_of_sync(message, failures))
}

fn names_of(versions: &Versions) -> BTreeSet<NamespacedName> {
    versions.objects.iter().map(|(key, _)| key.namespaced_name().clone()).collect()
}

#[deny(clippy::missing_trait_methods)]
impl<S: Storage> ReadStorage for SyncStorage<S> {
    fn policy(&self) -> &ObjectPolicy {
        self.first.policy()
    }

    fn get(&self, key: &ObjectKey) -> Result<Box<dyn AnyObject>, Error> {
        self.first.get(key)
    }

    fn get_meta(&self, key: &ObjectKey) -> Result<PartialObjectMetadata, Error> {
        self.first.get_meta(key)
    }

    fn list(
        &self,
        kind: &KindKey,
        options: &ObjectListOptions,
    ) -> Result<ObjectList<Box<dyn AnyObject>>, Error> {
        self.first.list(kind, options)
    }

    fn list_meta(
        &self,
        kind: &KindKey,
        options: &ObjectListOptions,
    ) -> Result<ObjectList<PartialObjectMetadata>, Error> {
        self.first.list_meta(kind, options)
    }

    fn checksum(&self, key: &ObjectKey) -> Result<Checksum, Error> {
        self.first.checksum(key)
    }

    fn count(&self, kind: &KindKey) -> Result<usize, Error> {
        self.first.count(kind)
    }

    fn version(&self, key: &ObjectKey) -> Result<Version, Error> {
        self.first.version(key)
    }

    fn list_versions(&self, kind: &KindKey, options: &ListOptions) -> Result<Versions, Error> {
        self.first.list_versions(kind, options)
    }
}

#[deny(clippy::missing_trait_methods)]
impl<S: Storage> WriteStorage for SyncStorage<S> {
    fn create(&self, object: &dyn AnyObject) -> Result<Box<dyn AnyObject>, Error> {
        let created = self.first.create(object)?;
        self.follow("create", &self.policy().key_for(&*created)?)?;
        Ok(created)
    }

    fn update(&self, object: &dyn AnyObject) -> Result<Box<dyn AnyObject>, Error> {
        let updated = self.first.update(object)?;
        self.follow("update", &self.policy().key_for(&*updated)?)?;
        Ok(updated)
    }

    fn delete(&self, key: &ObjectKey, precondition: RemovePrecondition) -> Result<Version, Error> {
        let version = self.first.delete(key, precondition)?;
        self.follow("delete", &self.policy().resolve(key)?)?;
        Ok(version)
    }
}

#[cfg(feature = "watch")]
impl<S: crate::watch::EventStorage + WriteStorage> crate::watch::EventStorage for SyncStorage<S> {
    fn watch(
        &self,
        kind: &KindKey,
        options: crate::watch::WatchOptions,
    ) -> Result<crate::watch::Watch, Error> {
        self.first.watch(kind, options)
    }
}
