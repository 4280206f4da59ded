//! The one serde `Deserializer` of the library: strict, borrowed, and collecting all problems of a document.
//!
//! serde stops at the first error. To find the others without a schema, the first failure starts a search: the error is
//! recorded at its node, the node is hidden (or, for a missing field, a filler is served in its place), and the document
//! is decoded again. An error at a node that has hidden or filled nodes below it is a consequence and is not recorded. A
//! value that holds a filler is never handed out.

mod access;
mod error;
mod key;
mod node;
mod session;

#[cfg(test)]
mod tests;

pub use error::DecodeError;
pub(crate) use error::unknown_field;
pub use node::NodeDeserializer;
pub use session::{Decoding, Fault, Faults, FieldDefault, Session};
pub(crate) use session::{ListCursor, MAX_FAULTS, path_from, path_of, too_much};
