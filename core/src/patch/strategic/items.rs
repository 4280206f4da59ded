//! Applying a patch to the items of a list that are known by their keys.

use std::collections::{BTreeMap, BTreeSet};

use super::directive::{Directive, directive};
use super::keys::{Identity, Keyed, Keys};
use super::schema::Member;
use super::{Outcome, apply};
use crate::path::FieldPath;
use crate::value::{Map, Value};

/// What a patch says of the items of a list.
pub(super) struct ItemChanges<'p> {
    items: Vec<ItemChange<'p>>,
    deleted: BTreeSet<Identity>,
}

struct ItemChange<'p> {
    identity: Identity,
    /// Where it stands in the patch.
    index: usize,
    patch: &'p Value,
}

impl<'p> ItemChanges<'p> {
    /// The changes that a patch's items are; none of them replaces the list.
    pub(super) fn of(patch: &'p [Value], keys: Keys, at: &FieldPath) -> Outcome<Self> {
        let mut changes = Self { items: Vec::new(), deleted: BTreeSet::new() };
        for (index, item) in patch.iter().enumerate() {
            let at = at.index(index);
            match item.as_mapping().map(|item| directive(item, &at)).transpose()?.flatten() {
                // What is done anyway.
                Some(Directive::Merge) if is_bare(item) => {}
                Some(Directive::Delete) => {
                    changes.deleted.insert(keys.identify(item, &at)?);
                }
                _ => {
                    let identity = keys.identify(item, &at)?;
                    changes.items.push(ItemChange { identity, index, patch: item });
                }
            }
        }
        Ok(changes)
    }

    /// What the items that are changed or added are known by.
    pub(super) fn identities(&self) -> impl Iterator<Item = &Identity> {
        self.items.iter().map(|item| &item.identity)
    }

    /// How many items of a list go.
    pub(super) fn count_deleted(&self, old: &Keyed) -> usize {
        old.iter().filter(|(identity, _)| self.deleted.contains(identity)).count()
    }

    /// The items with the changes applied: those that are new come behind the others.
    pub(super) fn merge_into(self, old: Keyed, member: Member, at: &FieldPath) -> Outcome<Keyed> {
        let mut merged: Keyed = old;
        merged.retain(|(identity, _)| !self.deleted.contains(identity));
        let mut places: BTreeMap<Identity, usize> = BTreeMap::new();
        for (place, (identity, _)) in merged.iter().enumerate() {
            places.entry(identity.clone()).or_insert(place);
        }
        for change in self.items {
            let place = places.get(&change.identity).copied();
            let present = place.and_then(|place| merged.get_mut(place));
            let Value::Mapping(patch) = change.patch else {
                if present.is_none() {
                    places.insert(change.identity.clone(), merged.len());
                    merged.push((change.identity, change.patch.clone()));
                }
                continue;
            };
            let at = at.index(change.index);
            if let Some((_, item)) = present {
                let target = item.as_mapping_mut().map(std::mem::take).unwrap_or_default();
                *item = Value::Mapping(apply::mapping(target, patch, member.items, &at)?);
            } else {
                let item = apply::mapping(Map::new(), patch, member.items, &at)?;
                places.insert(change.identity.clone(), merged.len());
                merged.push((change.identity, Value::Mapping(item)));
            }
        }
        Ok(merged)
    }
}

/// Whether an item of a patch is a directive and nothing else.
pub(super) fn is_bare(item: &Value) -> bool {
    item.as_mapping().is_some_and(|item| item.len() == 1)
}
