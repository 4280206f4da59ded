//! Which plain scalars some reader takes for something other than the text that they spell.

#[cfg(test)]
mod tests;

/// Whether a reader of YAML 1.1 (go-yaml v2, `PyYAML`, Psych) or of YAML 1.2's core schema takes the plain
/// scalar for null, a boolean, a number, a timestamp, a merge key or a default value.
///
/// The answer is for all of them at once and errs towards yes, where that spares a distinction that no reader of a
/// manifest would miss: `yES` and `0x` are quoted although they are texts everywhere.
pub(super) fn reads_as_something_else(text: &str) -> bool {
    match text.as_bytes().first() {
        None => true,
        Some(b'0'..=b'9' | b'+' | b'-' | b'.') => {
            is_special_float(text) || is_number(text) || is_timestamp(text)
        }
        Some(b'~' | b'=' | b'<') => matches!(text, "~" | "=" | "<<"),
        Some(b'y' | b'Y' | b'n' | b'N' | b'o' | b'O' | b't' | b'T' | b'f' | b'F') => is_word(text),
        Some(_) => false,
    }
}

/// The words of <https://yaml.org/type/bool.html> and <https://yaml.org/type/null.html>, in any case.
const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];

fn is_word(text: &str) -> bool {
    text.len() <= 5 && WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

fn is_special_float(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    [".inf", ".nan"].iter().any(|word| word.eq_ignore_ascii_case(unsigned))
}

/// Integers in every base, floats, and numbers to the base 60.
///
/// go-yaml v2 removes every underscore before it looks; Psych allows commas between digits.
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let mut bytes = unsigned.bytes().filter(|byte| !matches!(byte, b'_' | b','));
    let mut ahead = bytes.clone();
    let digits: fn(&u8) -> bool = match (ahead.next(), ahead.next()) {
        (Some(b'0'), Some(b'x' | b'X')) => u8::is_ascii_hexdigit,
        (Some(b'0'), Some(b'o' | b'O')) => |byte| matches!(byte, b'0'..=b'7'),
        (Some(b'0'), Some(b'b' | b'B')) => |byte| matches!(byte, b'0' | b'1'),
        (Some(_), _) => return is_decimal(bytes.clone()) || is_sexagesimal(&mut bytes),
        (None, _) => return false,
    };
    // go-yaml v2 lets a sign stand behind `0b`.
    let mut ahead = ahead.peekable();
    ahead.next_if(|byte| matches!(byte, b'+' | b'-'));
    ahead.all(|byte| digits(&byte))
}

/// `[0-9]*(\.[0-9]*)?([eE][-+]?[0-9]+)?`, with a digit or a point before the exponent.
fn is_decimal(bytes: impl Iterator<Item = u8>) -> bool {
    let mut bytes = bytes.peekable();
    let skip_digits = |bytes: &mut std::iter::Peekable<_>| {
        let mut some = false;
        while bytes.next_if(u8::is_ascii_digit).is_some() {
            some = true;
        }
        some
    };
    let whole = skip_digits(&mut bytes);
    let point = bytes.next_if_eq(&b'.').is_some();
    let fraction = point && skip_digits(&mut bytes);
    if !whole && !fraction {
        // The pattern of YAML 1.1 for floats matches a lone point.
        return point && bytes.next().is_none();
    }
    if bytes.next_if(|byte| matches!(byte, b'e' | b'E')).is_some() {
        bytes.next_if(|byte| matches!(byte, b'+' | b'-'));
        if !skip_digits(&mut bytes) {
            return false;
        }
    }
    bytes.next().is_none()
}

/// `190:20:30` and the like, which YAML 1.1 reads to the base 60.
fn is_sexagesimal(bytes: &mut impl Iterator<Item = u8>) -> bool {
    let mut colon = false;
    bytes.all(|byte| {
        colon |= byte == b':';
        matches!(byte, b'0'..=b'9' | b':' | b'.')
    }) && colon
}

/// A date `2001-1-31`, alone or with a time after `T`, `t` or a blank.
fn is_timestamp(text: &str) -> bool {
    let mut bytes = text.bytes().peekable();
    let mut digits = |at_least: usize, at_most: usize| {
        let count = std::iter::from_fn(|| bytes.next_if(u8::is_ascii_digit)).take(at_most).count();
        let following = bytes.next();
        (count >= at_least).then_some(following)
    };
    digits(4, 4) == Some(Some(b'-'))
        && digits(1, 2) == Some(Some(b'-'))
        && matches!(digits(1, 2), Some(None | Some(b'T' | b't' | b' ' | b'\t')))
}
