//! Places in a text: byte spans, lines and columns, and the snippet with a caret that an error shows.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// A range of bytes of one text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
}

impl Span {
    /// The bytes from `start` up to and without `end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The span as a range that slices a text.
    pub const fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// How many bytes the span covers.
    pub const fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether the span covers nothing.
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }
}

/// A line and a column, both counted from 1; columns are counted in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LineColumn {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
}

impl LineColumn {
    /// The place of byte `offset` in `text`. Lines end with LF, CRLF or CR; an offset past the end means the end.
    pub fn of(text: &str, offset: usize) -> Self {
        let before = text.as_bytes().get(..offset).unwrap_or(text.as_bytes());
        let start = line_start(text.as_bytes(), before.len());
        let line = 1 + count_breaks(text.as_bytes(), start);
        let column = 1 + columns_in(before.get(start..).unwrap_or_default());
        Self { line, column }
    }
}

impl fmt::Display for LineColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Where a problem is: the source's name if it has one, line and column, and the line itself.
///
/// Displays as `cars.yaml:4:11`, or as `line 4, column 11` for a text without a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    source: Option<Arc<str>>,
    span: Span,
    at: LineColumn,
    line_text: String,
    /// How many characters of the line stand before `line_text`.
    cut: usize,
    underline: usize,
}

/// A longer line is kept only this many bytes to the left and to the right of a place: a document on one line would
/// otherwise be kept once for each of its problems.
const LINE_REACH: usize = 512;

/// The longest part of a line that a snippet shows, in characters.
const SNIPPET_WIDTH: usize = 120;

impl Place {
    /// The place of `span` in `text`, where `text` is a piece of the source that begins `lines_before` lines and
    /// `bytes_before` bytes below its start.
    pub fn new(
        source: Option<Arc<str>>,
        text: &str,
        span: Span,
        lines_before: usize,
        bytes_before: usize,
    ) -> Self {
        let bytes = text.as_bytes();
        let offset = span.start.min(bytes.len());
        let mut at = LineColumn::of(text, offset);
        let start = line_start(bytes, offset);
        let end = bytes
            .iter()
            .enumerate()
            .skip(start)
            .find(|(_, byte)| matches!(byte, b'\n' | b'\r'))
            .map_or(bytes.len(), |(index, _)| index);
        let shown = if end - start > 2 * LINE_REACH {
            let from = boundary(bytes, offset.saturating_sub(LINE_REACH)).max(start);
            from..boundary(bytes, offset.saturating_add(LINE_REACH)).min(end).max(from)
        } else {
            start..end
        };
        let cut = columns_in(bytes.get(start..shown.start).unwrap_or_default());
        let shown = bytes.get(shown).unwrap_or_default();
        let shown = shown.strip_prefix(BYTE_ORDER_MARK).unwrap_or(shown);
        let line_text = String::from_utf8_lossy(shown).into_owned();
        let underlined = bytes.get(offset..span.end.clamp(offset, end.max(offset))).unwrap_or_default();
        let underline = chars_in(underlined).max(1);
        at.line += lines_before;
        let span = Span::new(span.start + bytes_before, span.end + bytes_before);
        Self { source, span, at, line_text, cut, underline }
    }

    /// The same place in a line of which so many more columns stand before the piece that was given.
    pub(crate) fn behind(mut self, columns: usize) -> Self {
        self.at.column += columns;
        self.cut += columns;
        self
    }

    /// The name of the source, usually a file.
    pub fn source(&self) -> Option<&str> {
        self.source.as_deref()
    }

    /// The bytes of the source that the problem is about.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Line and column of the span's start.
    pub fn line_column(&self) -> LineColumn {
        self.at
    }

    /// The line, without its break; of a very long one the part around the place.
    pub fn line_text(&self) -> &str {
        &self.line_text
    }

    /// The line with a caret below the span, each line indented by two spaces and ended by a line break.
    pub fn snippet(&self) -> String {
        let before = self.at.column.saturating_sub(1).saturating_sub(self.cut);
        let skip = before.saturating_sub(SNIPPET_WIDTH / 2);
        let mut shown: Vec<char> = self
            .line_text
            .chars()
            .skip(skip)
            .take(SNIPPET_WIDTH)
            .map(|character| if character.is_control() { ' ' } else { character })
            .collect();
        let is_cut_behind = self.line_text.chars().nth(skip + SNIPPET_WIDTH).is_some();
        if let (true, Some(last)) = (is_cut_behind, shown.last_mut()) {
            *last = '…';
        }
        if let (true, Some(first)) = (skip > 0, shown.first_mut()) {
            *first = '…';
        }
        let shown: String = shown.into_iter().collect();
        let room = SNIPPET_WIDTH.saturating_sub(before - skip).max(1);
        let number = self.at.line.to_string();
        let gutter = " ".repeat(number.len());
        let indent = " ".repeat(before - skip);
        let carets = "^".repeat(self.underline.min(room));
        let line = format!("  {number} | {shown}");
        format!("  {gutter} |\n{}\n  {gutter} | {indent}{carets}\n", line.trim_end())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Some(source) => write!(f, "{source}:{}", self.at),
            None => write!(f, "line {}, column {}", self.at.line, self.at.column),
        }
    }
}

fn line_start(bytes: &[u8], offset: usize) -> usize {
    let before = bytes.get(..offset).unwrap_or(bytes);
    // Between CR and LF the line has not ended yet.
    let inside_break = before.last() == Some(&b'\r') && bytes.get(offset) == Some(&b'\n');
    let before = if inside_break { before.get(..before.len() - 1).unwrap_or_default() } else { before };
    before.iter().rposition(|byte| matches!(byte, b'\n' | b'\r')).map_or(0, |index| index + 1)
}

/// How many line breaks end in `bytes[..end]`: LF, CRLF or CR.
pub(crate) fn count_breaks(bytes: &[u8], end: usize) -> usize {
    let before = bytes.get(..end).unwrap_or(bytes);
    let feeds = memchr::memchr_iter(b'\n', before).count();
    let lone_returns =
        memchr::memchr_iter(b'\r', before).filter(|index| before.get(index + 1) != Some(&b'\n')).count();
    feeds + lone_returns
}

/// The start of the character that the byte at `offset` belongs to, or the end.
fn boundary(bytes: &[u8], offset: usize) -> usize {
    match bytes.get(..=offset) {
        Some(before) => before.iter().rposition(|byte| (*byte & 0xC0) != 0x80).unwrap_or(0),
        None => bytes.len(),
    }
}

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// How many columns the start of a line takes; a byte order mark takes none.
pub(crate) fn columns_in(bytes: &[u8]) -> usize {
    chars_in(bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes))
}

/// How many characters there are.
pub(crate) fn chars_in(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte & 0xC0) != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_and_column_count_characters_and_every_kind_of_break() {
        let text = "a: é\r\nb: x\rc: 1\n";
        assert_eq!(LineColumn::of(text, 0), LineColumn { line: 1, column: 1 });
        assert_eq!(LineColumn::of(text, 5), LineColumn { line: 1, column: 5 });
        assert_eq!(LineColumn::of(text, 6), LineColumn { line: 1, column: 6 });
        assert_eq!(LineColumn::of(text, 7), LineColumn { line: 2, column: 1 });
        assert_eq!(LineColumn::of(text, 12), LineColumn { line: 3, column: 1 });
        assert_eq!(LineColumn::of(text, 999), LineColumn { line: 4, column: 1 });
    }

    #[test]
    fn the_snippet_underlines_the_span() {
        let text = "spec:\n  engine: 5\n";
        let place = Place::new(Some("cars.yaml".into()), text, Span::new(16, 17), 10, 100);
        assert_eq!(place.to_string(), "cars.yaml:12:11");
        assert_eq!(place.snippet(), "     |\n  12 |   engine: 5\n     |           ^\n");
        assert_eq!(place.span(), Span::new(116, 117));
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        let place = Place::new(None, "\u{feff}a: 5\n", Span::new(6, 7), 0, 0);
        assert_eq!(place.line_column(), LineColumn { line: 1, column: 4 });
        assert_eq!(place.snippet(), "    |\n  1 | a: 5\n    |    ^\n");
    }

    #[test]
    fn a_long_line_is_cut_around_the_span() {
        let text = format!("a: \"{}\" x", "y".repeat(4000));
        let place = Place::new(None, &text, Span::new(4006, 4007), 0, 0);
        assert!(place.snippet().len() < 400, "{}", place.snippet());
        assert!(place.snippet().contains(" | …yyy"), "{}", place.snippet());
        assert!(place.snippet().contains("x\n"));
        let place = Place::new(None, &text, Span::new(0, 1), 0, 0);
        assert!(place.snippet().contains("y…\n"), "{}", place.snippet());
    }

    #[test]
    fn of_a_long_line_no_more_is_kept_than_can_be_shown() {
        for filler in ["y", "é", "€"] {
            let text = format!("{}x{}\nnext\n", filler.repeat(5000), filler.repeat(5000));
            let start = 5000 * filler.len();
            let place = Place::new(None, &text, Span::new(start, start + 1), 0, 0);
            assert_eq!(place.line_column(), LineColumn { line: 1, column: 5001 });
            assert!(place.line_text().len() <= 2 * LINE_REACH, "{}", place.line_text().len());
            let snippet = place.snippet();
            let lines: Vec<&str> = snippet.lines().collect();
            let column = |line: &str, wanted: char| line.chars().position(|char| char == wanted).unwrap();
            assert_eq!(column(lines[1], 'x'), column(lines[2], '^'), "{snippet}");
        }
        let text = "y".repeat(5000);
        assert!(Place::new(None, &text, Span::new(5000, 5000), 0, 0).snippet().contains("y\n"));
        assert!(Place::new(None, &text, Span::new(0, 1), 0, 0).line_text().starts_with('y'));
    }
}
