//! How fast a tree of manifests is looked at, beside a bare walk of the same tree, and how soon a change is told.
//!
//! `cargo bench -p codegen-examples --bench watch`; a number after `--` is that of the files (10,000 unless said otherwise),
//! words select tables and ways by parts of their names. The files are below the target directory.

mod latency;
#[path = "../peers/mod.rs"]
#[allow(dead_code, reason = "trees of manifests have no peers among crates")]
mod peers;
#[path = "../speed/rounds.rs"]
#[allow(dead_code, reason = "each bench is a program of its own")]
mod rounds;
mod tree;

use libgitops::prelude::*;
use peers::Error;
use rounds::Table;
use tree::Tree;

fn main() -> Result<(), Error> {
    // cargo itself adds `--bench`.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let (numbers, words): (Vec<_>, Vec<_>) =
        words.into_iter().partition(|word| word.parse::<usize>().is_ok());
    let count = numbers.first().map_or(Ok(10_000), |number| number.parse())?;
    let is_wanted = |title: &str, name: &str| {
        let text = format!("{title} {name}").to_lowercase();
        words.iter().all(|word| text.contains(&word.to_lowercase()))
    };
    let tree = Tree::of_cars(count)?;
    scans(&tree, &is_wanted)?;
    if is_wanted("Latency", "") {
        latency::print(&tree)?;
    }
    Ok(())
}

fn scans(tree: &Tree, is_wanted: &dyn Fn(&str, &str) -> bool) -> Result<(), Error> {
    let serializer = Serializer::new(Scheme::linked()?);
    let storage = ManifestStorage::open(tree.root(), serializer.clone())?;
    tree.settle();
    storage.raw().scan();
    let rounds = if tree.count > 20_000 { 5 } else { 15 };
    Table::new("Look at a tree of which all is known", "files", tree.count, tree.bytes)
        .rounds(rounds)
        .case("a bare walk with `stat`", || tree.walk(&mut |_path| Ok(())))
        .case("**ours**, warm", || {
            storage.raw().scan();
            Ok(tree.count)
        })
        .target(0.5)
        .print(is_wanted)?;
    Table::new("Look at a tree of which nothing is known", "files", tree.count, tree.bytes)
        .rounds(rounds.min(5))
        .case("a bare loop that reads and decodes the metadata", || {
            let decoder = serializer.decoder();
            tree.walk(&mut |path| {
                decoder.decode_as::<PartialObjectMetadata>(&Frame::yaml(std::fs::read(path)?))?;
                Ok(())
            })
        })
        .case("**ours**, cold", || {
            std::hint::black_box(ManifestStorage::open(tree.root(), serializer.clone())?);
            Ok(tree.count)
        })
        .print(is_wanted)
}
