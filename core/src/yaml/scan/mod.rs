//! Scanning: the productions that read characters. Each reads from the current position and records tokens.
//!
//! The rules of indentation come as a number of spaces: what the specification calls `n`, the indentation of the
//! collection around a node, is −1 around a document's root.

mod block_scalar;
mod directive;
mod plain;
mod properties;
mod quoted;
mod space;

pub(super) use block_scalar::BlockScalar;
pub(super) use directive::Directive;
pub(super) use plain::{Context, Plain};
pub(super) use quoted::Quoted;
pub(super) use space::Line;

use super::error::{SyntaxError, SyntaxErrorKind};
use super::token::TokenKind;
use crate::source::Span;

/// Who wants to know of every token.
pub(super) trait Record {
    /// A token that begins where the last one ended.
    fn record(&mut self, kind: TokenKind, end: usize);
}

/// Nobody: a tree needs nodes alone.
impl Record for () {
    fn record(&mut self, _: TokenKind, _: usize) {}
}

/// What a production could read, or why the document cannot be read on.
pub(super) type Scanned<T = ()> = Result<T, Refusal>;

/// The mistake that leaves the rest of a document unread.
#[derive(Debug)]
pub(super) struct Refusal(Box<SyntaxError>);

impl Refusal {
    pub(super) fn of(kind: SyntaxErrorKind, span: Span) -> Self {
        SyntaxError::of(kind, span).into()
    }

    pub(super) fn into_error(self) -> SyntaxError {
        *self.0
    }
}

impl From<SyntaxError> for Refusal {
    fn from(error: SyntaxError) -> Self {
        Self(Box::new(error))
    }
}

/// The most mistakes of one document that are told, besides the one that leaves the rest of it unread.
const MAX_ERRORS: usize = 1000;

/// A text and how far it has been read.
pub(super) struct Scanner<'t, R> {
    pub(super) text: &'t str,
    pub(super) bytes: &'t [u8],
    pub(super) position: usize,
    /// Where the line of the position begins.
    pub(super) line: usize,
    pub(super) tokens: R,
    pub(super) comments: Vec<Span>,
    /// Mistakes that did not keep the scanner from reading on.
    pub(super) errors: Vec<SyntaxError>,
}

impl<'t, R: Record> Scanner<'t, R> {
    pub(super) fn new(text: &'t str, tokens: R) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            position: 0,
            line: 0,
            tokens,
            comments: Vec::new(),
            errors: Vec::new(),
        }
    }

    /// The next byte; zero at the end.
    pub(super) fn peek(&self) -> u8 {
        self.byte(self.position)
    }

    pub(super) fn peek_at(&self, distance: usize) -> u8 {
        self.byte(self.position + distance)
    }

    /// The byte at an offset; zero past the end.
    pub(super) fn byte(&self, offset: usize) -> u8 {
        self.bytes.get(offset).copied().unwrap_or_default()
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.position >= self.bytes.len()
    }

    /// How many bytes of its line stand before the position. Where it counts they are all ASCII.
    pub(super) fn column(&self) -> usize {
        self.position - self.line
    }

    /// Reads up to `end` as one token.
    pub(super) fn take(&mut self, kind: TokenKind, end: usize) -> Span {
        let span = Span::new(self.position, end);
        if !span.is_empty() {
            self.tokens.record(kind, end);
            self.position = end;
        }
        span
    }

    /// Reads an indicator of one character.
    pub(super) fn indicator(&mut self, kind: TokenKind) -> Span {
        self.take(kind, self.position + 1)
    }

    /// The character at an offset, as a place for an error; empty at the end of the text.
    pub(super) fn character(&self, offset: usize) -> Span {
        let character = self.text.get(offset..).and_then(|rest| rest.chars().next());
        Span::new(offset, offset + character.map_or(0, char::len_utf8))
    }

    /// An error about the next character.
    pub(super) fn refusal(&self, kind: SyntaxErrorKind) -> Refusal {
        Refusal::of(kind, self.character(self.position))
    }

    /// Remembers a mistake and goes on.
    pub(super) fn note(&mut self, kind: SyntaxErrorKind, span: Span) {
        self.note_error(SyntaxError::of(kind, span));
    }

    /// Remembers a mistake, unless there are very many.
    pub(super) fn note_error(&mut self, error: SyntaxError) {
        if self.errors.len() < MAX_ERRORS {
            self.errors.push(error);
        }
    }
}
