//! Trees of manifests: any files, many documents a file, each of which can be read, created, changed and deleted.

pub(crate) mod document;
mod gitignore;
mod index;
mod listing;
mod options;
mod placement;
pub(crate) mod scan;
pub(crate) mod tree;

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use libgitops_core::codec::ContentType;
use libgitops_core::key::{KindKey, ObjectKey};

use crate::error::Error;
use crate::layout::{UnversionedKey, key_of_id};
use crate::object_storage::ObjectStorage;
use crate::options::{ListOptions, Precondition, RemovePrecondition};
use crate::policy::ObjectPolicy;
use crate::raw::{Page, RawInfo, RawObject, RawStorage, Versions, Written, path_below};
use crate::version::Version;
use tree::Tree;

pub use options::ManifestOptions;
pub(crate) use placement::below_root;
pub use placement::{Kin, Placement};

/// Objects as documents of the `.yaml`, `.yml` and `.json` files of a directory tree, wherever in it they are.
///
/// * **Objects** are told by what a document says: its kind, which the scheme of the policy has to know, and its name.
///   Documents of other kinds, files that are no manifests, and whatever stands between documents are left as they are.
/// * **The same object in two places** is an error that names both; neither counts.
/// * **New objects** get their document where the [`Placement`] says. A path that differs from that of a file in the case of
///   letters only is that file: in a clone where letters have no case they would be one.
/// * **Reading** looks at the disk: a file that was changed, moved or removed by another program is seen as it is.
///   A file is not parsed again as long as nothing tells of a change: size, inode, time of modification and of any
///   change. What was in a file that is emptied, or can no longer be parsed, or became a pointer of Git LFS, is unreadable
///   and not gone, until the file is removed or has other content.
/// * **Writing** replaces the file as a whole, with all other bytes of it as they were. Locks, versions and durability are
///   those of [`FileRawStorage`](crate::FileRawStorage), and so is the directory `.libgitops`.
/// * **Hidden** files and directories are passed over, and on request what `.gitignore` files leave out; nothing is
///   written there. A symbolic link to a file is read if it stays below the root, as
///   in directories of mounted config maps, and not written; one to a directory is not followed.
///
/// Whoever knows which object is in which file, and wants no other to be one, takes a
/// [`MappedRawStorage`](crate::MappedRawStorage).
///
/// As a [`RawStorage`] it keeps no other bytes than a document of the object that the key names.
#[derive(Debug)]
pub struct ManifestRawStorage {
    tree: Tree,
}

/// Objects in a tree of manifests.
pub type ManifestStorage = ObjectStorage<ManifestRawStorage>;

impl ManifestStorage {
    /// Opens a directory with all that is below it, and makes it if it is not there.
    ///
    /// # Errors
    /// `Io` if the directory cannot be made, opened or written.
    pub fn open(directory: impl AsRef<Path>, policy: impl Into<ObjectPolicy>) -> Result<Self, Error> {
        Self::open_with(directory, policy, ManifestOptions::new())
    }

    /// Opens a directory as the options say.
    ///
    /// # Errors
    /// `Io` if the directory cannot be made, opened or written.
    pub fn open_with(
        directory: impl AsRef<Path>,
        policy: impl Into<ObjectPolicy>,
        options: ManifestOptions,
    ) -> Result<Self, Error> {
        let policy = policy.into();
        Ok(Self::new(ManifestRawStorage::open(directory, policy.clone(), options)?, policy))
    }
}

impl ManifestRawStorage {
    /// Opens a directory as the options say, and makes it if it is not there. The policy tells which documents are
    /// objects and by what they are found.
    ///
    /// # Errors
    /// `Io` if the directory cannot be made, opened or written.
    pub fn open(
        directory: impl AsRef<Path>,
        policy: impl Into<ObjectPolicy>,
        options: ManifestOptions,
    ) -> Result<Self, Error> {
        let directory = directory.as_ref();
        let tree = Tree::open(directory, policy.into(), options, SystemTime::now);
        tree.map(|tree| Self { tree }).map_err(|error| error.in_operation_at("open", directory))
    }

    /// The directory, as it was given.
    pub fn directory(&self) -> &Path {
        self.tree.journal.root.path()
    }

    /// The path of the file that an object is in, or would get.
    ///
    /// # Errors
    /// `Invalid` for a key that no object can have; `Ambiguous` when the object is in two places.
    pub fn path_of(&self, key: &ObjectKey) -> Result<PathBuf, Error> {
        let path = self.tree.path_of(key).map_err(|error| error.in_operation("path_of", key))?;
        Ok(self.directory().join(path))
    }

    /// Gives versions to removals by other programs.
    #[cfg(feature = "watch")]
    pub(crate) fn removals(&self, keys: &[ObjectKey]) -> Vec<Result<Version, Error>> {
        // One look is enough for all of them.
        self.tree.scan();
        let removal = |key| self.tree.removal(key).map_err(|error: Error| error.in_operation("watch", key));
        keys.iter().map(removal).collect()
    }

    /// Looks at the whole tree now. Every list does, and so does every look for an object that is not known.
    pub fn scan(&self) {
        self.tree.scan();
    }
}

impl RawStorage for ManifestRawStorage {
    fn read(&self, key: &ObjectKey) -> Result<RawObject, Error> {
        self.tree.read(key).map_err(|error| error.in_operation("read", key))
    }

    fn stat(&self, key: &ObjectKey) -> Result<RawInfo, Error> {
        let found = self.tree.get(key).map_err(|error| error.in_operation("stat", key));
        found.map(|(info, _)| info)
    }

    fn write(&self, key: &ObjectKey, bytes: &[u8], precondition: Precondition) -> Result<Written, Error> {
        self.tree.write(key, bytes, precondition).map_err(|error| error.in_operation("write", key))
    }

    fn remove(&self, key: &ObjectKey, precondition: RemovePrecondition) -> Result<Version, Error> {
        self.tree.remove(key, precondition).map_err(|error| error.in_operation("remove", key))
    }

    fn list(&self, kind: &KindKey, options: &ListOptions) -> Result<Page, Error> {
        self.tree.list(kind, options).map_err(|error| error.in_operation_on("list", kind))
    }

    /// Reads no file that has not changed.
    fn list_versions(&self, kind: &KindKey, options: &ListOptions) -> Result<Versions, Error> {
        self.tree.list_versions(kind, options).map_err(|error| error.in_operation_on("list_versions", kind))
    }

    fn content_type(&self, key: &ObjectKey) -> Result<ContentType, Error> {
        self.tree.content_type(key).map_err(|error| error.in_operation("content_type", key))
    }

    /// The one object of a file, as far as the tree was looked at. `None` for a file with none or several.
    fn key_for_path(&self, path: &Path) -> Option<UnversionedKey> {
        let relative = path_below(self.directory(), path)?;
        let index = self.tree.index();
        let [id] = index.ids(&relative) else { return None };
        key_of_id(id)
    }
}

#[cfg(test)]
mod tests;
