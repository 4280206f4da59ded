//! A number that is exactly what its text says: a 64-bit integer of either sign, or a finite float.

use std::error::Error as StdError;
use std::fmt;
use std::str::FromStr;

/// A number of a [`Value`](super::Value): an integer from `i64::MIN` to `u64::MAX`, or a finite float.
///
/// `Display` writes the shortest text that every reader of YAML 1.1, YAML 1.2 and JSON takes for the same number of
/// the same type: `1`, `1.0`, `1.0e+300`. A float that came in as `f32` is spelled as an `f32`: `0.1`, not
/// `0.10000000149011612`.
///
/// # Equality
///
/// Integers are equal by value, whatever type they came from. Floats are equal when their texts read back as the same
/// bits, so `0.0` and `-0.0` differ, and `0.1_f32` equals `0.1_f64`. An integer never equals a float: `1` is not `1.0`.
#[derive(Clone, Copy)]
pub struct Number(Repr);

#[derive(Clone, Copy)]
pub(super) enum Repr {
    Signed(i64),
    /// Above `i64::MAX`, so that every integer has one representation.
    Unsigned(u64),
    Double(f64),
    Single(f32),
}

impl Number {
    pub(super) const fn repr(self) -> Repr {
        self.0
    }

    /// The integer, if this is one that fits.
    pub const fn as_i64(self) -> Option<i64> {
        match self.0 {
            Repr::Signed(value) => Some(value),
            _ => None,
        }
    }

    /// The integer, if this is one that fits.
    pub const fn as_u64(self) -> Option<u64> {
        match self.0 {
            Repr::Signed(value) if value >= 0 => Some(value.cast_unsigned()),
            Repr::Unsigned(value) => Some(value),
            _ => None,
        }
    }

    /// The number as a float: of an integer the nearest one, of an `f32` the float that its text says.
    pub fn as_f64(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "the nearest float is what is asked for")]
        match self.0 {
            Repr::Signed(value) => value as f64,
            Repr::Unsigned(value) => value as f64,
            Repr::Double(value) => value,
            Repr::Single(value) => widen(value),
        }
    }

    /// The number as an `f32`, the nearest one.
    pub fn as_f32(self) -> f32 {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            reason = "the nearest float is what is asked for"
        )]
        match self.0 {
            Repr::Signed(value) => value as f32,
            Repr::Unsigned(value) => value as f32,
            Repr::Double(value) => value as f32,
            Repr::Single(value) => value,
        }
    }

    /// Whether this is an integer.
    pub const fn is_integer(self) -> bool {
        matches!(self.0, Repr::Signed(_) | Repr::Unsigned(_))
    }

    /// Whether this is a float.
    pub const fn is_float(self) -> bool {
        !self.is_integer()
    }
}

/// The `f64` that the shortest text of an `f32` says.
fn widen(value: f32) -> f64 {
    value.to_string().parse().unwrap_or(f64::from(value))
}

macro_rules! from_integers {
    ($($signed:ty),*; $($unsigned:ty),*) => {
        $(impl From<$signed> for Number {
            fn from(value: $signed) -> Self {
                Self(Repr::Signed(value.into()))
            }
        })*
        $(impl From<$unsigned> for Number {
            fn from(value: $unsigned) -> Self {
                let value = u64::from(value);
                Self(i64::try_from(value).map_or(Repr::Unsigned(value), Repr::Signed))
            }
        })*
    };
}

from_integers!(i8, i16, i32, i64; u8, u16, u32, u64);

impl From<usize> for Number {
    fn from(value: usize) -> Self {
        Self::from(value as u64)
    }
}

impl From<isize> for Number {
    fn from(value: isize) -> Self {
        Self::from(value as i64)
    }
}

/// Why something is not a [`Number`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NumberError {
    /// The float is infinite or not a number, for which JSON has no text.
    NotFinite,
    /// The integer is below `i64::MIN` or above `u64::MAX`.
    OutOfRange,
    /// The text is not a number of JSON.
    Syntax,
}

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotFinite => "a float must be finite",
            Self::OutOfRange => "an integer must lie between -9223372036854775808 and 18446744073709551615",
            Self::Syntax => "not a number",
        })
    }
}

impl StdError for NumberError {}

impl TryFrom<f64> for Number {
    type Error = NumberError;

    fn try_from(value: f64) -> Result<Self, NumberError> {
        if value.is_finite() { Ok(Self(Repr::Double(value))) } else { Err(NumberError::NotFinite) }
    }
}

impl TryFrom<f32> for Number {
    type Error = NumberError;

    fn try_from(value: f32) -> Result<Self, NumberError> {
        if value.is_finite() { Ok(Self(Repr::Single(value))) } else { Err(NumberError::NotFinite) }
    }
}

impl TryFrom<i128> for Number {
    type Error = NumberError;

    fn try_from(value: i128) -> Result<Self, NumberError> {
        match (i64::try_from(value), u64::try_from(value)) {
            (Ok(signed), _) => Ok(signed.into()),
            (_, Ok(unsigned)) => Ok(unsigned.into()),
            _ => Err(NumberError::OutOfRange),
        }
    }
}

impl TryFrom<u128> for Number {
    type Error = NumberError;

    fn try_from(value: u128) -> Result<Self, NumberError> {
        u64::try_from(value).map(Self::from).or(Err(NumberError::OutOfRange))
    }
}

/// Reads a number of JSON (RFC 8259 §6): an integer stays one if it fits 64 bits, all else is the nearest float.
impl FromStr for Number {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (whole, rest) = split_digits(unsigned);
        if whole.is_empty() || (whole.len() > 1 && whole.starts_with('0')) {
            return Err(NumberError::Syntax);
        }
        if rest.is_empty() && text != "-0" {
            if let Ok(integer) = text.parse::<i64>() {
                return Ok(integer.into());
            }
            if let Ok(integer) = text.parse::<u64>() {
                return Ok(integer.into());
            }
        }
        if !is_fraction_and_exponent(rest) {
            return Err(NumberError::Syntax);
        }
        text.parse::<f64>().or(Err(NumberError::Syntax))?.try_into()
    }
}

fn split_digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
}

fn is_fraction_and_exponent(rest: &str) -> bool {
    let rest = match rest.strip_prefix('.').map(split_digits) {
        Some(("", _)) => return false,
        Some((_, rest)) => rest,
        None => rest,
    };
    match rest.strip_prefix(['e', 'E']) {
        Some(exponent) => {
            let (digits, rest) = split_digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent));
            !digits.is_empty() && rest.is_empty()
        }
        None => rest.is_empty(),
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        match (self.0, other.0) {
            (Repr::Signed(left), Repr::Signed(right)) => left == right,
            (Repr::Unsigned(left), Repr::Unsigned(right)) => left == right,
            (Repr::Double(left), Repr::Double(right)) => left.to_bits() == right.to_bits(),
            (Repr::Single(left), Repr::Single(right)) => left.to_bits() == right.to_bits(),
            (Repr::Single(single), Repr::Double(double)) | (Repr::Double(double), Repr::Single(single)) => {
                widen(single).to_bits() == double.to_bits()
            }
            _ => false,
        }
    }
}

// No two f32 have texts that are the same f64: texts of up to 9 digits lie further apart than neighboring f64, so
// equality across the two float types is transitive.
impl Eq for Number {}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Repr::Signed(value) => write!(f, "{value}"),
            Repr::Unsigned(value) => write!(f, "{value}"),
            Repr::Double(value) => f.write_str(&spell_float(&value)),
            Repr::Single(value) => f.write_str(&spell_float(&value)),
        }
    }
}

/// The shortest text of a float, an `f32` or `f64`, in the spelling of [`Number`].
///
/// Mantissa and exponent get a point and a sign: the type repository of YAML 1.1 and `PyYAML` read `1e300` as a string.
pub(super) fn spell_float(value: &dyn fmt::Debug) -> String {
    let shortest = format!("{value:?}");
    let Some((mantissa, exponent)) = shortest.split_once('e') else {
        return shortest;
    };
    let point = if mantissa.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with('-') { "" } else { "+" };
    format!("{mantissa}{point}e{sign}{exponent}")
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Number({self})")
    }
}
