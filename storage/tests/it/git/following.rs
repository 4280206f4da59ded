//! Managed clones that follow a branch: what is seen of it, and who is told.

use std::fs;
use std::time::{Duration, Instant};

use libgitops_storage::conformance::Lamp;
use libgitops_storage::git::{Author, Commit, GitDirectoryOptions, TransactionStorage as _};
use libgitops_storage::{ErrorKind, ReadStorageExt as _};

use super::directory::{Upstream, head, storage};
use super::program::{check, run};
use super::{commit, document, lamp, names};

#[test]
fn a_clone_follows_its_branch_and_tells_everybody() {
    let upstream = Upstream::new();
    let options = GitDirectoryOptions::new().with_interval(Duration::from_millis(40));
    let directory = upstream.open("clone", options);
    let (mut notices, unread) = (directory.notices(), directory.notices());
    let first = directory.start().unwrap();
    assert!(first.is_changed() && first.before.is_none() && !first.is_forced);
    let storage = storage(&directory);
    assert_eq!(names(&storage), "desk 40");
    let told = notices.next_within(Duration::from_secs(20)).unwrap();
    assert_eq!((told.before, Some(told.now)), (None, first.now));

    // Many more than wait for a listener that does not listen.
    upstream.work.push(&[("home/desk.yaml", &document("desk", 41))], "Change");
    let told = notices.next_within(Duration::from_secs(20)).unwrap();
    assert_eq!((told.before, told.now.to_string()), (first.now, head(&upstream.path(), "main")));
    assert_eq!(names(&storage), "desk 41");

    directory.suspend();
    upstream.work.push(&[("home/desk.yaml", &document("desk", 42))], "Change again");
    assert_eq!(notices.next_within(Duration::from_millis(300)), None);
    directory.resume();
    assert!(notices.next_within(Duration::from_secs(20)).is_some());
    assert_eq!(names(&storage), "desk 42");
    assert!(directory.last_error().is_none());
    drop(directory);
    assert_eq!(unread.count(), 3, "what waits is told, and then it ends");
    check(&upstream.root.path().join("clone"));
}

#[test]
fn a_clone_that_is_resumed_fetches_at_once() {
    let upstream = Upstream::new();
    let options = GitDirectoryOptions::new().with_interval(Duration::MAX);
    let directory = upstream.open("clone", options);
    let mut notices = directory.notices();
    directory.start().unwrap();
    assert!(notices.next_within(Duration::from_secs(20)).is_some());
    for watts in 41..44 {
        directory.suspend();
        upstream.work.push(&[("home/desk.yaml", &document("desk", watts))], "Change");
        directory.resume();
        assert!(notices.next_within(Duration::from_secs(20)).is_some(), "{watts}");
    }
}

#[test]
fn a_listener_that_does_not_listen_gets_one_notice_of_many_commits() {
    let upstream = Upstream::new();
    let directory = upstream.clone("clone");
    let mut notices = directory.notices();
    let mut last = directory.head().unwrap();
    let first = last;
    for number in 0..70 {
        let text = document("desk", number);
        let message = Commit::new(Author::new("Ada", "ada@example.com"), "Change");
        last = directory.commit(&message, [("home/desk.yaml", Some(text.as_bytes()))]).unwrap();
        directory.push().unwrap();
    }
    let told: Vec<_> = std::iter::from_fn(|| notices.next_within(Duration::ZERO)).collect();
    assert!(told.len() <= 64, "{}", told.len());
    assert_eq!((told[0].before, Some(told[told.len() - 1].now)), (first, last));
    for pair in told.windows(2) {
        assert_eq!(Some(pair[0].now), pair[1].before, "no commit falls between two notices");
    }
}

#[test]
fn a_clone_of_another_branch_than_the_servers_own_follows_that_one() {
    let upstream = Upstream::new();
    fs::write(upstream.work.path().join("home/desk.yaml"), document("desk", 7)).unwrap();
    run(upstream.work.path(), &["commit", "--quiet", "--all", "--message", "Of a release"]);
    run(upstream.work.path(), &["push", "--quiet", "origin", "HEAD:refs/heads/release"]);
    let directory = upstream.open("clone", GitDirectoryOptions::new().with_branch("release"));
    directory.start().unwrap();
    let storage = storage(&directory);
    assert_eq!((names(&storage).as_str(), storage.branch()), ("desk 7", "release"));
    let done = storage.transaction("release", |transaction| {
        transaction.kind::<Lamp>().create(&mut lamp("new", 1))?;
        Ok(commit("Make one"))
    });
    assert_eq!(head(&upstream.path(), "release"), done.unwrap().unwrap().id.to_string());
    assert_eq!(
        run(directory.path(), &["for-each-ref", "--format=%(refname)", "refs/heads"]),
        "refs/heads/release\n"
    );
}

#[test]
fn a_branch_that_is_moved_by_force_is_followed_with_a_notice() {
    let upstream = Upstream::new();
    let directory = upstream.clone("clone");
    let mut notices = directory.notices();
    let storage = storage(&directory);
    let before = storage.snapshot().unwrap();
    fs::write(upstream.work.path().join("home/desk.yaml"), document("desk", 7)).unwrap();
    run(upstream.work.path(), &["commit", "--quiet", "--all", "--amend", "--message", "Another one"]);
    run(upstream.work.path(), &["push", "--quiet", "--force", "origin", "HEAD:main"]);
    let pulled = directory.pull().unwrap();
    assert!(pulled.is_forced && pulled.before == before.commit(), "{pulled:?}");
    let told = notices.next_within(Duration::ZERO).unwrap();
    assert!(told.is_forced && Some(told.now) == pulled.now);
    assert_eq!((names(&storage), names(&before)), ("desk 7".to_owned(), "desk 40".to_owned()));
}

#[test]
fn a_followed_branch_that_is_gone_empties_nobody_until_it_is_back() {
    let upstream = Upstream::new();
    let options = GitDirectoryOptions::new().with_interval(Duration::from_millis(40));
    let directory = upstream.open("clone", options);
    directory.start().unwrap();
    let storage = storage(&directory);
    let seen = directory.head().unwrap();
    run(&upstream.path(), &["branch", "--quiet", "-m", "main", "trunk"]);
    let error = directory.pull().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    let text = error.to_string();
    assert!(text.contains("\"main\" is gone there") && text.contains(directory.remote().url()), "{text}");
    assert_eq!((names(&storage).as_str(), directory.head().unwrap()), ("desk 40", seen));
    let waiting = Instant::now();
    while directory.last_error().is_none_or(|error| error.kind() != ErrorKind::NotFound) {
        assert!(waiting.elapsed() < Duration::from_secs(20), "what follows says nothing");
        std::thread::sleep(Duration::from_millis(5));
    }
    let refused = storage.transaction("main", |transaction| {
        transaction.kind::<Lamp>().create(&mut lamp("floor", 60))?;
        Ok(commit("Add"))
    });
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(run(&upstream.path(), &["for-each-ref", "--format=%(refname:short)"]), "trunk\n");

    let mut notices = directory.notices();
    upstream.work.push(&[("home/desk.yaml", &document("desk", 41))], "Back, and on");
    let told = notices.next_within(Duration::from_secs(20)).unwrap();
    assert_eq!((told.before, told.is_forced), (seen, false));
    assert_eq!(names(&storage), "desk 41");
}
