//! Every storage of this package passes the suite of conformance.

use std::sync::Arc;

use libgitops_core::codec::ContentType;
use libgitops_storage::conformance::{self, LAMP};
use libgitops_storage::{
    CacheOptions, CacheStorage, Durability, FileOptions, FileRawStorage, Layout, ManifestOptions,
    ManifestStorage, MappedOptions, MappedRawStorage, MemoryRawStorage, MemoryStorage, ObjectStorage,
    Placement, RawStorage, Storage, SyncStorage, WatchStorage,
};

fn layouts() -> [Layout; 3] {
    let libgitops = Layout::libgitops(LAMP.group.clone());
    [Layout::default(), Layout::default().with_content_type(ContentType::Json), libgitops]
}

#[test]
fn the_storage_in_memory_conforms() {
    for layout in layouts() {
        conformance::check(|| MemoryRawStorage::new(layout.clone()));
    }
}

#[test]
fn the_storage_on_files_conforms() {
    let root = tempfile::tempdir().unwrap();
    let mut count = 0;
    for layout in layouts() {
        for durability in [Durability::Synced, Durability::Buffered] {
            conformance::check(|| {
                count += 1;
                let options = FileOptions::new(layout.clone()).with_durability(durability);
                FileRawStorage::open_with(root.path().join(count.to_string()), options).unwrap()
            });
        }
    }
}

/// A storage on mapped files in a directory of its own for each call, where a new object gets a file of its own.
fn mapped(root: &tempfile::TempDir) -> impl FnMut() -> MappedRawStorage {
    let mut count = 0;
    move || {
        count += 1;
        let placement = Placement::template("objects/{group}/{kind}/{namespace}/{name}.yaml");
        let options = MappedOptions::new().with_durability(Durability::Buffered).with_placement(placement);
        MappedRawStorage::open_with(root.path().join(count.to_string()), options).unwrap()
    }
}

#[test]
fn mapped_files_conform() {
    let root = tempfile::tempdir().unwrap();
    conformance::check(mapped(&root));
    let root = tempfile::tempdir().unwrap();
    let mut open = mapped(&root);
    conformance::check_objects(|| ObjectStorage::new(open(), conformance::policy()));
}

#[test]
fn a_box_of_any_storage_conforms() {
    conformance::check(|| Box::new(MemoryRawStorage::default()) as Box<dyn RawStorage>);
}

#[test]
fn objects_in_memory_conform() {
    for layout in layouts() {
        conformance::check_objects(|| {
            ObjectStorage::new(MemoryRawStorage::new(layout.clone()), conformance::policy())
        });
    }
}

#[test]
fn objects_on_files_conform() {
    let root = tempfile::tempdir().unwrap();
    let mut count = 0;
    for layout in layouts() {
        conformance::check_objects(|| {
            count += 1;
            let options = FileOptions::new(layout.clone()).with_durability(Durability::Buffered);
            let raw = FileRawStorage::open_with(root.path().join(count.to_string()), options).unwrap();
            ObjectStorage::new(raw, conformance::policy())
        });
    }
}

#[test]
fn a_shared_storage_of_any_kind_conforms() {
    conformance::check_objects(|| {
        let storage: Arc<dyn Storage> = Arc::new(MemoryStorage::in_memory(conformance::policy()));
        storage
    });
}

#[test]
fn objects_in_a_tree_of_manifests_conform() {
    let root = tempfile::tempdir().unwrap();
    let mut count = 0;
    for placement in [
        Placement::default(),
        Placement::template("all.yaml"),
        Placement::template("{kind}.json"),
        Placement::template("{namespace}/{name}.yaml"),
    ] {
        conformance::check_objects(|| {
            count += 1;
            let options = ManifestOptions::new()
                .with_durability(Durability::Buffered)
                .with_placement(placement.clone());
            let directory = root.path().join(count.to_string());
            ManifestStorage::open_with(directory, conformance::policy(), options).unwrap()
        });
    }
}

/// Storages over storages, each on an empty one of every kind.
#[test]
fn stacks_of_storages_conform() {
    let root = tempfile::tempdir().unwrap();
    let count = std::cell::Cell::new(0);
    let directory = || {
        count.set(count.get() + 1);
        root.path().join(count.get().to_string())
    };
    let memory = || MemoryStorage::in_memory(conformance::policy());
    let files = || {
        let options = FileOptions::default().with_durability(Durability::Buffered);
        let raw = FileRawStorage::open_with(directory(), options).unwrap();
        ObjectStorage::new(raw, conformance::policy())
    };
    let manifests = || {
        let options = ManifestOptions::new().with_durability(Durability::Buffered);
        ManifestStorage::open_with(directory(), conformance::policy(), options).unwrap()
    };
    let with_followers = |first: Box<dyn Storage>| {
        let storage = SyncStorage::new(first).with_follower("memory", memory()).unwrap();
        storage.with_follower("files", files()).unwrap()
    };
    let bounded = CacheOptions::new().with_capacity(2.try_into().unwrap());
    conformance::check_objects(|| CacheStorage::new(memory()));
    conformance::check_objects(|| CacheStorage::with_options(memory(), bounded));
    conformance::check_objects(|| CacheStorage::new(files()));
    conformance::check_objects(|| CacheStorage::new(manifests()));
    conformance::check_objects(|| CacheStorage::new(CacheStorage::new(memory())));
    conformance::check_objects(|| CacheStorage::new(WatchStorage::new(manifests()).unwrap()));
    conformance::check_objects(|| with_followers(Box::new(memory())));
    conformance::check_objects(|| with_followers(Box::new(manifests())));
    conformance::check_objects(|| CacheStorage::new(with_followers(Box::new(files()))));
    conformance::check_objects(|| {
        let follower = CacheStorage::new(manifests());
        SyncStorage::new(CacheStorage::new(memory())).with_follower("manifests", follower).unwrap()
    });
}

/// Whatever a check does, in the end followers have what the first storage has.
#[test]
fn followers_have_what_each_check_has_written() {
    for (name, check) in conformance::CHECKS_OF_OBJECTS {
        let memory = || MemoryStorage::in_memory(conformance::policy());
        let storage =
            SyncStorage::new(memory()).with_follower("memory", CacheStorage::new(memory())).unwrap();
        check(&storage).unwrap();
        let report = storage.sync().unwrap();
        assert_eq!((report.written, report.removed), (0, 0), "{name}");
    }
}
