//! Where the tests find real manifests.

use std::path::{Path, PathBuf};

/// The YAML files of real repositories, if they are there.
pub(crate) fn manifests() -> Vec<(PathBuf, String)> {
    let Some(corpora) = std::env::var_os("LIBGITOPS_CORPORA") else {
        eprintln!("skipped: LIBGITOPS_CORPORA is not set");
        return Vec::new();
    };
    let mut folders = vec![Path::new(&corpora).join("manifests")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml") {
                let text = std::fs::read_to_string(&path).unwrap();
                files.push((path, text));
            }
        }
    }
    assert!(files.len() > 400, "{} files", files.len());
    files
}
