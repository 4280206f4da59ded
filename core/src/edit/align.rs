//! Finds the nodes of a text that a delta of values means.

use std::collections::BTreeSet;

use super::edits::{Added, Addition, Content, Edit, Edits, EntryEdits, Item, Replacement, name};
use super::keys::Keys;
use super::{EditOptions, Planned, Refusal, check, merges, section};
use crate::delta::{Delta, DeltaKind, EntryDelta, ItemDelta, Known, MovedFrom, Moves, of_every_item};
use crate::fields::Field;
use crate::meta::Quantity;
use crate::path::{FieldPath, PathSegment};
use crate::value::{Entries, Map, Node, NodeKind as ValueKind, Number, Tape, Value};
use crate::yaml::{self, NodeId, NodeKind, Scalar, Tree};

/// The changes of a delta at the nodes of a text.
pub(super) fn aligned<'n>(
    tree: &Tree<'_>,
    root: NodeId,
    delta: &Delta<'_, 'n>,
    moves: &Moves,
    options: EditOptions,
) -> Planned<Edits<'n>> {
    let edits = Edits::default();
    let mut aligner = Aligner { tree, root, moves, options, edits, is_apart: false };
    aligner.node(root, delta, &FieldPath::root())?;
    let mut edits = aligner.edits;
    edits.replace_emptied(tree);
    edits.find_moved();
    Ok(edits)
}

struct Aligner<'a, 't, 'n> {
    tree: &'a Tree<'t>,
    root: NodeId,
    moves: &'a Moves,
    options: EditOptions,
    edits: Edits<'n>,
    /// Whether a value is put together that is written anew, so that nothing moves into it.
    is_apart: bool,
}

impl<'n> Aligner<'_, '_, 'n> {
    fn node(&mut self, node: NodeId, delta: &Delta<'_, 'n>, path: &FieldPath) -> Planned<()> {
        let target = self.tree.resolve(node);
        if target != node {
            // What is wanted here is written here, and whether it is also wanted at the anchor is settled later.
            let value = self.value_of_place(target, Some(delta), path)?;
            self.edits.insert(node, Edit::Replace(Replacement::new(Content::of(&value))));
            return Ok(());
        }
        match (&delta.kind, self.tree.kind(node)) {
            (DeltaKind::Entries(entries), NodeKind::Mapping(_)) => self.entries(node, entries, delta, path),
            (DeltaKind::Items(items), NodeKind::Sequence(_)) if self.corresponds(node, delta.base) => {
                self.items(node, items, delta, path)
            }
            (DeltaKind::Replaced, kind) if is_scalar(kind) || is_scalar_value(delta.new) => {
                self.replace(node, delta, path)
            }
            _ => self.unlike_the_base(node, delta.new, path),
        }
    }

    /// What a node that several places share is to be in one of them, written out.
    fn value_of_place(
        &mut self,
        node: NodeId,
        delta: Option<&Delta<'_, 'n>>,
        path: &FieldPath,
    ) -> Planned<Value> {
        let outer = std::mem::take(&mut self.edits);
        let was_apart = std::mem::replace(&mut self.is_apart, true);
        delta.map_or(Ok(()), |delta| self.node(node, delta, path))?;
        self.is_apart = was_apart;
        let edits = std::mem::replace(&mut self.edits, outer);
        Ok(edits.value_of_place(self.tree, node))
    }

    fn replace(&mut self, node: NodeId, delta: &Delta<'_, 'n>, path: &FieldPath) -> Planned<()> {
        let is_float = |node: Node<'_>| matches!(node.kind(), ValueKind::Number(number) if number.is_float());
        let is_integer = matches!(self.tree.scalar(node), Ok(Scalar::I64(_) | Scalar::U64(_)));
        let number = delta.new.quantity().and_then(|amount| self.as_number(node, &amount));
        let content = number.map_or(Content::Node(delta.new), |number| Content::of(&number.into()));
        let mut replacement = Replacement::new(content);
        replacement.whole_as_integer = is_integer && is_float(delta.base) && is_float(delta.new);
        if !self.moves.is_empty() {
            self.keep_texts(node, delta.new, path, &mut replacement)?;
        }
        self.edits.insert(node, Edit::Replace(replacement));
        Ok(())
    }

    /// An amount as a number without quotes, if that is how the text has the old one.
    fn as_number(&self, node: NodeId, amount: &Quantity) -> Option<Number> {
        let is_number =
            matches!(self.tree.scalar(node), Ok(Scalar::I64(_) | Scalar::U64(_) | Scalar::F64(_)));
        let text = is_number.then(|| amount.to_string())?;
        match yaml::resolve_plain(&text) {
            Scalar::I64(number) => Some(number.into()),
            Scalar::U64(number) => Some(number.into()),
            _ => None,
        }
    }

    /// Finds the scalars of which the text stays when a scalar becomes a mapping or the other way round.
    fn keep_texts(
        &mut self,
        node: NodeId,
        new: Node<'n>,
        path: &FieldPath,
        replacement: &mut Replacement<'n>,
    ) -> Planned<()> {
        match new.kind() {
            ValueKind::Map(entries) if self.moves.reach_below(path) => {
                replacement.parts = self.parts(node, entries, path)?;
            }
            ValueKind::Map(_) | ValueKind::Seq(_) => {}
            _ => {
                let own_path = of_every_item(&section::path_of(self.tree, self.root, node));
                let below = self.moves.source_of(path).and_then(|source| {
                    let below = source.segments().strip_prefix(own_path.segments())?;
                    section::entry_at(self.tree, node, below)
                });
                let is_same = |value: &NodeId| check::is_value(self.tree, *value, new, false);
                replacement.own = below.map(|(_, value)| value).filter(is_same);
            }
        }
        Ok(())
    }

    /// The text is laid out otherwise than the type encodes it, so what it says itself is the base.
    fn unlike_the_base(&mut self, node: NodeId, new: Node<'n>, path: &FieldPath) -> Planned<()> {
        let own = Tape::of(&Edits::default().value(self.tree, node)).unwrap_or_default();
        let Some(root) = own.root() else { return Ok(()) };
        match Delta::between(root, new, Known::Nothing) {
            None => Ok(()),
            Some(delta) => match (&delta.kind, self.tree.kind(node)) {
                (DeltaKind::Entries(entries), NodeKind::Mapping(_)) => {
                    self.entries(node, entries, &delta, path)
                }
                (DeltaKind::Items(items), NodeKind::Sequence(_)) => self.items(node, items, &delta, path),
                _ => self.replace(node, &delta, path),
            },
        }
    }

    /// Whether the items of a list are those that the base has, one by one.
    fn corresponds(&self, node: NodeId, base: Node<'_>) -> bool {
        let ValueKind::Seq(items) = base.kind() else { return false };
        let mut nodes = self.tree.items(node);
        for item in items {
            let Some(node) = nodes.next() else { return false };
            let differs = match (item.kind(), self.tree.kind(self.tree.resolve(node))) {
                (ValueKind::Str(text), NodeKind::Scalar(_)) => {
                    matches!(self.tree.scalar(node), Ok(Scalar::String(own)) if own != text)
                }
                (ValueKind::Map(_), NodeKind::Sequence(_)) | (ValueKind::Seq(_), NodeKind::Mapping(_)) => {
                    true
                }
                _ => false,
            };
            if differs {
                return false;
            }
        }
        nodes.next().is_none()
    }

    fn items(
        &mut self,
        node: NodeId,
        items: &[ItemDelta<'_, 'n>],
        delta: &Delta<'_, 'n>,
        path: &FieldPath,
    ) -> Planned<()> {
        if !items.iter().any(|item| item.from.is_some()) {
            self.edits.insert(node, Edit::Replace(Replacement::new(Content::Node(delta.new))));
            return Ok(());
        }
        let nodes: Vec<NodeId> = self.tree.items(node).collect();
        let mut is_same = items.len() == nodes.len();
        let mut new = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            is_same &= item.from == Some(index);
            match item.from {
                None => new.push(Item::New(Content::Node(item.new))),
                Some(from) => {
                    new.push(Item::Old(from));
                    if let (Some(delta), Some(old)) = (&item.delta, nodes.get(from)) {
                        self.node(*old, delta, &self.below(path, |path| path.index(0)))?;
                    }
                }
            }
        }
        if !is_same {
            self.edits.insert(node, Edit::Items(new));
        }
        Ok(())
    }

    fn entries(
        &mut self,
        node: NodeId,
        entries: &[EntryDelta<'_, 'n>],
        delta: &Delta<'_, 'n>,
        path: &FieldPath,
    ) -> Planned<()> {
        let mut edit = EntryEdits::default();
        let keys = Keys::of(self.tree, node, entries.len());
        for entry in entries {
            match entry {
                EntryDelta::Removed { key, field, .. } => {
                    self.removed(&keys, key, *field, &mut edit)?;
                }
                EntryDelta::Changed { key, new_key, delta, field } => {
                    self.changed(&keys, (key, new_key), delta.as_deref(), *field, path, &mut edit)?;
                }
                EntryDelta::Added { key, new, after, moved_from, field } => {
                    let after = after.map(str::to_owned);
                    let path = self.below(path, |path| path.field(*key));
                    if let Some(present) = keys.find(key, *field) {
                        self.unlike_the_base(present.1, *new, &path)?;
                        continue;
                    }
                    let what = self.added(node, *new, moved_from.as_deref(), &path)?;
                    edit.added.push(Addition { key: (*key).to_owned(), after, what });
                }
            }
        }
        self.finish_entries(node, edit, delta.new);
        Ok(())
    }

    fn finish_entries(&mut self, node: NodeId, edit: EntryEdits<'n>, new: Node<'n>) {
        if self.tree.child_count(node) == 0 && !edit.added.is_empty() {
            self.edits.insert(node, Edit::Replace(Replacement::new(Content::Node(new))));
        } else if !(edit.removed.is_empty() && edit.renamed.is_empty() && edit.added.is_empty()) {
            self.edits.insert(node, Edit::Entries(EntryEdits { new: Some(new), ..edit }));
        }
    }

    fn removed(
        &mut self,
        keys: &Keys<'_, '_>,
        key: &str,
        field: Option<&'static Field>,
        edit: &mut EntryEdits<'n>,
    ) -> Planned<()> {
        let Some((key_node, _)) = keys.find(key, field) else { return Ok(()) };
        let name = name(self.tree, key_node);
        let own = keys.own(&name);
        match own[..] {
            // Alone, or beside one of the same name that a merge key brings in.
            [own] => drop(edit.removed.insert(own)),
            [] => {}
            _ => {
                return Err(self.refuse(
                    key_node,
                    format!("the key `{key}` is given twice, and one of them would stay"),
                ));
            }
        }
        if keys.merges {
            self.remove_merged(keys.mapping, &name, edit);
        }
        Ok(())
    }

    /// Removes an entry that merge keys bring in: from the mappings that stand at the merge key itself. Whether one that is
    /// shared loses it too is settled later.
    fn remove_merged(&mut self, node: NodeId, key: &str, edit: &mut EntryEdits<'n>) {
        // A mapping that many merge is looked at once.
        let (mut seen, mut waiting) = (BTreeSet::from([node]), vec![node]);
        while let Some(node) = waiting.pop() {
            for source in merges::sources(self.tree, node) {
                let mapping = self.tree.resolve(source);
                let own = Keys::of(self.tree, mapping, 1).own(key);
                edit.removed.extend(&own);
                if mapping == source && !own.is_empty() {
                    self.remove_from(mapping, &own);
                }
                if seen.insert(mapping) {
                    waiting.push(mapping);
                }
            }
        }
    }

    fn remove_from(&mut self, mapping: NodeId, keys: &[NodeId]) {
        let Some(entries) = self.edits.entries_mut(mapping) else { return };
        entries.removed.extend(keys);
        if entries.removed.len() == self.tree.child_count(mapping) {
            let nothing = Content::of(&Value::Mapping(Map::new()));
            self.edits.insert(mapping, Edit::Replace(Replacement::new(nothing)));
        }
    }

    fn changed(
        &mut self,
        keys: &Keys<'_, '_>,
        (key, new_key): (&str, &str),
        delta: Option<&Delta<'_, 'n>>,
        field: Option<&'static Field>,
        path: &FieldPath,
        edit: &mut EntryEdits<'n>,
    ) -> Planned<()> {
        let path = self.below(path, |path| path.field(new_key));
        let Some((key_node, value)) = keys.find(key, field) else {
            // The type gave the field a value that the text leaves out.
            if let Some(delta) = delta {
                let content = self.addition_of(delta);
                let what = Added::Value(content);
                edit.added.push(Addition { key: new_key.to_owned(), after: None, what });
            }
            return Ok(());
        };
        let name = name(self.tree, key_node);
        let own = keys.own(&name);
        if own.contains(&key_node) {
            if key != new_key {
                edit.renamed.insert(key_node, new_key.to_owned());
                // Without its own key, a mapping has what a merge key brings in.
                if keys.merges {
                    self.remove_merged(keys.mapping, &name, edit);
                }
            }
            return delta.map_or(Ok(()), |delta| self.node(value, delta, &path));
        }
        if key != new_key {
            self.removed(keys, key, field, edit)?;
        } else if delta.is_none() {
            return Ok(());
        } else if !own.is_empty() {
            return Err(self.refuse(key_node, format!("a merge key overrides `{key}`")));
        }
        self.overridden(keys.mapping, new_key, value, delta, edit)
    }

    /// An entry that a merge key brings in gets one beside the merge key that overrides it.
    fn overridden(
        &mut self,
        mapping: NodeId,
        key: &str,
        value: NodeId,
        delta: Option<&Delta<'_, 'n>>,
        edit: &mut EntryEdits<'n>,
    ) -> Planned<()> {
        let wanted = self.value_of_place(value, delta, &FieldPath::root())?;
        let what = Added::Value(Content::of(&wanted));
        let last = self.tree.entries(mapping).last();
        let after = last.map(|(key, _)| name(self.tree, key).into_owned());
        edit.added.push(Addition { key: key.to_owned(), after, what });
        Ok(())
    }

    /// What a field that the text leaves out gets: only what differs from its defaults, if that is asked for.
    fn addition_of(&self, delta: &Delta<'_, 'n>) -> Content<'n> {
        match &delta.kind {
            DeltaKind::Entries(_) if !self.options.whole_additions => Content::of(&only_changes(delta)),
            _ => Content::Node(delta.new),
        }
    }

    /// What comes into the mapping `holder`, or below it.
    fn added(
        &mut self,
        holder: NodeId,
        new: Node<'n>,
        moved_from: Option<&MovedFrom<'_, 'n>>,
        path: &FieldPath,
    ) -> Planned<Added<'n>> {
        if self.is_own(holder, new, path) {
            return Ok(Added::Own(holder));
        }
        if let Some(moved) = moved_from
            && let Some((key, value)) = self.entry_outside(holder, moved.path.segments())
        {
            if let Some(delta) = &moved.delta {
                self.node(value, delta, path)?;
            }
            return Ok(Added::Moved { key, value });
        }
        let ValueKind::Map(entries) = new.kind() else { return Ok(Added::Value(Content::Node(new))) };
        if entries.clone().next().is_none() || !self.moves.reach_below(path) {
            return Ok(Added::Value(Content::Node(new)));
        }
        Ok(Added::Nested(self.parts(holder, entries, path)?))
    }

    /// The entries of a new mapping of which some come from elsewhere, in the place of `holder` or below it.
    fn parts(
        &mut self,
        holder: NodeId,
        entries: Entries<'n>,
        path: &FieldPath,
    ) -> Planned<Vec<Addition<'n>>> {
        let mut parts = Vec::new();
        for (name, value) in entries {
            let path = path.field(name);
            let source = self.moves.source_of(&path);
            let source = source.and_then(|source| self.entry_outside(holder, source.segments()));
            let what = match source {
                Some((key, node)) => {
                    self.unlike_the_base(node, value, &path)?;
                    Added::Moved { key, value: node }
                }
                None => self.added(holder, value, None, &path)?,
            };
            parts.push(Addition { key: name.to_owned(), after: None, what });
        }
        Ok(parts)
    }

    /// Whether what is to stand at a path is what stands at a node, and moves there from it.
    fn is_own(&self, node: NodeId, new: Node<'_>, path: &FieldPath) -> bool {
        let source = self.moves.source_of(path).filter(|_| !self.is_apart);
        source.is_some_and(|source| {
            *source == of_every_item(&section::path_of(self.tree, self.root, node))
                && check::is_value(self.tree, node, new, false)
        })
    }

    /// The entry at a path, if a mapping is neither in it nor in what it names: nothing can move into itself.
    fn entry_outside(&self, mapping: NodeId, path: &[PathSegment]) -> Option<(NodeId, NodeId)> {
        let entry = section::entry_at(self.tree, self.root, path).filter(|_| !self.is_apart)?;
        let (mut seen, mut waiting) = (BTreeSet::new(), vec![entry.1]);
        while let Some(node) = waiting.pop() {
            if (node..self.tree.subtree_end(node)).contains(&mapping) {
                return None;
            }
            for node in self.tree.subtree(node) {
                if let NodeKind::Alias(target) = self.tree.kind(node)
                    && seen.insert(target)
                {
                    waiting.push(target);
                }
            }
        }
        Some(entry)
    }

    fn below(&self, path: &FieldPath, below: impl FnOnce(&FieldPath) -> FieldPath) -> FieldPath {
        if self.moves.is_empty() { FieldPath::root() } else { below(path) }
    }

    fn refuse(&self, node: NodeId, reason: String) -> Refusal {
        Refusal::at(self.tree, node, reason)
    }
}

fn is_scalar(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::Scalar(_))
}

fn is_scalar_value(node: Node<'_>) -> bool {
    !matches!(node.kind(), ValueKind::Map(_) | ValueKind::Seq(_))
}

fn only_changes(delta: &Delta<'_, '_>) -> Value {
    let DeltaKind::Entries(entries) = &delta.kind else { return delta.new.to_value() };
    let mut map = Map::new();
    for entry in entries {
        match entry {
            EntryDelta::Removed { .. } => {}
            EntryDelta::Changed { new_key, delta, .. } => {
                if let Some(delta) = delta {
                    map.insert(*new_key, only_changes(delta));
                }
            }
            EntryDelta::Added { key, new, .. } => {
                map.insert(*key, new.to_value());
            }
        }
    }
    Value::Mapping(map)
}
