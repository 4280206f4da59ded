//! The ways to the repository: ssh with its keys, http with a token, and where the clone is.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::program::{check, run};
use super::servers::{HttpBackend, PASSWORD, Sshd, USER, program};
use super::world::{FOO, Fleet, text};
use crate::server::{PATIENCE, Server};

#[test]
fn over_ssh_it_has_the_key_the_passphrase_and_the_known_hosts_that_it_is_given() {
    let Some(sshd) = Sshd::start() else { return };
    let fleet = Fleet::new();
    let key = sshd.identity("locked").display().to_string();
    fs::write(fleet.root.path().join("hosts"), sshd.hashed_hosts()).unwrap();
    let url = sshd.url(&fleet.path());
    let mut command = fleet.command(&url, &["--identity-file", &key, "--known-hosts=hosts"]);
    let server = Server::spawn(command.env("IDENTITY_PASSPHRASE", "open it"));
    let (code, pushed) = server.put("/git/foo", b"");
    assert_eq!(code, 200, "{pushed}");
    fleet.assert_driven(text(&pushed["branch"]));
    check(&fleet.path());
    let log = server.stopped_log("-TERM");
    assert!(log.contains(&url) && !log.contains("open it"), "{log}");

    fs::write(fleet.root.path().join("hosts"), sshd.wrong_hosts()).unwrap();
    let key = sshd.identity("key").display().to_string();
    let output = fleet.command(&url, &["--identity-file", &key, "--known-hosts=hosts"]).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(told.contains("Host key verification failed"), "{told}");
}

/// An `ssh` that finds the forge of an https URL at the server of the tests.
fn leading_ssh(fleet: &Fleet, sshd: &Sshd) -> String {
    let bin = fleet.root.path().join("bin");
    fs::create_dir(&bin).unwrap();
    let url = sshd.url(Path::new("/"));
    let (user, port) =
        url.trim_start_matches("ssh://").trim_end_matches('/').split_once("@127.0.0.1:").unwrap();
    let script = format!(
        "#!/bin/bash\necho \"$@\" >> '{log}'\nexec {ssh} -p {port} -l {user} \"${{@:1:$#-1}}\" \"cd '{root}' && ${{!#}}\"\n",
        log = fleet.root.path().join("asked").display(),
        ssh = program("ssh").unwrap().display(),
        root = fleet.root.path().display(),
    );
    let path = bin.join("ssh");
    fs::write(&path, script).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    format!("{}:{}", bin.display(), std::env::var("PATH").unwrap())
}

#[test]
fn an_https_url_with_a_key_is_reached_over_ssh() {
    let Some(sshd) = Sshd::start() else { return };
    let fleet = Fleet::new();
    fs::write(fleet.root.path().join("hosts"), sshd.known_hosts()).unwrap();
    // As a path of the directory that the program was started in.
    fs::copy(sshd.identity("key"), fleet.root.path().join("key")).unwrap();
    let path = leading_ssh(&fleet, &sshd);
    let arguments = ["--identity-file=key", "--known-hosts=hosts"];
    let mut command = fleet.command("https://127.0.0.1/example/fleet.git", &arguments);
    let server = Server::spawn(command.env("PATH", path));
    server.logged("following main of git@127.0.0.1:example/fleet.git");
    let (code, pushed) = server.put("/git/foo", b"");
    assert_eq!(code, 200, "{pushed}");
    fleet.assert_driven(text(&pushed["branch"]));
    let asked = fs::read_to_string(fleet.root.path().join("asked")).unwrap();
    assert!(asked.contains("git@127.0.0.1 git-receive-pack 'example/fleet.git'"), "{asked}");
}

#[test]
fn over_http_the_password_of_the_url_lets_it_in_and_is_shown_nowhere() {
    let fleet = Fleet::new();
    let backend = HttpBackend::start(fleet.root.path(), Duration::ZERO);
    let url = backend.url("example/fleet.git");
    let with = url.replace("http://", &format!("http://{USER}:{PASSWORD}@"));
    let server = Server::spawn(&mut fleet.command(&with, &[]));
    let (code, pushed) = server.put("/git/foo", b"");
    assert_eq!(code, 200, "{pushed}");
    fleet.assert_driven(text(&pushed["branch"]));
    let log = server.stopped_log("-TERM");
    assert!(log.contains(&url) && !log.contains(PASSWORD), "{log}");
    // Without it nobody gets in, and that is told in words.
    let output = fleet.command(&url, &[]).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(told.contains("could not read Username"), "{told}");
}

fn is_empty(directory: &Path) -> bool {
    fs::read_dir(directory).unwrap().next().is_none()
}

#[test]
fn a_clone_is_kept_from_one_start_to_the_next_or_goes_with_the_program() {
    let fleet = Fleet::new();
    for signal in ["-INT", "-TERM"] {
        let server = fleet.start(&[]);
        assert_eq!(server.put("/git/foo", b"").0, 200);
        assert!(!is_empty(&fleet.temporary()));
        assert_eq!(server.stop(signal).code(), Some(0));
        assert!(is_empty(&fleet.temporary()), "the clone went with the program");
    }
    // Paths are those of the directory that the program was started in.
    let start = || Server::spawn(&mut fleet.command("example/fleet.git", &["--clone-dir=a/clone"]));
    let server = start();
    assert_eq!(server.get("/git/foo").0, 200);
    assert_eq!(server.stop("-INT").code(), Some(0));
    assert!(is_empty(&fleet.temporary()));
    fleet.work.push(&[("cars/foo.yaml", &FOO.replace("V8", "V12"))], "Tune");
    let server = start();
    // What was changed meanwhile is told.
    assert!(server.logged("MODIFIED").contains(r#"author="Eve" changed="spec.engine""#));
    fleet.assert_driven(text(&server.put("/git/foo", b"").1["branch"]));
    assert_eq!(server.stop("-TERM").code(), Some(0));
    check(&fleet.root.path().join("a/clone"));
    let fetched = run(&fleet.root.path().join("a/clone"), &["rev-parse", "main"]);
    assert_eq!(fetched.trim(), fleet.head("main"));
}

fn within<T>(patience: Duration, mut look: impl FnMut() -> Option<T>) -> T {
    let until = Instant::now() + patience;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < until, "it took longer than {patience:?}");
        std::thread::yield_now();
    }
}

#[test]
fn it_stops_at_once_while_it_still_clones() {
    // It takes connections and never answers.
    let hole = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/example/fleet.git", hole.local_addr().unwrap());
    let fleet = Fleet::new();
    let mut process = fleet.command(&url, &[]).stderr(Stdio::null()).spawn().unwrap();
    hole.set_nonblocking(true).unwrap();
    let asked = within(PATIENCE, || hole.accept().ok());
    let sent = Command::new("kill").args(["-INT", &process.id().to_string()]).status();
    assert!(sent.unwrap().success());
    // Less than it would wait for a request that is under way.
    let status = within(Duration::from_secs(9), || process.try_wait().unwrap());
    assert_eq!(status.code(), Some(0));
    assert!(is_empty(&fleet.temporary()));
    drop((asked, hole));
}
