//! Each law on one kind in one version.

use std::cell::RefCell;

use super::Source;
use super::run::{Case, Law, Outcome};
use crate::codec::{ContentType, Decoder, Frame, Warning, WarningKind};
use crate::convert::needless::Ways;
use crate::convert::{Converter, RESIDUAL_PREFIX, keyed, without_residuals};
use crate::error::{ConversionFault, Error};
use crate::meta::MetadataExt;
use crate::object::AnyObject;
use crate::path::FieldPath;
use crate::scheme::Registration;
use crate::value::{Tape, Value};

type Object = Box<dyn AnyObject>;

pub(super) fn holds(law: Law, case: &Case<'_>, source: &mut Source) -> Outcome {
    match law {
        Law::Encode => encode(case, source),
        Law::Strict => strict(case, source),
        Law::Formats => formats(case, source),
        Law::Clone => clone(case, source),
        Law::Defaults => defaults(case, source),
        Law::Damage => damage(case, source),
        Law::HubRoundTrip
        | Law::SpokeRoundTrip
        | Law::Edit
        | Law::Restored
        | Law::Kept
        | Law::Order
        | Law::WrongWay => {
            let converter = Converter::new(case.serializer.scheme());
            let hub = converter.hub_of(case.registration).map_err(told)?;
            if case.registration.conversion().is_none() {
                return Ok(());
            }
            let ways = Ways::between(converter, hub, case.registration).map_err(told)?;
            let Some(ways) = ways else { return Ok(()) };
            let spoke = Spoke { case, converter, hub, ways };
            match spoke.holds(law, source) {
                // A kind without metadata has no place for what its versions lose.
                Err(Failure::Error(error)) if error.conversion_fault() == Some(ConversionFault::Lossy) => {
                    Ok(())
                }
                Err(Failure::Error(error)) => Err(told(error)),
                Err(Failure::Broken(reason)) => Err(reason),
                Ok(()) => Ok(()),
            }
        }
    }
}

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn wire(object: &dyn AnyObject) -> Result<Value, Error> {
    let mut tape = Tape::default();
    object.record(&mut tape)?;
    Ok(tape.to_value())
}

fn shown(value: &Value) -> String {
    let mut text = String::new();
    match Tape::of(value) {
        Ok(tape) => crate::emit::yaml(&tape, &mut text),
        Err(error) => text = error.to_string(),
    }
    text
}

/// The object as YAML, or why it has none.
pub(super) fn shown_object(object: &dyn AnyObject) -> String {
    wire(object).map_or_else(|error| error.to_string(), |value| shown(&value))
}

fn equal(what: &str, is: &Value, expected: &Value) -> Outcome {
    if is == expected {
        return Ok(());
    }
    Err(format!("{what}\nexpected\n{}\nfound\n{}", shown(expected), shown(is)))
}

const FORMATS: [ContentType; 2] = [ContentType::Yaml, ContentType::Json];

fn encode(case: &Case<'_>, source: &mut Source) -> Outcome {
    let object = case.object(source)?;
    for format in FORMATS {
        let text = case.serializer.encoder().to_string(&object, format).map_err(told)?;
        let again = case.serializer.encoder().to_string(&object, format).map_err(told)?;
        if text != again {
            return Err(format!("written twice, it differs:\n{text}\n{again}"));
        }
        let read = read(&case.serializer.decoder(), format, &text)?;
        equal("read back, it differs", &wire(&*read).map_err(told)?, &wire(&*object).map_err(told)?)?;
    }
    Ok(())
}

fn read(decoder: &Decoder<'_>, format: ContentType, text: &str) -> Result<Object, String> {
    decoder.decode(&Frame::new(format, text.as_bytes().to_vec())).map_err(told)
}

fn strict(case: &Case<'_>, source: &mut Source) -> Outcome {
    let object = case.object(source)?;
    let warnings = std::sync::Mutex::new(Vec::new());
    let note = |warning: &Warning| {
        if warning.kind != WarningKind::Deprecated
            && let Ok(mut warnings) = warnings.lock()
        {
            warnings.push(warning.to_string());
        }
    };
    for format in FORMATS {
        let text = case.serializer.encoder().to_string(&object, format).map_err(told)?;
        drop(read(&case.serializer.decoder().on_warning(note), format, &text)?);
    }
    let warnings = warnings.lock().map(|warnings| warnings.join("\n")).unwrap_or_default();
    if warnings.is_empty() { Ok(()) } else { Err(warnings) }
}

fn formats(case: &Case<'_>, source: &mut Source) -> Outcome {
    let object = case.object(source)?;
    let [yaml, json] = FORMATS.map(|format| {
        let text = case.serializer.encoder().to_string(&object, format).map_err(told)?;
        let read = read(&case.serializer.decoder(), format, &text)?;
        wire(&*read).map_err(told)
    });
    equal("YAML and JSON differ", &yaml?, &json?)
}

fn clone(case: &Case<'_>, source: &mut Source) -> Outcome {
    let (object, other) = (case.object(source)?, case.object(source)?);
    let before = wire(&*object).map_err(told)?;
    let mut copy = object.clone();
    equal("a clone differs", &wire(&*copy).map_err(told)?, &before)?;
    case.registration.assign(&mut *copy, other);
    if let Some(metadata) = copy.metadata_mut() {
        metadata.set_label("changed", "yes");
    }
    case.registration.set_defaults(&mut *copy);
    equal("a change of the clone changed the original", &wire(&*object).map_err(told)?, &before)
}

fn defaults(case: &Case<'_>, source: &mut Source) -> Outcome {
    let mut object = case.object(source)?;
    let before = wire(&*object).map_err(told)?;
    case.serializer.defaulter().default(&mut *object).map_err(told)?;
    let once = wire(&*object).map_err(told)?;
    case.serializer.defaulter().default(&mut *object).map_err(told)?;
    equal("defaults applied twice differ from those applied once", &wire(&*object).map_err(told)?, &once)?;
    let mut set = Vec::new();
    leaves(&before, &FieldPath::root(), &mut set);
    for (path, value) in set {
        if once.at_path(&path) != Some(value) {
            return Err(format!("`{path}` was set, and a default changed it in\n{}", shown(&before)));
        }
    }
    Ok(())
}

/// All values that are no collections, and where they are.
fn leaves<'v>(value: &'v Value, path: &FieldPath, found: &mut Vec<(FieldPath, &'v Value)>) {
    match value {
        Value::Mapping(map) => map.iter().for_each(|(name, value)| leaves(value, &path.field(name), found)),
        Value::Sequence(items) => {
            items.iter().enumerate().for_each(|(index, item)| leaves(item, &path.index(index), found));
        }
        scalar => found.push((path.clone(), scalar)),
    }
}

fn damage(case: &Case<'_>, source: &mut Source) -> Outcome {
    const BYTES: &[u8] = b"\0\n\t :-#&*!|>'\"%@`{}[],?09az\xc3\xff";
    let object = case.object(source)?;
    for format in FORMATS {
        let text = case.serializer.encoder().to_string(&object, format).map_err(told)?;
        let mut bytes = text.into_bytes();
        for _ in 0..=source.below(4) {
            let at = usize::try_from(source.below(bytes.len() as u64)).unwrap_or_default();
            let byte =
                usize::try_from(source.below(BYTES.len() as u64)).ok().and_then(|index| BYTES.get(index));
            match (source.below(3), byte, bytes.get_mut(at)) {
                (0, Some(byte), Some(place)) => *place = *byte,
                (1, Some(byte), Some(_)) => bytes.insert(at, *byte),
                (2, _, Some(_)) => drop(bytes.drain(at..(at + 3).min(bytes.len()))),
                _ => {}
            }
        }
        let frame = Frame::new(format, bytes);
        for is_strict in [true, false] {
            let decoder = case.serializer.decoder().strict(is_strict).default(true).validate(true);
            // What comes of it does not matter: that it comes back at all does.
            let outcome: RefCell<Vec<bool>> = RefCell::default();
            outcome.borrow_mut().push(decoder.clone().decode(&frame).is_ok());
            outcome.borrow_mut().push(decoder.convert_to_hub(true).decode(&frame).is_ok());
        }
    }
    Ok(())
}

/// A law of a spoke does not hold, or could not be looked at.
enum Failure {
    Broken(String),
    Error(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<String> for Failure {
    fn from(reason: String) -> Self {
        Self::Broken(reason)
    }
}

/// A version that is not the hub of its kind.
struct Spoke<'c, 's> {
    case: &'c Case<'s>,
    converter: Converter<'s>,
    hub: &'static Registration,
    ways: Ways,
}

impl Spoke<'_, '_> {
    fn holds(&self, law: Law, source: &mut Source) -> Result<(), Failure> {
        match law {
            Law::HubRoundTrip => self.hub_round_trip(source),
            Law::SpokeRoundTrip => self.spoke_round_trip(source),
            Law::Edit => self.edit(source),
            Law::Restored => self.restored(source),
            Law::Kept => self.kept(source),
            Law::Order => self.order(source),
            _ => self.wrong_way(source),
        }
    }

    fn down(&self, hub: Object) -> Result<Object, Error> {
        self.converter.convert_into_new(hub, &self.case.registration.resource().gvk())
    }

    fn up(&self, spoke: Object) -> Result<Object, Error> {
        self.converter.convert_into_new(spoke, &self.hub.resource().gvk())
    }

    fn hub_round_trip(&self, source: &mut Source) -> Result<(), Failure> {
        let hub = self.case.hub(self.hub, source)?;
        let back = self.up(self.down(hub.clone())?)?;
        Ok(equal("converted and back, the hub differs", &wire(&*back)?, &wire(&*hub)?)?)
    }

    fn spoke_round_trip(&self, source: &mut Source) -> Result<(), Failure> {
        let spoke = self.case.object(source)?;
        let back = self.down(self.up(spoke.clone())?)?;
        Ok(equal("converted to the hub and back, it differs", &wire(&*back)?, &wire(&*spoke)?)?)
    }

    /// A hub as the version sees it, with one part of it replaced by that of another object; nothing if the two make no
    /// object of the type.
    fn edited(&self, hub: &dyn AnyObject, source: &mut Source) -> Result<Option<Object>, Failure> {
        let other = wire(&*self.case.object(source)?)?;
        let mut value = wire(&*self.down(hub.clone_boxed())?)?;
        replace_part(&mut value, &other, source);
        Ok(self.case.registration.make(&value).ok())
    }

    fn edit(&self, source: &mut Source) -> Result<(), Failure> {
        let hub = self.case.hub(self.hub, source)?;
        let Some(edited) = self.edited(&*hub, source)? else { return Ok(()) };
        let meant = wire(&*without_residuals(edited.clone()))?;
        let view = self.down(self.up(edited)?)?;
        Ok(equal(
            "after an edit, the version sees something else",
            &wire(&*without_residuals(view))?,
            &meant,
        )?)
    }

    fn restored(&self, source: &mut Source) -> Result<(), Failure> {
        let hub = self.case.hub(self.hub, source)?;
        let Some(edited) = self.edited(&*hub, source)? else { return Ok(()) };
        let meant = wire(&*without_residuals(edited.clone()))?;
        let unrestored = wire(&*self.ways.there(self.ways.back(edited.clone())?)?)?;
        let seen = wire(&*self.ways.there(self.up(edited)?)?)?;
        match hidden(&meant, &unrestored, &seen, &FieldPath::root()) {
            Some(path) => {
                Err(format!("with what was restored, `{path}` is not seen in\n{}", shown(&seen)).into())
            }
            None => Ok(()),
        }
    }

    fn kept(&self, source: &mut Source) -> Result<(), Failure> {
        let (hub, spoke) = (self.case.hub(self.hub, source)?, self.case.object(source)?);
        self.kept_by_an_edit(&self.ways, &*hub, &*spoke, self.case.registration, source)?;
        let (spoke, hub) = (self.case.object(source)?, self.case.hub(self.hub, source)?);
        self.kept_by_an_edit(&self.ways.reversed(), &*spoke, &*hub, self.hub, source)
    }

    /// An object that is converted, edited there by a part of another object, and converted back.
    fn kept_by_an_edit(
        &self,
        ways: &Ways,
        object: &dyn AnyObject,
        other: &dyn AnyObject,
        there: &Registration,
        source: &mut Source,
    ) -> Result<(), Failure> {
        let gvk = object.gvk();
        let mut value =
            wire(&*self.converter.convert_into_new(object.clone_boxed(), &there.resource().gvk())?)?;
        replace_part(&mut value, &wire(other)?, source);
        let Ok(mut edited) = there.make(&value) else { return Ok(()) };
        if let Some(metadata) = edited.metadata_mut() {
            metadata.set_label("edited", "yes");
        }
        let result = self.converter.convert_into_new(edited.clone(), &gvk)?;
        let lost = ways.lost_without_need(object, &*edited, &*result)?;
        if lost.is_empty() {
            return Ok(());
        }
        let lost: Vec<String> = lost.iter().map(ToString::to_string).collect();
        let (object, edited) = (shown(&wire(object)?), shown(&wire(&*edited)?));
        Err(format!("an edit lost {}:\n{object}\nedited\n{edited}", lost.join(", ")).into())
    }

    fn order(&self, source: &mut Source) -> Result<(), Failure> {
        let hub = self.case.hub(self.hub, source)?;
        let mut value = wire(&*self.down(hub.clone())?)?;
        if !keyed::reverse(&mut value, self.case.registration.fields()) {
            return Ok(());
        }
        let reversed = self.case.registration.make(&value)?;
        let (mut result, mut expected) = (wire(&*self.up(reversed)?)?, wire(&*hub)?);
        for value in [&mut result, &mut expected] {
            keyed::sort(value, self.hub.fields());
        }
        Ok(equal(
            "items in another order lost something, as in a list that has its keys on one side only",
            &result,
            &expected,
        )?)
    }

    fn wrong_way(&self, source: &mut Source) -> Result<(), Failure> {
        let (other, hub) = (self.case.hub(self.hub, source)?, self.case.hub(self.hub, source)?);
        let name = format!("{RESIDUAL_PREFIX}{}", self.hub.resource().version);
        let donor = self.down(other)?;
        let residual =
            donor.metadata().and_then(|metadata| metadata.annotation(&name)).map(ToOwned::to_owned);
        let Some(residual) = residual else { return Ok(()) };
        let mut forged = hub.clone();
        if let Some(metadata) = forged.metadata_mut() {
            metadata.set_annotation(&name, &residual);
        }
        let back = self.up(self.down(forged)?)?;
        Ok(equal("a copied residual brought something back", &wire(&*back)?, &wire(&*hub)?)?)
    }
}

/// A place where the version sees what it says without anything restored, and something else with it.
fn hidden(meant: &Value, unrestored: &Value, seen: &Value, path: &FieldPath) -> Option<FieldPath> {
    if meant == unrestored {
        return (seen != meant).then(|| path.clone());
    }
    let (Value::Mapping(meant), Value::Mapping(unrestored), Value::Mapping(seen)) = (meant, unrestored, seen)
    else {
        return None;
    };
    let of_field = |(name, meant): (&str, &Value)| {
        let (unrestored, null) = (unrestored.get(name)?, Value::Null);
        hidden(meant, unrestored, seen.get(name).unwrap_or(&null), &path.field(name))
    };
    meant.iter().find_map(of_field)
}

/// Replaces a field, one or two steps below the object, by that of another object of the type.
fn replace_part(value: &mut Value, other: &Value, source: &mut Source) {
    let (Some(map), Some(other)) = (value.as_mapping_mut(), other.as_mapping()) else { return };
    let names: Vec<String> = map.keys().chain(other.keys()).map(ToOwned::to_owned).collect();
    let names: Vec<String> = names
        .into_iter()
        .filter(|name| !matches!(name.as_str(), "apiVersion" | "kind" | "metadata"))
        .collect();
    let index = usize::try_from(source.below(names.len() as u64)).unwrap_or_default();
    let Some(name) = names.get(index) else { return };
    if let (Some(inner), Some(theirs)) = (map.get_mut(name), other.get(name))
        && inner.as_mapping().is_some_and(|inner| !inner.is_empty())
        && source.below(4) > 0
    {
        replace_part(inner, theirs, source);
        return;
    }
    match other.get(name) {
        Some(theirs) => drop(map.insert(name.as_str(), theirs.clone())),
        None => drop(map.remove(name)),
    }
}
