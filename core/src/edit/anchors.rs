//! What a change does to nodes that several places share.

use std::collections::BTreeMap;

use super::edits::{Added, Addition, Content, Edit, Edits, Item, Replacement, name};
use super::{Planned, Refusal, section};
use crate::value::Value;
use crate::yaml::{NodeId, NodeKind, Tree};

/// Sees to it that a change at an anchor changes its aliases only if they are to change alike.
pub(super) fn settle(tree: &Tree<'_>, root: NodeId, edits: &mut Edits<'_>) -> Planned<()> {
    let gone = gone(tree, edits);
    let is_gone = |node: NodeId| gone.iter().any(|(from, to)| *from <= node && node < *to);
    let mut sites: BTreeMap<NodeId, Vec<NodeId>> = BTreeMap::new();
    for alias in tree.nodes() {
        if let NodeKind::Alias(target) = tree.kind(alias)
            && !is_gone(alias)
        {
            sites.entry(target).or_default().push(alias);
        }
    }
    let reordered = edits.iter().any(|(_, edit)| matches!(edit, Edit::Items(items) if !in_order(items)));
    for (target, aliases) in sites {
        let is_gone = is_gone(target);
        if is_gone && !reordered {
            move_anchor(tree, root, target, &aliases, edits)?;
            continue;
        }
        for alias in aliases {
            let is_ambiguous = reordered && (is_gone || is_anchored_twice(tree, target));
            if is_ambiguous || comes_first(tree, root, alias, target, edits) {
                write_out(tree, root, target, alias, edits)?;
            } else if edits.touch(tree, target) {
                match (merging(tree, root, alias), keyed(tree, root, alias)) {
                    (Some(mapping), _) => settle_merge(tree, target, mapping, edits)?,
                    (None, Some(mapping)) => settle_key(tree, mapping, alias, edits),
                    (None, None) => settle_alias(tree, target, alias, edits),
                }
            }
        }
    }
    Ok(())
}

/// What is removed from a mapping that merges it has to be gone from the mapping that it is in.
pub(super) fn ensure_removed(tree: &Tree<'_>, root: NodeId, edits: &Edits<'_>) -> Planned<()> {
    for (node, edit) in edits.iter() {
        let Edit::Entries(edit) = edit else { continue };
        let merges = !edit.removed.is_empty() && tree.entries(node).any(|(key, _)| tree.is_merge_key(key));
        for removed in edit.removed.keys().filter(|_| merges) {
            let Some((holder, _)) = section::ancestors(tree, root, *removed).pop() else { continue };
            let goes = match edits.get(holder) {
                Some(Edit::Entries(edit)) => edit.removed.contains_key(removed),
                Some(Edit::Replace(_)) => true,
                Some(Edit::Items(_)) | None => false,
            };
            if !goes {
                let name = name(tree, *removed);
                let reason = format!("`{name}` comes from a merge key and cannot be removed here");
                return Err(Refusal::at(tree, node, reason));
            }
        }
    }
    Ok(())
}

/// Ranges of nodes that are not in the text afterwards.
fn gone(tree: &Tree<'_>, edits: &Edits<'_>) -> Vec<(NodeId, NodeId)> {
    let mut gone = Vec::new();
    for (node, edit) in edits.iter() {
        match edit {
            Edit::Replace(_) => {
                let children = tree.items(node).chain(tree.entries(node).map(|(key, _)| key));
                gone.extend(children.min().map(|first| (first, tree.subtree_end(node))));
            }
            Edit::Entries(entries) => {
                let goes = |key: &NodeId| entries.removed.get(key).is_some_and(|removed| !removed.is_moved);
                let removed = tree.entries(node).filter(|(key, _)| goes(key));
                gone.extend(removed.map(|(key, value)| (key, tree.subtree_end(value))));
            }
            Edit::Items(items) => {
                let stays =
                    |index: usize| items.iter().any(|item| matches!(item, Item::Old(old) if *old == index));
                for (index, item) in tree.items(node).enumerate() {
                    if !stays(index) {
                        gone.push((item, tree.subtree_end(item)));
                    }
                }
            }
        }
    }
    gone
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
    }) || merging(tree, root, alias).is_some()
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
        && !entries.removed.contains_key(&alias)
    {
        entries.renamed.entry(alias).or_insert(name);
    }
}

/// The mapping whose merge key an alias is the value of, alone or in a list.
fn merging(tree: &Tree<'_>, root: NodeId, alias: NodeId) -> Option<NodeId> {
    let mut ancestors = section::ancestors(tree, root, alias);
    let (mut parent, mut child) = ancestors.pop()?;
    if matches!(tree.kind(parent), NodeKind::Sequence(_)) {
        (parent, child) = ancestors.pop()?;
    }
    let is_merged = tree.entries(parent).any(|(key, value)| value == child && tree.is_merge_key(key));
    is_merged.then_some(parent)
}

/// A mapping that merges one that changes: what it is to keep is written into it.
fn settle_merge(tree: &Tree<'_>, target: NodeId, mapping: NodeId, edits: &mut Edits<'_>) -> Planned<()> {
    let refuse = |reason: String| Err(Refusal::at(tree, mapping, reason));
    let (Ok(inherited), Ok(own)) = (tree.merged_entries(mapping), tree.merged_entries(target)) else {
        return Ok(());
    };
    let inherited = inherited.filter(|(key, _)| target < *key && *key < tree.subtree_end(target));
    let Value::Mapping(new) = edits.value(tree, target) else {
        return refuse("a merge key would name what is no mapping".to_owned());
    };
    let old_keys: Vec<String> = own.map(|(key, _)| name(tree, key).into_owned()).collect();
    for (key, value) in inherited {
        let name = name(tree, key).into_owned();
        let (now, old) = (new.get(&name), Edits::default().value(tree, value));
        if now == Some(&old) {
            continue;
        }
        let is_own =
            tree.entries(mapping).any(|(own, _)| !tree.is_merge_key(own) && self::name(tree, own) == name);
        let Some(entries) = edits.entries_mut(mapping) else { continue };
        let added = entries.added.iter().position(|addition| addition.key == name);
        match added {
            Some(index) => {
                let is_same = entries.added.get(index).is_some_and(|addition| match (&addition.what, now) {
                    (Added::Value(content), Some(now)) => content.to_value() == *now,
                    _ => false,
                });
                if is_same {
                    entries.added.remove(index);
                }
            }
            None if entries.removed.contains_key(&key) => {
                if now.is_some() {
                    return refuse(format!("`{name}` comes from a merge key and cannot be removed here"));
                }
            }
            None if is_own => return refuse(format!("a merge key overrides `{name}`")),
            None => {
                let what = Added::Value(Content::of(&old));
                entries.added.push(Addition { key: name, after: None, what });
            }
        }
    }
    for (key, now) in new.iter().filter(|(key, _)| old_keys.iter().all(|old| old != key)) {
        let Some(entries) = edits.entries_mut(mapping) else { continue };
        match entries.added.iter_mut().find(|addition| addition.key == key) {
            Some(Addition { what, .. }) => {
                if matches!(what, Added::Value(content) if content.to_value() == *now) {
                    *what = Added::Merged(Content::of(now));
                }
            }
            None if overrides(tree, mapping, key) => {}
            None => return refuse(format!("the merge key would bring `{key}` here too")),
        }
    }
    Ok(())
}

/// Whether a mapping has a key of its own behind its merge keys, which is what counts then.
fn overrides(tree: &Tree<'_>, mapping: NodeId, key: &str) -> bool {
    let behind = tree.entries(mapping).map(|(own, _)| own).skip_while(|own| !tree.is_merge_key(*own));
    behind.filter(|own| !tree.is_merge_key(*own)).any(|own| *name(tree, own) == *key)
}
