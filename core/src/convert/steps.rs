//! The path of a change: fields by name, items of lists by their keys, never by their index.

use crate::path::{FieldPath, PathSegment};
use crate::value::{Map, Value};

/// One step from an object to the place of a change.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    Field(String),
    /// The item whose fields have these values.
    Item(Map),
    /// Not an item but the order of all of them.
    Order,
}

impl Step {
    pub(super) fn to_value(&self) -> Value {
        match self {
            Self::Field(name) => name.as_str().into(),
            Self::Item(keys) => keys.clone().into(),
            Self::Order => Value::Sequence(Vec::new()),
        }
    }

    pub(super) fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::String(name) => Some(Self::Field(name.clone())),
            Value::Mapping(keys) if !keys.is_empty() => Some(Self::Item(keys.clone())),
            Value::Sequence(nothing) if nothing.is_empty() => Some(Self::Order),
            _ => None,
        }
    }

    /// The value one step below; of several items with the same keys none.
    pub(super) fn below<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        match self {
            Self::Field(name) => value.get(name),
            Self::Item(keys) => {
                let mut found = value.as_sequence()?.iter().filter(|item| is_item(item, keys));
                found.next().filter(|_| found.next().is_none())
            }
            Self::Order => Some(value),
        }
    }

    fn below_mut<'v>(&self, value: &'v mut Value) -> Option<&'v mut Value> {
        match self {
            Self::Field(name) => value.get_mut(name),
            Self::Item(keys) => value.as_sequence_mut()?.iter_mut().find(|item| is_item(item, keys)),
            Self::Order => Some(value),
        }
    }
}

/// The value at the end of a path.
pub(super) fn at<'v>(value: &'v Value, path: &[Step]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, step| step.below(value))
}

/// The value at the end of a path, to change.
pub(super) fn at_mut<'v>(value: &'v mut Value, path: &[Step]) -> Option<&'v mut Value> {
    path.iter().try_fold(value, |value, step| step.below_mut(value))
}

/// Whether an item of a list is the one with these keys.
pub(super) fn is_item(item: &Value, keys: &Map) -> bool {
    keys.iter().all(|(name, value)| item.get(name) == Some(value))
}

/// The keys of an item, if it is a mapping that has all of them as scalars.
pub(super) fn keys_of(item: &Value, names: &[&str]) -> Option<Map> {
    let mut keys = Map::with_capacity(names.len());
    for name in names {
        match item.get(name)? {
            Value::Sequence(_) | Value::Mapping(_) | Value::Null => return None,
            scalar => drop(keys.insert(*name, scalar.clone())),
        }
    }
    Some(keys)
}

/// The path in the spelling of the library's errors, as it is in this value: items by their index.
pub(super) fn spelled(path: &[Step], value: &Value) -> FieldPath {
    let mut spelled = FieldPath::root();
    let mut here = Some(value);
    for step in path {
        match step {
            Step::Field(name) => spelled.push(PathSegment::Field(name.clone())),
            Step::Item(keys) => {
                let items = here.and_then(Value::as_sequence).unwrap_or_default();
                match items.iter().position(|item| is_item(item, keys)) {
                    Some(index) => spelled.push(PathSegment::Index(index)),
                    // The item is not there any more: the list is the nearest that is.
                    None => return spelled,
                }
            }
            Step::Order => return spelled,
        }
        here = here.and_then(|value| step.below(value));
    }
    spelled
}
