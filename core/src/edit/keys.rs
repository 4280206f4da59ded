//! The keys of a mapping, by name.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::edits::name;
use crate::fields::Field;
use crate::yaml::{NodeId, Tree};

/// The keys of a mapping by name.
pub(super) struct Keys<'a, 't> {
    tree: &'a Tree<'t>,
    pub(super) mapping: NodeId,
    /// Whether it has merge keys.
    pub(super) merges: bool,
    /// With many changes all of them: the entry that counts, and the mapping's own keys.
    by_name: Option<BTreeMap<Cow<'a, str>, Named>>,
}

#[derive(Default)]
struct Named {
    entry: Option<(NodeId, NodeId)>,
    own: Vec<NodeId>,
}

impl<'a, 't> Keys<'a, 't> {
    /// How many changes are worth an index.
    const MANY: usize = 8;

    pub(super) fn of(tree: &'a Tree<'t>, mapping: NodeId, changes: usize) -> Self {
        let merges = tree.entries(mapping).any(|(key, _)| tree.is_merge_key(key));
        let by_name = (changes > Self::MANY).then(|| {
            let mut by_name: BTreeMap<Cow<'a, str>, Named> = BTreeMap::new();
            for (key, value) in tree.merged_entries(mapping).into_iter().flatten() {
                by_name.entry(name(tree, key)).or_default().entry = Some((key, value));
            }
            for (key, _) in tree.entries(mapping).filter(|(key, _)| !tree.is_merge_key(*key)) {
                by_name.entry(name(tree, key)).or_default().own.push(key);
            }
            by_name
        });
        Self { tree, mapping, merges, by_name }
    }

    /// The entry of a key, or of another name of the field; with equal keys the last one.
    pub(super) fn find(&self, key: &str, field: Option<&'static Field>) -> Option<(NodeId, NodeId)> {
        let of_name = |key: &str| {
            if let Some(by_name) = &self.by_name {
                return by_name.get(key)?.entry;
            }
            let entries = self.tree.merged_entries(self.mapping).ok()?;
            entries.filter(|(own, _)| *name(self.tree, *own) == *key).last()
        };
        let mut aliases = field.map_or(&[][..], |field| field.aliases).iter();
        of_name(key).or_else(|| aliases.find_map(|alias| of_name(alias)))
    }

    /// The mapping's own keys of a name.
    pub(super) fn own(&self, key: &str) -> Vec<NodeId> {
        if let Some(by_name) = &self.by_name {
            return by_name.get(key).map_or_else(Vec::new, |named| named.own.clone());
        }
        let keys = self.tree.entries(self.mapping).map(|(key, _)| key);
        keys.filter(|own| !self.tree.is_merge_key(*own) && *name(self.tree, *own) == *key).collect()
    }
}
