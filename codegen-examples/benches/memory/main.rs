//! How much memory reading 10,000 commented Cars takes at most, and how many allocations, by divan's allocator.
//!
//! `cargo bench -p codegen-examples --bench memory`; the rows to read are *max alloc* and *alloc*, not the times, which
//! the counting distorts.

#[path = "../peers/mod.rs"]
mod peers;

use std::sync::LazyLock;

use divan::{AllocProfiler, black_box_drop};
use libgitops::{FrameReader, Scheme, Serializer};
use peers::{CARS, Comments, Error, PlainCar};
use serde::Deserialize as _;

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

static TEXT: LazyLock<String> = LazyLock::new(|| Comments::With.stream(CARS));

fn main() {
    LazyLock::force(&TEXT);
    divan::main();
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn ours_one_after_the_other() -> Result<(), Error> {
    let serializer = Serializer::new(Scheme::linked()?);
    for object in serializer.decoder().objects(FrameReader::yaml(TEXT.as_bytes())) {
        black_box_drop(object?);
    }
    Ok(())
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn ours_all_at_once() -> Result<(), Error> {
    let serializer = Serializer::new(Scheme::linked()?);
    black_box_drop(serializer.decoder().decode_all(FrameReader::yaml(TEXT.as_bytes()))?);
    Ok(())
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn yaml_serde_one_after_the_other() -> Result<(), Error> {
    for document in serde_yaml::Deserializer::from_str(&TEXT) {
        black_box_drop(PlainCar::deserialize(document)?);
    }
    Ok(())
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn yaml_serde_all_at_once() -> Result<(), Error> {
    let cars: Result<Vec<_>, _> =
        serde_yaml::Deserializer::from_str(&TEXT).map(PlainCar::deserialize).collect();
    black_box_drop(cars?);
    Ok(())
}
