//! What a change does to nodes that several places share.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::edits::{Content, Edit, Edits, Item, Replacement, name};
use super::{Planned, Refusal, merges, section};
use crate::yaml::{CollectionStyle, NodeId, NodeKind, Tree};

/// Sees to it that a change at an anchor changes its aliases only if they are to change alike.
pub(super) fn settle(tree: &Tree<'_>, root: NodeId, edits: &mut Edits<'_>) -> Planned<()> {
    let gone = gone(tree, root, edits);
    let is_gone = |node: NodeId| gone_with(&gone, node).is_some_and(|range| !range.is_moved);
    let places = places(tree, edits);
    let mut sites: BTreeMap<NodeId, Vec<NodeId>> = BTreeMap::new();
    for alias in tree.nodes() {
        if let NodeKind::Alias(target) = tree.kind(alias)
            && !is_gone(alias)
        {
            sites.entry(target).or_default().push(alias);
        }
    }
    let reordered = edits.iter().any(|(_, edit)| matches!(edit, Edit::Items(items) if !in_order(items)));
    let mut sharing = merges::merging(tree);
    sharing.retain(|mapping| !is_gone(*mapping));
    for (target, mut aliases) in sites {
        // With their lines they come in this order; those that come into brackets are written out there.
        aliases.sort_by_key(|alias| {
            place(&gone, &places, *alias).map_or((true, None), |place| (false, Some(place)))
        });
        let is_gone = is_gone(target);
        if is_gone && !reordered {
            move_anchor(tree, root, target, &aliases, edits)?;
            continue;
        }
        let is_ambiguous = reordered && (is_gone || is_anchored_twice(tree, target));
        for alias in aliases {
            let is_first = moves_before(&gone, &places, alias, target);
            if is_ambiguous || is_first || comes_first(tree, root, alias, target, edits) {
                write_out(tree, root, target, alias, edits)?;
            } else {
                sharing.push(alias);
            }
        }
    }
    // What is inside of a node, and what it names, is settled before it.
    sharing.sort_by_key(|node| (tree.subtree_end(*node), Reverse(*node)));
    for node in sharing {
        let NodeKind::Alias(target) = tree.kind(node) else {
            merges::settle(tree, node, edits)?;
            continue;
        };
        if edits.touch(tree, target) && !merges::is_merged(tree, root, node) {
            match keyed(tree, root, node) {
                Some(mapping) => settle_key(tree, mapping, node, edits),
                None => settle_alias(tree, target, node, edits),
            }
        }
    }
    Ok(())
}

/// Nodes that are not in the text afterwards, or elsewhere.
struct Gone {
    from: NodeId,
    to: NodeId,
    is_moved: bool,
}

impl Gone {
    /// How far it reaches; what is moved is smaller than what goes from the same place.
    fn size(&self) -> (usize, bool) {
        (self.to.index() - self.from.index(), !self.is_moved)
    }
}

fn gone(tree: &Tree<'_>, root: NodeId, edits: &Edits<'_>) -> Vec<Gone> {
    let range = |from: NodeId, last: NodeId| Gone { from, to: tree.subtree_end(last), is_moved: false };
    let mut gone = Vec::new();
    for (node, edit) in edits.iter() {
        match edit {
            Edit::Replace(_) => {
                let children = tree.items(node).chain(tree.entries(node).map(|(key, _)| key));
                gone.extend(children.min().map(|first| range(first, node)));
            }
            Edit::Entries(entries) => {
                let goes = |key: &NodeId| entries.removed.contains(key) && !edits.moved.contains(key);
                let removed = tree.entries(node).filter(|(key, _)| goes(key));
                gone.extend(removed.map(|(key, value)| range(key, value)));
            }
            Edit::Items(items) => {
                let stays =
                    |index: usize| items.iter().any(|item| matches!(item, Item::Old(old) if *old == index));
                let removed = tree.items(node).enumerate().filter(|(index, _)| !stays(*index));
                gone.extend(removed.map(|(_, item)| range(item, item)));
            }
        }
    }
    for key in &edits.moved {
        let holder = section::ancestors(tree, root, *key).pop();
        let entry = holder.and_then(|(holder, _)| tree.entries(holder).find(|(own, _)| own == key));
        gone.extend(entry.map(|(key, value)| Gone { is_moved: true, ..range(key, value) }));
    }
    gone
}

/// The smallest range around a node, which says what becomes of it.
fn gone_with(gone: &[Gone], node: NodeId) -> Option<&Gone> {
    let around = gone.iter().filter(|range| range.from <= node && node < range.to);
    around.min_by_key(|range| range.size())
}

/// Before which nodes entries come to stand that move with their lines.
fn places(tree: &Tree<'_>, edits: &Edits<'_>) -> BTreeMap<NodeId, NodeId> {
    let mut places = BTreeMap::new();
    for (holder, edit) in edits.iter() {
        let Edit::Entries(entries) = edit else { continue };
        if !matches!(tree.kind(holder), NodeKind::Mapping(CollectionStyle::Block)) {
            continue;
        }
        let renamed = |key: NodeId| entries.renamed.get(&key).map(|name| name.as_str().into());
        let mut behind: BTreeMap<Cow<'_, str>, NodeId> = tree
            .entries(holder)
            .map(|(key, value)| (renamed(key).unwrap_or_else(|| name(tree, key)), tree.subtree_end(value)))
            .collect();
        for addition in &entries.added {
            let after = addition.after.as_ref().and_then(|after| behind.get(after.as_str()));
            let place = after.copied().unwrap_or_else(|| tree.subtree_end(holder));
            behind.insert(addition.key.as_str().into(), place);
            for key in addition.what.moved() {
                places.insert(key, place);
            }
        }
    }
    places
}

/// Where a node comes to stand, which sorts as the text does; none if it does not go with its lines.
fn place(gone: &[Gone], places: &BTreeMap<NodeId, NodeId>, node: NodeId) -> Option<(NodeId, bool)> {
    match moved_with(gone, node) {
        Some(key) => places.get(&key).map(|place| (*place, false)),
        None => Some((node, true)),
    }
}

/// The key node of the entry with which a node moves.
fn moved_with(gone: &[Gone], node: NodeId) -> Option<NodeId> {
    gone_with(gone, node).filter(|range| range.is_moved).map(|range| range.from)
}

/// Whether an alias comes to stand before its anchor, or may, because one of them moves.
fn moves_before(gone: &[Gone], places: &BTreeMap<NodeId, NodeId>, alias: NodeId, target: NodeId) -> bool {
    let place = |node: NodeId| place(gone, places, node);
    moved_with(gone, alias) != moved_with(gone, target)
        && place(target).zip(place(alias)).is_none_or(|(target, alias)| target >= alias)
}

fn in_order(items: &[Item<'_>]) -> bool {
    let old = items.iter().filter_map(|item| if let Item::Old(index) = item { Some(*index) } else { None });
    old.is_sorted()
}

/// Whether another node has an anchor of the same name, so that their order says which one is meant.
fn is_anchored_twice(tree: &Tree<'_>, target: NodeId) -> bool {
    tree.nodes().any(|node| node != target && tree.anchor(node) == tree.anchor(target))
}

/// Whether items change places so that an alias would stand before its anchor.
fn comes_first(tree: &Tree<'_>, root: NodeId, alias: NodeId, target: NodeId, edits: &Edits<'_>) -> bool {
    section::ancestors(tree, root, alias).into_iter().any(|(list, _)| {
        let Some(Edit::Items(items)) = edits.get(list) else { return false };
        let nodes: Vec<NodeId> = tree.items(list).collect();
        let place = |node: NodeId| {
            let is_there = |item: &Item<'_>| match item {
                Item::Old(index) => {
                    nodes.get(*index).is_some_and(|item| *item <= node && node < tree.subtree_end(*item))
                }
                Item::New(_) => false,
            };
            items.iter().position(is_there)
        };
        place(alias).zip(place(target)).is_some_and(|(alias, target)| alias < target)
    })
}

/// An alias gets the value that it stands for.
fn write_out(
    tree: &Tree<'_>,
    root: NodeId,
    target: NodeId,
    alias: NodeId,
    edits: &mut Edits<'_>,
) -> Planned<()> {
    if is_key(tree, root, alias) {
        return Err(Refusal::at(tree, alias, "a merge key or a key would come before what it names"));
    }
    if edits.get(alias).is_none() {
        let value = Edits::default().value(tree, target);
        edits.insert(alias, Edit::Replace(Replacement::new(Content::of(&value))));
    }
    Ok(())
}

/// Whether a node is a key, or what a merge key names.
fn is_key(tree: &Tree<'_>, root: NodeId, alias: NodeId) -> bool {
    section::ancestors(tree, root, alias).last().is_some_and(|(parent, _)| {
        tree.entries(*parent).any(|(key, value)| key == alias || value == alias && tree.is_merge_key(key))
    }) || merges::is_merged(tree, root, alias)
}

/// The first alias that is left gets the value and the anchor.
fn move_anchor(
    tree: &Tree<'_>,
    root: NodeId,
    target: NodeId,
    aliases: &[NodeId],
    edits: &mut Edits<'_>,
) -> Planned<()> {
    let value = Edits::default().value(tree, target);
    let mut has_anchor = false;
    for alias in aliases {
        let alias = *alias;
        if edits.get(alias).is_some() {
            continue;
        }
        if has_anchor {
            continue;
        }
        if is_key(tree, root, alias) {
            return Err(Refusal::at(tree, alias, "what a merge key or a key names would be gone"));
        }
        let mut replacement = Replacement::new(Content::of(&value));
        replacement.anchor = tree.anchor(target).map(str::to_owned);
        edits.insert(alias, Edit::Replace(replacement));
        has_anchor = true;
    }
    if has_anchor && edits.value(tree, target) != value {
        // What it names may change; the aliases that are left name what it was.
        edits.insert(target, Edit::Replace(Replacement::new(Content::of(&value))));
    }
    Ok(())
}

fn settle_alias(tree: &Tree<'_>, target: NodeId, alias: NodeId, edits: &mut Edits<'_>) {
    let new = edits.value(tree, target);
    match edits.get(alias) {
        Some(Edit::Replace(replacement)) => {
            if replacement.content.to_value() == new {
                edits.remove(alias);
            }
        }
        Some(_) => {}
        None => {
            let old = Edits::default().value(tree, target);
            if old != new {
                edits.insert(alias, Edit::Replace(Replacement::new(Content::of(&old))));
            }
        }
    }
}

/// The mapping that an alias is a key of.
fn keyed(tree: &Tree<'_>, root: NodeId, alias: NodeId) -> Option<NodeId> {
    let (parent, _) = section::ancestors(tree, root, alias).pop()?;
    tree.entries(parent).any(|(key, _)| key == alias).then_some(parent)
}

/// A key that names what changes gets its name written out.
fn settle_key(tree: &Tree<'_>, mapping: NodeId, alias: NodeId, edits: &mut Edits<'_>) {
    let name = name(tree, alias).into_owned();
    if let Some(entries) = edits.entries_mut(mapping)
        && !entries.removed.contains(&alias)
    {
        entries.renamed.entry(alias).or_insert(name);
    }
}
