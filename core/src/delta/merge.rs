//! Two changes of one value as one: by field, and in lists by the keys of the items.

use super::{Known, list};
use crate::path::FieldPath;
use crate::value::{Map, Node, NodeKind, Value};

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

    fn below(self, key: &str) -> Self {
        let below = |node: Option<Node<'v>>| node.and_then(|node| node.get(key));
        Self { base: below(self.base), ours: below(self.ours), theirs: below(self.theirs) }
    }

    fn entries(self, known: Known, path: &FieldPath, conflicts: &mut Vec<FieldPath>) -> Value {
        let keys = keys(self.theirs);
        let added =
            keys_of(self.ours).filter(|key| self.theirs.is_none_or(|theirs| theirs.get(key).is_none()));
        let mut merged = Map::with_capacity(keys.len());
        for key in keys.iter().copied().chain(added) {
            if let Some(value) = self.below(key).merged(known.entry(key).1, &path.field(key), conflicts) {
                merged.insert(key, value);
            }
        }
        Value::Mapping(merged)
    }

    /// `None` where items have no names that tell them apart, or both sides put them in another order.
    fn items(self, known: Known, path: &FieldPath, conflicts: &mut Vec<FieldPath>) -> Option<Value> {
        let (base, ours, theirs) = (items(self.base), items(self.ours), items(self.theirs));
        let named = list::named([&base, &ours, &theirs], known.list_keys())?;
        let [base_names, our_names, their_names] = &named;
        let find = |names: &[String], nodes: &[Node<'v>], name: &String| {
            names.iter().position(|other| other == name).and_then(|at| nodes.get(at).copied())
        };
        let order = order(base_names, our_names, their_names)?;
        let mut merged = Vec::with_capacity(order.len());
        for (index, name) in order.into_iter().enumerate() {
            let sides = Self {
                base: find(base_names, &base, name),
                ours: find(our_names, &ours, name),
                theirs: find(their_names, &theirs, name),
            };
            merged.extend(sides.merged(known.item(), &path.index(index), conflicts));
        }
        Some(Value::Sequence(merged))
    }
}

fn keys_of(node: Option<Node<'_>>) -> impl Iterator<Item = &str> {
    let entries = match node.map(Node::kind) {
        Some(NodeKind::Map(entries)) => Some(entries),
        _ => None,
    };
    entries.into_iter().flatten().map(|(key, _)| key)
}

fn keys(node: Option<Node<'_>>) -> Vec<&str> {
    keys_of(node).collect()
}

fn items(node: Option<Node<'_>>) -> Vec<Node<'_>> {
    match node.map(Node::kind) {
        Some(NodeKind::Seq(items)) => items.collect(),
        _ => Vec::new(),
    }
}

/// The names of all items: in the order of the side that changed it, and then what the other side has added.
fn order<'n>(base: &[String], ours: &'n [String], theirs: &'n [String]) -> Option<Vec<&'n String>> {
    let kept = |names: &'n [String], others: &[String]| -> Vec<&'n String> {
        names.iter().filter(|name| base.contains(name) && others.contains(name)).collect()
    };
    let known: Vec<&String> =
        base.iter().filter(|name| ours.contains(name) && theirs.contains(name)).collect();
    let (our_order, their_order) = (kept(ours, theirs), kept(theirs, ours));
    let (first, second) = if our_order == known || our_order == their_order {
        (theirs, ours)
    } else if their_order == known {
        (ours, theirs)
    } else {
        return None;
    };
    Some(first.iter().chain(second.iter().filter(|name| !first.contains(name))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Tape;

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
}
