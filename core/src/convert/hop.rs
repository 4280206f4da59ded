//! One conversion between a spoke and its hub, with what one side has no place for kept.

use super::apply::{apply, is_due};
use super::diff::{Change, diff, parts};
use super::fingerprint::Fingerprint;
use super::guard;
use super::layout::Layout;
use super::parts::{Part, Parts};
use super::residual;
use super::restore::Restore;
use super::steps::{at, spelled};
use crate::error::{ConversionFault, Error, ErrorKind};
use crate::object::{AnyObject, Conversion};
use crate::path::FieldPath;
use crate::scheme::Registration;
use crate::value::{Tape, Value};

/// A step from a spoke to its hub, or from the hub to a spoke.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hop<'r> {
    pub(super) from: &'r Registration,
    pub(super) to: &'r Registration,
    pub(super) conversion: &'r Conversion,
    pub(super) way: Way,
    pub(super) parts: Parts,
}

/// Which way a [`Hop`] goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Up,
    Down,
}

impl Way {
    /// The other way.
    pub(super) fn back(self) -> Self {
        match self {
            Self::Up => Self::Down,
            Self::Down => Self::Up,
        }
    }
}

/// An object that was converted.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) object: Box<dyn AnyObject>,
    /// What the object has no place for and, having no metadata, no annotation either.
    pub(crate) lost: Vec<FieldPath>,
}

impl Hop<'_> {
    /// Converts, applies what was kept for this way, and keeps what the other side has no place for.
    pub(super) fn run(&self, mut object: Box<dyn AnyObject>) -> Result<Kept, Error> {
        let due = self.take_residuals(&mut *object);
        let keeps_all = self.keeps_all();
        if due.is_empty() && keeps_all {
            return Ok(Kept { object: self.forth(object)?, lost: Vec::new() });
        }
        let source = record(&*object)?;
        let converted = self.forth(object)?;
        let (object, is_restored) = self.restore(converted, &due, &source)?;
        if keeps_all && !is_restored {
            return Ok(Kept { object, lost: Vec::new() });
        }
        self.keep(object, &source)
    }

    /// The residual for this way. One for the way that the object comes from must not act: it was copied by hand.
    fn take_residuals(&self, object: &mut dyn AnyObject) -> Vec<Change> {
        if !residual::has_any(object.metadata()) {
            return Vec::new();
        }
        if self.parts.has(Part::WrongWay) {
            drop(residual::take(object, self.from.resource().version));
        }
        residual::take(object, self.to.resource().version)
    }

    fn keeps_all(&self) -> bool {
        let keeps = self.conversion.keeps();
        match self.way {
            Way::Up => keeps.to_hub,
            Way::Down => keeps.from_hub,
        }
    }

    /// Converts, and keeps nothing.
    pub(super) fn forth(&self, object: Box<dyn AnyObject>) -> Result<Box<dyn AnyObject>, Error> {
        let converted = match self.way {
            Way::Up => self.conversion.into_hub(object),
            Way::Down => self.conversion.from_hub(object),
        };
        converted.map_err(|object| other_type(&*object))
    }

    /// Converts the other way, and keeps nothing.
    pub(super) fn back(&self, object: Box<dyn AnyObject>) -> Result<Box<dyn AnyObject>, Error> {
        Hop { way: self.way.back(), ..*self }.forth(object)
    }

    /// What an object gives back.
    pub(super) fn view(&self, object: &dyn AnyObject) -> Result<Tape, Error> {
        record(&*self.back(object.clone_boxed())?)
    }

    /// The layout of the objects that are converted.
    pub(super) fn layout(&self) -> Layout {
        Layout::of(if self.parts.has(Part::ListKeys) { self.from.fields() } else { None })
    }

    /// Keeps what the converted object does not give back.
    fn keep(&self, mut object: Box<dyn AnyObject>, source: &Tape) -> Result<Kept, Error> {
        let view = self.view(&*object)?;
        if view == *source || !self.parts.has(Part::Stash) {
            return Ok(Kept { object, lost: Vec::new() });
        }
        let (view, source) = (view.to_value(), source.to_value());
        let layout = self.layout();
        let mut changes = diff(&view, &source, layout);
        for change in &mut changes {
            let depth = guard::struct_depth(&change.path, layout, self.conversion.rules(), self.way);
            let place = depth.and_then(|depth| Some((depth, change.path.get(..depth)?)));
            change.within = place.map(|(depth, place)| (depth, Fingerprint::of(at(&view, place))));
        }
        if residual::put(&mut *object, self.from.resource().version, &changes)? {
            return Ok(Kept { object, lost: Vec::new() });
        }
        Ok(Kept { object, lost: changes.iter().map(|change| lost_path(change, &source, &view)).collect() })
    }

    /// Applies the changes that are still due, and says whether any was. A change after which the object would not show
    /// the other side what it was converted from, or not be an object at all, is left out.
    fn restore(
        &self,
        converted: Box<dyn AnyObject>,
        changes: &[Change],
        source: &Tape,
    ) -> Result<(Box<dyn AnyObject>, bool), Error> {
        if changes.is_empty() {
            return Ok((converted, false));
        }
        let before = record(&*converted)?.to_value();
        let layout = Layout::of(self.to.fields());
        let (mut due, mut replacements) = (Vec::new(), Vec::new());
        for change in changes {
            if is_due(change, &before) || !self.parts.has(Part::Guards) {
                due.push(change.clone());
                continue;
            }
            let parts = parts(change, &before, layout).into_iter().filter(|part| {
                // A struct that is guarded as a whole has changed: it was not there.
                guard::struct_depth(&part.path, layout, self.conversion.rules(), self.way.back()).is_none()
            });
            let (new, old): (Vec<Change>, Vec<Change>) =
                parts.partition(|part| part.was == Fingerprint::ABSENT);
            due.extend(new);
            replacements.extend(old);
        }
        due.extend(self.unseen(replacements, &before, &*converted)?);
        let restored = Restore::new(*self, before, source, &*converted).most(&due)?;
        Ok(restored.map_or((converted, false), |restored| (restored, true)))
    }
}

/// How many replacements are looked at one by one.
const REPLACEMENTS: usize = 64;

impl Hop<'_> {
    /// The changes of values that the other side does not see, so that no edit there can have made them what they are.
    fn unseen(
        &self,
        mut changes: Vec<Change>,
        before: &Value,
        unrestored: &dyn AnyObject,
    ) -> Result<Vec<Change>, Error> {
        if changes.is_empty() {
            return Ok(changes);
        }
        let seen = self.view(unrestored)?;
        let are_unseen = |changes: &[Change]| -> Result<bool, Error> {
            let Ok(object) = self.to.make(&apply(before, changes.iter())) else { return Ok(false) };
            Ok(self.view(&*object)? == seen)
        };
        if are_unseen(&changes)? {
            return Ok(changes);
        }
        changes.truncate(REPLACEMENTS);
        let mut unseen = Vec::with_capacity(changes.len());
        for change in changes {
            if are_unseen(std::slice::from_ref(&change))? {
                unseen.push(change);
            }
        }
        Ok(unseen)
    }
}

/// The path of a change in the value that has what it is about.
fn lost_path(change: &Change, source: &Value, view: &Value) -> FieldPath {
    spelled(&change.path, if at(source, &change.path).is_some() { source } else { view })
}

pub(super) fn record(object: &dyn AnyObject) -> Result<Tape, Error> {
    let mut tape = Tape::with_room();
    object.record(&mut tape)?;
    Ok(tape)
}

fn other_type(object: &dyn AnyObject) -> Error {
    let message = format!("cannot convert {}: the object is not of the registered type", object.gvk());
    Error::new(ErrorKind::Unsupported, message).with_conversion_fault(ConversionFault::OtherType)
}
