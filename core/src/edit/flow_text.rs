//! Values in brackets and braces, and in JSON, in the manner of what stands around them.

use super::plan::Plan;
use super::spelling;
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
        let document = if json { lines.text } else { inside };
        let mut step = own_line.map(|start| {
            let opening = lines.slice(lines.start(span.start), span.start);
            let outer = opening.len() - opening.trim_start_matches(' ').len();
            lines.column(start).saturating_sub(outer).max(1)
        });
        if step.is_none() && json && first.is_none() && document.trim_end().contains('\n') {
            step = Some(Self::step_of_document(plan));
        }
        let is_tight = tree
            .entries(node)
            .next()
            .is_some_and(|(key, value)| tree.span(value).start == tree.span(key).end + 1);
        let after_comma = inside.find(',').map(|at| inside.as_bytes().get(at + 1));
        let compact = json && !document.trim().contains(['\n', ' ']);
        Self {
            json,
            single_quotes: !json && plan.habits().single_quotes,
            step,
            padded: inside.starts_with("{ ") || inside.starts_with("[ "),
            colon: if json && is_tight || compact { ":" } else { ": " },
            comma: match after_comma {
                Some(Some(b' ' | b'\n' | b'\r' | b'\t')) => ", ",
                None if !compact => ", ",
                _ => {
                    if json {
                        ","
                    } else {
                        ", "
                    }
                }
            },
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
pub(super) fn flow_text(value: Node<'_>, style: FlowStyle, outer: usize) -> String {
    let mut out = String::new();
    write_flow(value, style, outer, &mut out);
    out
}

pub(super) fn write_key(key: &str, style: FlowStyle, out: &mut String) {
    write_text(key, style, out);
    out.push_str(style.colon);
}

fn write_text(text: &str, style: FlowStyle, out: &mut String) {
    if style.json {
        write_double_quoted(text, out);
    } else {
        out.push_str(&spelling::inline_text(text, None, Context::Flow, style.single_quotes));
    }
}

/// Writes a value in brackets: on one line, or one item a line to the right of `outer`.
pub(super) fn write_flow(value: Node<'_>, style: FlowStyle, outer: usize, out: &mut String) {
    let parts: Vec<String> = match value.kind() {
        ValueKind::Map(entries) => entries
            .map(|(key, value)| {
                let mut text = String::new();
                write_key(key, style, &mut text);
                write_flow(value, style, outer + style.step.unwrap_or(0), &mut text);
                text
            })
            .collect(),
        ValueKind::Seq(items) => items
            .map(|item| {
                let mut text = String::new();
                write_flow(item, style, outer + style.step.unwrap_or(0), &mut text);
                text
            })
            .collect(),
        ValueKind::Str(text) => return write_text(text, style, out),
        _ => return out.push_str(&spelling::plain_word(value, false).unwrap_or_default()),
    };
    let brackets = if matches!(value.kind(), ValueKind::Map(_)) { ('{', '}') } else { ('[', ']') };
    write_parts(&parts, brackets, style, outer, out);
}

pub(super) fn write_parts(
    parts: &[String],
    (open, close): (char, char),
    style: FlowStyle,
    outer: usize,
    out: &mut String,
) {
    out.push(open);
    match style.step {
        Some(step) if !parts.is_empty() => {
            for (index, part) in parts.iter().enumerate() {
                out.push_str(if index == 0 { "\n" } else { ",\n" });
                out.push_str(&" ".repeat(outer + step));
                out.push_str(part);
            }
            out.push('\n');
            out.push_str(&" ".repeat(outer));
        }
        _ => {
            let padding = if style.padded && !parts.is_empty() { " " } else { "" };
            out.push_str(padding);
            out.push_str(&parts.join(style.comma));
            out.push_str(padding);
        }
    }
    out.push(close);
}
