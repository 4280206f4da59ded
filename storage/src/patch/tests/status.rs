//! The status alone.

use super::*;

#[test]
fn the_status_changes_and_nothing_else() {
    each(|storage| {
        let lamps = storage.kind::<Lamp>();
        let mut desk = lamp("desk", 40);
        lamps.create(&mut desk).unwrap();
        let mut state = desk.clone();
        state.spec.watts = 99;
        state.metadata.set_label("a", "b");
        state.status.hours = u64::MAX;
        lamps.update_status(&mut state).unwrap();
        let mut expected = desk.clone();
        expected.status.hours = u64::MAX;
        expected.metadata.set_resource_version(version(&state));
        assert_ne!(version(&state), version(&desk));
        assert_eq!(state, expected);
        assert_eq!(lamps.get("home/desk").unwrap(), expected);
        let text = String::from_utf8(storage.raw().read(&key("desk")).unwrap().bytes).unwrap();
        assert!(text.ends_with("status:\n  hours: 18446744073709551615\n  hot: false\n"), "{text}");

        // A status that is the default again is gone from the document, and the same one again is no new version.
        state.status = LampStatus::default();
        lamps.update_status(&mut state).unwrap();
        let text = String::from_utf8(storage.raw().read(&key("desk")).unwrap().bytes).unwrap();
        assert!(!text.contains("status"), "{text}");
        let last = version(&state).to_owned();
        lamps.update_status(&mut state).unwrap();
        assert_eq!(version(&state), last);
    });
}

#[test]
fn a_stale_state_is_a_conflict_and_one_without_a_version_is_not() {
    each(|storage| {
        let lamps = storage.kind::<Lamp>();
        let mut desk = lamp("desk", 40);
        lamps.create(&mut desk).unwrap();
        let mut stale = desk.clone();
        lamps.patch("home/desk", &merge(r#"{"spec":{"watts":50}}"#)).unwrap();
        stale.status.hot = true;
        let before = stale.clone();
        let error = lamps.update_status(&mut stale).unwrap_err();
        assert_eq!((error.kind(), error.operation()), (ErrorKind::Conflict, Some("update_status")));
        assert_eq!((error.key(), &stale), (Some(&key("desk")), &before));
        stale.metadata.set_resource_version("");
        lamps.update_status(&mut stale).unwrap();
        assert_eq!((stale.spec.watts, stale.status.hot), (50, true));
        stale.metadata.set_uid("another");
        assert_eq!(lamps.update_status(&mut stale).unwrap_err().kind(), ErrorKind::Conflict);
    });
}

#[test]
fn a_dynamic_object_updates_the_status_too() {
    each(|storage| {
        storage.create(&lamp("desk", 40)).unwrap();
        let text = "apiVersion: example.com/v1\nkind: Lamp\nmetadata: {name: desk, namespace: home}\nspec: {watts: 1}\nstatus: {hot: true}\n";
        let state: DynamicObject = serializer().decoder().decode_as(&Frame::yaml(text)).unwrap();
        let stored = as_lamp(storage.update_status(&state).unwrap());
        assert_eq!((stored.spec.watts, stored.status.hot), (40, true));
        let wrong: DynamicObject =
            serializer().decoder().decode_as(&Frame::yaml(text.replace("hot: true", "hot: 3"))).unwrap();
        let error = storage.update_status(&wrong).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert_eq!(error.document_error().unwrap().problems()[0].path().to_string(), "status.hot");
    });
}

#[test]
fn a_kind_without_a_status_and_what_is_not_there_are_refused() {
    each(|storage| {
        let room = Room { metadata: ObjectMeta::named("kitchen") };
        storage.create(&room).unwrap();
        let error = storage.update_status(&room).unwrap_err();
        assert_eq!((error.kind(), error.operation()), (ErrorKind::Unsupported, Some("update_status")));
        let error = storage.update_status(&lamp("none", 1)).unwrap_err();
        assert_eq!((error.kind(), error.operation()), (ErrorKind::NotFound, Some("update_status")));
    });
}
