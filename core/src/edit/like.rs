//! What stands beside new text, for brackets and quotes as its neighbors have them.

use super::check::is_value;
use super::edits::name;
use super::layout::Layout;
use super::spelling::{self, Spelled};
use crate::emit::quote::{self, Context};
use crate::value::{Node, NodeKind as ValueKind};
use crate::yaml::{CollectionStyle, NodeId, NodeKind, Scalar, ScalarStyle};

/// How many neighbors, and how many entries of one, are asked at most.
const MOST_NEIGHBORS: usize = 32;
const MOST_ENTRIES: usize = 64;

/// Nodes of the old text that stand where a new value will stand, or beside it, the nearest first.
#[derive(Clone, Debug)]
pub(super) struct Like<'a, 't> {
    layout: Layout<'a, 't>,
    nodes: Vec<Neighbor>,
    /// They stand under other keys of the same mapping, and say less.
    is_loose: bool,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Neighbor {
    pub(super) node: NodeId,
    /// The mapping or list that it is in.
    parent: Option<NodeId>,
}

/// How collections are laid out.
#[derive(Clone, Copy, Debug)]
pub(super) enum Laid {
    /// All are in brackets or braces, as this one is.
    Flow(NodeId),
    /// This one is not.
    Block(Neighbor),
}

impl<'a, 't> Like<'a, 't> {
    /// Like one node: a value that takes its place, or what is added to it.
    pub(super) fn of(layout: Layout<'a, 't>, node: NodeId) -> Self {
        Self { layout, nodes: vec![Neighbor { node, parent: None }], is_loose: false }
    }

    /// What stands under a key, or else under the keys beside it.
    pub(super) fn at_key(&self, key: &str) -> Self {
        let tree = self.layout.tree;
        let entries = self.nodes.iter().flat_map(|neighbor| {
            let entries = tree.entries(neighbor.node).take(MOST_ENTRIES);
            entries.map(|entry| (Some(neighbor.node), entry))
        });
        let entries = entries.filter(|(_, (key, _))| !tree.is_merge_key(*key));
        let same = entries.clone().filter(|(_, (own, _))| *name(tree, *own) == *key);
        let value = |(parent, (_, node)): (Option<NodeId>, (NodeId, NodeId))| Neighbor { node, parent };
        let nodes: Vec<Neighbor> = same.map(value).take(MOST_NEIGHBORS).collect();
        if !nodes.is_empty() {
            return Self { nodes, ..*self };
        }
        let nodes = entries.map(value).take(MOST_NEIGHBORS).collect();
        Self { layout: self.layout, nodes, is_loose: true }
    }

    /// The items of lists, the last ones first, beside which new ones mostly come.
    pub(super) fn at_items(&self) -> Self {
        let tree = self.layout.tree;
        let items = self.nodes.iter().flat_map(|neighbor| {
            let behind = tree.child_count(neighbor.node).saturating_sub(MOST_NEIGHBORS);
            let mut items: Vec<NodeId> = tree.items(neighbor.node).skip(behind).collect();
            items.reverse();
            items.into_iter().map(|node| Neighbor { node, parent: Some(neighbor.node) })
        });
        Self { nodes: items.take(MOST_NEIGHBORS).collect(), ..*self }
    }

    /// A scalar as a neighbor spells it that has the same value, or a block as the first one is.
    pub(super) fn spelled(&self, value: Node<'_>, context: Context) -> Option<Spelled> {
        let tree = self.layout.tree;
        let is_same = |neighbor: &&Neighbor| {
            matches!(tree.kind(neighbor.node), NodeKind::Scalar(_))
                && is_value(tree, neighbor.node, value, false)
        };
        let same = self.nodes.iter().filter(|_| !self.is_loose).find(is_same);
        if let Some(own) = same.and_then(|same| self.layout.own(same.node, context)) {
            return Some(own);
        }
        if matches!(value.kind(), ValueKind::Null) && context == Context::Block {
            let is_bare = |same: &&Neighbor| tree.span(same.node).is_empty();
            return same.filter(is_bare).map(|_| Spelled::Inline(String::new()));
        }
        let ValueKind::Str(text) = value.kind() else { return None };
        let first = self.nodes.first().filter(|_| text.contains('\n') && context == Context::Block)?;
        match tree.kind(first.node) {
            _ if self.is_loose => None,
            NodeKind::Scalar(ScalarStyle::Folded) => {
                self.layout.folded(text, first.node).or_else(|| spelling::literal_at_any_column(text))
            }
            NodeKind::Scalar(ScalarStyle::Literal) => spelling::literal_at_any_column(text),
            _ => None,
        }
    }

    /// Brackets on one line as a neighbor has them that holds the same.
    pub(super) fn brackets(&self, value: Node<'_>) -> Option<&'t str> {
        let tree = self.layout.tree;
        let text = |neighbor: &Neighbor| {
            use CollectionStyle::Flow;
            if !matches!(tree.kind(neighbor.node), NodeKind::Mapping(Flow) | NodeKind::Sequence(Flow)) {
                return None;
            }
            let text = self.layout.lines.span(tree.span(neighbor.node));
            // A pair may have no braces; anchors, aliases and tags are of one place.
            let is_whole = text.starts_with(['{', '[']) && !text.contains(['\n', '\r', '&', '*', '!']);
            (is_whole && is_value(tree, neighbor.node, value, false)).then_some(text)
        };
        self.nodes.iter().filter(|_| !self.is_loose).find_map(text)
    }

    /// By how much the lines of the nearest block scalar are indented in its mapping or list.
    pub(super) fn body_offset(&self) -> Option<usize> {
        let layout = self.layout;
        let mut blocks = self.nodes.iter().filter(|near| layout.header(near.node).is_some());
        let (body, parent) = blocks.find_map(|near| Some((layout.body_column(near.node)?, near.parent?)))?;
        body.checked_sub(layout.lines.column(layout.tree.span(parent).start)).filter(|offset| *offset > 0)
    }

    /// How the neighbors are laid out that are of the same kind, if there are any with something in them. Mappings with the
    /// same keys say more than others.
    pub(super) fn laid(&self, value: Node<'_>) -> Option<Laid> {
        let is_map = matches!(value.kind(), ValueKind::Map(_));
        let mut styles =
            self.nodes.iter().filter_map(|neighbor| match self.layout.tree.kind(neighbor.node) {
                _ if self.layout.tree.child_count(neighbor.node) == 0 => None,
                NodeKind::Mapping(style) if is_map => Some((*neighbor, style)),
                NodeKind::Sequence(style) if !is_map => Some((*neighbor, style)),
                _ => None,
            });
        let like_it = styles.clone().filter(|(neighbor, _)| is_map && self.has_keys(neighbor.node, value));
        style_of(like_it, 0).or_else(|| style_of(&mut styles, usize::from(self.is_loose)))
    }

    /// Whether a mapping has the keys of a value, and no others.
    fn has_keys(&self, mapping: NodeId, value: Node<'_>) -> bool {
        let tree = self.layout.tree;
        let ValueKind::Map(mut entries) = value.kind() else { return false };
        let has = |wanted: &str| tree.entries(mapping).any(|(key, _)| *name(tree, key) == *wanted);
        tree.child_count(mapping) <= MOST_ENTRIES
            && entries.clone().count() == tree.child_count(mapping)
            && entries.all(|(key, _)| has(key))
    }

    /// A text that needs no quotes in those of its neighbors; none if they have none, or only where they need them.
    pub(super) fn quoted(&self, text: &str, context: Context) -> Option<String> {
        self.in_quotes_of(self.nodes.iter().map(|neighbor| neighbor.node), text, context)
    }

    /// The same for a new key beside theirs.
    pub(super) fn quoted_key(&self, key: &str, context: Context) -> Option<String> {
        self.in_quotes_of(self.keys(), key, context)
    }

    /// A key as a neighbor spells it that has it too.
    pub(super) fn own_key(&self, key: &str) -> Option<String> {
        let same = self.keys().find(|own| *name(self.layout.tree, *own) == *key)?;
        self.layout.own(same, Context::Block)?.into_inline()
    }

    fn keys(&self) -> impl Iterator<Item = NodeId> {
        let tree = self.layout.tree;
        let entries = self.nodes.iter().flat_map(|neighbor| tree.entries(neighbor.node).take(MOST_ENTRIES));
        entries.map(|(key, _)| key).filter(|key| !tree.is_merge_key(*key))
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

/// The style of all, if there are more of them than `least`, or the block of one.
fn style_of(styles: impl Iterator<Item = (Neighbor, CollectionStyle)>, least: usize) -> Option<Laid> {
    let (mut first, mut count) = (None, 0);
    for (neighbor, style) in styles {
        if style == CollectionStyle::Block {
            return Some(Laid::Block(neighbor));
        }
        first = first.or(Some(neighbor.node));
        count += 1;
    }
    first.filter(|_| count > least).map(Laid::Flow)
}

impl Neighbor {
    /// By how much it is indented in its mapping, if it begins on a line of its own.
    pub(super) fn offset(self, layout: Layout<'_, '_>) -> Option<usize> {
        let start = layout.tree.span(self.node).start;
        let outer = layout.lines.column(layout.tree.span(self.parent?).start);
        layout.lines.column(start).checked_sub(outer).filter(|_| layout.lines.is_first(start))
    }
}
