//! The own text of a value that stays what it is while its field gets another place.

use super::Planned;
use super::edits::{Addition, Content, Edit, Edits};
use super::layout::Layout;
use super::like::Like;
use super::lines::push_lines;
use super::plan::Plan;
use super::reorder::shifted;
use super::section;
use super::spelling::{self, Spelled};
use crate::emit::BlockStyle;
use crate::emit::quote::Context;
use crate::yaml::{CollectionStyle, NodeId, NodeKind, ScalarStyle};

impl Layout<'_, '_> {
    /// A scalar as its author spelled it; none if its lines hang on where they stand.
    pub(super) fn own(self, node: NodeId, context: Context) -> Option<Spelled> {
        let NodeKind::Scalar(style) = self.tree.kind(node) else { return None };
        if self.tree.tag_span(node).is_some() {
            return None;
        }
        let text = self.lines.span(self.tree.span(node));
        match style {
            ScalarStyle::Literal | ScalarStyle::Folded => self.own_block(node, context),
            _ if text.is_empty() || text.contains(['\n', '\r']) => None,
            ScalarStyle::Plain if context == Context::Flow && text.contains([',', '[', ']', '{', '}']) => {
                None
            }
            _ => Some(Spelled::Inline(text.to_owned())),
        }
    }

    fn own_block(self, node: NodeId, context: Context) -> Option<Spelled> {
        let header = self.header(node)?;
        let column = self.body_column(node)?;
        if context == Context::Flow || header.contains(|char: char| char.is_ascii_digit()) {
            return None;
        }
        let span = self.tree.span(node);
        let body = self.lines.slice(self.lines.next(span.start), span.end);
        let line = |line: &str| line.get(column..).unwrap_or_default().to_owned();
        let mut lines: Vec<String> = body.replace("\r\n", "\n").split(['\n', '\r']).map(line).collect();
        // Blanks that end the text are no line of the block as long as there is no break behind them.
        let ends_text = self.lines.break_at(span.end).is_empty();
        if ends_text && lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        let is_short = ends_text && !header.contains('-') && !self.tree.content(node).ends_with('\n');
        let header = if is_short { format!("{}-", header.replace('+', "")) } else { header.to_owned() };
        Some(Spelled::Block { header, lines })
    }
}

impl<'a, 't> Plan<'a, 't, '_> {
    /// The lines of a new mapping of which some entries were elsewhere, without the last break.
    pub(super) fn parts_lines(
        &mut self,
        parts: &[Addition<'_>],
        column: usize,
        style: BlockStyle,
        like: &Like<'a, 't>,
    ) -> Planned<String> {
        let mut text = String::new();
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                push_lines(&mut text, "\n");
            }
            text.push_str(&self.addition_lines(part, column, style, like)?);
        }
        Ok(text)
    }

    /// An entry of which the value is a scalar that was elsewhere.
    pub(super) fn own_lines(
        &mut self,
        key: &str,
        value: NodeId,
        column: usize,
        style: BlockStyle,
        like: &Like<'a, 't>,
    ) -> String {
        let blanks = " ".repeat(column);
        let name = spelling::inline_text(key, None, Context::Block, style.single_quotes);
        if let Some(lines) = self.own_collection(value, column) {
            return format!("{blanks}{name}:\n{lines}");
        }
        match self.layout.own(value, Context::Block) {
            Some(Spelled::Inline(text)) => format!("{blanks}{name}: {text}"),
            Some(Spelled::Block { header, lines }) if self.literals => {
                let mut out = format!("{blanks}{name}: {header}");
                for line in lines {
                    out.push('\n');
                    if !line.is_empty() {
                        out.extend([&blanks, &" ".repeat(style.indent), &line].map(String::as_str));
                    }
                }
                out
            }
            Some(Spelled::Block { .. }) | None => {
                // What takes its place is not what goes on.
                let is_replaced = matches!(self.edits.get(value), Some(Edit::Replace(_)));
                let tree = self.layout.tree;
                let own = if is_replaced {
                    Edits::default().value(tree, value)
                } else {
                    self.edits.value(tree, value)
                };
                self.entry_lines((key, &Content::of(&own)), column, style, like)
            }
        }
    }

    /// The lines of a block collection below a key in this column, with all comments in them; none if they hang on where
    /// they stand, or others hang on them.
    fn own_collection(&mut self, node: NodeId, column: usize) -> Option<String> {
        let (tree, lines) = (self.layout.tree, self.layout.lines);
        let is_block = matches!(
            tree.kind(node),
            NodeKind::Mapping(CollectionStyle::Block) | NodeKind::Sequence(CollectionStyle::Block)
        );
        let span = tree.span(node);
        let is_shared = |inner: NodeId| {
            matches!(tree.kind(inner), NodeKind::Alias(_)) || inner != node && tree.anchor(inner).is_some()
        };
        let is_apart = tree.subtree(node).all(|inner| !is_shared(inner));
        let ends_in_block = self.layout.header(self.layout.last_leaf(node)).is_some();
        if !is_block
            || !is_apart
            || !lines.is_first(span.start)
            || tree.tag_span(node).is_some()
            || ends_in_block && !self.literals
        {
            return None;
        }
        let (holder, _) = section::ancestors(tree, self.root(), node).pop()?;
        let outer = self.layout.block(holder)?.column;
        let own = lines.column(span.start);
        let mut start = lines.start(span.start);
        while let Some(above) = lines.previous(start) {
            if !lines.is_blank(above) && lines.comment_line(above).is_none() {
                break;
            }
            start = above;
        }
        let end = self.layout.tail(span.end, outer);
        let new = column + own.checked_sub(outer)?;
        self.carried.push((start, end));
        Some(shifted(lines.slice(start, end), own, new))
    }
}
