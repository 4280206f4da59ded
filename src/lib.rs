//! Typed, versioned, Kubernetes-style objects in files, in Git or in an engine.

#[doc(no_inline)]
pub use libgitops_core::{
    codec, dynamic, emit, error, fields, gvk, key, meta, object, path, resource, scheme, selector, source, validate, value,
    yaml,
};

pub use libgitops_core::error::{Error, ErrorKind};
pub use libgitops_macros::{Fields, Object, scheme};

pub mod prelude;

/// What the expansions of the macros name. Nothing else may rely on it.
#[doc(hidden)]
pub mod __private {
    pub use libgitops_core::__private::*;
}
