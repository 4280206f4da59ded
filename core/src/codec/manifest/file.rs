//! All documents of a text: objects, and what is none.

use super::super::frame_reader::FrameReader;
use super::super::frame_writer::FrameWriter;
use super::super::{ContentType, Decoder, Encoder, Frame};
use super::{Manifest, list};
use crate::edit;
use crate::error::{Error, ErrorKind};
use crate::object::{AnyObject, AsObject};
use crate::scheme::Scheme;

/// All documents of a text, with their objects: to change, add, remove, replace and reorder.
///
/// What is no object, such as a document of comments, keeps its place and its bytes. So does every object that is not
/// changed; joined, the documents of a file that nothing was done to are the very same text.
///
/// ```
/// use libgitops_core::codec::{ContentType, ManifestFile, Serializer};
/// use libgitops_core::scheme::Scheme;
///
/// let serializer = Serializer::new(Scheme::builder().build()?);
/// let decoder = serializer.decoder().decode_unknown(true);
/// let text = "apiVersion: v1\nkind: A # first\n---\napiVersion: v1\nkind: B   # second\n";
/// let mut file = ManifestFile::read(&decoder, ContentType::Yaml, text)?;
/// assert_eq!((file.len(), file.to_text()?.as_str()), (2, text));
/// file.remove(0);
/// assert_eq!(file.to_text()?, "---\napiVersion: v1\nkind: B   # second\n");
/// # Ok::<(), libgitops_core::error::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ManifestFile {
    content_type: ContentType,
    scheme: Scheme,
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
enum Entry {
    /// An object with its text.
    Manifest(Box<Manifest<Box<dyn AnyObject>>>),
    /// An object that is new.
    New(Box<dyn AnyObject>),
    /// No object.
    Other(Frame),
}

/// An object of a [`ManifestFile`]: with the text that it came from, or new.
#[derive(Clone, Debug)]
pub enum ManifestEntry {
    /// With its text.
    Manifest(Box<Manifest<Box<dyn AnyObject>>>),
    /// New.
    New(Box<dyn AnyObject>),
}

impl ManifestEntry {
    /// The object.
    pub fn object(&self) -> &dyn AnyObject {
        match self {
            Self::Manifest(manifest) => manifest.object().as_object(),
            Self::New(object) => &**object,
        }
    }
}

impl From<Box<dyn AnyObject>> for ManifestEntry {
    fn from(object: Box<dyn AnyObject>) -> Self {
        Self::New(object)
    }
}

impl ManifestFile {
    /// Reads all documents of a text. One of a kind that the scheme does not know is an error, unless the decoder may
    /// [`decode_unknown`](Decoder::decode_unknown): then it is a [`DynamicObject`](crate::dynamic::DynamicObject).
    ///
    /// # Errors
    /// The errors of all bad documents, joined.
    pub fn read(decoder: &Decoder<'_>, content_type: ContentType, text: &str) -> Result<Self, Error> {
        Self::read_frames(decoder, FrameReader::new(content_type, text.as_bytes()).keep_empty(true))
    }

    /// Reads all documents of a stream. For a file to come out as it was, the reader keeps empty frames.
    ///
    /// # Errors
    /// The errors of all bad documents, joined.
    pub fn read_frames<R: std::io::Read>(
        decoder: &Decoder<'_>,
        frames: FrameReader<R>,
    ) -> Result<Self, Error> {
        let content_type = frames.content_type();
        let (mut entries, mut errors) = (Vec::new(), Vec::new());
        for frame in frames {
            match frame {
                Ok(frame) if frame.is_empty() || frame.is_comment_only() => entries.push(Entry::Other(frame)),
                Ok(frame) => match decoder.any_manifest(frame) {
                    Ok(manifest) => entries.push(Entry::Manifest(Box::new(manifest))),
                    Err(error) => errors.extend(error.into_parts().into_iter().map(with_advice)),
                },
                Err(error) => errors.push(error),
            }
        }
        Error::join(errors).map_or(Ok(Self { content_type, scheme: decoder.scheme.clone(), entries }), Err)
    }

    /// How many objects there are.
    pub fn len(&self) -> usize {
        self.entries.iter().filter(|entry| entry.is_object()).count()
    }

    /// Whether there is no object.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The objects in their order.
    pub fn objects(&self) -> impl Iterator<Item = &dyn AnyObject> {
        self.entries.iter().filter_map(Entry::object)
    }

    /// The object of this number.
    pub fn get(&self, index: usize) -> Option<&dyn AnyObject> {
        self.objects().nth(index)
    }

    /// The object of this number, for a change.
    pub fn get_mut(&mut self, index: usize) -> Option<&mut Box<dyn AnyObject>> {
        match self.entries.iter_mut().filter(|entry| entry.is_object()).nth(index)? {
            Entry::Manifest(manifest) => Some(manifest.object_mut()),
            Entry::New(object) => Some(object),
            Entry::Other(_) => None,
        }
    }

    /// Adds an object behind all others.
    pub fn push(&mut self, object: impl Into<ManifestEntry>) {
        self.entries.push(object.into().into());
    }

    /// Adds an object before the one of this number, or behind all others. A license or a title at the start of the text
    /// stays there.
    pub fn insert(&mut self, index: usize, object: impl Into<ManifestEntry>) {
        let mut place = self.place(index).unwrap_or(self.entries.len());
        if let (0, Some(Entry::Manifest(manifest))) = (place, self.entries.first_mut())
            && let Some(header) = part_header(manifest)
        {
            self.entries.insert(0, Entry::Other(header));
            place = 1;
        }
        self.entries.insert(place, object.into().into());
    }

    /// Takes an object out, with its text. What stands before it stays.
    pub fn remove(&mut self, index: usize) -> Option<ManifestEntry> {
        let place = self.place(index)?;
        match self.entries.remove(place) {
            Entry::Manifest(mut manifest) => {
                if let Some(header) = part_header(&mut manifest) {
                    self.entries.insert(place, Entry::Other(header));
                }
                Some(ManifestEntry::Manifest(manifest))
            }
            Entry::New(object) => Some(ManifestEntry::New(object)),
            Entry::Other(_) => None,
        }
    }

    /// Puts an object in the place of another one. An object of the same kind changes the text of the other one, any
    /// other takes its place with a text of its own; what stands before it stays. Gives back the object that was there.
    pub fn replace(&mut self, index: usize, object: Box<dyn AnyObject>) -> Option<Box<dyn AnyObject>> {
        let place = self.place(index)?;
        match self.entries.get_mut(place)? {
            Entry::Manifest(manifest) if manifest.object().gvk() == object.gvk() => {
                Some(std::mem::replace(manifest.object_mut(), object))
            }
            Entry::Manifest(manifest) => {
                let header = part_header(manifest);
                let old = std::mem::replace(self.entries.get_mut(place)?, Entry::New(object));
                self.entries.splice(place..place, header.map(Entry::Other));
                match old {
                    Entry::Manifest(manifest) => Some(manifest.into_object()),
                    Entry::New(_) | Entry::Other(_) => None,
                }
            }
            Entry::New(old) => Some(std::mem::replace(old, object)),
            Entry::Other(_) => None,
        }
    }

    /// Moves an object to another place, with its text.
    pub fn move_to(&mut self, from: usize, to: usize) {
        if let Some(entry) = self.remove(from) {
            self.insert(to, entry);
        }
    }

    /// Puts the items of every list in the place of the list, each a document with the lines that it had there.
    ///
    /// # Errors
    /// As the decoder's, for items that are no objects, and as [`Manifest::edited`], for lists that were changed. All lists
    /// are whole then.
    pub fn split_lists(&mut self, decoder: &Decoder<'_>) -> Result<(), Error> {
        let items = self.entries.iter().map(|entry| self.items_of(entry, decoder));
        let items = items.collect::<Result<Vec<_>, Error>>()?;
        let entries = std::mem::take(&mut self.entries).into_iter().zip(items);
        self.entries = entries.flat_map(|(entry, items)| items.unwrap_or_else(|| vec![entry])).collect();
        Ok(())
    }

    /// The items of a list that can be split.
    fn items_of(&self, entry: &Entry, decoder: &Decoder<'_>) -> Result<Option<Vec<Entry>>, Error> {
        let Entry::Manifest(manifest) = entry else { return Ok(None) };
        if !manifest.object().is::<crate::dynamic::AnyList>() {
            return Ok(None);
        }
        let Some(documents) = list::documents(&manifest.frame().with_text(&manifest.to_text()?))? else {
            return Ok(None);
        };
        let item = |text| decoder.any_manifest(Frame::new(self.content_type, text));
        documents
            .into_iter()
            .map(|text| Ok(Entry::Manifest(Box::new(item(text)?))))
            .collect::<Result<_, _>>()
            .map(Some)
    }

    fn place(&self, index: usize) -> Option<usize> {
        let mut objects = self.entries.iter().enumerate().filter(|(_, entry)| entry.is_object());
        objects.nth(index).map(|(place, _)| place)
    }

    /// The text of all documents.
    ///
    /// # Errors
    /// As [`Manifest::edited`], for all documents that cannot be written; `Unsupported` when the text would not be read
    /// as these documents.
    pub fn to_text(&self) -> Result<String, Error> {
        let (mut frames, mut errors) = (Vec::with_capacity(self.entries.len()), Vec::new());
        for entry in &self.entries {
            match entry.frame(&self.scheme, self.content_type) {
                Ok(frame) => frames.push(frame),
                Err(error) => errors.push(error),
            }
        }
        if let Some(error) = Error::join(errors) {
            return Err(error);
        }
        let last = frames.len().saturating_sub(1);
        for frame in frames.iter_mut().take(last) {
            if let Some(ended) = edit::ended(frame.text()?) {
                *frame = frame.with_text(&ended);
            }
        }
        let mut writer = FrameWriter::new(self.content_type, Vec::new());
        for frame in &frames {
            writer.write_frame(frame)?;
        }
        writer.flush()?;
        let text = String::from_utf8(writer.into_inner());
        let text = text.map_err(|error| Error::new(ErrorKind::Io, error.to_string()))?;
        self.check(&frames, &text)?;
        Ok(text)
    }

    fn check(&self, frames: &[Frame], text: &str) -> Result<(), Error> {
        let is_same = match self.content_type {
            ContentType::Yaml => {
                let texts = frames.iter().map(Frame::text).collect::<Result<Vec<&str>, Error>>()?;
                edit::same_documents(&texts, text)
            }
            ContentType::Json => same_stream(frames, text)?,
        };
        let message = "the text would not be read as these documents";
        if is_same { Ok(()) } else { Err(Error::new(ErrorKind::Unsupported, message)) }
    }
}

/// Of a kind that the scheme does not know, how it is read all the same.
fn with_advice(error: Error) -> Error {
    if !error.is_unrecognized() {
        return error;
    }
    let message = format!("{}; a decoder with `decode_unknown(true)` takes it along", error.message());
    error.with_message(message)
}

/// Takes the license or the title at the start of a manifest's text out of it.
fn part_header(manifest: &mut Manifest<Box<dyn AnyObject>>) -> Option<Frame> {
    let (header, rest) = edit::parted_header(manifest.frame.text().unwrap_or_default());
    if header.is_empty() {
        return None;
    }
    let (header, rest) = (manifest.frame.with_text(header), manifest.frame.with_text(rest));
    manifest.frame = rest;
    Some(header)
}

/// Whether a stream of JSON has the values that the frames are, one by one.
pub(super) fn same_stream(frames: &[Frame], text: &str) -> Result<bool, Error> {
    let mut frames = frames.iter().filter(|frame| !frame.is_empty());
    for found in FrameReader::json(text.as_bytes()) {
        let found = found?;
        let is_same = match frames.next() {
            Some(frame) => edit::same_json(frame.text()?, found.text()?),
            None => false,
        };
        if !is_same {
            return Ok(false);
        }
    }
    Ok(frames.next().is_none())
}

impl Entry {
    fn is_object(&self) -> bool {
        !matches!(self, Self::Other(_))
    }

    fn object(&self) -> Option<&dyn AnyObject> {
        match self {
            Self::Manifest(manifest) => Some(manifest.object().as_object()),
            Self::New(object) => Some(&**object),
            Self::Other(_) => None,
        }
    }

    fn frame(&self, scheme: &Scheme, content_type: ContentType) -> Result<Frame, Error> {
        match self {
            Self::Manifest(manifest) => Ok(manifest.frame().with_text(&manifest.to_text()?)),
            Self::New(object) => {
                Ok(Frame::new(content_type, Encoder::new(scheme).to_string(object, content_type)?))
            }
            Self::Other(frame) => Ok(frame.clone()),
        }
    }
}

impl From<ManifestEntry> for Entry {
    fn from(entry: ManifestEntry) -> Self {
        match entry {
            ManifestEntry::Manifest(manifest) => Self::Manifest(manifest),
            ManifestEntry::New(object) => Self::New(object),
        }
    }
}
