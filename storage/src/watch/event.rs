//! What a watch tells, and of which objects.

use std::fmt;
use std::num::NonZeroUsize;
use std::sync::Arc;

use libgitops_core::object::AnyObject;

use crate::error::Error;
use crate::filter::{ObjectFilter, Pipe};
use crate::version::Version;

/// An object that several subscribers share.
pub type SharedObject = Arc<dyn AnyObject>;

/// What became of the objects of a kind.
#[derive(Clone, Debug)]
pub enum WatchEvent {
    /// An object is new, or new in what is asked for.
    Added(SharedObject),
    /// An object has changed.
    Modified(SharedObject),
    /// An object is gone, or no longer of what is asked for. It is given as it was last.
    Deleted(SharedObject),
    /// Nothing happened to an object.
    Bookmark(Bookmark),
    /// Something in the place of an object cannot be read. If it was an object before, the last good one still counts.
    Invalid(Arc<Error>),
}

/// Everything up to a version was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bookmark {
    /// The version that a later watch can go on from.
    pub version: Version,
    /// Whether this ends the objects that were there when the watch began.
    pub is_synced: bool,
}

/// What of a kind is watched, and from when.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct WatchOptions {
    /// From when.
    pub from: WatchFrom,
    /// Only objects of this namespace.
    pub namespace: Option<String>,
    /// Only objects that are kept. An object that comes into what is kept is `Added`, one that leaves it is `Deleted`.
    pub filters: Pipe,
    /// How many events wait for this subscriber at most, 1,024 unless set. Beyond that, events of one object become one;
    /// if that does not help, the watch ends as [`Expired`](crate::ErrorKind::Expired).
    pub buffer: Option<NonZeroUsize>,
}

/// From when a watch tells what happens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WatchFrom {
    /// All objects as they are, each `Added`, then a bookmark that says so, then what happens.
    #[default]
    Snapshot,
    /// What happens from now on.
    Now,
    /// What happened after this version, as a list, a bookmark or an object gave it.
    Version(Version),
}

impl WatchOptions {
    /// All objects as they are, and what happens to them.
    pub fn new() -> Self {
        Self::default()
    }

    /// What happens from then on.
    #[must_use]
    pub fn from(mut self, from: WatchFrom) -> Self {
        self.from = from;
        self
    }

    /// Only objects of this namespace.
    #[must_use]
    pub fn in_namespace(mut self, namespace: impl Into<String>) -> Self {
        self.namespace = Some(namespace.into());
        self
    }

    /// Only objects that this filter and those before it keep.
    #[must_use]
    pub fn with_filter(mut self, filter: impl ObjectFilter + 'static) -> Self {
        self.filters = self.filters.then(filter);
        self
    }

    /// At most so many events wait.
    #[must_use]
    pub fn with_buffer(mut self, events: NonZeroUsize) -> Self {
        self.buffer = Some(events);
        self
    }
}

impl WatchEvent {
    /// The object that the event is of.
    pub fn object(&self) -> Option<&dyn AnyObject> {
        match self {
            Self::Added(object) | Self::Modified(object) | Self::Deleted(object) => Some(&**object),
            Self::Bookmark(_) | Self::Invalid(_) => None,
        }
    }

    /// The name of the event in the Kubernetes API.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Added(_) => "ADDED",
            Self::Modified(_) => "MODIFIED",
            Self::Deleted(_) => "DELETED",
            Self::Bookmark(_) => "BOOKMARK",
            Self::Invalid(_) => "ERROR",
        }
    }
}

impl fmt::Display for WatchEvent {
    /// The name, and what the event is of.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use libgitops_core::meta::MetadataExt;
        write!(f, "{}", self.name())?;
        match self {
            Self::Bookmark(bookmark) => write!(f, " {}", bookmark.version),
            Self::Invalid(error) => write!(f, " {error}"),
            Self::Added(object) | Self::Modified(object) | Self::Deleted(object) => {
                write!(f, " {}", object.gvk())?;
                match object.metadata().and_then(MetadataExt::namespaced_name) {
                    Some(name) => write!(f, " {name}"),
                    None => Ok(()),
                }
            }
        }
    }
}
