//! Object model, scheme, YAML tree and serializer of libgitops.
//!
//! Programs use the facade `libgitops`, which re-exports all of this.
//!
//! *Architecture Invariant:* nothing here touches a file, a socket, a clock, a thread, the environment or a source of
//! randomness; the only global is the list that [`Scheme::linked`](scheme::Scheme::linked) reads.

pub mod path;
pub mod source;
pub mod error;
pub mod gvk;
pub mod key;
pub mod value;
pub mod meta;
pub mod resource;
pub mod yaml;
pub mod fields;
pub mod validate;
pub mod object;
pub mod dynamic;
pub mod scheme;
pub mod codec;
