//! Places in a document: the entry at a path, the path of a node, the mapping or list around it.

use super::edits::{Content, Edit, Edits, Replacement, name};
use crate::path::{FieldPath, PathSegment};
use crate::yaml::{NodeId, NodeKind, Tree};

/// The key and value at a path of names below a node.
pub(super) fn entry_at(tree: &Tree<'_>, root: NodeId, path: &[PathSegment]) -> Option<(NodeId, NodeId)> {
    let mut value = root;
    let mut found = None;
    for segment in path {
        let PathSegment::Field(wanted) = segment else { return None };
        let (key, next) = tree.entries(value).filter(|(key, _)| *name(tree, *key) == **wanted).last()?;
        found = Some((key, next));
        value = next;
    }
    found
}

/// The path of a node below the root.
pub(super) fn path_of(tree: &Tree<'_>, root: NodeId, node: NodeId) -> FieldPath {
    let mut path = FieldPath::root();
    let mut current = root;
    while current != node {
        let is_inside = |child: &NodeId| *child <= node && node < tree.subtree_end(*child);
        let item = tree.items(current).enumerate().find(|(_, item)| is_inside(item));
        if let Some((index, item)) = item {
            path.push(PathSegment::Index(index));
            current = item;
            continue;
        }
        let entry = tree.entries(current).find(|(key, value)| is_inside(key) || is_inside(value));
        let Some((key, value)) = entry else { break };
        path.push(PathSegment::Field(name(tree, key).into_owned()));
        if !is_inside(&value) {
            break;
        }
        current = value;
    }
    path
}

/// The smallest mapping or list around a node, or the node itself, that was not written anew before.
pub(super) fn around(tree: &Tree<'_>, root: NodeId, node: NodeId, done: &[NodeId]) -> Option<NodeId> {
    let mut smallest = None;
    let mut current = Some(root);
    while let Some(section) = current {
        let is_collection = matches!(tree.kind(section), NodeKind::Mapping(_) | NodeKind::Sequence(_));
        if is_collection && !done.contains(&section) {
            smallest = Some(section);
        }
        if done.contains(&section) {
            break;
        }
        let is_inside = |child: &NodeId| *child <= node && node < tree.subtree_end(*child);
        let values = tree.entries(section).flat_map(|(key, value)| [key, value]);
        current = tree.items(section).chain(values).find(is_inside);
    }
    smallest
}

/// Puts one replacement of the whole in the place of all changes inside, each of which means its own place.
pub(super) fn rewrite(tree: &Tree<'_>, section: NodeId, edits: &mut Edits<'_>) {
    let value = edits.value_of_place(tree, section);
    edits.write_moved(tree, section..tree.subtree_end(section));
    edits.clear_below(tree, section);
    edits.insert(section, Edit::Replace(Replacement::new(Content::of(&value))));
    edits.find_moved();
}

/// The collections around a node, each with its child that the node is or is in, the root's first.
pub(super) fn ancestors(tree: &Tree<'_>, root: NodeId, node: NodeId) -> Vec<(NodeId, NodeId)> {
    let mut found = Vec::new();
    let mut current = root;
    while current != node {
        let is_inside = |child: &NodeId| *child <= node && node < tree.subtree_end(*child);
        let values = tree.entries(current).flat_map(|(key, value)| [key, value]);
        let Some(child) = tree.items(current).chain(values).find(is_inside) else { break };
        found.push((current, child));
        current = child;
    }
    found
}
