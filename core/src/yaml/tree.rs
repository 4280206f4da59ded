//! One document: its nodes in an arena, in the order of the text.

use std::borrow::Cow;
use std::fmt;

use super::content;
use super::node::{
    CollectionStyle, HAS_PROPERTIES, Items, Node, NodeId, NodeKind, Pairs, Property, ScalarStyle, Shape,
    VERBATIM,
};
use super::token::Tokens;
use crate::source::Span;

/// A comment: from its `#` to the end of its line, without the line break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Comment {
    /// The comment's bytes.
    pub span: Span,
}

/// One document.
///
/// Nodes stand in the order of the text, a collection before its children, so a node and everything below it are
/// neighbors.
#[derive(Clone)]
pub struct Tree<'t> {
    pub(super) text: &'t str,
    pub(super) nodes: Vec<Node>,
    pub(super) properties: Vec<Property>,
    pub(super) comments: Vec<Comment>,
    pub(super) span: Span,
    pub(super) yaml_version: Option<(u32, u32)>,
    /// [`EXPLICIT_START`], [`EXPLICIT_END`], [`JSON`], [`MAY_MERGE`], [`ENDS_LAST_LINE`].
    pub(super) marks: u8,
    pub(super) expanded_len: u64,
    pub(super) expanded_depth: u32,
}

/// The document begins with `---`.
pub(super) const EXPLICIT_START: u8 = 1;
/// The document ends with `...`.
pub(super) const EXPLICIT_END: u8 = 2;
/// The text was read as JSON.
pub(super) const JSON: u8 = 4;
/// Some scalar is `<<`.
pub(super) const MAY_MERGE: u8 = 8;
/// A block scalar that the text ends in has a break after its last line.
pub(super) const ENDS_LAST_LINE: u8 = 16;

impl<'t> Tree<'t> {
    /// The whole text that the tree was parsed from; every span counts in it.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// The document's part of the text: from the end of the one before it to its own end marker, to the next
    /// document's `---`, or to the end of the text.
    pub fn document_span(&self) -> Span {
        self.span
    }

    /// The document's node; none in a document that is empty or has only comments.
    pub fn root(&self) -> Option<NodeId> {
        (!self.nodes.is_empty()).then_some(NodeId(0))
    }

    /// How many nodes the tree has.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether the document has no node.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Every node in the order of the text.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = NodeId> + use<> {
        // A text has less than `u32::MAX` bytes, and each node takes at least one or follows an indicator.
        (0..u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)).map(NodeId)
    }

    /// A node and all below it, in the order of the text.
    pub(crate) fn subtree(&self, id: NodeId) -> impl Iterator<Item = NodeId> + use<> {
        (id.0..self.subtree_end(id).0).map(NodeId)
    }

    /// What the node is.
    pub fn kind(&self, id: NodeId) -> NodeKind {
        let node = self.node(id);
        match node.shape {
            Shape::Plain => NodeKind::Scalar(ScalarStyle::Plain),
            Shape::SingleQuoted => NodeKind::Scalar(ScalarStyle::SingleQuoted),
            Shape::DoubleQuoted => NodeKind::Scalar(ScalarStyle::DoubleQuoted),
            Shape::Literal => NodeKind::Scalar(ScalarStyle::Literal),
            Shape::Folded => NodeKind::Scalar(ScalarStyle::Folded),
            Shape::BlockSequence => NodeKind::Sequence(CollectionStyle::Block),
            Shape::FlowSequence => NodeKind::Sequence(CollectionStyle::Flow),
            Shape::BlockMapping => NodeKind::Mapping(CollectionStyle::Block),
            Shape::FlowMapping => NodeKind::Mapping(CollectionStyle::Flow),
            Shape::Alias => NodeKind::Alias(NodeId(node.first)),
        }
    }

    /// The node's bytes, without its tag and anchor, and never with the line break that ends its last line.
    ///
    /// * A quoted scalar has its quotes, a flow collection its brackets, an alias its `*`.
    /// * A block collection begins at its first `-` or `?`, or at its first key with the key's tag and anchor, and ends
    ///   with the last byte of its last child, or with the `-` or `:` after which that child is absent.
    /// * A block scalar begins at its `|` or `>` and ends with its last line that is not blank; with `+` the blank lines
    ///   after it are part of it.
    /// * An absent value has an empty span right after its `:` or `-`, after its tag or anchor, or, if there is no such
    ///   indicator, after the key. An absent key's span is empty, at its `:`.
    pub fn span(&self, id: NodeId) -> Span {
        self.node(id).span()
    }

    /// The items of a sequence; nothing for any other node.
    pub fn items(&self, id: NodeId) -> Items<'_> {
        let node = self.node(id);
        if node.is_sequence() { Items::new(&self.nodes, id, node) } else { Items::none() }
    }

    /// The keys and values of a mapping; nothing for any other node.
    pub fn entries(&self, id: NodeId) -> Pairs<'_> {
        let node = self.node(id);
        Pairs(if node.is_mapping() { Items::new(&self.nodes, id, node) } else { Items::none() })
    }

    /// How many items or entries a collection has.
    pub fn child_count(&self, id: NodeId) -> usize {
        let node = self.node(id);
        match node.shape {
            Shape::BlockSequence | Shape::FlowSequence => node.second as usize,
            Shape::BlockMapping | Shape::FlowMapping => node.second as usize / 2,
            _ => 0,
        }
    }

    /// The node after everything below this one; the tree's length for the root.
    pub fn subtree_end(&self, id: NodeId) -> NodeId {
        let node = self.node(id);
        NodeId(if node.is_collection() { node.first } else { id.0.saturating_add(1) })
    }

    /// The node that an alias stands for; any other node is itself.
    pub fn resolve(&self, id: NodeId) -> NodeId {
        let node = self.node(id);
        // An alias cannot carry an anchor, so a target is never an alias.
        if node.shape == Shape::Alias { NodeId(node.first) } else { id }
    }

    /// A scalar's text after unquoting, unescaping and folding: a piece of the text where nothing has to be changed.
    /// Empty for any other node.
    #[inline]
    pub fn content(&self, id: NodeId) -> Cow<'t, str> {
        let node = self.node(id);
        match self.verbatim(node) {
            Some(content) => Cow::Borrowed(content),
            None => content::of_scalar(self.text, node, self.marks & ENDS_LAST_LINE != 0),
        }
    }

    /// The content of a scalar that is a piece of the text.
    #[inline]
    pub(super) fn verbatim(&self, node: &Node) -> Option<&'t str> {
        let content = node.first as usize..node.second as usize;
        if node.flags & VERBATIM != 0 { self.text.get(content) } else { None }
    }

    /// Reads a block scalar that the text ends in as if a line break ended its last line.
    ///
    /// The YAML test suite, granit and saphyr read it so. YAML 1.2.2 (`b-chomped-last` in §8.1.1.2), libyaml and go-yaml,
    /// with which Kubernetes reads, add no break, and that is how a tree is read otherwise.
    pub fn with_ended_last_line(mut self) -> Self {
        self.marks |= ENDS_LAST_LINE;
        self
    }

    /// The tokens of the document: every dash, colon, comma and blank run around the nodes.
    ///
    /// A tree for decoding needs none of them, so they are read again from the text when a writer asks for them.
    pub fn tokens(&self) -> Tokens {
        super::parse::tokens_of(self.text, self.span)
    }

    /// The node's tag with its prefix written out, such as `tag:yaml.org,2002:str` for `!!str`; `!` for the
    /// non-specific tag.
    pub fn tag(&self, id: NodeId) -> Option<&str> {
        self.property(id)?.tag.as_ref().map(|(tag, _)| &**tag)
    }

    /// The bytes of the node's tag as it is written.
    pub fn tag_span(&self, id: NodeId) -> Option<Span> {
        self.property(id)?.tag.as_ref().map(|(_, span)| *span)
    }

    /// The name of the node's anchor, without its `&`.
    pub fn anchor(&self, id: NodeId) -> Option<&'t str> {
        self.text.get(self.anchor_span(id)?.range())?.strip_prefix('&')
    }

    /// The bytes of the node's anchor, with its `&`.
    pub fn anchor_span(&self, id: NodeId) -> Option<Span> {
        self.property(id)?.anchor
    }

    /// The document's comments in the order of the text.
    pub fn comments(&self) -> &[Comment] {
        &self.comments
    }

    /// How many nodes a reader meets that follows every alias; `u64::MAX` if that many or more.
    ///
    /// Nine lines of aliases can ask for 10⁹ nodes, so a reader compares this with its limit before it starts.
    pub fn expanded_len(&self) -> u64 {
        self.expanded_len
    }

    /// How many collections stand inside each other for a reader that follows every alias.
    ///
    /// Without aliases it is at most twice [`MAX_DEPTH`](super::MAX_DEPTH); a chain of aliases has no such bound.
    pub fn expanded_depth(&self) -> usize {
        self.expanded_depth as usize
    }

    /// The version of a `%YAML` directive. Kubernetes' reader refuses any but 1.1.
    pub fn yaml_version(&self) -> Option<(u32, u32)> {
        self.yaml_version
    }

    /// Whether the document begins with `---`.
    pub fn has_explicit_start(&self) -> bool {
        self.marks & EXPLICIT_START != 0
    }

    /// Whether the document ends with `...`.
    pub fn has_explicit_end(&self) -> bool {
        self.marks & EXPLICIT_END != 0
    }

    /// Whether the text was read as JSON.
    pub fn is_json(&self) -> bool {
        self.marks & JSON != 0
    }

    pub(super) fn node(&self, id: NodeId) -> &Node {
        self.nodes.get(id.index()).unwrap_or(&Node::ABSENT)
    }

    fn property(&self, id: NodeId) -> Option<&Property> {
        if self.node(id).flags & HAS_PROPERTIES == 0 {
            return None;
        }
        let found = self.properties.binary_search_by_key(&id.0, |property| property.node).ok()?;
        self.properties.get(found)
    }
}

impl fmt::Debug for Tree<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds = self.nodes().map(|id| (id, self.kind(id), self.span(id)));
        f.debug_list().entries(kinds).finish()
    }
}
