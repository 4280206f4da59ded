//! What the documents of a file are: objects of which key, or nothing of this storage.

use std::error::Error as _;
use std::path::Path;

use libgitops_core::codec::{ContentType, Frame, FrameReader};
use libgitops_core::dynamic::{PartialObjectMetadata, Unknown};
use libgitops_core::error as core;

use crate::error::{Error, ErrorKind};
use crate::layout::id_of;
use crate::policy::ObjectPolicy;
use crate::version::Checksum;

/// The documents of a file: every frame of it, and what is in those that hold an object.
#[derive(Debug)]
pub(crate) struct Documents {
    pub(crate) frames: Vec<Frame>,
    pub(crate) found: Vec<Found>,
    pub(crate) mistakes: Vec<Mistake>,
}

/// An object in a file.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// Which frame of the file it is.
    pub(crate) frame: usize,
    /// What it is known by in the log and in the index.
    pub(crate) id: String,
    pub(crate) checksum: Checksum,
}

/// Why a document that should be an object is none.
#[derive(Clone, Debug)]
pub(crate) struct Mistake {
    kind: ErrorKind,
    message: String,
    /// Whether it is of nothing but the objects that were there before.
    pub(crate) is_of_former: bool,
}

impl Mistake {
    pub(crate) fn new(error: &Error) -> Self {
        let mut message = error.reason().to_string();
        // An index keeps no errors, so what caused this one is told with it.
        let mut cause = error.source();
        while let Some(error) = cause {
            message.push_str(": ");
            message.push_str(&error.to_string());
            cause = error.source();
        }
        Self { kind: error.kind(), message, is_of_former: false }
    }

    /// Nothing is left in a file: whoever writes it in place has begun to, or the disk was full. Nobody leaves an empty
    /// file to say that an object is gone.
    pub(crate) fn emptied() -> Self {
        let message = "the file is empty, as one that is about to be written: what was in it is gone when it is removed or \
                       has other content";
        Self { kind: ErrorKind::Unreadable, message: message.to_owned(), is_of_former: true }
    }

    /// What the file is to hold is elsewhere.
    fn pointer() -> Self {
        let message = "the file is a pointer of Git LFS: what it stands for was not fetched";
        Self { kind: ErrorKind::Unreadable, message: message.to_owned(), is_of_former: false }
    }

    pub(crate) fn to_error(&self) -> Error {
        Error::new(self.kind, self.message.as_str())
    }
}

/// That a file is not written whose frames are not all of it: what is behind them would be lost.
pub(crate) fn not_whole(path: impl AsRef<Path>, mistakes: &[Mistake]) -> Error {
    let why = mistakes.last().map(|mistake| mistake.to_error().to_string()).unwrap_or_default();
    let message = format!("the file cannot be read to its end, so it is not written: {why}");
    Error::new(ErrorKind::Unreadable, message).at_path(path)
}

/// Whether a file only says which content of Git LFS belongs in its place. To a reader of YAML it is a text, and no object:
/// who moves a manifest there does not mean to delete what is in it.
pub(super) fn is_pointer(bytes: &[u8]) -> bool {
    bytes.starts_with(b"version https://git-lfs.github.com/spec/")
}

impl Documents {
    /// Reads a file. One document that cannot be read hides no other.
    pub(crate) fn read(policy: &ObjectPolicy, content_type: ContentType, bytes: &[u8], source: &str) -> Self {
        let mut documents = Self { frames: Vec::new(), found: Vec::new(), mistakes: Vec::new() };
        if is_pointer(bytes) {
            documents.mistakes.push(Mistake::pointer());
            return documents;
        }
        let reader = FrameReader::new(content_type, bytes).with_source(source).keep_empty(true);
        for frame in reader {
            match frame {
                Ok(frame) => {
                    documents.take_in(policy, &frame);
                    documents.frames.push(frame);
                }
                Err(error) => documents.mistakes.push(Mistake::new(&Error::from(error).of_stored())),
            }
        }
        documents
    }

    fn take_in(&mut self, policy: &ObjectPolicy, frame: &Frame) {
        match identify(policy, frame) {
            Ok(None) => {}
            Ok(Some(id)) => {
                self.found.push(Found { frame: self.frames.len(), id, checksum: checksum_of(frame) });
            }
            Err(error) => self.mistakes.push(Mistake::new(&error)),
        }
    }
}

/// The checksum of a document without the marker before it: that belongs to the place among others, and goes when the
/// document before is removed by hand.
pub(super) fn checksum_of(frame: &Frame) -> Checksum {
    let marked = frame.bytes().strip_prefix(b"---").filter(|_| frame.content_type() == ContentType::Yaml);
    let unmarked = marked.and_then(|rest| {
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        let (line, behind) = rest.split_at_checked(end + 1)?;
        line.iter().all(u8::is_ascii_whitespace).then_some(behind)
    });
    Checksum::of(unmarked.unwrap_or(frame.bytes()))
}

/// The id of the object that a document is; `None` for what is no object of the scheme: comments, other kinds,
/// and files that are no manifests.
///
/// # Errors
/// `Unreadable` for text that cannot be parsed, so that nobody knows what it is, and for a kind of the scheme whose
/// metadata do not say which object it is.
fn identify(policy: &ObjectPolicy, frame: &Frame) -> Result<Option<String>, Error> {
    if frame.is_empty() || frame.is_comment_only() {
        return Ok(None);
    }
    let decoder = policy.serializer().decoder();
    let partial = match decoder.decode_as::<PartialObjectMetadata>(frame) {
        Ok(partial) => partial,
        Err(error) => {
            return if is_ours(policy, frame, &error) {
                Err(Error::from(error).of_stored())
            } else {
                Ok(None)
            };
        }
    };
    match policy.key_for(&partial) {
        Ok(key) => id_of(&key).map(Some).map_err(Error::of_stored),
        // Another kind, which is left alone, or one that no storage holds.
        Err(error) if matches!(error.kind(), ErrorKind::Unrecognized | ErrorKind::Unsupported) => Ok(None),
        Err(error) => Err(error.of_stored()),
    }
}

/// Whether a document whose metadata cannot be read should be an object of the scheme.
fn is_ours(policy: &ObjectPolicy, frame: &Frame, error: &core::Error) -> bool {
    if error.kind() == core::ErrorKind::Syntax {
        return true;
    }
    let unknown: Result<Unknown, _> = policy.serializer().decoder().decode_as(frame);
    unknown.is_ok_and(|object| {
        use libgitops_core::object::AnyObject as _;
        policy.registration(&object.gvk()).is_ok()
    })
}
