//! Objects with the text that they came from: a change of the object is a change of the lines that say so.

mod document;
mod file;
mod list;
mod versions;
#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::{Deref, DerefMut};

pub use file::{ManifestEntry, ManifestFile};

use self::document::{anew, edited, unchanged};
use super::decode_document::DocumentDecoder;
use super::decoder::sealed::Sealed as _;
use super::decoder::{DecodeOptions, nothing};
use super::document::Document;
use super::{ContentType, Decodable, Decoder, Frame, Serializer};
use crate::delta::{Known, Moves};
use crate::dynamic::{DynamicObject, Unknown};
use crate::edit::{CommentsOfRemoved, EditOptions, Edited, PreserveComments};
use crate::error::{Error, ErrorKind, Problem};
use crate::object::{AnyObject, AsObject};
use crate::scheme::{Registration, Scheme};
use crate::value::Tape;

/// An object and the text that it came from.
///
/// It dereferences to the object. [`to_text`](Self::to_text) gives the text with those lines changed that say what has
/// changed since: comments, blank lines, the order of keys, quotes and everything else stay, and fields that the type
/// does not know, defaults and spellings that mean the same are no changes. If nothing has changed, it is the very same
/// text. The text that comes out is read again before it is given out, and has to be the object.
///
/// A type in another version than the text decodes too, converted: the text stays as it is while nothing is changed, but a
/// change of what is elsewhere in that version cannot be made in it and is refused. Take the text as the type of its own
/// version, convert the object, change it, and give it back converted; or write the text of another version with
/// [`in_version`](Self::in_version).
///
/// The object itself holds nothing of this; it can be taken out, cloned and written as any other one.
///
/// ```
/// use libgitops_core::codec::Serializer;
/// use libgitops_core::dynamic::DynamicObject;
/// use libgitops_core::scheme::Scheme;
///
/// let serializer = Serializer::new(Scheme::builder().build()?);
/// let text = "# Colors.\napiVersion: v1\nkind: ConfigMap\ndata:\n  color:   'blue'  # for now\n";
/// let mut manifest = serializer.manifest::<DynamicObject>(text)?;
/// manifest.fields_mut().get_mut("data").unwrap().as_mapping_mut().unwrap().insert("color", "red");
/// assert_eq!(manifest.to_text()?, text.replace("blue", "red"));
/// # Ok::<(), libgitops_core::error::Error>(())
/// ```
#[derive(Clone)]
pub struct Manifest<T> {
    object: T,
    frame: Frame,
    /// What the text was decoded and encoded to.
    base: Tape,
    known: Known,
    reader: Reader,
    options: EditOptions,
}

/// How the text of a manifest is read.
#[derive(Clone)]
struct Reader {
    scheme: Scheme,
    options: DecodeOptions,
    read: Read,
}

/// Decodes a document, and records its object.
type Read = fn(&DocumentDecoder<'_, '_>, &mut Tape) -> Result<(), Error>;

impl Reader {
    fn read(&self, document: &Document<'_>) -> Result<Tape, Error> {
        let mut tape = Tape::new();
        let mut decoder = Decoder::new(&self.scheme);
        decoder.options = self.options;
        (self.read)(&DocumentDecoder::new(&decoder, document), &mut tape)?;
        Ok(tape)
    }
}

fn read_as<T: Decodable + AsObject>(
    document: &DocumentDecoder<'_, '_>,
    tape: &mut Tape,
) -> Result<(), Error> {
    T::decode(document)?.as_object().record(tape)
}

fn read_any(document: &DocumentDecoder<'_, '_>, tape: &mut Tape) -> Result<(), Error> {
    any_object(document)?.record(tape)
}

/// The object of a document; of a kind that the scheme does not know as a value, which can be changed.
fn any_object(document: &DocumentDecoder<'_, '_>) -> Result<Box<dyn AnyObject>, Error> {
    let object = document.object(document.document.root, None)?;
    if object.is::<Unknown>() {
        return Ok(Box::new(DynamicObject::decode(document)?));
    }
    Ok(object)
}

impl Serializer {
    /// The object of a YAML text, with the text.
    ///
    /// # Errors
    /// As [`Decoder::decode_as`].
    pub fn manifest<T: Decodable + AsObject>(&self, text: &str) -> Result<Manifest<T>, Error> {
        self.decoder().manifest(Frame::yaml(text))
    }

    /// All documents of a YAML text. One of a kind that the scheme does not know is an error; to take it along as a
    /// [`DynamicObject`], give [`ManifestFile::read`] a decoder that may [`decode_unknown`](Decoder::decode_unknown).
    ///
    /// # Errors
    /// As [`ManifestFile::read`].
    pub fn manifests(&self, text: &str) -> Result<ManifestFile, Error> {
        ManifestFile::read(&self.decoder(), ContentType::Yaml, text)
    }
}

impl Decoder<'_> {
    /// The object of a frame, with its text. The options of this decoder hold for the text that comes out too.
    ///
    /// # Errors
    /// As [`decode_as`](Self::decode_as).
    pub fn manifest<T: Decodable + AsObject>(&self, frame: Frame) -> Result<Manifest<T>, Error> {
        Manifest::new(self, self.decode_as::<T>(&frame)?, frame, read_as::<T>)
    }

    /// The object of a frame, of whatever kind, with its text. One of a kind that the scheme does not know is a
    /// [`DynamicObject`], if [`decode_unknown`](Self::decode_unknown) allows it at all.
    ///
    /// # Errors
    /// As [`decode`](Self::decode).
    pub fn any_manifest(&self, frame: Frame) -> Result<Manifest<Box<dyn AnyObject>>, Error> {
        let document = Document::parse(&frame)?.ok_or_else(nothing)?;
        let object = any_object(&DocumentDecoder::new(self, &document))?;
        Manifest::new(self, object, frame, read_any)
    }
}

impl<T: AsObject> Manifest<T> {
    fn new(decoder: &Decoder<'_>, object: T, frame: Frame, read: Read) -> Result<Self, Error> {
        let mut base = Tape::new();
        object.as_object().record(&mut base)?;
        let registration = decoder.scheme.get(&object.as_object().gvk());
        let known = Known::from(registration.and_then(Registration::fields));
        let reader = Reader { scheme: decoder.scheme.clone(), options: decoder.options, read };
        let preserve_comments = decoder.options.preserve_comments;
        let options = EditOptions { preserve_comments, ..EditOptions::default() };
        Ok(Self { object, frame, base, known, reader, options })
    }

    /// Says what may be done beyond changing the lines that are meant.
    #[must_use]
    pub fn with_options(mut self, options: EditOptions) -> Self {
        self.options = options;
        self
    }

    /// What may be done beyond changing the lines that are meant.
    pub fn options(&self) -> EditOptions {
        self.options
    }

    /// The object.
    pub fn object(&self) -> &T {
        &self.object
    }

    /// The object, for a change.
    pub fn object_mut(&mut self) -> &mut T {
        &mut self.object
    }

    /// The object without its text.
    pub fn into_object(self) -> T {
        self.object
    }

    /// The document that the object came from, as it was.
    pub fn frame(&self) -> &Frame {
        &self.frame
    }

    /// Whether the object differs from what its text says.
    ///
    /// # Errors
    /// `Invalid` when the object holds what no text can.
    pub fn is_changed(&self) -> Result<bool, Error> {
        Ok(self.recorded()? != self.base)
    }

    fn recorded(&self) -> Result<Tape, Error> {
        let mut new = Tape::new();
        self.object.as_object().record(&mut new)?;
        Ok(new)
    }

    /// The text with the changes of the object.
    ///
    /// # Errors
    /// As [`edited`](Self::edited).
    pub fn to_text(&self) -> Result<String, Error> {
        Ok(self.edited()?.text)
    }

    /// The text with the changes of the object, and what became of comments whose field is gone.
    ///
    /// # Errors
    /// `Invalid` when the object holds what no text can. `Unsupported`, with the place and the reason, when a change
    /// cannot be made in place or the text would be read as something else than the object: it is left as it is then.
    pub fn edited(&self) -> Result<Edited, Error> {
        self.edited_by(self.options)
    }

    pub(in crate::codec) fn edited_by(&self, options: EditOptions) -> Result<Edited, Error> {
        let new = self.recorded()?;
        if new == self.base {
            return Ok(unchanged(self.frame.text()?));
        }
        self.write(&new, &Moves::none(), options, &self.reader).map_err(|error| self.of_version(error))
    }

    /// Says that the text is of another version than the object, which is why the change cannot be made in it.
    fn of_version(&self, error: Error) -> Error {
        let found = Document::parse(&self.frame).ok().flatten().and_then(|document| document.gvk().ok());
        match found.filter(|found| *found != self.object.as_object().gvk()) {
            Some(found) => error.with_problems([Problem::new(format!(
                "its text is {found}: take it as that type for a change in place, and for the text of another version \
                 `in_version` of that manifest"
            ))]),
            None => error,
        }
    }

    /// The text as that of another object in the place of this one, such as of the same object in another version.
    ///
    /// Fields that have another name or place there are told by `moves`: their lines go along, with their comments. The
    /// comments of fields that are gone move to the nearest parent that stays, unless the options say otherwise.
    ///
    /// # Errors
    /// As [`edited`](Self::edited).
    pub fn converted<U: Decodable + AsObject>(&self, object: &U, moves: &Moves) -> Result<Edited, Error> {
        self.converted_by(object.as_object(), moves, read_as::<U>, self.options)
    }

    fn converted_by(
        &self,
        object: &dyn AnyObject,
        moves: &Moves,
        read: Read,
        options: EditOptions,
    ) -> Result<Edited, Error> {
        let mut new = Tape::new();
        object.record(&mut new)?;
        let options = EditOptions { comments: CommentsOfRemoved::MoveToParent, ..options };
        let reader = Reader { read, ..self.reader.clone() };
        self.write(&new, moves, options, &reader)
    }

    fn write(
        &self,
        new: &Tape,
        moves: &Moves,
        options: EditOptions,
        reader: &Reader,
    ) -> Result<Edited, Error> {
        let first = self.attempt(new, moves, options, reader);
        // A type may need the defaults that the text left out, once anything beside them is written.
        match first {
            Err(error) if !options.whole_additions => {
                let options = EditOptions { whole_additions: true, ..options };
                self.attempt(new, moves, options, reader).or(Err(error))
            }
            result => result,
        }
    }

    fn attempt(
        &self,
        new: &Tape,
        moves: &Moves,
        options: EditOptions,
        reader: &Reader,
    ) -> Result<Edited, Error> {
        let read = |document: &Document<'_>| reader.read(document);
        let (edited, found) = match options.preserve_comments {
            PreserveComments::Off => anew(&self.frame, new, &read)?,
            _ => edited(&self.frame, (&self.base, new), self.known, moves, options, &read)?,
        };
        let found = found.map_err(|error| self.refused(&error.to_string()))?;
        if found == *new {
            return Ok(edited);
        }
        let (found, new) = (found.root(), new.root());
        let change =
            found.zip(new).and_then(|(found, new)| crate::delta::Delta::between(new, found, self.known));
        let change = change.and_then(|delta| delta.changes().first().map(ToString::to_string));
        Err(self.refused(&format!("it would be read as another object: {}", change.unwrap_or_default())))
    }

    fn refused(&self, reason: &str) -> Error {
        let what = self.object.as_object().described();
        Error::new(ErrorKind::Unsupported, format!("cannot write {what} into its text"))
            .with_problems([Problem::new(reason)])
    }
}

impl<T> Deref for Manifest<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.object
    }
}

impl<T> DerefMut for Manifest<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.object
    }
}

impl<T: fmt::Debug> fmt::Debug for Manifest<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Manifest")
            .field("object", &self.object)
            .field("frame", &self.frame)
            .finish_non_exhaustive()
    }
}
