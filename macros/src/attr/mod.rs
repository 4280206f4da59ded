//! Attributes: from tokens to typed values.
//!
//! The readers return no `Result`: a bad entry is reported and left out, so that all mistakes of a struct are seen in
//! one build.

pub(crate) mod docs;
pub(crate) mod entry;
pub(crate) mod field;
pub(crate) mod object;
pub(crate) mod serde;
pub(crate) mod spoke;
