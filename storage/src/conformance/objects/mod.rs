//! The checks of storages of objects, and the kinds that they are made with.

mod patches;
mod reads;
mod writes;

use libgitops_core::codec::Serializer;
use libgitops_core::key::{KindKey, ObjectKey};
use libgitops_core::meta::ObjectMeta;
use libgitops_core::object::{AnyObject, Object as _};
use libgitops_core::scheme::Scheme;
use libgitops_core::validate::Validation;
use libgitops_macros::{Fields, Object};
use serde::{Deserialize, Serialize};

use super::Wrong;
use crate::policy::ObjectPolicy;
use crate::storage::Storage;

/// A lamp, of the kind [`LAMP`](super::LAMP).
#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(crate = libgitops_core, group = "lights.example.com", version = "v1", scope = Namespaced)]
#[object(validate = Lamp::validate, unlisted)]
pub struct Lamp {
    /// Name, namespace and labels.
    pub metadata: ObjectMeta,
    /// What the lamp is.
    pub spec: LampSpec,
}

/// What a lamp is.
#[derive(Fields, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[object(crate = libgitops_core)]
#[serde(default)]
pub struct LampSpec {
    /// The power, below 1000.
    pub watts: u64,
}

impl Lamp {
    fn validate(&self, validation: &mut Validation) {
        validation.require(self.spec.watts < 1000, "spec.watts", "must be below 1000");
    }
}

/// A room: a kind of cluster scope in the same group version.
#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(crate = libgitops_core, group = "lights.example.com", version = "v1", scope = Cluster, unlisted)]
pub struct Room {
    /// Name and labels.
    pub metadata: ObjectMeta,
}

/// The policy that a storage has in the checks of objects.
///
/// # Panics
/// Never: the scheme of the two kinds is right.
pub fn policy() -> ObjectPolicy {
    match Scheme::builder().register::<Lamp>().register::<Room>().build() {
        Ok(scheme) => ObjectPolicy::new(Serializer::new(scheme)),
        Err(error) => panic!("{error}"),
    }
}

/// Runs every check of objects, each on an empty storage with this [`policy`] that `open` makes.
pub fn check_objects<S: Storage>(mut open: impl FnMut() -> S) {
    for (name, check) in CHECKS_OF_OBJECTS {
        let storage = open();
        check(&storage).unwrap_or_else(|wrong| panic!("{name}: {wrong}\non {storage:?}"));
    }
}

/// A check of objects: it says what is wrong, if anything is.
pub type CheckOfObjects = fn(&dyn Storage) -> Result<(), Wrong>;

/// Every check of objects by the sentence that it checks.
pub const CHECKS_OF_OBJECTS: [(&str, CheckOfObjects); 19] = [
    ("what was created is read", reads::what_was_created_is_read),
    ("an object that is not there is not found", reads::an_absent_object_is_not_found),
    ("namespaced kinds have a default namespace, others none", reads::namespaces_follow_the_scope),
    ("lists are sorted, of one kind and filtered", reads::lists_are_sorted_of_one_kind_and_filtered),
    ("pages join to the whole list", reads::pages_join_to_the_whole_list),
    ("the one object that fits is found", reads::the_one_object_that_fits_is_found),
    ("kinds that the scheme does not know are refused", reads::unknown_kinds_are_refused),
    ("a create is exclusive", writes::a_create_is_exclusive),
    ("an update in an old version is a conflict", writes::an_update_in_an_old_version_is_a_conflict),
    ("an update keeps uid and creation timestamp", writes::an_update_keeps_the_identity),
    ("a deleted object is gone", writes::a_deleted_object_is_gone),
    ("what breaks a rule is refused and changes nothing", writes::what_breaks_a_rule_changes_nothing),
    ("objects of no type are held to that of their kind", writes::dynamic_objects_are_held_to_the_type),
    ("threads lose no increment", writes::threads_lose_no_increment),
    ("lists with versions tell what each object is in", reads::lists_with_versions_tell_each_one),
    ("a patch of any format changes what it says and no more", patches::a_patch_changes_what_it_says),
    ("a patch that changes nothing keeps the version", patches::a_patch_that_changes_nothing_writes_nothing),
    ("a patch that is refused changes nothing", patches::a_patch_that_is_refused_changes_nothing),
    ("patches of threads are all applied", patches::patches_of_threads_are_all_applied),
];

fn lamp(namespace: &str, name: &str, watts: u64) -> Lamp {
    Lamp { metadata: ObjectMeta::namespaced(namespace, name), spec: LampSpec { watts } }
}

fn lamps() -> KindKey {
    KindKey::new(Lamp::RESOURCE.gvk())
}

fn lamp_key(namespace: &str, name: &str) -> ObjectKey {
    ObjectKey::namespaced(lamps(), namespace, name)
}

/// The object as a lamp.
fn as_lamp(object: Box<dyn AnyObject>) -> Result<Lamp, Wrong> {
    let lamp = object.downcast::<Lamp>().map(|lamp| *lamp);
    lamp.map_err(|object| Wrong(format!("{object:?} is not of the type that the scheme has for its kind")))
}
