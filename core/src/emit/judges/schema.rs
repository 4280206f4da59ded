//! The implicit types of plain scalars in go-yaml v2, in YAML 1.2's core schema and in `PyYAML`.

use crate::value::{Number, Value};

/// What stands for a value of a type that JSON lacks.
fn other(kind: &str, text: &str) -> Value {
    format!("{kind}: {text}").into()
}

fn number<N>(value: N) -> Value
where
    Number: TryFrom<N>,
{
    Number::try_from(value).map_or_else(|_| other("float", "not finite"), Value::Number)
}

fn float(text: &str) -> Value {
    number(text.replace('_', "").parse::<f64>().unwrap())
}

/// `resolve` of go-yaml v2's resolve.go.
pub(crate) fn go_yaml(text: &str) -> Value {
    const BOOLEANS: [(&[&str], bool); 2] = [
        (&["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"], true),
        (&["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"], false),
    ];
    for (words, value) in BOOLEANS {
        if words.contains(&text) {
            return value.into();
        }
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "<<" => return other("merge", text),
        ".nan" | ".NaN" | ".NAN" | ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" | "-.inf"
        | "-.Inf" | "-.INF" => return other("float", text),
        _ => {}
    }
    match text.as_bytes()[0] {
        b'.' if is_float(text) => float_or_text(text, text),
        b'0'..=b'9' | b'+' | b'-' if is_timestamp(text) => other("timestamp", text),
        b'0'..=b'9' | b'+' | b'-' => {
            let plain = text.replace('_', "");
            let integer = go_integer(&plain);
            if !integer.is_null() {
                integer
            } else if is_float(&plain) {
                float_or_text(&plain, text)
            } else if let Some(Ok(binary)) =
                plain.strip_prefix("0b").map(|digits| i64::from_str_radix(digits, 2))
            {
                // `strconv.ParseInt(plain[2:], 2, 64)`, which takes a sign.
                binary.into()
            } else {
                text.into()
            }
        }
        _ => text.into(),
    }
}

/// `strconv.ParseFloat` refuses what overflows, and the scalar stays a text.
fn float_or_text(plain: &str, text: &str) -> Value {
    Value::try_from(plain.parse::<f64>().unwrap()).unwrap_or_else(|_| text.into())
}

/// `strconv.ParseInt(text, 0, 64)` or `ParseUint`; null if it is neither.
fn go_integer(text: &str) -> Value {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let lower = unsigned.to_ascii_lowercase();
    let (digits, radix) = if let Some(digits) = lower.strip_prefix("0x") {
        (digits, 16)
    } else if let Some(digits) = lower.strip_prefix("0b") {
        (digits, 2)
    } else if let Some(digits) = lower.strip_prefix("0o") {
        (digits, 8)
    } else if let Some(digits) = lower.strip_prefix('0').filter(|digits| !digits.is_empty()) {
        (digits, 8)
    } else {
        (lower.as_str(), 10)
    };
    // Rust would take a second sign.
    match i128::from_str_radix(digits, radix).ok().filter(|_| !digits.starts_with(['+', '-'])) {
        Some(value) if text.starts_with('-') => Number::try_from(-value).map_or(Value::Null, Value::Number),
        Some(value) => Number::try_from(value).map_or(Value::Null, Value::Number),
        None => Value::Null,
    }
}

/// The core schema of YAML 1.2, §10.3.2.
pub(super) fn core_schema(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return true.into(),
        "false" | "False" | "FALSE" => return false.into(),
        ".nan" | ".NaN" | ".NAN" => return other("float", text),
        _ => {}
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return other("float", text);
    }
    if all(unsigned, |byte| byte.is_ascii_digit()) {
        return text.parse::<i128>().map_or_else(|_| float(text), number);
    }
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        let digits = text.strip_prefix(prefix).unwrap_or_default();
        if all(digits, |byte| char::from(byte).is_digit(radix)) {
            return other("integer", text);
        }
    }
    if is_float(text) { float(text) } else { text.into() }
}

/// The implicit resolvers of `PyYAML`'s resolver.py.
pub(super) fn py_yaml(text: &str) -> Value {
    const TRUE: [&str; 9] = ["yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"];
    const FALSE: [&str; 9] = ["no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"];
    if TRUE.contains(&text) || FALSE.contains(&text) {
        return TRUE.contains(&text).into();
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "=" | "<<" => return other("special", text),
        ".nan" | ".NaN" | ".NAN" => return other("float", text),
        _ => {}
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return other("float", text);
    }
    if unsigned == "0" || (!unsigned.starts_with('0') && starts_digits(unsigned)) {
        return text.replace('_', "").parse::<i128>().map_or_else(|_| other("integer", text), number);
    }
    let other_base =
        unsigned.strip_prefix('0').is_some_and(|rest| all(rest, |byte| matches!(byte, b'0'..=b'7' | b'_')))
            || unsigned
                .strip_prefix("0b")
                .is_some_and(|rest| all(rest, |byte| matches!(byte, b'0' | b'1' | b'_')))
            || unsigned
                .strip_prefix("0x")
                .is_some_and(|rest| all(rest, |byte| byte.is_ascii_hexdigit() || byte == b'_'));
    if other_base || is_sexagesimal(unsigned) {
        return other("integer", text);
    }
    if is_timestamp(text) {
        return other("timestamp", text);
    }
    if is_py_float(unsigned) { float(text) } else { text.into() }
}

/// `[-+]?[0-9][0-9_]*\.[0-9_]*([eE][-+][0-9]+)?`, or without digits before the point.
fn is_py_float(unsigned: &str) -> bool {
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let Some((whole, fraction)) = mantissa.split_once('.') else {
        return false;
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    let mantissa =
        if whole.is_empty() { starts_digits(fraction) } else { starts_digits(whole) && digits(fraction) };
    mantissa
        && exponent.is_none_or(|exponent| {
            exponent.strip_prefix(['+', '-']).is_some_and(|digits| all(digits, |byte| byte.is_ascii_digit()))
        })
}

fn starts_digits(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit())
        && all(text, |byte| byte.is_ascii_digit() || byte == b'_')
}

/// `[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?`
fn is_sexagesimal(unsigned: &str) -> bool {
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let mut parts = whole.split(':');
    let sixtieths = |part: &str| matches!(part.as_bytes(), [b'0'..=b'9'] | [b'0'..=b'5', b'0'..=b'9']);
    let is_fraction = fraction.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    is_fraction
        && parts.next().is_some_and(starts_digits)
        && parts.clone().next().is_some()
        && parts.all(sixtieths)
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, in go-yaml v2 and in the core schema.
fn is_float(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent = exponent.map(|exponent| exponent.strip_prefix(['+', '-']).unwrap_or(exponent));
    digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|exponent| all(exponent, |byte| byte.is_ascii_digit()))
}

/// `2001-1-1`, alone or followed by a time.
pub(super) fn is_timestamp(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let (Some(year), Some(month), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let day = rest.split(['T', 't', ' ', '\t']).next().unwrap_or_default();
    let digits = |text: &str, most: usize| text.len() <= most && all(text, |byte| byte.is_ascii_digit());
    year.len() == 4 && digits(year, 4) && digits(month, 2) && digits(day, 2)
}

fn all(text: &str, allowed: impl Fn(u8) -> bool) -> bool {
    !text.is_empty() && text.bytes().all(allowed)
}
