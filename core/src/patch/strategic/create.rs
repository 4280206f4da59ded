//! The patch that makes one mapping of another.

use std::collections::{BTreeMap, BTreeSet};

use super::directive::{DELETE_FROM_PRIMITIVE_LIST, Key, PATCH, SET_ELEMENT_ORDER};
use super::keys::{Identity, Keys};
use super::schema::{ITSELF, Member, Schema};
use super::{Outcome, problem};
use crate::error::Problem;
use crate::path::FieldPath;
use crate::value::{Map, Value};

/// The patch that makes `after` of `before`; an empty one if they are equal.
pub(super) fn mapping(before: &Map, after: &Map, schema: Schema, at: &FieldPath) -> Outcome<Map> {
    let old: BTreeMap<&str, &Value> = before.iter().collect();
    let mut difference = Difference { at, entries: Vec::new() };
    for (key, new) in after {
        let old = old.get(key).copied();
        if old != Some(new) {
            difference.check_name(key)?;
            difference.field(key, old, new, schema.member(key))?;
        }
    }
    let kept: BTreeMap<&str, &Value> = after.iter().collect();
    for key in before.keys().filter(|key| !kept.contains_key(key)) {
        difference.check_name(key)?;
        difference.entries.push((key.to_owned(), Value::Null));
    }
    Ok(difference.entries.into())
}

/// What the patch of the mapping at a path holds.
struct Difference<'p> {
    at: &'p FieldPath,
    entries: Vec<(String, Value)>,
}

impl Difference<'_> {
    fn check_name(&self, key: &str) -> Outcome<()> {
        match Key::of(key) {
            Some(Key::Field(_)) => Ok(()),
            _ => Err(named_as_directive(&self.at.field(key))),
        }
    }

    /// Says how a field becomes what it is to be.
    fn field(&mut self, key: &str, old: Option<&Value>, new: &Value, member: Member) -> Outcome<()> {
        let at = self.at.field(key);
        let value = match (old, new) {
            (_, Value::Null) => {
                let message = "a field cannot be set to null by this patch, where a null removes it";
                return Err(problem(message, &at));
            }
            (old, Value::Mapping(new)) => {
                let empty = Map::new();
                let old = old.and_then(Value::as_mapping).unwrap_or(&empty);
                Value::Mapping(mapping(old, new, member.value, &at)?)
            }
            (old, Value::Sequence(new)) if member.keys == ITSELF => {
                return self.set(key, old.and_then(Value::as_sequence), new);
            }
            (old, Value::Sequence(new)) if !member.keys.is_empty() => {
                return self.keyed(key, old.and_then(Value::as_sequence).unwrap_or_default(), new, member);
            }
            (_, Value::Sequence(new)) => {
                check_whole(new, &at)?;
                Value::Sequence(new.clone())
            }
            (_, scalar) => scalar.clone(),
        };
        self.entries.push((key.to_owned(), value));
        Ok(())
    }

    /// A list whose items are known by themselves.
    fn set(&mut self, key: &str, old: Option<&[Value]>, new: &[Value]) -> Outcome<()> {
        let at = self.at.field(key);
        let Some(old) = old else {
            // As it stands, also when it is empty.
            self.entries.push((key.to_owned(), Value::Sequence(new.to_vec())));
            return Ok(());
        };
        let keys = Keys::of_set();
        let (old_ids, new_ids) = (keys.identify_all(old, &at)?, keys.identify_all(new, &at)?);
        if has_equal(&new_ids) {
            return Err(problem("equal items of a set cannot be written by this patch", &at));
        }
        let before: BTreeSet<&Identity> = old_ids.iter().collect();
        let after: BTreeSet<&Identity> = new_ids.iter().collect();
        // Equal items that stay become one when anything is merged into them.
        let stays: Vec<Identity> = old_ids.iter().filter(|id| after.contains(id)).cloned().collect();
        let all = has_equal(&stays);
        let is_added = |id: &Identity| all || !before.contains(id);
        let added = new.iter().zip(&new_ids).filter(|(_, id)| is_added(id)).map(|(item, _)| item.clone());
        self.list(key.to_owned(), added.collect());
        let gone = old.iter().zip(&old_ids).filter(|(_, id)| !after.contains(id));
        let gone: BTreeMap<&Identity, &Value> = gone.map(|(item, id)| (id, item)).collect();
        let gone = gone.into_values().cloned().collect();
        self.list(format!("{DELETE_FROM_PRIMITIVE_LIST}/{key}"), gone);
        self.list(format!("{SET_ELEMENT_ORDER}/{key}"), new.to_vec());
        Ok(())
    }

    /// A list whose items are known by keys.
    fn keyed(&mut self, key: &str, old: &[Value], new: &[Value], member: Member) -> Outcome<()> {
        let at = self.at.field(key);
        let keys = Keys::of(member);
        let identify = |items| keys.identify_all(items, &at).ok().filter(|ids| !has_equal(ids));
        let (Some(old_ids), Some(new_ids)) = (identify(old), identify(new)) else {
            // Items that cannot be told from each other are not merged.
            check_whole(new, &at)?;
            let marker = Value::from(Map::from([(PATCH, "replace")]));
            self.list(key.to_owned(), std::iter::once(marker).chain(new.iter().cloned()).collect());
            return Ok(());
        };
        let before: BTreeMap<&Identity, &Value> = old_ids.iter().zip(old).collect();
        let after: BTreeSet<&Identity> = new_ids.iter().collect();
        let mut items = Vec::new();
        for (index, (id, item)) in new_ids.iter().zip(new).enumerate() {
            let old = before.get(id).copied();
            if old != Some(item) {
                items.push(changed_item(old, item, member, &at.index(index))?);
            }
        }
        for (_, item) in before.iter().filter(|(id, _)| !after.contains(*id)) {
            let mut deletion = keys.only(item);
            deletion.insert(PATCH, "delete");
            items.push(deletion.into());
        }
        if old.is_empty() {
            // Also an empty list is one, where there was none.
            self.entries.push((key.to_owned(), Value::Sequence(items)));
            return Ok(());
        }
        self.list(key.to_owned(), items);
        let order = new.iter().map(|item| Value::Mapping(keys.only(item))).collect();
        self.list(format!("{SET_ELEMENT_ORDER}/{key}"), order);
        Ok(())
    }

    fn list(&mut self, key: String, items: Vec<Value>) {
        if !items.is_empty() {
            self.entries.push((key, Value::Sequence(items)));
        }
    }
}

fn named_as_directive(at: &FieldPath) -> Box<Problem> {
    problem("a field with the name of a directive cannot be changed by this patch", at)
}

/// Refuses a list whose items would be taken for directives.
fn check_whole(items: &[Value], at: &FieldPath) -> Outcome<()> {
    match items.iter().position(|item| item.get(PATCH).is_some()) {
        Some(index) => Err(named_as_directive(&at.index(index).field(PATCH))),
        None => Ok(()),
    }
}

fn has_equal(identities: &[Identity]) -> bool {
    identities.iter().collect::<BTreeSet<_>>().len() < identities.len()
}

/// The item of a patch that makes an item what it is to be.
fn changed_item(old: Option<&Value>, new: &Value, member: Member, at: &FieldPath) -> Outcome<Value> {
    let empty = Map::new();
    let before = old.and_then(Value::as_mapping).unwrap_or(&empty);
    let after = new.as_mapping().unwrap_or(&empty);
    let mut patch = Keys::of(member).only(new);
    patch.extend(mapping(before, after, member.items, at)?);
    Ok(patch.into())
}
