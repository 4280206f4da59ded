//! What is known of the objects of a kind, and telling subscribers what becomes of them.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use libgitops_core::key::{KindKey, NamespacedName, ObjectKey};
use libgitops_core::meta::MetadataExt as _;
use libgitops_core::object::AnyObject;

use super::event::{Bookmark, SharedObject, WatchEvent, WatchFrom, WatchOptions};
use super::queue::Queue;
use super::{Versions, WatchSettings};
use crate::error::{Error, ErrorKind};
use crate::filter::Pipe;
use crate::version::Version;

/// How many changes of a kind are remembered for watches that go on from a version.
const REMEMBERED: usize = 1024;

/// What is known of a kind.
#[derive(Debug)]
pub(super) struct Kind {
    key: KindKey,
    /// By what the storage finds them by, which may be the uid.
    objects: BTreeMap<NamespacedName, SharedObject>,
    /// Objects that were deleted by this storage, and when: an older look at the disk must not bring them back.
    removed: HashMap<NamespacedName, Version>,
    /// Since when an object is not where it was: an editor may be about to put it back.
    missing: HashMap<NamespacedName, Instant>,
    mistakes: HashMap<(String, String), Mistake>,
    changes: VecDeque<Change>,
    /// Changes up to this version are no longer remembered.
    forgotten: Version,
    /// All changes up to this version are known.
    seen: Version,
    subscribers: Vec<Subscriber>,
}

/// What a look at the disk could not read.
#[derive(Debug)]
struct Mistake {
    error: Arc<Error>,
    since: Instant,
    is_told: bool,
}

#[derive(Clone, Debug)]
struct Change {
    version: Version,
    name: NamespacedName,
    before: Option<SharedObject>,
    after: Option<SharedObject>,
}

#[derive(Debug)]
struct Subscriber {
    queue: Weak<Queue>,
    selection: Selection,
}

/// Which objects a subscriber asked for.
#[derive(Clone, Debug)]
struct Selection {
    namespace: Option<String>,
    filters: Pipe,
}

impl Selection {
    fn keeps(&self, object: &SharedObject) -> bool {
        let namespace = object.metadata().and_then(|metadata| metadata.namespace()).unwrap_or_default();
        let is_in_namespace = self.namespace.as_ref().is_none_or(|wanted| wanted == namespace);
        is_in_namespace && !self.filters.apply(vec![Arc::clone(object)], |object| &**object).is_empty()
    }

    /// What a change is to somebody who asked for this.
    fn event(&self, change: &Change) -> Option<WatchEvent> {
        let before = change.before.as_ref().filter(|object| self.keeps(object));
        let after = change.after.as_ref().filter(|object| self.keeps(object));
        match (before, after) {
            (None, None) => None,
            (None, Some(after)) => Some(WatchEvent::Added(Arc::clone(after))),
            (Some(_), Some(after)) => Some(WatchEvent::Modified(Arc::clone(after))),
            (Some(before), None) => Some(WatchEvent::Deleted(Arc::clone(before))),
        }
    }
}

impl Kind {
    pub(super) fn new(
        key: KindKey,
        objects: BTreeMap<NamespacedName, SharedObject>,
        version: Version,
    ) -> Self {
        Self {
            key,
            objects,
            removed: HashMap::new(),
            missing: HashMap::new(),
            mistakes: HashMap::new(),
            changes: VecDeque::new(),
            forgotten: version,
            seen: version,
            subscribers: Vec::new(),
        }
    }

    pub(super) fn key(&self) -> &KindKey {
        &self.key
    }

    /// The highest version that is known of.
    pub(super) fn last(&self) -> Version {
        self.changes.iter().map(|change| change.version).fold(self.seen, Version::max)
    }

    /// Whether anybody listens.
    pub(super) fn is_watched(&mut self) -> bool {
        self.subscribers.retain(|subscriber| subscriber.queue.strong_count() > 0);
        !self.subscribers.is_empty()
    }

    /// Adds a subscriber.
    ///
    /// # Errors
    /// `Expired` when the changes since the version that is asked for are no longer remembered.
    pub(super) fn subscribe(&mut self, queue: &Arc<Queue>, options: &WatchOptions) -> Result<(), Error> {
        let selection = Selection { namespace: options.namespace.clone(), filters: options.filters.clone() };
        match options.from {
            WatchFrom::Now => {}
            WatchFrom::Snapshot => {
                let objects = self.objects.iter().filter(|(_, object)| selection.keeps(object));
                let added =
                    objects.map(|(name, object)| (Some(name.clone()), WatchEvent::Added(Arc::clone(object))));
                let told = self.mistakes.values().filter(|mistake| mistake.is_told);
                let invalid = told.map(|mistake| (None, WatchEvent::Invalid(Arc::clone(&mistake.error))));
                let synced = WatchEvent::Bookmark(Bookmark { version: self.seen, is_synced: true });
                queue.begin(added.chain(invalid).chain([(None, synced)]));
            }
            WatchFrom::Version(version) if version < self.forgotten => {
                let message =
                    format!("changes after version {version} are remembered from {} on only", self.forgotten);
                return Err(Error::new(ErrorKind::Expired, message));
            }
            WatchFrom::Version(version) => {
                let later = self.changes_after(version);
                let events =
                    later.filter_map(|change| Some((Some(change.name.clone()), selection.event(change)?)));
                queue.begin(events);
            }
        }
        self.subscribers.push(Subscriber { queue: Arc::downgrade(queue), selection });
        Ok(())
    }

    /// What was told after a version. What two threads write at once may be told in another order than that of its
    /// versions, so behind a change that is remembered it is the order of telling that counts.
    fn changes_after(&self, version: Version) -> impl Iterator<Item = &Change> {
        let told = self.changes.iter().rposition(|change| change.version == version).map(|place| place + 1);
        let all_are_later = told.is_some() || version == self.forgotten;
        let behind = self.changes.iter().skip(told.unwrap_or(0));
        behind.filter(move |change| all_are_later || change.version > version)
    }

    /// Takes in an object as it was written or read, unless something newer is known.
    pub(super) fn put(&mut self, name: NamespacedName, object: SharedObject) {
        let Some(version) = version_of(&*object) else { return };
        let before = self.objects.get(&name).cloned();
        let is_newer =
            before.as_ref().and_then(|before| version_of(&**before)).is_none_or(|before| before < version);
        if !is_newer || self.removed.get(&name).is_some_and(|removed| *removed > version) {
            return;
        }
        self.missing.remove(&name);
        self.objects.insert(name.clone(), Arc::clone(&object));
        self.tell(Change { version, name, before, after: Some(object) });
    }

    /// Takes in that an object is gone, unless it is known to be there again.
    pub(super) fn remove(&mut self, name: &NamespacedName, version: Version) {
        self.missing.remove(name);
        let is_newer = |object: &SharedObject| version_of(&**object).is_some_and(|known| known > version);
        if self.objects.get(name).is_some_and(is_newer) {
            return;
        }
        if let Some(before) = self.objects.remove(name) {
            self.tell(Change { version, name: name.clone(), before: Some(before), after: None });
        }
    }

    /// Takes in that this storage has removed an object: a look at the disk that began before it does not count.
    pub(super) fn remove_here(&mut self, name: &NamespacedName, version: Version) {
        self.removed.insert(name.clone(), version);
        self.remove(name, version);
    }

    fn tell(&mut self, change: Change) {
        self.subscribers.retain(|subscriber| match subscriber.queue.upgrade() {
            Some(queue) => {
                if let Some(event) = subscriber.selection.event(&change) {
                    queue.push(Some(change.name.clone()), event);
                }
                true
            }
            None => false,
        });
        self.changes.push_back(change);
        while self.changes.len() > REMEMBERED {
            if let Some(forgotten) = self.changes.pop_front() {
                self.forgotten = self.forgotten.max(forgotten.version);
            }
        }
    }

    fn tell_all(&mut self, event: &WatchEvent) {
        for queue in self.subscribers.iter().filter_map(|subscriber| subscriber.queue.upgrade()) {
            queue.push(None, event.clone());
        }
    }

    /// Tells that all up to what was seen last was told.
    pub(super) fn bookmark(&mut self) {
        let event = WatchEvent::Bookmark(Bookmark { version: self.seen, is_synced: false });
        self.tell_all(&event);
    }

    /// Says that no more is told.
    pub(super) fn close(&mut self) {
        for queue in self.subscribers.drain(..).filter_map(|subscriber| subscriber.queue.upgrade()) {
            queue.close();
        }
    }

    /// The objects that a look at the disk has found in another version than the known one.
    pub(super) fn changed(&self, found: &Versions) -> Vec<ObjectKey> {
        let is_changed = |(key, version): &&(ObjectKey, Version)| {
            let known = self.objects.get(key.namespaced_name()).and_then(|object| version_of(&**object));
            known.is_none_or(|known| known < *version)
        };
        found.objects.iter().filter(is_changed).map(|(key, _)| key.clone()).collect()
    }

    /// Takes in which objects a look at the disk has not found, and gives those that were not found twice, with some time
    /// between: editors move a file away before they write the new one.
    pub(super) fn missing(&mut self, found: &Versions, grace: Duration) -> Vec<NamespacedName> {
        let names: HashSet<&NamespacedName> =
            found.objects.iter().map(|(key, _)| key.namespaced_name()).collect();
        let unreadable: HashSet<&NamespacedName> =
            found.errors.iter().filter_map(|error| error.key()).map(ObjectKey::namespaced_name).collect();
        // One that this storage wrote after the look began is not missing.
        let is_old =
            |object: &SharedObject| version_of(&**object).is_none_or(|version| version <= found.version);
        let absent = self
            .objects
            .iter()
            .filter(|(name, object)| !names.contains(name) && !unreadable.contains(name) && is_old(object));
        let absent: HashMap<NamespacedName, Instant> = absent
            .map(|(name, _)| (name.clone(), self.missing.get(name).copied().unwrap_or_else(Instant::now)))
            .collect();
        let (gone, missing) = absent.into_iter().partition(|(_, since)| since.elapsed() >= grace);
        self.missing = missing;
        let gone: HashMap<NamespacedName, Instant> = gone;
        gone.into_keys().collect()
    }

    /// All changes up to this version are known.
    pub(super) fn saw(&mut self, version: Version) {
        self.removed.retain(|_, removed| *removed > version);
        self.seen = self.seen.max(version);
    }

    /// Takes in what a look at the disk could not read. It is told when it was not readable twice, with some time
    /// between: it may be half written.
    pub(super) fn mistakes(&mut self, errors: Vec<Error>, settle: Duration) {
        let mut now = HashMap::new();
        let mut told = Vec::new();
        for error in errors {
            let place = (place_of(&error), error.to_string());
            let earlier = self.mistakes.remove(&place);
            let mut mistake = earlier.unwrap_or_else(|| Mistake {
                error: Arc::new(error),
                since: Instant::now(),
                is_told: false,
            });
            if !mistake.is_told && mistake.since.elapsed() >= settle {
                mistake.is_told = true;
                told.push(WatchEvent::Invalid(Arc::clone(&mistake.error)));
            }
            now.insert(place, mistake);
        }
        self.mistakes = now;
        for event in told {
            self.tell_all(&event);
        }
    }

    /// In which time it has to be looked at the disk once more, if something is seen that is not told yet.
    pub(super) fn next_look(&self, settings: &WatchSettings) -> Option<Duration> {
        let missing = self.missing.values().map(|since| (settings.deletion_grace, since));
        let untold = self.mistakes.values().filter(|mistake| !mistake.is_told);
        let untold = untold.map(|mistake| (settings.settle, &mistake.since));
        missing.chain(untold).map(|(patience, since)| patience.saturating_sub(since.elapsed())).min()
    }
}

fn place_of(error: &Error) -> String {
    match (error.key(), error.path()) {
        (Some(key), _) => key.to_string(),
        (None, Some(path)) => path.display().to_string(),
        (None, None) => String::new(),
    }
}

fn version_of(object: &dyn AnyObject) -> Option<Version> {
    object.metadata()?.resource_version()?.parse().ok()
}
