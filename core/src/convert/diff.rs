//! The changes that turn one value into another, each with the fingerprint of what it replaces.

use std::collections::BTreeMap;

use super::fingerprint::Fingerprint;
use super::layout::Layout;
use super::steps::{Step, at, keys_of};
use crate::value::{Map, Value};

/// A change at one place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Change {
    pub(super) path: Vec<Step>,
    /// What is there when the change is due.
    pub(super) was: Fingerprint,
    /// What to put there; nothing to remove it.
    pub(super) to: Option<Value>,
    /// How many steps it is to the struct in which nothing must have changed, and its fingerprint.
    pub(super) within: Option<(usize, Fingerprint)>,
}

/// The changes that turn `base` into `target`. In a keyed list each item is compared with the item of the same keys; any
/// other list is one value.
pub(super) fn diff(base: &Value, target: &Value, layout: Layout) -> Vec<Change> {
    let mut diff = Diff { path: Vec::new(), changes: Vec::new() };
    diff.value(base, target, layout);
    diff.changes
}

/// The parts of a change whose place came to be after it was recorded.
///
/// A struct, map or list that is empty or its own default is often not written, so what belongs in it is one change; an
/// edit that gives it other parts does not touch these. Of a part that is there now, nobody knows what it was: the value
/// that the edit gave it, or the one that it always has. What the other side cannot see was not edited there.
pub(super) fn parts(change: &Change, value: &Value, layout: Layout) -> Vec<Change> {
    let (Fingerprint::ABSENT, Some(to), None) = (change.was, &change.to, change.within) else {
        return Vec::new();
    };
    let Some(here) = at(value, &change.path) else { return Vec::new() };
    let layout = change.path.iter().fold(layout, |layout, step| match step {
        Step::Field(name) => layout.field(name),
        Step::Item(_) => layout.item(),
        Step::Order => Layout::Unknown,
    });
    let mut diff = Diff { path: change.path.clone(), changes: Vec::new() };
    diff.value(here, to, layout);
    // What has no parts was edited as a whole, and the order of items that are there is what the edit says.
    let is_order = |part: &Change| matches!(part.path.last(), Some(Step::Order));
    diff.changes.retain(|part| part.to.is_some() && part.path != change.path && !is_order(part));
    diff.changes
}

struct Diff {
    path: Vec<Step>,
    changes: Vec<Change>,
}

impl Diff {
    fn value(&mut self, base: &Value, target: &Value, layout: Layout) {
        if base == target {
            return;
        }
        match (base, target) {
            (Value::Mapping(base), Value::Mapping(target)) if is_one_struct(base, target, layout) => {
                self.mapping(base, target, layout);
            }
            (Value::Sequence(base_items), Value::Sequence(target_items)) => {
                let keyed = (Keyed::of(base_items, layout), Keyed::of(target_items, layout));
                match keyed {
                    (Some(base), Some(target)) => self.list(&base, &target, layout),
                    _ => self.change(Some(base), Some(target)),
                }
            }
            _ => self.change(Some(base), Some(target)),
        }
    }

    fn mapping(&mut self, base: &Map, target: &Map, layout: Layout) {
        let (of_base, of_target) = (by_name(base), by_name(target));
        for (name, value) in target {
            self.at(Step::Field(name.to_owned()), |this| match of_base.get(name) {
                Some(base) => this.value(base, value, layout.field(name)),
                None => this.change(None, Some(value)),
            });
        }
        for (name, value) in base.iter().filter(|(name, _)| !of_target.contains_key(name)) {
            self.at(Step::Field(name.to_owned()), |this| this.change(Some(value), None));
        }
    }

    fn list(&mut self, base: &Keyed<'_>, target: &Keyed<'_>, layout: Layout) {
        for (keys, item) in &target.items {
            self.at(Step::Item(keys.clone()), |this| match base.get(keys) {
                Some(base) => this.value(base, item, layout.item()),
                None => this.change(None, Some(item)),
            });
        }
        for (keys, item) in base.items.iter().filter(|(keys, _)| target.get(keys).is_none()) {
            self.at(Step::Item(keys.clone()), |this| this.change(Some(item), None));
        }
        // What a list looks like to which new items were appended.
        let kept = base.items.iter().filter(|(keys, _)| target.get(keys).is_some());
        let added = target.items.iter().filter(|(keys, _)| base.get(keys).is_none());
        let unsorted = kept.chain(added).map(|(keys, _)| keys);
        if !unsorted.eq(target.items.iter().map(|(keys, _)| keys)) {
            let (base, target) = (base.order(), target.order());
            self.at(Step::Order, |this| this.change(Some(&base), Some(&target)));
        }
    }

    fn at(&mut self, step: Step, inside: impl FnOnce(&mut Self)) {
        self.path.push(step);
        inside(self);
        self.path.pop();
    }

    fn change(&mut self, base: Option<&Value>, target: Option<&Value>) {
        self.changes.push(Change {
            path: self.path.clone(),
            was: Fingerprint::of(base),
            to: target.cloned(),
            within: None,
        });
    }
}

fn by_name(map: &Map) -> BTreeMap<&str, &Value> {
    map.iter().collect()
}

/// Whether two mappings are the same struct or map, and not two variants of an enum: `{circle: …}` and `{square: …}` have
/// nothing in common that could be merged.
fn is_one_struct(base: &Map, target: &Map, layout: Layout) -> bool {
    let is_variant = |map: &Map| map.len() == 1;
    let is_known = !matches!(layout, Layout::Unknown);
    is_known || !is_variant(base) || !is_variant(target) || base.keys().eq(target.keys())
}

/// A list whose items are identified by keys, all different.
struct Keyed<'v> {
    items: Vec<(Map, &'v Value)>,
    /// By the fingerprint of their keys.
    index: BTreeMap<Fingerprint, usize>,
}

impl<'v> Keyed<'v> {
    fn of(items: &'v [Value], layout: Layout) -> Option<Self> {
        let names = layout.list_keys();
        if names.is_empty() {
            return None;
        }
        let mut keyed = Self { items: Vec::with_capacity(items.len()), index: BTreeMap::new() };
        for item in items {
            let keys = keys_of(item, names)?;
            if keyed.index.insert(fingerprint(&keys), keyed.items.len()).is_some() {
                return None;
            }
            keyed.items.push((keys, item));
        }
        Some(keyed)
    }

    fn get(&self, keys: &Map) -> Option<&'v Value> {
        let index = self.index.get(&fingerprint(keys))?;
        self.items.get(*index).filter(|(known, _)| known == keys).map(|(_, item)| *item)
    }

    fn order(&self) -> Value {
        self.items.iter().map(|(keys, _)| keys.clone()).collect()
    }
}

fn fingerprint(keys: &Map) -> Fingerprint {
    Fingerprint::of(Some(&keys.clone().into()))
}
