//! Filters of lists: which objects are kept, told by kind and metadata.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use libgitops_core::gvk::GroupKind;
use libgitops_core::meta::{Metadata, MetadataExt as _};
use libgitops_core::object::AnyObject;
use libgitops_core::selector::{FieldRequirement, FieldSelector, Selector};

use crate::error::{Error, ErrorKind};

/// Decides of one object at a time whether a list keeps it.
///
/// A filter sees the object as any object, so it works alike on typed and dynamic objects and on those of which only the
/// metadata was read. Functions are filters, and so is a label [`Selector`].
///
/// It decides by the object alone. A watch asks while it holds the lock of its storage, so a filter that calls back into that
/// can wait for itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no object filter",
    label = "this type does not implement `ObjectFilter`",
    note = "use a filter of this module, a `Selector` or a function `fn(&dyn AnyObject) -> bool`"
)]
pub trait ObjectFilter: Send + Sync {
    /// Whether the object is kept.
    fn keep(&self, object: &dyn AnyObject) -> bool;
}

impl<F: Fn(&dyn AnyObject) -> bool + Send + Sync> ObjectFilter for F {
    fn keep(&self, object: &dyn AnyObject) -> bool {
        self(object)
    }
}

/// Labels as the selector asks for.
impl ObjectFilter for Selector {
    fn keep(&self, object: &dyn AnyObject) -> bool {
        self.matches(|key| object.metadata()?.label(key))
    }
}

/// An object on its way through list filters.
///
/// It cannot be made or copied outside of this module: a filter can leave objects out and change their order, not add
/// any.
#[derive(Debug)]
pub struct Listed<'o> {
    position: usize,
    object: &'o dyn AnyObject,
}

impl<'o> Listed<'o> {
    /// The object.
    pub fn object(&self) -> &'o dyn AnyObject {
        self.object
    }
}

/// Decides of a whole list which objects are kept and in which order.
///
/// Of a list that is read page by page it sees one page at a time.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list filter",
    label = "this type does not implement `ListFilter`",
    note = "an `ObjectFilter` is made a list filter by `EachObject`"
)]
pub trait ListFilter: Send + Sync {
    /// Those of the objects that are kept.
    fn filter<'o>(&self, objects: Vec<Listed<'o>>) -> Vec<Listed<'o>>;
}

/// The list filter that asks an object filter of each object.
#[derive(Clone, Copy, Debug, Default)]
pub struct EachObject<F>(pub F);

impl<F: ObjectFilter> ListFilter for EachObject<F> {
    fn filter<'o>(&self, mut objects: Vec<Listed<'o>>) -> Vec<Listed<'o>> {
        objects.retain(|listed| self.0.keep(listed.object));
        objects
    }
}

/// List filters one behind the other: each sees what those before it kept. Without any, everything is kept.
#[derive(Clone, Default)]
pub struct Pipe {
    stages: Vec<Arc<dyn ListFilter>>,
}

impl Pipe {
    /// The same with an object filter behind it.
    #[must_use]
    pub fn then(self, filter: impl ObjectFilter + 'static) -> Self {
        self.then_list(EachObject(filter))
    }

    /// The same with an object filter in front of it.
    pub(crate) fn after(mut self, filter: impl ObjectFilter + 'static) -> Self {
        self.stages.insert(0, Arc::new(EachObject(filter)));
        self
    }

    /// The same with a list filter behind it.
    #[must_use]
    pub fn then_list(mut self, filter: impl ListFilter + 'static) -> Self {
        self.stages.push(Arc::new(filter));
        self
    }

    /// Sends owned objects through.
    pub(crate) fn apply<O>(&self, objects: Vec<O>, view: fn(&O) -> &dyn AnyObject) -> Vec<O> {
        if self.stages.is_empty() {
            return objects;
        }
        let enumerated = objects.iter().enumerate();
        let listed = enumerated.map(|(position, object)| Listed { position, object: view(object) }).collect();
        let kept: Vec<usize> = self.filter(listed).into_iter().map(|listed| listed.position).collect();
        let mut objects: Vec<Option<O>> = objects.into_iter().map(Some).collect();
        kept.into_iter().filter_map(|position| objects.get_mut(position)?.take()).collect()
    }
}

impl ListFilter for Pipe {
    fn filter<'o>(&self, objects: Vec<Listed<'o>>) -> Vec<Listed<'o>> {
        self.stages.iter().fold(objects, |objects, stage| stage.filter(objects))
    }
}

impl fmt::Debug for Pipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pipe").field("stages", &self.stages.len()).finish()
    }
}

/// How a text has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
enum TextMatch {
    Exactly(String),
    StartsWith(String),
}

impl TextMatch {
    /// An absent text is as an empty one, which nothing but the empty prefix matches.
    fn matches(&self, text: Option<&str>) -> bool {
        match self {
            Self::Exactly(expected) => text == Some(expected),
            Self::StartsWith(prefix) => text.unwrap_or_default().starts_with(prefix),
        }
    }
}

fn metadata_text(object: &dyn AnyObject, read: fn(&dyn Metadata) -> Option<&str>) -> Option<&str> {
    object.metadata().and_then(read)
}

/// Objects by name, in all namespaces or in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameFilter {
    name: TextMatch,
    namespace: Option<String>,
}

impl NameFilter {
    /// Objects of this name.
    pub fn exact(name: impl Into<String>) -> Self {
        Self { name: TextMatch::Exactly(name.into()), namespace: None }
    }

    /// Objects whose name begins with `prefix`.
    pub fn prefix(prefix: impl Into<String>) -> Self {
        Self { name: TextMatch::StartsWith(prefix.into()), namespace: None }
    }

    /// Only those of this namespace; the empty string stands for cluster scope.
    #[must_use]
    pub fn in_namespace(mut self, namespace: impl Into<String>) -> Self {
        self.namespace = Some(namespace.into());
        self
    }
}

impl ObjectFilter for NameFilter {
    fn keep(&self, object: &dyn AnyObject) -> bool {
        let namespace = metadata_text(object, |metadata| metadata.namespace()).unwrap_or_default();
        self.name.matches(metadata_text(object, |metadata| metadata.name()))
            && self.namespace.as_ref().is_none_or(|wanted| wanted == namespace)
    }
}

/// Objects of one namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamespaceFilter(NameFilter);

impl NamespaceFilter {
    /// Objects of this namespace; the empty string stands for cluster scope.
    pub fn new(namespace: impl Into<String>) -> Self {
        Self(NameFilter::prefix("").in_namespace(namespace))
    }
}

impl ObjectFilter for NamespaceFilter {
    fn keep(&self, object: &dyn AnyObject) -> bool {
        self.0.keep(object)
    }
}

/// Objects by uid. An object without one has no uid to match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UidFilter(TextMatch);

impl UidFilter {
    /// The object with this uid.
    pub fn exact(uid: impl Into<String>) -> Self {
        Self(TextMatch::Exactly(uid.into()))
    }

    /// Objects whose uid begins with `prefix`, as people abbreviate it.
    pub fn prefix(prefix: impl Into<String>) -> Self {
        Self(TextMatch::StartsWith(prefix.into()))
    }
}

impl ObjectFilter for UidFilter {
    fn keep(&self, object: &dyn AnyObject) -> bool {
        let uid = metadata_text(object, |metadata| metadata.uid());
        uid.is_some() && self.0.matches(uid)
    }
}

/// Objects of a kind in any version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindFilter(GroupKind);

impl KindFilter {
    /// Objects of this kind.
    pub fn new(kind: GroupKind) -> Self {
        Self(kind)
    }
}

impl ObjectFilter for KindFilter {
    fn keep(&self, object: &dyn AnyObject) -> bool {
        object.gvk().group_kind() == self.0
    }
}

/// Objects by `metadata.name` and `metadata.namespace`, the fields that Kubernetes can select every kind by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFilter(FieldSelector);

const NAME: &str = "metadata.name";
const NAMESPACE: &str = "metadata.namespace";

impl FieldFilter {
    /// The filter of a selector.
    ///
    /// # Errors
    /// `Unsupported` when the selector asks for another field.
    pub fn new(selector: FieldSelector) -> Result<Self, Error> {
        let is_other = |field: &&str| ![NAME, NAMESPACE].contains(field);
        match selector.requirements().iter().map(FieldRequirement::field).find(is_other) {
            Some(field) => {
                let message =
                    format!("cannot select objects by {field:?}: expected `{NAME}` or `{NAMESPACE}`");
                Err(Error::new(ErrorKind::Unsupported, message))
            }
            None => Ok(Self(selector)),
        }
    }
}

impl ObjectFilter for FieldFilter {
    fn keep(&self, object: &dyn AnyObject) -> bool {
        self.0.matches(|field| {
            let metadata = object.metadata()?;
            let value = if field == NAME { metadata.name() } else { metadata.namespace() };
            value.map(Cow::Borrowed)
        })
    }
}

#[cfg(test)]
mod tests;
