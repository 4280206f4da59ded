//! Spelling of new scalars in the manner of the old ones.

use super::edits::Replacement;
use super::layout::Layout;
use crate::emit::BlockStyle;
use crate::emit::quote::{self, Context, Literal};
use crate::value::{Node, NodeKind as ValueKind};
use crate::yaml::{NodeId, NodeKind, ScalarStyle};

/// A scalar as it will stand in the text.
#[derive(Debug)]
pub(super) enum Spelled {
    /// On the line of its key.
    Inline(String),
    /// As a block: the header, and the lines without their indentation, each with a break.
    Block { header: String, lines: Vec<String> },
}

impl Spelled {
    pub(super) fn into_inline(self) -> Option<String> {
        match self {
            Self::Inline(text) => Some(text),
            Self::Block { .. } => None,
        }
    }
}

/// A number as JSON and YAML have it; without a fraction where the text had none.
pub(super) fn plain_word(node: Node<'_>, whole_as_integer: bool) -> Option<String> {
    match node.kind() {
        ValueKind::Null => Some("null".to_owned()),
        ValueKind::Bool(value) => Some(value.to_string()),
        ValueKind::Number(number) => {
            let float = number.as_f64();
            let is_whole = number.is_float() && float.fract() == 0.0 && float.abs() < 1e15;
            if whole_as_integer && is_whole && !(float == 0.0 && float.is_sign_negative()) {
                return Some(format!("{float}"));
            }
            Some(number.to_string())
        }
        ValueKind::Str(_) | ValueKind::Map(_) | ValueKind::Seq(_) => None,
    }
}

/// A text on one line, quoted as the old scalar was.
pub(super) fn inline_text(text: &str, old: Option<ScalarStyle>, context: Context, single: bool) -> String {
    let mut out = String::new();
    match old {
        Some(ScalarStyle::SingleQuoted) if quote::is_single_quotable(text) => {
            quote::write_single_quoted(text, &mut out);
        }
        Some(ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted) => {
            quote::write_double_quoted(text, &mut out);
        }
        _ => quote::write_scalar_with(text, context, single, &mut out),
    }
    out
}

impl Layout<'_, '_> {
    /// A new scalar in the place of an old node.
    pub(super) fn spell(
        self,
        replacement: &Replacement<'_>,
        value: Node<'_>,
        old: Option<NodeId>,
        style: BlockStyle,
    ) -> Spelled {
        if let Some(word) = plain_word(value, replacement.whole_as_integer) {
            return Spelled::Inline(word);
        }
        let ValueKind::Str(text) = value.kind() else { return Spelled::Inline(String::new()) };
        let BlockStyle { indent, single_quotes, literals, .. } = style;
        let style = old.and_then(|old| match self.tree.kind(old) {
            NodeKind::Scalar(style) => Some(style),
            _ => None,
        });
        if let (Some(style), Some(old)) = (style, old)
            && let Some(text) = self.over_lines(text, old, style)
        {
            return Spelled::Inline(text);
        }
        let block = match (style, old) {
            _ if !literals => None,
            (Some(ScalarStyle::Folded), Some(old)) => {
                self.folded(text, old).or_else(|| literal(text, indent))
            }
            (Some(ScalarStyle::Literal), _) => literal_like(text, indent),
            (Some(ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted), _) => None,
            _ => literal(text, indent),
        };
        block.unwrap_or_else(|| Spelled::Inline(inline_text(text, style, Context::Block, single_quotes)))
    }

    /// How far the lines of a block scalar are indented.
    pub(super) fn body_column(self, node: NodeId) -> Option<usize> {
        let span = self.tree.span(node);
        let mut start = self.lines.next(span.start);
        while start < span.end {
            if !self.lines.is_blank(start) {
                return Some(
                    self.lines.column(self.lines.slice(start, span.end).find(|char| char != ' ')? + start),
                );
            }
            start = self.lines.next(start);
        }
        None
    }
}

/// A text in the place of a literal block: as one, also if it has a single line.
fn literal_like(text: &str, indent: usize) -> Option<Spelled> {
    let is_one_line = !text.is_empty() && !text.contains('\n');
    if is_one_line && Literal::of(&format!("{text}\n")).is_some() && !text.starts_with([' ', '\t']) {
        return Some(Spelled::Block { header: "|-".to_owned(), lines: vec![text.to_owned()] });
    }
    literal(text, indent)
}

/// A text as a literal block that says nothing of its indentation; none if it would have to.
pub(super) fn literal_at_any_column(text: &str) -> Option<Spelled> {
    let has_digit = |spelled: &Spelled| match spelled {
        Spelled::Block { header, .. } => header.contains(|char: char| char.is_ascii_digit()),
        Spelled::Inline(_) => false,
    };
    literal(text, 2).filter(|spelled| !has_digit(spelled))
}

fn literal(text: &str, indent: usize) -> Option<Spelled> {
    let literal = Literal::of(text)?;
    let mut out = String::new();
    // Written at the left edge, so that every line can be indented as its place asks for.
    literal.write(0, indent, &mut out);
    let (header, body) = out.split_once('\n')?;
    let body = body.strip_suffix('\n').unwrap_or(body);
    Some(Spelled::Block { header: header.to_owned(), lines: body.split('\n').map(str::to_owned).collect() })
}
