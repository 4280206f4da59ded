//! Finds the comments of a document: every `#` after a blank or at a line's start that is not inside a node.

use super::gap::line_end;
use super::node::{Node, Shape};
use super::tree::{Comment, Tree};
use crate::source::Span;

/// The comments inside the document's span.
///
/// The parser's own comment events would cost as much as a third of its time; a search for `#` costs nothing in the
/// many documents that have none.
pub(super) fn find(tree: &Tree<'_>) -> Vec<Comment> {
    let bytes = tree.text.as_bytes();
    let mut comments = Vec::new();
    let mut leaves = tree.nodes.iter().filter(|node| !node.is_collection()).peekable();
    let mut position = tree.span.start;
    while let Some(hash) = next_hash(bytes, position, tree.span.end) {
        while leaves.next_if(|leaf| leaf.end as usize <= hash).is_some() {}
        position = match leaves.peek() {
            Some(leaf) if leaf.start as usize <= hash && !is_in_header(bytes, leaf, hash) => {
                leaf.end as usize
            }
            _ if begins_comment(bytes, hash) => {
                let end = line_end(bytes, hash);
                comments.push(Comment { span: Span::new(hash, end) });
                end
            }
            _ => hash + 1,
        };
    }
    comments
}

fn next_hash(bytes: &[u8], from: usize, end: usize) -> Option<usize> {
    memchr::memchr(b'#', bytes.get(from..end)?).map(|offset| from + offset)
}

/// Whether the `#` stands on the line of a block scalar's `|` or `>`, which belongs to its span.
fn is_in_header(bytes: &[u8], leaf: &Node, hash: usize) -> bool {
    matches!(leaf.shape, Shape::Literal | Shape::Folded) && line_end(bytes, leaf.start as usize) > hash
}

fn begins_comment(bytes: &[u8], hash: usize) -> bool {
    match hash.checked_sub(1).and_then(|before| bytes.get(before)) {
        None | Some(b' ' | b'\t' | b'\n' | b'\r') => true,
        // After a byte order mark.
        Some(0xBF) => bytes.get(hash.saturating_sub(3)..hash) == Some(b"\xEF\xBB\xBF"),
        Some(_) => false,
    }
}
