//! Lists from memory, and looks at a tree of which nothing has changed.

use std::fs;
use std::path::Path;

use codegen_examples::v1alpha1::Car;
use libgitops::prelude::*;
use libgitops::storage::{
    CacheStorage, Durability, ListOptions, ManifestOptions, ManifestRawStorage, ManifestStorage,
};

use crate::peers::Error;
use crate::trees::{self, Fleet, Tree};
use crate::{Wanted, table};

/// The same list again and again, from the storage and from a cache over it.
pub(crate) fn lists(fleet: &Fleet, is_wanted: Wanted<'_>) -> Result<(), Error> {
    if ["memory", "files", "manifests"].iter().any(|what| is_wanted(&title(what), "")) {
        let memory = MemoryStorage::in_memory(fleet.serializer.clone());
        for car in &fleet.cars {
            memory.create(car)?;
        }
        list(fleet, "memory", &memory, is_wanted)?;
        let tree = Tree::full(fleet, Durability::Buffered)?;
        list(fleet, "files", &tree.storage, is_wanted)?;
        let directory = trees::manifests(fleet)?;
        list(fleet, "manifests", &open(fleet, directory.path())?, is_wanted)?;
    }
    Ok(())
}

fn title(what: &str) -> String {
    format!("List {what} again")
}

fn list(fleet: &Fleet, what: &str, storage: &dyn Storage, is_wanted: Wanted<'_>) -> Result<(), Error> {
    let all = ObjectListOptions::all();
    let cache = CacheStorage::new(storage);
    let count = |storage: &dyn Storage| -> Result<usize, Error> {
        Ok(storage.kind::<Car>().list(&all)?.objects.len())
    };
    table(fleet, &title(what))
        .case("from the storage", || count(storage))
        .case("**from a cache**", || count(&cache))
        .print(is_wanted)
}

fn open(fleet: &Fleet, directory: &Path) -> Result<ManifestStorage, Error> {
    let options = ManifestOptions::new().with_durability(Durability::Buffered);
    Ok(ManifestStorage::open_with(directory, fleet.serializer.clone(), options)?)
}

/// Looks at a tree of manifests, beside a walk that asks for the size and time of each file.
pub(crate) fn looks(fleet: &Fleet, is_wanted: Wanted<'_>) -> Result<(), Error> {
    const TITLE: &str = "Look at a tree of manifests";
    if !is_wanted(TITLE, "") {
        return Ok(());
    }
    let directory = trees::manifests(fleet)?;
    let storage = open(fleet, directory.path())?;
    let raw: &ManifestRawStorage = storage.raw();
    let kind = KindKey::new(Car::RESOURCE.gvk());
    // The first list of a new tree gives each object its version.
    raw.list_versions(&kind, &ListOptions::all())?;
    table(fleet, TITLE)
        .rounds(9)
        .case("a bare walk", || walk(directory.path()))
        .case("**again**", || {
            raw.scan();
            Ok(fleet.cars.len())
        })
        .target(0.5)
        .case("**again, with versions**", || Ok(raw.list_versions(&kind, &ListOptions::all())?.objects.len()))
        .case("**the first time**", || {
            open(fleet, directory.path())?;
            Ok(fleet.cars.len())
        })
        .print(is_wanted)
}

/// The files below a directory, each of which is looked at.
fn walk(directory: &Path) -> Result<usize, Error> {
    let mut count = 0;
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name();
        if name.to_string_lossy().starts_with('.') {
            continue;
        }
        if entry.file_type()?.is_dir() {
            count += walk(&entry.path())?;
        } else if entry.metadata()?.len() > 0 {
            count += 1;
        }
    }
    Ok(count)
}
