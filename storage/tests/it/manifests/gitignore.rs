//! Trees of manifests of which `.gitignore` files leave out a part.

use super::*;

fn ignoring(root: &TempDir) -> ManifestStorage {
    open_with(root, ManifestOptions::new().respecting_gitignore())
}

#[test]
fn what_gitignore_leaves_out_is_passed_over_on_request() {
    let root = tempfile::tempdir().unwrap();
    put(&root, "a.yaml", &document("home", "a", 1));
    put(&root, "build/b.yaml", &document("home", "b", 1));
    put(&root, "build/kept.yaml", &document("home", "kept", 1));
    put(&root, "sub/c.local.yaml", &document("home", "c", 1));
    put(&root, "sub/d.local.yaml", &document("home", "d", 1));
    put(&root, "sub/deep/e.yaml", &document("home", "e", 1));
    symlink("../a.yaml", root.path().join("sub/link.local.yaml")).unwrap();
    put(&root, ".gitignore", "# What is built.\n/build/\n!build/kept.yaml\n*.local.yaml\n");
    put(&root, "sub/.gitignore", "!d.local.yaml\ndeep\n");
    assert_eq!(names(&open(&root)).len(), 6, "it is not asked for");
    let storage = ignoring(&root);
    assert_eq!(names(&storage), ["home/a 1", "home/d 1"]);
    let left_out = ["b", "kept", "c", "e"].map(|name| ObjectKey::namespaced(lamps(), "home", name));
    for key in &left_out {
        assert_eq!(storage.get(key).unwrap_err().kind(), ErrorKind::NotFound, "{key}");
    }

    // Other rules hold for the next look.
    put(&root, "sub/.gitignore", "*\n");
    assert_eq!(names(&storage), ["home/a 1"]);
    fs::remove_file(root.path().join("sub/.gitignore")).unwrap();
    put(&root, ".gitignore", "/sub/deep\r\n");
    assert_eq!(names(&storage), ["home/a 1", "home/b 1", "home/c 1", "home/d 1", "home/kept 1"]);
}

#[test]
fn nothing_is_written_to_where_nobody_looks() {
    let root = tempfile::tempdir().unwrap();
    put(&root, ".gitignore", "/build\n");
    put(&root, "a/.gitignore", "\n*.json\n");
    for (template, part) in [
        ("build/{name}.yaml", "line 1 of \".gitignore\" leaves it out"),
        ("build/deep/{name}.yaml", "line 1 of \".gitignore\" leaves it out"),
        ("a/{name}.json", "line 2 of \"a/.gitignore\" leaves it out"),
        ("charts/{name}.yaml", "the directory \"charts\" is excluded"),
        ("b/charts/{name}.yaml", "the directory \"b/charts\" is excluded"),
    ] {
        let options = ManifestOptions::new().respecting_gitignore().excluding("charts");
        let storage = open_with(&root, options.with_placement(Placement::template(template)));
        let error = storage.create(&lamp("home", "desk", 1)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
        assert!(error.to_string().contains(part), "{error}");
        assert!(error.path().is_some());
        assert_eq!(names(&storage), [""; 0]);
    }
    assert!(!root.path().join("build").exists() && !root.path().join("charts").exists());
    // A file that was seen before the rule was there.
    put(&root, "c/desk.yaml", &document("home", "desk", 1));
    let storage = ignoring(&root);
    let mut desk = storage.kind::<Lamp>().get("home/desk").unwrap();
    put(&root, "c/.gitignore", "*\n");
    desk.spec.watts = 2;
    let error = storage.kind::<Lamp>().update(&mut desk).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
    assert_eq!(text(&root, "c/desk.yaml"), document("home", "desk", 1));
}
