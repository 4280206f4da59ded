//! The keys of kinds and objects: what a storage finds them by.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, ErrorKind};
use crate::gvk::GroupVersionKind;

/// The key of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KindKey {
    gvk: GroupVersionKind,
}

impl KindKey {
    /// The key of a kind.
    pub const fn new(gvk: GroupVersionKind) -> Self {
        Self { gvk }
    }

    /// The kind.
    pub const fn gvk(&self) -> &GroupVersionKind {
        &self.gvk
    }

    /// The group, empty for the core group.
    pub fn group(&self) -> &str {
        &self.gvk.group
    }

    /// The version.
    pub fn version(&self) -> &str {
        &self.gvk.version
    }

    /// The kind's name.
    pub fn kind(&self) -> &str {
        &self.gvk.kind
    }

    /// Whether `other` is this kind, in the same version or, without `respect_version`, in any.
    pub fn equals_gvk(&self, other: &GroupVersionKind, respect_version: bool) -> bool {
        let same_version = !respect_version || self.gvk.version == other.version;
        same_version && self.gvk.group == other.group && self.gvk.kind == other.kind
    }
}

impl fmt::Display for KindKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.gvk.fmt(f)
    }
}

impl From<GroupVersionKind> for KindKey {
    fn from(gvk: GroupVersionKind) -> Self {
        Self::new(gvk)
    }
}

impl From<&GroupVersionKind> for KindKey {
    fn from(gvk: &GroupVersionKind) -> Self {
        Self::new(gvk.clone())
    }
}

impl From<KindKey> for GroupVersionKind {
    fn from(key: KindKey) -> Self {
        key.gvk
    }
}

/// Namespace and name of an object, written `default/foo`, or `foo` in cluster scope.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NamespacedName {
    /// The namespace, empty in cluster scope.
    pub namespace: String,
    /// The name.
    pub name: String,
}

impl NamespacedName {
    /// Namespace, empty in cluster scope, and name.
    pub fn new(namespace: impl Into<String>, name: impl Into<String>) -> Self {
        Self { namespace: namespace.into(), name: name.into() }
    }
}

impl fmt::Display for NamespacedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.namespace.is_empty() {
            write!(f, "{}/", self.namespace)?;
        }
        f.write_str(&self.name)
    }
}

impl FromStr for NamespacedName {
    type Err = Error;

    /// Reads `namespace/name` or `name`. The parts are not checked to be DNS names: the rule is the kind's.
    fn from_str(text: &str) -> Result<Self, Error> {
        let (namespace, name) = text.split_once('/').unwrap_or(("", text));
        let namespace_is_missing = namespace.is_empty() && text.contains('/');
        if name.is_empty() || name.contains('/') || namespace_is_missing || text.contains(char::is_whitespace)
        {
            let message = format!("{text:?} names no object: expected `namespace/name` or `name`");
            return Err(Error::new(ErrorKind::Invalid, message));
        }
        Ok(Self::new(namespace, name))
    }
}

/// The key of an object: its kind, namespace and name. Displays as `apps/v1 Deployment default/foo`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectKey {
    kind: KindKey,
    name: NamespacedName,
}

impl ObjectKey {
    /// The key of an object of a kind.
    pub fn new(kind: impl Into<KindKey>, name: NamespacedName) -> Self {
        Self { kind: kind.into(), name }
    }

    /// The key of an object in a namespace.
    pub fn namespaced(
        kind: impl Into<KindKey>,
        namespace: impl Into<String>,
        name: impl Into<String>,
    ) -> Self {
        Self::new(kind, NamespacedName::new(namespace, name))
    }

    /// The key of an object of cluster scope.
    pub fn cluster(kind: impl Into<KindKey>, name: impl Into<String>) -> Self {
        Self::new(kind, NamespacedName::new("", name))
    }

    /// The kind.
    pub const fn kind(&self) -> &KindKey {
        &self.kind
    }

    /// Group, version and kind.
    pub const fn gvk(&self) -> &GroupVersionKind {
        self.kind.gvk()
    }

    /// The namespace, empty in cluster scope.
    pub fn namespace(&self) -> &str {
        &self.name.namespace
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name.name
    }

    /// Namespace and name.
    pub const fn namespaced_name(&self) -> &NamespacedName {
        &self.name
    }

    /// The key of the same object in another version of its kind, or in another kind.
    pub fn with_kind(&self, kind: impl Into<KindKey>) -> Self {
        Self::new(kind, self.name.clone())
    }
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.name)
    }
}

/// Whether the objects of a kind live in namespaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// Each object is in a namespace.
    Namespaced,
    /// No object is in a namespace.
    Cluster,
}

impl Scope {
    /// The word that a custom resource definition has for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Namespaced => "Namespaced",
            Self::Cluster => "Cluster",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Scope {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "Namespaced" => Ok(Self::Namespaced),
            "Cluster" => Ok(Self::Cluster),
            _ => {
                let message = format!("{text:?} is no scope: expected `Namespaced` or `Cluster`");
                Err(Error::new(ErrorKind::Invalid, message))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAR: GroupVersionKind = GroupVersionKind::from_static("sample-app.weave.works", "v1alpha1", "Car");

    #[test]
    fn a_kind_key_compares_with_a_kind_with_and_without_its_version() {
        let key = KindKey::new(CAR);
        let other_version = GroupVersionKind { version: "v1".into(), ..CAR };
        let other_group = GroupVersionKind { group: "x".into(), ..CAR };
        let other_kind = GroupVersionKind { kind: "Motorcycle".into(), ..CAR };
        assert!(key.equals_gvk(&CAR, true) && key.equals_gvk(&CAR, false));
        assert!(!key.equals_gvk(&other_version, true));
        assert!(key.equals_gvk(&other_version, false));
        for other in [other_group, other_kind] {
            assert!(!key.equals_gvk(&other, true) && !key.equals_gvk(&other, false), "{other}");
        }
    }

    #[test]
    fn object_keys_display_kind_and_name() {
        let namespaced = ObjectKey::namespaced(CAR, "default", "foo");
        assert_eq!(namespaced.to_string(), "sample-app.weave.works/v1alpha1 Car default/foo");
        let cluster = ObjectKey::cluster(GroupVersionKind::from_static("", "v1", "Namespace"), "default");
        assert_eq!(cluster.to_string(), "v1 Namespace default");
        assert_eq!((cluster.namespace(), cluster.name()), ("", "default"));
    }

    #[test]
    fn object_keys_are_ordered_by_kind_then_namespace_then_name() {
        let sorted = [
            ObjectKey::cluster(CAR, "z"),
            ObjectKey::namespaced(CAR, "a", "b"),
            ObjectKey::namespaced(CAR, "a", "c"),
            ObjectKey::namespaced(CAR, "b", "a"),
            ObjectKey::cluster(GroupVersionKind { kind: "Motorcycle".into(), ..CAR }, "a"),
        ];
        assert!(sorted.is_sorted());
    }

    #[test]
    fn a_namespaced_name_parses_what_it_displays() {
        for (text, namespace, name) in
            [("default/foo", "default", "foo"), ("foo", "", "foo"), ("a/b.c:d", "a", "b.c:d")]
        {
            let parsed: NamespacedName = text.parse().unwrap();
            assert_eq!((parsed.namespace.as_str(), parsed.name.as_str()), (namespace, name));
            assert_eq!(parsed.to_string(), text);
        }
        for text in ["", "/", "/foo", "default/", "a/b/c", "a /b", "a\n"] {
            let error = text.parse::<NamespacedName>().unwrap_err();
            assert!(error.to_string().contains("expected `namespace/name` or `name`"), "{error}");
        }
    }

    #[test]
    fn a_scope_parses_what_it_displays() {
        for scope in [Scope::Namespaced, Scope::Cluster] {
            assert_eq!(scope.to_string().parse::<Scope>().unwrap(), scope);
        }
        assert!("namespaced".parse::<Scope>().is_err());
    }
}
