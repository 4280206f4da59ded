//! What a scalar means to Kubernetes' reader: `resolve` of go-yaml v2, which `sigs.k8s.io/yaml` reads with.

use std::borrow::Cow;

use super::error::ScalarError;
use super::node::{NodeId, NodeKind, ScalarStyle};
use super::tree::Tree;
use crate::source::Span;

mod binary;
mod timestamp;

/// The value of a scalar.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar<'a> {
    /// Nothing: absent, `~` or `null`.
    Null,
    /// A truth value; `yes`, `on` and `y` are true as well.
    Bool(bool),
    /// A whole number.
    I64(i64),
    /// A whole number above `i64::MAX`.
    U64(u64),
    /// A number with a fraction or an exponent, or one that is too large for an integer.
    F64(f64),
    /// Text.
    String(Cow<'a, str>),
}

impl Scalar<'_> {
    /// The whole number that an integer field reads here: Kubernetes hands numbers on as JSON, which spells the
    /// floats `1.0`, `1e3` and `08` without a fraction as long as they are below 10²¹.
    pub fn as_integer(&self) -> Option<i128> {
        match *self {
            Self::I64(number) => Some(number.into()),
            Self::U64(number) => Some(number.into()),
            // Display spells a float as Go's JSON does here: the fewest digits that tell it apart, then zeros.
            Self::F64(number) if number.fract() == 0.0 && number.abs() < 1e21 => {
                number.to_string().parse().ok()
            }
            _ => None,
        }
    }
}

const PREFIX: &str = "tag:yaml.org,2002:";

impl Tree<'_> {
    /// The value of a scalar, or of the scalar that an alias stands for, with its style and tag considered.
    ///
    /// # Errors
    ///
    /// The node is a collection; `.inf` and `.nan`, which have no JSON; a number that JSON cannot hold; content that is
    /// not of its explicit tag's type.
    pub fn scalar(&self, id: NodeId) -> Result<Scalar<'_>, ScalarError> {
        match self.scalar_or_infinite(id)? {
            Scalar::F64(number) if !number.is_finite() => {
                let text = self.content(self.resolve(id));
                let message = format!("the number {} is not representable in JSON", &*text);
                Err(ScalarError::new(message, self.span(id)))
            }
            scalar => Ok(scalar),
        }
    }

    pub(super) fn scalar_or_infinite(&self, id: NodeId) -> Result<Scalar<'_>, ScalarError> {
        let target = self.resolve(id);
        let NodeKind::Scalar(style) = self.kind(target) else {
            return Err(ScalarError::new("a scalar is expected here, and not a collection", self.span(id)));
        };
        let content = self.content(target);
        match (self.tag(target), content) {
            (Some(tag), content) => tagged(tag, content, self.span(id)),
            (None, content) if style != ScalarStyle::Plain => Ok(Scalar::String(content)),
            // go-yaml reads an integer 0; JSON's own readers keep the sign.
            (None, Cow::Borrowed("-0")) if self.is_json() => Ok(Scalar::F64(-0.0)),
            (None, Cow::Borrowed(content)) => Ok(resolve_plain(content)),
            // Several lines are a text.
            (None, content) => Ok(Scalar::String(content)),
        }
    }
}

/// The value of a plain scalar without a tag; `.inf` and `.nan` are floats here.
pub fn resolve_plain(text: &str) -> Scalar<'_> {
    let resolved = match text.as_bytes().first() {
        None => Some(Scalar::Null),
        Some(b'0'..=b'9' | b'+' | b'-') => number(text),
        Some(b'.') => point(text),
        Some(b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~')
            if text.len() <= LONGEST_WORD =>
        {
            word(text)
        }
        Some(_) => None,
    };
    resolved.unwrap_or(Scalar::String(Cow::Borrowed(text)))
}

/// Whether a plain scalar is text, by its first character and its length; many others are too.
pub(super) fn is_text(text: &str) -> bool {
    match text.as_bytes().first() {
        None | Some(b'0'..=b'9' | b'+' | b'-' | b'.' | b'~') => false,
        Some(b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O') => {
            text.len() > LONGEST_WORD || word(text).is_none()
        }
        Some(_) => true,
    }
}

/// `false` is the longest of the words that mean something.
const LONGEST_WORD: usize = 5;

fn word(text: &str) -> Option<Scalar<'static>> {
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Some(Scalar::Bool(true))
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Some(Scalar::Bool(false))
        }
        "~" | "null" | "Null" | "NULL" => Some(Scalar::Null),
        _ => None,
    }
}

/// What begins with a point. Go's `ParseFloat` allows an underscore between two digits here.
fn point(text: &str) -> Option<Scalar<'static>> {
    match text {
        ".nan" | ".NaN" | ".NAN" => return Some(Scalar::F64(f64::NAN)),
        ".inf" | ".Inf" | ".INF" => return Some(Scalar::F64(f64::INFINITY)),
        _ => {}
    }
    let bytes = text.as_bytes();
    let between_digits = bytes.windows(3).filter(
        |window| matches!(window, [before, b'_', after] if before.is_ascii_digit() && after.is_ascii_digit()),
    );
    if between_digits.count() != memchr::memchr_iter(b'_', bytes).count() {
        return None;
    }
    decimal(&without_underscores(text)).map(Scalar::F64)
}

/// What begins with a digit or a sign.
fn number(text: &str) -> Option<Scalar<'static>> {
    match text {
        "+.inf" | "+.Inf" | "+.INF" => return Some(Scalar::F64(f64::INFINITY)),
        "-.inf" | "-.Inf" | "-.INF" => return Some(Scalar::F64(f64::NEG_INFINITY)),
        _ => {}
    }
    let plain = without_underscores(text);
    integer(&plain).or_else(|| decimal(&plain).map(Scalar::F64)).or_else(|| signed_binary(&plain))
}

fn without_underscores(text: &str) -> Cow<'_, str> {
    match memchr::memchr(b'_', text.as_bytes()) {
        None => Cow::Borrowed(text),
        Some(_) => Cow::Owned(text.replace('_', "")),
    }
}

/// `ParseInt` and then `ParseUint` of Go with base 0.
fn integer(text: &str) -> Option<Scalar<'static>> {
    let (is_negative, has_sign, digits) = match text.as_bytes().first()? {
        b'-' => (true, true, text.get(1..)?),
        b'+' => (false, true, text.get(1..)?),
        _ => (false, false, text),
    };
    let magnitude = magnitude(digits)?;
    if is_negative {
        return 0_i64.checked_sub_unsigned(magnitude).map(Scalar::I64);
    }
    match i64::try_from(magnitude) {
        Ok(number) => Some(Scalar::I64(number)),
        // `ParseUint` takes no sign.
        Err(_) if has_sign => None,
        Err(_) => Some(Scalar::U64(magnitude)),
    }
}

fn magnitude(digits: &str) -> Option<u64> {
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', _, ..] => (16, digits.get(2..)?),
        [b'0', b'o' | b'O', _, ..] => (8, digits.get(2..)?),
        [b'0', b'b' | b'B', _, ..] => (2, digits.get(2..)?),
        [b'0', _, ..] => (8, digits.get(1..)?),
        _ => (10, digits),
    };
    // `from_str_radix` would take a second sign.
    let has_sign = matches!(digits.as_bytes().first(), Some(b'+' | b'-'));
    if has_sign { None } else { u64::from_str_radix(digits, radix).ok() }
}

/// go-yaml's second try at `0b…`, which lets a sign stand after the prefix.
fn signed_binary(text: &str) -> Option<Scalar<'static>> {
    i64::from_str_radix(text.strip_prefix("0b")?, 2).ok().map(Scalar::I64)
}

/// `^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`, if it is finite.
fn decimal(text: &str) -> Option<f64> {
    let bytes = text.as_bytes();
    let mut position = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let digits = |from: usize| {
        bytes.get(from..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let whole = digits(position);
    position += whole;
    if bytes.get(position) == Some(&b'.') {
        let fraction = digits(position + 1);
        position += 1 + fraction;
        if whole + fraction == 0 {
            return None;
        }
    } else if whole == 0 {
        return None;
    }
    if matches!(bytes.get(position), Some(b'e' | b'E')) {
        position += 1 + usize::from(matches!(bytes.get(position + 1), Some(b'+' | b'-')));
        let exponent = digits(position);
        position += exponent;
        if exponent == 0 {
            return None;
        }
    }
    if position != bytes.len() {
        return None;
    }
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// The value under an explicit tag; a tag that go-yaml does not know makes text of anything.
fn tagged<'a>(tag: &str, content: Cow<'a, str>, span: Span) -> Result<Scalar<'a>, ScalarError> {
    let Some(name) = tag.strip_prefix(PREFIX) else {
        return Ok(Scalar::String(content));
    };
    let scalar = match name {
        "null" | "bool" | "int" | "float" => resolve_plain(&content),
        "timestamp" if timestamp::is_timestamp(&content) => return Ok(Scalar::String(content)),
        "timestamp" => Scalar::Null,
        "binary" => {
            let decoded = binary::decode(&content).map_err(|message| ScalarError::new(message, span))?;
            return Ok(Scalar::String(Cow::Owned(decoded)));
        }
        _ => return Ok(Scalar::String(content)),
    };
    match (name, scalar) {
        ("null", Scalar::Null) => Ok(Scalar::Null),
        ("bool", Scalar::Bool(value)) => Ok(Scalar::Bool(value)),
        ("int", Scalar::I64(number)) => Ok(Scalar::I64(number)),
        ("int", Scalar::U64(number)) => Ok(Scalar::U64(number)),
        ("float", Scalar::F64(number)) => Ok(Scalar::F64(number)),
        #[expect(clippy::cast_precision_loss, reason = "as go-yaml does")]
        ("float", Scalar::I64(number)) => Ok(Scalar::F64(number as f64)),
        _ => {
            let article = if name == "int" { "an" } else { "a" };
            let message = format!("`{content}` is not {article} !!{name}");
            Err(ScalarError::new(message, span))
        }
    }
}
