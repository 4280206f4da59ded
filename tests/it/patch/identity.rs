//! What makes an object the one that it is stays.

use super::*;

#[test]
fn no_patch_changes_what_makes_an_object_the_one_that_it_is() {
    let mut object = car();
    object.metadata.set_uid("1");
    let rows = [
        ("apiVersion", r#""sample-app.weave.works/v1""#),
        ("kind", r#""Motorcycle""#),
        ("metadata.name", r#""bar""#),
        ("metadata.namespace", r#""other""#),
        ("metadata.uid", r#""2""#),
        ("metadata.name", "null"),
        ("metadata.namespace", "null"),
        ("metadata.uid", "null"),
        ("kind", "null"),
    ];
    for (path, value) in rows {
        let merge = match path.split_once('.') {
            Some((outer, inner)) => format!(r#"{{"{outer}":{{"{inner}":{value}}}}}"#),
            None => format!(r#"{{"{path}":{value}}}"#),
        };
        let json = format!(r#"[{{"op":"replace","path":"/{}","value":{value}}}]"#, path.replace('.', "/"));
        let removal = format!(r#"[{{"op":"remove","path":"/{}"}}]"#, path.replace('.', "/"));
        for patch in [
            parse(PatchType::Merge, &merge),
            parse(PatchType::StrategicMerge, &merge),
            parse(PatchType::Json, &json),
            parse(PatchType::Json, &removal),
        ] {
            check(&patch, &object, &[path]);
        }
    }
}

fn check(patch: &Patch, object: &Car, expected: &[&str]) {
    let as_dynamic =
        dynamic(&Serializer::new(Scheme::builder().build().unwrap()).encoder().to_yaml(object).unwrap());
    for error in [
        patch.apply(object).unwrap_err(),
        patcher().apply(patch, object).unwrap_err(),
        patcher().apply(patch, &as_dynamic).unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert_eq!(paths(&error), expected, "{error}");
        assert!(error.to_string().contains("cannot change from"), "{error}");
    }
}

#[test]
fn every_part_that_would_change_is_told_and_the_same_one_again_is_no_change() {
    let object = car();
    check(
        &parse(PatchType::Merge, r#"{"metadata":null}"#),
        &object,
        &["metadata.name", "metadata.namespace"],
    );
    let whole = r#"[{"op":"replace","path":"","value":{"kind":"Car"}}]"#;
    check(&parse(PatchType::Json, whole), &object, &["apiVersion", "metadata.name", "metadata.namespace"]);
    check(&parse(PatchType::Merge, r#"{"metadata":{"uid":"1"}}"#), &object, &["metadata.uid"]);
    let same =
        r#"{"kind":"Car","metadata":{"name":"foo","namespace":"default","uid":""},"spec":{"brand":"x"}}"#;
    assert_eq!(parse(PatchType::Merge, same).apply(&object).unwrap().spec.brand, "x");
}

#[test]
fn no_patch_is_created_of_two_objects() {
    let mut other = car();
    other.metadata.set_name("bar");
    for patch_type in PatchType::ALL {
        let error = Patch::create(patch_type, &car(), &other).unwrap_err();
        assert_eq!((error.kind(), paths(&error)), (ErrorKind::Invalid, vec!["metadata.name".to_owned()]));
    }
}
