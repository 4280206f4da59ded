//! Exact decimal numbers of up to 38 significant digits.

use std::cmp::Ordering;

/// `mantissa × 10^exponent`, in the one form that has no zero at the end of the mantissa, so that equal numbers are equal
/// structs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Decimal {
    mantissa: i128,
    exponent: i32,
}

/// How many digits a mantissa has at most: as many as any of an `i128` can have.
const MAX_DIGITS: u32 = 38;
const MAX_MANTISSA: u128 = 10_u128.pow(MAX_DIGITS) - 1;

impl Decimal {
    /// `None` when the number has more than 38 significant digits or its exponent leaves 32 bits.
    pub(super) fn new(mantissa: i128, exponent: i64) -> Option<Self> {
        if mantissa == 0 {
            return Some(Self::default());
        }
        let (mut mantissa, mut exponent) = (mantissa, exponent);
        while mantissa % 10 == 0 {
            mantissa /= 10;
            exponent = exponent.checked_add(1)?;
        }
        let fits = mantissa.unsigned_abs() <= MAX_MANTISSA;
        fits.then_some(Self { mantissa, exponent: exponent.try_into().ok()? })
    }

    /// Reads digits before and after a decimal point, and nothing else.
    pub(super) fn from_digits(integer: &str, fraction: &str) -> Option<Self> {
        let mut mantissa: i128 = 0;
        // Zeros are counted first and multiplied in only when a digit follows: `1` with a thousand zeros has one digit.
        let mut zeros: u32 = 0;
        for digit in integer.bytes().chain(fraction.bytes()) {
            if digit != b'0' {
                let shift = 10_i128.checked_pow(zeros.checked_add(1)?);
                let digit = i128::from(digit.checked_sub(b'0').filter(|digit| *digit <= 9)?);
                mantissa =
                    if mantissa == 0 { digit } else { mantissa.checked_mul(shift?)?.checked_add(digit)? };
                zeros = 0;
            } else if mantissa != 0 {
                zeros = zeros.checked_add(1)?;
            }
        }
        Self::new(mantissa, i64::from(zeros).checked_sub(i64::try_from(fraction.len()).ok()?)?)
    }

    pub(super) fn mantissa(self) -> i128 {
        self.mantissa
    }

    pub(super) fn exponent(self) -> i32 {
        self.exponent
    }

    pub(super) fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    pub(super) fn negated(self) -> Self {
        // The limit of the mantissa is the same on both sides of zero.
        Self { mantissa: -self.mantissa, exponent: self.exponent }
    }

    pub(super) fn times(self, factor: i128) -> Option<Self> {
        Self::new(self.mantissa.checked_mul(factor)?, self.exponent.into())
    }

    pub(super) fn times_ten_to(self, power: i32) -> Option<Self> {
        Self::new(self.mantissa, i64::from(self.exponent) + i64::from(power))
    }

    pub(super) fn plus(self, other: Self) -> Option<Self> {
        let (low, high) = if self.exponent <= other.exponent { (self, other) } else { (other, self) };
        if low.is_zero() || high.is_zero() {
            return Some(if low.is_zero() { high } else { low });
        }
        let sum = high.mantissa_at(low.exponent)?.checked_add(low.mantissa)?;
        Self::new(sum, low.exponent.into())
    }

    /// The number in units of `10^exponent`, when that is a whole number of them.
    fn mantissa_at(self, exponent: i32) -> Option<i128> {
        let shift = u32::try_from(i64::from(self.exponent) - i64::from(exponent)).ok()?;
        self.mantissa.checked_mul(10_i128.checked_pow(shift)?)
    }

    /// The whole number, when it is one and fits.
    pub(super) fn to_integer(self) -> Option<i128> {
        if self.is_zero() { Some(0) } else { self.mantissa_at(0) }
    }

    /// The number in units of `10^exponent`, rounded away from zero; `None` when it does not fit.
    pub(super) fn rounded_up_at(self, exponent: i32) -> Option<i128> {
        if self.is_zero() || self.exponent >= exponent {
            return if self.is_zero() { Some(0) } else { self.mantissa_at(exponent) };
        }
        let cut = i64::from(exponent) - i64::from(self.exponent);
        let divisor = u32::try_from(cut).ok().and_then(|cut| 10_i128.checked_pow(cut));
        // A divisor that does not fit is greater than any mantissa. The remainder is never 0: the mantissa ends in none.
        let quotient = divisor.map_or(0, |divisor| self.mantissa / divisor);
        quotient.checked_add(self.mantissa.signum())
    }

    /// The nearest floating point number, infinite when it is out of range.
    pub(super) fn to_f64(self) -> f64 {
        // The standard parser rounds correctly; a multiplication by a power of ten would round twice.
        format!("{}e{}", self.mantissa, self.exponent).parse().unwrap_or(f64::NAN)
    }

    fn cmp_magnitude(self, other: Self) -> Ordering {
        let digits = |number: Self| number.mantissa.unsigned_abs().checked_ilog10().map_or(0, |log| log + 1);
        let (left_digits, right_digits) = (digits(self), digits(other));
        let left_order = i64::from(self.exponent) + i64::from(left_digits);
        let right_order = i64::from(other.exponent) + i64::from(right_digits);
        // Of the same order: brought to the same count of digits, which is 38 at most and fits.
        let widened = |number: Self, digits: u32| {
            let missing = left_digits.max(right_digits) - digits;
            number.mantissa.unsigned_abs().saturating_mul(10_u128.saturating_pow(missing))
        };
        left_order
            .cmp(&right_order)
            .then_with(|| widened(self, left_digits).cmp(&widened(other, right_digits)))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_sign = self.mantissa.signum().cmp(&other.mantissa.signum());
        by_sign.then_with(|| match self.mantissa.signum() {
            0 => Ordering::Equal,
            1 => self.cmp_magnitude(*other),
            _ => other.cmp_magnitude(*self),
        })
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
