//! New entries and items in brackets and braces, and items that change places there.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Planned;
use super::edits::{Added, Addition, Content, EntryEdits, Item};
use super::flow::FlowChild;
use super::flow_text::{FlowStyle, flow_text, write_flow, write_key, write_parts};
use super::like::Like;
use super::plan::Plan;
use super::spelling::Spelled;
use crate::emit::quote::Context;
use crate::yaml::NodeId;

impl<'a, 't> Plan<'a, 't, '_> {
    /// The texts of new entries by the child that they stand behind.
    pub(super) fn new_flow_entries(
        &mut self,
        node: NodeId,
        children: &[FlowChild],
        removed: &[bool],
        edit: &EntryEdits<'_>,
        places: &BTreeMap<Cow<'_, str>, usize>,
    ) -> BTreeMap<Option<usize>, Vec<String>> {
        let last = removed.iter().rposition(|removed| !removed);
        let (style, like) = (FlowStyle::of(self, node), Like::of(self.layout, node));
        let mut texts: BTreeMap<Option<usize>, Vec<String>> = BTreeMap::new();
        for addition in edit.added.iter().filter(|addition| addition.is_written()) {
            let after = addition.after.as_ref().and_then(|after| places.get(after.as_str()).copied());
            let after = after.or(last);
            let outer = self.item_column(children, after);
            texts.entry(after).or_default().push(self.flow_part(addition, style, outer, &like));
        }
        texts
    }

    /// A new entry, of which the value may come from elsewhere.
    fn flow_part(
        &mut self,
        addition: &Addition<'_>,
        style: FlowStyle,
        outer: usize,
        like: &Like<'a, 't>,
    ) -> String {
        let mut text = String::new();
        write_key(&addition.key, style, like, &mut text);
        let like = like.at_key(&addition.key);
        match &addition.what {
            Added::Value(content) => {
                content
                    .node()
                    .into_iter()
                    .for_each(|value| write_flow(value, style, outer, &like, &mut text));
            }
            Added::Nested(parts) => text.push_str(&self.flow_parts(parts, style, outer, &like)),
            Added::Merged(_) => text.clear(),
            Added::Own(value) | Added::Moved { value, .. } => {
                if let Added::Moved { key, .. } = &addition.what {
                    self.leave_comments(*key);
                }
                let is_same = !self.edits.touch(self.layout.tree, *value);
                let own = self.layout.own(*value, Context::Flow).and_then(Spelled::into_inline);
                if let Some(own) = own.filter(|_| is_same || matches!(addition.what, Added::Own(_))) {
                    text.push_str(&own);
                } else {
                    let value = Content::of(&self.edits.added(self.layout.tree, &addition.what));
                    value
                        .node()
                        .into_iter()
                        .for_each(|value| write_flow(value, style, outer, &like, &mut text));
                }
            }
        }
        text
    }

    /// A new mapping of which some entries come from elsewhere.
    pub(super) fn flow_parts(
        &mut self,
        parts: &[Addition<'_>],
        style: FlowStyle,
        outer: usize,
        like: &Like<'a, 't>,
    ) -> String {
        let inner = outer + style.step.unwrap_or(0);
        let parts: Vec<String> = parts.iter().map(|part| self.flow_part(part, style, inner, like)).collect();
        let mut out = String::new();
        write_parts(&parts, ('{', '}'), style, outer, &mut out);
        out
    }

    fn item_column(&self, children: &[FlowChild], at: Option<usize>) -> usize {
        let child = at.and_then(|at| children.get(at)).or_else(|| children.first());
        child.map_or(0, |child| {
            let start = self.line_start(child.start);
            self.layout.lines.skip_blanks(start) - start
        })
    }

    /// The texts of new items by the child that they stand behind; before all others with none.
    pub(super) fn new_flow_items(
        &self,
        node: NodeId,
        children: &[FlowChild],
        items: &[Item<'_>],
    ) -> BTreeMap<Option<usize>, Vec<String>> {
        let (style, like) = (FlowStyle::of(self, node), Like::of(self.layout, node).at_items());
        let mut texts: BTreeMap<Option<usize>, Vec<String>> = BTreeMap::new();
        let mut last = None;
        for item in items {
            match item {
                Item::Old(index) => last = Some(*index),
                Item::New(content) => {
                    let outer = self.item_column(children, last);
                    let text = content.node().map(|value| flow_text(value, style, outer, &like));
                    texts.entry(last).or_default().push(text.unwrap_or_default());
                }
            }
        }
        texts
    }

    pub(super) fn insert_in_flow(
        &mut self,
        node: NodeId,
        children: &[FlowChild],
        removed: &[bool],
        after: Option<usize>,
        texts: &[String],
    ) {
        let comma = FlowStyle::of(self, node).comma;
        let lines = self.layout.lines;
        let Some(child) =
            after.or_else(|| removed.iter().position(|removed| !removed)).and_then(|at| children.get(at))
        else {
            return;
        };
        let own_line = self.is_on_own_line(child);
        let has_lines = own_line || texts.iter().any(|text| text.contains('\n'));
        let line_break = if has_lines { lines.break_near(child.start) } else { "\n" };
        let blanks = if own_line { lines.slice(lines.start(child.start), child.start) } else { "" };
        let texts: Vec<String> = texts.iter().map(|text| text.replace('\n', line_break)).collect();
        let Some(_) = after else {
            let (before, behind) =
                if own_line { (blanks, format!(",{line_break}")) } else { ("", comma.to_owned()) };
            let text = joined(&texts, before, &behind);
            let at = if own_line { lines.start(child.start) } else { child.start };
            self.splice(at, at, text);
            return;
        };
        let stays_last = after.is_some_and(|after| removed.iter().skip(after + 1).all(|removed| *removed));
        if !own_line {
            let end = self.end_of_flow_child(child);
            let mut text = joined(&texts, comma, "");
            if self.ends_with_colon(end) {
                text.insert(0, ' ');
            }
            if end != child.end {
                // The comma before what is new stays where it is.
                text = joined(&texts, " ", ",");
                text.truncate(text.len() - usize::from(stays_last));
            }
            self.splice(end, end, text);
            return;
        }
        if child.comma.is_none() {
            self.splice(child.end, child.end, if self.ends_with_colon(child.end) { " ," } else { "," });
        }
        let ends_with_comma = children.last().is_some_and(|child| child.comma.is_some());
        let mut text = joined(&texts, &format!("{line_break}{blanks}"), ",");
        if stays_last && !ends_with_comma {
            text.pop();
        }
        let at = lines.end(child.comma.unwrap_or(child.end));
        self.splice(at, at, text);
    }

    /// Writes the items of a list in another order, each with its own text.
    pub(super) fn reorder_flow(
        &mut self,
        node: NodeId,
        children: &[FlowChild],
        removed: &[bool],
        items: &[Item<'_>],
    ) -> Planned<()> {
        let span = self.layout.tree.span(node);
        let (style, like) = (FlowStyle::of(self, node), Like::of(self.layout, node).at_items());
        let outer = self.indent(span.start);
        let mut parts = Vec::with_capacity(items.len());
        for item in items {
            match item {
                Item::Old(index) => {
                    let Some(child) = children.get(*index) else { continue };
                    let mut part =
                        self.changed_slice(child.start, child.end, |plan| plan.flow_child(child, None))?;
                    if part.ends_with(':') {
                        part.push(' ');
                    }
                    parts.push(part);
                }
                Item::New(content) => {
                    let inner = outer + style.step.unwrap_or(0);
                    let text = content.node().map(|value| flow_text(value, style, inner, &like));
                    parts.push(text.unwrap_or_default());
                }
            }
        }
        let mut done = span.start;
        let mut lost = Vec::new();
        for (child, _) in children.iter().zip(removed).filter(|(_, removed)| !**removed) {
            lost.extend(self.lose_comments(done, child.start, node));
            done = child.end;
        }
        lost.extend(self.lose_comments(done, span.end, node));
        self.move_comments(node, &lost);
        let mut text = String::new();
        write_parts(&parts, ('[', ']'), style, outer, &mut text);
        let text = self.with_breaks_near(span.start, text);
        self.splice(span.start, span.end, text);
        Ok(())
    }
}

fn joined(texts: &[String], before: &str, behind: &str) -> String {
    let mut out = String::new();
    for text in texts {
        out.extend([before, text, behind]);
    }
    out
}
