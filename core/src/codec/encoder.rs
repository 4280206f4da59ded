//! Objects on their way out: recorded on a tape, written as YAML or JSON, one frame each.

use std::borrow::BorrowMut;
use std::io::Write;

use super::{ContentType, Frame, FrameWriter, Manifest};
use crate::convert::{self, Converter, RESIDUAL_LIMIT};
use crate::dynamic::Unknown;
use crate::edit::PreserveComments;
use crate::emit::{self, JsonStyle};
use crate::error::Error;
use crate::gvk::GroupVersion;
use crate::object::{AnyObject, AsObject};
use crate::scheme::Scheme;
use crate::value::Tape;

/// Writes objects as YAML or JSON: `apiVersion`, `kind` and `metadata` first, then the fields in the order of the type.
///
/// Of an object of an [`Unknown`] kind the bytes are written as they were read, if the content type is the same.
#[derive(Clone, Debug)]
#[must_use = "an encoder does nothing until it is asked to encode"]
pub struct Encoder<'s> {
    scheme: &'s Scheme,
    pretty: bool,
    group_version: Option<GroupVersion>,
    residual_limit: usize,
    preserve_comments: Option<PreserveComments>,
}

impl<'s> Encoder<'s> {
    pub(super) const fn new(scheme: &'s Scheme) -> Self {
        Self {
            scheme,
            pretty: true,
            group_version: None,
            residual_limit: RESIDUAL_LIMIT,
            preserve_comments: None,
        }
    }

    /// Whether JSON is indented by two spaces (the default), or stands on one line. YAML has one form only.
    pub const fn pretty(mut self, pretty: bool) -> Self {
        self.pretty = pretty;
        self
    }

    /// The version that objects are converted to before they are written, as by a [`Converter`]. Without it an object is
    /// written in its own.
    pub fn group_version(mut self, group_version: GroupVersion) -> Self {
        self.group_version = Some(group_version);
        self
    }

    /// How many bytes of an object's annotation may hold what its version has no place for; [`RESIDUAL_LIMIT`] by default.
    pub const fn residual_limit(mut self, bytes: usize) -> Self {
        self.residual_limit = bytes;
        self
    }

    /// What becomes of the texts of [manifests](Self::encode_manifests). Without it each has what its decoder said.
    pub const fn preserve_comments(mut self, preserve_comments: PreserveComments) -> Self {
        self.preserve_comments = Some(preserve_comments);
        self
    }

    /// Writes objects, one frame each. The writer is given by value or as `&mut`.
    ///
    /// # Errors
    /// `Invalid` when an object holds what the content type cannot, naming object and field; `LimitExceeded` when too much
    /// would be carried in an annotation, naming every field; what a [`Converter`] says when a version is asked for; and
    /// what the frame writer says. The objects before it are written.
    pub fn encode<'o, W, O>(
        &self,
        mut writer: impl BorrowMut<FrameWriter<W>>,
        objects: impl IntoIterator<Item = &'o O>,
    ) -> Result<(), Error>
    where
        W: Write,
        O: AsObject + ?Sized + 'o,
    {
        let writer = writer.borrow_mut();
        let written = self.write_all(writer, objects);
        // What stands before a bad object is written all the same.
        let flushed = writer.flush();
        written.and(flushed)
    }

    /// Writes objects into the texts that they came from, one frame each, in the version that is asked for. Into a writer
    /// of another content type they are written without their texts.
    ///
    /// # Errors
    /// As [`encode`](Self::encode) and [`Manifest::edited`]. The objects before it are written.
    pub fn encode_manifests<'o, W, T>(
        &self,
        mut writer: impl BorrowMut<FrameWriter<W>>,
        manifests: impl IntoIterator<Item = &'o Manifest<T>>,
    ) -> Result<(), Error>
    where
        W: Write,
        T: AsObject + 'o,
    {
        let writer = writer.borrow_mut();
        let mut manifests = manifests.into_iter();
        let written = manifests.try_for_each(|manifest| self.write_manifest(writer, manifest));
        let flushed = writer.flush();
        written.and(flushed)
    }

    fn write_manifest<W: Write, T: AsObject>(
        &self,
        writer: &mut FrameWriter<W>,
        manifest: &Manifest<T>,
    ) -> Result<(), Error> {
        let object = manifest.object().as_object();
        if manifest.frame().content_type() != writer.content_type() {
            return self.write_all(writer, [object]);
        }
        let gvk = object.gvk();
        let target =
            self.group_version.as_ref().map(|group_version| group_version.with_kind(gvk.kind.clone()));
        let mut options = manifest.options();
        options.preserve_comments = self.preserve_comments.unwrap_or(options.preserve_comments);
        let edited = match target.filter(|target| *target != gvk) {
            Some(target) => manifest.in_version_by(&target, options)?,
            None => manifest.edited_by(options)?,
        };
        writer.write_frame(&manifest.frame().with_text(&edited.text))
    }

    fn write_all<'o, W, O>(
        &self,
        writer: &mut FrameWriter<W>,
        objects: impl IntoIterator<Item = &'o O>,
    ) -> Result<(), Error>
    where
        W: Write,
        O: AsObject + ?Sized + 'o,
    {
        let (mut tape, mut text) = (Tape::default(), String::new());
        for object in objects {
            let converted = self.converted(object.as_object())?;
            let object = converted.as_deref().unwrap_or(object.as_object());
            if let Some(unknown) = verbatim(object, writer.content_type()) {
                writer.write_frame(&Frame::new(unknown.content_type(), unknown.bytes()))?;
                continue;
            }
            tape.clear();
            text.clear();
            self.record(object, &mut tape)?;
            self.emit(&tape, writer.content_type(), &mut text);
            writer.write(&text)?;
        }
        Ok(())
    }

    /// One object as text that ends with a line break; of an [`Unknown`] one its bytes as they are.
    ///
    /// # Errors
    /// As [`encode`](Self::encode).
    pub fn to_string(
        &self,
        object: &(impl AsObject + ?Sized),
        content_type: ContentType,
    ) -> Result<String, Error> {
        let converted = self.converted(object.as_object())?;
        let object = converted.as_deref().unwrap_or(object.as_object());
        if let Some(unknown) = verbatim(object, content_type) {
            return Ok(Frame::new(content_type, unknown.bytes()).text()?.to_owned());
        }
        let (mut tape, mut text) = (Tape::default(), String::new());
        self.record(object, &mut tape)?;
        self.emit(&tape, content_type, &mut text);
        Ok(text)
    }

    /// One object as YAML.
    ///
    /// # Errors
    /// As [`encode`](Self::encode).
    pub fn to_yaml(&self, object: &(impl AsObject + ?Sized)) -> Result<String, Error> {
        self.to_string(object, ContentType::Yaml)
    }

    /// One object as JSON.
    ///
    /// # Errors
    /// As [`encode`](Self::encode).
    pub fn to_json(&self, object: &(impl AsObject + ?Sized)) -> Result<String, Error> {
        self.to_string(object, ContentType::Json)
    }

    /// The object in the version that is asked for, if it is in another.
    fn converted(&self, object: &dyn AnyObject) -> Result<Option<Box<dyn AnyObject>>, Error> {
        let Some(group_version) = &self.group_version else { return Ok(None) };
        let gvk = object.gvk();
        if gvk.group_version() == *group_version {
            return Ok(None);
        }
        let target = group_version.with_kind(gvk.kind);
        Converter::new(self.scheme).convert_into_new(object.clone_boxed(), &target).map(Some)
    }

    fn record(&self, object: &dyn AnyObject, tape: &mut Tape) -> Result<(), Error> {
        let told = |error: Error| {
            let message = format!("cannot encode {}: {}", object.described(), error.message());
            Error::new(error.kind(), message).with_problems(error.problems().iter().cloned())
        };
        convert::too_large(object, self.residual_limit).map_or(Ok(()), |error| Err(told(error)))?;
        object.record(tape).map_err(told)
    }

    fn emit(&self, tape: &Tape, content_type: ContentType, text: &mut String) {
        match content_type {
            ContentType::Yaml => emit::yaml(tape, text),
            ContentType::Json if self.pretty => emit::json(tape, JsonStyle::Pretty, text),
            ContentType::Json => emit::json(tape, JsonStyle::Compact, text),
        }
    }
}

/// The object's own bytes, if it has any of this content type.
fn verbatim(object: &dyn AnyObject, content_type: ContentType) -> Option<&Unknown> {
    object.downcast_ref::<Unknown>().filter(|unknown| unknown.content_type() == content_type)
}
