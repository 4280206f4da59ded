//! What is wrong with a text or with one scalar of it, and where.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use crate::source::Span;

/// Why a text is not YAML or not JSON: one message in words, and the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    message: Cow<'static, str>,
    span: Span,
    related: Option<(&'static str, Span)>,
}

impl SyntaxError {
    pub(super) fn new(message: impl Into<Cow<'static, str>>, span: Span) -> Self {
        Self { message: message.into(), span, related: None }
    }

    pub(super) fn with_related(mut self, label: &'static str, span: Span) -> Self {
        self.related = Some((label, span));
        self
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

/// Why a node has no value that Kubernetes' reader would give it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScalarError {
    message: Cow<'static, str>,
    span: Span,
}

impl ScalarError {
    pub(super) fn new(message: impl Into<Cow<'static, str>>, span: Span) -> Self {
        Self { message: message.into(), span }
    }

    /// What is wrong: lower case, no full stop.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The node's bytes.
    pub fn span(&self) -> Span {
        self.span
    }
}

impl fmt::Display for ScalarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for ScalarError {}
