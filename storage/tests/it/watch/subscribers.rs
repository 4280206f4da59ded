//! What subscribers get: snapshots, filters, resuming, and what becomes of slow ones.

use std::fs;
use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use libgitops::Object;
use libgitops_core::meta::{MetadataExt as _, ObjectMeta};
use libgitops_core::object::AnyObject;
use libgitops_core::patch::{Patch, PatchType};
use libgitops_core::selector::Selector;
use libgitops_storage::conformance::{Lamp, policy};
use libgitops_storage::filter::{FieldFilter, NameFilter};
use libgitops_storage::{
    ErrorKind, EventStorage as _, Identifier, MemoryStorage, ObjectListOptions, ReadStorage as _,
    ReadStorageExt as _, RemovePrecondition, WatchEvent, WatchFrom, WatchOptions, WatchSettings,
    WatchStorage, WriteStorage as _,
};

use super::{PATIENCE, document, lamp, lamps, manifests, memory, next, told, until};

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
fn a_client_of_a_type_watches_its_objects_in_its_namespace() {
    let storage = memory();
    let elsewhere = Lamp { metadata: ObjectMeta::namespaced("shed", "desk"), ..lamp("desk", 10) };
    storage.create(&elsewhere).unwrap();
    let client = storage.kind::<Lamp>().in_namespace("home");
    let mut watch = client.watch(WatchOptions::new().in_namespace("shed")).unwrap();
    assert!(format!("{watch:?}").contains("Lamp"), "{watch:?}");
    client.create(&mut lamp("desk", 40)).unwrap();
    client.patch("desk", &Patch::parse(PatchType::Merge, r#"{"spec": {"watts": 60}}"#).unwrap()).unwrap();
    client.delete("desk", RemovePrecondition::Present).unwrap();
    let told = [(); 4].map(|()| {
        let event: WatchEvent<Lamp> = watch.next().unwrap().unwrap();
        (event.name(), event.object().map_or(0, |lamp| lamp.spec.watts))
    });
    assert_eq!(told, [("BOOKMARK", 0), ("ADDED", 40), ("MODIFIED", 60), ("DELETED", 60)]);

    // Without a namespace, those of all.
    let mut all = storage.kind::<Lamp>().watch(WatchOptions::new()).unwrap();
    let WatchEvent::Added(found) = all.next_within(PATIENCE).unwrap().unwrap() else { panic!("it is there") };
    assert_eq!((found.metadata.namespace(), found.spec.watts), (Some("shed"), 10));
    let error = storage.kind::<Switch>().watch(WatchOptions::new()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    assert!(error.to_string().contains("Switch"), "{error}");
}

/// Another type of the same kind.
#[derive(Object, Clone, Debug)]
#[object(group = "lights.example.com", version = "v1", kind = "Lamp", scope = Namespaced, unlisted)]
struct Switch {
    metadata: ObjectMeta,
}

#[test]
fn an_event_of_whatever_type_is_taken_as_one_or_given_back() {
    let storage = memory();
    storage.create(&lamp("desk", 40)).unwrap();
    let mut watch = storage.watch(&lamps(), WatchOptions::new()).unwrap();
    let event = watch.next_within(PATIENCE).unwrap().unwrap();
    let event = event.downcast::<Switch>().unwrap_err();
    let shared = event.clone();
    let typed = event.downcast::<Lamp>().unwrap();
    assert_eq!(typed.to_string(), shared.to_string());
    assert!(std::ptr::addr_eq(typed.object().unwrap(), shared.object().unwrap()), "it is the same object");
    let bookmark = watch.next_within(PATIENCE).unwrap().unwrap();
    assert!(matches!(bookmark.downcast::<Lamp>(), Ok(WatchEvent::Bookmark(_))));
}

#[test]
fn an_event_can_be_waited_for_for_ever() {
    let storage = memory();
    let mut watch = storage.watch(&lamps(), WatchOptions::new()).unwrap();
    assert!(watch.next_within(Duration::MAX).unwrap().is_some());
}

#[test]
fn objects_that_are_found_by_uid_are_watched_by_uid() {
    let storage = MemoryStorage::in_memory(policy().identified_by(Identifier::Uid));
    let mut settings = WatchSettings::new();
    settings.deletion_grace = Duration::ZERO;
    let storage = WatchStorage::with_settings(storage, settings).unwrap();
    let with_uid = |uid: &str, watts| {
        let mut lamp = lamp("desk", watts);
        lamp.metadata.set_uid(uid);
        lamp
    };
    storage.create(&with_uid("a", 1)).unwrap();
    let mut watch = storage.watch(&lamps(), WatchOptions::new()).unwrap();
    // Two may have one name.
    storage.create(&with_uid("b", 2)).unwrap();
    storage.storage().update(&with_uid("a", 3)).unwrap();
    storage.sync();
    storage.sync();
    let client = storage.kind::<Lamp>();
    client.delete("b", RemovePrecondition::Present).unwrap();
    storage.storage().delete(&client.key("a").unwrap(), RemovePrecondition::Present).unwrap();
    storage.sync();
    let expected =
        ["ADDED desk 1", "BOOKMARK", "ADDED desk 2", "MODIFIED desk 3", "DELETED desk 2", "DELETED desk 3"];
    assert_eq!(expected.map(|_| next(&mut watch)), expected);
}

#[test]
fn a_watch_goes_on_from_a_version_or_says_that_it_is_too_old() {
    let storage = memory();
    let first = storage.create(&lamp("desk", 0)).unwrap();
    let version =
        |object: &dyn AnyObject| object.metadata().unwrap().resource_version().unwrap().parse().unwrap();
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
fn a_version_that_was_never_given_is_none_to_go_on_from() {
    let root = tempfile::tempdir().unwrap();
    let write = |watts: u64| fs::write(root.path().join("desk.yaml"), document("desk", watts)).unwrap();
    write(1);
    let storage = manifests(&root);
    for watts in 2..9 {
        storage.update(&lamp("desk", watts)).unwrap();
    }
    let last = storage.list(&lamps(), &ObjectListOptions::all()).unwrap().version;
    let resumed = WatchOptions::new().from(WatchFrom::Version(last));
    // It is given already, though nobody has looked.
    let mut watch = storage.watch(&lamps(), resumed.clone()).unwrap();
    storage.update(&lamp("desk", 9)).unwrap();
    assert_eq!(next(&mut watch), "MODIFIED desk 9");
    drop((watch, storage));
    // As in a clone on another machine.
    fs::remove_dir_all(root.path().join(".libgitops")).unwrap();
    write(10);
    let storage = manifests(&root);
    assert!(storage.list(&lamps(), &ObjectListOptions::all()).unwrap().version < last);
    let error = storage.watch(&lamps(), resumed).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Expired, "{error}");
}

#[test]
fn an_object_that_leaves_what_is_asked_for_is_deleted_there() {
    let storage = memory();
    let bright =
        |object: &dyn AnyObject| object.downcast_ref::<Lamp>().is_some_and(|lamp| lamp.spec.watts >= 50);
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
fn selectors_turn_a_change_into_an_addition_or_a_deletion() {
    let storage = memory();
    let selector: Selector = "tier in (front, back), !retired".parse().unwrap();
    let fields = FieldFilter::new("metadata.name!=spot".parse().unwrap()).unwrap();
    let options = WatchOptions::new().with_filter(selector).with_filter(fields);
    let mut watch = storage.watch(&lamps(), options.clone()).unwrap();
    assert_eq!(next(&mut watch), "BOOKMARK");
    let labeled = |name: &str, watts, labels: &[&str]| {
        let mut lamp = lamp(name, watts);
        for label in labels {
            let (key, value) = label.split_once('=').unwrap();
            lamp.metadata.set_label(key, value);
        }
        lamp
    };
    storage.create(&labeled("desk", 1, &["tier=middle"])).unwrap();
    storage.create(&labeled("spot", 1, &["tier=front"])).unwrap();
    for (watts, labels) in [
        (2, &["tier=front"][..]),
        (3, &["tier=back"]),
        (4, &["tier=back", "retired=yes"]),
        (5, &["retired=yes"]),
        (6, &["tier=front"]),
    ] {
        storage.update(&labeled("desk", watts, labels)).unwrap();
    }
    assert_eq!(
        until(&mut watch, "ADDED desk 6"),
        ["ADDED desk 2", "MODIFIED desk 3", "DELETED desk 3"],
        "a deletion gives the object as it was when it was selected last"
    );
    let mut later = storage.watch(&lamps(), options).unwrap();
    assert_eq!(until(&mut later, "BOOKMARK"), ["ADDED desk 6"]);
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

#[test]
fn what_a_watch_begins_with_is_not_what_it_falls_behind_by() {
    let storage = memory();
    let names: Vec<String> = (0..20).map(|number| format!("lamp-{number:02}")).collect();
    for name in &names {
        storage.create(&lamp(name, 1)).unwrap();
    }
    let mut watch =
        storage.watch(&lamps(), WatchOptions::new().with_buffer(NonZeroUsize::new(4).unwrap())).unwrap();
    // Nothing is taken yet, and much happens.
    for watts in 2..12 {
        storage.update(&lamp("lamp-07", watts)).unwrap();
    }
    storage.create(&lamp("new", 1)).unwrap();
    let mut expected: Vec<String> = names.iter().map(|name| format!("ADDED {name} 1")).collect();
    expected[7] = "ADDED lamp-07 11".to_owned();
    assert_eq!(until(&mut watch, "BOOKMARK"), expected);
    assert_eq!(next(&mut watch), "ADDED new 1");
    // From then on no more wait than are to.
    for name in &names[..5] {
        storage.update(&lamp(name, 3)).unwrap();
    }
    assert_eq!(watch.next_within(Duration::ZERO).unwrap_err().kind(), ErrorKind::Expired);
}

#[test]
fn a_filter_that_panics_ends_all_watches_and_leaves_nobody_waiting() {
    let root = tempfile::tempdir().unwrap();
    let storage = manifests(&root);
    let mut watch = storage.watch(&lamps(), WatchOptions::new()).unwrap();
    let faulty = |_: &dyn AnyObject| -> bool { panic!("the filter panics") };
    let faulty = storage.watch(&lamps(), WatchOptions::new().with_filter(faulty)).unwrap();
    assert_eq!(next(&mut watch), "BOOKMARK");
    fs::write(root.path().join("desk.yaml"), document("desk", 1)).unwrap();
    let begin = Instant::now();
    while watch.next_within(PATIENCE).unwrap().is_some() {}
    assert!(begin.elapsed() < PATIENCE, "it is waited for until it ends");
    assert!(storage.watch(&lamps(), WatchOptions::new()).unwrap().all(|event| event.is_ok()), "it ends too");
    drop(faulty);
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
