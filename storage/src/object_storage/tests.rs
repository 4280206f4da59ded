//! Objects in storages on files and in memory: the same tests for both.

use std::time::{Duration, SystemTime};

use libgitops::prelude::{Fields, HasMetadata, MetadataExt, Object, ObjectMeta, Validation};
use libgitops_core::codec::{ContentType, Frame, Serializer};
use libgitops_core::dynamic::{DynamicObject, PartialObjectMetadata};
use libgitops_core::key::{KindKey, ObjectKey};
use libgitops_core::object::{AnyObject, Spoke};
use libgitops_core::scheme::Scheme;
use serde::{Deserialize, Serialize};

use crate::*;

mod client;
mod lists;
mod races;
mod text;
mod uids;
mod versions;
mod writes;

/// A lamp in a namespace.
#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "example.com", version = "v1", scope = Namespaced, hub)]
#[object(default = Lamp::set_defaults, validate = Lamp::validate)]
struct Lamp {
    metadata: ObjectMeta,
    spec: LampSpec,
}

#[derive(Fields, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct LampSpec {
    watts: u64,
    #[serde(skip_serializing_if = "String::is_empty")]
    color: String,
}

impl Lamp {
    fn set_defaults(&mut self) {
        if self.spec.color.is_empty() {
            "white".clone_into(&mut self.spec.color);
        }
    }

    fn validate(&self, validation: &mut Validation) {
        validation.require(self.spec.watts < 1000, "spec.watts", "must be below 1000");
    }
}

/// The same kind in an older version.
#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "example.com", version = "v1beta1", kind = "Lamp", scope = Namespaced, hub = Lamp)]
struct OldLamp {
    metadata: ObjectMeta,
}

impl Spoke<Lamp> for OldLamp {
    fn into_hub(self) -> Lamp {
        Lamp { metadata: self.metadata, spec: LampSpec::default() }
    }

    fn from_hub(hub: Lamp) -> Self {
        Self { metadata: hub.metadata }
    }
}

/// A room of cluster scope.
#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "example.com", version = "v1", scope = Cluster)]
struct Room {
    metadata: ObjectMeta,
}

/// 2000-02-29T12:00:00Z
const NOON: Duration = Duration::from_hours(264_396);

fn lamp(namespace: &str, name: &str, watts: u64) -> Lamp {
    let mut lamp =
        Lamp { metadata: ObjectMeta::named(name), spec: LampSpec { watts, ..LampSpec::default() } };
    lamp.metadata.set_namespace(namespace);
    lamp
}

/// A document that is a lamp's but for its metadata.
fn lamp_document(metadata: &str) -> String {
    format!("apiVersion: example.com/v1\nkind: Lamp\nmetadata: {metadata}\nspec: {{watts: 40}}\n")
}

fn lamps() -> KindKey {
    KindKey::new(Lamp::RESOURCE.gvk())
}

fn lamp_key(namespace: &str, name: &str) -> ObjectKey {
    ObjectKey::namespaced(Lamp::RESOURCE.gvk(), namespace, name)
}

fn serializer() -> Serializer {
    let scheme = Scheme::builder().register::<Lamp>().register::<OldLamp>().register::<Room>();
    Serializer::new(scheme.build().unwrap())
}

fn policy() -> ObjectPolicy {
    ObjectPolicy::new(serializer())
}

type AnyStorage = ObjectStorage<Box<dyn RawStorage>>;

/// Runs a test against storages on files and in memory, in both layouts.
fn each(test: impl Fn(&AnyStorage)) {
    for layout in [Layout::grouped(), Layout::libgitops("example.com")] {
        each_in(&layout, &test);
    }
}

fn each_in(layout: &Layout, test: impl Fn(&AnyStorage)) {
    let directory = tempfile::tempdir().unwrap();
    let options = FileOptions::new(layout.clone()).with_durability(Durability::Buffered);
    let files = FileRawStorage::open_with(directory.path(), options).unwrap();
    let raws: [Box<dyn RawStorage>; 2] = [Box::new(files), Box::new(MemoryRawStorage::new(layout.clone()))];
    for raw in raws {
        eprintln!(
            "{layout:?} of {}",
            if format!("{raw:?}").starts_with("File") { "files" } else { "memory" }
        );
        test(&ObjectStorage::new(raw, policy().with_clock(|| SystemTime::UNIX_EPOCH + NOON)));
    }
}

/// Puts a document in place past the layer of objects.
fn put(storage: &AnyStorage, key: &ObjectKey, text: &str) {
    storage.raw().write(key, text.as_bytes(), Precondition::Any).unwrap();
}

/// The document of an object.
fn text(storage: &AnyStorage, key: &ObjectKey) -> String {
    String::from_utf8(storage.raw().read(key).unwrap().bytes).unwrap()
}

fn names<O: libgitops_core::object::AsObject>(list: &ObjectList<O>) -> Vec<String> {
    let name = |object: &O| object.as_object().metadata().unwrap().namespaced_name().unwrap().to_string();
    list.objects.iter().map(name).collect()
}

fn kind_of<T>(result: Result<T, Error>) -> Option<ErrorKind> {
    result.err().map(|error| error.kind())
}

#[test]
fn an_object_is_found_by_its_key_in_every_version_and_by_nothing_else() {
    // F-31: one object has one key, whatever the version that it is asked for in.
    each_in(&Layout::grouped(), |storage| {
        storage.create(&lamp("home", "desk", 40)).unwrap();
        let old = OldLamp { metadata: ObjectMeta::namespaced("home", "desk") };
        assert_eq!(kind_of(storage.create(&old)), Some(ErrorKind::AlreadyExists));
        let old_key = storage.key_for(&old).unwrap();
        assert_eq!(storage.get(&old_key).unwrap().gvk(), OldLamp::RESOURCE.gvk());
        let meta = storage.get_meta(&old_key).unwrap();
        assert_eq!((meta.gvk(), meta.metadata.name()), (Lamp::RESOURCE.gvk(), Some("desk")));
        for (namespace, name) in [("home", "floor"), ("work", "desk"), ("", "desk")] {
            let key = lamp_key(namespace, name);
            assert_eq!(kind_of(storage.get(&key)), Some(ErrorKind::NotFound), "{key}");
            assert!(storage.get_opt(&key).unwrap().is_none(), "{key}");
            assert_eq!(kind_of(storage.get_meta(&key)), Some(ErrorKind::NotFound), "{key}");
            assert_eq!(kind_of(storage.checksum(&key)), Some(ErrorKind::NotFound), "{key}");
        }
    });
}

#[test]
fn cluster_scope_has_no_namespace_and_namespaced_kinds_have_a_default_one() {
    // F-31: objects of cluster scope and without namespace are stored.
    each(|storage| {
        let created = storage.create(&Room { metadata: ObjectMeta::named("kitchen") }).unwrap();
        assert_eq!(created.metadata().unwrap().namespace(), None);
        let key = storage.key_for(&created).unwrap();
        assert_eq!(key, ObjectKey::cluster(Room::RESOURCE.gvk(), "kitchen"));
        assert_eq!(names(&storage.list(key.kind(), &ObjectListOptions::all()).unwrap()), ["kitchen"]);

        let created = storage.create(&lamp("", "desk", 40)).unwrap();
        assert_eq!(storage.key_for(&created).unwrap(), lamp_key("default", "desk"));
        assert!(text(storage, &lamp_key("default", "desk")).contains("namespace: default"));
        assert_eq!(
            storage.get(&lamp_key("", "desk")).unwrap().metadata().unwrap().namespace(),
            Some("default")
        );

        let wrong = Room { metadata: ObjectMeta::namespaced("home", "kitchen") };
        let error = storage.create(&wrong).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(error.to_string().contains("cluster scope"), "{error}");
        assert_eq!(kind_of(storage.create(&lamp("home", "", 40))), Some(ErrorKind::Invalid));
    });
}

#[test]
fn a_configured_default_namespace_is_used() {
    let storage = MemoryStorage::in_memory(policy().with_default_namespace("home"));
    assert_eq!(storage.key_for(&lamp("", "desk", 1)).unwrap(), lamp_key("home", "desk"));
    assert_eq!(storage.kind::<Lamp>().key("desk").unwrap(), lamp_key("home", "desk"));
}

#[test]
fn kinds_that_the_scheme_does_not_know_are_refused_by_every_operation() {
    each(|storage| {
        let frame = Frame::yaml("apiVersion: example.com/v1\nkind: Sofa\nmetadata: {name: red}\n");
        let sofa: DynamicObject = storage.serializer().decoder().decode_as(&frame).unwrap();
        let key = ObjectKey::namespaced(sofa.gvk(), "home", "red");
        let all = ObjectListOptions::all();
        let results = [
            kind_of(storage.key_for(&sofa)),
            kind_of(storage.create(&sofa)),
            kind_of(storage.update(&sofa)),
            kind_of(storage.get(&key)),
            kind_of(storage.get_opt(&key)),
            kind_of(storage.get_meta(&key)),
            kind_of(storage.checksum(&key)),
            kind_of(storage.delete(&key, RemovePrecondition::Present)),
            kind_of(storage.list(key.kind(), &all)),
            kind_of(storage.list_meta(key.kind(), &all)),
            kind_of(storage.find(key.kind(), &all)),
            kind_of(storage.count(key.kind())),
        ];
        assert_eq!(results, [Some(ErrorKind::Unrecognized); 12]);
    });
}

#[test]
fn a_document_of_another_object_is_refused_where_it_stands() {
    // F-28: the kind that was asked for is compared, also of metadata.
    let wrong = [
        (
            "apiVersion: example.com/v1\nkind: Room\nmetadata: {name: desk}\n",
            "another kind: example.com/v1 Room",
        ),
        (&lamp_document("{name: floor}"), "another object: example.com/v1 Lamp home/floor"),
        (&lamp_document("{name: desk, namespace: work}"), "another object: example.com/v1 Lamp work/desk"),
        (&lamp_document("{}"), "another object"),
        ("apiVersion: v1\nkind: List\nitems: []\n", "another kind: v1 List"),
        ("# nothing\n", "holds none"),
        (&format!("{}---\na: b\n", lamp_document("{name: desk}")), "document"),
    ];
    let key = lamp_key("home", "desk");
    each(|storage| {
        for (document, message) in wrong {
            put(storage, &key, document);
            for error in [storage.get(&key).unwrap_err(), storage.get_meta(&key).unwrap_err()] {
                assert_eq!(error.kind(), ErrorKind::Unreadable, "{document}: {error}");
                assert!(error.to_string().contains(message), "{document}: {error}");
                assert_eq!(error.key(), Some(&key), "{document}");
                assert!(error.path().unwrap().to_str().unwrap().contains("Lamp/home/desk"), "{error}");
            }
        }
        put(storage, &key, &lamp_document("{name: desk, resourceVersion: '7'}"));
        let read = storage.get(&key).unwrap();
        let metadata = read.metadata().unwrap();
        let version = storage.raw().stat(&key).unwrap().version.to_string();
        assert_eq!(
            (metadata.namespace(), metadata.resource_version()),
            (Some("home"), Some(version.as_str()))
        );
    });
}
