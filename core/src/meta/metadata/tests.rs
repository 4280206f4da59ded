use super::*;

fn as_dynamic(meta: &mut ObjectMeta) -> &mut dyn Metadata {
    meta
}

type TextCase = (
    fn(&dyn Metadata) -> Option<&str>,
    fn(&mut dyn Metadata, &str),
    &'static str,
);

#[test]
fn every_text_is_set_read_and_removed_through_the_dynamic_view() {
    let cases: [TextCase; 5] = [
        (|meta| meta.name(), |meta, value| meta.set_name(value), "name"),
        (
            |meta| meta.generate_name(),
            |meta, value| meta.set_generate_name(value),
            "generateName",
        ),
        (
            |meta| meta.namespace(),
            |meta, value| meta.set_namespace(value),
            "namespace",
        ),
        (|meta| meta.uid(), |meta, value| meta.set_uid(value), "uid"),
        (
            |meta| meta.resource_version(),
            |meta, value| meta.set_resource_version(value),
            "resourceVersion",
        ),
    ];
    for (read, write, wire_name) in cases {
        let mut meta = ObjectMeta::default();
        let dynamic = as_dynamic(&mut meta);
        assert_eq!(read(dynamic), None);
        write(dynamic, "x");
        assert_eq!(read(dynamic), Some("x"));
        assert_eq!(
            serde_json::to_string(&meta).unwrap(),
            format!(r#"{{"{wire_name}":"x"}}"#)
        );
        write(as_dynamic(&mut meta), "");
        assert_eq!(meta, ObjectMeta::default(), "{wire_name}");
    }
}

#[test]
fn an_empty_name_is_no_name() {
    let mut meta = ObjectMeta::namespaced("", "");
    let dynamic = as_dynamic(&mut meta);
    assert_eq!(dynamic.name(), None);
    assert_eq!(dynamic.namespace(), None);
    assert_eq!(dynamic.namespaced_name(), None);
    dynamic.set_name("a");
    assert_eq!(dynamic.namespaced_name(), Some(NamespacedName::new("", "a")));
}

#[test]
fn labels_and_annotations_are_set_read_and_removed() {
    let mut meta = ObjectMeta::default();
    let dynamic = as_dynamic(&mut meta);
    dynamic.set_label("b", "2");
    dynamic.set_label("a", "");
    dynamic.set_annotation("c", "3");
    assert_eq!(dynamic.labels().collect::<Vec<_>>(), [("a", ""), ("b", "2")]);
    assert_eq!(dynamic.labels().size_hint(), (2, Some(2)));
    assert_eq!(dynamic.label("a"), Some(""));
    assert_eq!(dynamic.annotations().collect::<Vec<_>>(), [("c", "3")]);
    assert_eq!(dynamic.annotation("a"), None);
    for key in ["a", "b", "absent"] {
        dynamic.remove_label(key);
    }
    dynamic.remove_annotation("c");
    assert_eq!(meta, ObjectMeta::default());
}

#[test]
fn times_are_set_read_and_removed() {
    let time = Time::from_unix(7, 0);
    let mut meta = ObjectMeta::default();
    let dynamic = as_dynamic(&mut meta);
    dynamic.set_creation_timestamp(time);
    assert_eq!(
        (dynamic.creation_timestamp(), dynamic.deletion_timestamp()),
        (time, None)
    );
    dynamic.set_deletion_timestamp(time);
    dynamic.set_creation_timestamp(None);
    assert_eq!(
        (dynamic.creation_timestamp(), dynamic.deletion_timestamp()),
        (None, time)
    );
}

#[test]
fn entries_come_from_any_iterator() {
    let pairs = [("a".to_owned(), "1".to_owned())];
    let entries = Entries::from_entries(pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())));
    assert_eq!(entries.collect::<Vec<_>>(), [("a", "1")]);
    assert_eq!(Entries::empty().next(), None);
    let map = BTreeMap::from(pairs);
    assert_eq!(format!("{:?}", Entries::of(&map)), r#"{"a": "1"}"#);
}
