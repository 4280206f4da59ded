//! Tests of the tree, against the YAML test suite, other parsers, Kubernetes' reader and hostile input.

#![expect(clippy::string_slice, reason = "a test may panic")]

use std::fs;
use std::path::{Path, PathBuf};

// `events` and `judges` are modules of a fuzz target too, which has another path to it.
use crate::yaml;

mod events;
mod hostile;
mod json;
mod judges;
mod keys;
mod manifests;
mod mistakes;
mod places;
mod properties;
mod scalars;
mod shapes;
mod suite;
mod tokens;
mod value;

/// The folder of real input that is not part of the repository, or a note that the test is skipped.
fn corpora() -> Option<PathBuf> {
    let folder = std::env::var_os("LIBGITOPS_CORPORA").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: LIBGITOPS_CORPORA is not set");
    }
    folder
}

/// Every file below the folder, in a fixed order.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The YAML and JSON files of the manifests whose bytes are UTF-8.
pub(crate) fn manifests(corpora: &Path) -> Vec<(PathBuf, String)> {
    let is_yaml = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml");
    let paths = files_below(&corpora.join("manifests")).into_iter().filter(is_yaml);
    paths.map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}
