//! Directories of cars: what the ways of a table work on.

use std::path::{Path, PathBuf};

use codegen_examples::v1alpha1::Car;
use libgitops::prelude::*;
use libgitops::storage::{Durability, FileOptions};
use tempfile::TempDir;

use crate::peers::{Comments, Error};

/// Cars, and the documents that a storage makes of them.
pub(crate) struct Fleet {
    pub(crate) cars: Vec<Car>,
    pub(crate) documents: Vec<String>,
    pub(crate) serializer: Serializer,
}

impl Fleet {
    pub(crate) fn new(count: usize) -> Result<Self, Error> {
        let serializer = Serializer::new(Scheme::linked()?);
        let stream = Comments::Without.stream(count);
        let objects = serializer.decoder().decode_all(FrameReader::yaml(stream.as_bytes()))?;
        let cars = objects.into_iter().map(|object| object.downcast::<Car>().map(|car| *car));
        let cars: Vec<Car> = cars.collect::<Result<_, _>>().map_err(|_other| "not all are cars")?;
        let documents = cars.iter().map(|car| serializer.encoder().to_yaml(car)).collect::<Result<_, _>>()?;
        Ok(Self { cars, documents, serializer })
    }

    pub(crate) fn bytes(&self) -> usize {
        self.documents.iter().map(String::len).sum()
    }
}

/// `namespace/name` of a car.
pub(crate) fn name(car: &Car) -> String {
    car.metadata.namespaced_name().map_or_else(String::new, |name| name.to_string())
}

/// A directory that is removed in the end, and a storage on it.
pub(crate) struct Tree {
    pub(crate) storage: ObjectStorage<FileRawStorage>,
    pub(crate) durability: Durability,
    directory: TempDir,
}

impl Tree {
    /// A directory without cars.
    pub(crate) fn empty(fleet: &Fleet, durability: Durability) -> Result<Self, Error> {
        let directory = TempDir::new_in(env!("CARGO_TARGET_TMPDIR"))?;
        let options = FileOptions::new(Layout::default()).with_durability(durability);
        let raw = FileRawStorage::open_with(directory.path(), options)?;
        Ok(Self { storage: ObjectStorage::new(raw, fleet.serializer.clone()), durability, directory })
    }

    /// A directory with all cars, known to the storage and on the disk.
    pub(crate) fn full(fleet: &Fleet, durability: Durability) -> Result<Self, Error> {
        let mut tree = Self::empty(fleet, Durability::Buffered)?;
        for car in &fleet.cars {
            tree.storage.create(car)?;
        }
        let options = FileOptions::new(Layout::default()).with_durability(durability);
        let raw = FileRawStorage::open_with(tree.directory.path(), options)?;
        tree.storage = ObjectStorage::new(raw, fleet.serializer.clone());
        tree.durability = durability;
        if durability == Durability::Synced {
            sync_all();
        }
        Ok(tree)
    }

    pub(crate) fn root(&self) -> &Path {
        self.directory.path()
    }

    /// The directory of all cars of a namespace.
    pub(crate) fn namespace(&self) -> PathBuf {
        self.root().join("sample-app.weave.works/Car/default")
    }
}

/// A directory of manifests with one car a file, which the system has forgotten to be new.
pub(crate) fn manifests(fleet: &Fleet) -> Result<TempDir, Error> {
    let directory = TempDir::new_in(env!("CARGO_TARGET_TMPDIR"))?;
    for (number, document) in fleet.documents.iter().enumerate() {
        // A thousand files a directory, as people have them at most.
        let folder = directory.path().join(format!("apps-{}", number / 1000));
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join(format!("{number}.yaml")), document)?;
    }
    // A file that has just been changed is read by every look: a second change might leave no trace.
    std::thread::sleep(std::time::Duration::from_secs(3));
    Ok(directory)
}

/// Brings to the disk what preparing has written, so that nobody waits for it later.
fn sync_all() {
    let _best_effort = std::process::Command::new("sync").status();
}
