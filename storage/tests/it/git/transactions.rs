//! Transactions: what becomes a commit, what does not, and what happens when others commit meanwhile.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use libgitops_core::meta::MetadataExt as _;
use libgitops_storage::conformance::{Lamp, policy};
use libgitops_storage::git::{
    Author, Commit, Committed, GitOptions, GitStorage, Outcome, Signing, Transaction, TransactionOptions,
    TransactionStorage as _,
};
use libgitops_storage::{
    Error, ErrorKind, Placement, ReadStorageExt as _, RemovePrecondition, WriteStorage as _,
};

use super::program::{WorkTree, check, run};
use super::{commit, document, key, lamp, names, new_storage};

fn committed(
    storage: &GitStorage,
    branch: &str,
    change: impl Fn(&Transaction) -> Result<(), Error>,
) -> Committed {
    let done = storage.transaction(branch, |transaction| {
        change(transaction)?;
        Ok(commit("Change lamps"))
    });
    done.unwrap().unwrap()
}

#[test]
fn a_transaction_is_one_commit_of_the_lines_that_it_means() {
    let (root, storage) = new_storage();
    committed(&storage, "main", |transaction| transaction.kind::<Lamp>().create(&mut lamp("first", 1)));
    let work = WorkTree::of(root.path());
    let many = format!("# All.\n---\n{}---\n{}", document("desk", 40), document("floor", 60));
    work.push(
        &[("home/many.yaml", &many), ("README.md", "# Lamps\n"), ("deep/er/one.yml", &document("one", 5))],
        "Add",
    );
    let before = storage.snapshot().unwrap();

    let done = storage.transaction("main", |transaction| {
        let lamps = transaction.kind::<Lamp>();
        let mut desk = lamps.get("home/desk")?;
        desk.spec.watts = 41;
        lamps.update(&mut desk)?;
        transaction.delete(&key("one"), RemovePrecondition::Present)?;
        lamps.create(&mut lamp("new", 7))?;
        Ok(commit("Change lamps").with_description("Three of them.\n\nFor good.").signed_off())
    });
    let done = done.unwrap().unwrap();
    assert_eq!(names(&before), "desk 40, first 1, floor 60, one 5", "a snapshot stays as it is");
    assert_eq!(names(&done.snapshot), "desk 41, first 1, floor 60, new 7");
    assert_eq!(names(&storage), names(&done.snapshot));
    let changed: Vec<_> = done.changed.iter().map(|key| key.namespaced_name().name.clone()).collect();
    assert_eq!(changed, ["desk", "new", "one"]);

    run(work.path(), &["pull", "--quiet", "origin", "main"]);
    let show = run(work.path(), &["show", "--format=%an <%ae>%n%s%n-%n%b", "--numstat", "--no-renames"]);
    let expected = "Ada <ada@example.com>\nChange lamps\n-\nThree of them.\n\nFor good.\n\nSigned-off-by: Ada <ada@example.com>\n";
    // One line is another, and the new lamp is a document behind the others.
    let files = "0\t8\tdeep/er/one.yml\n10\t1\thome/many.yaml\n";
    assert_eq!(show, format!("{expected}\n\n{files}"));
    let text = work.text("home/many.yaml");
    assert!(text.starts_with(&format!("{}---\n", many.replace("watts: 40", "watts: 41"))), "{text}");
    assert!(!work.path().join("deep").exists(), "no directory is left without files");
    check(root.path());
}

#[test]
fn what_fails_changes_nothing_or_wants_nothing_is_no_commit() {
    let (root, storage) = new_storage();
    committed(&storage, "main", |transaction| transaction.kind::<Lamp>().create(&mut lamp("desk", 40)));
    let head = || run(root.path(), &["for-each-ref"]) + &run(root.path(), &["count-objects"]);
    let before = head();

    let failed = storage.transaction("main", |transaction| {
        transaction.delete(&key("desk"), RemovePrecondition::Present)?;
        Err::<Commit, _>(Error::new(ErrorKind::Unsupported, "no lamps on Sundays"))
    });
    assert_eq!(failed.unwrap_err().to_string(), "no lamps on Sundays");
    let dropped = storage.transaction("main", |transaction| {
        transaction.delete(&key("desk"), RemovePrecondition::Present)?;
        Ok(Outcome::Nothing)
    });
    assert!(dropped.unwrap().is_none());
    let unchanged = storage.transaction("topic-", |transaction| {
        let lamps = transaction.kind::<Lamp>();
        let mut desk = lamps.get("home/desk")?;
        desk.spec.watts = 1;
        lamps.update(&mut desk)?;
        desk.spec.watts = 40;
        lamps.update(&mut desk)?;
        lamps.create(&mut lamp("gone", 1))?;
        transaction.delete(&key("gone"), RemovePrecondition::Present)?;
        Ok(commit("Nothing in the end"))
    });
    assert!(unchanged.unwrap().is_none());
    for wrong in [
        Commit::new(Author::new("Ada", "ada@example.com"), " "),
        Commit::new(Author::new("Ada", "ada@example.com"), "two\nlines"),
        Commit::new(Author::new("", "ada@example.com"), "no name"),
        Commit::new(Author::new("Ada", "a>b"), "no address"),
    ] {
        let result = storage.transaction("main", |transaction| {
            transaction.kind::<Lamp>().create(&mut lamp("new", 1))?;
            Ok(wrong.clone())
        });
        assert_eq!(result.unwrap_err().kind(), ErrorKind::Invalid, "{wrong:?}");
    }
    for branch in ["", "-x", "a..b", "a b", "x.lock"] {
        let result = storage.transaction(branch, |_| Ok(commit("No such branch")));
        assert_eq!(result.unwrap_err().kind(), ErrorKind::Invalid, "{branch:?}");
    }
    assert_eq!(head(), before);
    assert_eq!(names(&storage), "desk 40");
}

#[test]
fn a_name_with_a_dash_at_its_end_is_a_branch_of_its_own() {
    let (root, storage) = new_storage();
    committed(&storage, "main", |transaction| transaction.kind::<Lamp>().create(&mut lamp("desk", 40)));
    let make = || {
        committed(&storage, "topic-", |transaction| transaction.kind::<Lamp>().create(&mut lamp("new", 1)))
    };
    let (first, second) = (make(), make());
    for done in [&first, &second] {
        assert!(
            done.branch.len() == "topic-".len() + 8 && done.branch.starts_with("topic-"),
            "{}",
            done.branch
        );
        assert_eq!(names(&storage.at(&done.branch).unwrap()), "desk 40, new 1");
        assert_eq!(done.main_branch, "main");
    }
    assert_ne!(first.branch, second.branch);
    assert_eq!(names(&storage), "desk 40", "the main branch has none of it");
    let again = committed(&storage, &first.branch, |transaction| {
        transaction.kind::<Lamp>().create(&mut lamp("more", 2))
    });
    assert_eq!(names(&again.snapshot), "desk 40, more 2, new 1");
    check(root.path());
}

#[test]
fn a_transaction_runs_again_on_what_others_committed_meanwhile() {
    let (root, storage) = new_storage();
    committed(&storage, "main", |transaction| transaction.kind::<Lamp>().create(&mut lamp("desk", 40)));
    let work = WorkTree::of(root.path());
    let runs = AtomicUsize::new(0);
    let done = committed(&storage, "main", |transaction| {
        let lamps = transaction.kind::<Lamp>();
        let mut desk = lamps.get("home/desk")?;
        if runs.fetch_add(1, Ordering::Relaxed) == 0 {
            work.push(&[("home/lamp-desk.yaml", &document("desk", 60))], "Change it by hand");
        }
        desk.spec.watts += 1;
        lamps.update(&mut desk)
    });
    assert_eq!((names(&done.snapshot).as_str(), runs.into_inner()), ("desk 61", 2));
    check(root.path());
}

/// A lamp with a label.
fn labeled(name: &str, label: &str, value: &str) -> String {
    document(name, 40)
        .replace("  namespace: home\n", &format!("  namespace: home\n  labels:\n    {label}: {value}\n"))
}

#[test]
fn an_object_that_is_brought_along_is_merged_by_field_or_is_a_conflict_that_names_the_fields() {
    let (root, storage) = new_storage();
    committed(&storage, "main", |transaction| transaction.kind::<Lamp>().create(&mut lamp("desk", 40)));
    let work = WorkTree::of(root.path());
    work.push(&[("home/lamp-desk.yaml", &document("desk", 40))], "Comment it");
    let snapshot = storage.snapshot().unwrap();
    let read: Lamp = snapshot.kind::<Lamp>().get("home/desk").unwrap();
    work.push(&[("home/lamp-desk.yaml", &labeled("desk", "room", "study"))], "Label it");

    let mut changed = read.clone();
    changed.spec.watts = 41;
    let update = |options: &TransactionOptions, changed: &Lamp| {
        storage.transact("main", options, &mut |transaction| {
            transaction.kind::<Lamp>().update(&mut changed.clone())?;
            Ok(commit("Bring it along").into())
        })
    };
    // Who does not say what it was read from has a conflict, as in any storage.
    assert_eq!(update(&TransactionOptions::new(), &changed).unwrap_err().kind(), ErrorKind::Conflict);
    let reading = TransactionOptions::new().reading(snapshot);
    let done = update(&reading, &changed).unwrap().unwrap();
    let desk: Lamp = done.snapshot.kind::<Lamp>().get("home/desk").unwrap();
    assert_eq!((desk.spec.watts, desk.metadata.label("room")), (41, Some("study")));

    let mut other = read;
    other.spec.watts = 99;
    other.metadata.set_label("room", "kitchen");
    let error = update(&reading, &other).unwrap_err();
    assert_eq!((error.kind(), error.key()), (ErrorKind::Conflict, Some(&key("desk"))), "{error}");
    let paths: Vec<String> =
        error.document_error().unwrap().problems().iter().map(|problem| problem.path().to_string()).collect();
    assert_eq!(paths, ["metadata.labels.room", "spec.watts"], "{error}");
    check(root.path());
}

#[test]
fn a_lost_race_merges_what_the_closure_brings_along() {
    let (root, storage) = new_storage();
    committed(&storage, "main", |transaction| transaction.kind::<Lamp>().create(&mut lamp("desk", 40)));
    let work = WorkTree::of(root.path());
    let read: Lamp = storage.kind::<Lamp>().get("home/desk").unwrap();
    let runs = AtomicUsize::new(0);
    let done = committed(&storage, "main", |transaction| {
        let mut desk = read.clone();
        desk.spec.watts = 41;
        transaction.kind::<Lamp>().update(&mut desk)?;
        if runs.fetch_add(1, Ordering::Relaxed) == 0 {
            work.push(&[("home/lamp-desk.yaml", &labeled("desk", "room", "study"))], "Label it");
        }
        Ok(())
    });
    let desk: Lamp = done.snapshot.kind::<Lamp>().get("home/desk").unwrap();
    assert_eq!((desk.spec.watts, desk.metadata.label("room")), (41, Some("study")));
}

#[test]
fn the_same_change_in_the_same_second_is_two_commits() {
    let make = || {
        let (root, storage) = new_storage();
        let made = storage.transaction("main", |transaction| {
            let mut desk = lamp("desk", 40);
            desk.metadata.set_creation_timestamp(Some("2026-01-01T00:00:00Z".parse().unwrap()));
            transaction.kind::<Lamp>().create(&mut desk)?;
            Ok(commit("Make one"))
        });
        (made.unwrap().unwrap().id.to_string(), run(root.path(), &["rev-parse", "main^{tree}"]))
    };
    let (first, second) = (make(), make());
    assert_eq!(first.1, second.1, "what is committed is the same");
    assert_ne!(first.0, second.0, "and neither takes the other's commit for its own");
}

#[test]
fn commits_are_signed_by_a_key_of_ssh() {
    let root = tempfile::tempdir().unwrap();
    let key = root.path().join("key");
    let mut keygen = std::process::Command::new("ssh-keygen");
    keygen.args(["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f"]).arg(&key);
    assert!(keygen.status().unwrap().success());
    let options = GitOptions::new().with_signing(Signing::Ssh(key.clone()));
    let path = root.path().join("cars.git");
    let storage = GitStorage::init(&path, policy(), options).unwrap();
    committed(&storage, "main", |transaction| transaction.kind::<Lamp>().create(&mut lamp("desk", 40)));
    let public = std::fs::read_to_string(key.with_extension("pub")).unwrap();
    let signers = root.path().join("signers");
    std::fs::write(&signers, format!("ada@example.com {public}")).unwrap();
    let signers = format!("gpg.ssh.allowedSignersFile={}", signers.display());
    run(&path, &["-c", "gpg.format=ssh", "-c", &signers, "verify-commit", "main"]);
    check(&path);

    let options = GitOptions::new().with_signing(Signing::Ssh(root.path().join("no-such-key")));
    let storage = GitStorage::open_with(&path, policy(), options).unwrap();
    let result = storage.transaction("main", |transaction| {
        transaction.kind::<Lamp>().create(&mut lamp("new", 1))?;
        Ok(commit("Make one"))
    });
    let error = result.unwrap_err();
    assert!(error.to_string().contains("the commit cannot be signed"), "{error}");
    assert_eq!(names(&storage), "desk 40");
}

#[test]
fn patience_ends() {
    let (root, storage) = new_storage();
    committed(&storage, "main", |transaction| transaction.kind::<Lamp>().create(&mut lamp("desk", 40)));
    let work = WorkTree::of(root.path());
    let options = TransactionOptions::new().with_patience(Duration::from_millis(100));
    let result = storage.transact("main", &options, &mut |transaction| {
        work.push(&[], "Nothing");
        transaction.delete(&key("desk"), RemovePrecondition::Present)?;
        Ok(commit("Delete it").into())
    });
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict, "{error}");
    assert_eq!(names(&storage), "desk 40");
}

#[test]
fn threads_of_one_storage_and_of_several_lose_no_increment() {
    let (root, storage) = new_storage();
    committed(&storage, "main", |transaction| transaction.kind::<Lamp>().create(&mut lamp("desk", 0)));
    let other = GitStorage::open(root.path(), policy()).unwrap();
    std::thread::scope(|scope| {
        for storage in [&storage, &storage, &other, &other] {
            scope.spawn(move || {
                for _ in 0..20 {
                    committed(storage, "main", |transaction| {
                        let lamps = transaction.kind::<Lamp>();
                        let mut desk = lamps.get("home/desk")?;
                        desk.spec.watts += 1;
                        lamps.update(&mut desk)
                    });
                }
            });
        }
    });
    assert_eq!((names(&storage), names(&other)), ("desk 80".to_owned(), "desk 80".to_owned()));
    assert_eq!(run(root.path(), &["rev-list", "--count", "main"]), "81\n");
    check(root.path());
}

#[test]
fn hooks_see_what_is_about_to_be_committed_and_what_was() {
    let root = tempfile::tempdir().unwrap();
    let told = std::sync::Arc::new(AtomicUsize::new(0));
    let count = std::sync::Arc::clone(&told);
    let options = GitOptions::new()
        .before_commit(|transaction, commit| {
            if transaction.get_opt(&key("forbidden"))?.is_some() {
                return Err(Error::new(ErrorKind::Unsupported, "no such lamp"));
            }
            commit.description = format!("Of the branch {}.", transaction.branch());
            Ok(())
        })
        .after_commit(move |committed| {
            count.fetch_add(committed.changed.len(), Ordering::Relaxed);
        });
    let storage = GitStorage::init(root.path(), policy(), options).unwrap();
    committed(&storage, "main", |transaction| transaction.kind::<Lamp>().create(&mut lamp("desk", 40)));
    let refused = storage.transaction("main", |transaction| {
        transaction.kind::<Lamp>().create(&mut lamp("forbidden", 40))?;
        Ok(commit("Forbidden"))
    });
    assert_eq!(refused.unwrap_err().to_string(), "no such lamp");
    assert_eq!(
        run(root.path(), &["log", "--format=%s|%b", "main"]).trim(),
        "Change lamps|Of the branch main."
    );
    assert_eq!(told.load(Ordering::Relaxed), 1);
}

#[test]
fn where_the_disk_is_waited_for_many_changed_files_are_one_pack() {
    const COUNT: u64 = 150;
    let (root, storage) = new_storage();
    run(root.path(), &["config", "core.fsyncObjectFiles", "true"]);
    let other = GitStorage::open(root.path(), policy()).unwrap();
    let packs = || {
        let counts = run(root.path(), &["count-objects", "-v"]);
        let count = |name: &str| -> u32 {
            let line = counts.lines().find_map(|line| line.strip_prefix(name)).unwrap();
            line.trim().parse().unwrap()
        };
        (count("count:"), count("packs:"))
    };
    let name = |number: u64| format!("lamp-{number}");
    committed(&storage, "main", |transaction| {
        let lamps = transaction.kind::<Lamp>();
        (0..COUNT).try_for_each(|number| lamps.create(&mut lamp(&name(number), 1)))
    });
    assert_eq!(packs(), (0, 1));
    // One that was there before is in no pack twice, and few are no pack.
    committed(&other, "main", |transaction| {
        let lamps = transaction.kind::<Lamp>();
        (0..COUNT).try_for_each(|number| lamps.update(&mut lamp(&name(number), 2 + number % 2)))
    });
    committed(&storage, "main", |transaction| transaction.kind::<Lamp>().create(&mut lamp("desk", 40)));
    let (loose, packed) = packs();
    assert!((3..=6).contains(&loose) && packed == 2, "{loose} loose, {packed} packs");
    assert_eq!(names(&storage), names(&other));
    assert_eq!(names(&storage), names(&GitStorage::open(root.path(), policy()).unwrap()));
    assert_eq!(names(&storage).split(", ").count(), 151);
    run(root.path(), &["config", "--unset", "core.fsyncObjectFiles"]);
    committed(&storage, "main", |transaction| {
        let lamps = transaction.kind::<Lamp>();
        (0..COUNT).try_for_each(|number| lamps.update(&mut lamp(&name(number), 7)))
    });
    assert_eq!(packs().1, 2);
    check(root.path());
    let work = WorkTree::of(root.path());
    assert_eq!(run(work.path(), &["rev-list", "--count", "main"]), "4\n");
}

#[test]
fn no_new_object_is_placed_where_nobody_looks() {
    let root = tempfile::tempdir().unwrap();
    let placement = Placement::template("{namespace}/vendor/{name}.yaml");
    let options = GitOptions::new().with_directory("apps").with_placement(placement).excluding("vendor");
    let storage = GitStorage::init(root.path(), policy(), options).unwrap();
    let done = storage.transaction("main", |transaction| {
        transaction.kind::<Lamp>().create(&mut lamp("desk", 1))?;
        Ok(commit("Make a lamp"))
    });
    let error = done.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(error.to_string().contains("the directory \"home/vendor\" is excluded"), "{error}");
}

#[test]
fn objects_are_in_no_directory_that_a_tree_cannot_have() {
    let root = tempfile::tempdir().unwrap();
    GitStorage::init(root.path(), policy(), GitOptions::new()).unwrap();
    for directory in ["..", "./apps", "apps/../../x", "apps//x", ".git/hooks"] {
        let options = GitOptions::new().with_directory(directory);
        let error = GitStorage::open_with(root.path(), policy(), options).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
        assert!(error.to_string().contains(directory), "{error}");
    }
}

#[test]
fn new_objects_whose_paths_differ_in_case_only_share_a_file() {
    let root = tempfile::tempdir().unwrap();
    let options = || GitOptions::new().with_directory("apps");
    let placed = options().with_placement(Placement::template("{namespace}/{kind}-{name}.yaml"));
    let storage = GitStorage::init(root.path(), policy(), placed).unwrap();
    committed(&storage, "main", |transaction| transaction.kind::<Lamp>().create(&mut lamp("Desk", 1)));
    let work = WorkTree::of(root.path());
    work.push(&[("apps/home/LAMP-Spot.yaml", "# Not ours.\na: 1\n")], "Add");
    let path = |name: &str| {
        let path = storage.snapshot().unwrap().path_of(&key(name)).unwrap();
        path.to_str().unwrap().to_owned()
    };
    // In a checkout where letters have no case these would be one file.
    for (name, expected) in [
        ("desk", "apps/home/lamp-Desk.yaml"),
        ("DESK", "apps/home/lamp-Desk.yaml"),
        ("spot", "apps/home/LAMP-Spot.yaml"),
        ("floor", "apps/home/lamp-floor.yaml"),
        ("Floor", "apps/home/lamp-floor.yaml"),
    ] {
        assert_eq!(path(name), expected);
        committed(&storage, "main", |transaction| transaction.kind::<Lamp>().create(&mut lamp(name, 5)));
        assert_eq!(path(name), expected);
    }
    assert_eq!(names(&storage), "DESK 5, Desk 1, Floor 5, desk 5, floor 5, spot 5");
    // What was there in another case is forgotten with its file.
    committed(&storage, "main", |transaction| {
        ["desk", "Desk", "DESK"]
            .into_iter()
            .try_for_each(|name| transaction.delete(&key(name), RemovePrecondition::Present).map(drop))
    });
    assert_eq!(path("desk"), "apps/home/lamp-desk.yaml");
    // Who makes many is answered by counts.
    let root = tempfile::tempdir().unwrap();
    let storage = GitStorage::init(root.path(), policy(), options()).unwrap();
    let done = committed(&storage, "main", |transaction| {
        let lamps = transaction.kind::<Lamp>();
        ["a", "b", "c", "d", "e", "B"].into_iter().try_for_each(|name| lamps.create(&mut lamp(name, 1)))
    });
    for name in ["b", "B"] {
        assert_eq!(done.snapshot.path_of(&key(name)).unwrap().to_str(), Some("apps/home/b.yaml"));
    }
}
