//! The storage in memory: what all others are compared with.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use libgitops_core::codec::ContentType;
use libgitops_core::gvk::GroupKind;
use libgitops_core::key::{KindKey, NamespacedName, ObjectKey};

use crate::error::Error;
use crate::layout::{Layout, UnversionedKey};
use crate::options::{ListOptions, Precondition, RemovePrecondition};
use crate::paging;
use crate::precondition;
use crate::raw::{Change, Page, RawInfo, RawObject, RawStorage, Versions, Written, path_below};
use crate::version::{Checksum, Version};

/// A storage in memory with the contract of one on files, for tests and as the reference of what is right.
///
/// It keeps a [`Layout`] for the rules of its keys, for content types and for what the path of an object would be.
///
/// ```
/// use libgitops_core::gvk::GroupVersionKind;
/// use libgitops_core::key::ObjectKey;
/// use libgitops_storage::{MemoryRawStorage, Precondition, RawStorage};
///
/// let storage = MemoryRawStorage::default();
/// let desk = ObjectKey::namespaced(GroupVersionKind::from_static("example.com", "v1", "Lamp"), "home", "desk");
/// let written = storage.write(&desk, b"watts: 40\n", Precondition::Absent)?;
/// storage.write(&desk, b"watts: 60\n", Precondition::Matches(written.version))?;
/// assert_eq!(storage.read(&desk)?.bytes, b"watts: 60\n");
/// # Ok::<(), libgitops_storage::Error>(())
/// ```
#[derive(Debug)]
pub struct MemoryRawStorage {
    layout: Layout,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    kinds: BTreeMap<GroupKind, BTreeMap<NamespacedName, Stored>>,
    /// The names of all objects by what they are in lower case.
    folded: BTreeMap<(GroupKind, NamespacedName), String>,
    last: Version,
}

#[derive(Clone, Debug)]
struct Stored {
    bytes: Vec<u8>,
    version: Version,
    checksum: Checksum,
}

impl MemoryRawStorage {
    /// An empty storage.
    pub fn new(layout: Layout) -> Self {
        let state = State { kinds: BTreeMap::new(), folded: BTreeMap::new(), last: Version::INITIAL };
        Self { layout, state: Mutex::new(state) }
    }

    /// Nothing is left half-changed by a panic: each change is one insertion or removal.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn check(&self, operation: &'static str, key: &ObjectKey) -> Result<String, Error> {
        let place = self.layout.place(key).map_err(|error| error.in_operation(operation, key))?;
        Ok(place.file(self.layout.content_type().extension()))
    }

    /// The versions of removals that another program would have made, which here nobody but this one can have.
    #[cfg(feature = "watch")]
    pub(crate) fn removals(&self, keys: &[ObjectKey]) -> Vec<Result<Version, Error>> {
        let mut state = self.state();
        let removal = |key: &ObjectKey| {
            precondition::check(Precondition::Absent, state.get(key).map(|stored| stored.version))?;
            Ok(state.next())
        };
        keys.iter().map(removal).collect()
    }

    fn page(&self, state: &State, kind: &KindKey, options: &ListOptions) -> Result<Page, Error> {
        self.layout.kind_directory(kind)?;
        paging::check(options)?;
        let names = state.kinds.get(&kind.gvk().group_kind());
        let entries = names.into_iter().flat_map(BTreeMap::keys).map(|name| (name.clone(), Ok(()))).collect();
        paging::page(kind, entries, options, state.last)
    }

    fn info(&self, stored: &Stored) -> RawInfo {
        let size = stored.bytes.len() as u64;
        RawInfo::new(stored.version, stored.checksum, self.layout.content_type(), size)
    }
}

impl Default for MemoryRawStorage {
    fn default() -> Self {
        Self::new(Layout::default())
    }
}

impl State {
    fn get(&self, key: &ObjectKey) -> Option<&Stored> {
        self.kinds.get(&key.gvk().group_kind())?.get(key.namespaced_name())
    }

    /// The object of an operation that needs one.
    fn existing(&self, operation: &'static str, key: &ObjectKey) -> Result<&Stored, Error> {
        self.get(key).ok_or_else(|| precondition::not_found().in_operation(operation, key))
    }

    fn next(&mut self) -> Version {
        self.last = Version::new(self.last.get() + 1);
        self.last
    }

    /// Refuses a name that differs from that of another object in the case of letters only.
    fn check_case(&self, key: &ObjectKey) -> Result<(), Error> {
        match self.folded.get(&folded(key)) {
            Some(other) if *other != key.namespaced_name().name => Err(precondition::case_clash(other)),
            _ => Ok(()),
        }
    }
}

/// A key whose name has no case.
fn folded(key: &ObjectKey) -> (GroupKind, NamespacedName) {
    let NamespacedName { namespace, name } = key.namespaced_name();
    (key.gvk().group_kind(), NamespacedName::new(namespace, name.to_ascii_lowercase()))
}

impl RawStorage for MemoryRawStorage {
    fn read(&self, key: &ObjectKey) -> Result<RawObject, Error> {
        let path = self.check("read", key)?;
        let state = self.state();
        let stored = state.existing("read", key)?;
        Ok(RawObject::new(self.info(stored), stored.bytes.clone(), path))
    }

    fn stat(&self, key: &ObjectKey) -> Result<RawInfo, Error> {
        self.check("stat", key)?;
        Ok(self.info(self.state().existing("stat", key)?))
    }

    fn write(&self, key: &ObjectKey, bytes: &[u8], precondition: Precondition) -> Result<Written, Error> {
        self.check("write", key)?;
        let mut state = self.state();
        let found = state.get(key).map(|stored| (stored.version, stored.checksum));
        let in_write = |error: Error| error.in_operation("write", key);
        precondition::check(precondition, found.map(|(version, _)| version)).map_err(in_write)?;
        let checksum = Checksum::of(bytes);
        let change = match found {
            None => Change::Created,
            Some((version, before)) if before == checksum => {
                return Ok(Written::new(Change::Unchanged, version, checksum));
            }
            Some(_) => Change::Updated,
        };
        if change == Change::Created {
            state.check_case(key).map_err(in_write)?;
            state.folded.insert(folded(key), key.namespaced_name().name.clone());
        }
        let version = state.next();
        let stored = Stored { bytes: bytes.to_vec(), version, checksum };
        let names = state.kinds.entry(key.gvk().group_kind()).or_default();
        names.insert(key.namespaced_name().clone(), stored);
        Ok(Written::new(change, version, checksum))
    }

    fn remove(&self, key: &ObjectKey, precondition: RemovePrecondition) -> Result<Version, Error> {
        self.check("remove", key)?;
        let mut state = self.state();
        let found = state.get(key).map(|stored| stored.version);
        precondition::check(precondition.into(), found).map_err(|error| error.in_operation("remove", key))?;
        if let Some(names) = state.kinds.get_mut(&key.gvk().group_kind()) {
            names.remove(key.namespaced_name());
        }
        state.folded.remove(&folded(key));
        Ok(state.next())
    }

    fn list(&self, kind: &KindKey, options: &ListOptions) -> Result<Page, Error> {
        self.page(&self.state(), kind, options).map_err(|error| error.in_operation_on("list", kind))
    }

    fn list_versions(&self, kind: &KindKey, options: &ListOptions) -> Result<Versions, Error> {
        let state = self.state();
        let page = self.page(&state, kind, options);
        let page = page.map_err(|error| error.in_operation_on("list_versions", kind))?;
        let version = |key: ObjectKey| Some((state.get(&key)?.version, key));
        let objects =
            page.keys.into_iter().filter_map(version).map(|(version, key)| (key, version)).collect();
        Ok(Versions::new(objects, page.errors, page.next, page.version))
    }

    fn content_type(&self, key: &ObjectKey) -> Result<ContentType, Error> {
        self.check("content_type", key)?;
        Ok(self.layout.content_type())
    }

    fn key_for_path(&self, path: &Path) -> Option<UnversionedKey> {
        self.layout.key_of(Path::new(&path_below(Path::new(""), path)?))
    }
}
