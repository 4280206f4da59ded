//! Which item of a list is which item of another one.

use std::collections::BTreeMap;

use crate::value::{Node, NodeKind};

/// Fields, or pairs of them, that identify the items of lists in Kubernetes' types.
const COMMON_KEYS: &[&[&str]] = &[
    &["name"],
    &["key"],
    &["id"],
    &["mountPath"],
    &["devicePath"],
    &["containerPort", "protocol"],
    &["port", "protocol"],
    &["containerPort"],
    &["port"],
    &["host"],
    &["ip"],
    &["type"],
    &["path"],
    &["uid"],
];

/// How many pairs of items are compared at most; beyond it only what lists begin and end with is matched.
const MAX_COMPARED: usize = 1 << 20;

/// The items of the new list with those of the old one that they are.
pub(super) struct Matched<'b, 'n> {
    pub(super) old_len: usize,
    pub(super) items: Vec<(Option<usize>, Option<Node<'b>>, Node<'n>)>,
}

/// With `by_place`, maps at the same place are the same item, however little of them is equal.
pub(super) fn matched<'b, 'n>(
    old: &[Node<'b>],
    new: &[Node<'n>],
    keys: &[&str],
    by_place: bool,
) -> Matched<'b, 'n> {
    let by_keys = |keys: &[&str]| Some((names(old, keys)?, names(new, keys)?));
    let declared = (!keys.is_empty()).then(|| by_keys(keys)).flatten();
    let names = declared.or_else(|| COMMON_KEYS.iter().find_map(|keys| by_keys(keys)));
    let mut from = match names {
        Some((old_names, new_names)) => by_name(&old_names, &new_names),
        None => by_content(old, new),
    };
    pair_leftovers(old, new, by_place, &mut from);
    let items = from.iter().zip(new).map(|(from, new)| {
        let base = from.and_then(|from| old.get(from).copied());
        (*from, base, *new)
    });
    Matched { old_len: old.len(), items: items.collect() }
}

/// The names of all items of several lists by the same keys, if each item of a list has one of its own.
pub(super) fn named<const N: usize>(lists: [&[Node<'_>]; N], keys: &[&str]) -> Option<[Vec<String>; N]> {
    let by_keys = |keys: &[&str]| {
        let mut found = [const { Vec::new() }; N];
        for (names_of, items) in found.iter_mut().zip(lists) {
            *names_of = names(items, keys)?;
        }
        Some(found)
    };
    let declared = (!keys.is_empty()).then(|| by_keys(keys)).flatten();
    declared.or_else(|| COMMON_KEYS.iter().find_map(|keys| by_keys(keys)))
}

/// The names of all items, if each has one of its own.
fn names(items: &[Node<'_>], keys: &[&str]) -> Option<Vec<String>> {
    let mut names = Vec::with_capacity(items.len());
    for item in items {
        names.push(name(*item, keys)?);
    }
    let mut sorted: Vec<&String> = names.iter().collect();
    sorted.sort_unstable();
    let is_unique = sorted.windows(2).all(|pair| pair.first() != pair.last());
    is_unique.then_some(names)
}

fn name(item: Node<'_>, keys: &[&str]) -> Option<String> {
    let mut name = String::new();
    for (index, key) in keys.iter().enumerate() {
        let value = match item.get(key) {
            Some(value) => value,
            // A port without a protocol is one of TCP.
            None if index > 0 && *key == "protocol" => {
                name.push_str("TCP\0");
                continue;
            }
            None => return None,
        };
        match value.kind() {
            NodeKind::Str(text) => name.push_str(text),
            NodeKind::Number(number) => name.push_str(&number.to_string()),
            NodeKind::Bool(value) => name.push_str(if value { "true" } else { "false" }),
            NodeKind::Null | NodeKind::Map(_) | NodeKind::Seq(_) => return None,
        }
        name.push('\0');
    }
    Some(name)
}

fn by_name(old: &[String], new: &[String]) -> Vec<Option<usize>> {
    let places: BTreeMap<&str, usize> =
        old.iter().enumerate().map(|(index, name)| (name.as_str(), index)).collect();
    new.iter().map(|name| places.get(name.as_str()).copied()).collect()
}

/// The longest common subsequence, and then equal items that moved.
fn by_content(old: &[Node<'_>], new: &[Node<'_>]) -> Vec<Option<usize>> {
    let mut from = vec![None; new.len()];
    let head = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let most = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(old, new)| old == new).count();
    for (index, place) in from.iter_mut().enumerate() {
        if index < head {
            *place = Some(index);
        } else if index >= new.len() - tail {
            *place = Some(old.len() - (new.len() - index));
        }
    }
    let between_old = old.get(head..old.len() - tail).unwrap_or_default();
    let between_new = new.get(head..new.len() - tail).unwrap_or_default();
    if between_old.len().saturating_mul(between_new.len()) > MAX_COMPARED {
        return from;
    }
    let common = common_subsequence(between_old, between_new);
    let mut taken = vec![false; between_old.len()];
    for (left, right) in common {
        set(&mut from, head + right, head + left);
        set_true(&mut taken, left);
    }
    for (right, new) in between_new.iter().enumerate() {
        if from.get(head + right) != Some(&None) {
            continue;
        }
        let equal = between_old
            .iter()
            .enumerate()
            .position(|(left, old)| taken.get(left) == Some(&false) && old == new);
        if let Some(left) = equal {
            set(&mut from, head + right, head + left);
            set_true(&mut taken, left);
        }
    }
    from
}

fn set(from: &mut [Option<usize>], place: usize, index: usize) {
    if let Some(place) = from.get_mut(place) {
        *place = Some(index);
    }
}

fn set_true(taken: &mut [bool], place: usize) {
    if let Some(place) = taken.get_mut(place) {
        *place = true;
    }
}

/// Pairs of indexes of equal items, rising on both sides, as many as there can be.
fn common_subsequence(old: &[Node<'_>], new: &[Node<'_>]) -> Vec<(usize, usize)> {
    let width = new.len() + 1;
    let mut lengths = vec![0_u32; (old.len() + 1) * width];
    let mut equal = vec![false; old.len() * new.len()];
    let at =
        |lengths: &[u32], row: usize, column: usize| lengths.get(row * width + column).copied().unwrap_or(0);
    for (row, left) in old.iter().enumerate().rev() {
        for (column, right) in new.iter().enumerate().rev() {
            let is_equal = left == right;
            let longest = if is_equal {
                at(&lengths, row + 1, column + 1) + 1
            } else {
                at(&lengths, row + 1, column).max(at(&lengths, row, column + 1))
            };
            if let Some(length) = lengths.get_mut(row * width + column) {
                *length = longest;
            }
            if let Some(place) = equal.get_mut(row * new.len() + column) {
                *place = is_equal;
            }
        }
    }
    let (mut row, mut column) = (0, 0);
    let mut pairs = Vec::new();
    while row < old.len() && column < new.len() {
        if equal.get(row * new.len() + column) == Some(&true) {
            pairs.push((row, column));
            row += 1;
            column += 1;
        } else if at(&lengths, row + 1, column) >= at(&lengths, row, column + 1) {
            row += 1;
        } else {
            column += 1;
        }
    }
    pairs
}

/// Takes what is left over at the same place on both sides for one item that changed, if it is likely one.
fn pair_leftovers(old: &[Node<'_>], new: &[Node<'_>], by_place: bool, from: &mut [Option<usize>]) {
    let mut taken = vec![false; old.len()];
    from.iter().flatten().for_each(|index| set_true(&mut taken, *index));
    let mut next_old = 0;
    for index in 0..from.len() {
        if let Some(Some(matched)) = from.get(index) {
            next_old = matched + 1;
            continue;
        }
        if taken.get(next_old) != Some(&false) {
            continue;
        }
        let is_likely = match (old.get(next_old), new.get(index)) {
            (Some(old), Some(new)) => by_place || is_likely_the_same(*old, *new),
            _ => false,
        };
        if is_likely {
            set(from, index, next_old);
            set_true(&mut taken, next_old);
        }
        next_old += 1;
    }
}

fn is_likely_the_same(old: Node<'_>, new: Node<'_>) -> bool {
    match (old.kind(), new.kind()) {
        (NodeKind::Map(entries), NodeKind::Map(others)) => {
            let (total, others) = (entries.clone().count(), others.count());
            let has_keys = total == others && entries.clone().all(|(key, _)| new.get(key).is_some());
            let equal = entries.filter(|(key, value)| new.get(key).as_ref() == Some(value)).count();
            equal * 2 >= total.max(others) || has_keys && (equal > 0 || total == 1)
        }
        (NodeKind::Seq(_), NodeKind::Seq(_)) | (NodeKind::Null, _) => true,
        (NodeKind::Map(_) | NodeKind::Seq(_), _) | (_, NodeKind::Map(_) | NodeKind::Seq(_)) => false,
        _ => true,
    }
}

/// Which items of the new list keep their places relative to each other: as many as there can be. All others moved, or
/// are new.
pub(crate) fn staying(from: &[Option<usize>]) -> Vec<bool> {
    // For each length, the place of the smallest old index that a rising run of that length ends with.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; from.len()];
    let old_of = |place: &usize| from.get(*place).copied().flatten();
    for (place, old) in from.iter().enumerate().filter_map(|(place, old)| Some((place, (*old)?))) {
        let length = ends.partition_point(|end| old_of(end) < Some(old));
        if let Some(before) = before.get_mut(place) {
            *before = length.checked_sub(1).and_then(|shorter| ends.get(shorter).copied());
        }
        match ends.get_mut(length) {
            Some(end) => *end = place,
            None => ends.push(place),
        }
    }
    let mut stays = vec![false; from.len()];
    let mut next = ends.last().copied();
    while let Some(place) = next {
        set_true(&mut stays, place);
        next = before.get(place).copied().flatten();
    }
    stays
}
