//! Storages that tell what becomes of their objects.

mod event;
mod hints;
mod hub;
mod queue;

use std::collections::HashMap;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use libgitops_core::dynamic::PartialObjectMetadata;
use libgitops_core::gvk::GroupKind;
use libgitops_core::key::{KindKey, ObjectKey};
use libgitops_core::object::AnyObject;

use crate::error::{Error, ErrorKind};
use crate::object_list::{ObjectList, ObjectListOptions};
use crate::object_storage::ObjectStorage;
use crate::options::{ListOptions, RemovePrecondition};
use crate::policy::ObjectPolicy;
use crate::raw::{RawStorage, Versions};
use crate::storage::{ReadStorage, WriteStorage};
use crate::version::{Checksum, Version};
use hints::Hints;
use hub::Kind;
use queue::Queue;

pub use event::{Bookmark, SharedObject, WatchEvent, WatchFrom, WatchOptions};

/// Objects that can be watched.
///
/// # Contract
///
/// * When nothing changes any more, the last event of each object that a subscriber got is what is stored.
/// * No event is of an object that did not change, and the events of one object are in the order of its versions. Not
///   every state between two looks is told.
/// * A write through the storage is told once, to everybody.
pub trait EventStorage: ReadStorage {
    /// Begins to tell what becomes of the objects of a kind.
    ///
    /// # Errors
    /// `Unrecognized` when the scheme does not know the kind; `Expired` when the version that is asked for is too old.
    fn watch(&self, kind: &KindKey, options: WatchOptions) -> Result<Watch, Error>;
}

/// A raw storage whose changes can be looked up.
pub trait WatchedRawStorage: RawStorage {
    /// The directory below which a change may be one of an object. Without one it is looked from time to time.
    fn watch_directory(&self) -> Option<&Path>;

    /// The objects of a kind as they are, each with its version.
    ///
    /// # Errors
    /// Those of [`list`](RawStorage::list).
    fn versions(&self, kind: &KindKey) -> Result<Versions, Error> {
        self.list_versions(kind, &ListOptions::all())
    }
}

impl WatchedRawStorage for crate::memory::MemoryRawStorage {
    fn watch_directory(&self) -> Option<&Path> {
        None
    }
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
impl WatchedRawStorage for crate::fs::FileRawStorage {
    fn watch_directory(&self) -> Option<&Path> {
        Some(self.directory())
    }
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
impl WatchedRawStorage for crate::manifest::ManifestRawStorage {
    fn watch_directory(&self) -> Option<&Path> {
        Some(self.directory())
    }
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
impl WatchedRawStorage for crate::mapped::MappedRawStorage {
    fn watch_directory(&self) -> Option<&Path> {
        Some(self.directory())
    }
}

/// How a storage is watched.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct WatchSettings {
    /// How often it is looked at what is stored though nothing hints at a change: 10 s.
    pub interval: Duration,
    /// How long it has to be quiet before a hint is followed, and how long an object has to be gone or unreadable before
    /// that is told: 50 ms. It is not waited for quiet longer than four times that.
    pub settle: Duration,
}

impl Default for WatchSettings {
    fn default() -> Self {
        Self { interval: Duration::from_secs(10), settle: Duration::from_millis(50) }
    }
}

/// A storage that tells what becomes of its objects, whoever changes them.
///
/// What the system tells of files is a hint; what is told is the difference between two looks at what is stored. So
/// editors that save by renaming, lost events and directories that are moved make no difference.
#[derive(Debug)]
pub struct WatchStorage<R: WatchedRawStorage + 'static> {
    shared: Arc<Shared<R>>,
    signals: Mutex<Sender<Signal>>,
    observer: Option<JoinHandle<()>>,
    warning: Option<Error>,
}

#[derive(Debug)]
struct Shared<R> {
    storage: ObjectStorage<R>,
    kinds: Mutex<HashMap<GroupKind, Kind>>,
    settings: WatchSettings,
}

/// What the observer waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signal {
    /// Something may have changed.
    Hint,
    /// The storage is closed.
    Close,
}

impl<R: WatchedRawStorage + 'static> WatchStorage<R> {
    /// Watches a storage.
    ///
    /// # Errors
    /// `Io` if no thread can be started.
    pub fn new(storage: ObjectStorage<R>) -> Result<Self, Error> {
        Self::with_settings(storage, WatchSettings::default())
    }

    /// Watches a storage as the settings say.
    ///
    /// # Errors
    /// `Io` if no thread can be started.
    pub fn with_settings(storage: ObjectStorage<R>, settings: WatchSettings) -> Result<Self, Error> {
        let (signals, received) = channel();
        let shared = Arc::new(Shared { storage, kinds: Mutex::default(), settings });
        // Before anything is looked at, so that no change falls between.
        let hints = shared.storage.raw().watch_directory().map(|path| Hints::begin(path, signals.clone()));
        let (hints, warning) = match hints.transpose() {
            Ok(hints) => (hints, None),
            Err(error) => {
                let message = "the system gives no hints of changes, and it is only looked from time to time";
                (None, Some(Error::new(ErrorKind::Io, message).with_source(error)))
            }
        };
        let looked_at = Arc::clone(&shared);
        let observer = std::thread::Builder::new()
            .name("libgitops-watch".to_owned())
            .spawn(move || observe(&looked_at, &received, hints))
            .map_err(|error| Error::io("cannot start a thread", error))?;
        Ok(Self { shared, signals: Mutex::new(signals), observer: Some(observer), warning })
    }

    /// The storage without its events. What is written there is told as what others write.
    pub fn storage(&self) -> &ObjectStorage<R> {
        &self.shared.storage
    }

    /// Why it is only looked from time to time, if the system gives no hints.
    pub fn warning(&self) -> Option<&Error> {
        self.warning.as_ref()
    }

    /// Looks at what is stored now: when this returns, everything that was so before is told, except that an object that
    /// has just gone or become unreadable may be about to come back.
    pub fn sync(&self) {
        self.shared.look();
    }
}

impl<R: WatchedRawStorage + 'static> Drop for WatchStorage<R> {
    fn drop(&mut self) {
        let _it_ended_already =
            self.signals.lock().unwrap_or_else(PoisonError::into_inner).send(Signal::Close);
        if let Some(observer) = self.observer.take() {
            let _it_panicked = observer.join();
        }
        self.shared.kinds().values_mut().for_each(Kind::close);
    }
}

/// Looks whenever there is a hint, and from time to time.
fn observe<R: WatchedRawStorage>(shared: &Shared<R>, signals: &Receiver<Signal>, _hints: Option<Hints>) {
    let mut is_unsettled = false;
    loop {
        let patience = if is_unsettled { shared.settings.settle } else { shared.settings.interval };
        match signals.recv_timeout(patience) {
            Ok(Signal::Hint) => {
                if !wait_for_quiet(signals, shared.settings.settle) {
                    return;
                }
            }
            Err(RecvTimeoutError::Timeout) if is_unsettled => {}
            Err(RecvTimeoutError::Timeout) => {
                shared.look();
                shared.kinds().values_mut().for_each(Kind::bookmark);
            }
            Ok(Signal::Close) | Err(RecvTimeoutError::Disconnected) => return,
        }
        is_unsettled = shared.look();
    }
}

/// Waits until there are no hints for a while, but not too long; `false` when the storage is closed.
fn wait_for_quiet(signals: &Receiver<Signal>, settle: Duration) -> bool {
    let begin = Instant::now();
    while begin.elapsed() < 4 * settle {
        match signals.recv_timeout(settle) {
            Ok(Signal::Hint) => {}
            Ok(Signal::Close) | Err(RecvTimeoutError::Disconnected) => return false,
            Err(RecvTimeoutError::Timeout) => return true,
        }
    }
    true
}

impl<R: WatchedRawStorage> Shared<R> {
    /// A panic of another thread leaves at most something untold, which the next look finds.
    fn kinds(&self) -> MutexGuard<'_, HashMap<GroupKind, Kind>> {
        self.kinds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at all that is watched, and says whether it has to be looked again soon.
    fn look(&self) -> bool {
        let watched: Vec<KindKey> = {
            let mut kinds = self.kinds();
            kinds.retain(|_, kind| kind.is_watched());
            kinds.values().map(|kind| kind.key().clone()).collect()
        };
        // Each is looked at, whatever the others say.
        watched.iter().filter(|kind| self.look_at(kind)).count() > 0
    }

    fn look_at(&self, key: &KindKey) -> bool {
        let group_kind = key.gvk().group_kind();
        let mut found = match self.storage.raw().versions(key) {
            Ok(found) => found,
            Err(error) => {
                let mut kinds = self.kinds();
                let kind = kinds.get_mut(&group_kind);
                return kind.is_some_and(|kind| {
                    kind.mistakes(vec![error], self.settings.settle);
                    kind.is_unsettled()
                });
            }
        };
        let changed = self.kinds().get(&group_kind).map_or_else(Vec::new, |kind| kind.changed(&found));
        // Read without the lock: nobody's write waits for it.
        let mut read: Vec<SharedObject> = Vec::new();
        for key in &changed {
            match self.storage.get(key) {
                Ok(object) => read.push(object.into()),
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    found.objects.retain(|(known, _)| known != key);
                }
                Err(error) => found.errors.push(error),
            }
        }
        let mut kinds = self.kinds();
        let Some(kind) = kinds.get_mut(&group_kind) else { return false };
        for object in read {
            kind.put(object);
        }
        kind.not_found(&found, self.settings.settle);
        kind.mistakes(found.errors, self.settings.settle);
        kind.is_unsettled()
    }

    fn written(&self, object: &dyn AnyObject) {
        if let Some(kind) = self.kinds().get_mut(&object.gvk().group_kind()) {
            kind.put(object.clone_boxed().into());
        }
    }
}

impl<R: WatchedRawStorage + 'static> EventStorage for WatchStorage<R> {
    fn watch(&self, kind: &KindKey, options: WatchOptions) -> Result<Watch, Error> {
        const WAITING: usize = 1024;
        let explain = |error: Error| error.in_operation_on("watch", kind);
        let queue = Queue::new(options.buffer.map_or(WAITING, std::num::NonZeroUsize::get));
        let mut kinds = self.shared.kinds();
        let known = match kinds.entry(kind.gvk().group_kind()) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(vacant) => {
                let list = self.shared.storage.list(kind, &ObjectListOptions::all());
                let list = list.map_err(|error| error.in_outer_operation("watch"))?;
                let objects = list.objects.into_iter().map(Into::into).collect();
                vacant.insert(Kind::new(kind.clone(), objects, list.version))
            }
        };
        known.subscribe(&queue, &options).map_err(explain)?;
        drop(kinds);
        // What could not be read is told too, by the first look.
        let signals = self.signals.lock().unwrap_or_else(PoisonError::into_inner);
        let _the_observer_ended = signals.send(Signal::Hint);
        Ok(Watch { queue, kind: kind.clone() })
    }
}

/// What becomes of the objects of a kind, as an iterator that waits for the next event and ends when the storage is
/// closed. Dropping it ends it.
#[derive(Debug)]
pub struct Watch {
    queue: Arc<Queue>,
    kind: KindKey,
}

impl Watch {
    /// The next event if one comes in time. `None` when none does, and at the end.
    ///
    /// # Errors
    /// `Expired`, as the last item, when events came faster than they were taken.
    pub fn next_within(&mut self, patience: Duration) -> Result<Option<WatchEvent>, Error> {
        self.queue.next(Some(patience)).map_err(|error| error.in_operation_on("watch", &self.kind))
    }
}

impl Iterator for Watch {
    type Item = Result<WatchEvent, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.queue.next(None).map_err(|error| error.in_operation_on("watch", &self.kind));
        next.transpose()
    }
}

impl<R: WatchedRawStorage + 'static> ReadStorage for WatchStorage<R> {
    fn policy(&self) -> &ObjectPolicy {
        self.shared.storage.policy()
    }

    fn get(&self, key: &ObjectKey) -> Result<Box<dyn AnyObject>, Error> {
        self.shared.storage.get(key)
    }

    fn get_meta(&self, key: &ObjectKey) -> Result<PartialObjectMetadata, Error> {
        self.shared.storage.get_meta(key)
    }

    fn list(
        &self,
        kind: &KindKey,
        options: &ObjectListOptions,
    ) -> Result<ObjectList<Box<dyn AnyObject>>, Error> {
        self.shared.storage.list(kind, options)
    }

    fn list_meta(
        &self,
        kind: &KindKey,
        options: &ObjectListOptions,
    ) -> Result<ObjectList<PartialObjectMetadata>, Error> {
        self.shared.storage.list_meta(kind, options)
    }

    fn checksum(&self, key: &ObjectKey) -> Result<Checksum, Error> {
        self.shared.storage.checksum(key)
    }

    fn count(&self, kind: &KindKey) -> Result<usize, Error> {
        self.shared.storage.count(kind)
    }

    fn version(&self, key: &ObjectKey) -> Result<Version, Error> {
        self.shared.storage.version(key)
    }

    fn list_versions(&self, kind: &KindKey, options: &ListOptions) -> Result<Versions, Error> {
        self.shared.storage.list_versions(kind, options)
    }
}

impl<R: WatchedRawStorage + 'static> WriteStorage for WatchStorage<R> {
    fn create(&self, object: &dyn AnyObject) -> Result<Box<dyn AnyObject>, Error> {
        let created = self.shared.storage.create(object)?;
        self.shared.written(&*created);
        Ok(created)
    }

    fn update(&self, object: &dyn AnyObject) -> Result<Box<dyn AnyObject>, Error> {
        let updated = self.shared.storage.update(object)?;
        self.shared.written(&*updated);
        Ok(updated)
    }

    fn delete(&self, key: &ObjectKey, precondition: RemovePrecondition) -> Result<Version, Error> {
        let version = self.shared.storage.delete(key, precondition)?;
        if let Ok(key) = self.policy().resolve(key)
            && let Some(kind) = self.shared.kinds().get_mut(&key.gvk().group_kind())
        {
            kind.remove_here(key.namespaced_name(), version);
        }
        Ok(version)
    }
}
