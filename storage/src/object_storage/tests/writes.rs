//! Writes: what is checked, what is completed, and whose write counts.

use super::*;

#[test]
fn the_resource_version_is_in_what_is_returned_and_never_in_the_document() {
    let key = lamp_key("home", "desk");
    each(|storage| {
        let created = storage.create(&lamp("home", "desk", 40)).unwrap();
        let first = storage.raw().stat(&key).unwrap().version;
        assert_eq!(created.metadata().unwrap().resource_version(), Some(first.to_string().as_str()));
        let read = storage.get(&key).unwrap();
        assert_eq!(read.downcast_ref::<Lamp>(), created.downcast_ref::<Lamp>());

        let mut changed = read.downcast::<Lamp>().unwrap();
        changed.spec.watts = 60;
        let updated = storage.update(&*changed).unwrap();
        let second = storage.raw().stat(&key).unwrap().version;
        assert!(second > first);
        assert_eq!(updated.metadata().unwrap().resource_version(), Some(second.to_string().as_str()));
        let expected = "apiVersion: example.com/v1\nkind: Lamp\nmetadata:\n  name: desk\n  namespace: home\n  \
                        creationTimestamp: \"2000-02-29T12:00:00Z\"\nspec:\n  watts: 60\n";
        assert_eq!(text(storage, &key), expected);
        assert_eq!(storage.checksum(&key).unwrap(), Checksum::of(expected.as_bytes()));
        // The same bytes are no new version.
        let again = storage.update(&*updated).unwrap();
        assert_eq!(again.metadata().unwrap().resource_version(), Some(second.to_string().as_str()));
    });
}

#[test]
fn a_write_into_an_older_version_is_a_conflict() {
    // F-24: create is exclusive, and no update or delete undoes another one unseen.
    let key = lamp_key("home", "desk");
    each(|storage| {
        assert_eq!(kind_of(storage.update(&lamp("home", "desk", 1))), Some(ErrorKind::NotFound));
        assert_eq!(kind_of(storage.delete(&key, RemovePrecondition::Present)), Some(ErrorKind::NotFound));
        let created = storage.create(&lamp("home", "desk", 40)).unwrap().downcast::<Lamp>().unwrap();
        assert_eq!(kind_of(storage.create(&lamp("home", "desk", 1))), Some(ErrorKind::AlreadyExists));
        let updated = storage
            .update(&Lamp { spec: LampSpec { watts: 60, ..created.spec.clone() }, ..*created.clone() });
        let late = Lamp { spec: LampSpec { watts: 80, ..created.spec.clone() }, ..*created.clone() };
        let error = storage.update(&late).unwrap_err();
        assert_eq!((error.kind(), error.key()), (ErrorKind::Conflict, Some(&key)));
        let first: Version = created.metadata.resource_version().unwrap().parse().unwrap();
        let stale = storage.delete(&key, RemovePrecondition::Matches(first));
        assert_eq!(kind_of(stale), Some(ErrorKind::Conflict));
        assert!(text(storage, &key).contains("watts: 60"));

        // Without a version it is the caller's wish to replace any.
        storage.update(&lamp("home", "desk", 5)).unwrap();
        assert_eq!(kind_of(storage.update(&*updated.unwrap())), Some(ErrorKind::Conflict));
        storage.delete(&key, RemovePrecondition::Present).unwrap();
        assert_eq!(kind_of(storage.get(&key)), Some(ErrorKind::NotFound));
        assert_eq!(kind_of(storage.update(&late)), Some(ErrorKind::NotFound));
        assert_eq!(kind_of(storage.create(&late)), Some(ErrorKind::Invalid), "it has a resourceVersion");
        let mut wrong = lamp("home", "desk", 5);
        wrong.metadata.set_resource_version("new");
        let error = storage.update(&wrong).unwrap_err();
        assert_eq!(
            (error.kind(), error.operation(), error.key()),
            (ErrorKind::Invalid, Some("update"), Some(&key))
        );
    });
}

#[test]
fn no_update_is_lost_among_threads() {
    // F-24
    each(|storage| {
        storage.create(&lamp("home", "desk", 0)).unwrap();
        let increment = || {
            for _ in 0..25 {
                loop {
                    let mut lamp =
                        storage.get(&lamp_key("home", "desk")).unwrap().downcast::<Lamp>().unwrap();
                    lamp.spec.watts += 1;
                    match storage.update(&*lamp) {
                        Ok(_) => break,
                        Err(error) => assert_eq!(error.kind(), ErrorKind::Conflict, "{error}"),
                    }
                }
            }
        };
        std::thread::scope(|scope| (0..4).for_each(|_| drop(scope.spawn(increment))));
        let lamp = storage.get(&lamp_key("home", "desk")).unwrap().downcast::<Lamp>().unwrap();
        assert_eq!(lamp.spec.watts, 100);
    });
}

#[test]
fn metadata_alone_is_not_written_as_if_it_were_the_object() {
    // F-28
    let key = lamp_key("home", "desk");
    each(|storage| {
        storage.create(&lamp("home", "desk", 40)).unwrap();
        let before = text(storage, &key);
        let partial: PartialObjectMetadata = storage.get_meta(&key).unwrap();
        assert_eq!(kind_of(storage.update(&partial)), Some(ErrorKind::Unsupported));
        storage.delete(&key, RemovePrecondition::Present).unwrap();
        assert_eq!(kind_of(storage.create(&partial)), Some(ErrorKind::Unsupported));
        put(storage, &key, &before);
        assert!(storage.get(&key).is_ok());
    });
}

#[test]
fn a_dynamic_object_is_held_to_the_type_of_its_kind() {
    let rows = [
        ("{watts: 40}", None),
        ("{watts: 40, hight: 3}", Some(ErrorKind::Invalid)),
        ("{watts: many}", Some(ErrorKind::Invalid)),
        ("{watts: 1000}", Some(ErrorKind::Invalid)),
    ];
    each(|storage| {
        for (spec, expected) in rows {
            let text =
                format!("apiVersion: example.com/v1\nkind: Lamp\nmetadata: {{name: desk}}\nspec: {spec}\n");
            let object: DynamicObject = storage.serializer().decoder().decode_as(&Frame::yaml(text)).unwrap();
            let created = storage.create(&object);
            assert_eq!(created.as_ref().err().map(Error::kind), expected, "{spec}");
            if let Ok(created) = created {
                assert!(created.is::<Lamp>());
                storage.delete(&lamp_key("default", "desk"), RemovePrecondition::Present).unwrap();
            }
            assert_eq!(storage.count(&lamps()).unwrap(), 0);
        }
    });
}

#[test]
fn objects_are_defaulted_and_validated_as_configured() {
    for (defaulting, color) in [(false, ""), (true, "white")] {
        let storage = MemoryStorage::in_memory(policy().with_defaulting(defaulting));
        let mut lamp_of = lamp("home", "desk", 40);
        let created = storage.create(&lamp_of).unwrap().downcast::<Lamp>().unwrap();
        assert_eq!(created.spec.color, color);
        lamp_of.spec.watts = 50;
        let updated = storage.update(&lamp_of).unwrap().downcast::<Lamp>().unwrap();
        assert_eq!((updated.spec.color.as_str(), updated.spec.watts), (color, 50));

        for name in ["desk", "spot"] {
            let bright = lamp("home", name, 1000);
            let results = [("create", storage.create(&bright)), ("update", storage.update(&bright))];
            for (operation, error) in results.map(|(operation, result)| (operation, result.unwrap_err())) {
                let key = lamp_key("home", name);
                let expected =
                    format!("{operation} {key}: the object is invalid\nspec.watts: must be below 1000");
                assert_eq!(error.to_string(), expected);
                let problems =
                    error.document_error().map(|error| error.problems().to_vec()).unwrap_or_default();
                assert_eq!(error.kind(), ErrorKind::Invalid);
                assert_eq!(problems[0].to_string(), "spec.watts: must be below 1000");
            }
        }
        let lenient = MemoryStorage::in_memory(policy().with_validation(false));
        assert!(lenient.create(&lamp("home", "desk", 1000)).is_ok());
        assert!(lenient.update(&lamp("home", "desk", 2000)).is_ok());
    }
}

#[test]
fn a_creation_timestamp_is_set_unless_there_is_one_or_it_is_off() {
    let time = "2000-02-29T12:00:00Z";
    let given = "2001-01-01T00:00:00Z";
    let with = |given: Option<&str>| {
        let mut lamp = lamp("home", "desk", 40);
        lamp.metadata.set_creation_timestamp(given.map(|time| time.parse().unwrap()));
        lamp
    };
    let on = || MemoryStorage::in_memory(policy().with_clock(|| SystemTime::UNIX_EPOCH + NOON));
    let off = || MemoryStorage::in_memory(policy().without_creation_timestamps());
    for (storage, given, expected) in [
        (on(), None, Some(time)),
        (on(), Some(given), Some(given)),
        (off(), None, None),
        (off(), Some(given), Some(given)),
    ] {
        let created = storage.create(&with(given)).unwrap();
        let found = created.metadata().unwrap().creation_timestamp().map(|time| time.to_string());
        assert_eq!(found.as_deref(), expected);
        let updated = storage.update(&with(None)).unwrap();
        let kept = updated.metadata().unwrap().creation_timestamp().map(|time| time.to_string());
        assert_eq!(kept.as_deref(), expected, "an update keeps it if none is given");
        let later = "2002-02-02T00:00:00Z";
        let updated = storage.update(&with(Some(later))).unwrap();
        let given = updated.metadata().unwrap().creation_timestamp().map(|time| time.to_string());
        assert_eq!(given.as_deref(), Some(later), "an update writes what is given");
    }
}

#[test]
fn an_update_keeps_the_uid_and_replaces_no_object_with_another_one() {
    let rows = [
        (None, None, Ok(None)),
        (None, Some("a"), Ok(Some("a"))),
        (Some("a"), None, Ok(Some("a"))),
        (Some("a"), Some("a"), Ok(Some("a"))),
        (Some("a"), Some("b"), Err(ErrorKind::Conflict)),
    ];
    let with = |uid: Option<&str>, watts| {
        let mut lamp = lamp("home", "desk", watts);
        lamp.metadata.set_uid(uid.unwrap_or_default());
        lamp
    };
    each(|storage| {
        for (stored, given, expected) in rows {
            storage.create(&with(stored, 40)).unwrap();
            let updated = storage.update(&with(given, 60)).map_err(|error| error.kind());
            let uid = updated.map(|object| object.metadata().unwrap().uid().map(str::to_owned));
            assert_eq!(uid, expected.map(|uid| uid.map(str::to_owned)), "{stored:?} {given:?}");
            storage.delete(&lamp_key("home", "desk"), RemovePrecondition::Present).unwrap();
        }
        assert_eq!(kind_of(storage.update(&with(Some("a"), 60))), Some(ErrorKind::NotFound));
    });
}

#[test]
fn documents_are_written_in_the_content_type_of_their_place() {
    for content_type in [ContentType::Yaml, ContentType::Json] {
        each_in(&Layout::grouped().with_content_type(content_type), |storage| {
            storage.create(&lamp("home", "desk", 40)).unwrap();
            let text = text(storage, &lamp_key("home", "desk"));
            assert_eq!(text.starts_with('{'), content_type == ContentType::Json, "{text}");
            assert!(storage.get(&lamp_key("home", "desk")).is_ok());
        });
    }
}

#[test]
fn an_update_of_what_cannot_be_read_loses_nothing() {
    let key = lamp_key("home", "desk");
    let broken = [
        ("kind: Lamp\n  half: written\n".to_owned(), ":2:"),
        (lamp_document("{name: desk}").replace("40", "high") + "# by Ann\n", "spec.watts"),
    ];
    each(|storage| {
        for (document, place) in &broken {
            put(storage, &key, document);
            let error = storage.update(&lamp("home", "desk", 40)).unwrap_err();
            assert_eq!((error.kind(), error.operation()), (ErrorKind::Unreadable, Some("update")));
            assert!(error.to_string().contains(place), "{error}");
            assert!(error.path().unwrap().to_str().unwrap().contains("Lamp/home/desk"), "{error}");
            assert_eq!(text(storage, &key), *document);
            // Whether it can be read does not matter to a delete.
            storage.delete(&key, RemovePrecondition::Present).unwrap();
        }
        storage.create(&lamp("home", "desk", 40)).unwrap();
    });
}
