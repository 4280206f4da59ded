//! What people and programs do to files, and what is told of it.

use std::fs;
use std::path::Path;
use std::time::Duration;

use libgitops_core::key::KindKey;
use libgitops_core::object::Object as _;
use libgitops_storage::conformance::{Lamp, Room, policy};
use libgitops_storage::{
    ErrorKind, EventStorage as _, ManifestRawStorage, ManifestStorage, ReadStorageExt as _, Watch,
    WatchEvent, WatchOptions, WatchSettings, WatchStorage,
};
use tempfile::TempDir;

use super::{PATIENCE, document, lamps, manifests, next, told, until};

pub(super) fn watched(root: &TempDir, settings: WatchSettings) -> (WatchStorage<ManifestRawStorage>, Watch) {
    let storage = ManifestStorage::open(root.path(), policy()).unwrap();
    let storage = WatchStorage::with_settings(storage, settings).unwrap();
    let watch = storage.watch(&lamps(), WatchOptions::new()).unwrap();
    (storage, watch)
}

/// Settings with which nothing that is away is told as gone, however long a writer does not run.
pub(super) fn patient() -> WatchSettings {
    let mut settings = WatchSettings::default();
    settings.deletion_grace = Duration::from_hours(1);
    settings
}

/// A document that is none if it is cut off anywhere.
pub(super) fn in_braces(watts: u64) -> String {
    format!(
        "# The lamp on the desk.\n{{apiVersion: lights.example.com/v1, kind: Lamp, spec: {{watts: {watts}}}, \
         metadata: {{name: desk, namespace: home}}}}\n"
    )
}

/// Puts a file in the place of another one at once.
fn replace(path: &Path, text: &str) {
    let unfinished = path.with_extension("tmp");
    fs::write(&unfinished, text).unwrap();
    fs::rename(unfinished, path).unwrap();
}

/// Saves a text to a file.
type Save = fn(&Path, &str);

/// The ways in which programs save a file.
fn save_styles() -> Vec<(&'static str, Save)> {
    vec![
        ("truncate and write", |path, text| fs::write(path, text).unwrap()),
        ("atomic rename", replace),
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
    fs::write(&path, in_braces(0)).unwrap();
    let (storage, mut watch) = watched(&root, patient());
    assert!(storage.warning().is_none(), "{:?}", storage.warning());
    assert_eq!(until(&mut watch, "BOOKMARK"), ["ADDED desk 0"]);
    let mut watts = 0;
    for round in 0..6 {
        for (style, save) in save_styles() {
            watts += 1;
            save(&path, &in_braces(watts));
            let between = until(&mut watch, &format!("MODIFIED desk {watts}"));
            // A writer that does not run for a while leaves a file that cannot be read, and that may be told.
            assert!(between.iter().all(|event| event == "ERROR"), "round {round}, {style}: {between:?}");
        }
    }
}

/// One look after some changes, each of a file below the root; events are those that libgitops has for the same.
fn check_outcome(events: &str, changes: &[fn(&Path)], expected: &[&str]) {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("desk.yaml"), document("desk", 1)).unwrap();
    // It is looked when this test says so and not before, and one look tells what is gone.
    let mut settings = WatchSettings::default();
    (settings.settle, settings.interval) = (Duration::from_hours(1), Duration::from_hours(1));
    settings.deletion_grace = Duration::ZERO;
    let (storage, mut watch) = watched(&root, settings);
    assert_eq!(until(&mut watch, "BOOKMARK"), ["ADDED desk 1"]);
    for change in changes {
        change(root.path());
    }
    storage.sync();
    let told: Vec<String> =
        std::iter::from_fn(|| watch.next_within(Duration::ZERO).unwrap()).map(|event| told(&event)).collect();
    assert_eq!(told, expected, "{events}");
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
    replace(&root.path().join("z/b/desk.yaml"), &document("desk", 2));
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
    replace(&root.path().join("deep/0/a/b/c/spot.yaml"), &document("other", 3));
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
fn a_file_that_is_emptied_is_told_and_takes_no_object_away() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("lamps.yaml");
    fs::write(&path, format!("{}---\n{}", document("desk", 1), document("floor", 1))).unwrap();
    // One look tells what is gone.
    let mut settings = WatchSettings::default();
    settings.deletion_grace = Duration::ZERO;
    let (storage, mut watch) = watched(&root, settings);
    let rooms = KindKey::new(Room::RESOURCE.gvk());
    let mut of_rooms = storage.watch(&rooms, WatchOptions::new()).unwrap();
    assert_eq!(until(&mut watch, "BOOKMARK"), ["ADDED desk 1", "ADDED floor 1"]);
    // `generate > lamps.yaml` does that at once, and writes when it has something to write.
    fs::write(&path, "").unwrap();
    for _ in 0..2 {
        let event = watch.next_within(PATIENCE).unwrap().unwrap();
        let WatchEvent::Invalid(error) = &event else { panic!("{event}") };
        let text = error.to_string();
        assert!(text.contains("lamps.yaml: the file is empty") && text.contains("Lamp home/"), "{text}");
    }
    for _ in 0..3 {
        storage.sync();
    }
    assert!(watch.next_within(Duration::ZERO).unwrap().is_none());
    replace(&path, &document("desk", 2));
    let mut both = [next(&mut watch), next(&mut watch)];
    both.sort();
    assert_eq!(both, ["DELETED floor 1", "MODIFIED desk 2"]);
    // Who takes everything out of a file and leaves a word means it; so does who removes an empty file.
    replace(&path, "# No lamps any more.\n");
    assert_eq!(next(&mut watch), "DELETED desk 2");
    replace(&path, &document("desk", 3));
    assert_eq!(next(&mut watch), "ADDED desk 3");
    fs::write(&path, "\n").unwrap();
    assert_eq!(next(&mut watch), "ERROR");
    fs::remove_file(&path).unwrap();
    // The other lamp was in the file a moment ago, so that it may be told of it that the file is empty.
    let between = until(&mut watch, "DELETED desk 3");
    assert!(between.iter().all(|event| event == "ERROR"), "{between:?}");
    // Of another kind nothing was in the file.
    assert_eq!(next(&mut of_rooms), "BOOKMARK");
    assert!(of_rooms.next_within(Duration::ZERO).unwrap().is_none());
}

#[test]
fn a_file_that_is_emptied_or_moved_away_before_it_becomes_unreadable_takes_no_object_away() {
    for is_moved in [false, true] {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("desk.yaml");
        fs::write(&path, document("desk", 1)).unwrap();
        let (storage, mut watch) = watched(&root, patient());
        assert_eq!(until(&mut watch, "BOOKMARK"), ["ADDED desk 1"]);
        if is_moved {
            fs::rename(&path, root.path().join("desk.yaml~")).unwrap();
        } else {
            fs::write(&path, "").unwrap();
        }
        storage.sync();
        fs::write(&path, "apiVersion: [\n").unwrap();
        // Of the object, and of what is in its file; that it is empty may have been told before.
        let mut left = 2;
        while left > 0 {
            let event = watch.next_within(PATIENCE).unwrap().unwrap();
            let WatchEvent::Invalid(error) = &event else { panic!("{event}") };
            left -= usize::from(error.to_string().contains("never closed"));
        }
        assert_eq!(storage.kind::<Lamp>().get("home/desk").unwrap_err().kind(), ErrorKind::Unreadable);
        fs::write(&path, document("desk", 2)).unwrap();
        let between = until(&mut watch, "MODIFIED desk 2");
        assert!(between.iter().all(|event| event == "ERROR"), "{between:?}");
    }
}
