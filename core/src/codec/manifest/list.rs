//! The documents that the items of a list are, each with its own lines.

use super::super::document::Document;
use crate::codec::Frame;
use crate::edit;
use crate::error::Error;

/// The items of the list in a document, as documents of their own; none if it is laid out in another way than one
/// item a line.
pub(super) fn documents(frame: &Frame) -> Result<Option<Vec<String>>, Error> {
    let Some(document) = Document::parse(frame)? else { return Ok(None) };
    let Some(items) = document.field(document.root, "items") else { return Ok(None) };
    Ok(edit::item_documents(&document.tree, document.root, items))
}
