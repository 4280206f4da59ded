//! Field defaults as data: what the document or the value lacks, taken from the tables that `Fields` gives.

use std::collections::BTreeSet;

use crate::error::Error;
use crate::fields::{Field, FieldTable, Shape};
use crate::value::{Map, Value};
use crate::yaml::{NodeId, NodeKind, Scalar, Tree};

/// A field that a document lacks: the mapping, the name, and the value that it gets.
pub(crate) type Absent = (NodeId, &'static str, Value);

/// Which fields of a value get their default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// Those that the value does not have.
    Absent,
    /// All that have a default: nobody has chosen anything yet.
    All,
}

/// The defaults of all fields that the object at `node` lacks, in the order of the text.
///
/// A key that is there keeps its value, also a null; an absent struct, or one that is null, counts as an empty one if it has
/// defaults inside; an `Option` of a struct stays what it is.
///
/// # Errors
/// `Invalid` when a default cannot be written.
pub(crate) fn absent_in_document(
    tree: &Tree<'_>,
    node: NodeId,
    table: &FieldTable,
) -> Result<Vec<Absent>, Error> {
    let mut walk = Walk { tree, visited: BTreeSet::new(), absent: Vec::new() };
    walk.structure(node, table)?;
    walk.absent.sort_by_key(|(mapping, ..)| *mapping);
    Ok(walk.absent)
}

struct Walk<'a, 't> {
    tree: &'a Tree<'t>,
    /// What an alias names is looked at once for each type that it stands for.
    visited: BTreeSet<(NodeId, *const FieldTable)>,
    absent: Vec<Absent>,
}

impl Walk<'_, '_> {
    fn shape(&mut self, node: NodeId, shape: &Shape) -> Result<(), Error> {
        let node = self.tree.resolve(node);
        match shape {
            // An explicit null is no struct here, while elsewhere it stands for an empty one.
            Shape::Optional(_) if matches!(self.tree.scalar(node), Ok(Scalar::Null)) => Ok(()),
            Shape::Optional(shape) => self.shape(node, shape),
            Shape::List(shape) => self.tree.items(node).try_for_each(|item| self.shape(item, shape)),
            Shape::Map(shape) => {
                // What is wrong with merge keys is told when they are decoded.
                let Ok(mut entries) = self.tree.merged_entries(node) else { return Ok(()) };
                entries.try_for_each(|(_, value)| self.shape(value, shape))
            }
            Shape::Struct(table) if self.visited.insert((node, std::ptr::from_ref(table()))) => {
                self.structure(node, table())
            }
            Shape::Opaque | Shape::Struct(_) => Ok(()),
        }
    }

    fn structure(&mut self, node: NodeId, table: &FieldTable) -> Result<(), Error> {
        let is_null = matches!(self.tree.scalar(node), Ok(Scalar::Null));
        if !is_null && !matches!(self.tree.kind(node), NodeKind::Mapping(_)) {
            return Ok(());
        }
        let Ok(entries) = self.tree.merged_entries(node) else {
            return Ok(());
        };
        let entries: Vec<(NodeId, NodeId)> = entries.collect();
        for field in table.fields {
            if let (true, Shape::Struct(table)) = (field.flatten, &field.shape) {
                self.structure(node, table())?;
                continue;
            }
            let named = |key: NodeId| field.is_named(&self.tree.content(key));
            match entries.iter().rfind(|(key, _)| named(*key)) {
                Some((_, value)) => self.shape(*value, &field.shape)?,
                None => self.absent.extend(absent(field)?.map(|value| (node, field.read_name, value))),
            }
        }
        Ok(())
    }
}

/// What an absent field gets.
fn absent(field: &Field) -> Result<Option<Value>, Error> {
    if let Some(default) = field.default {
        let mut value = default()?;
        fill_shape(&mut value, &field.shape, Which::Absent)?;
        return Ok(Some(value));
    }
    let Shape::Struct(table) = &field.shape else {
        return Ok(None);
    };
    let mut inside = Map::new();
    fill(&mut inside, table(), Which::Absent)?;
    Ok((!inside.is_empty()).then_some(Value::Mapping(inside)))
}

/// Gives the fields of a value their defaults.
///
/// # Errors
/// `Invalid` when a default cannot be written.
pub(crate) fn fill(fields: &mut Map, table: &FieldTable, which: Which) -> Result<(), Error> {
    for field in table.fields {
        if let (true, Shape::Struct(table)) = (field.flatten, &field.shape) {
            fill(fields, table(), which)?;
            continue;
        }
        let names = std::iter::once(field.name).chain(field.aliases.iter().copied());
        let present = names.into_iter().find(|name| fields.contains_key(name));
        match present.and_then(|name| fields.get_mut(name)) {
            Some(value) if which == Which::All && field.default.is_some() => {
                if let Some(default) = absent(field)? {
                    *value = default;
                }
            }
            Some(value) => fill_shape(value, &field.shape, which)?,
            None => {
                if let Some(value) = absent(field)? {
                    fields.insert(field.read_name, value);
                }
            }
        }
    }
    Ok(())
}

fn fill_shape(value: &mut Value, shape: &Shape, which: Which) -> Result<(), Error> {
    match (shape, value) {
        (Shape::Optional(shape), value) => fill_shape(value, shape, which),
        (Shape::Struct(table), Value::Mapping(fields)) => fill(fields, table(), which),
        (Shape::List(shape), Value::Sequence(items)) => {
            items.iter_mut().try_for_each(|item| fill_shape(item, shape, which))
        }
        (Shape::Map(shape), Value::Mapping(entries)) => {
            entries.iter_mut().try_for_each(|(_, value)| fill_shape(value, shape, which))
        }
        _ => Ok(()),
    }
}

/// Whether a value says no more than its absence does: it is what the type makes of an absent one, and no default of a
/// field inside would take its place.
pub fn is_absent<T>(value: &T, is_default: fn(&T) -> bool, shape: &Shape) -> bool {
    is_default(value) && !has_default_inside(shape)
}

/// Whether an absent struct gets anything from the defaults of its fields.
fn has_default_inside(shape: &Shape) -> bool {
    let Shape::Struct(table) = shape else { return false };
    table().fields.iter().any(|field| field.default.is_some() || has_default_inside(&field.shape))
}

/// Every field that has a default, in the order of the structs, items of lists as `[*]`. A struct inside itself is not
/// followed again.
///
/// # Errors
/// `Invalid` when a default cannot be written.
pub(crate) fn list(table: &FieldTable) -> Result<Vec<(String, Value)>, Error> {
    let mut found = Vec::new();
    list_struct(table, "", &mut Vec::new(), &mut found)?;
    Ok(found)
}

fn list_struct(
    table: &FieldTable,
    path: &str,
    around: &mut Vec<*const FieldTable>,
    found: &mut Vec<(String, Value)>,
) -> Result<(), Error> {
    if around.contains(&std::ptr::from_ref(table)) {
        return Ok(());
    }
    around.push(table);
    for field in table.fields {
        let path = match (field.flatten, path) {
            (true, _) => path.to_owned(),
            (false, "") => field.name.to_owned(),
            (false, _) => format!("{path}.{}", field.name),
        };
        if let Some(default) = field.default {
            found.push((path.clone(), default()?));
        }
        list_shape(&field.shape, &path, around, found)?;
    }
    around.pop();
    Ok(())
}

fn list_shape(
    shape: &Shape,
    path: &str,
    around: &mut Vec<*const FieldTable>,
    found: &mut Vec<(String, Value)>,
) -> Result<(), Error> {
    match shape {
        Shape::Struct(table) => list_struct(table(), path, around, found),
        Shape::Optional(shape) => list_shape(shape, path, around, found),
        Shape::List(shape) | Shape::Map(shape) => list_shape(shape, &format!("{path}[*]"), around, found),
        Shape::Opaque => Ok(()),
    }
}

#[cfg(test)]
mod tests;
