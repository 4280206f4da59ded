//! The storages on files do what the storage in memory does, over random operations.

mod objects;

use std::fmt::Write as _;

use libgitops_core::gvk::GroupVersionKind;
use libgitops_core::key::ObjectKey;
use libgitops_storage::{
    Durability, Error, ErrorKind, FileOptions, FileRawStorage, Layout, ListOptions, MappedOptions,
    MappedRawStorage, MemoryRawStorage, Placement, Precondition, RawStorage, RemovePrecondition, Version,
};
use proptest::prelude::*;

const KINDS: [GroupVersionKind; 2] = [
    GroupVersionKind::from_static("example.com", "v1", "Lamp"),
    GroupVersionKind::from_static("example.com", "v1", "Switch"),
];

#[derive(Clone, Debug)]
enum Operation {
    Read(ObjectKey),
    Write(ObjectKey, u8, Expectation),
    Remove(ObjectKey, bool),
    List {
        kind: usize,
        namespace: Option<&'static str>,
        limit: Option<usize>,
    },
    ContentType(ObjectKey),
    /// The program ends and starts again.
    Reopen,
}

/// What a write expects; versions are those that the storage itself gave.
#[derive(Clone, Copy, Debug)]
enum Expectation {
    Any,
    Absent,
    Present,
    Current,
    First,
}

fn key() -> impl Strategy<Value = ObjectKey> {
    let namespace = prop::sample::select(vec!["", "a", "b", "No"]);
    let name = prop::sample::select(vec!["a", "A", "b", "a.b", "metadata.yaml", "..", "c:d"]);
    (0..KINDS.len(), namespace, name)
        .prop_map(|(kind, namespace, name)| ObjectKey::namespaced(KINDS[kind].clone(), namespace, name))
}

fn operation() -> impl Strategy<Value = Operation> {
    use Expectation::{Absent, Any, Current, First, Present};
    let expectation = prop::sample::select(vec![Any, Absent, Present, Current, First]);
    let namespace = prop::option::of(prop::sample::select(vec!["", "a", "b", "c", "No"]));
    prop_oneof![
        3 => key().prop_map(Operation::Read),
        8 => (key(), 0..3_u8, expectation).prop_map(|(key, byte, expectation)| Operation::Write(key, byte, expectation)),
        3 => (key(), any::<bool>()).prop_map(|(key, current)| Operation::Remove(key, current)),
        2 => (0..KINDS.len(), namespace, prop::option::of(1..4_usize))
            .prop_map(|(kind, namespace, limit)| Operation::List { kind, namespace, limit }),
        1 => key().prop_map(Operation::ContentType),
        1 => Just(Operation::Reopen),
    ]
}

/// A storage, and the versions that it gave in the order of its giving them.
struct Run<S> {
    storage: S,
    versions: Vec<Version>,
}

impl<S: RawStorage> Run<S> {
    fn new(storage: S) -> Self {
        Self { storage, versions: vec![Version::INITIAL] }
    }

    /// Versions of two storages differ, and their order must not: each is told by its place among those given.
    fn rank(&mut self, version: Version) -> usize {
        rank(&mut self.versions, version)
    }

    fn current(&self, key: &ObjectKey) -> Version {
        self.storage.stat(key).map_or(Version::INITIAL, |info| info.version)
    }

    /// Does an operation, and tells all that may be seen of it.
    fn run(&mut self, operation: &Operation) -> String {
        match operation {
            Operation::Read(key) => match self.storage.read(key) {
                Ok(read) => format!(
                    "{:?} in {} as {}",
                    read.bytes,
                    self.rank(read.info.version),
                    read.info.content_type
                ),
                Err(error) => tell(&error),
            },
            Operation::Write(key, byte, expectation) => {
                let precondition = match expectation {
                    Expectation::Any => Precondition::Any,
                    Expectation::Absent => Precondition::Absent,
                    Expectation::Present => Precondition::Present,
                    Expectation::Current => Precondition::Matches(self.current(key)),
                    Expectation::First => Precondition::Matches(self.versions[0]),
                };
                match self.storage.write(key, &[*byte], precondition) {
                    Ok(written) => format!("{:?} in {}", written.change, self.rank(written.version)),
                    Err(error) => tell(&error),
                }
            }
            Operation::Remove(key, current) => {
                let current = current.then(|| self.current(key));
                match self
                    .storage
                    .remove(key, current.map_or(RemovePrecondition::Present, RemovePrecondition::Matches))
                {
                    Ok(version) => format!("removed in {}", self.rank(version)),
                    Err(error) => tell(&error),
                }
            }
            Operation::List { kind, namespace, limit } => self.list(&KINDS[*kind], *namespace, *limit),
            Operation::ContentType(key) => self
                .storage
                .content_type(key)
                .map_or_else(|error| tell(&error), |content_type| content_type.to_string()),
            Operation::Reopen => String::new(),
        }
    }

    /// All pages of a list.
    fn list(&self, kind: &GroupVersionKind, namespace: Option<&str>, limit: Option<usize>) -> String {
        let mut options = ListOptions::all();
        options.namespace = namespace.map(str::to_owned);
        options.limit = limit;
        let mut told = String::new();
        loop {
            match self.storage.list(&kind.into(), &options) {
                Ok(page) => {
                    assert!(
                        page.errors.is_empty() && page.version >= *self.versions.last().unwrap(),
                        "{page:?}"
                    );
                    writeln!(told, "{:?} then {:?}", page.keys, page.next).unwrap();
                    let Some(next) = page.next else { return told };
                    options = options.after(next);
                }
                Err(error) => return told + &tell(&error),
            }
        }
    }
}

/// The place of a version among those that a storage gave, which it is above if it is new.
fn rank(versions: &mut Vec<Version>, version: Version) -> usize {
    if let Some(rank) = versions.iter().position(|known| *known == version) {
        return rank;
    }
    assert!(versions.last().is_none_or(|last| *last < version), "{version} is not above {versions:?}");
    versions.push(version);
    versions.len() - 1
}

fn tell(error: &Error) -> String {
    assert!(
        error.operation().is_some() && !matches!(error.kind(), ErrorKind::Io | ErrorKind::Corrupt),
        "{error:?}"
    );
    format!("{:?} of {:?} in {:?}", error.kind(), error.key(), error.operation())
}

/// Nothing is reopened: mappings are in memory.
fn agree_mapped(operations: &[Operation]) {
    let root = tempfile::tempdir().unwrap();
    let placement = Placement::template("objects/{kind}/{namespace}/{name}.yaml");
    let options = MappedOptions::new().with_durability(Durability::Buffered).with_placement(placement);
    let mut mapped = Run::new(MappedRawStorage::open_with(root.path(), options).unwrap());
    let mut memory = Run::new(MemoryRawStorage::default());
    for (at, operation) in operations.iter().enumerate() {
        assert_eq!(mapped.run(operation), memory.run(operation), "operation {at}: {operation:?}");
    }
}

fn agree(operations: &[Operation], layout: &Layout) {
    let root = tempfile::tempdir().unwrap();
    let options = FileOptions::new(layout.clone()).with_durability(Durability::Buffered);
    let open = || FileRawStorage::open_with(root.path(), options.clone()).unwrap();
    let mut files = Run::new(open());
    let mut memory = Run::new(MemoryRawStorage::new(layout.clone()));
    for (at, operation) in operations.iter().enumerate() {
        if matches!(operation, Operation::Reopen) {
            files.storage = open();
        }
        assert_eq!(files.run(operation), memory.run(operation), "operation {at}: {operation:?}");
    }
}

/// `LIBGITOPS_MODEL_CASES` and `LIBGITOPS_MODEL_OPERATIONS` set other counts than those of the gate.
fn count(variable: &str, in_the_gate: usize) -> usize {
    std::env::var(variable).map_or(in_the_gate, |count| count.parse().unwrap())
}

#[test]
fn files_and_memory_agree_over_random_operations() {
    let cases = count("LIBGITOPS_MODEL_CASES", 256);
    let length = count("LIBGITOPS_MODEL_OPERATIONS", 30);
    let config = ProptestConfig {
        cases: u32::try_from(cases).unwrap(),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let layouts = [Layout::default(), Layout::libgitops(KINDS[0].group.clone())];
    let strategy = (prop::collection::vec(operation(), length), prop::sample::select(layouts.to_vec()));
    let result = runner.run(&strategy, |(operations, layout)| {
        agree(&operations, &layout);
        agree_mapped(&operations);
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}
