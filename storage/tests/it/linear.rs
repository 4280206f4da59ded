//! Several programs read and write a few objects: what each saw could have happened one operation after the other.
//!
//! `LIBGITOPS_LINEAR_OPERATIONS` and `LIBGITOPS_LINEAR_SEEDS` set other counts than those of the gate.

mod history;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::Child;

use libgitops_core::meta::{MetadataExt as _, ObjectMeta};
use libgitops_storage::conformance::{Lamp, LampSpec, policy};
use libgitops_storage::{
    Durability, ErrorKind, FileOptions, FileRawStorage, Layout, ManifestOptions, ManifestStorage,
    ObjectStorage, RawStorage, ReadStorageExt as _, RemovePrecondition, Storage, Version,
};

use crate::children::{Random, WHO, child_directory, count, listen, now, say, start};
use crate::watch::PATIENCE;
use history::{Answer, Event, Operation};

const PROCESSES: usize = 4;

/// The objects. In a tree of manifests they are documents of one file.
const NAMES: [&str; 3] = ["desk", "floor", "spot"];

fn files(root: &Path) -> ObjectStorage<FileRawStorage> {
    let options = FileOptions::new(Layout::default()).with_durability(Durability::Buffered);
    ObjectStorage::new(FileRawStorage::open_with(root, options).unwrap(), policy())
}

fn manifests(root: &Path) -> ManifestStorage {
    let options = ManifestOptions::new().with_durability(Durability::Buffered);
    ManifestStorage::open_with(root, policy(), options).unwrap()
}

/// A lamp in a state that no other write gives it.
fn lamp(name: &str, state: &str, version: Option<u64>) -> Lamp {
    let mut metadata = ObjectMeta::namespaced("home", name);
    metadata.labels.insert("state".to_owned(), state.to_owned());
    metadata.resource_version = version.map(|version| version.to_string());
    Lamp { metadata, spec: LampSpec::default() }
}

fn seen(lamp: &Lamp) -> Answer {
    let version = lamp.metadata.resource_version().unwrap().parse().unwrap();
    Answer::Is(version, lamp.metadata.labels.get("state").cloned().unwrap_or_default())
}

fn failed(kind: ErrorKind) -> Answer {
    match kind {
        ErrorKind::NotFound => Answer::NotFound,
        ErrorKind::AlreadyExists => Answer::AlreadyExists,
        ErrorKind::Conflict => Answer::Conflict,
        other => panic!("{other:?}"),
    }
}

/// Does an operation.
fn perform(storage: &impl Storage, name: &str, operation: &Operation) -> Answer {
    let lamps = storage.kind::<Lamp>().in_namespace("home");
    let result = match operation {
        Operation::Read => lamps.get(name).map(|lamp| seen(&lamp)),
        Operation::Create(state) => {
            let mut lamp = lamp(name, state, None);
            lamps.create(&mut lamp).map(|()| seen(&lamp))
        }
        Operation::Update(state, version) => {
            let mut lamp = lamp(name, state, *version);
            lamps.update(&mut lamp).map(|()| seen(&lamp))
        }
        Operation::Delete(version) => {
            let precondition = version.map_or(RemovePrecondition::Present, |version| {
                RemovePrecondition::Matches(Version::new(version))
            });
            lamps.delete(name, precondition).map(|version| Answer::Gone(version.get()))
        }
    };
    result.unwrap_or_else(|error| failed(error.kind()))
}

/// One of the programs: it does its operations, each by what it saw last, and says when it did them and what came of it.
fn work(storage: &impl Storage, who: usize, seed: usize, operations: usize) {
    let mut random = Random(u64::try_from(seed * 100 + who).unwrap());
    let mut known: BTreeMap<&str, u64> = BTreeMap::new();
    say("ready");
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
    let mut history = Vec::with_capacity(operations);
    for number in 0..operations {
        let name = NAMES[random.below(NAMES.len())];
        let state = format!("{who}-{number}");
        let version = known.get(name).copied();
        let operation = match random.below(10) {
            0..3 => Operation::Read,
            3 => Operation::Create(state),
            4 => Operation::Update(state, None),
            5 => Operation::Delete(version.filter(|_| random.below(2) == 0)),
            _ if version.is_none() => Operation::Create(state),
            _ => Operation::Update(state, version),
        };
        let begin = now();
        let answer = perform(storage, name, &operation);
        let end = now();
        match &answer {
            Answer::Is(version, _) => drop(known.insert(name, *version)),
            Answer::Conflict => {
                // As a program does that wants to try again.
                if let Ok(lamp) = storage.kind::<Lamp>().in_namespace("home").get(name) {
                    known.insert(name, lamp.metadata.resource_version().unwrap().parse().unwrap());
                }
            }
            _ => drop(known.remove(name)),
        }
        history.push(Event { name: name.to_owned(), begin, end, operation, answer });
    }
    for event in history {
        say(&event.to_line());
    }
    say("done");
}

/// Runs the programs, and gives what each of them did.
fn run(test: &str, root: &Path, seed: usize) -> Vec<Event> {
    let mut programs: Vec<(Child, _)> = (0..PROCESSES)
        .map(|who| {
            let mut child = start(test, root, &format!("{who} {seed}"));
            let said = listen(&mut child);
            (child, said)
        })
        .collect();
    // All begin when the last is ready, as far as that is possible.
    assert!(programs.iter().all(|(_, said)| said.recv_timeout(PATIENCE).unwrap() == "ready"));
    for (child, _) in &mut programs {
        child.stdin.as_mut().unwrap().write_all(b"go\n").unwrap();
    }
    let mut history = Vec::new();
    for (mut child, said) in programs {
        history.extend(said.iter().take_while(|line| line != "done").map(|line| Event::of_line(&line)));
        assert!(child.wait().unwrap().success());
    }
    history
}

fn check<R: RawStorage>(test: &str, open: fn(&Path) -> ObjectStorage<R>) {
    let operations = count("LIBGITOPS_LINEAR_OPERATIONS", 250);
    if let Some(root) = child_directory() {
        let who = std::env::var(WHO).unwrap();
        let (who, seed) = who.split_once(' ').unwrap();
        return work(&open(&root), who.parse().unwrap(), seed.parse().unwrap(), operations);
    }
    for seed in 1..=count("LIBGITOPS_LINEAR_SEEDS", 1) {
        let root = tempfile::tempdir().unwrap();
        let mut history = run(test, root.path(), seed);
        assert_eq!(history.len(), PROCESSES * operations);
        // What is there in the end is read after everything else.
        let storage = open(root.path());
        for name in NAMES {
            let begin = now();
            let answer = perform(&storage, name, &Operation::Read);
            history.push(Event {
                name: name.to_owned(),
                begin,
                end: now(),
                operation: Operation::Read,
                answer,
            });
        }
        let summary = history::check(&history).unwrap_or_else(|wrong| panic!("seed {seed}: {wrong}"));
        eprintln!("seed {seed}: {summary}");
        assert!(summary.writes > operations / 2 && summary.conflicts > 0, "hardly anything met: {summary}");
    }
}

#[test]
fn programs_on_files_act_one_after_the_other() {
    check("linear::programs_on_files_act_one_after_the_other", files);
}

#[test]
fn programs_on_manifests_act_one_after_the_other() {
    check("linear::programs_on_manifests_act_one_after_the_other", manifests);
}
