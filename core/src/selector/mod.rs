//! Label selectors and field selectors in their string form, and the rules for label keys and values.

mod fields;
mod label_parser;
mod label_syntax;
mod labels;

pub use fields::{FieldOperator, FieldRequirement, FieldSelector};
pub use label_syntax::{label_key_problem, label_value_problem};
pub use labels::{Operator, Requirement, Selector};

use crate::error::{Error, ErrorKind, Problem};
use crate::source::{Place, Span};

/// What stands at a place of a selector where something else was expected.
#[derive(Debug)]
struct Unexpected {
    message: String,
    span: Span,
}

impl Unexpected {
    fn new(message: impl Into<String>, span: Span) -> Self {
        Self { message: message.into(), span }
    }

    fn into_error(self, text: &str, what: &str) -> Error {
        let place = Place::new(None, text, self.span, 0, 0);
        let problem = Problem::new(self.message).at_place(place);
        Error::new(ErrorKind::Invalid, format!("{text:?} is no {what}")).with_problems([problem])
    }
}
