//! JSON pointers, RFC 6901, and the values that they are the places of.

use std::fmt;
use std::str::FromStr;

use super::Value;
use crate::error::{Error, ErrorKind};

/// The place of a value: `/spec/containers/0/image`, where `~1` stands for a slash and `~0` for a tilde. The empty pointer
/// is the place of the whole value.
///
/// [`Value::pointer`] looks one up. In a [JSON patch](crate::patch::JsonPatch), `-` is the place behind a list's last item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JsonPointer {
    tokens: Vec<String>,
}

impl JsonPointer {
    /// The place of the whole value.
    pub const fn root() -> Self {
        Self { tokens: Vec::new() }
    }

    /// The keys and indexes on the way, without escapes.
    pub fn tokens(&self) -> &[String] {
        &self.tokens
    }

    /// The place one step deeper: a key, not escaped, or an index.
    #[must_use]
    pub fn with(mut self, token: impl Into<String>) -> Self {
        self.tokens.push(token.into());
        self
    }

    /// Whether `other` is inside of what is here.
    pub(crate) fn is_above(&self, other: &Self) -> bool {
        self.tokens.len() < other.tokens.len() && other.tokens.starts_with(&self.tokens)
    }
}

/// The value at these keys and indexes.
pub(crate) fn find<'v>(root: &'v Value, tokens: &[String]) -> Option<&'v Value> {
    tokens.iter().try_fold(root, |value, token| match value {
        Value::Mapping(fields) => fields.get(token),
        Value::Sequence(items) => items.get(array_index(token)?),
        _ => None,
    })
}

/// The value at these keys and indexes, to change.
pub(crate) fn find_mut<'v>(root: &'v mut Value, tokens: &[String]) -> Option<&'v mut Value> {
    tokens.iter().try_fold(root, |value, token| match value {
        Value::Mapping(fields) => fields.get_mut(token),
        Value::Sequence(items) => items.get_mut(array_index(token)?),
        _ => None,
    })
}

/// The index that a token is: digits without a sign or leading zeros, RFC 6901 §4.
pub(crate) fn array_index(token: &str) -> Option<usize> {
    let is_canonical = token == "0" || token.starts_with(|first: char| matches!(first, '1'..='9'));
    if is_canonical { token.parse().ok() } else { None }
}

impl FromIterator<String> for JsonPointer {
    fn from_iter<I: IntoIterator<Item = String>>(tokens: I) -> Self {
        Self { tokens: tokens.into_iter().collect() }
    }
}

impl FromStr for JsonPointer {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let invalid =
            |why: &str| Error::new(ErrorKind::Invalid, format!("{text:?} is no JSON pointer: {why}"));
        if text.is_empty() {
            return Ok(Self::root());
        }
        let Some(tokens) = text.strip_prefix('/') else {
            return Err(invalid("it does not begin with a slash"));
        };
        let tokens = tokens.split('/').map(unescape).collect::<Option<Vec<String>>>();
        let tokens = tokens.ok_or_else(|| invalid("behind `~` there is neither 0 nor 1"))?;
        Ok(Self { tokens })
    }
}

fn unescape(token: &str) -> Option<String> {
    let mut parts = token.split('~');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (sign, rest) = match (part.strip_prefix('0'), part.strip_prefix('1')) {
            (Some(rest), _) => ('~', rest),
            (_, Some(rest)) => ('/', rest),
            _ => return None,
        };
        text.push(sign);
        text.push_str(rest);
    }
    Some(text)
}

impl fmt::Display for JsonPointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tokens.iter().try_for_each(|token| write!(f, "/{}", token.replace('~', "~0").replace('/', "~1")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_is_read_as_it_is_displayed() {
        // RFC 6901 §5, and escapes that would be read twice.
        let rows: [(&str, &[&str]); 12] = [
            ("", &[]),
            ("/foo", &["foo"]),
            ("/foo/0", &["foo", "0"]),
            ("/", &[""]),
            ("/a~1b", &["a/b"]),
            ("/c%d", &["c%d"]),
            ("/k\"l", &["k\"l"]),
            ("/ ", &[" "]),
            ("/m~0n", &["m~n"]),
            ("/~01", &["~1"]),
            ("/~00", &["~0"]),
            ("//~1~0", &["", "/~"]),
        ];
        for (text, tokens) in rows {
            let pointer: JsonPointer = text.parse().unwrap();
            assert_eq!(pointer.tokens(), tokens, "{text}");
            assert_eq!(pointer.to_string(), text);
        }
        for wrong in ["a", "#/a", "/~", "/~2", "/a~/b"] {
            let error = wrong.parse::<JsonPointer>().unwrap_err();
            assert!(error.to_string().contains(wrong), "{error}");
        }
    }
}
