//! Storages that find objects by uid.

use super::*;

fn with_uid(mut lamp: Lamp, uid: &str) -> Lamp {
    lamp.metadata.set_uid(uid);
    lamp
}

fn each_by_uid(test: impl Fn(&AnyStorage)) {
    each(|storage| {
        let raw: Box<dyn RawStorage> = Box::new(MemoryRawStorage::default());
        let policy = storage.policy().clone().identified_by(Identifier::Uid);
        test(&ObjectStorage::new(raw, policy));
    });
}

#[test]
fn an_object_is_found_by_its_uid_whatever_its_name() {
    each_by_uid(|storage| {
        let created = storage.create(&with_uid(lamp("", "desk", 40), "a-1")).unwrap();
        let key = storage.key_for(&created).unwrap();
        assert_eq!(key, ObjectKey::cluster(Lamp::RESOURCE.gvk(), "a-1"));
        assert_eq!(created.metadata().unwrap().namespace(), Some("default"));
        // Two objects can have one name, and one object can get another.
        storage.create(&with_uid(lamp("home", "desk", 60), "b-2")).unwrap();
        storage
            .create(&with_uid(Lamp { metadata: ObjectMeta::named("spot"), ..lamp("", "", 5) }, "c-3"))
            .unwrap();
        storage.update(&with_uid(lamp("home", "floor", 60), "b-2")).unwrap();
        let all = storage.list(&lamps(), &ObjectListOptions::all()).unwrap();
        assert_eq!(names(&all), ["default/desk", "home/floor", "default/spot"]);
        let home = storage.list(&lamps(), &ObjectListOptions::all().in_namespace("home")).unwrap();
        assert_eq!(names(&home), ["home/floor"]);

        let client = storage.kind::<Lamp>();
        let mut floor = client.get("b-2").unwrap();
        floor.spec.watts = 80;
        client.update(&mut floor).unwrap();
        assert_eq!(
            names(&client.in_namespace("home").list(&ObjectListOptions::all()).unwrap()),
            ["home/floor"]
        );
        storage.kind::<Lamp>().delete("b-2", RemovePrecondition::Present).unwrap();
        assert_eq!(storage.count(&lamps()).unwrap(), 2);
    });
}

#[test]
fn what_has_no_uid_or_another_one_is_refused() {
    each_by_uid(|storage| {
        let error = storage.create(&lamp("home", "desk", 40)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(error.to_string().contains("has no uid"), "{error}");
        for uid in ["../a", "a/b", "."] {
            let error = storage.create(&with_uid(lamp("home", "desk", 40), uid)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Invalid, "{uid}");
        }
        let key = ObjectKey::cluster(Lamp::RESOURCE.gvk(), "a-1");
        for document in [lamp_document("{name: desk}"), lamp_document("{name: desk, uid: b-2}")] {
            put(storage, &key, &document);
            let error = storage.get(&key).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unreadable);
            assert!(error.to_string().contains("another object"), "{error}");
        }
        assert_eq!(kind_of(storage.get(&lamp_key("home", "a-1"))), Some(ErrorKind::Invalid));
        let mut room = Room { metadata: ObjectMeta::namespaced("home", "kitchen") };
        room.metadata.set_uid("a-1");
        assert_eq!(kind_of(storage.create(&room)), Some(ErrorKind::Invalid));
        room.metadata.set_namespace("");
        storage.create(&room).unwrap();
    });
}
