//! The command line of `sample-gitops`.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use libgitops::pull_request::Forge;
use libgitops::storage::git::Author;

use super::access::{Access, environment};
use crate::server::options::{Program, text};

/// The program as its command line knows it.
pub const PROGRAM: Program<Options> = Program {
    usage: "\
Usage: sample-gitops --git-url URL [OPTIONS]

Serves cars of sample-app.weave.works/v1alpha1 from a branch of a Git repository: GET at /git/<name>, the list at /git/. A
PUT at /git/<name> makes a branch with a commit in which the car has driven, or is what the body says, pushes it, and
proposes it by a pull request. A POST at /git/ fetches now, for a forge's webhook. What new commits change is logged.

Options:
      --git-url URL           the repository: https, http, ssh, user@host:owner/name, or a directory of this machine
      --branch NAME           the branch that is served, and that pull requests are for (default: main)
      --directory DIR         the directory of the repository that the cars are in (default: all of it)
      --interval TIME         how often it is fetched, such as 500ms, 10s or 5m (default: 10s)
      --clone-dir DIR         where the clone stays (default: a temporary directory, removed at the end)
      --identity-file FILE    a private key: the repository is fetched and pushed over ssh, an https URL too
      --known-hosts FILE      the keys of servers that ssh trusts (default: the user's file)
      --author-name NAME      who makes the commits (default: Weave libgitops)
      --author-email ADDR     their address (default: support@weave.works)
      --provider NAME         where pull requests are made: github, gitlab, gitea, forgejo or none (default: what is known
                              to be at the URL's host, if there is a token for it)
      --api-url URL           the address of the provider's API, if it is not the usual one of the URL's host
      --pr-assignees A,B      who is to take care of the pull requests
      --pr-milestone TITLE    the milestone that they get
      --address ADDR          IP address and port to listen on (default: 127.0.0.1:8888)
      --version               print the version
  -h, --help                  print this

Environment:
  GITHUB_TOKEN, GITLAB_TOKEN, GITEA_TOKEN   the provider's token, for pull requests, and for Git over https
  IDENTITY_PASSPHRASE                       the passphrase of the private key

Exit code: 0 when it was asked to stop by Ctrl-C or SIGTERM, 1 when it could not serve, 2 when the command line is wrong.",
    version: concat!("sample-gitops version: ", env!("CARGO_PKG_VERSION")),
    options: Options::default,
    set: Options::set,
    check: |options| Access::of(options, environment).map(drop).map_err(|error| error.to_string()),
};

/// What the command line asks for.
#[derive(Clone, PartialEq, Eq)]
pub struct Options {
    pub(super) git_url: String,
    pub(super) branch: String,
    pub(super) directory: String,
    pub(super) interval: Duration,
    pub(super) clone_dir: Option<PathBuf>,
    pub(super) identity_file: Option<PathBuf>,
    pub(super) known_hosts: Option<PathBuf>,
    pub(super) author: Author,
    pub(super) provider: Provider,
    pub(super) api_url: Option<String>,
    pub(super) assignees: Vec<String>,
    pub(super) milestone: Option<String>,
}

/// Who makes pull requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Provider {
    /// Whoever is known to be at the URL's host.
    OfHost,
    /// This kind of forge.
    Forge(Forge),
    /// Nobody.
    None,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            git_url: String::new(),
            branch: "main".to_owned(),
            directory: String::new(),
            interval: Duration::from_secs(10),
            clone_dir: None,
            identity_file: None,
            known_hosts: None,
            author: Author::new("Weave libgitops", "support@weave.works"),
            provider: Provider::OfHost,
            api_url: None,
            assignees: Vec::new(),
            milestone: None,
        }
    }
}

impl Options {
    fn set(&mut self, name: &str, value: OsString) -> Result<bool, String> {
        match name {
            "clone-dir" => self.clone_dir = Some(value.into()),
            "identity-file" => self.identity_file = Some(value.into()),
            "known-hosts" => self.known_hosts = Some(value.into()),
            _ => return self.set_text(name, text(value)?),
        }
        Ok(true)
    }

    fn set_text(&mut self, name: &str, value: String) -> Result<bool, String> {
        match name {
            "git-url" => self.git_url = value,
            "branch" => self.branch = value,
            "directory" => self.directory = value,
            "interval" => self.interval = interval(&value)?,
            "author-name" => self.author.name = value,
            "author-email" => self.author.email = value,
            "provider" => self.provider = provider(&value)?,
            "api-url" => self.api_url = Some(value),
            "pr-assignees" => {
                let names = value.split(',').map(str::trim).filter(|name| !name.is_empty());
                self.assignees.extend(names.map(str::to_owned));
            }
            "pr-milestone" => self.milestone = Some(value),
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl fmt::Debug for Options {
    /// Without the URL, which may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").field("branch", &self.branch).finish_non_exhaustive()
    }
}

fn provider(name: &str) -> Result<Provider, String> {
    if name == "none" {
        return Ok(Provider::None);
    }
    let forge = name.parse().map(Provider::Forge);
    forge.map_err(|_unknown| format!("--provider is github, gitlab, gitea, forgejo or none, not {name:?}"))
}

/// A time with its unit; seconds without one.
fn interval(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|char: char| char.is_ascii_alphabetic());
    let unit = match text.strip_prefix(digits) {
        Some("ms") => Some(Duration::from_millis(1)),
        Some("s" | "") => Some(Duration::from_secs(1)),
        Some("m") => Some(Duration::from_mins(1)),
        Some("h") => Some(Duration::from_hours(1)),
        _ => None,
    };
    let time = unit.zip(digits.parse().ok()).and_then(|(unit, count)| unit.checked_mul(count));
    time.filter(|time| !time.is_zero()).ok_or_else(|| {
        format!("--interval is a time above zero with ms, s, m or h, such as 10s, and not {text:?}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::options::Parsed;

    fn parse(arguments: &[&str]) -> Result<Parsed<Options>, String> {
        PROGRAM.parse(arguments.iter().map(OsString::from))
    }

    #[test]
    fn every_option_is_read() {
        let arguments = [
            "--git-url=https://git.example.com/example/fleet.git",
            "--branch=release",
            "--directory=clusters/prod",
            "--interval=1500ms",
            "--clone-dir=clone",
            "--identity-file=key",
            "--known-hosts=hosts",
            "--author-name=Ada",
            "--author-email=ada@example.com",
            "--provider=none",
            "--api-url=https://git.example.com/api/v3",
            "--pr-assignees=ada, bob",
            "--pr-assignees=eve",
            "--pr-milestone=1.0",
            "--address=127.0.0.1:1",
        ];
        let Ok(Parsed::Serve { options, .. }) = parse(&arguments) else { panic!("it is to serve") };
        let expected = Options {
            git_url: "https://git.example.com/example/fleet.git".to_owned(),
            branch: "release".to_owned(),
            directory: "clusters/prod".to_owned(),
            interval: Duration::from_millis(1500),
            clone_dir: Some("clone".into()),
            identity_file: Some("key".into()),
            known_hosts: Some("hosts".into()),
            author: Author::new("Ada", "ada@example.com"),
            provider: Provider::None,
            api_url: Some("https://git.example.com/api/v3".to_owned()),
            assignees: ["ada", "bob", "eve"].map(str::to_owned).to_vec(),
            milestone: Some("1.0".to_owned()),
        };
        assert!(options == expected);
        assert!(!format!("{options:?}").contains("example.com"));
    }

    #[test]
    fn times_have_units() {
        for (text, expected) in [
            ("10", Some(Duration::from_secs(10))),
            ("250ms", Some(Duration::from_millis(250))),
            ("30s", Some(Duration::from_secs(30))),
            ("5m", Some(Duration::from_mins(5))),
            ("1h", Some(Duration::from_hours(1))),
            ("0s", None),
            ("-1s", None),
            ("s", None),
            ("", None),
            ("1.5s", None),
            ("3d", None),
            ("4294967295h", Some(Duration::from_hours(4_294_967_295))),
            ("4294967296h", None),
        ] {
            assert_eq!(interval(text).ok(), expected, "{text:?}");
        }
    }

    #[test]
    fn what_makes_no_sense_is_said() {
        for (arguments, expected) in [
            (&[][..], "--git-url is missing"),
            (&["--provider=svn"], "--provider is github, gitlab, gitea, forgejo or none, not \"svn\""),
            (&["--interval=soon"], "--interval is a time above zero"),
            (&["--git-url=/srv/cars.git", "--identity-file=key"], "--identity-file"),
            (&["--colour=red"], "there is no option --colour"),
        ] {
            let message = parse(arguments).unwrap_err();
            assert!(message.starts_with(expected), "{message}");
        }
    }
}
