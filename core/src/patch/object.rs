//! Patches of objects: typed ones, and those whose type a scheme knows or nobody does.

use std::any::Any;

use super::{Patch, PatchType, text};
use crate::codec::{Frame, Serializer};
use crate::dynamic::{AnyList, DynamicObject, PartialObjectMetadata};
use crate::error::{Error, ErrorKind, Problem};
use crate::fields::FieldTable;
use crate::object::{AnyObject, AsObject, Object};
use crate::path::FieldPath;
use crate::scheme::{Registration, Scheme};
use crate::value::{Tape, Value};

mod unchanged;

/// What makes an object the one that it is: a patch changes none of it.
const IDENTITY: [&str; 5] = ["apiVersion", "kind", "metadata.name", "metadata.namespace", "metadata.uid"];

impl Patch {
    /// The patch that makes `after` of `before`, two states of one object.
    ///
    /// A field that the written form of `before` leaves out because it is the type's default, and that is still the
    /// default in `after`, is not in the patch.
    ///
    /// # Errors
    /// `Invalid` when the objects differ in what makes an object the one that it is: name, namespace or uid; `Unsupported`,
    /// with its path, when the format cannot say the change, and for a strategic merge patch of a type without a table
    /// of fields.
    pub fn create<T: Object>(patch_type: PatchType, before: &T, after: &T) -> Result<Self, Error> {
        let serializer = Serializer::new(const { Scheme::from_static(&[]) });
        let decode = |frame: &Frame| {
            let object = serializer.decoder().decode_as::<T>(frame)?;
            Ok(Box::new(object) as Box<dyn AnyObject>)
        };
        let fields = known_fields(patch_type, before, T::fields())?;
        create(patch_type, before, after, fields, Some(&decode))
    }

    /// The object with the patch applied; its type need not be in any scheme.
    ///
    /// # Errors
    /// `Invalid` when the patch changes what makes an object the one that it is: `apiVersion`, `kind`, name, namespace or
    /// uid; when the patch does not fit the object; or when what it makes is no `T`, with every problem and its path.
    pub fn apply<T: Object>(&self, object: &T) -> Result<T, Error> {
        let patched = self.apply_to(object, known_fields(self.patch_type(), object, T::fields())?)?;
        let serializer = Serializer::new(const { Scheme::from_static(&[]) });
        let frame = Frame::json(text::of(&patched));
        serializer.decoder().decode_as(&frame).map_err(|error| no_object(self.patch_type(), object, &error))
    }

    /// The written form of the object with the patch applied.
    fn apply_to(&self, object: &dyn AnyObject, fields: Option<&'static FieldTable>) -> Result<Value, Error> {
        let before = written(object)?;
        let named = |error: Error| {
            let message = format!("{} to {}", error.message(), object.described());
            error.with_message(message)
        };
        let after = self.apply_to_value(before.clone(), fields).map_err(named)?;
        let problems = changed_identity(&before, &after);
        if problems.is_empty() {
            return Ok(after);
        }
        let message = format!("cannot apply the {} to {}", self.patch_type().name(), object.described());
        Err(Error::new(ErrorKind::Invalid, message).with_problems(problems))
    }
}

/// Makes patches of objects, and applies them, where the type is not known when it is compiled.
///
/// The list keys of a strategic merge patch are those of the type that the scheme has for the object's kind, also when
/// the object itself is dynamic. Of a kind that the scheme does not have nobody knows them, so such a patch is refused, as
/// Kubernetes refuses it for custom resources; the two other formats need no type.
#[derive(Clone, Debug)]
pub struct Patcher {
    serializer: Serializer,
}

impl Patcher {
    /// A patcher for the kinds of a scheme.
    pub fn new(scheme: impl Into<Scheme>) -> Self {
        Self { serializer: Serializer::new(scheme) }
    }

    /// The patch that makes `after` of `before`, two states of one object.
    ///
    /// # Errors
    /// As [`Patch::create`]; `Unsupported` for a strategic merge patch of a kind that the scheme does not have.
    pub fn create(
        &self,
        patch_type: PatchType,
        before: &(impl AsObject + ?Sized),
        after: &(impl AsObject + ?Sized),
    ) -> Result<Patch, Error> {
        let (before, after) = (before.as_object(), after.as_object());
        let fields = self.fields(patch_type, before)?;
        let decode = |frame: &Frame| self.serializer.decoder().decode(frame);
        let is_typed = self.is_typed(before);
        create(patch_type, before, after, fields, is_typed.then_some(&decode))
    }

    /// The object with the patch applied: of the same type as it was, or dynamic if it was of none that the scheme has.
    ///
    /// A dynamic object of a kind that the scheme has stays dynamic, and is not compared with its type.
    ///
    /// # Errors
    /// As [`Patch::apply`]; `Unsupported` for a strategic merge patch of a kind that the scheme does not have, and for what
    /// is no whole object: metadata alone, or a list.
    pub fn apply(
        &self,
        patch: &Patch,
        object: &(impl AsObject + ?Sized),
    ) -> Result<Box<dyn AnyObject>, Error> {
        let object = object.as_object();
        let fields = self.fields(patch.patch_type(), object)?;
        let patched = patch.apply_to(object, fields)?;
        self.object_like(object, patched).map_err(|error| no_object(patch.patch_type(), object, &error))
    }

    /// The object with the status of another state of it and nothing else of that.
    ///
    /// # Errors
    /// `Unsupported` when the kind has no status, and for what is no whole object; `Invalid` when the two are not one
    /// object.
    pub fn with_status(
        &self,
        object: &(impl AsObject + ?Sized),
        status_of: &(impl AsObject + ?Sized),
    ) -> Result<Box<dyn AnyObject>, Error> {
        let (object, other) = (object.as_object(), status_of.as_object());
        check_whole(object)?;
        check_whole(other)?;
        let failed = |kind, message: &str| {
            Error::new(kind, format!("cannot update the status of {}: {message}", object.described()))
        };
        if self.lacks_status(object) {
            return Err(failed(ErrorKind::Unsupported, "the kind has none"));
        }
        let (mut patched, other) = (written(object)?, written(other)?);
        let problems = changed_identity(&patched, &other);
        if !problems.is_empty() {
            return Err(failed(ErrorKind::Invalid, "it is another object").with_problems(problems));
        }
        if let Value::Mapping(fields) = &mut patched {
            match other.get("status") {
                Some(status) => drop(fields.insert("status", status.clone())),
                None => drop(fields.remove("status")),
            }
        }
        let made = self.object_like(object, patched);
        made.map_err(|error| {
            failed(ErrorKind::Invalid, "it would be invalid").with_problems(problems_of(&error))
        })
    }

    /// Whether the type of the kind says that there is no status.
    fn lacks_status(&self, object: &dyn AnyObject) -> bool {
        let registration = self.serializer.scheme().get(&object.gvk());
        let table = registration.and_then(Registration::fields);
        table
            .is_some_and(|table| table.fields.iter().all(|field| !field.flatten && !field.is_named("status")))
    }

    /// The fields by which lists are merged.
    fn fields(
        &self,
        patch_type: PatchType,
        object: &dyn AnyObject,
    ) -> Result<Option<&'static FieldTable>, Error> {
        check_whole(object)?;
        if let Some(registration) = self.serializer.scheme().get(&object.gvk()) {
            return known_fields(patch_type, object, registration.fields());
        }
        if patch_type != PatchType::StrategicMerge {
            return Ok(None);
        }
        Err(no_fields(object, "is not registered"))
    }

    fn is_typed(&self, object: &dyn AnyObject) -> bool {
        let registration = self.serializer.scheme().get(&object.gvk());
        registration.is_some_and(|registration| registration.type_id() == (object as &dyn Any).type_id())
    }

    fn object_like(&self, object: &dyn AnyObject, value: Value) -> Result<Box<dyn AnyObject>, Error> {
        if self.is_typed(object) {
            return self.serializer.decoder().decode(&Frame::json(text::of(&value)));
        }
        DynamicObject::from_value(value).map(|object| Box::new(object) as Box<dyn AnyObject>)
    }
}

/// The table of a type, without which a strategic merge patch would replace every list.
fn known_fields(
    patch_type: PatchType,
    object: &dyn AnyObject,
    fields: Option<&'static FieldTable>,
) -> Result<Option<&'static FieldTable>, Error> {
    match (patch_type, fields) {
        (PatchType::StrategicMerge, None) => Err(no_fields(object, "has a type that does not")),
        (_, fields) => Ok(fields),
    }
}

fn no_fields(object: &dyn AnyObject, why: &str) -> Error {
    let message = format!(
        "a strategic merge patch needs a type that says how lists are merged, and {} {why}: use a {} or a {}",
        object.gvk(),
        PatchType::Merge.name(),
        PatchType::Json.name()
    );
    Error::new(ErrorKind::Unsupported, message)
}

type Decode<'d> = &'d dyn Fn(&Frame) -> Result<Box<dyn AnyObject>, Error>;

fn create(
    patch_type: PatchType,
    before: &dyn AnyObject,
    after: &dyn AnyObject,
    fields: Option<&'static FieldTable>,
    decode: Option<Decode<'_>>,
) -> Result<Patch, Error> {
    let named = |error: Error| {
        let message = format!("{} for {}", error.message(), after.described());
        error.with_message(message)
    };
    let (old, new) = (written(before)?, written(after)?);
    let problems = changed_identity(&old, &new);
    if !problems.is_empty() {
        let message = format!("cannot create a {}", patch_type.name());
        return Err(named(Error::new(ErrorKind::Invalid, message).with_problems(problems)));
    }
    let new = match decode {
        Some(decode) => unchanged::without_defaults(&old, new, decode),
        None => new,
    };
    Patch::between(patch_type, &old, &new, fields).map_err(named)
}

/// Refuses what stands for less or more than one whole object.
fn check_whole(object: &dyn AnyObject) -> Result<(), Error> {
    let what = if object.is::<PartialObjectMetadata>() {
        "metadata alone"
    } else if object.is::<AnyList>() {
        "a list"
    } else {
        return Ok(());
    };
    Err(Error::new(ErrorKind::Unsupported, format!("{what} is no object that a patch could change")))
}

/// The written form of an object.
fn written(object: &dyn AnyObject) -> Result<Value, Error> {
    let mut tape = Tape::default();
    object.record(&mut tape)?;
    Ok(tape.to_value())
}

/// A problem for each part of the identity in which two states differ.
fn changed_identity(before: &Value, after: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    for path in IDENTITY.map(FieldPath::from) {
        // An empty text is what an absent one is.
        let part = |value: &Value| {
            value.at_path(&path).filter(|part| !part.is_null() && part.as_str() != Some("")).cloned()
        };
        let (old, new) = (part(before), part(after));
        if old != new {
            let message = format!("cannot change from {} to {}", shown(old.as_ref()), shown(new.as_ref()));
            problems.push(Problem::new(message).at_path(path));
        }
    }
    problems
}

fn shown(part: Option<&Value>) -> String {
    part.map_or_else(|| "nothing".to_owned(), text::of)
}

/// The error for what a patch made, when that is no object of the type.
fn no_object(patch_type: PatchType, object: &dyn AnyObject, error: &Error) -> Error {
    let message =
        format!("cannot apply the {} to {}: what it makes is invalid", patch_type.name(), object.described());
    Error::new(ErrorKind::Invalid, message).with_problems(problems_of(error))
}

/// The problems by their fields: nobody wrote the text that they were found in.
fn problems_of(error: &Error) -> Vec<Problem> {
    if error.problems().is_empty() {
        return vec![Problem::new(error.message())];
    }
    let problem = |problem: &Problem| Problem::new(problem.message()).at_path(problem.path().clone());
    error.problems().iter().map(problem).collect()
}
