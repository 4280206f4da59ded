//! What a forge answered, and its words when it is a refusal.

use serde::de::DeserializeOwned;
use serde_json::Value;
use ureq::http::HeaderMap;
use ureq::http::response::Parts;

use super::super::token::Secret;
use super::url::origin;
use crate::error::{Error, ErrorKind};

/// Longer ones are whole pages, and not for a message.
const LONGEST_WORDS: usize = 500;

/// An answer to a request.
#[derive(Debug)]
pub(in super::super) struct Answer {
    what: String,
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
    secret: Secret,
    /// Whether an earlier attempt of the same request may have arrived.
    pub(in super::super) is_uncertain: bool,
}

impl Answer {
    pub(super) fn new(what: String, parts: Parts, body: Vec<u8>, secret: &Secret) -> Self {
        let (status, headers) = (parts.status.as_u16(), parts.headers);
        Self { what, status, headers, body, secret: secret.clone(), is_uncertain: false }
    }

    pub(in super::super) fn status(&self) -> u16 {
        self.status
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The answer, if it has one of these codes.
    ///
    /// # Errors
    /// That the forge refused, in its words.
    pub(in super::super) fn expect(self, statuses: &[u16]) -> Result<Self, Error> {
        if statuses.contains(&self.status) { Ok(self) } else { Err(self.refused(&self.words())) }
    }

    /// Whether the forge took the request for a wrong one, so that another one may be right.
    pub(in super::super) fn is_refusal(&self) -> bool {
        matches!(self.status, 400 | 403 | 404 | 409 | 410 | 422)
    }

    /// What it holds.
    ///
    /// # Errors
    /// `Remote` when it is no answer of this forge's.
    pub(in super::super) fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.body).map_err(|error| {
            // The error has places and types, and of the text at most a name.
            let wrong = self.secret.redact(&error.to_string());
            Error::new(ErrorKind::Remote, format!("{}, which is not understood: {wrong}", self.what))
        })
    }

    /// An error that says what was asked, the code and this.
    pub(in super::super) fn refused(&self, words: &str) -> Error {
        let kind = match self.status {
            401 | 403 => ErrorKind::Unauthorized,
            404 => ErrorKind::NotFound,
            409 => ErrorKind::Conflict,
            301..=308 | 400 | 405 | 410 | 422 | 423 => ErrorKind::Invalid,
            _ => ErrorKind::Remote,
        };
        let joint = if words.is_empty() { "" } else { ": " };
        Error::new(kind, format!("{}{joint}{words}", self.what))
    }

    /// What the forge says of a refusal, in one line. A token that it repeats is not in there.
    pub(in super::super) fn words(&self) -> String {
        let mut words = Vec::new();
        match serde_json::from_slice(&self.body) {
            Ok(value) => gather(&value, &mut words),
            Err(_) => words.extend(plain(&self.body)),
        }
        words.dedup();
        let text = self.secret.redact(&words.join(": "));
        let line = text.split(|char: char| char.is_control() || char.is_whitespace());
        let line = line.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        match line.char_indices().nth(LONGEST_WORDS) {
            Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
            None => line,
        }
    }

    /// Where the same request is to be sent instead, if that is at the same host: a token goes to no other.
    pub(super) fn redirection(&self, from: &str) -> Option<String> {
        if !matches!(self.status, 301 | 302 | 307 | 308) {
            return None;
        }
        let (location, origin_from) = (self.header("location")?, origin(from)?);
        if location.starts_with('/') && !location.starts_with("//") {
            return Some(format!("{origin_from}{location}"));
        }
        (origin(location)? == origin_from).then(|| location.to_owned())
    }

    /// Whether a list has a further page, if the answer says so. So many items are seen.
    pub(super) fn has_next(&self, seen: usize) -> Option<bool> {
        if let Some(link) = self.header("link") {
            return Some(link.split(',').any(|link| link.contains("rel=\"next\"")));
        }
        if let Some(next) = self.header("x-next-page") {
            return Some(!next.is_empty());
        }
        let total: usize = self.header("x-total-count")?.parse().ok()?;
        Some(seen < total)
    }
}

/// The text of a body that is no JSON, unless it is a page for browsers.
fn plain(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    (!text.trim_start().starts_with('<') && !text.trim().is_empty()).then(|| text.into_owned())
}

/// The sentences of an error as the forges write it: a text, a list of them, texts by the name of a field.
fn gather(value: &Value, words: &mut Vec<String>) {
    match value {
        Value::String(text) => words.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| gather(item, words)),
        Value::Object(fields) => {
            let known = ["message", "error", "error_description", "errors"];
            let told = known.iter().filter_map(|name| fields.get(*name)).filter(|value| !value.is_null());
            let before = words.len();
            told.for_each(|value| gather(value, words));
            if words.len() > before {
                return;
            }
            if let (Some(Value::String(field)), Some(Value::String(code))) =
                (fields.get("field"), fields.get("code"))
            {
                words.push(format!("{field} is {code}"));
                return;
            }
            for (name, value) in fields {
                let mut told = Vec::new();
                if matches!(value, Value::Array(_)) {
                    gather(value, &mut told);
                }
                words.extend(told.into_iter().map(|text| format!("{name} {text}")));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::token::Token;
    use super::*;

    fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut response = ureq::http::Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        let (parts, ()) = response.body(()).unwrap().into_parts();
        let secret = Token::new("geheim").get().unwrap();
        Answer::new("It answered".to_owned(), parts, body.as_bytes().to_vec(), &secret)
    }

    #[test]
    fn the_words_of_every_forge_are_found() {
        let rows = [
            (r#"{"message":"Bad credentials","documentation_url":"https://docs"}"#, "Bad credentials"),
            (
                r#"{"message":"Validation Failed","errors":[{"resource":"PullRequest","code":"custom","message":"No commits between main and x"}]}"#,
                "Validation Failed: No commits between main and x",
            ),
            (
                r#"{"message":"Validation Failed","errors":[{"resource":"PullRequest","field":"head","code":"invalid"}]}"#,
                "Validation Failed: head is invalid",
            ),
            (
                r#"{"message":["Another open merge request already exists"]}"#,
                "Another open merge request already exists",
            ),
            (
                r#"{"message":{"title":["can't be blank","is short"]}}"#,
                "title can't be blank: title is short",
            ),
            (
                r#"{"error":"invalid_token","error_description":"Token was revoked."}"#,
                "invalid_token: Token was revoked.",
            ),
            (r#"{"message":"not found","errors":null,"url":"https://swagger"}"#, "not found"),
            ("upstream is\n\tdown\u{7}", "upstream is down"),
            ("<html><body>Bad gateway</body></html>", ""),
            (r#"{"message":"the token geheim is unknown"}"#, "the token *** is unknown"),
            ("geheim", "***"),
            ("[1, true, null, {}]", ""),
            ("", ""),
        ];
        for (body, expect) in rows {
            assert_eq!(answer(422, &[], body).words(), expect, "{body}");
        }
        let long = answer(500, &[], &"x".repeat(9000)).words();
        assert_eq!(long.chars().count(), LONGEST_WORDS + 1);
    }

    #[test]
    fn a_request_is_sent_on_within_one_host_only() {
        let from = "https://host:1/api/repos/a/b";
        let rows = [
            (301, "https://host:1/api/repositories/7", Some("https://host:1/api/repositories/7")),
            (307, "/api/repositories/7", Some("https://host:1/api/repositories/7")),
            (308, "https://host:2/api", None),
            (302, "http://host:1/api", None),
            (301, "https://host:1.evil.com/api", None),
            (301, "//evil.com/api", None),
            (200, "/api", None),
        ];
        for (status, location, expect) in rows {
            let found = answer(status, &[("location", location)], "").redirection(from);
            assert_eq!(found.as_deref(), expect, "{location}");
        }
    }

    #[test]
    fn a_further_page_is_told_by_a_link_or_by_a_count() {
        let next = "<https://host/x?page=2>; rel=\"next\", <https://host/x?page=9>; rel=\"last\"";
        let last = "<https://host/x?page=1>; rel=\"prev\"";
        let rows = [
            (("link", next), Some(true)),
            (("link", last), Some(false)),
            (("x-next-page", "2"), Some(true)),
            (("x-next-page", ""), Some(false)),
            (("x-total-count", "51"), Some(true)),
            (("x-total-count", "50"), Some(false)),
            (("server", "nothing"), None),
        ];
        for (header, expect) in rows {
            assert_eq!(answer(200, &[header], "").has_next(50), expect, "{header:?}");
        }
    }
}
