//! What is wrong with a text or with one scalar of it, and where.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::ops::Deref;

pub use super::mistake::SyntaxErrorKind;
use crate::source::Span;

/// Why a text is not YAML or not JSON: one message in words, and the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    kind: SyntaxErrorKind,
    message: Cow<'static, str>,
    span: Span,
    related: Option<(&'static str, Span)>,
}

impl SyntaxError {
    /// An error with the words of its kind.
    pub(super) fn of(kind: SyntaxErrorKind, span: Span) -> Self {
        Self::with_message(kind, kind.words(), span)
    }

    pub(super) fn with_message(
        kind: SyntaxErrorKind,
        message: impl Into<Cow<'static, str>>,
        span: Span,
    ) -> Self {
        Self { kind, message: message.into(), span, related: None }
    }

    pub(super) fn with_related(mut self, label: &'static str, span: Span) -> Self {
        self.related = Some((label, span));
        self
    }

    /// What kind of mistake it is.
    pub fn kind(&self) -> SyntaxErrorKind {
        self.kind
    }

    /// What is wrong: lower case, no full stop.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The bytes that it is about; empty at the end of the text.
    pub fn span(&self) -> Span {
        self.span
    }

    /// A second place that explains the first, such as the bracket that is never closed.
    pub fn related(&self) -> Option<(&'static str, Span)> {
        self.related
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for SyntaxError {}

/// Everything that is wrong with a text, in its order; at least one error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxErrors(Vec<SyntaxError>);

impl SyntaxErrors {
    /// None if there are no errors.
    pub(super) fn new(mut errors: Vec<SyntaxError>) -> Option<Self> {
        errors.sort_by_key(|error| (error.span.start, error.span.end));
        errors.dedup_by_key(|error| error.span.start);
        (!errors.is_empty()).then_some(Self(errors))
    }

    pub(super) fn into_errors(self) -> Vec<SyntaxError> {
        self.0
    }
}

impl Deref for SyntaxErrors {
    type Target = [SyntaxError];

    fn deref(&self) -> &[SyntaxError] {
        &self.0
    }
}

impl From<SyntaxError> for SyntaxErrors {
    fn from(error: SyntaxError) -> Self {
        Self(vec![error])
    }
}

impl fmt::Display for SyntaxErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl Error for SyntaxErrors {}

/// Why a node has no value that Kubernetes' reader would give it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScalarError(Box<(Cow<'static, str>, Span)>);

impl ScalarError {
    pub(super) fn new(message: impl Into<Cow<'static, str>>, span: Span) -> Self {
        Self(Box::new((message.into(), span)))
    }

    /// What is wrong: lower case, no full stop.
    pub fn message(&self) -> &str {
        &self.0.0
    }

    /// The node's bytes.
    pub fn span(&self) -> Span {
        self.0.1
    }
}

impl fmt::Display for ScalarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl Error for ScalarError {}
