//! The changes of a document, each at the node of the text that it belongs to.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::value::{Map, Node, Tape, Value};
use crate::yaml::{NodeId, NodeKind, Scalar, Tree};

/// The changes by node. A node that is not here stays as it is, except for what is below it.
#[derive(Clone, Debug, Default)]
pub(super) struct Edits<'n> {
    by_node: BTreeMap<NodeId, Edit<'n>>,
    /// The key nodes of entries that come elsewhere in the document.
    pub(super) moved: BTreeSet<NodeId>,
}

#[derive(Clone, Debug)]
pub(super) enum Edit<'n> {
    /// A value takes the place of the node.
    Replace(Replacement<'n>),
    /// Entries of the mapping go, come, or have another key.
    Entries(EntryEdits<'n>),
    /// The list has these items from now on: old ones by number, or new ones.
    Items(Vec<Item<'n>>),
}

#[derive(Clone, Debug)]
pub(super) struct Replacement<'n> {
    pub(super) content: Content<'n>,
    /// The text has an integer where the type has a float, so a float without a fraction is spelled as one.
    pub(super) whole_as_integer: bool,
    /// An anchor that moves here.
    pub(super) anchor: Option<String>,
    /// The entries of the value, if some of them come from elsewhere in the document.
    pub(super) parts: Vec<Addition<'n>>,
    /// The scalar of which the value is the same, so that its text can stand here.
    pub(super) own: Option<NodeId>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct EntryEdits<'n> {
    /// The key nodes of entries that go.
    pub(super) removed: BTreeSet<NodeId>,
    /// Key nodes and their new names.
    pub(super) renamed: BTreeMap<NodeId, String>,
    pub(super) added: Vec<Addition<'n>>,
    /// What the mapping is to be, where a delta says it.
    pub(super) new: Option<Node<'n>>,
}

#[derive(Clone, Debug)]
pub(super) struct Addition<'n> {
    pub(super) key: String,
    /// The key of the entry before it.
    pub(super) after: Option<String>,
    pub(super) what: Added<'n>,
}

#[derive(Clone, Debug)]
pub(super) enum Added<'n> {
    Value(Content<'n>),
    /// The entry with this key node, from elsewhere in the document.
    Moved {
        key: NodeId,
        value: NodeId,
    },
    /// The value of this node, which is replaced where it stands; its text goes on.
    Own(NodeId),
    /// A merge key brings the value in, so that nothing is written.
    Merged(Content<'n>),
    /// A new mapping of which some entries come from elsewhere.
    Nested(Vec<Addition<'n>>),
}

#[derive(Clone, Debug)]
pub(super) enum Item<'n> {
    Old(usize),
    New(Content<'n>),
}

/// A value of the new object, or one that was put together.
#[derive(Clone, Debug)]
pub(super) enum Content<'n> {
    Node(Node<'n>),
    Owned(Tape),
}

/// What an alias without an edit of its own is.
#[derive(Clone, Copy, PartialEq)]
enum Aliases {
    /// What its anchor is after the edits.
    Follow,
    /// What its anchor was before.
    Stay,
}

impl Content<'_> {
    pub(super) fn of(value: &Value) -> Self {
        // A value holds nothing that a tape cannot.
        Self::Owned(Tape::of(value).unwrap_or_default())
    }

    /// The value; none of an empty tape.
    pub(super) fn node(&self) -> Option<Node<'_>> {
        match self {
            Self::Node(node) => Some(*node),
            Self::Owned(tape) => tape.root(),
        }
    }

    pub(super) fn to_value(&self) -> Value {
        self.node().map_or(Value::Null, Node::to_value)
    }
}

impl Addition<'_> {
    /// Whether it gets a text of its own.
    pub(super) fn is_written(&self) -> bool {
        !matches!(self.what, Added::Merged(_))
    }
}

impl Added<'_> {
    /// Visits it and its parts.
    fn each(&mut self, visit: &mut dyn FnMut(&mut Self)) {
        visit(self);
        if let Self::Nested(parts) = self {
            for part in parts {
                part.what.each(visit);
            }
        }
    }

    /// The key nodes of the entries that move here.
    pub(super) fn moved(&self) -> Vec<NodeId> {
        match self {
            Self::Moved { key, .. } => vec![*key],
            Self::Nested(parts) => parts.iter().flat_map(|part| part.what.moved()).collect(),
            Self::Value(_) | Self::Own(_) | Self::Merged(_) => Vec::new(),
        }
    }

    /// Whether nothing of it is anywhere in the text.
    pub(super) fn is_new(&self) -> bool {
        match self {
            Self::Value(_) => true,
            Self::Nested(parts) => parts.iter().all(|part| part.what.is_new()),
            Self::Moved { .. } | Self::Own(_) | Self::Merged(_) => false,
        }
    }
}

impl<'n> Replacement<'n> {
    pub(super) fn new(content: Content<'n>) -> Self {
        Self { content, whole_as_integer: false, anchor: None, parts: Vec::new(), own: None }
    }
}

impl<'n> Edits<'n> {
    pub(super) fn get(&self, node: NodeId) -> Option<&Edit<'n>> {
        self.by_node.get(&node)
    }

    /// A mapping of which nothing stays is replaced.
    pub(super) fn replace_emptied(&mut self, tree: &Tree<'_>) {
        for (node, edit) in &mut self.by_node {
            let Edit::Entries(entries) = edit else { continue };
            let nothing_stays = tree.entries(*node).all(|(own, _)| entries.removed.contains(&own));
            let Some(new) = entries.new.filter(|_| nothing_stays && !entries.removed.is_empty()) else {
                // What stays of a mapping cannot be in it twice.
                for addition in &mut entries.added {
                    addition.what.each(&mut |added| {
                        if matches!(added, Added::Own(own) if own == node) {
                            *added = Added::Value(Content::of(&Edits::default().value(tree, *node)));
                        }
                    });
                }
                continue;
            };
            let mut replacement = Replacement::new(Content::Node(new));
            if !entries.added.iter().all(|addition| addition.what.is_new()) {
                replacement.parts = std::mem::take(&mut entries.added);
            }
            *edit = Edit::Replace(replacement);
        }
    }

    pub(super) fn insert(&mut self, node: NodeId, edit: Edit<'n>) {
        self.by_node.insert(node, edit);
    }

    pub(super) fn remove(&mut self, node: NodeId) {
        self.by_node.remove(&node);
    }

    pub(super) fn entries_mut(&mut self, node: NodeId) -> Option<&mut EntryEdits<'n>> {
        let edit = self.by_node.entry(node).or_insert_with(|| Edit::Entries(EntryEdits::default()));
        match edit {
            Edit::Entries(entries) => Some(entries),
            Edit::Replace(_) | Edit::Items(_) => None,
        }
    }

    /// Entries that move out of a section are written anew where they come to.
    pub(super) fn write_moved(&mut self, tree: &Tree<'_>, section: Range<NodeId>) {
        if self.moved.range(section.clone()).next().is_none() {
            return;
        }
        let before = self.clone();
        for edit in self.by_node.values_mut() {
            let additions = match edit {
                Edit::Replace(replacement) => &mut replacement.parts,
                Edit::Entries(entries) => &mut entries.added,
                Edit::Items(_) => continue,
            };
            for addition in additions {
                addition.what.each(&mut |added| {
                    if let Added::Moved { key, value } = added
                        && section.contains(key)
                    {
                        *added = Added::Value(Content::of(&before.value_of_place(tree, *value)));
                    }
                });
            }
        }
    }

    /// Finds the entries that move, after changes of them.
    pub(super) fn find_moved(&mut self) {
        let additions = self.by_node.values().flat_map(|edit| match edit {
            Edit::Replace(replacement) => replacement.parts.as_slice(),
            Edit::Entries(entries) => &entries.added,
            Edit::Items(_) => &[],
        });
        self.moved = additions.flat_map(|addition| addition.what.moved()).collect();
    }

    /// Forgets everything below a node and at it.
    pub(super) fn clear_below(&mut self, tree: &Tree<'_>, node: NodeId) {
        let mut behind = self.by_node.split_off(&node);
        self.by_node.append(&mut behind.split_off(&tree.subtree_end(node)));
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (NodeId, &Edit<'n>)> {
        self.by_node.iter().map(|(node, edit)| (*node, edit))
    }

    /// Whether anything at the node or below it changes.
    pub(super) fn touch(&self, tree: &Tree<'_>, node: NodeId) -> bool {
        self.by_node.range(node..tree.subtree_end(node)).next().is_some()
    }

    /// What a node is after the edits. An alias is what its anchor is by then.
    pub(super) fn value(&self, tree: &Tree<'_>, node: NodeId) -> Value {
        self.value_with(tree, node, Aliases::Follow)
    }

    /// What a node is after the edits of one place that means it: an alias in it stays what it was, if it has no edit, and
    /// so does what a merge key brings in.
    pub(super) fn value_of_place(&self, tree: &Tree<'_>, node: NodeId) -> Value {
        self.value_with(tree, node, Aliases::Stay)
    }

    fn value_with(&self, tree: &Tree<'_>, node: NodeId, aliases: Aliases) -> Value {
        let edit = self.get(node);
        if let Some(Edit::Replace(replacement)) = edit {
            return replacement.content.to_value();
        }
        let target = tree.resolve(node);
        if target != node && aliases == Aliases::Stay {
            return Edits::default().value(tree, target);
        }
        let edit = if edit.is_some() { edit } else { self.get(target) };
        match (tree.kind(target), edit) {
            (_, Some(Edit::Replace(replacement))) => replacement.content.to_value(),
            (NodeKind::Sequence(_), Some(Edit::Items(items))) => {
                let old: Vec<NodeId> = tree.items(target).collect();
                let item = |item: &Item<'_>| match item {
                    Item::New(content) => content.to_value(),
                    Item::Old(index) => {
                        old.get(*index).map_or(Value::Null, |old| self.value_with(tree, *old, aliases))
                    }
                };
                items.iter().map(item).collect()
            }
            (NodeKind::Sequence(_), _) => {
                tree.items(target).map(|item| self.value_with(tree, item, aliases)).collect()
            }
            (NodeKind::Mapping(_), edit) => {
                let empty = EntryEdits::default();
                let edit = if let Some(Edit::Entries(edit)) = edit { edit } else { &empty };
                Value::Mapping(self.mapping(tree, target, edit, aliases))
            }
            (NodeKind::Scalar(_) | NodeKind::Alias(_), _) => scalar_value(tree, target),
        }
    }

    fn mapping(&self, tree: &Tree<'_>, node: NodeId, edit: &EntryEdits<'_>, aliases: Aliases) -> Map {
        let mut entries = Vec::new();
        let own: BTreeSet<NodeId> = match aliases {
            Aliases::Follow => BTreeSet::new(),
            Aliases::Stay => tree.entries(node).map(|(key, _)| key).collect(),
        };
        for (key, value) in tree.merged_entries(node).into_iter().flatten() {
            if edit.removed.contains(&key) {
                continue;
            }
            let new_name = match edit.renamed.get(&key) {
                Some(new) => Cow::Borrowed(new.as_str()),
                None => name(tree, key),
            };
            let value = if aliases == Aliases::Follow || own.contains(&key) {
                self.value_with(tree, value, aliases)
            } else {
                Edits::default().value(tree, value)
            };
            entries.push((new_name.into_owned(), value));
        }
        let added = edit.added.iter();
        entries.extend(
            added.map(|addition| (addition.key.clone(), self.added_with(tree, &addition.what, aliases))),
        );
        entries.into_iter().collect()
    }

    pub(super) fn added(&self, tree: &Tree<'_>, added: &Added<'_>) -> Value {
        self.added_with(tree, added, Aliases::Follow)
    }

    fn added_with(&self, tree: &Tree<'_>, added: &Added<'_>, aliases: Aliases) -> Value {
        match added {
            Added::Value(content) | Added::Merged(content) => content.to_value(),
            Added::Moved { value, .. } => self.value_with(tree, *value, aliases),
            Added::Own(value) => Edits::default().value(tree, *value),
            Added::Nested(parts) => {
                let part =
                    |part: &Addition<'_>| (part.key.clone(), self.added_with(tree, &part.what, aliases));
                parts.iter().map(part).collect()
            }
        }
    }
}

/// The name of a key, as far as it has one.
pub(super) fn name<'a>(tree: &'a Tree<'_>, key: NodeId) -> Cow<'a, str> {
    tree.key_text(key).unwrap_or_else(|_| tree.content(key))
}

fn scalar_value(tree: &Tree<'_>, node: NodeId) -> Value {
    match tree.scalar(node) {
        Ok(Scalar::Null) => Value::Null,
        Ok(Scalar::Bool(value)) => value.into(),
        Ok(Scalar::I64(number)) => number.into(),
        Ok(Scalar::U64(number)) => number.into(),
        Ok(Scalar::F64(number)) => Value::try_from(number).unwrap_or_default(),
        Ok(Scalar::String(text)) => text.into_owned().into(),
        Err(_) => tree.content(node).into_owned().into(),
    }
}
