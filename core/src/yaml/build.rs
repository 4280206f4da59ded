//! Fills a [`Tree`] from its nodes in the order of the text; both parsers use it.

use std::collections::BTreeMap;

use super::node::{HAS_PROPERTIES, Node, NodeId, Property, Shape, VERBATIM};
use super::tree::{Comment, MAY_MERGE, Tree};
use crate::source::Span;

/// What stands in `Node::first` of a collection that has not ended.
const OPEN: u32 = u32::MAX;

/// A tree in the making.
pub(super) struct Builder<'t> {
    pub(super) text: &'t str,
    nodes: Vec<Node>,
    properties: Vec<Property>,
    /// The last node of each anchor, as far as an alias has asked for it.
    anchors: BTreeMap<&'t str, NodeId>,
    /// How many of the properties `anchors` knows.
    known_anchors: usize,
    /// The collections that have not ended, the innermost last.
    open: Vec<u32>,
    deepest: usize,
    has_alias: bool,
    may_merge: bool,
    /// The end of the last token that became a node or a closing bracket.
    pub(super) cursor: usize,
}

impl<'t> Builder<'t> {
    pub(super) fn new(text: &'t str, capacity: usize, cursor: usize) -> Self {
        Self {
            text,
            nodes: Vec::with_capacity(capacity),
            properties: Vec::new(),
            anchors: BTreeMap::new(),
            known_anchors: 0,
            open: Vec::new(),
            deepest: 0,
            has_alias: false,
            may_merge: false,
            cursor,
        }
    }

    /// The innermost collection that has not ended, by number and node.
    pub(super) fn parent(&self) -> Option<&Node> {
        self.nodes.get(*self.open.last()? as usize)
    }

    pub(super) fn parent_mut(&mut self) -> Option<&mut Node> {
        self.nodes.get_mut(*self.open.last()? as usize)
    }

    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Adds a scalar whose content is a piece of the text.
    pub(super) fn verbatim(&mut self, shape: Shape, span: Span, content: Span) {
        self.leaf(shape, span, small(content.start), small(content.end), VERBATIM);
    }

    /// Adds a plain or quoted scalar whose lines or escapes are read when its content is asked for.
    pub(super) fn lazy(&mut self, shape: Shape, span: Span) {
        self.leaf(shape, span, 0, 0, 0);
    }

    /// Adds a block scalar: where the line after its header begins, and how many spaces are indentation.
    pub(super) fn block_scalar(&mut self, shape: Shape, span: Span, text_start: usize, indent: usize) {
        self.leaf(shape, span, small(text_start), small(indent), 0);
    }

    fn leaf(&mut self, shape: Shape, span: Span, first: u32, second: u32, flags: u8) {
        self.push(Node { start: small(span.start), end: small(span.end), first, second, shape, flags });
        self.cursor = span.end;
    }

    /// Says that a scalar `<<` was seen: only then may a mapping have merge keys.
    pub(super) fn note_merge(&mut self) {
        self.may_merge = true;
    }

    pub(super) fn alias(&mut self, span: Span, target: NodeId) {
        self.has_alias = true;
        let (start, end) = (small(span.start), small(span.end));
        self.push(Node { start, end, first: target.0, second: 0, shape: Shape::Alias, flags: 0 });
        self.cursor = span.end;
    }

    pub(super) fn begin(&mut self, shape: Shape, start: usize) {
        let id = self.push(Node {
            start: small(start),
            end: small(start),
            first: OPEN,
            second: 0,
            shape,
            flags: 0,
        });
        self.open.push(id.0);
        self.deepest = self.deepest.max(self.open.len());
    }

    /// Ends the innermost collection: a flow one at its bracket's `end`, a block one with its last child.
    pub(super) fn end(&mut self, end: usize) {
        let after = small(self.nodes.len());
        self.cursor = end.max(self.cursor);
        let Some(id) = self.open.pop() else { return };
        if let Some(node) = self.nodes.get_mut(id as usize) {
            node.first = after;
            node.end = node.start.max(small(self.cursor));
        }
    }

    /// Makes the node, which is complete and the last child, the first child of a new collection.
    pub(super) fn wrap(&mut self, id: NodeId, shape: Shape, start: usize) {
        let start = small(start);
        let moved = self.nodes.get_mut(id.index()..).unwrap_or_default();
        for node in moved {
            if node.is_collection() || node.shape == Shape::Alias && node.first >= id.0 {
                node.first += 1;
            }
        }
        let first = self.properties.partition_point(|property| property.node < id.0);
        let of_moved = self.properties.iter_mut().skip(first);
        of_moved.for_each(|property| property.node += 1);
        // Their anchors are looked at again when the next alias asks.
        self.known_anchors = self.known_anchors.min(first);
        let node = Node { start, end: start, first: OPEN, second: 1, shape, flags: 0 };
        self.nodes.insert(id.index(), node);
        self.open.push(id.0);
        self.deepest = self.deepest.max(self.open.len());
    }

    /// Gives a node a tag and an anchor, in place of those that it may have.
    pub(super) fn set_properties(&mut self, id: NodeId, tag: Option<(Box<str>, Span)>, anchor: Option<Span>) {
        let Some(node) = self.nodes.get_mut(id.index()) else { return };
        node.flags |= HAS_PROPERTIES;
        let place = self.properties.partition_point(|property| property.node < id.0);
        let property = Property { node: id.0, tag, anchor };
        match self.properties.get_mut(place) {
            Some(known) if known.node == id.0 => *known = property,
            _ => self.properties.insert(place, property),
        }
        self.known_anchors = self.known_anchors.min(place);
    }

    /// The node whose anchor has this name, if there was one: the last of several.
    pub(super) fn anchored(&mut self, name: &str) -> Option<NodeId> {
        while let Some(property) = self.properties.get(self.known_anchors) {
            self.known_anchors += 1;
            let name = property.anchor.and_then(|anchor| self.text.get(anchor.start + 1..anchor.end));
            if let Some(name) = name {
                self.anchors.insert(name, NodeId(property.node));
            }
        }
        self.anchors.get(name).copied()
    }

    /// The number that the next node gets.
    pub(super) fn next_id(&self) -> NodeId {
        NodeId(small(self.nodes.len()))
    }

    /// Whether everything below the node has been added.
    pub(super) fn is_complete(&self, id: NodeId) -> bool {
        self.nodes.get(id.index()).is_some_and(|node| !node.is_collection() || node.first != OPEN)
    }

    /// The quoted scalars so far.
    pub(super) fn quoted_spans(&self) -> impl Iterator<Item = Span> {
        let is_quoted = |node: &&Node| matches!(node.shape, Shape::SingleQuoted | Shape::DoubleQuoted);
        self.nodes.iter().filter(is_quoted).map(Node::span)
    }

    /// Whether the node that was added last is a plain scalar with content.
    pub(super) fn ends_with_plain(&self) -> bool {
        self.nodes.last().is_some_and(|node| node.shape == Shape::Plain && node.start < node.end)
    }

    /// The anchor of a node, with its `&`.
    pub(super) fn anchor_of(&self, id: NodeId) -> Option<Span> {
        let found = self.properties.binary_search_by_key(&id.0, |property| property.node).ok()?;
        self.properties.get(found)?.anchor
    }

    fn push(&mut self, node: Node) -> NodeId {
        if let Some(parent) = self.parent_mut() {
            parent.second += 1;
        }
        let id = self.next_id();
        self.nodes.push(node);
        id
    }

    pub(super) fn finish(self) -> Tree<'t> {
        let plain_size = (self.nodes.len() as u64, small(self.deepest));
        let (expanded_len, expanded_depth) = if self.has_alias { expanded(&self.nodes) } else { plain_size };
        Tree {
            text: self.text,
            nodes: self.nodes,
            properties: self.properties,
            comments: Vec::<Comment>::new(),
            span: Span::new(0, self.text.len()),
            yaml_version: None,
            marks: if self.may_merge { MAY_MERGE } else { 0 },
            expanded_len,
            expanded_depth,
        }
    }
}

/// Texts that do not fit into `u32` are refused before anything else.
pub(super) fn small(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// How many nodes, and collections inside each other, there are when every alias is replaced by its target.
///
/// One pass suffices: a target is complete before an alias names it.
fn expanded(nodes: &[Node]) -> (u64, u32) {
    // `before[n]` is the expanded number of nodes ahead of node n.
    let mut before: Vec<u64> = Vec::with_capacity(nodes.len() + 1);
    let mut heights = vec![0_u32; nodes.len()];
    let mut open: Vec<usize> = Vec::new();
    let mut total = 0_u64;
    for (index, node) in nodes.iter().enumerate() {
        before.push(total);
        close(nodes, &mut heights, &mut open, index);
        let target = node.first as usize;
        let (size, height) = match node.shape {
            Shape::Alias => (alias_size(nodes, &before, target), heights.get(target).copied().unwrap_or(0)),
            _ => (1, u32::from(node.is_collection())),
        };
        total = total.saturating_add(size);
        if let Some(slot) = heights.get_mut(index) {
            *slot = height;
        }
        if node.is_collection() {
            open.push(index);
        } else if let Some(slot) = open.last().and_then(|parent| heights.get_mut(*parent)) {
            *slot = (*slot).max(height.saturating_add(1));
        }
    }
    close(nodes, &mut heights, &mut open, nodes.len());
    (total, heights.first().copied().unwrap_or(0))
}

fn alias_size(nodes: &[Node], before: &[u64], target: usize) -> u64 {
    let after = match nodes.get(target) {
        Some(node) if node.is_collection() => node.first as usize,
        _ => return 1,
    };
    match (before.get(target), before.get(after)) {
        (Some(start), Some(end)) if *end < u64::MAX => end - start,
        _ => u64::MAX,
    }
}

/// Hands the height of every collection that ends at `index` to the collection around it.
fn close(nodes: &[Node], heights: &mut [u32], open: &mut Vec<usize>, index: usize) {
    while let Some(&last) = open.last() {
        if nodes.get(last).is_none_or(|node| node.first as usize > index) {
            break;
        }
        open.pop();
        let height = heights.get(last).copied().unwrap_or(0).saturating_add(1);
        if let Some(slot) = open.last().and_then(|parent| heights.get_mut(*parent)) {
            *slot = (*slot).max(height);
        }
    }
}
