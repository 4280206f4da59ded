//! Object model, scheme, YAML tree and serializer of libgitops.
//!
//! Programs use the facade `libgitops`, which re-exports all of this.
//!
//! *Architecture Invariant:* nothing here touches a file, a socket, a clock, a thread, the environment or a source of
//! randomness; the only global is the list that [`Scheme::linked`](scheme::Scheme::linked) reads.

pub mod codec;
mod default;
pub mod dynamic;
pub mod emit;
pub mod error;
pub mod fields;
pub mod gvk;
pub mod key;
pub mod meta;
pub mod object;
pub mod path;
pub mod resource;
pub mod scheme;
pub mod selector;
pub mod source;
pub mod validate;
pub mod value;
pub mod yaml;

/// What the expansions of the macros name. Nothing else may rely on it.
#[doc(hidden)]
pub mod __private {
    pub use inventory;
    pub use serde;

    pub use crate::error::Error;
    pub use crate::fields::{Field, FieldTable, Fields, NothingKnown, Probe, Shape, default_value};
    pub use crate::key::Scope;
    pub use crate::meta::Metadata;
    pub use crate::object::derived::{NotDerived, metadata_of, metadata_of_mut};
    pub use crate::object::tag::{ApiVersionTag, KindTag};
    pub use crate::object::{HasMetadata, HasStatus, Object};
    pub use crate::resource::{ApiResource, HubRole};
    pub use crate::scheme::{Registration, Scheme, check};
    pub use crate::validate::Validation;
    pub use crate::value::Value;
}
