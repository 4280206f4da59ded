//! The one HTTP client of all forges: deadlines, what may be repeated, limits of rates, pages, and the token.

mod answer;
mod retry;
mod url;

use std::time::{Duration, Instant};

use serde::Serialize;
use serde::de::DeserializeOwned;
use ureq::http::{Method, Request, header};
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Body};

use super::options::ForgeOptions;
use super::token::{Secret, Token};
use crate::deadline;
use crate::error::{Error, ErrorKind};
use retry::Failure;

pub(super) use answer::Answer;
pub(super) use url::Path;

/// More than any answer of a forge has.
const LARGEST_ANSWER: u64 = 32 << 20;

/// A repository that was moved is found behind one redirection; more than a few are a circle.
const MOST_REDIRECTIONS: u32 = 3;

/// How a forge likes to be asked.
#[derive(Debug)]
pub(super) struct Dialect {
    /// The name of the forge, for messages.
    pub(super) name: &'static str,
    /// The scheme of the `Authorization` header.
    pub(super) authorization: &'static str,
    /// Headers of every request.
    pub(super) headers: &'static [(&'static str, &'static str)],
    /// The name of the parameter for the size of a page, and the largest size.
    pub(super) page_size: (&'static str, usize),
    /// Whether lists come without any word on further pages, so that only an empty page is the last one.
    pub(super) ends_with_an_empty_page: bool,
}

/// Whether a request may be sent again when it is not known whether the first one arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repeat {
    /// A second one does no harm.
    Always,
    /// A second one could make a second thing.
    IfUnsent,
}

/// A forge that can be asked.
#[derive(Debug)]
pub(super) struct Client {
    dialect: &'static Dialect,
    agent: Agent,
    base: String,
    token: Token,
    options: ForgeOptions,
}

impl Client {
    /// A client of the API at this address.
    ///
    /// # Errors
    /// `Invalid` when the address is none, or the certificates are none.
    pub(super) fn new(
        dialect: &'static Dialect,
        base: &str,
        token: Token,
        options: &ForgeOptions,
    ) -> Result<Self, Error> {
        let base = url::check_base(base)?;
        let mut tls = TlsConfig::builder();
        if let Some(pem) = &options.root_certificates {
            tls = tls.root_certs(roots(pem)?);
        }
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .user_agent(concat!("libgitops/", env!("CARGO_PKG_VERSION")))
            .tls_config(tls.build())
            .build()
            .new_agent();
        Ok(Self { dialect, agent, base, token, options: options.clone() })
    }

    /// Begins an operation, whose deadline counts from now.
    pub(super) fn session(&self) -> Session<'_> {
        let until = deadline::after(self.options.clock.instant(), self.options.deadline);
        Session { client: self, until }
    }
}

/// What the HTTP client would log with every byte that is sent, it must not be given.
fn keep_from_logs() -> Result<(), Error> {
    if log::log_enabled!(target: "ureq_proto::util", log::Level::Trace) {
        let message = "the program logs every byte that is sent, and so would log the token: set the level of \
                       ureq_proto to debug";
        return Err(Error::new(ErrorKind::Unsupported, message));
    }
    Ok(())
}

fn roots(pem: &[u8]) -> Result<RootCerts, Error> {
    let invalid = || Error::new(ErrorKind::Invalid, "the root certificates are no certificates in PEM form");
    let mut certificates = Vec::new();
    for item in parse_pem(pem) {
        match item {
            Ok(PemItem::Certificate(certificate)) => certificates.push(certificate),
            Ok(_) => {}
            // What is wrong with it is not told further: the text may be a key.
            Err(_) => return Err(invalid()),
        }
    }
    if certificates.is_empty() { Err(invalid()) } else { Ok(RootCerts::new_with_certs(&certificates)) }
}

/// One operation on a forge: all its requests have one deadline.
#[derive(Debug)]
pub(super) struct Session<'c> {
    client: &'c Client,
    until: Instant,
}

struct Outgoing<'r> {
    method: Method,
    path: &'r str,
    body: Option<Vec<u8>>,
    repeat: Repeat,
}

impl Session<'_> {
    /// Gets something. The answer is whatever the forge says, once it says anything definite.
    ///
    /// # Errors
    /// `Remote` when there is no definite answer before the deadline.
    pub(super) fn get(&self, path: &Path) -> Result<Answer, Error> {
        let path = path.as_str();
        self.exchange(&Outgoing { method: Method::GET, path, body: None, repeat: Repeat::Always })
    }

    /// Sends something, as [`get`](Self::get) gets it.
    ///
    /// # Errors
    /// `Remote` when there is no definite answer before the deadline.
    pub(super) fn send(
        &self,
        method: Method,
        path: &Path,
        body: &impl Serialize,
        repeat: Repeat,
    ) -> Result<Answer, Error> {
        let body = serde_json::to_vec(body).map_err(|error| {
            Error::new(ErrorKind::Invalid, "the request cannot be written").with_source(error)
        })?;
        self.exchange(&Outgoing { method, path: path.as_str(), body: Some(body), repeat })
    }

    /// Goes through all pages of a list, until it is told that it has seen enough.
    ///
    /// # Errors
    /// Those of [`get`](Self::get), and what the forge answers if it is no list.
    pub(super) fn pages<T: DeserializeOwned>(
        &self,
        path: &Path,
        mut see: impl FnMut(T) -> bool,
    ) -> Result<(), Error> {
        let (parameter, size) = self.client.dialect.page_size;
        let mut seen = 0;
        for page in 1_u32.. {
            let numbered = path.clone().with(parameter, &size.to_string()).with("page", &page.to_string());
            let answer = self.get(&numbered)?.expect(&[200])?;
            let items: Vec<T> = answer.json()?;
            let is_empty = items.is_empty();
            seen += items.len();
            for item in items {
                if see(item) {
                    return Ok(());
                }
            }
            let has_more = answer.has_next(seen).unwrap_or(self.client.dialect.ends_with_an_empty_page);
            if is_empty || !has_more {
                return Ok(());
            }
        }
        Ok(())
    }

    /// All items of a list.
    ///
    /// # Errors
    /// Those of [`pages`](Self::pages).
    pub(super) fn all<T: DeserializeOwned>(&self, path: &Path) -> Result<Vec<T>, Error> {
        let mut items = Vec::new();
        self.pages(path, |item| {
            items.push(item);
            false
        })?;
        Ok(items)
    }

    /// The first item of a list that is looked for.
    ///
    /// # Errors
    /// Those of [`pages`](Self::pages).
    pub(super) fn find<T: DeserializeOwned>(
        &self,
        path: &Path,
        is_wanted: impl Fn(&T) -> bool,
    ) -> Result<Option<T>, Error> {
        let mut found = None;
        self.pages(path, |item| {
            let is_found = is_wanted(&item);
            if is_found {
                found = Some(item);
            }
            is_found
        })?;
        Ok(found)
    }

    fn left(&self) -> Duration {
        self.until.saturating_duration_since(self.client.options.clock.instant())
    }

    fn exchange(&self, request: &Outgoing<'_>) -> Result<Answer, Error> {
        let mut url = format!("{}{}", self.client.base, request.path);
        let (mut redirections, mut is_uncertain, mut refused) = (0, false, None);
        for attempt in 1_u32.. {
            let secret = self.client.token.get()?;
            let failure = match self.once(request, &url, &secret) {
                Ok(mut answer) => {
                    answer.is_uncertain = is_uncertain;
                    if let Some(next) = answer.redirection(&url) {
                        redirections += 1;
                        if redirections > MOST_REDIRECTIONS {
                            return Err(answer.refused("it leads from one address to the next"));
                        }
                        url = next;
                        continue;
                    }
                    // A token may have ended between two requests, and a new one is there.
                    if answer.status() == 401 && refused.replace(secret.clone()).is_none() {
                        if self.client.token.get()? != secret {
                            continue;
                        }
                        return Ok(answer);
                    }
                    match retry::judge(answer, self.client.options.clock.now()) {
                        Ok(answer) => return Ok(answer),
                        Err(failure) => *failure,
                    }
                }
                Err(failure) => failure,
            };
            is_uncertain |= failure.may_have_arrived;
            self.wait(request, failure, attempt)?;
        }
        Err(Error::new(ErrorKind::Remote, "too many attempts"))
    }

    /// Waits before a further attempt, if there may be one.
    fn wait(&self, request: &Outgoing<'_>, failure: Failure, attempt: u32) -> Result<(), Error> {
        let clock = &self.client.options.clock;
        let wait = failure.wait.unwrap_or_else(|| retry::back_off(attempt, clock.now()));
        let left = self.left();
        let is_final = failure.is_permanent
            || (failure.may_have_arrived && request.repeat == Repeat::IfUnsent)
            || (failure.wait.is_none() && attempt >= retry::MOST_ATTEMPTS)
            || wait >= left;
        if is_final {
            return Err(match failure.wait {
                Some(wait) => failure.error.with_retry_after(wait),
                None => failure.error,
            });
        }
        clock.sleep(wait);
        Ok(())
    }

    fn once(&self, request: &Outgoing<'_>, url: &str, secret: &Secret) -> Result<Answer, Failure> {
        let Client { dialect, agent, options, .. } = self.client;
        let time = self.left().min(options.request_timeout);
        let what = format!("{} {}", request.method, request.path.split('?').next().unwrap_or_default());
        if time.is_zero() {
            let error =
                Error::new(ErrorKind::Remote, format!("no time is left to ask {} for {what}", dialect.name));
            return Err(Failure::permanent(error));
        }
        keep_from_logs().map_err(Failure::permanent)?;
        let failed = |error| Failure::of_transport(error, dialect.name, &what);
        let mut head = Request::builder()
            .method(request.method.clone())
            .uri(url)
            .header(header::AUTHORIZATION, secret.header(dialect.authorization));
        for (name, value) in dialect.headers {
            head = head.header(*name, *value);
        }
        let response = if let Some(body) = &request.body {
            let head = head.header(header::CONTENT_TYPE, "application/json");
            let request = head.body(body.as_slice()).map_err(|error| failed(error.into()))?;
            agent.run(agent.configure_request(request).timeout_global(Some(time)).build())
        } else {
            let request = head.body(()).map_err(|error| failed(error.into()))?;
            agent.run(agent.configure_request(request).timeout_global(Some(time)).build())
        };
        let (parts, body): (_, Body) = response.map_err(failed)?.into_parts();
        let body = body.into_with_config().limit(LARGEST_ANSWER).read_to_vec().map_err(failed)?;
        Ok(Answer::new(
            format!("{} answered {} to {what}", dialect.name, parts.status.as_u16()),
            parts,
            body,
            secret,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_certificates_are_certificates() {
        for wrong in ["", "geheim", "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"] {
            let error = roots(wrong.as_bytes()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Invalid);
            assert!(!format!("{error:?}").contains("geheim"), "{error:?}");
        }
    }
}
