//! What a watch tells, and of which objects.

use std::any::Any;
use std::fmt;
use std::num::NonZeroUsize;
use std::sync::Arc;

use libgitops_core::object::AnyObject;

use crate::error::Error;
use crate::filter::{ObjectFilter, Pipe};
use crate::version::Version;

/// An object that several subscribers share.
pub type SharedObject = Arc<dyn AnyObject>;

/// What became of the objects of a kind: of whatever type, or of a `T`.
#[derive(Debug)]
pub enum WatchEvent<T: ?Sized = dyn AnyObject> {
    /// An object is new, or new in what is asked for.
    Added(Arc<T>),
    /// An object has changed.
    Modified(Arc<T>),
    /// An object is gone, or no longer of what is asked for. It is given as it was last.
    Deleted(Arc<T>),
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
    /// How many events wait for this subscriber at most, 1,024 unless set, beside those that it begins with. Beyond that,
    /// events of one object become one; if that does not help, the watch ends as
    /// [`Expired`](crate::ErrorKind::Expired).
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

    /// At most so many events wait, beside those that the watch begins with.
    #[must_use]
    pub fn with_buffer(mut self, events: NonZeroUsize) -> Self {
        self.buffer = Some(events);
        self
    }
}

impl<T: ?Sized> WatchEvent<T> {
    /// The object that the event is of.
    pub fn object(&self) -> Option<&T> {
        match self {
            Self::Added(object) | Self::Modified(object) | Self::Deleted(object) => Some(object),
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

impl WatchEvent {
    /// The event with its object as a `T`, which is still shared.
    ///
    /// # Errors
    /// Gives the event back when its object is no `T`.
    pub fn downcast<T: AnyObject>(self) -> Result<WatchEvent<T>, Self> {
        if self.object().is_some_and(|object| !object.is::<T>()) {
            return Err(self);
        }
        let typed = |object: SharedObject| {
            let object: Arc<dyn Any + Send + Sync> = object;
            object.downcast::<T>().unwrap_or_else(|_| unreachable!("the type was just checked"))
        };
        Ok(match self {
            Self::Added(object) => WatchEvent::Added(typed(object)),
            Self::Modified(object) => WatchEvent::Modified(typed(object)),
            Self::Deleted(object) => WatchEvent::Deleted(typed(object)),
            Self::Bookmark(bookmark) => WatchEvent::Bookmark(bookmark),
            Self::Invalid(error) => WatchEvent::Invalid(error),
        })
    }
}

impl<T: ?Sized> Clone for WatchEvent<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Added(object) => Self::Added(Arc::clone(object)),
            Self::Modified(object) => Self::Modified(Arc::clone(object)),
            Self::Deleted(object) => Self::Deleted(Arc::clone(object)),
            Self::Bookmark(bookmark) => Self::Bookmark(*bookmark),
            Self::Invalid(error) => Self::Invalid(Arc::clone(error)),
        }
    }
}

impl<T: AnyObject + ?Sized> fmt::Display for WatchEvent<T> {
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
