//! Strategic merge patch, as Kubernetes has it.

mod apply;
mod create;
mod directive;
mod items;
mod keys;
mod list;
mod schema;

use self::schema::Schema;
use super::{PatchType, cannot_apply, cannot_create};
use crate::error::{Error, ErrorKind, Problem};
use crate::fields::FieldTable;
use crate::path::FieldPath;
use crate::value::{Map, Value};

/// A strategic merge patch: a merge patch that merges a list item by item where the type says by which fields an item is
/// known.
///
/// * An item of the patch changes the item of the same keys or is a new one. Items stand in the order of the patch, new
///   ones before those that it does not name. An item with `$patch: delete` removes one; `$patch: replace` alone in an item makes the others replace the whole list.
/// * `$patch: replace` in a mapping replaces it, `$patch: delete` empties it, and `$patch: merge` is what is done without.
/// * `$setElementOrder/<list>` says in which order items stand; `$deleteFromPrimitiveList/<list>` removes items of a list
///   of scalars; `$retainKeys` removes the fields of a mapping that it does not name.
/// * A list without keys is replaced as a whole. Of metadata the rules are Kubernetes': owner references are known by
///   their uid, and finalizers are a set.
///
/// A list with several keys takes all of them to tell its items; one that an item lacks counts as its default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StrategicMergePatch(Map);

impl StrategicMergePatch {
    /// The patch that a mapping is.
    pub const fn new(patch: Map) -> Self {
        Self(patch)
    }

    /// The patch that a value is.
    ///
    /// # Errors
    /// `Invalid` when it is no mapping.
    pub fn from_value(value: Value) -> Result<Self, Error> {
        if let Value::Mapping(patch) = value {
            return Ok(Self(patch));
        }
        let message = format!("cannot read the {}", PatchType::StrategicMerge.name());
        let problem = Problem::new("a strategic merge patch is a mapping");
        Err(Error::new(ErrorKind::Invalid, message).with_problems([problem]))
    }

    /// A patch that makes `after` of `before`, with the list keys of a type's `fields`.
    ///
    /// # Errors
    /// `Unsupported`, with its path, when this format cannot say the change: a field that becomes null, one with the name
    /// of a directive, a set with equal items, or values that are no mappings.
    pub fn create(before: &Value, after: &Value, fields: Option<&'static FieldTable>) -> Result<Self, Error> {
        let (Value::Mapping(before), Value::Mapping(after)) = (before, after) else {
            let problem = Problem::new("an object is a mapping");
            return Err(cannot_create(PatchType::StrategicMerge, problem));
        };
        let patch = create::mapping(before, after, Schema::Object(fields), &FieldPath::root());
        patch.map(Self).map_err(|problem| cannot_create(PatchType::StrategicMerge, *problem))
    }

    /// The value with the patch applied, with the list keys of a type's `fields`.
    ///
    /// # Errors
    /// `Invalid`, with the path in the patch or the value: an item without its keys, an order that is not that of the
    /// patch's items, a directive that is none or does not fit.
    pub fn apply(&self, value: Value, fields: Option<&'static FieldTable>) -> Result<Value, Error> {
        let Value::Mapping(target) = value else {
            let problem = Problem::new("an object is a mapping");
            return Err(cannot_apply(PatchType::StrategicMerge, ErrorKind::Invalid, problem));
        };
        let patched = apply::mapping(target, &self.0, Schema::Object(fields), &FieldPath::root());
        patched
            .map(Value::Mapping)
            .map_err(|problem| cannot_apply(PatchType::StrategicMerge, ErrorKind::Invalid, *problem))
    }

    /// The patch as a mapping.
    pub const fn as_mapping(&self) -> &Map {
        &self.0
    }
}

/// What is done, or the first reason why it cannot be.
type Outcome<T> = Result<T, Box<Problem>>;

fn problem(message: impl Into<String>, path: &FieldPath) -> Box<Problem> {
    Box::new(Problem::new(message).at_path(path.clone()))
}

#[cfg(test)]
mod tests;
