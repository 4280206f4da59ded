//! Unknown fields where serde cannot see them: around and inside a flattened field, by the tables of `Fields`.
//!
//! serde reads the keys around a `#[serde(flatten)]` field into a buffer and forgets those that nobody wants. Where all
//! flattened types derive `Fields`, their names are known here. What `untagged` and `tag` buffer stays unseen.

use std::collections::BTreeSet;

use crate::fields::{FieldTable, Shape};
use crate::yaml::{NodeId, NodeKind, Tree};

/// A key that no field has, and the names of all fields beside it.
pub(super) type UnknownKey = (NodeId, Vec<&'static str>);

/// The keys of the object at `node` that serde passes over without a word.
pub(super) fn behind_flatten(tree: &Tree<'_>, node: NodeId, table: &'static FieldTable) -> Vec<UnknownKey> {
    if !flattens(table, &mut Vec::new()) {
        return Vec::new();
    }
    let mut walk = Walk { tree, visited: BTreeSet::new(), unknown: Vec::new() };
    walk.structure(tree.resolve(node), table, false);
    walk.unknown
}

/// Whether the struct or one inside it has a flattened field. Most have none, and then there is nothing to look for.
fn flattens(table: &'static FieldTable, seen: &mut Vec<*const FieldTable>) -> bool {
    if seen.contains(&std::ptr::from_ref(table)) {
        return false;
    }
    seen.push(table);
    table
        .fields
        .iter()
        .any(|field| field.flatten || inner(&field.shape).is_some_and(|table| flattens(table, seen)))
}

fn inner(shape: &Shape) -> Option<&'static FieldTable> {
    match shape {
        Shape::Opaque => None,
        Shape::Struct(table) => Some(table()),
        Shape::Optional(shape) | Shape::List(shape) | Shape::Map(shape) => inner(shape),
    }
}

struct Walk<'a, 't> {
    tree: &'a Tree<'t>,
    /// What an alias names is looked at once for each type that it stands for.
    visited: BTreeSet<(NodeId, *const FieldTable)>,
    unknown: Vec<UnknownKey>,
}

impl Walk<'_, '_> {
    fn shape(&mut self, node: NodeId, shape: &Shape, buffered: bool) {
        let node = self.tree.resolve(node);
        match shape {
            Shape::Opaque => {}
            Shape::Optional(shape) => self.shape(node, shape, buffered),
            Shape::List(shape) => self.tree.items(node).for_each(|item| self.shape(item, shape, buffered)),
            Shape::Map(shape) => {
                self.entries(node).into_iter().for_each(|(_, value)| self.shape(value, shape, buffered));
            }
            Shape::Struct(table) => {
                if self.visited.insert((node, std::ptr::from_ref(table()))) {
                    self.structure(node, table(), buffered);
                }
            }
        }
    }

    fn structure(&mut self, node: NodeId, table: &FieldTable, buffered: bool) {
        if !matches!(self.tree.kind(node), NodeKind::Mapping(_)) {
            return;
        }
        let has_flatten = table.fields.iter().any(|field| field.flatten);
        if buffered || has_flatten {
            self.keys(node, table);
        }
        self.fields(node, table, buffered);
    }

    /// Notes the keys that are no field's name, if all names are known.
    fn keys(&mut self, node: NodeId, table: &FieldTable) {
        let mut names = Vec::new();
        if !all_names(table, &mut names) {
            return;
        }
        for (key, _) in self.entries(node) {
            let name = self.tree.content(key);
            if !names.contains(&&*name) {
                self.unknown.push((key, names.clone()));
            }
        }
    }

    /// The entries of a mapping with those that merge keys bring in. What is wrong with merge keys is told when they are
    /// decoded.
    fn entries(&self, node: NodeId) -> Vec<(NodeId, NodeId)> {
        self.tree.merged_entries(node).map(Iterator::collect).unwrap_or_default()
    }

    fn fields(&mut self, node: NodeId, table: &FieldTable, buffered: bool) {
        let entries = self.entries(node);
        for field in table.fields {
            if field.flatten {
                if let Shape::Struct(inner) = &field.shape {
                    self.fields(node, inner(), true);
                }
                continue;
            }
            let values = entries.iter().filter(|(key, _)| field.is_named(&self.tree.content(*key)));
            for (_, value) in values {
                self.shape(*value, &field.shape, buffered);
            }
        }
    }
}

/// Collects the names of all fields, also of flattened structs; false if a flattened type keeps its names to itself.
fn all_names(table: &FieldTable, names: &mut Vec<&'static str>) -> bool {
    table.fields.iter().all(|field| match (&field.shape, field.flatten) {
        (Shape::Struct(inner), true) => all_names(inner(), names),
        (_, true) => false,
        (_, false) => {
            names.push(field.name);
            names.extend_from_slice(field.aliases);
            true
        }
    })
}
