//! Applying the operations of a JSON patch.

use super::equal::equal;
use super::{JsonPatch, JsonPointer, Operation};
use crate::error::{Error, ErrorKind, Problem};
use crate::patch::{PatchType, cannot_apply};
use crate::path::FieldPath;
use crate::value::Value;
use crate::value::pointer::{array_index, find, find_mut};
use crate::yaml::MAX_DEPTH;

/// How many bytes the copies of one patch may take all together, as in Kubernetes: each copy can double a value.
const MAX_COPIED: usize = 3 << 20;

impl JsonPatch {
    /// The value with all operations applied.
    ///
    /// # Errors
    /// `Invalid`, with the number of the operation from 0 and its path, when a place is not there or a test fails;
    /// `LimitExceeded` when copies or nesting grow beyond what an object can be.
    pub fn apply(&self, mut value: Value) -> Result<Value, Error> {
        let mut copied = 0;
        for (index, operation) in self.operations.iter().enumerate() {
            perform(operation, &mut value, &mut copied).map_err(|failure| {
                let message =
                    format!("{} {:?}: {}", operation.name(), operation.path().to_string(), failure.0);
                let problem = Problem::new(message).at_path(FieldPath::root().index(index));
                cannot_apply(PatchType::Json, failure.1, problem)
            })?;
        }
        Ok(value)
    }
}

/// Why an operation cannot be done.
struct Failure(&'static str, ErrorKind);

const fn invalid(message: &'static str) -> Failure {
    Failure(message, ErrorKind::Invalid)
}

const NOTHING_THERE: Failure = invalid("there is nothing at this path");
const NOTHING_FROM: Failure = invalid("there is nothing at the path in `from`");

fn perform(operation: &Operation, root: &mut Value, copied: &mut usize) -> Result<(), Failure> {
    match operation {
        Operation::Add { path, value } => add(root, path, value.clone()),
        Operation::Remove { path } => remove(root, path).map(drop),
        Operation::Replace { path, value } => {
            check_depth(path, value)?;
            *find_mut(root, path.tokens()).ok_or(NOTHING_THERE)? = value.clone();
            Ok(())
        }
        Operation::Move { from, path } if from.is_above(path) => {
            Err(invalid("a value cannot be moved into itself"))
        }
        Operation::Move { from, path } if from == path => {
            find(root, from.tokens()).map(drop).ok_or(NOTHING_FROM)
        }
        Operation::Move { from, path } => {
            let value = remove(root, from).or(Err(NOTHING_FROM))?;
            add(root, path, value)
        }
        Operation::Copy { from, path } => {
            let value = find(root, from.tokens()).ok_or(NOTHING_FROM)?;
            *copied = copied.saturating_add(size(value));
            if *copied > MAX_COPIED {
                return Err(Failure(
                    "the copies of the patch take more than 3 MiB",
                    ErrorKind::LimitExceeded,
                ));
            }
            let value = value.clone();
            add(root, path, value)
        }
        Operation::Test { path, value } => match find(root, path.tokens()) {
            Some(found) if equal(found, value) => Ok(()),
            Some(_) => Err(invalid("the value is another one than is expected")),
            None => Err(NOTHING_THERE),
        },
    }
}

/// The list or mapping that a place is in, and the last step to it; `None` for the place of the whole value.
fn parent<'v, 'p>(
    root: &'v mut Value,
    path: &'p JsonPointer,
) -> Result<Option<(&'v mut Value, &'p String)>, Failure> {
    let Some((last, above)) = path.tokens().split_last() else { return Ok(None) };
    let parent = find_mut(root, above);
    let parent = parent.ok_or(invalid("there is no list or mapping that this path would be in"))?;
    Ok(Some((parent, last)))
}

fn add(root: &mut Value, path: &JsonPointer, value: Value) -> Result<(), Failure> {
    check_depth(path, &value)?;
    match parent(root, path)? {
        None => *root = value,
        Some((Value::Mapping(fields), key)) => {
            fields.insert(key.as_str(), value);
        }
        Some((Value::Sequence(items), token)) => {
            let at = if token == "-" { Some(items.len()) } else { array_index(token) };
            let at = at.ok_or(invalid("a place in a list is a number without leading zeros, or `-`"))?;
            if at > items.len() {
                return Err(invalid("the list is shorter"));
            }
            items.insert(at, value);
        }
        Some(_) => return Err(invalid("what this path would be in is no list or mapping")),
    }
    Ok(())
}

fn remove(root: &mut Value, path: &JsonPointer) -> Result<Value, Failure> {
    match parent(root, path)? {
        None => Err(invalid("the whole value cannot be removed")),
        Some((Value::Mapping(fields), key)) => fields.remove(key).ok_or(NOTHING_THERE),
        Some((Value::Sequence(items), token)) => match array_index(token) {
            Some(at) if at < items.len() => Ok(items.remove(at)),
            _ => Err(NOTHING_THERE),
        },
        Some(_) => Err(NOTHING_THERE),
    }
}

/// Refuses what could not be read again: no text nests so deep.
fn check_depth(path: &JsonPointer, value: &Value) -> Result<(), Failure> {
    if path.tokens().len() + depth(value) > MAX_DEPTH {
        return Err(Failure("the values would be nested too deeply", ErrorKind::LimitExceeded));
    }
    Ok(())
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Sequence(items) => 1 + items.iter().map(depth).max().unwrap_or_default(),
        Value::Mapping(fields) => 1 + fields.values().map(depth).max().unwrap_or_default(),
        _ => 0,
    }
}

/// About how many bytes a value takes in JSON.
fn size(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 8,
        Value::String(text) => text.len() + 2,
        Value::Sequence(items) => items.iter().map(|item| size(item) + 1).sum::<usize>() + 2,
        Value::Mapping(fields) => {
            fields.iter().map(|(key, value)| key.len() + size(value) + 4).sum::<usize>() + 2
        }
    }
}
