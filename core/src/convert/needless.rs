//! What an edit of one version took from the hub without need, for objects of any type.

use super::apply::apply;
use super::converter::Converter;
use super::diff::{Change, diff};
use super::guard;
use super::hop::{Hop, Way, record};
use super::residual;
use super::steps::{Step, at, spelled};
use crate::error::Error;
use crate::object::AnyObject;
use crate::path::FieldPath;
use crate::scheme::Registration;
use crate::value::Value;

/// The ways between a hub and one of its versions, with nothing kept.
pub(crate) struct Ways {
    up: Hop<'static>,
    down: Hop<'static>,
}

impl Ways {
    /// Nothing for a version that is its own hub.
    pub(crate) fn between(
        converter: Converter<'_>,
        hub: &'static Registration,
        version: &'static Registration,
    ) -> Result<Option<Self>, Error> {
        let up = converter.route(version, hub)?.into_iter().flatten().next();
        let down = converter.route(hub, version)?.into_iter().flatten().next();
        Ok(up.zip(down).map(|(up, down)| Self { up, down }))
    }

    /// The hub of an object of the version, without what the version has no place for.
    pub(crate) fn up(&self, object: Box<dyn AnyObject>) -> Result<Box<dyn AnyObject>, Error> {
        self.up.forth(plain(object))
    }

    /// What the version sees of a hub.
    pub(crate) fn down(&self, hub: Box<dyn AnyObject>) -> Result<Box<dyn AnyObject>, Error> {
        self.down.forth(plain(hub))
    }

    /// What `hub` had, the version has no place for and `result` lacks, though nothing is in its way: the edit touched
    /// neither it nor the struct that guards it, and with it the version would see the same.
    pub(crate) fn lost_without_need(
        &self,
        hub: &dyn AnyObject,
        edited: &dyn AnyObject,
        result: &dyn AnyObject,
    ) -> Result<Vec<FieldPath>, Error> {
        let (layout, rules) = (self.down.layout(), self.down.conversion.rules());
        let (had, has) = (value(hub)?, value(result)?);
        let given_back = value(&*self.up(self.down(hub.clone_boxed())?)?)?;
        let touched = diff(&given_back, &value(&*self.up(edited.clone_boxed())?)?, layout);
        let seen = value(&*self.down(result.clone_boxed())?)?;
        let mut lost = Vec::new();
        for change in diff(&given_back, &had, layout) {
            let depth = guard::struct_depth(&change.path, layout, rules, Way::Down);
            let guarded = depth.and_then(|depth| change.path.get(..depth)).unwrap_or(&change.path);
            // The order of a list is what the version says it is.
            let is_order = matches!(change.path.last(), Some(Step::Order));
            if is_order || is_there(&change, &has) || touched.iter().any(|one| is_near(&one.path, guarded)) {
                continue;
            }
            let Ok(with_it) = self.down.from.make(&apply(&has, std::iter::once(&change))) else { continue };
            if value(&*self.down(with_it)?)? == seen {
                lost.push(spelled(&change.path, if change.to.is_some() { &had } else { &has }));
            }
        }
        Ok(lost)
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
