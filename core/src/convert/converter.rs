//! The converter: from any version of a kind to any other, through the hub.

use std::any::Any;

use super::hop::{Hop, Kept, Way, record};
use super::parts::Parts;
use crate::dynamic::DynamicObject;
use crate::error::{ConversionFault, Error, ErrorKind, Problem};
use crate::gvk::GroupVersionKind;
use crate::object::{AnyObject, Conversion, Object};
use crate::path::FieldPath;
use crate::resource::HubRole;
use crate::scheme::{Registration, Scheme};

/// Converts objects between the versions of their kind, and loses nothing on the way.
///
/// Each version converts to and from the hub of its kind, by a [`Spoke`](crate::object::Spoke). What the target has no
/// place for is kept in an annotation of the converted object, `libgitops.dev/residual-<version>` with the version that it
/// serves, and given back when the object is converted back, unless it was changed in the meantime.
///
/// Conversion applies no defaults, and the object that comes out says its own `apiVersion` and `kind`.
#[derive(Clone, Copy, Debug)]
pub struct Converter<'s> {
    scheme: &'s Scheme,
    parts: Parts,
}

impl<'s> Converter<'s> {
    /// A converter for the kinds of a scheme.
    pub const fn new(scheme: &'s Scheme) -> Self {
        Self { scheme, parts: Parts::ALL }
    }

    #[cfg(test)]
    pub(super) const fn without(mut self, part: super::parts::Part) -> Self {
        self.parts = Parts::without(part);
        self
    }

    /// Converts an object to a type, which is a version of its kind.
    ///
    /// # Errors
    /// `Unknown…` when the scheme does not know the kind of the object or of the type; `Unsupported` with a
    /// [`ConversionFault`] when the two are of different kinds or the scheme has no way between them, or when `T` has no
    /// metadata to carry what it has no place for, with every path that would be lost.
    pub fn convert<T: Object>(&self, object: impl Into<Box<dyn AnyObject>>) -> Result<T, Error> {
        let target = match self.scheme.of_type::<T>() {
            Some(target) => target,
            None => self.scheme.lookup(&T::RESOURCE.gvk())?,
        };
        let object = self.convert_to(object.into(), target)?;
        object.downcast::<T>().map(|object| *object).map_err(|object| {
            let message = format!("cannot convert to {}: the scheme has another type for it", object.gvk());
            fault(ConversionFault::OtherType, message)
        })
    }

    /// Replaces `target` by an object that is converted to its version.
    ///
    /// # Errors
    /// As [`convert`](Self::convert); `target` is unchanged then.
    pub fn convert_into<T: Object>(
        &self,
        object: impl Into<Box<dyn AnyObject>>,
        target: &mut T,
    ) -> Result<(), Error> {
        *target = self.convert(object)?;
        Ok(())
    }

    /// Converts an object to another version of its kind.
    ///
    /// # Errors
    /// As [`convert`](Self::convert).
    pub fn convert_into_new(
        &self,
        object: impl Into<Box<dyn AnyObject>>,
        gvk: &GroupVersionKind,
    ) -> Result<Box<dyn AnyObject>, Error> {
        self.convert_to(object.into(), self.scheme.lookup(gvk)?)
    }

    /// Converts an object to the hub of its kind; the object of a kind with one version is its own hub.
    ///
    /// # Errors
    /// As [`convert`](Self::convert).
    pub fn convert_to_hub(&self, object: impl Into<Box<dyn AnyObject>>) -> Result<Box<dyn AnyObject>, Error> {
        let object = object.into();
        let hub = self.hub_of(self.scheme.lookup(&object.gvk())?)?;
        self.convert_to(object, hub)
    }

    fn convert_to(
        self,
        object: Box<dyn AnyObject>,
        target: &'static Registration,
    ) -> Result<Box<dyn AnyObject>, Error> {
        let kept = self.run(object, target)?;
        if kept.lost.is_empty() { Ok(kept.object) } else { Err(lossy(&kept)) }
    }

    /// Converts, and says what was lost for want of metadata.
    pub(crate) fn run(
        self,
        object: Box<dyn AnyObject>,
        target: &'static Registration,
    ) -> Result<Kept, Error> {
        if let Some(hop) = self.direct(&*object, target) {
            return hop.run(object);
        }
        let from = self.scheme.lookup(&object.gvk())?;
        let mut kept = Kept { object: of_registered_type(object, from)?, lost: Vec::new() };
        for hop in self.route(from, target)?.into_iter().flatten() {
            let next = hop.run(kept.object)?;
            kept.object = next.object;
            kept.lost.extend(next.lost);
        }
        Ok(kept)
    }

    /// The hop between a spoke and the hub that it names, which needs no look at the other versions.
    fn direct(self, object: &dyn AnyObject, target: &'static Registration) -> Option<Hop<'static>> {
        let from = self.scheme.of_type_id((object as &dyn Any).type_id())?;
        let parts = self.parts;
        if let Some(conversion) = from.conversion().filter(|one| one.hub_type_id() == target.type_id()) {
            return Some(Hop { from, to: target, conversion, way: Way::Up, parts });
        }
        let conversion = target.conversion().filter(|one| one.hub_type_id() == from.type_id())?;
        Some(Hop { from, to: target, conversion, way: Way::Down, parts })
    }

    /// The object in its registered type, and the hops to another version.
    pub(super) fn prepare(
        self,
        object: Box<dyn AnyObject>,
        gvk: &GroupVersionKind,
    ) -> Result<(Box<dyn AnyObject>, Vec<Hop<'static>>), Error> {
        let from = self.scheme.lookup(&object.gvk())?;
        let hops = self.route(from, self.scheme.lookup(gvk)?)?.into_iter().flatten().collect();
        Ok((of_registered_type(object, from)?, hops))
    }

    /// The hops from one version to another: none, one to or from the hub, or two through it.
    pub(super) fn route(
        self,
        from: &'static Registration,
        to: &'static Registration,
    ) -> Result<[Option<Hop<'static>>; 2], Error> {
        let (source, target) = (from.resource(), to.resource());
        if source.group != target.group || source.kind != target.kind {
            let message =
                format!("cannot convert {} to {}: they are different kinds", source.gvk(), target.gvk());
            return Err(fault(ConversionFault::ForeignKind, message));
        }
        if source.version == target.version {
            return Ok([None, None]);
        }
        let (hub, parts) = (self.hub_of(from)?, self.parts);
        let (mut up, mut down) = (None, None);
        if source.version != hub.resource().version {
            up = Some(Hop { from, to: hub, conversion: conversion(from, hub)?, way: Way::Up, parts });
        }
        if target.version != hub.resource().version {
            down = Some(Hop { from: hub, to, conversion: conversion(to, hub)?, way: Way::Down, parts });
        }
        Ok([up, down])
    }

    /// The one hub of a kind, which is its only version if there is only one.
    pub(crate) fn hub_of(self, version: &'static Registration) -> Result<&'static Registration, Error> {
        let versions = self.scheme.versions(&version.resource().group_kind());
        if let [only] = versions {
            return Ok(only);
        }
        let mut hubs = versions.iter().copied().filter(|one| matches!(one.resource().hub, HubRole::Hub));
        match (hubs.next(), hubs.next()) {
            (Some(hub), None) => Ok(hub),
            (None, _) => {
                let kind = version.resource().gvk();
                let message =
                    format!("cannot convert {kind}: the kind has several versions and none is its hub");
                Err(fault(ConversionFault::NoHub, message))
            }
            (Some(one), Some(other)) => {
                let kind = version.resource().gvk();
                let (one, other) = (one.resource().version, other.resource().version);
                let message =
                    format!("cannot convert {kind}: both {one} and {other} are marked as the kind's hub");
                Err(fault(ConversionFault::SeveralHubs, message))
            }
        }
    }
}

/// The error for an object that has no metadata to carry what it has no place for.
fn lossy(kept: &Kept) -> Error {
    let message = format!(
        "cannot convert to {}: what it has no place for would be lost, since it has no metadata to carry it",
        kept.object.described()
    );
    let problem = |path: &FieldPath| Problem::new("would be lost").at_path(path.clone());
    fault(ConversionFault::Lossy, message).with_problems(kept.lost.iter().map(problem))
}

/// The conversion of a spoke to and from the hub of the scheme.
fn conversion(
    spoke: &'static Registration,
    hub: &'static Registration,
) -> Result<&'static Conversion, Error> {
    let names = || (spoke.resource().gvk(), hub.resource().gvk());
    let Some(conversion) = spoke.conversion() else {
        let (gvk, of_hub) = names();
        let message = format!("cannot convert {gvk}: it has no conversion to and from its hub {of_hub}");
        return Err(fault(ConversionFault::NoConversion, message));
    };
    if conversion.hub_type_id() != hub.type_id() {
        let (gvk, of_hub) = names();
        let message = format!(
            "cannot convert {gvk}: its hub is {}, and not {of_hub} ({}), the hub of the scheme",
            conversion.hub().type_name,
            hub.resource().type_name
        );
        return Err(fault(ConversionFault::OtherHub, message));
    }
    Ok(conversion)
}

/// The object in the type that the scheme has for its kind; a dynamic object becomes one.
fn of_registered_type(
    object: Box<dyn AnyObject>,
    registration: &Registration,
) -> Result<Box<dyn AnyObject>, Error> {
    if (&*object as &dyn Any).type_id() == registration.type_id() {
        return Ok(object);
    }
    if object.is::<DynamicObject>() {
        return registration.make(&record(&*object)?.to_value());
    }
    let message = format!("cannot convert {}: the object is not of the registered type", object.described());
    Err(fault(ConversionFault::OtherType, message))
}

fn fault(fault: ConversionFault, message: String) -> Error {
    Error::new(ErrorKind::Unsupported, message).with_conversion_fault(fault)
}
