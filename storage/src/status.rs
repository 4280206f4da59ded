//! What an API server answers when an operation of a storage failed.

use libgitops_core::error as core;
use libgitops_core::status::{Status, StatusCause, StatusDetails, StatusReason};

use crate::error::{Error, ErrorKind};

/// The answer to a request that failed in a storage.
///
/// What the caller gave wrong is told field by field. Of what failed in the storage itself the kind is told and no more:
/// paths and sources are for the log, and a path is told to no client.
impl From<&Error> for Status {
    fn from(error: &Error) -> Self {
        let reason = reason(error);
        let message = match (reason == StatusReason::InternalError, error.key()) {
            (true, _) => internal(error),
            (false, Some(key)) => format!("{key}: {}", told(error)),
            (false, None) => told(error),
        };
        Self::failure(reason, message).with_details(details(error))
    }
}

impl From<Error> for Status {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}

fn reason(error: &Error) -> StatusReason {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::Unrecognized => StatusReason::NotFound,
        ErrorKind::AlreadyExists => StatusReason::AlreadyExists,
        ErrorKind::Conflict | ErrorKind::Ambiguous => StatusReason::Conflict,
        ErrorKind::Expired => StatusReason::Expired,
        // An object is told apart from a name or an option, and from a text that is none, as Kubernetes does.
        ErrorKind::Invalid if is_of_an_object(error) => StatusReason::Invalid,
        ErrorKind::Invalid | ErrorKind::Unsupported | ErrorKind::NoDifference => StatusReason::BadRequest,
        ErrorKind::Unreadable
        | ErrorKind::OutOfSync
        | ErrorKind::Corrupt
        | ErrorKind::Io
        | ErrorKind::Remote
        // These are credentials of this program, and none of its client's.
        | ErrorKind::Unauthorized => StatusReason::InternalError,
    }
}

/// The reason without the path of the file that it is in.
fn told(error: &Error) -> String {
    let reason = error.reason().to_string();
    match error.path().map(|path| path.display().to_string()).filter(|path| !path.is_empty()) {
        Some(path) => reason.replace(&path, "what is stored"),
        None => reason,
    }
}

fn is_of_an_object(error: &Error) -> bool {
    error.document_error().is_some_and(|error| error.kind() != core::ErrorKind::Syntax)
}

fn internal(error: &Error) -> String {
    let what = match error.kind() {
        ErrorKind::Unreadable => "what is stored cannot be read",
        ErrorKind::OutOfSync => "it is written, and not to every storage that is to follow",
        ErrorKind::Corrupt => "the storage's own records cannot be read",
        ErrorKind::Remote | ErrorKind::Unauthorized => "another server refused, or could not be reached",
        _ => "reading or writing failed",
    };
    match error.key() {
        Some(key) => format!("{key}: {what}"),
        None => what.to_owned(),
    }
}

fn details(error: &Error) -> StatusDetails {
    let mut details = StatusDetails::default();
    if let Some(key) = error.key() {
        key.name().clone_into(&mut details.name);
        key.kind().group().clone_into(&mut details.group);
        key.kind().kind().clone_into(&mut details.kind);
    }
    if error.kind() == ErrorKind::Invalid {
        let problems = error.document_error().map(core::Error::problems);
        let cause = |problem: &core::Problem| StatusCause {
            reason: "FieldValueInvalid".to_owned(),
            message: problem.message().to_owned(),
            field: problem.path().to_string(),
        };
        details.causes = problems.unwrap_or_default().iter().map(cause).collect();
    }
    details
}

#[cfg(test)]
mod tests {
    use super::*;
    use libgitops_core::gvk::GroupVersionKind;
    use libgitops_core::key::ObjectKey;

    #[test]
    fn a_status_says_what_the_caller_can_act_on() {
        let key =
            ObjectKey::namespaced(GroupVersionKind::from_static("example.com", "v1", "Lamp"), "home", "desk");
        let document = core::Error::new(core::ErrorKind::Invalid, "the lamp is invalid");
        let rows = [
            (Error::new(ErrorKind::NotFound, "there is no such object"), "NotFound", 404),
            (Error::new(ErrorKind::AlreadyExists, "it exists"), "AlreadyExists", 409),
            (Error::new(ErrorKind::Conflict, "it changed"), "Conflict", 409),
            (Error::new(ErrorKind::Invalid, "a name"), "BadRequest", 400),
            (Error::from(document), "Invalid", 422),
            (Error::from(core::Error::new(core::ErrorKind::Syntax, "no YAML")), "BadRequest", 400),
            (Error::new(ErrorKind::Unrecognized, "which kind"), "NotFound", 404),
        ];
        for (error, reason, code) in rows {
            let error = error.in_operation("get", &key).at_path("/srv/secret/desk.yaml");
            let status = Status::from(&error);
            assert_eq!((status.reason.unwrap().as_str(), status.code), (reason, code));
            assert_eq!(status.message, format!("{key}: {}", error.reason()));
            let details = status.details.unwrap();
            assert_eq!((details.name.as_str(), details.group.as_str()), ("desk", "example.com"));
        }
    }

    #[test]
    fn a_status_does_not_tell_paths_of_the_server() {
        for kind in [
            ErrorKind::Unreadable,
            ErrorKind::Corrupt,
            ErrorKind::Io,
            ErrorKind::Remote,
            ErrorKind::Unauthorized,
        ] {
            let status = Status::from(Error::new(kind, "cannot read").at_path("/srv/secret/desk.yaml"));
            assert_eq!(status.code, 500);
            assert!(!status.message.contains("secret"), "{}", status.message);
        }
    }
}
