//! The own text of a scalar that stays what it is while its field gets another place.

use super::Planned;
use super::edits::{Addition, Content};
use super::layout::Layout;
use super::like::Like;
use super::plan::Plan;
use super::spelling::{self, Spelled};
use crate::emit::BlockStyle;
use crate::emit::quote::Context;
use crate::yaml::{NodeId, NodeKind, ScalarStyle};

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
        if self.lines.break_at(span.end).is_empty() && lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        Some(Spelled::Block { header: header.to_owned(), lines })
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
        let lines: Planned<Vec<String>> =
            parts.iter().map(|part| self.addition_lines(part, column, style, like)).collect();
        Ok(lines?.join("\n"))
    }

    /// An entry of which the value is a scalar that was elsewhere.
    pub(super) fn own_lines(
        &self,
        key: &str,
        value: NodeId,
        column: usize,
        style: BlockStyle,
        like: &Like<'a, 't>,
    ) -> String {
        let blanks = " ".repeat(column);
        let name = spelling::inline_text(key, None, Context::Block, style.single_quotes);
        match self.layout.own(value, Context::Block) {
            Some(Spelled::Inline(text)) => format!("{blanks}{name}: {text}"),
            Some(Spelled::Block { header, lines }) => {
                let mut out = format!("{blanks}{name}: {header}");
                for line in lines {
                    out.push('\n');
                    if !line.is_empty() {
                        out.extend([&blanks, &" ".repeat(style.indent), &line].map(String::as_str));
                    }
                }
                out
            }
            None => {
                let value = Content::of(&self.edits.value(self.layout.tree, value));
                self.entry_lines((key, &value), column, style, like)
            }
        }
    }
}
