//! Where the entries and items of block collections begin and end, with the comments that belong to them.

use super::lines::Lines;
use super::plan::Owner;
use crate::yaml::{CollectionStyle, NodeId, NodeKind, ScalarStyle, Tree};

/// One entry or item of a block collection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Child {
    /// Its `-`, its `?` or the start of its key.
    pub(super) start: usize,
    /// The key of an entry.
    pub(super) key: Option<NodeId>,
    pub(super) value: NodeId,
    /// After its `-` or `:`, or after a key that has no `:`.
    pub(super) indicator_end: usize,
    /// Whether there is a `:` behind the key.
    pub(super) has_colon: bool,
    /// After its last byte, without a comment on the line.
    pub(super) end: usize,
}

impl Child {
    pub(super) fn key_owner(&self, mapping: NodeId, column: usize) -> Owner {
        Owner::Key { mapping, column, indicator_end: self.indicator_end, has_colon: self.has_colon }
    }

    /// What of it stands last in the text: its value, or a key without one.
    pub(super) fn last(&self) -> NodeId {
        self.key.filter(|_| !self.has_colon).unwrap_or(self.value)
    }
}

/// A block mapping or sequence.
#[derive(Debug)]
pub(super) struct Block {
    /// Where its dashes or keys stand.
    pub(super) column: usize,
    pub(super) children: Vec<Child>,
}

/// A tree and its text by lines.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout<'a, 't> {
    pub(super) tree: &'a Tree<'t>,
    pub(super) lines: Lines<'t>,
}

impl<'a, 't> Layout<'a, 't> {
    pub(super) fn new(tree: &'a Tree<'t>) -> Self {
        Self { tree, lines: Lines { text: tree.text() } }
    }

    /// The children of a block collection; none if its text is not laid out as expected.
    pub(super) fn block(self, node: NodeId) -> Option<Block> {
        let start = self.tree.span(node).start;
        let mut block = Block { column: self.lines.column(start), children: Vec::new() };
        let mut at = start;
        match self.tree.kind(node) {
            NodeKind::Sequence(CollectionStyle::Block) => {
                for value in self.tree.items(node) {
                    let start = self.lines.skip_trivia(at);
                    let indicator_end = (self.lines.byte(start) == Some(b'-')).then_some(start + 1)?;
                    at = self.end_of(value).max(indicator_end);
                    let has_colon = false;
                    block.children.push(Child { start, key: None, value, indicator_end, has_colon, end: at });
                }
            }
            NodeKind::Mapping(CollectionStyle::Block) => {
                for (key, value) in self.tree.entries(node) {
                    let start = self.lines.skip_trivia(at);
                    let colon = self.colon(key, value);
                    let has_colon = colon.is_some();
                    let indicator_end = colon.map_or_else(|| self.end_of(key), |colon| colon + 1);
                    at = self.end_of(value).max(indicator_end);
                    let key = Some(key);
                    block.children.push(Child { start, key, value, indicator_end, has_colon, end: at });
                }
            }
            _ => return None,
        }
        Some(block)
    }

    /// Where the `:` between a key and its value stands; a key without a value may have none.
    fn colon(self, key: NodeId, value: NodeId) -> Option<usize> {
        let colon = self.lines.skip_trivia(self.end_of(key));
        (self.lines.byte(colon) == Some(b':') && colon <= self.tree.span(value).start).then_some(colon)
    }

    /// What of an entry stands last in the text: its value, or a key without one.
    pub(super) fn last_of(self, (key, value): (NodeId, NodeId)) -> NodeId {
        if self.colon(key, value).is_some() { value } else { key }
    }

    /// Where a node begins, with its tag and anchor.
    pub(super) fn start_of(self, node: NodeId) -> usize {
        let properties = [self.tree.tag_span(node), self.tree.anchor_span(node)];
        let starts = properties.into_iter().flatten().map(|span| span.start);
        starts.fold(self.tree.span(node).start, usize::min)
    }

    pub(super) fn end_of(self, node: NodeId) -> usize {
        let properties = [self.tree.tag_span(node), self.tree.anchor_span(node)];
        properties.into_iter().flatten().map(|span| span.end).fold(self.tree.span(node).end, usize::max)
    }

    /// Whether a child shares its line with what is around it, as in `- name: a`.
    pub(super) fn is_inline(self, child: &Child) -> bool {
        !self.lines.is_first(child.start)
    }

    /// Where the comment lines directly above a child begin, or its own line; its own start if it shares its line.
    pub(super) fn head(self, child: &Child, column: usize, floor: usize) -> usize {
        if self.is_inline(child) {
            return child.start;
        }
        let mut start = self.lines.start(child.start);
        while let Some(above) = self.lines.previous(start) {
            let is_head = above >= floor
                && self.lines.comment_line(above).is_some_and(|at| self.lines.column(at) == column);
            if !is_head {
                break;
            }
            start = above;
        }
        start
    }

    /// The end of the last line of a child that ends at `end`: with a comment behind it, and with comment lines below
    /// that are indented further than `column`. Without the line break.
    pub(super) fn tail(self, end: usize, column: usize) -> usize {
        let mut tail = self.lines.end(end);
        let mut next = self.lines.next(tail);
        while next < self.lines.text.len() {
            if let Some(at) = self.lines.comment_line(next) {
                if self.lines.column(at) <= column {
                    break;
                }
                tail = self.lines.end(next);
            } else if !self.lines.is_blank(next) {
                break;
            }
            next = self.lines.next(next);
        }
        tail
    }

    /// The last scalar below a node, or the node itself.
    pub(super) fn last_leaf(self, node: NodeId) -> NodeId {
        let mut last = node;
        loop {
            let entry = self.tree.entries(last).last().map(|entry| self.last_of(entry));
            match entry.or_else(|| self.tree.items(last).last()) {
                Some(child) => last = child,
                None => return last,
            }
        }
    }

    /// The header of a block scalar: `|` or `>` and its indicators.
    pub(super) fn header(self, node: NodeId) -> Option<&'t str> {
        let NodeKind::Scalar(ScalarStyle::Literal | ScalarStyle::Folded) = self.tree.kind(node) else {
            return None;
        };
        let start = self.tree.span(node).start;
        let header = self.lines.slice(start, self.lines.end(start));
        let len =
            header.bytes().take_while(|byte| matches!(byte, b'|' | b'>' | b'+' | b'-' | b'0'..=b'9')).count();
        header.get(..len)
    }
}
