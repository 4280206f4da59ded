//! The comments of fields that are gone.

use crate::path::FieldPath;

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
