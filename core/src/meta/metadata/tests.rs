//! The accessors on our metadata and on that of another crate.

use super::*;

fn as_dynamic(meta: &mut ObjectMeta) -> &mut dyn Metadata {
    meta
}

type TextCase = (fn(&dyn Metadata) -> Option<&str>, fn(&mut dyn Metadata, &str), &'static str);

#[test]
fn every_text_is_set_read_and_removed_through_the_dynamic_view() {
    let cases: [TextCase; 5] = [
        (|meta| meta.name(), |meta, value| meta.set_name(value), "name"),
        (|meta| meta.generate_name(), |meta, value| meta.set_generate_name(value), "generateName"),
        (|meta| meta.namespace(), |meta, value| meta.set_namespace(value), "namespace"),
        (|meta| meta.uid(), |meta, value| meta.set_uid(value), "uid"),
        (|meta| meta.resource_version(), |meta, value| meta.set_resource_version(value), "resourceVersion"),
    ];
    for (read, write, wire_name) in cases {
        let mut meta = ObjectMeta::default();
        let dynamic = as_dynamic(&mut meta);
        assert_eq!(read(dynamic), None);
        write(dynamic, "x");
        assert_eq!(read(dynamic), Some("x"));
        assert_eq!(serde_json::to_string(&meta).unwrap(), format!(r#"{{"{wire_name}":"x"}}"#));
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
    dynamic.set_text(MetadataField::Name, Some(""));
    assert_eq!(meta.name, None);
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
    assert_eq!((dynamic.creation_timestamp(), dynamic.deletion_timestamp()), (time, None));
    dynamic.set_deletion_timestamp(time);
    dynamic.set_creation_timestamp(None);
    assert_eq!((dynamic.creation_timestamp(), dynamic.deletion_timestamp()), (None, time));
}

/// A metadata type as another crate has it: an unordered list behind an option, texts that are never absent, no times.
#[derive(Debug, Default)]
struct ForeignMeta {
    name: String,
    labels: Option<Vec<(String, String)>>,
}

impl Metadata for ForeignMeta {
    fn text(&self, field: MetadataField) -> Option<&str> {
        (field == MetadataField::Name).then_some(&self.name)
    }

    fn set_text(&mut self, field: MetadataField, value: Option<&str>) {
        if field == MetadataField::Name {
            self.name = value.unwrap_or_default().to_owned();
        }
    }

    fn entries(&self, map: MetadataMap) -> Entries<'_> {
        match (map, &self.labels) {
            (MetadataMap::Labels, Some(labels)) => {
                Entries::from_entries(labels.iter().map(|(key, value)| (key.as_str(), value.as_str())))
            }
            _ => Entries::empty(),
        }
    }

    fn entry(&self, map: MetadataMap, key: &str) -> Option<&str> {
        self.entries(map).find(|entry| entry.0 == key).map(|entry| entry.1)
    }

    fn set_entry(&mut self, map: MetadataMap, key: &str, value: Option<&str>) {
        if map == MetadataMap::Labels {
            let labels = self.labels.get_or_insert_default();
            labels.retain(|label| label.0 != key);
            labels.extend(value.map(|value| (key.to_owned(), value.to_owned())));
            self.labels.take_if(|labels| labels.is_empty());
        }
    }

    fn time(&self, _: MetadataTime) -> Option<Time> {
        None
    }

    fn set_time(&mut self, _: MetadataTime, _: Option<Time>) {}
}

#[test]
fn a_foreign_type_is_metadata_like_ours() {
    let mut foreign = ForeignMeta::default();
    let mut ours = ObjectMeta::default();
    let both: [&mut dyn Metadata; 2] = [&mut foreign, &mut ours];
    for meta in both {
        assert_eq!(meta.name(), None);
        meta.set_name("a");
        meta.set_label("x", "1");
        meta.set_label("x", "2");
        meta.remove_label("y");
        assert_eq!(meta.namespaced_name(), Some(NamespacedName::new("", "a")));
        assert_eq!(meta.labels().collect::<Vec<_>>(), [("x", "2")]);
        assert_eq!(meta.annotations().next(), None);
        assert!("x=2,!y".parse::<crate::selector::Selector>().unwrap().matches(|key| meta.label(key)));
        meta.remove_label("x");
        assert_eq!(meta.label("x"), None);
    }
    assert_eq!(foreign.labels, None);
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
