//! Managed clones: following a branch, and transactions that are pushed.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

use libgitops_storage::conformance::{Lamp, policy};
use libgitops_storage::git::{
    Author, Commit, GitDirectory, GitDirectoryOptions, GitOptions, GitStorage, TransactionOptions,
    TransactionStorage as _,
};
use libgitops_storage::{ErrorKind, ReadStorageExt as _};
use tempfile::TempDir;

use super::program::{WorkTree, check, run};
use super::{commit, document, lamp, names};

/// A repository with a lamp, and a place for a clone of it.
pub(super) struct Upstream {
    pub(super) root: TempDir,
    pub(super) work: WorkTree,
}

impl Upstream {
    pub(super) fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("upstream.git");
        run(root.path(), &["init", "--quiet", "--bare", "--initial-branch=main", path.to_str().unwrap()]);
        let work = WorkTree::of(&path);
        run(work.path(), &["checkout", "--quiet", "-B", "main"]);
        work.push(&[("home/desk.yaml", &document("desk", 40))], "Add");
        Self { root, work }
    }

    pub(super) fn path(&self) -> std::path::PathBuf {
        self.root.path().join("upstream.git")
    }

    pub(super) fn open(&self, name: &str, options: GitDirectoryOptions) -> GitDirectory {
        GitDirectory::open(self.root.path().join(name), self.path().to_str().unwrap(), options).unwrap()
    }

    /// Has every push refused.
    fn protect(&self, why: &str) {
        let hook = self.path().join("hooks/update");
        fs::create_dir_all(hook.parent().unwrap()).unwrap();
        fs::write(&hook, format!("#!/bin/sh\necho '{why}' >&2\nexit 1\n")).unwrap();
        fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// A clone that has what is there.
    pub(super) fn clone(&self, name: &str) -> GitDirectory {
        let directory = self.open(name, GitDirectoryOptions::new());
        directory.pull().unwrap();
        directory
    }
}

pub(super) fn storage(directory: &GitDirectory) -> GitStorage {
    GitStorage::in_directory(directory, policy(), GitOptions::new()).unwrap()
}

pub(super) fn head(repository: &Path, branch: &str) -> String {
    run(repository, &["rev-parse", branch]).trim().to_owned()
}

#[test]
fn every_wait_may_be_for_ever() {
    let upstream = Upstream::new();
    let options = GitDirectoryOptions::new().with_interval(Duration::MAX).with_timeout(Duration::MAX);
    let directory = upstream.open("clone", options);
    let mut notices = directory.notices();
    directory.start().unwrap();
    assert!(notices.next_within(Duration::MAX).is_some());
    let storage = storage(&directory);
    let options = TransactionOptions::new().with_patience(Duration::MAX);
    let done = storage.transact("main", &options, &mut |transaction| {
        transaction.kind::<Lamp>().create(&mut lamp("floor", 60))?;
        Ok(commit("Add").into())
    });
    assert!(done.unwrap().is_some());
    assert!(notices.next_within(Duration::MAX).is_some());
}

#[test]
fn branches_are_made_checked_out_committed_to_and_pushed_one_by_one() {
    let upstream = Upstream::new();
    let directory = upstream.clone("clone");
    directory.new_branch("topic").unwrap();
    assert_eq!(directory.branch(), "topic");
    assert_eq!(directory.new_branch("main").unwrap_err().kind(), ErrorKind::AlreadyExists);
    let text = document("new", 1);
    let message = Commit::new(Author::new("Ada", "ada@example.com"), "Add a file");
    let made =
        directory.commit(&message, [("home/new.yaml", Some(text.as_bytes())), ("docs/a.md", Some(b"A\n"))]);
    let made = made.unwrap().unwrap();
    assert_eq!(directory.commit(&message, [("docs/a.md", Some(b"A\n".as_slice()))]).unwrap(), None);
    for wrong in ["../x", "a//b", ".git/config", "", "a/.."] {
        let error = directory.commit(&message, [(wrong, None)]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{wrong:?}");
    }
    // Somebody else deletes a branch, which no push of ours brings back.
    run(upstream.work.path(), &["push", "--quiet", "origin", "HEAD:refs/heads/old"]);
    directory.pull_branch("old").unwrap();
    run(upstream.work.path(), &["push", "--quiet", "origin", ":old"]);
    directory.push().unwrap();
    directory.push().unwrap();
    assert_eq!(head(&upstream.path(), "topic"), made.to_string());
    let branches = run(&upstream.path(), &["for-each-ref", "--format=%(refname:short)"]);
    assert_eq!(branches, "main\ntopic\n");
    let gone = directory.pull_branch("old").unwrap();
    assert!(gone.now.is_none() && gone.before.is_some());
    directory.checkout("main").unwrap();
    assert_eq!(directory.checkout("nothing").unwrap_err().kind(), ErrorKind::NotFound);

    // A commit here is kept by a pull, and a push of it is refused when the branch has moved there.
    let own = directory.commit(&message, [("docs/b.md", Some(b"B\n".as_slice()))]).unwrap();
    upstream.work.push(&[("home/desk.yaml", &document("desk", 41))], "Change");
    assert_eq!(directory.push().unwrap_err().kind(), ErrorKind::Conflict);
    directory.pull().unwrap();
    assert_eq!(directory.head().unwrap(), own);
    check(&upstream.path());
    let path = directory.path().to_owned();
    directory.cleanup().unwrap();
    assert!(!path.exists());
}

#[test]
fn a_transaction_is_done_when_it_is_pushed_and_runs_again_when_others_were_first() {
    let upstream = Upstream::new();
    let (first, second) = (upstream.clone("first"), upstream.clone("second"));
    let (first, second) = (storage(&first), storage(&second));
    let add = |storage: &GitStorage, watts: u64| {
        let done = storage.transaction("main", |transaction| {
            let lamps = transaction.kind::<Lamp>();
            let mut desk = lamps.get("home/desk")?;
            desk.spec.watts += watts;
            lamps.update(&mut desk)?;
            Ok(commit("Add watts"))
        });
        done.unwrap().unwrap()
    };
    add(&first, 1);
    // The second one knows nothing of that.
    assert_eq!(names(&second), "desk 40");
    let done = add(&second, 10);
    assert_eq!((names(&done.snapshot).as_str(), names(&second).as_str()), ("desk 51", "desk 51"));
    assert_eq!(head(&upstream.path(), "main"), done.id.to_string());
    assert_eq!(run(&upstream.path(), &["rev-list", "--count", "main"]), "3\n");

    let topic = first.transaction("topic-", |transaction| {
        transaction.kind::<Lamp>().create(&mut lamp("new", 1))?;
        Ok(commit("Make one"))
    });
    let topic = topic.unwrap().unwrap();
    assert_eq!(head(&upstream.path(), &topic.branch), topic.id.to_string());
    // A branch that is only there is found by its name.
    let more = second.transaction(&topic.branch, |transaction| {
        transaction.kind::<Lamp>().create(&mut lamp("more", 1))?;
        Ok(commit("Make another one"))
    });
    assert_eq!(names(&more.unwrap().unwrap().snapshot), "desk 41, more 1, new 1");
    check(&upstream.path());
}

#[test]
fn a_refusal_of_the_server_is_told_in_its_words() {
    let upstream = Upstream::new();
    let directory = upstream.clone("clone");
    upstream.protect("main is protected on Fridays");
    let storage = storage(&directory);
    let before = head(&upstream.path(), "main");
    let result = storage.transaction("main", |transaction| {
        transaction.kind::<Lamp>().create(&mut lamp("new", 1))?;
        Ok(commit("Make one"))
    });
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Remote, "{error}");
    let text = error.to_string();
    assert!(text.contains("hook declined") && text.contains("main is protected on Fridays"), "{error}");
    assert_eq!((head(&upstream.path(), "main"), head(directory.path(), "main")), (before.clone(), before));
    assert_eq!(names(&storage), "desk 40");
}

#[test]
fn branches_of_their_own_are_pushed_at_once() {
    const WRITERS: usize = 3;
    let upstream = Upstream::new();
    let directory = upstream.clone("clone");
    // Each push waits for the others to come.
    upstream.protect("refused");
    let hook = format!(
        "#!/bin/sh\ntouch {place}/came-$$\nfor _ in $(seq 200); do\n  \
         test $(ls {place} | grep -c came-) -ge {WRITERS} && exit 0\n  sleep 0.1\ndone\n\
         echo 'no other push came' >&2\nexit 1\n",
        place = upstream.root.path().display()
    );
    fs::write(upstream.path().join("hooks/update"), hook).unwrap();
    let storage = storage(&directory);
    std::thread::scope(|scope| {
        for number in 0..WRITERS {
            let storage = &storage;
            scope.spawn(move || {
                let done = storage.transaction("topic-", |transaction| {
                    transaction.kind::<Lamp>().create(&mut lamp(&format!("new-{number}"), 1))?;
                    Ok(commit("Make one"))
                });
                done.unwrap().unwrap();
            });
        }
    });
    let branches =
        run(&upstream.path(), &["for-each-ref", "--format=%(refname:short)", "refs/heads/topic-*"]);
    assert_eq!(branches.lines().count(), WRITERS);
    check(&upstream.path());
}

#[test]
fn an_empty_repository_gets_its_first_commit_and_a_missing_one_is_told() {
    let root = tempfile::tempdir().unwrap();
    run(root.path(), &["init", "--quiet", "--bare", "--initial-branch=main", "empty.git"]);
    let url = root.path().join("empty.git");
    let directory =
        GitDirectory::open(root.path().join("clone"), url.to_str().unwrap(), GitDirectoryOptions::new());
    let directory = directory.unwrap();
    assert_eq!(directory.start().unwrap().now, None);
    let storage = storage(&directory);
    let done = storage.transaction("main", |transaction| {
        transaction.kind::<Lamp>().create(&mut lamp("new", 1))?;
        Ok(commit("Make one"))
    });
    assert_eq!(head(&url, "main"), done.unwrap().unwrap().id.to_string());
    let missing = root.path().join("missing.git");
    let directory =
        GitDirectory::open(root.path().join("other"), missing.to_str().unwrap(), GitDirectoryOptions::new());
    let error = directory.unwrap().pull().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Remote, "{error}");
}

/// A lock as a program leaves it that was killed some time ago.
fn leave_lock(path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let lock = fs::File::create(path).unwrap();
    lock.set_modified(std::time::SystemTime::now() - Duration::from_mins(1)).unwrap();
}

#[test]
fn locks_that_killed_programs_left_behind_are_taken_over() {
    let upstream = Upstream::new();
    let directory = upstream.clone("clone");
    let storage = storage(&directory);
    let path = directory.path().to_owned();
    for lock in ["refs/heads/main.lock", "refs/remotes/origin/main.lock", "refs/libgitops/incoming/main.lock"]
    {
        leave_lock(&path.join(lock));
    }
    upstream.work.push(&[("home/desk.yaml", &document("desk", 41))], "Change");
    directory.pull().unwrap();
    leave_lock(&path.join("refs/heads/main.lock"));
    let done = storage.transaction("main", |transaction| {
        transaction.kind::<Lamp>().create(&mut lamp("new", 1))?;
        Ok(commit("Make one"))
    });
    assert_eq!(names(&done.unwrap().unwrap().snapshot), "desk 41, new 1");
    drop((storage, directory));
    for lock in ["packed-refs.lock", "config.lock", "shallow.lock"] {
        leave_lock(&path.join(lock));
    }
    let directory = upstream.open("clone", GitDirectoryOptions::new());
    directory.pull().unwrap();
    directory.maintain().unwrap();
    check(&path);
}

#[test]
fn failures_of_the_background_are_told_ever_more_rarely_until_it_works_again() {
    let upstream = Upstream::new();
    let (sender, errors) = std::sync::mpsc::channel();
    let interval = Duration::from_millis(20);
    let options = GitDirectoryOptions::new().with_interval(interval).on_error(move |error| {
        let _the_test_is_over = sender.send((Instant::now(), error.kind()));
    });
    let directory = upstream.open("clone", options);
    let mut notices = directory.notices();
    directory.start().unwrap();
    notices.next_within(Duration::ZERO).unwrap();
    let away = upstream.root.path().join("away.git");
    fs::rename(upstream.path(), &away).unwrap();
    let failures: Vec<_> = errors.iter().take(5).collect();
    assert!(failures.iter().all(|(_, kind)| *kind == ErrorKind::Remote), "{failures:?}");
    for (number, pair) in failures.windows(2).enumerate() {
        // Twice as long each time, of which a half may be missing.
        let least = interval * (1 << number);
        assert!(pair[1].0 - pair[0].0 >= least, "{number}: {:?}", pair[1].0 - pair[0].0);
    }
    assert_eq!(directory.last_error().unwrap().kind(), ErrorKind::Remote);
    fs::rename(&away, upstream.path()).unwrap();
    upstream.work.push(&[("home/desk.yaml", &document("desk", 41))], "Change");
    assert!(notices.next_within(Duration::from_mins(1)).is_some());
    assert_eq!(names(&storage(&directory)), "desk 41");
}

#[test]
fn maintenance_packs_what_lies_about() {
    let upstream = Upstream::new();
    let directory = upstream.clone("clone");
    let storage = storage(&directory);
    for watts in 0..30 {
        let done = storage.transaction("main", |transaction| {
            let lamps = transaction.kind::<Lamp>();
            let mut desk = lamps.get("home/desk")?;
            desk.spec.watts = watts;
            lamps.update(&mut desk)?;
            Ok(commit("Change"))
        });
        assert!(done.unwrap().is_some());
    }
    let loose =
        || run(directory.path(), &["count-objects"]).split(' ').next().unwrap().parse::<u32>().unwrap();
    assert!(loose() >= 90, "{}", loose());
    directory.maintain().unwrap();
    assert_eq!(loose(), 0);
    assert_eq!(names(&storage.at("main~10").unwrap()), "desk 19");
    assert_eq!(names(&storage), "desk 29");
    check(directory.path());
}

#[test]
fn a_clone_that_follows_packs_by_itself_what_lies_about() {
    let upstream = Upstream::new();
    let options = GitDirectoryOptions::new().with_interval(Duration::from_millis(20)).with_loose_objects(30);
    let directory = upstream.open("clone", options);
    directory.start().unwrap();
    let storage = storage(&directory);
    let loose =
        || run(directory.path(), &["count-objects"]).split(' ').next().unwrap().parse::<u32>().unwrap();
    let until = Instant::now() + Duration::from_mins(1);
    let (mut most, mut watts) = (0, 0);
    // It is packed while commits are made.
    while watts < 20 || loose() >= most {
        watts += 1;
        let done = storage.transaction("main", |transaction| {
            let lamps = transaction.kind::<Lamp>();
            let mut desk = lamps.get("home/desk")?;
            desk.spec.watts = watts;
            lamps.update(&mut desk)?;
            Ok(commit("Change"))
        });
        assert!(done.unwrap().is_some() && Instant::now() < until, "{:?}", directory.last_error());
        most = most.max(loose());
    }
    assert_eq!(names(&storage), format!("desk {watts}"));
    assert_eq!(names(&storage.at("main~10").unwrap()), format!("desk {}", watts - 10));
    check(directory.path());
}

#[test]
fn a_shallow_clone_has_so_many_commits_and_pushes() {
    let upstream = Upstream::new();
    upstream.work.push(&[("home/desk.yaml", &document("desk", 41))], "Change");
    upstream.work.push(&[("home/desk.yaml", &document("desk", 42))], "Change");
    let url = format!("file://{}", upstream.path().display());
    let directory =
        GitDirectory::open(upstream.root.path().join("clone"), url, GitDirectoryOptions::new().shallow(1))
            .unwrap();
    directory.start().unwrap();
    assert_eq!(run(directory.path(), &["rev-list", "--count", "main"]), "1\n");
    let storage = storage(&directory);
    let done = storage.transaction("main", |transaction| {
        transaction.kind::<Lamp>().create(&mut lamp("new", 1))?;
        Ok(commit("Make one"))
    });
    assert_eq!(head(&upstream.path(), "main"), done.unwrap().unwrap().id.to_string());
    assert_eq!(run(&upstream.path(), &["rev-list", "--count", "main"]), "4\n");
    check(&upstream.path());
}
