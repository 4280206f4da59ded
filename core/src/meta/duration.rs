//! Lengths of time in the text form of Go's `time.Duration`.

use std::fmt;
use std::ops::Neg;
use std::str::FromStr;
use std::time::Duration as StdDuration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::text;
use crate::error::{Error, ErrorKind};

/// A length of time, forwards or backwards, of up to 292 years: `1h30m0s`, `1.5s`, `100ms`.
///
/// Parses what Go's `time.ParseDuration` takes and displays as `time.Duration.String` does, so `90m` is written `1h30m0s`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Duration {
    nanoseconds: i64,
}

const SECOND: u64 = 1_000_000_000;

/// The units with their nanoseconds. The micro sign and the Greek letter mu look alike, and Go takes both.
const UNITS: [(&str, u64); 8] = [
    ("ns", 1),
    ("us", 1_000),
    ("\u{b5}s", 1_000),
    ("\u{3bc}s", 1_000),
    ("ms", 1_000_000),
    ("s", SECOND),
    ("m", 60 * SECOND),
    ("h", 3600 * SECOND),
];

/// The greatest magnitude: that of `i64::MIN`.
const LIMIT: u64 = 1 << 63;

impl Duration {
    /// No time.
    pub const ZERO: Self = Self::from_nanoseconds(0);

    /// A number of nanoseconds.
    pub const fn from_nanoseconds(nanoseconds: i64) -> Self {
        Self { nanoseconds }
    }

    /// A number of seconds; `None` when that is more than 292 years.
    pub const fn from_seconds(seconds: i64) -> Option<Self> {
        match seconds.checked_mul(1_000_000_000) {
            Some(nanoseconds) => Some(Self { nanoseconds }),
            None => None,
        }
    }

    /// All of it in nanoseconds.
    pub const fn nanoseconds(self) -> i64 {
        self.nanoseconds
    }

    /// Whether it goes backwards.
    pub const fn is_negative(self) -> bool {
        self.nanoseconds < 0
    }
}

impl TryFrom<StdDuration> for Duration {
    type Error = Error;

    /// # Errors
    /// `Invalid` for more than 292 years.
    fn try_from(duration: StdDuration) -> Result<Self, Error> {
        i64::try_from(duration.as_nanos()).map(Self::from_nanoseconds).map_err(|source| {
            let message = format!("{duration:?} is no duration of up to 292 years");
            Error::new(ErrorKind::Invalid, message).with_source(source)
        })
    }
}

impl TryFrom<Duration> for StdDuration {
    type Error = Error;

    /// # Errors
    /// `Invalid` for a negative duration.
    fn try_from(duration: Duration) -> Result<Self, Error> {
        u64::try_from(duration.nanoseconds).map(Self::from_nanos).map_err(|source| {
            let message = format!("{duration} is negative where a length of time is expected");
            Error::new(ErrorKind::Invalid, message).with_source(source)
        })
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = self.nanoseconds.unsigned_abs();
        if self.is_negative() {
            f.write_str("-")?;
        }
        match total {
            0 => f.write_str("0s"),
            1..1_000 => write!(f, "{total}ns"),
            1_000..1_000_000 => write_decimal(f, total, 3, "\u{b5}s"),
            1_000_000..SECOND => write_decimal(f, total, 6, "ms"),
            _ => {
                let (hours, minutes) = (total / (3600 * SECOND), total / (60 * SECOND) % 60);
                if hours > 0 {
                    write!(f, "{hours}h")?;
                }
                if hours > 0 || minutes > 0 {
                    write!(f, "{minutes}m")?;
                }
                write_decimal(f, total % (60 * SECOND), 9, "s")
            }
        }
    }
}

/// Writes `number × 10^-places` without zeros at the end of the fraction.
fn write_decimal(f: &mut fmt::Formatter<'_>, number: u64, places: u32, unit: &str) -> fmt::Result {
    let divisor = 10_u64.pow(places);
    let (whole, fraction) = (number / divisor, number % divisor);
    write!(f, "{whole}")?;
    if fraction != 0 {
        let fraction = format!("{fraction:0width$}", width = places as usize);
        write!(f, ".{}", fraction.trim_end_matches('0'))?;
    }
    f.write_str(unit)
}

impl FromStr for Duration {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        parse(text).map(Self::from_nanoseconds).map_err(|reason| {
            Error::new(
                ErrorKind::Invalid,
                format!("{text:?} is no duration: {reason}; expected such as `1h30m` or `1.5s`"),
            )
        })
    }
}

/// Go's `time.ParseDuration`: numbers with units, all of one sign, or a bare `0`.
fn parse(text: &str) -> Result<i64, String> {
    let mut rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err("there is no number".to_owned());
    }
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let (nanoseconds, behind) = parse_term(rest)?;
        total = total.checked_add(nanoseconds).filter(|sum| *sum <= LIMIT).ok_or_else(too_long)?;
        rest = behind;
    }
    let signed = if text.starts_with('-') {
        0_i64.checked_sub_unsigned(total)
    } else {
        0_i64.checked_add_unsigned(total)
    };
    signed.ok_or_else(too_long)
}

fn too_long() -> String {
    "it is longer than 292 years".to_owned()
}

/// One number with its unit, in nanoseconds, and what follows.
fn parse_term(text: &str) -> Result<(u64, &str), String> {
    let (integer, rest) = split_at_first(text, |character| !character.is_ascii_digit());
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(rest) => split_at_first(rest, |character| !character.is_ascii_digit()),
        None => ("", rest),
    };
    if integer.is_empty() && fraction.is_empty() {
        return Err(format!("a number is missing before {text:?}"));
    }
    let (name, rest) = split_at_first(rest, |character| character == '.' || character.is_ascii_digit());
    if name.is_empty() {
        return Err("a unit is missing: ns, us, ms, s, m or h".to_owned());
    }
    let Some((_, unit)) = UNITS.iter().find(|(known, _)| *known == name) else {
        return Err(format!("{name:?} is no unit: expected ns, us, ms, s, m or h"));
    };
    let integer: u64 = if integer.is_empty() { 0 } else { integer.parse().or(Err(too_long()))? };
    let whole = integer.checked_mul(*unit).filter(|whole| *whole <= LIMIT).ok_or_else(too_long)?;
    let nanoseconds = whole.checked_add(fraction_of(fraction, *unit)).ok_or_else(too_long)?;
    Ok((nanoseconds, rest))
}

fn split_at_first(text: &str, is_end: impl FnMut(char) -> bool) -> (&str, &str) {
    text.find(is_end).and_then(|end| text.split_at_checked(end)).unwrap_or((text, ""))
}

/// A fraction of a unit, computed as Go does: in floating point, so that `0.3333333333333333333h` is 20 minutes, and
/// without the digits that 63 bits do not hold.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the roundings are Go's, and the product is at least 0 and at most an hour"
)]
fn fraction_of(digits: &str, unit: u64) -> u64 {
    let mut number: u64 = 0;
    let mut scale = 1.0_f64;
    for digit in digits.bytes() {
        let next = number.checked_mul(10).and_then(|number| number.checked_add(u64::from(digit - b'0')));
        let Some(next) = next.filter(|next| *next <= LIMIT) else {
            break;
        };
        number = next;
        scale *= 10.0;
    }
    (number as f64 * (unit as f64 / scale)) as u64
}

impl Neg for Duration {
    type Output = Self;

    /// The same length in the other direction; that of the longest backwards one is cut by a nanosecond.
    fn neg(self) -> Self {
        Self { nanoseconds: self.nanoseconds.saturating_neg() }
    }
}

impl Serialize for Duration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text::deserialize(deserializer, "a duration such as `1h30m` or `1.5s`")
    }
}

#[cfg(test)]
mod tests;
