//! When the system has no more to give: hints stop and come back, and nothing is told that is not so.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use libgitops_storage::conformance::policy;
use libgitops_storage::{
    Durability, EventStorage as _, ManifestOptions, ManifestRawStorage, ManifestStorage, Watch, WatchOptions,
    WatchSettings, WatchStorage,
};

use crate::children::{child_directory, listen, say, start, start_by};
use crate::watch::{PATIENCE, document, lamps, next, told, until};

/// Opens files until the program can open no more.
fn all_descriptors() -> Vec<File> {
    std::iter::from_fn(|| File::open("/dev/null").ok()).collect()
}

/// That the program ran its one test to the end: by another name there would be none, which is a success too.
fn assert_ran(output: &Output) {
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

/// Runs a test in a program that can open few files, so that there are no more descriptors soon, and nobody else suffers.
fn with_few_descriptors(test: &str) {
    let root = tempfile::tempdir().unwrap();
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -n 64 && exec \"$0\" \"$@\""]).arg(std::env::current_exe().unwrap());
    let output = start_by(command, test, root.path(), "").wait_with_output().unwrap();
    assert_ran(&output);
}

fn open(root: &Path) -> ManifestStorage {
    let options = ManifestOptions::new().with_durability(Durability::Buffered);
    ManifestStorage::open_with(root, policy(), options).unwrap()
}

fn watched(root: &Path, settings: WatchSettings) -> (WatchStorage<ManifestRawStorage>, Watch) {
    let storage = WatchStorage::with_settings(open(root), settings).unwrap();
    let watch = storage.watch(&lamps(), WatchOptions::new()).unwrap();
    (storage, watch)
}

fn settings(interval: Duration) -> WatchSettings {
    let mut settings = WatchSettings::new();
    settings.interval = interval;
    settings
}

#[test]
fn without_hints_it_is_looked_every_second_and_that_is_told_once() {
    let Some(root) = child_directory() else {
        return with_few_descriptors(
            "exhaustion::without_hints_it_is_looked_every_second_and_that_is_told_once",
        );
    };
    let warnings = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&warnings);
    // Nothing but looking without hints can tell in time.
    let settings = settings(Duration::from_hours(1)).on_warning(move |warning| {
        assert!(warning.to_string().contains("looked from time to time"), "{warning}");
        assert!(std::error::Error::source(warning).is_some());
        counted.fetch_add(1, Ordering::SeqCst);
    });
    let opened = open(&root);
    let all = all_descriptors();
    assert!(!all.is_empty());
    let storage = WatchStorage::with_settings(opened, settings).unwrap();
    drop(all);
    assert!(storage.warning().is_some());
    let mut watch = storage.watch(&lamps(), WatchOptions::new()).unwrap();
    until(&mut watch, "BOOKMARK");
    for watts in 1..3 {
        fs::write(root.join("desk.yaml"), document("desk", watts)).unwrap();
        let name = if watts == 1 { "ADDED" } else { "MODIFIED" };
        assert_eq!(next(&mut watch), format!("{name} desk {watts}"));
    }
    assert_eq!(warnings.load(Ordering::SeqCst), 1);
}

#[test]
fn hints_are_asked_for_until_the_system_gives_them() {
    let Some(root) = child_directory() else {
        return with_few_descriptors("exhaustion::hints_are_asked_for_until_the_system_gives_them");
    };
    let mut settings = settings(Duration::from_millis(50));
    settings.poll = Duration::from_millis(10);
    let opened = open(&root);
    let all = all_descriptors();
    let storage = WatchStorage::with_settings(opened, settings).unwrap();
    assert!(storage.warning().is_some());
    drop(all);
    let deadline = Instant::now() + PATIENCE;
    while storage.warning().is_some() {
        assert!(Instant::now() < deadline, "hints do not come back");
        std::thread::yield_now();
    }
}

#[test]
fn a_program_that_can_open_no_file_is_told_of_no_removal() {
    let Some(root) = child_directory() else {
        return with_few_descriptors("exhaustion::a_program_that_can_open_no_file_is_told_of_no_removal");
    };
    fs::create_dir(root.join("lamps")).unwrap();
    fs::write(root.join("desk.yaml"), document("desk", 1)).unwrap();
    fs::write(root.join("lamps/floor.yaml"), document("floor", 1)).unwrap();
    let mut settings = settings(Duration::from_hours(1));
    (settings.settle, settings.deletion_grace) = (Duration::from_millis(1), Duration::from_millis(1));
    let (storage, mut watch) = watched(&root, settings);
    assert_eq!(until(&mut watch, "BOOKMARK"), ["ADDED desk 1", "ADDED floor 1"]);
    let all = all_descriptors();
    // More than enough looks for what is gone to be told.
    for _ in 0..20 {
        storage.sync();
    }
    assert_eq!(next(&mut watch), "ERROR");
    drop(all);
    storage.sync();
    fs::write(root.join("desk.yaml"), document("desk", 2)).unwrap();
    let between = until(&mut watch, "MODIFIED desk 2");
    assert!(between.iter().all(|event| event == "ERROR"), "{between:?}");
}

#[test]
fn when_there_are_no_more_watches_it_is_looked_every_second() {
    let Some(root) = child_directory() else {
        let test = "exhaustion::when_there_are_no_more_watches_it_is_looked_every_second";
        // A namespace of its own has limits of its own, where a user may make one.
        let set = "echo 3 > /proc/sys/user/max_inotify_watches";
        let is_possible =
            Command::new("unshare").args(["--user", "--map-root-user", "sh", "-c", set]).output();
        if !is_possible.is_ok_and(|output| output.status.success()) {
            eprintln!("no user namespaces here, so the limit of watches is not tried");
            return;
        }
        let directory = tempfile::tempdir().unwrap();
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "sh", "-c", &format!("{set} && exec \"$0\" \"$@\"")]);
        command.arg(std::env::current_exe().unwrap());
        let output = start_by(command, test, directory.path(), "").wait_with_output().unwrap();
        assert_ran(&output);
        return;
    };
    let (storage, mut watch) = watched(&root, settings(Duration::from_hours(1)));
    until(&mut watch, "BOOKMARK");
    assert!(storage.warning().is_none(), "{:?}", storage.warning());
    for directory in ["a", "b", "c", "d"] {
        fs::create_dir(root.join(directory)).unwrap();
    }
    let deadline = Instant::now() + PATIENCE;
    while storage.warning().is_none() {
        assert!(Instant::now() < deadline, "nobody says that the system gives no more watches");
        std::thread::yield_now();
    }
    // Of a directory that is not watched.
    for (watts, name) in [(1, "ADDED"), (2, "MODIFIED")] {
        fs::write(root.join("d/desk.yaml"), document("desk", watts)).unwrap();
        assert_eq!(next(&mut watch), format!("{name} desk {watts}"));
    }
}

/// Tells its test what it is told.
fn repeat(root: &Path) {
    let (_storage, watch) = watched(root, settings(Duration::from_hours(1)));
    for event in watch {
        let event = told(&event.unwrap());
        say(&event);
        if event == "ADDED end 1" {
            return;
        }
    }
}

/// More events than the system keeps for a program that does not take them.
fn overflow(root: &Path) {
    let limit = fs::read_to_string("/proc/sys/fs/inotify/max_queued_events").unwrap();
    // That it is made, opened, closed and removed, of a file of another name each time.
    for number in 0..limit.trim().parse::<usize>().unwrap() / 4 + 1000 {
        let scratch = root.join(format!("scratch-{number}"));
        File::create(&scratch).unwrap();
        fs::remove_file(scratch).unwrap();
    }
}

#[test]
fn what_happened_while_the_system_lost_events_is_told_and_what_happens_then() {
    if let Some(root) = child_directory() {
        return repeat(&root);
    }
    let root = tempfile::tempdir().unwrap();
    let put = |name: &str, watts| {
        let (_, file) = name.rsplit_once('/').unwrap_or(("", name));
        fs::write(root.path().join(format!("{name}.yaml")), document(file, watts)).unwrap();
    };
    put("desk", 1);
    let test = "exhaustion::what_happened_while_the_system_lost_events_is_told_and_what_happens_then";
    let mut child = start(test, root.path(), "");
    let said = listen(&mut child);
    let next = || said.recv_timeout(PATIENCE).expect("the program tells what it is told");
    let signal = |signal: &str| {
        let sent = Command::new("kill").args([signal, &child.id().to_string()]).status();
        assert!(sent.unwrap().success());
    };
    assert_eq!([next(), next()], ["ADDED desk 1", "BOOKMARK"]);
    signal("-STOP");
    overflow(root.path());
    fs::create_dir_all(root.path().join("a/b")).unwrap();
    put("a/b/floor", 1);
    put("desk", 2);
    signal("-CONT");
    let mut both = [next(), next()];
    both.sort();
    assert_eq!(both, ["ADDED floor 1", "MODIFIED desk 2"]);
    // In a directory of which nobody was told that it is there; so often that the last time nothing else is a hint.
    for watts in 2..12 {
        put("a/b/floor", watts);
        assert_eq!(next(), format!("MODIFIED floor {watts}"));
    }
    put("end", 1);
    assert_eq!(next(), "ADDED end 1");
    assert!(child.wait().unwrap().success());
}
