//! Changes of objects as data: JSON patch, JSON merge patch and strategic merge patch.
//!
//! * A [JSON merge patch](MergePatch) (RFC 7396) looks like the object with only those fields that change; a null
//!   removes. A list is replaced as a whole, and a null cannot be set.
//! * A [JSON patch](JsonPatch) (RFC 6902) is a list of operations on paths, and can express every change.
//! * A [strategic merge patch](StrategicMergePatch), as Kubernetes has it, is a merge patch that also merges lists whose
//!   items have keys. The type says which ones: `#[object(list_key = "…")]` of its `Fields`.
//!
//! [`Patch`] is any of them. It is made of two objects of a type by [`Patch::create`] and applied to one by
//! [`Patch::apply`]; a [`Patcher`] does the same for objects whose type a scheme knows, and for dynamic ones. Each kind of
//! patch also works on bare [`Value`]s, with exact numbers.
//!
//! ```
//! use libgitops_core::patch::MergePatch;
//! use libgitops_core::value::{Map, Value};
//!
//! let desk = |watts: u64| Value::from(Map::from([("watts", watts)]));
//! let patch = MergePatch::create(&desk(40), &desk(u64::MAX))?;
//! assert_eq!(patch.apply(desk(60)), desk(u64::MAX));
//! # Ok::<(), libgitops_core::error::Error>(())
//! ```

mod json;
mod merge;
mod object;
mod patch_type;
mod strategic;
mod text;

pub use json::{JsonPatch, MAX_OPERATIONS, Operation};
pub use merge::MergePatch;
pub use object::Patcher;
pub use patch_type::PatchType;
pub use strategic::StrategicMergePatch;

use crate::error::{Error, ErrorKind, Problem};
use crate::fields::FieldTable;
pub use crate::value::JsonPointer;
use crate::value::{Map, Value};

/// A change of an object in one of the three formats of Kubernetes' API.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Patch {
    /// `application/json-patch+json`.
    Json(JsonPatch),
    /// `application/merge-patch+json`.
    Merge(MergePatch),
    /// `application/strategic-merge-patch+json`.
    StrategicMerge(StrategicMergePatch),
}

impl Patch {
    /// Reads a patch in JSON.
    ///
    /// # Errors
    /// `Syntax`, with the place, when the text is not JSON; `Invalid` when it is no patch of this type: of a JSON patch
    /// with every wrong operation by its number from 0; `LimitExceeded` for more than [`MAX_OPERATIONS`] operations.
    pub fn parse(patch_type: PatchType, text: impl AsRef<[u8]>) -> Result<Self, Error> {
        Self::from_value(patch_type, text::parse(patch_type, text.as_ref())?)
    }

    /// The patch that a value is.
    ///
    /// # Errors
    /// `Invalid` and `LimitExceeded` as [`parse`](Self::parse).
    pub fn from_value(patch_type: PatchType, value: Value) -> Result<Self, Error> {
        match patch_type {
            PatchType::Json => JsonPatch::from_value(value).map(Self::Json),
            PatchType::Merge => Ok(Self::Merge(MergePatch::new(value))),
            PatchType::StrategicMerge => StrategicMergePatch::from_value(value).map(Self::StrategicMerge),
        }
    }

    /// The patch that makes `after` of `before`: with the list keys of `fields`, for a strategic merge patch.
    fn between(
        patch_type: PatchType,
        before: &Value,
        after: &Value,
        fields: Option<&'static FieldTable>,
    ) -> Result<Self, Error> {
        match patch_type {
            PatchType::Json => Ok(Self::Json(JsonPatch::create(before, after))),
            PatchType::Merge => MergePatch::create(before, after).map(Self::Merge),
            PatchType::StrategicMerge => {
                StrategicMergePatch::create(before, after, fields).map(Self::StrategicMerge)
            }
        }
    }

    /// A value with the patch applied: with the list keys of `fields`, for a strategic merge patch.
    ///
    /// # Errors
    /// Those of [`JsonPatch::apply`] and [`StrategicMergePatch::apply`]; a merge patch fits every value.
    pub fn apply_to_value(&self, value: Value, fields: Option<&'static FieldTable>) -> Result<Value, Error> {
        match self {
            Self::Json(patch) => patch.apply(value),
            Self::Merge(patch) => Ok(patch.apply(value)),
            Self::StrategicMerge(patch) => patch.apply(value, fields),
        }
    }

    /// The format.
    pub fn patch_type(&self) -> PatchType {
        match self {
            Self::Json(_) => PatchType::Json,
            Self::Merge(_) => PatchType::Merge,
            Self::StrategicMerge(_) => PatchType::StrategicMerge,
        }
    }

    /// Whether the patch asks for nothing.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Json(patch) => patch.operations().is_empty(),
            Self::Merge(patch) => patch.as_value().as_mapping().is_some_and(Map::is_empty),
            Self::StrategicMerge(patch) => patch.as_mapping().is_empty(),
        }
    }

    /// The patch as a value.
    pub fn to_value(&self) -> Value {
        match self {
            Self::Json(patch) => patch.to_value(),
            Self::Merge(patch) => patch.as_value().clone(),
            Self::StrategicMerge(patch) => Value::Mapping(patch.as_mapping().clone()),
        }
    }

    /// The patch in JSON, on one line.
    pub fn to_json(&self) -> String {
        text::of(&self.to_value())
    }
}

impl From<JsonPatch> for Patch {
    fn from(patch: JsonPatch) -> Self {
        Self::Json(patch)
    }
}

impl From<MergePatch> for Patch {
    fn from(patch: MergePatch) -> Self {
        Self::Merge(patch)
    }
}

impl From<StrategicMergePatch> for Patch {
    fn from(patch: StrategicMergePatch) -> Self {
        Self::StrategicMerge(patch)
    }
}

/// The error of a patch that cannot be made: its format has no way to say this.
fn cannot_create(patch_type: PatchType, problem: Problem) -> Error {
    let message = format!("cannot create a {}", patch_type.name());
    Error::new(ErrorKind::Unsupported, message).with_problems([problem])
}

/// The error of a patch that cannot be applied.
fn cannot_apply(patch_type: PatchType, kind: ErrorKind, problem: Problem) -> Error {
    Error::new(kind, format!("cannot apply the {}", patch_type.name())).with_problems([problem])
}

#[cfg(test)]
mod tests;
