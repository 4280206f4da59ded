//! Storages that follow another one.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use libgitops_core::codec::Serializer;
use libgitops_core::key::{KindKey, ObjectKey};
use libgitops_core::meta::{MetadataExt as _, ObjectMeta};
use libgitops_core::object::Object as _;
use libgitops_core::scheme::Scheme;
use libgitops_storage::conformance::{Lamp, LampSpec, Room, policy};
use libgitops_storage::{
    Durability, ErrorKind, EventStorage as _, FileOptions, FileRawStorage, Identifier, Layout,
    ManifestOptions, ManifestStorage, MemoryStorage, ObjectListOptions, ObjectPolicy, ObjectStorage,
    ReadStorage as _, ReadStorageExt as _, RemovePrecondition, Storage, SyncStorage, WatchFrom, WatchOptions,
    WatchStorage, WriteStorage as _,
};
use tempfile::TempDir;

use crate::probe::Probe;

type Memory = Arc<Probe<MemoryStorage>>;

fn memory() -> Memory {
    Arc::new(Probe::new(MemoryStorage::in_memory(policy())))
}

fn lamp(name: &str, watts: u64) -> Lamp {
    Lamp { metadata: ObjectMeta::namespaced("home", name), spec: LampSpec { watts } }
}

fn lamps() -> KindKey {
    KindKey::new(Lamp::RESOURCE.gvk())
}

fn key(name: &str) -> ObjectKey {
    ObjectKey::namespaced(lamps(), "home", name)
}

/// The lamps of a storage without their versions, which are each storage's own.
fn listed(storage: &dyn Storage) -> Vec<Lamp> {
    let list = storage.kind::<Lamp>().list(&ObjectListOptions::all()).unwrap();
    assert!(list.errors.is_empty(), "{:?}", list.errors);
    let unversioned = |mut lamp: Lamp| {
        lamp.metadata.set_resource_version("");
        lamp
    };
    list.objects.into_iter().map(unversioned).collect()
}

/// A first storage in memory, and two followers.
fn three() -> (SyncStorage<MemoryStorage>, Memory, Memory) {
    let (left, right) = (memory(), memory());
    let storage = SyncStorage::new(MemoryStorage::in_memory(policy()));
    let storage = storage.with_follower("left", Arc::clone(&left)).unwrap();
    (storage.with_follower("right", Arc::clone(&right)).unwrap(), left, right)
}

#[test]
fn followers_have_what_is_written() {
    let root = tempfile::tempdir().unwrap();
    let options = FileOptions::new(Layout::default()).with_durability(Durability::Buffered);
    let files = FileRawStorage::open_with(root.path(), options).unwrap();
    let (storage, left, right) = three();
    let storage = storage.with_follower("files", ObjectStorage::new(files, policy())).unwrap();
    let client = storage.kind::<Lamp>();
    client.create(&mut lamp("desk", 40)).unwrap();
    let mut floor = lamp("floor", 60);
    client.create(&mut floor).unwrap();
    floor.spec.watts = 61;
    client.update(&mut floor).unwrap();
    client.create(&mut lamp("spot", 1)).unwrap();
    client.delete("home/spot", RemovePrecondition::Present).unwrap();
    storage.create(&Room { metadata: ObjectMeta::named("kitchen") }).unwrap();
    let expected = listed(storage.first());
    assert_eq!(expected.iter().map(|lamp| lamp.spec.watts).collect::<Vec<_>>(), [40, 61]);
    let followers: [&dyn Storage; 3] = [&left, &right, storage.follower("files").unwrap()];
    for follower in followers {
        assert_eq!(listed(follower), expected);
        assert_eq!(follower.count(&KindKey::new(Room::RESOURCE.gvk())).unwrap(), 1);
    }
    assert_eq!(left.writes(), 6);
    // What the first storage refuses reaches nobody.
    floor.metadata.set_resource_version("1");
    assert_eq!(client.update(&mut floor).unwrap_err().kind(), ErrorKind::Conflict);
    assert_eq!(client.create(&mut lamp("desk", 1)).unwrap_err().kind(), ErrorKind::AlreadyExists);
    assert_eq!(client.create(&mut lamp("big", 1000)).unwrap_err().kind(), ErrorKind::Invalid);
    assert_eq!((left.writes(), right.decoded() > 0), (0, true));
}

#[test]
fn a_follower_that_fails_keeps_nobody_from_following_and_is_named() {
    let (storage, left, right) = three();
    let broken = memory();
    let storage = storage.with_follower("broken", Arc::clone(&broken)).unwrap();
    left.set_broken(true);
    broken.set_broken(true);
    let created = storage.create(&lamp("desk", 40)).unwrap_err();
    assert_eq!((created.kind(), created.operation()), (ErrorKind::OutOfSync, Some("create")));
    assert_eq!(created.key(), Some(&key("desk")));
    let told: Vec<&str> = created.follower_errors().iter().map(|error| error.follower.as_str()).collect();
    assert_eq!(told, ["left", "broken"]);
    assert!(created.follower_errors().iter().all(|error| error.error.kind() == ErrorKind::Io));
    let text = created.to_string();
    assert!(
        text.contains("it is written, and 2 of 3 followers failed: \"left\": ")
            && text.contains("; \"broken\": ")
            && text.matches("the disk is gone").count() == 2,
        "{text}"
    );
    assert_eq!((listed(storage.first()).len(), listed(&right).len()), (1, 1));
    let updated = storage.update(&lamp("desk", 41)).unwrap_err();
    assert_eq!(updated.kind(), ErrorKind::OutOfSync);
    let deleted = storage.delete(&key("desk"), RemovePrecondition::Present).unwrap_err();
    assert_eq!((deleted.kind(), deleted.operation()), (ErrorKind::OutOfSync, Some("delete")));
    assert_eq!((listed(storage.first()).len(), listed(&right).len()), (0, 0));
    let status = libgitops_core::status::Status::from(&deleted);
    assert_eq!(status.code, 500);

    storage.create(&lamp("floor", 1)).unwrap_err();
    left.set_broken(false);
    let error = storage.sync().unwrap_err();
    assert_eq!(
        error.follower_errors().len(),
        3,
        "two kinds cannot be listed, one lamp not be brought: {error}"
    );
    assert!(error.follower_errors().iter().all(|error| error.follower == "broken"));
    assert_eq!(listed(&left), listed(storage.first()));
    broken.set_broken(false);
    let report = storage.sync().unwrap();
    assert_eq!((report.written, report.removed), (1, 0));
    assert_eq!(listed(&broken), listed(storage.first()));
}

#[test]
fn a_synchronization_brings_what_was_there_before_and_deletes_what_is_not() {
    let root = tempfile::tempdir().unwrap();
    let first = manifests(&root);
    let text = |name: &str, watts: u64| {
        format!(
            "apiVersion: lights.example.com/v1\nkind: Lamp\nmetadata: {{name: {name}, namespace: home}}\nspec: {{watts: {watts}}}\n"
        )
    };
    let put = |file: &str, text: String| fs::write(root.path().join(file), text).unwrap();
    put("a.yaml", format!("{}---\n{}", text("desk", 40), text("floor", 60)));
    let follower = memory();
    for lamp in [lamp("floor", 60), lamp("old", 1)] {
        follower.storage.create(&lamp).unwrap();
    }
    let mut other = lamp("desk", 5);
    other.metadata.set_uid("of another life");
    follower.storage.create(&other).unwrap();
    let storage = SyncStorage::new(first).with_follower("memory", Arc::clone(&follower)).unwrap();
    let report = storage.sync().unwrap();
    assert_eq!((report.written, report.removed, report.unreadable.len()), (1, 1, 0));
    let watts = || listed(&follower).iter().map(|lamp| lamp.spec.watts).collect::<Vec<_>>();
    assert_eq!(watts(), [40, 60]);
    follower.writes();
    let again = storage.sync().unwrap();
    assert_eq!((again.written, again.removed, follower.writes()), (0, 0, 0), "nothing is written twice");

    // Another object of the same name.
    put(
        "a.yaml",
        format!("{}---\n{}", text("desk", 40).replace("name:", "uid: new, name:"), text("floor", 60)),
    );
    storage.sync_object(&key("desk")).unwrap();
    assert_eq!(listed(&follower)[0].metadata.uid(), Some("new"));
    // What cannot be read is left as it is; while nobody knows which objects are in a file, nothing is deleted.
    put("b.yaml", text("floor", 61).replace("watts", "hight"));
    put("a.yaml", text("desk", 45));
    let report = storage.sync_kind(&lamps()).unwrap();
    assert_eq!((report.written, report.removed, report.unreadable.len()), (1, 0, 1));
    assert_eq!(report.unreadable[0].key(), Some(&key("floor")));
    assert_eq!(watts(), [45, 60]);
    put("b.yaml", "a: [".to_owned());
    let report = storage.sync_kind(&lamps()).unwrap();
    assert_eq!((report.removed, report.unreadable.is_empty()), (0, false), "{:?}", report.unreadable);
    fs::remove_file(root.path().join("b.yaml")).unwrap();
    let report = storage.sync_kind(&lamps()).unwrap();
    assert_eq!((report.removed, watts()), (1, vec![45]));
}

fn manifests(root: &TempDir) -> ManifestStorage {
    let options = ManifestOptions::new().with_durability(Durability::Buffered);
    ManifestStorage::open_with(root.path(), policy(), options).unwrap()
}

#[test]
fn what_a_follower_cannot_read_is_written_anew() {
    let root = tempfile::tempdir().unwrap();
    let follower = manifests(&root);
    let storage =
        SyncStorage::new(MemoryStorage::in_memory(policy())).with_follower("files", follower).unwrap();
    storage.create(&lamp("desk", 40)).unwrap();
    let file = root.path().join("home/lamp-desk.yaml");
    fs::write(&file, fs::read_to_string(&file).unwrap().replace("watts", "hight")).unwrap();
    storage.update(&lamp("desk", 41)).unwrap();
    assert_eq!(listed(storage.follower("files").unwrap())[0].spec.watts, 41);
}

/// What is changed in the first storage past this one comes by events, and own writes come as events too.
#[test]
fn events_bring_what_others_write_and_never_echo_own_writes() {
    let root = tempfile::tempdir().unwrap();
    let follower = memory();
    let first = WatchStorage::new(manifests(&root)).unwrap();
    let storage = SyncStorage::new(first).with_follower("memory", Arc::clone(&follower)).unwrap();
    storage.create(&Room { metadata: ObjectMeta::named("kitchen") }).unwrap();
    let mut watch = storage.watch(&lamps(), WatchOptions::new().from(WatchFrom::Now)).unwrap();
    let mut next = || watch.next_within(Duration::from_secs(30)).unwrap().expect("an event");
    for watts in 0..20 {
        if watts == 0 { storage.create(&lamp("desk", 0)) } else { storage.update(&lamp("desk", watts)) }
            .unwrap();
        follower.writes();
        let report = storage.sync_event(&next()).unwrap();
        assert_eq!((report.written, follower.writes()), (0, 0), "an echo");
    }
    let file = root.path().join("home/lamp-desk.yaml");
    fs::write(&file, fs::read_to_string(&file).unwrap().replace("watts: 19", "watts: 77")).unwrap();
    storage.first().sync();
    assert_eq!(storage.sync_event(&next()).unwrap().written, 1);
    assert_eq!(listed(&follower)[0].spec.watts, 77);
    fs::remove_file(&file).unwrap();
    assert_eq!(storage.sync_event(&next()).unwrap().removed, 1);
    assert_eq!(listed(&follower).len(), 0);
}

/// As a disk that is not mounted: everything is gone, past the storage.
fn unmount(root: &TempDir) {
    for entry in fs::read_dir(root.path()).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if !name.starts_with('.') {
            // What is hidden is no part of the tree; so what is in a directory is gone at once.
            fs::rename(entry.path(), root.path().join(format!(".{name}"))).unwrap();
        }
    }
}

#[test]
fn a_first_storage_without_any_object_empties_nobody_unless_it_may() {
    let root = tempfile::tempdir().unwrap();
    let follower = memory();
    let storage = SyncStorage::new(manifests(&root)).with_follower("memory", Arc::clone(&follower)).unwrap();
    for name in ["desk", "floor"] {
        storage.create(&lamp(name, 1)).unwrap();
    }
    storage.create(&Room { metadata: ObjectMeta::named("kitchen") }).unwrap();
    unmount(&root);
    let rooms = || follower.count(&KindKey::new(Room::RESOURCE.gvk())).unwrap();
    let refusals = [
        (storage.sync().unwrap_err(), 2),
        (storage.sync_kind(&lamps()).unwrap_err(), 1),
        (storage.sync_object(&key("desk")).unwrap_err(), 1),
    ];
    for (error, count) in &refusals {
        assert_eq!((error.kind(), error.follower_errors().len()), (ErrorKind::OutOfSync, *count), "{error}");
        for of_follower in error.follower_errors() {
            assert_eq!(
                (&*of_follower.follower, of_follower.error.kind()),
                ("memory", ErrorKind::Unsupported)
            );
        }
    }
    let told = refusals[1].0.to_string();
    assert!(
        told.contains("2 objects of lights.example.com/v1 Lamp") && told.contains("not mounted"),
        "{told}"
    );
    assert_eq!((listed(&follower).len(), rooms()), (2, 1));
    // Nobody has what neither has.
    assert_eq!(storage.sync_object(&key("spot")).unwrap().removed, 0);

    // What others made there is brought, and as soon as there is anything, the rest is gone.
    let put = |file: &str, text: &str| fs::write(root.path().join(file), text).unwrap();
    put("a.yaml", "apiVersion: lights.example.com/v1\nkind: Room\nmetadata: {name: kitchen}\n");
    let report = storage.sync().unwrap();
    assert_eq!((report.written, report.removed, listed(&follower).len(), rooms()), (0, 2, 0, 1));

    // A delete that goes through the storage says so, also of the last object.
    let kitchen = ObjectKey::cluster(KindKey::new(Room::RESOURCE.gvk()), "kitchen");
    storage.delete(&kitchen, RemovePrecondition::Present).unwrap();
    assert_eq!(rooms(), 0);

    // One that may be empty.
    let storage = storage.allowing_empty();
    storage.create(&lamp("desk", 1)).unwrap();
    fs::remove_dir_all(root.path().join("home")).unwrap();
    assert_eq!((storage.sync().unwrap().removed, listed(&follower).len()), (1, 0));
}

#[test]
fn events_of_a_disk_that_is_gone_empty_nobody() {
    let root = tempfile::tempdir().unwrap();
    let follower = memory();
    let first = WatchStorage::new(manifests(&root)).unwrap();
    let storage = SyncStorage::new(first).with_follower("memory", Arc::clone(&follower)).unwrap();
    for name in ["desk", "floor"] {
        storage.create(&lamp(name, 1)).unwrap();
    }
    let mut watch = storage.watch(&lamps(), WatchOptions::new().from(WatchFrom::Now)).unwrap();
    unmount(&root);
    for _ in 0..2 {
        let event = watch.next_within(Duration::from_secs(30)).unwrap().expect("an event");
        assert_eq!(event.name(), "DELETED");
        assert_eq!(storage.sync_event(&event).unwrap_err().kind(), ErrorKind::OutOfSync);
    }
    assert_eq!(listed(&follower).len(), 2);
}

#[test]
fn writers_at_a_time_leave_followers_as_they_leave_the_first() {
    let (storage, left, right) = three();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let storage = &storage;
            scope.spawn(move || {
                for round in 0..25 {
                    let name = format!("lamp-{}", round % 3);
                    let written = storage
                        .create(&lamp(&name, thread))
                        .or_else(|_| storage.update(&lamp(&name, thread)));
                    if round % 5 == 4 && written.is_ok() {
                        let _gone_already = storage.delete(&key(&name), RemovePrecondition::Present);
                    }
                }
            });
        }
    });
    let expected = listed(storage.first());
    assert_eq!((listed(&left), listed(&right)), (expected.clone(), expected));
}

#[test]
fn a_follower_has_a_name_of_its_own_and_finds_objects_as_the_first_does() {
    let (storage, left, _) = three();
    let error = storage.with_follower("left", left).unwrap_err();
    assert!(error.to_string().contains("\"left\" is there already"), "{error}");
    let scheme = || Scheme::builder().register::<Lamp>().build().unwrap();
    let policy = || ObjectPolicy::new(Serializer::new(scheme()));
    for (other, part) in [
        (policy().identified_by(Identifier::Uid), "by something else"),
        (policy().with_default_namespace("other"), "another default namespace"),
    ] {
        let storage = SyncStorage::new(MemoryStorage::in_memory(policy()));
        let error = storage.with_follower("x", MemoryStorage::in_memory(other)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(error.to_string().contains(part), "{error}");
    }
}
