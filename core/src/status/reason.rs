//! Why a request failed, in one word.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Why a request failed, in one word for programs, with the words of `k8s.io/apimachinery/pkg/apis/meta/v1`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StatusReason {
    /// The request makes no sense.
    BadRequest,
    /// Who asks is not known.
    Unauthorized,
    /// Who asks may not do this.
    Forbidden,
    /// There is no such object.
    NotFound,
    /// The object that was to be made is there already.
    AlreadyExists,
    /// The object is not in the version that was expected.
    Conflict,
    /// The object was there, and will not be again.
    Gone,
    /// The version or token that was asked for is too old.
    Expired,
    /// The object breaks a rule.
    Invalid,
    /// The resource cannot do this.
    MethodNotAllowed,
    /// No syntax that the caller takes can be given.
    NotAcceptable,
    /// The request has more bytes than are taken.
    RequestEntityTooLarge,
    /// The syntax of the request is not known.
    UnsupportedMediaType,
    /// Too many requests at a time.
    TooManyRequests,
    /// The server failed.
    InternalError,
    /// The server cannot be had for now.
    ServiceUnavailable,
    /// The request took too long.
    Timeout,
    /// Another word.
    Other(String),
}

use StatusReason as Reason;

/// Every word with the HTTP status code that goes with it.
const KNOWN: [(Reason, &str, u16); 17] = [
    (Reason::BadRequest, "BadRequest", 400),
    (Reason::Unauthorized, "Unauthorized", 401),
    (Reason::Forbidden, "Forbidden", 403),
    (Reason::NotFound, "NotFound", 404),
    (Reason::AlreadyExists, "AlreadyExists", 409),
    (Reason::Conflict, "Conflict", 409),
    (Reason::Gone, "Gone", 410),
    (Reason::Expired, "Expired", 410),
    (Reason::Invalid, "Invalid", 422),
    (Reason::MethodNotAllowed, "MethodNotAllowed", 405),
    (Reason::NotAcceptable, "NotAcceptable", 406),
    (Reason::RequestEntityTooLarge, "RequestEntityTooLarge", 413),
    (Reason::UnsupportedMediaType, "UnsupportedMediaType", 415),
    (Reason::TooManyRequests, "TooManyRequests", 429),
    (Reason::InternalError, "InternalError", 500),
    (Reason::ServiceUnavailable, "ServiceUnavailable", 503),
    (Reason::Timeout, "Timeout", 504),
];

impl StatusReason {
    /// The word on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Other(word) => word,
            known => KNOWN.iter().find(|(reason, ..)| reason == known).map_or("", |(_, word, _)| word),
        }
    }

    /// The HTTP status code that goes with it.
    pub fn code(&self) -> u16 {
        KNOWN.iter().find(|(reason, ..)| reason == self).map_or(500, |(.., code)| *code)
    }
}

impl From<&str> for StatusReason {
    fn from(word: &str) -> Self {
        let known = KNOWN.iter().find(|(_, known, _)| *known == word);
        known.map_or_else(|| Self::Other(word.to_owned()), |(reason, ..)| reason.clone())
    }
}

impl fmt::Display for StatusReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for StatusReason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for StatusReason {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::from(String::deserialize(deserializer)?.as_str()))
    }
}
