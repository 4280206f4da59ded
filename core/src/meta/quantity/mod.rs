//! Amounts of resources such as `500m` and `1.5Gi`.

mod decimal;
mod spelling;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Neg;
use std::str::FromStr;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{Error, ErrorKind};
use decimal::Decimal;

/// The name by which a recorder knows that a text is a quantity, and by which it is known as such to nobody else.
pub(crate) const QUANTITY: &str = "$libgitops::Quantity";

/// An amount of a resource, such as `2`, `500m` or `1.5Gi`: an exact number, and the text that it was given as.
///
/// Quantities are compared, ordered and hashed by value: `1Gi` equals `1024Mi`, and `0.5` equals `500m`. They display
/// and serialize as the text they were read from. [`canonical`](Self::canonical) is the spelling that Kubernetes writes.
///
/// The grammar is that of `k8s.io/apimachinery/pkg/api/resource`, with three differences. The value is exact, where
/// Kubernetes rounds away what is below `1n` and cuts binary quantities off at `2^63 - 1`; in turn, a number of more
/// than 38 significant digits is refused. A number without a digit (`.`, `Ki`) is refused, where Kubernetes reads 0. An
/// exponent of more than 32 bits is refused, where Kubernetes keeps its lower 32 bits.
///
/// On the wire a number is taken too: `cpu: 0.5`.
///
/// ```
/// # fn main() -> Result<(), libgitops_core::error::Error> {
/// use libgitops_core::meta::Quantity;
///
/// let memory: Quantity = "1.5Gi".parse()?;
/// assert_eq!(memory, "1536Mi".parse()?);
/// assert_eq!(memory.to_string(), "1.5Gi");
/// assert_eq!(memory.value(), Some(1_610_612_736));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Quantity {
    text: String,
    value: Decimal,
    format: QuantityFormat,
}

/// The family of a quantity's suffix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QuantityFormat {
    /// Powers of 1024: `Ki`, `Mi`, `Gi`, `Ti`, `Pi`, `Ei`.
    BinarySi,
    /// Powers of 1000: `n`, `u`, `m`, none, `k`, `M`, `G`, `T`, `P`, `E`.
    DecimalSi,
    /// Powers of ten: `e3`, `E-6`.
    DecimalExponent,
}

impl Quantity {
    /// A quantity of thousandths, such as 1500 for `1500m`.
    pub fn from_milli(thousandths: i64) -> Self {
        let value = Decimal::new(thousandths.into(), -3).unwrap_or_default();
        Self::from_value(value, QuantityFormat::DecimalSi)
    }

    fn from_value(value: Decimal, format: QuantityFormat) -> Self {
        Self { text: spelling::canonical(value, format), value, format }
    }

    /// The quantity as it was given.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The family of the suffix.
    pub fn format(&self) -> QuantityFormat {
        self.format
    }

    /// Whether the quantity is zero.
    pub fn is_zero(&self) -> bool {
        self.value.is_zero()
    }

    /// Whether the quantity is below zero.
    pub fn is_negative(&self) -> bool {
        self.value.mantissa() < 0
    }

    /// The same in Kubernetes' canonical spelling: no fraction, the suffix of the same family as large as possible.
    ///
    /// `1.5` becomes `1500m`, `1.5Gi` becomes `1536Mi`. A binary quantity below 1024 or with a fraction gets a decimal
    /// suffix, and what no suffix of `n` … `E` fits gets an exponent. The value stays the same.
    pub fn canonical(&self) -> Self {
        Self::from_value(self.value, self.format)
    }

    /// The quantity rounded up to a whole number, away from zero; `None` when it does not fit.
    pub fn value(&self) -> Option<i128> {
        self.value.rounded_up_at(0)
    }

    /// The quantity in thousandths, rounded up away from zero; `None` when it does not fit.
    pub fn milli_value(&self) -> Option<i128> {
        self.value.rounded_up_at(-3)
    }

    /// The exact quantity, when it is a whole number and fits.
    pub fn to_i64(&self) -> Option<i64> {
        self.value.to_integer()?.try_into().ok()
    }

    /// The nearest floating point number, infinite when it is out of range.
    pub fn to_f64_lossy(&self) -> f64 {
        self.value.to_f64()
    }

    /// The exact sum in the format of the first that is not zero; `None` when it has more than 38 significant digits.
    pub fn checked_add(&self, other: &Self) -> Option<Self> {
        if other.is_zero() {
            return Some(self.clone());
        }
        if self.is_zero() {
            return Some(other.clone());
        }
        Some(Self::from_value(self.value.plus(other.value)?, self.format))
    }

    /// The exact difference in the format of the first that is not zero; `None` when it has more than 38 significant
    /// digits.
    pub fn checked_sub(&self, other: &Self) -> Option<Self> {
        if other.is_zero() { Some(self.clone()) } else { self.checked_add(&-other) }
    }
}

impl Neg for &Quantity {
    type Output = Quantity;

    fn neg(self) -> Quantity {
        Quantity::from_value(self.value.negated(), self.format)
    }
}

impl Neg for Quantity {
    type Output = Self;

    fn neg(self) -> Self {
        -&self
    }
}

impl Default for Quantity {
    /// Zero.
    fn default() -> Self {
        Self::from(0)
    }
}

impl From<i64> for Quantity {
    fn from(number: i64) -> Self {
        // 64 bits have 19 digits, so the number always fits.
        let value = Decimal::new(number.into(), 0).unwrap_or_default();
        Self { text: number.to_string(), value, format: QuantityFormat::DecimalSi }
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Eq for Quantity {}

impl Hash for Quantity {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value)
    }
}

impl fmt::Debug for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Quantity").field(&self.text).finish()
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl FromStr for Quantity {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match spelling::parse(text) {
            Ok((value, format)) => Ok(Self { text: text.to_owned(), value, format }),
            Err(reason) => Err(Error::new(ErrorKind::Invalid, format!("{text:?} is no quantity: {reason}"))),
        }
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(QUANTITY, &self.text)
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(QuantityVisitor)
    }
}

struct QuantityVisitor;

impl Visitor<'_> for QuantityVisitor {
    type Value = Quantity;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a quantity such as `500m`, `1.5Gi` or a number")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Quantity, E> {
        // Kubernetes' decoder trims the string, its parser does not.
        text.trim().parse().map_err(|error: Error| E::custom(error.message()))
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Quantity, E> {
        Ok(Quantity::from(number))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Quantity, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Quantity, E> {
        self.visit_str(&spelling::of_f64(number))
    }
}

#[cfg(test)]
mod tests;
