//! The registry as a value: which kinds there are, in which versions, and which Rust type each is.

use std::any::TypeId;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use crate::error::{Error, ErrorKind};
use crate::gvk::{GroupKind, GroupVersion, GroupVersionKind, GroupVersionResource, compare_version_priority};
use crate::object::Object;
use crate::resource::{ApiResource, HubRole};

mod builder;
pub mod check;
mod registration;
mod unknown;

pub use builder::SchemeBuilder;
pub use registration::Registration;

/// A set of kinds, each in one or more versions.
///
/// [`Scheme::linked`] gathers what was derived in every crate that is linked; `scheme!` lists kinds in a constant;
/// [`Scheme::builder`] adds them one by one. A scheme never changes after it was made, and a clone shares its table.
#[derive(Clone, Debug)]
pub struct Scheme {
    registrations: Registrations,
    origin: Origin,
    /// All registrations by group, kind and version priority; filled at the first look-up.
    index: OnceLock<Arc<[&'static Registration]>>,
    /// All registrations by their Rust type; filled at the first look-up by one.
    by_type: OnceLock<Arc<[(TypeId, &'static Registration)]>>,
}

#[derive(Clone, Debug)]
enum Registrations {
    Listed(&'static [&'static Registration]),
    Gathered(Arc<[&'static Registration]>),
}

/// Where the registrations come from, for the advice in an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Linked,
    Listed,
}

impl Scheme {
    /// Every kind that was derived in a linked crate. A type that is listed several times, as one of a foreign crate may
    /// be, counts once.
    ///
    /// A crate that is a dependency but that nothing names is not linked, and on some platforms (WebAssembly) there is
    /// no link-time registration at all: `scheme!` works there too.
    ///
    /// # Errors
    /// `Conflict` with all duplicates and clashes, one problem each.
    pub fn linked() -> Result<Self, Error> {
        let mut types = BTreeSet::new();
        let linked = inventory::iter::<Registration>;
        let linked = linked.into_iter().filter(|one| types.insert(one.type_id()));
        linked.fold(Self::builder(), SchemeBuilder::registration).build_from(Origin::Linked)
    }

    /// A scheme to add kinds to, for tests and plug-ins.
    pub fn builder() -> SchemeBuilder {
        SchemeBuilder::default()
    }

    /// The scheme of a constant list. `scheme!` calls it after it has checked the list at compile time.
    pub const fn from_static(registrations: &'static [&'static Registration]) -> Self {
        Self {
            registrations: Registrations::Listed(registrations),
            origin: Origin::Listed,
            index: OnceLock::new(),
            by_type: OnceLock::new(),
        }
    }

    fn gathered(registrations: Vec<&'static Registration>, origin: Origin) -> Self {
        let registrations = Registrations::Gathered(registrations.into());
        Self { registrations, origin, index: OnceLock::new(), by_type: OnceLock::new() }
    }

    /// All kinds in all versions: by group, then kind, then version priority.
    pub fn registrations(&self) -> &[&'static Registration] {
        self.index.get_or_init(|| {
            let mut sorted = match &self.registrations {
                Registrations::Listed(list) => list.to_vec(),
                Registrations::Gathered(list) => list.to_vec(),
            };
            sorted.sort_by(|left, right| {
                let (left, right) = (left.resource(), right.resource());
                (left.group, left.kind)
                    .cmp(&(right.group, right.kind))
                    .then_with(|| compare_version_priority(left.version, right.version))
            });
            sorted.into()
        })
    }

    /// The kind in this version, if the scheme has it.
    pub fn get(&self, gvk: &GroupVersionKind) -> Option<&'static Registration> {
        self.find(&gvk.group, &gvk.version, &gvk.kind)
    }

    /// The kind in this version.
    ///
    /// # Errors
    /// `UnknownGroup`, `UnknownVersion` or `UnknownKind`, saying what the scheme knows instead.
    pub fn lookup(&self, gvk: &GroupVersionKind) -> Result<&'static Registration, Error> {
        self.get(gvk).ok_or_else(|| unknown::error(self, gvk))
    }

    fn find(&self, group: &str, version: &str, kind: &str) -> Option<&'static Registration> {
        let versions = self.versions_of(group, kind);
        versions.iter().copied().find(|registration| registration.resource().version == version)
    }

    fn versions_of(&self, group: &str, kind: &str) -> &[&'static Registration] {
        let all = self.registrations();
        let key =
            |registration: &&Registration| (registration.resource().group, registration.resource().kind);
        let start = all.partition_point(|registration| key(registration) < (group, kind));
        let from = all.get(start..).unwrap_or_default();
        let length = from.partition_point(|registration| key(registration) <= (group, kind));
        from.get(..length).unwrap_or_default()
    }

    /// Whether the scheme has the kind in this version.
    pub fn recognizes(&self, gvk: &GroupVersionKind) -> bool {
        self.get(gvk).is_some()
    }

    /// The versions of a kind, the preferred one first: GA before beta before alpha, then the higher number.
    pub fn versions(&self, kind: &GroupKind) -> &[&'static Registration] {
        self.versions_of(&kind.group, &kind.kind)
    }

    /// The version of a kind that clients should use: of those that are served the first, or of all if none is.
    pub fn preferred(&self, kind: &GroupKind) -> Option<&'static Registration> {
        let versions = self.versions(kind);
        versions.iter().find(|one| one.resource().served).or(versions.first()).copied()
    }

    /// The version that all others of the kind convert to and from: the one marked as hub, or the only one.
    pub fn hub(&self, kind: &GroupKind) -> Option<&'static Registration> {
        match self.versions(kind) {
            [only] => Some(only),
            several => several.iter().copied().find(|one| matches!(one.resource().hub, HubRole::Hub)),
        }
    }

    /// The version that objects of the kind are stored in: the one marked so, else the hub, else the preferred one.
    pub fn storage_version(&self, kind: &GroupKind) -> Option<&'static Registration> {
        let marked = self.versions(kind).iter().copied().find(|one| one.resource().storage);
        marked.or_else(|| self.hub(kind)).or_else(|| self.preferred(kind))
    }

    /// All groups, in alphabetical order.
    pub fn groups(&self) -> Vec<&'static str> {
        let groups: BTreeSet<_> = self.registrations().iter().map(|one| one.resource().group).collect();
        groups.into_iter().collect()
    }

    /// All versions of a group, the preferred one first.
    pub fn group_versions(&self, group: &str) -> Vec<GroupVersion> {
        let of_group = self.registrations().iter().map(|one| one.resource()).filter(|one| one.group == group);
        let mut versions: Vec<GroupVersion> = of_group.map(ApiResource::group_version).collect();
        versions.sort_by(|left, right| compare_version_priority(&left.version, &right.version));
        versions.dedup();
        versions
    }

    /// The kind of a resource such as `apps/v1/deployments`.
    pub fn kind_of(&self, resource: &GroupVersionResource) -> Option<&'static Registration> {
        self.registrations().iter().copied().find(|one| {
            let one = one.resource();
            one.plural == resource.resource && one.group == resource.group && one.version == resource.version
        })
    }

    /// The preferred version of every kind that a person may mean by `name`: its plural, singular or a short name.
    pub fn named(&self, name: &str) -> Vec<&'static Registration> {
        let is_named =
            |one: &ApiResource| one.plural == name || one.singular == name || one.short_names.contains(&name);
        let named = self.registrations().iter().map(|one| one.resource()).filter(|one| is_named(one));
        // Equal kinds are neighbors.
        let mut kinds: Vec<GroupKind> = named.map(ApiResource::group_kind).collect();
        kinds.dedup();
        kinds.iter().filter_map(|kind| self.preferred(kind)).collect()
    }

    /// The registration of a Rust type, if the scheme has it.
    pub fn of_type<T: Object>(&self) -> Option<&'static Registration> {
        self.of_type_id(TypeId::of::<T>())
    }

    /// The registration of a Rust type that only its id is known of.
    pub(crate) fn of_type_id(&self, type_id: TypeId) -> Option<&'static Registration> {
        let by_type = self.by_type.get_or_init(|| {
            let mut by_type: Vec<_> = self.registrations().iter().map(|one| (one.type_id(), *one)).collect();
            by_type.sort_by_key(|(type_id, _)| *type_id);
            by_type.into()
        });
        let index = by_type.binary_search_by_key(&type_id, |(known, _)| *known).ok()?;
        by_type.get(index).map(|(_, registration)| *registration)
    }

    /// What `other` has and this scheme has not. A test can so compare a listed scheme with the linked one.
    pub fn missing(&self, other: &Self) -> Vec<&'static Registration> {
        let lacks = |one: &&'static Registration| {
            self.get(&one.resource().gvk()).is_none_or(|known| known.type_id() != one.type_id())
        };
        other.registrations().iter().copied().filter(lacks).collect()
    }
}

impl From<&Self> for Scheme {
    fn from(scheme: &Self) -> Self {
        scheme.clone()
    }
}

/// An error of kind `Conflict` for problems found while a scheme is made.
fn conflict(count: usize) -> Error {
    let clashes = if count == 1 { "1 clash".to_owned() } else { format!("{count} clashes") };
    Error::new(ErrorKind::Conflict, format!("cannot make a scheme: {clashes} among the registered kinds"))
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use super::*;
    use crate::key::Scope;
    use crate::meta::Metadata;

    macro_rules! lamp {
        ($type:ident: $version:literal, $served:literal) => {
            #[derive(Clone, Debug, Serialize, Deserialize)]
            struct $type {}

            impl Object for $type {
                const RESOURCE: ApiResource =
                    ApiResource::new("example.com", $version, "Lamp", Scope::Cluster)
                        .with_plural("lamps")
                        .with_served($served);

                fn any_metadata(&self) -> Option<&dyn Metadata> {
                    None
                }

                fn any_metadata_mut(&mut self) -> Option<&mut dyn Metadata> {
                    None
                }
            }
        };
    }

    lamp!(Stable: "v1", false);
    lamp!(Beta: "v1beta1", true);
    lamp!(Alpha: "v1alpha1", true);

    #[test]
    fn a_version_that_is_not_served_is_preferred_only_where_none_is() {
        // A builder would ask for a hub.
        static LAMPS: [&Registration; 3] =
            [&Registration::of::<Alpha>(), &Registration::of::<Stable>(), &Registration::of::<Beta>()];
        let kind = GroupKind::new("example.com", "Lamp");
        let version = |found: &'static Registration| found.resource().version;
        let scheme = Scheme::from_static(&LAMPS);
        assert_eq!(scheme.preferred(&kind).map(version), Some("v1beta1"));
        assert_eq!(scheme.named("lamps").into_iter().map(version).collect::<Vec<_>>(), ["v1beta1"]);
        let scheme = Scheme::builder().register::<Stable>().build().unwrap();
        assert_eq!(scheme.preferred(&kind).map(version), Some("v1"));
        assert!(scheme.named("bulbs").is_empty());
    }
}
