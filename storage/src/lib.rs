//! Storages of libgitops: bytes found by the keys of objects, and objects in them.
//!
//! Programs use the facade `libgitops`, which re-exports this as `libgitops::storage`.
//!
//! # The types in reading order
//!
//! * [`RawStorage`] is the contract, [`RawStorageExt`] what can be said in terms of it. A write takes a [`Precondition`]
//!   and gives a [`Version`].
//! * [`FileRawStorage`] keeps objects as files, where a [`Layout`] says, on Linux and macOS. [`MemoryRawStorage`] keeps
//!   them in memory, on every platform.
//! * [`ObjectStorage`] keeps objects as documents in a [`RawStorage`], and [`KindClient`] those of one type;
//!   [`MemoryStorage`] is one in memory. [`ObjectListOptions`] say what of a list is asked for, by the filters of
//!   [`filter`], and an [`ObjectList`] has the objects and why others could not be read.
//! * [`Error`] says in which operation, on which object and at which path something went wrong, and its [`ErrorKind`]
//!   what a program can do about it.
//!
//! # Features
//!
//! * `conformance`: the suite of checks that every [`RawStorage`] has to pass.

#![cfg_attr(
    not(any(target_os = "linux", target_os = "macos")),
    allow(dead_code, reason = "some of what storages share is only for files")
)]

mod error;
mod version;
mod options;
mod names;
mod layout;
mod raw;
mod precondition;
mod paging;
mod memory;
#[cfg(any(target_os = "linux", target_os = "macos"))]
mod fs;
pub mod filter;
mod object_list;
mod object_storage;

#[cfg(feature = "conformance")]
pub mod conformance;

pub use error::{Error, ErrorKind};
#[cfg(any(target_os = "linux", target_os = "macos"))]
pub use fs::{Durability, FileOptions, FileRawStorage};
pub use layout::{Layout, UnversionedKey};
pub use memory::MemoryRawStorage;
pub use object_list::{ObjectList, ObjectListOptions};
pub use object_storage::{KindClient, MemoryStorage, ObjectStorage};
pub use options::{ListOptions, Precondition, RemovePrecondition};
pub use raw::{Change, Page, RawInfo, RawObject, RawStorage, RawStorageExt, Written};
pub use version::{Checksum, Version};
