//! From the model to the expansion: one file a macro, and the parts that they share.
//!
//! An expansion is tables and calls of functions of the library; all logic is there.

pub(crate) mod fields;
pub(crate) mod object;
pub(crate) mod scheme;
pub(crate) mod spoke;

mod bounds;
mod fallback;
mod members;
mod table;
mod wire;
