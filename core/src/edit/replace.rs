//! A value in the place of another one.

use super::Planned;
use super::edits::Replacement;
use super::flow_text::{FlowStyle, flow_text};
use super::like::Like;
use super::lines::with_breaks;
use super::plan::{Owner, Plan};
use super::spelling::Spelled;
use crate::emit::quote::Context;
use crate::emit::{self, BlockStyle};
use crate::value::{Node, NodeKind as ValueKind};
use crate::yaml::{CollectionStyle, NodeId, NodeKind, ScalarStyle};

/// A value as it will stand: something on the line of its key, and lines below.
struct Rendered {
    head: String,
    /// Lines with LF between them, and none at the end.
    body: Option<String>,
}

/// The ranges that the old value takes.
struct Old {
    /// After the `:` or `-`, and an anchor that stays.
    indicator_end: usize,
    /// On the line of the key.
    start: usize,
    end: usize,
    /// Lines below, from the end of the key's line.
    body: Option<(usize, usize)>,
}

impl Plan<'_, '_, '_> {
    pub(super) fn replace(
        &mut self,
        node: NodeId,
        owner: Owner,
        replacement: &Replacement<'_>,
    ) -> Planned<()> {
        let Some(value) = replacement.content.node() else { return self.refuse(node, "there is no value") };
        let old = self.old(node, owner);
        let at_root = matches!(owner, Owner::Root);
        if at_root && self.layout.tree.is_json() {
            let text = flow_text(value, FlowStyle::of(self, node), 0, &Like::of(self.layout, node));
            self.splice(old.start, old.end, text);
            return Ok(());
        }
        let is_collection = matches!(value.kind(), ValueKind::Map(_) | ValueKind::Seq(_));
        let mut new = self.render(node, owner, value, replacement, &old)?;
        if let (true, true, Some(body)) = (at_root, is_collection, &new.body) {
            self.replace_root(node, body);
            return Ok(());
        }
        if let Some(anchor) = &replacement.anchor {
            let anchored = format!("&{anchor} {}", new.head);
            anchored.trim_end().clone_into(&mut new.head);
        }
        self.note_lost(node, &old);
        self.drop_tag_before_anchor(node);
        let lines = self.layout.lines;
        let line_break = lines.break_near(old.start);
        let is_tight = old.start == old.indicator_end && self.touches(old.start);
        if let Owner::Key { has_colon: false, column, mapping, .. } = owner {
            // The value of an explicit key begins on a line of its own.
            let text = format!("{line_break}{}: {}", " ".repeat(column), new.head);
            let tail = lines.end(old.end);
            let children = self.layout.block(mapping).map_or_else(Vec::new, |block| block.children);
            let child = children.iter().find(|child| child.value == node);
            let end = child.map_or(tail, |child| self.last_line_end(child, tail));
            if end == tail {
                self.end_key(node, owner);
            }
            self.splice(end, tail, text.trim_end_matches(' '));
        } else if new.head.is_empty() {
            self.splice(old.indicator_end.min(old.start), old.end, "");
        } else if is_tight {
            self.splice(old.start, old.end, format!(" {}", new.head.replace('\n', line_break)));
        } else {
            self.splice(old.start, old.end, new.head.replace('\n', line_break));
        }
        self.keep_comment_column(&old, &new);
        let body = new.body.map(|body| format!("{line_break}{}", with_breaks(&body, line_break)));
        match (old.body, body) {
            (Some((start, end)), body) => {
                self.splice_lines(start, end, &body.unwrap_or_default());
            }
            (None, Some(body)) => {
                let at = lines.end(old.end);
                self.splice(at, at, body);
            }
            (None, None) => {}
        }
        Ok(())
    }

    /// A comment behind a value stays in its column, if those on the lines around it stand in the same one.
    fn keep_comment_column(&mut self, old: &Old, new: &Rendered) {
        let (tree, lines) = (self.layout.tree, self.layout.lines);
        let at = lines.skip_blanks(old.end);
        let is_one_line = old.body.is_none() && new.body.is_none() && !new.head.contains('\n');
        if !is_one_line
            || at == old.end
            || lines.byte(at) != Some(b'#')
            || lines.start(old.start) != lines.start(at)
        {
            return;
        }
        let column = lines.column(at);
        let index = tree.comments().partition_point(|comment| comment.span.start < at);
        let around = [index.checked_sub(1), Some(index + 1)].into_iter().flatten();
        let is_in_column = around.filter_map(|index| tree.comments().get(index)).any(|comment| {
            let other = comment.span.start;
            let is_next = lines.next(other) == lines.start(at) || lines.next(at) == lines.start(other);
            is_next && lines.column(other) == column && !lines.is_first(other)
        });
        if is_in_column {
            let is_tight = old.start == old.indicator_end && self.touches(old.start);
            let end = lines.column(old.start) + usize::from(is_tight) + new.head.len();
            self.splice(old.end, at, " ".repeat(column.saturating_sub(end).max(1)));
        }
    }

    /// A block scalar that is a key and ends the text is to get no break by the value behind it.
    fn end_key(&mut self, node: NodeId, owner: Owner) {
        if let Owner::Key { mapping, .. } = owner
            && let Some((key, _)) = self.layout.tree.entries(mapping).find(|(_, value)| *value == node)
        {
            self.end_block(key);
        }
    }

    /// A tag goes with its value, and an anchor behind it stays.
    fn drop_tag_before_anchor(&mut self, node: NodeId) {
        let spans = (self.layout.tree.tag_span(node), self.layout.tree.anchor_span(node));
        if let (Some(tag), Some(anchor)) = spans
            && tag.start < anchor.start
        {
            self.splice(tag.start, anchor.start, "");
        }
    }

    /// Whether what is written at a place would touch an indicator, an anchor or a tag before it.
    fn touches(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.layout.lines.byte(before));
        at > 0 && !matches!(before, Some(b' ' | b'\t' | b'\n' | b'\r'))
    }

    /// Replaces lines, of which those that stay at the start and at the end are not touched.
    fn splice_lines(&mut self, start: usize, end: usize, new: &str) {
        let old = self.layout.lines.slice(start, end);
        let head = common_lines(old, new);
        let (old_rest, new_rest) = (old.get(head..).unwrap_or_default(), new.get(head..).unwrap_or_default());
        let tail = common_last_lines(old_rest, new_rest);
        let text = new_rest.get(..new_rest.len() - tail).unwrap_or_default().to_owned();
        self.splice(start + head, end - tail, text);
    }

    /// The comments inside of what is replaced move, if they are to.
    fn note_lost(&mut self, node: NodeId, old: &Old) {
        let mut comments = self.lose_comments(old.start, old.end, node);
        if let Some((start, end)) = old.body {
            comments.extend(self.lose_comments(start, end, node));
        }
        self.move_comments(node, &comments);
    }

    /// A block mapping or list in the place of a whole document.
    fn replace_root(&mut self, node: NodeId, body: &str) {
        let lines = self.layout.lines;
        let span = self.layout.tree.span(node);
        let mut start = self.layout.start_of(node);
        let end = self.end_of_carried(start, lines.end(span.end));
        let line_break = lines.break_near(span.start);
        let mut text = String::new();
        if lines.is_first(start) {
            start = lines.start(start);
        } else {
            // It was on the line of the document's marker.
            start = lines.slice(0, start).trim_end_matches([' ', '\t']).len();
            text.push('\n');
        }
        for comment in self.lose_comments(start, end, node) {
            text.push_str(&comment);
            text.push('\n');
        }
        text.push_str(body);
        self.splice(start, end, with_breaks(&text, line_break));
    }

    fn old(&self, node: NodeId, owner: Owner) -> Old {
        let (tree, lines) = (self.layout.tree, self.layout.lines);
        let span = tree.span(node);
        let indicator_end = match owner {
            Owner::Root => self.layout.start_of(node),
            Owner::Key { indicator_end, .. } | Owner::Dash { indicator_end, .. } => indicator_end,
        };
        let anchor_end = tree.anchor_span(node).map_or(indicator_end, |anchor| anchor.end);
        let indicator_end = indicator_end.max(anchor_end);
        // A tag goes with the value that it is for.
        let start = tree.tag_span(node).map_or(span.start, |tag| tag.start.max(anchor_end).min(span.start));
        match tree.kind(node) {
            NodeKind::Scalar(ScalarStyle::Literal | ScalarStyle::Folded) => {
                let header = self.layout.header(node).map_or(1, str::len);
                let line_end = lines.end(span.start);
                let body = (line_end, span.end.max(line_end));
                Old { indicator_end, start, end: span.start + header, body: Some(body) }
            }
            NodeKind::Mapping(CollectionStyle::Block) | NodeKind::Sequence(CollectionStyle::Block) => {
                let column = match owner {
                    Owner::Root => 0,
                    Owner::Key { column, .. } | Owner::Dash { column, .. } => column,
                };
                let end = self.end_of_carried(span.start, self.layout.tail(span.end, column));
                if lines.is_first(span.start) && !matches!(owner, Owner::Root) {
                    let (start, line_end) = (indicator_end, lines.end(indicator_end));
                    let properties_end = tree.tag_span(node).map_or(start, |tag| tag.end.max(start));
                    Old { indicator_end, start, end: properties_end, body: Some((line_end, end)) }
                } else {
                    Old { indicator_end, start, end, body: None }
                }
            }
            NodeKind::Scalar(_) if span.is_empty() => {
                let end = tree.tag_span(node).map_or(indicator_end, |tag| tag.end.max(indicator_end));
                // Blanks that end the line are none of anybody's any more.
                let behind = lines.skip_blanks(end);
                let end = if behind == lines.end(behind) { behind } else { end };
                Old { indicator_end, start: indicator_end, end, body: None }
            }
            _ => Old { indicator_end, start, end: span.end, body: None },
        }
    }

    fn render(
        &mut self,
        node: NodeId,
        owner: Owner,
        value: Node<'_>,
        replacement: &Replacement<'_>,
        old: &Old,
    ) -> Planned<Rendered> {
        let mapping = match owner {
            Owner::Key { mapping, .. } => Some(mapping),
            Owner::Root | Owner::Dash { .. } => None,
        };
        let style = self.style_if_needed(value, mapping);
        let column = match owner {
            Owner::Root => 0,
            Owner::Key { column, .. } | Owner::Dash { column, .. } => column,
        };
        let rendered = match value.kind() {
            ValueKind::Map(entries) if entries.clone().next().is_none() => inline("{}"),
            ValueKind::Seq(items) if items.clone().next().is_none() => inline("[]"),
            ValueKind::Map(_) | ValueKind::Seq(_) => {
                if let Some(flow) = self.stays_flow(node, value, replacement) {
                    return Ok(inline(flow));
                }
                let is_list = matches!(value.kind(), ValueKind::Seq(_));
                let same = self.same_column(node, is_list);
                let has_comment =
                    self.layout.lines.byte(self.layout.lines.skip_blanks(old.end)) == Some(b'#');
                match owner {
                    Owner::Dash { .. }
                        if !has_comment
                            && old.body.is_none()
                            && replacement.anchor.is_none()
                            && self.layout.tree.anchor(node).is_none()
                            && !self.layout.lines.slice(old.indicator_end, old.start).contains('\t') =>
                    {
                        let is_tight = self.touches(old.start);
                        let column = self.layout.lines.column(old.start) + usize::from(is_tight);
                        let text = self.parts_or_lines(node, replacement, value, (column, style))?;
                        inline(text.trim_start_matches(' '))
                    }
                    _ => {
                        let is_dash = matches!(owner, Owner::Dash { .. });
                        let below = if is_dash { 2 } else { style.indent };
                        let offset = if is_list && !style.indent_lists && !is_dash { 0 } else { below };
                        let column = match owner {
                            Owner::Root => 0,
                            _ => same.unwrap_or(column + offset),
                        };
                        let text = self.parts_or_lines(node, replacement, value, (column, style))?;
                        Rendered { head: String::new(), body: Some(text) }
                    }
                }
            }
            _ => self.rendered_scalar(node, owner, value, replacement, style, column),
        };
        Ok(rendered)
    }

    fn parts_or_lines(
        &mut self,
        node: NodeId,
        replacement: &Replacement<'_>,
        value: Node<'_>,
        (column, style): (usize, BlockStyle),
    ) -> Planned<String> {
        let like = Like::of(self.layout, node);
        match replacement.parts.as_slice() {
            [] => Ok(self.lines_of(value, column, style, &like)),
            parts => self.parts_lines(parts, column, style, &like),
        }
    }

    fn rendered_scalar(
        &self,
        node: NodeId,
        owner: Owner,
        value: Node<'_>,
        replacement: &Replacement<'_>,
        style: BlockStyle,
        column: usize,
    ) -> Rendered {
        let own = replacement.own.and_then(|own| self.layout.own(own, Context::Block));
        let own = own.filter(|own| self.literals || matches!(own, Spelled::Inline(_)));
        let spelled = own.unwrap_or_else(|| self.layout.spell(replacement, value, Some(node), style));
        match spelled {
            Spelled::Inline(head) => Rendered { head, body: None },
            Spelled::Block { header, lines } => {
                let outer = match owner {
                    Owner::Root => 0,
                    Owner::Key { column, .. } | Owner::Dash { column, .. } => column,
                };
                let told = self.layout.header(node).and_then(|header| {
                    header
                        .chars()
                        .find_map(|char| char.to_digit(10))
                        .and_then(|digit| usize::try_from(digit).ok())
                });
                let own = told.map(|digit| outer + digit);
                let own = own.or_else(|| self.layout.body_column(node).filter(|_| replacement.own.is_none()));
                let has_digit = header.bytes().any(|byte| byte.is_ascii_digit());
                let column = match (own, owner) {
                    (Some(own), Owner::Key { .. } | Owner::Dash { .. }) if own > column => own,
                    (_, Owner::Root) => style.indent,
                    _ => column + style.indent,
                };
                let header = if self.ends_the_text(node, &header) { "|".to_owned() } else { header };
                let header = if has_digit { with_digit(&header, column - outer) } else { header };
                let blanks = " ".repeat(column);
                let indented = lines
                    .iter()
                    .map(|line| if line.is_empty() { String::new() } else { format!("{blanks}{line}") });
                Rendered { head: header, body: Some(indented.collect::<Vec<_>>().join("\n")) }
            }
        }
    }

    /// Whether a block scalar that the text ends in without a last break stays one, for which `|` is enough.
    fn ends_the_text(&self, node: NodeId, header: &str) -> bool {
        let is_last = self.layout.tree.span(node).end == self.layout.lines.text.len();
        is_last && header == "|-" && self.layout.header(node) == Some("|")
    }

    /// Looking at the whole text for its habits costs, and most scalars need none of them.
    fn style_if_needed(&self, value: Node<'_>, mapping: Option<NodeId>) -> BlockStyle {
        let is_simple = match value.kind() {
            ValueKind::Null | ValueKind::Bool(_) | ValueKind::Number(_) => true,
            ValueKind::Str(text) => emit::quote::is_plain(text, Context::Block),
            ValueKind::Map(_) | ValueKind::Seq(_) => false,
        };
        let plain = BlockStyle { literals: self.literals, ..BlockStyle::default() };
        if is_simple { plain } else { self.style(mapping) }
    }

    /// The column of a block collection that is replaced by one of the same kind.
    fn same_column(&self, node: NodeId, is_list: bool) -> Option<usize> {
        let same = match self.layout.tree.kind(node) {
            NodeKind::Sequence(CollectionStyle::Block) => is_list,
            NodeKind::Mapping(CollectionStyle::Block) => !is_list,
            _ => false,
        };
        let start = self.layout.tree.span(node).start;
        (same && self.layout.lines.is_first(start)).then(|| self.layout.lines.column(start))
    }

    /// A flow collection with something in it stays one.
    fn stays_flow(&mut self, node: NodeId, value: Node<'_>, replacement: &Replacement<'_>) -> Option<String> {
        let is_flow = matches!(
            self.layout.tree.kind(node),
            NodeKind::Mapping(CollectionStyle::Flow) | NodeKind::Sequence(CollectionStyle::Flow)
        );
        (is_flow && self.layout.tree.child_count(node) > 0).then(|| {
            let outer = self.layout.lines.column(self.layout.tree.span(node).start);
            let (style, like) = (FlowStyle::of(self, node), Like::of(self.layout, node));
            match replacement.parts.as_slice() {
                [] => flow_text(value, style, outer, &like),
                parts => self.flow_parts(parts, style, outer, &like),
            }
        })
    }
}

fn inline(text: impl Into<String>) -> Rendered {
    Rendered { head: text.into(), body: None }
}

fn with_digit(header: &str, indent: usize) -> String {
    let digit = u32::try_from(indent.clamp(1, 9)).ok().and_then(|indent| char::from_digit(indent, 10));
    header.chars().map(|char| if char.is_ascii_digit() { digit.unwrap_or(char) } else { char }).collect()
}

/// How many bytes of whole lines two texts have in common at their start.
fn common_lines(old: &str, new: &str) -> usize {
    let pairs = old.split_inclusive('\n').zip(new.split_inclusive('\n'));
    let same = pairs.take_while(|(old, new)| old == new && old.ends_with('\n'));
    same.map(|(line, _)| line.len()).sum()
}

fn common_last_lines(old: &str, new: &str) -> usize {
    let mut same = 0;
    for (left, right) in old.rsplit('\n').zip(new.rsplit('\n')) {
        if left != right {
            break;
        }
        same += left.len() + 1;
    }
    // The break before the first common line stays with what is replaced.
    same.saturating_sub(1).min(old.len()).min(new.len())
}
