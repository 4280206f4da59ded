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
//! * [`ReadStorage`] and [`WriteStorage`] are the contracts of storages of objects, [`Storage`] is both, and
//!   [`ReadStorageExt`] what can be said in terms of them. An [`ObjectPolicy`] says how objects are identified, completed
//!   and checked. [`ObjectListOptions`] say what of a list is asked for, by the filters of [`filter`], and an
//!   [`ObjectList`] has the objects and why others could not be read.
//! * [`ObjectStorage`] keeps objects as documents in a [`RawStorage`]; [`MemoryStorage`] is one in memory.
//! * [`ManifestStorage`] keeps objects as documents of any files of a tree, where a [`Placement`] says, on Linux and macOS.
//! * [`MappedRawStorage`] keeps objects in the files that a mapping names, on Linux and macOS.
//! * [`CacheStorage`] keeps the objects of any storage in memory, each for as long as it is what is stored.
//! * [`SyncStorage`] writes to one storage and lets others follow.
//! * [`StorageExt`] is what can be said in terms of [`Storage`]: patches, and the status alone. [`apply_on_file`] patches
//!   the one document of a file.
//! * With the feature `git`, `GitStorage` keeps objects in Git: it reads commits, and transactions become commits.
//! * [`KindClient`] is for the objects of one type in any storage.
//! * [`Error`] says in which operation, on which object and at which path something went wrong, and its [`ErrorKind`]
//!   what a program can do about it.
//!
//! # Features
//!
//! * `conformance`: the suites of checks that every [`RawStorage`] and every [`Storage`] has to pass.
//! * `git`: objects in Git, in the module `git`, on Linux and macOS.
//! * `pull-requests`: [`pull_request`], pull requests at GitHub, GitLab and Gitea.
//! * `watch`: storages that tell what becomes of their objects.
//! * `stream`: watches as streams of asynchronous programs, in whatever runtime.

#![cfg_attr(
    not(any(target_os = "linux", target_os = "macos")),
    allow(dead_code, reason = "some of what storages share is only for files")
)]

mod error;
#[cfg(any(feature = "git", feature = "pull-requests", feature = "watch"))]
mod deadline;
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
mod policy;
mod storage;
mod kind_client;
mod patch;
mod object_storage;
#[cfg(any(target_os = "linux", target_os = "macos"))]
mod manifest;
#[cfg(any(target_os = "linux", target_os = "macos"))]
mod mapped;
#[cfg(feature = "watch")]
mod watch;
#[cfg(all(feature = "git", any(target_os = "linux", target_os = "macos")))]
pub mod git;
mod cache;
mod sync;
#[cfg(feature = "pull-requests")]
pub mod pull_request;
mod status;

#[cfg(feature = "conformance")]
pub mod conformance;

pub use cache::{CacheOptions, CacheStorage};
pub use error::{Error, ErrorKind, FollowerError};
#[cfg(any(target_os = "linux", target_os = "macos"))]
pub use fs::{Durability, FileOptions, FileRawStorage};
pub use kind_client::KindClient;
pub use layout::{Layout, UnversionedKey};
#[cfg(any(target_os = "linux", target_os = "macos"))]
pub use manifest::{Kin, ManifestOptions, ManifestRawStorage, ManifestStorage, Placement};
#[cfg(any(target_os = "linux", target_os = "macos"))]
pub use mapped::{MappedOptions, MappedRawStorage};
pub use memory::MemoryRawStorage;
pub use object_list::{ObjectList, ObjectListOptions};
pub use object_storage::{MemoryStorage, ObjectStorage};
pub use options::{ListOptions, Precondition, RemovePrecondition};
pub use patch::{StorageExt, apply_on_file};
pub use policy::{Identifier, ObjectPolicy, WrittenVersion};
pub use raw::{Change, Page, RawInfo, RawObject, RawStorage, RawStorageExt, Versions, Written};
pub use storage::{ReadStorage, ReadStorageExt, Storage, WriteStorage};
pub use sync::{SyncReport, SyncStorage};
pub use version::{Checksum, Version};
#[cfg(feature = "watch")]
pub use watch::{
    Bookmark, EventStorage, SharedObject, Watch, WatchEvent, WatchFrom, WatchOptions, WatchSettings,
    WatchStorage, WatchedRawStorage,
};
