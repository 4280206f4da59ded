//! Renders trees as the events of the YAML test suite.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::yaml::{CollectionStyle, NodeId, NodeKind, ScalarStyle, Tree};

/// What to leave out where a parser to compare with does not tell it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// All that `test.event` tells.
    Full,
    /// Without `---`, `...` and the style of collections, with anchors as numbers.
    Common,
}

/// The events of a whole stream, a line each.
pub(crate) fn render(trees: &[Tree<'_>], detail: Detail) -> String {
    let mut out = String::from("+STR\n");
    for tree in trees {
        let has_document = tree.root().is_some() || tree.has_explicit_start();
        if has_document {
            render_document(&mut out, tree, detail);
        }
    }
    out.push_str("-STR\n");
    out
}

fn render_document(out: &mut String, tree: &Tree<'_>, detail: Detail) {
    let is_full = detail == Detail::Full;
    out.push_str(if is_full && tree.has_explicit_start() { "+DOC ---\n" } else { "+DOC\n" });
    let mut open: Vec<(NodeId, &str)> = Vec::new();
    let mut anchors = HashMap::new();
    for id in tree.nodes() {
        close(out, &mut open, id.index());
        let properties = properties(tree, id, detail, &mut anchors);
        match tree.kind(id) {
            NodeKind::Scalar(style) => {
                let style = style_sign(style);
                writeln!(out, "=VAL{properties} {style}{}", escape(&tree.content(id))).unwrap();
            }
            NodeKind::Alias(target) => match detail {
                Detail::Full => writeln!(out, "=ALI *{}", tree.anchor(target).unwrap()).unwrap(),
                Detail::Common => writeln!(out, "=ALI *{}", anchors[&target]).unwrap(),
            },
            NodeKind::Sequence(style) => {
                let style = if is_full && style == CollectionStyle::Flow { " []" } else { "" };
                writeln!(out, "+SEQ{style}{properties}").unwrap();
                open.push((tree.subtree_end(id), "-SEQ"));
            }
            NodeKind::Mapping(style) => {
                let style = if is_full && style == CollectionStyle::Flow { " {}" } else { "" };
                writeln!(out, "+MAP{style}{properties}").unwrap();
                open.push((tree.subtree_end(id), "-MAP"));
            }
        }
    }
    close(out, &mut open, tree.len());
    if tree.is_empty() {
        out.push_str("=VAL :\n");
    }
    out.push_str(if is_full && tree.has_explicit_end() { "-DOC ...\n" } else { "-DOC\n" });
}

fn close(out: &mut String, open: &mut Vec<(NodeId, &str)>, index: usize) {
    while let Some((_, name)) = open.pop_if(|(end, _)| end.index() <= index) {
        writeln!(out, "{name}").unwrap();
    }
}

fn properties(tree: &Tree<'_>, id: NodeId, detail: Detail, anchors: &mut HashMap<NodeId, usize>) -> String {
    let mut out = String::new();
    if let Some(anchor) = tree.anchor(id) {
        let number = anchors.len() + 1;
        anchors.insert(id, number);
        match detail {
            Detail::Full => write!(out, " &{anchor}").unwrap(),
            Detail::Common => write!(out, " &{number}").unwrap(),
        }
    }
    if let Some(tag) = tree.tag(id) {
        write!(out, " <{tag}>").unwrap();
    }
    out
}

pub(crate) fn style_sign(style: ScalarStyle) -> char {
    match style {
        ScalarStyle::Plain => ':',
        ScalarStyle::SingleQuoted => '\'',
        ScalarStyle::DoubleQuoted => '"',
        ScalarStyle::Literal => '|',
        ScalarStyle::Folded => '>',
    }
}

/// Control characters as `test.event` writes them.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\u{8}' => out.push_str("\\b"),
            '\0' => out.push_str("\\0"),
            other => out.push(other),
        }
    }
    out
}
