//! What is told of objects, whoever changes them and however.

mod files;
mod programs;
mod subscribers;

use std::fs;
use std::num::NonZeroUsize;
use std::time::Duration;

use libgitops_core::key::KindKey;
use libgitops_core::meta::{MetadataExt as _, ObjectMeta};
use libgitops_core::object::Object as _;
use libgitops_storage::conformance::{Lamp, LampSpec, check_objects, policy};
use libgitops_storage::{
    Durability, EventStorage as _, FileOptions, FileRawStorage, Layout, ManifestOptions, ManifestRawStorage,
    ManifestStorage, MemoryRawStorage, MemoryStorage, ObjectStorage, Watch, WatchEvent, WatchOptions,
    WatchSettings, WatchStorage, WriteStorage as _,
};
use tempfile::TempDir;

/// Longer than anything takes: a test that waits so long has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) fn manifests(root: &TempDir) -> WatchStorage<ManifestRawStorage> {
    let options = ManifestOptions::new().with_durability(Durability::Buffered);
    WatchStorage::new(ManifestStorage::open_with(root.path(), policy(), options).unwrap()).unwrap()
}

fn memory() -> WatchStorage<MemoryRawStorage> {
    WatchStorage::new(MemoryStorage::in_memory(policy())).unwrap()
}

pub(crate) fn lamps() -> KindKey {
    KindKey::new(Lamp::RESOURCE.gvk())
}

pub(crate) fn lamp(name: &str, watts: u64) -> Lamp {
    Lamp { metadata: ObjectMeta::namespaced("home", name), spec: LampSpec { watts } }
}

pub(crate) fn document(name: &str, watts: u64) -> String {
    format!(
        "apiVersion: lights.example.com/v1\nkind: Lamp\nmetadata:\n  name: {name}\n  namespace: home\nspec:\n  watts: {watts}\n"
    )
}

/// An event as a text: `ADDED desk 40`.
pub(crate) fn told(event: &WatchEvent) -> String {
    match event.object().and_then(|object| object.downcast_ref::<Lamp>()) {
        Some(lamp) => {
            assert!(lamp.metadata.resource_version().is_some(), "{event}");
            format!("{} {} {}", event.name(), lamp.metadata.name().unwrap(), lamp.spec.watts)
        }
        None => event.name().to_owned(),
    }
}

#[track_caller]
pub(crate) fn next(watch: &mut Watch) -> String {
    told(&watch.next_within(PATIENCE).unwrap().expect("an event"))
}

/// Takes events until one of these is told, and gives those before it.
#[track_caller]
pub(crate) fn until(watch: &mut Watch, last: &str) -> Vec<String> {
    let mut before = Vec::new();
    loop {
        let event = next(watch);
        if event == last {
            return before;
        }
        before.push(event);
    }
}

#[test]
fn storages_with_events_conform() {
    check_objects(memory);
    let root = tempfile::tempdir().unwrap();
    let mut count = 0;
    check_objects(|| {
        count += 1;
        let options = FileOptions::new(Layout::default()).with_durability(Durability::Buffered);
        let raw = FileRawStorage::open_with(root.path().join(count.to_string()), options).unwrap();
        let storage = WatchStorage::new(ObjectStorage::new(raw, policy())).unwrap();
        let _watched = storage.watch(&lamps(), WatchOptions::new()).unwrap();
        storage
    });
}

#[test]
fn constant_activity_elsewhere_keeps_nobody_waiting() {
    // F-39
    let root = tempfile::tempdir().unwrap();
    let mut settings = WatchSettings::default();
    settings.interval = Duration::from_hours(1);
    let storage =
        WatchStorage::with_settings(ManifestStorage::open(root.path(), policy()).unwrap(), settings).unwrap();
    let mut watch = storage.watch(&lamps(), WatchOptions::new()).unwrap();
    until(&mut watch, "BOOKMARK");
    let is_told = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_told.load(std::sync::atomic::Ordering::SeqCst) {
                fs::write(root.path().join("scratch.txt"), "busy").unwrap();
            }
        });
        fs::write(root.path().join("desk.yaml"), document("desk", 1)).unwrap();
        let event = watch.next_within(PATIENCE);
        is_told.store(true, std::sync::atomic::Ordering::SeqCst);
        assert_eq!(told(&event.unwrap().expect("an event, though somebody is busy")), "ADDED desk 1");
    });
}

#[test]
fn an_interval_is_enough_where_the_system_gives_no_hints() {
    let storage = MemoryStorage::in_memory(policy());
    let mut settings = WatchSettings::default();
    settings.interval = Duration::from_millis(20);
    let storage = WatchStorage::with_settings(storage, settings).unwrap();
    let mut watch = storage.watch(&lamps(), WatchOptions::new()).unwrap();
    until(&mut watch, "BOOKMARK");
    storage.storage().create(&lamp("desk", 1)).unwrap();
    let between = until(&mut watch, "ADDED desk 1");
    assert!(between.iter().all(|event| event == "BOOKMARK"), "{between:?}");
}

/// `LIBGITOPS_WATCH_WRITES` sets another count than that of the gate.
#[test]
fn own_writes_are_never_echoed_while_others_write_too() {
    let writes = std::env::var("LIBGITOPS_WATCH_WRITES").map_or(300, |count| count.parse().unwrap());
    let root = tempfile::tempdir().unwrap();
    let storage = manifests(&root);
    // Nothing has to become one event, so each write has its own.
    let options = WatchOptions::new().with_buffer(NonZeroUsize::new(1 << 20).unwrap());
    let mut watch = storage.watch(&lamps(), options).unwrap();
    until(&mut watch, "BOOKMARK");
    storage.create(&lamp("own", 0)).unwrap();
    let foreign = root.path().join("foreign.yaml");
    std::thread::scope(|scope| {
        scope.spawn(|| {
            // Renamed: an emptied file of a writer that does not run for a while would rightly be told as gone.
            let unfinished = foreign.with_extension("tmp");
            for watts in 1..=writes {
                fs::write(&unfinished, document("foreign", watts % 999)).unwrap();
                fs::rename(&unfinished, &foreign).unwrap();
            }
        });
        for watts in 1..=writes {
            storage.update(&lamp("own", watts % 999)).unwrap();
        }
    });
    fs::write(&foreign, document("foreign", 999)).unwrap();
    storage.create(&lamp("end", 0)).unwrap();
    let (mut own, mut is_ended, mut is_foreign_last) = (Vec::new(), false, false);
    while !(is_ended && is_foreign_last) {
        match watch.next_within(PATIENCE) {
            Ok(Some(event)) => {
                let event = told(&event);
                is_ended |= event == "ADDED end 0";
                is_foreign_last |= event.ends_with("foreign 999");
                assert!(!event.starts_with("DELETED"), "{event}");
                if event.contains(" own ") {
                    own.push(event);
                }
            }
            other => panic!("{other:?}"),
        }
    }
    let expected: Vec<String> = std::iter::once("ADDED own 0".to_owned())
        .chain((1..=writes).map(|watts| format!("MODIFIED own {}", watts % 999)))
        .collect();
    assert_eq!(own, expected, "every own write is told, once and in order");
}
