//! Entries and items of block collections as lines, in the manner of what stands beside them.

use super::edits::Content;
use super::flow_text::{FlowStyle, flow_text};
use super::like::{Laid, Like, Neighbor};
use super::plan::Plan;
use super::spelling::{self, Spelled};
use crate::emit::quote::Context;
use crate::emit::{self, BlockStyle};
use crate::value::{Node, NodeKind as ValueKind};

/// How long a line gets at most by brackets that nobody has written there.
const LONGEST_FLOW_LINE: usize = 100;

/// What is written behind a colon or a dash because neighbors have it so.
enum Behind {
    /// A null that nobody writes.
    Nothing,
    /// Text on the same line.
    Text(String),
    /// A text as a block: its header, and its lines without their indentation.
    Block { header: String, lines: Vec<String> },
    /// Lines like those of this collection.
    LinesLike(Neighbor),
}

impl<'a, 't> Plan<'a, 't, '_> {
    /// The lines of a collection at a column, without the last break.
    pub(super) fn lines_of(
        &self,
        value: Node<'_>,
        column: usize,
        style: BlockStyle,
        like: &Like<'a, 't>,
    ) -> String {
        let mut out = String::new();
        self.write_lines(value, column, style, like, &mut out);
        without_last_break(out)
    }

    /// The lines of a new entry, without the last break. It is like those of a mapping.
    pub(super) fn entry_lines(
        &self,
        (key, content): (&str, &Content<'_>),
        column: usize,
        style: BlockStyle,
        like: &Like<'a, 't>,
    ) -> String {
        let mut out = String::new();
        if let Some(value) = content.node() {
            self.write_entry((key, value), column, style, like, &mut out);
        }
        without_last_break(out)
    }

    fn write_lines(
        &self,
        value: Node<'_>,
        column: usize,
        style: BlockStyle,
        like: &Like<'a, 't>,
        out: &mut String,
    ) {
        match value.kind() {
            ValueKind::Map(entries) => {
                for entry in entries {
                    self.write_entry(entry, column, style, like, out);
                }
            }
            ValueKind::Seq(items) => {
                let like = like.at_items();
                for item in items {
                    self.write_item(item, column, style, &like, out);
                }
            }
            _ => emit::yaml_item(value, column, style, out),
        }
    }

    fn write_entry(
        &self,
        (key, value): (&str, Node<'_>),
        column: usize,
        style: BlockStyle,
        like: &Like<'a, 't>,
        out: &mut String,
    ) {
        let usual = spelling::inline_text(key, None, Context::Block, style.single_quotes);
        let spelled = like.own_key(key).or_else(|| like.quoted_key(key, Context::Block));
        let name = spelled.unwrap_or_else(|| usual.clone());
        if name.len().max(usual.len()) > emit::LONGEST_IMPLICIT_KEY {
            return emit::yaml_entry(key, value, column, style, out);
        }
        let inner = like.at_key(key);
        let Some(behind) = self.behind(value, (column, column + name.len() + 2), &inner) else {
            let start = out.len() + column;
            emit::yaml_entry(key, value, column, style, out);
            if name != usual {
                out.replace_range(start..start + usual.len(), &name);
            }
            return;
        };
        out.extend([&" ".repeat(column), name.as_str(), ":"]);
        match behind {
            Behind::Nothing => out.push('\n'),
            Behind::Text(text) => out.extend([" ", &text, "\n"]),
            Behind::Block { header, lines } => {
                let indent = inner.body_offset().unwrap_or(style.indent);
                write_block(&header, &lines, column + indent, out);
            }
            Behind::LinesLike(neighbor) => {
                out.push('\n');
                let is_list = matches!(value.kind(), ValueKind::Seq(_));
                let usual = if is_list && !style.indent_lists { 0 } else { style.indent };
                let offset = neighbor.offset(self.layout).filter(|offset| is_list || *offset > 0);
                let column = column + offset.unwrap_or(usual);
                self.write_lines(value, column, self.style(Some(neighbor.node)), &inner, out);
            }
        }
    }

    /// The lines of a new item, without the last break. It is like those beside it.
    pub(super) fn item_like(
        &self,
        content: &Content<'_>,
        column: usize,
        style: BlockStyle,
        like: &Like<'a, 't>,
    ) -> String {
        let mut out = String::new();
        if let Some(value) = content.node() {
            self.write_item(value, column, style, like, &mut out);
        }
        without_last_break(out)
    }

    fn write_item(
        &self,
        value: Node<'_>,
        column: usize,
        style: BlockStyle,
        like: &Like<'a, 't>,
        out: &mut String,
    ) {
        let start = out.len() + column;
        match self.behind(value, (column + 2, column + 2), like) {
            None => emit::yaml_item(value, column, style, out),
            Some(Behind::Nothing) => out.extend([&" ".repeat(column), "-\n"]),
            Some(Behind::Text(text)) => out.extend([&" ".repeat(column), "- ", &text, "\n"]),
            Some(Behind::Block { header, lines }) => {
                out.extend([&" ".repeat(column), "-"]);
                let indent = like.body_offset().unwrap_or(style.indent);
                write_block(&header, &lines, column + indent, out);
            }
            Some(Behind::LinesLike(neighbor)) => {
                self.write_lines(value, column + 2, self.style(Some(neighbor.node)), like, out);
                out.replace_range(start..=start, "-");
            }
        }
    }

    /// What stands behind an indicator, as the neighbors have it; none if they do not say. The line of the indicator is
    /// indented by `outer`, and the value begins at `column`.
    fn behind(
        &self,
        value: Node<'_>,
        (outer, column): (usize, usize),
        like: &Like<'a, 't>,
    ) -> Option<Behind> {
        let is_empty = match value.kind() {
            ValueKind::Map(mut entries) => entries.next().is_none(),
            ValueKind::Seq(mut items) => items.next().is_none(),
            kind => {
                return match (like.spelled(value, Context::Block), kind) {
                    (Some(Spelled::Inline(text)), _) if text.is_empty() => Some(Behind::Nothing),
                    (Some(Spelled::Inline(text)), _) => Some(Behind::Text(text)),
                    (Some(Spelled::Block { header, lines }), _) if self.literals => {
                        Some(Behind::Block { header, lines })
                    }
                    (_, ValueKind::Str(text)) => like.quoted(text, Context::Block).map(Behind::Text),
                    _ => None,
                };
            }
        };
        if let Some(text) = like.brackets(value) {
            return Some(Behind::Text(text.to_owned()));
        }
        match like.laid(value).filter(|_| !is_empty)? {
            Laid::Block(neighbor) => Some(Behind::LinesLike(neighbor)),
            Laid::Flow(node) => {
                let text = flow_text(value, FlowStyle::of(self, node), outer, like);
                // One that somebody has written may be as long again.
                let longest =
                    LONGEST_FLOW_LINE.max(column + self.layout.lines.span(self.layout.tree.span(node)).len());
                let fits = text.contains('\n') || column + text.len() <= longest;
                fits.then_some(Behind::Text(text))
            }
        }
    }
}

fn write_block(header: &str, lines: &[String], column: usize, out: &mut String) {
    out.extend([" ", header, "\n"]);
    for line in lines {
        if !line.is_empty() {
            out.extend([&" ".repeat(column), line.as_str()]);
        }
        out.push('\n');
    }
}

fn without_last_break(text: String) -> String {
    match text.strip_suffix('\n') {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}
