//! Defaults for objects that are in memory already, and new objects made of defaults.

use std::any::Any;

use crate::default::{self, Which};
use crate::error::{Error, ErrorKind};
use crate::gvk::GroupVersionKind;
use crate::object::{AnyObject, Object};
use crate::scheme::{Registration, Scheme};
use crate::value::{Map, Tape, Value};

/// Applies the defaults of the kinds of a scheme: field defaults, then the type's hook.
#[derive(Clone, Copy, Debug)]
pub struct Defaulter<'s> {
    scheme: &'s Scheme,
}

impl<'s> Defaulter<'s> {
    pub(super) const fn new(scheme: &'s Scheme) -> Self {
        Self { scheme }
    }

    /// Gives an object its defaults: fields that its written form does not have, then the type's hook.
    ///
    /// When a field default applies, the object is made anew of its written form: what serde skips starts from its
    /// `Default` then.
    ///
    /// # Errors
    /// `Unknown…` when the scheme does not know the object's kind; `Unsupported` when the object is not of the type that
    /// is registered for its kind, such as a [`DynamicObject`](crate::dynamic::DynamicObject); `Invalid` when a default does not fit its field. The
    /// object is unchanged then.
    pub fn default(&self, object: &mut dyn AnyObject) -> Result<(), Error> {
        let registration = self.scheme.lookup(&object.gvk())?;
        if (object as &dyn Any).type_id() != registration.type_id() {
            let message =
                format!("cannot default {}: the object is not of the registered type", object.described());
            return Err(Error::new(ErrorKind::Unsupported, message));
        }
        let mut defaulted = with_field_defaults(registration, object)?;
        let changed = defaulted.as_deref_mut().unwrap_or(object);
        registration.set_defaults(changed);
        if let Some(defaulted) = defaulted {
            registration.assign(object, defaulted);
        }
        Ok(())
    }

    /// A new object of a kind: its type's `Default` if it has one, all field defaults, then the type's hook.
    ///
    /// # Errors
    /// `Unknown…` when the scheme does not know the kind; `Invalid`, naming the fields, when the type has no `Default`
    /// and needs more than its defaults.
    pub fn new_defaulted(&self, gvk: &GroupVersionKind) -> Result<Box<dyn AnyObject>, Error> {
        new_defaulted(self.scheme.lookup(gvk)?)
    }

    /// All defaults of a kind: those of fields, which are data, and the hook, which is code.
    ///
    /// # Errors
    /// `Unknown…` when the scheme does not know the kind; `Invalid` when a default cannot be written.
    pub fn list(&self, gvk: &GroupVersionKind) -> Result<Defaults, Error> {
        let registration = self.scheme.lookup(gvk)?;
        let fields = registration.fields().map(default::list).transpose()?.unwrap_or_default();
        Ok(Defaults { fields, hook: registration.default_hook() })
    }

    /// A new object of a type, as [`new_defaulted`](Self::new_defaulted); the type need not be in the scheme.
    ///
    /// # Errors
    /// `Invalid`, naming the fields, when the type has no `Default` and needs more than its defaults.
    pub fn new_default<T: Object>(&self) -> Result<T, Error> {
        let object = new_defaulted(const { &Registration::of::<T>() })?;
        object.downcast::<T>().map(|object| *object).map_err(|other| {
            Error::new(ErrorKind::Invalid, format!("{} was made as {}", T::RESOURCE.gvk(), other.gvk()))
        })
    }
}

/// The defaults of a kind, by [`Defaulter::list`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Defaults {
    /// The fields that have one, such as `spec.workshops[*].lifts`, each with its value.
    pub fields: Vec<(String, Value)>,
    /// The path of the hook that runs after them.
    pub hook: Option<&'static str>,
}

fn with_field_defaults(
    registration: &Registration,
    object: &dyn AnyObject,
) -> Result<Option<Box<dyn AnyObject>>, Error> {
    let Some(table) = registration.fields() else {
        return Ok(None);
    };
    let mut tape = Tape::default();
    object.record(&mut tape)?;
    let Value::Mapping(mut fields) = tape.to_value() else {
        return Ok(None);
    };
    let before = fields.clone();
    default::fill(&mut fields, table, Which::Absent)?;
    if fields == before { Ok(None) } else { registration.make(&fields.into()).map(Some) }
}

fn new_defaulted(registration: &Registration) -> Result<Box<dyn AnyObject>, Error> {
    let resource = registration.resource();
    let mut fields = match registration.initial()? {
        Some(Value::Mapping(fields)) => fields,
        _ => Map::from([("apiVersion", resource.api_version()), ("kind", resource.kind.to_owned())]),
    };
    if let Some(table) = registration.fields() {
        default::fill(&mut fields, table, Which::All)?;
    }
    let mut object = registration.make(&fields.into())?;
    registration.set_defaults(&mut *object);
    Ok(object)
}
