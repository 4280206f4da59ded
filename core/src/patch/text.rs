//! Patches as JSON text.

use std::str;

use serde::Deserialize as _;

use super::PatchType;
use crate::emit::{self, JsonStyle};
use crate::error::{Error, ErrorKind, Problem};
use crate::source::{Place, Span};
use crate::value::{Tape, Value};
use crate::yaml::de::Decoding;
use crate::yaml::parse_json;

/// Reads one JSON value in which no key is given twice: of two equal members nobody knows which one is meant.
pub(super) fn parse(patch_type: PatchType, text: &[u8]) -> Result<Value, Error> {
    let failed = |kind, problem| {
        Error::new(kind, format!("cannot read the {}", patch_type.name())).with_problems([problem])
    };
    let text = match str::from_utf8(text) {
        Ok(text) => text,
        Err(error) => {
            let message = format!("the text is not UTF-8 from byte {} on", error.valid_up_to());
            return Err(failed(ErrorKind::Syntax, Problem::new(message)));
        }
    };
    let problem_at =
        |message: &str, span: Span| Problem::new(message).at_place(Place::new(None, text, span, 0, 0));
    let tree = parse_json(text)
        .map_err(|error| failed(ErrorKind::Syntax, problem_at(error.message(), error.span())))?;
    if let Some((_, key)) = tree.duplicate_keys().first() {
        let message = format!("the key `{}` is given twice", tree.content(*key));
        return Err(failed(ErrorKind::Invalid, problem_at(&message, tree.span(*key))));
    }
    let Some(root) = tree.root() else {
        return Err(failed(ErrorKind::Syntax, Problem::new("the text is empty")));
    };
    let (value, faults) = Decoding::new(&tree, root).run(|node| Value::deserialize(node));
    value.ok_or_else(|| {
        let problems = faults
            .errors
            .iter()
            .map(|fault| problem_at(&fault.message, tree.span(fault.node)).at_path(fault.path.clone()));
        let message = format!("cannot read the {}", patch_type.name());
        Error::new(ErrorKind::Invalid, message).with_problems(problems)
    })
}

/// A value in JSON, on one line.
pub(super) fn of(value: &Value) -> String {
    let mut text = String::new();
    // A value holds nothing that cannot be recorded.
    if let Ok(tape) = Tape::of(value) {
        emit::json(&tape, JsonStyle::Compact, &mut text);
    }
    text.truncate(text.trim_end().len());
    text
}
