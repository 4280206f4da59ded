//! A map from texts whose copies share what does not differ.

use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
use std::sync::Arc;

/// So many parts share or are copied as a whole: copying ten thousand entries copies a thousand pointers.
const BUCKETS: usize = 1024;

/// A map in parts: a copy shares all of them, and a change copies the one that it is in.
#[derive(Clone)]
pub(super) struct Buckets<V>(Vec<Arc<BTreeMap<Arc<str>, V>>>);

impl<V> Default for Buckets<V> {
    fn default() -> Self {
        Self(vec![Arc::default(); BUCKETS])
    }
}

fn place(key: &str) -> usize {
    let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(key);
    usize::try_from(hash % BUCKETS as u64).unwrap_or_default()
}

impl<V: Clone> Buckets<V> {
    pub(super) fn get(&self, key: &str) -> Option<&V> {
        self.0.get(place(key))?.get(key)
    }

    /// The key as it is kept, and its value.
    pub(super) fn get_key_value(&self, key: &str) -> Option<(&Arc<str>, &V)> {
        self.0.get(place(key))?.get_key_value(key)
    }

    fn bucket(&mut self, key: &str) -> Option<&mut BTreeMap<Arc<str>, V>> {
        self.0.get_mut(place(key)).map(Arc::make_mut)
    }

    pub(super) fn insert(&mut self, key: Arc<str>, value: V) {
        if let Some(bucket) = self.bucket(&key) {
            bucket.insert(key, value);
        }
    }

    pub(super) fn remove(&mut self, key: &str) -> Option<V> {
        self.get(key)?;
        self.bucket(key)?.remove(key)
    }

    /// All entries, in no order that means anything.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &V)> {
        self.0.iter().flat_map(|bucket| bucket.iter())
    }

    /// The keys that differ in value between two maps; what they share is not looked at.
    pub(super) fn differing<'b>(
        &'b self,
        other: &'b Self,
        same: impl Fn(&V, &V) -> bool,
    ) -> Vec<&'b Arc<str>> {
        let mut keys = Vec::new();
        for (own, other) in self.0.iter().zip(&other.0).filter(|(own, other)| !Arc::ptr_eq(own, other)) {
            let differs = |key: &&Arc<str>| match (own.get(*key), other.get(*key)) {
                (Some(own), Some(other)) => !same(own, other),
                _ => true,
            };
            keys.extend(own.keys().filter(differs));
            keys.extend(other.keys().filter(|key| !own.contains_key(*key)));
        }
        keys.sort_unstable();
        keys
    }
}
