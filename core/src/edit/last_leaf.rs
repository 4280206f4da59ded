//! The last scalar of a child: what follows may become a part of it, if it is a block.

use super::edits::{Edit, Item};
use super::layout::Child;
use super::plan::{Plan, Splice};
use crate::yaml::NodeId;

impl Plan<'_, '_, '_> {
    /// The last scalar of a child after the changes, or of the old text if it is none of it.
    pub(super) fn last_leaf(&self, child: &Child) -> NodeId {
        self.last_leaf_afterwards(child.last()).unwrap_or_else(|| self.layout.last_leaf(child.last()))
    }

    /// Whether blank lines behind a child belong to it.
    pub(super) fn keeps_blank_lines(&self, child: &Child) -> bool {
        self.layout.header(self.last_leaf(child)).is_some_and(|header| header.contains('+'))
    }

    /// Where the last line of a child ends whose lines end at `tail`: before a break and blanks that are all there is of
    /// the text's last line, if they are behind a block, which another break would make longer.
    pub(super) fn last_line_end(&self, child: &Child, tail: usize) -> usize {
        let lines = self.layout.lines;
        let leaf = self.layout.last_leaf(child.last());
        let is_behind = lines.break_at(tail).is_empty()
            && lines.is_blank(lines.start(tail))
            && self.layout.header(leaf).is_some()
            && self.layout.tree.content(leaf).ends_with('\n')
            && self.edits.get(leaf).is_none();
        let previous = lines.previous(lines.start(tail)).filter(|_| is_behind);
        previous.map_or(tail, |previous| lines.end(previous))
    }

    /// A block scalar that the text ends in has no break at its end, and is to get none by what follows.
    pub(super) fn end_last_line(&mut self, child: &Child) {
        if let Some(leaf) = self.last_leaf_that_stays(child.last()) {
            self.end_block(leaf);
        }
    }

    /// The last scalar below a node that stays, in the order of the old text.
    fn last_leaf_that_stays(&self, node: NodeId) -> Option<NodeId> {
        self.last_leaf_by(node, |items| {
            let old = |item: &Item<'_>| if let Item::Old(index) = item { Some(*index) } else { None };
            items.iter().filter_map(old).max()
        })
    }

    /// The last scalar below a node in the order of the new text, if it is one of the old text.
    pub(super) fn last_leaf_afterwards(&self, node: NodeId) -> Option<NodeId> {
        self.last_leaf_by(node, |items| match items.last()? {
            Item::Old(index) => Some(*index),
            Item::New(_) => None,
        })
    }

    fn last_leaf_by(&self, node: NodeId, last_item: impl Fn(&[Item<'_>]) -> Option<usize>) -> Option<NodeId> {
        let tree = self.layout.tree;
        let mut last = node;
        while tree.child_count(last) > 0 {
            last = match self.edits.get(last) {
                Some(Edit::Replace(_)) => return None,
                Some(Edit::Entries(edit)) => {
                    let stays = |key: &NodeId| !edit.removed.contains(key);
                    self.layout.last_of(tree.entries(last).filter(|(key, _)| stays(key)).last()?)
                }
                Some(Edit::Items(items)) => tree.items(last).nth(last_item(items)?)?,
                None => tree
                    .entries(last)
                    .map(|entry| self.layout.last_of(entry))
                    .chain(tree.items(last))
                    .last()?,
            };
        }
        Some(last)
    }

    /// Strips a block scalar that the text ends in without a break, so that one behind it does not become a part of it.
    pub(super) fn end_block(&mut self, leaf: NodeId) {
        if matches!(self.edits.get(leaf), Some(Edit::Replace(_))) {
            return;
        }
        let span = self.layout.tree.span(leaf);
        if let Some(header) = self.layout.header(leaf)
            && span.end == self.layout.lines.text.len()
            && !self.layout.lines.text.ends_with(['\n', '\r'])
            && !header.contains('-')
        {
            let is_done =
                |splice: &Splice| (splice.start, splice.end) == (span.start, span.start + header.len());
            // An item that moves and gets one behind its last line comes here twice.
            if !self.splices.iter().any(is_done) {
                let stripped = format!("{}-", header.replace('+', ""));
                self.splice(span.start, span.start + header.len(), stripped);
            }
        }
    }
}
