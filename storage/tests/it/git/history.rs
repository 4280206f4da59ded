//! What became of objects: between commits, of one of them, and as it happens.

use std::time::{Duration, Instant};

use libgitops_core::meta::MetadataExt as _;
use libgitops_storage::conformance::{Lamp, policy};
use libgitops_storage::git::ChangeKind::{Added, Deleted, Modified};
use libgitops_storage::git::{ChangeKind, CommittedChange, GitStorage, TransactionStorage as _};
use libgitops_storage::{
    ErrorKind, EventStorage as _, ReadStorageExt as _, WatchEvent, WatchOptions, WatchSettings,
    WriteStorage as _,
};

use super::program::{WorkTree, run};
use super::{commit, document, key, lamp, lamps, new_storage};

/// A repository whose lamps somebody changes by hand and the storage by transactions.
fn changed() -> (tempfile::TempDir, GitStorage, WorkTree) {
    let (root, storage) = new_storage();
    let work = WorkTree::of(root.path());
    work.push(&[("a.yaml", &document("a", 1)), ("b.yaml", &document("b", 1))], "Add two");
    let done = storage.transaction("main", |transaction| {
        let lamps = transaction.kind::<Lamp>();
        let mut a = lamps.get("home/a")?;
        a.spec.watts = 2;
        a.metadata.set_label("room", "study");
        lamps.update(&mut a)?;
        lamps.create(&mut lamp("c", 1))?;
        Ok(commit("Change one, make one"))
    });
    assert!(done.unwrap().is_some());
    run(work.path(), &["pull", "--quiet", "origin", "main"]);
    run(work.path(), &["mv", "a.yaml", "moved.yaml"]);
    work.push(&[("b.yaml", &document("b", 1).replace("bright", "dim"))], "Move one, comment on another");
    std::fs::remove_file(work.path().join("b.yaml")).unwrap();
    work.push(&[], "Remove one");
    (root, storage, work)
}

fn told(changes: &[CommittedChange]) -> Vec<String> {
    let told = |found: &CommittedChange| {
        let fields: Vec<String> = found.change.fields.iter().map(ToString::to_string).collect();
        let (name, kind) = (&found.change.key.namespaced_name().name, found.change.kind);
        format!("{}: {kind:?} {name} {}", found.commit.author.name, fields.join(" "))
    };
    changes.iter().map(told).collect()
}

#[test]
fn what_became_of_objects_is_told_with_who_and_which_fields() {
    let (root, storage, _work) = changed();
    let first = run(root.path(), &["rev-list", "--max-parents=0", "main"]).trim().to_owned();
    let changes = storage.changes(&first, "main").unwrap();
    let expected = [
        "Ada: Modified a metadata.labels spec.watts",
        "Ada: Added c ",
        "Eve: Modified b ",
        "Eve: Deleted b ",
    ];
    assert_eq!(told(&changes), expected);
    assert_eq!(changes[0].commit.title, "Change one, make one");
    assert!(changes[0].commit.time.elapsed().unwrap() < Duration::from_mins(10));
    assert_eq!(storage.changes("main", "main").unwrap(), []);
    assert_eq!(storage.changes("nothing", "main").unwrap_err().kind(), ErrorKind::NotFound);

    let (before, after) = (storage.at(&first).unwrap(), storage.at("main").unwrap());
    let kinds = |changes: Vec<libgitops_storage::git::ObjectChange>| -> Vec<ChangeKind> {
        changes.into_iter().map(|change| change.kind).collect()
    };
    assert_eq!(kinds(before.changes_to(&after)), [Modified, Deleted, Added]);
    assert_eq!(kinds(after.changes_to(&before)), [Modified, Added, Deleted]);
}

#[test]
fn the_history_of_an_object_goes_back_through_moves_and_deletions() {
    let (_root, storage, work) = changed();
    work.push(&[("again.yaml", &document("b", 9))], "Bring it back");
    let history = |name: &str| -> Vec<CommittedChange> {
        storage.history(&key(name), "main").unwrap().collect::<Result<_, _>>().unwrap()
    };
    assert_eq!(told(&history("a")), ["Ada: Modified a metadata.labels spec.watts", "Eve: Added a "]);
    assert_eq!(
        told(&history("b")),
        ["Eve: Added b ", "Eve: Deleted b ", "Eve: Modified b ", "Eve: Added b "]
    );
    assert_eq!(told(&history("none")), Vec::<String>::new());
}

#[test]
fn events_are_told_when_the_branch_moves_whoever_moves_it() {
    let (root, storage) = new_storage();
    let work = WorkTree::of(root.path());
    work.push(&[("a.yaml", &document("a", 1))], "Add");
    let mut settings = WatchSettings::default();
    settings.settle = Duration::from_millis(5);
    settings.interval = Duration::from_secs(1);
    let watched = GitStorage::open(root.path(), policy()).unwrap().watched(settings).unwrap();
    let mut watch = watched.watch(&lamps(), WatchOptions::new()).unwrap();
    let mut next = || {
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(20) {
            let event = watch.next_within(Duration::from_secs(20)).unwrap().unwrap();
            // What is told from time to time is told whenever it is.
            if !matches!(event, WatchEvent::Bookmark(bookmark) if !bookmark.is_synced) {
                let text = event.to_string();
                return text
                    .rsplit_once(' ')
                    .map_or(text.clone(), |(_, name)| format!("{} {name}", event.name()));
            }
        }
        panic!("nothing is told");
    };
    assert_eq!(next(), "ADDED home/a");
    assert!(next().starts_with("BOOKMARK"));
    work.push(&[("b.yaml", &document("b", 1))], "Add another one");
    assert_eq!(next(), "ADDED home/b");
    let done = storage.transaction("main", |transaction| {
        let lamps = transaction.kind::<Lamp>();
        let mut a = lamps.get("home/a")?;
        a.spec.watts = 2;
        lamps.update(&mut a)?;
        Ok(commit("Change one"))
    });
    assert!(done.unwrap().is_some());
    assert_eq!(next(), "MODIFIED home/a");
    run(work.path(), &["pull", "--quiet", "origin", "main"]);
    std::fs::remove_file(work.path().join("b.yaml")).unwrap();
    work.push(&[], "Remove one");
    assert_eq!(next(), "DELETED home/b");
    run(root.path(), &["update-ref", "-d", "refs/heads/main"]);
    assert_eq!(next(), "DELETED home/a");
    assert_eq!(watched.create(&lamp("x", 1)).unwrap_err().kind(), ErrorKind::Unsupported);
}
