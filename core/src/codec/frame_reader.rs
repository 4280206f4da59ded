//! Splitting a stream into documents.

use std::fmt;
use std::io::Read;
use std::iter::FusedIterator;
use std::sync::Arc;

use super::boundary::Boundary;
use super::frame::FrameStart;
use super::read_buffer::ReadBuffer;
use super::{ContentType, Frame, FrameLimits};
use crate::error::{Error, ErrorKind};

/// Splits a stream into its documents, one [`Frame`] each.
///
/// # Guarantees
///
/// Nothing is lost and nothing is merged: whatever the bytes are, the frames joined are the stream. Frames that are
/// [empty](Frame::is_empty) are left out unless [`keep_empty`](Self::keep_empty) asks for them. Frames are the same in
/// whatever portions the source gives its bytes. In memory are one frame and one read buffer at a time.
///
/// After an error, and after the last frame, the reader is [finished](Self::is_finished): it reads nothing any more and
/// gives no frame. In particular the tail of a frame that was too large is never taken for a frame.
///
/// # YAML
///
/// `---` and `...` at the start of a line, followed by a blank, a line break or the end, are the only borders
/// (YAML 1.2.2 §9.1); `----`, `---a` and an indented `---` are content. Comments and directives before the first `---`,
/// or between a `...` and the next `---`, belong to the document they head. What stands behind a `---` on its line
/// belongs to the document that begins there. A comment before a `---` that no `...` precedes belongs to the document
/// above. A document of comments alone is a frame, see [`Frame::is_comment_only`].
///
/// # JSON
///
/// Values stand one behind the other, with or without blanks between. The blanks behind a value belong to it up to and
/// with the first line break, all others to the value that follows. A value is given when the byte behind its blanks is
/// there, or the line break. Bytes that are no JSON and values that the end cuts off are given as frames, so that the
/// parser says what is wrong with them. Record separators (RFC 7464) are not understood.
///
/// ```
/// use libgitops_core::codec::FrameReader;
///
/// let text = "# Two cars.\n---\nname: a\n...\n---\nname: b";
/// let frames: Vec<_> = FrameReader::yaml(text.as_bytes()).with_source("cars.yaml").collect::<Result<_, _>>()?;
/// assert_eq!(frames[0].bytes(), b"# Two cars.\n---\nname: a\n...\n");
/// assert_eq!(frames[1].text()?, "---\nname: b");
/// assert_eq!(frames[1].lines_before(), 4);
/// # Ok::<(), libgitops_core::error::Error>(())
/// ```
pub struct FrameReader<R> {
    reader: R,
    content_type: ContentType,
    source: Option<Arc<str>>,
    limits: FrameLimits,
    keep_empty: bool,
    buffer: ReadBuffer,
    boundary: Boundary,
    at_end: bool,
    finished: bool,
    /// Where the next frame begins, its index, and how many were given.
    start: FrameStart,
    index: usize,
    given: usize,
}

impl<R: Read> FrameReader<R> {
    /// Reads documents in YAML.
    pub fn yaml(reader: R) -> Self {
        Self::new(ContentType::Yaml, reader)
    }

    /// Reads values in JSON.
    pub fn json(reader: R) -> Self {
        Self::new(ContentType::Json, reader)
    }

    /// Reads documents of the given syntax. The reader needs no buffer of its own.
    pub fn new(content_type: ContentType, reader: R) -> Self {
        Self {
            reader,
            content_type,
            source: None,
            limits: FrameLimits::default(),
            keep_empty: false,
            buffer: ReadBuffer::default(),
            boundary: Boundary::new(content_type),
            at_end: false,
            finished: false,
            start: FrameStart::default(),
            index: 0,
            given: 0,
        }
    }

    /// Names the source, usually a file, for errors and for the frames.
    #[must_use]
    pub fn with_source(mut self, name: impl Into<Arc<str>>) -> Self {
        self.source = Some(name.into());
        self
    }

    /// Sets the limits.
    #[must_use]
    pub fn with_limits(mut self, limits: FrameLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Whether to give [empty](Frame::is_empty) frames too. They are left out at first.
    #[must_use]
    pub fn keep_empty(mut self, keep_empty: bool) -> Self {
        self.keep_empty = keep_empty;
        self
    }

    /// The syntax of the documents.
    pub fn content_type(&self) -> ContentType {
        self.content_type
    }

    /// Whether the last frame was given or an error was. From then on there is none of either.
    pub fn is_finished(&self) -> bool {
        self.finished
    }

    /// The next frame, or `None` at the end.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] if reading fails, [`ErrorKind::LimitExceeded`] if the frame is too large or one too many. The
    /// reader is finished then.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, Error> {
        if self.finished {
            return Ok(None);
        }
        let result = self.read_frame();
        if !matches!(result, Ok(Some(_))) {
            self.finished = true;
            self.buffer = ReadBuffer::default();
        }
        result
    }

    fn read_frame(&mut self) -> Result<Option<Frame>, Error> {
        loop {
            let Some(length) = self.next_length()? else {
                return Ok(None);
            };
            let frame = self.take_frame(length);
            let is_left_out = !self.keep_empty && frame.is_empty();
            self.check_count(&frame, is_left_out)?;
            if !is_left_out {
                self.given += 1;
                return Ok(Some(frame));
            }
        }
    }

    /// How long the next frame is. Reads until that is certain, or until the frame is certain to be too long.
    fn next_length(&mut self) -> Result<Option<usize>, Error> {
        loop {
            let pending = self.buffer.pending();
            let end = self.boundary.scan(pending, self.at_end).or(self.at_end.then_some(pending.len()));
            if end.unwrap_or_else(|| self.boundary.certain()) > self.limits.max_frame_bytes {
                return Err(self.too_large());
            }
            match end {
                Some(0) => return Ok(None),
                Some(length) => return Ok(Some(length)),
                None => self.fill()?,
            }
        }
    }

    fn fill(&mut self) -> Result<(), Error> {
        let has_more = self.buffer.fill(&mut self.reader, self.limits.max_frame_bytes);
        self.at_end = !has_more.map_err(|error| {
            let place = self.start.bytes + self.buffer.pending().len();
            Error::new(ErrorKind::Io, format!("cannot read {} behind byte {place}", self.name()))
                .with_source(error)
        })?;
        Ok(())
    }

    fn take_frame(&mut self, length: usize) -> Frame {
        let bytes = self.buffer.pending().get(..length).unwrap_or_default().to_vec();
        self.buffer.consume(length);
        let next_start = self.start.behind(&bytes);
        let frame = Frame::read(self.content_type, bytes, self.source.clone(), self.index, self.start);
        self.start = next_start;
        self.index += 1;
        frame
    }

    fn check_count(&self, frame: &Frame, is_left_out: bool) -> Result<(), Error> {
        let Some(max_frames) = self.limits.max_frames else {
            return Ok(());
        };
        let too_many = if is_left_out {
            frame.index() >= max_frames.saturating_mul(FrameLimits::FRAMES_WITH_EMPTY)
        } else {
            self.given >= max_frames
        };
        if !too_many {
            return Ok(());
        }
        let at = describe(frame.index(), frame.lines_before());
        let message =
            format!("cannot read {at} of {}: more than the limit of {max_frames} documents", self.name());
        Err(Error::new(ErrorKind::LimitExceeded, message))
    }

    fn too_large(&self) -> Error {
        let at = describe(self.index, self.start.lines);
        let limit = self.limits.max_frame_bytes;
        let message = format!("cannot read {at} of {}: larger than the limit of {limit} bytes", self.name());
        Error::new(ErrorKind::LimitExceeded, message)
    }

    fn name(&self) -> &str {
        self.source.as_deref().unwrap_or("the stream")
    }
}

fn describe(index: usize, lines_before: usize) -> String {
    format!("document {} (line {})", index + 1, lines_before + 1)
}

impl<R: Read> Iterator for FrameReader<R> {
    type Item = Result<Frame, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_frame().transpose()
    }
}

impl<R: Read> FusedIterator for FrameReader<R> {}

impl<R> fmt::Debug for FrameReader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FrameReader")
            .field("content_type", &self.content_type)
            .field("source", &self.source)
            .field("limits", &self.limits)
            .field("keep_empty", &self.keep_empty)
            .field("index", &self.index)
            .field("start", &self.start)
            .field("finished", &self.finished)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
