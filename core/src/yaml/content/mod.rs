//! What a scalar says: its characters after unquoting, unescaping, folding and chomping, made when they are asked for.

mod block;
pub(super) mod escape;
mod flow;

use std::borrow::Cow;

use super::node::{Node, Shape};

/// The content of a scalar that is no piece of the text; empty for any other node.
///
/// YAML 1.2.2 and go-yaml add no line break to a block scalar whose last line the text ends in; `ends_last_line` adds
/// one.
pub(super) fn of_scalar<'t>(text: &'t str, node: &Node, ends_last_line: bool) -> Cow<'t, str> {
    let piece = |start: u32, end: u32| text.get(start as usize..end as usize).unwrap_or_default();
    match node.shape {
        Shape::Plain => Cow::Owned(flow::plain(piece(node.start, node.end))),
        Shape::SingleQuoted => {
            Cow::Owned(flow::single_quoted(piece(node.start + 1, node.end.saturating_sub(1))))
        }
        Shape::DoubleQuoted => {
            Cow::Owned(flow::double_quoted(piece(node.start + 1, node.end.saturating_sub(1))))
        }
        Shape::Literal | Shape::Folded => {
            let header = piece(node.start, node.first);
            let is_last = node.end as usize == text.len();
            if node.end < node.first || node.end == node.first && is_last {
                return Cow::Borrowed("");
            }
            let is_ended = ends_last_line || !is_last;
            block::content(header, piece(node.first, node.end), node.second as usize, is_ended)
        }
        _ => Cow::Borrowed(""),
    }
}
