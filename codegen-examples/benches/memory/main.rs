//! How much memory reading 10,000 Cars takes at most, and how many allocations, by divan's allocator; how much they take
//! with their texts; and how much a storage of 10,000 and 100,000 takes.
//!
//! `cargo bench -p codegen-examples --bench memory`; the rows to read are *max alloc* and *alloc*, not the times, which
//! the counting distorts.

#[path = "../peers/mod.rs"]
mod peers;
#[path = "../storage/trees.rs"]
#[allow(dead_code, reason = "only the other bench has bare loops")]
mod trees;

use codegen_examples::v1alpha1::Car;
use divan::{AllocProfiler, Bencher, black_box_drop};
use libgitops::prelude::*;
use libgitops::storage::{CacheStorage, Durability, ManifestStorage};
use peers::{CARS, Comments, Error, PlainCar};
use serde::Deserialize as _;
use trees::{Fleet, Tree};

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

const BOTH: [Comments; 2] = [Comments::Without, Comments::With];

fn main() {
    divan::main();
}

#[divan::bench(args = BOTH, sample_count = 3, sample_size = 1)]
fn ours_one_after_the_other(bencher: Bencher<'_, '_>, comments: Comments) {
    let text = comments.stream(CARS);
    bencher.bench(|| -> Result<(), Error> {
        let serializer = Serializer::new(Scheme::linked()?);
        for object in serializer.decoder().objects(FrameReader::yaml(text.as_bytes())) {
            black_box_drop(object?);
        }
        Ok(())
    });
}

#[divan::bench(args = BOTH, sample_count = 3, sample_size = 1)]
fn ours_all_at_once(bencher: Bencher<'_, '_>, comments: Comments) {
    let text = comments.stream(CARS);
    bencher.bench(|| -> Result<(), Error> {
        let serializer = Serializer::new(Scheme::linked()?);
        black_box_drop(serializer.decoder().decode_all(FrameReader::yaml(text.as_bytes()))?);
        Ok(())
    });
}

/// The texts alone.
#[divan::bench(args = BOTH, sample_count = 3, sample_size = 1)]
fn texts_all_at_once(bencher: Bencher<'_, '_>, comments: Comments) {
    let text = comments.stream(CARS);
    bencher.bench(|| -> Result<(), Error> {
        black_box_drop(FrameReader::yaml(text.as_bytes()).collect::<Result<Vec<_>, _>>()?);
        Ok(())
    });
}

/// Objects with their texts, and what each text was encoded to.
#[divan::bench(args = BOTH, sample_count = 3, sample_size = 1)]
fn manifests_all_at_once(bencher: Bencher<'_, '_>, comments: Comments) {
    let text = comments.stream(CARS);
    bencher.bench(|| -> Result<(), Error> {
        let serializer = Serializer::new(Scheme::linked()?);
        let decoder = serializer.decoder();
        let manifests = FrameReader::yaml(text.as_bytes()).map(|frame| decoder.manifest::<Car>(frame?));
        black_box_drop(manifests.collect::<Result<Vec<_>, _>>()?);
        Ok(())
    });
}

/// With the trees of the old text and of the new one, for one document at a time.
#[divan::bench(args = BOTH, sample_count = 3, sample_size = 1)]
fn manifests_edited_one_after_the_other(bencher: Bencher<'_, '_>, comments: Comments) {
    let text = comments.stream(CARS);
    bencher.bench(|| -> Result<(), Error> {
        let serializer = Serializer::new(Scheme::linked()?);
        for frame in FrameReader::yaml(text.as_bytes()) {
            let mut car = serializer.decoder().manifest::<Car>(frame?)?;
            car.status.speed += 1.0;
            black_box_drop(car.to_text()?);
        }
        Ok(())
    });
}

#[divan::bench(args = BOTH, sample_count = 3, sample_size = 1)]
fn yaml_serde_one_after_the_other(bencher: Bencher<'_, '_>, comments: Comments) {
    let text = comments.stream(CARS);
    bencher.bench(|| -> Result<(), Error> {
        for document in serde_yaml::Deserializer::from_str(&text) {
            black_box_drop(PlainCar::deserialize(document)?);
        }
        Ok(())
    });
}

#[divan::bench(args = BOTH, sample_count = 3, sample_size = 1)]
fn yaml_serde_all_at_once(bencher: Bencher<'_, '_>, comments: Comments) {
    let text = comments.stream(CARS);
    bencher.bench(|| -> Result<(), Error> {
        let cars = serde_yaml::Deserializer::from_str(&text).map(PlainCar::deserialize);
        black_box_drop(cars.collect::<Result<Vec<_>, _>>()?);
        Ok(())
    });
}

const SIZES: [usize; 2] = [10_000, 100_000];

#[expect(clippy::panic, reason = "divan's benches give no errors")]
fn tree(count: usize) -> Tree {
    let tree = Fleet::new(count).and_then(|fleet| Tree::full(&fleet, Durability::Buffered));
    tree.unwrap_or_else(|error| panic!("{error}"))
}

/// What an open storage remembers: versions and checksums.
#[divan::bench(args = SIZES, sample_count = 2, sample_size = 1)]
fn a_storage_on_files_opened(bencher: Bencher<'_, '_>, count: usize) {
    let tree = tree(count);
    bencher.bench(|| FileRawStorage::open(tree.root(), Layout::default()).map(black_box_drop));
}

#[divan::bench(args = SIZES, sample_count = 2, sample_size = 1)]
fn a_storage_on_files_listed(bencher: Bencher<'_, '_>, count: usize) {
    let tree = tree(count);
    bencher.bench(|| tree.storage.kind::<Car>().list(&ObjectListOptions::all()).map(black_box_drop));
}

/// What a tree of manifests remembers: which object is in which file, and what tells that a file has changed.
#[divan::bench(args = SIZES, sample_count = 2, sample_size = 1)]
fn a_tree_of_manifests_opened(bencher: Bencher<'_, '_>, count: usize) {
    let fleet = Fleet::new(count);
    let directory = fleet.as_ref().map(trees::manifests);
    let (Ok(fleet), Ok(Ok(directory))) = (&fleet, directory) else { return };
    bencher.bench(|| ManifestStorage::open(directory.path(), fleet.serializer.clone()).map(black_box_drop));
}

/// What a cache keeps, one object read after the other.
#[divan::bench(args = SIZES, sample_count = 2, sample_size = 1)]
fn a_cache_filled(bencher: Bencher<'_, '_>, count: usize) {
    let tree = tree(count);
    let names = tree.storage.kind::<Car>().list(&ObjectListOptions::all());
    let names: Vec<String> =
        names.map(|cars| cars.objects.iter().map(trees::name).collect()).unwrap_or_default();
    bencher.bench(|| -> Result<(), libgitops::storage::Error> {
        let cache = CacheStorage::new(&tree.storage);
        let cars = cache.kind::<Car>();
        for name in &names {
            black_box_drop(cars.get(name)?);
        }
        Ok(())
    });
}

/// Five hundred at a time, as API servers are asked.
#[divan::bench(args = SIZES, sample_count = 2, sample_size = 1)]
fn a_storage_on_files_listed_by_pages(bencher: Bencher<'_, '_>, count: usize) {
    let tree = tree(count);
    bencher.bench(|| -> Result<(), libgitops::storage::Error> {
        let mut options = ObjectListOptions::all().with_limit(500);
        loop {
            let page = tree.storage.kind::<Car>().list(&options)?;
            let Some(next) = page.next.clone() else { return Ok(()) };
            black_box_drop(page);
            options = options.after(next);
        }
    });
}
