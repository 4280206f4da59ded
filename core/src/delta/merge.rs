//! Two changes of one value as one: by field, and in lists by the keys of the items.

use std::collections::{BTreeMap, BTreeSet};

use super::{Known, list};
use crate::path::FieldPath;
use crate::value::{Node, NodeKind, Value};

/// A value with the changes of `ours` and of `theirs`, both of which were made of `base`.
///
/// Mappings are merged by key, and lists by the keys that the type names or that items of Kubernetes' types commonly
/// have, if they are unique. Any other list is one value. What both changed in the same way is changed once.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use libgitops_core::delta::{Known, merge};
/// use libgitops_core::value::Tape;
///
/// let tape = |engine: &str, brand: &str| Tape::of(&BTreeMap::from([("brand", brand), ("engine", engine)]));
/// let (base, ours, theirs) = (tape("V6", "foo")?, tape("V8", "foo")?, tape("V6", "bar")?);
/// let (base, ours, theirs) = (base.root().unwrap(), ours.root().unwrap(), theirs.root().unwrap());
/// let both = merge(base, ours, theirs, Known::Nothing).unwrap();
/// assert_eq!(both, tape("V8", "bar")?.to_value());
/// # Ok::<(), libgitops_core::error::Error>(())
/// ```
///
/// # Errors
/// The paths of what both changed to different values.
pub fn merge(
    base: Node<'_>,
    ours: Node<'_>,
    theirs: Node<'_>,
    known: Known,
) -> Result<Value, Vec<FieldPath>> {
    let mut conflicts = Vec::new();
    let sides = Sides { base: Some(base), ours: Some(ours), theirs: Some(theirs) };
    let merged = sides.merged(known, &FieldPath::root(), &mut conflicts);
    if conflicts.is_empty() { Ok(merged.unwrap_or_default()) } else { Err(conflicts) }
}

/// What is in one place of three values.
#[derive(Clone, Copy)]
struct Sides<'v> {
    base: Option<Node<'v>>,
    ours: Option<Node<'v>>,
    theirs: Option<Node<'v>>,
}

impl<'v> Sides<'v> {
    /// What is there in the end, if anything.
    fn merged(self, known: Known, path: &FieldPath, conflicts: &mut Vec<FieldPath>) -> Option<Value> {
        let Self { base, ours, theirs } = self;
        if ours == theirs || base == ours {
            return theirs.map(Node::to_value);
        }
        if base == theirs {
            return ours.map(Node::to_value);
        }
        let kinds = (base.map(Node::kind), ours.map(Node::kind), theirs.map(Node::kind));
        let merged = match kinds {
            (None | Some(NodeKind::Map(_)), Some(NodeKind::Map(_)), Some(NodeKind::Map(_))) => {
                Some(self.entries(known, path, conflicts))
            }
            (None | Some(NodeKind::Seq(_)), Some(NodeKind::Seq(_)), Some(NodeKind::Seq(_))) => {
                self.items(known, path, conflicts)
            }
            _ => None,
        };
        if merged.is_none() {
            conflicts.push(path.clone());
        }
        merged
    }

    fn entries(self, known: Known, path: &FieldPath, conflicts: &mut Vec<FieldPath>) -> Value {
        let by_key = |node| entries(node).collect::<BTreeMap<&str, Node<'v>>>();
        let (base, ours, theirs) = (by_key(self.base), by_key(self.ours), by_key(self.theirs));
        let added = entries(self.ours).filter(|(key, _)| !theirs.contains_key(key));
        let mut merged: Vec<(String, Value)> = Vec::with_capacity(theirs.len());
        for (key, _) in entries(self.theirs).chain(added) {
            let sides = Self {
                base: base.get(key).copied(),
                ours: ours.get(key).copied(),
                theirs: theirs.get(key).copied(),
            };
            if let Some(value) = sides.merged(known.entry(key).1, &path.field(key), conflicts) {
                merged.push((key.to_owned(), value));
            }
        }
        Value::Mapping(merged.into())
    }

    /// `None` where items have no names that tell them apart, or both sides put them in another order.
    fn items(self, known: Known, path: &FieldPath, conflicts: &mut Vec<FieldPath>) -> Option<Value> {
        let (base, ours, theirs) = (items(self.base), items(self.ours), items(self.theirs));
        let named = list::named([&base, &ours, &theirs], known.list_keys())?;
        let [base_names, our_names, their_names] = &named;
        let order = order(base_names, our_names, their_names)?;
        let (base, ours, theirs) =
            (by_name(base_names, base), by_name(our_names, ours), by_name(their_names, theirs));
        let mut merged = Vec::with_capacity(order.len());
        for (index, name) in order.into_iter().enumerate() {
            let sides = Self {
                base: base.get(name.as_str()).copied(),
                ours: ours.get(name.as_str()).copied(),
                theirs: theirs.get(name.as_str()).copied(),
            };
            merged.extend(sides.merged(known.item(), &path.index(index), conflicts));
        }
        Some(Value::Sequence(merged))
    }
}

fn entries(node: Option<Node<'_>>) -> impl Iterator<Item = (&str, Node<'_>)> {
    let entries = match node.map(Node::kind) {
        Some(NodeKind::Map(entries)) => Some(entries),
        _ => None,
    };
    entries.into_iter().flatten()
}

fn items(node: Option<Node<'_>>) -> Vec<Node<'_>> {
    match node.map(Node::kind) {
        Some(NodeKind::Seq(items)) => items.collect(),
        _ => Vec::new(),
    }
}

fn by_name<'n, 'v>(names: &'n [String], nodes: Vec<Node<'v>>) -> BTreeMap<&'n str, Node<'v>> {
    names.iter().map(String::as_str).zip(nodes).collect()
}

/// The names of all items: in the order of the side that changed it, and then what the other side has added.
fn order<'n>(base: &[String], ours: &'n [String], theirs: &'n [String]) -> Option<Vec<&'n String>> {
    let (of_base, of_ours, of_theirs): (BTreeSet<&String>, BTreeSet<&String>, BTreeSet<&String>) =
        (base.iter().collect(), ours.iter().collect(), theirs.iter().collect());
    let in_all =
        |name: &&String| of_base.contains(name) && of_ours.contains(name) && of_theirs.contains(name);
    let known: Vec<&String> = base.iter().filter(in_all).collect();
    let our_order: Vec<&String> = ours.iter().filter(in_all).collect();
    let their_order: Vec<&String> = theirs.iter().filter(in_all).collect();
    let (first, known_to_first, second) = if our_order == known || our_order == their_order {
        (theirs, of_theirs, ours)
    } else if their_order == known {
        (ours, of_ours, theirs)
    } else {
        return None;
    };
    let added = second.iter().filter(|name| !known_to_first.contains(name));
    Some(first.iter().chain(added).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Map, Tape};

    fn tape(text: &str) -> Tape {
        Tape::of(&value(text)).unwrap()
    }

    fn value(text: &str) -> Value {
        let serializer = crate::codec::Serializer::new(const { crate::scheme::Scheme::from_static(&[]) });
        let text = format!("apiVersion: v1\nkind: A\nx: {text}\n");
        let object: crate::dynamic::DynamicObject =
            serializer.decoder().decode_as(&crate::codec::Frame::yaml(text)).unwrap();
        object.fields().get("x").cloned().unwrap()
    }

    fn merged(base: &str, ours: &str, theirs: &str) -> Result<Value, String> {
        let (base, ours, theirs) = (tape(base), tape(ours), tape(theirs));
        let merged =
            merge(base.root().unwrap(), ours.root().unwrap(), theirs.root().unwrap(), Known::Nothing);
        merged.map_err(|paths| paths.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn changes_of_different_fields_and_items_are_both_made() {
        let rows = [
            ("{a: 1, b: 1}", "{a: 2, b: 1}", "{a: 1, b: 2}", "{a: 2, b: 2}"),
            ("{a: 1, b: 1}", "{b: 1}", "{a: 1, b: 2}", "{b: 2}"),
            ("{a: 1}", "{a: 1, b: 1}", "{a: 1, c: 1}", "{a: 1, c: 1, b: 1}"),
            ("{a: 1}", "{a: 2}", "{a: 2}", "{a: 2}"),
            ("{a: 1}", "{}", "{}", "{}"),
            ("{}", "{m: {a: 1}}", "{m: {b: 1}}", "{m: {b: 1, a: 1}}"),
            ("{l: [1, 2]}", "{l: [1]}", "{l: [1, 2], a: 1}", "{l: [1], a: 1}"),
            (
                "{l: [{name: a, v: 1}, {name: b, v: 1}]}",
                "{l: [{name: a, v: 2}, {name: b, v: 1}, {name: c, v: 1}]}",
                "{l: [{name: b, v: 2}, {name: a, v: 1}]}",
                "{l: [{name: b, v: 2}, {name: a, v: 2}, {name: c, v: 1}]}",
            ),
            (
                "{l: [{name: a, v: 1}, {name: b, v: 1}]}",
                "{l: [{name: b, v: 1}]}",
                "{l: [{name: a, v: 1}, {name: b, v: 2}]}",
                "{l: [{name: b, v: 2}]}",
            ),
        ];
        for (base, ours, theirs, expected) in rows {
            assert_eq!(merged(base, ours, theirs), Ok(value(expected)), "{base} {ours} {theirs}");
        }
    }

    #[test]
    fn what_both_changed_differently_is_named() {
        let rows = [
            ("{a: 1}", "{a: 2}", "{a: 3}", "a"),
            ("{a: {b: 1, c: 1}}", "{a: {b: 2, c: 2}}", "{a: {b: 3, c: 3}}", "a.b a.c"),
            ("{a: 1}", "{}", "{a: 2}", "a"),
            ("{l: [1]}", "{l: [1, 2]}", "{l: [1, 3]}", "l"),
            ("{l: [{name: a, v: 1}]}", "{l: [{name: a, v: 2}]}", "{l: [{name: a, v: 3}]}", "l[0].v"),
            ("{l: [{name: a, v: 1}]}", "{l: []}", "{l: [{name: a, v: 3}]}", "l[0]"),
            ("{a: 1}", "{a: {b: 1}}", "{a: [1]}", "a"),
        ];
        for (base, ours, theirs, expected) in rows {
            assert_eq!(merged(base, ours, theirs), Err(expected.to_owned()), "{base} {ours} {theirs}");
        }
    }

    #[test]
    fn large_mappings_and_lists_are_merged_soon() {
        let with = |name: &str| (0..100_000).map(|number| format!("name{number}")).chain([name.to_owned()]);
        let entries = |name: &str| -> Value { with(name).map(|name| (name, 1)).collect() };
        let items = |name: &str| -> Value { with(name).map(|name| Map::from([("name", name)])).collect() };
        for sides in [["x", "a", "b"].map(entries), ["x", "a", "b"].map(items)] {
            let [base, ours, theirs] = sides.map(|value| Tape::of(&value).unwrap());
            let merged =
                merge(base.root().unwrap(), ours.root().unwrap(), theirs.root().unwrap(), Known::Nothing);
            let count = match merged.unwrap() {
                Value::Mapping(entries) => entries.len(),
                Value::Sequence(items) => items.len(),
                _ => 0,
            };
            assert_eq!(count, 100_002);
        }
    }
}
