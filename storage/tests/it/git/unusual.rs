//! Repositories, clocks and configurations that are not the usual ones.

use std::fs;
use std::sync::mpsc::channel;
use std::time::{Duration, SystemTime};

use libgitops_storage::conformance::{Lamp, policy};
use libgitops_storage::git::{Committed, GitStorage, TransactionStorage as _};
use libgitops_storage::{Error, ReadStorageExt as _, WatchSettings};

use super::program::{check, run};
use super::{commit, lamp, names, new_storage};

fn make(storage: &GitStorage, branch: &str, names: &[&str]) -> Result<Option<Committed>, Error> {
    storage.transaction(branch, |transaction| {
        let lamps = transaction.kind::<Lamp>();
        names.iter().try_for_each(|name| lamps.create(&mut lamp(name, 1)))?;
        Ok(commit("Make lamps"))
    })
}

/// What is made in a thread that may never end.
fn made_in_time(storage: &GitStorage, name: &'static str) -> String {
    let (storage, (sender, ended)) = (storage.clone(), channel());
    std::thread::spawn(move || {
        let done = make(&storage, "main", &[name]);
        drop(sender.send(done.map(|done| names(&done.unwrap().snapshot))));
    });
    ended.recv_timeout(Duration::from_mins(1)).unwrap().unwrap()
}

#[test]
fn a_lock_that_a_killed_program_left_behind_is_taken_over_whatever_the_clock_says() {
    let (root, storage) = new_storage();
    let lock = root.path().join("refs/heads/main.lock");
    fs::create_dir_all(lock.parent().unwrap()).unwrap();
    // The clock was set back since.
    fs::File::create(&lock).unwrap().set_modified(SystemTime::now() + Duration::from_hours(24)).unwrap();
    assert_eq!(made_in_time(&storage, "desk"), "desk 1");
    assert!(!lock.exists());
}

#[test]
fn a_work_tree_of_its_own_shares_objects_and_locks_with_its_repository() {
    let root = tempfile::tempdir().unwrap();
    let (main, linked) = (root.path().join("main"), root.path().join("linked"));
    run(root.path(), &["init", "--quiet", "--initial-branch=main", main.to_str().unwrap()]);
    run(&main, &["commit", "--quiet", "--allow-empty", "--message", "Begin"]);
    run(&main, &["worktree", "add", "--quiet", "--detach", linked.to_str().unwrap()]);
    run(&main, &["config", "core.fsyncObjectFiles", "true"]);
    let storage = GitStorage::open(&linked, policy()).unwrap();
    // As many as are stored as a pack.
    let many: Vec<String> = (0..150).map(|number| format!("lamp-{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(make(&storage, "main", &many).unwrap().unwrap().changed.len(), 150);
    let lock = fs::File::create(main.join(".git/refs/heads/main.lock")).unwrap();
    lock.set_modified(SystemTime::now() - Duration::from_mins(1)).unwrap();
    made_in_time(&storage, "desk");
    assert_eq!(names(&storage), names(&GitStorage::open(&main, policy()).unwrap()));
    assert_eq!(
        storage.watched(WatchSettings::new()).unwrap().warning().map(|warning| warning.to_string()),
        None
    );
    run(&main, &["config", "--unset", "core.fsyncObjectFiles"]);
    check(&main);
}

#[test]
fn a_branch_that_stands_for_another_one_moves_that() {
    let (root, storage) = new_storage();
    make(&storage, "trunk", &["desk"]).unwrap();
    run(root.path(), &["symbolic-ref", "refs/heads/main", "refs/heads/trunk"]);
    make(&storage, "main", &["floor"]).unwrap();
    assert_eq!(names(&storage), "desk 1, floor 1");
    assert_eq!(run(root.path(), &["symbolic-ref", "refs/heads/main"]), "refs/heads/trunk\n");
    assert_eq!(run(root.path(), &["rev-list", "--count", "trunk"]), "2\n");
}
