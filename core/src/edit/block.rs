//! Changes inside block mappings and sequences.

use std::collections::BTreeMap;

use super::Planned;
use super::edits::{Added, Addition, Edit, EntryEdits, Item, name};
use super::layout::{Block, Child};
use super::like::Like;
use super::lines::with_breaks;
use super::plan::{Owner, Plan};
use super::spelling;
use crate::emit::BlockStyle;
use crate::emit::quote::Context;
use crate::yaml::{NodeId, NodeKind};

impl<'a, 't> Plan<'a, 't, '_> {
    pub(super) fn block_mapping(&mut self, node: NodeId) -> Planned<()> {
        let Some(block) = self.layout.block(node) else {
            return self.refuse(node, "the mapping is laid out in a way that is not understood");
        };
        let empty = EntryEdits::default();
        let edit = if let Some(Edit::Entries(edit)) = self.edits.get(node) { edit } else { &empty };
        let goes = |child: &Child| child.key.is_some_and(|key| edit.removed.contains(&key));
        let leaving: Vec<bool> = block.children.iter().map(goes).collect();
        for child in block.children.iter().filter(|child| !goes(child)) {
            self.rename(child, edit);
            self.node(child.value, child.key_owner(node, block.column))?;
        }
        let mut stays = None;
        for (index, child) in block.children.iter().enumerate() {
            if goes(child) {
                let comments = self.remove_child(&block, index, stays, &leaving)?;
                self.move_comments(node, &comments);
            } else {
                stays = Some(index);
            }
        }
        self.add_entries(node, &block, edit, &leaving)
    }

    fn rename(&mut self, child: &Child, edit: &EntryEdits<'_>) {
        if let Some(key) = child.key
            && let Some(new) = edit.renamed.get(&key)
        {
            let span = self.layout.tree.span(key);
            self.splice(span.start, span.end, self.key_text(key, new, Context::Block));
        }
    }

    /// A key in the manner of the old one.
    pub(super) fn key_text(&self, old: NodeId, new: &str, context: Context) -> String {
        let style = match self.layout.tree.kind(old) {
            NodeKind::Scalar(style) => Some(style),
            _ => None,
        };
        spelling::inline_text(new, style, context, false)
    }

    pub(super) fn block_sequence(&mut self, node: NodeId) -> Planned<()> {
        let Some(block) = self.layout.block(node) else {
            return self.refuse(node, "the list is laid out in a way that is not understood");
        };
        let Some(Edit::Items(items)) = self.edits.get(node) else {
            return self.items_in_place(&block, &vec![false; block.children.len()]);
        };
        let mut last = None;
        let mut leaving = vec![true; block.children.len()];
        let mut is_in_order = true;
        for item in items {
            if let Item::Old(index) = item {
                is_in_order &= last.is_none_or(|last| last < *index);
                last = Some(*index);
                leaving.get_mut(*index).into_iter().for_each(|leaving| *leaving = false);
            }
        }
        if !is_in_order {
            return self.reorder(node, &block, items, &leaving);
        }
        self.items_in_place(&block, &leaving)?;
        let mut stays = None;
        for (index, leaves) in leaving.iter().enumerate() {
            if *leaves {
                let comments = self.remove_child(&block, index, stays, &leaving)?;
                self.move_comments(node, &comments);
            } else {
                stays = Some(index);
            }
        }
        self.add_items(node, &block, items);
        Ok(())
    }

    fn items_in_place(&mut self, block: &Block, removed: &[bool]) -> Planned<()> {
        for (child, removed) in block.children.iter().zip(removed) {
            if !removed {
                let owner = Owner::Dash { column: block.column, indicator_end: child.indicator_end };
                self.node(child.value, owner)?;
            }
        }
        Ok(())
    }

    /// Where the lines of a child begin: with the comments above it, except for those above the first one of a list or
    /// document, which speak of the whole.
    fn first_line(&self, block: &Block, index: usize) -> usize {
        let Some(child) = block.children.get(index) else { return 0 };
        let floor = match index.checked_sub(1).and_then(|before| block.children.get(before)) {
            Some(before) => self.layout.lines.next(before.end),
            None if child.key.is_none() || block.column == 0 => child.start,
            None => 0,
        };
        self.layout.head(child, block.column, floor)
    }

    /// Removes a child with its comments, and gives those that are to move. `stays` is the last one before it that stays.
    fn remove_child(
        &mut self,
        block: &Block,
        index: usize,
        stays: Option<usize>,
        removed: &[bool],
    ) -> Planned<Vec<String>> {
        let lines = self.layout.lines;
        let Some(child) = block.children.get(index) else { return Ok(Vec::new()) };
        let tail = self.layout.tail(child.end, block.column);
        if self.layout.is_inline(child) {
            return self.remove_inline(block, index, removed);
        }
        // After children that share their line with a dash and go, the first that stays takes the line of the dash.
        let takes_line = block.children.first().is_some_and(|first| self.layout.is_inline(first));
        if takes_line && stays.is_none() {
            return Ok(Vec::new());
        }
        let mut start = if index == 0 && self.first_has_head(block) {
            self.layout.head(child, block.column, 0)
        } else {
            self.first_line(block, index)
        };
        let mut end = lines.next(tail);
        let lost = self.lose_comments(start, tail, child.key.unwrap_or(child.value));
        let before = index.checked_sub(1).and_then(|before| block.children.get(before));
        // Blank lines, and lines of blanks, would become a part of a block before them.
        let stays = stays.and_then(|stays| block.children.get(stays));
        let keeps = stays.is_some_and(|before| {
            let is_block = self.layout.header(self.last_leaf(before)).is_some();
            self.keeps_blank_lines(before) || is_block && self.blanks_follow(end)
        });
        let above = lines.previous(start);
        // Nor does a mapping or a list begin with a blank line that stood between two of its children.
        let begins = stays.is_none() && above.is_some_and(|above| lines.comment_line(above).is_none());
        let follows_blank = begins || above.is_none_or(|above| lines.is_blank(above));
        if keeps || follows_blank && lines.is_blank(end) {
            while lines.is_blank(end) && end < lines.text.len() {
                end = lines.next(end);
            }
        } else if end >= lines.text.len() && !keeps {
            // A line of blanks may be one of a block.
            let floor = before.map_or(0, |before| before.end);
            let is_blank = |above: &usize| *above >= floor && lines.is_blank(*above);
            while let Some(above) = lines.previous(start).filter(is_blank) {
                start = above;
            }
        }
        if lines.break_at(tail).is_empty() {
            start = self.without_break_before(start, before);
        }
        self.splice(start, end, "");
        Ok(lost)
    }

    /// Whether one of the blank lines from a place on has blanks.
    fn blanks_follow(&self, mut at: usize) -> bool {
        let lines = self.layout.lines;
        while lines.is_blank(at) {
            if lines.skip_blanks(at) > at {
                return true;
            }
            at = lines.next(at);
        }
        lines.skip_blanks(at) > at
    }

    /// At the end of a text without a last break, the break before what is removed goes too.
    fn without_break_before(&self, start: usize, before: Option<&Child>) -> usize {
        let needs_break =
            before.is_some_and(|before| self.layout.header(self.layout.last_leaf(before.last())).is_some());
        let text = self.layout.lines.slice(0, start);
        let shorter = text.strip_suffix("\r\n").or_else(|| text.strip_suffix(['\n', '\r']));
        shorter.filter(|_| !needs_break).map_or(start, str::len)
    }

    /// Removes a child that shares its line with a dash, with all that follow and go.
    fn remove_inline(&mut self, block: &Block, index: usize, removed: &[bool]) -> Planned<Vec<String>> {
        let Some(child) = block.children.get(index) else { return Ok(Vec::new()) };
        let next = removed
            .iter()
            .position(|removed| !removed)
            .and_then(|next| Some((next, block.children.get(next)?)));
        let Some((next, _)) = next else {
            return self.refuse(child.value, "nothing would stay on the line of the dash");
        };
        let start = self.layout.lines.skip_blanks(self.first_line(block, next));
        // A comment on the line stays behind what takes the place only if it was not about what goes.
        let lost = self.lose_comments(child.start, start, child.key.unwrap_or(child.value));
        self.splice(child.start, start, "");
        Ok(lost)
    }

    fn add_entries(
        &mut self,
        node: NodeId,
        block: &Block,
        edit: &EntryEdits<'_>,
        removed: &[bool],
    ) -> Planned<()> {
        if !edit.added.iter().any(Addition::is_written) {
            return Ok(());
        }
        let (style, like) = (self.style(Some(node)), Like::of(self.layout, node));
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        let mut last = None;
        for (index, child) in block.children.iter().enumerate() {
            let Some(key) = child.key.filter(|_| removed.get(index) == Some(&false)) else { continue };
            let renamed = edit.renamed.get(&key).cloned();
            let name = renamed.unwrap_or_else(|| name(self.layout.tree, key).into_owned());
            places.insert(name, index);
            last = Some(index);
        }
        let mut texts: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for addition in edit.added.iter().filter(|addition| addition.is_written()) {
            let after = addition.after.as_ref().and_then(|after| places.get(after).copied()).or(last);
            let Some(after) = after else {
                return self.refuse(node, "no entry stays that a new one could stand behind");
            };
            places.insert(addition.key.clone(), after);
            let text = self.addition_lines(addition, block.column, style, &like)?;
            texts.entry(after).or_default().push(text);
        }
        let is_parted = self.is_parted(block);
        for (after, texts) in texts {
            if let Some(child) = block.children.get(after) {
                self.insert_after(child, block.column, &texts, is_parted);
            }
        }
        Ok(())
    }

    /// The lines of a new entry, without the last break.
    pub(super) fn addition_lines(
        &mut self,
        addition: &Addition<'_>,
        column: usize,
        style: BlockStyle,
        like: &Like<'a, 't>,
    ) -> Planned<String> {
        match &addition.what {
            Added::Value(content) => Ok(self.entry_lines((&addition.key, content), column, style, like)),
            Added::Moved { key, value } => {
                self.moved_entry(*key, *value, &addition.key, (column, style), like)
            }
            Added::Own(value) => Ok(self.own_lines(&addition.key, *value, column, style, like)),
            Added::Merged(_) => Ok(String::new()),
            Added::Nested(parts) => {
                let key = spelling::inline_text(&addition.key, None, Context::Block, false);
                let like = like.at_key(&addition.key);
                let lines = self.parts_lines(parts, column + style.indent, style, &like)?;
                Ok(format!("{}{key}:\n{lines}", " ".repeat(column)))
            }
        }
    }

    /// Whether a blank line stands between any two children.
    pub(super) fn is_parted(&self, block: &Block) -> bool {
        let lines = self.layout.lines;
        let follows_blank = |child: &Child| {
            let head = self.layout.head(child, block.column, 0);
            lines.previous(head).is_some_and(|above| lines.is_blank(above))
        };
        block.children.len() > 1 && block.children.iter().skip(1).all(follows_blank)
    }

    /// Adds lines behind a child; with a blank line before each that has several, if that is how children are parted.
    fn insert_after(&mut self, child: &Child, column: usize, texts: &[String], is_parted: bool) {
        let lines = self.layout.lines;
        let tail = self.behind_commented_out(child, self.layout.tail(child.end, column), column);
        let line_break = lines.break_near(tail);
        // Behind a block, a blank line may become a part of it.
        let keeps = self.keeps_blank_lines(child) || lines.break_at(tail).is_empty();
        let mut text = String::new();
        for added in texts {
            if is_parted && !keeps && added.contains('\n') {
                text.push_str(line_break);
            }
            text.push_str(line_break);
            text.push_str(&with_breaks(added, line_break));
        }
        let end = self.last_line_end(child, tail);
        if end == tail && lines.break_at(tail).is_empty() {
            self.end_last_line(child);
        }
        self.splice(end, tail, text);
    }

    /// Behind comments below a key without a value that look like items of it: somebody has commented them out.
    fn behind_commented_out(&self, child: &Child, mut tail: usize, column: usize) -> usize {
        let lines = self.layout.lines;
        let is_empty = child.key.is_some() && self.layout.tree.span(child.value).is_empty();
        let is_item = |start: &usize| {
            lines.comment_line(*start).filter(|at| lines.column(*at) == column).is_some_and(|at| {
                let text = lines.slice(at, lines.end(at)).trim_start_matches(['#', ' ']);
                text.starts_with("- ") || text == "-"
            })
        };
        while let Some(next) = Some(lines.next(tail)).filter(|next| is_empty && *next > tail && is_item(next))
        {
            tail = lines.end(next);
        }
        tail
    }

    fn add_items(&mut self, node: NodeId, block: &Block, items: &[Item<'_>]) {
        if !items.iter().any(|item| matches!(item, Item::New(_))) {
            return;
        }
        let (like, style) = self.manner_of_items(node);
        let mut before_first: Vec<String> = Vec::new();
        let mut after: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        let mut last = None;
        for item in items {
            match item {
                Item::Old(index) => last = Some(*index),
                Item::New(content) => {
                    let text = self.item_like(content, block.column, style, &like);
                    match last {
                        Some(last) => after.entry(last).or_default().push(text),
                        None => before_first.push(text),
                    }
                }
            }
        }
        let is_parted = self.is_parted(block);
        for (index, texts) in after {
            if let Some(child) = block.children.get(index) {
                self.insert_after(child, block.column, &texts, is_parted);
            }
        }
        let first =
            items.iter().find_map(|item| if let Item::Old(index) = item { Some(*index) } else { None });
        if let (false, Some(first)) = (before_first.is_empty(), first) {
            self.insert_before(block, first, &before_first, is_parted);
        }
    }

    fn insert_before(&mut self, block: &Block, index: usize, texts: &[String], is_parted: bool) {
        let Some(child) = block.children.get(index) else { return };
        let line_break = self.layout.lines.break_near(child.start);
        let has_several = texts.iter().any(|text| text.contains('\n'));
        let between = if is_parted && has_several { "\n\n" } else { "\n" };
        let text = texts.join(between).replace('\n', line_break);
        let line_break = between.replace('\n', line_break);
        let first_is_inline = block.children.first().is_some_and(|first| self.layout.is_inline(first));
        if let (true, Some(first)) = (first_is_inline, block.children.first()) {
            let text = text.trim_start_matches(' ');
            let blanks = " ".repeat(block.column);
            self.splice(first.start, first.start, format!("{text}{line_break}{blanks}"));
            return;
        }
        let start = if index == 0 && self.items_have_heads(block) {
            self.layout.head(child, block.column, 0)
        } else {
            self.first_line(block, index)
        };
        self.splice(start, start, format!("{text}{line_break}"));
    }

    /// Whether a comment above the first item speaks of it alone: one stands above every other item, and there is nothing
    /// else that it may speak of, as a license does of the document.
    fn first_has_head(&self, block: &Block) -> bool {
        let begins_document = |child: &Child| child.start <= self.layout.start_of(self.root());
        let has_head = |(index, child): (usize, &Child)| {
            self.first_line(block, index) < self.layout.lines.start(child.start)
        };
        let is_item = |child: &Child| child.key.is_none() && !begins_document(child);
        block.children.first().is_some_and(is_item)
            && block.children.len() > 1
            && block.children.iter().enumerate().skip(1).all(has_head)
    }

    /// Whether comments stand above items, so that one above the first item speaks of it and not of the list.
    pub(super) fn items_have_heads(&self, block: &Block) -> bool {
        (1..block.children.len()).any(|index| {
            block
                .children
                .get(index)
                .is_some_and(|child| self.first_line(block, index) < self.layout.lines.start(child.start))
        })
    }

    /// What new items of a list are like, and how the lines in them are indented.
    pub(super) fn manner_of_items(&self, list: NodeId) -> (Like<'a, 't>, BlockStyle) {
        let is_mapping = |item: &NodeId| matches!(self.layout.tree.kind(*item), NodeKind::Mapping(_));
        let sibling = self.layout.tree.items(list).find(is_mapping);
        (Like::of(self.layout, list).at_items(), self.style(sibling))
    }
}
