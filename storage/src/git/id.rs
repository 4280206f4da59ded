//! The names of commits.

use std::fmt;
use std::str::FromStr;

use git2::Oid;

use crate::error::{Error, ErrorKind};

/// The name of a commit: 40 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CommitId(pub(super) Oid);

impl fmt::Display for CommitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for CommitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CommitId({self})")
    }
}

impl FromStr for CommitId {
    type Err = Error;

    /// Reads what `Display` writes.
    fn from_str(text: &str) -> Result<Self, Error> {
        let malformed = || {
            let message = format!("{text:?} is no name of a commit: expected 40 hexadecimal digits");
            Error::new(ErrorKind::Invalid, message)
        };
        if text.len() != 40 {
            return Err(malformed());
        }
        Oid::from_str(text).map(Self).map_err(|error| malformed().with_source(error))
    }
}
