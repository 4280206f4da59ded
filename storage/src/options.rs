//! What a caller asks of an operation: the preconditions of writing and removing, and the part of a list.

use crate::version::Version;

/// What must be so for a write to take place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Precondition {
    /// Nothing: the object is created or replaced.
    Any,
    /// There is no such object yet, else [`AlreadyExists`](crate::ErrorKind::AlreadyExists).
    Absent,
    /// There is one in any version, else [`NotFound`](crate::ErrorKind::NotFound).
    Present,
    /// There is one, else [`NotFound`](crate::ErrorKind::NotFound), and it is in this version, else
    /// [`Conflict`](crate::ErrorKind::Conflict).
    Matches(Version),
}

/// What must be so for an object to be removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RemovePrecondition {
    /// There is such an object in any version, else [`NotFound`](crate::ErrorKind::NotFound).
    Present,
    /// There is one, else [`NotFound`](crate::ErrorKind::NotFound), and it is in this version, else
    /// [`Conflict`](crate::ErrorKind::Conflict).
    Matches(Version),
}

impl From<RemovePrecondition> for Precondition {
    fn from(precondition: RemovePrecondition) -> Self {
        match precondition {
            RemovePrecondition::Present => Self::Present,
            RemovePrecondition::Matches(version) => Self::Matches(version),
        }
    }
}

/// Which part of a list is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListOptions {
    /// Only objects of this namespace; the empty string stands for those of cluster scope. All objects if unset.
    pub namespace: Option<String>,
    /// At most so many entries. All if unset or 0, as in the API of Kubernetes.
    pub limit: Option<usize>,
    /// Goes on behind the page that gave this [`continue`](crate::Page::next) token.
    pub continue_token: Option<String>,
}

impl ListOptions {
    /// All objects.
    pub fn all() -> Self {
        Self::default()
    }

    /// Only objects of this namespace; the empty string stands for those of cluster scope.
    #[must_use]
    pub fn in_namespace(mut self, namespace: impl Into<String>) -> Self {
        self.namespace = Some(namespace.into());
        self
    }

    /// At most so many entries; all for 0.
    #[must_use]
    pub fn with_limit(mut self, limit: usize) -> Self {
        self.limit = Some(limit);
        self
    }

    /// How many entries a page has at most.
    pub(crate) fn page_size(&self) -> usize {
        self.limit.filter(|limit| *limit > 0).unwrap_or(usize::MAX)
    }

    /// Goes on where a page ended.
    #[must_use]
    pub fn after(mut self, continue_token: impl Into<String>) -> Self {
        self.continue_token = Some(continue_token.into());
        self
    }
}
