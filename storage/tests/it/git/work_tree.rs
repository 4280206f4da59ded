//! The work tree of a clone: it is where the branch is, and what people did there stays.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use libgitops_storage::conformance::{Lamp, policy};
use libgitops_storage::git::{
    GitDirectory, GitDirectoryOptions, GitOptions, GitStorage, TransactionStorage as _,
};
use libgitops_storage::{ErrorKind, ReadStorageExt as _};
use tempfile::TempDir;

use super::program::{WorkTree, check, git, run};
use super::transport::upstream;
use super::{commit, document, names};

/// A repository with a lamp, somebody's work tree of it, and where ours is to be.
struct Place {
    root: TempDir,
    others: WorkTree,
}

impl Place {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let others = WorkTree::of(&upstream(root.path()));
        Self { root, others }
    }

    fn look(&self) -> PathBuf {
        self.root.path().join("look")
    }

    fn open(&self) -> GitDirectory {
        let options = GitDirectoryOptions::new().with_work_tree(self.look());
        let url = self.root.path().join("upstream.git");
        GitDirectory::open(self.root.path().join("clone"), url.to_str().unwrap(), options).unwrap()
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.look().join(path)).unwrap()
    }
}

/// Waits for what a thread does on its own.
fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let until = Instant::now() + Duration::from_secs(20);
    while !is_so() {
        assert!(Instant::now() < until, "{what}");
        std::thread::yield_now();
    }
}

#[test]
fn a_work_tree_is_where_the_branch_is_and_nothing_reads_it() {
    let place = Place::new();
    let directory = place.open();
    directory.start().unwrap();
    until("it is checked out", || place.look().join("home/desk.yaml").exists());
    let storage = GitStorage::in_directory(&directory, policy(), GitOptions::new()).unwrap();
    let done = storage.transaction("main", |transaction| {
        let lamps = transaction.kind::<Lamp>();
        let mut desk = lamps.get("home/desk")?;
        desk.spec.watts = 50;
        lamps.update(&mut desk)?;
        Ok(commit("Change"))
    });
    let done = done.unwrap().unwrap();
    // A checkout takes a file away before it writes it anew.
    let desk = || fs::read_to_string(place.look().join("home/desk.yaml")).unwrap_or_default();
    until("it follows our commits", || desk() == document("desk", 50));
    run(place.others.path(), &["pull", "--quiet", "origin", "main"]);
    place.others.push(&[("home/desk.yaml", &document("desk", 60)), ("a/b/c.txt", "C\n")], "Change");
    directory.pull().unwrap();
    until("and those of others", || place.look().join("a/b/c.txt").exists());
    directory.update_work_tree().unwrap();
    assert!(directory.work_tree_error().is_none());
    assert_eq!(run(&place.look(), &["status", "--porcelain"]), "");
    assert_eq!(run(&place.look(), &["rev-parse", "HEAD~1"]).trim(), done.id.to_string());
    // Whatever becomes of it, objects are read from commits.
    fs::remove_dir_all(place.look()).unwrap();
    assert_eq!(names(&storage), "desk 60");
    directory.update_work_tree().unwrap();
    assert_eq!(place.text("home/desk.yaml"), document("desk", 60));
    directory.maintain().unwrap();
    check(directory.path());
}

#[test]
fn what_people_change_in_a_work_tree_stays_and_is_told_while_it_is_in_the_way() {
    let place = Place::new();
    let directory = place.open();
    directory.pull().unwrap();
    directory.update_work_tree().unwrap();
    let refused = |words: &str| {
        let error = directory.update_work_tree().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Conflict, "{error}");
        assert!(error.to_string().contains(words), "{error}");
    };
    // Elsewhere in the tree it is in nobody's way.
    let (file, notes) = (place.look().join("home/desk.yaml"), place.look().join("notes.txt"));
    fs::write(&notes, "Mine\n").unwrap();
    place.others.push(&[("other.txt", "A\n")], "Add");
    directory.pull().unwrap();
    directory.update_work_tree().unwrap();
    assert_eq!((place.text("other.txt").as_str(), place.text("notes.txt").as_str()), ("A\n", "Mine\n"));

    fs::write(&file, "Mine\n").unwrap();
    place.others.push(&[("home/desk.yaml", &document("desk", 41)), ("notes.txt", "Theirs\n")], "Change");
    directory.pull().unwrap();
    refused("home/desk.yaml");
    refused("notes.txt");
    assert_eq!(
        (place.text("home/desk.yaml").as_str(), place.text("notes.txt").as_str()),
        ("Mine\n", "Mine\n")
    );
    // Who follows tells it too, and goes on.
    directory.start().unwrap();
    until("it is told", || directory.work_tree_error().is_some());
    fs::remove_file(&notes).unwrap();
    run(&place.look(), &["checkout", "--quiet", "--", "home/desk.yaml"]);
    directory.update_work_tree().unwrap();
    assert!(directory.work_tree_error().is_none());
    assert_eq!(place.text("home/desk.yaml"), document("desk", 41));

    // A commit that somebody made there, and a branch.
    fs::write(&file, document("desk", 7)).unwrap();
    run(&place.look(), &["commit", "--quiet", "--all", "--message", "Mine"]);
    place.others.push(&[("other.txt", "B\n")], "Change");
    directory.pull().unwrap();
    refused("somebody has checked out or committed something");
    run(&place.look(), &["checkout", "--quiet", "-b", "mine"]);
    refused("somebody has checked out or committed something");
    assert_eq!(place.text("home/desk.yaml"), document("desk", 7));
    run(&place.look(), &["checkout", "--quiet", "--detach", "main"]);
    directory.update_work_tree().unwrap();
    // A branch that was moved by force is followed.
    run(place.others.path(), &["reset", "--quiet", "--hard", "HEAD~2"]);
    run(place.others.path(), &["push", "--quiet", "--force", "origin", "HEAD:main"]);
    assert!(directory.pull().unwrap().is_forced);
    directory.update_work_tree().unwrap();
    assert_eq!(place.text("home/desk.yaml"), document("desk", 40));
}

#[test]
fn a_work_tree_is_made_in_no_directory_of_others() {
    let place = Place::new();
    let directory = place.open();
    directory.pull().unwrap();
    fs::create_dir(place.look()).unwrap();
    fs::write(place.look().join("mine.txt"), "Mine\n").unwrap();
    let error = directory.update_work_tree().unwrap_err();
    assert!(error.to_string().contains("already exists"), "{error}");
    run(&place.look(), &["init", "--quiet"]);
    let error = directory.update_work_tree().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
    assert_eq!(place.text("mine.txt"), "Mine\n");
    let plain =
        GitDirectory::open(place.root.path().join("plain"), "/x", GitDirectoryOptions::new()).unwrap();
    assert_eq!(plain.update_work_tree().unwrap_err().kind(), ErrorKind::Unsupported);
}

/// Stores an object as it is given, however wrong it is.
fn store(repository: &std::path::Path, kind: &str, bytes: &[u8]) -> String {
    let mut command = git(repository);
    command.args(["hash-object", "-w", "--literally", "--stdin", "-t", kind]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(bytes).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A tree with one entry, of any name.
fn tree(repository: &std::path::Path, mode: &str, name: &str, id: &str) -> String {
    let digits = id.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
    let id: Vec<u8> = digits.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect();
    store(repository, "tree", &[format!("{mode} {name}\0").as_bytes(), &id].concat())
}

#[test]
fn no_tree_leads_out_of_the_work_tree() {
    let place = Place::new();
    let directory = place.open();
    directory.pull().unwrap();
    directory.update_work_tree().unwrap();
    let config = fs::read_to_string(directory.path().join("config")).unwrap();
    let upstream = place.root.path().join("upstream.git");
    let evil = store(&upstream, "blob", b"evil\n");
    let below = tree(&upstream, "100644", "config", &evil);
    let commit_to = |tree: &str| {
        let made = run(&upstream, &["commit-tree", tree, "-p", "main", "-m", "Evil"]);
        run(&upstream, &["update-ref", "refs/heads/main", made.trim()]);
        directory.pull().unwrap();
    };
    for (mode, name, id) in [
        ("100644", "../evil", &evil),
        ("40000", "..", &below),
        ("40000", ".git", &below),
        ("40000", ".GIT", &below),
    ] {
        commit_to(&tree(&upstream, mode, name, id));
        let error = directory.update_work_tree().unwrap_err();
        // Git finds what is there already in its way, before it looks at the name.
        let words = if name == ".git" { "would be overwritten" } else { "invalid path" };
        assert!(error.to_string().contains(words), "{name}: {error}");
        assert_eq!(place.text("home/desk.yaml"), document("desk", 40));
    }
    // A link that leads out, and then a file below its name.
    let outside = tempfile::tempdir().unwrap();
    let target = store(&upstream, "blob", outside.path().to_str().unwrap().as_bytes());
    commit_to(&tree(&upstream, "120000", "out", &target));
    directory.update_work_tree().unwrap();
    assert!(place.look().join("out").is_symlink());
    commit_to(&tree(&upstream, "40000", "out", &below));
    directory.update_work_tree().unwrap();
    assert_eq!(place.text("out/config"), "evil\n");
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
    assert!(!place.root.path().join("evil").exists());
    assert_eq!(fs::read_to_string(directory.path().join("config")).unwrap(), config);
}
