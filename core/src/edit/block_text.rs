//! Entries and items of block collections as lines, in the manner of what stands beside them.

use super::edits::Content;
use super::flow_text::{FlowStyle, flow_text};
use super::like::{Laid, Like};
use super::plan::Plan;
use super::spelling;
use crate::emit::quote::Context;
use crate::emit::{self, BlockStyle};
use crate::value::{Node, NodeKind as ValueKind};
use crate::yaml::NodeId;

/// How long a line gets at most by brackets that nobody has written there.
const LONGEST_FLOW_LINE: usize = 100;

/// What is written behind a colon or a dash because neighbors have it so.
enum Behind {
    /// Text on the same line.
    Text(String),
    /// Lines like those of this collection.
    LinesLike(NodeId),
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
        let quoted = like.quoted_key(key, Context::Block);
        let is_usual = quoted.is_none();
        let name =
            quoted.unwrap_or_else(|| spelling::inline_text(key, None, Context::Block, style.single_quotes));
        if name.len() > emit::LONGEST_IMPLICIT_KEY {
            return emit::yaml_entry(key, value, column, style, out);
        }
        let inner = like.at_key(key);
        let Some(behind) = self.behind(value, column, column + name.len() + 2, &inner) else {
            let start = out.len() + column;
            emit::yaml_entry(key, value, column, style, out);
            if !is_usual {
                // Only a key that would be plain has quotes by its neighbors.
                out.replace_range(start..start + key.len(), &name);
            }
            return;
        };
        out.extend([&" ".repeat(column), name.as_str(), ":"]);
        match behind {
            Behind::Text(text) => out.extend([" ", &text, "\n"]),
            Behind::LinesLike(node) => {
                out.push('\n');
                let is_list = matches!(value.kind(), ValueKind::Seq(_));
                let offset = if is_list && !style.indent_lists { 0 } else { style.indent };
                self.write_lines(value, column + offset, self.style(Some(node)), &inner, out);
            }
        }
    }

    /// The lines of a new item, without the last break. It is like those beside it.
    pub(super) fn item_like(
        &self,
        value: Node<'_>,
        column: usize,
        style: BlockStyle,
        like: &Like<'a, 't>,
    ) -> String {
        let mut out = String::new();
        self.write_item(value, column, style, like, &mut out);
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
        match self.behind(value, column, column + 2, like) {
            None => emit::yaml_item(value, column, style, out),
            Some(Behind::Text(text)) => out.extend([&" ".repeat(column), "- ", &text, "\n"]),
            Some(Behind::LinesLike(node)) => {
                self.write_lines(value, column + 2, self.style(Some(node)), like, out);
                out.replace_range(start..=start, "-");
            }
        }
    }

    /// What stands behind an indicator at a column, as the neighbors have it; none if they do not say.
    fn behind(&self, value: Node<'_>, outer: usize, column: usize, like: &Like<'a, 't>) -> Option<Behind> {
        let is_empty = match value.kind() {
            ValueKind::Str(text) => return like.quoted(text, Context::Block).map(Behind::Text),
            ValueKind::Map(mut entries) => entries.next().is_none(),
            ValueKind::Seq(mut items) => items.next().is_none(),
            _ => true,
        };
        match like.laid(value).filter(|_| !is_empty)? {
            Laid::Block(node) => Some(Behind::LinesLike(node)),
            Laid::Flow(node) => {
                let text = flow_text(value, FlowStyle::of(self, node), outer, like);
                let fits = text.contains('\n') || column + text.len() <= LONGEST_FLOW_LINE;
                fits.then_some(Behind::Text(text))
            }
        }
    }
}

fn without_last_break(text: String) -> String {
    match text.strip_suffix('\n') {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}
