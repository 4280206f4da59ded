//! A repository at a forge, read from the URL that `git` is given.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, ErrorKind};

/// A repository at a forge: `host/owner/name`, where an owner at GitLab may have several parts.
///
/// It is parsed from the URLs that `git` takes: `https://host/owner/name.git`, `ssh://git@host:22/owner/name.git` and
/// `git@host:owner/name.git`. A password or token in the URL is not kept.
///
/// ```
/// use libgitops_storage::pull_request::RepositoryRef;
///
/// let repository: RepositoryRef = "git@gitlab.com:group/sub-group/fleet.git".parse()?;
/// assert_eq!((repository.host(), repository.owner(), repository.name()), ("gitlab.com", "group/sub-group", "fleet"));
/// assert_eq!(repository.https_url(), "https://gitlab.com/group/sub-group/fleet.git");
/// assert_eq!(repository.ssh_url(), "git@gitlab.com:group/sub-group/fleet.git");
/// # Ok::<(), libgitops_storage::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RepositoryRef {
    host: String,
    owner: String,
    name: String,
    web: Web,
    ssh: Ssh,
}

/// How the host is reached by HTTP.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Web {
    scheme: &'static str,
    port: Option<u16>,
}

/// How the host is reached by ssh.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Ssh {
    user: String,
    port: Option<u16>,
}

const HTTPS: Web = Web { scheme: "https", port: None };

impl RepositoryRef {
    /// A repository by its parts.
    ///
    /// # Errors
    /// `Invalid` when a part is none.
    pub fn new(host: &str, owner: &str, name: &str) -> Result<Self, Error> {
        let path = format!("{owner}/{name}");
        Self::of(host, &path, HTTPS, Ssh { user: "git".to_owned(), port: None })
            .map_err(|wrong| invalid(&wrong))
    }

    /// The host in lower case, without a port.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The user, the organization, or the group with the groups that it is in.
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// The name, without `.git`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Owner and name.
    pub fn path(&self) -> String {
        format!("{}/{}", self.owner, self.name)
    }

    /// The port of the host's web server, if it is known and not the usual one.
    pub fn web_port(&self) -> Option<u16> {
        self.web.port
    }

    /// The URL for `git` over https; over http if it was parsed from such a URL.
    pub fn https_url(&self) -> String {
        let Web { scheme, port } = &self.web;
        format!("{scheme}://{}{}/{}/{}.git", self.host, Port(*port), self.owner, self.name)
    }

    /// The URL for `git` over ssh: the short form, or one with a scheme if there is a port to be said.
    pub fn ssh_url(&self) -> String {
        let Self { host, owner, name, ssh: Ssh { user, port }, .. } = self;
        match port {
            None => format!("{user}@{host}:{owner}/{name}.git"),
            Some(port) => format!("ssh://{user}@{host}:{port}/{owner}/{name}.git"),
        }
    }

    fn of(host: &str, path: &str, web: Web, ssh: Ssh) -> Result<Self, String> {
        check_host(host)?;
        if !ssh.user.bytes().all(is_word) || ssh.user.is_empty() || ssh.user.starts_with('-') {
            return Err("the user's name has characters that it cannot have".to_owned());
        }
        let path = path.strip_prefix('/').unwrap_or(path);
        let path = path.strip_suffix('/').unwrap_or(path);
        let Some((owner, name)) = path.rsplit_once('/') else {
            return Err("the path needs an owner and a name, as in owner/name".to_owned());
        };
        let name = name.strip_suffix(".git").unwrap_or(name);
        owner.split('/').chain([name]).try_for_each(check_segment)?;
        let (owner, name) = (owner.to_owned(), name.to_owned());
        Ok(Self { host: host.to_ascii_lowercase(), owner, name, web, ssh })
    }

    fn of_https(rest: &str, scheme: &'static str) -> Result<Self, String> {
        let (authority, path) = split_path(rest)?;
        // Whoever stands before the host is a secret's owner, if not the secret itself.
        let place = authority.rsplit_once('@').map_or(authority, |(_, place)| place);
        let (host, port) = split_port(place)?;
        let usual = if scheme == "https" { 443 } else { 80 };
        let web = Web { scheme, port: port.filter(|port| *port != usual) };
        Self::of(host, path, web, Ssh { user: "git".to_owned(), port: None })
    }

    fn of_ssh(rest: &str) -> Result<Self, String> {
        let (authority, path) = split_path(rest)?;
        let (user, place) = authority.rsplit_once('@').unwrap_or(("git", authority));
        if user.contains(':') {
            return Err("ssh takes no password from a URL".to_owned());
        }
        let (host, port) = split_port(place)?;
        Self::of(host, path, HTTPS, Ssh { user: user.to_owned(), port: port.filter(|port| *port != 22) })
    }

    /// `user@host:path`, where the host may stand in brackets, with a port if it is none of IPv6.
    fn of_scp(text: &str) -> Result<Self, String> {
        let end_of_host = text.rfind(']').unwrap_or(0);
        let Some((at, _)) = text.match_indices(':').find(|(at, _)| *at >= end_of_host) else {
            return Err("it is no https, ssh or user@host:owner/name URL".to_owned());
        };
        let (place, path) = (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
        if let Some(inside) = place.strip_prefix('[').and_then(|place| place.strip_suffix(']'))
            && inside.contains('@')
        {
            return Self::of_ssh(&format!("{inside}/{path}"));
        }
        let (user, host) = place.split_once('@').unwrap_or(("git", place));
        if user.contains(':') || host.len() < 2 {
            return Err("it is no https, ssh or user@host:owner/name URL".to_owned());
        }
        Self::of(host, path, HTTPS, Ssh { user: user.to_owned(), port: None })
    }
}

impl FromStr for RepositoryRef {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let parsed = match text.split_once("://") {
            Some((scheme, rest)) => match scheme.to_ascii_lowercase().as_str() {
                "https" => Self::of_https(rest, "https"),
                "http" => Self::of_https(rest, "http"),
                "ssh" => Self::of_ssh(rest),
                "file" => Err("a directory of this machine is at no forge".to_owned()),
                _ => Err("the scheme is none of https, http and ssh".to_owned()),
            },
            None if text.starts_with(['/', '.', '~']) => {
                Err("a directory of this machine is at no forge".to_owned())
            }
            None => Self::of_scp(text),
        };
        // The text is not repeated: it may hold a password.
        parsed.map_err(|wrong| invalid(&wrong))
    }
}

impl fmt::Display for RepositoryRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.host, self.owner, self.name)
    }
}

struct Port(Option<u16>);

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

fn invalid(wrong: &str) -> Error {
    Error::new(ErrorKind::Invalid, format!("the URL of the repository is wrong: {wrong}"))
}

fn split_path(rest: &str) -> Result<(&str, &str), String> {
    if rest.contains(['?', '#']) {
        return Err("it has a query or a fragment, as no repository has".to_owned());
    }
    rest.split_once('/').ok_or_else(|| "the path needs an owner and a name, as in owner/name".to_owned())
}

fn split_port(place: &str) -> Result<(&str, Option<u16>), String> {
    let end_of_host = place.rfind(']').map_or(0, |at| at + 1);
    let (host, port) = place.split_at_checked(end_of_host).unwrap_or(("", place));
    match port.split_once(':') {
        None => Ok((place, None)),
        Some((name, port)) => {
            let number = port.parse().ok().filter(|port| *port != 0);
            let number = number.ok_or_else(|| "the port is no number from 1 to 65535".to_owned())?;
            Ok((place.get(..host.len() + name.len()).unwrap_or(place), Some(number)))
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._-".contains(&byte)
}

fn check_host(host: &str) -> Result<(), String> {
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let is_host = match address {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => !host.is_empty() && !host.starts_with(['-', '.']) && host.bytes().all(is_word),
    };
    if is_host { Ok(()) } else { Err("the host is none".to_owned()) }
}

fn check_segment(segment: &str) -> Result<(), String> {
    if segment == "-" {
        return Err("it is the URL of a page of the repository".to_owned());
    }
    let is_name = !matches!(segment, "" | "." | "..")
        && segment.bytes().all(|byte| is_word(byte) || b"~+".contains(&byte));
    if is_name {
        return Ok(());
    }
    // A URL that is mistyped may have its password here.
    let shown =
        if segment.contains(['@', ':']) { "a part of the path".to_owned() } else { format!("{segment:?}") };
    Err(format!("{shown} is no name of an owner or a repository"))
}

#[cfg(test)]
mod tests;
