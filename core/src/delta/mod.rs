//! What differs between two values: entries and items with their paths, lists matched by key or by content.

mod known;
pub(crate) mod list;
mod merge;
mod moves;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

pub use known::Known;
pub use merge::merge;
pub use moves::Moves;
pub(crate) use moves::of_every_item;

use crate::fields::Field;
use crate::path::FieldPath;
use crate::value::{Entries, Node, NodeKind};

/// What has to be done to a value to make another one of it.
///
/// Mappings are compared by key, whatever their order. Lists are matched by the keys that the type names
/// (`#[object(list_key = "name")]`), else by a key that items of Kubernetes' types commonly have if it is there and
/// unique on both sides, else by their longest common subsequence, what is left over in between pairwise.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use libgitops_core::delta::{Delta, Known};
/// use libgitops_core::value::Tape;
///
/// let base = Tape::of(&BTreeMap::from([("engine", "V6"), ("brand", "bar")]))?;
/// let new = Tape::of(&BTreeMap::from([("engine", "V8"), ("brand", "bar")]))?;
/// let delta = Delta::between(base.root().unwrap(), new.root().unwrap(), Known::Nothing).unwrap();
/// let changes: Vec<String> = delta.changes().iter().map(ToString::to_string).collect();
/// assert_eq!(changes, [r#"engine: "V6" becomes "V8""#]);
/// # Ok::<(), libgitops_core::error::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Delta<'b, 'n> {
    /// The value that is changed.
    pub base: Node<'b>,
    /// What it becomes.
    pub new: Node<'n>,
    /// How.
    pub kind: DeltaKind<'b, 'n>,
}

/// How a value changes.
#[derive(Clone, Debug)]
pub enum DeltaKind<'b, 'n> {
    /// A scalar, or a value of another kind, takes its place.
    Replaced,
    /// A mapping stays one: these entries of it change.
    Entries(Vec<EntryDelta<'b, 'n>>),
    /// A list stays one: its new items, all of them.
    Items(Vec<ItemDelta<'b, 'n>>),
}

/// A change of one entry of a mapping.
#[derive(Clone, Debug)]
pub enum EntryDelta<'b, 'n> {
    /// The entry is gone.
    Removed {
        /// Its key.
        key: &'b str,
        /// Its value.
        base: Node<'b>,
        /// Where it went, if it is not gone at all.
        moved_to: Option<FieldPath>,
        /// What the type knows of it.
        field: Option<&'static Field>,
    },
    /// The entry stays; its key, its value or both change.
    Changed {
        /// Its key.
        key: &'b str,
        /// Its key from now on.
        new_key: &'n str,
        /// How the value changes, if it does.
        delta: Option<Box<Delta<'b, 'n>>>,
        /// What the type knows of it.
        field: Option<&'static Field>,
    },
    /// The entry is new here.
    Added {
        /// Its key.
        key: &'n str,
        /// Its value.
        new: Node<'n>,
        /// The key of the entry before it, if it is not the first.
        after: Option<&'n str>,
        /// Where it was, if it is not new at all.
        moved_from: Option<Box<MovedFrom<'b, 'n>>>,
        /// What the type knows of it.
        field: Option<&'static Field>,
    },
}

/// Where an entry was that moved, and how it changed on the way.
#[derive(Clone, Debug)]
pub struct MovedFrom<'b, 'n> {
    /// The path it had.
    pub path: FieldPath,
    /// How the value changes, if it does.
    pub delta: Option<Delta<'b, 'n>>,
}

/// An item of the new list.
#[derive(Clone, Debug)]
pub struct ItemDelta<'b, 'n> {
    /// Which item of the old list it is, if it is none that is new.
    pub from: Option<usize>,
    /// The item.
    pub new: Node<'n>,
    /// How it changes, if it was there and does.
    pub delta: Option<Delta<'b, 'n>>,
}

impl<'b, 'n> Delta<'b, 'n> {
    /// What differs; none if nothing does.
    pub fn between(base: Node<'b>, new: Node<'n>, known: Known) -> Option<Self> {
        Self::through(base, new, known, &Moves::none())
    }

    /// The same for two versions of an object, of whose fields some have other names or places.
    pub fn through(base: Node<'b>, new: Node<'n>, known: Known, moves: &Moves) -> Option<Self> {
        let walk = Walk { root: base, moves };
        walk.values(base, new, known, &Paths::default())
    }

    /// All changes in a flat list, in the order of the base, what is added at the end of its mapping or list.
    pub fn changes(&self) -> Vec<Change<'b, 'n>> {
        let mut changes = Vec::new();
        self.collect(&FieldPath::root(), &mut changes);
        changes
    }

    fn collect(&self, path: &FieldPath, changes: &mut Vec<Change<'b, 'n>>) {
        match &self.kind {
            DeltaKind::Replaced => changes.push(Change {
                path: path.clone(),
                old: Some(self.base),
                new: Some(self.new),
                from: None,
            }),
            DeltaKind::Entries(entries) => entries.iter().for_each(|entry| entry.collect(path, changes)),
            DeltaKind::Items(items) => {
                let NodeKind::Seq(old) = self.base.kind() else { return };
                let stays: BTreeSet<usize> = items.iter().filter_map(|item| item.from).collect();
                for (index, old) in old.enumerate().filter(|(index, _)| !stays.contains(index)) {
                    changes.push(Change { path: path.index(index), old: Some(old), new: None, from: None });
                }
                let from: Vec<Option<usize>> = items.iter().map(|item| item.from).collect();
                for ((index, item), stays) in items.iter().enumerate().zip(list::staying(&from)) {
                    let path = path.index(index);
                    if item.from.is_none() {
                        changes.push(Change { path, old: None, new: Some(item.new), from: None });
                        continue;
                    }
                    if !stays {
                        let from = item.from;
                        changes.push(Change { path: path.clone(), old: None, new: None, from });
                    }
                    if let Some(delta) = &item.delta {
                        delta.collect(&path, changes);
                    }
                }
            }
        }
    }
}

impl<'b, 'n> EntryDelta<'b, 'n> {
    fn collect(&self, path: &FieldPath, changes: &mut Vec<Change<'b, 'n>>) {
        match self {
            Self::Removed { key, base, .. } => {
                changes.push(Change { path: path.field(*key), old: Some(*base), new: None, from: None });
            }
            Self::Changed { key, new_key, delta, .. } => {
                if key != new_key {
                    changes.push(Change { path: path.field(*new_key), old: None, new: None, from: None });
                }
                if let Some(delta) = delta {
                    delta.collect(&path.field(*new_key), changes);
                }
            }
            Self::Added { key, new, .. } => {
                changes.push(Change { path: path.field(*key), old: None, new: Some(*new), from: None });
            }
        }
    }
}

/// One change with its path.
#[derive(Clone, Debug)]
pub struct Change<'b, 'n> {
    /// Where: in the new value, or in the old one for what is gone.
    pub path: FieldPath,
    /// What was there.
    pub old: Option<Node<'b>>,
    /// What is there now; with neither, what is there came from elsewhere in its list or had another name.
    pub new: Option<Node<'n>>,
    /// Which item of the old list it is, if it moved.
    pub from: Option<usize>,
}

impl std::fmt::Display for Change<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = |node: Node<'_>| {
            let mut text = String::new();
            crate::emit::flow_json(node, &mut text);
            text
        };
        write!(f, "{}", self.path)?;
        match (self.old, self.new, self.from) {
            (Some(old), Some(new), _) => write!(f, ": {} becomes {}", text(old), text(new)),
            (Some(old), None, _) => write!(f, ": {} is removed", text(old)),
            (None, Some(new), _) => write!(f, ": {} is added", text(new)),
            (None, None, Some(from)) => write!(f, ": was item {from}"),
            (None, None, None) => write!(f, ": has a new name"),
        }
    }
}

/// Paths of one place in the old and in the new value; kept only when there are moves to look up.
#[derive(Clone, Default)]
struct Paths {
    old: FieldPath,
    new: FieldPath,
}

struct Walk<'b, 'm> {
    root: Node<'b>,
    moves: &'m Moves,
}

impl<'b> Walk<'b, '_> {
    fn values<'n>(
        &self,
        base: Node<'b>,
        new: Node<'n>,
        known: Known,
        paths: &Paths,
    ) -> Option<Delta<'b, 'n>> {
        let kind = match (base.kind(), new.kind()) {
            (NodeKind::Map(old), NodeKind::Map(entries)) => {
                let changed = self.entries(old, entries, known, paths);
                if changed.is_empty() {
                    return None;
                }
                DeltaKind::Entries(changed)
            }
            (NodeKind::Seq(old), NodeKind::Seq(items)) => {
                if self.moves.is_empty() && base == new {
                    return None;
                }
                let keys = known.list_keys();
                let (old, items): (Vec<_>, Vec<_>) = (old.collect(), items.collect());
                let by_place = !self.moves.is_empty() && old.len() == items.len();
                let matched = list::matched(&old, &items, keys, by_place);
                let paths = self.paths(paths, |path| path.index(0), |path| path.index(0));
                let mut is_same = matched.old_len == matched.items.len();
                let mut changed = Vec::with_capacity(matched.items.len());
                for (index, (from, old, new)) in matched.items.into_iter().enumerate() {
                    let delta = old.and_then(|old| self.values(old, new, known.item(), &paths));
                    is_same &= from == Some(index) && delta.is_none();
                    changed.push(ItemDelta { from, new, delta });
                }
                if is_same {
                    return None;
                }
                DeltaKind::Items(changed)
            }
            _ if base == new => return None,
            _ => DeltaKind::Replaced,
        };
        Some(Delta { base, new, kind })
    }

    fn entries<'n>(
        &self,
        old: Entries<'b>,
        new: Entries<'n>,
        known: Known,
        paths: &Paths,
    ) -> Vec<EntryDelta<'b, 'n>> {
        let mut changed = Vec::new();
        let (mut rest_of_old, mut rest_of_new) = (old, new);
        let mut last = None;
        // What one type encoded usually has the same keys in the same order.
        loop {
            let before = (rest_of_old.clone(), rest_of_new.clone());
            match (rest_of_old.next(), rest_of_new.next()) {
                (Some((key, base)), Some((new_key, value))) if key == new_key => {
                    changed.extend(self.entry((key, base), (new_key, value), known, paths));
                    last = Some(new_key);
                }
                (None, None) => return changed,
                _ => {
                    (rest_of_old, rest_of_new) = before;
                    break;
                }
            }
        }
        self.unordered(rest_of_old.collect(), rest_of_new.collect(), last, known, paths, &mut changed);
        changed
    }

    fn entry<'n>(
        &self,
        (key, base): (&'b str, Node<'b>),
        (new_key, new): (&'n str, Node<'n>),
        known: Known,
        paths: &Paths,
    ) -> Option<EntryDelta<'b, 'n>> {
        let (field, below) = known.entry(key);
        let paths = self.paths(paths, |path| path.field(key), |path| path.field(new_key));
        let delta = self.values(base, new, below, &paths).map(Box::new);
        (delta.is_some() || key != new_key).then_some(EntryDelta::Changed { key, new_key, delta, field })
    }

    fn unordered<'n>(
        &self,
        old: Vec<(&'b str, Node<'b>)>,
        new: Vec<(&'n str, Node<'n>)>,
        mut last: Option<&'n str>,
        known: Known,
        paths: &Paths,
        changed: &mut Vec<EntryDelta<'b, 'n>>,
    ) {
        let by_key: BTreeMap<&str, (&'n str, Node<'n>)> =
            new.iter().map(|(key, value)| (*key, (*key, *value))).collect();
        let old_by_key: BTreeMap<&str, Node<'b>> = old.iter().copied().collect();
        let mut renamed = Vec::new();
        for (key, base) in old {
            if let Some(entry) = by_key.get(key) {
                changed.extend(self.entry((key, base), *entry, known, paths));
                continue;
            }
            let moved_to = self.moves.from(&paths.old, key);
            let sibling = moved_to.and_then(|to| to.below(&paths.new));
            let sibling = sibling.and_then(|name| new.iter().find(|(key, _)| *key == name));
            match sibling {
                Some((new_key, value)) if !old_by_key.contains_key(new_key) => {
                    renamed.push(*new_key);
                    changed.extend(self.entry((key, base), (new_key, *value), known, paths));
                }
                _ => {
                    let moved_to = moved_to.map(|to| to.path().clone());
                    let field = known.entry(key).0;
                    changed.push(EntryDelta::Removed { key, base, moved_to, field });
                }
            }
        }
        for (key, value) in new {
            if !old_by_key.contains_key(key) && !renamed.contains(&key) {
                let (field, below) = known.entry(key);
                let moved_from = self.moved_from(paths, key, value, below);
                changed.push(EntryDelta::Added { key, new: value, after: last, moved_from, field });
            }
            last = Some(key);
        }
    }

    fn moved_from<'n>(
        &self,
        paths: &Paths,
        key: &str,
        new: Node<'n>,
        known: Known,
    ) -> Option<Box<MovedFrom<'b, 'n>>> {
        let path = self.moves.to(&paths.new, key)?;
        let base = at(self.root, path)?;
        let paths = Paths { old: path.clone(), new: paths.new.field(key) };
        let delta = self.values(base, new, known, &paths);
        Some(Box::new(MovedFrom { path: path.clone(), delta }))
    }

    fn paths(
        &self,
        paths: &Paths,
        old: impl FnOnce(&FieldPath) -> FieldPath,
        new: impl FnOnce(&FieldPath) -> FieldPath,
    ) -> Paths {
        if self.moves.is_empty() {
            return Paths::default();
        }
        Paths { old: old(&paths.old), new: new(&paths.new) }
    }
}

fn at<'b>(root: Node<'b>, path: &FieldPath) -> Option<Node<'b>> {
    use crate::path::PathSegment;
    path.segments().iter().try_fold(root, |node, segment| match segment {
        PathSegment::Field(name) => node.get(name),
        PathSegment::Index(_) => None,
    })
}
