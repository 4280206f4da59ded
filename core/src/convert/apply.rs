//! Changes applied to a value, each only where nobody changed what it is about.

use std::collections::BTreeMap;

use super::diff::Change;
use super::fingerprint::Fingerprint;
use super::steps::{Step, at, at_mut, is_item, keys_of};
use crate::value::{Map, Value};

/// Whether a change is still about what is there.
pub(super) fn is_due(change: &Change, value: &Value) -> bool {
    let here = match change.path.split_last() {
        Some((Step::Order, list)) => {
            Fingerprint::of(at(value, list).and_then(|list| order(list, change)).as_ref())
        }
        _ => Fingerprint::of(at(value, &change.path)),
    };
    let is_undisturbed = change.within.is_none_or(|(depth, was)| {
        let place = change.path.get(..depth).unwrap_or(&change.path);
        Fingerprint::of(at(value, place)) == was
    });
    here == change.was && is_undisturbed
}

/// Applies changes, whose places are those of a value before any of them. A change of an item that is gone does nothing.
pub(super) fn apply<'c>(value: &Value, changes: impl Iterator<Item = &'c Change> + Clone) -> Value {
    let mut result = value.clone();
    for change in changes.clone() {
        apply_one(&mut result, change);
    }
    for change in changes {
        if let (Some((Step::Order, list)), Some(order)) = (change.path.split_last(), &change.to) {
            sort(at_mut(&mut result, list), order);
        }
    }
    result
}

fn apply_one(value: &mut Value, change: &Change) {
    let Some((last, parents)) = change.path.split_last() else {
        if let Some(to) = &change.to {
            *value = to.clone();
        }
        return;
    };
    let place = if change.to.is_some() { place_for(value, &change.path) } else { at_mut(value, parents) };
    match (last, place, &change.to) {
        (Step::Field(name), Some(Value::Mapping(map)), Some(to)) => {
            drop(map.insert(name.as_str(), to.clone()));
        }
        (Step::Field(name), Some(Value::Mapping(map)), None) => drop(map.remove(name)),
        (Step::Item(keys), Some(Value::Sequence(items)), Some(to)) => {
            match items.iter_mut().find(|item| is_item(item, keys)) {
                Some(item) => *item = to.clone(),
                None => items.push(to.clone()),
            }
        }
        (Step::Item(keys), Some(Value::Sequence(items)), None) => items.retain(|item| !is_item(item, keys)),
        _ => {}
    }
}

/// The collection that the last step of a path is about. One that is not written because it is empty is made; an item that
/// is gone is not.
fn place_for<'v>(value: &'v mut Value, path: &[Step]) -> Option<&'v mut Value> {
    path.windows(2).try_fold(value, |value, steps| match steps {
        [Step::Field(name), next] => {
            let empty = || {
                if matches!(next, Step::Field(_)) { Map::new().into() } else { Value::Sequence(Vec::new()) }
            };
            Some(value.as_mapping_mut()?.get_or_insert_with(name.as_str(), empty))
        }
        [step, _] => at_mut(value, std::slice::from_ref(step)),
        _ => Some(value),
    })
}

/// The keys of all items of a list, under the names that the change's order has.
fn order(list: &Value, change: &Change) -> Option<Value> {
    let names: Vec<&str> = change.to.as_ref()?.as_sequence()?.first()?.as_mapping()?.keys().collect();
    let items = list.as_sequence()?;
    items.iter().map(|item| keys_of(item, &names)).collect::<Option<Vec<Map>>>().map(Value::from)
}

/// Sorts the items of a list in an order of keys. An item that the order does not have stays behind the item that it stands
/// behind.
fn sort(list: Option<&mut Value>, order: &Value) {
    let (Some(Value::Sequence(items)), Some(order)) = (list, order.as_sequence()) else { return };
    let Some(names) = order.first().and_then(Value::as_mapping).map(|keys| keys.keys().collect::<Vec<_>>())
    else {
        return;
    };
    let ranks: BTreeMap<Fingerprint, usize> =
        order.iter().enumerate().map(|(rank, keys)| (Fingerprint::of(Some(keys)), rank)).collect();
    let rank = |item: &Value| {
        let keys = Value::from(keys_of(item, &names)?);
        ranks.get(&Fingerprint::of(Some(&keys))).copied()
    };
    let mut behind = 0;
    let mut ranked: Vec<(usize, Value)> = std::mem::take(items)
        .into_iter()
        .map(|item| {
            behind = rank(&item).map_or(behind, |rank| rank + 1);
            (behind, item)
        })
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    items.extend(ranked.into_iter().map(|(_, item)| item));
}
