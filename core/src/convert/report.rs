//! What a version keeps of an object, renames, carries and drops.

use std::collections::BTreeSet;
use std::fmt;

use super::converter::Converter;
use super::diff::diff;
use super::fingerprint::Fingerprint;
use super::hop::{Hop, Way, record};
use super::layout::Layout;
use super::residual;
use super::steps::{Step, at, keys_of, spelled};
use crate::error::Error;
use crate::gvk::GroupVersionKind;
use crate::object::{AnyObject, Moved, SpokeRules};
use crate::path::FieldPath;
use crate::value::{Map, Value};

/// What becomes of each value of an object in another version, by [`Converter::explain`].
///
/// `Display` says it in one line for each value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// Values that the version has at the same place, in whatever form.
    pub kept: Vec<FieldPath>,
    /// Values that the version has under another name or at another place, which is the second path. Where a field has
    /// gone is known of derived spokes whose types derive `Fields`.
    pub renamed: Vec<(FieldPath, FieldPath)>,
    /// Values that the version has no place for, or not in full, and that an annotation carries.
    pub carried: Vec<FieldPath>,
    /// Values that the version has no place for, and no metadata to carry them.
    pub dropped: Vec<FieldPath>,
}

impl Report {
    /// Whether the version says the same without an annotation.
    pub fn is_lossless(&self) -> bool {
        self.carried.is_empty() && self.dropped.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for path in &self.kept {
            writeln!(f, "kept     {path}")?;
        }
        for (from, to) in &self.renamed {
            writeln!(f, "renamed  {from} to {to}")?;
        }
        for path in &self.carried {
            writeln!(f, "carried  {path}")?;
        }
        for path in &self.dropped {
            writeln!(f, "dropped  {path}")?;
        }
        Ok(())
    }
}

impl Converter<'_> {
    /// What another version keeps of an object, renames, carries and drops.
    ///
    /// # Errors
    /// As [`convert`](Self::convert), but for what would be lost, which the report says.
    pub fn explain(
        &self,
        object: impl Into<Box<dyn AnyObject>>,
        gvk: &GroupVersionKind,
    ) -> Result<Report, Error> {
        let (mut object, hops) = self.prepare(object.into(), gvk)?;
        residual::remove_all(&mut *object);
        let source = record(&*object)?.to_value();
        let mut carries = true;
        let mut target = object;
        for hop in &hops {
            target = hop.forth(target)?;
            carries &= target.metadata().is_some();
        }
        let target_value = record(&*target)?.to_value();
        let view = hops.iter().rev().try_fold(target, |object, hop| hop.back(object))?;
        let view = record(&*view)?.to_value();
        let layout = hops.first().map_or(Layout::Unknown, |hop| Layout::of(hop.from.fields()));
        let changed: Vec<Vec<Step>> =
            diff(&view, &source, layout).into_iter().map(|change| change.path).collect();
        let mut report = Report::default();
        for path in &changed {
            let place = if at(&source, path).is_some() { &source } else { &view };
            let list = if carries { &mut report.carried } else { &mut report.dropped };
            list.push(spelled(path, place));
        }
        for path in leaves(&source, layout) {
            if changed.iter().any(|change| path.starts_with(change)) {
                continue;
            }
            let from = spelled(&path, &source);
            let places = hops.iter().fold(vec![path.clone()], |paths, hop| {
                let mut places: Vec<_> = paths.iter().flat_map(|path| translations(path, hop)).collect();
                // The parts of a value may come together again.
                places.dedup();
                places
            });
            if places == [path] {
                report.kept.push(from);
            } else {
                let renamed = places.iter().map(|to| (from.clone(), spelled(to, &target_value)));
                report.renamed.extend(renamed);
            }
        }
        Ok(report)
    }
}

/// The places of all values that are no collections, and of lists that are one value.
fn leaves(value: &Value, layout: Layout) -> Vec<Vec<Step>> {
    let mut found = Vec::new();
    walk(value, layout, &mut Vec::new(), &mut found);
    // What the type says itself.
    found.retain(
        |path| !matches!(path.as_slice(), [Step::Field(name)] if name == "apiVersion" || name == "kind"),
    );
    found
}

fn is_unique(keys: &[Map]) -> bool {
    let prints: BTreeSet<Fingerprint> =
        keys.iter().map(|keys| Fingerprint::of(Some(&keys.clone().into()))).collect();
    prints.len() == keys.len()
}

fn walk(value: &Value, layout: Layout, path: &mut Vec<Step>, found: &mut Vec<Vec<Step>>) {
    match value {
        Value::Mapping(map) if !map.is_empty() => {
            for (name, value) in map {
                path.push(Step::Field(name.to_owned()));
                walk(value, layout.field(name), path, found);
                path.pop();
            }
        }
        Value::Sequence(items) if !items.is_empty() && !layout.list_keys().is_empty() => {
            let keys: Option<Vec<_>> = items.iter().map(|item| keys_of(item, layout.list_keys())).collect();
            let Some(keys) = keys.filter(|keys| is_unique(keys)) else {
                found.push(path.clone());
                return;
            };
            for (item, keys) in items.iter().zip(keys) {
                path.push(Step::Item(keys));
                walk(item, layout.item(), path, found);
                path.pop();
            }
        }
        _ => found.push(path.clone()),
    }
}

/// Where a path leads on the other side of a hop, as far as the rules of the spoke say: to several places if the value is
/// split into parts.
fn translations(path: &[Step], hop: &Hop<'_>) -> Vec<Vec<Step>> {
    let (first, parts) = translated(path, hop, 0);
    std::iter::once(first).chain((1..parts).map(|part| translated(path, hop, part).0)).collect()
}

/// Where one part of the value at a path leads, and how many there are.
fn translated(path: &[Step], hop: &Hop<'_>, part: usize) -> (Vec<Step>, usize) {
    let mut translation = Translation {
        way: hop.way,
        from: Layout::of(hop.from.fields()),
        to: Layout::of(hop.to.fields()),
        rules: hop.conversion.rules(),
        part,
        parts: 1,
        done: Vec::new(),
    };
    let mut rest = path;
    while !rest.is_empty() {
        rest = translation.step(rest);
    }
    (translation.done, translation.parts)
}

struct Translation {
    way: Way,
    from: Layout,
    to: Layout,
    rules: Option<&'static SpokeRules>,
    /// Which part of a value that is split is looked for, and how many there are.
    part: usize,
    parts: usize,
    done: Vec<Step>,
}

impl Translation {
    /// Translates the first steps and gives the others.
    fn step<'p>(&mut self, path: &'p [Step]) -> &'p [Step] {
        let Some((first, rest)) = path.split_first() else { return path };
        match first {
            Step::Field(name) if matches!(self.from, Layout::Struct(_)) => self.fields(path, name),
            Step::Field(name) => {
                self.done.push(first.clone());
                (self.from, self.to) = (self.from.field(name), self.to.field(name));
                rest
            }
            Step::Item(keys) => {
                (self.from, self.to) = (self.from.item(), self.to.item());
                let keys = keys.iter().map(|(name, value)| (self.key(name), value.clone())).collect();
                self.done.push(Step::Item(keys));
                rest
            }
            Step::Order => {
                self.done.push(first.clone());
                rest
            }
        }
    }

    /// Translates a field of a struct, or several steps that were moved together.
    fn fields<'p>(&mut self, path: &'p [Step], first: &str) -> &'p [Step] {
        let names = self.rust_names(path);
        let moved = self.moved(&names);
        let own = [names.first().copied().unwrap_or(first)];
        let (taken, target): (usize, &[&str]) =
            moved.map_or((1, &own), |moved| (self.sides(moved).0.len(), self.sides(moved).1));
        let nested = self.rules.map(|rules| rules.nested).unwrap_or_default();
        let side = |one: &crate::object::Nested| if self.way == Way::Up { one.spoke } else { one.hub };
        let nested = nested.iter().find(|nested| Some(&side(nested)) == names.first());
        let rules = nested.and_then(|nested| (nested.rules)());
        for name in target {
            let wire = self.to.wire_name(name).unwrap_or(if moved.is_some() { name } else { first });
            self.done.push(Step::Field(wire.to_owned()));
            self.to = self.to.field(wire);
        }
        for step in path.iter().take(taken) {
            if let Step::Field(name) = step {
                self.from = self.from.field(name);
            }
        }
        self.rules = rules;
        path.get(taken..).unwrap_or_default()
    }

    /// The move of what has these names: the longest, and of several parts the one that is looked for.
    fn moved(&mut self, names: &[&str]) -> Option<&'static Moved> {
        let all = self.rules.map(|rules| rules.moved).unwrap_or_default();
        let of_names = all.iter().filter(|moved| names.starts_with(self.sides(moved).0));
        let longest = of_names.clone().map(|moved| self.sides(moved).0.len()).max()?;
        let parts: Vec<&Moved> = of_names.filter(|moved| self.sides(moved).0.len() == longest).collect();
        self.parts = self.parts.max(parts.len());
        parts.get(self.part).or(parts.first()).copied()
    }

    /// The name on the other side of a key of the items that the translation is at.
    fn key(&self, name: &str) -> String {
        let other = self.from.rust_name(name).and_then(|own| {
            let moved = self.rules.map(|rules| rules.moved).unwrap_or_default();
            let moved = moved.iter().find(|moved| *self.sides(moved).0 == [own]);
            let own = [own];
            let [other] = moved.map_or(&own[..], |moved| self.sides(moved).1) else { return None };
            self.to.wire_name(other)
        });
        other.unwrap_or(name).to_owned()
    }

    /// The names that the structs have for the first steps.
    fn rust_names(&self, path: &[Step]) -> Vec<&'static str> {
        let mut layout = self.from;
        let mut names = Vec::new();
        for step in path {
            let Step::Field(wire) = step else { break };
            let Some(name) = layout.rust_name(wire) else { break };
            names.push(name);
            layout = layout.field(wire);
        }
        names
    }

    /// The place of a moved field on the side that the hop comes from, and on the other.
    fn sides(&self, moved: &Moved) -> (&'static [&'static str], &'static [&'static str]) {
        if self.way == Way::Up { (moved.spoke, moved.hub) } else { (moved.hub, moved.spoke) }
    }
}
