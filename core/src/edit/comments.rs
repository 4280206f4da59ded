//! The comments of fields that are gone.

use std::collections::BTreeMap;

use super::{Edited, Planned, Refusal};
use crate::path::FieldPath;
use crate::yaml::{self, NodeId, Tree};

/// A comment whose field is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostComment {
    /// The field that it stood at, as the old text has it.
    pub path: FieldPath,
    /// The comment, with its `#`.
    pub text: String,
    /// Whether it stands at the nearest parent now; else it went with its field.
    pub is_moved: bool,
}

/// Refuses an edit after which a comment of the old text is nowhere in the new one.
///
/// Only in the strict mode: it reads the new text once more, and believes nobody.
pub(super) fn ensure_kept(tree: &Tree<'_>, root: NodeId, edited: &Edited) -> Planned<()> {
    if tree.is_json() {
        return Ok(());
    }
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    let new = yaml::parse(&edited.text).unwrap_or_default();
    for tree in &new {
        for comment in tree.comments() {
            *left.entry(text_of(tree, comment)).or_default() += 1;
        }
    }
    for comment in tree.comments() {
        let text = text_of(tree, comment);
        let Some(left) = left.get_mut(text).filter(|left| **left > 0) else {
            let reason = format!("the comment `{text}` would be lost");
            return Err(Refusal { span: comment.span, ..Refusal::at(tree, root, reason) });
        };
        *left -= 1;
    }
    Ok(())
}

fn text_of<'t>(tree: &Tree<'t>, comment: &yaml::Comment) -> &'t str {
    tree.text().get(comment.span.range()).unwrap_or_default().trim_end()
}
