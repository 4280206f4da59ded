//! One kind in one version as the scheme holds it: coordinates, and the functions that the type gave.

use std::any::TypeId;

use crate::emit::{self, JsonStyle};
use crate::error::{Error, ErrorKind, Problem};
use crate::fields::FieldTable;
use crate::object::{AnyObject, Conversion, Object};
use crate::resource::ApiResource;
#[cfg(feature = "testing")]
use crate::testing::{self, Learned, Source};
use crate::validate::Validation;
use crate::value::{Tape, Value};
use crate::yaml;
use crate::yaml::de::{DecodeError, Decoding, Fault, NodeDeserializer};

/// What a scheme knows of one kind in one version: a constant table of function pointers, made from the type.
#[derive(Clone, Copy, Debug)]
pub struct Registration {
    resource: ApiResource,
    type_id: fn() -> TypeId,
    decode: DecodeFn,
    set_defaults: fn(&mut dyn AnyObject),
    validate: fn(&dyn AnyObject, &mut Validation),
    fields: fn() -> Option<&'static FieldTable>,
    initial: fn() -> Result<Option<Value>, Error>,
    assign: fn(&mut dyn AnyObject, Box<dyn AnyObject>),
    conversion: Option<Conversion>,
    default_hook: Option<&'static str>,
    #[cfg(feature = "testing")]
    generate: GenerateFn,
}

/// Makes up an object for the tests of all types.
#[cfg(feature = "testing")]
type GenerateFn = fn(&mut Source, &mut Learned) -> Result<Box<dyn AnyObject>, String>;

/// Decodes one node of a tree into a boxed object.
pub(crate) type DecodeFn = for<'a> fn(NodeDeserializer<'a>) -> Result<Box<dyn AnyObject>, DecodeError>;

inventory::collect!(Registration);

impl Registration {
    /// The registration of a type.
    pub const fn of<T: Object>() -> Self {
        Self {
            resource: T::RESOURCE,
            type_id: TypeId::of::<T>,
            decode: decode::<T>,
            set_defaults: set_defaults::<T>,
            validate: validate::<T>,
            fields: T::fields,
            initial: initial::<T>,
            assign: assign::<T>,
            conversion: T::CONVERSION,
            default_hook: T::DEFAULT_HOOK,
            #[cfg(feature = "testing")]
            generate: generate::<T>,
        }
    }

    /// Group, version, kind and names.
    pub const fn resource(&self) -> &ApiResource {
        &self.resource
    }

    /// Which Rust type this is.
    pub fn type_id(&self) -> TypeId {
        (self.type_id)()
    }

    /// What is known of the type's fields.
    pub fn fields(&self) -> Option<&'static FieldTable> {
        (self.fields)()
    }

    /// How this version converts to its hub and back, if it has one.
    pub const fn conversion(&self) -> Option<&Conversion> {
        self.conversion.as_ref()
    }

    /// The path of the type's defaulting hook, if it has one.
    pub const fn default_hook(&self) -> Option<&'static str> {
        self.default_hook
    }

    /// Runs the type's defaulting hook. An object of another type stays as it is.
    pub fn set_defaults(&self, object: &mut dyn AnyObject) {
        (self.set_defaults)(object);
    }

    /// Runs the type's validation hook. Of an object of another type nothing is said.
    pub fn validate(&self, object: &dyn AnyObject, validation: &mut Validation) {
        (self.validate)(object, validation);
    }

    /// What a new object of the type starts from: its `Default` as a value, if it has one.
    pub(crate) fn initial(&self) -> Result<Option<Value>, Error> {
        (self.initial)()
    }

    /// Replaces an object by another of the same type.
    pub(crate) fn assign(&self, object: &mut dyn AnyObject, value: Box<dyn AnyObject>) {
        (self.assign)(object, value);
    }

    #[cfg(feature = "testing")]
    pub(crate) fn generate(
        &self,
        source: &mut Source,
        learned: &mut Learned,
    ) -> Result<Box<dyn AnyObject>, String> {
        (self.generate)(source, learned)
    }

    pub(crate) fn decode(&self) -> DecodeFn {
        self.decode
    }

    /// Makes an object of its value, through the library's one deserializer.
    pub(crate) fn make(&self, value: &Value) -> Result<Box<dyn AnyObject>, Error> {
        let mut text = String::new();
        emit::json(&Tape::of(value)?, JsonStyle::Compact, &mut text);
        let failed =
            || Error::new(ErrorKind::Invalid, format!("cannot make {} of its values", self.resource.gvk()));
        let tree = yaml::parse_json(&text).map_err(|error| failed().with_source(error))?;
        let root = tree.root().ok_or_else(failed)?;
        let (object, faults) = Decoding::new(&tree, root).run(self.decode);
        let problem = |fault: &Fault| Problem::new(&fault.message).at_path(fault.path.clone());
        object.ok_or_else(|| failed().with_problems(faults.errors.iter().map(problem)))
    }
}

#[cfg(feature = "testing")]
fn generate<T: Object>(source: &mut Source, learned: &mut Learned) -> Result<Box<dyn AnyObject>, String> {
    Ok(Box::new(testing::generate::<T>(source, learned)?))
}

fn decode<T: Object>(node: NodeDeserializer<'_>) -> Result<Box<dyn AnyObject>, DecodeError> {
    Ok(Box::new(T::deserialize(node)?))
}

fn set_defaults<T: Object>(object: &mut dyn AnyObject) {
    if let Some(object) = object.downcast_mut::<T>() {
        object.set_defaults();
    }
}

fn validate<T: Object>(object: &dyn AnyObject, validation: &mut Validation) {
    if let Some(object) = object.downcast_ref::<T>() {
        object.validate(validation);
    }
}

fn initial<T: Object>() -> Result<Option<Value>, Error> {
    let Some(object) = T::initial() else {
        return Ok(None);
    };
    let mut tape = Tape::default();
    tape.record(&object)?;
    Ok(Some(tape.to_value()))
}

fn assign<T: Object>(object: &mut dyn AnyObject, value: Box<dyn AnyObject>) {
    if let (Some(object), Ok(value)) = (object.downcast_mut::<T>(), value.downcast::<T>()) {
        *object = *value;
    }
}
