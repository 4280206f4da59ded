//! Objects in Git, beside the program `git` and its servers.

mod program;
mod agents;
mod conformance;
mod directory;
mod following;
mod history;
mod https;
mod processes;
mod reading;
mod servers;
mod transactions;
mod transport;
mod unusual;
mod work_tree;
mod writers;

use libgitops_core::key::{KindKey, ObjectKey};
use libgitops_core::meta::{MetadataExt as _, ObjectMeta};
use libgitops_core::object::Object as _;
use libgitops_storage::conformance::{Lamp, LampSpec, policy};
use libgitops_storage::git::{Author, Commit, GitOptions, GitStorage};
use libgitops_storage::{ObjectListOptions, ReadStorage, ReadStorageExt as _};
use tempfile::TempDir;

/// A document of a lamp, with a comment at each end.
fn document(name: &str, watts: u64) -> String {
    format!(
        "# The lamp {name}.\napiVersion: lights.example.com/v1\nkind: Lamp\nmetadata:\n  name: {name}\n  namespace: home\nspec:\n  \
         watts: {watts} # bright\n"
    )
}

fn lamp(name: &str, watts: u64) -> Lamp {
    Lamp { metadata: ObjectMeta::namespaced("home", name), spec: LampSpec { watts } }
}

fn lamps() -> KindKey {
    KindKey::new(Lamp::RESOURCE.gvk())
}

fn key(name: &str) -> ObjectKey {
    ObjectKey::namespaced(lamps(), "home", name)
}

fn commit(title: &str) -> Commit {
    Commit::new(Author::new("Ada", "ada@example.com"), title)
}

/// A new bare repository, and a storage on it.
fn new_storage() -> (TempDir, GitStorage) {
    let root = tempfile::tempdir().unwrap();
    let storage = GitStorage::init(root.path(), policy(), GitOptions::new()).unwrap();
    (root, storage)
}

/// All lamps of a storage in one line.
fn names(storage: &impl ReadStorage) -> String {
    let list = storage.kind::<Lamp>().list(&ObjectListOptions::all()).unwrap();
    assert!(list.errors.is_empty(), "{:?}", list.errors);
    let named = |lamp: &Lamp| format!("{} {}", lamp.metadata.name().unwrap(), lamp.spec.watts);
    list.objects.iter().map(named).collect::<Vec<_>>().join(", ")
}
