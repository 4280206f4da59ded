//! How soon a change in a tree of manifests is told, whatever else happens there.
//!
//! `cargo bench -p codegen-examples --bench watch`; a number after `--` is that of the files, 10,000 unless said otherwise.
//! They are below the target directory.

mod dropped;
mod latency;
#[path = "../peers/mod.rs"]
#[allow(dead_code, reason = "watches have no peers among crates")]
mod peers;
mod tree;

use peers::Error;
use tree::Tree;

fn main() -> Result<(), Error> {
    // cargo itself adds `--bench`.
    let count = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(10_000);
    let tree = Tree::of_cars(count)?;
    latency::print(&tree)?;
    dropped::print(&tree)
}
