//! Addresses: the one of an API, and paths below it.

use std::fmt::Write as _;

use crate::error::{Error, ErrorKind};

/// A path below the address of an API, with what is asked for.
#[derive(Clone, Debug)]
pub(in super::super) struct Path(String);

impl Path {
    /// Segments, each of which is escaped.
    pub(in super::super) fn new(segments: &[&str]) -> Self {
        Self(String::new()).below(segments)
    }

    /// Further segments.
    pub(in super::super) fn below(&self, segments: &[&str]) -> Self {
        let mut path = self.0.clone();
        for segment in segments {
            path.push('/');
            escape(segment, &mut path);
        }
        Self(path)
    }

    /// A parameter behind the path.
    pub(in super::super) fn with(mut self, name: &str, value: &str) -> Self {
        self.0.push(if self.0.contains('?') { '&' } else { '?' });
        escape(name, &mut self.0);
        self.0.push('=');
        escape(value, &mut self.0);
        self
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Everything but what RFC 3986 calls unreserved is escaped.
fn escape(text: &str, into: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            into.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ok = write!(into, "%{byte:02X}");
        }
    }
}

/// The address of an API without a slash at its end.
pub(super) fn check_base(base: &str) -> Result<String, Error> {
    let invalid =
        |wrong: &str| Err(Error::new(ErrorKind::Invalid, format!("the address of the API {wrong}")));
    let Some((scheme, rest)) = base.split_once("://") else {
        return invalid("needs to begin with https://");
    };
    if !["https", "http"].contains(&scheme.to_ascii_lowercase().as_str()) {
        return invalid("needs to begin with https://");
    }
    // It is not repeated: what stands before the host may be a secret.
    if rest.split('/').next().is_none_or(|host| host.contains('@')) {
        return invalid("must have no user or password in it");
    }
    if rest.contains(['?', '#']) || base.parse::<ureq::http::Uri>().is_err() {
        return invalid("is no address");
    }
    Ok(base.trim_end_matches('/').to_owned())
}

/// Scheme, host and port: where a token may go.
pub(super) fn origin(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    url.get(..scheme.len() + 3 + host.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_and_parameters_are_escaped() {
        let path =
            Path::new(&["projects", "a/b c", "\u{e4}"]).with("head", "me:feature/x&y").with("page", "2");
        assert_eq!(path.as_str(), "/projects/a%2Fb%20c/%C3%A4?head=me%3Afeature%2Fx%26y&page=2");
    }

    #[test]
    fn an_address_is_one_of_a_web_server_without_secrets() {
        assert_eq!(check_base("https://host:8443/api/v4/").unwrap(), "https://host:8443/api/v4");
        for wrong in
            ["host/api", "ftp://host", "https://me:geheim@host/", "https://host/?geheim", "https://ho st/"]
        {
            let error = check_base(wrong).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Invalid);
            assert!(!format!("{error:?}").contains("geheim"), "{error:?}");
        }
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        assert_eq!(origin("https://host:1/a/b?c"), Some("https://host:1"));
        assert_eq!(origin("https://host"), Some("https://host"));
        assert_eq!(origin("/a/b"), None);
    }
}
