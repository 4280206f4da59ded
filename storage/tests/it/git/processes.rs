//! Several programs on one repository: what is acknowledged is there once, and one that is killed blocks nobody.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use libgitops_storage::conformance::{Lamp, policy};
use libgitops_storage::git::{
    GitDirectory, GitDirectoryOptions, GitOptions, GitStorage, TransactionStorage as _,
};
use libgitops_storage::{Error, ReadStorageExt as _};

use super::program::{WorkTree, check, run};
use super::{commit, document};
use crate::children::{WHO, child_directory, count, said, say, start};
use crate::processes::in_time;

/// `upstream.git` with a counter in a directory.
fn upstream(root: &Path) -> PathBuf {
    let path = root.join("upstream.git");
    run(root, &["init", "--quiet", "--bare", "--initial-branch=main", path.to_str().unwrap()]);
    WorkTree::of(&path).push(&[("counter.yaml", &document("counter", 0))], "Begin");
    path
}

/// The storage of a clone of `upstream.git`, by its name.
fn storage(root: &Path, name: &str) -> Result<(GitDirectory, GitStorage), Error> {
    let url = root.join("upstream.git");
    let directory = GitDirectory::open(root.join(name), url.to_str().unwrap(), GitDirectoryOptions::new())?;
    directory.pull()?;
    let storage = GitStorage::in_directory(&directory, policy(), GitOptions::new())?;
    Ok((directory, storage))
}

fn increment(storage: &GitStorage) -> Result<String, Error> {
    let done = storage.transaction("main", |transaction| {
        let lamps = transaction.kind::<Lamp>();
        let mut counter = lamps.get("home/counter")?;
        // A lamp has less than 1000 W.
        counter.spec.watts = (counter.spec.watts + 1) % 1000;
        lamps.update(&mut counter)?;
        Ok(commit("Count"))
    })?;
    Ok(done.unwrap().id.to_string())
}

const PROCESSES: usize = 4;

/// Four programs, each with a clone of its own. `LIBGITOPS_GIT_TRANSACTIONS` sets another count than that of the gate.
#[test]
fn what_programs_acknowledge_is_there_once() {
    let transactions = count("LIBGITOPS_GIT_TRANSACTIONS", 8);
    if let Some(root) = child_directory() {
        let (_directory, storage) = storage(&root, &std::env::var(WHO).unwrap()).unwrap();
        for _ in 0..transactions {
            let begin = Instant::now();
            say(&format!("{} {}", increment(&storage).unwrap(), begin.elapsed().as_millis()));
        }
        return;
    }
    let root = tempfile::tempdir().unwrap();
    let upstream = upstream(root.path());
    let test = "git::processes::what_programs_acknowledge_is_there_once";
    let started = Instant::now();
    let children: Vec<Child> =
        (0..PROCESSES).map(|number| start(test, root.path(), &number.to_string())).collect();
    let (mut acknowledged, mut times) = (Vec::new(), Vec::new());
    for mut child in children {
        for line in said(&mut child) {
            let (id, time) = line.split_once(' ').unwrap();
            acknowledged.push(id.to_owned());
            times.push(time.parse::<u64>().unwrap());
        }
        assert!(child.wait().unwrap().success());
    }
    let expected = PROCESSES * transactions;
    let there: HashSet<String> = run(&upstream, &["rev-list", "main"]).lines().map(str::to_owned).collect();
    assert_eq!((acknowledged.len(), there.len()), (expected, expected + 1));
    assert_eq!(acknowledged.iter().filter(|id| there.contains(*id)).collect::<HashSet<_>>().len(), expected);
    let counter = WorkTree::of(&upstream).text("counter.yaml");
    assert_eq!(counter, document("counter", u64::try_from(expected % 1000).unwrap()));
    check(&upstream);
    times.sort_unstable();
    let (median, most) = (times[times.len() / 2], times[times.len() * 99 / 100]);
    let seconds = started.elapsed().as_secs_f32();
    eprintln!(
        "{expected} acknowledged, {expected} there, none twice, in {seconds:.1} s; median {median} ms, p99 {most} ms"
    );
}

/// Counts for ever, in a clone or in the repository itself, and says what is done.
fn count_for_ever(root: &Path, who: &str) {
    let (_directory, storage) = if who == "clone" {
        let (directory, storage) = storage(root, "clone").unwrap();
        (Some(directory), storage)
    } else {
        (None, GitStorage::open(root.join("here/upstream.git"), policy()).unwrap())
    };
    loop {
        say(&increment(&storage).unwrap());
    }
}

/// A program that commits and pushes is killed again and again, in one clone and in one repository.
///
/// `LIBGITOPS_GIT_KILLS` sets another count than that of the gate.
#[test]
fn killed_programs_lose_nothing_acknowledged_and_block_nobody() {
    if let Some(root) = child_directory() {
        return count_for_ever(&root, &std::env::var(WHO).unwrap());
    }
    let kills = count("LIBGITOPS_GIT_KILLS", 12);
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("here")).unwrap();
    let (upstream, here) = (upstream(root.path()), upstream(&root.path().join("here")));
    let test = "git::processes::killed_programs_lose_nothing_acknowledged_and_block_nobody";
    let started = Instant::now();
    let mut acknowledged: [Vec<String>; 2] = Default::default();
    for round in 0..kills {
        let is_here = round % 3 == 0;
        let mut child = start(test, root.path(), if is_here { "here" } else { "clone" });
        let lines = said(&mut child);
        let reader = thread::spawn(move || lines.collect::<Vec<_>>());
        // A different moment each time, some of them while the program starts.
        thread::sleep(Duration::from_micros(40_000 + u64::try_from(round).unwrap() * 79_193 % 400_000));
        child.kill().unwrap();
        child.wait().unwrap();
        // The end may be torn off.
        let lines = reader.join().unwrap().into_iter().filter(|line| line.len() == 40);
        acknowledged[usize::from(is_here)].extend(lines);
    }
    in_time(|| {
        let (_directory, storage) = storage(root.path(), "clone").unwrap();
        acknowledged[0].push(increment(&storage).unwrap());
        acknowledged[1].push(increment(&GitStorage::open(&here, policy()).unwrap()).unwrap());
    });
    let mut counted = 0;
    for (repository, acknowledged) in [&upstream, &here].into_iter().zip(&acknowledged) {
        let there: Vec<String> = run(repository, &["rev-list", "main"]).lines().map(str::to_owned).collect();
        let lost: Vec<&String> = acknowledged.iter().filter(|id| !there.contains(id)).collect();
        assert!(lost.is_empty(), "{lost:?}");
        // Each commit counts once, acknowledged or not.
        let increments = u64::try_from(there.len() - 1).unwrap();
        assert_eq!(WorkTree::of(repository).text("counter.yaml"), document("counter", increments % 1000));
        check(repository);
        counted += increments;
    }
    check(&root.path().join("clone"));
    let acknowledged = acknowledged.concat().len();
    let seconds = started.elapsed().as_secs_f32();
    eprintln!("{kills} kills, {acknowledged} acknowledged and none lost, {counted} there, in {seconds:.1} s");
}
