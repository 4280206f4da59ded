//! One decoding of one document: the passes, what was found on the way, and the budget for aliases.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use super::access::Served;
use super::error::{Cause, DecodeError};
use super::node::NodeDeserializer;
use crate::path::{FieldPath, PathSegment};
use crate::yaml::{self, Items as TreeItems, NodeId, NodeKind, Tree};

/// After this many problems the search for more ends.
pub(crate) const MAX_FAULTS: usize = 100;

/// After this many nodes, in all passes together, a search begins no further pass.
const SEARCH_BUDGET: usize = 20_000_000;

/// How many nodes a document may have once its aliases are followed, as a multiple of those that are written (with a
/// floor of [`MIN_EXPANDED`]). go-yaml allows ten times as much for small documents and a tenth for large ones.
const ALIAS_FACTOR: u64 = 10;
const MIN_EXPANDED: u64 = 10_000;

/// One problem of a document, at its node.
#[derive(Clone, Debug)]
pub struct Fault {
    /// What is wrong.
    pub message: String,
    /// At which node.
    pub node: NodeId,
    /// The field, which for a missing one is deeper than the node.
    pub path: FieldPath,
}

/// What decoding a document found besides its value.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    /// Why there is no value, in the order of the text.
    pub errors: Vec<Fault>,
    /// Keys that the type does not have, in the order of the text.
    pub unknown_fields: Vec<Fault>,
}

impl Faults {
    /// Adds those of another decoding of the same node that are new.
    pub(crate) fn add(&mut self, other: Self) {
        let pairs = [(&mut self.errors, other.errors), (&mut self.unknown_fields, other.unknown_fields)];
        for (own, others) in pairs {
            for fault in others {
                if !own.iter().any(|known| known.node == fault.node && known.message == fault.message) {
                    own.push(fault);
                }
            }
        }
    }
}

/// A field that the document does not have, and the value that stands in for it.
#[derive(Clone, Debug)]
pub struct FieldDefault<'a> {
    /// The mapping that lacks the field.
    pub mapping: NodeId,
    /// The field's name on the wire.
    pub name: &'static str,
    /// The value: the root of a tree of its own.
    pub value: Tree<'a>,
}

/// The state that all nodes of one decoding share.
#[derive(Debug)]
pub struct Session<'a> {
    pub(super) tree: &'a Tree<'a>,
    root: NodeId,
    defaults: &'a [FieldDefault<'a>],
    superseded: &'a [NodeId],
    unknown: RefCell<BTreeMap<NodeId, String>>,
    search: RefCell<Search>,
    /// Whether anything is hidden or filled, so that the first pass asks for neither.
    searching: Cell<bool>,
    /// How many nodes were looked at since.
    searched: Cell<usize>,
}

/// What is known from earlier passes.
#[derive(Debug, Default)]
struct Search {
    hidden: BTreeSet<NodeId>,
    filled: BTreeSet<(NodeId, &'static str)>,
    /// Of lists with a bad item the bad one that was found last: those before it were decoded and need not be again.
    checked: BTreeMap<NodeId, NodeId>,
}

impl Search {
    fn hides(&self, tree: &Tree<'_>, node: NodeId) -> bool {
        self.hidden.contains(&node) || self.hidden.contains(&tree.resolve(node))
    }
}

/// One decoding of a node: what it reads, and what it is told beforehand.
#[derive(Clone, Copy, Debug)]
pub struct Decoding<'a> {
    tree: &'a Tree<'a>,
    root: NodeId,
    defaults: &'a [FieldDefault<'a>],
    superseded: &'a [NodeId],
}

impl<'a> Decoding<'a> {
    /// Decodes the node `root` of a tree, or what it is an alias of.
    pub fn new(tree: &'a Tree<'a>, root: NodeId) -> Self {
        Self { tree, root: tree.resolve(root), defaults: &[], superseded: &[] }
    }

    /// Takes fields that the document lacks from these, which stand in the order of their mappings.
    pub fn defaults(mut self, defaults: &'a [FieldDefault<'a>]) -> Self {
        self.defaults = defaults;
        self
    }

    /// Passes over these keys, in the order of the text: an equal key stands behind each of them, and the last counts.
    pub fn superseded(mut self, keys: &'a [NodeId]) -> Self {
        self.superseded = keys;
        self
    }

    /// Decodes with `decode`, again and again until all errors are found.
    ///
    /// There is a value if there are no errors; unknown fields are given beside it.
    pub fn run<T>(
        self,
        decode: impl Fn(NodeDeserializer<'_>) -> Result<T, DecodeError>,
    ) -> (Option<T>, Faults) {
        let mut errors: Vec<Fault> = Vec::new();
        if let Some(message) = too_much(self.tree) {
            errors.push(Fault { message, node: self.root, path: FieldPath::root() });
            return (None, Faults { errors, ..Faults::default() });
        }
        let session = Session::new(self);
        let value = loop {
            match decode(NodeDeserializer::new(&session, self.tree, self.root)) {
                Ok(value) if !session.searching.get() => break Some(value),
                Ok(_) => break None,
                Err(error) => {
                    let goes_on = session.learn(&error, &mut errors);
                    if !goes_on || errors.len() >= MAX_FAULTS || session.searched.get() > SEARCH_BUDGET {
                        break None;
                    }
                }
            }
        };
        errors.sort_by_key(|fault| fault.node);
        let unknown_fields = session.into_unknown_fields();
        (value, Faults { errors, unknown_fields })
    }
}

/// Why the aliases of a document ask for too much. Whoever follows aliases outside of [`Decoding`] asks first.
pub(crate) fn too_much(tree: &Tree<'_>) -> Option<String> {
    let written = u64::try_from(tree.len()).unwrap_or(u64::MAX);
    let allowed = written.saturating_mul(ALIAS_FACTOR).max(MIN_EXPANDED);
    if tree.expanded_len() > allowed {
        return Some(format!("the aliases of this document expand to more than {allowed} values"));
    }
    let deepest = 2 * yaml::MAX_DEPTH;
    (tree.expanded_depth() > deepest)
        .then(|| format!("the aliases of this document nest more than {deepest} lists and mappings"))
}

impl<'a> Session<'a> {
    fn new(decoding: Decoding<'a>) -> Self {
        Self {
            tree: decoding.tree,
            root: decoding.root,
            defaults: decoding.defaults,
            superseded: decoding.superseded,
            unknown: RefCell::default(),
            search: RefCell::default(),
            searching: Cell::new(false),
            searched: Cell::new(0),
        }
    }

    pub(super) fn note_node(&self) {
        if self.searching.get() {
            self.searched.set(self.searched.get() + 1);
        }
    }

    /// Whether the tree is that of the document, and not of a default.
    pub(super) fn is_document(&self, tree: &Tree<'_>) -> bool {
        std::ptr::eq(std::ptr::from_ref(tree).cast::<()>(), std::ptr::from_ref(self.tree).cast())
    }

    /// Whether an earlier pass has hidden the node, or what it is an alias of.
    pub(super) fn is_hidden(&self, tree: &Tree<'_>, node: NodeId) -> bool {
        self.searching.get() && self.is_document(tree) && self.search.borrow().hides(tree, node)
    }

    /// The items of a list that are still to be decoded. What a search decodes is not handed out, so it leaves out the
    /// items before a bad one: otherwise a long list with bad items at its end would be decoded a hundred times.
    pub(super) fn unchecked_items<'t>(&self, tree: &'t Tree<'_>, list: NodeId) -> TreeItems<'t> {
        let mut items = tree.items(list);
        if self.searching.get() && self.is_document(tree) {
            let bad = self.search.borrow().checked.get(&list).copied();
            let checked = bad.map_or(0, |bad| items.clone().take_while(|item| *item < bad).count());
            if let Some(last) = checked.checked_sub(1) {
                items.nth(last);
            }
        }
        items
    }

    /// Notes in every list above a node that the items before it are checked.
    fn note_checked(&self, node: NodeId, search: &mut Search) {
        let mut current = self.root;
        while current != node {
            let Some(child) = children(self.tree, current).find(|child| contains(self.tree, *child, node))
            else {
                return;
            };
            if matches!(self.tree.kind(current), NodeKind::Sequence(_)) {
                search.checked.insert(current, child);
            }
            current = child;
        }
    }

    /// Whether a mapping may have keys that an equal one follows. Of what merge keys bring in one of each name is left.
    pub(super) fn supersedes_in(&self, tree: &Tree<'_>, mapping: NodeId) -> bool {
        !self.superseded.is_empty()
            && self.is_document(tree)
            && !tree.entries(mapping).any(|(key, _)| tree.is_merge_key(key))
    }

    /// Whether an equal key follows this one.
    pub(super) fn is_superseded(&self, key: NodeId) -> bool {
        self.superseded.binary_search(&key).is_ok()
    }

    /// What stands in for fields that a mapping lacks; the last one is served first. A mapping with an anchor may be several
    /// types: each gets the defaults of its own `fields`, as far as they are known.
    pub(super) fn served(
        &self,
        tree: &Tree<'_>,
        mapping: NodeId,
        fields: Option<&[&str]>,
    ) -> Vec<(&'static str, Served<'a>)> {
        let mut served = Vec::new();
        if (self.defaults.is_empty() && !self.searching.get()) || !self.is_document(tree) {
            return served;
        }
        for filled in self.search.borrow().filled.iter().filter(|filled| filled.0 == mapping) {
            served.push((filled.1, Served::Filler));
        }
        let first = self.defaults.partition_point(|default| default.mapping < mapping);
        let of_mapping = self.defaults.iter().skip(first).take_while(|default| default.mapping == mapping);
        for default in of_mapping {
            let is_known = fields.is_none_or(|fields| fields.contains(&default.name));
            if is_known && !served.iter().any(|(name, _)| *name == default.name) {
                served.push((default.name, Served::Default(&default.value)));
            }
        }
        served
    }

    pub(super) fn note_unknown(&self, key: NodeId, message: impl FnOnce() -> String) {
        let mut unknown = self.unknown.borrow_mut();
        if unknown.len() < MAX_FAULTS {
            unknown.entry(key).or_insert_with(message);
        }
    }

    /// Takes an error into account; false when the search cannot go on.
    fn learn(&self, error: &DecodeError, errors: &mut Vec<Fault>) -> bool {
        let node = error.node().unwrap_or(self.root);
        self.searching.set(true);
        let mut search = self.search.borrow_mut();
        self.note_checked(node, &mut search);
        match error.cause() {
            Cause::Missing(field) => {
                // A field whose value was hidden is there: its own error says so.
                let is_new = search.filled.insert((node, field));
                if is_new && !self.hides_field(node, field, &search) {
                    errors.push(self.fault(node, error));
                }
                is_new
            }
            Cause::UnknownKey => {
                errors.push(self.fault(node, error));
                search.hidden.insert(node)
            }
            Cause::Filler => self.hide(node, &mut search),
            Cause::Value => {
                if !search.hidden.contains(&node) && !self.is_consequence(node, &search) {
                    errors.push(self.fault(node, error));
                }
                self.hide(node, &mut search)
            }
        }
    }

    /// Hides the node, or the nearest one around it that is not hidden yet.
    fn hide(&self, node: NodeId, search: &mut Search) -> bool {
        let mut candidate = Some(node);
        while let Some(node) = candidate {
            if node == self.root {
                return false;
            }
            if search.hidden.insert(node) {
                return true;
            }
            candidate = self.parent(node);
        }
        false
    }

    fn is_consequence(&self, node: NodeId, search: &Search) -> bool {
        let inside = |other: NodeId| contains(self.tree, node, other);
        search.hidden.iter().any(|hidden| *hidden != node && inside(*hidden))
            || search.filled.iter().any(|(mapping, _)| inside(*mapping))
    }

    /// Whether the mapping has the field, perhaps by a merge key, and an earlier pass has hidden it.
    fn hides_field(&self, mapping: NodeId, field: &str, search: &Search) -> bool {
        let Ok(mut entries) = self.tree.merged_entries(mapping) else { return false };
        entries.any(|(key, value)| {
            &*self.tree.content(key) == field
                && (search.hides(self.tree, key) || search.hides(self.tree, value))
        })
    }

    fn parent(&self, node: NodeId) -> Option<NodeId> {
        let mut parent = None;
        let mut current = self.root;
        while current != node {
            parent = Some(current);
            current = children(self.tree, current).find(|child| contains(self.tree, *child, node))?;
        }
        parent
    }

    fn fault(&self, node: NodeId, error: &DecodeError) -> Fault {
        let mut path = self.path_of(node);
        if let Cause::Missing(field) = error.cause() {
            path.push(PathSegment::Field(field.to_owned()));
        }
        Fault { message: error.message().to_owned(), node, path }
    }

    /// The path from the root of the decoding; a key has the path of its value.
    pub(super) fn path_of(&self, node: NodeId) -> FieldPath {
        path_of(self.tree, self.root, node)
    }

    fn into_unknown_fields(self) -> Vec<Fault> {
        let unknown = self.unknown.take().into_iter();
        unknown.map(|(node, message)| Fault { message, node, path: self.path_of(node) }).collect()
    }
}

/// The path from `root` down to `node`; a key has the path of its value.
pub(crate) fn path_of(tree: &Tree<'_>, root: NodeId, node: NodeId) -> FieldPath {
    path_from(tree, root, node, &ListCursor::default())
}

/// The same, with the items of lists where the last path went through: from there the next is counted.
pub(crate) fn path_from(tree: &Tree<'_>, root: NodeId, node: NodeId, cursor: &ListCursor) -> FieldPath {
    let mut path = FieldPath::root();
    let (mut current, mut lists) = (root, 0);
    while current != node {
        let step = match tree.kind(current) {
            NodeKind::Mapping(_) => step_in_mapping(tree, current, node),
            NodeKind::Sequence(_) => {
                lists += 1;
                step_in_list(tree, current, node, cursor, lists - 1)
            }
            NodeKind::Scalar(_) | NodeKind::Alias(_) => None,
        };
        let Some((segment, next)) = step else { break };
        path.push(segment);
        current = next;
    }
    path
}

/// Lists inside each other, each with an item and its index. A list of many bad items would otherwise be counted from its
/// start for each.
#[derive(Debug, Default)]
pub(crate) struct ListCursor(RefCell<Vec<(NodeId, usize, NodeId)>>);

fn step_in_mapping(tree: &Tree<'_>, mapping: NodeId, node: NodeId) -> Option<(PathSegment, NodeId)> {
    let (key, value) = tree
        .entries(mapping)
        .find(|(key, value)| contains(tree, *key, node) || contains(tree, *value, node))?;
    // A key that is no text has no path of its own.
    let name = tree.key_text(key).ok()?.into_owned();
    let next = if contains(tree, key, node) { node } else { value };
    Some((PathSegment::Field(name), next))
}

fn step_in_list(
    tree: &Tree<'_>,
    list: NodeId,
    node: NodeId,
    cursor: &ListCursor,
    depth: usize,
) -> Option<(PathSegment, NodeId)> {
    if !contains(tree, list, node) {
        return None;
    }
    let mut lists = cursor.0.borrow_mut();
    let known = lists.get(depth).copied().filter(|known| known.0 == list && known.2 <= node);
    let (mut index, mut item) = match known {
        Some((_, index, item)) => (index, item),
        None => (0, tree.items(list).next()?),
    };
    while !contains(tree, item, node) {
        item = tree.subtree_end(item);
        index += 1;
    }
    match lists.get_mut(depth) {
        Some(slot) => *slot = (list, index, item),
        None => lists.push((list, index, item)),
    }
    Some((PathSegment::Index(index), item))
}

/// Whether `node` is `other` or stands above it.
fn contains(tree: &Tree<'_>, node: NodeId, other: NodeId) -> bool {
    node <= other && other < tree.subtree_end(node)
}

fn children<'a>(tree: &'a Tree<'_>, node: NodeId) -> impl Iterator<Item = NodeId> + use<'a> {
    let entries = tree.entries(node).flat_map(|(key, value)| [key, value]);
    tree.items(node).chain(entries)
}
