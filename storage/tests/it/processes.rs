//! Several programs on one directory: none loses what another wrote, and one that is killed harms nobody.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use libgitops_core::gvk::GroupVersionKind;
use libgitops_core::key::ObjectKey;
use libgitops_storage::{
    Durability, ErrorKind, FileOptions, FileRawStorage, Layout, Precondition, RawStorage, RawStorageExt as _,
    RemovePrecondition,
};

use crate::children::{WHO, child_directory, count, said, say, start};

fn key(name: &str) -> ObjectKey {
    ObjectKey::namespaced(GroupVersionKind::from_static("example.com", "v1", "Lamp"), "home", name)
}

fn open(directory: &Path, durability: Durability) -> FileRawStorage {
    FileRawStorage::open_with(directory, FileOptions::new(Layout::default()).with_durability(durability))
        .unwrap()
}

const PROCESSES: usize = 4;
const INCREMENTS: usize = 2000;

/// Without waiting for the disk: what is tested is who wins, and the disk would take a minute.
#[test]
fn programs_lose_no_increment() {
    if let Some(directory) = child_directory() {
        return increment(&open(&directory, Durability::Buffered));
    }
    let root = tempfile::tempdir().unwrap();
    let storage = open(root.path(), Durability::Buffered);
    let first = storage.write(&key("counter"), b"0", Precondition::Absent).unwrap().version;
    let mut children: Vec<Child> =
        (0..PROCESSES).map(|_| start("processes::programs_lose_no_increment", root.path(), "")).collect();
    let mut versions = BTreeSet::new();
    for child in &mut children {
        let own: Vec<u64> = said(child).map(|line| line.parse().unwrap()).collect();
        assert!(own.is_sorted() && own.len() == INCREMENTS);
        versions.extend(own);
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(versions.len(), PROCESSES * INCREMENTS, "no version is given twice");
    assert!(versions.first().is_some_and(|lowest| *lowest > first.get()));
    assert_eq!(
        storage.read(&key("counter")).unwrap().bytes,
        (PROCESSES * INCREMENTS).to_string().into_bytes()
    );
}

fn increment(storage: &FileRawStorage) {
    let mut done = 0;
    while done < INCREMENTS {
        let read = storage.read(&key("counter")).unwrap();
        let number: usize = std::str::from_utf8(&read.bytes).unwrap().parse().unwrap();
        let next = (number + 1).to_string();
        match storage.write(&key("counter"), next.as_bytes(), Precondition::Matches(read.info.version)) {
            Ok(written) => {
                done += 1;
                say(&written.version.to_string());
            }
            Err(error) => assert_eq!(error.kind(), ErrorKind::Conflict, "{error:?}"),
        }
    }
}

/// How many objects each program changes.
const OBJECTS: u64 = 5;

/// The bytes of an object after a change: their length differs, and they say their own number first and last.
fn content(number: u64) -> Vec<u8> {
    let filling = "-".repeat(usize::try_from(number * 7919 % 9000).unwrap());
    format!("{number} {filling} {number}\n").into_bytes()
}

/// Changes objects of its own for ever, and says before and after each change what it does.
fn change_for_ever(storage: &FileRawStorage, who: &str) {
    let mut number = 1 + storage.list_all(&key("a").gvk().into()).unwrap().version.get();
    loop {
        number += 1;
        let name = format!("{who}{}", number % OBJECTS);
        let info = storage.stat(&key(&name)).ok();
        let removes = info.is_some() && number.is_multiple_of(3);
        let what = if removes { "-".to_owned() } else { number.to_string() };
        say(&format!("begin {name} {what}"));
        match info {
            Some(info) if removes => {
                storage.remove(&key(&name), RemovePrecondition::Matches(info.version)).unwrap();
            }
            Some(info) => {
                storage.write(&key(&name), &content(number), Precondition::Matches(info.version)).unwrap();
            }
            None => {
                storage.write(&key(&name), &content(number), Precondition::Absent).unwrap();
            }
        }
        say(&format!("done {name} {what}"));
    }
}

/// What an object is to be by a change that was begun: the number of its bytes, or nothing if it is removed.
#[derive(Clone, Copy, Debug)]
struct Begun(Option<u64>);

/// What is known of an object from what its program said.
#[derive(Debug, Default)]
struct Known {
    done: Option<u64>,
    begun: Option<Begun>,
}

/// Takes in what a program said until it was killed, and says how many changes it said were done.
fn learn(known: &mut BTreeMap<String, Known>, lines: impl Iterator<Item = String>) -> usize {
    let mut done = 0;
    for line in lines {
        let words: Vec<&str> = line.split(' ').collect();
        let [what, name, number] = words.as_slice() else { continue };
        let number = (*number != "-").then(|| number.parse().unwrap());
        let object = known.entry((*name).to_owned()).or_default();
        if *what == "begin" {
            object.begun = Some(Begun(number));
        } else {
            (object.done, object.begun) = (number, None);
            done += 1;
        }
    }
    done
}

/// Every object is as it was said to be, or as the last change, of which nothing was said any more, would have it.
fn check(storage: &FileRawStorage, known: &mut BTreeMap<String, Known>) {
    for (name, object) in known {
        let found = storage.exists(&key(name)).unwrap().then(|| storage.read(&key(name)).unwrap().bytes);
        let is = |number: Option<u64>| number.map(content) == found;
        if let Some(Begun(number)) = object.begun.take().filter(|Begun(number)| is(*number)) {
            object.done = number;
        }
        let length = found.as_ref().map(Vec::len);
        assert!(is(object.done), "{name} has {length:?} bytes, and should be as {object:?} says");
    }
}

/// Every unfinished file below a directory.
fn unfinished(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let found = entries.flat_map(|path| if path.is_dir() { unfinished(&path) } else { vec![path] });
    found.filter(|path| path.extension().is_some_and(|extension| extension == "tmp")).collect()
}

/// Fails if something takes so long that only a lock that was left behind can be the cause.
fn in_time<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(move || sender.send(work()));
        // A thread that hangs keeps the scope open, so the message comes first and the harness ends the process.
        receiver.recv_timeout(Duration::from_mins(1)).unwrap_or_else(|_| {
            eprintln!("a lock was left behind");
            std::process::exit(101)
        })
    })
}

/// Two programs at a time, of which one is killed while the other goes on, and then the other.
///
/// `LIBGITOPS_KILLS` sets another count than that of the gate.
#[test]
fn killed_writers_lose_nothing_tear_nothing_and_leave_no_lock() {
    if let Some(directory) = child_directory() {
        return change_for_ever(&open(&directory, Durability::Synced), &std::env::var(WHO).unwrap());
    }
    let kills = count("LIBGITOPS_KILLS", 100);
    let started = Instant::now();
    let root = tempfile::tempdir().unwrap();
    let mut known: [BTreeMap<String, Known>; 2] = Default::default();
    let mut done = 0;
    for round in 0..kills.div_ceil(2) {
        let name = "processes::killed_writers_lose_nothing_tear_nothing_and_leave_no_lock";
        let mut children = ["a", "b"].map(|who| start(name, root.path(), who));
        let readers = children.each_mut().map(|child| {
            let lines = said(child);
            thread::spawn(move || lines.collect::<Vec<_>>())
        });
        // A different moment each time, some of them while the programs start.
        thread::sleep(Duration::from_micros(15_000 + u64::try_from(round).unwrap() * 79_193 % 250_000));
        for (at, (child, reader)) in children.iter_mut().zip(readers).enumerate() {
            child.kill().unwrap();
            child.wait().unwrap();
            done += learn(&mut known[at], reader.join().unwrap().into_iter());
            in_time(|| check(&open(root.path(), Durability::Synced), &mut known[at]));
        }
        assert_eq!(unfinished(root.path()), Vec::<PathBuf>::new());
        let page = open(root.path(), Durability::Synced).list_all(&key("a").gvk().into()).unwrap();
        let expected = known.iter().flat_map(BTreeMap::values).filter(|object| object.done.is_some()).count();
        assert_eq!((page.keys.len(), page.errors.len()), (expected, 0));
    }
    eprintln!("{kills} kills and {done} acknowledged changes in {:.1} s", started.elapsed().as_secs_f32());
    assert!(done > kills, "the programs did hardly anything: {done} changes");
}
