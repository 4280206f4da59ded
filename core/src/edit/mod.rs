//! The splice writer: changes a text where a value changes, and nowhere else.
//!
//! A [`Delta`] is aligned with the tree of the text (`align`), what it does to shared nodes is settled (`anchors`), and
//! each change becomes replacements of byte ranges whose layout is decided from what stands around it (`plan`, `block`,
//! `flow`, `replace`). The result is parsed again and must mean exactly what was wanted (`check`).
//!
//! *Architecture Invariant:* there is no printer for a whole document here: bytes that no replacement covers are never
//! looked at again.

mod align;
mod anchors;
mod block;
mod block_text;
mod check;
mod comments;
mod documents;
mod edits;
mod flow;
mod flow_new;
mod flow_text;
mod fold;
mod keys;
mod last_leaf;
mod layout;
mod like;
mod lines;
mod merges;
mod own;
mod plan;
mod reorder;
mod replace;
mod section;
mod spelling;
mod style;
#[cfg(test)]
mod tests;

pub use comments::LostComment;
pub(crate) use documents::{ended, item_documents, parted_header, path_at, same_documents, same_json};

use crate::delta::{Delta, Moves};
use crate::path::FieldPath;
use crate::source::Span;
use crate::yaml::{NodeId, Tree};

/// What may be done beyond changing the lines that are meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EditOptions {
    /// Whether the text is kept at all, and whether a comment may be lost.
    pub preserve_comments: PreserveComments,
    /// What happens to a change that cannot be made in place.
    pub fallback: Fallback,
    /// What happens to the comments of fields that are gone.
    pub comments: CommentsOfRemoved,
    /// Write every field of what is new, also those that the text left to their defaults before.
    pub whole_additions: bool,
}

/// Whether the text that an object came from is kept when the object is written again.
///
/// libgitops has an option of this name for its decoder and its encoder, which is off at first and asks for an annotation
/// that holds the text. Here it is on wherever the text is at hand, and the object holds nothing of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PreserveComments {
    /// The text is changed where the object has changed. Comments of what is gone fare as [`CommentsOfRemoved`] says.
    #[default]
    On,
    /// A document that has changed is written anew, as an encoder writes it, without its comments.
    Off,
    /// As on, but a change with which a comment would be lost is refused.
    Strict,
}

/// What happens to a change that cannot be made in place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fallback {
    /// The edit is refused, with the place and the reason, and the text stays as it is.
    #[default]
    Refuse,
    /// The smallest mapping or list around it is written anew, and loses its comments and layout.
    RewriteSection,
}

/// What happens to the comments of fields that are gone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CommentsOfRemoved {
    /// They go with their field.
    #[default]
    Remove,
    /// They move to the nearest parent that stays.
    MoveToParent,
}

/// A text after an edit.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Edited {
    /// The text.
    pub text: String,
    /// Comments whose field is gone.
    pub lost_comments: Vec<LostComment>,
    /// The mappings and lists that were written anew.
    pub rewritten: Vec<FieldPath>,
}

/// Why an edit was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    /// Of which sort it is.
    pub kind: RefusalKind,
    /// Why.
    pub reason: String,
    /// Where in the old text.
    pub span: Span,
    pub(super) node: NodeId,
}

/// Which sort of refusal one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RefusalKind {
    /// The text has no place for the change, such as for taking away what a merge key brings in.
    NoPlace,
    /// The change was made, and what came out was read again and does not mean what was wanted.
    ReadBack,
}

impl Refusal {
    /// For a change that has no place at a node.
    fn at(tree: &Tree<'_>, node: NodeId, reason: impl Into<String>) -> Self {
        Self { kind: RefusalKind::NoPlace, reason: reason.into(), span: tree.span(node), node }
    }

    /// For a text that does not mean at a node what was wanted.
    fn read_back(tree: &Tree<'_>, node: NodeId, reason: impl Into<String>) -> Self {
        Self { kind: RefusalKind::ReadBack, ..Self::at(tree, node, reason) }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Refusal {}

type Planned<T> = Result<T, Refusal>;

/// Makes the changes of a delta in the document of a tree, below `root`.
///
/// The text that comes out is the tree's whole text, in which no other document has changed. What the delta was computed
/// from is what `root` was decoded and encoded to: fields that the type left out stay as they are.
///
/// # Errors
/// The change cannot be made in place, or the result would not mean what is wanted.
pub fn edit(
    tree: &Tree<'_>,
    root: NodeId,
    delta: &Delta<'_, '_>,
    moves: &Moves,
    options: EditOptions,
) -> Planned<Edited> {
    edit_and_read(tree, root, delta, moves, options, &mut |_text, _tree| {})
}

/// The same, and gives what was parsed of the text that comes out, so that nobody has to parse it again. What is given last
/// counts.
pub(crate) fn edit_and_read(
    tree: &Tree<'_>,
    root: NodeId,
    delta: &Delta<'_, '_>,
    moves: &Moves,
    options: EditOptions,
    read: &mut dyn FnMut(&str, Tree<'_>),
) -> Planned<Edited> {
    let mut edits = align::aligned(tree, root, delta, moves, options)?;
    let shares = tree.nodes().any(|node| matches!(tree.kind(node), crate::yaml::NodeKind::Alias(_)));
    let mut rewritten = Vec::new();
    loop {
        let result = if shares {
            let mut settled = edits.clone();
            anchors::settle(tree, root, &mut settled)
                .and_then(|()| attempt(tree, root, &settled, options, read))
        } else {
            attempt(tree, root, &edits, options, read)
        };
        match result {
            Ok(mut edited) => {
                if options.preserve_comments == PreserveComments::Strict {
                    comments::ensure_kept(tree, root, &edited)?;
                }
                edited.rewritten = rewritten.iter().map(|node| section::path_of(tree, root, *node)).collect();
                return Ok(edited);
            }
            Err(refusal) if options.fallback == Fallback::RewriteSection => {
                let Some(section) = section::around(tree, root, refusal.node, &rewritten) else {
                    return Err(refusal);
                };
                section::rewrite(tree, section, &mut edits);
                rewritten.retain(|inner| !(section < *inner && *inner < tree.subtree_end(section)));
                rewritten.push(section);
            }
            Err(refusal) => return Err(refusal),
        }
    }
}

fn attempt(
    tree: &Tree<'_>,
    root: NodeId,
    edits: &edits::Edits<'_>,
    options: EditOptions,
    read: &mut dyn FnMut(&str, Tree<'_>),
) -> Planned<Edited> {
    let found = written(tree, root, edits, options, true, read);
    match found {
        // Below a block, a comment or a line of blanks may be taken for a part of it.
        Err(refusal) if refusal.kind == RefusalKind::ReadBack => {
            written(tree, root, edits, options, false, read).or(Err(refusal))
        }
        found => found,
    }
}

fn written(
    tree: &Tree<'_>,
    root: NodeId,
    edits: &edits::Edits<'_>,
    options: EditOptions,
    literals: bool,
    read: &mut dyn FnMut(&str, Tree<'_>),
) -> Planned<Edited> {
    merges::ensure_removed(tree, root, edits)?;
    let mut plan = plan::Plan::new(tree, root, edits, options, literals);
    plan.document()?;
    let (mut text, lost_comments) = plan.finish()?;
    match check::check(tree, root, edits, &text) {
        Ok(new) => read(&text, new),
        Err(refusal) => {
            // A block scalar that has come to the end of a text without a last break is short of its own.
            let line_break = lines::Lines { text: tree.text() }.break_near(tree.text().len());
            lines::push_lines(&mut text, line_break);
            let Ok(new) = check::check(tree, root, edits, &text) else { return Err(refusal) };
            read(&text, new);
        }
    }
    Ok(Edited { text, lost_comments, rewritten: Vec::new() })
}
