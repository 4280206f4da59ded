//! Objects: the static view that the derive writes, and the dynamic view that storage and serializer hold.

use std::any::Any;
use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::fields::FieldTable;
use crate::gvk::GroupVersionKind;
use crate::meta::Metadata;
use crate::resource::ApiResource;
use crate::validate::Validation;
use crate::value::Tape;

mod any;
mod conversion;
pub mod decided;
pub mod derived;
pub mod lens;
pub mod pair;
mod spoke;
pub mod tag;

pub use any::AsObject;
pub use conversion::Conversion;
#[doc(hidden)]
pub use spoke::Asked;
pub use spoke::{Guard, Keeps, Moved, Nested, Spoke, SpokeRules};

/// A type that is the root of an API object: it has an `apiVersion`, a `kind` and perhaps `metadata`.
///
/// `#[derive(Object)]` writes this trait and the type's `Serialize` and `Deserialize`. By hand it is implemented only
/// for types of other crates.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no API object",
    label = "this type does not implement `Object`",
    note = "annotate the struct with `#[derive(Object)]` and `#[object(group = \"…\", version = \"…\", scope = Namespaced)]`"
)]
pub trait Object: Serialize + DeserializeOwned + Clone + Debug + Send + Sync + 'static {
    /// Group, version, kind and names.
    const RESOURCE: ApiResource;

    /// How this version converts to its hub and back; `None` for the hub itself and for the only version of a kind.
    const CONVERSION: Option<Conversion> = None;

    /// The path of the hook named by `#[object(default = path)]`, for who lists the defaults.
    const DEFAULT_HOOK: Option<&'static str> = None;

    /// The object's metadata, if its kind has any.
    fn any_metadata(&self) -> Option<&dyn Metadata>;

    /// The object's metadata for a change, if its kind has any.
    fn any_metadata_mut(&mut self) -> Option<&mut dyn Metadata>;

    /// The hook named by `#[object(default = path)]`; it runs after field defaults.
    fn set_defaults(&mut self) {}

    /// The hook named by `#[object(validate = path)]`.
    fn validate(&self, validation: &mut Validation) {
        let _: &mut Validation = validation;
    }

    /// What is known of the fields beyond serde: wire names, docs, list keys, defaults.
    fn fields() -> Option<&'static FieldTable> {
        None
    }

    /// The object that a new one starts from: the type's `Default`, if it has one.
    fn initial() -> Option<Self> {
        None
    }
}

/// An object whose kind has metadata, as storages ask for.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is an object without metadata",
    label = "objects in a storage need a name",
    note = "add the field `metadata: ObjectMeta` to the struct"
)]
pub trait HasMetadata: Object {
    /// The type of the field `metadata`.
    type Meta: Metadata;

    /// The object's metadata.
    fn meta(&self) -> &Self::Meta;

    /// The object's metadata for a change.
    fn meta_mut(&mut self) -> &mut Self::Meta;
}

/// An object whose kind has a status.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is an object without a status",
    note = "name a field `status`, or mark one with `#[object(status)]`"
)]
pub trait HasStatus: Object {
    /// The type of the status.
    type Status;

    /// The object's status.
    fn status(&self) -> &Self::Status;

    /// The object's status for a change.
    fn status_mut(&mut self) -> &mut Self::Status;
}

/// Any object: the view that serializer and storages hold when they do not know the type.
///
/// It is implemented for every [`Object`], for [`DynamicObject`](crate::dynamic::DynamicObject),
/// [`PartialObjectMetadata`](crate::dynamic::PartialObjectMetadata), [`Unknown`](crate::dynamic::Unknown) and
/// [`AnyList`](crate::dynamic::AnyList). A `Box<dyn AnyObject>` is cloned, printed with `Debug`, and taken back to its type with
/// [`is`](#method.is), [`downcast_ref`](#method.downcast_ref), [`downcast_mut`](#method.downcast_mut) and
/// [`downcast`](#method.downcast).
pub trait AnyObject: Any + Debug + Send + Sync {
    /// What the object's `apiVersion` and `kind` say.
    fn gvk(&self) -> GroupVersionKind;

    /// The object's metadata, if it has any.
    fn metadata(&self) -> Option<&dyn Metadata>;

    /// The object's metadata for a change, if it has any.
    fn metadata_mut(&mut self) -> Option<&mut dyn Metadata>;

    /// A copy in a box of its own.
    fn clone_boxed(&self) -> Box<dyn AnyObject>;

    /// Writes the object, `apiVersion` and `kind` first, to a tape.
    ///
    /// # Errors
    /// `Invalid` when the object holds what neither YAML nor JSON can: a non-finite float, a map key that is no scalar.
    fn record(&self, tape: &mut Tape) -> Result<(), Error>;
}
