//! What merge keys bring into a mapping, and what has to be written there when that changes.

use std::borrow::Cow;
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
        for removed in edit.removed.iter().filter(|_| merges) {
            let Some((holder, _)) = section::ancestors(tree, root, *removed).pop() else { continue };
            let goes = match edits.get(holder) {
                Some(Edit::Entries(edit)) => edit.removed.contains(removed),
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
    let own: BTreeMap<Cow<'_, str>, NodeId> =
        tree.entries(mapping).map(|(key, _)| (name(tree, key), key)).collect();
    let own_keys: BTreeSet<NodeId> = tree.entries(mapping).map(|(key, _)| key).collect();
    let mut known = leave_out(&mut entries, &read);
    for (key, value) in before.filter(|(key, _)| !own_keys.contains(key)) {
        let name = name(tree, key);
        let is_removed = entries.removed.contains(&key);
        let is_added = !known.insert(name.clone().into_owned());
        let kept = match read.get(&*name) {
            Some(Read::Own) => Err(is_overridden(&name)),
            _ if is_added => Ok(None),
            Some(Read::Merged(_)) if is_removed => Err(cannot_go(&name)),
            None if is_removed => Ok(None),
            now => match (kept(tree, edits, value, now), own.contains_key(&name)) {
                (Some(Added::Value(_)), true) => Err(is_overridden(&name)),
                (what, _) => Ok(what),
            },
        };
        let kept = kept.map_err(|reason| Refusal::at(tree, mapping, reason))?;
        entries.added.extend(kept.map(|what| Addition { key: name.into_owned(), after: None, what }));
    }
    for (name, _) in read.iter().filter(|(_, read)| matches!(read, Read::Merged(_))) {
        let reason = match own.get(name.as_str()) {
            _ if known.contains(name) => continue,
            None => format!("the merge key would bring `{name}` here too"),
            Some(key) if entries.removed.contains(key) || entries.renamed.contains_key(key) => {
                cannot_go(name)
            }
            Some(_) => is_overridden(name),
        };
        return Err(Refusal::at(tree, mapping, reason));
    }
    if !entries.added.is_empty() {
        edits.insert(mapping, Edit::Entries(entries));
    }
    Ok(())
}

/// What is added and is also brought in is not written; the names of all that is added.
fn leave_out(entries: &mut EntryEdits<'_>, read: &BTreeMap<String, Read>) -> BTreeSet<String> {
    for addition in &mut entries.added {
        let Some(Read::Merged(now)) = read.get(&addition.key) else { continue };
        match &addition.what {
            Added::Value(content) if content.to_value() == *now => {
                addition.what = Added::Merged(Content::of(now));
            }
            // Before the merge key it would be overridden.
            _ => addition.after = None,
        }
    }
    entries.added.iter().map(|addition| addition.key.clone()).collect()
}

/// How an entry that is to stay what it was does so; none if nothing has changed.
fn kept<'n>(tree: &Tree<'_>, edits: &Edits<'_>, value: NodeId, now: Option<&Read>) -> Option<Added<'n>> {
    let old = Edits::default().value(tree, value);
    match now {
        Some(Read::Merged(now)) if *now == old => {
            edits.touch(tree, value).then(|| Added::Merged(Content::of(&old)))
        }
        _ => Some(Added::Value(Content::of(&old))),
    }
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
        } else if !entries.removed.contains(&key) {
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
        let goes = |key: &NodeId| matches!(edits.get(source), Some(Edit::Entries(edit)) if edit.removed.contains(key));
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
