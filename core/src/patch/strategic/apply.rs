//! Applying a patch to a mapping, field by field.

use std::collections::BTreeMap;

use super::directive::{DELETE_FROM_PRIMITIVE_LIST, Directive, Key, SET_ELEMENT_ORDER, directive, retain};
use super::list::ListChange;
use super::schema::{Member, Schema};
use super::{Outcome, problem};
use crate::error::Problem;
use crate::path::FieldPath;
use crate::value::{Map, Value};

/// The mapping with the patch applied: its fields stay in their order, and new ones come behind them.
pub(super) fn mapping(target: Map, patch: &Map, schema: Schema, at: &FieldPath) -> Outcome<Map> {
    let target = match directive(patch, at)? {
        Some(Directive::Delete) => return Ok(Map::new()),
        Some(Directive::Replace) => Map::new(),
        Some(Directive::Merge) | None => retain(target, patch, at)?,
    };
    let mut changes = Change::of_fields(patch, at)?;
    let mut merged: Vec<(String, Value)> = Vec::with_capacity(target.len() + changes.len());
    for (key, value) in target {
        let Some(change) = changes.remove(key.as_str()) else {
            merged.push((key, value));
            continue;
        };
        let value = change.apply(Some(value), schema.member(&key), at, &key)?;
        merged.extend(value.map(|value| (key, value)));
    }
    let mut new: Vec<(&str, Change<'_>)> = changes.into_iter().collect();
    new.sort_by_key(|(_, change)| change.position);
    for (key, change) in new {
        let value = change.apply(None, schema.member(key), at, key)?;
        merged.extend(value.map(|value| (key.to_owned(), value)));
    }
    Ok(merged.into())
}

/// All that a patch says of one field.
#[derive(Clone, Copy, Debug, Default)]
struct Change<'p> {
    /// Where in the patch the field is spoken of first.
    position: usize,
    value: Option<&'p Value>,
    order: Option<&'p [Value]>,
    deletions: Option<&'p [Value]>,
}

impl<'p> Change<'p> {
    fn of_fields(patch: &'p Map, at: &FieldPath) -> Outcome<BTreeMap<&'p str, Self>> {
        let mut changes: BTreeMap<&str, Self> = BTreeMap::new();
        for (position, (key, value)) in patch.iter().enumerate() {
            let about = Key::of(key).ok_or_else(|| no_directive(&at.field(key)))?;
            let (Key::Field(name) | Key::Order(name) | Key::Deletions(name)) = about else { continue };
            let change = changes.entry(name).or_insert(Self { position, ..Self::default() });
            let list = || value.as_sequence().ok_or_else(|| problem("expected a list", &at.field(key)));
            match about {
                Key::Order(_) => change.order = Some(list()?),
                Key::Deletions(_) => change.deletions = Some(list()?),
                Key::Field(_) | Key::Whole => change.value = Some(value),
            }
        }
        Ok(changes)
    }

    /// What the field is to be; `None` if it is not to be there.
    fn apply(
        self,
        old: Option<Value>,
        member: Member,
        parent: &FieldPath,
        key: &str,
    ) -> Outcome<Option<Value>> {
        let at = parent.field(key);
        if self.value.is_some_and(Value::is_null) {
            return Ok(None);
        }
        if self.order.is_some() || self.deletions.is_some() || matches!(self.value, Some(Value::Sequence(_)))
        {
            return self.apply_to_list(old, member, parent, key);
        }
        let old_fields = match old {
            Some(Value::Mapping(fields)) => Some(fields),
            _ => None,
        };
        match self.value {
            Some(Value::Mapping(patch)) => match (old_fields, directive(patch, &at)?) {
                (None, Some(Directive::Delete)) => Ok(None),
                (old, _) => {
                    let merged = mapping(old.unwrap_or_default(), patch, member.value, &at)?;
                    Ok(Some(Value::Mapping(merged)))
                }
            },
            scalar => Ok(scalar.cloned()),
        }
    }

    fn apply_to_list(
        self,
        old: Option<Value>,
        member: Member,
        parent: &FieldPath,
        key: &str,
    ) -> Outcome<Option<Value>> {
        let at = parent.field(key);
        let no_list = || problem("the directives are for a list, and this is none", &at);
        let patch = match self.value {
            None => None,
            Some(Value::Sequence(items)) => Some(items.as_slice()),
            Some(_) => return Err(no_list()),
        };
        let old = match old {
            Some(Value::Sequence(items)) => Some(items),
            // The directives alone make no list.
            None | Some(Value::Null) if patch.is_none() => return Ok(old),
            None | Some(Value::Null) => None,
            // A list replaces what is none.
            Some(_) if patch.is_some() => None,
            Some(_) => return Err(no_list()),
        };
        let order_at = parent.field(format!("{SET_ELEMENT_ORDER}/{key}"));
        let (order, deletions) = (self.order, self.deletions);
        let change = ListChange { patch, order, deletions, member, at: &at, order_at: &order_at };
        change.apply(old).map(|items| Some(Value::Sequence(items)))
    }
}

fn no_directive(at: &FieldPath) -> Box<Problem> {
    let message = format!(
        "unknown directive: expected {SET_ELEMENT_ORDER}/ or {DELETE_FROM_PRIMITIVE_LIST}/ and the name of a list"
    );
    problem(message, at)
}
