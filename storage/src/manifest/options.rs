//! How a tree of manifests is opened.

use super::Placement;
use crate::error::{Error, ErrorKind};
use crate::fs::Durability;

/// How a tree of manifests is opened.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct ManifestOptions {
    /// Where a new object gets its document.
    pub placement: Placement,
    /// Directories that are passed over, by their path relative to the root or, without a slash, by their name. Hidden
    /// ones, such as `.git`, always are.
    pub excluded: Vec<String>,
    /// Whether files and directories are passed over that a `.gitignore` leaves out, at the root or below: by Git's rules,
    /// but for one: here it does not matter whether Git tracks a file. It is not so at first.
    pub gitignore: bool,
    /// When a write is on the disk.
    pub durability: Durability,
}

impl ManifestOptions {
    /// New objects beside their kin, nothing but hidden files passed over, durable writes.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with another rule for the places of new objects.
    #[must_use]
    pub fn with_placement(mut self, placement: Placement) -> Self {
        self.placement = placement;
        self
    }

    /// Passes over directories of this name or with this path.
    #[must_use]
    pub fn excluding(mut self, directory: impl Into<String>) -> Self {
        self.excluded.push(directory.into());
        self
    }

    /// Whether a directory is passed over.
    pub(crate) fn is_excluded(&self, path: &str, name: &str) -> bool {
        let mut excluded = self.excluded.iter().map(|excluded| excluded.trim_matches('/'));
        excluded.any(|excluded| excluded == path || excluded == name)
    }

    /// Refuses a file in a directory that is passed over: what is written there is not found again.
    pub(crate) fn check_seen(&self, path: &str) -> Result<(), Error> {
        let mut directories = path.match_indices('/').filter_map(|(end, _)| path.get(..end));
        let is_excluded = |path: &&str| self.is_excluded(path, path.rsplit('/').next().unwrap_or_default());
        match directories.find(is_excluded) {
            Some(directory) => Err(passed_over(&format!("the directory {directory:?} is excluded"))),
            None => Ok(()),
        }
    }

    /// Passes over what `.gitignore` files at the root and below leave out. They are read by every look at the tree.
    #[must_use]
    pub fn respecting_gitignore(mut self) -> Self {
        self.gitignore = true;
        self
    }

    /// The same with this durability.
    #[must_use]
    pub fn with_durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }
}

/// That nothing is written to where nobody looks.
pub(super) fn passed_over(why: &str) -> Error {
    Error::new(ErrorKind::Invalid, format!("{why}, so that nothing there is found again"))
}
