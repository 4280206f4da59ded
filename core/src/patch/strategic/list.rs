//! Applying a patch to a list: item by item where items have keys, else as a whole.

use std::collections::{BTreeMap, BTreeSet};

use super::directive::{Directive, PATCH, directive};
use super::items::{ItemChanges, is_bare};
use super::keys::{Identity, Keyed, Keys};
use super::schema::Member;
use super::{Outcome, problem};
use crate::path::FieldPath;
use crate::value::Value;

/// What a patch says of a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct ListChange<'p> {
    pub(super) patch: Option<&'p [Value]>,
    pub(super) order: Option<&'p [Value]>,
    pub(super) deletions: Option<&'p [Value]>,
    /// What is known of the list.
    pub(super) member: Member,
    pub(super) at: &'p FieldPath,
    pub(super) order_at: &'p FieldPath,
}

impl ListChange<'_> {
    /// The list with the change applied; `old` is none if there was no list.
    pub(super) fn apply(self, old: Option<Vec<Value>>) -> Outcome<Vec<Value>> {
        let mut items = if self.member.keys.is_empty() { self.replace(old)? } else { self.merge(old)? };
        if let Some(deletions) = self.deletions {
            let keys = Keys::of_set();
            let gone: BTreeSet<Identity> = keys.identify_all(deletions, self.at)?.into_iter().collect();
            let kept =
                keys.with(items, self.at)?.into_iter().filter(|(identity, _)| !gone.contains(identity));
            items = kept.map(|(_, item)| item).collect();
        }
        Ok(items)
    }

    /// A list that is a value: what the patch has replaces it.
    fn replace(self, old: Option<Vec<Value>>) -> Outcome<Vec<Value>> {
        let old = old.unwrap_or_default();
        let items = match self.patch {
            None => old.clone(),
            Some(patch) => self.verbatim(patch, |directive| directive == Directive::Replace)?,
        };
        let Some(order) = self.order else { return Ok(items) };
        if items.iter().chain(order).any(|item| matches!(item, Value::Mapping(_) | Value::Sequence(_))) {
            let message = "the items of this list have no keys by which they could be put in an order";
            return Err(problem(message, self.order_at));
        }
        let keys = Keys::of_set();
        let order = keys.identify_all(order, self.order_at)?;
        Ok(arrange(keys.with(items, self.at)?, &order, &keys.identify_all(&old, self.at)?))
    }

    /// The items of a patch as they are, without those that are only a directive.
    fn verbatim(self, patch: &[Value], is_passed_over: impl Fn(Directive) -> bool) -> Outcome<Vec<Value>> {
        let mut items = Vec::with_capacity(patch.len());
        for (index, item) in patch.iter().enumerate() {
            let at = self.at.index(index);
            match item.as_mapping().map(|item| directive(item, &at)).transpose()?.flatten() {
                None => items.push(item.clone()),
                Some(Directive::Delete) if is_passed_over(Directive::Delete) => {}
                Some(found) if is_passed_over(found) && is_bare(item) => {}
                Some(_) => {
                    let message =
                        "the list is replaced as a whole, so a directive for one item means nothing";
                    return Err(problem(message, &at.field(PATCH)));
                }
            }
        }
        Ok(items)
    }

    /// A list whose items are known by their keys, or by themselves.
    fn merge(self, old: Option<Vec<Value>>) -> Outcome<Vec<Value>> {
        let keys = Keys::of(self.member);
        let order = self.order.map(|order| keys.identify_all(order, self.order_at)).transpose()?;
        let replacing = self.patch.filter(|patch| patch.iter().any(replaces));
        let as_it_is = match (replacing, self.patch) {
            (Some(patch), _) => Some(self.verbatim(patch, |_| true)?),
            // There is nothing to merge with, and equal items stay.
            (None, Some(patch)) if keys.is_set() && old.is_none() => Some(patch.to_vec()),
            _ => None,
        };
        match (as_it_is, order) {
            (Some(items), None) => Ok(items),
            (Some(items), Some(order)) => Ok(arrange(keys.with(items, self.at)?, &order, &[])),
            (None, order) => self.merge_items(keys.with(old.unwrap_or_default(), self.at)?, order, keys),
        }
    }

    fn merge_items(self, old: Keyed, order: Option<Vec<Identity>>, keys: Keys) -> Outcome<Vec<Value>> {
        let patch = ItemChanges::of(self.patch.unwrap_or_default(), keys, self.at)?;
        if let Some(order) = &order {
            check_order(&patch, order, self.order_at)?;
        }
        let (old_count, gone_count) = (old.len(), patch.count_deleted(&old));
        // Kubernetes changes the list in place from which it takes the order of other items: a new item stands where the
        // removal of another one made room at its end.
        let place_count = if order.is_some() { old_count } else { old_count - gone_count };
        let order = order.unwrap_or_else(|| patch.identities().cloned().collect());
        let mut merged = patch.merge_into(old, self.member, self.at)?;
        let places: Vec<Identity> =
            merged.iter().take(place_count).map(|(identity, _)| identity.clone()).collect();
        if keys.is_set() && self.patch.is_some() {
            let mut seen = BTreeSet::new();
            merged.retain(|(identity, _)| seen.insert(identity.clone()));
        }
        Ok(arrange(merged, &order, &places))
    }
}

/// Whether an item makes the others replace the list.
fn replaces(item: &Value) -> bool {
    item.get(PATCH).and_then(Value::as_str) == Some("replace")
}

/// Refuses an order in which the items of the patch do not stand, one behind the other.
fn check_order(patch: &ItemChanges<'_>, order: &[Identity], at: &FieldPath) -> Outcome<()> {
    let mut rest = order.iter();
    let is_next = |item: &Identity| rest.any(|identity| identity == item);
    if order.is_empty() || patch.identities().all(is_next) {
        return Ok(());
    }
    Err(problem("the items of the patch do not stand in this order", at))
}

/// Puts items in an order: those that it names as it names them, and the others as they stood, each before the first
/// named one that it stood before.
///
/// This is `normalizeElementOrder` of apimachinery.
fn arrange(items: Keyed, order: &[Identity], places: &[Identity]) -> Vec<Value> {
    let order = positions(order);
    let places = positions(places);
    let (mut named, mut others) = (Vec::new(), Vec::new());
    for (identity, value) in items {
        let place = places.get(identity.as_str()).copied();
        match order.get(identity.as_str()) {
            Some(position) => named.push((*position, place, value)),
            None => others.push((place, value)),
        }
    }
    named.sort_by_key(|(position, ..)| *position);
    let mut arranged = Vec::with_capacity(named.len() + others.len());
    let mut others = others.into_iter().peekable();
    for (_, place, value) in named {
        let stood_before = |other: &(Option<usize>, Value)| matches!((other.0, place), (Some(other), Some(place)) if other < place);
        while let Some((_, other)) = others.next_if(stood_before) {
            arranged.push(other);
        }
        arranged.push(value);
    }
    arranged.extend(others.map(|(_, value)| value));
    arranged
}

/// Where each identity stands first.
fn positions(identities: &[Identity]) -> BTreeMap<&str, usize> {
    let mut positions = BTreeMap::new();
    for (position, identity) in identities.iter().enumerate() {
        positions.entry(identity.as_str()).or_insert(position);
    }
    positions
}
