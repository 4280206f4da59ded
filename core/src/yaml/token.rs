//! Tokens: every byte of a text belongs to exactly one of them.

use std::fmt;

use super::scan::Record;
use crate::source::Span;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum TokenKind {
    /// U+FEFF before a document.
    ByteOrderMark,
    /// Spaces and tabs: indentation, and what separates other tokens.
    Blanks,
    /// LF, CRLF or CR outside scalars.
    LineBreak,
    /// From `#` to the end of the line.
    Comment,
    /// `%YAML`, `%TAG` or a reserved directive with its parameters.
    Directive,
    /// `---`.
    DocumentStart,
    /// `...`.
    DocumentEnd,
    /// `-` before an item.
    SequenceEntry,
    /// `?` before a key.
    MappingKey,
    /// `:` before a value.
    MappingValue,
    /// `,` after an item or entry.
    FlowEntry,
    /// `[`.
    FlowSequenceStart,
    /// `]`.
    FlowSequenceEnd,
    /// `{`.
    FlowMappingStart,
    /// `}`.
    FlowMappingEnd,
    /// `&` and a name.
    Anchor,
    /// `*` and a name.
    Alias,
    /// `!` and what belongs to it.
    Tag,
    /// A scalar without quotes, from its first to its last character; it may have several lines.
    Plain,
    /// A scalar with its single quotes.
    SingleQuoted,
    /// A scalar with its double quotes.
    DoubleQuoted,
    /// `|`.
    Literal,
    /// `>`.
    Folded,
    /// The digit after `|` or `>` that tells the indentation.
    IndentationIndicator,
    /// The `+` or `-` after `|` or `>`.
    ChompingIndicator,
    /// The lines of a block scalar, with indentation and breaks, up to the last one that is not blank.
    BlockText,
    /// The blank lines at the end of a block scalar, which `+` keeps and nothing else does.
    BlockTail,
    /// What stands after a mistake, up to the next document.
    Unread,
}

/// A token and its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Its bytes; never empty.
    pub span: Span,
}

/// The tokens of a text in its order. Each begins where the one before it ends, so joined they are the text.
#[derive(Clone, PartialEq, Eq)]
pub struct Tokens {
    start: u32,
    /// Kind and end.
    tokens: Vec<(TokenKind, u32)>,
}

impl Tokens {
    pub(super) fn new(start: usize) -> Self {
        Self { start: small(start), tokens: Vec::new() }
    }

    /// How many tokens there are.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The token of this number.
    pub fn get(&self, index: usize) -> Option<Token> {
        let (kind, end) = *self.tokens.get(index)?;
        let before = index.checked_sub(1).and_then(|before| self.tokens.get(before));
        let start = before.map_or(self.start, |(_, end)| *end);
        Some(Token { kind, span: Span::new(start as usize, end as usize) })
    }

    /// All of them.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Token> + ExactSizeIterator {
        (0..self.len()).map(|index| {
            let fallback = Token { kind: TokenKind::Unread, span: Span::default() };
            self.get(index).unwrap_or(fallback)
        })
    }

    /// The number of the token that holds the byte at `offset`; the number of tokens past the end.
    pub fn index_at(&self, offset: usize) -> usize {
        self.tokens.partition_point(|(_, end)| *end as usize <= offset)
    }

    /// The tokens before `offset`, the nearest first.
    pub fn before(&self, offset: usize) -> impl Iterator<Item = Token> {
        let end = self.tokens.partition_point(|(_, end)| *end as usize <= offset);
        (0..end).rev().filter_map(|index| self.get(index))
    }

    /// The tokens from the one that begins at or after `offset`.
    pub fn after(&self, offset: usize) -> impl Iterator<Item = Token> {
        let within = self.index_at(offset);
        let begins_before = self.get(within).is_some_and(|token| token.span.start < offset);
        (within + usize::from(begins_before)..self.len()).filter_map(|index| self.get(index))
    }
}

impl Record for Tokens {
    fn record(&mut self, kind: TokenKind, end: usize) {
        self.tokens.push((kind, small(end)));
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// Texts that do not fit into `u32` are refused before anything else.
fn small(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
