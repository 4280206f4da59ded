//! Trees of manifests: what is an object, what is left alone, and what a write changes.

mod gitignore;
mod unreadable;

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use libgitops_core::key::{KindKey, ObjectKey};
use libgitops_core::meta::{MetadataExt as _, ObjectMeta};
use libgitops_core::object::Object as _;
use libgitops_core::status::Status;
use libgitops_storage::conformance::{Lamp, LampSpec, Room, policy};
use libgitops_storage::{
    Durability, ErrorKind, FileRawStorage, Layout, ManifestOptions, ManifestStorage, ObjectListOptions,
    ObjectStorage, Placement, ReadStorage as _, ReadStorageExt as _, RemovePrecondition, Storage,
    WriteStorage as _,
};
use tempfile::TempDir;

fn open(root: &TempDir) -> ManifestStorage {
    open_with(root, ManifestOptions::new())
}

fn open_with(root: &TempDir, options: ManifestOptions) -> ManifestStorage {
    let options = options.with_durability(Durability::Buffered);
    ManifestStorage::open_with(root.path(), policy(), options).unwrap()
}

fn put(root: &TempDir, path: &str, text: &str) {
    let path = root.path().join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn text(root: &TempDir, path: &str) -> String {
    fs::read_to_string(root.path().join(path)).unwrap()
}

/// A document of a lamp, with a comment at each end.
fn document(namespace: &str, name: &str, watts: u64) -> String {
    let namespace = if namespace.is_empty() { String::new() } else { format!("\n  namespace: {namespace}") };
    format!(
        "# The lamp {name}.\napiVersion: lights.example.com/v1\nkind: Lamp\nmetadata:\n  name: {name}{namespace}\nspec:\n  \
         watts: {watts} # bright\n"
    )
}

fn lamp(namespace: &str, name: &str, watts: u64) -> Lamp {
    Lamp { metadata: ObjectMeta::namespaced(namespace, name), spec: LampSpec { watts } }
}

fn lamps() -> KindKey {
    KindKey::new(Lamp::RESOURCE.gvk())
}

fn names(storage: &ManifestStorage) -> Vec<String> {
    let list = storage.kind::<Lamp>().list(&ObjectListOptions::all()).unwrap();
    assert!(list.errors.is_empty(), "{:?}", list.errors);
    let named = |lamp: &Lamp| format!("{} {}", lamp.metadata.namespaced_name().unwrap(), lamp.spec.watts);
    list.objects.iter().map(named).collect()
}

#[test]
fn every_object_of_the_scheme_is_found_wherever_it_is() {
    let root = tempfile::tempdir().unwrap();
    let many = format!(
        "# All lamps.\n---\n{}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: other}}\n---\n# nothing\n---\n{}",
        document("home", "desk", 40),
        document("", "floor", 60),
    );
    put(&root, "a/many.yaml", &many);
    put(&root, "b/c/one.yml", &document("work", "desk", 5));
    put(
        &root,
        "one.json",
        r#"{"apiVersion": "lights.example.com/v1", "kind": "Lamp", "metadata": {"name": "json"}, "spec": {"watts": 1}}"#,
    );
    put(&root, "room.yaml", "apiVersion: lights.example.com/v1\nkind: Room\nmetadata: {name: kitchen}\n");
    for (path, foreign) in [
        ("values.yaml", "replicas: 3\nimage: {tag: '1'}\n"),
        ("package.json", r#"{"name": "x"}"#),
        ("list.yaml", "- 1\n- 2\n"),
        ("empty.yaml", ""),
        ("comments.yaml", "# only this\n"),
        ("README.md", "kind: Lamp"),
        (".hidden.yaml", &document("home", "hidden", 1)),
        (".git/refs/heads/x.yaml", &document("home", "hidden", 1)),
        ("vendor/x.yaml", &document("home", "vendored", 1)),
        ("a/charts/x.yaml", &document("home", "charted", 1)),
        ("b/charts/x.yaml", &document("home", "b-charted", 1)),
    ] {
        put(&root, path, foreign);
    }
    let options = ManifestOptions::new().excluding("vendor").excluding("a/charts/");
    let storage = open_with(&root, options);
    let expected = ["default/floor 60", "default/json 1", "home/b-charted 1", "home/desk 40", "work/desk 5"];
    assert_eq!(names(&storage), expected);
    assert_eq!(storage.count(&KindKey::new(Room::RESOURCE.gvk())).unwrap(), 1);
    assert_eq!(storage.kind::<Lamp>().get("floor").unwrap().spec.watts, 60);
    let key = storage.kind::<Lamp>().key("work/desk").unwrap();
    assert_eq!(storage.raw().path_of(&key).unwrap(), root.path().join("b/c/one.yml"));
}

#[test]
fn a_write_changes_its_document_and_no_other_byte() {
    let root = tempfile::tempdir().unwrap();
    let (before, after) =
        (format!("# Head.\n---\n{}", document("home", "desk", 40)), document("home", "spot", 1));
    let many = format!("{before}---\n{}--- # the last\n{after}", document("home", "floor", 60));
    put(&root, "many.yaml", &many);
    fs::set_permissions(root.path().join("many.yaml"), fs::Permissions::from_mode(0o640)).unwrap();
    let storage = open(&root);
    let lamps = storage.kind::<Lamp>();
    let versions = |name: &str| lamps.get(name).unwrap().metadata.resource_version;
    let untouched = (versions("home/desk"), versions("home/spot"));
    let mut floor = lamps.get("home/floor").unwrap();
    floor.spec.watts = 75;
    lamps.update(&mut floor).unwrap();
    assert_eq!(text(&root, "many.yaml"), many.replace("watts: 60", "watts: 75"));
    assert_eq!(fs::metadata(root.path().join("many.yaml")).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(
        (versions("home/desk"), versions("home/spot")),
        untouched,
        "no other object has a new version"
    );

    lamps.delete("home/floor", RemovePrecondition::Present).unwrap();
    assert_eq!(text(&root, "many.yaml"), format!("{before}--- # the last\n{after}"));
    lamps.delete("home/spot", RemovePrecondition::Present).unwrap();
    assert_eq!(text(&root, "many.yaml"), before);
    lamps.delete("home/desk", RemovePrecondition::Present).unwrap();
    assert!(!root.path().join("many.yaml").exists(), "a file without documents is removed");
}

#[test]
fn what_is_no_document_of_the_storage_outlives_the_last_one_that_is() {
    for rest in
        ["# A remark.\n---\n# Another.\n", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\n"]
    {
        let root = tempfile::tempdir().unwrap();
        put(&root, "x.yaml", &format!("{rest}...\n---\n{}", document("home", "desk", 40)));
        let storage = open(&root);
        storage.kind::<Lamp>().delete("home/desk", RemovePrecondition::Present).unwrap();
        assert_eq!(text(&root, "x.yaml"), format!("{rest}...\n"));
        assert_eq!(names(&storage), [""; 0]);
    }
}

#[test]
fn a_new_object_goes_where_the_placement_says() {
    let root = tempfile::tempdir().unwrap();
    put(&root, "apps/home/desk.yml", &document("home", "desk", 40));
    put(&root, "work.yaml", &format!("{}---\n{}", document("work", "a", 1), document("work", "b", 2)));
    let storage = open(&root);
    for (namespace, name, path) in [
        ("home", "floor", "apps/home/floor.yml"),
        ("work", "c", "work.yaml"),
        ("attic", "x", "attic/lamp-x.yaml"),
    ] {
        let created = storage.create(&lamp(namespace, name, 3)).unwrap();
        let key = storage.key_for(&created).unwrap();
        assert_eq!(storage.raw().path_of(&key).unwrap(), root.path().join(path));
        assert!(text(&root, path).contains(&format!("name: {name}")));
    }
    assert!(text(&root, "work.yaml").starts_with(&format!(
        "{}---\n{}---\n",
        document("work", "a", 1),
        document("work", "b", 2)
    )));
    for (placement, message) in [
        (Placement::template("../{name}.yaml"), "leads out of the root"),
        (Placement::template("/{name}.yaml/../../x.yaml"), "leads out of the root"),
        (Placement::template(".git/{name}.yaml"), "hidden"),
        (Placement::template("{name}.txt"), "ending"),
    ] {
        let storage = open_with(&root, ManifestOptions::new().with_placement(placement));
        let error = storage.create(&lamp("new", "x", 1)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(error.to_string().contains(message), "{error}");
    }
}

#[test]
fn names_that_differ_in_case_only_share_a_file() {
    let root = tempfile::tempdir().unwrap();
    put(&root, "home/lamp-desk.yaml", &document("home", "desk", 40));
    put(&root, "home/LAMP-Spot.yaml", "# Not ours.\na: 1\n");
    let placement = Placement::template("{namespace}/{kind}-{name}.yaml");
    let storage = open_with(&root, ManifestOptions::new().with_placement(placement));
    let lamps = storage.kind::<Lamp>();
    let path = |name: &str| {
        let path = storage.raw().path_of(&lamps.key(&format!("home/{name}")).unwrap()).unwrap();
        path.strip_prefix(root.path()).unwrap().to_str().unwrap().to_owned()
    };
    // In a clone where letters have no case these would be one file.
    for (name, expected) in [
        ("Desk", "home/lamp-desk.yaml"),
        ("DESK", "home/lamp-desk.yaml"),
        ("spot", "home/LAMP-Spot.yaml"),
        ("Floor", "home/lamp-Floor.yaml"),
        ("floor", "home/lamp-Floor.yaml"),
    ] {
        assert_eq!(path(name), expected);
        lamps.create(&mut lamp("home", name, 5)).unwrap();
        assert_eq!(path(name), expected);
    }
    assert!(text(&root, "home/lamp-desk.yaml").starts_with(&document("home", "desk", 40)));
    assert!(text(&root, "home/LAMP-Spot.yaml").starts_with("# Not ours.\na: 1\n---\n"));
    assert_eq!(fs::read_dir(root.path().join("home")).unwrap().count(), 3);
    for (name, watts) in [("desk", 40), ("Desk", 5), ("DESK", 5), ("Floor", 5), ("floor", 5)] {
        assert_eq!(lamps.get(&format!("home/{name}")).unwrap().spec.watts, watts);
        lamps.delete(&format!("home/{name}"), RemovePrecondition::Present).unwrap();
    }
    // What was there in another case is forgotten with its file.
    assert_eq!((path("floor"), path("DESK")), ("home/lamp-floor.yaml".into(), "home/lamp-DESK.yaml".into()));
}

#[test]
fn what_others_do_is_seen() {
    let root = tempfile::tempdir().unwrap();
    let storage = open(&root);
    assert_eq!(names(&storage), [""; 0]);
    put(&root, "a.yaml", &document("home", "desk", 40));
    assert_eq!(storage.kind::<Lamp>().get("home/desk").unwrap().spec.watts, 40);
    let first = storage.kind::<Lamp>().get("home/desk").unwrap().metadata.resource_version;
    // As long as before, and as fast as can be.
    for watts in 41..60 {
        put(&root, "a.yaml", &document("home", "desk", watts));
        assert_eq!(names(&storage), [format!("home/desk {watts}")]);
    }
    let later = storage.kind::<Lamp>().get("home/desk").unwrap().metadata.resource_version;
    assert_ne!(first, later);
    // Moved, with its directory, and renamed in place.
    fs::create_dir(root.path().join("d")).unwrap();
    fs::rename(root.path().join("a.yaml"), root.path().join("d/b.yaml")).unwrap();
    assert_eq!(storage.kind::<Lamp>().get("home/desk").unwrap().metadata.resource_version, later);
    fs::rename(root.path().join("d"), root.path().join("e")).unwrap();
    assert_eq!(names(&storage), ["home/desk 59"]);
    put(&root, "e/b.yaml", &document("home", "wall", 59));
    assert_eq!(names(&storage), ["home/wall 59"]);
    assert_eq!(storage.kind::<Lamp>().get("home/desk").unwrap_err().kind(), ErrorKind::NotFound);
    fs::remove_dir_all(root.path().join("e")).unwrap();
    assert_eq!(names(&storage), [""; 0]);
}

#[test]
fn a_document_is_the_same_when_the_one_before_it_is_removed_by_hand() {
    let root = tempfile::tempdir().unwrap();
    put(&root, "a.yaml", &format!("{}---\n{}", document("home", "desk", 1), document("home", "floor", 1)));
    let storage = open(&root);
    let version = || storage.kind::<Lamp>().get("home/floor").unwrap().metadata.resource_version;
    let before = version();
    put(&root, "a.yaml", &document("home", "floor", 1));
    assert_eq!(version(), before);
    put(&root, "a.yaml", &format!("--- # by hand\n{}", document("home", "floor", 1)));
    assert_ne!(version(), before, "a comment is part of the document");
}

#[test]
fn links_below_the_root_are_read_and_not_written() {
    let root = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret.yaml"), document("home", "secret", 1)).unwrap();
    // As the kubelet mounts a config map.
    put(&root, "mount/..2026_01/desk.yaml", &document("home", "desk", 40));
    put(&root, "mount/..2026_02/desk.yaml", &document("home", "desk", 60));
    let swap = |to: &str| {
        let mount = root.path().join("mount");
        symlink(to, mount.join("..data_tmp")).unwrap();
        fs::rename(mount.join("..data_tmp"), mount.join("..data")).unwrap();
    };
    swap("..2026_01");
    symlink("..data/desk.yaml", root.path().join("mount/desk.yaml")).unwrap();
    symlink(outside.path().join("secret.yaml"), root.path().join("secret.yaml")).unwrap();
    symlink("../../etc", root.path().join("etc")).unwrap();
    symlink("mount", root.path().join("again")).unwrap();
    let storage = open(&root);
    let list = storage.kind::<Lamp>().list(&ObjectListOptions::all()).unwrap();
    assert_eq!((list.objects.len(), list.objects[0].spec.watts), (1, 40));
    assert_eq!(list.errors.len(), 1, "{:?}", list.errors);
    assert!(list.errors[0].path().unwrap().ends_with("secret.yaml"), "{}", list.errors[0]);
    assert!(list.errors[0].to_string().contains("leads out of the root"), "{}", list.errors[0]);
    swap("..2026_02");
    assert_eq!(storage.kind::<Lamp>().get("home/desk").unwrap().spec.watts, 60);
    let error = storage.update(&lamp("home", "desk", 5)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.to_string().contains("symbolic link"), "{error}");
    // A link to a file that is seen by itself is no second place.
    put(&root, "real.yaml", &document("home", "floor", 1));
    symlink("real.yaml", root.path().join("alias.yaml")).unwrap();
    assert_eq!(storage.kind::<Lamp>().get("home/floor").unwrap().spec.watts, 1);
}

#[test]
fn several_handles_of_one_tree_see_one_state() {
    let root = tempfile::tempdir().unwrap();
    let (first, second) = (open(&root), open(&root));
    first.create(&lamp("home", "desk", 0)).unwrap();
    assert_eq!(second.create(&lamp("home", "desk", 1)).unwrap_err().kind(), ErrorKind::AlreadyExists);
    let increment = |storage: &ManifestStorage| {
        for _ in 0..25 {
            loop {
                let mut desk = storage.kind::<Lamp>().get("home/desk").unwrap();
                desk.spec.watts += 1;
                match storage.kind::<Lamp>().update(&mut desk) {
                    Ok(()) => break,
                    Err(error) => assert_eq!(error.kind(), ErrorKind::Conflict, "{error}"),
                }
            }
        }
    };
    std::thread::scope(|scope| {
        for storage in [&first, &second, &first] {
            scope.spawn(move || increment(storage));
        }
    });
    let desk = ObjectKey::namespaced(lamps(), "home", "desk");
    assert_eq!(second.kind::<Lamp>().get("home/desk").unwrap().spec.watts, 75);
    assert_eq!(first.get_meta(&desk).unwrap(), second.get_meta(&desk).unwrap());
    let first_file = first.raw().path_of(&desk).unwrap();
    assert!(Path::new(&first_file).exists());
}
