//! Both transports against real servers: the same in what they can do, and in what is refused.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};

use libgitops_storage::conformance::{Lamp, policy};
use libgitops_storage::git::{
    CommitId, Credentials, Fetch, GitDirectory, GitDirectoryOptions, GitOptions, GitStorage,
    LibraryTransport, ProgramTransport, Push, Pushed, Remote, TransactionStorage as _, Transport,
};
use libgitops_storage::{Error, ErrorKind, ReadStorageExt as _};

use super::program::{WorkTree, check, run};
use super::servers::{HttpBackend, PASSWORD, Sshd, USER};
use super::{commit, document, lamp, names};

/// A repository with a lamp.
pub(super) fn upstream(root: &Path) -> PathBuf {
    let path = root.join("upstream.git");
    run(root, &["init", "--quiet", "--bare", "--initial-branch=main", path.to_str().unwrap()]);
    run(&path, &["config", "http.receivepack", "true"]);
    let work = WorkTree::of(&path);
    work.push(&[("home/desk.yaml", &document("desk", 40))], "Add");
    path
}

pub(super) fn open(root: &Path, url: &str, options: GitDirectoryOptions) -> GitDirectory {
    let path = tempfile::tempdir_in(root).unwrap().keep();
    GitDirectory::open(path, url, options).unwrap()
}

pub(super) fn with(credentials: Credentials) -> GitDirectoryOptions {
    GitDirectoryOptions::new().with_credentials(credentials).with_timeout(Duration::from_mins(1))
}

/// Fetches, commits, pushes, is refused in the server's words, loses a race, and is right in the end.
pub(super) fn works(root: &Path, upstream: &Path, url: &str, options: &GitDirectoryOptions) {
    let (first, second) = (open(root, url, options.clone()), open(root, url, options.clone()));
    let storages = [&first, &second].map(|directory| {
        directory.pull().unwrap_or_else(|error| panic!("{url}: {error}"));
        GitStorage::in_directory(directory, policy(), GitOptions::new()).unwrap()
    });
    let add = |storage: &GitStorage, branch: &str| {
        storage.transaction(branch, |transaction| {
            let lamps = transaction.kind::<Lamp>();
            let mut desk = lamps.get("home/desk")?;
            desk.spec.watts += 1;
            lamps.update(&mut desk)?;
            Ok(commit("Add a watt"))
        })
    };
    let before = storages[0].kind::<Lamp>().get("home/desk").unwrap().spec.watts;
    for storage in storages.iter().chain(&storages) {
        let done = add(storage, "main").unwrap_or_else(|error| panic!("{url}: {error}")).unwrap();
        assert_eq!(run(upstream, &["rev-parse", "main"]).trim(), done.id.to_string());
    }
    assert_eq!(names(&storages[1]), format!("desk {}", before + 4));
    let topic = storages[0].transaction("topic-", |transaction| {
        transaction.kind::<Lamp>().create(&mut lamp("new", 1))?;
        Ok(commit("Make one"))
    });
    let topic = topic.unwrap().unwrap();
    assert_eq!(run(upstream, &["rev-parse", &topic.branch]).trim(), topic.id.to_string());

    // Refused in a branch's name: libgit2 says that a push went well all the same.
    run(upstream, &["config", "receive.denyDeletes", "true"]);
    fs::create_dir_all(upstream.join("hooks")).unwrap();
    fs::write(upstream.join("hooks/update"), "#!/bin/sh\ntest \"$1\" != refs/heads/locked\n").unwrap();
    fs::set_permissions(upstream.join("hooks/update"), std::os::unix::fs::PermissionsExt::from_mode(0o755))
        .unwrap();
    let error = add(&storages[0], "locked").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Remote, "{url}: {error}");
    assert!(error.to_string().contains("hook declined"), "{url}: {error}");
    assert!(add(&storages[0], "main").unwrap().is_some(), "{url}");
    check(upstream);
    assert_eq!(WorkTree::of(upstream).text("home/desk.yaml"), document("desk", before + 5));
}

#[test]
fn ssh_takes_the_keys_and_known_hosts_that_it_is_given() {
    let Some(server) = Sshd::start() else { return };
    let root = tempfile::tempdir().unwrap();
    let upstream = upstream(root.path());
    let url = server.url(&upstream);
    let credentials = Credentials::ssh(server.identity("locked")).with_passphrase("open it");
    works(root.path(), &upstream, &url, &with(credentials.with_known_hosts(server.hashed_hosts())));
    for known_hosts in [server.known_hosts(), format!("{}{}", server.wrong_hosts(), server.known_hosts())] {
        let credentials = Credentials::ssh(server.identity("key")).with_known_hosts(known_hosts);
        assert!(open(root.path(), &url, with(credentials)).pull().unwrap().is_changed());
    }
}

#[test]
fn the_ssh_of_a_users_configuration_of_git_lets_in() {
    let Some(server) = Sshd::start() else { return };
    let root = tempfile::tempdir().unwrap();
    let url = server.url(&upstream(root.path()));
    let hosts = root.path().join("hosts");
    fs::write(&hosts, server.known_hosts()).unwrap();
    let (identity, configuration) = (server.identity("key"), root.path().join("gitconfig"));
    let ssh = format!("ssh -i {} -o UserKnownHostsFile={}", identity.display(), hosts.display());
    fs::write(&configuration, format!("[core]\n\tsshCommand = {ssh}\n")).unwrap();
    let script = format!("#!/bin/sh\nGIT_CONFIG_GLOBAL='{}' exec git \"$@\"\n", configuration.display());
    let program = ProgramTransport::new(executable(root.path(), "git", &script));
    let options = |credentials| with(credentials).with_transport(program.clone());
    assert!(open(root.path(), &url, options(Credentials::configured())).pull().unwrap().is_changed());
    // What was given is not overruled.
    for (given, word) in [
        (
            Credentials::ssh(server.identity("host")).with_known_hosts(server.known_hosts()),
            "Permission denied",
        ),
        (Credentials::ssh_agent().with_known_hosts(server.wrong_hosts()), "Host key verification failed"),
    ] {
        let error = refusal(root.path(), &url, options(given));
        assert!(error.to_string().contains(word), "{error}");
    }
}

pub(super) fn refusal(root: &Path, url: &str, options: GitDirectoryOptions) -> Error {
    let error = open(root, url, options).pull().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Remote, "{error}");
    error
}

#[test]
fn ssh_refuses_unknown_and_changed_servers_and_wrong_keys_at_once() {
    let Some(server) = Sshd::start() else { return };
    let root = tempfile::tempdir().unwrap();
    let url = server.url(&upstream(root.path()));
    let key = |name: &str| Credentials::ssh(server.identity(name));
    for (credentials, word) in [
        (key("key").with_known_hosts(""), "Host key verification failed"),
        (key("key").with_known_hosts(server.wrong_hosts()), "Host key verification failed"),
        (key("locked").with_known_hosts(server.known_hosts()), "Permission denied"),
        (key("locked").with_known_hosts(server.known_hosts()).with_passphrase("wrong"), "Permission denied"),
        (key("host").with_known_hosts(server.known_hosts()), "Permission denied"),
    ] {
        let error = refusal(root.path(), &url, with(credentials));
        assert!(error.to_string().contains(word), "{error}");
        assert!(!format!("{error:?}").contains("wrong"), "{error:?}");
    }
    let libgit2 = with(key("key")).with_transport(LibraryTransport::new());
    let error = open(root.path(), &url, libgit2).pull().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
}

fn transports() -> [GitDirectoryOptions; 2] {
    let options = || with(Credentials::password(USER, PASSWORD));
    [
        options().with_transport(ProgramTransport::find().unwrap()),
        options().with_transport(LibraryTransport::new()),
    ]
}

#[test]
fn http_takes_a_password_from_the_credentials_or_the_address() {
    let root = tempfile::tempdir().unwrap();
    let upstream = upstream(root.path());
    let server = HttpBackend::start(root.path(), Duration::ZERO);
    for options in transports() {
        works(root.path(), &upstream, &server.url("upstream.git"), &options);
    }
    let url = server.url("upstream.git").replace("http://", &format!("http://{USER}:{PASSWORD}@"));
    let directory = open(root.path(), &url, with(Credentials::none()));
    assert!(!directory.remote().is_read_only() && !format!("{directory:?}").contains(PASSWORD));
    assert!(directory.pull().unwrap().is_changed());
}

#[test]
fn a_helper_of_git_is_asked_for_the_password_of_the_user_in_the_address() {
    let root = tempfile::tempdir().unwrap();
    let upstream = upstream(root.path());
    let server = HttpBackend::start(root.path(), Duration::ZERO);
    // The program with the configuration of a user whose helper has two accounts.
    let helper = format!(
        "#!/bin/sh\nasked=$(cat)\ncase \"$1 $asked\" in\n  get*username={USER}*) echo password={PASSWORD} ;;\n  \
         get*) printf 'username=other\\npassword=other\\n' ;;\nesac\n"
    );
    let helper = executable(root.path(), "helper", &helper);
    let configuration = root.path().join("gitconfig");
    fs::write(&configuration, format!("[credential]\n\thelper = {}\n", helper.display())).unwrap();
    let script = format!("#!/bin/sh\nGIT_CONFIG_GLOBAL='{}' exec git \"$@\"\n", configuration.display());
    let program = executable(root.path(), "git", &script);
    let options = || with(Credentials::configured()).with_transport(ProgramTransport::new(&program));
    let url = |user: &str| server.url("upstream.git").replace("//", &format!("//{user}"));
    works(root.path(), &upstream, &url("ada@"), &options());

    let error = refusal(root.path(), &url(""), options());
    assert!(error.to_string().contains("Authentication failed"), "{error}");
    // What is alone in an address may be a token.
    let nobody = with(Credentials::none());
    let error = refusal(root.path(), &url("t0ken@"), nobody);
    assert!(error.to_string().contains("could not read Password for 'http://***@"), "{error}");
    assert!(!format!("{error:?}").contains("t0ken"), "{error:?}");
}

fn executable(directory: &Path, name: &str, script: &str) -> PathBuf {
    let path = directory.join(name);
    fs::write(&path, script).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

/// A transport whose first push panics.
#[derive(Debug)]
struct Faulty {
    program: ProgramTransport,
    pushes: AtomicUsize,
}

impl Transport for Faulty {
    fn resolve(&self, remote: &Remote, reference: &str, until: Instant) -> Result<Option<CommitId>, Error> {
        self.program.resolve(remote, reference, until)
    }

    fn fetch(&self, path: &Path, remote: &Remote, fetch: &Fetch<'_>, until: Instant) -> Result<(), Error> {
        self.program.fetch(path, remote, fetch, until)
    }

    fn push(&self, path: &Path, remote: &Remote, push: &Push<'_>, until: Instant) -> Result<Pushed, Error> {
        assert!(self.pushes.fetch_add(1, Ordering::SeqCst) > 0, "the first push panics");
        self.program.push(path, remote, push, until)
    }
}

/// A transport whose first push waits for a fetch of what it has pushed, and that fetch for what is pushed next.
#[derive(Debug)]
struct Held {
    program: ProgramTransport,
    pushes: AtomicUsize,
    pushed: Barrier,
    fetched: Barrier,
    released: Barrier,
}

impl Transport for Held {
    fn resolve(&self, remote: &Remote, reference: &str, until: Instant) -> Result<Option<CommitId>, Error> {
        self.program.resolve(remote, reference, until)
    }

    fn fetch(&self, path: &Path, remote: &Remote, fetch: &Fetch<'_>, until: Instant) -> Result<(), Error> {
        let is_held = self.pushes.load(Ordering::SeqCst) == 1;
        let fetched = self.program.fetch(path, remote, fetch, until);
        if is_held {
            self.fetched.wait();
            self.released.wait();
        }
        fetched
    }

    fn push(&self, path: &Path, remote: &Remote, push: &Push<'_>, until: Instant) -> Result<Pushed, Error> {
        let pushed = self.program.push(path, remote, push, until);
        if self.pushes.fetch_add(1, Ordering::SeqCst) == 0 {
            self.pushed.wait();
            self.fetched.wait();
        }
        pushed
    }
}

#[test]
fn a_fetch_that_is_overtaken_by_a_push_takes_nothing_back() {
    let root = tempfile::tempdir().unwrap();
    let upstream = upstream(root.path());
    let barrier = || Barrier::new(2);
    let held = Arc::new(Held {
        program: ProgramTransport::find().unwrap(),
        pushes: AtomicUsize::new(0),
        pushed: barrier(),
        fetched: barrier(),
        released: barrier(),
    });
    let options = with(Credentials::none()).with_transport(Shared(Arc::clone(&held)));
    let directory = open(root.path(), upstream.to_str().unwrap(), options);
    directory.pull().unwrap();
    let storage = GitStorage::in_directory(&directory, policy(), GitOptions::new()).unwrap();
    let set = |watts: u64| {
        let result = storage.transaction("main", |transaction| {
            let lamps = transaction.kind::<Lamp>();
            let mut desk = lamps.get("home/desk")?;
            desk.spec.watts = watts;
            lamps.update(&mut desk)?;
            Ok(commit("Change"))
        });
        result.unwrap().unwrap()
    };
    std::thread::scope(|scope| {
        let pull = scope.spawn(|| {
            held.pushed.wait();
            directory.pull()
        });
        set(41);
        set(42);
        held.released.wait();
        assert!(!pull.join().unwrap().unwrap().is_changed());
    });
    assert_eq!(names(&storage), "desk 42");
    assert!(!directory.pull().unwrap().is_changed());
}

/// A transport that the test has a hand on.
#[derive(Debug)]
struct Shared(Arc<Held>);

impl Transport for Shared {
    fn resolve(&self, remote: &Remote, reference: &str, until: Instant) -> Result<Option<CommitId>, Error> {
        self.0.resolve(remote, reference, until)
    }

    fn fetch(&self, path: &Path, remote: &Remote, fetch: &Fetch<'_>, until: Instant) -> Result<(), Error> {
        self.0.fetch(path, remote, fetch, until)
    }

    fn push(&self, path: &Path, remote: &Remote, push: &Push<'_>, until: Instant) -> Result<Pushed, Error> {
        self.0.push(path, remote, push, until)
    }
}

#[test]
fn a_push_that_panics_keeps_nobody_else_from_pushing() {
    let root = tempfile::tempdir().unwrap();
    let upstream = upstream(root.path());
    let faulty = Faulty { program: ProgramTransport::find().unwrap(), pushes: AtomicUsize::new(0) };
    let options = with(Credentials::none()).with_transport(faulty);
    let directory = open(root.path(), upstream.to_str().unwrap(), options);
    directory.pull().unwrap();
    let storage = GitStorage::in_directory(&directory, policy(), GitOptions::new()).unwrap();
    let add = |name: &str| {
        let result = storage.transaction("main", |transaction| {
            transaction.kind::<Lamp>().create(&mut lamp(name, 1))?;
            Ok(commit("Add a lamp"))
        });
        result.unwrap().unwrap()
    };
    let panics = std::thread::scope(|scope| {
        let threads = ["a", "b", "c"].map(|name| scope.spawn(|| add(name)));
        threads.into_iter().map(std::thread::ScopedJoinHandle::join).filter(Result::is_err).count()
    });
    assert_eq!(panics, 1, "that of the thread that pushed");
    add("d");
    let lamps = names(&storage);
    assert_eq!(lamps.split(", ").count(), 4, "{lamps}");
    check(&upstream);
}

#[test]
fn a_wrong_password_is_offered_once_and_never_shown() {
    let root = tempfile::tempdir().unwrap();
    upstream(root.path());
    let server = HttpBackend::start(root.path(), Duration::ZERO);
    let wrong = "wr0ng-t0ken";
    let program: Box<dyn Transport> = Box::new(ProgramTransport::find().unwrap());
    for transport in [program, Box::new(LibraryTransport::new())] {
        let before = server.requests();
        let options = with(Credentials::token(wrong));
        let name = format!("{transport:?}");
        let options = if name.starts_with("Program") {
            options
        } else {
            options.with_transport(LibraryTransport::new())
        };
        let error = refusal(root.path(), &server.url("upstream.git"), options);
        assert!(!format!("{error:?} {error}").contains(wrong), "{error:?}");
        assert!(server.requests() - before <= 4, "{name}: {} requests", server.requests() - before);
    }
}

#[test]
fn who_has_no_credentials_reads_and_writes_nothing() {
    let root = tempfile::tempdir().unwrap();
    upstream(root.path());
    let server = HttpBackend::start(root.path(), Duration::ZERO);
    let directory = open(root.path(), &server.url("upstream.git"), with(Credentials::none()));
    assert!(directory.remote().is_read_only());
    // It has what somebody else fetched.
    let url = root.path().join("upstream.git");
    run(directory.path(), &["fetch", "--quiet", url.to_str().unwrap(), "main:main"]);
    let storage = GitStorage::in_directory(&directory, policy(), GitOptions::new()).unwrap();
    assert_eq!(names(&storage), "desk 40");
    let result = storage.transaction("main", |transaction| {
        transaction.kind::<Lamp>().create(&mut lamp("new", 1))?;
        Ok(commit("Make one"))
    });
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    assert_eq!(server.requests(), 0, "nobody was asked");
}

#[test]
fn a_server_that_says_nothing_is_left_in_time_with_all_that_was_started() {
    // It takes connections and never answers.
    let hole = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = hole.local_addr().unwrap().port();
    let root = tempfile::tempdir().unwrap();
    let urls = ["ssh://git@", "http://"].map(|begin| format!("{begin}127.0.0.1:{port}/x.git"));
    let libgit2 = (&urls[1], with(Credentials::none()).with_transport(LibraryTransport::new()));
    let ways = urls.iter().map(|url| (url, with(Credentials::none()))).chain([libgit2]);
    for (url, options) in ways {
        let options = options.with_timeout(Duration::from_millis(700));
        let begin = Instant::now();
        let error = refusal(root.path(), url, options);
        assert!(error.to_string().contains("longer than it may"), "{error}");
        assert!(begin.elapsed() < Duration::from_secs(15), "{:?}", begin.elapsed());
    }
    let port = port.to_string();
    let left = || -> Vec<String> {
        let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
        let commands =
            processes.filter_map(|process| fs::read_to_string(process.path().join("cmdline")).ok());
        commands.filter(|command| command.contains(&port)).collect()
    };
    // Who was killed is gone as soon as the system gets to it.
    let until = Instant::now() + Duration::from_secs(10);
    while !left().is_empty() {
        assert!(Instant::now() < until, "{:?}", left());
        std::thread::yield_now();
    }
}

#[test]
fn repositories_on_the_disk_are_reached_by_both_transports() {
    let root = tempfile::tempdir().unwrap();
    for options in
        [GitDirectoryOptions::new(), GitDirectoryOptions::new().with_transport(LibraryTransport::new())]
    {
        let place = tempfile::tempdir_in(root.path()).unwrap();
        let upstream = upstream(place.path());
        let directory = open(place.path(), upstream.to_str().unwrap(), options);
        directory.pull().unwrap();
        let storage = GitStorage::in_directory(&directory, policy(), GitOptions::new()).unwrap();
        WorkTree::of(&upstream).push(&[("home/desk.yaml", &document("desk", 50))], "Change");
        let done = storage.transaction("main", |transaction| {
            let lamps = transaction.kind::<Lamp>();
            let mut desk = lamps.get("home/desk")?;
            desk.spec.watts += 1;
            lamps.update(&mut desk)?;
            Ok(commit("Add a watt"))
        });
        assert_eq!(names(&done.unwrap().unwrap().snapshot), "desk 51");
        check(&upstream);
    }
}

#[test]
fn a_shallow_clone_is_made_and_pushed_from_where_the_way_can_do_that() {
    let root = tempfile::tempdir().unwrap();
    let upstream = upstream(root.path());
    WorkTree::of(&upstream).push(&[("home/desk.yaml", &document("desk", 41))], "Change");
    let server = HttpBackend::start(root.path(), Duration::ZERO);
    for options in transports() {
        let directory = open(root.path(), &server.url("upstream.git"), options.shallow(1));
        directory.pull().unwrap();
        assert_eq!(run(directory.path(), &["rev-list", "--count", "main"]), "1\n");
        let storage = GitStorage::in_directory(&directory, policy(), GitOptions::new()).unwrap();
        let before = run(&upstream, &["rev-list", "--count", "main"]);
        let done = storage.transaction("main", |transaction| {
            let lamps = transaction.kind::<Lamp>();
            let mut desk = lamps.get("home/desk")?;
            desk.spec.watts += 1;
            lamps.update(&mut desk)?;
            Ok(commit("Add a watt"))
        });
        assert!(done.unwrap().is_some());
        assert_ne!(run(&upstream, &["rev-list", "--count", "main"]), before);
    }
    assert_eq!(WorkTree::of(&upstream).text("home/desk.yaml"), document("desk", 43));
    check(&upstream);
    let options = GitDirectoryOptions::new().shallow(1).with_transport(LibraryTransport::new());
    let error = refusal(root.path(), upstream.to_str().unwrap(), options);
    assert!(error.to_string().contains("shallow"), "{error}");
}

#[test]
fn a_repository_elsewhere_that_names_its_objects_by_sha_256_is_told() {
    let root = tempfile::tempdir().unwrap();
    let upstream = root.path().join("upstream.git");
    run(
        root.path(),
        &["init", "--quiet", "--bare", "--object-format=sha256", "--initial-branch=main", "upstream.git"],
    );
    WorkTree::of(&upstream).push(&[("home/desk.yaml", &document("desk", 40))], "Add");
    for options in
        [GitDirectoryOptions::new(), GitDirectoryOptions::new().with_transport(LibraryTransport::new())]
    {
        let directory = open(root.path(), upstream.to_str().unwrap(), options);
        let error = directory.pull().unwrap_err();
        assert!(error.to_string().contains("SHA-256"), "{error}");
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    }
}
