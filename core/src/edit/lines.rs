//! Lines of a text: where they begin and end, what of them is blank.

use std::borrow::Cow;

use crate::source::Span;

const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// A text by lines. Lines end with LF, CRLF or CR.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lines<'t> {
    pub(super) text: &'t str,
}

impl<'t> Lines<'t> {
    pub(super) fn slice(self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or_default()
    }

    pub(super) fn span(self, span: Span) -> &'t str {
        self.slice(span.start, span.end)
    }

    pub(super) fn byte(self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// Where the line of `at` begins: after byte order marks, which the first line of a document may have.
    pub(super) fn start(self, at: usize) -> usize {
        let before = self.text.as_bytes().get(..at).unwrap_or_default();
        let start = memchr::memrchr2(b'\n', b'\r', before).map_or(0, |index| index + 1);
        // At the start of the text, all of them count, also for a place before them.
        let line = self.slice(start, if start == 0 { self.text.len() } else { at });
        start + line.len() - line.trim_start_matches(BYTE_ORDER_MARK).len()
    }

    /// Where the line of `at` ends, before its break.
    pub(super) fn end(self, at: usize) -> usize {
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        memchr::memchr2(b'\n', b'\r', rest).map_or(self.text.len(), |index| at + index)
    }

    /// Where the line after that of `at` begins.
    pub(super) fn next(self, at: usize) -> usize {
        let end = self.end(at);
        end + self.break_at(end).len()
    }

    /// The line break at `at`, if there is one.
    pub(super) fn break_at(self, at: usize) -> &'t str {
        let rest = self.text.get(at..).unwrap_or_default();
        ["\r\n", "\n", "\r"]
            .into_iter()
            .find(|line_break| rest.starts_with(line_break))
            .map_or("", |found| self.slice(at, at + found.len()))
    }

    /// Where the line before the one that begins at `start` begins.
    pub(super) fn previous(self, start: usize) -> Option<usize> {
        let before = self.slice(0, start);
        let before = before.strip_suffix("\r\n").or_else(|| before.strip_suffix(['\n', '\r']))?;
        Some(self.start(before.len()))
    }

    pub(super) fn column(self, at: usize) -> usize {
        at - self.start(at).min(at)
    }

    /// How far the line of `at`, which begins at `start`, is indented, with the indicators that it begins with.
    pub(super) fn indent(self, start: usize, at: usize) -> usize {
        let line = self.slice(start, at);
        let mut rest = line.trim_start_matches(' ');
        while let Some(behind) = ["- ", "? ", ": "].iter().find_map(|indicator| rest.strip_prefix(indicator))
        {
            rest = behind.trim_start_matches(' ');
        }
        line.len() - rest.len()
    }

    /// Whether nothing but blanks stands before `at` on its line.
    pub(super) fn is_first(self, at: usize) -> bool {
        let before = self.slice(0, at).trim_end_matches([' ', '\t']).trim_end_matches(BYTE_ORDER_MARK);
        before.is_empty() || before.ends_with(['\n', '\r'])
    }

    /// Whether the line that begins at `start` is there and holds only blanks.
    pub(super) fn is_blank(self, start: usize) -> bool {
        let end = self.end(start);
        (start < self.text.len()) && self.slice(start, end).bytes().all(|byte| matches!(byte, b' ' | b'\t'))
    }

    pub(super) fn skip_blanks(self, mut at: usize) -> usize {
        while matches!(self.byte(at), Some(b' ' | b'\t')) {
            at += 1;
        }
        at
    }

    /// Whether what stands at a place would begin or end a document at the start of a line.
    pub(super) fn is_document_marker(self, at: usize) -> bool {
        matches!(self.slice(at, at + 3), "---" | "...")
            && matches!(self.byte(at + 3), None | Some(b' ' | b'\t' | b'\n' | b'\r'))
    }

    /// Where the next byte stands that is neither blank, break nor part of a comment.
    pub(super) fn skip_trivia(self, mut at: usize) -> usize {
        loop {
            match self.byte(at) {
                Some(b' ' | b'\t' | b'\n' | b'\r') => at += 1,
                Some(b'#') => at = self.end(at),
                _ => return at,
            }
        }
    }

    /// The `#` of a line that is nothing but a comment.
    pub(super) fn comment_line(self, start: usize) -> Option<usize> {
        let at = self.skip_blanks(start);
        (self.byte(at) == Some(b'#')).then_some(at)
    }

    /// The break that a line added near `at` ends with: that of the line, of the one before, or of any.
    pub(super) fn break_near(self, at: usize) -> &'t str {
        let own = self.break_at(self.end(at));
        if !own.is_empty() {
            return own;
        }
        let before = self.text.as_bytes().get(..at).unwrap_or_default();
        match memchr::memrchr2(b'\n', b'\r', before) {
            Some(index) if before.get(index) == Some(&b'\r') => "\r",
            Some(index) if before.get(..index).is_some_and(|line| line.ends_with(b"\r")) => "\r\n",
            _ => "\n",
        }
    }
}

/// Lines of which those that end with LF alone end with this break.
pub(super) fn with_breaks<'l>(lines: &'l str, line_break: &str) -> Cow<'l, str> {
    if line_break == "\n" {
        return lines.into();
    }
    lines.replace("\r\n", "\n").replace('\n', line_break).into()
}

/// Adds lines, or the break before them: an LF behind a CR would be one break with it.
pub(super) fn push_lines(text: &mut String, lines: &str) {
    match lines.strip_prefix('\n').filter(|_| text.ends_with('\r')) {
        Some(rest) => text.extend(["\r", rest]),
        None => text.push_str(lines),
    }
}
