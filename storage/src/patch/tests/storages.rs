//! Patches of stored objects.

use super::*;

#[test]
fn a_patch_of_every_format_changes_the_stored_object_and_nothing_else_of_it() {
    let rows = [
        (PatchType::Merge, r#"{"spec":{"watts":18446744073709551615}}"#),
        (
            PatchType::Json,
            r#"[{"op":"test","path":"/spec/watts","value":40},{"op":"replace","path":"/spec/watts","value":18446744073709551615}]"#,
        ),
        (
            PatchType::StrategicMerge,
            r#"{"spec":{"watts":18446744073709551615,"bulbs":[{"name":"right","broken":true}]}}"#,
        ),
    ];
    for (patch_type, text) in rows {
        each(|storage| {
            let created = as_lamp(storage.create(&lamp("desk", 40)).unwrap());
            let patch = Patch::parse(patch_type, text).unwrap();
            let patched = as_lamp(storage.patch(&key("desk"), &patch).unwrap());
            let mut expected = created.clone();
            expected.spec.watts = u64::MAX;
            if patch_type == PatchType::StrategicMerge {
                expected.spec.bulbs = vec![
                    Bulb { name: "left".into(), broken: false },
                    Bulb { name: "right".into(), broken: true },
                ];
            }
            assert_ne!(version(&patched), version(&created));
            expected.metadata.set_resource_version(version(&patched));
            assert_eq!(patched, expected);
            assert_eq!(as_lamp(storage.get(&key("desk")).unwrap()), patched);
            let stored = storage.raw().read(&key("desk")).unwrap();
            let text = String::from_utf8(stored.bytes).unwrap();
            assert!(
                text.starts_with("apiVersion: example.com/v1\n") && !text.contains("resourceVersion"),
                "{text}"
            );
        });
    }
}

#[test]
fn a_patch_that_changes_nothing_writes_nothing() {
    each(|storage| {
        let created = as_lamp(storage.create(&lamp("desk", 40)).unwrap());
        for text in ["{}", r#"{"spec":{"watts":40}}"#, r#"{"spec":{"color":null}}"#] {
            assert_eq!(as_lamp(storage.patch(&key("desk"), &merge(text)).unwrap()), created);
        }
    });
}

#[test]
fn a_patch_that_names_a_version_is_for_this_version() {
    each(|storage| {
        let first = as_lamp(storage.create(&lamp("desk", 40)).unwrap());
        let named = |version: &str, watts: u64| {
            merge(&format!(r#"{{"metadata":{{"resourceVersion":"{version}"}},"spec":{{"watts":{watts}}}}}"#))
        };
        let second = as_lamp(storage.patch(&key("desk"), &named(version(&first), 50)).unwrap());
        assert_eq!(second.spec.watts, 50);
        for stale in [version(&first), "no version"] {
            let error = storage.patch(&key("desk"), &named(stale, 60)).unwrap_err();
            assert_eq!((error.kind(), error.operation()), (ErrorKind::Conflict, Some("patch")));
            assert_eq!(error.key(), Some(&key("desk")));
        }
        let test = format!(
            r#"[{{"op":"test","path":"/metadata/resourceVersion","value":"{}"}},{{"op":"replace","path":"/spec/watts","value":1}}]"#,
            version(&first)
        );
        let error = storage.patch(&key("desk"), &Patch::parse(PatchType::Json, test).unwrap()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        // Taking the version away takes no care away.
        let without = merge(r#"{"metadata":{"resourceVersion":null},"spec":{"watts":70}}"#);
        assert_eq!(as_lamp(storage.patch(&key("desk"), &without).unwrap()).spec.watts, 70);
    });
}

#[test]
fn a_patch_that_is_refused_changes_nothing_and_is_told_with_operation_key_and_path() {
    let rows = [
        (PatchType::Merge, r#"{"metadata":{"name":"floor"}}"#, "metadata.name"),
        (PatchType::Merge, r#"{"metadata":{"namespace":"work"}}"#, "metadata.namespace"),
        (PatchType::Merge, r#"{"metadata":{"uid":"1"}}"#, "metadata.uid"),
        (PatchType::Merge, r#"{"kind":"Room"}"#, "kind"),
        (PatchType::Merge, r#"{"spec":{"watts":-1}}"#, "spec.watts"),
        (PatchType::Merge, r#"{"spec":{"wats":1}}"#, "spec.wats"),
        (PatchType::StrategicMerge, r#"{"spec":{"bulbs":[{"broken":true}]}}"#, "spec.bulbs[0]"),
        (PatchType::Json, r#"[{"op":"remove","path":"/spec/color"}]"#, "[0]"),
    ];
    each(|storage| {
        let created = as_lamp(storage.create(&lamp("desk", 40)).unwrap());
        for (patch_type, text, path) in rows {
            let error = storage.patch(&key("desk"), &Patch::parse(patch_type, text).unwrap()).unwrap_err();
            assert_eq!((error.kind(), error.operation()), (ErrorKind::Invalid, Some("patch")), "{error}");
            assert_eq!(error.key(), Some(&key("desk")));
            let problems = error.document_error().unwrap().problems();
            assert_eq!(problems[0].path().to_string(), path, "{error}");
            assert!(error.to_string().starts_with("patch example.com/v1 Lamp home/desk"), "{error}");
            assert!(!error.to_string().contains("no such object"), "it is there: {error}");
            assert_eq!(Status::from(&error).code, 422);
        }
        assert_eq!(as_lamp(storage.get(&key("desk")).unwrap()), created);
    });
}

#[test]
fn what_is_not_there_or_not_known_is_told_as_of_a_patch() {
    each(|storage| {
        let unknown =
            ObjectKey::namespaced(libgitops_core::gvk::GroupVersionKind::new("", "v1", "Pod"), "a", "b");
        for (key, expected) in [(key("desk"), ErrorKind::NotFound), (unknown, ErrorKind::Unrecognized)] {
            let error = storage.patch(&key, &merge("{}")).unwrap_err();
            assert_eq!((error.kind(), error.operation(), error.key()), (expected, Some("patch"), Some(&key)));
        }
    });
}

#[test]
fn a_client_patches_by_name_in_its_namespace() {
    each(|storage| {
        let lamps = storage.kind::<Lamp>().in_namespace("home");
        lamps.create(&mut lamp("desk", 40)).unwrap();
        let patched = lamps.patch("desk", &merge(r#"{"spec":{"watts":60}}"#)).unwrap();
        assert_eq!(patched, lamps.get("desk").unwrap());
        assert_eq!(patched.spec.watts, 60);
        let wrong = lamps.patch("work/desk", &merge("{}")).unwrap_err();
        assert_eq!((wrong.kind(), wrong.operation()), (ErrorKind::Invalid, Some("patch")));
        let dynamic: &dyn Storage = storage;
        assert_eq!(
            as_lamp(dynamic.patch(&key("desk"), &merge(r#"{"spec":{"watts":61}}"#)).unwrap()).spec.watts,
            61
        );
    });
}

#[test]
fn an_object_that_is_found_by_its_uid_is_patched_there() {
    let raw: Box<dyn RawStorage> = Box::new(MemoryRawStorage::default());
    let storage = ObjectStorage::new(raw, policy().identified_by(Identifier::Uid));
    let mut desk = lamp("desk", 40);
    desk.metadata.set_uid("u1");
    storage.create(&desk).unwrap();
    let patched = storage.kind::<Lamp>().patch("u1", &merge(r#"{"spec":{"watts":60}}"#)).unwrap();
    assert_eq!((patched.spec.watts, patched.metadata.uid()), (60, Some("u1")));
}
