//! Validation: what a type's own rules find wrong, with field paths.

use crate::error::Problem;
use crate::path::FieldPath;

/// Collects what an object's validation finds.
///
/// ```
/// use libgitops_core::validate::Validation;
///
/// let mut validation = Validation::default();
/// validation.require(false, "spec.engine", "must not be empty");
/// assert_eq!(validation.problems()[0].to_string(), "spec.engine: must not be empty");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Validation {
    problems: Vec<Problem>,
}

impl Validation {
    /// Adds a problem of the field at `path`.
    pub fn invalid(&mut self, path: impl Into<FieldPath>, message: impl Into<String>) {
        self.problems.push(Problem::new(message).at_path(path.into()));
    }

    /// Adds a problem of the field at `path` unless `holds`.
    pub fn require(&mut self, holds: bool, path: impl Into<FieldPath>, message: impl Into<String>) {
        if !holds {
            self.invalid(path, message);
        }
    }

    /// What was found, in the order of the calls.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// What was found, by value.
    pub fn into_problems(self) -> Vec<Problem> {
        self.problems
    }
}
