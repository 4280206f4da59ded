//! What is told of objects, whoever changes them and however.

use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;
use std::time::Duration;

use libgitops_core::key::KindKey;
use libgitops_core::meta::{MetadataExt as _, ObjectMeta};
use libgitops_core::object::Object as _;
use libgitops_storage::conformance::{Lamp, LampSpec, check_objects, policy};
use libgitops_storage::filter::NameFilter;
use libgitops_storage::{
    Durability, ErrorKind, EventStorage as _, FileOptions, FileRawStorage, Layout, ManifestOptions,
    ManifestRawStorage, ManifestStorage, MemoryRawStorage, MemoryStorage, ObjectStorage, ReadStorageExt as _,
    RemovePrecondition, Watch, WatchEvent, WatchFrom, WatchOptions, WatchSettings, WatchStorage,
    WriteStorage as _,
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
fn a_watch_begins_with_what_is_there_and_tells_own_writes_once() {
    let storage = memory();
    storage.create(&lamp("desk", 40)).unwrap();
    let mut watch = storage.watch(&lamps(), WatchOptions::new()).unwrap();
    let mut later = storage.watch(&lamps(), WatchOptions::new().from(WatchFrom::Now)).unwrap();
    assert_eq!([next(&mut watch), next(&mut watch)], ["ADDED desk 40", "BOOKMARK"]);
    let client = storage.kind::<Lamp>();
    client.create(&mut lamp("floor", 60)).unwrap();
    let mut desk = client.get("home/desk").unwrap();
    desk.spec.watts = 45;
    client.update(&mut desk).unwrap();
    // The same again is no change.
    client.update(&mut desk).unwrap();
    client.delete("home/floor", RemovePrecondition::Present).unwrap();
    storage.sync();
    // Past the storage that tells.
    storage.storage().create(&lamp("spot", 1)).unwrap();
    storage.sync();
    for watch in [&mut watch, &mut later] {
        let expected = ["ADDED floor 60", "MODIFIED desk 45", "DELETED floor 60"];
        assert_eq!(until(watch, "ADDED spot 1"), expected);
    }
    drop(storage);
    assert!(watch.next().is_none(), "a closed storage ends its watches");
}

#[test]
fn a_watch_goes_on_from_a_version_or_says_that_it_is_too_old() {
    let storage = memory();
    let first = storage.create(&lamp("desk", 0)).unwrap();
    let version = |object: &dyn libgitops_core::object::AnyObject| {
        object.metadata().unwrap().resource_version().unwrap().parse().unwrap()
    };
    let mut watch = storage.watch(&lamps(), WatchOptions::new()).unwrap();
    until(&mut watch, "BOOKMARK");
    let second = storage.update(&lamp("desk", 1)).unwrap();
    storage.update(&lamp("desk", 2)).unwrap();
    let from = |version| WatchOptions::new().from(WatchFrom::Version(version));
    let mut resumed = storage.watch(&lamps(), from(version(&*second))).unwrap();
    assert_eq!(next(&mut resumed), "MODIFIED desk 2");
    for watts in 3..1100 {
        storage.update(&lamp("desk", watts % 999)).unwrap();
    }
    for old in [version(&*first), version(&*second)] {
        assert_eq!(storage.watch(&lamps(), from(old)).unwrap_err().kind(), ErrorKind::Expired);
    }
}

#[test]
fn an_object_that_leaves_what_is_asked_for_is_deleted_there() {
    let storage = memory();
    let bright = |object: &dyn libgitops_core::object::AnyObject| {
        object.downcast_ref::<Lamp>().is_some_and(|lamp| lamp.spec.watts >= 50)
    };
    let mut watch = storage.watch(&lamps(), WatchOptions::new().with_filter(bright)).unwrap();
    let mut named =
        storage.watch(&lamps(), WatchOptions::new().with_filter(NameFilter::exact("spot"))).unwrap();
    let mut elsewhere = storage.watch(&lamps(), WatchOptions::new().in_namespace("work")).unwrap();
    storage.create(&lamp("desk", 40)).unwrap();
    for watts in [60, 70, 10] {
        storage.update(&lamp("desk", watts)).unwrap();
    }
    storage.create(&lamp("spot", 99)).unwrap();
    assert_eq!(
        until(&mut watch, "ADDED spot 99"),
        ["BOOKMARK", "ADDED desk 60", "MODIFIED desk 70", "DELETED desk 70"]
    );
    assert_eq!(until(&mut named, "ADDED spot 99"), ["BOOKMARK"]);
    assert_eq!(next(&mut elsewhere), "BOOKMARK");
    assert!(elsewhere.next_within(Duration::ZERO).unwrap().is_none());
}

#[test]
fn a_slow_subscriber_gets_one_event_an_object_and_then_is_told_that_it_fell_behind() {
    let storage = memory();
    let buffer =
        |events| WatchOptions::new().from(WatchFrom::Now).with_buffer(NonZeroUsize::new(events).unwrap());
    let mut slow = storage.watch(&lamps(), buffer(4)).unwrap();
    storage.create(&lamp("desk", 0)).unwrap();
    storage.create(&lamp("gone", 0)).unwrap();
    storage.delete(&storage.kind::<Lamp>().key("home/gone").unwrap(), RemovePrecondition::Present).unwrap();
    for watts in 1..100 {
        storage.update(&lamp("desk", watts)).unwrap();
    }
    let mut taken = Vec::new();
    while let Some(event) = slow.next_within(Duration::ZERO).unwrap() {
        taken.push(told(&event));
    }
    assert!(taken.len() <= 5 && taken[0].starts_with("ADDED desk"), "{taken:?}");
    assert!(!taken.iter().any(|event| event.contains("gone")), "{taken:?}");
    assert_eq!(taken.last().unwrap(), "MODIFIED desk 99");
    let mut slower = storage.watch(&lamps(), buffer(4)).unwrap();
    for name in ["a", "b", "c", "d", "e"] {
        storage.create(&lamp(name, 1)).unwrap();
    }
    assert_eq!(slower.next_within(Duration::ZERO).unwrap_err().kind(), ErrorKind::Expired);
    assert!(slower.next_within(Duration::ZERO).unwrap().is_none());
}

/// Saves a text to a file.
type Save = fn(&Path, &str);

/// The ways in which programs save a file.
fn save_styles() -> Vec<(&'static str, Save)> {
    vec![
        ("truncate and write", |path, text| fs::write(path, text).unwrap()),
        ("atomic rename", |path, text| {
            let unfinished = path.with_extension("tmp");
            fs::write(&unfinished, text).unwrap();
            fs::rename(unfinished, path).unwrap();
        }),
        ("vim: move away, write, remove the backup", |path, text| {
            let backup = path.with_extension("yaml~");
            fs::rename(path, &backup).unwrap();
            fs::write(path, text).unwrap();
            fs::remove_file(backup).unwrap();
        }),
        ("remove and write", |path, text| {
            fs::remove_file(path).unwrap();
            fs::write(path, text).unwrap();
        }),
        ("in pieces", |path, text| {
            use std::io::Write as _;
            let mut file = fs::File::create(path).unwrap();
            for piece in text.as_bytes().chunks(7) {
                file.write_all(piece).unwrap();
                file.flush().unwrap();
            }
        }),
    ]
}

#[test]
fn saving_changes_an_object_and_never_deletes_it() {
    // F-35
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("lamps/desk.yaml");
    fs::create_dir(path.parent().unwrap()).unwrap();
    fs::write(&path, document("desk", 0)).unwrap();
    let storage = manifests(&root);
    assert!(storage.warning().is_none(), "{:?}", storage.warning());
    let mut watch = storage.watch(&lamps(), WatchOptions::new()).unwrap();
    assert_eq!(until(&mut watch, "BOOKMARK"), ["ADDED desk 0"]);
    let mut watts = 0;
    for round in 0..6 {
        for (style, save) in save_styles() {
            watts += 1;
            save(&path, &document("desk", watts));
            let last = format!("MODIFIED desk {watts}");
            let between = until(&mut watch, &last);
            assert!(between.is_empty(), "round {round}, {style}: {between:?}");
        }
    }
}

/// One look after some changes, each of a file below the root; events are those that libgitops has for the same.
fn check_outcome(events: &str, changes: &[fn(&Path)], expected: &[&str]) {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("desk.yaml"), document("desk", 1)).unwrap();
    // Nothing is looked at between the changes, and what is gone is told by the second look by hand.
    let mut settings = WatchSettings::default();
    settings.settle = Duration::from_millis(300);
    let storage = ManifestStorage::open(root.path(), policy()).unwrap();
    let storage = WatchStorage::with_settings(storage, settings).unwrap();
    let mut watch = storage.watch(&lamps(), WatchOptions::new()).unwrap();
    assert_eq!(until(&mut watch, "BOOKMARK"), ["ADDED desk 1"]);
    for change in changes {
        change(root.path());
    }
    fs::write(root.path().join("end.yaml"), document("end", 1)).unwrap();
    let mut seen = until(&mut watch, "ADDED end 1");
    fs::remove_file(root.path().join("end.yaml")).unwrap();
    seen.extend(until(&mut watch, "DELETED end 1"));
    assert_eq!(seen, expected, "{events}");
}

#[test]
fn the_changes_that_libgitops_joins_have_one_outcome() {
    fn write(root: &Path) {
        fs::write(root.join("desk.yaml"), document("desk", 2)).unwrap();
    }
    fn write_another(root: &Path) {
        fs::write(root.join("floor.yaml"), document("floor", 2)).unwrap();
    }
    fn remove(root: &Path) {
        fs::remove_file(root.join("desk.yaml")).unwrap();
    }
    fn remove_another(root: &Path) {
        fs::remove_file(root.join("floor.yaml")).unwrap();
    }
    fn move_over(root: &Path) {
        fs::write(root.join("new"), document("desk", 3)).unwrap();
        fs::rename(root.join("new"), root.join("desk.yaml")).unwrap();
    }
    fn move_away(root: &Path) {
        fs::rename(root.join("desk.yaml"), root.join("desk.yaml~")).unwrap();
    }
    fn move_inside(root: &Path) {
        fs::rename(root.join("desk.yaml"), root.join("moved.yaml")).unwrap();
    }
    fn remove_moved(root: &Path) {
        fs::remove_file(root.join("moved.yaml")).unwrap();
    }
    check_outcome("DELETE, CLOSE_WRITE, MOVED_TO", &[remove, write, move_over], &["MODIFIED desk 3"]);
    check_outcome("CLOSE_WRITE, DELETE", &[write, remove], &["DELETED desk 1"]);
    // There it is a modification, a move and a deletion; what is left of them is the last.
    let moved: [fn(&Path); 4] = [write, move_over, move_inside, remove_moved];
    check_outcome("CLOSE_WRITE, MOVED_TO, MOVED_FROM, DELETE", &moved, &["DELETED desk 1"]);
    check_outcome("DELETE, CLOSE_WRITE", &[remove, write], &["MODIFIED desk 2"]);
    check_outcome("CLOSE_WRITE, DELETE of a new file", &[write_another, remove_another], &[]);
    check_outcome("MOVED_FROM, CLOSE_WRITE", &[move_away, write], &["MODIFIED desk 2"]);
    check_outcome("MOVED_FROM, MOVED_TO", &[move_inside], &[]);
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
fn what_happens_to_directories_is_told_of_their_objects() {
    let root = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir_in(root.path().parent().unwrap()).unwrap();
    let storage = manifests(&root);
    let mut watch = storage.watch(&lamps(), WatchOptions::new()).unwrap();
    assert_eq!(next(&mut watch), "BOOKMARK");
    // A directory that comes with its files, and goes with them.
    fs::create_dir_all(outside.path().join("a/b")).unwrap();
    fs::write(outside.path().join("a/b/desk.yaml"), document("desk", 1)).unwrap();
    fs::rename(outside.path().join("a"), root.path().join("a")).unwrap();
    assert_eq!(next(&mut watch), "ADDED desk 1");
    fs::rename(root.path().join("a"), root.path().join("z")).unwrap();
    fs::write(root.path().join("z/b/desk.yaml"), document("desk", 2)).unwrap();
    assert_eq!(next(&mut watch), "MODIFIED desk 2");
    fs::rename(root.path().join("z"), outside.path().join("z")).unwrap();
    assert_eq!(next(&mut watch), "DELETED desk 2");
    // `mkdir -p` with a file at once, of which the system may tell nothing; looking does.
    for round in 0..20 {
        let directory = root.path().join(format!("deep/{round}/a/b/c"));
        fs::create_dir_all(&directory).unwrap();
        fs::write(directory.join("spot.yaml"), document(&format!("spot-{round}"), 3)).unwrap();
        storage.sync();
        assert_eq!(next(&mut watch), format!("ADDED spot-{round} 3"));
    }
    // A name that changes in place is another object.
    fs::write(root.path().join("deep/0/a/b/c/spot.yaml"), document("other", 3)).unwrap();
    let mut both = [next(&mut watch), next(&mut watch)];
    both.sort();
    assert_eq!(both, ["ADDED other 3", "DELETED spot-0 3"]);
}

#[test]
fn what_cannot_be_read_is_told_and_the_last_good_object_counts() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("desk.yaml");
    fs::write(&path, document("desk", 1)).unwrap();
    let storage = manifests(&root);
    let mut watch = storage.watch(&lamps(), WatchOptions::new()).unwrap();
    assert_eq!(until(&mut watch, "BOOKMARK"), ["ADDED desk 1"]);
    fs::write(&path, "apiVersion: [\n").unwrap();
    let event = watch.next_within(PATIENCE).unwrap().unwrap();
    let WatchEvent::Invalid(error) = &event else { panic!("{event}") };
    assert!(error.to_string().contains("desk.yaml"), "{error}");
    fs::write(&path, document("desk", 2)).unwrap();
    let between = until(&mut watch, "MODIFIED desk 2");
    assert!(between.iter().all(|event| event == "ERROR"), "{between:?}");
}

#[test]
fn a_file_that_is_emptied_or_moved_away_before_it_becomes_unreadable_takes_no_object_away() {
    for is_moved in [false, true] {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("desk.yaml");
        fs::write(&path, document("desk", 1)).unwrap();
        let mut settings = WatchSettings::default();
        settings.settle = Duration::from_millis(500);
        let storage =
            WatchStorage::with_settings(ManifestStorage::open(root.path(), policy()).unwrap(), settings);
        let storage = storage.unwrap();
        let mut watch = storage.watch(&lamps(), WatchOptions::new()).unwrap();
        assert_eq!(until(&mut watch, "BOOKMARK"), ["ADDED desk 1"]);
        if is_moved {
            fs::rename(&path, root.path().join("desk.yaml~")).unwrap();
        } else {
            fs::write(&path, "").unwrap();
        }
        storage.sync();
        fs::write(&path, "apiVersion: [\n").unwrap();
        // Of the object, and of what is in its file.
        assert_eq!([next(&mut watch), next(&mut watch)], ["ERROR", "ERROR"]);
        assert_eq!(storage.kind::<Lamp>().get("home/desk").unwrap_err().kind(), ErrorKind::Unreadable);
        fs::write(&path, document("desk", 2)).unwrap();
        assert_eq!(next(&mut watch), "MODIFIED desk 2");
    }
}

#[test]
fn every_mistake_is_told_once_and_to_everybody() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("broken.yaml"), "a: [\n---\nb: {\n").unwrap();
    let storage = manifests(&root);
    let mut first = storage.watch(&lamps(), WatchOptions::new()).unwrap();
    assert_eq!([next(&mut first), next(&mut first), next(&mut first)], ["BOOKMARK", "ERROR", "ERROR"]);
    for _ in 0..3 {
        storage.sync();
    }
    assert!(first.next_within(Duration::ZERO).unwrap().is_none());
    let mut second = storage.watch(&lamps(), WatchOptions::new()).unwrap();
    assert_eq!([next(&mut second), next(&mut second), next(&mut second)], ["ERROR", "ERROR", "BOOKMARK"]);
}

#[test]
fn a_watch_goes_on_from_every_event_also_from_what_others_did() {
    let root = tempfile::tempdir().unwrap();
    let storage = manifests(&root);
    let mut watch = storage.watch(&lamps(), WatchOptions::new()).unwrap();
    until(&mut watch, "BOOKMARK");
    let names = ["a", "b", "c"];
    for name in names {
        fs::write(root.path().join(format!("{name}.yaml")), document(name, 1)).unwrap();
        assert_eq!(next(&mut watch), format!("ADDED {name} 1"));
    }
    let version = storage.kind::<Lamp>().get("home/c").unwrap().metadata.resource_version.unwrap();
    for name in names {
        fs::remove_file(root.path().join(format!("{name}.yaml"))).unwrap();
    }
    let mut gone = names.map(|_| next(&mut watch));
    gone.sort();
    assert_eq!(gone, ["DELETED a 1", "DELETED b 1", "DELETED c 1"]);
    let from = WatchOptions::new().from(WatchFrom::Version(version.parse().unwrap()));
    let mut resumed = storage.watch(&lamps(), from).unwrap();
    let mut again = names.map(|_| next(&mut resumed));
    again.sort();
    assert_eq!(again, gone, "what was told after the version of the last one that was added");
    // The same bytes are a new object.
    fs::write(root.path().join("a.yaml"), document("a", 1)).unwrap();
    assert_eq!(next(&mut resumed), "ADDED a 1");
    let added = storage.kind::<Lamp>().get("home/a").unwrap().metadata.resource_version.unwrap();
    assert!(added.parse::<u64>().unwrap() > version.parse().unwrap());
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
