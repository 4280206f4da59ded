//! Reading objects from commits.

use std::fs;
use std::time::{Duration, SystemTime};

use libgitops_storage::conformance::{Lamp, policy};
use libgitops_storage::git::{GitOptions, GitStorage, TransactionStorage as _};
use libgitops_storage::{ErrorKind, ObjectListOptions, Placement, ReadStorage, ReadStorageExt as _};

use super::program::{WorkTree, check, git, run};
use super::{commit, document, key, lamp, lamps, names, new_storage};

#[test]
fn objects_are_read_from_branches_tags_commits_and_times() {
    let (root, storage) = new_storage();
    assert_eq!((names(&storage), storage.snapshot().unwrap().commit()), (String::new(), None));
    let work = WorkTree::of(root.path());
    let at = |seconds: &str, text: &str| {
        fs::write(work.path().join("desk.yaml"), text).unwrap();
        run(work.path(), &["add", "--all"]);
        let date = format!("{seconds} +0000");
        let mut command = git(work.path());
        command.env("GIT_COMMITTER_DATE", &date).env("GIT_AUTHOR_DATE", &date);
        assert!(command.args(["commit", "--quiet", "--message", "x"]).status().unwrap().success());
        run(work.path(), &["push", "--quiet", "origin", "HEAD:main"]);
    };
    at("1000000000", &document("desk", 1));
    run(work.path(), &["tag", "--annotate", "--message", "first", "v1"]);
    run(work.path(), &["push", "--quiet", "--tags"]);
    at("1000000100", &document("desk", 2));
    at("1000000200", &document("desk", 3));
    run(work.path(), &["push", "--quiet", "origin", "HEAD:refs/heads/other"]);
    at("1000000300", &document("desk", 4));

    let middle = run(root.path(), &["rev-parse", "main~2"]).trim().to_owned();
    for (revision, watts) in
        [("main", 4), ("v1", 1), ("other", 3), (&*middle, 2), (middle.get(..10).unwrap(), 2), ("main~1", 3)]
    {
        let snapshot = storage.at(revision).unwrap();
        assert_eq!(names(&snapshot), format!("desk {watts}"), "{revision}");
        assert_eq!(snapshot.kind::<Lamp>().get("home/desk").unwrap().spec.watts, watts, "{revision}");
    }
    for (seconds, expected) in
        [(1_000_000_000, "desk 1"), (1_000_000_199, "desk 2"), (2_000_000_000, "desk 4")]
    {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        assert_eq!(names(&storage.at_time("main", time).unwrap()), expected, "{seconds}");
    }
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(5);
    assert_eq!(storage.at_time("main", long_ago).unwrap_err().kind(), ErrorKind::NotFound);
    for wrong in ["nothing", "v2", "0123456789012345678901234567890123456789", "main~9", ""] {
        assert_eq!(storage.at(wrong).unwrap_err().kind(), ErrorKind::NotFound, "{wrong:?}");
    }
}

#[test]
fn what_is_read_by_differences_is_what_is_read_at_once() {
    let (root, storage) = new_storage();
    let work = WorkTree::of(root.path());
    let steps: [&[(&str, Option<&str>)]; 6] = [
        &[("a/one.yaml", Some("one")), ("a/two.yaml", Some("two")), ("a.yaml", Some("three"))],
        &[("a/one.yaml", None), ("b/c/one.yaml", Some("one"))],
        &[("a/two.yaml", Some("four")), ("a-b.yaml", Some("two"))],
        &[("a.yaml", None), ("a.yaml/five.yaml", Some("five"))],
        &[("a.yaml/five.yaml", None), ("a.yaml", Some("five")), (".hidden/six.yaml", Some("six"))],
        &[("b/c/one.yaml", None), ("a/two.yaml", None)],
    ];
    for step in steps {
        for (path, name) in step {
            let path = work.path().join(path);
            if let Some(name) = name {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, document(name, 1)).unwrap();
            } else {
                fs::remove_file(&path).unwrap();
                // Where it was the last file, its directory makes room for a file.
                drop(fs::remove_dir(path.parent().unwrap()));
            }
        }
        work.push(&[], "Step");
        let fresh = GitStorage::open(root.path(), policy()).unwrap();
        assert_eq!(names(&storage), names(&fresh));
    }
    // And back, through every commit.
    for back in 0..6 {
        let revision = format!("main~{back}");
        let fresh = GitStorage::open(root.path(), policy()).unwrap();
        assert_eq!(
            names(&storage.at(&revision).unwrap()),
            names(&fresh.at(&revision).unwrap()),
            "{revision}"
        );
    }
    assert_eq!(names(&storage), "five 1, two 1");
}

#[test]
fn an_object_that_did_not_change_keeps_its_version_also_when_it_moves() {
    let (root, storage) = new_storage();
    let work = WorkTree::of(root.path());
    work.push(&[("a.yaml", &document("a", 1)), ("b.yaml", &document("b", 1))], "Add");
    let version = |name: &str| storage.get_meta(&key(name)).unwrap().metadata.resource_version;
    let before = (version("a"), version("b"));
    fs::rename(work.path().join("a.yaml"), work.path().join("moved.yaml")).unwrap();
    work.push(&[("b.yaml", &document("b", 2))], "Move and change");
    assert_eq!(version("a"), before.0);
    let number = |version: Option<String>| version.unwrap().parse::<u64>().unwrap();
    assert!(number(version("b")) > number(before.1));
    let again = storage.snapshot().unwrap().get_meta(&key("b")).unwrap().metadata.resource_version;
    assert_eq!(again, version("b"));
}

#[test]
fn the_directory_and_what_is_passed_over_are_the_options() {
    let (root, _) = new_storage();
    let work = WorkTree::of(root.path());
    std::os::unix::fs::symlink("apps/a.yaml", work.path().join("link.yaml")).unwrap();
    let files = [
        ("a.yaml", &*document("outside", 1)),
        ("apps/a.yaml", &document("a", 1)),
        ("apps/vendor/b.yaml", &document("b", 1)),
        ("apps/.hidden/c.yaml", &document("c", 1)),
        ("appsy/d.yaml", &document("d", 1)),
        ("apps/values.yaml", "replicas: 3\n"),
    ];
    // A submodule, and one that is called as a manifest.
    let commit_of_another = "0123456789012345678901234567890123456789";
    for path in ["apps/module", "apps/module.yaml"] {
        let entry = format!("160000,{commit_of_another},{path}");
        run(work.path(), &["update-index", "--add", "--cacheinfo", &entry]);
        fs::create_dir_all(work.path().join(path)).unwrap();
    }
    work.push(&files, "Add");
    assert_eq!(run(root.path(), &["ls-tree", "-r", "main"]).matches("160000 commit").count(), 2);
    let options = GitOptions::new().with_directory("/apps/").excluding("vendor");
    let storage = GitStorage::open_with(root.path(), policy(), options).unwrap();
    assert_eq!(names(&storage), "a 1");
    assert_eq!(storage.snapshot().unwrap().path_of(&key("new")).unwrap().to_str(), Some("apps/new.yaml"));
    let made = storage.transaction("main", |transaction| {
        transaction.kind::<Lamp>().create(&mut lamp("new", 1))?;
        Ok(commit("Make one"))
    });
    assert_eq!(names(&made.unwrap().unwrap().snapshot), "a 1, new 1");
    assert_eq!(run(root.path(), &["diff", "--name-status", "main~", "main"]), "A\tapps/new.yaml\n");
    // Where a link is, nothing is written over it.
    let linked = GitStorage::open_with(
        root.path(),
        policy(),
        GitOptions::new().with_placement(Placement::template("{name}.yaml")),
    );
    let error = linked.unwrap().transaction("main", |transaction| {
        transaction.kind::<Lamp>().create(&mut lamp("link", 1))?;
        Ok(commit("Make one"))
    });
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Unsupported);
    let outside = GitStorage::open(root.path(), policy()).unwrap();
    assert_eq!(names(&outside), "a 1, b 1, d 1, new 1, outside 1");
    check(root.path());
}

#[test]
fn what_cannot_be_read_hides_nothing_else_and_is_not_written_over() {
    let (root, storage) = new_storage();
    let work = WorkTree::of(root.path());
    let twice = document("twice", 1);
    let files = [
        (
            "bad.yaml",
            "apiVersion: lights.example.com/v1\nkind: Lamp\nmetadata: {name: bad, namespace: home}\nspec: {watts: many}\n",
        ),
        ("broken.yaml", "a: [\n"),
        ("good.yaml", &document("good", 1)),
        ("one.yaml", &twice),
        ("two.yaml", &twice),
    ];
    work.push(&files, "Add");
    let list = storage.kind::<Lamp>().list(&ObjectListOptions::all()).unwrap();
    assert_eq!(list.objects.len(), 1);
    let mut kinds: Vec<ErrorKind> = list.errors.iter().map(libgitops_storage::Error::kind).collect();
    kinds.sort_by_key(|kind| format!("{kind:?}"));
    assert_eq!(kinds, [ErrorKind::Ambiguous, ErrorKind::Unreadable, ErrorKind::Unreadable]);
    let error = storage.get(&key("twice")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Ambiguous);
    assert!(error.to_string().contains("\"one.yaml\" and \"two.yaml\""), "{error}");
    assert_eq!(storage.get(&key("bad")).unwrap_err().kind(), ErrorKind::Unreadable);
    assert_eq!(storage.count(&lamps()).unwrap(), 2);
}

#[test]
fn what_is_no_repository_and_formats_that_cannot_be_read_are_told() {
    let root = tempfile::tempdir().unwrap();
    let error = GitStorage::open(root.path(), policy()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    for (extension, word) in [("refstorage = reftable", "reftable"), ("objectformat = sha256", "SHA-256")] {
        let path = root.path().join(word);
        run(root.path(), &["init", "--quiet", "--bare", path.to_str().unwrap()]);
        // As a Git that knows the format writes it.
        let config =
            format!("[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\t{extension}\n");
        fs::write(path.join("config"), config).unwrap();
        let error = GitStorage::open(&path, policy()).unwrap_err();
        assert!(error.kind() == ErrorKind::Unsupported && error.to_string().contains(word), "{error}");
    }
}

/// libgit2 keeps no tree above 4 KB unless it is told so by an unsafe call, and reads it anew for each look.
#[test]
fn a_commit_is_read_by_its_own_objects_and_a_snapshot_by_none() {
    const COUNT: usize = 400;
    let root = tempfile::tempdir().unwrap();
    run(root.path(), &["init", "--quiet", "--bare", "--initial-branch=main"]);
    let work = WorkTree::of(root.path());
    let names: Vec<String> = (0..COUNT).map(|number| format!("lamp-{number:03}")).collect();
    let texts: Vec<(String, String)> =
        names.iter().map(|name| (format!("home/{name}.yaml"), document(name, 1))).collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    work.push(&files, "Add");
    run(root.path(), &["gc", "--quiet"]);
    let size = run(root.path(), &["cat-file", "-s", "main:home"]);
    assert!(size.trim().parse::<usize>().unwrap() > 4096, "{size}");

    let storage = GitStorage::open(root.path(), policy()).unwrap();
    let snapshot = storage.snapshot().unwrap();
    work.push(&[("home/lamp-007.yaml", &document("lamp-007", 2))], "Change");
    // What was packed is what was there before.
    let (packs, away) = (root.path().join("objects/pack"), root.path().join("away"));
    fs::rename(&packs, &away).unwrap();
    for (storage, watts) in [(&snapshot as &dyn ReadStorage, 1), (&storage, 2)] {
        for name in &names {
            let lamp = storage.get(&key(name)).unwrap();
            let lamp: &Lamp = lamp.downcast_ref().unwrap();
            assert_eq!(lamp.spec.watts, if name == "lamp-007" { watts } else { 1 });
        }
    }
    // And one that was not read before cannot be read now.
    let error = GitStorage::open(root.path(), policy()).unwrap().snapshot().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Corrupt, "{error}");
    fs::rename(&away, &packs).unwrap();
}

#[test]
fn what_a_partial_clone_does_not_have_is_told() {
    let root = tempfile::tempdir().unwrap();
    let upstream = root.path().join("upstream.git");
    run(root.path(), &["init", "--quiet", "--bare", "--initial-branch=main", "upstream.git"]);
    run(&upstream, &["config", "uploadpack.allowFilter", "true"]);
    WorkTree::of(&upstream).push(&[("home/desk.yaml", &document("desk", 40))], "Add");
    let url = format!("file://{}", upstream.display());
    run(root.path(), &["clone", "--quiet", "--bare", "--filter=blob:none", &url, "partial.git"]);
    let error = GitStorage::open(root.path().join("partial.git"), policy()).unwrap().snapshot().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Corrupt, "{error}");
    assert!(error.to_string().contains("a partial clone"), "{error}");
}
