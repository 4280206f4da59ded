//! Objects that are read and written in another version than they are stored in.

use super::*;

#[test]
fn an_object_is_read_in_every_version_and_changed_in_an_old_one_without_a_loss() {
    each(|storage| {
        storage.create(&lamp("home", "desk", 40)).unwrap();
        let mut old = storage.kind::<OldLamp>().get("home/desk").unwrap();
        old.metadata.set_label("room", "study");
        storage.kind::<OldLamp>().update(&mut old).unwrap();
        // The file is in the version that it had, with what the old one has no place for, and without its annotation.
        let text = text(storage, &lamp_key("home", "desk"));
        assert!(text.starts_with("apiVersion: example.com/v1\n"), "{text}");
        assert!(
            text.contains("watts: 40") && text.contains("room: study") && !text.contains("annotations"),
            "{text}"
        );
        let read = storage.kind::<Lamp>().get("home/desk").unwrap();
        assert_eq!((read.spec.watts, read.metadata.label("room")), (40, Some("study")));
        assert_eq!(read.metadata.resource_version(), old.metadata.resource_version());
        for kind in [lamps(), KindKey::new(OldLamp::RESOURCE.gvk())] {
            let list = storage.list(&kind, &ObjectListOptions::all()).unwrap();
            let gvks: Vec<_> = list.objects.iter().map(|object| object.gvk()).collect();
            assert_eq!((gvks, list.errors.len()), (vec![kind.gvk().clone()], 0));
        }
    });
}

#[test]
fn objects_are_written_in_the_version_that_the_policy_says() {
    for (version, created, updated) in
        [(WrittenVersion::Own, "v1beta1", "v1beta1"), (WrittenVersion::Stored, "v1", "v1")]
    {
        let storage = MemoryStorage::in_memory(policy().writing(version));
        let stored = || {
            let bytes = storage.raw().read(&lamp_key("home", "desk")).unwrap().bytes;
            String::from_utf8(bytes).unwrap()
        };
        let given = storage.create(&OldLamp { metadata: ObjectMeta::namespaced("home", "desk") }).unwrap();
        assert_eq!(given.gvk(), OldLamp::RESOURCE.gvk(), "the caller gets the version that he gave");
        assert!(stored().starts_with(&format!("apiVersion: example.com/{created}\n")), "{}", stored());
        let mut lamp = storage.kind::<Lamp>().get("home/desk").unwrap();
        lamp.spec.watts = 60;
        storage.kind::<Lamp>().update(&mut lamp).unwrap();
        assert!(stored().starts_with(&format!("apiVersion: example.com/{updated}\n")), "{}", stored());
        assert_eq!(storage.kind::<Lamp>().get("home/desk").unwrap().spec.watts, 60);
    }
}

#[test]
fn a_cache_keeps_an_object_in_each_version_that_is_asked_for() {
    let storage = CacheStorage::new(MemoryStorage::in_memory(policy()));
    storage.create(&lamp("home", "desk", 40)).unwrap();
    let old_lamps = KindKey::new(OldLamp::RESOURCE.gvk());
    for _ in 0..2 {
        assert_eq!(storage.kind::<Lamp>().get("home/desk").unwrap().spec.watts, 40);
        storage.kind::<OldLamp>().get("home/desk").unwrap();
        for kind in [lamps(), old_lamps.clone()] {
            let key = lamp_key("home", "desk").with_kind(kind.clone());
            assert_eq!(storage.get_meta(&key).unwrap().gvk(), *lamps().gvk(), "as it is stored");
            let list = storage.list(&kind, &ObjectListOptions::all()).unwrap();
            assert_eq!((list.objects.len(), list.objects[0].gvk()), (1, kind.gvk().clone()));
        }
    }
    assert_eq!(storage.kept(), 1);
    let mut old = storage.kind::<OldLamp>().get("home/desk").unwrap();
    old.metadata.set_label("room", "study");
    storage.kind::<OldLamp>().update(&mut old).unwrap();
    let read = storage.kind::<Lamp>().get("home/desk").unwrap();
    assert_eq!((read.spec.watts, read.metadata.label("room")), (40, Some("study")));
    storage.delete(&lamp_key("home", "desk").with_kind(old_lamps), RemovePrecondition::Present).unwrap();
    assert_eq!(storage.kept(), 0);
}

#[test]
fn followers_have_an_object_in_the_version_that_the_first_storage_has_it_in() {
    let storage = SyncStorage::new(MemoryStorage::in_memory(policy()));
    let follower = std::sync::Arc::new(MemoryStorage::in_memory(policy()));
    let storage = storage.with_follower("memory", std::sync::Arc::clone(&follower)).unwrap();
    let text = |storage: &MemoryStorage, name: &str| {
        let bytes = storage.raw().read(&lamp_key("home", name)).unwrap().bytes;
        String::from_utf8(bytes).unwrap()
    };
    storage.create(&OldLamp { metadata: ObjectMeta::namespaced("home", "desk") }).unwrap();
    storage.create(&lamp("home", "floor", 60)).unwrap();
    let mut desk = storage.kind::<Lamp>().get("home/desk").unwrap();
    desk.spec.watts = 40;
    storage.kind::<Lamp>().update(&mut desk).unwrap();
    for name in ["desk", "floor"] {
        assert_eq!(text(&follower, name), text(storage.first(), name));
    }
    assert!(text(&follower, "desk").starts_with("apiVersion: example.com/v1beta1\n"));
    assert_eq!(follower.kind::<Lamp>().get("home/desk").unwrap().spec.watts, 40, "what it has no place for");
    let report = storage.sync().unwrap();
    assert_eq!((report.written, report.removed), (0, 0));
}

#[test]
#[cfg(feature = "watch")]
fn a_watch_tells_objects_in_the_version_that_it_was_asked_for() {
    let storage = WatchStorage::new(MemoryStorage::in_memory(policy())).unwrap();
    let gvks = [OldLamp::RESOURCE.gvk(), Lamp::RESOURCE.gvk()];
    let start = || WatchOptions::new().from(WatchFrom::Now);
    let mut watches = gvks.clone().map(|gvk| storage.watch(&KindKey::new(gvk), start()).unwrap());
    // Both writes go through the storage, and one past it.
    storage.create(&lamp("home", "desk", 40)).unwrap();
    let mut old = storage.kind::<OldLamp>().get("home/desk").unwrap();
    old.metadata.set_label("room", "study");
    storage.kind::<OldLamp>().update(&mut old).unwrap();
    storage.storage().update(&lamp("home", "desk", 60)).unwrap();
    storage.sync();
    let key = lamp_key("home", "desk");
    storage.delete(&key, RemovePrecondition::Present).unwrap();
    for (watch, gvk) in watches.iter_mut().zip(gvks) {
        for expected in ["ADDED", "MODIFIED", "MODIFIED", "DELETED"] {
            let event = watch.next_within(Duration::from_secs(20)).unwrap().unwrap();
            assert_eq!((event.name(), event.object().unwrap().gvk()), (expected, gvk.clone()));
        }
    }
    // What is there at first, too.
    storage.create(&lamp("home", "floor", 1)).unwrap();
    let old = KindKey::new(OldLamp::RESOURCE.gvk());
    let event =
        storage.watch(&old, WatchOptions::new()).unwrap().next_within(Duration::ZERO).unwrap().unwrap();
    assert_eq!(event.object().unwrap().gvk(), OldLamp::RESOURCE.gvk());
}
