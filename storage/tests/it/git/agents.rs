//! Programs that keep keys: `ssh-agent`, and `gpg` with a directory of its own. Each is of the environment of a process,
//! so what needs them is done in one that the test starts.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use libgitops_storage::conformance::{Lamp, policy};
use libgitops_storage::git::{
    Credentials, GitOptions, GitStorage, LibraryTransport, ProgramTransport, Signing, TransactionStorage as _,
};
use libgitops_storage::{ErrorKind, ReadStorageExt as _};

use super::program::{check, git, run};
use super::servers::{Sshd, program};
use super::transport::{open, upstream, with, works};
use super::{commit, lamp, names};
use crate::children::{WHO, child_directory, start_by};

/// An agent that ends with its handle.
struct Agent {
    child: Child,
    socket: PathBuf,
}

impl Agent {
    /// `None`, and a line that says so, where there is no `ssh-agent`.
    fn start(root: &Path) -> Option<Self> {
        let Some(agent) = program("ssh-agent") else {
            eprintln!("skipped: there is no ssh-agent");
            return None;
        };
        let socket = root.join("agent");
        let mut command = Command::new(agent);
        command.arg("-D").arg("-a").arg(&socket).stdin(Stdio::null()).stdout(Stdio::null());
        let child = command.spawn().unwrap();
        let this = Self { child, socket };
        let until = Instant::now() + Duration::from_secs(10);
        while !this.socket.exists() {
            assert!(Instant::now() < until, "ssh-agent did not start");
            std::thread::yield_now();
        }
        Some(this)
    }

    fn add(&self, key: &Path) {
        let mut command = Command::new("ssh-add");
        let output = command.env("SSH_AUTH_SOCK", &self.socket).arg("-q").arg(key).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// What the program does that has an agent: with an empty one it is refused, with the key it is let in.
fn use_agent(root: &Path, who: &str) {
    let (what, url) = who.split_once(' ').unwrap();
    let known_hosts = fs::read(root.join("known_hosts")).unwrap();
    let credentials = Credentials::ssh_agent().with_known_hosts(known_hosts);
    let options = || with(credentials.clone()).with_transport(ProgramTransport::find().unwrap());
    if what == "empty" {
        let error = open(root, url, options()).pull().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Remote, "{error}");
        assert!(error.to_string().contains("Permission denied"), "{error}");
        return;
    }
    works(root, &root.join("upstream.git"), url, &options());
    // The agent has the key of which this is the public one.
    let signing = GitOptions::new().with_signing(Signing::Ssh(root.join("signer.pub")));
    let storage = GitStorage::init(root.join("signed.git"), policy(), signing).unwrap();
    let made = storage.transaction("main", |transaction| {
        transaction.kind::<Lamp>().create(&mut lamp("desk", 40))?;
        Ok(commit("Make one"))
    });
    assert!(made.unwrap().is_some());
    let error = open(root, url, options().with_transport(LibraryTransport::new())).pull().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    assert!(error.to_string().contains("without the program `git`"), "{error}");
}

/// The directory of a user without keys, so that only the agent can have one.
fn home(root: &Path) -> PathBuf {
    let home = root.join("home");
    fs::create_dir_all(&home).unwrap();
    home
}

#[test]
fn an_agent_lets_one_in_with_the_keys_that_it_has() {
    if let Some(root) = child_directory() {
        return use_agent(&root, &std::env::var(WHO).unwrap());
    }
    let root = tempfile::tempdir().unwrap();
    let (Some(server), Some(agent)) = (Sshd::start(), Agent::start(root.path())) else { return };
    let upstream = upstream(root.path());
    fs::write(root.path().join("known_hosts"), server.known_hosts()).unwrap();
    fs::copy(server.identity("key.pub"), root.path().join("signer.pub")).unwrap();
    let test = "git::agents::an_agent_lets_one_in_with_the_keys_that_it_has";
    for what in ["empty", "full"] {
        if what == "full" {
            agent.add(&server.identity("key"));
        }
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.env("SSH_AUTH_SOCK", &agent.socket).env("HOME", home(root.path()));
        let mut child = start_by(command, test, root.path(), &format!("{what} {}", server.url(&upstream)));
        assert!(child.wait().unwrap().success(), "{what}");
    }
    let public = fs::read_to_string(root.path().join("signer.pub")).unwrap();
    let signers = root.path().join("signers");
    fs::write(&signers, format!("ada@example.com {public}")).unwrap();
    let signers = format!("gpg.ssh.allowedSignersFile={}", signers.display());
    run(&root.path().join("signed.git"), &["-c", "gpg.format=ssh", "-c", &signers, "verify-commit", "main"]);
}

fn sign(root: &Path, key: &str) {
    let path = root.join("cars.git");
    let storage = |key: &str| {
        GitStorage::open_with(&path, policy(), GitOptions::new().with_signing(Signing::Gpg(key.to_owned())))
    };
    let make = |key: &str| {
        storage(key).unwrap().transaction("main", |transaction| {
            transaction.kind::<Lamp>().create(&mut lamp("desk", 40))?;
            Ok(commit("Make one"))
        })
    };
    let error = make("nobody@example.com").unwrap_err();
    assert!(error.to_string().contains("the commit cannot be signed: gpg: "), "{error}");
    assert!(make(key).unwrap().is_some());
    assert_eq!(names(&storage(key).unwrap()), "desk 40");
}

/// `gpg` with a directory of its own; `None` where there is none.
fn gpg(home: &Path) -> Option<Command> {
    let mut command = Command::new(program("gpg")?);
    command.env("GNUPGHOME", home).args(["--batch", "--quiet"]);
    Some(command)
}

#[test]
fn commits_are_signed_by_a_key_of_gpg() {
    const KEY: &str = "%no-protection\nKey-Type: eddsa\nKey-Curve: ed25519\nName-Real: Ada\nName-Email: ada@example.com\n\
                       Expire-Date: 0\n%commit\n";
    if let Some(root) = child_directory() {
        return sign(&root, &std::env::var(WHO).unwrap());
    }
    let root = tempfile::tempdir().unwrap();
    let home = home(root.path());
    fs::set_permissions(&home, fs::Permissions::from_mode(0o700)).unwrap();
    let Some(mut generate) = gpg(&home) else {
        eprintln!("skipped: there is no gpg");
        return;
    };
    let mut child =
        generate.arg("--generate-key").stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(KEY.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success(), "gpg makes no key");
    let path = root.path().join("cars.git");
    run(root.path(), &["init", "--quiet", "--bare", "--initial-branch=main", path.to_str().unwrap()]);
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.env("GNUPGHOME", &home);
    let test = "git::agents::commits_are_signed_by_a_key_of_gpg";
    let signed = start_by(command, test, root.path(), "ada@example.com").wait().unwrap().success();
    let verified = git(&path).env("GNUPGHOME", &home).args(["verify-commit", "main"]).output().unwrap();
    // gpg leaves an agent behind, which is this directory's.
    let mut kill = Command::new("gpgconf");
    drop(kill.env("GNUPGHOME", &home).args(["--kill", "all"]).status());
    let said = String::from_utf8_lossy(&verified.stderr);
    assert!(signed && verified.status.success() && said.contains("Good signature"), "{said}");
    check(&path);
}
