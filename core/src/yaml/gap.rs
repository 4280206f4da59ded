//! What stands between nodes: blanks, breaks, comments, indicators and properties.
//!
//! The parser's events say where nodes are, and not where dashes, colons and the headers of block scalars are; these
//! lie in the gap that begins where the node before ended.

/// The first byte at or after `from` that is neither blank, break, byte order mark nor in a comment.
pub(super) fn skip_trivia(bytes: &[u8], from: usize) -> usize {
    let mut position = from;
    while let Some(byte) = bytes.get(position) {
        position = match byte {
            b' ' | b'\t' | b'\n' | b'\r' => position + 1,
            b'#' => line_end(bytes, position),
            0xEF if bytes.get(position..position + 3) == Some(b"\xEF\xBB\xBF") => position + 3,
            _ => break,
        };
    }
    position
}

/// The line break at or after `from`, or the end of the text.
pub(super) fn line_end(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    memchr::memchr2(b'\n', b'\r', rest).map_or(bytes.len(), |offset| from + offset)
}

/// The end of the line break that begins at `from`: LF, CRLF or CR.
pub(super) fn after_break(bytes: &[u8], from: usize) -> usize {
    match (bytes.get(from), bytes.get(from + 1)) {
        (Some(b'\r'), Some(b'\n')) => from + 2,
        (Some(b'\r' | b'\n'), _) => from + 1,
        _ => from,
    }
}

/// The header (`|` or `>`) of the block scalar that is the next node after `from`.
pub(super) fn block_header(bytes: &[u8], from: usize) -> Option<usize> {
    find(
        bytes,
        from,
        |byte| matches!(byte, b'|' | b'>'),
        |byte| matches!(byte, b':' | b'-' | b'?'),
    )
}

/// The first dash of the block sequence that is the next node after `from`.
pub(super) fn sequence_dash(bytes: &[u8], from: usize) -> Option<usize> {
    find(
        bytes,
        from,
        |byte| byte == b'-',
        |byte| matches!(byte, b':' | b'?'),
    )
}

/// The quote that opens the quoted scalar that is the next node after `from`.
pub(super) fn opening_quote(bytes: &[u8], from: usize) -> Option<usize> {
    find(
        bytes,
        from,
        |byte| matches!(byte, b'"' | b'\''),
        |byte| matches!(byte, b':' | b'-' | b'?' | b',' | b'[' | b'{'),
    )
}

fn find(bytes: &[u8], from: usize, wanted: fn(u8) -> bool, skipped: fn(u8) -> bool) -> Option<usize> {
    let mut position = skip_trivia(bytes, from);
    while let Some(&byte) = bytes.get(position) {
        if wanted(byte) {
            return Some(position);
        }
        position = match byte {
            b'&' | b'!' => skip_trivia(bytes, token_end(bytes, position)),
            _ if skipped(byte) => skip_trivia(bytes, position + 1),
            _ => return None,
        };
    }
    None
}

/// The end of the anchor or tag at `from`: neither can hold a blank.
fn token_end(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let length = rest
        .iter()
        .position(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    length.map_or(bytes.len(), |length| from + length)
}
