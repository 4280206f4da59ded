//! What a look at a tree reads.

use std::fs;
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use libgitops_core::key::{KindKey, ObjectKey};

use super::options::ManifestOptions;
use super::tree::Tree;
use crate::conformance::{LAMP, policy};
use crate::fs::Durability;
use crate::options::ListOptions;
use crate::version::Version;

/// To this clock no file has changed lately.
fn later() -> SystemTime {
    SystemTime::now() + Duration::from_hours(1)
}

fn document(name: &str, watts: usize) -> String {
    format!(
        "apiVersion: lights.example.com/v1\nkind: Lamp\nmetadata: {{name: {name}}}\nspec: {{watts: {watts}}}\n"
    )
}

#[test]
fn a_look_reads_what_has_changed_and_nothing_else() {
    const FILES: usize = 40;
    let root = tempfile::tempdir().unwrap();
    for file in 0..FILES {
        let text = format!("{}---\n{}", document(&format!("a{file}"), 1), document(&format!("b{file}"), 2));
        fs::write(root.path().join(format!("{file}.yaml")), text).unwrap();
    }
    let options = ManifestOptions::new().with_durability(Durability::Buffered);
    let tree = Tree::open(root.path(), policy(), options, later).unwrap();
    let read = || tree.files_read.swap(0, Ordering::Relaxed);
    assert_eq!(read(), FILES, "the first look");
    let kind = KindKey::new(LAMP);
    let versions = || tree.list_versions(&kind, &ListOptions::all()).unwrap().objects;
    let first = versions();
    assert_eq!(first.len(), 2 * FILES);
    assert!(read() > 0, "what has no version yet is read to get one");
    assert_eq!((versions(), read()), (first.clone(), 0), "nothing has changed");
    assert_eq!((tree.list(&kind, &ListOptions::all()).unwrap().keys.len(), read()), (2 * FILES, 0));

    fs::write(root.path().join("7.yaml"), document("a7", 50)).unwrap();
    fs::write(root.path().join("new.yaml"), document("c", 50)).unwrap();
    let second = versions();
    assert!(read() <= 2 + 2 * 2, "two files, and once more each for a version");
    let version = |versions: &[(ObjectKey, Version)], name: &str| {
        versions.iter().find(|(key, _)| key.name() == name).map(|(_, version)| *version)
    };
    assert!(version(&second, "a7") > version(&first, "a7"));
    assert!(version(&second, "c") > version(&first, "a7"));
    assert_eq!((version(&second, "b7"), second.len()), (None, 2 * FILES));
    assert_eq!((versions(), read()), (second, 0));
}
