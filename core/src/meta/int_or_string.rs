//! A field that holds a number or a name, such as a port, or a number or a percentage.

use std::fmt;

use serde::de::{Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{Error, ErrorKind};

/// An integer of 32 bits or a string, such as the port `8080` or `http`, and the limit `1` or `25%`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IntOrString {
    /// An integer.
    Int(i32),
    /// A string, also one of digits.
    String(String),
}

/// The way to a whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// To the next greater one.
    Up,
    /// To the next smaller one.
    Down,
}

impl IntOrString {
    /// Reads an integer where the text is one of 32 bits, else a string.
    pub fn parse(text: &str) -> Self {
        text.parse().map_or_else(|_| Self::String(text.to_owned()), Self::Int)
    }

    /// An integer as it is, and a percentage of `total` as a whole number.
    ///
    /// # Errors
    /// `Invalid` for a string that is not an integer followed by `%`.
    pub fn scaled_value(&self, total: i64, rounding: Rounding) -> Result<i64, Error> {
        let text = match self {
            Self::Int(number) => return Ok((*number).into()),
            Self::String(text) => text,
        };
        let percent: Option<i64> = text.strip_suffix('%').and_then(|percent| percent.parse().ok());
        let hundredths = percent.map(|percent| i128::from(percent) * i128::from(total));
        let scaled = hundredths.map(|hundredths| match rounding {
            Rounding::Up => -(-hundredths).div_euclid(100),
            Rounding::Down => hundredths.div_euclid(100),
        });
        scaled.and_then(|scaled| scaled.try_into().ok()).ok_or_else(|| {
            let message =
                format!("{text:?} is no percentage: expected an integer, or one with `%`, such as `25%`");
            Error::new(ErrorKind::Invalid, message)
        })
    }
}

impl Default for IntOrString {
    /// The integer 0.
    fn default() -> Self {
        Self::Int(0)
    }
}

impl From<i32> for IntOrString {
    fn from(number: i32) -> Self {
        Self::Int(number)
    }
}

impl From<String> for IntOrString {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<&str> for IntOrString {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl fmt::Display for IntOrString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(number) => number.fmt(f),
            Self::String(text) => text.fmt(f),
        }
    }
}

impl Serialize for IntOrString {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Int(number) => serializer.serialize_i32(*number),
            Self::String(text) => serializer.serialize_str(text),
        }
    }
}

impl<'de> Deserialize<'de> for IntOrString {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(IntOrStringVisitor)
    }
}

struct IntOrStringVisitor;

impl Visitor<'_> for IntOrStringVisitor {
    type Value = IntOrString;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer of 32 bits or a string")
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<IntOrString, E> {
        match number.try_into() {
            Ok(number) => Ok(IntOrString::Int(number)),
            Err(_) => Err(E::invalid_value(Unexpected::Signed(number), &self)),
        }
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<IntOrString, E> {
        match number.try_into() {
            Ok(number) => Ok(IntOrString::Int(number)),
            Err(_) => Err(E::invalid_value(Unexpected::Unsigned(number), &self)),
        }
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<IntOrString, E> {
        Ok(text.into())
    }

    fn visit_string<E: serde::de::Error>(self, text: String) -> Result<IntOrString, E> {
        Ok(text.into())
    }
}

#[cfg(test)]
mod tests;
