//! How much memory reading 10,000 Cars takes at most, and how many allocations, by divan's allocator.
//!
//! `cargo bench -p codegen-examples --bench memory`; the rows to read are *max alloc* and *alloc*, not the times, which
//! the counting distorts.

#[path = "../peers/mod.rs"]
mod peers;

use divan::{AllocProfiler, Bencher, black_box_drop};
use libgitops::{FrameReader, Scheme, Serializer};
use peers::{CARS, Comments, Error, PlainCar};
use serde::Deserialize as _;

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
