//! Trees of manifests in which something cannot be read, or says what it cannot mean.

use super::*;

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
