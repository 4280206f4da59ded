//! Storages on files that a mapping names.

use std::fs;
use std::path::{Path, PathBuf};

use libgitops_core::codec::ContentType;
use libgitops_core::gvk::GroupVersionKind;
use libgitops_core::key::ObjectKey;
use libgitops_core::meta::ObjectMeta;
use libgitops_storage::conformance::{LAMP, Lamp, policy};
use libgitops_storage::{
    Change, Durability, Error, ErrorKind, MappedOptions, MappedRawStorage, ObjectStorage, Placement,
    Precondition, RawStorage, RawStorageExt as _, ReadStorageExt as _, RemovePrecondition, Version,
};
use tempfile::TempDir;

fn open(root: &TempDir) -> MappedRawStorage {
    let options = MappedOptions::new().with_durability(Durability::Buffered);
    MappedRawStorage::open_with(root.path(), options).unwrap()
}

fn placing(root: &TempDir, placement: Placement) -> MappedRawStorage {
    let options = MappedOptions::new().with_durability(Durability::Buffered).with_placement(placement);
    MappedRawStorage::open_with(root.path(), options).unwrap()
}

fn lamp(name: &str) -> ObjectKey {
    ObjectKey::namespaced(LAMP, "home", name)
}

fn names(storage: &MappedRawStorage) -> Vec<String> {
    let page = storage.list_all(&LAMP.into()).unwrap();
    assert!(page.errors.is_empty(), "{page:?}");
    page.keys.iter().map(|key| key.name().to_owned()).collect()
}

#[track_caller]
fn fails<T: std::fmt::Debug>(result: Result<T, Error>, kind: ErrorKind, part: &str) {
    let error = result.unwrap_err();
    assert_eq!(error.kind(), kind, "{error}");
    assert!(error.to_string().contains(part), "{error}");
}

#[test]
fn an_object_has_the_file_that_is_mapped_to_it_and_no_other() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("my files")).unwrap();
    fs::write(root.path().join("my files/1.yml"), "first").unwrap();
    fs::write(root.path().join("second.json"), "second").unwrap();
    let storage = open(&root);
    assert_eq!(names(&storage), [""; 0], "a file that is not mapped is no object");
    assert_eq!(storage.add_mapping(&lamp("desk"), "my files/1.yml").unwrap(), None);
    let second = root.path().join("second.json");
    assert_eq!(storage.add_mapping(&lamp("floor"), &second).unwrap(), None, "a whole path");
    assert_eq!(names(&storage), ["desk", "floor"]);
    let desk = storage.read(&lamp("desk")).unwrap();
    assert_eq!((&*desk.bytes, desk.info.content_type), (&b"first"[..], ContentType::Yaml));
    assert!(desk.location.ends_with("my files/1.yml"), "{}", desk.location);
    assert_eq!(storage.content_type(&lamp("floor")).unwrap(), ContentType::Json);
    let key = storage.key_for_path(&second).unwrap();
    assert_eq!(key.with_version("v1"), lamp("floor"));
    assert_eq!(storage.key_for_path(Path::new("other.json")), None);

    let written = storage.write(&lamp("floor"), b"changed", Precondition::Present).unwrap();
    assert_eq!(written.change, Change::Updated);
    assert_eq!(fs::read(&second).unwrap(), b"changed");
    // Another program writes.
    fs::write(&second, "by hand").unwrap();
    let stale = Precondition::Matches(written.version);
    fails(storage.write(&lamp("floor"), b"lost", stale), ErrorKind::Conflict, "was expected");
    assert_eq!(storage.read(&lamp("floor")).unwrap().bytes, b"by hand");
}

#[test]
fn an_object_without_a_mapping_is_not_found_and_the_error_says_why() {
    let root = tempfile::tempdir().unwrap();
    let storage = open(&root);
    let (key, why) = (lamp("desk"), "no file is mapped to the object");
    fails(storage.read(&key), ErrorKind::NotFound, why);
    fails(storage.stat(&key), ErrorKind::NotFound, why);
    fails(storage.checksum(&key), ErrorKind::NotFound, why);
    fails(storage.remove(&key, RemovePrecondition::Present), ErrorKind::NotFound, why);
    fails(storage.write(&key, b"x", Precondition::Present), ErrorKind::NotFound, why);
    fails(storage.write(&key, b"x", Precondition::Matches(Version::new(5))), ErrorKind::NotFound, why);
    fails(storage.remove_mapping(&key), ErrorKind::NotFound, why);
    assert!(!storage.exists(&key).unwrap());
    for precondition in [Precondition::Any, Precondition::Absent] {
        fails(storage.write(&key, b"x", precondition), ErrorKind::Unsupported, "no placement");
    }
    fails(storage.content_type(&key), ErrorKind::Unsupported, "no placement");
    let objects = ObjectStorage::new(storage, policy());
    let mut desk = Lamp { metadata: ObjectMeta::named("desk"), ..Lamp::default() };
    fails(objects.kind::<Lamp>().create(&mut desk), ErrorKind::Unsupported, "no placement");
    fails(objects.kind::<Lamp>().get("home/desk"), ErrorKind::NotFound, why);
}

#[test]
fn a_mapped_file_that_is_not_there_is_made_and_removing_it_keeps_the_mapping() {
    let root = tempfile::tempdir().unwrap();
    let storage = open(&root);
    storage.add_mapping(&lamp("desk"), "new/place/desk.yaml").unwrap();
    assert_eq!(names(&storage), [""; 0]);
    fails(storage.read(&lamp("desk")), ErrorKind::NotFound, "there is no such object");
    let path = root.path().join("new/place/desk.yaml");
    for _ in 0..2 {
        let written = storage.write(&lamp("desk"), b"x", Precondition::Absent).unwrap();
        assert_eq!(written.change, Change::Created);
        assert!(path.exists());
        assert_eq!(names(&storage), ["desk"]);
        let removed = storage.remove(&lamp("desk"), RemovePrecondition::Matches(written.version)).unwrap();
        assert!(removed > written.version && !path.exists());
    }
    assert!(!root.path().join("new").exists(), "no empty directories are left");
}

#[test]
fn mappings_are_added_removed_and_set_and_files_stay_as_they_are() {
    let root = tempfile::tempdir().unwrap();
    for name in ["a.yaml", "b.yaml", "c.yaml"] {
        fs::write(root.path().join(name), name).unwrap();
    }
    let storage = open(&root);
    let full = |name: &str| root.path().join(name);
    let mapped = || -> Vec<(String, PathBuf)> {
        let mappings = storage.mappings().into_iter();
        mappings.map(|(key, path)| (key.namespaced_name().name.clone(), path)).collect()
    };
    storage.add_mapping(&lamp("desk"), "a.yaml").unwrap();
    let version = storage.stat(&lamp("desk")).unwrap().version;
    assert_eq!(storage.add_mapping(&lamp("desk"), "./b.yaml").unwrap(), Some(full("a.yaml")));
    assert_eq!(storage.read(&lamp("desk")).unwrap().bytes, b"b.yaml");
    assert!(storage.stat(&lamp("desk")).unwrap().version > version, "other bytes are another version");
    storage.add_mapping(&lamp("floor"), "a.yaml").unwrap();
    fails(storage.add_mapping(&lamp("spot"), "a.yaml"), ErrorKind::AlreadyExists, "another object");
    assert_eq!(storage.add_mapping(&lamp("floor"), "a.yaml").unwrap(), Some(full("a.yaml")), "its own");
    // In another version of the kind it is the same object.
    let other = GroupVersionKind { version: "v2".into(), ..LAMP };
    assert_eq!(storage.remove_mapping(&lamp("floor").with_kind(other)).unwrap(), full("a.yaml"));
    fails(storage.read(&lamp("floor")), ErrorKind::NotFound, "no file is mapped");
    assert_eq!(mapped(), [("desk".to_owned(), full("b.yaml"))]);

    storage.set_mappings([(lamp("x"), "c.yaml"), (lamp("y"), "b.yaml")]).unwrap();
    let set = [("x".to_owned(), full("c.yaml")), ("y".to_owned(), full("b.yaml"))];
    assert_eq!(mapped(), set);
    let twice = storage.set_mappings([(lamp("p"), "c.yaml"), (lamp("q"), "c.yaml")]);
    fails(twice, ErrorKind::AlreadyExists, "another object");
    assert_eq!(mapped(), set, "what is refused changes nothing");
    for name in ["a.yaml", "b.yaml", "c.yaml"] {
        assert_eq!(fs::read_to_string(full(name)).unwrap(), name);
    }
}

#[test]
fn paths_that_differ_in_case_only_are_those_of_one_object() {
    let root = tempfile::tempdir().unwrap();
    let storage = placing(&root, Placement::template("{name}.yaml"));
    storage.add_mapping(&lamp("first"), "Lamps/A.yaml").unwrap();
    let why = "\"Lamps/A.yaml\", which is mapped to another object, in the case of letters only";
    fails(storage.add_mapping(&lamp("second"), "lamps/a.yaml"), ErrorKind::Invalid, why);
    let twice = storage.set_mappings([(lamp("x"), "\u{c4}.yaml"), (lamp("y"), "\u{e4}.yaml")]);
    fails(twice, ErrorKind::Invalid, "in the case of letters only");
    assert_eq!(storage.key_for_path(Path::new("lamps/a.yaml")), None);
    assert!(storage.key_for_path(Path::new("Lamps/A.yaml")).is_some());
    assert!(storage.key_for_path(Path::new("./Lamps/./A.yaml")).is_some());
    // Its own file may be spelled in another way, and what it no longer has is free.
    let former = storage.add_mapping(&lamp("first"), "lamps/a.yaml").unwrap();
    assert_eq!(former, Some(root.path().join("Lamps/A.yaml")));
    storage.add_mapping(&lamp("first"), "SECOND.yaml").unwrap();
    storage.write(&lamp("first"), b"x", Precondition::Absent).unwrap();
    let second = storage.write(&lamp("second"), b"x", Precondition::Absent);
    fails(second, ErrorKind::Invalid, "in the case of letters only");
    storage.remove(&lamp("first"), RemovePrecondition::Present).unwrap();
    storage.write(&lamp("second"), b"x", Precondition::Absent).unwrap();
    assert_eq!(storage.mappings().len(), 1, "what is not there gives way");
}

#[test]
fn a_path_below_a_directory_is_the_same_however_both_are_spelled() {
    // Below the directory of this program, so that it has a relative path.
    let root = tempfile::tempdir_in(".").unwrap();
    let plain = Path::new(root.path().file_name().unwrap());
    let dotted = Path::new(".").join(plain);
    fs::write(plain.join("desk.yaml"), "watts: 40\n").unwrap();
    for directory in [plain, &dotted, root.path()] {
        let storage = MappedRawStorage::open(directory).unwrap();
        let spelled = [plain.join("desk.yaml"), dotted.join("./desk.yaml"), root.path().join("desk.yaml")];
        let relative = [Path::new("desk.yaml").to_owned(), Path::new("./desk.yaml").to_owned()];
        let is_relative = directory != root.path();
        let spelled = spelled.into_iter().filter(|path| path.is_relative() == is_relative);
        for path in spelled.chain(relative) {
            storage.add_mapping(&lamp("desk"), &path).unwrap();
            let read = storage.read(&lamp("desk"));
            assert_eq!(read.unwrap().bytes, b"watts: 40\n", "{} in {}", path.display(), directory.display());
        }
    }
}

#[test]
fn no_mapping_leads_out_of_the_root_or_into_the_storages_own_files() {
    let root = tempfile::tempdir().unwrap();
    let storage = open(&root);
    for (path, why) in [
        ("../x.yaml", "leads out"),
        ("a/../../x.yaml", "leads out"),
        ("/etc/x.yaml", "leads out"),
        (".libgitops/x.yaml", "own files"),
        ("./.libgitops/x.yaml", "own files"),
        ("x.txt", "ending"),
        ("", "ending"),
    ] {
        fails(storage.add_mapping(&lamp("desk"), path), ErrorKind::Invalid, why);
    }
    fails(storage.add_mapping(&lamp("../x"), "x.yaml"), ErrorKind::Invalid, "no name that can be stored");
    std::os::unix::fs::symlink("/etc", root.path().join("link")).unwrap();
    storage.add_mapping(&lamp("desk"), "link/x.yaml").unwrap();
    fails(storage.read(&lamp("desk")), ErrorKind::Unsupported, "symbolic link");
    fails(storage.write(&lamp("desk"), b"x", Precondition::Any), ErrorKind::Unsupported, "symbolic link");
    storage.add_mapping(&lamp("desk"), ".hidden/x.yaml").unwrap();
    storage.write(&lamp("desk"), b"x", Precondition::Any).unwrap();
}

#[test]
fn a_placement_maps_new_objects_and_overwrites_nothing() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("foreign.yaml"), "foreign").unwrap();
    let storage = placing(&root, Placement::template("{name}.yaml"));
    storage.write(&lamp("desk"), b"x", Precondition::Any).unwrap();
    assert_eq!(storage.mappings()[0].1, root.path().join("desk.yaml"));
    let foreign = storage.write(&lamp("foreign"), b"x", Precondition::Any);
    fails(foreign, ErrorKind::AlreadyExists, "mapped to no object");
    assert_eq!(fs::read(root.path().join("foreign.yaml")).unwrap(), b"foreign");
    let other = ObjectKey::namespaced(LAMP, "work", "desk");
    fails(storage.write(&other, b"x", Precondition::Any), ErrorKind::AlreadyExists, "another object");
    assert_eq!(names(&storage), ["desk"], "what failed mapped nothing");
    // Beside its kin is in the directory with most of them.
    let storage = placing(&root, Placement::beside_kin());
    for (name, path) in [("a", "x/a.yml"), ("b", "x/b.yml"), ("c", "y/c.json")] {
        storage.add_mapping(&lamp(name), path).unwrap();
        storage.write(&lamp(name), b"x", Precondition::Absent).unwrap();
    }
    storage.write(&lamp("d"), b"x", Precondition::Absent).unwrap();
    assert!(
        storage
            .mappings()
            .iter()
            .any(|(_, path)| *path == root.path().join("x/d.json") || *path == root.path().join("x/d.yml"))
    );
}

/// The Go library ranges over its map without the lock that its changes take.
#[test]
fn threads_change_mappings_while_others_list_and_write() {
    let root = tempfile::tempdir().unwrap();
    let storage = placing(&root, Placement::template("{namespace}/{name}.yaml"));
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let storage = &storage;
            scope.spawn(move || {
                for round in 0..25 {
                    let own = lamp(&format!("lamp-{thread}-{round}"));
                    storage.write(&own, b"x", Precondition::Absent).unwrap();
                    let mapped = lamp(&format!("mapped-{thread}"));
                    storage.add_mapping(&mapped, format!("{thread}/{round}.yaml")).unwrap();
                    // One of all threads makes it.
                    match storage.write(&lamp(&format!("shared-{round}")), b"x", Precondition::Absent) {
                        Ok(written) => assert_eq!(written.change, Change::Created),
                        Err(error) => assert_eq!(error.kind(), ErrorKind::AlreadyExists, "{error}"),
                    }
                    assert!(storage.list_all(&LAMP.into()).unwrap().keys.contains(&own));
                    storage.remove_mapping(&mapped).unwrap();
                }
            });
        }
    });
    assert_eq!(names(&storage).len(), 4 * 25 + 25);
}
