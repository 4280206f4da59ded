//! Documents as wholes: their header, their end, the items of a list as documents.

use super::edits::Edits;
use super::layout::Layout;
use super::lines::Lines;
use super::{Refusal, check, section};
use crate::path::FieldPath;
use crate::yaml::{self, CollectionStyle, NodeId, NodeKind, Tree};

/// The field that a refusal is about.
pub(crate) fn path_at(tree: &Tree<'_>, root: NodeId, refusal: &Refusal) -> FieldPath {
    section::path_of(tree, root, refusal.node)
}

/// The text with the same meaning when another document follows; none if it already has it.
pub(crate) fn ended(text: &str) -> Option<String> {
    if text.is_empty() || text.ends_with(['\n', '\r']) {
        return None;
    }
    let trees = yaml::parse(text).ok()?;
    let tree = trees.last()?;
    let layout = Layout::new(tree);
    let leaf = layout.last_leaf(tree.root()?);
    let span = tree.span(leaf);
    let header = layout.header(leaf).filter(|header| span.end == text.len() && !header.contains('-'))?;
    let mut out = text.to_owned();
    out.replace_range(span.start..span.start + header.len(), &format!("{}-", header.replace('+', "")));
    Some(out)
}

/// Whether a text has the documents that the pieces are, one by one.
pub(crate) fn same_documents(pieces: &[&str], text: &str) -> bool {
    let Ok(whole) = yaml::parse(text) else { return false };
    let mut documents = whole.iter().filter(|tree| tree.root().is_some());
    for piece in pieces {
        let Ok(trees) = yaml::parse(piece) else { return false };
        for tree in trees.iter().filter(|tree| tree.root().is_some()) {
            let is_same = match (tree.root(), documents.next()) {
                (Some(root), Some(found)) => check::same(tree, root, found, &Edits::default()),
                _ => false,
            };
            if !is_same {
                return false;
            }
        }
    }
    documents.next().is_none()
}

/// Whether two texts of JSON are the same value.
pub(crate) fn same_json(left: &str, right: &str) -> bool {
    match (yaml::parse_json(left), yaml::parse_json(right)) {
        (Ok(left), Ok(right)) => {
            left.root().is_some_and(|root| check::same(&left, root, &right, &Edits::default()))
        }
        _ => false,
    }
}

/// A license or a title at the start of a text, apart from its document: what stands before `---`, or comments that a
/// blank line follows.
pub(crate) fn parted_header(text: &str) -> (&str, &str) {
    let lines = Lines { text };
    let mut end = 0;
    let mut at = lines.start(0);
    let mut has_comment = false;
    while at < text.len() {
        let next = lines.next(at);
        if lines.comment_line(at).is_some() {
            has_comment = true;
        } else if lines.is_blank(at) {
            if has_comment {
                end = next;
            }
        } else if lines.slice(at, next).starts_with("---") {
            return if has_comment { (lines.slice(0, at), lines.slice(at, text.len())) } else { ("", text) };
        } else {
            break;
        }
        at = next;
    }
    (lines.slice(0, end), lines.slice(end, text.len()))
}

/// The items of a list as documents of their own, with their comments; those above the list go to the first.
pub(crate) fn item_documents(tree: &Tree<'_>, root: NodeId, items: NodeId) -> Option<Vec<String>> {
    let layout = Layout::new(tree);
    if !matches!(tree.kind(items), NodeKind::Sequence(CollectionStyle::Block)) {
        return None;
    }
    let block = layout.block(items)?;
    let lines = layout.lines;
    let mut documents = Vec::with_capacity(block.children.len());
    let mut floor = lines.start(tree.span(items).start);
    for (index, child) in block.children.iter().enumerate() {
        if layout.is_inline(child) {
            return None;
        }
        let floor_of_head = if index == 0 { 0 } else { floor };
        let head = layout.head(child, block.column, floor_of_head);
        let end = layout.tail(child.end, block.column);
        let dash = child.start;
        // The dash becomes a blank, and all lines move to the left edge.
        let text = format!("{} {}", lines.slice(head, dash), lines.slice(dash + 1, end));
        let inner = layout.start_of(child.value);
        let column = if lines.slice(dash + 1, inner).contains(['\n', '\r']) {
            lines.column(inner)
        } else {
            inner - lines.start(dash)
        };
        let head_lines = lines.slice(head, lines.start(dash)).lines().count();
        documents.push(left_aligned(&text, column, block.column, head_lines));
        floor = lines.next(end);
    }
    let header = lines.slice(0, layout.start_of(root));
    let is_comment = header.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'));
    if let (true, false, Some(first)) = (is_comment, header.trim().is_empty(), documents.first_mut()) {
        first.insert_str(0, header);
    }
    Some(documents)
}

fn left_aligned(text: &str, column: usize, head_column: usize, head_lines: usize) -> String {
    let mut out = String::new();
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let remove = if index < head_lines { head_column } else { column };
        let blanks = line.bytes().take_while(|byte| *byte == b' ').count().min(remove);
        out.push_str(line.get(blanks..).unwrap_or_default());
    }
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out
}
