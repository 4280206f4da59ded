//! Where the token for a request comes from, and where it must not go.

use std::fmt;
use std::sync::Arc;

use crate::error::{Error, ErrorKind};

/// Gives the token for each request.
///
/// It is asked for anew every time, since tokens of GitHub Apps live for an hour. It has no output of its value.
#[derive(Clone)]
pub struct Token(Arc<dyn Fn() -> Result<String, Error> + Send + Sync>);

impl Token {
    /// Always the same one.
    pub fn new(token: impl Into<String>) -> Self {
        let token = token.into();
        Self::from_fn(move || Ok(token.clone()))
    }

    /// The one that a function gives, which is called for each request.
    pub fn from_fn(token: impl Fn() -> Result<String, Error> + Send + Sync + 'static) -> Self {
        Self(Arc::new(token))
    }

    /// The value that an environment variable has at the time of a request.
    pub fn from_env(variable: impl Into<String>) -> Self {
        let variable = variable.into();
        Self::from_fn(move || {
            // What is wrong with the value could show it.
            std::env::var(&variable).ok().ok_or_else(|| {
                Error::new(
                    ErrorKind::Unauthorized,
                    format!("the environment has no token in {variable}, or none that is text"),
                )
            })
        })
    }

    pub(super) fn get(&self) -> Result<Secret, Error> {
        let token = (self.0)()?.trim().to_owned();
        let wrong = if token.is_empty() {
            "the token is empty"
        } else if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            "the token has characters that no header may have"
        } else {
            return Ok(Secret(token));
        };
        Err(Error::new(ErrorKind::Unauthorized, wrong))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// A token that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Secret(String);

impl Secret {
    /// The value of an `Authorization` header.
    pub(super) fn header(&self, scheme: &str) -> String {
        format!("{scheme} {}", self.0)
    }

    /// A text of somebody else's, without the token.
    pub(super) fn redact(&self, text: &str) -> String {
        text.replace(&self.0, "***")
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_no_header_can_hold_is_refused_without_showing_it() {
        for token in ["", " \n", "geheim\nX-Other: 1", "geheim\u{e9}"] {
            let error = Token::new(token).get().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unauthorized);
            assert!(!format!("{error} {error:?}").contains("geheim"), "{error:?}");
        }
        let secret = Token::new("  geheim\n").get().unwrap();
        assert_eq!(secret.header("Bearer"), "Bearer geheim");
        assert_eq!(secret.redact("bad token geheim"), "bad token ***");
        assert_eq!(format!("{:?} {secret:?}", Token::new("geheim")), "Token(..) Secret(..)");
    }

    #[test]
    fn a_variable_that_is_missing_is_named() {
        let error = Token::from_env("LIBGITOPS_NO_SUCH_TOKEN").get().unwrap_err();
        assert!(error.to_string().contains("LIBGITOPS_NO_SUCH_TOKEN"), "{error}");
    }
}
