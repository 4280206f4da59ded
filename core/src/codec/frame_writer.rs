//! Writing documents to a stream.

use std::borrow::Cow;
use std::fmt;
use std::io::Write;
use std::sync::Arc;

use super::boundary::{self, Substance, YamlBoundary, without_marks};
use super::separator::{Head, Outline, Tail, between_yaml};
use super::{ContentType, Frame, FrameLimits};
use crate::error::{Error, ErrorKind};

/// Writes documents to a stream so that a [`FrameReader`](super::FrameReader) gives the same documents again.
///
/// # Guarantees
///
/// Every document is written with its own bytes and with one `write_all`. The frames of a stream that was read with
/// [`keep_empty`](super::FrameReader::keep_empty) make the same stream again. Documents from elsewhere get between them
/// what they need and no more:
///
/// - a line break, if the document above does not end with one;
/// - in YAML `---`, unless the next document brings its own or comments alone stand above;
/// - in YAML `...`, if the next document begins with directives or with comments before its `---`.
///
/// A byte order mark is kept at the start of a stream and in frames that follow each other as they were read.
///
/// A document that [`is_empty`](Frame::is_empty) is not written, unless a reader gave it.
///
/// A document that is refused leaves the stream as it was, and others can be written. When writing itself failed, part
/// of a document may stand in the stream, and all further ones are refused.
///
/// ```
/// use libgitops_core::codec::FrameWriter;
///
/// let mut writer = FrameWriter::yaml(Vec::new());
/// for document in ["a: 1", "---\nb: 2\n", "# Last.\nc: 3\n"] {
///     writer.write(document)?;
/// }
/// assert_eq!(writer.into_inner(), b"a: 1\n---\nb: 2\n---\n# Last.\nc: 3\n");
/// # Ok::<(), libgitops_core::error::Error>(())
/// ```
pub struct FrameWriter<W> {
    writer: W,
    content_type: ContentType,
    target: Option<Arc<str>>,
    limits: FrameLimits,
    written: usize,
    has_failed: bool,
    tail: Tail,
    last: LastFrame,
    boundary: YamlBoundary,
}

/// What is remembered of the document that was written last.
#[derive(Debug)]
struct LastFrame {
    last_byte: Option<u8>,
    line_break: &'static str,
    /// The source of the frame and where it ended there.
    source_end: Option<(Option<Arc<str>>, usize)>,
}

impl<W: Write> FrameWriter<W> {
    /// Writes documents in YAML.
    pub fn yaml(writer: W) -> Self {
        Self::new(ContentType::Yaml, writer)
    }

    /// Writes values in JSON, each followed by a line break before the next.
    pub fn json(writer: W) -> Self {
        Self::new(ContentType::Json, writer)
    }

    /// Writes documents of the given syntax.
    pub fn new(content_type: ContentType, writer: W) -> Self {
        Self {
            writer,
            content_type,
            target: None,
            limits: FrameLimits::default(),
            written: 0,
            has_failed: false,
            tail: Tail::default(),
            last: LastFrame { last_byte: None, line_break: "\n", source_end: None },
            boundary: YamlBoundary::default(),
        }
    }

    /// Names the target, usually a file, for errors.
    #[must_use]
    pub fn with_target(mut self, name: impl Into<Arc<str>>) -> Self {
        self.target = Some(name.into());
        self
    }

    /// Sets the limits. What is put between documents does not count.
    #[must_use]
    pub fn with_limits(mut self, limits: FrameLimits) -> Self {
        self.limits = limits;
        self
    }

    /// The syntax of the documents.
    pub fn content_type(&self) -> ContentType {
        self.content_type
    }

    /// How many documents were written.
    pub fn written(&self) -> usize {
        self.written
    }

    /// Writes a frame.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write), and [`ErrorKind::Unsupported`] if the frame has another content type.
    pub fn write_frame(&mut self, frame: &Frame) -> Result<(), Error> {
        if frame.content_type() != self.content_type {
            let reason = format!("it is {}, the stream is {}", frame.content_type(), self.content_type);
            return Err(self.refusal(ErrorKind::Unsupported, &reason));
        }
        self.write_document(frame.bytes(), Some(frame).filter(|frame| frame.is_from_reader()))
    }

    /// Writes a document.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::LimitExceeded`] if the document is too large or one too many, [`ErrorKind::Invalid`] if the bytes
    /// hold more than one document or the JSON value above is cut off, [`ErrorKind::Io`] if writing fails.
    pub fn write(&mut self, document: impl AsRef<[u8]>) -> Result<(), Error> {
        self.write_document(document.as_ref(), None)
    }

    /// Flushes the writer.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] if that fails.
    pub fn flush(&mut self) -> Result<(), Error> {
        self.writer.flush().map_err(|error| {
            Error::new(ErrorKind::Io, format!("cannot flush {}", self.name())).with_source(error)
        })
    }

    /// The writer, with all documents in it; it is not flushed.
    pub fn into_inner(self) -> W {
        self.writer
    }

    fn write_document(&mut self, document: &[u8], read: Option<&Frame>) -> Result<(), Error> {
        if self.has_failed {
            return Err(self.refusal(ErrorKind::Io, "an earlier write failed"));
        }
        let is_empty = Substance::of(self.content_type, document) == Substance::Nothing;
        if document.is_empty() || (is_empty && read.is_none()) {
            return Ok(());
        }
        self.check_limits(document)?;
        let outline = self.outline(document)?;
        let continues = read.is_some_and(|frame| self.last.is_followed_by(frame));
        let stands_between = self.tail != Tail::Start && !continues;
        let text = if stands_between { without_marks(document) } else { document };
        let separator = self.separator(outline.head, text, continues);
        self.put(&separator, text)?;
        let opens_document = outline.head == Head::Bare && separator.contains("---");
        let is_prefix = matches!(outline.tail, Tail::Prefix { .. });
        self.tail = if opens_document && is_prefix { Tail::Document } else { outline.tail };
        self.last.remember(document, read);
        self.written += 1;
        Ok(())
    }

    fn check_limits(&self, document: &[u8]) -> Result<(), Error> {
        let FrameLimits { max_frame_bytes, max_frames } = self.limits;
        if document.len() > max_frame_bytes {
            let reason = format!("larger than the limit of {max_frame_bytes} bytes");
            return Err(self.refusal(ErrorKind::LimitExceeded, &reason));
        }
        match max_frames {
            Some(max_frames) if self.written >= max_frames => {
                let reason = format!("more than the limit of {max_frames} documents");
                Err(self.refusal(ErrorKind::LimitExceeded, &reason))
            }
            _ => Ok(()),
        }
    }

    /// The outline of the document, if it is one and can stand behind the last.
    fn outline(&mut self, document: &[u8]) -> Result<Outline, Error> {
        if self.tail == Tail::CutOff {
            return Err(self.refusal(ErrorKind::Invalid, "the value before it is cut off"));
        }
        let mut outline = match self.content_type {
            ContentType::Yaml => Outline::of_yaml(&mut self.boundary, document),
            ContentType::Json => Outline::of_json(document),
        };
        let behind = document.get(outline.length..).unwrap_or_default();
        for rest in boundary::split(self.content_type, behind) {
            if Substance::of(self.content_type, rest) != Substance::Nothing {
                return Err(self.refusal(ErrorKind::Invalid, "the bytes hold more than one document"));
            }
            if self.content_type == ContentType::Yaml {
                outline.tail = Outline::of_yaml(&mut self.boundary, rest).tail;
            }
        }
        Ok(outline)
    }

    /// What to put before a document.
    fn separator(&self, head: Head, document: &[u8], continues: bool) -> String {
        let line_break = self.last.line_break;
        let mut separator = String::new();
        if self.last.needs_break_before(document, self.content_type, continues) {
            separator.push_str(line_break);
        }
        for marker in between_yaml(self.tail, head, continues) {
            separator.push_str(marker);
            separator.push_str(line_break);
        }
        // A CR above would take the first LF of the document for its own.
        let last_byte = separator.as_bytes().last().copied().or(self.last.last_byte);
        if last_byte == Some(b'\r') && document.starts_with(b"\n") {
            separator.push('\n');
        }
        separator
    }

    fn put(&mut self, separator: &str, document: &[u8]) -> Result<(), Error> {
        let bytes = match separator {
            "" => Cow::Borrowed(document),
            separator => Cow::Owned([separator.as_bytes(), document].concat()),
        };
        self.writer.write_all(&bytes).map_err(|error| {
            self.has_failed = true;
            Error::new(ErrorKind::Io, self.failure()).with_source(error)
        })
    }

    fn refusal(&self, kind: ErrorKind, reason: &str) -> Error {
        Error::new(kind, format!("{}: {reason}", self.failure()))
    }

    fn failure(&self) -> String {
        format!("cannot write document {} to {}", self.written + 1, self.name())
    }

    fn name(&self) -> &str {
        self.target.as_deref().unwrap_or("the stream")
    }
}

impl LastFrame {
    /// Whether `frame` stood right behind this one in the stream that both come from.
    fn is_followed_by(&self, frame: &Frame) -> bool {
        match &self.source_end {
            Some((source, end)) => source.as_ref() == frame.source() && *end == frame.bytes_before(),
            None => false,
        }
    }

    fn needs_break_before(&self, document: &[u8], content_type: ContentType, continues: bool) -> bool {
        let Some(last_byte) = self.last_byte else {
            return false;
        };
        let ends_apart = matches!(last_byte, b'}' | b']' | b'"' | b' ' | b'\t');
        let begins_apart = matches!(document.first(), Some(b'{' | b'[' | b'"'));
        let may_touch = content_type == ContentType::Json && continues && (ends_apart || begins_apart);
        !matches!(last_byte, b'\n' | b'\r') && !may_touch
    }

    fn remember(&mut self, document: &[u8], read: Option<&Frame>) {
        self.last_byte = document.last().copied();
        if let Some(index) = memchr::memchr2(b'\n', b'\r', document) {
            self.line_break = match document.get(index..) {
                Some([b'\r', b'\n', ..]) => "\r\n",
                Some([b'\r', ..]) => "\r",
                _ => "\n",
            };
        }
        self.source_end = read.map(|frame| (frame.source().cloned(), frame.bytes_before() + document.len()));
    }
}

impl<W> fmt::Debug for FrameWriter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FrameWriter")
            .field("content_type", &self.content_type)
            .field("target", &self.target)
            .field("limits", &self.limits)
            .field("written", &self.written)
            .field("tail", &self.tail)
            .field("has_failed", &self.has_failed)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
