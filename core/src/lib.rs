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
pub mod emit;
pub mod selector;
pub mod meta;
pub mod resource;
pub mod yaml;
pub mod fields;
pub mod delta;
pub mod edit;
pub mod validate;
pub mod object;
pub mod dynamic;
pub mod scheme;
pub mod convert;
mod default;
pub mod status;
pub mod codec;
pub mod patch;
#[cfg(feature = "kube")]
pub mod kube;
#[cfg(feature = "testing")]
pub mod testing;

/// What the expansions of the macros name. Nothing else may rely on it.
#[doc(hidden)]
pub mod __private {
    pub use inventory;
    pub use serde;

    pub use crate::default::is_absent;
    pub use crate::error::Error;
    pub use crate::fields::{Field, FieldTable, Fields, Members, NothingKnown, Probe, Shape, default_value};
    pub use crate::key::Scope;
    pub use crate::meta::Metadata;
    pub use crate::object::decided::{Checked, Decided, are_others};
    pub use crate::object::derived::{NotDerived, metadata_of, metadata_of_mut};
    pub use crate::object::lens::{GivenBy, Holds, Lens, SameAs, TryLens, hub_only, no_variant};
    pub use crate::object::pair::{
        ByConversion, Pair, check_struct_guard, pair, pair_in_variant, pair_of_inner,
    };
    pub use crate::object::tag::{ApiVersionTag, KindTag};
    pub use crate::object::{
        Asked, Conversion, Guard, HasMetadata, HasStatus, Keeps, Moved, Nested, Object, Spoke, SpokeRules,
    };
    pub use crate::resource::{ApiResource, HubRole};
    pub use crate::scheme::check::{SchemeKey, check_entry, check_list_key, check_spoke, scheme_keys};
    pub use crate::scheme::{Registration, Scheme};
    pub use crate::validate::Validation;
    pub use crate::value::Value;
}
