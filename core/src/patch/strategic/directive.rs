//! The keys of a strategic merge patch that are no fields.

use std::collections::BTreeSet;

use super::{Outcome, problem};
use crate::path::FieldPath;
use crate::value::{Map, Value};

/// The key that says what is done with the mapping that it is in.
pub(super) const PATCH: &str = "$patch";
/// The key that lists the fields that stay.
pub(super) const RETAIN_KEYS: &str = "$retainKeys";
/// What stands before the name of a list, and a slash, to say in which order its items stand.
pub(super) const SET_ELEMENT_ORDER: &str = "$setElementOrder";
/// What stands before the name of a list, and a slash, to say which of its items go.
pub(super) const DELETE_FROM_PRIMITIVE_LIST: &str = "$deleteFromPrimitiveList";

/// What a mapping of a patch says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Directive {
    Delete,
    Merge,
    Replace,
}

/// The directive of a mapping, if it has one.
pub(super) fn directive(patch: &Map, at: &FieldPath) -> Outcome<Option<Directive>> {
    let Some(directive) = patch.get(PATCH) else { return Ok(None) };
    match directive.as_str() {
        Some("delete") => Ok(Some(Directive::Delete)),
        Some("merge") => Ok(Some(Directive::Merge)),
        Some("replace") => Ok(Some(Directive::Replace)),
        _ => Err(problem("expected delete, merge or replace", &at.field(PATCH))),
    }
}

/// What a key of a patch is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key<'k> {
    /// The field of this name.
    Field(&'k str),
    /// The order of the list of this name.
    Order(&'k str),
    /// Items that go from the list of this name.
    Deletions(&'k str),
    /// The mapping itself.
    Whole,
}

impl<'k> Key<'k> {
    /// What a key is about; `None` for what looks like a directive and is none.
    pub(super) fn of(key: &'k str) -> Option<Self> {
        if key == PATCH || key == RETAIN_KEYS {
            return Some(Self::Whole);
        }
        for (prefix, about) in [
            (SET_ELEMENT_ORDER, Self::Order as fn(&'k str) -> Self),
            (DELETE_FROM_PRIMITIVE_LIST, Self::Deletions),
        ] {
            if let Some(rest) = key.strip_prefix(prefix) {
                return rest.strip_prefix('/').map(about);
            }
        }
        Some(Self::Field(key))
    }
}

/// Removes the fields that `$retainKeys` does not name, as far as the patch has it.
pub(super) fn retain(mut target: Map, patch: &Map, at: &FieldPath) -> Outcome<Map> {
    let Some(names) = patch.get(RETAIN_KEYS) else { return Ok(target) };
    let wrong = |message: &str| problem(message, &at.field(RETAIN_KEYS));
    let names = names.as_sequence().ok_or_else(|| wrong("expected a list of the fields that stay"))?;
    let names: BTreeSet<&str> = names.iter().filter_map(Value::as_str).collect();
    let stays = |name: &str| names.contains(name);
    for (key, value) in patch {
        if matches!(Key::of(key), Some(Key::Field(_))) && *value != Value::Null && !stays(key) {
            return Err(wrong(&format!("the patch sets `{key}`, which is not among the fields that stay")));
        }
    }
    target.retain(|key, _| stays(key));
    Ok(target)
}
