//! Patches through storages on files and in memory, and of files.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use libgitops::prelude::{Fields, MetadataExt, Object, ObjectMeta};
use libgitops_core::codec::{ContentType, Frame, Serializer};
use libgitops_core::dynamic::DynamicObject;
use libgitops_core::key::{KindKey, ObjectKey};
use libgitops_core::object::AnyObject;
use libgitops_core::patch::{Patch, PatchType};
use libgitops_core::scheme::Scheme;
use libgitops_core::status::Status;
use serde::{Deserialize, Serialize};

use crate::*;

mod files;
mod races;
mod status;
mod storages;

/// A lamp with a status and a list of bulbs.
#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "example.com", version = "v1", scope = Namespaced, unlisted)]
struct Lamp {
    metadata: ObjectMeta,
    spec: LampSpec,
    status: LampStatus,
}

#[derive(Fields, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct LampSpec {
    watts: u64,
    #[object(list_key = "name")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bulbs: Vec<Bulb>,
}

#[derive(Fields, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Bulb {
    name: String,
    #[serde(default)]
    broken: bool,
}

#[derive(Fields, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct LampStatus {
    hours: u64,
    hot: bool,
}

/// A room, which has no status.
#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "example.com", version = "v1", scope = Cluster, unlisted)]
struct Room {
    metadata: ObjectMeta,
}

fn lamp(name: &str, watts: u64) -> Lamp {
    let bulbs = ["left", "right"].map(|name| Bulb { name: name.to_owned(), broken: false });
    Lamp {
        metadata: ObjectMeta::namespaced("home", name),
        spec: LampSpec { watts, bulbs: bulbs.into() },
        status: LampStatus::default(),
    }
}

fn key(name: &str) -> ObjectKey {
    ObjectKey::namespaced(Lamp::RESOURCE.gvk(), "home", name)
}

fn serializer() -> Serializer {
    Serializer::new(Scheme::builder().register::<Lamp>().register::<Room>().build().unwrap())
}

fn policy() -> ObjectPolicy {
    ObjectPolicy::new(serializer()).without_creation_timestamps()
}

fn merge(text: &str) -> Patch {
    Patch::parse(PatchType::Merge, text).unwrap()
}

fn as_lamp(object: Box<dyn AnyObject>) -> Lamp {
    *object.downcast().unwrap()
}

fn version(lamp: &Lamp) -> &str {
    lamp.metadata.resource_version().unwrap()
}

type AnyStorage = ObjectStorage<Box<dyn RawStorage>>;

/// Runs a test against an empty storage in memory and, where there are any, one on files.
fn each(test: impl Fn(&AnyStorage)) {
    test(&ObjectStorage::new(Box::new(MemoryRawStorage::default()), policy()));
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        let directory = tempfile::tempdir().unwrap();
        let options = FileOptions::new(Layout::default()).with_durability(Durability::Buffered);
        let files = FileRawStorage::open_with(directory.path(), options).unwrap();
        test(&ObjectStorage::new(Box::new(files), policy()));
    }
}
