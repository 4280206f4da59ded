//! Objects on their way out: recorded on a tape, written as YAML or JSON, one frame each.

use std::borrow::BorrowMut;
use std::io::Write;

use super::{ContentType, Frame, FrameWriter};
use crate::dynamic::Unknown;
use crate::emit::{self, JsonStyle};
use crate::error::{Error, ErrorKind};
use crate::meta::MetadataExt;
use crate::object::{AnyObject, AsObject};
use crate::value::Tape;

/// Writes objects as YAML or JSON: `apiVersion`, `kind` and `metadata` first, then the fields in the order of the type.
///
/// Of an object of an [`Unknown`] kind the bytes are written as they were read, if the content type is the same.
#[derive(Clone, Copy, Debug)]
#[must_use = "an encoder does nothing until it is asked to encode"]
pub struct Encoder {
    pretty: bool,
}

impl Encoder {
    pub(super) const fn new() -> Self {
        Self { pretty: true }
    }

    /// Whether JSON is indented by two spaces (the default), or stands on one line. YAML has one form only.
    pub const fn pretty(mut self, pretty: bool) -> Self {
        self.pretty = pretty;
        self
    }

    /// Writes objects, one frame each. The writer is given by value or as `&mut`.
    ///
    /// # Errors
    /// `Invalid` when an object holds what the content type cannot, naming object and field, and what the frame writer
    /// says. The objects before it are written.
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

    fn write_all<'o, W, O>(
        self,
        writer: &mut FrameWriter<W>,
        objects: impl IntoIterator<Item = &'o O>,
    ) -> Result<(), Error>
    where
        W: Write,
        O: AsObject + ?Sized + 'o,
    {
        let (mut tape, mut text) = (Tape::default(), String::new());
        for object in objects {
            let object = object.as_object();
            if let Some(unknown) = verbatim(object, writer.content_type()) {
                writer.write_frame(&Frame::new(unknown.content_type(), unknown.bytes()))?;
                continue;
            }
            tape.clear();
            text.clear();
            record(object, &mut tape)?;
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
        let object = object.as_object();
        if let Some(unknown) = verbatim(object, content_type) {
            return Ok(Frame::new(content_type, unknown.bytes()).text()?.to_owned());
        }
        let (mut tape, mut text) = (Tape::default(), String::new());
        record(object, &mut tape)?;
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

    fn emit(self, tape: &Tape, content_type: ContentType, text: &mut String) {
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

fn record(object: &dyn AnyObject, tape: &mut Tape) -> Result<(), Error> {
    object.record(tape).map_err(|error| {
        let message = format!("cannot encode {}: {}", named(object), error.message());
        Error::new(ErrorKind::Invalid, message).with_problems(error.problems().iter().cloned())
    })
}

/// The kind and name of an object for messages.
pub(super) fn named(object: &dyn AnyObject) -> String {
    let name = object.metadata().and_then(MetadataExt::namespaced_name);
    match name {
        Some(name) => format!("{} {name}", object.gvk()),
        None => object.gvk().to_string(),
    }
}
