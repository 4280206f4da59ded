//! Typed, versioned, Kubernetes-style objects in files, in Git or in an engine.

#[doc(no_inline)]
pub use libgitops_core::{
    codec, dynamic, emit, error, fields, gvk, key, meta, object, path, resource, scheme, selector, source, validate, value,
    yaml,
};

pub use libgitops_core::codec::{ContentType, Decoder, Encoder, Frame, FrameReader, FrameWriter, Serializer};
pub use libgitops_core::dynamic::{AnyList, DynamicObject, List, PartialObjectMetadata, Unknown};
pub use libgitops_core::error::{Error, ErrorKind};
pub use libgitops_core::gvk::{GroupKind, GroupVersion, GroupVersionKind, GroupVersionResource};
pub use libgitops_core::key::{KindKey, ObjectKey, Scope};
pub use libgitops_core::meta::{ListMeta, Metadata, ObjectMeta};
pub use libgitops_core::object::{AnyObject, HasMetadata, HasStatus};
pub use libgitops_core::path::FieldPath;
pub use libgitops_core::scheme::Scheme;
pub use libgitops_core::validate::Validation;
pub use libgitops_core::value::Value;

// A trait and the derive that writes it share a name, as in serde.
pub use libgitops_core::fields::Fields;
pub use libgitops_core::object::Object;
pub use libgitops_macros::{Fields, Object, scheme};

pub mod prelude;

/// What the expansions of the macros name. Nothing else may rely on it.
#[doc(hidden)]
pub mod __private {
    pub use libgitops_core::__private::*;
}
