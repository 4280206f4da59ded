//! What is in Git conforms to the contracts of storages.

use libgitops_storage::conformance::{self, CHECKS_OF_OBJECTS, policy};
use libgitops_storage::git::{Author, Commit, GitOptions, GitStorage, TransactionStorage as _};
use libgitops_storage::{Placement, Storage};

use super::{new_storage, program};

#[test]
fn a_transaction_is_a_storage_and_leaves_no_trace_when_it_ends_in_nothing() {
    for (name, check) in CHECKS_OF_OBJECTS {
        let (root, storage) = new_storage();
        let result = storage.transaction("main", |transaction| {
            let storage: &dyn Storage = transaction;
            check(storage).unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
            Ok(None::<Commit>)
        });
        assert!(result.unwrap().is_none());
        assert_eq!(program::run(root.path(), &["count-objects"]), "0 objects, 0 kilobytes\n");
    }
}

#[test]
fn a_branch_read_from_its_commits_conforms_with_a_commit_for_each_write() {
    let root = tempfile::tempdir().unwrap();
    let mut count = 0;
    for placement in [Placement::beside_kin(), Placement::template("all/{kind}.yaml")] {
        conformance::check_objects(|| {
            count += 1;
            let options = GitOptions::new().with_placement(placement.clone()).with_directory("apps");
            let storage = GitStorage::init(root.path().join(count.to_string()), policy(), options).unwrap();
            storage.committing(Author::new("Ada", "ada@example.com"))
        });
    }
    for number in 1..=count {
        program::check(&root.path().join(number.to_string()));
    }
}
