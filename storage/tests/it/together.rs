//! Two programs on one directory: each is told what the other writes, and its own writes once.

use std::num::NonZeroUsize;
use std::path::Path;
use std::time::Duration;

use libgitops_core::meta::MetadataExt as _;
use libgitops_storage::conformance::{Lamp, policy};
use libgitops_storage::{
    Durability, EventStorage as _, FileOptions, FileRawStorage, Layout, ManifestOptions, ManifestStorage,
    ObjectStorage, Watch, WatchEvent, WatchOptions, WatchStorage, WatchedRawStorage, WriteStorage as _,
};

use crate::children::{child_directory, listen, say, start};
use crate::watch::{PATIENCE, lamp, lamps};

const UPDATES: u64 = 100;

fn files(root: &Path) -> ObjectStorage<FileRawStorage> {
    let options = FileOptions::new(Layout::default()).with_durability(Durability::Buffered);
    ObjectStorage::new(FileRawStorage::open_with(root, options).unwrap(), policy())
}

fn manifests(root: &Path) -> ManifestStorage {
    let options = ManifestOptions::new().with_durability(Durability::Buffered);
    ManifestStorage::open_with(root, policy(), options).unwrap()
}

/// The next event of a lamp: its kind, and the lamp's name, watts and version.
fn next(watch: &mut Watch) -> (&'static str, String, u64, u64) {
    loop {
        let event = watch.next_within(PATIENCE).unwrap().expect("an event");
        if let Some(lamp) = event.object().and_then(|object| object.downcast_ref::<Lamp>()) {
            let version = lamp.metadata.resource_version().unwrap().parse().unwrap();
            return (event.name(), lamp.metadata.name().unwrap().to_owned(), lamp.spec.watts, version);
        }
        assert!(matches!(event, WatchEvent::Bookmark(_)), "{event}");
    }
}

/// Writes to its own lamp and is told of both, until both are as they are in the end.
fn take_part<R: WatchedRawStorage + 'static>(storage: &WatchStorage<R>, own: &str, other: &str) {
    let options = WatchOptions::new().with_buffer(NonZeroUsize::new(1 << 20).unwrap());
    let mut watch = storage.watch(&lamps(), options).unwrap();
    storage.create(&lamp(own, 0)).unwrap();
    for watts in 1..=UPDATES {
        storage.update(&lamp(own, watts)).unwrap();
    }
    let (mut told, mut seen, mut last) = (Vec::new(), 0, 0);
    while seen < UPDATES || told.len() <= usize::try_from(UPDATES).unwrap() {
        let (event, name, watts, version) = next(&mut watch);
        if name == own {
            told.push((event, watts));
        } else {
            assert_eq!((name.as_str(), event == "ADDED"), (other, last == 0), "{event}");
            assert!(version > last && watts >= seen, "{other} goes back in time");
            (seen, last) = (watts, version);
        }
    }
    let expected = std::iter::once(("ADDED", 0)).chain((1..=UPDATES).map(|watts| ("MODIFIED", watts)));
    assert_eq!(told, expected.collect::<Vec<_>>(), "every own write is told, once and in order");
    storage.sync();
    while let Some(event) = watch.next_within(Duration::ZERO).unwrap() {
        assert!(matches!(event, WatchEvent::Bookmark(_)), "{event} is told, and nothing happened");
    }
}

fn check<R: WatchedRawStorage + 'static>(test: &str, open: fn(&Path) -> ObjectStorage<R>) {
    let watched = |root: &Path| WatchStorage::new(open(root)).unwrap();
    if let Some(root) = child_directory() {
        let storage = watched(&root);
        say("ready");
        return take_part(&storage, "child", "parent");
    }
    let root = tempfile::tempdir().unwrap();
    let storage = watched(root.path());
    let mut child = start(test, root.path(), "");
    let said = listen(&mut child);
    assert_eq!(said.recv_timeout(PATIENCE).unwrap(), "ready");
    take_part(&storage, "parent", "child");
    assert!(child.wait().unwrap().success());
}

#[test]
fn two_programs_on_files_are_told_of_each_others_writes() {
    check("together::two_programs_on_files_are_told_of_each_others_writes", files);
}

#[test]
fn two_programs_on_manifests_are_told_of_each_others_writes() {
    check("together::two_programs_on_manifests_are_told_of_each_others_writes", manifests);
}
