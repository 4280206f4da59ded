//! What an edit of one version took from the hub without need, for objects of any type.

use super::apply::apply;
use super::converter::Converter;
use super::diff::{Change, diff, parts};
use super::guard;
use super::hop::{Hop, record};
use super::residual;
use super::steps::{Step, at, spelled};
use crate::error::Error;
use crate::object::AnyObject;
use crate::path::FieldPath;
use crate::scheme::Registration;
use crate::value::Value;

/// The ways from one version to another and back, one of which is the hub, with nothing kept.
pub(crate) struct Ways {
    there: Hop<'static>,
    back: Hop<'static>,
}

impl Ways {
    /// Nothing between a version and itself.
    pub(crate) fn between(
        converter: Converter<'_>,
        one: &'static Registration,
        other: &'static Registration,
    ) -> Result<Option<Self>, Error> {
        let there = converter.route(one, other)?.into_iter().flatten().next();
        let back = converter.route(other, one)?.into_iter().flatten().next();
        Ok(there.zip(back).map(|(there, back)| Self { there, back }))
    }

    /// The same ways from the other side.
    #[cfg(feature = "testing")]
    pub(crate) fn reversed(&self) -> Self {
        Self { there: self.back, back: self.there }
    }

    /// What the other version sees of an object.
    pub(crate) fn there(&self, object: Box<dyn AnyObject>) -> Result<Box<dyn AnyObject>, Error> {
        self.there.forth(plain(object))
    }

    /// What this version sees of an object of the other.
    pub(crate) fn back(&self, object: Box<dyn AnyObject>) -> Result<Box<dyn AnyObject>, Error> {
        self.back.forth(plain(object))
    }

    /// What an object had, the other version has no place for and `result` lacks, though nothing is in its way: the edit
    /// of the other version touched neither it nor the struct that guards it, and with it the other version would see the
    /// same.
    pub(crate) fn lost_without_need(
        &self,
        object: &dyn AnyObject,
        edited: &dyn AnyObject,
        result: &dyn AnyObject,
    ) -> Result<Vec<FieldPath>, Error> {
        let (layout, rules) = (self.there.layout(), self.there.conversion.rules());
        let (had, has) = (value(object)?, value(result)?);
        let given_back = value(&*self.back(self.there(object.clone_boxed())?)?)?;
        let touched = diff(&given_back, &value(&*self.back(edited.clone_boxed())?)?, layout);
        let seen = value(&*self.there(result.clone_boxed())?)?;
        let is_guarded = |path: &[Step]| guard::struct_depth(path, layout, rules, self.there.way).is_some();
        let mut lost = Vec::new();
        for change in diff(&given_back, &had, layout) {
            // What was not written at all may be written now, with some of its parts edited and others not.
            let mut missing = parts(&change, &has, layout);
            missing.retain(|part| !is_guarded(&part.path));
            if missing.is_empty() && !self.is_touched(&change, &touched) {
                missing.push(change);
            }
            for change in missing.iter().filter(|change| !is_there(change, &has)) {
                let Ok(with_it) = self.there.from.make(&apply(&has, std::iter::once(change))) else {
                    continue;
                };
                if value(&*self.there(with_it)?)? == seen {
                    lost.push(spelled(&change.path, if change.to.is_some() { &had } else { &has }));
                }
            }
        }
        Ok(lost)
    }

    /// Whether an edit touched the place of a change, or something in the struct that guards it.
    fn is_touched(&self, change: &Change, edits: &[Change]) -> bool {
        let (layout, rules) = (self.there.layout(), self.there.conversion.rules());
        let depth = guard::struct_depth(&change.path, layout, rules, self.there.way);
        let guarded = depth.and_then(|depth| change.path.get(..depth)).unwrap_or(&change.path);
        // The order of a list is what the version says it is.
        let is_order = matches!(change.path.last(), Some(Step::Order));
        is_order || edits.iter().any(|edit| is_near(&edit.path, guarded))
    }
}

fn is_there(change: &Change, value: &Value) -> bool {
    at(value, &change.path) == change.to.as_ref()
}

/// Whether one of the two places is in the other.
fn is_near(one: &[Step], other: &[Step]) -> bool {
    let one = one.strip_suffix(&[Step::Order][..]).unwrap_or(one);
    one.starts_with(other) || other.starts_with(one)
}

fn plain(mut object: Box<dyn AnyObject>) -> Box<dyn AnyObject> {
    residual::remove_all(&mut *object);
    object
}

fn value(object: &dyn AnyObject) -> Result<Value, Error> {
    Ok(record(object)?.to_value())
}
