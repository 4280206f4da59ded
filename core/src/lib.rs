//! Object model, scheme, YAML tree and serializer of libgitops.
//!
//! Programs use the facade `libgitops`, which re-exports all of this.

pub mod path;
pub mod source;
pub mod error;
pub mod gvk;
pub mod value;
pub mod emit;
