//! Where the repository is, what lets one in, and who makes pull requests.

use std::fmt;
use std::fs;

use libgitops::pull_request::{Forge, ForgeOptions, PullRequestProvider, RepositoryRef, Token};
use libgitops::storage::git::{Credentials, Remote};
use libgitops::storage::{Error, ErrorKind};

use super::options::{Options, Provider};

/// The variable of the environment with the passphrase of the private key.
const PASSPHRASE: &str = "IDENTITY_PASSPHRASE";

/// What options and environment come to.
pub(super) struct Access {
    /// The address for Git.
    pub(super) url: String,
    /// What lets Git in.
    pub(super) credentials: Credentials,
    /// Who makes pull requests, or why nobody does.
    pub(super) provider: Result<Box<dyn PullRequestProvider>, String>,
}

impl fmt::Debug for Access {
    /// Without the address, which may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Access").field("credentials", &self.credentials).finish_non_exhaustive()
    }
}

/// A variable of the environment; an empty one is none.
pub(super) fn environment(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|value| !value.is_empty())
}

/// The variable of the environment with a forge's token.
fn variable_of(forge: Forge) -> &'static str {
    match forge {
        Forge::GitLab => "GITLAB_TOKEN",
        Forge::Gitea => "GITEA_TOKEN",
        _ => "GITHUB_TOKEN",
    }
}

impl Access {
    /// # Errors
    /// `Invalid` for options that make no sense together, or lack a token.
    pub(super) fn of(options: &Options, environment: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        if options.git_url.is_empty() {
            return invalid("--git-url is missing: the URL of the repository, or its directory");
        }
        let repository = options.git_url.parse::<RepositoryRef>();
        let forge = match (options.provider, &repository) {
            (Provider::Forge(forge), _) => Some(forge),
            (_, Ok(repository)) => Forge::of_host(repository.host()),
            (_, Err(_)) => None,
        };
        let token = forge.and_then(|forge| environment(variable_of(forge)));
        let (url, credentials) = match (&options.identity_file, token.clone()) {
            (Some(key), _) => {
                let credentials = match environment(PASSPHRASE) {
                    Some(passphrase) => Credentials::ssh(key).with_passphrase(passphrase),
                    None => Credentials::ssh(key),
                };
                (over_ssh(&options.git_url, &repository)?, credentials)
            }
            (None, Some(token)) if may_have_token(options) => {
                (options.git_url.clone(), Credentials::token(token))
            }
            (None, _) => (options.git_url.clone(), Credentials::configured()),
        };
        let provider = provider(options, repository, forge, token)?;
        Ok(Self { url, credentials, provider })
    }

    /// The same with the keys of servers from the file that was named.
    ///
    /// # Errors
    /// `Io` for a file that cannot be read.
    pub(super) fn with_files(mut self, options: &Options) -> Result<Self, Error> {
        if let Some(path) = &options.identity_file {
            let opened = fs::File::open(path).map(drop);
            opened.map_err(|error| unreadable("the private key", error).at_path(path))?;
        }
        if let Some(path) = &options.known_hosts {
            let known =
                fs::read(path).map_err(|error| unreadable("the keys of servers", error).at_path(path))?;
            self.credentials = self.credentials.with_known_hosts(known);
        }
        Ok(self)
    }
}

fn invalid<T>(message: impl Into<String>) -> Result<T, Error> {
    Err(Error::new(ErrorKind::Invalid, message))
}

fn unreadable(what: &str, error: std::io::Error) -> Error {
    Error::new(ErrorKind::Io, format!("cannot read {what}")).with_source(error)
}

/// The address of the repository for ssh, whatever its URL is for.
fn over_ssh(url: &str, repository: &Result<RepositoryRef, Error>) -> Result<String, Error> {
    if Remote::new(url, Credentials::none(), "/").is_ok_and(|remote| remote.is_local()) {
        return invalid("--identity-file is for ssh, and --git-url is a directory of this machine");
    }
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    match repository {
        Ok(repository) if is_web => Ok(repository.ssh_url()),
        Err(error) if is_web => invalid(error.reason().to_string()),
        _ => Ok(url.to_owned()),
    }
}

/// Whether the forge's token lets Git in: over https, and over http where somebody says so by naming the forge. What stands
/// in the URL goes first.
fn may_have_token(options: &Options) -> bool {
    let Some((scheme, rest)) = options.git_url.split_once("://") else { return false };
    let names_somebody = rest.split('/').next().is_some_and(|authority| authority.contains('@'));
    let is_named = matches!(options.provider, Provider::Forge(_));
    !names_somebody && (scheme == "https" || scheme == "http" && is_named)
}

/// Who makes pull requests, or why nobody does. Somebody who was asked for and cannot is an error.
fn provider(
    options: &Options,
    repository: Result<RepositoryRef, Error>,
    forge: Option<Forge>,
    token: Option<String>,
) -> Result<Result<Box<dyn PullRequestProvider>, String>, Error> {
    if options.provider == Provider::None {
        return Ok(Err("--provider is none".to_owned()));
    }
    let is_named = matches!(options.provider, Provider::Forge(_));
    let repository = match repository {
        Err(error) if is_named => return invalid(error.reason().to_string()),
        Err(_) => return Ok(Err("the repository is at no forge".to_owned())),
        Ok(repository) => repository,
    };
    let Some(forge) = forge else {
        return Ok(Err(format!("no forge is known to be at {}: --provider names one", repository.host())));
    };
    let Some(token) = token else {
        let message = format!("{forge} needs a token in the environment variable {}", variable_of(forge));
        return if is_named { invalid(message) } else { Ok(Err(message)) };
    };
    let reached = match &options.api_url {
        Some(url) => ForgeOptions::default().with_api_url(url),
        None => ForgeOptions::default(),
    };
    forge.provider(&repository, Token::new(token), &reached).map(Ok)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(url: &str, provider: Provider, identity: bool) -> Options {
        let identity_file = identity.then(|| "/keys/id".into());
        Options { git_url: url.to_owned(), provider, identity_file, ..Options::default() }
    }

    fn tokens(variable: &str) -> Option<String> {
        ["GITHUB_TOKEN", "GITEA_TOKEN"].contains(&variable).then(|| "s3cret".to_owned())
    }

    /// The address for Git, its credentials, and why there are no pull requests.
    fn told(options: &Options) -> String {
        match Access::of(options, tokens) {
            Ok(Access { url, credentials, provider }) => {
                let way = [
                    (Credentials::configured(), "configured"),
                    (Credentials::token("s3cret"), "token"),
                    (Credentials::ssh("/keys/id"), "key"),
                ];
                let way =
                    way.into_iter().find(|(known, _)| *known == credentials).map_or("other", |(_, way)| way);
                format!("{url} {way} {}", provider.map_or_else(|why| why, |_| "pull requests".to_owned()))
            }
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn url_key_and_tokens_say_how_the_repository_is_reached() {
        use Provider::{Forge as Named, None as Nobody, OfHost};
        let github = "https://github.com/example/fleet.git";
        let own = "https://git.example.com/example/fleet.git";
        let plain = "http://127.0.0.1:1/example/fleet.git";
        for (url, provider, identity, expected) in [
            (github, OfHost, false, "https://github.com/example/fleet.git token pull requests"),
            (github, OfHost, true, "git@github.com:example/fleet.git key pull requests"),
            (github, Nobody, false, "https://github.com/example/fleet.git token --provider is none"),
            ("git@github.com:example/fleet", OfHost, true, "git@github.com:example/fleet key pull requests"),
            (
                "git@github.com:example/fleet",
                OfHost,
                false,
                "git@github.com:example/fleet configured pull requests",
            ),
            (
                "https://gitlab.com/a/b/fleet",
                OfHost,
                false,
                "https://gitlab.com/a/b/fleet configured gitlab needs a token in the environment variable GITLAB_TOKEN",
            ),
            (
                own,
                OfHost,
                false,
                "https://git.example.com/example/fleet.git configured no forge is known to be at git.example.com: --provider names one",
            ),
            (
                own,
                Named(Forge::Gitea),
                false,
                "https://git.example.com/example/fleet.git token pull requests",
            ),
            (plain, Named(Forge::Gitea), false, "http://127.0.0.1:1/example/fleet.git token pull requests"),
            // Over http a token goes to nobody unless that is said.
            (
                "http://github.com/example/fleet",
                OfHost,
                false,
                "http://github.com/example/fleet configured pull requests",
            ),
            (
                "https://ada:own@github.com/example/fleet",
                OfHost,
                false,
                "https://ada:own@github.com/example/fleet configured pull requests",
            ),
            ("/srv/cars.git", OfHost, false, "/srv/cars.git configured the repository is at no forge"),
            (
                "ssh://git@host:2222/example/fleet",
                OfHost,
                true,
                "ssh://git@host:2222/example/fleet key no forge is known to be at host: --provider names one",
            ),
        ] {
            assert_eq!(told(&options(url, provider, identity)), expected);
        }
    }

    #[test]
    fn what_cannot_be_together_is_said() {
        use Provider::{Forge as Named, OfHost};
        let github = "https://github.com/example/fleet.git";
        for (url, provider, identity, expected) in [
            ("", OfHost, false, "--git-url is missing"),
            ("/srv/cars.git", OfHost, true, "--identity-file is for ssh"),
            ("file:///srv/cars.git", OfHost, true, "--identity-file is for ssh"),
            ("https://github.com/fleet", OfHost, true, "the URL of the repository is wrong"),
            ("/srv/cars.git", Named(Forge::GitHub), false, "the URL of the repository is wrong"),
            (
                github,
                Named(Forge::GitLab),
                false,
                "gitlab needs a token in the environment variable GITLAB_TOKEN",
            ),
        ] {
            let message = told(&options(url, provider, identity));
            assert!(message.starts_with(expected), "{url}: {message}");
        }
        let api = Options { api_url: Some("here".to_owned()), ..options(github, OfHost, false) };
        assert!(told(&api).starts_with("the address of the API"), "{}", told(&api));
    }

    #[test]
    fn the_passphrase_is_of_the_environment() {
        let options = options("git@github.com:example/fleet", Provider::OfHost, true);
        let variables = |variable: &str| (variable == PASSPHRASE).then(|| "open it".to_owned());
        let access = Access::of(&options, variables).unwrap();
        assert!(access.credentials == Credentials::ssh("/keys/id").with_passphrase("open it"));
        assert!(!format!("{access:?}").contains("open it"));
    }

    #[test]
    fn files_are_looked_at_before_ssh_is() {
        let options = options("git@github.com:example/fleet", Provider::OfHost, true);
        let access = Access::of(&options, |_| None).unwrap();
        let error = access.with_files(&options).unwrap_err();
        assert!(error.to_string().starts_with("/keys/id: cannot read the private key"), "{error}");
    }
}
