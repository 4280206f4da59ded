//! The transport by the program `git`.

use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::{Fetch, Push, Pushed, Transport};
use crate::error::{Error, ErrorKind};
use crate::git::child::{Finished, run};
use crate::git::id::CommitId;
use crate::git::remote::{Remote, origin};
use crate::git::repository::named_by_sha256;
use crate::version::Checksum;

/// Where secrets are for the programs that need them: the environment of a process is its user's.
const USER: &str = "LIBGITOPS_GIT_USER";
const PASSWORD: &str = "LIBGITOPS_GIT_PASSWORD";
const PASSPHRASE: &str = "LIBGITOPS_GIT_PASSPHRASE";

/// Says user and password to Git.
const HELPER: &str = "!f() { test \"$1\" = get && printf 'username=%s\\npassword=%s\\n' \"$LIBGITOPS_GIT_USER\" \
                      \"$LIBGITOPS_GIT_PASSWORD\"; }; f";

/// That the directory that Git is started in is the repository, which it may have been told to take none for unless it is
/// said (`safe.bareRepository`).
pub(in crate::git) const HERE: [&str; 1] = ["--git-dir=."];

/// What the environment of the caller would have Git do.
const FOREIGN: [&str; 11] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_CONFIG",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_COUNT",
    "GIT_QUARANTINE_PATH",
];

/// How variables begin that have Git say all that it does, which would be taken for the words of the server, and which has
/// the password in it when `GIT_TRACE_REDACT` is off.
const TRACES: [&[u8]; 2] = [b"GIT_TRACE", b"GIT_CURL_VERBOSE"];

/// The network by the program `git`, with the user's configuration of Git and ssh, and deadlines that stop it with all
/// that it started.
#[derive(Clone, Debug)]
pub struct ProgramTransport {
    program: PathBuf,
}

impl ProgramTransport {
    /// The program by this path.
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self { program: program.into() }
    }

    /// The program that is found where programs are (`PATH`).
    pub fn find() -> Option<Self> {
        let path = std::env::var_os("PATH")?;
        let found =
            std::env::split_paths(&path).map(|directory| directory.join("git")).find(|path| path.is_file());
        found.map(Self::new)
    }

    /// `git`, that asks nobody and speaks English.
    pub(in crate::git) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        for foreign in FOREIGN {
            command.env_remove(foreign);
        }
        let is_trace = |name: &OsString| TRACES.iter().any(|begin| name.as_bytes().starts_with(begin));
        for (trace, _) in std::env::vars_os().filter(|(name, _)| is_trace(name)) {
            command.env_remove(trace);
        }
        command.env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C");
        // A fetch that tidies up in the background holds locks that nobody waits for.
        command.args(["-c", "gc.auto=0", "-c", "maintenance.auto=false"]);
        command
    }

    fn command_for(&self, remote: &Remote) -> Result<Command, Error> {
        let mut command = self.command();
        let credentials = &remote.credentials;
        let program = if remote.is_by_ssh() { self.configured_ssh(remote) } else { None };
        command.env("GIT_SSH_COMMAND", ssh(remote, program)?).env("GIT_ASKPASS", "").env("SSH_ASKPASS", "");
        if let (Some(user), Some(password)) = (&credentials.user, &credentials.password) {
            command.env(USER, user).env(PASSWORD, &password.0);
            command.args(["-c", "credential.helper="]);
            // It is said without being asked, which spares a request each time, and to no server that this one leads to.
            if let Some(origin) = origin(remote.url()) {
                command.args(["-c", "http.proactiveAuth=basic", "-c"]);
                command.arg(format!("credential.{origin}.helper={HELPER}"));
            }
        } else if let (Some(user), Some(origin)) = (&remote.user, origin(remote.url())) {
            // Not in the arguments, which everybody may read.
            command
                .env("GIT_CONFIG_COUNT", "1")
                .env("GIT_CONFIG_KEY_0", format!("credential.{origin}.username"));
            command.env("GIT_CONFIG_VALUE_0", &user.0);
        }
        if let Some(authority) = &credentials.authority {
            command.env("GIT_SSL_CAINFO", authority);
        }
        if let Some(passphrase) = &credentials.passphrase {
            let script = private_file(remote, "askpass", ASKPASS.as_bytes(), 0o700)?;
            command.env("SSH_ASKPASS", script).env("SSH_ASKPASS_REQUIRE", "force");
            command.env(PASSPHRASE, &passphrase.0);
        }
        Ok(command)
    }
}

impl ProgramTransport {
    /// The command line of ssh by which the user's configuration of Git goes (`GIT_SSH_COMMAND`, `core.sshCommand`), unless
    /// a key or known hosts were given: they are not to be overruled.
    fn configured_ssh(&self, remote: &Remote) -> Option<OsString> {
        const PATIENCE: Duration = Duration::from_secs(10);
        if remote.credentials.identity.is_some() || remote.credentials.known_hosts.is_some() {
            return None;
        }
        if let Some(program) = std::env::var_os("GIT_SSH_COMMAND").filter(|program| !program.is_empty()) {
            return Some(program);
        }
        let mut command = self.command();
        command.current_dir("/").args(["config", "--get", "core.sshCommand"]);
        let found = run(command, b"", Instant::now() + PATIENCE).ok()?;
        let program = String::from_utf8(found.stdout).ok()?;
        Some(program.trim_end_matches('\n').to_owned()).filter(|program| !program.is_empty()).map(Into::into)
    }
}

fn run_for(remote: &Remote, command: Command, until: Instant) -> Result<Finished, Error> {
    run(command, b"", until).map_err(|error| error.at_path(remote.url()))
}

/// What ssh asks for the passphrase.
const ASKPASS: &str = "#!/bin/sh\nprintf '%s\\n' \"$LIBGITOPS_GIT_PASSPHRASE\"\n";

/// The command line of ssh: the user's, the keys and the known hosts that were given, and no questions. Of two options the
/// first counts.
fn ssh(remote: &Remote, program: Option<OsString>) -> Result<OsString, Error> {
    let credentials = &remote.credentials;
    let mut line = program.unwrap_or_else(|| "ssh".into());
    let mut command = String::from(" -o ConnectTimeout=20 -o UpdateHostKeys=no");
    command.push_str(match credentials.passphrase {
        Some(_) => " -o PreferredAuthentications=publickey -o NumberOfPasswordPrompts=1",
        None => " -o BatchMode=yes",
    });
    if let Some(identity) = &credentials.identity {
        command.push_str(" -o IdentitiesOnly=yes -o IdentityAgent=none -i ");
        command.push_str(&quoted(&identity.to_string_lossy()));
    }
    command.push_str(" -o StrictHostKeyChecking=yes");
    if let Some(known_hosts) = &credentials.known_hosts {
        let file = private_file(remote, "known_hosts", known_hosts, 0o600)?;
        command.push_str(" -o GlobalKnownHostsFile=/dev/null -o ");
        command.push_str(&quoted(&format!("UserKnownHostsFile=\"{}\"", file.display())));
    }
    line.push(command);
    Ok(line)
}

/// A word of the shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// A file that only this user reads. Its name is that of its content, so programs can share it.
fn private_file(remote: &Remote, name: &str, content: &[u8], mode: u32) -> Result<PathBuf, Error> {
    let explain = |error| Error::io("cannot write a file for ssh", error).at_path(&remote.private);
    fs::DirBuilder::new().recursive(true).mode(0o700).create(&remote.private).map_err(explain)?;
    let path = remote.private.join(format!("{name}-{}", Checksum::of(content)));
    if path.exists() {
        return Ok(path);
    }
    let unfinished = remote.private.join(format!("{name}-{}.tmp", crate::git::repository::random()));
    let file = fs::OpenOptions::new().write(true).create_new(true).mode(mode).open(&unfinished);
    let written =
        file.and_then(|mut file| file.write_all(content)).and_then(|()| fs::rename(&unfinished, &path));
    written.map_err(explain)?;
    Ok(path)
}

/// An error with the words of the server.
fn refused(remote: &Remote, what: &str, finished: &Finished, reason: &str) -> Error {
    let is_noise = |line: &&str| line.is_empty() || line.starts_with("warning: core.fsyncObjectFiles");
    let lines = finished.stderr.lines().map(str::trim).filter(|line| !is_noise(line));
    let said = lines.collect::<Vec<_>>().join("; ");
    let joint = if reason.is_empty() || said.is_empty() { "" } else { ": " };
    let message = remote.redacted(&format!("{what}: {reason}{joint}{said}"));
    Error::new(ErrorKind::Remote, message).at_path(remote.url())
}

impl Transport for ProgramTransport {
    fn resolve(&self, remote: &Remote, reference: &str, until: Instant) -> Result<Option<CommitId>, Error> {
        let mut command = self.command_for(remote)?;
        // Wherever this program was started, it is not the configuration of a repository there that counts.
        command.current_dir("/").args(["ls-remote", "--quiet", "--", remote.url(), reference]);
        let finished = run_for(remote, command, until)?;
        if !finished.status.success() {
            return Err(refused(remote, "the references cannot be read", &finished, ""));
        }
        let text = String::from_utf8_lossy(&finished.stdout);
        let mut lines = text.lines().filter_map(|line| line.split_once('\t'));
        let found = lines.find(|(_, name)| *name == reference);
        match found {
            Some((id, _)) if id.len() == 64 => Err(named_by_sha256().at_path(remote.url())),
            found => found.map(|(id, _)| id.parse()).transpose(),
        }
    }

    fn fetch(
        &self,
        repository: &Path,
        remote: &Remote,
        fetch: &Fetch<'_>,
        until: Instant,
    ) -> Result<(), Error> {
        let mut command = self.command_for(remote)?;
        command.current_dir(repository).args(HERE);
        command.args(["fetch", "--quiet", "--no-tags", "--no-write-fetch-head"]);
        if let Some(depth) = fetch.depth {
            command.arg(format!("--depth={depth}"));
        }
        command.args(["--", remote.url()]).arg(format!("+{}:{}", fetch.source, fetch.destination));
        let finished = run_for(remote, command, until)?;
        if finished.status.success() {
            return Ok(());
        }
        Err(refused(remote, &format!("{} cannot be fetched", fetch.source), &finished, ""))
    }

    fn push(
        &self,
        repository: &Path,
        remote: &Remote,
        push: &Push<'_>,
        until: Instant,
    ) -> Result<Pushed, Error> {
        let mut command = self.command_for(remote)?;
        let expected = push.expected.map_or_else(String::new, |expected| expected.to_string());
        command.current_dir(repository).args(HERE);
        command.args(["push", "--porcelain", "--no-verify", "--no-follow-tags"]);
        command.arg(format!("--force-with-lease={}:{expected}", push.reference));
        command.args(["--", remote.url()]).arg(format!("{}:{}", push.commit, push.reference));
        let finished = run_for(remote, command, until)?;
        let text = String::from_utf8_lossy(&finished.stdout);
        match result_of(&text, push.reference) {
            Some((flag, _)) if flag != "!" && finished.status.success() => Ok(Pushed::Done),
            Some((_, reason)) if is_elsewhere(reason) && !is_taken(&finished.stderr) => Ok(Pushed::Elsewhere),
            found => {
                let reason = found.map_or("", |(_, reason)| reason);
                Err(refused(remote, &format!("{} was not taken", push.reference), &finished, reason))
            }
        }
    }
}

/// What `git push --porcelain` says of a reference: a flag, and a summary with the reason.
fn result_of<'t>(text: &'t str, reference: &str) -> Option<(&'t str, &'t str)> {
    text.lines().find_map(|line| {
        let mut parts = line.splitn(3, '\t');
        let (flag, names, summary) = (parts.next()?, parts.next()?, parts.next()?);
        names.ends_with(&format!(":{reference}")).then_some((flag, summary))
    })
}

/// Whether a reference was refused for where it is. What receive-pack says when it lost a race differs among versions.
fn is_elsewhere(reason: &str) -> bool {
    let words = [
        "stale info",
        "fetch first",
        "non-fast-forward",
        "cannot lock ref",
        "failed to update ref",
        "incorrect old value",
        "reference already exists",
    ];
    words.iter().any(|word| reason.contains(word))
}

/// Whether there is a branch whose name begins or goes on like that of the reference, as no two branches can be named. The
/// server says it beside the result, which is that of a lost race.
pub(super) fn is_taken(said: &str) -> bool {
    said.contains("' exists; cannot create '")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_result_of_a_push_is_that_of_its_reference() {
        let text = "To /srv/cars.git\n*\tabc:refs/heads/a\t[new branch]\n!\tdef:refs/heads/b\t[rejected] (stale info)\nDone\n";
        assert_eq!(result_of(text, "refs/heads/a"), Some(("*", "[new branch]")));
        let (flag, reason) = result_of(text, "refs/heads/b").unwrap();
        assert!(flag == "!" && is_elsewhere(reason));
        assert_eq!(result_of(text, "refs/heads/c"), None);
        assert!(!is_elsewhere("[remote rejected] (hook declined)"));
    }

    #[test]
    fn a_word_of_the_shell_is_one_word() {
        assert_eq!(quoted("a 'b' $c"), r"'a '\''b'\'' $c'");
    }
}
