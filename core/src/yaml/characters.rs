//! Characters (YAML 1.2.2, chapter 5), as classes of bytes: every character that YAML cares about is ASCII.
//!
//! A byte of a longer character is an `ns-char` like any other. Numbers in brackets are those of the productions.

/// The byte order mark `c-byte-order-mark` [3], in UTF-8.
pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// `s-white` [33].
pub(super) const fn is_white(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// `b-char` [26].
pub(super) const fn is_break(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// What may stand after an indicator: `s-white`, `b-char`, or the end of the text, for which there is a zero.
pub(super) const fn is_separation(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0)
}

/// `c-flow-indicator` [23].
pub(super) const fn is_flow_indicator(byte: u8) -> bool {
    matches!(byte, b',' | b'[' | b']' | b'{' | b'}')
}

/// `c-indicator` [22] without `-`, `?` and `:`, which may begin a plain scalar when one of its characters follows.
pub(super) const fn is_indicator(byte: u8) -> bool {
    is_flow_indicator(byte)
        || matches!(byte, b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\'' | b'"' | b'%' | b'@' | b'`')
}

/// `ns-word-char` [38].
pub(super) const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

/// `ns-uri-char` [39], without the check of what follows a `%`.
pub(super) const fn is_uri(byte: u8) -> bool {
    is_word(byte)
        || matches!(
            byte,
            b'%' | b'#'
                | b';'
                | b'/'
                | b'?'
                | b':'
                | b'@'
                | b'&'
                | b'='
                | b'+'
                | b'$'
                | b','
                | b'_'
                | b'.'
                | b'!'
                | b'~'
                | b'*'
                | b'\''
                | b'('
                | b')'
                | b'['
                | b']'
        )
}

/// `ns-tag-char` [40].
pub(super) const fn is_tag(byte: u8) -> bool {
    is_uri(byte) && byte != b'!' && !is_flow_indicator(byte)
}

/// Where the line break that begins at `at` ends: LF, CRLF or CR (`b-break` [28]).
pub(super) fn after_break(bytes: &[u8], at: usize) -> usize {
    match (bytes.get(at), bytes.get(at + 1)) {
        (Some(b'\r'), Some(b'\n')) => at + 2,
        (Some(b'\r' | b'\n'), _) => at + 1,
        _ => at,
    }
}

/// The line break at or after `from`, or the end of the text.
pub(super) fn line_end(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    memchr::memchr2(b'\n', b'\r', rest).map_or(bytes.len(), |offset| from + offset)
}

/// The characters that are not `nb-char` [27] and no line breaks, and where they stand.
///
/// Almost every text has none, so this first asks whole blocks of bytes whether there can be any.
pub(super) fn unprintable(text: &str) -> impl Iterator<Item = (usize, char)> {
    const BLOCK: usize = 64;
    let blocks = text.as_bytes().chunks(BLOCK).enumerate();
    let suspects = blocks.filter(|(_, block)| block.iter().fold(false, |any, byte| any | is_suspect(*byte)));
    suspects.flat_map(move |(number, block)| {
        let places = block.iter().enumerate().filter(|(_, byte)| is_suspect(**byte));
        places.filter_map(move |(index, _)| {
            let offset = number * BLOCK + index;
            let character = text.get(offset..)?.chars().next()?;
            (!is_printable(character)).then_some((offset, character))
        })
    })
}

/// `nb-json` [2]: what may stand inside quotes.
pub(super) const fn is_json(character: char) -> bool {
    character >= ' ' || character == '\t'
}

/// Whether an unprintable character can begin with this byte.
const fn is_suspect(byte: u8) -> bool {
    (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')) || matches!(byte, 0x7F | 0xC2 | 0xEF)
}

/// `c-printable` [1] without the byte order mark.
const fn is_printable(character: char) -> bool {
    !matches!(character,
        '\0'..='\x08' | '\x0B' | '\x0C' | '\x0E'..='\x1F' | '\x7F'..='\u{84}' | '\u{86}'..='\u{9F}'
        | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}
