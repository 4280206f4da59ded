//! A mapping from strings to values that keeps the order in which keys came.

use std::fmt;

use super::Value;
use super::unique::duplicate;

/// A mapping of a [`Value`]: string keys, in the order of insertion.
///
/// Looking up a key walks the entries, which is fastest for the tens of keys that a mapping of an object has. To build
/// a mapping of very many keys, collect it or [`extend`](Extend) it at once: that sorts instead of looking up each.
///
/// # Equality
///
/// Two mappings are equal when they hold the same keys with equal values, in whatever order: in a Kubernetes object,
/// the order of keys has no meaning.
#[derive(Clone, Default)]
pub struct Map {
    entries: Vec<(String, Value)>,
}

impl Map {
    /// A mapping without entries.
    pub const fn new() -> Self {
        Self { entries: Vec::new() }
    }

    /// A mapping without entries and with room for some.
    pub fn with_capacity(capacity: usize) -> Self {
        Self { entries: Vec::with_capacity(capacity) }
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether there is an entry of this key.
    pub fn contains_key(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.entries.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The value of a key, to change.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        self.entries.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The value of a key, which is put at the end of the mapping if it is not there.
    pub fn get_or_insert_with(
        &mut self,
        key: impl AsRef<str> + Into<String>,
        default: impl FnOnce() -> Value,
    ) -> &mut Value {
        let index = self.entries.iter().position(|(name, _)| name == key.as_ref());
        let index = index.unwrap_or_else(|| {
            self.entries.push((key.into(), default()));
            self.entries.len() - 1
        });
        #[expect(clippy::indexing_slicing, reason = "the index was found or made in the lines above")]
        &mut self.entries[index].1
    }

    /// Sets the value of a key in its place, or at the end if it is new, and returns the value it had.
    pub fn insert(&mut self, key: impl AsRef<str> + Into<String>, value: impl Into<Value>) -> Option<Value> {
        let value = value.into();
        if let Some(present) = self.get_mut(key.as_ref()) {
            return Some(std::mem::replace(present, value));
        }
        self.entries.push((key.into(), value));
        None
    }

    /// Removes a key and returns its value; the others keep their order.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let index = self.entries.iter().position(|(name, _)| name == key)?;
        Some(self.entries.remove(index).1)
    }

    /// Removes the entries of which `keep` says no.
    pub fn retain(&mut self, mut keep: impl FnMut(&str, &mut Value) -> bool) {
        self.entries.retain_mut(|(key, value)| keep(key, value));
    }

    /// Removes all entries.
    pub fn clear(&mut self) {
        self.entries.clear();
    }

    /// Sorts the entries by their keys, as Go's maps are written.
    pub fn sort_keys(&mut self) {
        self.entries.sort_by(|(left, _), (right, _)| left.cmp(right));
    }

    /// The entries in their order.
    pub fn iter(&self) -> Iter<'_> {
        Iter(self.entries.iter())
    }

    /// The entries in their order, with values to change.
    pub fn iter_mut(&mut self) -> IterMut<'_> {
        IterMut(self.entries.iter_mut())
    }

    /// The keys in their order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &str> + ExactSizeIterator + Clone {
        self.entries.iter().map(|(key, _)| key.as_str())
    }

    /// The values in the order of their keys.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &Value> + ExactSizeIterator + Clone {
        self.entries.iter().map(|(_, value)| value)
    }

    /// The values in the order of their keys, to change.
    pub fn values_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut Value> + ExactSizeIterator {
        self.entries.iter_mut().map(|(_, value)| value)
    }

    /// Of keys that came twice, the last value wins and stands in the first place, as with repeated insertion.
    fn deduplicate(&mut self) {
        if duplicate(self.keys()).is_none() {
            return;
        }
        let mut entries: Vec<(usize, (String, Value))> =
            std::mem::take(&mut self.entries).into_iter().enumerate().collect();
        entries.sort_by(|(_, (left, _)), (_, (right, _))| left.cmp(right));
        entries.dedup_by(|(_, (key, value)), (_, (kept_key, kept_value))| {
            let same = key == kept_key;
            if same {
                std::mem::swap(value, kept_value);
            }
            same
        });
        entries.sort_by_key(|(position, _)| *position);
        self.entries = entries.into_iter().map(|(_, entry)| entry).collect();
    }

    fn sorted(&self) -> Vec<&(String, Value)> {
        let mut entries: Vec<_> = self.entries.iter().collect();
        entries.sort_by(|(left, _), (right, _)| left.cmp(right));
        entries
    }
}

impl PartialEq for Map {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len()
            && if self.keys().eq(other.keys()) {
                self.values().eq(other.values())
            } else {
                self.sorted() == other.sorted()
            }
    }
}

impl Eq for Map {}

impl fmt::Debug for Map {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<K: Into<String>, V: Into<Value>> Extend<(K, V)> for Map {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        self.entries.extend(entries.into_iter().map(|(key, value)| (key.into(), value.into())));
        self.deduplicate();
    }
}

impl<K: Into<String>, V: Into<Value>> FromIterator<(K, V)> for Map {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::new();
        map.extend(entries);
        map
    }
}

impl<K: Into<String>, V: Into<Value>, const N: usize> From<[(K, V); N]> for Map {
    fn from(entries: [(K, V); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl From<Vec<(String, Value)>> for Map {
    fn from(entries: Vec<(String, Value)>) -> Self {
        let mut map = Self { entries };
        map.deduplicate();
        map
    }
}

/// The entries of a [`Map`], borrowed.
#[derive(Clone, Debug)]
pub struct Iter<'m>(std::slice::Iter<'m, (String, Value)>);

/// The entries of a [`Map`], with values to change.
#[derive(Debug)]
pub struct IterMut<'m>(std::slice::IterMut<'m, (String, Value)>);

/// The entries of a [`Map`], owned.
#[derive(Debug)]
pub struct IntoIter(std::vec::IntoIter<(String, Value)>);

macro_rules! iterate {
    ($iter:ty, $item:ty, $entry:pat => $out:expr $(, $lifetime:lifetime)?) => {
        impl $(<$lifetime>)? Iterator for $iter {
            type Item = $item;

            fn next(&mut self) -> Option<Self::Item> {
                self.0.next().map(|$entry| $out)
            }

            fn size_hint(&self) -> (usize, Option<usize>) {
                self.0.size_hint()
            }
        }

        impl $(<$lifetime>)? DoubleEndedIterator for $iter {
            fn next_back(&mut self) -> Option<Self::Item> {
                self.0.next_back().map(|$entry| $out)
            }
        }

        impl $(<$lifetime>)? ExactSizeIterator for $iter {}
    };
}

iterate!(Iter<'m>, (&'m str, &'m Value), (key, value) => (key.as_str(), value), 'm);
iterate!(IterMut<'m>, (&'m str, &'m mut Value), (key, value) => (key.as_str(), value), 'm);
iterate!(IntoIter, (String, Value), entry => entry);

impl<'m> IntoIterator for &'m Map {
    type Item = (&'m str, &'m Value);
    type IntoIter = Iter<'m>;

    fn into_iter(self) -> Iter<'m> {
        self.iter()
    }
}

impl<'m> IntoIterator for &'m mut Map {
    type Item = (&'m str, &'m mut Value);
    type IntoIter = IterMut<'m>;

    fn into_iter(self) -> IterMut<'m> {
        self.iter_mut()
    }
}

impl IntoIterator for Map {
    type Item = (String, Value);
    type IntoIter = IntoIter;

    fn into_iter(self) -> IntoIter {
        IntoIter(self.entries.into_iter())
    }
}
