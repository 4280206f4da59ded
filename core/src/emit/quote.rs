//! Spelling of one text as a YAML scalar, such that every reader takes it for that very text.
//!
//! What a double-quoted scalar of this module looks like is also a string of JSON.

#[cfg(test)]
mod tests;

use super::resolve::reads_as_something_else;

/// What surrounds a scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Context {
    /// Lines and indentation.
    Block,
    /// Brackets or braces, where `,[]{}` end a plain scalar.
    Flow,
}

/// Writes a text on one line: plain if that is safe, else in quotes.
///
/// Double quotes are the rule; single quotes are taken where they spare escapes, as for JSON in an annotation.
pub fn write_scalar(text: &str, context: Context, out: &mut String) {
    write_scalar_with(text, context, false, out);
}

/// The same, with single quotes wherever they can hold the text, if they are preferred.
pub fn write_scalar_with(text: &str, context: Context, prefer_single: bool, out: &mut String) {
    if is_plain(text, context) {
        out.push_str(text);
        return;
    }
    let spares_escapes = text.contains(['"', '\\']) && !text.contains('\'');
    if (prefer_single || spares_escapes) && is_single_quotable(text) {
        write_single_quoted(text, out);
    } else {
        write_double_quoted(text, out);
    }
}

/// Whether a text needs no quotes.
pub fn is_plain(text: &str, context: Context) -> bool {
    starts_plain(text) && stays_plain(text, context) && !reads_as_something_else(text)
}

fn starts_plain(text: &str) -> bool {
    let mut bytes = text.bytes();
    match bytes.next() {
        // `-x` is allowed, and common: the flags of a command.
        Some(b'-') => bytes.next().is_some_and(|next| next != b' ') && !text.starts_with("---"),
        Some(b'.') => !text.starts_with("..."),
        Some(first) => !b" ?:,[]{}#&*!|>'\"%@`".contains(&first),
        None => false,
    }
}

fn stays_plain(text: &str, context: Context) -> bool {
    let mut before = 0;
    for byte in text.bytes() {
        let allowed = match byte {
            b' ' => before != b':',
            b'#' => before != b' ',
            // go-yaml v2 ends a plain scalar in brackets at a colon before one of these, and at `?`.
            b',' | b'[' | b']' | b'{' | b'}' | b'?' => context == Context::Block,
            0..0x20 | 0x7F => false,
            _ => true,
        };
        if !allowed {
            return false;
        }
        before = byte;
    }
    let ends_plain = before != b' ' && before != b':';
    ends_plain && (text.is_ascii() || (!has_outer_space(text) && text.chars().all(is_printable)))
}

/// Spaces of Unicode are ordinary characters in YAML; quotes keep them from being trimmed by eye or by a tool.
fn has_outer_space(text: &str) -> bool {
    text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace)
}

/// Whether a character may stand in a scalar as it is, in every reader (YAML 1.2 §5.1, `c-printable`).
///
/// Less than the production: line breaks of YAML 1.1 (NEL, LS, PS), the byte order mark and tabs are left out.
const fn is_printable(character: char) -> bool {
    !matches!(
        character,
        '\0'..='\x1F' | '\x7F'..='\u{9F}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}'
    )
}

/// Whether single quotes can hold a text on one line, without the escapes that only double quotes have.
pub fn is_single_quotable(text: &str) -> bool {
    text.chars().all(is_printable)
}

/// Writes a text in single quotes.
///
/// The text must hold no line break and no other character that needs an escape; those are written as they are.
pub fn write_single_quoted(text: &str, out: &mut String) {
    out.push('\'');
    for (index, part) in text.split('\'').enumerate() {
        if index > 0 {
            out.push_str("''");
        }
        out.push_str(part);
    }
    out.push('\'');
}

/// Writes a text in double quotes, on one line, with the escapes that YAML and JSON share.
pub fn write_double_quoted(text: &str, out: &mut String) {
    out.push('"');
    // Most texts are plain ASCII, and the compiler looks at many bytes at once.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\') {
        out.push_str(text);
        out.push('"');
        return;
    }
    let mut rest = text;
    while let Some((index, character)) = rest.char_indices().find(|(_, character)| needs_escape(*character)) {
        let (before, after) = rest.split_at(index);
        out.push_str(before);
        write_escape(character, out);
        rest = after.get(character.len_utf8()..).unwrap_or_default();
    }
    out.push_str(rest);
    out.push('"');
}

const fn needs_escape(character: char) -> bool {
    matches!(character, '"' | '\\') || !is_printable(character)
}

fn write_escape(character: char, out: &mut String) {
    let short = match character {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\x08' => "\\b",
        '\x0C' => "\\f",
        // All others lie below U+10000, where four digits are enough.
        other => {
            out.push_str("\\u");
            let code = u32::from(other);
            out.extend([12, 8, 4, 0].iter().filter_map(|shift| char::from_digit((code >> shift) & 0xF, 16)));
            return;
        }
    };
    out.push_str(short);
}

/// A text of several lines that can be written as a literal block scalar without loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Literal<'t> {
    text: &'t str,
    chomping: &'static str,
    needs_indicator: bool,
}

impl<'t> Literal<'t> {
    /// The text as a literal block, unless a reader could lose or change some of it.
    ///
    /// Refused: a text of one line, characters that need an escape, and lines of nothing but blanks, which readers and
    /// editors disagree about.
    pub fn of(text: &'t str) -> Option<Self> {
        let breaks_only = text.bytes().all(|byte| byte == b'\n');
        let clean = |line: &str| {
            line.is_empty()
                || (line.bytes().any(|byte| byte != b' ' && byte != b'\t')
                    && line.chars().all(|character| character == '\t' || is_printable(character)))
        };
        if breaks_only || !text.contains('\n') || !text.split('\n').all(clean) {
            return None;
        }
        let chomping = match text.strip_suffix('\n') {
            None => "-",
            Some(rest) if rest.ends_with('\n') => "+",
            Some(_) => "",
        };
        // Without it, the reader takes the blanks of the first line for the indentation.
        let needs_indicator = text.starts_with([' ', '\t', '\n']);
        Some(Self { text, chomping, needs_indicator })
    }

    /// Writes header and lines, and a final line break. `indent` is how many blanks the lines stand right of the node
    /// that holds the scalar, from 1 to 9, and `column` where they stand.
    pub fn write(self, column: usize, indent: usize, out: &mut String) {
        out.push('|');
        if self.needs_indicator {
            out.extend(u32::try_from(indent).ok().and_then(|indent| char::from_digit(indent, 10)));
        }
        out.push_str(self.chomping);
        out.push('\n');
        for line in self.text.strip_suffix('\n').unwrap_or(self.text).split('\n') {
            if !line.is_empty() {
                push_blanks(column, out);
                out.push_str(line);
            }
            out.push('\n');
        }
    }
}

pub(super) fn push_blanks(count: usize, out: &mut String) {
    const BLANKS: &str = "                                ";
    match BLANKS.get(..count) {
        Some(blanks) => out.push_str(blanks),
        None => out.extend(std::iter::repeat_n(' ', count)),
    }
}
