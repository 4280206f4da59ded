//! Eight writers on a server that is 100 ms slow and has a hook that protects it: threads, which share their pushes, and
//! programs, which race. `LIBGITOPS_GIT_WRITES` sets another count of commits for each than that of the gate.

use std::collections::HashSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Child;
use std::time::{Duration, Instant};

use libgitops_storage::conformance::{Lamp, policy};
use libgitops_storage::git::{Credentials, GitDirectory, GitOptions, GitStorage, TransactionStorage as _};
use libgitops_storage::{Error, ErrorKind, ReadStorageExt as _};
use tempfile::TempDir;

use super::program::{WorkTree, check, run};
use super::servers::{HttpBackend, PASSWORD, Sshd, USER};
use super::transport::{open, upstream, with};
use super::{commit, document, lamp, names};
use crate::children::{WHO, child_directory, count, said, say, start};

const WRITERS: usize = 8;

/// A repository with a hook that refuses some lamps and counts the pushes.
fn protected() -> TempDir {
    let root = tempfile::tempdir().unwrap();
    let hooks = upstream(root.path()).join("hooks");
    let hook = format!(
        "#!/bin/sh\nwhile read old new ref; do\n  echo push >> '{}'\n  if git ls-tree -r --name-only $new | grep -q forbidden\n  \
         then echo 'no such lamp here' >&2; exit 1; fi\ndone\n",
        root.path().join("pushes").display()
    );
    fs::create_dir_all(&hooks).unwrap();
    fs::write(hooks.join("pre-receive"), hook).unwrap();
    fs::set_permissions(hooks.join("pre-receive"), fs::Permissions::from_mode(0o755)).unwrap();
    root
}

/// A way to the repository, which a program is told in a line.
fn clone_by(root: &Path, way: &str) -> (GitDirectory, GitStorage) {
    let (url, identity) = way.split_once(' ').unwrap();
    let credentials = if identity.is_empty() {
        Credentials::password(USER, PASSWORD)
    } else {
        let known_hosts = fs::read(root.join("known_hosts")).unwrap();
        Credentials::ssh(identity).with_known_hosts(known_hosts)
    };
    let directory = open(root, url, with(credentials));
    directory.pull().unwrap();
    let storage = GitStorage::in_directory(&directory, policy(), GitOptions::new()).unwrap();
    (directory, storage)
}

fn http(root: &Path, delay: Duration) -> (HttpBackend, String) {
    let server = HttpBackend::start(root, delay);
    let way = format!("{} ", server.url("upstream.git"));
    (server, way)
}

fn ssh(root: &Path, delay: Duration) -> Option<(Sshd, String)> {
    let server = Sshd::start_slow(delay)?;
    fs::write(root.join("known_hosts"), server.known_hosts()).unwrap();
    let way = format!("{} {}", server.url(&root.join("upstream.git")), server.identity("key").display());
    Some((server, way))
}

/// Makes a lamp and counts it.
fn make(storage: &GitStorage, name: &str) -> Result<(String, Duration), Error> {
    let begin = Instant::now();
    let done = storage.transaction("main", |transaction| {
        transaction.kind::<Lamp>().create(&mut lamp(name, 1))?;
        let mut desk = transaction.kind::<Lamp>().get("home/desk")?;
        // A lamp has less than 1000 W.
        desk.spec.watts = (desk.spec.watts + 1) % 1000;
        transaction.kind::<Lamp>().update(&mut desk)?;
        Ok(commit("Make one"))
    })?;
    Ok((done.unwrap().id.to_string(), begin.elapsed()))
}

/// Each acknowledged commit is there, once, and what it did.
fn assert_once(root: &Path, what: &str, made: &[(String, Duration)], began: Instant) -> usize {
    let seconds = began.elapsed().as_secs_f32();
    let upstream = root.join("upstream.git");
    let there: HashSet<String> = run(&upstream, &["rev-list", "main"]).lines().map(str::to_owned).collect();
    let acknowledged: HashSet<&String> = made.iter().map(|(id, _)| id).collect();
    assert_eq!((acknowledged.len(), there.len()), (made.len(), made.len() + 1), "{what}");
    assert!(acknowledged.iter().all(|id| there.contains(*id)), "{what}");
    let watts = u64::try_from((40 + made.len()) % 1000).unwrap();
    assert_eq!(WorkTree::of(&upstream).text("home/desk.yaml"), document("desk", watts), "{what}");
    check(&upstream);
    let pushes = fs::read_to_string(root.join("pushes")).unwrap().lines().count();
    let mut times: Vec<Duration> = made.iter().map(|(_, time)| *time).collect();
    times.sort_unstable();
    let (median, late, last) =
        (times[times.len() / 2], times[times.len() * 99 / 100], times[times.len() - 1]);
    eprintln!(
        "{what}: {} commits by {pushes} pushes, all there once, in {seconds:.1} s; median {median:.2?}, p99 {late:.2?}, \
         longest {last:.2?}",
        made.len()
    );
    pushes
}

fn threads(what: &str, root: &Path, way: &str) {
    let each = count("LIBGITOPS_GIT_WRITES", 3);
    let (directory, storage) = clone_by(root, way);
    let began = Instant::now();
    let made: Vec<_> = std::thread::scope(|scope| {
        let storage = &storage;
        let write = |writer: usize| {
            let one = move |number: usize| make(storage, &format!("lamp-{writer}-{number}")).unwrap();
            scope.spawn(move || (0..each).map(one).collect::<Vec<_>>())
        };
        let writers: Vec<_> = (0..WRITERS).map(write).collect();
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    let pushes = assert_once(root, what, &made, began);
    assert_eq!(made.len(), WRITERS * each);
    assert!(pushes < made.len(), "they share their pushes");
    check(directory.path());
}

const DELAY: Duration = Duration::from_millis(100);

#[test]
fn threads_share_their_pushes_to_a_slow_server_by_http() {
    let root = protected();
    let (_server, way) = http(root.path(), DELAY);
    threads("8 threads by http", root.path(), &way);
}

#[test]
fn threads_share_their_pushes_to_a_slow_server_by_ssh() {
    let root = protected();
    let Some((_server, way)) = ssh(root.path(), DELAY) else { return };
    threads("8 threads by ssh", root.path(), &way);
}

fn programs(what: &str, test: &str, root: &Path, way: &str) {
    let began = Instant::now();
    let children: Vec<Child> =
        (0..WRITERS).map(|writer| start(test, root, &format!("{writer} {way}"))).collect();
    let mut made = Vec::new();
    for mut child in children {
        for line in said(&mut child) {
            let (id, time) = line.split_once(' ').unwrap();
            made.push((id.to_owned(), Duration::from_millis(time.parse().unwrap())));
        }
        assert!(child.wait().unwrap().success(), "{what}");
    }
    assert_once(root, what, &made, began);
    assert_eq!(made.len(), WRITERS * each_program());
}

fn each_program() -> usize {
    count("LIBGITOPS_GIT_WRITES", 2)
}

/// Whether this is one of the programs, which has then done its part.
fn is_program() -> bool {
    let Some(root) = child_directory() else { return false };
    let who = std::env::var(WHO).unwrap();
    let (writer, way) = who.split_once(' ').unwrap();
    let (_directory, storage) = clone_by(&root, way);
    for number in 0..each_program() {
        let (id, time) = make(&storage, &format!("lamp-{writer}-{number}")).unwrap();
        say(&format!("{id} {}", time.as_millis()));
    }
    true
}

#[test]
fn programs_on_a_slow_server_all_get_through_by_http() {
    if is_program() {
        return;
    }
    let root = protected();
    let (_server, way) = http(root.path(), DELAY);
    let test = "git::writers::programs_on_a_slow_server_all_get_through_by_http";
    programs("8 programs by http", test, root.path(), &way);
}

#[test]
fn programs_on_a_slow_server_all_get_through_by_ssh() {
    if is_program() {
        return;
    }
    let root = protected();
    let Some((_server, way)) = ssh(root.path(), DELAY) else { return };
    let test = "git::writers::programs_on_a_slow_server_all_get_through_by_ssh";
    programs("8 programs by ssh", test, root.path(), &way);
}

#[test]
fn what_a_server_refuses_is_told_to_its_thread_and_to_no_other() {
    let root = protected();
    let (_server, way) = http(root.path(), Duration::from_millis(20));
    let (_directory, storage) = clone_by(root.path(), &way);
    std::thread::scope(|scope| {
        let storage = &storage;
        for name in ["a", "b", "forbidden", "c"] {
            scope.spawn(move || match make(storage, name) {
                Err(error) if name == "forbidden" => {
                    assert_eq!(error.kind(), ErrorKind::Remote, "{error}");
                    assert!(error.to_string().contains("no such lamp here"), "{error}");
                }
                result => assert!(result.is_ok() && name != "forbidden", "{name}: {result:?}"),
            });
        }
    });
    assert_eq!(names(&storage), "a 1, b 1, c 1, desk 43");
    let upstream = root.path().join("upstream.git");
    assert_eq!(run(&upstream, &["rev-list", "--count", "main"]), "4\n");
    check(&upstream);
}
