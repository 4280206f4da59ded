//! What a decoder noticed without refusing the object.

use std::fmt;

use crate::error::Problem;

/// Something that a person should know and that did not stop the decoding.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Warning {
    /// What kind of warning it is.
    pub kind: WarningKind,
    /// What, in which field, and where in the text.
    pub problem: Problem,
}

/// The kinds of [`Warning`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WarningKind {
    /// The object is written in a deprecated version.
    Deprecated,
    /// A field that the type does not have was passed over; a strict decoder refuses it.
    UnknownField,
    /// A key is given twice and the last one counts; a strict decoder refuses it.
    DuplicateKey,
    /// The document says that it is YAML 1.2 or newer, which Kubernetes' reader refuses.
    Directive,
    /// The version that the object was converted to has no place for a field, and no metadata to carry it.
    Lost,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.problem.fmt(f)
    }
}
