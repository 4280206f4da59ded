//! Where a document ends: the scanners behind [`FrameReader`](super::FrameReader) and
//! [`FrameWriter`](super::FrameWriter).

mod json;
#[cfg(test)]
mod tests;
mod yaml;

pub(super) use json::JsonBoundary;
pub(super) use yaml::{YamlBoundary, YamlHead, YamlTail};

use super::ContentType;

/// U+FEFF in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Finds the end of one frame after the other.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one in a reader, and none is moved")]
pub(super) enum Boundary {
    Yaml(YamlBoundary),
    Json(JsonBoundary),
}

impl Boundary {
    pub(super) fn new(content_type: ContentType) -> Self {
        match content_type {
            ContentType::Yaml => Self::Yaml(YamlBoundary::default()),
            ContentType::Json => Self::Json(JsonBoundary::default()),
        }
    }

    /// The length of the first frame of `text`, as soon as it is certain; the next call begins a new frame.
    ///
    /// `text` begins with the frame. Until there is an answer, each call gets the same text with more bytes behind it,
    /// and only those are scanned. `at_end` says that there are no more; then no answer means that all is one frame.
    pub(super) fn scan(&mut self, text: &[u8], at_end: bool) -> Option<usize> {
        match self {
            Self::Yaml(boundary) => boundary.scan(text, at_end),
            Self::Json(boundary) => boundary.scan(text, at_end),
        }
    }

    /// How many bytes the frame that is being scanned has at least.
    pub(super) fn certain(&self) -> usize {
        match self {
            Self::Yaml(boundary) => boundary.certain(),
            Self::Json(boundary) => boundary.certain(),
        }
    }
}

/// The frames of a text that is in memory, empty ones included. Joined, they are the text.
pub(super) fn split(content_type: ContentType, text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut boundary = Boundary::new(content_type);
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = boundary.scan(rest, true).unwrap_or(rest.len());
        let (frame, behind) = rest.split_at_checked(end)?;
        rest = behind;
        (!frame.is_empty()).then_some(frame)
    })
}

/// What a frame holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Substance {
    /// Only blanks, byte order marks and document markers.
    Nothing,
    /// Nothing but comments and directives beside those.
    Comments,
    /// Something that a parser has to look at.
    Content,
}

impl Substance {
    pub(super) fn of(content_type: ContentType, frame: &[u8]) -> Self {
        match content_type {
            ContentType::Yaml => yaml::substance(frame),
            ContentType::Json => json::substance(frame),
        }
    }
}

/// The text behind the byte order marks at its start. There is more than one where tools have put files together.
pub(super) fn without_marks(mut text: &[u8]) -> &[u8] {
    while let Some(rest) = text.strip_prefix(BYTE_ORDER_MARK) {
        text = rest;
    }
    text
}

/// Whether a text of which more may follow could turn out to begin with a byte order mark.
fn may_become_mark(text: &[u8], at_end: bool) -> bool {
    !at_end && text.len() < BYTE_ORDER_MARK.len() && BYTE_ORDER_MARK.starts_with(text)
}

/// The length of the line break at the start of `text`: LF, CRLF or CR. `None` if a byte more could change it.
fn break_length(text: &[u8], at_end: bool) -> Option<usize> {
    match text {
        [b'\r', b'\n', ..] => Some(2),
        [b'\r'] if !at_end => None,
        [b'\n' | b'\r', ..] => Some(1),
        _ => Some(0),
    }
}
