//! What a cache keeps, and what makes room.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::num::NonZeroUsize;
use std::sync::Arc;

use libgitops_core::dynamic::PartialObjectMetadata;
use libgitops_core::gvk::GroupKind;
use libgitops_core::key::{KindKey, NamespacedName, ObjectKey};
use libgitops_core::object::AnyObject;

use super::form::Form;
use crate::layout::UnversionedKey;
use crate::raw::Versions;
use crate::version::Version;

/// Objects by kind and name.
#[derive(Debug)]
pub(super) struct Entries {
    kinds: HashMap<GroupKind, HashMap<NamespacedName, Entry>>,
    capacity: Option<NonZeroUsize>,
    count: usize,
    /// In a bounded cache, the objects by when they were asked for last.
    uses: BTreeMap<u64, UnversionedKey>,
    last_use: u64,
}

/// An object in one version.
#[derive(Debug)]
pub(super) struct Entry {
    version: Version,
    pub(super) whole: Vec<Arc<dyn AnyObject>>,
    pub(super) metadata: Option<Arc<PartialObjectMetadata>>,
    last_use: u64,
}

impl Entry {
    fn new(version: Version) -> Self {
        Self { version, whole: Vec::new(), metadata: None, last_use: 0 }
    }
}

impl Entries {
    pub(super) fn new(capacity: Option<NonZeroUsize>) -> Self {
        Self { kinds: HashMap::new(), capacity, count: 0, uses: BTreeMap::new(), last_use: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.count
    }

    pub(super) fn clear(&mut self) {
        *self = Self::new(self.capacity);
    }

    /// Whether an object is kept in a form, in whatever version.
    pub(super) fn has<F: Form>(&self, key: &ObjectKey) -> bool {
        self.entry(key).is_some_and(|entry| F::of(entry, key.gvk()).is_some())
    }

    /// Whether any object of a kind is kept in a form.
    pub(super) fn has_kind<F: Form>(&self, kind: &KindKey) -> bool {
        let entries = self.kinds.get(&kind.gvk().group_kind());
        entries.is_some_and(|entries| entries.values().any(|entry| F::of(entry, kind.gvk()).is_some()))
    }

    fn entry(&self, key: &ObjectKey) -> Option<&Entry> {
        self.kinds.get(&key.gvk().group_kind())?.get(key.namespaced_name())
    }

    fn entry_mut(&mut self, key: &ObjectKey) -> Option<&mut Entry> {
        self.kinds.get_mut(&key.gvk().group_kind())?.get_mut(key.namespaced_name())
    }

    /// What is kept of an object in this version.
    pub(super) fn get<F: Form>(&mut self, key: &ObjectKey, version: Version) -> Option<F::Kept> {
        let entry = self.entry(key).filter(|entry| entry.version == version)?;
        let kept = F::of(entry, key.gvk())?.clone();
        self.touch(key);
        Some(kept)
    }

    /// Keeps an object that was read in a version. When there is no room, it takes that of another one, or is not kept.
    pub(super) fn put<F: Form>(&mut self, key: &ObjectKey, version: Version, kept: F::Kept, may_evict: bool) {
        match self.entry(key).map(|entry| entry.version) {
            // Somebody has read a later one meanwhile.
            Some(known) if known > version => return,
            Some(_) => {}
            None if !self.make_room(may_evict) => return,
            None => self.count += 1,
        }
        let entries = self.kinds.entry(key.gvk().group_kind()).or_default();
        let entry = entries.entry(key.namespaced_name().clone()).or_insert_with(|| Entry::new(version));
        if entry.version != version {
            let last_use = entry.last_use;
            *entry = Entry { last_use, ..Entry::new(version) };
        }
        F::put(entry, key.gvk(), kept);
        self.touch(key);
    }

    fn make_room(&mut self, may_evict: bool) -> bool {
        if self.capacity.is_none_or(|capacity| self.count < capacity.get()) {
            return true;
        }
        let oldest = self.uses.first_key_value().map(|(_, key)| key.clone()).filter(|_| may_evict);
        let Some(oldest) = oldest else { return false };
        self.forget(oldest.group_kind(), oldest.namespaced_name());
        true
    }

    fn touch(&mut self, key: &ObjectKey) {
        if self.capacity.is_none() {
            return;
        }
        self.last_use += 1;
        let now = self.last_use;
        let Some(entry) = self.entry_mut(key) else { return };
        let before = std::mem::replace(&mut entry.last_use, now);
        let object = self.uses.remove(&before).unwrap_or_else(|| UnversionedKey::from(key));
        self.uses.insert(now, object);
    }

    pub(super) fn remove(&mut self, key: &ObjectKey) {
        self.forget(&key.gvk().group_kind(), key.namespaced_name());
    }

    fn forget(&mut self, kind: &GroupKind, name: &NamespacedName) {
        if let Some(entry) = self.kinds.get_mut(kind).and_then(|entries| entries.remove(name)) {
            self.uses.remove(&entry.last_use);
            self.count -= 1;
        }
    }

    /// Forgets the objects of a kind that are not in a list of all.
    pub(super) fn retain(&mut self, kind: &KindKey, found: &Versions) {
        let kind = kind.gvk().group_kind();
        let names: HashSet<&NamespacedName> =
            found.objects.iter().map(|(key, _)| key.namespaced_name()).collect();
        let entries = self.kinds.get(&kind).into_iter().flat_map(HashMap::keys);
        let gone: Vec<NamespacedName> = entries.filter(|name| !names.contains(name)).cloned().collect();
        for name in gone {
            self.forget(&kind, &name);
        }
    }
}
