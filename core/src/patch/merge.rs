//! JSON merge patch, RFC 7396.

use std::collections::BTreeMap;

use super::{PatchType, cannot_create};
use crate::error::{Error, Problem};
use crate::path::FieldPath;
use crate::value::{Map, Value};

/// A JSON merge patch: a mapping that has the fields to change, a null for each one to remove, and mappings of the same
/// kind below. Any other value, also a list, stands for itself.
///
/// Applying one twice is applying it once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergePatch(Value);

impl MergePatch {
    /// The patch that a value is: every value is one.
    pub const fn new(value: Value) -> Self {
        Self(value)
    }

    /// The smallest patch that makes `after` of `before`.
    ///
    /// # Errors
    /// `Unsupported`, with its path, when a field of `after` is to become null, which this format cannot say: a null
    /// there removes the field. A null that is in `before` already, or inside a list, is no obstacle.
    pub fn create(before: &Value, after: &Value) -> Result<Self, Error> {
        let patch = match (before, after) {
            // Only below a field does a null mean removal.
            (_, Value::Null) => Ok(Value::Null),
            (Value::Mapping(before), Value::Mapping(after)) => {
                difference(before, after, &FieldPath::root()).map(Value::Mapping)
            }
            _ => added(after, &FieldPath::root()),
        };
        patch.map(Self).map_err(|problem| cannot_create(PatchType::Merge, *problem))
    }

    /// The value with the patch applied: the fields that it has stay in their order, and new ones come behind them.
    #[must_use]
    pub fn apply(&self, value: Value) -> Value {
        merge(value, &self.0)
    }

    /// The patch as a value.
    pub const fn as_value(&self) -> &Value {
        &self.0
    }

    /// The patch as a value, without a copy.
    pub fn into_value(self) -> Value {
        self.0
    }
}

/// `MergePatch(Target, Patch)` of RFC 7396 §2.
fn merge(target: Value, patch: &Value) -> Value {
    let Value::Mapping(patch) = patch else { return patch.clone() };
    let target = match target {
        Value::Mapping(target) => target,
        _ => Map::new(),
    };
    let mut changes: BTreeMap<&str, &Value> = patch.iter().collect();
    let mut merged: Vec<(String, Value)> = Vec::with_capacity(target.len() + changes.len());
    for (key, value) in target {
        match changes.remove(key.as_str()) {
            None => merged.push((key, value)),
            Some(Value::Null) => {}
            Some(change) => merged.push((key, merge(value, change))),
        }
    }
    for (key, change) in patch {
        if !change.is_null() && changes.contains_key(key) {
            merged.push((key.to_owned(), merge(Value::Null, change)));
        }
    }
    Value::Mapping(merged.into())
}

type Created<T> = Result<T, Box<Problem>>;

fn difference(before: &Map, after: &Map, at: &FieldPath) -> Created<Map> {
    let old: BTreeMap<&str, &Value> = before.iter().collect();
    let mut patch: Vec<(String, Value)> = Vec::new();
    for (key, new) in after {
        let at = at.field(key);
        let change = match (old.get(key), new) {
            (Some(old), new) if *old == new => continue,
            (Some(Value::Mapping(old)), Value::Mapping(new)) => Value::Mapping(difference(old, new, &at)?),
            _ => added(new, &at)?,
        };
        patch.push((key.to_owned(), change));
    }
    let kept: BTreeMap<&str, &Value> = after.iter().collect();
    let removed = before.keys().filter(|key| !kept.contains_key(key));
    patch.extend(removed.map(|key| (key.to_owned(), Value::Null)));
    Ok(patch.into())
}

/// A value that is to be where there was none or one of another shape.
fn added(value: &Value, at: &FieldPath) -> Created<Value> {
    match value {
        Value::Null => {
            let message = "a field cannot be set to null by this patch, where a null removes it";
            Err(Box::new(Problem::new(message).at_path(at.clone())))
        }
        Value::Mapping(entries) => {
            let entries =
                entries.iter().map(|(key, value)| Ok((key.to_owned(), added(value, &at.field(key))?)));
            let entries: Vec<(String, Value)> = entries.collect::<Created<_>>()?;
            Ok(Value::Mapping(entries.into()))
        }
        other => Ok(other.clone()),
    }
}
