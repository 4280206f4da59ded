//! The dynamic view: the bridge from typed objects, and the way back to the type.

use std::any::Any;

use super::{AnyObject, Object};
use crate::error::Error;
use crate::gvk::GroupVersionKind;
use crate::meta::{Metadata, MetadataExt};
use crate::value::Tape;

impl<T: Object> AnyObject for T {
    fn gvk(&self) -> GroupVersionKind {
        T::RESOURCE.gvk()
    }

    fn metadata(&self) -> Option<&dyn Metadata> {
        self.any_metadata()
    }

    fn metadata_mut(&mut self) -> Option<&mut dyn Metadata> {
        self.any_metadata_mut()
    }

    fn clone_boxed(&self) -> Box<dyn AnyObject> {
        Box::new(self.clone())
    }

    fn record(&self, tape: &mut Tape) -> Result<(), Error> {
        tape.record(self)
    }
}

impl dyn AnyObject {
    /// Kind and name, for messages.
    pub(crate) fn described(&self) -> String {
        let name = self.metadata().and_then(MetadataExt::namespaced_name);
        name.map_or_else(|| self.gvk().to_string(), |name| format!("{} {name}", self.gvk()))
    }

    /// Whether the object is a `T`.
    pub fn is<T: AnyObject>(&self) -> bool {
        (self as &dyn Any).is::<T>()
    }

    /// The object as a `T`, if it is one.
    pub fn downcast_ref<T: AnyObject>(&self) -> Option<&T> {
        (self as &dyn Any).downcast_ref()
    }

    /// The object as a `T` for a change, if it is one.
    pub fn downcast_mut<T: AnyObject>(&mut self) -> Option<&mut T> {
        (self as &mut dyn Any).downcast_mut()
    }

    /// The object as a `T`, by value.
    ///
    /// # Errors
    /// Gives the object back when it is no `T`.
    pub fn downcast<T: AnyObject>(self: Box<Self>) -> Result<Box<T>, Box<Self>> {
        if self.is::<T>() {
            let any: Box<dyn Any> = self;
            match any.downcast() {
                Ok(object) => Ok(object),
                Err(_) => unreachable!("the type was just checked"),
            }
        } else {
            Err(self)
        }
    }
}

impl<T: Object> From<T> for Box<dyn AnyObject> {
    fn from(object: T) -> Self {
        Box::new(object)
    }
}

impl Clone for Box<dyn AnyObject> {
    fn clone(&self) -> Self {
        (**self).clone_boxed()
    }
}

/// Whatever can be lent as an object: a typed object, or a box of any object.
pub trait AsObject {
    /// The object.
    fn as_object(&self) -> &dyn AnyObject;
}

impl<T: AnyObject> AsObject for T {
    fn as_object(&self) -> &dyn AnyObject {
        self
    }
}

impl AsObject for dyn AnyObject {
    fn as_object(&self) -> &dyn AnyObject {
        self
    }
}

impl AsObject for Box<dyn AnyObject> {
    fn as_object(&self) -> &dyn AnyObject {
        &**self
    }
}
