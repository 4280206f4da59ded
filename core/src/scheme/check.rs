//! The checks of a scheme as constant functions, so that `scheme!` and the derive fail at compile time.
//!
//! [`clash`] also serves the checks at run time, so both tell the same. Comparing strings is slow in constant
//! evaluation: a [`SchemeKey`] compares hashes first, and strings only where the hashes say that it matters.

use super::Registration;
use crate::error::Problem;
use crate::fields::Shape;
use crate::key::Scope;
use crate::resource::{ApiResource, HubRole};

#[cfg(test)]
mod tests;
mod text;

pub use text::Text;
pub(crate) use text::same;

/// A registration's names as hashes.
#[derive(Clone, Copy, Debug)]
pub struct SchemeKey {
    resource: &'static ApiResource,
    has_conversion: bool,
    group: u64,
    kind: u64,
    /// One bit for each plural, singular and short name: two kinds whose bits are disjoint share no name.
    names: u64,
}

const NOTHING: ApiResource = ApiResource::new("", "", "", Scope::Cluster);

impl SchemeKey {
    const EMPTY: Self = Self { resource: &NOTHING, has_conversion: false, group: 0, kind: 0, names: 0 };

    /// The key of a registration.
    pub const fn of(registration: &'static Registration) -> Self {
        Self::new(registration.resource(), registration.conversion().is_some())
    }

    const fn new(resource: &'static ApiResource, has_conversion: bool) -> Self {
        let mut names = name_bit(resource.plural) | name_bit(resource.singular);
        let mut short_names = resource.short_names;
        while let Some((name, rest)) = short_names.split_first() {
            names |= name_bit(name);
            short_names = rest;
        }
        Self { resource, has_conversion, group: hash(resource.group), kind: hash(resource.kind), names }
    }

    const fn is_of_kind(&self, other: &Self) -> bool {
        self.group == other.group
            && self.kind == other.kind
            && same(self.resource.group, other.resource.group)
            && same(self.resource.kind, other.resource.kind)
    }
}

/// FNV-1a, which is short.
const fn hash(text: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut bytes = text.as_bytes();
    while let Some((byte, rest)) = bytes.split_first() {
        hash = (hash ^ *byte as u64).wrapping_mul(0x0000_0100_0000_01b3);
        bytes = rest;
    }
    hash
}

const fn name_bit(name: &str) -> u64 {
    if name.is_empty() { 0 } else { 1 << (hash(name) % 64) }
}

/// The keys of a scheme's registrations; `N` is their number.
pub const fn scheme_keys<const N: usize>(entries: &[&'static Registration]) -> [SchemeKey; N] {
    let mut keys = [SchemeKey::EMPTY; N];
    let mut slots: &mut [SchemeKey] = &mut keys;
    let mut entries = entries;
    while let (Some((slot, other_slots)), Some((entry, other_entries))) =
        (slots.split_first_mut(), entries.split_first())
    {
        *slot = SchemeKey::of(entry);
        slots = other_slots;
        entries = other_entries;
    }
    keys
}

/// Asserts that the entry at `index` may stand in the scheme beside those before it, and that its hub is there.
///
/// # Panics
/// With the reason, if it may not.
#[expect(clippy::panic, reason = "how a constant assertion fails; `scheme!` calls it at compile time only")]
pub const fn check_entry(keys: &[SchemeKey], index: usize) {
    let (before, from) = keys.split_at(index);
    let Some((entry, after)) = from.split_first() else { return };
    let mut others = before;
    while let Some((other, rest)) = others.split_first() {
        if other.group == entry.group
            && (other.kind == entry.kind || other.names & entry.names != 0)
            && let Some(text) = clash(other.resource, entry.resource)
        {
            panic!("{}", text.as_str());
        }
        others = rest;
    }
    if let Some(text) = hub_fault(entry, before, after) {
        panic!("{}", text.as_str());
    }
}

/// Why two registrations cannot stand in one scheme, or `None` if they can.
pub const fn clash(left: &ApiResource, right: &ApiResource) -> Option<Text> {
    if !same(left.group, right.group) {
        return None;
    }
    if same(left.kind, right.kind) { disagreement(left, right) } else { shared_name(left, right) }
}

/// Two entries of one kind: they are different versions, and agree on what all versions share.
const fn disagreement(left: &ApiResource, right: &ApiResource) -> Option<Text> {
    if same(left.version, right.version) {
        let text = Text::new().gvk(left).and(" is registered ");
        return Some(if same(left.type_name, right.type_name) {
            text.and("twice by ").and(left.type_name)
        } else {
            text.and("by ").and(left.type_name).and(" and by ").and(right.type_name)
        });
    }
    let (what, of_left, of_right) = if !same(left.plural, right.plural) {
        ("plural", left.plural, right.plural)
    } else if !matches!(
        (left.scope, right.scope),
        (Scope::Namespaced, Scope::Namespaced) | (Scope::Cluster, Scope::Cluster)
    ) {
        ("scope", left.scope.as_str(), right.scope.as_str())
    } else if matches!((left.hub, right.hub), (HubRole::Hub, HubRole::Hub)) {
        return Some(both(left, right, "hub"));
    } else if left.storage && right.storage {
        return Some(both(left, right, "storage version"));
    } else {
        return None;
    };
    let text = Text::new().gvk(left).and(" and ").gvk(right).and(" disagree on the ").and(what).and(": `");
    let text = text.and(of_left).and("` (").and(left.type_name).and(") and `");
    Some(text.and(of_right).and("` (").and(right.type_name).and(")"))
}

const fn both(left: &ApiResource, right: &ApiResource, role: &str) -> Text {
    let text = Text::new().gvk(left).and(" (").and(left.type_name).and(") and ");
    text.gvk(right).and(" (").and(right.type_name).and(") are both marked as the kind's ").and(role)
}

/// Two kinds of one group: no plural, singular or short name means both.
const fn shared_name(left: &ApiResource, right: &ApiResource) -> Option<Text> {
    let own = [left.plural, left.singular];
    let lists: [&[&str]; 2] = [&own, left.short_names];
    let mut lists: &[&[&str]] = &lists;
    while let Some((names, rest)) = lists.split_first() {
        let mut names = *names;
        while let Some((name, others)) = names.split_first() {
            if has_name(right, name) {
                let text = Text::new().and("the name `").and(name).and("` is claimed by ").gvk(left);
                let text = text.and(" (").and(left.type_name).and(") and by ").gvk(right);
                return Some(text.and(" (").and(right.type_name).and(")"));
            }
            names = others;
        }
        lists = rest;
    }
    None
}

const fn has_name(resource: &ApiResource, name: &str) -> bool {
    if name.is_empty() {
        return false;
    }
    if same(resource.plural, name) || same(resource.singular, name) {
        return true;
    }
    let mut short_names = resource.short_names;
    while let Some((short, rest)) = short_names.split_first() {
        if same(short, name) {
            return true;
        }
        short_names = rest;
    }
    false
}

/// Every entry that does not fit the versions of its kind, for a scheme that is made at run time.
pub(super) fn hub_faults(registrations: &[&'static Registration]) -> Vec<Problem> {
    let keys: Vec<SchemeKey> = registrations.iter().map(|one| SchemeKey::of(one)).collect();
    let of_kind = |one: &SchemeKey| (one.resource.group, one.resource.kind);
    // Equal kinds are neighbors.
    let kinds = keys.chunk_by(|left, right| of_kind(left) == of_kind(right));
    let fault = |kind: &[SchemeKey], index: usize| {
        let (before, from) = kind.split_at(index);
        let (entry, after) = from.split_first()?;
        hub_fault(entry, before, after).map(|text| Problem::new(text.as_str()))
    };
    kinds.flat_map(|kind| (0..kind.len()).filter_map(move |index| fault(kind, index))).collect()
}

/// Why an entry does not fit the versions of its kind: it names no hub, or one that is not in the scheme, or there is no
/// way to it.
const fn hub_fault(entry: &SchemeKey, before: &[SchemeKey], after: &[SchemeKey]) -> Option<Text> {
    match entry.resource.hub {
        HubRole::Hub => None,
        HubRole::Alone => {
            let others = (version_in(entry, None, before), version_in(entry, None, after));
            let ((Some(other), _) | (None, Some(other))) = others else { return None };
            // Of two versions without a hub the later is told.
            if others.0.is_none() && matches!(other.hub, HubRole::Alone) {
                return None;
            }
            let text = Text::new().gvk(entry.resource).and(" (").and(entry.resource.type_name);
            let text = text.and(") names no hub, but ").gvk(other).and(" (").and(other.type_name);
            Some(
                text.and(
                    ") is another version of it: write `hub` in one version and `hub = path` in the others",
                ),
            )
        }
        HubRole::Spoke(hub) => {
            let listed =
                (version_in(entry, Some(hub.version), before), version_in(entry, Some(hub.version), after));
            let text = Text::new().gvk(entry.resource).and(" (").and(entry.resource.type_name);
            let text = text.and(") has the hub ").gvk(hub).and(" (").and(hub.type_name);
            let ((Some(listed), _) | (None, Some(listed))) = listed else {
                return Some(text.and("), which is not listed"));
            };
            if !entry.has_conversion {
                return Some(text.and("), and no conversion to and from it: set `Object::CONVERSION`"));
            }
            // A hub that is not marked is told by the derive, or as one that lacks its own hub.
            if same(listed.type_name, hub.type_name) {
                return None;
            }
            Some(text.and("), but ").and(listed.type_name).and(" is listed in its place"))
        }
    }
}

/// The first entry of the same kind in the version given, or in any version but that of `entry`.
const fn version_in(
    entry: &SchemeKey,
    version: Option<&str>,
    entries: &[SchemeKey],
) -> Option<&'static ApiResource> {
    let mut entries = entries;
    while let Some((other, rest)) = entries.split_first() {
        if entry.is_of_kind(other) {
            let found = match version {
                Some(version) => same(other.resource.version, version),
                None => !same(other.resource.version, entry.resource.version),
            };
            if found {
                return Some(other.resource);
            }
        }
        entries = rest;
    }
    None
}

/// Asserts that a spoke and the hub that it names are different versions of one kind. The derive calls it.
///
/// # Panics
/// With the reason, if they are not.
#[expect(clippy::panic, reason = "how a constant assertion fails; the derive calls it at compile time only")]
pub const fn check_spoke(group: &str, version: &str, kind: &str, hub: &ApiResource) {
    let text = Text::new().and("`").and(hub.type_name).and("` cannot be the hub: ");
    if !same(hub.group, group) || !same(hub.kind, kind) {
        let spoke = Text::new().and(if group.is_empty() { "" } else { group });
        let spoke = spoke.and(if group.is_empty() { "" } else { "/" }).and(version).and(" ").and(kind);
        let text =
            text.and("it is ").gvk(hub).and(", and no version of the same kind as ").and(spoke.as_str());
        panic!("{}", text.as_str());
    }
    let same_version = text.and("it is the same version, ").and(version);
    assert!(!same(hub.version, version), "{}", same_version.as_str());
    let text = match hub.hub {
        HubRole::Hub => return,
        HubRole::Spoke(its_own) => {
            let text = text.and("it is a spoke itself, of `").and(its_own.type_name);
            text.and("`; name that one as the hub here too")
        }
        HubRole::Alone => text.and("it is not marked as one; write `hub` in its `#[object(…)]`"),
    };
    panic!("{}", text.as_str());
}

/// Asserts that a field with this shape is a list, and that the items, if their fields are known, have the field `key`.
/// The derives call it for `#[object(list_key = "…")]`.
///
/// # Panics
/// With the reason, if not.
#[expect(clippy::panic, reason = "how a constant assertion fails; the derives call it at compile time only")]
pub const fn check_list_key(shape: &Shape, names: Option<&[&str]>, key: &str) {
    match shape {
        Shape::Optional(inner) => return check_list_key(inner, names, key),
        Shape::Struct(_) | Shape::Map(_) => {
            panic!("a list key identifies the items of a list, and this field is none");
        }
        Shape::Opaque | Shape::List(_) => {}
    }
    let Some(known) = names else { return };
    let mut text = Text::new().and("the items of the list have no field `").and(key).and("`, only ");
    let mut rest = known;
    while let Some((name, others)) = rest.split_first() {
        if same(name, key) {
            return;
        }
        text = text.and("`").and(name).and(if others.is_empty() { "`" } else { "`, " });
        rest = others;
    }
    panic!("{}", text.as_str());
}
