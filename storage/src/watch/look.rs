//! Looking at what is stored, and telling what differs from what is known.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use libgitops_core::gvk::GroupVersionKind;
use libgitops_core::key::{KindKey, NamespacedName, ObjectKey};
use libgitops_core::object::AnyObject;

use super::event::{SharedObject, WatchFrom, WatchOptions};
use super::hub::Kind;
use super::queue::Queue;
use super::{Versions, WatchSettings, WatchedRawStorage};
use crate::error::{Error, ErrorKind};
use crate::object_list::ObjectListOptions;
use crate::object_storage::ObjectStorage;
use crate::options::ListOptions;
use crate::storage::ReadStorage as _;
use crate::version::Version;

/// What a storage that is watched and its observer share.
#[derive(Debug)]
pub(super) struct Shared<R> {
    pub(super) storage: ObjectStorage<R>,
    pub(super) settings: WatchSettings,
    watched: Mutex<Watched>,
    /// Held while it is looked: of two looks at a time one would find nothing to tell.
    looking: Mutex<()>,
    warning: Mutex<Option<Arc<Error>>>,
}

/// What is known of the kinds that somebody watches.
#[derive(Debug, Default)]
struct Watched {
    /// Of each version of a kind, since who watches one gets objects in it.
    kinds: HashMap<KindKey, Kind>,
    is_closed: bool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic of another thread leaves at most something untold, which the next look finds.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<R: WatchedRawStorage> Shared<R> {
    pub(super) fn new(storage: ObjectStorage<R>, settings: WatchSettings) -> Self {
        let (watched, looking, warning) = (Mutex::default(), Mutex::new(()), Mutex::new(None));
        Self { storage, settings, watched, looking, warning }
    }

    pub(super) fn warning(&self) -> Option<Arc<Error>> {
        lock(&self.warning).clone()
    }

    /// Tells that the system does not give all hints, once until it does again.
    pub(super) fn hints_failed(&self, error: notify::Error) {
        let message = "the system does not tell of every change, so it is looked from time to time";
        let warning = Arc::new(Error::new(ErrorKind::Io, message).with_source(error));
        let is_new = lock(&self.warning).replace(Arc::clone(&warning)).is_none();
        if is_new {
            self.settings.warn(&warning);
        }
    }

    pub(super) fn hints_are_back(&self) {
        *lock(&self.warning) = None;
    }

    /// Adds a subscriber to the events of a kind.
    ///
    /// # Errors
    /// Those of [`watch`](super::EventStorage::watch).
    pub(super) fn subscribe(
        &self,
        kind: &KindKey,
        queue: &Arc<Queue>,
        options: &WatchOptions,
    ) -> Result<(), Error> {
        let mut watched = lock(&self.watched);
        let known = match watched.kinds.entry(kind.clone()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(vacant) => {
                let list = self.storage.list(kind, &ObjectListOptions::all());
                let list = list.map_err(|error| error.in_outer_operation("watch"))?;
                let named = |object: Box<dyn AnyObject>| Some((self.name_of(&*object)?, object.into()));
                let objects = list.objects.into_iter().filter_map(named).collect();
                vacant.insert(Kind::new(kind.clone(), objects, list.version))
            }
        };
        let is_given = self.check_given(known, options.from);
        is_given.map_err(|error| error.in_outer_operation("watch").in_operation_on("watch", kind))?;
        known.subscribe(queue, options).map_err(|error| error.in_operation_on("watch", kind))?;
        if watched.is_closed {
            watched.close();
        }
        Ok(())
    }

    /// Refuses to go on from a version above all that were given, as after the storage lost its versions: what happened
    /// since would be passed over.
    fn check_given(&self, known: &Kind, from: WatchFrom) -> Result<(), Error> {
        let WatchFrom::Version(version) = from else { return Ok(()) };
        if version <= known.last() {
            return Ok(());
        }
        let last = self.storage.raw().list_versions(known.key(), &ListOptions::all().with_limit(1))?.version;
        if version <= last {
            return Ok(());
        }
        let message =
            format!("there was no version {version} yet, the last is {last}: the storage lost its versions");
        Err(Error::new(ErrorKind::Expired, message))
    }

    /// Ends all watches.
    pub(super) fn close(&self) {
        let mut watched = lock(&self.watched);
        watched.is_closed = true;
        watched.close();
    }

    /// Tells that all up to what was seen last was told.
    pub(super) fn bookmark(&self) {
        lock(&self.watched).kinds.values_mut().for_each(Kind::bookmark);
    }

    /// Tells what this storage has written.
    pub(super) fn written(&self, object: &dyn AnyObject) {
        let Some(name) = self.name_of(object) else { return };
        for kind in lock(&self.watched).of(&object.gvk()) {
            // What has no way to that version is found by the next look, which tells why.
            if let Ok(object) = self.in_version(object, kind.key().gvk()) {
                kind.put(name.clone(), object.into());
            }
        }
    }

    /// An object in a version of its kind.
    fn in_version(
        &self,
        object: &dyn AnyObject,
        gvk: &GroupVersionKind,
    ) -> Result<Box<dyn AnyObject>, Error> {
        let object = object.clone_boxed();
        if object.gvk() == *gvk {
            return Ok(object);
        }
        Ok(self.storage.policy().serializer().converter().convert_into_new(object, gvk)?)
    }

    /// By what the storage finds an object.
    fn name_of(&self, object: &dyn AnyObject) -> Option<NamespacedName> {
        Some(self.storage.policy().key_for(object).ok()?.namespaced_name().clone())
    }

    /// Tells what this storage has deleted.
    pub(super) fn deleted(&self, key: &ObjectKey, version: Version) {
        for kind in lock(&self.watched).of(key.gvk()) {
            kind.remove_here(key.namespaced_name(), version);
        }
    }

    /// Looks at all that is watched, and says in which time it has to be looked again, if something is not certain yet.
    pub(super) fn look(&self) -> Option<Duration> {
        let _one_at_a_time = lock(&self.looking);
        let keys: Vec<KindKey> = {
            let mut watched = lock(&self.watched);
            watched.kinds.retain(|_, kind| kind.is_watched());
            watched.kinds.values().map(|kind| kind.key().clone()).collect()
        };
        // Each is looked at, whatever the others say.
        keys.iter().filter_map(|key| self.look_at(key)).min()
    }

    fn look_at(&self, key: &KindKey) -> Option<Duration> {
        let settle = self.settings.settle;
        let mut found = match self.storage.raw().versions(key) {
            Ok(found) => found,
            Err(error) => {
                let next = self.with_kind(key, |kind| {
                    kind.mistakes(vec![error], settle);
                    kind.next_look(&self.settings)
                });
                return next.flatten();
            }
        };
        let changed = self.with_kind(key, |kind| kind.changed(&found)).unwrap_or_default();
        // Read without the lock: nobody's write waits for it.
        let read = self.read(&changed, &mut found);
        let gone = self.with_kind(key, |kind| {
            for (name, object) in read {
                kind.put(name, object);
            }
            kind.missing(&found, self.settings.deletion_grace)
        });
        let gone = self.witness(key, gone.unwrap_or_default(), &mut found);
        let next = self.with_kind(key, |kind| {
            for (name, version) in &gone {
                kind.remove(name, *version);
            }
            kind.mistakes(found.errors, settle);
            kind.saw(found.version);
            kind.next_look(&self.settings)
        });
        next.flatten()
    }

    fn with_kind<T>(&self, key: &KindKey, work: impl FnOnce(&mut Kind) -> T) -> Option<T> {
        lock(&self.watched).kinds.get_mut(key).map(work)
    }

    fn read(&self, changed: &[ObjectKey], found: &mut Versions) -> Vec<(NamespacedName, SharedObject)> {
        let mut read: Vec<(NamespacedName, SharedObject)> = Vec::new();
        let mut gone = std::collections::HashSet::new();
        for key in changed {
            match self.storage.get(key) {
                Ok(object) => read.push((key.namespaced_name().clone(), object.into())),
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    gone.insert(key.namespaced_name());
                }
                Err(error) => found.errors.push(error),
            }
        }
        found.objects.retain(|(key, _)| !gone.contains(key.namespaced_name()));
        read
    }

    /// Which of the objects that were not found are not there, each with the version of its removal. Whether one is there
    /// is asked once more, of the storage: a directory may have been unreadable, or somebody puts it back just now.
    fn witness(
        &self,
        kind: &KindKey,
        missing: Vec<NamespacedName>,
        found: &mut Versions,
    ) -> Vec<(NamespacedName, Version)> {
        let mut gone = Vec::new();
        let keys: Vec<ObjectKey> =
            missing.into_iter().map(|name| ObjectKey::new(kind.clone(), name)).collect();
        if keys.is_empty() {
            return gone;
        }
        for (key, removal) in keys.iter().zip(self.storage.raw().witness_removals(&keys)) {
            match removal {
                Ok(version) => gone.push((key.namespaced_name().clone(), version)),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => found.errors.push(error),
            }
        }
        gone
    }
}

impl Watched {
    /// A kind in each version that is watched.
    fn of(&mut self, kind: &GroupVersionKind) -> impl Iterator<Item = &mut Kind> {
        self.kinds.iter_mut().filter(|(key, _)| key.equals_gvk(kind, false)).map(|(_, kind)| kind)
    }

    fn close(&mut self) {
        self.kinds.values_mut().for_each(Kind::close);
        self.kinds.clear();
    }
}
