//! A repository elsewhere: its address, and what lets one in.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind};

/// A text that is not shown.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Secret(pub(super) String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// What lets one into a repository. Secrets are in no message and in no list of processes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credentials {
    pub(super) identity: Option<PathBuf>,
    pub(super) passphrase: Option<Secret>,
    pub(super) is_agent: bool,
    pub(super) known_hosts: Option<Vec<u8>>,
    pub(super) user: Option<String>,
    pub(super) password: Option<Secret>,
    pub(super) authority: Option<PathBuf>,
}

impl Credentials {
    /// None: what everybody may read, and nothing is written.
    pub fn none() -> Self {
        Self::default()
    }

    /// A private key in a file, for ssh.
    pub fn ssh(identity: impl Into<PathBuf>) -> Self {
        Self { identity: Some(identity.into()), ..Self::default() }
    }

    /// The keys of the agent that runs (`SSH_AUTH_SOCK`), for ssh.
    pub fn ssh_agent() -> Self {
        Self { is_agent: true, ..Self::default() }
    }

    /// What the user's own configuration of Git and ssh lets in: credential helpers, keys and the agent, by whatever ssh
    /// Git is told to use.
    pub fn configured() -> Self {
        Self::ssh_agent()
    }

    /// A token, for https, as GitHub and GitLab take it.
    pub fn token(token: impl Into<String>) -> Self {
        Self::password("x-access-token", token)
    }

    /// A user and a password or token, for https.
    pub fn password(user: impl Into<String>, password: impl Into<String>) -> Self {
        Self { user: Some(user.into()), password: Some(Secret(password.into())), ..Self::default() }
    }

    /// The passphrase of the private key.
    #[must_use]
    pub fn with_passphrase(mut self, passphrase: impl Into<String>) -> Self {
        self.passphrase = Some(Secret(passphrase.into()));
        self
    }

    /// The keys of servers that are trusted, and no others: the content of a `known_hosts` file. Without it, it is the
    /// user's file.
    #[must_use]
    pub fn with_known_hosts(mut self, known_hosts: impl Into<Vec<u8>>) -> Self {
        self.known_hosts = Some(known_hosts.into());
        self
    }

    /// A file with the certificates of authorities that are trusted, for https.
    #[must_use]
    pub fn with_certificate_authority(mut self, file: impl Into<PathBuf>) -> Self {
        self.authority = Some(file.into());
        self
    }

    fn can_write(&self) -> bool {
        self.identity.is_some() || self.is_agent || self.password.is_some()
    }
}

/// A repository elsewhere.
#[derive(Clone, Debug)]
pub struct Remote {
    url: String,
    pub(super) credentials: Credentials,
    /// Whom the address names without a password, for a helper of Git to say it. It may be a token.
    pub(super) user: Option<Secret>,
    /// Where files for the network's programs are.
    pub(super) private: PathBuf,
}

impl Remote {
    /// A repository elsewhere, and a directory for the files that the programs of the network need: known hosts.
    ///
    /// User and password in the address of a web server are taken out of it; a user alone is whose password the helpers in
    /// the user's configuration of Git are asked for. A path is seen from where the program is now.
    ///
    /// # Errors
    /// `Invalid` for what is no address.
    pub fn new(
        url: impl Into<String>,
        credentials: Credentials,
        private: impl AsRef<Path>,
    ) -> Result<Self, Error> {
        let private = private.as_ref().to_owned();
        let mut remote = Self { url: url.into(), credentials, user: None, private };
        if remote.url.is_empty() || remote.url.starts_with('-') || remote.url.contains(['\n', '\0']) {
            return Err(Error::new(ErrorKind::Invalid, "the address of the repository is none"));
        }
        remote.take_password()?;
        remote.make_absolute()?;
        Ok(remote)
    }

    /// Paths are those of the program, which is not where Git and ssh run.
    fn make_absolute(&mut self) -> Result<(), Error> {
        let is_path = self.is_local() && !self.url.starts_with("file://");
        let mut url = is_path.then(|| PathBuf::from(&self.url));
        let credentials = &mut self.credentials;
        let files = [&mut credentials.identity, &mut credentials.authority, &mut url];
        for path in files.into_iter().flatten().chain([&mut self.private]) {
            let absolute = std::path::absolute(&*path);
            *path = absolute.map_err(|error| Error::io("cannot find where a path leads", error))?;
        }
        if let Some(url) = url {
            self.url = url.into_os_string().into_string().map_err(|path| {
                Error::new(ErrorKind::Invalid, "the path of the repository is no text").at_path(path)
            })?;
        }
        Ok(())
    }

    /// Takes the password out of an address.
    fn take_password(&mut self) -> Result<(), Error> {
        let Some((scheme, rest)) = self.url.split_once("://") else { return Ok(()) };
        let host = rest.split('/').next().unwrap_or_default();
        let user_info = host.rsplit_once('@').map_or("", |(user_info, _)| user_info);
        let place =
            rest.strip_prefix(user_info).map_or(rest, |place| place.strip_prefix('@').unwrap_or(place));
        let (user, password) = user_info.split_once(':').unwrap_or((user_info, ""));
        let scheme = scheme.to_ascii_lowercase();
        let is_http = scheme == "https" || scheme == "http";
        if is_http && self.credentials.password.is_none() {
            if !password.is_empty() {
                self.credentials.password = Some(Secret(decoded(password)?));
                self.credentials.user = Some(decoded(user)?);
            } else if !user.is_empty() {
                self.user = Some(Secret(decoded(user)?));
            }
        }
        // Of ssh the user is a part of the address, and a password in it is for nobody.
        let user = if is_http || user.is_empty() { String::new() } else { format!("{user}@") };
        self.url = format!("{scheme}://{user}{place}");
        Ok(())
    }

    /// The address, without secrets.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Whether it is on this machine's disk.
    pub fn is_local(&self) -> bool {
        let is_scp_like = self.url.split_once(':').is_some_and(|(host, _)| !host.contains('/'));
        self.url.starts_with("file://") || !self.url.contains("://") && !is_scp_like
    }

    /// Whether it is reached by ssh.
    pub(super) fn is_by_ssh(&self) -> bool {
        !self.is_local() && self.url.split_once("://").is_none_or(|(scheme, _)| scheme.contains("ssh"))
    }

    /// Whether there is nothing that would let one write.
    pub fn is_read_only(&self) -> bool {
        !self.is_local() && !self.credentials.can_write()
    }

    /// A text without secrets.
    pub(super) fn redacted(&self, text: &str) -> String {
        let secrets = [&self.credentials.password, &self.credentials.passphrase];
        let secrets = secrets.into_iter().flatten().filter(|secret| !secret.0.is_empty());
        let text = secrets.fold(text.to_owned(), |text, secret| text.replace(&secret.0, "***"));
        // A user may be a usual word, so it is taken out of addresses alone.
        self.user.iter().fold(text, |text, user| text.replace(&format!("//{}@", user.0), "//***@"))
    }
}

/// A part of an address without its escapes (RFC 3986, section 2.1). As in Git, what is none stays as it is.
fn decoded(text: &str) -> Result<String, Error> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let Some((first, behind)) = rest.split_first() {
        let escaped = match rest {
            [b'%', high, low, ..] => digit(*high).zip(digit(*low)),
            _ => None,
        };
        let escaped = escaped.and_then(|(high, low)| u8::try_from(high << 4 | low).ok());
        bytes.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { rest.get(3..).unwrap_or_default() } else { behind };
    }
    let text = String::from_utf8(bytes).ok().filter(|text| !text.contains(['\n', '\r', '\0']));
    // It is not repeated: it may be a secret.
    let message = "the user or password in the address of the repository has characters that none can have";
    text.ok_or_else(|| Error::new(ErrorKind::Invalid, message))
}

/// The server of an address: scheme, host and port, in one spelling.
pub(super) fn origin(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let origin = format!("{scheme}://{host}").to_ascii_lowercase();
    let usual = if origin.starts_with("https:") { ":443" } else { ":80" };
    Some(origin.strip_suffix(usual).unwrap_or(&origin).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_local_or_not_and_keeps_no_password() {
        // Git runs in another directory.
        let above = std::env::current_dir().unwrap().join("../cars:1").display().to_string();
        let rows = [
            ("/srv/cars.git", true, "/srv/cars.git"),
            ("file:///srv/cars.git", true, "file:///srv/cars.git"),
            ("../cars:1", true, &above),
            ("git@example.com:cars.git", false, "git@example.com:cars.git"),
            ("ssh://git@example.com:2222/cars.git", false, "ssh://git@example.com:2222/cars.git"),
            ("https://ada:s3cret@example.com/a@b.git", false, "https://example.com/a@b.git"),
            ("HTTPS://ada:s3cret@example.com/a.git", false, "https://example.com/a.git"),
        ];
        for (url, is_local, shown) in rows {
            let remote = Remote::new(url, Credentials::none(), "/tmp").unwrap();
            assert_eq!((remote.is_local(), remote.url()), (is_local, shown), "{url}");
            assert!(!format!("{remote:?}").contains("s3cret"), "{remote:?}");
            assert_eq!(remote.is_read_only(), !is_local && !url.contains("s3cret"), "{url}");
            assert_eq!(remote.redacted("it was s3cret").contains("s3cret"), !url.contains("s3cret"));
        }
        let key = Remote::new("a:b", Credentials::ssh("key"), "private").unwrap();
        assert!(key.credentials.identity.unwrap().is_absolute() && key.private.is_absolute());
        let relative = Remote::new("cars.git", Credentials::none(), "/tmp").unwrap();
        assert_eq!(Path::new(relative.url()), std::env::current_dir().unwrap().join("cars.git"));
        for wrong in ["", "--upload-pack=x", "a\nb", "https://ada:s3cret%0A@host/a"] {
            let error = Remote::new(wrong, Credentials::none(), "/tmp").unwrap_err();
            assert!(error.kind() == ErrorKind::Invalid && !error.to_string().contains("s3cret"), "{wrong:?}");
        }
    }

    #[test]
    fn user_and_password_of_an_address_are_without_its_escapes() {
        let url = "https://ada%40b:s%3Acr%2fet%25%2@example.com/a.git";
        let credentials = Remote::new(url, Credentials::none(), "/tmp").unwrap().credentials;
        assert_eq!(credentials, Credentials::password("ada@b", "s:cr/et%%2"));
        let remote =
            Remote::new("ssh://git:s3cret@example.com:22/a.git", Credentials::none(), "/tmp").unwrap();
        assert_eq!((remote.url(), remote.is_read_only()), ("ssh://git@example.com:22/a.git", true));
        let alone = Remote::new("https://s3cr%65t:@example.com/a.git", Credentials::none(), "/tmp").unwrap();
        assert_eq!((alone.url(), alone.is_read_only()), ("https://example.com/a.git", true));
        assert!(alone.user == Some(Secret("s3cret".into())) && !format!("{alone:?}").contains("s3cret"));
        assert_eq!(
            alone.redacted("no password for 'https://s3cret@example.com'"),
            "no password for 'https://***@example.com'"
        );
    }

    #[test]
    fn servers_are_the_same_however_they_are_spelled() {
        let rows = [
            ("https://example.com/a/b.git", Some("https://example.com")),
            ("https://ada:secret@Example.com:443?x", Some("https://example.com")),
            ("http://[::1]:80/x", Some("http://[::1]")),
            ("https://example.com:80/x", Some("https://example.com:80")),
            ("/srv/cars.git", None),
        ];
        for (url, expected) in rows {
            assert_eq!(origin(url).as_deref(), expected, "{url}");
        }
    }
}
