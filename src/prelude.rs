//! Everything that most programs need: `use libgitops::prelude::*`.

pub use libgitops_core::codec::{
    ContentType, Decoder, Encoder, Frame, FrameReader, FrameWriter, Manifest, ManifestFile, Serializer,
};
pub use libgitops_core::dynamic::{AnyList, DynamicObject, List, PartialObjectMetadata, Unknown};
pub use libgitops_core::gvk::{GroupKind, GroupVersion, GroupVersionKind, GroupVersionResource};
pub use libgitops_core::key::{KindKey, ObjectKey, Scope};
pub use libgitops_core::meta::{ListMeta, Metadata, MetadataExt, ObjectMeta};
pub use libgitops_core::object::{AnyObject, HasMetadata, HasStatus, Object, Spoke};
pub use libgitops_core::patch::{Patch, PatchType, Patcher};
pub use libgitops_core::path::FieldPath;
pub use libgitops_core::scheme::Scheme;
pub use libgitops_core::validate::Validation;
pub use libgitops_macros::{Fields, Object, Spoke};
#[cfg(feature = "watch")]
pub use libgitops_storage::{
    EventStorage, Watch, WatchEvent, WatchFrom, WatchOptions, WatchSettings, WatchStorage,
};
#[cfg(any(target_os = "linux", target_os = "macos"))]
pub use libgitops_storage::{FileRawStorage, ManifestStorage};
pub use libgitops_storage::{
    Layout, MemoryStorage, ObjectListOptions, ObjectStorage, RawStorage, RawStorageExt, ReadStorage,
    ReadStorageExt, RemovePrecondition, Storage, StorageExt, WriteStorage,
};
