//! JSON patch, RFC 6902: a list of operations.

mod apply;
mod create;
mod equal;

use super::{JsonPointer, PatchType};
use crate::error::{Error, ErrorKind, Problem};
use crate::path::FieldPath;
use crate::value::{Map, Value};

/// How many operations a patch may have, as in Kubernetes.
pub const MAX_OPERATIONS: usize = 10_000;

/// A JSON patch: operations that are applied in their order, all of them or none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JsonPatch {
    operations: Vec<Operation>,
}

/// One operation of a JSON patch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Sets a field, or puts an item into a list before the one at the index; `-` stands for the end of the list.
    Add {
        /// The place, in a mapping or list that is there.
        path: JsonPointer,
        /// What will be there.
        value: Value,
    },
    /// Removes what is there.
    Remove {
        /// The place.
        path: JsonPointer,
    },
    /// Replaces what is there.
    Replace {
        /// The place.
        path: JsonPointer,
        /// What will be there.
        value: Value,
    },
    /// Removes what is at one place and adds it at another, which is not inside of it.
    Move {
        /// The place that loses the value.
        from: JsonPointer,
        /// The place that gets it.
        path: JsonPointer,
    },
    /// Adds what is at one place at another one too.
    Copy {
        /// The place that has the value.
        from: JsonPointer,
        /// The place that gets it.
        path: JsonPointer,
    },
    /// Fails unless the value is there: the same text, number, list or mapping, where 1 is 1.0.
    Test {
        /// The place.
        path: JsonPointer,
        /// What must be there.
        value: Value,
    },
}

impl Operation {
    /// The name in a patch, such as `add`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Add { .. } => "add",
            Self::Remove { .. } => "remove",
            Self::Replace { .. } => "replace",
            Self::Move { .. } => "move",
            Self::Copy { .. } => "copy",
            Self::Test { .. } => "test",
        }
    }

    /// The place that the operation is about.
    pub const fn path(&self) -> &JsonPointer {
        match self {
            Self::Add { path, .. }
            | Self::Remove { path }
            | Self::Replace { path, .. }
            | Self::Move { path, .. }
            | Self::Copy { path, .. }
            | Self::Test { path, .. } => path,
        }
    }

    fn to_value(&self) -> Value {
        let mut members = Map::from([("op", self.name())]);
        match self {
            Self::Move { from, .. } | Self::Copy { from, .. } => {
                members.insert("from", from.to_string());
            }
            _ => {}
        }
        members.insert("path", self.path().to_string());
        match self {
            Self::Add { value, .. } | Self::Replace { value, .. } | Self::Test { value, .. } => {
                members.insert("value", value.clone());
            }
            _ => {}
        }
        members.into()
    }
}

impl JsonPatch {
    /// The patch of these operations.
    ///
    /// # Errors
    /// `LimitExceeded` when there are more than [`MAX_OPERATIONS`].
    pub fn new(operations: Vec<Operation>) -> Result<Self, Error> {
        check_count(operations.len())?;
        Ok(Self { operations })
    }

    /// The patch that a value is.
    ///
    /// # Errors
    /// `Invalid`, with every wrong operation by its number from 0, such as `[3].path`; `LimitExceeded` when there are more
    /// than [`MAX_OPERATIONS`].
    pub fn from_value(value: Value) -> Result<Self, Error> {
        let Value::Sequence(items) = value else {
            return Err(unreadable(vec![Problem::new("a JSON patch is a list of operations")]));
        };
        check_count(items.len())?;
        let (mut operations, mut problems) = (Vec::with_capacity(items.len()), Vec::new());
        for (index, item) in items.into_iter().enumerate() {
            match operation(item, &FieldPath::root().index(index)) {
                Ok(operation) => operations.push(operation),
                Err(problem) => problems.push(*problem),
            }
        }
        if problems.is_empty() { Ok(Self { operations }) } else { Err(unreadable(problems)) }
    }

    /// The operations in their order.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The patch as a value.
    pub fn to_value(&self) -> Value {
        self.operations.iter().map(Operation::to_value).collect()
    }
}

fn check_count(count: usize) -> Result<(), Error> {
    if count <= MAX_OPERATIONS {
        return Ok(());
    }
    let message = format!("the JSON patch has {count} operations, and {MAX_OPERATIONS} are allowed");
    Err(Error::new(ErrorKind::LimitExceeded, message))
}

fn unreadable(problems: Vec<Problem>) -> Error {
    Error::new(ErrorKind::Invalid, format!("cannot read the {}", PatchType::Json.name()))
        .with_problems(problems)
}

fn operation(item: Value, at: &FieldPath) -> Result<Operation, Box<Problem>> {
    let Value::Mapping(members) = item else {
        return Err(wrong("an operation is a mapping with `op` and `path`".to_owned(), at.clone()));
    };
    let mut members = Members { members, at };
    // Members that the operation does not have are passed over, RFC 6902 §4.
    match members.text("op")?.as_str() {
        "add" => Ok(Operation::Add { path: members.pointer("path")?, value: members.value("value")? }),
        "remove" => Ok(Operation::Remove { path: members.pointer("path")? }),
        "replace" => {
            Ok(Operation::Replace { path: members.pointer("path")?, value: members.value("value")? })
        }
        "move" => Ok(Operation::Move { from: members.pointer("from")?, path: members.pointer("path")? }),
        "copy" => Ok(Operation::Copy { from: members.pointer("from")?, path: members.pointer("path")? }),
        "test" => Ok(Operation::Test { path: members.pointer("path")?, value: members.value("value")? }),
        other => {
            let message =
                format!("unknown operation {other:?}: expected add, remove, replace, move, copy or test");
            Err(wrong(message, at.field("op")))
        }
    }
}

/// The members of one operation.
struct Members<'a> {
    members: Map,
    at: &'a FieldPath,
}

impl Members<'_> {
    fn value(&mut self, name: &str) -> Result<Value, Box<Problem>> {
        let missing = || wrong(format!("missing field `{name}`"), self.at.field(name));
        self.members.remove(name).ok_or_else(missing)
    }

    fn text(&mut self, name: &str) -> Result<String, Box<Problem>> {
        match self.value(name)? {
            Value::String(text) => Ok(text),
            _ => Err(wrong("expected a string".to_owned(), self.at.field(name))),
        }
    }

    fn pointer(&mut self, name: &str) -> Result<JsonPointer, Box<Problem>> {
        let text = self.text(name)?;
        text.parse().map_err(|error: Error| wrong(error.message().to_owned(), self.at.field(name)))
    }
}

fn wrong(message: String, at: FieldPath) -> Box<Problem> {
    Box::new(Problem::new(message).at_path(at))
}
