//! What is asked of a list of objects, and what it gives.

use crate::error::Error;
use crate::filter::{ListFilter, ObjectFilter, Pipe};
use crate::options::ListOptions;
use crate::version::Version;

/// Which objects of a kind are asked for.
///
/// The limit counts what is looked at: as in Kubernetes, a page can hold fewer objects, even none, and still not be the
/// last when a filter leaves objects out.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct ObjectListOptions {
    /// Which part of the list.
    pub part: ListOptions,
    /// What is kept of it.
    pub filters: Pipe,
}

impl ObjectListOptions {
    /// All objects.
    pub fn all() -> Self {
        Self::default()
    }

    /// Only objects of this namespace.
    #[must_use]
    pub fn in_namespace(mut self, namespace: impl Into<String>) -> Self {
        self.part = self.part.in_namespace(namespace);
        self
    }

    /// Looks at so many entries at most.
    #[must_use]
    pub fn with_limit(mut self, limit: usize) -> Self {
        self.part = self.part.with_limit(limit);
        self
    }

    /// Goes on where a page ended.
    #[must_use]
    pub fn after(mut self, continue_token: impl Into<String>) -> Self {
        self.part = self.part.after(continue_token);
        self
    }

    /// Keeps only what this filter and those before it keep.
    #[must_use]
    pub fn with_filter(mut self, filter: impl ObjectFilter + 'static) -> Self {
        self.filters = self.filters.then(filter);
        self
    }

    /// Keeps only what this list filter leaves of what those before it keep.
    #[must_use]
    pub fn with_list_filter(mut self, filter: impl ListFilter + 'static) -> Self {
        self.filters = self.filters.then_list(filter);
        self
    }
}

/// Objects of a kind, and why others could not be read.
#[derive(Debug)]
#[non_exhaustive]
pub struct ObjectList<O> {
    /// The objects, in the order of namespace and name unless a list filter has put them in another.
    pub objects: Vec<O>,
    /// Why entries could not be read; each names its object or file.
    pub errors: Vec<Error>,
    /// The token for the next page, if there is more.
    pub next: Option<String>,
    /// Every change up to this version is seen in the list; later ones may be.
    pub version: Version,
}
