//! Parsing: from tokens to trees, in one pass and without recursion.
//!
//! The specification's productions descend; here a stack of [`Level`]s stands for the productions that have begun and not
//! ended. [`stream`] reads documents (chapter 9), [`block`] the lines of block collections (chapter 8), [`flow`] what
//! stands inside brackets (chapter 7), [`properties`] anchors, tags and aliases.

mod block;
mod block_entry;
mod flow;
mod flow_level;
mod properties;
mod stream;
mod tag;

use std::collections::BTreeMap;

use properties::Properties;

use super::MAX_DEPTH;
use super::build::Builder;
use super::error::{SyntaxError, SyntaxErrorKind, SyntaxErrors};
use super::node::Shape;
use super::scan::{BlockScalar, Plain, Quoted, Record, Refusal, Scanned, Scanner};
use super::token::Tokens;
use super::tree::Tree;
use crate::source::Span;

/// Reads all documents of a YAML 1.2 text.
///
/// There is always at least one tree: an empty text, or one of comments only, gives a tree without a root. Comments
/// after the last document belong to it. A byte order mark at the start of a document is skipped.
///
/// Stricter than YAML 1.2, as Kubernetes' reader is: a tab may not stand before a block mapping or sequence, nor begin
/// the first line of a block scalar that is not indented.
///
/// # Errors
///
/// Everything that is not YAML, of every document; collections nested deeper than [`MAX_DEPTH`]; an alias without its
/// anchor, or inside the node that it stands for; a text of 4 GiB or more.
pub fn parse(text: &str) -> Result<Vec<Tree<'_>>, SyntaxErrors> {
    all(parse_documents(text))
}

/// The documents if nothing is wrong with any.
fn all(documents: Vec<Result<Tree<'_>, SyntaxErrors>>) -> Result<Vec<Tree<'_>>, SyntaxErrors> {
    let mut trees = Vec::with_capacity(documents.len());
    let mut errors = Vec::new();
    for document in documents {
        match document {
            Ok(tree) => trees.push(tree),
            Err(found) => errors.extend(found.into_errors()),
        }
    }
    SyntaxErrors::new(errors).map_or(Ok(trees), Err)
}

/// Reads all documents of a YAML 1.2 text, each for itself: what is wrong with one does not hide the next.
///
/// As [`parse`], which is for those who need all or nothing. After a mistake that leaves no doubt where the document ends,
/// reading goes on at the next `---` or `...` in the first column, which no quote and no bracket can hold.
pub fn parse_documents(text: &str) -> Vec<Result<Tree<'_>, SyntaxErrors>> {
    if let Err(error) = check_size(text.len()) {
        return vec![Err(error.into())];
    }
    Parser::new(text, ()).stream().0
}

/// Reads all documents of a YAML 1.2 text and every token of it, in one pass.
///
/// # Errors
///
/// As [`parse`].
pub fn parse_with_tokens(text: &str) -> Result<(Vec<Tree<'_>>, Tokens), SyntaxErrors> {
    check_size(text.len())?;
    let (documents, tokens) = Parser::new(text, Tokens::new(0)).stream();
    Ok((all(documents)?, tokens))
}

/// The tokens of any text. Joined they are the text, whether it is YAML or not.
///
/// # Errors
///
/// A text of 4 GiB or more.
pub fn tokenize(text: &str) -> Result<Tokens, SyntaxError> {
    check_size(text.len())?;
    Ok(Parser::new(text, Tokens::new(0)).stream().1)
}

/// The tokens of one document of a text.
pub(super) fn tokens_of(text: &str, document: Span) -> Tokens {
    let upto = text.get(..document.end).unwrap_or_default();
    let mut parser = Parser::new(upto, Tokens::new(document.start));
    parser.scanner.position = document.start;
    parser.scanner.line = document.start;
    parser.stream().1
}

/// Refuses texts whose offsets do not fit into a node.
pub(super) fn check_size(length: usize) -> Result<(), SyntaxError> {
    if u32::try_from(length).is_ok_and(|length| length < u32::MAX) {
        return Ok(());
    }
    Err(SyntaxError::of(SyntaxErrorKind::TooLong, Span::new(0, 0)))
}

/// What has begun and not ended: the document, or a block collection.
#[derive(Clone, Copy, Debug)]
struct Level {
    kind: LevelKind,
    /// The column of its entries; the specification's `n` for what is inside. −1 for the document.
    indent: isize,
    awaits: Awaits,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LevelKind {
    Document,
    Sequence,
    Mapping,
}

/// What comes next in a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Awaits {
    /// The document's root, an item after `-`, a value after `:`.
    Node,
    /// The key after `?`.
    ExplicitKey,
    /// The `:` after a key that `?` began; without it the value is absent.
    ExplicitValue,
    /// The next item or entry, or the end.
    Entry,
}

/// Reads a text.
struct Parser<'t, R> {
    scanner: Scanner<'t, R>,
    builder: Builder<'t>,
    /// The levels around the innermost one.
    outer: Vec<Level>,
    level: Level,
    /// Anchor and tag that stand on lines before their node.
    pending: Properties,
    /// Where a node stands that is absent: after the last indicator, property or node.
    vacancy: usize,
    flow: Vec<flow_level::FlowLevel>,
    /// Of the current document: the prefix of each handle that `%TAG` declares.
    handles: BTreeMap<&'t str, &'t str>,
    /// Byte order marks before the document.
    prefix_marks: Vec<usize>,
}

impl<'t, R: Record> Parser<'t, R> {
    fn new(text: &'t str, tokens: R) -> Self {
        Self {
            scanner: Scanner::new(text, tokens),
            builder: Builder::new(text, 0, 0),
            outer: Vec::new(),
            level: Level::DOCUMENT,
            pending: Properties::default(),
            vacancy: 0,
            flow: Vec::new(),
            handles: BTreeMap::new(),
            prefix_marks: Vec::new(),
        }
    }

    /// An error about one character.
    fn error<T>(&self, kind: SyntaxErrorKind, offset: usize) -> Scanned<T> {
        Err(Refusal::of(kind, self.scanner.character(offset)))
    }

    fn note_plain(&mut self, plain: Plain) {
        if plain.has_lines {
            self.builder.lazy(Shape::Plain, plain.span);
        } else {
            let is_merge = self.scanner.bytes.get(plain.span.range()) == Some(b"<<");
            self.builder.verbatim(Shape::Plain, plain.span, plain.span);
            if is_merge {
                self.builder.note_merge();
            }
        }
    }

    fn note_quoted(&mut self, shape: Shape, quoted: Quoted) {
        if quoted.is_verbatim {
            let content = Span::new(quoted.span.start + 1, quoted.span.end - 1);
            self.builder.verbatim(shape, quoted.span, content);
        } else {
            self.builder.lazy(shape, quoted.span);
        }
    }

    fn note_block_scalar(&mut self, scalar: BlockScalar) {
        let shape = if scalar.is_folded { Shape::Folded } else { Shape::Literal };
        self.builder.block_scalar(shape, scalar.span, scalar.text_start, scalar.indent);
    }

    /// `e-node` [106].
    fn absent_at(&mut self, place: usize) {
        let place = Span::new(place, place);
        self.builder.verbatim(Shape::Plain, place, place);
    }

    fn check_depth(&self, depth: usize, offset: usize) -> Scanned {
        if depth < MAX_DEPTH { Ok(()) } else { self.error(SyntaxErrorKind::TooDeep, offset) }
    }
}

impl Level {
    const DOCUMENT: Self = Self { kind: LevelKind::Document, indent: -1, awaits: Awaits::Node };

    /// After one node of it.
    fn advance(&mut self) {
        self.awaits = match (self.kind, self.awaits) {
            (LevelKind::Mapping, Awaits::ExplicitKey) => Awaits::ExplicitValue,
            _ => Awaits::Entry,
        };
    }
}
