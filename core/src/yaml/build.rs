//! Fills a [`Tree`] from its nodes in the order of the text; both parsers use it.

use super::node::{DECODED, HAS_PROPERTIES, Node, NodeId, Property, Shape};
use super::tree::{Comment, MAY_MERGE, Tree};
use crate::source::Span;

/// What stands in `Node::first` of a collection that has not ended.
const OPEN: u32 = u32::MAX;

/// A tree in the making.
pub(super) struct Builder<'t> {
    pub(super) text: &'t str,
    nodes: Vec<Node>,
    decoded: String,
    properties: Vec<Property>,
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
            decoded: String::new(),
            properties: Vec::new(),
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

    pub(super) fn scalar(&mut self, shape: Shape, span: Span, content: Range<'_>) {
        let (first, second, flags) = match content {
            Range::Text(range) => (small(range.start), small(range.end), 0),
            Range::Decoded(decoded) => {
                let first = self.decoded.len();
                self.decoded.push_str(decoded);
                (small(first), small(self.decoded.len()), DECODED)
            }
        };
        self.push(Node { start: small(span.start), end: small(span.end), first, second, shape, flags });
        self.cursor = span.end.max(self.cursor);
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

    /// Gives the node that was added last a tag.
    pub(super) fn tag(&mut self, tag: Box<str>, span: Span) {
        if let Some(property) = self.last_property() {
            property.tag = Some((tag, span));
        }
    }

    /// Gives the node that was added last an anchor.
    pub(super) fn anchor(&mut self, span: Span) {
        if let Some(property) = self.last_property() {
            property.anchor = Some(span);
        }
    }

    /// The number that the next node gets.
    pub(super) fn next_id(&self) -> NodeId {
        NodeId(small(self.nodes.len()))
    }

    /// Whether everything below the node has been added.
    pub(super) fn is_complete(&self, id: NodeId) -> bool {
        self.nodes.get(id.index()).is_some_and(|node| !node.is_collection() || node.first != OPEN)
    }

    /// The anchor of a node, with its `&`.
    pub(super) fn anchor_of(&self, id: NodeId) -> Option<Span> {
        self.properties.iter().rfind(|property| property.node == id.0)?.anchor
    }

    fn last_property(&mut self) -> Option<&mut Property> {
        let id = small(self.nodes.len().checked_sub(1)?);
        let node = self.nodes.last_mut()?;
        if node.flags & HAS_PROPERTIES == 0 {
            node.flags |= HAS_PROPERTIES;
            self.properties.push(Property { node: id, tag: None, anchor: None });
        }
        self.properties.last_mut()
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
            decoded: self.decoded,
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

/// Where a scalar's content is.
pub(super) enum Range<'c> {
    Text(std::ops::Range<usize>),
    Decoded(&'c str),
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
