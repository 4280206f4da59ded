//! Fields that a patch need not set, since they are what the type makes of them anyway.
//!
//! The written form of a typed object leaves out a status that is the type's default. When one field of it changes, the
//! written form has all of them, and a patch with all of them would reset those that somebody else changed meanwhile.

use super::Decode;
use crate::codec::Frame;
use crate::patch::{MergePatch, text};
use crate::value::{Map, Value};

/// `after` without the parts of new mappings that the type makes of their absence.
pub(super) fn without_defaults(before: &Value, mut after: Value, decode: Decode<'_>) -> Value {
    let (Some(old), Some(new)) = (before.as_mapping(), after.as_mapping()) else { return after };
    let is_new = |(key, value): &(&str, &Value)| !old.contains_key(key) && value.as_mapping().is_some();
    let names: Vec<String> = new.iter().filter(is_new).map(|(key, _)| key.to_owned()).collect();
    for name in names {
        if let Some(smaller) = smaller(&after, &name, decode)
            && let Some(fields) = after.get_mut(&name)
        {
            *fields = smaller;
        }
    }
    after
}

/// The part of a new mapping that differs from what the type makes of its absence, if that says the same and is less.
///
/// What the type makes of it is seen when a single field is written that is not as it would be; without one, the whole
/// mapping is left out.
fn smaller(whole: &Value, name: &str, decode: Decode<'_>) -> Option<Value> {
    let fields: Vec<(&str, &Value)> = whole.get(name)?.as_mapping()?.iter().collect();
    let (mut absent, mut present) = (0, fields.len());
    while absent + 1 < present {
        let middle = absent.midpoint(present);
        match read(whole, name, fields.iter().take(middle), decode).and_then(|read| read.get(name).cloned()) {
            Some(_) => present = middle,
            None => absent = middle,
        }
    }
    let changed = fields.get(present.checked_sub(1)?)?;
    let mut defaults = read(whole, name, std::iter::once(changed), decode)?.get(name)?.clone();
    defaults.as_mapping_mut()?.remove(changed.0);
    let smaller = MergePatch::create(&defaults, whole.get(name)?).ok()?.into_value();
    let is_less = smaller.as_mapping()?.len() < fields.len() || smaller != *whole.get(name)?;
    let says_the_same = || read(whole, name, smaller.as_mapping()?.iter().collect::<Vec<_>>().iter(), decode);
    (is_less && says_the_same()? == *whole).then_some(smaller)
}

/// The object as it is read and written again when of one mapping only these fields are written.
fn read<'f>(
    whole: &Value,
    name: &str,
    fields: impl Iterator<Item = &'f (&'f str, &'f Value)>,
    decode: Decode<'_>,
) -> Option<Value> {
    let mut part = whole.clone();
    let fields: Map = fields.map(|(key, value)| (*key, (*value).clone())).collect();
    *part.get_mut(name)? = fields.into();
    let object = decode(&Frame::json(text::of(&part))).ok()?;
    super::written(&*object).ok()
}
