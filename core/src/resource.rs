//! What an API server knows of a kind: its names, its scope, and its place among the versions.

use crate::gvk::{GroupKind, GroupVersion, GroupVersionKind, GroupVersionResource};
use crate::key::Scope;

/// The coordinates and names of a kind in one version, as a constant of its type.
///
/// The counterpart of apimachinery's `metav1.APIResource`. `#[derive(Object)]` writes it; by hand it is built like this:
///
/// ```
/// use libgitops_core::{key::Scope, resource::ApiResource};
///
/// const CAR: ApiResource =
///     ApiResource::new("sample-app.weave.works", "v1alpha1", "Car", Scope::Namespaced).with_plural("cars");
/// assert_eq!(CAR.gvk().to_string(), "sample-app.weave.works/v1alpha1 Car");
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ApiResource {
    /// The group, empty for the core group.
    pub group: &'static str,
    /// The version, such as `v1beta1`.
    pub version: &'static str,
    /// The kind, such as `Car`.
    pub kind: &'static str,
    /// The plural in lower case, such as `cars`.
    pub plural: &'static str,
    /// The singular in lower case, such as `car`.
    pub singular: &'static str,
    /// Short names, such as `po` for pods.
    pub short_names: &'static [&'static str],
    /// Categories, such as `all`.
    pub categories: &'static [&'static str],
    /// Whether objects live in a namespace.
    pub scope: Scope,
    /// Whether this version is offered to clients.
    pub served: bool,
    /// Whether objects are stored in this version.
    pub storage: bool,
    /// What a user of this deprecated version is told.
    pub deprecated: Option<&'static str>,
    /// The version's role in conversions.
    pub hub: HubRole,
    /// The path of the Rust type, for messages.
    pub type_name: &'static str,
}

/// The role of a version among the versions of its kind.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum HubRole {
    /// The version names no hub: it is the kind's only one.
    Alone,
    /// The version that all others convert to and from.
    Hub,
    /// The version converts to and from this hub.
    Spoke(&'static ApiResource),
}

impl ApiResource {
    /// A served kind without other names than its kind.
    pub const fn new(group: &'static str, version: &'static str, kind: &'static str, scope: Scope) -> Self {
        Self {
            group,
            version,
            kind,
            plural: "",
            singular: "",
            short_names: &[],
            categories: &[],
            scope,
            served: true,
            storage: false,
            deprecated: None,
            hub: HubRole::Alone,
            type_name: kind,
        }
    }

    /// Sets the plural.
    pub const fn with_plural(mut self, plural: &'static str) -> Self {
        self.plural = plural;
        self
    }

    /// Sets the singular.
    pub const fn with_singular(mut self, singular: &'static str) -> Self {
        self.singular = singular;
        self
    }

    /// Sets the short names.
    pub const fn with_short_names(mut self, short_names: &'static [&'static str]) -> Self {
        self.short_names = short_names;
        self
    }

    /// Sets the categories.
    pub const fn with_categories(mut self, categories: &'static [&'static str]) -> Self {
        self.categories = categories;
        self
    }

    /// Says whether the version is offered to clients.
    pub const fn with_served(mut self, served: bool) -> Self {
        self.served = served;
        self
    }

    /// Says whether objects are stored in this version.
    pub const fn with_storage(mut self, storage: bool) -> Self {
        self.storage = storage;
        self
    }

    /// Marks the version as deprecated.
    pub const fn with_deprecated(mut self, warning: &'static str) -> Self {
        self.deprecated = Some(warning);
        self
    }

    /// Sets the role in conversions.
    pub const fn with_hub(mut self, hub: HubRole) -> Self {
        self.hub = hub;
        self
    }

    /// Sets the path of the Rust type.
    pub const fn with_type_name(mut self, type_name: &'static str) -> Self {
        self.type_name = type_name;
        self
    }

    /// Group, version and kind.
    pub const fn gvk(&self) -> GroupVersionKind {
        GroupVersionKind::from_static(self.group, self.version, self.kind)
    }

    /// Group and version.
    pub const fn group_version(&self) -> GroupVersion {
        GroupVersion::from_static(self.group, self.version)
    }

    /// Group and kind.
    pub fn group_kind(&self) -> GroupKind {
        GroupKind::new(self.group, self.kind)
    }

    /// Group, version and plural.
    pub fn gvr(&self) -> GroupVersionResource {
        GroupVersionResource::new(self.group, self.version, self.plural)
    }

    /// The value of `apiVersion`.
    pub fn api_version(&self) -> String {
        self.group_version().to_string()
    }
}
