//! Three programs save, move and swap files in every way that programs do, and what a watch tells is what is on the disk.
//!
//! `LIBGITOPS_TORTURE_ROUNDS` and `LIBGITOPS_TORTURE_SEED` set another count and another seed than those of the gate.

mod disk;
mod told;

use std::io::Write as _;
use std::num::NonZeroUsize;
use std::process::Child;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use libgitops_storage::conformance::policy;
use libgitops_storage::{
    Durability, EventStorage as _, ManifestOptions, ManifestRawStorage, ManifestStorage, WatchOptions,
    WatchSettings, WatchStorage,
};

use crate::children::{WHO, child_directory, count, listen, now, start};
use crate::watch::{PATIENCE, lamps};
use disk::Writer;
use told::{Told, Window};

const WRITERS: [&str; 3] = ["a", "b", "c"];

fn open(directory: &std::path::Path) -> ManifestStorage {
    let options = ManifestOptions::new().with_durability(Durability::Buffered);
    ManifestStorage::open_with(directory, policy(), options).unwrap()
}

/// A writing program, and what it says.
struct Program {
    child: Child,
    said: Receiver<String>,
}

impl Program {
    fn start(root: &std::path::Path, who: &str) -> Self {
        let name = "torture::what_is_told_after_all_that_programs_do_is_what_is_on_the_disk";
        let mut child = start(name, root, who);
        let said = listen(&mut child);
        Self { child, said }
    }

    fn ask(&mut self, what: &str) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{what}").unwrap();
    }

    fn next(&self) -> String {
        self.said.recv_timeout(PATIENCE).expect("a writer says what it does")
    }
}

#[test]
fn what_is_told_after_all_that_programs_do_is_what_is_on_the_disk() {
    let seed = count("LIBGITOPS_TORTURE_SEED", 1);
    if let Some(directory) = child_directory() {
        return Writer::new(&directory, &std::env::var(WHO).unwrap(), seed).work();
    }
    let rounds = count("LIBGITOPS_TORTURE_ROUNDS", 20);
    let root = tempfile::tempdir().unwrap();
    let directory = root.path().join("watched");
    let mut programs = WRITERS.map(|who| Program::start(root.path(), who));
    for program in &mut programs {
        program.ask("begin");
        assert_eq!(program.next(), "done");
    }
    // Only hints can tell in time, but in rounds in which it is looked all the time.
    let mut settings = WatchSettings::new();
    settings.interval = Duration::from_hours(1);
    let storage = WatchStorage::with_settings(open(&directory), settings).unwrap();
    assert!(storage.warning().is_none(), "{:?}", storage.warning());
    let options = WatchOptions::new().with_buffer(NonZeroUsize::new(1 << 20).unwrap());
    let mut told = Told::new(storage.watch(&lamps(), options).unwrap());
    for round in 0..rounds {
        for program in &mut programs {
            program.ask("round");
        }
        told.begin_round(round);
        let mut windows = Vec::new();
        for program in &programs {
            loop {
                if round % 2 == 1 {
                    windows.push(look(&storage));
                }
                match program.said.recv_timeout(if round % 2 == 1 { Duration::ZERO } else { PATIENCE }) {
                    Ok(line) if line == "done" => break,
                    Ok(line) => told.writer_says(&line),
                    Err(_) => assert!(round % 2 == 1, "a writer does not answer"),
                }
            }
        }
        wait_until_told(&mut told, &directory, round);
        told.end_round(&windows);
    }
    for mut program in programs {
        program.ask("end");
        assert!(program.child.wait().unwrap().success());
    }
    eprintln!("seed {seed}: {told}");
    assert!(told.changes() >= rounds * WRITERS.len());
}

/// A look with the time in which it was made: what was on the disk all that time has to be told.
fn look(storage: &WatchStorage<ManifestRawStorage>) -> Window {
    let begin = now();
    storage.sync();
    Window { begin, end: now() }
}

/// Takes events until they say what is on the disk now that nobody writes any more.
fn wait_until_told(told: &mut Told, directory: &std::path::Path, round: usize) {
    let disk = told::states(&open(directory));
    let deadline = Instant::now() + PATIENCE;
    while told.objects() != disk || !told.missing().is_empty() {
        assert!(
            Instant::now() < deadline,
            "round {round}: {:?} are not told as they are; {:#?} is told, {disk:#?} on the disk",
            told.missing(),
            told.objects()
        );
        told.take(Duration::from_millis(10));
    }
    // What comes after quiet would be of nothing that changed, or late: it is judged with the next round at the latest.
    told.take(Duration::ZERO);
}
