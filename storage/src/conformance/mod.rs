//! The checks that every raw storage and every storage of objects has to pass.
//!
//! ```
//! use libgitops_storage::{MemoryRawStorage, MemoryStorage, conformance};
//!
//! conformance::check(|| MemoryRawStorage::default());
//! conformance::check_objects(|| MemoryStorage::in_memory(conformance::policy()));
//! ```

#![expect(
    clippy::panic,
    reason = "a check that finds something wrong panics, as an assertion of a test does"
)]
#![expect(clippy::missing_panics_doc, reason = "every function here panics for the one reason")]

mod bytes;
mod concurrency;
mod lists;
mod names;
mod objects;

use libgitops_core::gvk::GroupVersionKind;
use libgitops_core::key::ObjectKey;

use crate::error::{Error, ErrorKind};
use crate::raw::RawStorage;

pub use objects::{CHECKS_OF_OBJECTS, CheckOfObjects, Lamp, LampSpec, Room, check_objects, policy};

/// The kind of the checks. A storage for one group version has to be for this one.
pub const LAMP: GroupVersionKind = GroupVersionKind::from_static("lights.example.com", "v1", "Lamp");

/// Another kind of the same group version.
pub const SWITCH: GroupVersionKind = GroupVersionKind::from_static("lights.example.com", "v1", "Switch");

/// Runs every check, each on an empty storage that `open` makes.
pub fn check<S: RawStorage>(mut open: impl FnMut() -> S) {
    for (name, check) in CHECKS {
        let storage = open();
        check(&storage).unwrap_or_else(|wrong| panic!("{name}: {wrong}\non {storage:?}"));
    }
}

/// A check: it says what is wrong, if anything is.
pub type Check = fn(&dyn RawStorage) -> Result<(), Wrong>;

/// Every check by the sentence that it checks.
pub const CHECKS: [(&str, Check); 17] = [
    ("what was written is read", bytes::what_was_written_is_read),
    ("an object that is not there is not found", bytes::an_absent_object_is_not_found),
    ("a create is exclusive", bytes::a_create_is_exclusive),
    ("a write in an old version is a conflict", bytes::a_write_in_an_old_version_is_a_conflict),
    ("versions rise over all objects and over removals", bytes::versions_rise),
    ("a write of the same bytes keeps the version", bytes::a_write_of_the_same_bytes_keeps_the_version),
    ("a removed object is gone", bytes::a_removed_object_is_gone),
    ("versions of a kind are one object", bytes::versions_of_a_kind_are_one_object),
    ("any bytes are kept as they are", bytes::any_bytes_are_kept),
    ("a failed operation changes nothing", bytes::a_failed_operation_changes_nothing),
    ("lists are sorted and of one kind", lists::lists_are_sorted_and_of_one_kind),
    ("a kind without objects has an empty list", lists::a_kind_without_objects_has_an_empty_list),
    ("lists with versions tell what is known of each object", lists::lists_with_versions_tell_each_one),
    ("pages join to the whole list", lists::pages_join_to_the_whole_list),
    ("names that lead elsewhere are refused", names::names_that_lead_elsewhere_are_refused),
    ("names that differ in case only do not meet", names::names_that_differ_in_case_only_do_not_meet),
    ("threads lose no increment", concurrency::threads_lose_no_increment),
];

/// What a check found.
#[derive(Debug)]
pub struct Wrong(String);

impl std::fmt::Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Error> for Wrong {
    fn from(error: Error) -> Self {
        Self(format!("an operation failed: {error:?}"))
    }
}

fn lamp(namespace: &str, name: &str) -> ObjectKey {
    ObjectKey::namespaced(LAMP, namespace, name)
}

/// Goes on if `left` and `right` are equal.
fn equal<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, expected: &T) -> Result<(), Wrong> {
    if found == expected {
        Ok(())
    } else {
        Err(Wrong(format!("{what} is {found:?}, and should be {expected:?}")))
    }
}

/// Goes on if an operation failed for this reason, and said on which object.
fn fails<T: std::fmt::Debug>(
    result: Result<T, Error>,
    kind: ErrorKind,
    key: &ObjectKey,
) -> Result<(), Wrong> {
    match result {
        Ok(done) => Err(Wrong(format!("an operation on {key} that should fail with {kind:?} gave {done:?}"))),
        Err(error) => {
            equal("the error's kind", &error.kind(), &kind)?;
            equal("the error's object", &error.key(), &Some(key))?;
            equal("whether the error has an operation", &error.operation().is_some(), &true)
        }
    }
}
