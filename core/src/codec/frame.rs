//! One document of a stream, with exactly the bytes that it has there.

use std::cell::Cell;
use std::fmt;
use std::sync::Arc;

use super::ContentType;
use super::boundary::Substance;
use crate::error::{Error, ErrorKind, Problem};
use crate::source::{Place, Span, chars_in, columns_in, count_breaks};

/// One document of a stream, with exactly the bytes that it has there: markers, comments, blanks and all.
///
/// A frame knows where it begins in its stream, so that whoever parses it can say the line of the file.
#[derive(Clone)]
pub struct Frame {
    content_type: ContentType,
    bytes: Vec<u8>,
    source: Option<Arc<str>>,
    index: usize,
    start: FrameStart,
    from_reader: bool,
}

/// Where a frame begins in its stream: how many bytes, line breaks, and characters of the line stand before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct FrameStart {
    pub(super) bytes: usize,
    pub(super) lines: usize,
    pub(super) columns: usize,
}

impl FrameStart {
    /// Where the frame behind `frame` begins.
    pub(super) fn behind(self, frame: &[u8]) -> Self {
        let line_start = memchr::memrchr2(b'\n', b'\r', frame).map(|index| index + 1);
        let in_line = chars_in(frame.get(line_start.unwrap_or(0)..).unwrap_or_default());
        Self {
            bytes: self.bytes + frame.len(),
            lines: self.lines + count_breaks(frame, frame.len()),
            columns: if line_start.is_some() { in_line } else { self.columns + in_line },
        }
    }
}

/// The last place that was asked for. Lines, and the columns of a very long one, are counted on from there.
#[derive(Debug, Default)]
pub(super) struct LineCursor(Cell<Counted>);

/// What is known of the line in which a byte stands.
#[derive(Clone, Copy, Debug, Default)]
struct Counted {
    line_start: usize,
    /// How many lines stand before it.
    lines: usize,
    /// The byte, and how many columns of the line stand before it.
    at: usize,
    columns: usize,
}

impl LineCursor {
    fn count_to(&self, bytes: &[u8], at: usize) -> Counted {
        let known = self.0.get();
        let counted = if known.at <= at { Some(known.forth(bytes, at)) } else { known.back(bytes, at) };
        let counted = counted.unwrap_or_else(|| Counted::default().forth(bytes, at));
        // Between CR and LF no line starts that could be counted on from.
        if bytes.get(counted.line_start) != Some(&b'\n') {
            self.0.set(counted);
        }
        counted
    }
}

impl Counted {
    fn forth(self, bytes: &[u8], at: usize) -> Self {
        let between = bytes.get(self.at..at).unwrap_or_default();
        match memchr::memrchr2(b'\n', b'\r', between) {
            Some(index) => {
                let line_start = self.at + index + 1;
                let rest = bytes.get(self.line_start..).unwrap_or_default();
                let lines = self.lines + count_breaks(rest, line_start - self.line_start);
                let columns = columns_in(bytes.get(line_start..at).unwrap_or_default());
                Self { line_start, lines, at, columns }
            }
            None if self.at == self.line_start => Self { at, columns: columns_in(between), ..self },
            None => Self { at, columns: self.columns + chars_in(between), ..self },
        }
    }

    /// Such as to the first of two equal keys; none where it takes counting from the start.
    fn back(self, bytes: &[u8], at: usize) -> Option<Self> {
        if at >= self.line_start {
            let columns = self.columns.checked_sub(chars_in(bytes.get(at..self.at)?))?;
            return Some(Self { at, columns, ..self });
        }
        let line_start = memchr::memrchr2(b'\n', b'\r', bytes.get(..at)?).map_or(0, |index| index + 1);
        let between = bytes.get(line_start..).filter(|rest| !rest.starts_with(b"\n"))?;
        let lines = self.lines.checked_sub(count_breaks(between, self.line_start - line_start))?;
        Some(Self { line_start, lines, at, columns: columns_in(bytes.get(line_start..at)?) })
    }
}

/// So many bytes of a line to the left and to the right of a place are looked at: more than are kept of it.
const REACH: usize = 2 * 1024;

impl Frame {
    /// A document in YAML that comes from no stream.
    pub fn yaml(text: impl Into<Vec<u8>>) -> Self {
        Self::new(ContentType::Yaml, text)
    }

    /// A document in JSON that comes from no stream.
    pub fn json(text: impl Into<Vec<u8>>) -> Self {
        Self::new(ContentType::Json, text)
    }

    /// A document that comes from no stream.
    pub fn new(content_type: ContentType, text: impl Into<Vec<u8>>) -> Self {
        Self {
            content_type,
            bytes: text.into(),
            source: None,
            index: 0,
            start: FrameStart::default(),
            from_reader: false,
        }
    }

    /// Names the source, usually a file, for the places in errors.
    #[must_use]
    pub fn with_source(mut self, name: impl Into<Arc<str>>) -> Self {
        self.source = Some(name.into());
        self
    }

    /// The frame with another text in the place of its own.
    pub(crate) fn with_text(&self, text: &str) -> Self {
        let Self { bytes: _, content_type, ref source, index, start, from_reader } = *self;
        let (bytes, source) = (text.as_bytes().to_vec(), source.clone());
        Self { content_type, bytes, source, index, start, from_reader }
    }

    /// Says how many line breaks of the source stand before the document, for the places in errors.
    #[must_use]
    pub fn with_lines_before(mut self, lines: usize) -> Self {
        self.start.lines = lines;
        self
    }

    pub(super) fn read(
        content_type: ContentType,
        bytes: Vec<u8>,
        source: Option<Arc<str>>,
        index: usize,
        start: FrameStart,
    ) -> Self {
        Self { content_type, bytes, source, index, start, from_reader: true }
    }

    /// The syntax of the document.
    pub fn content_type(&self) -> ContentType {
        self.content_type
    }

    /// The bytes of the document.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes of the document, without a copy.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The name of the source, if it has one.
    pub fn source(&self) -> Option<&Arc<str>> {
        self.source.as_ref()
    }

    /// The number of the frame in its stream, counted from 0, empty ones included whether or not the reader gives them.
    pub fn index(&self) -> usize {
        self.index
    }

    /// How many bytes of the stream stand before the frame.
    pub fn bytes_before(&self) -> usize {
        self.start.bytes
    }

    /// How many line breaks (LF, CRLF or CR) of the stream stand before the frame.
    pub fn lines_before(&self) -> usize {
        self.start.lines
    }

    /// Whether the frame holds only blanks, byte order marks and document markers.
    ///
    /// `--- # comment` and a document of directives alone are not empty but [comment only](Self::is_comment_only).
    pub fn is_empty(&self) -> bool {
        self.substance() == Substance::Nothing
    }

    /// Whether the frame has comments or directives, and no content.
    pub fn is_comment_only(&self) -> bool {
        self.substance() == Substance::Comments
    }

    fn substance(&self) -> Substance {
        Substance::of(self.content_type, &self.bytes)
    }

    /// The document as text.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unsupported`] if the text is encoded in UTF-16 or UTF-32, and [`ErrorKind::Syntax`] with the place
    /// of the first wrong byte if it is not valid UTF-8.
    pub fn text(&self) -> Result<&str, Error> {
        if let Some(encoding) = foreign_encoding(&self.bytes) {
            let problem = Problem::new(format!("the text is encoded in {encoding}, expected UTF-8"));
            return Err(self.unreadable(ErrorKind::Unsupported, problem, Span::new(0, 1)));
        }
        std::str::from_utf8(&self.bytes).map_err(|error| {
            let start = error.valid_up_to();
            let end = error.error_len().map_or(self.bytes.len(), |length| start + length);
            let wrong = self.bytes.get(start..end).unwrap_or_default();
            let shown: Vec<String> = wrong.iter().map(|byte| format!("{byte:02X}")).collect();
            let problem = Problem::new(format!("the bytes {} are not valid UTF-8", shown.join(" ")));
            self.unreadable(ErrorKind::Syntax, problem, Span::new(start, end))
        })
    }

    fn unreadable(&self, kind: ErrorKind, problem: Problem, span: Span) -> Error {
        Error::new(kind, format!("cannot read {} as text", self.described()))
            .with_problems([problem.at_place(self.place(span))])
    }

    /// Which document of which source the frame is, for messages.
    pub(crate) fn described(&self) -> String {
        let number = self.index + 1;
        match &self.source {
            Some(source) => format!("document {number} of {source}"),
            None => format!("document {number}"),
        }
    }

    /// The place of a span of this frame in its stream.
    pub fn place(&self, span: Span) -> Place {
        self.place_behind(span, &LineCursor::default())
    }

    /// The same, with lines counted on from the last place. The places of a long document come in its order.
    pub(super) fn place_behind(&self, span: Span, cursor: &LineCursor) -> Place {
        let start = span.start.min(self.bytes.len());
        let counted = cursor.count_to(&self.bytes, start);
        let from = self.near(counted.line_start, start);
        let rest = self.bytes.get(from..).unwrap_or_default();
        let rest = rest.get(..start - from + REACH).unwrap_or(rest);
        let line_end = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        let line = rest.get(..line_end).unwrap_or_default();
        // What stands before the frame on its first line is not known any more, only how wide it is.
        let indent = if counted.line_start == 0 { self.start.columns } else { 0 };
        let blanks = if from == counted.line_start { indent.min(REACH) } else { 0 };
        let mut text = " ".repeat(blanks);
        for chunk in line.utf8_chunks() {
            text.push_str(chunk.valid());
            text.extend(chunk.invalid().iter().map(|_| '?'));
        }
        let in_text = |offset: usize| offset.saturating_sub(from) + blanks;
        let shown = Span::new(in_text(start), in_text(span.end.max(start)));
        let lines_before = self.start.lines + counted.lines;
        let bytes_before = self.start.bytes + from - blanks;
        let cut = if from == counted.line_start {
            0
        } else {
            counted.columns.saturating_sub(chars_in(self.bytes.get(from..start).unwrap_or_default()))
        };
        Place::new(self.source.clone(), &text, shown, lines_before, bytes_before)
            .behind(indent - blanks + cut)
    }

    /// The start of the line, or of a character in it that stands near enough to a byte of it.
    fn near(&self, line_start: usize, at: usize) -> usize {
        let is_inside = |offset: &usize| self.bytes.get(*offset).is_some_and(|byte| (*byte & 0xC0) == 0x80);
        let from = line_start.max(at.saturating_sub(REACH));
        (line_start..=from).rev().find(|offset| !is_inside(offset)).unwrap_or(line_start)
    }

    /// Whether a reader gave this frame, and not the caller's own text.
    pub(super) fn is_from_reader(&self) -> bool {
        self.from_reader
    }
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Frame")
            .field("content_type", &self.content_type)
            .field("bytes", &String::from_utf8_lossy(&self.bytes))
            .field("source", &self.source)
            .field("index", &self.index)
            .field("start", &self.start)
            .finish_non_exhaustive()
    }
}

/// The encoding that the first bytes tell of, if it is not UTF-8 (YAML 1.2.2 §5.2).
fn foreign_encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0, 0, 0xFE, 0xFF, ..] | [0, 0, 0, 1..=0xFF, ..] => Some("UTF-32BE"),
        [0xFF, 0xFE, 0, 0, ..] | [1..=0xFF, 0, 0, 0, ..] => Some("UTF-32LE"),
        [0xFE, 0xFF, ..] | [0, 1..=0xFF, ..] => Some("UTF-16BE"),
        [0xFF, 0xFE, ..] | [1..=0xFF, 0, ..] => Some("UTF-16LE"),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
