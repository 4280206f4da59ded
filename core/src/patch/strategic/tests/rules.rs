//! The rules one by one, and what is refused.

use super::*;

/// Items with two keys, of which the second has a default, and a flattened struct.
static SHOP: FieldTable = FieldTable {
    fields: &[
        Field::new("ports", "ports", Shape::List(&Shape::Struct(|| &PORT)))
            .with_list_keys(&["port", "protocol"]),
        Field::new("rest", "", Shape::Struct(|| &MERGE_ITEM)).flattened(),
        Field::new("by_name", "byName", Shape::Map(&ITEM)),
        Field::new("old", "new", LIST).with_aliases(&["old"]).with_list_keys(&["name"]),
    ],
};

static PORT: FieldTable = FieldTable {
    fields: &[
        Field::new("port", "port", Shape::Opaque),
        Field::new("protocol", "protocol", Shape::Opaque).with_default(|| Ok("TCP".into())),
    ],
};

fn check(document: &str, patch: &str, expected: Result<&str, &str>) {
    let patched = StrategicMergePatch::from_value(value(patch)).unwrap().apply(value(document), Some(&SHOP));
    match (patched, expected) {
        (Ok(patched), Ok(expected)) => assert_eq!(crate::patch::text::of(&patched), expected, "{patch}"),
        (Err(error), Err(expected)) => {
            assert_eq!(error.kind(), ErrorKind::Invalid);
            assert!(error.to_string().contains(expected), "{error}\nexpected {expected}");
        }
        (patched, expected) => panic!("{patch}: {patched:?}, expected {expected:?}"),
    }
}

#[test]
fn directives_do_what_kubernetes_says() {
    let rows = [
        (
            r#"{"byName":{"a":{"x":1}}}"#,
            r#"{"byName":{"a":{"$patch":"replace","y":2}}}"#,
            r#"{"byName":{"a":{"y":2}}}"#,
        ),
        (
            r#"{"byName":{"a":{"x":1}}}"#,
            r#"{"byName":{"a":{"$patch":"merge","y":2}}}"#,
            r#"{"byName":{"a":{"x":1,"y":2}}}"#,
        ),
        (r#"{"byName":{"a":{"x":1}}}"#, r#"{"byName":{"a":{"$patch":"delete"}}}"#, r#"{"byName":{"a":{}}}"#),
        (r#"{"byName":{}}"#, r#"{"byName":{"a":{"$patch":"delete"}}}"#, r#"{"byName":{}}"#),
        (
            r#"{"byName":{"a":{"x":1,"y":2}}}"#,
            r#"{"byName":{"a":{"$retainKeys":["y","z"],"z":3}}}"#,
            r#"{"byName":{"a":{"y":2,"z":3}}}"#,
        ),
        (
            r#"{"new":[{"name":"a"},{"name":"b"}]}"#,
            r#"{"new":[{"$patch":"delete","name":"a"}]}"#,
            r#"{"new":[{"name":"b"}]}"#,
        ),
        (
            r#"{"new":[{"name":"a"}]}"#,
            r#"{"new":[{"$patch":"replace"},{"name":"b"},{"x":1}]}"#,
            r#"{"new":[{"name":"b"},{"x":1}]}"#,
        ),
        (r#"{"new":[{"name":"a"}]}"#, r#"{"new":[{"$patch":"replace"}]}"#, r#"{"new":[]}"#),
        (
            r#"{"new":[{"name":"a"}]}"#,
            r#"{"new":[{"$patch":"merge","name":"a","x":1},{"$patch":"merge"}]}"#,
            r#"{"new":[{"name":"a","x":1}]}"#,
        ),
        (
            "{}",
            r#"{"new":[{"name":"a","x":null},{"$patch":"delete","name":"b"}]}"#,
            r#"{"new":[{"name":"a"}]}"#,
        ),
        (r#"{"new":null}"#, r#"{"$setElementOrder/new":[{"name":"a"}]}"#, r#"{"new":null}"#),
        (r#"{"new":1}"#, r#"{"new":[{"name":"a"}]}"#, r#"{"new":[{"name":"a"}]}"#),
        (
            r#"{"nonMergingIntList":[1,2,3]}"#,
            r#"{"$setElementOrder/nonMergingIntList":[3,1]}"#,
            r#"{"nonMergingIntList":[2,3,1]}"#,
        ),
        (r#"{"a":[1,{"x":1}]}"#, r#"{"a":[{"x":null}]}"#, r#"{"a":[{"x":null}]}"#),
    ];
    for (document, patch, expected) in rows {
        check(document, patch, Ok(expected));
    }
}

#[test]
fn items_are_known_by_all_keys_and_a_default_counts() {
    let ports = r#"{"ports":[{"port":53},{"port":53,"protocol":"UDP"}]}"#;
    let rows = [
        (r#"[{"port":53,"x":1}]"#, r#"[{"port":53,"x":1},{"port":53,"protocol":"UDP"}]"#),
        (
            r#"[{"port":53,"protocol":"TCP"}]"#,
            r#"[{"port":53,"protocol":"TCP"},{"port":53,"protocol":"UDP"}]"#,
        ),
        (r#"[{"port":53,"protocol":"UDP","x":1}]"#, r#"[{"port":53},{"port":53,"protocol":"UDP","x":1}]"#),
        (r#"[{"port":53,"protocol":"UDP","$patch":"delete"}]"#, r#"[{"port":53}]"#),
        (r#"[{"port":54}]"#, r#"[{"port":54},{"port":53},{"port":53,"protocol":"UDP"}]"#),
    ];
    for (patch, expected) in rows {
        check(ports, &format!("{{\"ports\":{patch}}}"), Ok(&format!("{{\"ports\":{expected}}}")));
    }
    let after = value(r#"{"ports":[{"port":53,"protocol":"UDP","x":1},{"port":53}]}"#);
    let patch = StrategicMergePatch::create(&value(ports), &after, Some(&SHOP)).unwrap();
    let expected = r#"{"ports":[{"port":53,"protocol":"UDP","x":1}],"$setElementOrder/ports":[{"port":53,"protocol":"UDP"},{"port":53}]}"#;
    assert_eq!(Patch::from(patch.clone()).to_json(), expected);
    assert_eq!(patch.apply(value(ports), Some(&SHOP)).unwrap(), after);
}

#[test]
fn lists_are_found_below_maps_flattened_structs_and_other_names() {
    for list in ["mergingList", "new", "old"] {
        let document = format!(r#"{{"{list}":[{{"name":"a","x":1}},{{"name":"b"}}]}}"#);
        let patch = format!(r#"{{"{list}":[{{"name":"a","y":2}}]}}"#);
        check(&document, &patch, Ok(&format!(r#"{{"{list}":[{{"name":"a","x":1,"y":2}},{{"name":"b"}}]}}"#)));
    }
    check(
        r#"{"byName":{"k":{"mergingList":[{"name":"a","mergingList":[{"name":"b"}]}]}}}"#,
        r#"{"byName":{"k":{"mergingList":[{"name":"a","mergingList":[{"name":"c"}]}]}}}"#,
        Ok(r#"{"byName":{"k":{"mergingList":[{"name":"a","mergingList":[{"name":"c"},{"name":"b"}]}]}}}"#),
    );
    check(r#"{"unknown":[1]}"#, r#"{"unknown":[2]}"#, Ok(r#"{"unknown":[2]}"#));
}

#[test]
fn metadata_follows_the_rules_of_kubernetes() {
    let document = r#"{"metadata":{"finalizers":["a","b"],"ownerReferences":[{"uid":"1","name":"x"}],"labels":{"k":"v"}}}"#;
    let patch = r#"{"metadata":{"finalizers":["c","a"],"$deleteFromPrimitiveList/finalizers":["b"],"ownerReferences":[{"uid":"1","controller":true},{"uid":"2"}],"labels":{"l":"w"}}}"#;
    let expected = r#"{"metadata":{"finalizers":["c","a"],"ownerReferences":[{"uid":"1","name":"x","controller":true},{"uid":"2"}],"labels":{"k":"v","l":"w"}}}"#;
    check(document, patch, Ok(expected));
    let without_type =
        StrategicMergePatch::from_value(value(patch)).unwrap().apply(value(document), None).unwrap();
    assert_eq!(crate::patch::text::of(&without_type), expected);
}

#[test]
fn a_patch_that_does_not_fit_is_refused_with_its_path() {
    let named =
        r#"{"new":[{"name":"a"},{"name":"b"}],"nonMergingList":[{"name":"a"}],"byName":{"a":{}},"text":"x"}"#;
    let rows = [
        (r#"{"new":[{"x":1}]}"#, "new[0]: the item has no `name`"),
        (r#"{"new":["a"]}"#, "new[0]: an item of this list is a mapping with `name`"),
        (r#"{"new":[{"$patch":"delete"}]}"#, "new[0]: the item has no `name`"),
        (r#"{"new":[{"$patch":"replace","name":"a"}]}"#, "new[0][$patch]: the list is replaced as a whole"),
        (r#"{"new":[{"$patch":"remove","name":"a"}]}"#, "new[0][$patch]: expected delete, merge or replace"),
        (
            r#"{"nonMergingList":[{"$patch":"delete","name":"a"}]}"#,
            "nonMergingList[0][$patch]: the list is replaced",
        ),
        (r#"{"byName":{"a":{"$patch":1}}}"#, "byName.a[$patch]: expected delete, merge or replace"),
        (r#"{"byName":{"a":{"$retainKeys":["x"],"y":1}}}"#, "byName.a[$retainKeys]: the patch sets `y`"),
        (r#"{"byName":{"a":{"$retainKeys":"x"}}}"#, "byName.a[$retainKeys]: expected a list"),
        (r#"{"$setElementOrder/new":1}"#, "[$setElementOrder/new]: expected a list"),
        (r#"{"$setElementOrder":[]}"#, "[$setElementOrder]: unknown directive"),
        (r#"{"$deleteFromPrimitiveList/text":[1]}"#, "text: the directives are for a list, and this is none"),
        (
            r#"{"$setElementOrder/new":[{"name":"b"},{"name":"a"}],"new":[{"name":"a"},{"name":"b"}]}"#,
            "[$setElementOrder/new]: the items of the patch do not stand in this order",
        ),
        (
            r#"{"$setElementOrder/nonMergingList":[{"name":"a"}]}"#,
            "[$setElementOrder/nonMergingList]: the items of this list have no keys",
        ),
    ];
    for (patch, expected) in rows {
        check(named, patch, Err(expected));
    }
}

#[test]
fn a_change_that_cannot_be_said_is_refused_with_its_path() {
    let rows = [
        ("{}", r#"{"a":null}"#, "a"),
        ("{}", r#"{"a":{"b":null}}"#, "a.b"),
        ("{}", r#"{"new":[{"name":"a","x":null}]}"#, "new[0].x"),
        (r#"{"byName":{}}"#, r#"{"byName":{"$patch":{}}}"#, "byName[$patch]"),
        (r#"{"byName":{"$retainKeys":[]}}"#, r#"{"byName":{}}"#, "byName[$retainKeys]"),
        ("{}", r#"{"nonMergingList":[{"$patch":"x"}]}"#, "nonMergingList[0][$patch]"),
        (r#"{"mergingIntList":[1]}"#, r#"{"mergingIntList":[2,2]}"#, "mergingIntList"),
    ];
    for (before, after, path) in rows {
        let error = StrategicMergePatch::create(&value(before), &value(after), Some(&SHOP)).unwrap_err();
        let found = (error.kind(), error.problems()[0].path().to_string());
        assert_eq!(found, (ErrorKind::Unsupported, path.to_owned()));
    }
    // What does not change need not be said.
    let same = value(r#"{"byName":{"$patch":1,"x":null},"mergingIntList":[2,2]}"#);
    assert!(StrategicMergePatch::create(&same, &same, Some(&SHOP)).unwrap().as_mapping().is_empty());
}

#[test]
fn long_lists_are_merged_in_the_time_of_sorting_them() {
    let list = |from: u32| {
        let item = |number: u32| Value::from(Map::from([("name", number)]));
        Value::from(Map::from([("new", (from..from + 20_000).map(item).collect::<Value>())]))
    };
    let (before, after) = (list(0), list(10_000));
    let patch = StrategicMergePatch::create(&before, &after, Some(&SHOP)).unwrap();
    assert_eq!(patch.apply(before, Some(&SHOP)).unwrap(), after);
}

#[test]
fn very_many_fields_are_retained_in_the_time_of_sorting_them() {
    let names = || (0..50_000).map(|number| format!("name{number}"));
    let target: Map = names().map(|name| (name, 1)).collect();
    let mut patch = target.clone();
    patch.insert("$retainKeys", names().map(Value::from).collect::<Value>());
    let target = Value::from(target);
    assert_eq!(StrategicMergePatch::new(patch).apply(target.clone(), None).unwrap(), target);
}
