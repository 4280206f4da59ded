//! Fields that have another name or place in another version of a type.

use crate::path::{FieldPath, PathSegment};

/// A table of fields that moved: the path in the old version, and the path in the new one.
///
/// An index in a path stands for every item of its list; a field inside a list moves inside its item only.
#[derive(Clone, Debug, Default)]
pub struct Moves(Vec<(FieldPath, Target)>);

/// Where a field went.
#[derive(Clone, Debug)]
pub(super) struct Target {
    path: FieldPath,
}

impl Moves {
    /// Nothing moved.
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// Whether nothing moved.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a field that moved.
    #[must_use]
    pub fn with(mut self, old: impl Into<FieldPath>, new: impl Into<FieldPath>) -> Self {
        self.0.push((of_every_item(&old.into()), Target { path: of_every_item(&new.into()) }));
        self
    }

    /// Where the entry `key` of the mapping at `parent` in the old version went.
    pub(super) fn from(&self, parent: &FieldPath, key: &str) -> Option<&Target> {
        let found = self.0.iter().find(|(old, _)| is_entry(old, parent, key));
        found.map(|(_, target)| target)
    }

    /// Where the entry `key` of the mapping at `parent` in the new version was.
    pub(super) fn to(&self, parent: &FieldPath, key: &str) -> Option<&FieldPath> {
        let found = self.0.iter().find(|(_, target)| is_entry(&target.path, parent, key));
        found.map(|(old, _)| old)
    }

    /// Whether something moved to a place below this one of the new version.
    pub(crate) fn reach_below(&self, path: &FieldPath) -> bool {
        self.0.iter().any(|(_, target)| {
            target.path.segments().len() > path.segments().len()
                && target.path.segments().starts_with(path.segments())
        })
    }

    /// Where what is at this place of the new version was.
    pub(crate) fn source_of(&self, path: &FieldPath) -> Option<&FieldPath> {
        self.0.iter().find(|(_, target)| target.path == *path).map(|(old, _)| old)
    }
}

impl Target {
    pub(super) fn path(&self) -> &FieldPath {
        &self.path
    }

    /// The name of the entry of the mapping at `parent` that this is.
    pub(super) fn below(&self, parent: &FieldPath) -> Option<&str> {
        match self.path.segments().split_last()? {
            (PathSegment::Field(name), above) if above == parent.segments() => Some(name),
            _ => None,
        }
    }
}

fn is_entry(path: &FieldPath, parent: &FieldPath, key: &str) -> bool {
    matches!(
        path.segments().split_last(),
        Some((PathSegment::Field(name), above)) if name == key && above == parent.segments()
    )
}

/// The path with an index that stands for every item of its list.
pub(crate) fn of_every_item(path: &FieldPath) -> FieldPath {
    let segments = path.segments().iter().map(|segment| match segment {
        PathSegment::Index(_) => PathSegment::Index(0),
        PathSegment::Field(name) => PathSegment::Field(name.clone()),
    });
    segments.collect()
}
