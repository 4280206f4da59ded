//! The pages of a list of files join to the whole list, whatever else is among the files.

use std::fs;
use std::path::Path;

use libgitops_core::gvk::GroupVersionKind;
use libgitops_storage::{
    FileOptions, FileRawStorage, Layout, ListOptions, Page, RawStorage, RawStorageExt as _,
};
use proptest::prelude::*;

const CAR: GroupVersionKind = GroupVersionKind::from_static("sample-app.weave.works", "v1alpha1", "Car");

/// Paths below the directory of the kind: objects, objects twice, names that no object can have, and foreign files.
fn paths() -> impl Strategy<Value = Vec<String>> {
    let namespace = prop::sample::select(vec!["", "a/", "b/", "a-b/", "No/"]);
    let name = prop::sample::select(vec!["a", "A", "b", "B", "a.b", "a-b", "c", "metadata", "-x", "é"]);
    let extension =
        prop::sample::select(vec![".yaml", ".yml", ".json", ".txt", "/metadata.yaml", "/metadata.json"]);
    let path = (namespace, name, extension)
        .prop_map(|(namespace, name, extension)| format!("{namespace}{name}{extension}"));
    prop::collection::vec(path, 0..24)
}

/// Makes those of the files that can be made beside those before them.
fn make(root: &Path, paths: &[String]) {
    for path in paths {
        let path = root.join(path);
        if fs::create_dir_all(path.parent().unwrap()).is_ok() && !path.exists() {
            fs::write(path, "{}").unwrap();
        }
    }
}

/// The keys of a page, and its errors without their order: those of one name have none.
fn told(pages: &[Page]) -> (Vec<String>, Vec<String>) {
    let keys = pages.iter().flat_map(|page| &page.keys).map(ToString::to_string).collect();
    let mut errors: Vec<String> =
        pages.iter().flat_map(|page| &page.errors).map(ToString::to_string).collect();
    errors.sort();
    (keys, errors)
}

fn pages(storage: &FileRawStorage, mut options: ListOptions) -> Vec<Page> {
    let mut pages = Vec::new();
    loop {
        let page = storage.list(&CAR.into(), &options).unwrap();
        let next = page.next.clone();
        assert!(
            !page.keys.is_empty() || !page.errors.is_empty() || next.is_none(),
            "an empty page is the last one"
        );
        pages.push(page);
        let Some(next) = next else { return pages };
        options = options.after(next);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pages_join_to_the_whole_list_whatever_is_among_the_files(paths in paths(), limit in 1..6_usize) {
        for (layout, directory) in [
            (Layout::default(), "sample-app.weave.works/Car"),
            (Layout::libgitops(CAR.group.clone()), "Car"),
        ] {
            let root = tempfile::tempdir().unwrap();
            make(&root.path().join(directory), &paths);
            let options = FileOptions::new(layout).with_durability(libgitops_storage::Durability::Buffered);
            let storage = FileRawStorage::open_with(root.path(), options).unwrap();
            let whole = [storage.list_all(&CAR.into()).unwrap()];
            prop_assert_eq!(told(&pages(&storage, ListOptions::all().with_limit(limit))), told(&whole));
            for namespace in ["", "a", "b"] {
                let options = ListOptions::all().in_namespace(namespace);
                let whole = [storage.list(&CAR.into(), &options).unwrap()];
                prop_assert_eq!(told(&pages(&storage, options.with_limit(limit))), told(&whole));
            }
        }
    }
}
