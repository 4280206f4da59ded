//! Values in brackets and braces, and in JSON, in the manner of what stands around them.

use super::like::Like;
use super::plan::Plan;
use super::spelling::{self, Spelled};
use crate::emit::quote::{Context, write_double_quoted};
use crate::value::{Node, NodeKind as ValueKind};
use crate::yaml::NodeId;

/// How a flow collection is laid out.
#[derive(Clone, Copy, Debug)]
pub(super) struct FlowStyle {
    pub(super) json: bool,
    pub(super) single_quotes: bool,
    /// One item a line, indented by so many blanks.
    pub(super) step: Option<usize>,
    /// Blanks inside of the brackets.
    padded: bool,
    /// Behind a key in quotes.
    colon: &'static str,
    pub(super) comma: &'static str,
}

impl FlowStyle {
    pub(super) fn of(plan: &Plan<'_, '_, '_>, node: NodeId) -> Self {
        let (tree, lines) = (plan.layout.tree, plan.layout.lines);
        let span = tree.span(node);
        let inside = lines.span(span);
        let json = tree.is_json();
        let first = tree.items(node).next().or_else(|| tree.entries(node).next().map(|(key, _)| key));
        let own_line = first
            .map(|first| plan.layout.start_of(first))
            .filter(|start| lines.is_first(*start) && lines.start(*start) > span.start);
        let mut step =
            own_line.map(|start| lines.column(start).saturating_sub(plan.indent(span.start)).max(1));
        if step.is_none() && json && first.is_none() && plan.habits().has_lines {
            step = Some(Self::step_of_document(plan));
        }
        // Only behind a key in quotes a colon needs no blank.
        let is_tight = tree.entries(node).next().is_some_and(|(key, value)| {
            matches!(lines.byte(tree.span(key).start), Some(b'"' | b'\''))
                && tree.span(value).start == tree.span(key).end + 1
        });
        let compact = json && plan.habits().is_compact;
        let mut starts = tree.items(node).chain(tree.entries(node).map(|(key, _)| key)).skip(1);
        let second = starts.next().map(|second| plan.layout.start_of(second));
        let is_comma_tight = match second {
            Some(second) => second.checked_sub(1).and_then(|before| lines.byte(before)) == Some(b','),
            None => compact,
        };
        Self {
            json,
            single_quotes: !json && plan.habits().single_quotes,
            step,
            padded: inside.starts_with("{ ") || inside.starts_with("[ "),
            colon: if is_tight || compact { ":" } else { ": " },
            comma: if is_comma_tight { "," } else { ", " },
        }
    }

    fn step_of_document(plan: &Plan<'_, '_, '_>) -> usize {
        let (tree, lines) = (plan.layout.tree, plan.layout.lines);
        let first =
            tree.root().and_then(|root| tree.entries(root).next()).map(|(key, _)| tree.span(key).start);
        first.filter(|start| lines.is_first(*start)).map_or(2, |start| lines.column(start).max(1))
    }
}

/// A value in brackets or on one line.
pub(super) fn flow_text(value: Node<'_>, style: FlowStyle, outer: usize, like: &Like<'_, '_>) -> String {
    let mut out = String::new();
    write_flow(value, style, outer, like, &mut out);
    out
}

/// Writes the key of an entry that is like those of a mapping.
pub(super) fn write_key(key: &str, style: FlowStyle, like: &Like<'_, '_>, out: &mut String) {
    let start = out.len();
    let quoted = (!style.json).then(|| like.quoted_key(key, Context::Flow)).flatten();
    match quoted {
        Some(quoted) => out.push_str(&quoted),
        None => write_text(key, style, out),
    }
    // Behind a plain key a colon without a blank would be a part of it.
    let is_quoted = out.get(start..).is_some_and(|key| key.starts_with(['"', '\'']));
    out.push_str(if is_quoted { style.colon } else { ": " });
}

fn write_scalar(value: Node<'_>, style: FlowStyle, like: &Like<'_, '_>, out: &mut String) {
    let own = like.spelled(value, Context::Flow).and_then(Spelled::into_inline);
    match (own, value.kind()) {
        (Some(own), _) => out.push_str(&own),
        (None, ValueKind::Str(text)) => {
            match (!style.json).then(|| like.quoted(text, Context::Flow)).flatten() {
                Some(quoted) => out.push_str(&quoted),
                None => write_text(text, style, out),
            }
        }
        _ => out.push_str(&spelling::plain_word(value, false).unwrap_or_default()),
    }
}

fn write_text(text: &str, style: FlowStyle, out: &mut String) {
    if style.json {
        write_double_quoted(text, out);
    } else {
        out.push_str(&spelling::inline_text(text, None, Context::Flow, style.single_quotes));
    }
}

/// Writes a value in brackets: on one line, or one item a line to the right of `outer`. It is like what stands where it
/// will.
pub(super) fn write_flow(
    value: Node<'_>,
    style: FlowStyle,
    outer: usize,
    like: &Like<'_, '_>,
    out: &mut String,
) {
    if let Some(text) = like.brackets(value) {
        out.push_str(text);
        return;
    }
    let inner = outer + style.step.unwrap_or(0);
    let parts: Vec<String> = match value.kind() {
        ValueKind::Map(entries) => entries
            .map(|(key, value)| {
                let mut text = String::new();
                write_key(key, style, like, &mut text);
                write_flow(value, style, inner, &like.at_key(key), &mut text);
                text
            })
            .collect(),
        ValueKind::Seq(items) => {
            let like = like.at_items();
            items.map(|item| flow_text(item, style, inner, &like)).collect()
        }
        _ => return write_scalar(value, style, like, out),
    };
    let brackets = if matches!(value.kind(), ValueKind::Map(_)) { ('{', '}') } else { ('[', ']') };
    write_parts(&parts, brackets, style, outer, out);
}

/// Writes items or entries between brackets. Behind a text that runs over lines, of which the last one would end the
/// document, there is a comma.
pub(super) fn write_parts(
    parts: &[String],
    (open, close): (char, char),
    style: FlowStyle,
    outer: usize,
    out: &mut String,
) {
    let last_line = parts.last().and_then(|last| Some(last.rsplit_once(['\n', '\r'])?.1));
    let comma = if matches!(last_line, Some("---" | "...")) { "," } else { "" };
    out.push(open);
    match style.step {
        Some(step) if !parts.is_empty() => {
            for (index, part) in parts.iter().enumerate() {
                out.push_str(if index == 0 { "\n" } else { ",\n" });
                out.push_str(&" ".repeat(outer + step));
                out.push_str(part);
            }
            out.push_str(comma);
            out.push('\n');
            out.push_str(&" ".repeat(outer));
        }
        _ => {
            let padding = if style.padded && !parts.is_empty() { " " } else { "" };
            out.push_str(padding);
            out.push_str(&parts.join(style.comma));
            out.push_str(comma);
            out.push_str(padding);
        }
    }
    out.push(close);
}
