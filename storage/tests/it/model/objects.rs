//! Every storage of objects does what the storage in memory does, over random operations, and what watches tell is what
//! lists give.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use libgitops_core::key::{KindKey, ObjectKey};
use libgitops_core::meta::{MetadataExt as _, ObjectMeta};
use libgitops_core::object::{AnyObject, Object as _};
use libgitops_core::patch::{Patch, PatchType};
use libgitops_storage::conformance::{self, Lamp, LampSpec, Room};
use libgitops_storage::filter::NameFilter;
use libgitops_storage::{
    CacheOptions, CacheStorage, EventStorage, ManifestOptions, ManifestRawStorage, MappedOptions,
    MappedRawStorage, ObjectListOptions, ObjectPolicy, ObjectStorage, Placement, ReadStorageExt as _,
    Storage, StorageExt as _, SyncStorage, Watch, WatchEvent, WatchOptions, WatchSettings, WatchStorage,
    WatchedRawStorage,
};

use super::*;

#[derive(Clone, Debug)]
enum Operation {
    Create(Name, u64),
    Update(Name, u64, Expectation),
    Delete(Name, Expectation),
    Patch(Name, PatchType, u64, Expectation),
    Get(Name),
    Metadata(Name),
    List(Part, bool),
    CreateRoom(&'static str),
    /// Somebody else writes: past a cache, past the storage that tells events, past the one that is followed.
    Past(Box<Operation>),
}

type Name = (&'static str, &'static str);

#[derive(Clone, Debug)]
struct Part {
    namespace: Option<&'static str>,
    limit: Option<usize>,
    prefix: Option<&'static str>,
}

fn name() -> impl Strategy<Value = Name> {
    let namespace = prop::sample::select(vec!["", "a", "b", "No"]);
    // No two that differ in case only: a tree of manifests may hold both, since they need no files of their own.
    (namespace, prop::sample::select(vec!["a", "B", "b.c", "a.b", "..", "c"]))
}

fn expectation() -> impl Strategy<Value = Expectation> {
    prop::sample::select(vec![Expectation::Any, Expectation::Current, Expectation::First])
}

fn write() -> impl Strategy<Value = Operation> {
    // Below 1000 is valid.
    let watts = || prop::sample::select(vec![0, 1, 2, 3, 1000]);
    let format = prop::sample::select(vec![PatchType::Merge, PatchType::Json, PatchType::StrategicMerge]);
    prop_oneof![
        4 => (name(), watts()).prop_map(|(name, watts)| Operation::Create(name, watts)),
        4 => (name(), watts(), expectation())
            .prop_map(|(name, watts, expected)| Operation::Update(name, watts, expected)),
        2 => (name(), expectation()).prop_map(|(name, expected)| Operation::Delete(name, expected)),
        3 => (name(), format, watts(), expectation())
            .prop_map(|(name, format, watts, expected)| Operation::Patch(name, format, watts, expected)),
    ]
}

fn operation() -> impl Strategy<Value = Operation> {
    let namespace = prop::option::of(prop::sample::select(vec!["", "a", "b", "No"]));
    let prefix = prop::option::of(prop::sample::select(vec!["a", "c"]));
    let part = (namespace, prop::option::of(1..4_usize), prefix);
    let part = part.prop_map(|(namespace, limit, prefix)| Part { namespace, limit, prefix });
    prop_oneof![
        8 => write(),
        3 => write().prop_map(|write| Operation::Past(Box::new(write))),
        2 => name().prop_map(Operation::Get),
        1 => name().prop_map(Operation::Metadata),
        2 => (part, any::<bool>()).prop_map(|(part, whole)| Operation::List(part, whole)),
        1 => prop::sample::select(vec!["a", "b"]).prop_map(Operation::CreateRoom),
    ]
}

fn lamps() -> KindKey {
    KindKey::new(Lamp::RESOURCE.gvk())
}

fn lamp_key((namespace, name): Name) -> ObjectKey {
    ObjectKey::namespaced(lamps(), namespace, name)
}

fn lamp((namespace, name): Name, watts: u64) -> Lamp {
    Lamp { metadata: ObjectMeta::namespaced(namespace, name), spec: LampSpec { watts } }
}

/// Every storage of one time, so that what they store is the same.
fn policy() -> ObjectPolicy {
    conformance::policy().with_clock(|| UNIX_EPOCH + Duration::from_hours(500_000))
}

/// A storage, and what is known of it.
struct Subject {
    name: &'static str,
    storage: Arc<dyn Storage>,
    /// The same objects without what is in front of them.
    past: Arc<dyn Storage>,
    /// Brings what was written past the storage to whoever follows or watches.
    settle: Box<dyn Fn()>,
    replay: Option<Replay>,
    versions: Vec<Version>,
}

impl Subject {
    fn of(name: &'static str, storage: impl Storage + 'static) -> Self {
        let storage: Arc<dyn Storage> = Arc::new(storage);
        Self {
            name,
            past: Arc::clone(&storage),
            storage,
            settle: Box::new(|| {}),
            replay: None,
            versions: vec![Version::INITIAL],
        }
    }

    /// The same with another way to what is stored.
    fn past(mut self, past: impl Storage + 'static) -> Self {
        self.past = Arc::new(past);
        self
    }

    fn watched<R: WatchedRawStorage + 'static>(name: &'static str, storage: ObjectStorage<R>) -> Self {
        let mut settings = WatchSettings::default();
        // One look tells what is gone, and nobody looks but when this test does, or the system hints at a change.
        (settings.settle, settings.deletion_grace) = (Duration::ZERO, Duration::ZERO);
        settings.interval = Duration::from_hours(1);
        let watched = Arc::new(WatchStorage::with_settings(storage, settings).unwrap());
        let mut subject = Self::of(name, Arc::clone(&watched));
        subject.replay = Some(Replay::begin(&*watched));
        subject.settle = Box::new(move || watched.sync());
        subject
    }

    fn followed(name: &'static str, storage: Arc<Followed>) -> Self {
        let mut subject = Self::of(name, Arc::clone(&storage)).past(Arc::clone(storage.first()));
        subject.settle = Box::new(move || {
            storage.sync().unwrap();
            let expected = unversioned(storage.first());
            for follower in ["left", "right"].into_iter().filter_map(|name| storage.follower(name)) {
                assert_eq!(unversioned(follower), expected);
            }
        });
        subject
    }
}

type Followed = SyncStorage<Arc<dyn Storage>>;

/// What two storages that follow one another both have.
fn unversioned(storage: &dyn Storage) -> Vec<String> {
    let list = storage.list(&lamps(), &ObjectListOptions::all()).unwrap();
    assert!(list.errors.is_empty(), "{:?}", list.errors);
    list.objects.iter().map(|object| told(&**object)).collect()
}

/// What a watch has told so far, applied.
struct Replay {
    watch: Watch,
    objects: BTreeMap<String, (Version, Lamp)>,
}

impl Replay {
    fn begin(storage: &impl EventStorage) -> Self {
        Self { watch: storage.watch(&lamps(), WatchOptions::new()).unwrap(), objects: BTreeMap::new() }
    }

    /// Applies what was told up to now, which must fit what was told before.
    fn run(&mut self) {
        while let Some(event) = self.watch.next_within(Duration::ZERO).unwrap() {
            let Some(object) = event.object() else {
                assert!(!matches!(event, WatchEvent::Invalid(_)), "{event}");
                continue;
            };
            let lamp = object.downcast_ref::<Lamp>().unwrap().clone();
            let name = lamp.metadata.namespaced_name().unwrap().to_string();
            let version: Version = lamp.metadata.resource_version().unwrap().parse().unwrap();
            let before = self.objects.get(&name).cloned();
            match event {
                WatchEvent::Added(_) => assert!(before.is_none(), "{event} of what is there"),
                WatchEvent::Modified(_) => {
                    assert!(before.is_some_and(|(before, _)| before < version), "{event} of nothing older");
                }
                _ => assert_eq!(before, Some((version, lamp.clone())), "{event} of another state"),
            }
            match event {
                WatchEvent::Deleted(_) => self.objects.remove(&name),
                _ => self.objects.insert(name, (version, lamp)),
            };
        }
    }

    /// Compares what was told with what is there.
    fn check(&mut self, storage: &dyn Storage) {
        self.run();
        let listed = storage.kind::<Lamp>().list(&ObjectListOptions::all()).unwrap().objects;
        let told: Vec<&Lamp> = self.objects.values().map(|(_, lamp)| lamp).collect();
        assert_eq!(told, listed.iter().collect::<Vec<_>>(), "what was told is what is listed");
    }
}

/// An object without its version, which is each storage's own.
fn told(object: &dyn AnyObject) -> String {
    let mut object = object.clone_boxed();
    object.metadata_mut().unwrap().set_resource_version("");
    format!("{object:?}")
}

impl Subject {
    fn rank(&mut self, version: Version) -> usize {
        rank(&mut self.versions, version)
    }

    fn object(&mut self, result: Result<Box<dyn AnyObject>, Error>) -> String {
        match result {
            Ok(object) => {
                let version = object.metadata().unwrap().resource_version().unwrap().parse().unwrap();
                format!("{} in {}", told(&*object), self.rank(version))
            }
            Err(error) => tell(&error),
        }
    }

    /// The version that an operation expects.
    fn expected(&self, expectation: Expectation, name: Name) -> Option<Version> {
        match expectation {
            Expectation::Current => {
                let version = self.storage.version(&lamp_key(name));
                Some(version.unwrap_or(Version::INITIAL))
            }
            Expectation::First => Some(Version::INITIAL),
            _ => None,
        }
    }

    /// Does an operation, and tells all that may be seen of it.
    fn run(&mut self, operation: &Operation, is_past: bool) -> String {
        let storage = Arc::clone(if is_past { &self.past } else { &self.storage });
        match operation {
            Operation::Create(name, watts) => {
                let created = storage.create(&lamp(*name, *watts));
                self.object(created)
            }
            Operation::CreateRoom(name) => {
                let created = storage.create(&Room { metadata: ObjectMeta::named(*name) });
                self.object(created)
            }
            Operation::Update(name, watts, expectation) => {
                let mut lamp = lamp(*name, *watts);
                if let Some(version) = self.expected(*expectation, *name) {
                    lamp.metadata.set_resource_version(&version.to_string());
                }
                let updated = storage.update(&lamp);
                self.object(updated)
            }
            Operation::Delete(name, expectation) => {
                let expected = self.expected(*expectation, *name);
                let precondition = expected.map_or(RemovePrecondition::Present, RemovePrecondition::Matches);
                let deleted = storage.delete(&lamp_key(*name), precondition);
                deleted
                    .map_or_else(|error| tell(&error), |version| format!("deleted in {}", self.rank(version)))
            }
            Operation::Patch(name, format, watts, expectation) => {
                let version = self.expected(*expectation, *name);
                let patched = storage.patch(&lamp_key(*name), &patch(*format, *watts, version));
                self.object(patched)
            }
            Operation::Get(name) => {
                let got = storage.get(&lamp_key(*name));
                self.object(got)
            }
            Operation::Metadata(name) => {
                let got = storage.get_meta(&lamp_key(*name));
                self.object(got.map(|object| Box::new(object) as Box<dyn AnyObject>))
            }
            Operation::List(part, whole) => self.list(part, *whole),
            Operation::Past(operation) => self.run(operation, true),
        }
    }

    /// All pages of a list.
    fn list(&mut self, part: &Part, whole: bool) -> String {
        let mut options = ObjectListOptions::all();
        options.part.namespace = part.namespace.map(str::to_owned);
        options.part.limit = part.limit;
        if let Some(prefix) = part.prefix {
            options = options.with_filter(NameFilter::prefix(prefix));
        }
        let mut text = String::new();
        loop {
            let list = if whole {
                self.storage
                    .list(&lamps(), &options)
                    .map(|list| (list.objects, list.errors, list.next, list.version))
            } else {
                let boxed = |object| Box::new(object) as Box<dyn AnyObject>;
                let list = self.storage.list_meta(&lamps(), &options);
                list.map(|list| {
                    (list.objects.into_iter().map(boxed).collect(), list.errors, list.next, list.version)
                })
            };
            let (objects, errors, next, version) = match list {
                Ok(list) => list,
                Err(error) => return text + &tell(&error),
            };
            assert!(errors.is_empty() && version >= *self.versions.last().unwrap(), "{errors:?} {version}");
            for object in objects {
                let line = self.object(Ok(object));
                writeln!(text, "{line}").unwrap();
            }
            writeln!(text, "then {next:?}").unwrap();
            let Some(next) = next else { return text };
            options = options.after(next);
        }
    }
}

fn patch(format: PatchType, watts: u64, version: Option<Version>) -> Patch {
    let text = match (format, version) {
        (PatchType::Json, None) => format!(r#"[{{"op":"replace","path":"/spec/watts","value":{watts}}}]"#),
        (PatchType::Json, Some(version)) => format!(
            r#"[{{"op":"add","path":"/metadata/resourceVersion","value":"{version}"}},{{"op":"replace","path":"/spec/watts","value":{watts}}}]"#
        ),
        (_, None) => format!(r#"{{"spec":{{"watts":{watts}}}}}"#),
        (_, Some(version)) => {
            format!(r#"{{"metadata":{{"resourceVersion":"{version}"}},"spec":{{"watts":{watts}}}}}"#)
        }
    };
    Patch::parse(format, text).unwrap()
}

fn memory() -> ObjectStorage<MemoryRawStorage> {
    ObjectStorage::new(MemoryRawStorage::default(), policy())
}

fn files(directory: &Path) -> ObjectStorage<FileRawStorage> {
    let options = FileOptions::default().with_durability(Durability::Buffered);
    ObjectStorage::new(FileRawStorage::open_with(directory, options).unwrap(), policy())
}

fn manifests(directory: &Path, placement: Placement) -> ObjectStorage<ManifestRawStorage> {
    let options = ManifestOptions::new().with_durability(Durability::Buffered).with_placement(placement);
    ObjectStorage::new(ManifestRawStorage::open(directory, policy(), options).unwrap(), policy())
}

fn mapped(directory: &Path) -> ObjectStorage<MappedRawStorage> {
    let placement = Placement::template("{kind}/{namespace}/{name}.json");
    let options = MappedOptions::new().with_durability(Durability::Buffered).with_placement(placement);
    ObjectStorage::new(MappedRawStorage::open_with(directory, options).unwrap(), policy())
}

/// Every storage, and stacks of them. What is past a storage is another handle of the same directory, as another program
/// has it.
fn subjects(root: &Path) -> Vec<Subject> {
    let at = |name: &str| root.join(name);
    let one_file = || Placement::template("{kind}s.yaml");
    let bounded = CacheOptions::new().with_capacity(NonZeroUsize::MIN);
    let followed = |first: Arc<dyn Storage>, name: &str| -> Arc<Followed> {
        let left = files(&at(&format!("left {name}")));
        let right = CacheStorage::new(manifests(&at(&format!("right {name}")), one_file()));
        // The last object too is deleted past it.
        let storage = SyncStorage::new(first).allowing_empty().with_follower("left", left).unwrap();
        Arc::new(storage.with_follower("right", right).unwrap())
    };
    let stacked = followed(Arc::new(mapped(&at("first"))), "of mapped files");
    let mut cached_and_followed =
        Subject::followed("a cache over followed mapped files", Arc::clone(&stacked));
    cached_and_followed.storage = Arc::new(CacheStorage::new(stacked));
    vec![
        Subject::of("files", files(&at("files"))).past(files(&at("files"))),
        Subject::of("manifests beside their kin", manifests(&at("kin"), Placement::beside_kin())),
        Subject::of("manifests in one file", manifests(&at("one"), one_file()))
            .past(manifests(&at("one"), one_file())),
        Subject::of("mapped files", mapped(&at("mapped"))),
        Subject::of("a cache over manifests", CacheStorage::new(manifests(&at("cached"), one_file())))
            .past(manifests(&at("cached"), one_file())),
        Subject::of("a bounded cache over files", CacheStorage::with_options(files(&at("kept")), bounded))
            .past(files(&at("kept"))),
        Subject::followed("memory with followers", followed(Arc::new(memory()), "of memory")),
        cached_and_followed,
        Subject::watched("watched memory", memory()),
        Subject::watched("watched mapped files", mapped(&at("watched and mapped"))),
        Subject::watched("watched files", files(&at("watched"))).past(files(&at("watched"))),
        Subject::watched("watched manifests", manifests(&at("looked at"), one_file()))
            .past(manifests(&at("looked at"), one_file())),
    ]
}

fn agree(operations: &[Operation]) {
    let root = tempfile::tempdir().unwrap();
    let mut memory = Subject::of("memory", memory());
    let expected: Vec<String> = operations.iter().map(|operation| memory.run(operation, false)).collect();
    for mut subject in subjects(root.path()) {
        for (at, (operation, expected)) in operations.iter().zip(&expected).enumerate() {
            let name = subject.name;
            assert_eq!(subject.run(operation, false), *expected, "{name}, operation {at}: {operation:?}");
            // Followers are brought up to date now and then: who is behind may refuse what the first storage takes.
            if let Some(replay) = &mut subject.replay {
                replay.run();
            } else if matches!(operation, Operation::Past(_)) {
                (subject.settle)();
            }
        }
        (subject.settle)();
        if let Some(replay) = &mut subject.replay {
            replay.check(&*subject.storage);
        }
    }
}

#[test]
fn all_storages_agree_over_random_operations() {
    let begin = SystemTime::now();
    let cases = count("LIBGITOPS_MODEL_CASES", 24);
    let length = count("LIBGITOPS_MODEL_OPERATIONS", 30);
    let config = ProptestConfig {
        cases: u32::try_from(cases).unwrap(),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let result = runner.run(&prop::collection::vec(operation(), length), |operations| {
        agree(&operations);
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
    println!("{cases} cases of {length} operations in {:.1?}", begin.elapsed().unwrap_or_default());
}
