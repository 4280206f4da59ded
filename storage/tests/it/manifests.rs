//! Trees of manifests: what is an object, what is left alone, and what a write changes.

mod gitignore;

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
fn what_was_in_an_emptied_file_counts_until_it_is_removed_or_has_other_content() {
    let root = tempfile::tempdir().unwrap();
    put(&root, "a.yaml", &format!("{}---\n{}", document("home", "desk", 1), document("home", "floor", 1)));
    let storage = open(&root);
    let lamps = storage.kind::<Lamp>();
    let kind_of = |name: &str| lamps.get(&format!("home/{name}")).map_err(|error| error.kind()).err();
    assert_eq!(kind_of("desk"), None);
    for text in ["", "\n \r\n"] {
        put(&root, "a.yaml", text);
        assert_eq!(
            (kind_of("desk"), kind_of("spot")),
            (Some(ErrorKind::Unreadable), Some(ErrorKind::NotFound))
        );
        let list = storage.list(&self::lamps(), &ObjectListOptions::all()).unwrap();
        assert_eq!((list.objects.len(), list.errors.len()), (0, 2), "{:?}", list.errors);
        assert!(list.errors.iter().all(|error| error.key().is_some()), "{:?}", list.errors);
        let rooms = storage.list(&KindKey::new(Room::RESOURCE.gvk()), &ObjectListOptions::all()).unwrap();
        assert!(rooms.errors.is_empty(), "{:?}", rooms.errors);
    }
    // Who never saw what was in it takes it for what it is.
    assert_eq!(names(&open(&root)), [""; 0]);
    // One was moved, and removed there.
    put(&root, "b.yaml", &document("home", "floor", 2));
    assert_eq!(kind_of("floor"), None);
    storage.raw().scan();
    fs::remove_file(root.path().join("b.yaml")).unwrap();
    storage.raw().scan();
    assert_eq!((kind_of("floor"), kind_of("desk")), (Some(ErrorKind::NotFound), Some(ErrorKind::Unreadable)));
    put(&root, "a.yaml", "# Nothing any more.\n");
    storage.raw().scan();
    assert_eq!(kind_of("desk"), Some(ErrorKind::NotFound));
    put(&root, "a.yaml", &document("home", "desk", 3));
    assert_eq!(names(&storage), ["home/desk 3"]);
    put(&root, "a.yaml", "");
    assert_eq!(kind_of("desk"), Some(ErrorKind::Unreadable));
    fs::remove_file(root.path().join("a.yaml")).unwrap();
    storage.raw().scan();
    assert_eq!(kind_of("desk"), Some(ErrorKind::NotFound));
}

#[test]
fn what_a_pointer_of_git_lfs_stands_for_is_unreadable_and_it_is_not_written() {
    let root = tempfile::tempdir().unwrap();
    let pointer = format!("version https://git-lfs.github.com/spec/v1\noid sha256:{:064x}\nsize 123\n", 7);
    put(&root, "desk.yaml", &document("home", "desk", 40));
    put(&root, "home/lamp-floor.yaml", &pointer);
    let storage =
        open_with(&root, ManifestOptions::new().with_placement(Placement::template("home/lamp-{name}.yaml")));
    assert_eq!(storage.kind::<Lamp>().list(&ObjectListOptions::all()).unwrap().errors.len(), 1);
    put(&root, "desk.yaml", &pointer);
    let errors = storage.kind::<Lamp>().list(&ObjectListOptions::all()).unwrap().errors;
    assert!(errors.iter().all(|error| error.to_string().contains("Git LFS")), "{errors:?}");
    let desk = storage.kind::<Lamp>().get("home/desk").unwrap_err();
    assert_eq!(desk.kind(), ErrorKind::Unreadable, "{desk}");
    let floor = storage.create(&lamp("home", "floor", 1)).unwrap_err();
    assert!(floor.to_string().contains("Git LFS"), "{floor}");
    assert_eq!(text(&root, "home/lamp-floor.yaml"), pointer);
}

#[test]
fn an_object_in_two_places_is_told_with_both_and_hides_no_other() {
    let root = tempfile::tempdir().unwrap();
    put(&root, "a.yaml", &document("home", "desk", 40));
    put(&root, "b/c.yaml", &format!("{}---\n{}", document("home", "desk", 60), document("home", "floor", 1)));
    let storage = open(&root);
    let (lamps, kind) = (storage.kind::<Lamp>(), lamps());
    let list = storage.list(&kind, &ObjectListOptions::all()).unwrap();
    assert_eq!((list.objects.len(), list.errors.len()), (1, 1));
    let mut desk = lamp("home", "desk", 5);
    let errors = [
        lamps.get("home/desk").unwrap_err(),
        lamps.update(&mut desk).unwrap_err(),
        lamps.create(&mut desk).unwrap_err(),
        lamps.delete("home/desk", RemovePrecondition::Present).unwrap_err(),
    ];
    for error in list.errors.iter().chain(&errors) {
        assert_eq!(error.kind(), ErrorKind::Ambiguous, "{error}");
        assert!(error.to_string().contains("\"a.yaml\" and \"b/c.yaml\""), "{error}");
    }
    assert_eq!(lamps.get("home/floor").unwrap().spec.watts, 1);
    fs::remove_file(root.path().join("a.yaml")).unwrap();
    assert_eq!(lamps.get("home/desk").unwrap().spec.watts, 60);
    put(&root, "b/c.yaml", &format!("{}---\n{}", document("home", "desk", 60), document("home", "desk", 61)));
    let error = lamps.get("home/desk").unwrap_err();
    assert!(error.to_string().contains("two documents of \"b/c.yaml\""), "{error}");
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
fn what_cannot_be_read_is_told_by_every_list_and_hides_no_other() {
    let root = tempfile::tempdir().unwrap();
    put(&root, "good.yaml", &document("home", "desk", 40));
    let broken = format!("{}---\n{}", document("home", "floor", 1), "a: [\n");
    put(&root, "broken.yaml", &broken);
    put(&root, "nameless.yaml", "apiVersion: lights.example.com/v1\nkind: Lamp\nmetadata: {}\n");
    put(&root, "wrong.yaml", &document("home", "spot", 1).replace("watts: 1", "hight: 1"));
    put(&root, "traversal.yaml", &document("home", "../../x", 1));
    let storage = open(&root);
    for kind in [lamps(), KindKey::new(Room::RESOURCE.gvk())] {
        let list = storage.list(&kind, &ObjectListOptions::all()).unwrap();
        let mut told: Vec<String> = list.errors.iter().map(ToString::to_string).collect();
        told.sort();
        for (part, file) in [
            ("broken.yaml:10:4", "broken.yaml"),
            ("no name", "nameless.yaml"),
            ("\"../../x\"", "traversal.yaml"),
        ] {
            assert!(
                told.iter().any(|error| error.contains(part) && error.contains(file)),
                "{part} in {told:#?}"
            );
        }
        let expected = if kind == lamps() { (2, 4) } else { (0, 3) };
        assert_eq!((list.objects.len(), list.errors.len()), expected, "{told:#?}");
    }
    let error = storage.kind::<Lamp>().get("home/spot").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreadable);
    assert!(error.to_string().contains("wrong.yaml:8:3"), "{error}");
    // The document beside the broken one can be changed, and the broken one stays.
    let mut floor = storage.kind::<Lamp>().get("home/floor").unwrap();
    floor.spec.watts = 2;
    storage.kind::<Lamp>().update(&mut floor).unwrap();
    assert!(text(&root, "broken.yaml").ends_with("---\na: [\n"));
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
fn a_directory_that_was_removed_is_told_and_nothing_in_it_is_absent() {
    let root = tempfile::tempdir().unwrap();
    let (whole, files) = (root.path().join("whole"), root.path().join("files"));
    let manifests = ManifestStorage::open(&whole, policy()).unwrap();
    let files = ObjectStorage::new(FileRawStorage::open(&files, Layout::default()).unwrap(), policy());
    let storages: [&dyn Storage; 2] = [&manifests, &files];
    for storage in storages {
        storage.create(&lamp("home", "desk", 40)).unwrap();
    }
    for name in ["whole", "files"] {
        fs::remove_dir_all(root.path().join(name)).unwrap();
    }
    // What is there now is another directory.
    put(&root, "whole/desk.yaml", &document("home", "desk", 40));
    for storage in storages {
        let key = storage.kind::<Lamp>().key("home/desk").unwrap();
        let results = [
            storage.get(&key).map(drop),
            storage.list(&lamps(), &ObjectListOptions::all()).map(drop),
            storage.create(&lamp("home", "floor", 1)).map(drop),
        ];
        for result in results {
            let error = result.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Io, "{error}");
            assert!(error.to_string().contains("was removed since it was opened"), "{error}");
        }
    }
}

#[test]
fn an_object_that_is_deleted_beside_what_cannot_be_read_is_not_there() {
    let root = tempfile::tempdir().unwrap();
    put(&root, "a.yaml", &format!("{}---\na: [\n", document("home", "desk", 1)));
    let storage = open(&root);
    let lamps = storage.kind::<Lamp>();
    lamps.delete("home/desk", RemovePrecondition::Present).unwrap();
    assert_eq!(lamps.get("home/desk").unwrap_err().kind(), ErrorKind::NotFound);
    lamps.create(&mut lamp("home", "desk", 2)).unwrap();
    assert_eq!(lamps.get("home/desk").unwrap().spec.watts, 2);
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

#[test]
fn a_file_that_cannot_be_read_to_its_end_is_not_written() {
    let root = tempfile::tempdir().unwrap();
    // More than a reader takes for one document.
    let rest = format!("---\nkind: Archive\ndata: {}\n", "x".repeat(16 << 20));
    let all = format!("{}---\n{}{rest}", document("home", "desk", 40), document("home", "floor", 60));
    put(&root, "all.yaml", &all);
    let storage = open_with(&root, ManifestOptions::new().with_placement(Placement::template("all.yaml")));
    let lamps = storage.kind::<Lamp>();
    let mut desk = lamps.get("home/desk").unwrap();
    desk.spec.watts = 41;
    for result in [
        lamps.update(&mut desk),
        lamps.create(&mut lamp("home", "new", 5)),
        lamps.delete("home/floor", RemovePrecondition::Present).map(drop),
    ] {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unreadable, "{error}");
        assert!(error.to_string().contains("cannot be read to its end"), "{error}");
    }
    assert!(text(&root, "all.yaml") == all, "nothing of it is lost");
}

#[test]
fn a_client_is_not_told_where_a_document_is_that_cannot_be_changed() {
    let root = tempfile::tempdir().unwrap();
    put(&root, "desk.yaml", &format!("{}sops:\n  mac: ENC[x]\n", document("home", "desk", 40)));
    let storage = open(&root);
    let error = storage.kind::<Lamp>().update(&mut lamp("home", "desk", 41)).unwrap_err();
    assert_eq!(error.path(), Some(&*root.path().join("desk.yaml")), "it is for the log");
    let told = Status::from(&error).message;
    assert!(told.contains("SOPS has sealed it") && told.contains("sops.mac"), "{told}");
    assert!(!told.contains("desk.yaml"), "{told}");
}
