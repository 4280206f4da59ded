//! The residual as text, in an annotation of the object that it is about.
//!
//! The annotation `libgitops.dev/residual-<version>` holds what that version has and the object's own version has no place
//! for: a JSON list of changes `[path, was, to]`. A path is a list of field names, and of `{"name": "x"}` for the item of a
//! list whose keys are these; `[]` at its end means the order of the list. `was` is the fingerprint of what must be there,
//! empty for nothing. Without `to` the value is removed. Two more entries are the number of steps to a struct in which
//! nothing must have changed, and its fingerprint.

use super::diff::Change;
use super::fingerprint::Fingerprint;
use super::steps::{Step, spelled};
use crate::emit::{self, JsonStyle};
use crate::error::{Error, ErrorKind, Problem};
use crate::meta::{Metadata, MetadataExt};
use crate::object::AnyObject;
use crate::value::{Tape, Value};
use crate::yaml;
use crate::yaml::de::Decoding;

/// What the names of annotations with residuals start with; the version that the residual serves follows.
pub const RESIDUAL_PREFIX: &str = "libgitops.dev/residual-";

/// How many bytes a residual may have, if an encoder is not told otherwise. All annotations of an object in a Kubernetes
/// API server may have 256 KiB.
pub const RESIDUAL_LIMIT: usize = 64 * 1024;

fn name_of(version: &str) -> String {
    format!("{RESIDUAL_PREFIX}{version}")
}

/// Whether any residual is there.
pub(super) fn has_any(metadata: Option<&dyn Metadata>) -> bool {
    metadata.is_some_and(|metadata| metadata.annotations().any(|(name, _)| name.starts_with(RESIDUAL_PREFIX)))
}

/// Takes the residual for a version out of an object; one that does not read as one is nothing.
pub(super) fn take(object: &mut dyn AnyObject, version: &str) -> Vec<Change> {
    let Some(metadata) = object.metadata_mut() else { return Vec::new() };
    let name = name_of(version);
    let Some(text) = metadata.annotation(&name) else { return Vec::new() };
    let changes = read(text).unwrap_or_default();
    metadata.remove_annotation(&name);
    changes
}

/// Removes every residual.
pub(super) fn remove_all(object: &mut dyn AnyObject) {
    let Some(metadata) = object.metadata_mut() else { return };
    let names = metadata.annotations().map(|(name, _)| name.to_owned());
    let names: Vec<String> = names.filter(|name| name.starts_with(RESIDUAL_PREFIX)).collect();
    for name in names {
        metadata.remove_annotation(&name);
    }
}

/// The object without any residual.
#[cfg(feature = "testing")]
pub(crate) fn without_residuals(mut object: Box<dyn AnyObject>) -> Box<dyn AnyObject> {
    remove_all(&mut *object);
    object
}

/// Puts the residual for a version into an object. Says whether it has metadata to hold it.
pub(super) fn put(object: &mut dyn AnyObject, version: &str, changes: &[Change]) -> Result<bool, Error> {
    let text = write(changes)?;
    let Some(metadata) = object.metadata_mut() else { return Ok(false) };
    metadata.set_annotation(&name_of(version), &text);
    Ok(true)
}

fn write(changes: &[Change]) -> Result<String, Error> {
    let value: Value = changes.iter().map(change_to_value).collect();
    let mut text = String::new();
    emit::json(&Tape::of(&value)?, JsonStyle::Compact, &mut text);
    text.truncate(text.trim_end().len());
    Ok(text)
}

fn read(text: &str) -> Option<Vec<Change>> {
    let tree = yaml::parse_json(text).ok()?;
    let decoding = Decoding::new(&tree, tree.root()?);
    let (value, faults) = decoding.run(|node| <Value as serde::Deserialize>::deserialize(node));
    if !faults.errors.is_empty() {
        return None;
    }
    value?.as_sequence()?.iter().map(change_from_value).collect()
}

fn change_to_value(change: &Change) -> Value {
    let path: Value = change.path.iter().map(Step::to_value).collect();
    let mut fields = vec![path, change.was.to_text().into()];
    fields.extend(change.to.clone());
    if let Some((depth, was)) = change.within {
        fields.extend([Value::from(depth), was.to_text().into()]);
    }
    Value::Sequence(fields)
}

fn change_from_value(value: &Value) -> Option<Change> {
    let (path, was, to, within) = match value.as_sequence()? {
        [path, was] => (path, was, None, None),
        [path, was, to] => (path, was, Some(to), None),
        [path, was, depth, within] => (path, was, None, Some((depth, within))),
        [path, was, to, depth, within] => (path, was, Some(to), Some((depth, within))),
        _ => return None,
    };
    let within = match within {
        None => None,
        Some((depth, was)) => {
            Some((usize::try_from(depth.as_u64()?).ok()?, Fingerprint::from_text(was.as_str()?)?))
        }
    };
    Some(Change {
        path: path.as_sequence()?.iter().map(Step::from_value).collect::<Option<_>>()?,
        was: Fingerprint::from_text(was.as_str()?)?,
        to: to.cloned(),
        within,
    })
}

/// The error for an object that carries a residual of more bytes than `limit`, naming every value in it.
pub(crate) fn too_large(object: &dyn AnyObject, limit: usize) -> Option<Error> {
    let metadata = object.metadata()?;
    let residual = |(name, text): (&str, &str)| {
        let version = name.strip_prefix(RESIDUAL_PREFIX)?;
        (text.len() > limit).then(|| (version.to_owned(), text.to_owned()))
    };
    let (version, text) = metadata.annotations().find_map(residual)?;
    let changes = read(&text).unwrap_or_default();
    let (gvk, bytes) = (object.gvk(), text.len());
    let message = format!(
        "what {version} has and {} has no place for takes {bytes} bytes, more than the limit of {limit}",
        gvk.group_version()
    );
    let problem = |change: &Change| {
        let path = spelled_without_a_value(&change.path);
        Problem::new(format!("is carried for {version}")).at_path(path.as_str().into())
    };
    Some(Error::new(ErrorKind::LimitExceeded, message).with_problems(changes.iter().map(problem)))
}

/// The path as text, items by their keys.
fn spelled_without_a_value(path: &[Step]) -> String {
    let fields: Vec<Step> = path.iter().filter(|step| matches!(step, Step::Field(_))).cloned().collect();
    spelled(&fields, &Value::Null).to_string()
}
