//! Storages that keep objects in memory.

use std::fs;
use std::num::NonZeroUsize;

use libgitops_core::key::{KindKey, ObjectKey};
use libgitops_core::meta::{MetadataExt as _, ObjectMeta};
use libgitops_core::object::Object as _;
use libgitops_storage::conformance::{Lamp, LampSpec, policy};
use libgitops_storage::filter::NameFilter;
use libgitops_storage::{
    CacheOptions, CacheStorage, Durability, ErrorKind, FileOptions, FileRawStorage, Identifier, Layout,
    ManifestOptions, ManifestStorage, MemoryStorage, ObjectListOptions, ObjectStorage, ReadStorage as _,
    ReadStorageExt as _, RemovePrecondition, Storage, StorageExt as _, WriteStorage as _,
};
use tempfile::TempDir;

use crate::probe::Probe;

fn lamp(name: &str, watts: u64) -> Lamp {
    Lamp { metadata: ObjectMeta::namespaced("home", name), spec: LampSpec { watts } }
}

fn lamps() -> KindKey {
    KindKey::new(Lamp::RESOURCE.gvk())
}

fn key(name: &str) -> ObjectKey {
    ObjectKey::namespaced(lamps(), "home", name)
}

fn document(name: &str, watts: u64) -> String {
    format!(
        "apiVersion: lights.example.com/v1\nkind: Lamp\nmetadata:\n  name: {name}\n  namespace: home\nspec:\n  watts: {watts}\n"
    )
}

type Cached<S> = CacheStorage<Probe<S>>;

fn memory() -> Cached<MemoryStorage> {
    CacheStorage::new(Probe::new(MemoryStorage::in_memory(policy())))
}

fn files(root: &TempDir) -> Cached<ObjectStorage<FileRawStorage>> {
    let options = FileOptions::new(Layout::default()).with_durability(Durability::Buffered);
    let raw = FileRawStorage::open_with(root.path(), options).unwrap();
    CacheStorage::new(Probe::new(ObjectStorage::new(raw, policy())))
}

fn manifests(root: &TempDir) -> Cached<ManifestStorage> {
    let options = ManifestOptions::new().with_durability(Durability::Buffered);
    CacheStorage::new(Probe::new(ManifestStorage::open_with(root.path(), policy(), options).unwrap()))
}

fn listed<S: Storage>(storage: &S) -> Vec<(String, u64)> {
    let list = storage.kind::<Lamp>().list(&ObjectListOptions::all()).unwrap();
    assert!(list.errors.is_empty(), "{:?}", list.errors);
    let named = |lamp: &Lamp| (lamp.metadata.name().unwrap().to_owned(), lamp.spec.watts);
    list.objects.iter().map(named).collect()
}

/// libgitops keeps what it read only if reading has failed.
#[test]
fn what_has_not_changed_is_not_decoded_again() {
    let root = tempfile::tempdir().unwrap();
    let storage = manifests(&root);
    for number in 0..5 {
        storage.create(&lamp(&format!("lamp-{number}"), number)).unwrap();
    }
    let decoded = || storage.storage().decoded();
    let first = listed(&storage);
    assert_eq!((first.len(), decoded()), (5, 5));
    assert_eq!((listed(&storage), decoded()), (first, 0));
    for _ in 0..2 {
        assert_eq!(storage.kind::<Lamp>().get("home/lamp-3").unwrap().spec.watts, 3);
    }
    assert_eq!(decoded(), 0, "what a list has read is there for a get");
    let own = storage.get(&key("lamp-1")).unwrap();
    let stored = storage.storage().storage.get(&key("lamp-1")).unwrap();
    assert_eq!(own.downcast_ref::<Lamp>(), stored.downcast_ref::<Lamp>(), "with its version");

    storage.update(&lamp("lamp-2", 40)).unwrap();
    storage.delete(&key("lamp-4"), RemovePrecondition::Present).unwrap();
    decoded();
    assert_eq!(listed(&storage).iter().map(|(_, watts)| *watts).collect::<Vec<_>>(), [0, 1, 40, 3]);
    assert_eq!(decoded(), 1, "the changed one");
    assert_eq!(storage.kept(), 4);
    storage.clear();
    assert_eq!((listed(&storage).len(), decoded(), storage.kept()), (4, 4, 4));
}

#[test]
fn what_others_write_is_seen_at_once() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("lights.example.com/Lamp/home/desk.yaml");
    let storage = files(&root);
    let lamps = storage.kind::<Lamp>();
    storage.create(&lamp("desk", 40)).unwrap();
    let mut version = lamps.get("home/desk").unwrap().metadata.resource_version;
    // As long as before, at once, and back again: neither size nor time tell.
    for watts in [41, 40, 41, 42, 40] {
        fs::write(&path, document("desk", watts)).unwrap();
        let desk = lamps.get("home/desk").unwrap();
        assert_eq!(desk.spec.watts, watts);
        assert_eq!(listed(&storage), [("desk".to_owned(), watts)]);
        assert_ne!(desk.metadata.resource_version, version);
        version = desk.metadata.resource_version;
    }
    // There and back unseen in between: the cache may keep the object, and a write with its version succeeds.
    fs::write(&path, document("desk", 50)).unwrap();
    assert_eq!(storage.storage().storage.kind::<Lamp>().get("home/desk").unwrap().spec.watts, 50);
    fs::write(&path, document("desk", 40)).unwrap();
    let mut desk = lamps.get("home/desk").unwrap();
    desk.spec.watts = 60;
    lamps.update(&mut desk).unwrap();
    fs::remove_file(&path).unwrap();
    assert_eq!(lamps.get("home/desk").unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!((listed(&storage).len(), storage.kept()), (0, 0));
}

#[test]
fn metadata_alone_are_kept_and_the_rest_is_read_when_it_is_asked_for() {
    let storage = memory();
    for name in ["desk", "floor"] {
        storage.create(&lamp(name, 40)).unwrap();
    }
    let decoded = || storage.storage().decoded();
    let all = ObjectListOptions::all();
    let metadata = storage.list_meta(&lamps(), &all).unwrap().objects;
    assert_eq!((metadata.len(), decoded()), (2, 2));
    assert_eq!(storage.list_meta(&lamps(), &all).unwrap().objects, metadata);
    assert_eq!(storage.get_meta(&key("desk")).unwrap(), metadata[0]);
    assert_eq!(decoded(), 0);
    assert_eq!(storage.kind::<Lamp>().get("home/desk").unwrap().spec.watts, 40);
    assert_eq!(decoded(), 1, "metadata is not the object");
    assert_eq!(listed(&storage).len(), 2);
    assert_eq!(decoded(), 1, "the other one");
    assert_eq!(
        (listed(&storage).len(), storage.get_meta(&key("floor")).unwrap(), decoded()),
        (2, metadata[1].clone(), 0)
    );
    assert_eq!(storage.kept(), 2, "one entry an object");
}

#[test]
fn what_cannot_be_read_is_not_kept() {
    let root = tempfile::tempdir().unwrap();
    let storage = manifests(&root);
    fs::write(root.path().join("desk.yaml"), document("desk", 40)).unwrap();
    fs::write(root.path().join("floor.yaml"), document("floor", 1).replace("watts", "hight")).unwrap();
    let all = ObjectListOptions::all();
    for _ in 0..2 {
        let list = storage.list(&lamps(), &all).unwrap();
        assert_eq!((list.objects.len(), list.errors.len()), (1, 1));
        assert_eq!(list.errors[0].kind(), ErrorKind::Unreadable);
        assert_eq!((list.errors[0].operation(), list.errors[0].key()), (Some("list"), Some(&key("floor"))));
        assert_eq!(storage.get(&key("floor")).unwrap_err().kind(), ErrorKind::Unreadable);
        assert_eq!(storage.list_meta(&lamps(), &all).unwrap().objects.len(), 2, "its metadata can be read");
    }
    fs::write(root.path().join("floor.yaml"), document("floor", 1)).unwrap();
    assert_eq!(listed(&storage).len(), 2);
    storage.storage().set_broken(true);
    assert_eq!(storage.get(&key("desk")).unwrap_err().kind(), ErrorKind::Io, "nothing is given unseen");
    assert_eq!(storage.list(&lamps(), &all).unwrap_err().kind(), ErrorKind::Io);
}

#[test]
fn lists_are_those_of_the_storage_page_by_page_and_filtered() {
    let storage = memory();
    for number in 0..7 {
        storage.create(&lamp(&format!("lamp-{number}"), number)).unwrap();
    }
    storage.create(&Lamp { metadata: ObjectMeta::namespaced("work", "lamp-1"), ..Lamp::default() }).unwrap();
    let behind = &storage.storage().storage;
    for _ in 0..2 {
        for options in [
            ObjectListOptions::all(),
            ObjectListOptions::all().in_namespace("work"),
            ObjectListOptions::all().in_namespace("nowhere"),
            ObjectListOptions::all().with_limit(3),
            ObjectListOptions::all().with_limit(3).after("home/lamp-2"),
            ObjectListOptions::all().with_filter(NameFilter::exact("lamp-1")),
            ObjectListOptions::all().with_limit(3).with_filter(NameFilter::prefix("lamp-6")),
        ] {
            let (ours, theirs) =
                (storage.list(&lamps(), &options).unwrap(), behind.list(&lamps(), &options).unwrap());
            let lamps_of = |objects: Vec<_>| -> Vec<Lamp> {
                objects
                    .into_iter()
                    .map(|object: Box<dyn libgitops_core::object::AnyObject>| *object.downcast().unwrap())
                    .collect()
            };
            assert_eq!((ours.next, ours.version), (theirs.next, theirs.version));
            assert_eq!(lamps_of(ours.objects), lamps_of(theirs.objects));
            let (ours, theirs) = (
                storage.list_meta(&lamps(), &options).unwrap(),
                behind.list_meta(&lamps(), &options).unwrap(),
            );
            assert_eq!((ours.objects, ours.next), (theirs.objects, theirs.next));
        }
    }
}

#[test]
fn objects_that_are_found_by_uid_are_kept_by_uid() {
    let policy = policy().identified_by(Identifier::Uid);
    let storage = CacheStorage::new(Probe::new(MemoryStorage::in_memory(policy)));
    for (uid, namespace) in [("1", "home"), ("2", "work"), ("3", "home")] {
        let mut desk = Lamp { metadata: ObjectMeta::namespaced(namespace, "desk"), ..Lamp::default() };
        desk.metadata.set_uid(uid);
        storage.create(&desk).unwrap();
    }
    let decoded = || storage.storage().decoded();
    for (round, expected) in [(0, 3), (1, 0)] {
        let home = ObjectListOptions::all().in_namespace("home");
        let uids: Vec<String> = storage
            .kind::<Lamp>()
            .list(&home)
            .unwrap()
            .objects
            .iter()
            .filter_map(|lamp| lamp.metadata.uid().map(str::to_owned))
            .collect();
        assert_eq!(uids, ["1", "3"]);
        assert_eq!(storage.kind::<Lamp>().get("2").unwrap().metadata.namespace(), Some("work"));
        assert_eq!(decoded(), expected, "round {round}");
    }
}

#[test]
fn a_bounded_cache_drops_what_was_asked_for_longest_ago() {
    let capacity = NonZeroUsize::new(2).unwrap();
    let options = CacheOptions::new().with_capacity(capacity);
    let storage = CacheStorage::with_options(Probe::new(MemoryStorage::in_memory(policy())), options);
    for name in ["a", "b", "c", "d"] {
        storage.create(&lamp(name, 1)).unwrap();
    }
    let decoded = |name: &str| {
        storage.get(&key(name)).unwrap();
        storage.storage().decoded()
    };
    assert_eq!([decoded("a"), decoded("b"), decoded("a"), decoded("b")], [1, 1, 0, 0]);
    assert_eq!([decoded("a"), decoded("c"), decoded("a"), decoded("b")], [0, 1, 0, 1], "b made room for c");
    assert_eq!(storage.kept(), 2);
    // A list drives out nothing: it would be its own first objects.
    assert_eq!(listed(&storage).len(), 4);
    assert_eq!((storage.storage().decoded(), storage.kept()), (2, 2));
    assert_eq!([decoded("a"), decoded("b")], [0, 0]);
    storage.delete(&key("a"), RemovePrecondition::Present).unwrap();
    assert_eq!((storage.kept(), decoded("d"), storage.kept()), (1, 1, 2));
    storage.clear();
    assert_eq!((storage.kept(), decoded("d"), decoded("d")), (0, 1, 0));
}

#[test]
fn threads_that_read_and_write_never_see_what_is_out_of_date() {
    let storage = memory();
    storage.create(&lamp("desk", 0)).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let lamps = storage.kind::<Lamp>();
                for _ in 0..50 {
                    loop {
                        let mut desk = lamps.get("home/desk").unwrap();
                        desk.spec.watts += 1;
                        let written = desk.spec.watts;
                        match lamps.update(&mut desk) {
                            Ok(()) => {
                                assert!(lamps.get("home/desk").unwrap().spec.watts >= written);
                                assert!(listed(&storage)[0].1 >= written);
                                break;
                            }
                            Err(error) => assert_eq!(error.kind(), ErrorKind::Conflict, "{error}"),
                        }
                    }
                }
            });
        }
    });
    assert_eq!(storage.kind::<Lamp>().get("home/desk").unwrap().spec.watts, 200);
}

#[test]
fn a_conflict_ends_when_it_is_read_again() {
    let storage = memory();
    storage.create(&lamp("desk", 1)).unwrap();
    storage.get(&key("desk")).unwrap();
    // Past the cache, there and back: the bytes are those that it knows, the version is not.
    let behind = &storage.storage().storage;
    for watts in [2, 1] {
        behind.update(&lamp("desk", watts)).unwrap();
    }
    let mut desk = storage.kind::<Lamp>().get("home/desk").unwrap();
    desk.spec.watts = 3;
    storage.kind::<Lamp>().update(&mut desk).unwrap();
    let patch = libgitops_core::patch::Patch::parse(
        libgitops_core::patch::PatchType::Merge,
        r#"{"spec": {"watts": 4}}"#,
    );
    storage.patch(&key("desk"), &patch.unwrap()).unwrap();
    assert_eq!(listed(&storage), [("desk".to_owned(), 4)]);
}
