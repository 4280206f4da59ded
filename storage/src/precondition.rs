//! Whether a precondition holds, and the errors that say it does not: the same for every storage.

use crate::error::{Error, ErrorKind};
use crate::options::Precondition;
use crate::version::Version;

/// Checks a precondition against the version of the object that is there.
pub(crate) fn check(precondition: Precondition, found: Option<Version>) -> Result<(), Error> {
    match (precondition, found) {
        (Precondition::Absent, Some(version)) => {
            let message = format!("the object exists already, in version {version}");
            Err(Error::new(ErrorKind::AlreadyExists, message))
        }
        (Precondition::Present | Precondition::Matches(_), None) => Err(not_found()),
        (Precondition::Matches(expected), Some(version)) if expected != version => {
            let message = format!("the object is in version {version}, and version {expected} was expected");
            Err(Error::new(ErrorKind::Conflict, message))
        }
        _ => Ok(()),
    }
}

pub(crate) fn not_found() -> Error {
    Error::new(ErrorKind::NotFound, "there is no such object")
}

/// Two names of one file where letters have no case, as on the usual file systems of macOS and Windows.
pub(crate) fn case_clash(other: &str) -> Error {
    let message = format!("the name differs from {other:?}, which exists, in the case of letters only");
    Error::new(ErrorKind::Invalid, message)
}
