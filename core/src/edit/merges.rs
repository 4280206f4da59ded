//! What merge keys bring into a mapping, and what has to be written there when that changes.

use std::collections::{BTreeMap, BTreeSet};

use super::edits::{Added, Addition, Content, Edit, Edits, EntryEdits, name};
use super::{Planned, Refusal, section};
use crate::value::Value;
use crate::yaml::{NodeId, NodeKind, Tree};

/// What the merge keys of a mapping name, in the order of reading: what comes later wins.
pub(super) fn sources(tree: &Tree<'_>, mapping: NodeId) -> Vec<NodeId> {
    let merges = tree.entries(mapping).filter(|(key, _)| tree.is_merge_key(*key));
    merges.flat_map(|(_, value)| named(tree, value)).collect()
}

fn named(tree: &Tree<'_>, value: NodeId) -> Vec<NodeId> {
    if !matches!(tree.kind(value), NodeKind::Sequence(_)) {
        return vec![value];
    }
    let mut items: Vec<NodeId> = tree.items(value).collect();
    items.reverse();
    items
}

/// The mappings with merge keys, without those that only stand at a merge key, which nobody else sees.
pub(super) fn merging(tree: &Tree<'_>) -> Vec<NodeId> {
    let (mut merging, mut inner) = (Vec::new(), BTreeSet::new());
    for node in tree.nodes() {
        let sources = sources(tree, node);
        if !sources.is_empty() {
            merging.push(node);
            inner.extend(sources.into_iter().filter(|source| is_inner(tree, *source)));
        }
    }
    merging.retain(|mapping| !inner.contains(mapping));
    merging
}

/// Whether what a merge key names stands there, and is named nowhere else.
fn is_inner(tree: &Tree<'_>, source: NodeId) -> bool {
    tree.resolve(source) == source && tree.anchor(source).is_none()
}

/// Whether an alias is what a merge key names, alone or in a list.
pub(super) fn is_merged(tree: &Tree<'_>, root: NodeId, alias: NodeId) -> bool {
    let ancestors = section::ancestors(tree, root, alias);
    ancestors.iter().rev().take(2).any(|(mapping, _)| sources(tree, *mapping).contains(&alias))
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
                return Err(Refusal::at(tree, node, cannot_go(&name(tree, *removed))));
            }
        }
    }
    Ok(())
}

/// A mapping that merges what changes: what it is to keep is written into it.
pub(super) fn settle(tree: &Tree<'_>, mapping: NodeId, edits: &mut Edits<'_>) -> Planned<()> {
    let mut entries = match edits.get(mapping) {
        Some(Edit::Entries(entries)) => entries.clone(),
        Some(Edit::Replace(_) | Edit::Items(_)) => return Ok(()),
        None => EntryEdits::default(),
    };
    let Ok(before) = tree.merged_entries(mapping) else { return Ok(()) };
    if !is_affected(tree, mapping, edits) {
        return Ok(());
    }
    let read = read(tree, mapping, edits, &entries)?;
    let own: BTreeMap<NodeId, String> =
        tree.entries(mapping).map(|(key, _)| (key, name(tree, key).into_owned())).collect();
    let refuse = |reason: String| Err(Refusal::at(tree, mapping, reason));

    let inherited: Vec<(String, (NodeId, NodeId))> = before
        .filter(|(key, _)| !own.contains_key(key))
        .map(|(key, value)| (name(tree, key).into_owned(), (key, value)))
        .collect();
    let mut wanted: BTreeSet<String> = BTreeSet::new();
    for addition in &mut entries.added {
        wanted.insert(addition.key.clone());
        if let Some(Read::Merged(now)) = read.get(&addition.key) {
            match &addition.what {
                Added::Value(content) if content.to_value() == *now => {
                    addition.what = Added::Merged(Content::of(now));
                }
                // Before the merge key it would be overridden.
                _ => addition.after = None,
            }
        }
    }
    let own_names: BTreeMap<&str, NodeId> = own.iter().map(|(key, name)| (name.as_str(), *key)).collect();
    for (name, (key, value)) in inherited {
        let now = match read.get(&name) {
            Some(Read::Own) => return refuse(is_overridden(&name)),
            Some(Read::Merged(now)) => Some(now),
            None => None,
        };
        if !wanted.insert(name.clone()) {
            continue;
        }
        if entries.removed.contains_key(&key) {
            match now {
                Some(_) => return refuse(cannot_go(&name)),
                None => continue,
            }
        }
        let old = Edits::default().value(tree, value);
        let what = if now != Some(&old) {
            if own_names.contains_key(name.as_str()) {
                return refuse(is_overridden(&name));
            }
            Added::Value(Content::of(&old))
        } else if edits.touch(tree, value) {
            Added::Merged(Content::of(&old))
        } else {
            continue;
        };
        entries.added.push(Addition { key: name, after: None, what });
    }
    for name in read.iter().filter(|(_, read)| matches!(read, Read::Merged(_))).map(|(name, _)| name) {
        if wanted.contains(name) {
            continue;
        }
        return refuse(match own_names.get(name.as_str()) {
            None => format!("the merge key would bring `{name}` here too"),
            Some(key) if entries.removed.contains_key(key) || entries.renamed.contains_key(key) => {
                cannot_go(name)
            }
            Some(_) => is_overridden(name),
        });
    }
    if !entries.added.is_empty() {
        edits.insert(mapping, Edit::Entries(entries));
    }
    Ok(())
}

fn is_overridden(name: &str) -> String {
    format!("a merge key overrides `{name}`")
}

fn cannot_go(name: &str) -> String {
    format!("`{name}` comes from a merge key and cannot be removed here")
}

/// Whether what a mapping merges changes.
fn is_affected(tree: &Tree<'_>, mapping: NodeId, edits: &Edits<'_>) -> bool {
    sources(tree, mapping).into_iter().any(|source| {
        let target = tree.resolve(source);
        edits.touch(tree, target) || is_inner(tree, source) && is_affected(tree, source, edits)
    })
}

/// Where the value comes from that is read for a name.
enum Read {
    Own,
    Merged(Value),
}

/// What is read of a mapping after the changes, without what is added to it: what comes later wins.
fn read(
    tree: &Tree<'_>,
    mapping: NodeId,
    edits: &Edits<'_>,
    entries: &EntryEdits<'_>,
) -> Planned<BTreeMap<String, Read>> {
    let mut read = BTreeMap::new();
    for (key, value) in tree.entries(mapping) {
        if tree.is_merge_key(key) {
            for source in named(tree, value) {
                bring(tree, source, edits, &mut read)?;
            }
        } else if !entries.removed.contains_key(&key) {
            let renamed = entries.renamed.get(&key).cloned();
            read.insert(renamed.unwrap_or_else(|| name(tree, key).into_owned()), Read::Own);
        }
    }
    Ok(read)
}

fn bring(
    tree: &Tree<'_>,
    source: NodeId,
    edits: &Edits<'_>,
    read: &mut BTreeMap<String, Read>,
) -> Planned<()> {
    if is_inner(tree, source) && !matches!(edits.get(source), Some(Edit::Replace(_))) {
        let goes = |key: &NodeId| matches!(edits.get(source), Some(Edit::Entries(edit)) if edit.removed.contains_key(key));
        for (key, value) in tree.entries(source).filter(|(key, _)| !goes(key)) {
            if tree.is_merge_key(key) {
                named(tree, value).into_iter().try_for_each(|source| bring(tree, source, edits, read))?;
            } else {
                read.insert(name(tree, key).into_owned(), Read::Merged(edits.value(tree, value)));
            }
        }
        return Ok(());
    }
    let Value::Mapping(new) = edits.value(tree, source) else {
        return Err(Refusal::at(tree, source, "a merge key would name what is no mapping"));
    };
    read.extend(new.into_iter().map(|(name, value)| (name, Read::Merged(value))));
    Ok(())
}
