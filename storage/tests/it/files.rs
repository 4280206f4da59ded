//! What a storage on files does with the files: a test for each promise that Weave libgitops could not keep.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::path::Path;

use libgitops_core::codec::ContentType;
use libgitops_core::gvk::GroupVersionKind;
use libgitops_core::key::{NamespacedName, ObjectKey};
use libgitops_storage::{
    Change, Durability, ErrorKind, FileOptions, FileRawStorage, Layout, ListOptions, Precondition,
    RawStorage, RawStorageExt as _, RemovePrecondition, UnversionedKey, Version,
};
use tempfile::TempDir;

const CAR: GroupVersionKind = GroupVersionKind::from_static("sample-app.weave.works", "v1alpha1", "Car");

fn car(name: &str) -> ObjectKey {
    ObjectKey::namespaced(CAR, "default", name)
}

fn libgitops() -> Layout {
    Layout::libgitops(CAR.group.clone())
}

fn open(layout: Layout) -> (TempDir, FileRawStorage) {
    let root = tempfile::tempdir().unwrap();
    let storage = FileRawStorage::open(root.path(), layout).unwrap();
    (root, storage)
}

/// Writes a file past the library.
fn put(root: &TempDir, path: &str, text: &str) {
    let path = root.path().join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Every file and empty directory below a directory, without the storage's own.
fn tree(directory: &Path) -> Vec<String> {
    fn walk(directory: &Path, prefix: &str, found: &mut Vec<String>) {
        for entry in fs::read_dir(directory).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{prefix}{}", entry.file_name().to_str().unwrap());
            if path == ".libgitops" {
                continue;
            }
            let is_directory = entry.file_type().unwrap().is_dir();
            if is_directory && fs::read_dir(entry.path()).unwrap().next().is_some() {
                walk(&entry.path(), &format!("{path}/"), found);
            } else {
                found.push(if is_directory { format!("{path}/") } else { path });
            }
        }
    }
    let mut found = Vec::new();
    walk(directory, "", &mut found);
    found.sort();
    found
}

fn names(page: &libgitops_storage::Page) -> Vec<String> {
    page.keys.iter().map(|key| key.namespaced_name().to_string()).collect()
}

// F-20
#[test]
fn a_new_file_has_one_extension_and_every_known_one_is_found() {
    for _ in 0..20 {
        let (root, storage) = open(libgitops());
        storage.write(&car("new"), b"a: 1\n", Precondition::Absent).unwrap();
        assert_eq!(tree(root.path()), ["Car/default/new/metadata.yaml"]);
    }
    let (root, storage) = open(Layout::default().with_content_type(ContentType::Json));
    let rows =
        [("a", "yaml", ContentType::Yaml), ("b", "yml", ContentType::Yaml), ("c", "json", ContentType::Json)];
    for (name, extension, content_type) in rows {
        put(&root, &format!("sample-app.weave.works/Car/default/{name}.{extension}"), "{}");
        assert_eq!(storage.read(&car(name)).unwrap().info.content_type, content_type);
        assert_eq!(storage.content_type(&car(name)).unwrap(), content_type);
        // An update stays in the file.
        assert_eq!(storage.write(&car(name), b"{} ", Precondition::Present).unwrap().change, Change::Updated);
    }
    storage.write(&car("d"), b"{}", Precondition::Any).unwrap();
    assert_eq!(
        tree(root.path()),
        ["a.yaml", "b.yml", "c.json", "d.json"]
            .map(|file| format!("sample-app.weave.works/Car/default/{file}"))
    );
}

// F-20
#[test]
fn two_files_of_one_object_are_told_and_neither_wins() {
    let (root, storage) = open(Layout::default());
    for file in ["foo.yaml", "foo.json", "bar.yml"] {
        put(&root, &format!("sample-app.weave.works/Car/default/{file}"), "{}");
    }
    let error = storage.read(&car("foo")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Ambiguous);
    assert!(
        error.to_string().contains("\"foo.yaml\" and \"foo.json\" claim to be the same object"),
        "{error}"
    );
    assert_eq!(storage.write(&car("foo"), b"x", Precondition::Any).unwrap_err().kind(), ErrorKind::Ambiguous);
    let page = storage.list_all(&CAR.into()).unwrap();
    assert_eq!((names(&page), page.errors[0].kind()), (vec!["default/bar".to_owned()], ErrorKind::Ambiguous));
}

// F-21
#[test]
fn objects_in_namespaces_are_listed_and_their_paths_have_their_keys() {
    let (root, storage) = open(libgitops());
    for name in ["foo", "bar"] {
        storage.write(&car(name), b"{}", Precondition::Absent).unwrap();
    }
    storage.write(&ObjectKey::cluster(CAR, "alone"), b"{}", Precondition::Absent).unwrap();
    let files = ["Car/alone/metadata.yaml", "Car/default/bar/metadata.yaml", "Car/default/foo/metadata.yaml"];
    assert_eq!(tree(root.path()), files);
    assert_eq!(names(&storage.list_all(&CAR.into()).unwrap()), ["alone", "default/bar", "default/foo"]);
    let key = UnversionedKey::new(CAR.group_kind(), NamespacedName::new("default", "foo"));
    assert_eq!(storage.key_for_path(Path::new(files[2])), Some(key.clone()));
    assert_eq!(storage.key_for_path(&Path::new("./").join(files[2])), Some(key.clone()));
    assert_eq!(storage.key_for_path(&Path::new("a/..").join(files[2])), None);
    assert_eq!(storage.key_for_path(&root.path().join(files[2])), Some(key.clone()));
    assert_eq!(key.with_version("v1alpha1"), car("foo"));
    assert_eq!(storage.path_of(&car("foo")).unwrap(), root.path().join(files[2]));
}

// F-22
#[test]
fn the_list_of_a_kind_without_a_directory_is_empty() {
    for layout in [libgitops(), Layout::default()] {
        let (root, storage) = open(layout);
        let page = storage.list_all(&CAR.into()).unwrap();
        assert!(page.keys.is_empty() && page.errors.is_empty() && page.next.is_none());
        assert_eq!(tree(root.path()), Vec::<String>::new());
    }
}

// F-23
#[test]
fn a_reader_never_sees_part_of_a_write() {
    let (root, storage) = open(Layout::default());
    let contents = [vec![b'a'; 1 << 16], vec![b'b'; 1 << 17]];
    storage.write(&car("foo"), &contents[0], Precondition::Absent).unwrap();
    let path = storage.path_of(&car("foo")).unwrap();
    let other = FileRawStorage::open(root.path(), Layout::default()).unwrap();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for round in 1..200 {
                storage.write(&car("foo"), &contents[round % 2], Precondition::Any).unwrap();
            }
        });
        while !writer.is_finished() {
            assert!(contents.contains(&fs::read(&path).unwrap()));
            assert!(contents.contains(&other.read(&car("foo")).unwrap().bytes));
        }
        writer.join().unwrap();
    });
    assert_eq!(tree(root.path()), ["sample-app.weave.works/Car/default/foo.yaml"]);
}

// F-24
#[test]
fn a_write_that_would_lose_an_update_is_a_conflict() {
    let (root, storage) = open(Layout::default());
    let created = storage.write(&car("foo"), b"first", Precondition::Absent).unwrap();
    let other = FileRawStorage::open(root.path(), Layout::default()).unwrap();
    let seen = other.read(&car("foo")).unwrap().info.version;
    assert_eq!(seen, created.version);
    storage.write(&car("foo"), b"second", Precondition::Matches(seen)).unwrap();
    let error = other.write(&car("foo"), b"third", Precondition::Matches(seen)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    let error = other.write(&car("foo"), b"third", Precondition::Absent).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AlreadyExists);
    // A change past the library is one as well.
    let seen = other.read(&car("foo")).unwrap().info.version;
    fs::write(storage.path_of(&car("foo")).unwrap(), "by hand").unwrap();
    let error = other.write(&car("foo"), b"third", Precondition::Matches(seen)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    assert_eq!(storage.read(&car("foo")).unwrap().bytes, b"by hand");
}

// F-27, on this layer
#[test]
fn what_cannot_be_an_object_hides_no_other_object() {
    let (root, storage) = open(Layout::default());
    let kind = "sample-app.weave.works/Car";
    storage.write(&car("good"), b"{}", Precondition::Absent).unwrap();
    let bad = ["default/no name.yaml", "default/-rf.yaml", "UPPER/foo.yaml", "default/%2e.json"];
    for path in bad {
        put(&root, &format!("{kind}/{path}"), "{}");
    }
    // A name that is not UTF-8, once in the place of an object and once not.
    let not_utf8 = |name: &[u8]| root.path().join(kind).join("default").join(OsStr::from_bytes(name));
    fs::write(not_utf8(b"\xff.yaml"), "{}").unwrap();
    fs::write(not_utf8(b"\xff.txt"), "{}").unwrap();
    for foreign in ["README.md", "default/.hidden.yaml", "default/notes.txt", "default/deeper/foo.yaml"] {
        put(&root, &format!("{kind}/{foreign}"), "{}");
    }
    fs::create_dir(root.path().join(kind).join("default/directory.yaml")).unwrap();
    let page = storage.list_all(&CAR.into()).unwrap();
    assert_eq!(names(&page), ["default/good"]);
    let told: Vec<_> = page.errors.iter().map(|error| error.path().unwrap().to_owned()).collect();
    for path in bad.into_iter().chain(["default/directory.yaml"]) {
        assert!(told.contains(&root.path().join(kind).join(path)), "{path} is not in {told:?}");
    }
    assert_eq!(told.len(), bad.len() + 2);
    assert!(page.errors.iter().all(|error| error.operation() == Some("list")));
    // Pages have the same entries as the whole.
    let (mut keys, mut errors, mut options) = (0, 0, ListOptions::all().with_limit(1));
    loop {
        let page = storage.list(&CAR.into(), &options).unwrap();
        (keys, errors) = (keys + page.keys.len(), errors + page.errors.len());
        let Some(next) = page.next else { break };
        options = options.after(next);
    }
    assert_eq!((keys, errors), (1, bad.len() + 2));
}

// F-32
#[test]
fn a_file_that_cannot_be_looked_at_is_an_error_and_not_absent() {
    let (root, storage) = open(libgitops());
    put(&root, "Car/default", "a file in the place of a directory");
    let results = [
        storage.read(&car("foo")).map(drop),
        storage.exists(&car("foo")).map(drop),
        storage.write(&car("foo"), b"x", Precondition::Any).map(drop),
        storage.remove(&car("foo"), RemovePrecondition::Present).map(drop),
    ];
    for result in results {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io);
        assert_eq!((error.key(), error.path().is_some()), (Some(&car("foo")), true));
        assert!(std::error::Error::source(&error).is_some(), "{error:?}");
    }
    let page = storage.list_all(&CAR.into()).unwrap();
    assert!(page.keys.is_empty());
    fs::remove_file(root.path().join("Car/default")).unwrap();
    fs::remove_dir(root.path().join("Car")).unwrap();
    put(&root, "Car", "");
    assert_eq!(storage.list_all(&CAR.into()).unwrap_err().kind(), ErrorKind::Io);
}

// F-33
#[test]
fn removing_takes_the_objects_file_and_leaves_foreign_ones() {
    let (root, storage) = open(libgitops());
    for name in ["foo", "bar"] {
        storage.write(&car(name), b"{}", Precondition::Absent).unwrap();
    }
    put(&root, "Car/default/foo/notes.txt", "mine");
    storage.remove(&car("foo"), RemovePrecondition::Present).unwrap();
    assert_eq!(tree(root.path()), ["Car/default/bar/metadata.yaml", "Car/default/foo/notes.txt"]);
    storage.remove(&car("bar"), RemovePrecondition::Present).unwrap();
    assert_eq!(tree(root.path()), ["Car/default/foo/notes.txt"]);
    fs::remove_file(root.path().join("Car/default/foo/notes.txt")).unwrap();
    storage.write(&car("foo"), b"{}", Precondition::Absent).unwrap();
    storage.remove(&car("foo"), RemovePrecondition::Present).unwrap();
    assert_eq!(tree(root.path()), Vec::<String>::new());
}

// F-33
#[test]
fn no_symbolic_link_leads_out_of_the_root_or_to_a_second_name() {
    let outside = tempfile::tempdir().unwrap();
    put(&outside, "default/foo.yaml", "secret");
    let (root, storage) = open(Layout::default());
    let kind = root.path().join("sample-app.weave.works/Car");
    fs::create_dir_all(kind.join("real")).unwrap();
    fs::write(kind.join("real/bar.yaml"), "real").unwrap();
    symlink(outside.path().join("default"), kind.join("default")).unwrap();
    symlink("real", kind.join("alias")).unwrap();
    symlink("bar.yaml", kind.join("real/link.yaml")).unwrap();
    let keys = [("default", "foo"), ("alias", "bar"), ("real", "link")];
    for (namespace, name) in keys {
        let key = ObjectKey::namespaced(CAR, namespace, name);
        assert_eq!(storage.read(&key).unwrap_err().kind(), ErrorKind::Unsupported, "{key}");
        assert_eq!(
            storage.write(&key, b"x", Precondition::Any).unwrap_err().kind(),
            ErrorKind::Unsupported,
            "{key}"
        );
        assert_eq!(
            storage.remove(&key, RemovePrecondition::Present).unwrap_err().kind(),
            ErrorKind::Unsupported,
            "{key}"
        );
    }
    let page = storage.list_all(&CAR.into()).unwrap();
    assert_eq!((names(&page), page.errors.len()), (vec!["real/bar".to_owned()], 3));
    assert_eq!(fs::read_to_string(outside.path().join("default/foo.yaml")).unwrap(), "secret");
    assert_eq!(fs::read_dir(outside.path().join("default")).unwrap().count(), 1);
}

// F-33
#[test]
fn content_is_compared_by_its_bytes_and_never_by_the_time_of_the_file() {
    let (_root, storage) = open(Layout::default());
    let first = storage.write(&car("foo"), b"speed: 1\n", Precondition::Absent).unwrap();
    let path = storage.path_of(&car("foo")).unwrap();
    let time = fs::metadata(&path).unwrap().modified().unwrap();
    fs::write(&path, "speed: 2\n").unwrap();
    fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    let edited = storage.stat(&car("foo")).unwrap();
    assert!(edited.checksum != first.checksum && edited.version > first.version);
    fs::File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_modified(time + std::time::Duration::from_secs(9))
        .unwrap();
    assert_eq!(storage.stat(&car("foo")).unwrap(), edited);
}

#[test]
fn versions_rise_over_restarts_and_are_the_same_for_all_who_look() {
    let root = tempfile::tempdir().unwrap();
    let mut last = Version::INITIAL;
    for round in 0..5_u8 {
        let storages = [(); 2].map(|()| FileRawStorage::open(root.path(), Layout::default()).unwrap());
        let before = (round > 0).then(|| storages[0].stat(&car("foo")).unwrap().version);
        assert!(before.is_none_or(|before| before == last), "a restart keeps the version of an object");
        for (storage, writer) in storages.iter().zip(0_u8..) {
            let version = storage.write(&car("foo"), &[round, writer], Precondition::Any).unwrap().version;
            assert!(version > last);
            assert!(storages.iter().all(|storage| storage.stat(&car("foo")).unwrap().version == version));
            last = version;
        }
    }
}

#[test]
fn a_lost_log_gives_higher_versions_and_loses_no_object() {
    for lost in ["log", ""] {
        let (root, storage) = open(Layout::default());
        let mut last = Version::INITIAL;
        for name in ["a", "b"] {
            last = storage.write(&car(name), b"x", Precondition::Absent).unwrap().version;
        }
        let own = root.path().join(".libgitops");
        if lost.is_empty() {
            fs::remove_dir_all(&own).unwrap();
        } else {
            fs::remove_file(own.join(lost)).unwrap();
        }
        // The one that runs on, and one that comes new.
        let seen = storage.stat(&car("a")).unwrap();
        assert!(seen.version > last, "{seen:?} after {last} without {lost:?}");
        let other = FileRawStorage::open(root.path(), Layout::default()).unwrap();
        assert_eq!(other.stat(&car("a")).unwrap(), seen);
        let written = other.write(&car("b"), b"y", Precondition::Present).unwrap();
        assert!(written.version > seen.version);
        assert_eq!(storage.stat(&car("b")).unwrap().version, written.version);
        assert_eq!(names(&storage.list_all(&CAR.into()).unwrap()), ["default/a", "default/b"]);
    }
}

/// As after a power cut, which takes what was not waited for: the end of the log, and never the counter.
#[test]
fn no_version_is_given_twice_when_the_log_is_lost_between_two_runs() {
    for is_torn in [false, true] {
        let root = tempfile::tempdir().unwrap();
        let options = FileOptions::new(Layout::default()).with_durability(Durability::Buffered);
        let storage = FileRawStorage::open_with(root.path(), options).unwrap();
        storage.write(&car("a"), b"x", Precondition::Absent).unwrap();
        let log = root.path().join(".libgitops/log");
        let rest = if is_torn { fs::read(&log).unwrap() } else { Vec::new() };
        let mut last = Version::INITIAL;
        for round in 0..1500_u32 {
            last = storage.write(&car("b"), &round.to_le_bytes(), Precondition::Any).unwrap().version;
        }
        drop(storage);
        fs::write(&log, &rest).unwrap();
        let storage = FileRawStorage::open(root.path(), Layout::default()).unwrap();
        assert!(storage.list_all(&CAR.into()).unwrap().version >= last);
        assert!(storage.stat(&car("b")).unwrap().version > last);
        assert_eq!(
            storage.stat(&car("a")).unwrap().version > last,
            !is_torn,
            "what is in the log keeps its version"
        );
    }
}

#[test]
fn a_counter_that_cannot_be_read_is_told() {
    let (root, storage) = open(Layout::default());
    drop(storage);
    fs::write(root.path().join(".libgitops/versions"), "many").unwrap();
    let error = FileRawStorage::open(root.path(), Layout::default()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Corrupt);
    assert!(
        error.to_string().starts_with("open at ") && error.path().unwrap().ends_with("versions"),
        "{error}"
    );
}

#[test]
fn the_log_stays_in_proportion_to_the_objects() {
    let root = tempfile::tempdir().unwrap();
    let options = FileOptions::new(Layout::default()).with_durability(Durability::Buffered);
    let [storage, other] = [(); 2].map(|()| FileRawStorage::open_with(root.path(), options.clone()).unwrap());
    let mut last = storage.write(&car("foo"), b"0", Precondition::Absent).unwrap().version;
    let kept = storage.write(&car("kept"), b"0", Precondition::Absent).unwrap().version;
    for round in 0..6_000_u32 {
        let storage = if round % 3 == 0 { &other } else { &storage };
        let version =
            storage.write(&car("foo"), &round.to_le_bytes(), Precondition::Matches(last)).unwrap().version;
        assert!(version > last);
        last = version;
    }
    assert!(fs::metadata(root.path().join(".libgitops/log")).unwrap().len() < 1 << 20);
    assert_eq!(other.stat(&car("kept")).unwrap().version, kept);
}

#[test]
fn an_update_keeps_the_permissions_of_the_file() {
    let (_root, storage) = open(Layout::default());
    storage.write(&car("foo"), b"1", Precondition::Absent).unwrap();
    let path = storage.path_of(&car("foo")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    storage.write(&car("foo"), b"2", Precondition::Present).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn an_update_by_root_leaves_a_file_to_its_owner_and_group() {
    let (_root, storage) = open(Layout::default());
    storage.write(&car("foo"), b"1", Precondition::Absent).unwrap();
    let path = storage.path_of(&car("foo")).unwrap();
    if chown(&path, Some(1000), Some(1001)).is_err() {
        eprintln!("skipped: only root gives files away");
        return;
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    storage.write(&car("foo"), b"2", Precondition::Present).unwrap();
    let found = fs::metadata(&path).unwrap();
    assert_eq!((found.uid(), found.gid(), found.mode() & 0o7777), (1000, 1001, 0o600));
}

#[test]
fn what_a_killed_writer_left_is_cleared_by_the_next() {
    let (root, storage) = open(libgitops());
    storage.write(&car("foo"), b"1", Precondition::Absent).unwrap();
    // As it is between writing the new file and renaming it: once for an update, once for a new object.
    for directory in ["Car/default/foo", "Car/default/new"] {
        put(&root, &format!("{directory}/.libgitops.tmp"), "half");
        fs::write(root.path().join(".libgitops/lock"), format!("{directory}\n")).unwrap();
        FileRawStorage::open(root.path(), libgitops()).unwrap();
        assert_eq!(tree(root.path()), ["Car/default/foo/metadata.yaml"]);
        assert!(fs::read(root.path().join(".libgitops/lock")).unwrap().starts_with(b"\n"));
    }
    // Without the mark, which a power cut can take, the next write there clears it.
    put(&root, "Car/default/foo/.libgitops.tmp", "half");
    assert_eq!(names(&storage.list_all(&CAR.into()).unwrap()), ["default/foo"]);
    storage.write(&car("foo"), b"2", Precondition::Present).unwrap();
    assert_eq!(tree(root.path()), ["Car/default/foo/metadata.yaml"]);
    // A mark that a crash mixed up leads nowhere.
    for mark in ["../..", "/etc\n", "\0\0\0", "Car/../../x\n", "absent/directory\n", "Car/default/foo"] {
        fs::write(root.path().join(".libgitops/lock"), mark).unwrap();
        storage.write(&car("foo"), mark.as_bytes(), Precondition::Present).unwrap();
        assert!(fs::read(root.path().join(".libgitops/lock")).unwrap().starts_with(b"\n"));
    }
    assert_eq!(tree(root.path()), ["Car/default/foo/metadata.yaml"]);
}

#[test]
fn names_that_differ_in_case_only_are_told_by_a_list() {
    let (root, storage) = open(Layout::default());
    for name in ["foo", "Foo", "bar"] {
        put(&root, &format!("sample-app.weave.works/Car/default/{name}.yaml"), "{}");
    }
    let page = storage.list_all(&CAR.into()).unwrap();
    assert_eq!(names(&page), ["default/Foo", "default/bar", "default/foo"]);
    assert_eq!(page.errors.len(), 1);
    assert!(page.errors[0].to_string().contains("\"Foo\""), "{}", page.errors[0]);
}

#[test]
fn the_storages_own_files_are_not_for_git() {
    let (root, _storage) = open(Layout::default());
    assert_eq!(fs::read_to_string(root.path().join(".libgitops/.gitignore")).unwrap(), "*\n");
}

#[test]
fn a_document_knows_the_file_that_it_comes_from() {
    let (_root, storage) = open(Layout::default());
    storage.write(&car("foo"), b"a: 1\n", Precondition::Absent).unwrap();
    let frame = storage.read(&car("foo")).unwrap().into_frame();
    assert_eq!(Path::new(&**frame.source().unwrap()), storage.path_of(&car("foo")).unwrap());
}
