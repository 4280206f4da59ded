//! Escapes of double-quoted scalars (YAML 1.2.2, §5.7), JSON's among them.

use crate::yaml::error::SyntaxErrorKind;

/// `c-ns-esc-char` [62]: the character that the escape at `at` stands for, and where the escape ends. An escape that
/// stands for none ends where reading can go on.
pub(crate) fn read(text: &str, at: usize) -> Result<(char, usize), (SyntaxErrorKind, usize)> {
    let Some(letter) = text.get(at + 1..).and_then(|rest| rest.chars().next()) else {
        return Err((SyntaxErrorKind::UnknownEscape, at + 1));
    };
    let end = at + 1 + letter.len_utf8();
    let character = match letter {
        '0' => '\0',
        'a' => '\x07',
        'b' => '\x08',
        't' | '\t' => '\t',
        'n' => '\n',
        'v' => '\x0B',
        'f' => '\x0C',
        'r' => '\r',
        'e' => '\x1B',
        ' ' | '"' | '/' | '\\' => letter,
        'N' => '\u{85}',
        '_' => '\u{A0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        'x' => return numeric(text, end, 2),
        'u' => return unicode(text, end),
        'U' => return numeric(text, end, 8),
        _ => return Err((SyntaxErrorKind::UnknownEscape, end)),
    };
    Ok((character, end))
}

/// `\u` and four digits, or two of them for a character beyond U+FFFF, as JSON spells it.
fn unicode(text: &str, start: usize) -> Result<(char, usize), (SyntaxErrorKind, usize)> {
    let high = hexadecimal(text, start, 4)?;
    let end = start + 4;
    if matches!(high, 0xD800..0xDC00)
        && text.get(end..end + 2) == Some("\\u")
        && let Ok(low) = hexadecimal(text, end + 2, 4)
    {
        if !matches!(low, 0xDC00..0xE000) {
            return Err((SyntaxErrorKind::HalfSurrogate, end + 6));
        }
        let code = 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00);
        return character(code, end + 6);
    }
    character(high, end)
}

fn numeric(text: &str, start: usize, digits: usize) -> Result<(char, usize), (SyntaxErrorKind, usize)> {
    character(hexadecimal(text, start, digits)?, start + digits)
}

fn character(code: u32, end: usize) -> Result<(char, usize), (SyntaxErrorKind, usize)> {
    let kind = if matches!(code, 0xD800..0xE000) {
        SyntaxErrorKind::HalfSurrogate
    } else {
        SyntaxErrorKind::NoCharacter
    };
    char::from_u32(code).map(|character| (character, end)).ok_or((kind, end))
}

fn hexadecimal(text: &str, start: usize, digits: usize) -> Result<u32, (SyntaxErrorKind, usize)> {
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    let length = rest.iter().take(digits).take_while(|byte| byte.is_ascii_hexdigit()).count();
    let end = start + length;
    let code = text.get(start..end).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    code.filter(|_| length == digits).ok_or((SyntaxErrorKind::ShortEscape, end))
}
