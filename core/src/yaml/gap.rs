//! What stands between nodes: blanks, breaks, comments, indicators and properties.
//!
//! The parser's events say where nodes are, and not where dashes, colons and the headers of block scalars are; these
//! lie in the gap that begins where the node before ended.

use crate::source::Span;

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
fn after_break(bytes: &[u8], from: usize) -> usize {
    match (bytes.get(from), bytes.get(from + 1)) {
        (Some(b'\r'), Some(b'\n')) => from + 2,
        (Some(b'\r' | b'\n'), _) => from + 1,
        _ => from,
    }
}

/// The first dash of the block sequence that is the next node after `from`.
pub(super) fn sequence_dash(bytes: &[u8], from: usize) -> Option<usize> {
    find(bytes, from, |byte| byte == b'-', |byte| matches!(byte, b':' | b'?'))
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

/// Whether there is a dash that begins an item, and not one that begins a text.
pub(super) fn is_dash(bytes: &[u8], at: usize) -> bool {
    bytes.get(at) == Some(&b'-') && matches!(bytes.get(at + 1), None | Some(b' ' | b'\t' | b'\n' | b'\r'))
}

/// Whether there is a colon that ends a key, and not one that begins a text.
pub(super) fn is_colon(bytes: &[u8], at: usize, is_flow: bool) -> bool {
    bytes.get(at) == Some(&b':')
        && match bytes.get(at + 1) {
            None | Some(b' ' | b'\t' | b'\n' | b'\r') => true,
            Some(b',' | b'[' | b']' | b'{' | b'}') => is_flow,
            Some(_) => false,
        }
}

/// From the header to the last line that is not blank, or with `+` to the last blank line.
/// `from` is where the node before ended, `body` what granit takes for the scalar's place.
pub(super) fn block_scalar(bytes: &[u8], from: usize, body: Span, content: &str) -> Span {
    let start = block_header(bytes, from).unwrap_or(body.start);
    let indicators = bytes.get(start + 1..).unwrap_or_default();
    let length = indicators.iter().take_while(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-')).count();
    let header_end = start + 1 + length;
    let keeps = bytes.get(start..header_end).is_some_and(|header| header.contains(&b'+'));
    if keeps {
        return Span::new(start, kept_end(bytes, header_end, body, content));
    }
    let text = bytes.get(body.range()).unwrap_or_default();
    let blank = text.iter().rev().take_while(|byte| byte.is_ascii_whitespace()).count();
    if blank == text.len() {
        return Span::new(start, header_end);
    }
    Span::new(start, line_end(bytes, body.end - blank).min(body.end))
}

/// The end of a block scalar that keeps its blank lines, without the last line break.
fn kept_end(bytes: &[u8], header_end: usize, body: Span, content: &str) -> usize {
    if !body.is_empty() {
        let text = bytes.get(body.range()).unwrap_or_default();
        let indent = text.iter().rev().take_while(|byte| **byte == b' ').count();
        let end = body.end - indent;
        return match bytes.get(..end) {
            Some([.., b'\r', b'\n']) => end - 2,
            Some([.., b'\n' | b'\r']) => end - 1,
            _ => body.end,
        };
    }
    let header_line = line_end(bytes, header_end);
    let mut last = if content.is_empty() { header_end } else { header_line };
    for _ in 1..=content.len() {
        last = line_end(bytes, after_break(bytes, last));
    }
    last
}

/// The header (`|` or `>`) of the block scalar that is the next node after `from`.
fn block_header(bytes: &[u8], from: usize) -> Option<usize> {
    find(bytes, from, |byte| matches!(byte, b'|' | b'>'), |byte| matches!(byte, b':' | b'-' | b'?'))
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
    let length = rest.iter().position(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    length.map_or(bytes.len(), |length| from + length)
}
