//! The content of plain and quoted scalars: line folding (YAML 1.2.2, §6.5) and escapes.

use super::escape;
use crate::yaml::characters::{after_break, is_break, is_white};

/// A plain scalar of several lines.
pub(super) fn plain(text: &str) -> String {
    unfold(text, |_| false, |_, _, _| None)
}

/// What stands between single quotes.
pub(super) fn single_quoted(text: &str) -> String {
    unfold(
        text,
        |byte| byte == b'\'',
        |text, at, out| {
            out.push_str(text.get(at..=at)?);
            Some(at + 2)
        },
    )
}

/// What stands between double quotes.
pub(super) fn double_quoted(text: &str) -> String {
    unfold(
        text,
        |byte| byte == b'\\',
        |text, at, out| {
            if text.as_bytes().get(at + 1).copied().is_some_and(is_break) {
                // `s-double-escaped(n)` [112]: this break is no content, and blank lines after it are.
                let (next, breaks) = blank_lines(text.as_bytes(), at + 1);
                out.extend(std::iter::repeat_n('\n', breaks - 1));
                return Some(next);
            }
            let (character, end) = escape::read(text, at).ok()?;
            out.push(character);
            Some(end)
        },
    )
}

/// Folds lines, and replaces what begins with a byte that `is_special` by what `replace` writes; that returns where it
/// ended.
fn unfold(
    text: &str,
    is_special: impl Fn(u8) -> bool,
    replace: impl Fn(&str, usize, &mut String) -> Option<usize>,
) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let mut piece = 0;
    loop {
        let rest = bytes.get(piece..).unwrap_or_default();
        let Some(offset) = rest.iter().position(|byte| is_break(*byte) || is_special(*byte)) else {
            out.push_str(text.get(piece..).unwrap_or_default());
            return out;
        };
        let at = piece + offset;
        let before = text.get(piece..at).unwrap_or_default();
        if bytes.get(at).copied().is_some_and(is_break) {
            // White space that an escape wrote is content: it lies before the piece.
            out.push_str(before.trim_end_matches([' ', '\t']));
            let (next, breaks) = blank_lines(bytes, at);
            match breaks {
                // `b-as-space` [72].
                1 => out.push(' '),
                // `b-l-trimmed(n,c)` [71].
                _ => out.extend(std::iter::repeat_n('\n', breaks - 1)),
            }
            piece = next;
        } else {
            out.push_str(before);
            // What cannot be replaced was reported when it was scanned.
            piece = replace(text, at, &mut out).unwrap_or(at + 1);
        }
    }
}

/// From a break over blank lines to the first character of the next line that is not white, and how many breaks that
/// were.
fn blank_lines(bytes: &[u8], from: usize) -> (usize, usize) {
    let (mut at, mut breaks) = (from, 0);
    while let Some(byte) = bytes.get(at).copied() {
        if is_break(byte) {
            at = after_break(bytes, at);
            breaks += 1;
        } else if is_white(byte) {
            at += 1;
        } else {
            break;
        }
    }
    (at, breaks.max(1))
}
