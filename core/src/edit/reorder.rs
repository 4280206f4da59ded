//! Items and entries that move: their text goes with its comments.

use super::Planned;
use super::edits::{Content, Edit, Item};
use super::layout::{Block, Child};
use super::like::Like;
use super::lines::{push_lines, with_breaks};
use super::plan::{Owner, Plan, Splice, meeting, spliced};
use super::section;
use crate::emit::BlockStyle;
use crate::emit::quote::{Context, write_double_quoted};
use crate::yaml::NodeId;

/// An entry of a block mapping, with the comments that belong to it.
struct BlockEntry {
    parent: NodeId,
    child: Child,
    column: usize,
    start: usize,
    end: usize,
}

/// What the lines between two items come to stand behind.
#[derive(Clone, Copy)]
enum Before {
    /// What ends with its line.
    Line,
    /// A block, of which lines of blanks would become a part.
    Block,
    /// A block of which every blank line would.
    KeepingBlock,
}

impl Before {
    fn push_gap(self, gap: &str, text: &mut String) {
        let blank = gap.len() - gap.trim_start_matches([' ', '\t', '\n', '\r']).len();
        let lines = gap.get(..blank).and_then(|blank| blank.rfind(['\n', '\r'])).map_or(0, |end| end + 1);
        let (lines, rest) = gap.split_at_checked(lines).unwrap_or(("", gap));
        match self {
            Self::Line => push_lines(text, lines),
            Self::Block => push_lines(text, &lines.replace([' ', '\t'], "")),
            Self::KeepingBlock => {}
        }
        text.push_str(rest);
    }
}

impl<'a, 't> Plan<'a, 't, '_> {
    /// Writes the items of a block sequence in another order, each with its own lines.
    pub(super) fn reorder(
        &mut self,
        node: NodeId,
        block: &Block,
        items: &[Item<'_>],
        removed: &[bool],
    ) -> Planned<()> {
        let (Some(first), Some(last)) = (block.children.first(), block.children.last()) else {
            return self.refuse(node, "the list has no items");
        };
        let lines = self.layout.lines;
        let with_heads = self.items_have_heads(block);
        let starts: Vec<usize> =
            (0..block.children.len()).map(|index| self.piece_start(block, index, with_heads)).collect();
        let ends: Vec<usize> =
            block.children.iter().map(|child| self.layout.tail(child.end, block.column)).collect();
        let (like, style) = self.manner_of_items(node);
        let mut pieces = Vec::new();
        for (place, item) in items.iter().enumerate() {
            let is_last = place + 1 == items.len();
            pieces.push(match item {
                Item::New(content) => self.item_like(content, block.column, style, &like),
                Item::Old(index) => {
                    match (block.children.get(*index), starts.get(*index), ends.get(*index)) {
                        (Some(child), Some(start), Some(end)) => {
                            self.piece(block, child, *start, *end, is_last)?
                        }
                        _ => String::new(),
                    }
                }
            });
        }
        for (index, child) in block.children.iter().enumerate() {
            if let (Some(true), Some(start), Some(end)) =
                (removed.get(index), starts.get(index), ends.get(index))
            {
                let comments = self.lose_comments(*start, *end, child.value);
                self.move_comments(node, &comments);
            }
        }
        let mut gaps = starts
            .iter()
            .skip(1)
            .zip(&ends)
            .map(|(start, end)| lines.slice(lines.next(*end).min(*start), *start));
        let line_break = lines.break_near(first.start);
        let usual_gap = if self.is_parted(block) { line_break } else { "" };
        let mut text = String::new();
        let mut before = Before::Line;
        for (index, piece) in pieces.iter().enumerate() {
            if index > 0 {
                push_lines(&mut text, line_break);
                let gap = gaps.next().unwrap_or(usual_gap);
                before.push_gap(gap, &mut text);
            }
            before = self.before(block, items.get(index), piece);
            text.push_str(&with_breaks(piece, line_break));
        }
        for gap in gaps.filter(|gap| gap.contains('#')) {
            push_lines(&mut text, line_break);
            text.push_str(gap.trim_end_matches(['\n', '\r']));
        }
        let start = starts.first().copied().unwrap_or(first.start);
        let end = ends.last().copied().unwrap_or(last.end);
        let text = if self.layout.is_inline(first) { text.trim_start_matches(' ') } else { &text };
        self.splice(start, end, text);
        Ok(())
    }

    fn before(&self, block: &Block, item: Option<&Item<'_>>, piece: &str) -> Before {
        let Some(Item::Old(index)) = item else {
            let keeps = piece.ends_with('\n') || piece.contains("|+\n") || piece.contains(">+\n");
            return if keeps { Before::KeepingBlock } else { Before::Block };
        };
        let Some(child) = block.children.get(*index) else { return Before::Line };
        match self.layout.header(self.layout.last_leaf(child.value)) {
            Some(header) if header.contains('+') => Before::KeepingBlock,
            Some(_) => Before::Block,
            // What it ends with now may be one.
            None if self.edits.touch(self.layout.tree, child.value) => Before::Block,
            None => Before::Line,
        }
    }

    fn piece_start(&self, block: &Block, index: usize, with_heads: bool) -> usize {
        let Some(child) = block.children.get(index) else { return 0 };
        if index == 0 && !with_heads {
            return if self.layout.is_inline(child) {
                child.start
            } else {
                self.layout.lines.start(child.start)
            };
        }
        let floor = index
            .checked_sub(1)
            .and_then(|before| block.children.get(before))
            .map_or(0, |before| self.layout.lines.next(before.end));
        self.layout.head(child, block.column, floor)
    }

    /// The lines of an item with the changes inside it made.
    fn piece(
        &mut self,
        block: &Block,
        child: &Child,
        start: usize,
        end: usize,
        is_last: bool,
    ) -> Planned<String> {
        let owner = Owner::Dash { column: block.column, indicator_end: child.indicator_end };
        let line_end = if is_last { end } else { self.last_line_end(child, end) };
        let text = self.changed_slice(start, line_end, |plan| {
            if !is_last && line_end == end {
                plan.end_last_line(child);
            }
            plan.node(child.value, owner)?;
            plan.quote_block(child, is_last);
            Ok(())
        })?;
        let blanks = if self.layout.is_inline(child) { " ".repeat(block.column) } else { String::new() };
        Ok(format!("{blanks}{text}"))
    }

    /// Where what follows would be a part of a block that has come there, it has to be quoted.
    fn quote_block(&mut self, child: &Child, is_last: bool) {
        let Some(leaf) = self.last_leaf_afterwards(child.value) else { return };
        let stays = self.layout.header(leaf).is_none_or(|header| !is_last && !header.contains('+'));
        if self.literals || stays || self.edits.get(leaf).is_some() {
            return;
        }
        let span = self.layout.tree.span(leaf);
        let is_within =
            |splice: &Splice| splice.start < span.start && span.end <= splice.end && !splice.text.is_empty();
        if self.splices.iter().any(is_within) {
            return;
        }
        let comments = self.lose_comments(span.start, span.end, leaf);
        self.move_comments(leaf, &comments);
        let mut text = String::new();
        write_double_quoted(&self.layout.tree.content(leaf), &mut text);
        // It has no header any more that could be changed.
        self.splices.retain(|splice| splice.end <= span.start || span.end <= splice.start);
        self.splice(span.start, span.end, text);
    }

    /// A piece of the text with the replacements that are planned within it.
    pub(super) fn changed_slice(
        &mut self,
        start: usize,
        end: usize,
        plan: impl FnOnce(&mut Self) -> Planned<()>,
    ) -> Planned<String> {
        let outer = std::mem::take(&mut self.splices);
        let planned = plan(self);
        let inner = std::mem::replace(&mut self.splices, outer);
        planned?;
        let (inside, outside): (Vec<Splice>, Vec<Splice>) = inner
            .into_iter()
            .map(|splice| self.up_to(splice, start, end))
            .partition(|splice| start <= splice.start && splice.end <= end);
        self.splices.extend(outside);
        spliced(self.layout.lines, inside, start, end)
            .map_err(|span| meeting(self.layout.tree, self.root(), span))
    }

    /// A deletion of the last lines of a piece: the break before them goes in the place of the one behind, which is none of
    /// the piece.
    fn up_to(&self, splice: Splice, start: usize, end: usize) -> Splice {
        let is_last =
            splice.text.is_empty() && start < splice.start && splice.start <= end && end < splice.end;
        let before = self.layout.lines.slice(start, splice.start);
        match before.strip_suffix("\r\n").or_else(|| before.strip_suffix(['\n', '\r'])).filter(|_| is_last) {
            Some(before) => Splice { start: start + before.len(), end, text: splice.text },
            None => splice,
        }
    }

    /// The lines of an entry that comes from elsewhere in the document, under its new key, at its new column.
    pub(super) fn moved_entry(
        &mut self,
        key: NodeId,
        value: NodeId,
        new_key: &str,
        (column, style): (usize, BlockStyle),
        like: &Like<'a, 't>,
    ) -> Planned<String> {
        let tree = self.layout.tree;
        let Some(entry) = self.block_entry(key) else {
            self.leave_comments(key);
            if !self.edits.touch(tree, value) {
                return Ok(self.own_lines(new_key, value, column, style, like));
            }
            let value = Content::of(&self.edits.value(tree, value));
            return Ok(self.entry_lines((new_key, &value), column, style, like));
        };
        let BlockEntry { parent, child, column: old_column, start, end } = entry;
        let owner = child.key_owner(parent, old_column);
        let renamed = self.key_text(key, new_key, Context::Block);
        // What is quoted is quoted whole.
        let line_end = if self.literals { self.last_line_end(&child, end) } else { end };
        let ends_text = line_end == end && self.layout.lines.break_at(end).is_empty();
        let text = self.changed_slice(start, line_end, |plan| {
            if ends_text {
                plan.end_last_line(&child);
            }
            let span = tree.span(key);
            plan.splice(span.start, span.end, renamed);
            plan.node(child.value, owner)?;
            plan.quote_block(&child, true);
            Ok(())
        })?;
        let blanks = if self.layout.is_inline(&child) { " ".repeat(old_column) } else { String::new() };
        Ok(shifted(&format!("{blanks}{text}"), old_column, column))
    }

    /// The entry with this key node, if it is one of a block mapping.
    fn block_entry(&self, key: NodeId) -> Option<BlockEntry> {
        let (parent, _) = section::ancestors(self.layout.tree, self.root(), key).pop()?;
        let block = self.layout.block(parent)?;
        let index = block.children.iter().position(|child| child.key == Some(key))?;
        let child = *block.children.get(index)?;
        let floor = match index.checked_sub(1).and_then(|before| block.children.get(before)) {
            Some(before) => self.layout.lines.next(before.end),
            None if block.column == 0 => child.start,
            None => 0,
        };
        let start = self.layout.head(&child, block.column, floor);
        let end = self.layout.tail(child.end, block.column);
        Some(BlockEntry { parent, child, column: block.column, start, end })
    }

    /// The lines of the entry with this key node, if it is one of a block mapping.
    pub(super) fn moved_lines(&self, key: NodeId) -> Option<(usize, usize)> {
        self.block_entry(key).map(|entry| (entry.start, entry.end))
    }

    /// Notes the comments of an entry that goes to where there is no place for them.
    pub(super) fn leave_comments(&mut self, key: NodeId) {
        let Some((parent, _)) = section::ancestors(self.layout.tree, self.root(), key).pop() else { return };
        let tree = self.layout.tree;
        let in_block = self.moved_lines(key);
        let range = in_block.or_else(|| {
            let (key, value) = tree.entries(parent).find(|(own, _)| *own == key)?;
            Some((tree.span(key).start, tree.span(value).end))
        });
        if let Some((start, end)) = range {
            let comments = self.leave_comments_in(start, end, key, &[]);
            self.move_comments(parent, &comments);
        }
    }

    /// Puts comments above what holds the mapping or list that they were in.
    pub(super) fn move_comments(&mut self, node: NodeId, comments: &[String]) {
        if comments.is_empty() {
            return;
        }
        let lines = self.layout.lines;
        let at = section::ancestors(self.layout.tree, self.root(), node).into_iter().rev().find_map(
            |(parent, child)| {
                let block = self.layout.block(parent)?;
                let index = block.children.iter().position(|entry| entry.value == child)?;
                let child = block.children.get(index)?;
                (!self.shares_line(parent, &block, index)).then_some(lines.start(child.start))
            },
        );
        let at = at.unwrap_or_else(|| self.first_line_of_document());
        let blanks = lines.slice(at, lines.skip_blanks(at));
        let line_break = lines.break_near(at);
        let mut text = String::new();
        for comment in comments {
            text.extend([blanks, comment, line_break]);
        }
        self.splice(at, at, text);
    }

    /// Whether a child shares its line with a dash before it, or will when those before it are gone.
    fn shares_line(&self, parent: NodeId, block: &Block, index: usize) -> bool {
        let goes = |(index, child): (usize, &Child)| match self.edits.get(parent) {
            Some(Edit::Entries(edit)) => child.key.is_some_and(|key| edit.removed.contains(&key)),
            Some(Edit::Items(items)) => {
                !items.iter().any(|item| matches!(item, Item::Old(old) if *old == index))
            }
            Some(Edit::Replace(_)) | None => false,
        };
        block.children.first().is_some_and(|first| self.layout.is_inline(first))
            && block.children.iter().enumerate().take(index).all(goes)
    }

    /// Where the lines of the root begin, above the comments that may change places with its first item.
    fn first_line_of_document(&self) -> usize {
        let (lines, start) = (self.layout.lines, self.layout.start_of(self.root()));
        if !lines.is_first(start) {
            return 0;
        }
        let block = self.layout.block(self.root()).filter(|block| self.items_have_heads(block));
        let first = block.as_ref().and_then(|block| Some((block.children.first()?, block.column)));
        first.map_or(lines.start(start), |(first, column)| self.layout.head(first, column, 0))
    }
}

/// Lines moved from one column to another.
pub(super) fn shifted(text: &str, from: usize, to: usize) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive(['\n', '\r']) {
        let content = line.trim_start_matches(' ');
        let own = line.len() - content.len();
        // Blanks alone may be a line of a block.
        if own > 0 || !content.trim_end_matches(['\n', '\r']).is_empty() {
            out.push_str(&" ".repeat((own + to).saturating_sub(from)));
        }
        out.push_str(content);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::shifted;

    #[test]
    fn lines_are_moved_however_they_end() {
        let rows = [
            ("a:\n  b: c\n\n  d: e", "  a:\n    b: c\n\n    d: e"),
            ("a:\r\n  b: c\r\n\r\n  d: e\r\n", "  a:\r\n    b: c\r\n\r\n    d: e\r\n"),
            ("a:\r  b: c\r\r", "  a:\r    b: c\r\r"),
            ("a: |\n b\n  \n\n c", "  a: |\n   b\n    \n\n   c"),
        ];
        for (text, expected) in rows {
            assert_eq!(shifted(text, 0, 2), expected);
            assert_eq!(shifted(expected, 2, 0), text);
        }
    }
}
