//! Storages that tell what becomes of their objects.

mod event;
mod settings;
mod queue;
mod subscription;
mod hub;
mod look;
mod hints;
mod observer;

use std::path::Path;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use libgitops_core::dynamic::PartialObjectMetadata;
use libgitops_core::key::{KindKey, ObjectKey};
use libgitops_core::object::AnyObject;

use crate::error::Error;
use crate::object_list::{ObjectList, ObjectListOptions};
use crate::object_storage::ObjectStorage;
use crate::options::{ListOptions, RemovePrecondition};
use crate::policy::ObjectPolicy;
use crate::raw::{RawStorage, Versions};
use crate::storage::{ReadStorage, WriteStorage};
use crate::version::{Checksum, Version};
use look::Shared;
use observer::{Observer, Signal};
use queue::Queue;

pub use event::{Bookmark, SharedObject, WatchEvent, WatchFrom, WatchOptions};
pub use settings::WatchSettings;
pub use subscription::Watch;

/// Objects that can be watched.
///
/// # Contract
///
/// * When nothing changes any more, the last event of each object that a subscriber got is what is stored.
/// * No event is of an object that did not change, and the events of one object are in the order of its versions. Not
///   every state between two looks is told.
/// * A write through the storage is told once, to everybody.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no storage that tells what becomes of its objects",
    label = "this type does not implement `EventStorage`",
    note = "a storage becomes one by `WatchStorage::new(storage)`, one in Git by `GitStorage::watched`"
)]
pub trait EventStorage: ReadStorage {
    /// Begins to tell what becomes of the objects of a kind, in the version of it that the key names.
    /// [`KindClient::watch`](crate::KindClient::watch) does so for a type.
    ///
    /// # Errors
    /// `Unrecognized` when the scheme does not know the kind; `Expired` when the version that is asked for is too old, or
    /// above all that the storage ever gave, as after it lost its versions.
    fn watch(&self, kind: &KindKey, options: WatchOptions) -> Result<Watch, Error>;
}

/// A raw storage whose changes can be looked up.
#[diagnostic::on_unimplemented(
    message = "changes in `{Self}` cannot be looked up",
    label = "this type does not implement `WatchedRawStorage`",
    note = "use one of the raw storages of this library, or implement `WatchedRawStorage`"
)]
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

    /// Looks whether objects are gone that other programs removed, and gives a version of its own to each removal, so that
    /// a watch can go on from it. There is one result for each key, in the order of the keys.
    ///
    /// # Errors
    /// `AlreadyExists` for an object that is there; what looking for it says.
    fn witness_removals(&self, keys: &[ObjectKey]) -> Vec<Result<Version, Error>>;
}

impl WatchedRawStorage for crate::memory::MemoryRawStorage {
    fn watch_directory(&self) -> Option<&Path> {
        None
    }

    fn witness_removals(&self, keys: &[ObjectKey]) -> Vec<Result<Version, Error>> {
        self.removals(keys)
    }
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
impl WatchedRawStorage for crate::fs::FileRawStorage {
    fn watch_directory(&self) -> Option<&Path> {
        Some(self.directory())
    }

    fn witness_removals(&self, keys: &[ObjectKey]) -> Vec<Result<Version, Error>> {
        self.removals(keys)
    }
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
impl WatchedRawStorage for crate::manifest::ManifestRawStorage {
    fn watch_directory(&self) -> Option<&Path> {
        Some(self.directory())
    }

    fn witness_removals(&self, keys: &[ObjectKey]) -> Vec<Result<Version, Error>> {
        self.removals(keys)
    }
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
impl WatchedRawStorage for crate::mapped::MappedRawStorage {
    fn watch_directory(&self) -> Option<&Path> {
        Some(self.directory())
    }

    fn witness_removals(&self, keys: &[ObjectKey]) -> Vec<Result<Version, Error>> {
        self.removals(keys)
    }
}

/// A storage that tells what becomes of its objects, whoever changes them.
///
/// What the system tells of files is a hint; what is told is the difference between two looks at what is stored. So
/// editors that save by renaming, lost events and directories that are moved make no difference.
///
/// It is looked by a thread of its own, which applies the filters of watches too. One that panics ends all watches.
///
/// ```
/// use libgitops::prelude::*;
/// use libgitops_storage::{WatchEvent, WatchOptions, WatchStorage};
///
/// /// A gate.
/// #[derive(Object, Clone, Debug)]
/// #[object(group = "example.com", version = "v1", scope = Namespaced)]
/// struct Gate {
///     metadata: ObjectMeta,
///     is_open: bool,
/// }
///
/// let storage = WatchStorage::new(MemoryStorage::in_memory(Serializer::new(Scheme::linked()?)))?;
/// let gates = storage.kind::<Gate>().in_namespace("yard");
/// gates.create(&mut Gate { metadata: ObjectMeta::named("north"), is_open: false })?;
/// let mut watch = gates.watch(WatchOptions::new())?;
/// let mut told = || watch.next().expect("it ends with the storage");
/// assert!(matches!(told()?, WatchEvent::Added(_)));
/// assert!(matches!(told()?, WatchEvent::Bookmark(bookmark) if bookmark.is_synced));
///
/// gates.patch("north", &Patch::parse(PatchType::Merge, r#"{"is_open": true}"#)?)?;
/// let WatchEvent::Modified(gate) = told()? else { panic!("it was opened") };
/// assert!(gate.is_open);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct WatchStorage<R: WatchedRawStorage + 'static> {
    shared: Arc<Shared<R>>,
    signals: Mutex<Sender<Signal>>,
    observer: Mutex<Option<JoinHandle<()>>>,
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
        let shared = Arc::new(Shared::new(storage, settings));
        // Before anything is looked at, so that no change falls between.
        let observer = Observer::begin(Arc::clone(&shared), signals.clone(), received);
        let observer = std::thread::Builder::new()
            .name("libgitops-watch".to_owned())
            .spawn(move || observer.run())
            .map_err(|error| Error::io("cannot start a thread", error))?;
        Ok(Self { shared, signals: Mutex::new(signals), observer: Mutex::new(Some(observer)) })
    }

    /// The storage without its events. What is written there is told as what others write.
    pub fn storage(&self) -> &ObjectStorage<R> {
        &self.shared.storage
    }

    /// Why it is only looked from time to time, as long as the system does not give all hints.
    pub fn warning(&self) -> Option<Arc<Error>> {
        self.shared.warning()
    }

    /// Looks at what is stored now: when this returns, everything that was so before is told, except that an object that
    /// has just gone or become unreadable may be about to come back.
    pub fn sync(&self) {
        self.shared.look();
    }

    /// Ends all watches and every thread. The storage can still be read and written; a later watch ends at once.
    pub fn close(&self) {
        self.signal(Signal::Close);
        let observer = self.observer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(observer) = observer {
            let _it_panicked = observer.join();
        }
        self.shared.close();
    }

    fn signal(&self, signal: Signal) {
        let signals = self.signals.lock().unwrap_or_else(PoisonError::into_inner);
        let _the_observer_ended = signals.send(signal);
    }
}

impl<R: WatchedRawStorage + 'static> Drop for WatchStorage<R> {
    fn drop(&mut self) {
        self.close();
    }
}

#[deny(clippy::missing_trait_methods)]
impl<R: WatchedRawStorage + 'static> EventStorage for WatchStorage<R> {
    fn watch(&self, kind: &KindKey, options: WatchOptions) -> Result<Watch, Error> {
        const WAITING: usize = 1024;
        let queue = Queue::new(options.buffer.map_or(WAITING, std::num::NonZeroUsize::get));
        self.shared.subscribe(kind, &queue, &options)?;
        // What could not be read is told too, by the first look.
        self.signal(Signal::Hint);
        Ok(Watch::new(queue, kind.clone()))
    }
}

#[deny(clippy::missing_trait_methods)]
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

#[deny(clippy::missing_trait_methods)]
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
        if let Ok(key) = self.policy().resolve(key) {
            self.shared.deleted(&key, version);
        }
        Ok(version)
    }
}
