//! Changes inside brackets and braces, and in JSON.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Planned;
use super::edits::{Content, Edit, Item, Replacement, name};
use super::flow_text::{FlowStyle, flow_text};
use super::like::Like;
use super::plan::Plan;
use super::spelling::{self, Spelled};
use crate::emit::quote::{Context, write_double_quoted};
use crate::value::NodeKind as ValueKind;
use crate::yaml::{NodeId, NodeKind, ScalarStyle};

/// An item or entry.
#[derive(Clone, Copy, Debug)]
pub(super) struct FlowChild {
    pub(super) start: usize,
    /// After its last byte, or after the blank behind a colon without a value.
    pub(super) end: usize,
    pub(super) key: Option<NodeId>,
    pub(super) value: NodeId,
    /// The comma behind it.
    pub(super) comma: Option<usize>,
    /// It is a pair in a list, without braces of its own.
    is_bare: bool,
}

impl<'a> Plan<'a, '_, '_> {
    pub(super) fn flow(&mut self, node: NodeId) -> Planned<()> {
        let tree = self.layout.tree;
        let edit = self.edits.get(node);
        let children = self.flow_children(node);
        let (mut removed, mut is_in_order) = (vec![false; children.len()], true);
        match edit {
            Some(Edit::Entries(edit)) => {
                for (child, removed) in children.iter().zip(&mut removed) {
                    *removed = child.key.is_some_and(|key| edit.removed.contains(&key));
                }
            }
            Some(Edit::Items(items)) => {
                removed.fill(true);
                let mut last = None;
                for item in items {
                    if let Item::Old(index) = item {
                        is_in_order &= last.is_none_or(|last| last < *index);
                        last = Some(*index);
                        removed.get_mut(*index).into_iter().for_each(|removed| *removed = false);
                    }
                }
            }
            Some(Edit::Replace(_)) | None => {}
        }
        if edit.is_some() && removed.iter().all(|removed| *removed) {
            self.write_flow_anew(node);
            return Ok(());
        }
        if let (Some(Edit::Items(items)), false) = (edit, is_in_order) {
            return self.reorder_flow(node, &children, &removed, items);
        }
        let mut texts = match edit {
            Some(Edit::Entries(entries)) => {
                let places = self.places(edit, &children);
                self.new_flow_entries(node, &children, &removed, entries, &places)
            }
            Some(Edit::Items(items)) => self.new_flow_items(node, &children, items),
            Some(Edit::Replace(_)) | None => BTreeMap::new(),
        };
        // What stands at one place is written in the order in which it is planned.
        if let Some(texts) = texts.remove(&None) {
            self.insert_in_flow(node, &children, &removed, None, &texts);
        }
        let bare = children.first().zip(children.last());
        let bare = bare.filter(|(first, _)| edit.is_some() && first.is_bare);
        if let Some((first, _)) = bare {
            let start = tree.span(node).start.min(first.start);
            self.splice(start, start, "{");
        }
        for (child, _) in children.iter().zip(&removed).filter(|(_, removed)| !**removed) {
            self.flow_child(child, edit)?;
        }
        self.remove_flow_children(node, &children, &removed, edit);
        for (after, texts) in texts {
            self.insert_in_flow(node, &children, &removed, after, &texts);
        }
        if let Some((_, last)) = bare {
            let adds = self.adds_behind(edit, &children, removed.iter().rposition(|removed| !removed));
            let needs_blank = !adds && self.ends_with_colon(last.end);
            self.splice(last.end, last.end, if needs_blank { " }" } else { "}" });
        }
        Ok(())
    }

    /// Writes a short collection as a whole, in its layout.
    fn write_flow_anew(&mut self, node: NodeId) {
        let span = self.layout.tree.span(node);
        let value = Content::of(&self.edits.value(self.layout.tree, node));
        let Some(value) = value.node() else { return };
        let outer = self.indent(span.start);
        let text = flow_text(value, FlowStyle::of(self, node), outer, &Like::of(self.layout, node));
        let text = self.with_breaks_near(span.start, text);
        let comments = self.lose_comments(span.start, span.end, node);
        self.move_comments(node, &comments);
        self.splice(span.start, span.end, text);
    }

    /// Whether it is not a pair in a list that has no braces of its own.
    fn has_brackets(&self, node: NodeId) -> bool {
        matches!(self.layout.lines.byte(self.layout.tree.span(node).start), Some(b'{' | b'['))
    }

    /// Whether a blank has to be between what ends at a place and a comma or bracket: without one, other readers take a
    /// colon for a part of the key before it.
    pub(super) fn ends_with_colon(&self, end: usize) -> bool {
        end.checked_sub(1).and_then(|last| self.layout.lines.byte(last)) == Some(b':')
    }

    fn flow_children(&self, node: NodeId) -> Vec<FlowChild> {
        let (tree, lines) = (self.layout.tree, self.layout.lines);
        let entries = tree.entries(node).map(|(key, value)| (Some(key), value));
        let all = tree.items(node).map(|item| (None, item)).chain(entries);
        let has_brackets = self.has_brackets(node);
        let mut before = tree.span(node).start + usize::from(has_brackets);
        all.map(|(key, value)| {
            let start = self.layout.start_of(key.unwrap_or(value));
            // A `?` belongs to the key behind it.
            let first = lines.skip_trivia(before);
            let start = if first < start && lines.byte(first) == Some(b'?') { first } else { start };
            let end = key.map_or(0, |key| self.layout.end_of(key)).max(self.layout.end_of(value));
            let behind = lines.skip_trivia(end);
            let has_blank = self.ends_with_colon(end) && matches!(lines.byte(end), Some(b' ' | b'\t'));
            let is_free = has_blank && lines.byte(lines.skip_blanks(end)) != Some(b'#');
            let end = end + usize::from(is_free);
            // A comma behind a pair without braces is one of the list that it is in.
            let comma = (has_brackets && lines.byte(behind) == Some(b',')).then_some(behind);
            before = comma.map_or(end, |comma| comma + 1);
            FlowChild { start, end, key, value, comma, is_bare: !has_brackets }
        })
        .collect()
    }

    pub(super) fn flow_child(&mut self, child: &FlowChild, edit: Option<&Edit<'_>>) -> Planned<()> {
        if let (Some(Edit::Entries(edit)), Some(key)) = (edit, child.key)
            && let Some(new) = edit.renamed.get(&key)
        {
            let span = self.layout.tree.span(key);
            let text = self.key_text(key, new, Context::Flow);
            self.splice(span.start, span.end, text);
        }
        match self.edits.get(child.value) {
            Some(Edit::Replace(replacement)) => self.replace_in_flow(child, replacement),
            _ => self.node(child.value, super::plan::Owner::Root),
        }
    }

    fn replace_in_flow(&mut self, child: &FlowChild, replacement: &Replacement<'_>) -> Planned<()> {
        let (tree, lines) = (self.layout.tree, self.layout.lines);
        let node = child.value;
        let Some(value) = replacement.content.node() else { return self.refuse(node, "there is no value") };
        let span = tree.span(node);
        let old = match tree.kind(node) {
            NodeKind::Scalar(style) => Some(style),
            _ => None,
        };
        let (style, like) = (FlowStyle::of(self, node), Like::of(self.layout, node));
        let outer = self.indent(span.start);
        let own = replacement.own.and_then(|own| self.layout.own(own, Context::Flow));
        let own = own.and_then(Spelled::into_inline);
        let mut text = match (spelling::plain_word(value, replacement.whole_as_integer), value.kind()) {
            _ if own.is_some() => own.unwrap_or_default(),
            (Some(word), _) => word,
            (None, ValueKind::Str(text)) if style.json => {
                let mut out = String::new();
                write_double_quoted(text, &mut out);
                out
            }
            (None, ValueKind::Str(text)) => {
                let old = old.filter(|old| !matches!(old, ScalarStyle::Literal | ScalarStyle::Folded));
                spelling::inline_text(text, old, Context::Flow, self.habits().single_quotes)
            }
            _ if !replacement.parts.is_empty() => {
                let text = self.flow_parts(&replacement.parts, style, outer, &like);
                self.with_breaks_near(span.start, text)
            }
            _ => self.with_breaks_near(span.start, flow_text(value, style, outer, &like)),
        };
        if let Some(anchor) = &replacement.anchor {
            text = format!("&{anchor} {text}");
        }
        let start = tree.tag_span(node).map_or(span.start, |tag| tag.start.min(span.start));
        if let (Some(anchor), Some(name)) = (tree.anchor_span(node), tree.anchor(node))
            && start < anchor.start
        {
            text = format!("&{name} {text}");
        }
        let comments = self.lose_comments(start, span.end, node);
        self.move_comments(node, &comments);
        let (start, end) =
            if span.is_empty() && start == span.end { (child.end, child.end) } else { (start, span.end) };
        if start == end {
            let has_colon = child.key.is_some_and(|key| {
                let colon = lines.skip_trivia(self.layout.end_of(key));
                colon < start && lines.byte(colon) == Some(b':')
            });
            // A colon right behind an anchor, a tag or an alias would be a part of it. Behind a text, a blank before it could
            // make a marker of documents of that.
            let is_bare = child.key.is_some_and(|key| {
                let has_properties = tree.anchor_span(key).is_some() || tree.tag_span(key).is_some();
                matches!(tree.kind(key), NodeKind::Scalar(_))
                    && !(has_properties && tree.span(key).is_empty())
            });
            let is_apart = matches!(lines.byte(start.saturating_sub(1)), Some(b' ' | b'\t'));
            text = match child.key {
                Some(_) if !has_colon && is_bare => format!(": {text}"),
                Some(_) if !has_colon => format!(" : {text}"),
                _ if is_apart => text,
                _ => format!(" {text}"),
            };
        }
        self.splice(start, end, text);
        Ok(())
    }

    /// Whether a child stands alone on its lines.
    pub(super) fn is_on_own_line(&self, child: &FlowChild) -> bool {
        let lines = self.layout.lines;
        let behind = child.comma.map_or(child.end, |comma| comma + 1);
        let ends = matches!(lines.byte(lines.skip_blanks(behind)), None | Some(b'\n' | b'\r' | b'#'));
        !child.is_bare && ends && lines.is_first(child.start)
    }

    fn remove_flow_children(
        &mut self,
        node: NodeId,
        children: &[FlowChild],
        removed: &[bool],
        edit: Option<&Edit<'_>>,
    ) {
        let last_stays = removed.iter().rposition(|removed| !removed);
        // What goes at the end goes line by line only if each of it has its lines for itself.
        let rest = children.get(last_stays.map_or(0, |last| last + 1)..).unwrap_or_default();
        let by_lines = rest.iter().all(|child| self.is_on_own_line(child));
        for (index, child) in children.iter().enumerate() {
            if removed.get(index) != Some(&true) {
                continue;
            }
            let (start, end) = self.range_that_goes(node, children, (removed, last_stays), index, by_lines);
            let comments = self.lose_comments(start, end, child.key.unwrap_or(child.value));
            self.move_comments(node, &comments);
            let lines = self.layout.lines;
            // What comes to the start of a line is no marker of documents.
            let begins_line = lines.is_document_marker(end) && lines.column(start) == 0;
            let is_tight = !matches!(lines.byte(end), Some(b' ' | b'\t' | b'\n' | b'\r'));
            let needs_blank = begins_line || is_tight && self.ends_with_colon(start);
            self.splice(start, end, if needs_blank { " " } else { "" });
        }
        // What stays last has a comma only if what was last had one.
        let ends_with_comma = children.last().is_some_and(|child| child.comma.is_some());
        let last_goes = removed.last() == Some(&true);
        let adds = self.adds_behind(edit, children, last_stays);
        if let Some(last) = last_stays.and_then(|last| children.get(last))
            && last_goes
            && !ends_with_comma
            && !adds
            && by_lines
            && let Some(comma) = last.comma
            && self.end_of_flow_child(last) <= comma
        {
            self.splice(comma, comma + 1, "");
        }
    }

    /// The bytes of a child that goes; with all of its lines, if it has them for itself. What goes at the end goes
    /// so only `by_lines`, if each of it does.
    fn range_that_goes(
        &self,
        node: NodeId,
        children: &[FlowChild],
        (removed, last_stays): (&[bool], Option<usize>),
        index: usize,
        by_lines: bool,
    ) -> (usize, usize) {
        let Some(child) = children.get(index) else { return (0, 0) };
        let at_end = last_stays.is_none_or(|last| index > last);
        if self.is_on_own_line(child) && (by_lines || !at_end) {
            let end = self.layout.lines.next(child.comma.unwrap_or(child.end));
            return (self.lines_from(node, children, index), end);
        }
        if at_end {
            let stays = last_stays.is_some_and(|last| last + 1 == index);
            let end = |before: &FlowChild| if stays { self.end_of_flow_child(before) } else { before.end };
            let before = index.checked_sub(1).and_then(|before| children.get(before));
            return (before.map_or(child.start, end), child.end);
        }
        let next_goes = removed.get(index + 1) == Some(&true);
        let end = match children.get(index + 1) {
            Some(next) if next_goes && self.is_on_own_line(next) => self.end_with_comment(child),
            Some(next) => next.start,
            None => child.end,
        };
        (child.start, end)
    }

    /// Where a child ends, with its comma and a comment behind it on the line.
    fn end_with_comment(&self, child: &FlowChild) -> usize {
        let lines = self.layout.lines;
        let end = lines.skip_blanks(child.comma.map_or(child.end, |comma| comma + 1));
        if lines.byte(end) == Some(b'#') { lines.end(end) } else { end }
    }

    /// Where a child ends, with the comma without which its last line would begin or end a document.
    pub(super) fn end_of_flow_child(&self, child: &FlowChild) -> usize {
        let lines = self.layout.lines;
        let start = child.end.saturating_sub(3);
        let is_marker =
            matches!(lines.slice(start, child.end), "---" | "...") && lines.start(child.end) == start;
        child.comma.filter(|_| is_marker).map_or(child.end, |comma| comma + 1)
    }

    /// Where the lines of a child begin that shares them with no other, with the comments above it.
    fn lines_from(&self, node: NodeId, children: &[FlowChild], index: usize) -> usize {
        let lines = self.layout.lines;
        let Some(child) = children.get(index) else { return self.layout.tree.span(node).start };
        // A line of a text before it may look like a comment.
        let before = index.checked_sub(1).and_then(|before| children.get(before));
        let floor = before.map_or(self.layout.tree.span(node).start, |before| before.end);
        let column = lines.column(child.start);
        let mut start = lines.start(child.start);
        while let Some(above) = lines.previous(start).filter(|above| {
            *above > floor && lines.comment_line(*above).is_some_and(|at| lines.column(at) == column)
        }) {
            start = above;
        }
        start
    }

    fn adds_behind(
        &self,
        edit: Option<&'a Edit<'_>>,
        children: &[FlowChild],
        last_stays: Option<usize>,
    ) -> bool {
        let places = self.places(edit, children);
        match edit {
            Some(Edit::Entries(edit)) => {
                edit.added.iter().filter(|added| added.is_written()).any(|addition| {
                    let after = addition.after.as_ref().and_then(|after| places.get(after.as_str()));
                    after.is_none_or(|after| Some(*after) >= last_stays)
                })
            }
            Some(Edit::Items(items)) => matches!(items.last(), Some(Item::New(_))),
            Some(Edit::Replace(_)) | None => false,
        }
    }

    /// Which child that stays has which key, if entries are to stand behind some.
    pub(super) fn places(
        &self,
        edit: Option<&'a Edit<'_>>,
        children: &[FlowChild],
    ) -> BTreeMap<Cow<'a, str>, usize> {
        let mut places = BTreeMap::new();
        if let Some(Edit::Entries(edit)) = edit
            && !edit.added.is_empty()
        {
            for (index, key) in
                children.iter().enumerate().filter_map(|(index, child)| Some((index, child.key?)))
            {
                if !edit.removed.contains(&key) {
                    let renamed = edit.renamed.get(&key).map(|name| name.as_str().into());
                    places.entry(renamed.unwrap_or_else(|| name(self.layout.tree, key))).or_insert(index);
                }
            }
        }
        places
    }
}
