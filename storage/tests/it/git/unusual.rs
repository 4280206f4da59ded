//! Repositories, clocks and configurations that are not the usual ones.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant, SystemTime};

use libgitops_storage::conformance::{Lamp, policy};
use libgitops_storage::git::{
    ChangeKind, CommitId, Committed, Credentials, Fetch, GitDirectory, GitDirectoryOptions, GitOptions,
    GitStorage, LibraryTransport, ProgramTransport, Push, Pushed, Remote, TransactionStorage as _, Transport,
};
use libgitops_storage::{Error, ErrorKind, ObjectListOptions, ReadStorageExt as _, WatchSettings};

use super::program::{WorkTree, check, git, run};
use super::servers::{HttpBackend, PASSWORD, USER};
use super::transport::{open, upstream, with};
use super::{commit, document, key, lamp, names, new_storage};
use crate::children::{child_directory, start_by};

fn make(storage: &GitStorage, branch: &str, names: &[&str]) -> Result<Option<Committed>, Error> {
    storage.transaction(branch, |transaction| {
        let lamps = transaction.kind::<Lamp>();
        names.iter().try_for_each(|name| lamps.create(&mut lamp(name, 1)))?;
        Ok(commit("Make lamps"))
    })
}

/// What is made in a thread that may never end.
fn made_in_time(storage: &GitStorage, name: &'static str) -> String {
    let (storage, (sender, ended)) = (storage.clone(), channel());
    std::thread::spawn(move || {
        let done = make(&storage, "main", &[name]);
        drop(sender.send(done.map(|done| names(&done.unwrap().snapshot))));
    });
    ended.recv_timeout(Duration::from_mins(1)).unwrap().unwrap()
}

#[test]
fn a_lock_that_a_killed_program_left_behind_is_taken_over_whatever_the_clock_says() {
    let (root, storage) = new_storage();
    let lock = root.path().join("refs/heads/main.lock");
    fs::create_dir_all(lock.parent().unwrap()).unwrap();
    // The clock was set back since.
    fs::File::create(&lock).unwrap().set_modified(SystemTime::now() + Duration::from_hours(24)).unwrap();
    assert_eq!(made_in_time(&storage, "desk"), "desk 1");
    assert!(!lock.exists());
}

#[test]
fn a_work_tree_of_its_own_shares_objects_and_locks_with_its_repository() {
    let root = tempfile::tempdir().unwrap();
    let (main, linked) = (root.path().join("main"), root.path().join("linked"));
    run(root.path(), &["init", "--quiet", "--initial-branch=main", main.to_str().unwrap()]);
    run(&main, &["commit", "--quiet", "--allow-empty", "--message", "Begin"]);
    run(&main, &["worktree", "add", "--quiet", "--detach", linked.to_str().unwrap()]);
    run(&main, &["config", "core.fsyncObjectFiles", "true"]);
    let storage = GitStorage::open(&linked, policy()).unwrap();
    // As many as are stored as a pack.
    let many: Vec<String> = (0..150).map(|number| format!("lamp-{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(make(&storage, "main", &many).unwrap().unwrap().changed.len(), 150);
    let lock = fs::File::create(main.join(".git/refs/heads/main.lock")).unwrap();
    lock.set_modified(SystemTime::now() - Duration::from_mins(1)).unwrap();
    made_in_time(&storage, "desk");
    assert_eq!(names(&storage), names(&GitStorage::open(&main, policy()).unwrap()));
    assert_eq!(
        storage.watched(WatchSettings::new()).unwrap().warning().map(|warning| warning.to_string()),
        None
    );
    run(&main, &["config", "--unset", "core.fsyncObjectFiles"]);
    check(&main);
}

#[test]
fn a_branch_that_stands_for_another_one_moves_that() {
    let (root, storage) = new_storage();
    make(&storage, "trunk", &["desk"]).unwrap();
    run(root.path(), &["symbolic-ref", "refs/heads/main", "refs/heads/trunk"]);
    make(&storage, "main", &["floor"]).unwrap();
    assert_eq!(names(&storage), "desk 1, floor 1");
    assert_eq!(run(root.path(), &["symbolic-ref", "refs/heads/main"]), "refs/heads/trunk\n");
    assert_eq!(run(root.path(), &["rev-list", "--count", "trunk"]), "2\n");
}

#[test]
fn a_branch_whose_name_goes_on_like_that_of_another_one_is_refused_in_the_servers_words() {
    let root = tempfile::tempdir().unwrap();
    upstream(root.path());
    let server = HttpBackend::start(root.path(), Duration::ZERO);
    for transport in [None, Some(LibraryTransport::new())] {
        let mut options = with(Credentials::password(USER, PASSWORD));
        options.transport = transport.map(|transport| Arc::new(transport) as Arc<dyn Transport>);
        let directory = open(root.path(), &server.url("upstream.git"), options);
        directory.pull().unwrap();
        let storage = GitStorage::in_directory(&directory, policy(), GitOptions::new()).unwrap();
        let begin = Instant::now();
        let error = make(&storage, "main/floor", &["floor"]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Remote, "{error}");
        assert!(error.to_string().contains("'refs/heads/main' exists; cannot create"), "{error}");
        assert!(
            begin.elapsed() < Duration::from_secs(30),
            "it is tried once, and not until the patience ends"
        );
    }
}

/// A user's configuration: a bare repository is one only where that is said, and tags go where their commits go.
const CONFIGURATION: &str = "[safe]\n\tbareRepository = explicit\n[push]\n\tfollowTags = true\n";

#[test]
fn a_clone_works_under_a_configuration_that_takes_no_bare_repository_for_granted() {
    const TEST: &str =
        "git::unusual::a_clone_works_under_a_configuration_that_takes_no_bare_repository_for_granted";
    let Some(root) = child_directory() else {
        let root = tempfile::tempdir().unwrap();
        upstream(root.path());
        let configuration = root.path().join("gitconfig");
        fs::write(&configuration, CONFIGURATION).unwrap();
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.env("GIT_CONFIG_GLOBAL", configuration);
        assert!(start_by(command, TEST, root.path(), "").wait().unwrap().success());
        return;
    };
    let (upstream, look) = (root.join("upstream.git"), root.join("look"));
    let options = GitDirectoryOptions::new().with_work_tree(&look);
    let directory = GitDirectory::open(root.join("clone"), upstream.to_str().unwrap(), options).unwrap();
    directory.pull().unwrap();
    run(directory.path(), &["tag", "--annotate", "--message", "Ours", "ours", "main"]);
    let storage = GitStorage::in_directory(&directory, policy(), GitOptions::new()).unwrap();
    make(&storage, "main", &["floor"]).unwrap();
    directory.maintain().unwrap();
    directory.update_work_tree().unwrap();
    assert!(look.join("home/floor.yaml").exists());
    assert_eq!(run(&upstream, &["tag"]), "", "a push is of one reference");
}

#[test]
fn no_clone_is_made_in_a_directory_of_others_and_one_that_was_not_finished_is() {
    let root = tempfile::tempdir().unwrap();
    let upstream = upstream(root.path());
    let open = |name: &str| {
        GitDirectory::open(root.path().join(name), upstream.to_str().unwrap(), GitDirectoryOptions::new())
    };
    run(root.path(), &["clone", "--quiet", upstream.to_str().unwrap(), "work"]);
    fs::create_dir(root.path().join("other")).unwrap();
    fs::write(root.path().join("other/thesis.txt"), "years of work").unwrap();
    for (name, foreign) in [("work", ".git"), ("other", "thesis.txt")] {
        let count = || fs::read_dir(root.path().join(name)).unwrap().count();
        let before = count();
        let error = open(name).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
        let said = error.to_string();
        assert!([foreign, "home"].iter().any(|foreign| said.contains(foreign)), "{said}");
        assert_eq!(count(), before);
    }
    // A volume of its own.
    fs::create_dir_all(root.path().join("clone/lost+found")).unwrap();
    open("clone").unwrap().pull().unwrap();
    // As one that was killed before it was done.
    fs::remove_file(root.path().join("clone/HEAD")).unwrap();
    fs::remove_dir_all(root.path().join("clone/refs")).unwrap();
    fs::remove_dir_all(root.path().join("clone/libgitops")).unwrap_or_default();
    let directory = open("clone").unwrap();
    directory.pull().unwrap();
    directory.cleanup().unwrap();
    assert!(!root.path().join("clone").exists());
}

/// Commits files to `main` as they are, whatever a work tree could have.
fn import(repository: &Path, files: &[(&str, &str)]) {
    let mut stream = "commit refs/heads/main\ncommitter Eve <eve@example.com> 0 +0000\ndata 0\n".to_owned();
    for (path, text) in files {
        stream.extend(["M 100644 inline ", path, "\ndata ", &text.len().to_string(), "\n", text, "\n"]);
    }
    let mut program = git(repository);
    program.args(["fast-import", "--quiet", "--force"]).stdin(Stdio::piped());
    let mut child = program.spawn().unwrap();
    child.stdin.take().unwrap().write_all(stream.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_tree_that_is_too_deep_is_told_and_hides_nothing_else() {
    let (root, storage) = new_storage();
    let deep = format!("{}hidden.yaml", "d/".repeat(2000));
    let (desk, hidden) = (document("desk", 40), document("hidden", 1));
    import(root.path(), &[("desk.yaml", &desk), (&deep, &hidden)]);
    let list = || storage.kind::<Lamp>().list(&ObjectListOptions::all()).unwrap();
    let told = list();
    assert_eq!((told.objects.len(), told.errors.len()), (1, 1), "{:?}", told.errors);
    assert!(told.errors[0].to_string().contains("too deep"), "{}", told.errors[0]);
    make(&storage, "main", &["floor"]).unwrap();
    assert_eq!((list().objects.len(), list().errors.len()), (2, 1));
    import(root.path(), &[("desk.yaml", &desk)]);
    assert_eq!(names(&storage), "desk 40");
}

#[test]
fn a_pointer_of_git_lfs_is_told_and_not_written() {
    let (root, storage) = new_storage();
    let pointer = format!("version https://git-lfs.github.com/spec/v1\noid sha256:{:064x}\nsize 123", 7);
    import(root.path(), &[("home/lamp-desk.yaml", &pointer)]);
    let errors = storage.kind::<Lamp>().list(&ObjectListOptions::all()).unwrap().errors;
    assert!(errors.len() == 1 && errors[0].to_string().contains("Git LFS"), "{errors:?}");
    let error = make(&storage, "main", &["desk"]).unwrap_err();
    assert!(error.to_string().contains("Git LFS"), "{error}");
}

#[test]
fn threads_that_commit_files_to_one_clone_are_in_nobodys_way() {
    const EACH: usize = 20;
    let root = tempfile::tempdir().unwrap();
    let upstream = upstream(root.path());
    let directory = open(root.path(), upstream.to_str().unwrap(), GitDirectoryOptions::new());
    directory.pull().unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let directory = &directory;
            scope.spawn(move || {
                for number in 0..EACH {
                    let path = format!("docs/{thread}-{number}.md");
                    let made = directory.commit(&commit("Add a file"), [(&*path, Some(path.as_bytes()))]);
                    assert!(made.unwrap().is_some(), "{path}");
                }
            });
        }
    });
    assert_eq!(run(directory.path(), &["ls-tree", "--name-only", "main:docs"]).lines().count(), 4 * EACH);
    assert_eq!(run(directory.path(), &["rev-list", "--count", "main"]).trim(), (4 * EACH + 1).to_string());
}

/// A transport that loses the answer of its first push, on top of which somebody else pushes at once.
#[derive(Debug)]
struct Lossy {
    program: ProgramTransport,
    upstream: PathBuf,
    pushes: AtomicUsize,
}

impl Transport for Lossy {
    fn resolve(&self, remote: &Remote, reference: &str, until: Instant) -> Result<Option<CommitId>, Error> {
        self.program.resolve(remote, reference, until)
    }

    fn fetch(&self, path: &Path, remote: &Remote, fetch: &Fetch<'_>, until: Instant) -> Result<(), Error> {
        self.program.fetch(path, remote, fetch, until)
    }

    fn push(&self, path: &Path, remote: &Remote, push: &Push<'_>, until: Instant) -> Result<Pushed, Error> {
        let pushed = self.program.push(path, remote, push, until)?;
        if self.pushes.fetch_add(1, Ordering::SeqCst) > 0 {
            return Ok(pushed);
        }
        WorkTree::of(&self.upstream).push(&[("theirs.yaml", &document("theirs", 1))], "Go on");
        Err(Error::new(ErrorKind::Remote, "the answer is lost"))
    }
}

#[test]
fn a_push_whose_answer_is_lost_is_done_once_though_others_went_on_from_it() {
    let root = tempfile::tempdir().unwrap();
    let upstream = upstream(root.path());
    let program = ProgramTransport::find().unwrap();
    let transport = Lossy { program, upstream: upstream.clone(), pushes: AtomicUsize::new(0) };
    let options = GitDirectoryOptions::new().with_transport(transport);
    let directory = open(root.path(), upstream.to_str().unwrap(), options);
    directory.pull().unwrap();
    let storage = GitStorage::in_directory(&directory, policy(), GitOptions::new()).unwrap();
    make(&storage, "main", &["floor"]).unwrap();
    directory.pull().unwrap();
    assert_eq!(names(&storage), "desk 40, floor 1, theirs 1");
    assert_eq!(run(&upstream, &["rev-list", "--count", "main"]), "3\n");
    assert_eq!(run(directory.path(), &["for-each-ref", "refs/libgitops/arrived"]), "");
}

#[test]
fn no_trace_of_the_callers_environment_shows_a_password() {
    const TEST: &str = "git::unusual::no_trace_of_the_callers_environment_shows_a_password";
    let Some(root) = child_directory() else {
        let root = tempfile::tempdir().unwrap();
        upstream(root.path());
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.envs([
            ("GIT_TRACE_CURL", "1"),
            ("GIT_TRACE_REDACT", "0"),
            ("GIT_TRACE2", "1"),
            ("GIT_CURL_VERBOSE", "1"),
        ]);
        assert!(start_by(command, TEST, root.path(), "").wait().unwrap().success());
        return;
    };
    let server = HttpBackend::start(&root, Duration::ZERO);
    let options = with(Credentials::password("ada", "s3cret"));
    let error = open(&root, &server.url("upstream.git"), options).pull().unwrap_err();
    let said = format!("{error:?} {error}");
    // As it is sent, too (RFC 7617).
    assert!(!said.contains("s3cret") && !said.contains("YWRhOnMzY3JldA"), "{said}");
    assert!(said.contains("Authentication failed") && said.len() < 1000, "{said}");
}

#[test]
fn the_history_of_a_shallow_clone_ends_where_the_clone_does() {
    let root = tempfile::tempdir().unwrap();
    let upstream = upstream(root.path());
    let work = WorkTree::of(&upstream);
    let change = |watts: u64| work.push(&[("home/desk.yaml", &document("desk", watts))], "Change");
    (41..45).for_each(change);
    let url = format!("file://{}", upstream.display());
    let directory = open(root.path(), &url, GitDirectoryOptions::new().shallow(2));
    directory.pull().unwrap();
    let storage = GitStorage::in_directory(&directory, policy(), GitOptions::new()).unwrap();
    let told = || -> Vec<ChangeKind> {
        storage.history(&key("desk"), "main").unwrap().map(|change| change.unwrap().change.kind).collect()
    };
    assert_eq!(told(), [ChangeKind::Modified, ChangeKind::Added]);
    assert_eq!(storage.changes("main~1", "main").unwrap().len(), 1);
    let error = storage.at_time("main", SystemTime::UNIX_EPOCH).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    change(45);
    directory.pull().unwrap();
    assert_eq!(told()[0], ChangeKind::Modified);
    assert_eq!(storage.changes("main~1", "main").unwrap().len(), 1);
}

#[test]
fn a_program_that_gets_no_more_threads_is_told_and_goes_on() {
    const TEST: &str = "git::unusual::a_program_that_gets_no_more_threads_is_told_and_goes_on";
    let Some(root) = child_directory() else {
        let root = tempfile::tempdir().unwrap();
        upstream(root.path());
        let mut command = Command::new(std::env::current_exe().unwrap());
        // No thread gets a stack as large as that; the test itself runs in the first one.
        command.env("RUST_MIN_STACK", (1_u64 << 46).to_string()).env("RUST_TEST_THREADS", "1");
        assert!(start_by(command, TEST, root.path(), "").wait().unwrap().success());
        return;
    };
    let url = root.join("upstream.git");
    let directory =
        GitDirectory::open(root.join("clone"), url.to_str().unwrap(), GitDirectoryOptions::new()).unwrap();
    for _ in 0..2 {
        let error = directory.pull().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io, "{error}");
        assert!(error.to_string().contains("cannot start a thread"), "{error}");
    }
    assert_eq!(directory.start().unwrap_err().kind(), ErrorKind::Io);
}
