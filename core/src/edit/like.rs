//! What stands beside new text, for brackets and quotes as its neighbors have them.

use super::edits::name;
use super::layout::Layout;
use super::spelling;
use crate::emit::quote::{self, Context};
use crate::value::{Node, NodeKind as ValueKind};
use crate::yaml::{CollectionStyle, NodeId, NodeKind, Scalar, ScalarStyle};

/// How many neighbors, and how many entries of one, are asked at most.
const MOST_NEIGHBORS: usize = 16;
const MOST_ENTRIES: usize = 64;

/// Nodes of the old text that stand where a new value will stand, or beside it.
#[derive(Clone, Debug)]
pub(super) struct Like<'a, 't> {
    layout: Layout<'a, 't>,
    nodes: Vec<NodeId>,
    /// They stand under other keys of the same mapping, and say less.
    is_loose: bool,
}

/// How collections are laid out.
#[derive(Clone, Copy, Debug)]
pub(super) enum Laid {
    /// All are in brackets or braces, as this one is.
    Flow(NodeId),
    /// This one is not.
    Block(NodeId),
}

impl<'a, 't> Like<'a, 't> {
    /// Like one node: a value that takes its place, or what is added to it.
    pub(super) fn of(layout: Layout<'a, 't>, node: NodeId) -> Self {
        Self { layout, nodes: vec![node], is_loose: false }
    }

    /// What stands under a key, or else under the keys beside it.
    pub(super) fn at_key(&self, key: &str) -> Self {
        let tree = self.layout.tree;
        let entries = self.nodes.iter().flat_map(|node| tree.entries(*node).take(MOST_ENTRIES));
        let entries = entries.filter(|(key, _)| !tree.is_merge_key(*key));
        let same = entries.clone().filter(|(own, _)| *name(tree, *own) == *key);
        let nodes: Vec<NodeId> = same.map(|(_, value)| value).take(MOST_NEIGHBORS).collect();
        if !nodes.is_empty() {
            return Self { nodes, ..*self };
        }
        let nodes = entries.map(|(_, value)| value).take(MOST_NEIGHBORS).collect();
        Self { layout: self.layout, nodes, is_loose: true }
    }

    pub(super) fn at_items(&self) -> Self {
        let items = self.nodes.iter().flat_map(|node| self.layout.tree.items(*node));
        Self { nodes: items.take(MOST_NEIGHBORS).collect(), ..*self }
    }

    /// How the neighbors are laid out that are of the same kind, if there are any with something in them.
    pub(super) fn laid(&self, value: Node<'_>) -> Option<Laid> {
        let is_map = matches!(value.kind(), ValueKind::Map(_));
        let (mut first_flow, mut count) = (None, 0);
        for node in &self.nodes {
            let style = match self.layout.tree.kind(*node) {
                _ if self.layout.tree.child_count(*node) == 0 => continue,
                NodeKind::Mapping(style) if is_map => style,
                NodeKind::Sequence(style) if !is_map => style,
                _ => continue,
            };
            if style == CollectionStyle::Block {
                return Some(Laid::Block(*node));
            }
            first_flow = first_flow.or(Some(*node));
            count += 1;
        }
        first_flow.filter(|_| count > 1 || !self.is_loose).map(Laid::Flow)
    }

    /// A text that needs no quotes in those of its neighbors; none if they have none, or only where they need them.
    pub(super) fn quoted(&self, text: &str, context: Context) -> Option<String> {
        self.in_quotes_of(self.nodes.iter().copied(), text, context)
    }

    /// The same for a new key beside theirs.
    pub(super) fn quoted_key(&self, key: &str, context: Context) -> Option<String> {
        let tree = self.layout.tree;
        let keys = self.nodes.iter().flat_map(|node| tree.entries(*node).take(MOST_ENTRIES));
        self.in_quotes_of(keys.map(|(key, _)| key), key, context)
    }

    fn in_quotes_of(
        &self,
        neighbors: impl Iterator<Item = NodeId>,
        text: &str,
        context: Context,
    ) -> Option<String> {
        if !quote::is_plain(text, context) {
            return None;
        }
        let tree = self.layout.tree;
        let mut found = None;
        for node in neighbors {
            match tree.kind(node) {
                NodeKind::Scalar(_) if !matches!(tree.scalar(node), Ok(Scalar::String(_))) => {}
                NodeKind::Scalar(ScalarStyle::Plain) => return None,
                NodeKind::Scalar(style @ (ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted)) => {
                    let is_needless = quote::is_plain(&tree.content(node), Context::Flow);
                    found = found.or(is_needless.then_some(style));
                }
                _ => {}
            }
        }
        Some(spelling::inline_text(text, Some(found?), context, false))
    }
}
