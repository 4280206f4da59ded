//! The nodes of a tree: what they are, how small they are, and how to walk them.

use std::iter::FusedIterator;

use crate::source::Span;

/// A node of one [`Tree`](super::Tree), counted from 0 in the order of the text.
///
/// An id means nothing in another tree; there it reads as some other node or as an empty scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    /// The node's number in its tree.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NodeKind {
    /// Text, a number, a truth value or nothing.
    Scalar(ScalarStyle),
    /// A list.
    Sequence(CollectionStyle),
    /// Keys and values.
    Mapping(CollectionStyle),
    /// A reference to the node with the anchor.
    Alias(NodeId),
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScalarStyle {
    /// Without quotes; also an absent value, and JSON's numbers and literals.
    Plain,
    /// In single quotes.
    SingleQuoted,
    /// In double quotes.
    DoubleQuoted,
    /// A block after `|`.
    Literal,
    /// A block after `>`.
    Folded,
}

/// How a collection is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CollectionStyle {
    /// By indentation.
    Block,
    /// In brackets or braces; also the mapping of one pair in `[key: value]`.
    Flow,
}

/// The children of a node, by [`Tree::items`](super::Tree::items).
#[derive(Clone, Debug)]
pub struct Items<'tree> {
    nodes: &'tree [Node],
    next: u32,
    left: u32,
}

impl<'tree> Items<'tree> {
    pub(super) fn new(nodes: &'tree [Node], id: NodeId, node: &Node) -> Self {
        Self { nodes, next: id.0 + 1, left: node.second }
    }

    pub(super) fn none() -> Self {
        Self { nodes: &[], next: 0, left: 0 }
    }
}

impl Iterator for Items<'_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        self.left = self.left.checked_sub(1)?;
        let current = self.next;
        self.next = match self.nodes.get(current as usize) {
            Some(node) if node.is_collection() => node.first,
            _ => current + 1,
        };
        Some(NodeId(current))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left as usize, Some(self.left as usize))
    }
}

impl ExactSizeIterator for Items<'_> {}
impl FusedIterator for Items<'_> {}

/// The keys and values of a mapping, by [`Tree::entries`](super::Tree::entries).
#[derive(Clone, Debug)]
pub struct Pairs<'tree>(pub(super) Items<'tree>);

impl Iterator for Pairs<'_> {
    type Item = (NodeId, NodeId);

    fn next(&mut self) -> Option<(NodeId, NodeId)> {
        Some((self.0.next()?, self.0.next()?))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let pairs = self.0.len() / 2;
        (pairs, Some(pairs))
    }
}

impl ExactSizeIterator for Pairs<'_> {}
impl FusedIterator for Pairs<'_> {}

/// 20 bytes; a document of 35 lines has about 40.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) start: u32,
    pub(super) end: u32,
    /// A verbatim scalar: where the content starts. A block scalar: where the line after its header starts.
    /// A collection: the node after its subtree. An alias: the target.
    pub(super) first: u32,
    /// A verbatim scalar: where the content ends. A block scalar: its indentation.
    /// A collection: how many children it has, keys and values counted apart.
    pub(super) second: u32,
    pub(super) shape: Shape,
    pub(super) flags: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Shape {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
    Folded,
    BlockSequence,
    FlowSequence,
    BlockMapping,
    FlowMapping,
    Alias,
}

/// A scalar's content is a piece of the text, from `first` to `second`.
pub(super) const VERBATIM: u8 = 1;
/// The node has an entry in the tree's `properties`.
pub(super) const HAS_PROPERTIES: u8 = 2;

impl Node {
    pub(super) const ABSENT: Self =
        Self { start: 0, end: 0, first: 0, second: 0, shape: Shape::Plain, flags: VERBATIM };

    pub(super) fn is_collection(&self) -> bool {
        self.is_sequence() || self.is_mapping()
    }

    pub(super) fn is_sequence(&self) -> bool {
        matches!(self.shape, Shape::BlockSequence | Shape::FlowSequence)
    }

    pub(super) fn is_mapping(&self) -> bool {
        matches!(self.shape, Shape::BlockMapping | Shape::FlowMapping)
    }

    pub(super) fn span(&self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }
}

/// The tag and the anchor of a node; few nodes have any.
#[derive(Clone, Debug)]
pub(super) struct Property {
    pub(super) node: u32,
    pub(super) tag: Option<(Box<str>, Span)>,
    /// With its `&`.
    pub(super) anchor: Option<Span>,
}
