//! The way between bytes and documents: content types, and frames read from and written to a stream.
//!
//! A [`Frame`] is one document with exactly the bytes that it has in its stream. [`FrameReader`] splits a stream into
//! frames, [`FrameWriter`] makes a stream of frames; neither looks further into a document than its borders ask for.
//!
//! ```
//! use libgitops_core::codec::{FrameReader, FrameWriter};
//!
//! let text = "# The fleet.\n---\nname: a\n--- {name: b}\n";
//! let mut writer = FrameWriter::yaml(Vec::new());
//! for frame in FrameReader::yaml(text.as_bytes()) {
//!     writer.write_frame(&frame?)?;
//! }
//! assert_eq!(writer.written(), 2);
//! assert_eq!(writer.into_inner(), text.as_bytes());
//! # Ok::<(), libgitops_core::error::Error>(())
//! ```

mod boundary;
mod content_type;
mod decode_document;
mod decode_list;
mod decoder;
mod defaulter;
pub(crate) mod document;
mod encoder;
mod frame;
mod frame_limits;
mod frame_reader;
mod frame_writer;
mod manifest;
mod read_buffer;
mod separator;
mod serializer;
mod unknown_fields;
mod warning;

#[cfg(test)]
mod tests;

pub use content_type::ContentType;
pub use decoder::{Decodable, Decoder, Objects};
pub use defaulter::{Defaulter, Defaults};
pub use encoder::Encoder;
pub use frame::Frame;
pub use frame_limits::FrameLimits;
pub use frame_reader::FrameReader;
pub use frame_writer::FrameWriter;
pub use manifest::{Manifest, ManifestEntry, ManifestFile};
pub use serializer::Serializer;
pub use warning::{Warning, WarningKind};
