//! Answers: objects as JSON, and a `Status` for everything that failed.

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use libgitops::prelude::{AnyObject, Serializer};
use libgitops::storage::Error;
use libgitops::{Status, StatusReason};
use serde::Serialize;
use tracing::error;

use super::with_causes;

/// An object as JSON and the HTTP status code that it is sent with.
#[derive(Debug)]
pub struct Answer {
    code: StatusCode,
    body: String,
    warnings: Vec<String>,
}

impl Answer {
    /// That a request did what was asked. An object is what any serializer makes of it: `apiVersion` and `kind` are
    /// written by its type.
    pub fn ok(object: &impl Serialize) -> Self {
        Self::of(StatusCode::OK, object)
    }

    /// That a request made an object.
    pub fn created(object: &impl Serialize) -> Self {
        Self::of(StatusCode::CREATED, object)
    }

    /// That a request did a part of what was asked: what failed, and beside it what was done.
    pub fn in_part(status: &Status, done: &impl Serialize) -> Self {
        #[derive(Serialize)]
        struct Both<'b, D> {
            #[serde(flatten)]
            status: &'b Status,
            #[serde(flatten)]
            done: &'b D,
        }
        let code = StatusCode::from_u16(status.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self::of(code, &Both { status, done })
    }

    /// That a request did what was asked, with an object of any type.
    pub fn ok_any(serializer: &Serializer, object: &dyn AnyObject) -> Self {
        let body = serializer.encoder().to_json(object).map_err(|error| error.to_string());
        Self::new(StatusCode::OK, body)
    }

    pub(super) fn of(code: StatusCode, object: &impl Serialize) -> Self {
        let body = serde_json::to_string_pretty(object).map(|body| body + "\n");
        Self::new(code, body.map_err(|error| error.to_string()))
    }

    /// No type of the samples holds what JSON cannot.
    fn new(code: StatusCode, body: Result<String, String>) -> Self {
        match body {
            Ok(body) => Self { code, body, warnings: Vec::new() },
            Err(error) => {
                error!("{error}");
                Self { code: StatusCode::INTERNAL_SERVER_ERROR, body: String::new(), warnings: Vec::new() }
            }
        }
    }

    /// Tells the client what is wrong beside the answer, as Kubernetes does: by `Warning` headers (RFC 7234, 5.5), each
    /// once, and no more than fit into headers that every client reads (4 KiB, as the API server has it).
    #[must_use]
    pub fn with_warnings(mut self, warnings: Vec<String>) -> Self {
        const MOST_BYTES: usize = 4096;
        let mut bytes = 0;
        for warning in warnings {
            if !self.warnings.contains(&warning) {
                bytes += warning.len();
                if bytes > MOST_BYTES {
                    break;
                }
                self.warnings.push(warning);
            }
        }
        self
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        for warning in self.warnings {
            if let Ok(value) = HeaderValue::from_str(&format!("299 - {warning:?}")) {
                headers.append(header::WARNING, value);
            }
        }
        (self.code, headers, self.body).into_response()
    }
}

/// The answer to a request that failed.
#[derive(Debug)]
pub struct Refusal(Box<Status>);

impl Refusal {
    /// The answer of this reason.
    pub fn new(reason: StatusReason, message: impl Into<String>) -> Self {
        Self(Box::new(Status::failure(reason, message)))
    }
}

/// What failed in the server itself is told in its log.
impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let status = Status::from(&error);
        if status.code >= 500 {
            error!("{}", with_causes(&error));
        }
        Self(Box::new(status))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let code = StatusCode::from_u16(self.0.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Answer::of(code, &self.0).into_response()
    }
}

pub(super) async fn no_such_path(uri: Uri) -> Refusal {
    Refusal::new(StatusReason::NotFound, format!("there is nothing at {}", uri.path()))
}

pub(super) async fn no_such_method(method: Method, uri: Uri) -> Refusal {
    Refusal::new(
        StatusReason::MethodNotAllowed,
        format!("{method} is not what can be done at {}", uri.path()),
    )
}
