//! An object of a kind that nobody registered: what it says it is, and its exact bytes.

use crate::codec::{ContentType, document};
use crate::error::{Error, ErrorKind};
use crate::gvk::GroupVersionKind;
use crate::meta::Metadata;
use crate::object::AnyObject;
use crate::value::Tape;

/// An object that was not decoded: its kind, and its bytes as they stand in the stream, comments and all.
///
/// Written in the content type that it was read in, it is the very same bytes; in another one its value is converted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    gvk: GroupVersionKind,
    content_type: ContentType,
    bytes: Vec<u8>,
}

impl Unknown {
    /// The bytes of one document, which says that it is of this kind.
    pub fn new(gvk: GroupVersionKind, content_type: ContentType, bytes: impl Into<Vec<u8>>) -> Self {
        Self { gvk, content_type, bytes: bytes.into() }
    }

    /// The document's bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What the bytes are.
    pub fn content_type(&self) -> ContentType {
        self.content_type
    }
}

impl AnyObject for Unknown {
    fn gvk(&self) -> GroupVersionKind {
        self.gvk.clone()
    }

    /// None: the bytes are not looked into.
    fn metadata(&self) -> Option<&dyn Metadata> {
        None
    }

    /// None: the bytes are not looked into.
    fn metadata_mut(&mut self) -> Option<&mut dyn Metadata> {
        None
    }

    fn clone_boxed(&self) -> Box<dyn AnyObject> {
        Box::new(self.clone())
    }

    fn record(&self, tape: &mut Tape) -> Result<(), Error> {
        let value = document::value_of_bytes(&self.bytes, self.content_type)?;
        let value = value.ok_or_else(|| Error::new(ErrorKind::Invalid, "the bytes hold no object"))?;
        tape.record(&value)
    }
}
