//! How a version converts to its hub and back, as functions over boxed objects.

use std::any::TypeId;

use super::{AnyObject, Keeps, Object, Spoke, SpokeRules};
use crate::resource::ApiResource;

/// A conversion between two boxed objects; an object of another type comes back as it was.
type Convert = fn(Box<dyn AnyObject>) -> Result<Box<dyn AnyObject>, Box<dyn AnyObject>>;

/// The conversion of a spoke to and from its hub: a constant table of function pointers, made from the two types.
#[derive(Clone, Copy, Debug)]
pub struct Conversion {
    hub: &'static ApiResource,
    hub_type_id: fn() -> TypeId,
    into_hub: Convert,
    from_hub: Convert,
    keeps: fn() -> Keeps,
    rules: fn() -> Option<&'static SpokeRules>,
}

impl Conversion {
    /// The conversion of `S` to and from its hub `H`.
    pub const fn of<S: Object + Spoke<H>, H: Object>() -> Self {
        Self {
            hub: const { &H::RESOURCE },
            hub_type_id: TypeId::of::<H>,
            into_hub: into_hub::<S, H>,
            from_hub: from_hub::<S, H>,
            keeps: S::keeps,
            rules: S::rules,
        }
    }

    /// The version that is converted to and from.
    pub const fn hub(&self) -> &'static ApiResource {
        self.hub
    }

    /// Which Rust type the hub is.
    pub fn hub_type_id(&self) -> TypeId {
        (self.hub_type_id)()
    }

    /// Converts a spoke to its hub, and keeps nothing of what the hub has no place for.
    ///
    /// # Errors
    /// Gives the object back when it is not of the spoke's type.
    pub fn into_hub(&self, spoke: Box<dyn AnyObject>) -> Result<Box<dyn AnyObject>, Box<dyn AnyObject>> {
        (self.into_hub)(spoke)
    }

    /// Converts a hub to the spoke, and keeps nothing of what the spoke has no place for.
    ///
    /// # Errors
    /// Gives the object back when it is not of the hub's type.
    pub fn from_hub(&self, hub: Box<dyn AnyObject>) -> Result<Box<dyn AnyObject>, Box<dyn AnyObject>> {
        (self.from_hub)(hub)
    }

    /// Which way is known to lose nothing.
    pub fn keeps(&self) -> Keeps {
        (self.keeps)()
    }

    /// What is known of the fields.
    pub fn rules(&self) -> Option<&'static SpokeRules> {
        (self.rules)()
    }
}

fn into_hub<S: Object + Spoke<H>, H: Object>(
    spoke: Box<dyn AnyObject>,
) -> Result<Box<dyn AnyObject>, Box<dyn AnyObject>> {
    Ok(Box::new(S::into_hub(*spoke.downcast::<S>()?)))
}

fn from_hub<S: Object + Spoke<H>, H: Object>(
    hub: Box<dyn AnyObject>,
) -> Result<Box<dyn AnyObject>, Box<dyn AnyObject>> {
    Ok(Box::new(S::from_hub(*hub.downcast::<H>()?)))
}
