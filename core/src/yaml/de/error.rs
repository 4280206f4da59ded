//! The error that travels through serde: a message, and the node once a caller up the stack knows it.

use std::fmt;

use serde::de::{Error, Expected, Unexpected};

use crate::yaml::NodeId;

/// Why a node cannot be decoded.
#[derive(Debug)]
pub struct DecodeError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    message: String,
    node: Option<NodeId>,
    cause: Cause,
}

/// What the search for further errors needs to know of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// The node's value does not fit.
    Value,
    /// The mapping lacks this field.
    Missing(&'static str),
    /// The key is none of the type's.
    UnknownKey,
    /// The value that was served for a missing field does not fit either.
    Filler,
}

impl DecodeError {
    pub(super) fn at(node: NodeId, message: impl Into<String>) -> Self {
        Self::new(message.into(), Some(node), Cause::Value)
    }

    fn new(message: String, node: Option<NodeId>, cause: Cause) -> Self {
        Self(Box::new(Inner { message, node, cause }))
    }

    /// Says at which node, unless a deeper caller has said so.
    #[must_use]
    pub(super) fn or_at(mut self, node: NodeId) -> Self {
        self.0.node.get_or_insert(node);
        self
    }

    /// Marks the error as one of a filler that was served in the mapping at `node`.
    #[must_use]
    pub(super) fn of_filler(mut self, node: Option<NodeId>) -> Self {
        self.0.node = node;
        self.0.cause = Cause::Filler;
        self
    }

    pub(super) fn node(&self) -> Option<NodeId> {
        self.0.node
    }

    pub(super) fn cause(&self) -> Cause {
        self.0.cause
    }

    /// What is wrong: lower case, no full stop.
    pub fn message(&self) -> &str {
        &self.0.message
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for DecodeError {}

impl Error for DecodeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string(), None, Cause::Value)
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        mismatch(found, expected)
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        mismatch(found, expected)
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Self::custom(format_args!("expected {}, found {length} items", wanted(&expected.to_string())))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::custom(format_args!("unknown value `{variant}`{}", known(variant, expected)))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self::new(unknown_field(field, expected), None, Cause::UnknownKey)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(format!("missing field `{field}`"), None, Cause::Missing(field))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::custom(format_args!("the field `{field}` is given twice"))
    }
}

fn mismatch(found: Unexpected<'_>, expected: &dyn Expected) -> DecodeError {
    DecodeError::custom(format_args!("expected {}, found {}", wanted(&expected.to_string()), Found(found)))
}

/// What serde's visitors expect, in the words of a person who reads YAML.
fn wanted(expected: &str) -> String {
    match expected {
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => format!("an integer ({expected})"),
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => format!("a non-negative integer ({expected})"),
        "f32" | "f64" => "a number".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" => "a mapping".to_owned(),
        "unit" => "null".to_owned(),
        _ if expected.starts_with("struct ") => "a mapping".to_owned(),
        _ => expected.to_owned(),
    }
}

/// A value in the words of a person who reads YAML.
struct Found<'a>(Unexpected<'a>);

impl fmt::Display for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Unexpected::Unit | Unexpected::Option => f.write_str("null"),
            Unexpected::Bool(value) => write!(f, "the boolean `{value}`"),
            Unexpected::Unsigned(value) => write!(f, "the integer `{value}`"),
            Unexpected::Signed(value) => write!(f, "the integer `{value}`"),
            Unexpected::Float(value) => write!(f, "the number `{value:?}`"),
            Unexpected::Str(value) => write!(f, "the string {}", quoted(value)),
            Unexpected::Seq => f.write_str("a list"),
            Unexpected::Map => f.write_str("a mapping"),
            other => write!(f, "{other}"),
        }
    }
}

const SHOWN_CHARS: usize = 60;

fn quoted(text: &str) -> String {
    let shown: String = text.chars().take(SHOWN_CHARS).collect();
    if shown.len() == text.len() { format!("{shown:?}") } else { format!("{shown:?} (cut)") }
}

/// The message for a field that the type does not have.
pub(crate) fn unknown_field(field: &str, expected: &[&str]) -> String {
    format!("unknown field `{field}`{}", known(field, expected))
}

/// What was meant, if one candidate is close; otherwise what there is, if that is short enough to read.
fn known(given: &str, expected: &[&str]) -> String {
    const SHOWN_CANDIDATES: usize = 12;
    if let Some(close) = closest(given, expected) {
        return format!(", did you mean `{close}`?");
    }
    match expected {
        [] => String::new(),
        [one] => format!(", expected `{one}`"),
        few if few.len() <= SHOWN_CANDIDATES => {
            let names: Vec<String> = few.iter().map(|name| format!("`{name}`")).collect();
            format!(", expected one of {}", names.join(", "))
        }
        _ => String::new(),
    }
}

/// The candidate that differs by case alone, from three letters on by one edit, and from six letters on by two.
fn closest<'a>(given: &str, candidates: &[&'a str]) -> Option<&'a str> {
    // Nobody misspells a name of this length, and to compare a text of megabytes takes seconds.
    if given.len() > 256 {
        return None;
    }
    let allowed = (given.chars().count() / 3).min(2);
    candidates
        .iter()
        .map(|candidate| (distance(&given.to_lowercase(), &candidate.to_lowercase()), *candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The edit distance of Levenshtein with swaps of neighbors counted as one (optimal string alignment).
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    let mut left_before = None;
    for (row, left_char) in left.chars().enumerate() {
        let mut current = vec![row + 1];
        let mut right_before = None;
        for (column, right_char) in right.iter().copied().enumerate() {
            let get = |line: &[usize], at: usize| line.get(at).copied().unwrap_or(usize::MAX - 1);
            let substituted = get(&last, column) + usize::from(left_char != right_char);
            let mut best = substituted.min(get(&last, column + 1) + 1).min(get(&current, column) + 1);
            if left_before == Some(right_char) && right_before == Some(left_char) && column > 0 {
                best = best.min(get(&before_last, column - 1) + 1);
            }
            current.push(best);
            right_before = Some(right_char);
        }
        left_before = Some(left_char);
        before_last = std::mem::replace(&mut last, current);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_close_name_is_suggested_and_a_far_one_is_not() {
        for (given, candidates, expected) in [
            ("engin", vec!["engine", "brand"], Some("engine")),
            ("Engine", vec!["engine", "brand"], Some("engine")),
            ("egnine", vec!["engine", "brand"], Some("engine")),
            ("yearmodel", vec!["yearModel"], Some("yearModel")),
            ("color", vec!["engine", "brand"], None),
            ("x", vec!["y"], None),
            ("nme", vec!["name"], Some("name")),
            (&format!("{}x", "y".repeat(1000)), vec![&"y".repeat(1000)], None),
        ] {
            assert_eq!(closest(given, &candidates), expected, "{given}");
        }
    }

    #[test]
    fn distance_counts_a_swap_once() {
        for (left, right, expected) in
            [("", "", 0), ("", "ab", 2), ("ab", "ba", 1), ("abc", "axc", 1), ("abcd", "", 4)]
        {
            assert_eq!(distance(left, right), expected, "{left} {right}");
        }
    }
}
