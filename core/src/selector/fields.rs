//! Field selectors: terms over the paths of an object's fields.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::str::FromStr;

use super::Unexpected;
use crate::error::{Error, ErrorKind};
use crate::source::Span;

/// How a field relates to the value of its term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FieldOperator {
    /// `field=value`, also read from `field==value`.
    Equals,
    /// `field!=value`
    NotEquals,
}

/// What a selector asks of one field.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldRequirement {
    field: String,
    operator: FieldOperator,
    value: String,
}

impl FieldRequirement {
    /// A requirement of the field at a path such as `metadata.name`; the value may be any text.
    ///
    /// # Errors
    /// `Invalid` when the path is empty or holds white space or one of `,`, `=`, `!` and `\`.
    pub fn new(
        field: impl Into<String>,
        operator: FieldOperator,
        value: impl Into<String>,
    ) -> Result<Self, Error> {
        let field = field.into();
        if is_field_path(&field) {
            Ok(Self { field, operator, value: value.into() })
        } else {
            Err(Error::new(
                ErrorKind::Invalid,
                format!("{field:?} is no path of a field: expected {PATH_FORM}"),
            ))
        }
    }

    /// The path of the field.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// How the field relates to the value.
    pub fn operator(&self) -> FieldOperator {
        self.operator
    }

    /// The value, without escapes.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Whether the field's value is as required. An absent field is as an empty one.
    pub fn matches(&self, value: Option<&str>) -> bool {
        let equal = value.unwrap_or_default() == self.value;
        match self.operator {
            FieldOperator::Equals => equal,
            FieldOperator::NotEquals => !equal,
        }
    }
}

const PATH_FORM: &str = "a path such as `metadata.name`, without white space, `,`, `=`, `!` and `\\`";

fn is_field_path(text: &str) -> bool {
    !text.is_empty() && !text.contains([',', '=', '!', '\\']) && !text.contains(char::is_whitespace)
}

impl fmt::Display for FieldRequirement {
    /// Writes the value with a backslash before `\`, `,` and `=`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operator = match self.operator {
            FieldOperator::Equals => "=",
            FieldOperator::NotEquals => "!=",
        };
        write!(f, "{}{operator}", self.field)?;
        for character in self.value.chars() {
            if is_escaped(character) {
                f.write_char('\\')?;
            }
            f.write_char(character)?;
        }
        Ok(())
    }
}

fn is_escaped(character: char) -> bool {
    matches!(character, '\\' | ',' | '=')
}

/// A field selector: requirements that all must hold. Without any it selects everything.
///
/// Parses from the syntax of `kubectl get --field-selector` and displays in it, sorted. Which fields may be selected is
/// up to the kind.
///
/// ```
/// # fn main() -> Result<(), libgitops_core::error::Error> {
/// use libgitops_core::selector::FieldSelector;
///
/// let selector: FieldSelector = r"metadata.name==foo,spec.note!=a\,b".parse()?;
/// assert!(selector.matches(|path| (path == "metadata.name").then(|| "foo".into())));
/// assert_eq!(selector.to_string(), r"metadata.name=foo,spec.note!=a\,b");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldSelector {
    requirements: Vec<FieldRequirement>,
}

impl FieldSelector {
    /// The selector of everything.
    pub const fn everything() -> Self {
        Self { requirements: Vec::new() }
    }

    /// The requirements, sorted by field.
    pub fn requirements(&self) -> &[FieldRequirement] {
        &self.requirements
    }

    /// Whether it selects everything, because it asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.requirements.is_empty()
    }

    /// Whether the fields are as required; `field` gives the value at a path. An absent field is as an empty one.
    pub fn matches<'v>(&self, field: impl Fn(&str) -> Option<Cow<'v, str>>) -> bool {
        self.requirements.iter().all(|requirement| requirement.matches(field(requirement.field()).as_deref()))
    }

    /// The value that the field must have, if the selector demands one.
    pub fn exact_value(&self, field: &str) -> Option<&str> {
        self.requirements
            .iter()
            .find(|requirement| requirement.field == field && requirement.operator == FieldOperator::Equals)
            .map(FieldRequirement::value)
    }
}

impl FromIterator<FieldRequirement> for FieldSelector {
    fn from_iter<I: IntoIterator<Item = FieldRequirement>>(requirements: I) -> Self {
        let mut requirements: Vec<_> = requirements.into_iter().collect();
        requirements.sort_unstable();
        requirements.dedup();
        Self { requirements }
    }
}

impl fmt::Display for FieldSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, requirement) in self.requirements.iter().enumerate() {
            let separator = if index == 0 { "" } else { "," };
            write!(f, "{separator}{requirement}")?;
        }
        Ok(())
    }
}

impl FromStr for FieldSelector {
    type Err = Error;

    /// Reads terms that commas separate. Empty terms are skipped, as in Kubernetes.
    fn from_str(text: &str) -> Result<Self, Error> {
        let terms = terms(text).filter(|span| !span.is_empty()).map(|span| parse_term(text, span));
        terms.collect::<Result<_, _>>().map_err(|unexpected| unexpected.into_error(text, "field selector"))
    }
}

/// The places of the terms between the commas that no backslash escapes.
fn terms(text: &str) -> impl Iterator<Item = Span> {
    let mut escaped = false;
    let commas = text.bytes().enumerate().filter_map(move |(index, byte)| {
        let is_separator = byte == b',' && !escaped;
        escaped = byte == b'\\' && !escaped;
        is_separator.then_some(index)
    });
    let mut start = 0;
    commas.chain([text.len()]).map(move |end| {
        let term = Span::new(start, end);
        start = end + 1;
        term
    })
}

fn parse_term(text: &str, span: Span) -> Result<FieldRequirement, Unexpected> {
    let term = text.get(span.range()).unwrap_or_default();
    let operator_start = term.find("!=").into_iter().chain(term.find('=')).min();
    let (field, rest) = operator_start.and_then(|start| term.split_at_checked(start)).unwrap_or((term, ""));
    if !is_field_path(field) {
        let span = Span::new(span.start, span.start + field.len());
        return Err(Unexpected::new(format!("expected {PATH_FORM}, found `{field}`"), span));
    }
    let operators =
        [("!=", FieldOperator::NotEquals), ("==", FieldOperator::Equals), ("=", FieldOperator::Equals)];
    let split = operators.into_iter().find_map(|(sign, operator)| Some((operator, rest.strip_prefix(sign)?)));
    let Some((operator, escaped)) = split else {
        let span = Span::new(span.end, span.end);
        return Err(Unexpected::new("expected `=`, `==` or `!=` after the path of the field", span));
    };
    let value = unescape(escaped, span.end - escaped.len())?;
    Ok(FieldRequirement { field: field.to_owned(), operator, value })
}

/// Takes the backslashes before `\`, `,` and `=` off; none of the three stands without one.
fn unescape(escaped: &str, offset: usize) -> Result<String, Unexpected> {
    let mut value = String::with_capacity(escaped.len());
    let mut characters = escaped.char_indices();
    while let Some((index, character)) = characters.next() {
        let start = offset + index;
        match character {
            '\\' => match characters.next() {
                Some((_, escaped)) if is_escaped(escaped) => value.push(escaped),
                other => {
                    let end = start + 1 + other.map_or(0, |(_, character)| character.len_utf8());
                    return Err(Unexpected::new(
                        "expected `\\`, `,` or `=` after `\\`",
                        Span::new(start, end),
                    ));
                }
            },
            '=' => {
                return Err(Unexpected::new(
                    "expected `\\=` for a `=` in a value",
                    Span::new(start, start + 1),
                ));
            }
            _ => value.push(character),
        }
    }
    Ok(value)
}

#[cfg(test)]
mod tests;
