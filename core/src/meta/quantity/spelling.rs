//! Reading and writing the text of quantities.

use super::QuantityFormat;
use super::decimal::Decimal;

/// The binary suffixes with their power of 1024.
const BINARY: [(&str, u32); 6] = [("Ki", 1), ("Mi", 2), ("Gi", 3), ("Ti", 4), ("Pi", 5), ("Ei", 6)];

/// The decimal suffixes with their power of ten.
const DECIMAL: [(&str, i32); 10] =
    [("n", -9), ("u", -6), ("m", -3), ("", 0), ("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15), ("E", 18)];

/// The value and the format of a quantity, or the reason why the text is none.
pub(super) fn parse(text: &str) -> Result<(Decimal, QuantityFormat), String> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let end = unsigned.find(|character: char| !character.is_ascii_digit() && character != '.');
    let (number, suffix) = end.and_then(|end| unsigned.split_at_checked(end)).unwrap_or((unsigned, ""));
    let (integer, fraction) = number.split_once('.').unwrap_or((number, ""));
    if fraction.contains('.') {
        return Err("there is a second decimal point".to_owned());
    }
    if integer.is_empty() && fraction.is_empty() {
        return Err("expected digits, then a suffix such as `m` or `Gi`, or none".to_owned());
    }
    let too_long = || "it has more than 38 significant digits or an exponent of more than 32 bits".to_owned();
    let number = Decimal::from_digits(integer, fraction).ok_or_else(too_long)?;
    let (value, format) = apply_suffix(number, suffix)?;
    let value = value.ok_or_else(too_long)?;
    Ok((if text.starts_with('-') { value.negated() } else { value }, format))
}

/// The number with its suffix, `None` when that does not fit.
fn apply_suffix(number: Decimal, suffix: &str) -> Result<(Option<Decimal>, QuantityFormat), String> {
    if let Some((_, power)) = DECIMAL.iter().find(|(name, _)| *name == suffix) {
        return Ok((number.times_ten_to(*power), QuantityFormat::DecimalSi));
    }
    if let Some((_, power)) = BINARY.iter().find(|(name, _)| *name == suffix) {
        return Ok((number.times(1024_i128.pow(*power)), QuantityFormat::BinarySi));
    }
    let exponent = suffix.strip_prefix(['e', 'E']).and_then(|exponent| exponent.parse().ok());
    match exponent {
        Some(exponent) => Ok((number.times_ten_to(exponent), QuantityFormat::DecimalExponent)),
        None => Err(format!(
            "{suffix:?} is no suffix: expected n, u, m, k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei, an exponent such \
             as `e3`, or none"
        )),
    }
}

/// The spelling that Kubernetes gives the value in the format.
pub(super) fn canonical(value: Decimal, format: QuantityFormat) -> String {
    match format {
        _ if value.is_zero() => "0".to_owned(),
        QuantityFormat::BinarySi => binary(value).unwrap_or_else(|| decimal(value)),
        QuantityFormat::DecimalSi => decimal(value),
        QuantityFormat::DecimalExponent => exponential(value),
    }
}

/// A whole number of at least 1024, with the largest suffix that leaves it whole.
fn binary(value: Decimal) -> Option<String> {
    let mut number = value.to_integer().filter(|number| number.unsigned_abs() >= 1024)?;
    let mut suffix = "";
    for (next, _) in BINARY {
        if number % 1024 != 0 {
            break;
        }
        number /= 1024;
        suffix = next;
    }
    Some(format!("{number}{suffix}"))
}

/// A whole number with the largest suffix that leaves it whole; with an exponent below `n` and from a thousand `E` on.
fn decimal(value: Decimal) -> String {
    let power = power_of_thousand(value);
    match DECIMAL.iter().find(|(_, known)| *known == power) {
        Some((suffix, _)) => format!("{}{suffix}", digits_at(value, power)),
        None => exponential(value),
    }
}

/// A whole number with an exponent that is a multiple of three.
fn exponential(value: Decimal) -> String {
    match power_of_thousand(value) {
        0 => digits_at(value, 0),
        power => format!("{}e{power}", digits_at(value, power)),
    }
}

/// The exponent rounded down to a multiple of three, except at the low end of the exponents, where there is none.
fn power_of_thousand(value: Decimal) -> i32 {
    let exponent = value.exponent();
    exponent.checked_sub(exponent.rem_euclid(3)).unwrap_or(exponent)
}

/// The digits of the value in units of `10^power`, which is at most two below the value's own exponent.
fn digits_at(value: Decimal, power: i32) -> String {
    let zeros = match value.exponent() - power {
        0 => "",
        1 => "0",
        _ => "00",
    };
    format!("{}{zeros}", value.mantissa())
}

/// The shortest text that reads back as the number, with an exponent where the digits would be many.
pub(super) fn of_f64(number: f64) -> String {
    let plain = number == 0.0 || (1e-9..1e21).contains(&number.abs());
    if plain { format!("{number}") } else { format!("{number:e}") }
}
