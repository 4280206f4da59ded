//! The one error of this package: a kind to act on, the operation, the object and the path.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use libgitops_core::error as core;
use libgitops_core::key::{KindKey, ObjectKey};

/// What went wrong, as far as a caller can act on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// There is no such object.
    NotFound,
    /// The object that was to be made is there already.
    AlreadyExists,
    /// The object is not in the version that the caller expected: somebody wrote in between.
    Conflict,
    /// What was asked for is too old to be told, or a subscriber fell behind: list again, and watch from there.
    Expired,
    /// Several files claim to be one object, or several objects fit where one is looked for.
    Ambiguous,
    /// A name, an option or a document breaks a rule.
    Invalid,
    /// What is stored cannot be read as the object in whose place it is.
    Unreadable,
    /// The storage cannot do this, or not with this object.
    Unsupported,
    /// The scheme does not know the object's group, version or kind.
    Unrecognized,
    /// It is written, and a storage that follows does not have it: what failed there is in
    /// [`follower_errors`](Error::follower_errors).
    OutOfSync,
    /// The storage's own records cannot be read.
    Corrupt,
    /// Reading or writing failed.
    Io,
    /// A server refused, or could not be reached in time.
    Remote,
    /// A server refused the credentials, or does not let their owner do this.
    Unauthorized,
    /// The branches do not differ, so there is nothing to propose.
    NoDifference,
}

/// Why an operation of a storage failed.
///
/// `Display` says the operation, the object, the path and what is wrong: `write example.com/v1 Lamp home/desk at
/// /data/desk.yaml: cannot rename the file`. It never repeats its [`source`](StdError::source).
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    operation: Option<&'static str>,
    subject: Option<Subject>,
    path: Option<PathBuf>,
    retry_after: Option<Duration>,
    reason: Reason,
}

#[derive(Clone, Debug)]
enum Subject {
    Object(ObjectKey),
    Kind(KindKey),
}

enum Reason {
    Message(String, Option<Box<dyn StdError + Send + Sync>>),
    Document(core::Error),
    Followers(String, Vec<FollowerError>),
}

/// What failed in a storage that follows another one.
#[derive(Debug)]
#[non_exhaustive]
pub struct FollowerError {
    /// The name of the follower.
    pub follower: String,
    /// What failed there.
    pub error: Error,
}

impl FollowerError {
    pub(crate) fn new(follower: &str, error: Error) -> Self {
        Self { follower: follower.to_owned(), error }
    }
}

impl fmt::Display for FollowerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.follower, self.error)
    }
}

impl Error {
    /// An error of which only the kind and the reason are known: lower case, no full stop.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self::of_reason(kind, Reason::Message(message.into(), None))
    }

    fn of_reason(kind: ErrorKind, reason: Reason) -> Self {
        Self(Box::new(Inner { kind, operation: None, subject: None, path: None, retry_after: None, reason }))
    }

    /// What followers do not have, each with its reason.
    pub(crate) fn out_of_sync(message: impl Into<String>, errors: Vec<FollowerError>) -> Self {
        Self::of_reason(ErrorKind::OutOfSync, Reason::Followers(message.into(), errors))
    }

    /// A system call that failed.
    pub(crate) fn io(message: impl Into<String>, source: io::Error) -> Self {
        Self::new(ErrorKind::Io, message).with_source(source)
    }

    /// Says in which operation on which object, unless that is known already.
    #[must_use]
    pub fn in_operation(mut self, operation: &'static str, key: &ObjectKey) -> Self {
        self.0.operation.get_or_insert(operation);
        self.0.subject.get_or_insert_with(|| Subject::Object(key.clone()));
        self
    }

    /// Says in which operation on all objects of a kind, unless that is known already.
    #[must_use]
    pub fn in_operation_on(mut self, operation: &'static str, kind: &KindKey) -> Self {
        self.0.operation.get_or_insert(operation);
        self.0.subject.get_or_insert_with(|| Subject::Kind(kind.clone()));
        self
    }

    /// Says which operation was asked for, of which the known one was a step.
    #[must_use]
    pub(crate) fn in_outer_operation(mut self, operation: &'static str) -> Self {
        self.0.operation = Some(operation);
        self
    }

    /// Says in which operation, unless that is known already.
    #[must_use]
    pub(crate) fn in_operation_at(mut self, operation: &'static str, path: &Path) -> Self {
        self.0.operation.get_or_insert(operation);
        self.at_path(path)
    }

    /// Says at which path, unless that is known already.
    #[must_use]
    pub fn at_path(mut self, path: impl AsRef<Path>) -> Self {
        self.0.path.get_or_insert_with(|| path.as_ref().to_owned());
        self
    }

    /// Keeps the error that caused this one.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        if let Reason::Message(_, slot) = &mut self.0.reason {
            *slot = Some(source.into());
        }
        self
    }

    /// Says how long the server wants to be left alone.
    #[cfg(feature = "pull-requests")]
    #[must_use]
    pub(crate) fn with_retry_after(mut self, wait: Duration) -> Self {
        self.0.retry_after = Some(wait);
        self
    }

    /// Says before the reason what the reader has to know to understand it.
    #[cfg(feature = "pull-requests")]
    #[must_use]
    pub(crate) fn with_context(mut self, context: impl fmt::Display) -> Self {
        if let Reason::Message(message, _) = &mut self.0.reason {
            *message = format!("{context}: {message}");
        }
        self
    }

    /// Says that it is what is stored that breaks a rule, and not what the caller gave.
    #[must_use]
    pub(crate) fn of_stored(mut self) -> Self {
        if self.0.kind == ErrorKind::Invalid {
            self.0.kind = ErrorKind::Unreadable;
        }
        self
    }

    /// What a caller can act on.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operation: the name of the method, such as `write`.
    pub fn operation(&self) -> Option<&str> {
        self.0.operation
    }

    /// The object, if the operation was on one.
    pub fn key(&self) -> Option<&ObjectKey> {
        match &self.0.subject {
            Some(Subject::Object(key)) => Some(key),
            _ => None,
        }
    }

    /// The file or directory, if there is one.
    pub fn path(&self) -> Option<&Path> {
        self.0.path.as_deref()
    }

    /// How long a server wants to be left alone, if it said so.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// What is wrong, without operation, object and path.
    pub fn reason(&self) -> impl fmt::Display {
        &self.0.reason
    }

    /// The error of the serializer with all problems of the document, if it is one.
    pub fn document_error(&self) -> Option<&core::Error> {
        match &self.0.reason {
            Reason::Document(error) => Some(error),
            Reason::Message(..) | Reason::Followers(..) => None,
        }
    }

    /// What failed in which of the storages that follow the one that was written to.
    pub fn follower_errors(&self) -> &[FollowerError] {
        match &self.0.reason {
            Reason::Followers(_, errors) => errors,
            Reason::Message(..) | Reason::Document(_) => &[],
        }
    }
}

impl From<core::Error> for Error {
    fn from(error: core::Error) -> Self {
        let kind = match error.kind() {
            core::ErrorKind::Io => ErrorKind::Io,
            core::ErrorKind::Unsupported => ErrorKind::Unsupported,
            _ if error.is_unrecognized() => ErrorKind::Unrecognized,
            _ => ErrorKind::Invalid,
        };
        Self::of_reason(kind, Reason::Document(error))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.0.operation {
            f.write_str(operation)?;
        }
        match &self.0.subject {
            Some(Subject::Object(key)) => write!(f, " {key}")?,
            Some(Subject::Kind(kind)) => write!(f, " {kind}")?,
            None => {}
        }
        if let Some(path) = &self.0.path {
            let joint = if self.0.operation.is_some() { " at " } else { "" };
            write!(f, "{joint}{}", path.display())?;
        }
        if self.0.operation.is_some() || self.0.path.is_some() {
            f.write_str(": ")?;
        }
        self.0.reason.fmt(f)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(message, _) => f.write_str(message),
            Self::Document(error) => error.fmt(f),
            Self::Followers(message, errors) => {
                f.write_str(message)?;
                errors
                    .iter()
                    .zip([": "].into_iter().chain(std::iter::repeat("; ")))
                    .try_for_each(|(error, joint)| write!(f, "{joint}{error}"))
            }
        }
    }
}

/// Says what `Display` says, and what caused it: a program whose `main` returns the error prints this. `{:#?}` shows the
/// parts.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !f.alternate() {
            fmt::Display::fmt(self, f)?;
            let mut cause = self.source();
            while let Some(error) = cause {
                write!(f, "\ncaused by: {error}")?;
                cause = error.source();
            }
            return Ok(());
        }
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("message", &self.to_string())
            .field("source", &self.source())
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0.reason {
            Reason::Message(_, Some(source)) => Some(source.as_ref()),
            // Those of followers are in the message already, each with its name.
            Reason::Message(_, None) | Reason::Followers(..) => None,
            // The serializer's error is in the message already.
            Reason::Document(error) => error.source(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use libgitops_core::gvk::GroupVersionKind;

    const LAMP: GroupVersionKind = GroupVersionKind::from_static("example.com", "v1", "Lamp");

    #[test]
    fn an_error_names_operation_object_and_path_and_keeps_its_source() {
        let key = ObjectKey::namespaced(LAMP, "home", "desk");
        let error = Error::io("cannot rename the file", io::Error::other("no space"))
            .at_path("/data/desk.yaml")
            .in_operation("write", &key)
            .in_operation("update", &key);
        let text = "write example.com/v1 Lamp home/desk at /data/desk.yaml: cannot rename the file";
        assert_eq!(error.to_string(), text);
        assert_eq!(error.source().unwrap().to_string(), "no space");
        assert_eq!(format!("{error:?}"), format!("{text}\ncaused by: no space"));
        assert_eq!(
            (error.kind(), error.operation(), error.key()),
            (ErrorKind::Io, Some("write"), Some(&key))
        );
    }

    #[test]
    fn the_error_of_a_document_is_told_once_with_its_kind() {
        let rows = [
            (core::ErrorKind::Syntax, ErrorKind::Invalid),
            (core::ErrorKind::UnknownKind, ErrorKind::Unrecognized),
            (core::ErrorKind::Unsupported, ErrorKind::Unsupported),
            (core::ErrorKind::Io, ErrorKind::Io),
        ];
        for (from, to) in rows {
            let error = Error::from(core::Error::new(from, "it is wrong"));
            assert_eq!((error.kind(), error.to_string().as_str()), (to, "it is wrong"));
            assert!(error.source().is_none() && error.document_error().is_some());
        }
    }
}
