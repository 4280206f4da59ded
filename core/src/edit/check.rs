//! Reads a text after an edit again: it must mean exactly what was wanted.

use std::collections::BTreeSet;

use super::edits::{Edit, Edits, EntryEdits, Item, name};
use super::{Planned, Refusal};
use crate::value::{Node, NodeKind as ValueKind, Number};
use crate::yaml::{self, NodeId, NodeKind, Scalar, Tree, de};

/// Parses the new text and compares it with the old tree and what was to change. Gives the new tree.
pub(super) fn check<'t>(
    tree: &Tree<'_>,
    root: NodeId,
    edits: &Edits<'_>,
    text: &'t str,
) -> Planned<Tree<'t>> {
    let refuse = |reason: String| Err(Refusal::read_back(tree, root, reason));
    let parsed = if tree.is_json() {
        yaml::parse_json(text).map(|tree| vec![tree]).map_err(|error| error.message().to_owned())
    } else {
        yaml::parse(text)
            .map_err(|errors| errors.first().map_or_else(String::new, |error| error.message().to_owned()))
    };
    let new = match parsed {
        Ok(trees) => trees,
        Err(error) => return refuse(format!("the text could not be read afterwards: {error}")),
    };
    // A tree of one frame has one document with something in it, whatever comments stand around it.
    let mut with_content = new.into_iter().filter(|tree| tree.root().is_some());
    let (Some(new), None) = (with_content.next(), with_content.next()) else {
        return refuse("the text would have another number of documents".to_owned());
    };
    if let Some(reason) = de::too_much(&new) {
        return refuse(reason);
    }
    let Some(new_root) = new.root() else { return refuse("the document would be empty".to_owned()) };
    match (Check { old: tree, new: &new, edits }).node(root, new_root) {
        Ok(()) => Ok(new),
        Err(node) => Err(Refusal::read_back(tree, node, "the text would not mean what is wanted")),
    }
}

/// Whether a document means what another one does after its changes.
pub(super) fn same(old: &Tree<'_>, root: NodeId, new: &Tree<'_>, edits: &Edits<'_>) -> bool {
    let is_small = de::too_much(old).is_none() && de::too_much(new).is_none();
    is_small && new.root().is_some_and(|new_root| Check { old, new, edits }.node(root, new_root).is_ok())
}

struct Check<'a, 'o, 'x, 'n> {
    old: &'a Tree<'o>,
    new: &'a Tree<'x>,
    edits: &'a Edits<'n>,
}

/// The old node at which the new text is wrong.
type Checked = Result<(), NodeId>;

fn ensure(holds: bool, node: NodeId) -> Checked {
    if holds { Ok(()) } else { Err(node) }
}

impl Check<'_, '_, '_, '_> {
    fn node(&self, old: NodeId, new: NodeId) -> Checked {
        let edit = self.edits.get(old);
        let target = self.old.resolve(old);
        let edit = if edit.is_some() { edit } else { self.edits.get(target) };
        if let Some(Edit::Replace(replacement)) = edit {
            let Some(value) = replacement.content.node() else { return Err(old) };
            return ensure(is_value(self.new, new, value, replacement.whole_as_integer), old);
        }
        let new = self.new.resolve(new);
        match (self.old.kind(target), self.new.kind(new)) {
            (NodeKind::Mapping(_), NodeKind::Mapping(_)) => {
                let empty = EntryEdits::default();
                let edit = if let Some(Edit::Entries(edit)) = edit { edit } else { &empty };
                self.mapping(target, new, edit)
            }
            (NodeKind::Sequence(_), NodeKind::Sequence(_)) => {
                let items = if let Some(Edit::Items(items)) = edit { Some(items) } else { None };
                self.sequence(target, new, items.map(Vec::as_slice))
            }
            (NodeKind::Scalar(_), NodeKind::Scalar(_)) => {
                ensure(same_scalar(self.old, target, self.new, new), old)
            }
            _ => Err(old),
        }
    }

    fn mapping(&self, old: NodeId, new: NodeId, edit: &EntryEdits<'_>) -> Checked {
        let Ok(entries) = self.old.merged_entries(old) else { return Err(old) };
        let Some(mut left) = Left::of(self.new, new) else { return Err(old) };
        let added: BTreeSet<&str> = edit.added.iter().map(|addition| addition.key.as_str()).collect();
        for (key, value) in entries {
            let is_overridden = || !added.is_empty() && added.contains(&*name(self.old, key));
            if edit.removed.contains(&key) || is_overridden() {
                continue;
            }
            let renamed = edit.renamed.get(&key);
            let wanted = renamed.map_or_else(|| name(self.old, key), |new| new.as_str().into());
            let Some(found) = left.take(&wanted) else { return Err(value) };
            self.node(value, found)?;
        }
        for addition in &edit.added {
            let Some(found) = left.take(&addition.key) else { return Err(old) };
            let wanted = self.edits.added(self.old, &addition.what);
            let wanted = super::edits::Content::of(&wanted);
            let is_wanted = wanted.node().is_some_and(|wanted| is_value(self.new, found, wanted, false));
            ensure(is_wanted, old)?;
        }
        ensure(left.count == 0, old)
    }

    fn sequence(&self, old: NodeId, new: NodeId, items: Option<&[Item<'_>]>) -> Checked {
        let mut new_items = self.new.items(new);
        let Some(items) = items else {
            for item in self.old.items(old) {
                let Some(new) = new_items.next() else { return Err(old) };
                self.node(item, new)?;
            }
            return ensure(new_items.next().is_none(), old);
        };
        let old_items: Vec<NodeId> = self.old.items(old).collect();
        for item in items {
            let Some(new) = new_items.next() else { return Err(old) };
            match item {
                Item::Old(index) => match old_items.get(*index) {
                    Some(item) => self.node(*item, new)?,
                    None => return Err(old),
                },
                Item::New(content) => {
                    let is_wanted = content.node().is_some_and(|value| is_value(self.new, new, value, false));
                    ensure(is_wanted, old)?;
                }
            }
        }
        ensure(new_items.next().is_none(), old)
    }
}

fn same_scalar(old_tree: &Tree<'_>, old: NodeId, new_tree: &Tree<'_>, new: NodeId) -> bool {
    match (old_tree.scalar(old), new_tree.scalar(new)) {
        (Ok(Scalar::F64(left)), Ok(Scalar::F64(right))) => left.to_bits() == right.to_bits(),
        (Ok(left), Ok(right)) => left == right,
        // What has no value, such as `.nan`, is at least spelled alike.
        (Err(_), Err(_)) => old_tree.content(old) == new_tree.content(new),
        _ => false,
    }
}

/// Whether a node means a value. An integer may stand for a float without a fraction if that is how the text has it.
pub(super) fn is_value(tree: &Tree<'_>, node: NodeId, value: Node<'_>, whole_as_integer: bool) -> bool {
    let node = tree.resolve(node);
    match (value.kind(), tree.kind(node)) {
        (ValueKind::Map(entries), NodeKind::Mapping(_)) => {
            let Some(mut left) = Left::of(tree, node) else { return false };
            let mut entries = entries;
            let all = entries
                .all(|(key, value)| left.take(key).is_some_and(|found| is_value(tree, found, value, false)));
            all && left.count == 0
        }
        (ValueKind::Seq(mut items), NodeKind::Sequence(_)) => {
            let mut own = tree.items(node);
            items.all(|item| own.next().is_some_and(|own| is_value(tree, own, item, false)))
                && own.next().is_none()
        }
        (ValueKind::Map(_) | ValueKind::Seq(_), _) => false,
        (value, NodeKind::Scalar(_)) => match (value, tree.scalar(node)) {
            (ValueKind::Null, Ok(Scalar::Null)) => true,
            (ValueKind::Bool(value), Ok(Scalar::Bool(own))) => value == own,
            (ValueKind::Str(text), Ok(Scalar::String(own))) => text == own,
            (ValueKind::Number(number), Ok(Scalar::I64(own))) => {
                number == own.into() || whole_as_integer && is_float(number, Number::from(own).as_f64())
            }
            (ValueKind::Number(number), Ok(Scalar::U64(own))) => {
                number == own.into() || whole_as_integer && is_float(number, Number::from(own).as_f64())
            }
            (ValueKind::Number(number), Ok(Scalar::F64(own))) => is_float(number, own),
            _ => false,
        },
        _ => false,
    }
}

fn is_float(number: Number, own: f64) -> bool {
    number.is_float() && number.as_f64().to_bits() == own.to_bits()
}

/// The entries of a mapping that no wanted entry was found for yet.
struct Left<'a, 'x> {
    tree: &'a Tree<'x>,
    entries: Vec<Option<(NodeId, NodeId)>>,
    count: usize,
    /// The entry that is probably next.
    at: usize,
}

impl<'a, 'x> Left<'a, 'x> {
    fn of(tree: &'a Tree<'x>, mapping: NodeId) -> Option<Self> {
        let entries: Vec<Option<(NodeId, NodeId)>> = tree.merged_entries(mapping).ok()?.map(Some).collect();
        Some(Self { tree, count: entries.len(), entries, at: 0 })
    }

    fn take(&mut self, wanted: &str) -> Option<NodeId> {
        let is_it =
            |entry: &Option<(NodeId, NodeId)>| entry.is_some_and(|(key, _)| *name(self.tree, key) == *wanted);
        let (before, behind) = self.entries.split_at_checked(self.at)?;
        let ahead = behind.iter().position(is_it).map(|index| self.at + index);
        let index = ahead.or_else(|| before.iter().position(is_it))?;
        let (_, value) = self.entries.get_mut(index)?.take()?;
        self.at = index + 1;
        self.count -= 1;
        Some(value)
    }
}
