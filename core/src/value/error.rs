//! What serde's traits report while a value is recorded or read, before it becomes the package's error.

use std::error::Error as StdError;
use std::fmt;

use crate::error::{Error, ErrorKind, Problem};
use crate::path::{FieldPath, PathSegment};

/// Why a value could not be serialized into a [`Tape`](super::Tape) or deserialized from a [`Value`](super::Value).
///
/// Becomes an [`Error`] of kind [`Invalid`](ErrorKind::Invalid) with one [`Problem`].
#[derive(Debug)]
pub struct SerdeError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    operation: &'static str,
    message: String,
    /// From the value outwards, as serde unwinds.
    reversed_path: Vec<PathSegment>,
}

const ENCODE: &str = "cannot encode the value";
const DECODE: &str = "cannot read the value as the type that is asked for";

impl SerdeError {
    #[cold]
    pub(super) fn encode(message: impl Into<String>) -> Self {
        Self::new(ENCODE, message.into())
    }

    #[cold]
    pub(super) fn decode(message: impl Into<String>) -> Self {
        Self::new(DECODE, message.into())
    }

    fn new(operation: &'static str, message: String) -> Self {
        Self(Box::new(Inner { operation, message, reversed_path: Vec::new() }))
    }

    /// Says that the value with the problem stands in this field or item.
    #[cold]
    pub(super) fn inside(mut self, segment: PathSegment) -> Self {
        self.0.reversed_path.push(segment);
        self
    }

    pub(super) fn at_path(mut self, path: &FieldPath) -> Self {
        self.0.reversed_path = path.segments().iter().rev().cloned().collect();
        self
    }

    /// The field or item with the problem.
    pub fn path(&self) -> FieldPath {
        self.0.reversed_path.iter().rev().cloned().collect()
    }

    /// What is wrong.
    pub fn message(&self) -> &str {
        &self.0.message
    }
}

impl fmt::Display for SerdeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path();
        if !path.is_root() {
            write!(f, "{path}: ")?;
        }
        f.write_str(&self.0.message)
    }
}

impl StdError for SerdeError {}

impl serde::ser::Error for SerdeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::encode(message.to_string())
    }
}

impl serde::de::Error for SerdeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::decode(message.to_string())
    }
}

impl From<SerdeError> for Error {
    fn from(error: SerdeError) -> Self {
        let path = error.path();
        let problem = Problem::new(error.0.message).at_path(path);
        Self::new(ErrorKind::Invalid, error.0.operation).with_problems([problem])
    }
}
