//! Objects on their way in: which kind, then typed, unknown or a list, with every problem of the document.

use std::collections::VecDeque;
use std::fmt;
use std::iter::FusedIterator;
use std::sync::Arc;

use super::decode_document::DocumentDecoder;
use super::document::Document;
use super::{Frame, Warning};
use crate::dynamic::{DynamicObject, List, PartialObjectMetadata, Unknown};
use crate::edit::PreserveComments;
use crate::error::{Error, ErrorKind};
use crate::object::{AnyObject, Object};
use crate::scheme::Scheme;

/// Reads objects out of frames.
///
/// Every problem of an object is reported, with its place and field: of values that do not fit, of unknown fields and of
/// equal keys the first hundred each. A document that holds nothing but comments is no
/// object: [`decode`](Self::decode) refuses it, the streams pass over it.
#[derive(Clone)]
#[must_use = "a decoder does nothing until it is asked to decode"]
pub struct Decoder<'s> {
    pub(super) scheme: &'s Scheme,
    pub(super) options: DecodeOptions,
    on_warning: Option<OnWarning<'s>>,
}

type OnWarning<'s> = Arc<dyn Fn(&Warning) + Send + Sync + 's>;

/// What a decoder does beyond reading.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "the six switches are independent of each other")]
pub(super) struct DecodeOptions {
    pub(super) strict: bool,
    pub(super) default: bool,
    pub(super) validate: bool,
    pub(super) convert_to_hub: bool,
    pub(super) decode_list_elements: bool,
    pub(super) decode_unknown: bool,
    pub(super) preserve_comments: PreserveComments,
}

impl<'s> Decoder<'s> {
    pub(super) const fn new(scheme: &'s Scheme) -> Self {
        let options = DecodeOptions {
            strict: true,
            default: false,
            validate: false,
            convert_to_hub: false,
            decode_list_elements: true,
            decode_unknown: false,
            preserve_comments: PreserveComments::On,
        };
        Self { scheme, options, on_warning: None }
    }

    /// Whether unknown fields and equal keys are refused (the default). Otherwise they are warnings: an unknown field is
    /// passed over, and of equal keys the last one counts.
    pub fn strict(mut self, strict: bool) -> Self {
        self.options.strict = strict;
        self
    }

    /// Whether field defaults and the type's hook are applied. Off by default: a decoded object says what the text says.
    pub fn default(mut self, default: bool) -> Self {
        self.options.default = default;
        self
    }

    /// Whether the type's own rules are checked. Off by default.
    pub fn validate(mut self, validate: bool) -> Self {
        self.options.validate = validate;
        self
    }

    /// Whether objects are converted to the hub of their kind. Off by default: an object stays in its version.
    pub fn convert_to_hub(mut self, convert_to_hub: bool) -> Self {
        self.options.convert_to_hub = convert_to_hub;
        self
    }

    /// Whether a stream gives the items of a list instead of the list, also of a list in a list. On by default.
    pub fn decode_list_elements(mut self, decode_list_elements: bool) -> Self {
        self.options.decode_list_elements = decode_list_elements;
        self
    }

    /// Whether an object of a kind that the scheme does not know becomes an [`Unknown`] instead of an error. An unknown
    /// item of a list, which has no document of its own, becomes a [`DynamicObject`]. Off by default.
    pub fn decode_unknown(mut self, decode_unknown: bool) -> Self {
        self.options.decode_unknown = decode_unknown;
        self
    }

    /// What becomes of the texts of objects that are read with them, by [`manifest`](Self::manifest) and as files
    /// ([`ManifestFile`](super::ManifestFile)). On by default: a change of the object changes the lines that say so.
    pub fn preserve_comments(mut self, preserve_comments: PreserveComments) -> Self {
        self.options.preserve_comments = preserve_comments;
        self
    }

    /// Where warnings go. Without it they are dropped.
    pub fn on_warning(mut self, on_warning: impl Fn(&Warning) + Send + Sync + 's) -> Self {
        self.on_warning = Some(Arc::new(on_warning));
        self
    }

    pub(super) fn warn(&self, warning: &Warning) {
        if let Some(on_warning) = &self.on_warning {
            on_warning(warning);
        }
    }

    /// The object of one frame. A list is one object, an [`AnyList`](crate::dynamic::AnyList).
    ///
    /// # Errors
    /// `Syntax` when the text is not of its content type; `Unknown…` when the scheme does not know the kind; `Invalid`
    /// with every problem of the document otherwise, also when it holds no object.
    pub fn decode(&self, frame: &Frame) -> Result<Box<dyn AnyObject>, Error> {
        let document = Document::parse(frame)?.ok_or_else(nothing)?;
        DocumentDecoder::new(self, &document).object(document.root, None)
    }

    /// The object of one frame as a `T`: a typed object (its type need not be in the scheme), a [`DynamicObject`], an
    /// [`Unknown`] or [`PartialObjectMetadata`].
    ///
    /// # Errors
    /// As [`decode`](Self::decode); `Invalid` when the document is of another kind than `T`.
    pub fn decode_as<T: Decodable>(&self, frame: &Frame) -> Result<T, Error> {
        let document = Document::parse(frame)?.ok_or_else(nothing)?;
        T::decode(&DocumentDecoder::new(self, &document))
    }

    /// The list of one frame, with items of one type: `<Kind>List`, or a `v1 List` that holds nothing else. The type need
    /// not be in the scheme.
    ///
    /// # Errors
    /// As [`decode`](Self::decode), with the errors of all bad items joined; `Invalid` when the document is another list
    /// or an item of another kind.
    pub fn decode_list<T: Object>(&self, frame: &Frame) -> Result<List<T>, Error> {
        let document = Document::parse(frame)?.ok_or_else(nothing)?;
        DocumentDecoder::new(self, &document).typed_list()
    }

    /// Replaces `object` by the object of one frame, as [`decode_as`](Self::decode_as).
    ///
    /// # Errors
    /// As [`decode_as`](Self::decode_as); `object` is unchanged then.
    pub fn decode_into<T: Decodable>(&self, frame: &Frame, object: &mut T) -> Result<(), Error> {
        *object = self.decode_as(frame)?;
        Ok(())
    }

    /// The objects of a stream one after the other; a bad document is an error among them and does not end the stream.
    ///
    /// Of the bad items of one document's lists the first ten thousand are errors of their own, as long as these have no
    /// more than 64 MiB of text, and one more error counts the others; every good item is given.
    ///
    /// ```
    /// use libgitops_core::codec::{FrameReader, Serializer};
    /// use libgitops_core::scheme::Scheme;
    ///
    /// let serializer = Serializer::new(Scheme::builder().build()?);
    /// let stream = "apiVersion: v1\nkind: Pod\n---\nno: object\n";
    /// let decoder = serializer.decoder().decode_unknown(true);
    /// let (good, bad): (Vec<_>, Vec<_>) =
    ///     decoder.objects(FrameReader::yaml(stream.as_bytes())).partition(Result::is_ok);
    /// assert_eq!((good.len(), bad.len()), (1, 1));
    /// # Ok::<(), libgitops_core::error::Error>(())
    /// ```
    pub fn objects<I>(&self, frames: I) -> Objects<'s, I::IntoIter>
    where
        I: IntoIterator<Item = Result<Frame, Error>>,
    {
        Objects { decoder: self.clone(), frames: frames.into_iter(), decoded: VecDeque::new() }
    }

    /// All objects of a stream. To have the good ones in spite of bad ones, use [`objects`](Self::objects).
    ///
    /// # Errors
    /// The errors of all bad documents, joined: [`Error::parts`] takes them apart.
    pub fn decode_all<I>(&self, frames: I) -> Result<Vec<Box<dyn AnyObject>>, Error>
    where
        I: IntoIterator<Item = Result<Frame, Error>>,
    {
        let (mut objects, mut errors) = (Vec::new(), Vec::new());
        for object in self.objects(frames) {
            match object {
                Ok(object) => objects.push(object),
                Err(error) => errors.push(error),
            }
        }
        Error::join(errors).map_or(Ok(objects), Err)
    }
}

/// A document is asked for an object, and holds nothing.
pub(super) fn nothing() -> Error {
    Error::new(ErrorKind::Invalid, "cannot decode an object: the document holds none")
}

impl fmt::Debug for Decoder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoder").field("options", &self.options).finish_non_exhaustive()
    }
}

/// The objects of a stream, by [`Decoder::objects`].
#[derive(Debug)]
#[must_use = "iterators do nothing until they are asked for the next item"]
pub struct Objects<'s, I> {
    decoder: Decoder<'s>,
    frames: I,
    decoded: VecDeque<Result<Box<dyn AnyObject>, Error>>,
}

impl<I: Iterator<Item = Result<Frame, Error>>> Objects<'_, I> {
    fn read(&mut self, frame: &Frame) {
        match Document::parse(frame) {
            Ok(None) => {}
            Ok(Some(document)) => {
                DocumentDecoder::new(&self.decoder, &document).objects(&mut self.decoded);
            }
            Err(error) => self.decoded.push_back(Err(error)),
        }
    }
}

impl<I: Iterator<Item = Result<Frame, Error>>> Iterator for Objects<'_, I> {
    type Item = Result<Box<dyn AnyObject>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(object) = self.decoded.pop_front() {
                return Some(object);
            }
            match self.frames.next()? {
                Ok(frame) => self.read(&frame),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl<I: FusedIterator<Item = Result<Frame, Error>>> FusedIterator for Objects<'_, I> {}

pub(super) mod sealed {
    use super::{DocumentDecoder, Error};

    pub trait Sealed: Sized {
        fn decode(document: &DocumentDecoder<'_, '_>) -> Result<Self, Error>;
    }
}

/// What [`Decoder::decode_as`] can give: any [`Object`], [`DynamicObject`], [`Unknown`] and [`PartialObjectMetadata`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing that a document can be decoded as",
    label = "no object",
    note = "decode a type with `#[derive(Object)]`, or a `List` of it with `decode_list`"
)]
pub trait Decodable: sealed::Sealed {}

impl<T: sealed::Sealed> Decodable for T {}

impl<T: Object> sealed::Sealed for T {
    fn decode(document: &DocumentDecoder<'_, '_>) -> Result<Self, Error> {
        document.typed()
    }
}

impl sealed::Sealed for DynamicObject {
    fn decode(document: &DocumentDecoder<'_, '_>) -> Result<Self, Error> {
        document.dynamic()
    }
}

impl sealed::Sealed for PartialObjectMetadata {
    fn decode(document: &DocumentDecoder<'_, '_>) -> Result<Self, Error> {
        document.partial()
    }
}

impl sealed::Sealed for Unknown {
    fn decode(document: &DocumentDecoder<'_, '_>) -> Result<Self, Error> {
        document.unknown()
    }
}
