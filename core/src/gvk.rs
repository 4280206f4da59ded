//! Group, version, kind and resource: the coordinates of an API.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use crate::error::{Error, ErrorKind};

type Name = Cow<'static, str>;

/// A group and one of its versions, written `apps/v1`, or `v1` for the core group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GroupVersion {
    /// The group, empty for the core group.
    pub group: Name,
    /// The version, such as `v1beta1`.
    pub version: Name,
}

/// A group and a kind of it, without a version, written `Deployment.apps`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GroupKind {
    /// The group, empty for the core group.
    pub group: Name,
    /// The kind, such as `Deployment`.
    pub kind: Name,
}

/// What an object's `apiVersion` and `kind` say. Displays as `apps/v1 Deployment`, parses from `apps/v1/Deployment`,
/// `apps/v1 Deployment` and `apps/v1, Kind=Deployment` (apimachinery's spelling).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GroupVersionKind {
    /// The group, empty for the core group.
    pub group: Name,
    /// The version, such as `v1`.
    pub version: Name,
    /// The kind, such as `Deployment`.
    pub kind: Name,
}

/// The coordinates by which an API server serves a kind. Displays and parses as `apps/v1/deployments`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GroupVersionResource {
    /// The group, empty for the core group.
    pub group: Name,
    /// The version, such as `v1`.
    pub version: Name,
    /// The resource: the plural of the kind in lower case, such as `deployments`.
    pub resource: Name,
}

impl GroupVersion {
    /// A group version from any strings.
    pub fn new(group: impl Into<Name>, version: impl Into<Name>) -> Self {
        Self { group: group.into(), version: version.into() }
    }

    /// A group version as a constant.
    pub const fn from_static(group: &'static str, version: &'static str) -> Self {
        Self { group: Cow::Borrowed(group), version: Cow::Borrowed(version) }
    }

    /// The same with a kind.
    pub fn with_kind(&self, kind: impl Into<Name>) -> GroupVersionKind {
        GroupVersionKind { group: self.group.clone(), version: self.version.clone(), kind: kind.into() }
    }

    /// The same with a resource.
    pub fn with_resource(&self, resource: impl Into<Name>) -> GroupVersionResource {
        GroupVersionResource {
            group: self.group.clone(),
            version: self.version.clone(),
            resource: resource.into(),
        }
    }
}

impl GroupKind {
    /// A group kind from any strings.
    pub fn new(group: impl Into<Name>, kind: impl Into<Name>) -> Self {
        Self { group: group.into(), kind: kind.into() }
    }

    /// The same in a version.
    pub fn with_version(&self, version: impl Into<Name>) -> GroupVersionKind {
        GroupVersionKind { group: self.group.clone(), version: version.into(), kind: self.kind.clone() }
    }
}

impl GroupVersionKind {
    /// A group version kind from any strings.
    pub fn new(group: impl Into<Name>, version: impl Into<Name>, kind: impl Into<Name>) -> Self {
        Self { group: group.into(), version: version.into(), kind: kind.into() }
    }

    /// A group version kind as a constant.
    pub const fn from_static(group: &'static str, version: &'static str, kind: &'static str) -> Self {
        Self { group: Cow::Borrowed(group), version: Cow::Borrowed(version), kind: Cow::Borrowed(kind) }
    }

    /// Reads an object's `apiVersion` and `kind`.
    ///
    /// # Errors
    /// `Invalid` when `api_version` is no group version or `kind` is empty.
    pub fn from_api_version(api_version: &str, kind: &str) -> Result<Self, Error> {
        let group_version: GroupVersion = api_version.parse()?;
        if kind.is_empty() {
            return Err(Error::new(ErrorKind::Invalid, "an empty string is no kind"));
        }
        Ok(group_version.with_kind(kind.to_owned()))
    }

    /// The value of `apiVersion`: `apps/v1`, or `v1` for the core group.
    pub fn api_version(&self) -> String {
        self.group_version().to_string()
    }

    /// Group and version.
    pub fn group_version(&self) -> GroupVersion {
        GroupVersion { group: self.group.clone(), version: self.version.clone() }
    }

    /// Group and kind.
    pub fn group_kind(&self) -> GroupKind {
        GroupKind { group: self.group.clone(), kind: self.kind.clone() }
    }
}

impl GroupVersionResource {
    /// A group version resource from any strings.
    pub fn new(group: impl Into<Name>, version: impl Into<Name>, resource: impl Into<Name>) -> Self {
        Self { group: group.into(), version: version.into(), resource: resource.into() }
    }

    /// Group and version.
    pub fn group_version(&self) -> GroupVersion {
        GroupVersion { group: self.group.clone(), version: self.version.clone() }
    }
}

impl fmt::Display for GroupVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.group.is_empty() {
            f.write_str(&self.version)
        } else {
            write!(f, "{}/{}", self.group, self.version)
        }
    }
}

impl fmt::Display for GroupKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.kind)?;
        if self.group.is_empty() { Ok(()) } else { write!(f, ".{}", self.group) }
    }
}

impl fmt::Display for GroupVersionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.group.is_empty() {
            write!(f, "{}/", self.group)?;
        }
        write!(f, "{} {}", self.version, self.kind)
    }
}

impl fmt::Display for GroupVersionResource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.group.is_empty() {
            write!(f, "{}/", self.group)?;
        }
        write!(f, "{}/{}", self.version, self.resource)
    }
}

fn malformed(text: &str, what: &str, form: &str) -> Error {
    Error::new(ErrorKind::Invalid, format!("{text:?} is no {what}: expected {form}"))
}

impl FromStr for GroupVersion {
    type Err = Error;

    /// Reads `group/version` or `version`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let (group, version) = text.split_once('/').unwrap_or(("", text));
        let group_is_missing = group.is_empty() && text.contains('/');
        if version.is_empty()
            || version.contains('/')
            || group_is_missing
            || text.contains(char::is_whitespace)
        {
            return Err(malformed(text, "group version", "`group/version` or `version`"));
        }
        Ok(Self::new(group.to_owned(), version.to_owned()))
    }
}

impl FromStr for GroupKind {
    type Err = Error;

    /// Reads `Kind.group` or `Kind`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let (kind, group) = text.split_once('.').unwrap_or((text, ""));
        let group_is_missing = group.is_empty() && text.contains('.');
        if kind.is_empty() || group_is_missing || text.contains(['/', ' ']) {
            return Err(malformed(text, "group kind", "`Kind.group` or `Kind`"));
        }
        Ok(Self::new(group.to_owned(), kind.to_owned()))
    }
}

impl FromStr for GroupVersionKind {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let expected = || malformed(text, "group version kind", "`group/version Kind` or `version Kind`");
        let split =
            text.split_once(", Kind=").or_else(|| text.split_once(' ')).or_else(|| text.rsplit_once('/'));
        let (group_version, kind) = split.ok_or_else(expected)?;
        if kind.is_empty() || kind.contains(['/', ' ', ',']) {
            return Err(expected());
        }
        let group_version: GroupVersion = group_version.parse().map_err(|_inner: Error| expected())?;
        Ok(group_version.with_kind(kind.to_owned()))
    }
}

impl FromStr for GroupVersionResource {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let expected =
            || malformed(text, "group version resource", "`group/version/resource` or `version/resource`");
        let (group_version, resource) = text.rsplit_once('/').ok_or_else(expected)?;
        if resource.is_empty() {
            return Err(expected());
        }
        let group_version: GroupVersion = group_version.parse().map_err(|_inner: Error| expected())?;
        Ok(group_version.with_resource(resource.to_owned()))
    }
}

/// How stable a version says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stability {
    Alpha,
    Beta,
    Stable,
}

/// Orders versions by priority, the preferred one first: GA before beta before alpha, then the higher number, then all
/// others by name.
///
/// The rule is that of Kubernetes' discovery (`k8s.io/apimachinery/pkg/version.CompareKubeAwareVersionStrings`).
pub fn compare_version_priority(left: &str, right: &str) -> Ordering {
    match (parse_version(left), parse_version(right)) {
        (Some(left_parts), Some(right_parts)) => right_parts.cmp(&left_parts).then_with(|| left.cmp(right)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => left.cmp(right),
    }
}

/// `v<major>`, `v<major>alpha<minor>` or `v<major>beta<minor>`, as stability, major and minor.
fn parse_version(version: &str) -> Option<(Stability, u64, u64)> {
    let rest = version.strip_prefix('v')?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (major, rest) = rest.split_at_checked(digits)?;
    let (stability, minor) = if let Some(minor) = rest.strip_prefix("alpha") {
        (Stability::Alpha, number(minor)?)
    } else if let Some(minor) = rest.strip_prefix("beta") {
        (Stability::Beta, number(minor)?)
    } else if rest.is_empty() {
        (Stability::Stable, 0)
    } else {
        return None;
    };
    Some((stability, number(major)?, minor))
}

fn number(digits: &str) -> Option<u64> {
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_coordinate_parses_what_it_displays() {
        for text in ["apps/v1 Deployment", "v1 Pod", "sample-app.weave.works/v1alpha1 Car"] {
            assert_eq!(text.parse::<GroupVersionKind>().unwrap().to_string(), text);
        }
        for text in ["apps/v1/deployments", "v1/pods"] {
            assert_eq!(text.parse::<GroupVersionResource>().unwrap().to_string(), text);
        }
        for text in ["apps/v1", "v1"] {
            assert_eq!(text.parse::<GroupVersion>().unwrap().to_string(), text);
        }
        for text in ["Deployment.apps", "Pod", "Car.sample-app.weave.works"] {
            assert_eq!(text.parse::<GroupKind>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_kind_parses_in_three_spellings() {
        let expected = GroupVersionKind::from_static("apps", "v1", "Deployment");
        for text in ["apps/v1/Deployment", "apps/v1 Deployment", "apps/v1, Kind=Deployment"] {
            assert_eq!(text.parse::<GroupVersionKind>().unwrap(), expected, "{text}");
        }
        assert_eq!(
            "v1/Pod".parse::<GroupVersionKind>().unwrap(),
            GroupVersionKind::from_static("", "v1", "Pod")
        );
    }

    #[test]
    fn malformed_coordinates_are_refused_with_what_is_expected() {
        for text in ["", "/", "/v1", "a/b/c", "apps/", "a b"] {
            let error = text.parse::<GroupVersion>().unwrap_err();
            assert!(error.to_string().contains("expected `group/version`"), "{error}");
        }
        for text in ["", "Pod", "v1/", "v1 ", "a/b/c/D", "/v1/Pod"] {
            assert!(text.parse::<GroupVersionKind>().is_err(), "{text}");
        }
        for text in ["", ".apps", "Pod.", "a/B"] {
            assert!(text.parse::<GroupKind>().is_err(), "{text}");
        }
        for text in ["", "pods", "v1/", "/v1/pods"] {
            assert!(text.parse::<GroupVersionResource>().is_err(), "{text}");
        }
    }

    #[test]
    fn versions_are_ordered_as_discovery_orders_them() {
        let mut versions = vec![
            "foo1",
            "v10beta3",
            "v1",
            "v12alpha1",
            "v11alpha2",
            "v10",
            "v3beta1",
            "v2",
            "foo10",
            "v11beta2",
            "v01",
        ];
        versions.sort_by(|left, right| compare_version_priority(left, right));
        // The example of the CustomResourceDefinition documentation, with `v01`, which is no number, among the others.
        let expected = [
            "v10",
            "v2",
            "v1",
            "v11beta2",
            "v10beta3",
            "v3beta1",
            "v12alpha1",
            "v11alpha2",
            "foo1",
            "foo10",
            "v01",
        ];
        assert_eq!(versions, expected);
    }
}
