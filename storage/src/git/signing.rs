//! Signatures of commits, made by the programs that hold the keys.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use super::child;
use crate::error::{Error, ErrorKind};

/// How commits are signed. The programs `ssh-keygen` and `gpg` do it, with the user's agents.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Signing {
    /// By a key of ssh, in a file: a private key without passphrase, or the public one of a key that the agent has.
    Ssh(PathBuf),
    /// By a key of gpg, by its name.
    Gpg(String),
}

impl Signing {
    /// The commit with its signature.
    pub(super) fn signed(&self, commit: &[u8]) -> Result<Vec<u8>, Error> {
        const PATIENCE: Duration = Duration::from_secs(30);
        let mut command = match self {
            Self::Ssh(key) => {
                let mut command = Command::new("ssh-keygen");
                command.args(["-Y", "sign", "-n", "git", "-f"]).arg(key);
                // It would ask for a passphrase where nobody answers.
                command.env("SSH_ASKPASS_REQUIRE", "never");
                command
            }
            Self::Gpg(key) => {
                let mut command = Command::new("gpg");
                command.args(["--batch", "--no-tty", "--detach-sign", "--armor", "--local-user", key]);
                command
            }
        };
        command.env("LC_ALL", "C");
        let finished = child::run(command, commit, Instant::now() + PATIENCE)?;
        let signature = String::from_utf8_lossy(&finished.stdout);
        if !finished.status.success() || !signature.starts_with("-----BEGIN ") {
            let said = finished.stderr.trim().replace('\n', "; ");
            return Err(Error::new(ErrorKind::Io, format!("the commit cannot be signed: {said}")));
        }
        Ok(with_signature(commit, &signature))
    }
}

/// The bytes of a commit with its signature, which stands as the last header.
fn with_signature(commit: &[u8], signature: &str) -> Vec<u8> {
    let end = commit.windows(2).position(|pair| pair == b"\n\n").map_or(commit.len(), |at| at + 1);
    let (headers, message) = commit.split_at(end);
    let signature = signature.trim_end().replace('\n', "\n ");
    [headers, b"gpgsig ", signature.as_bytes(), b"\n", message].concat()
}
