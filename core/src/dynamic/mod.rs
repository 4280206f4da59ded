//! Objects without a Rust type of their own: any object as a value, its metadata alone, its exact bytes, and lists.

#[cfg(feature = "serde_yaml")]
mod interop;
mod list;
mod object;
mod partial;
mod unknown;
mod wire;

pub(crate) use list::LIST;
pub use list::{AnyList, List};
pub use object::{DynamicMetadata, DynamicObject};
pub use partial::PartialObjectMetadata;
pub use unknown::Unknown;
