//! One tree for YAML and JSON over the original bytes: kinds, exact places, decoded scalars, comments.
//!
//! [`parse()`] reads every document of a YAML text and [`parse_json`] one JSON value; both give a [`Tree`], whose nodes
//! are small and flat, in the order of the text, and borrow from it. What a plain scalar means is decided as
//! Kubernetes' reader does (`sigs.k8s.io/yaml`, that is go-yaml v2 and then JSON), by [`Tree::scalar`] and
//! [`Tree::key_text`].
//!
//! Aliases are nodes of their own and are never expanded here. A reader that follows them first compares
//! [`Tree::expanded_len`] and [`Tree::expanded_depth`] with what it is willing to do.
//!
//! The parser is our own: `scan` has the productions of the specification that read characters and records tokens, `parse`
//! those of documents and collections, and `content` says what a scalar's lines and escapes mean. The numbers in brackets
//! beside the productions are those of YAML 1.2.2.

mod build;
mod characters;
mod content;
pub mod de;
mod error;
mod json;
mod keys;
mod mistake;
mod node;
mod parse;
mod scalar;
mod scan;
mod token;
mod tree;

pub use error::{ScalarError, SyntaxError, SyntaxErrorKind, SyntaxErrors};
pub use json::parse_json;
pub use keys::Entries;
pub use node::{CollectionStyle, Items, NodeId, NodeKind, Pairs, ScalarStyle};
pub use parse::{parse, parse_documents, parse_with_tokens, tokenize};
pub use scalar::{Scalar, resolve_plain};
pub use token::{Token, TokenKind, Tokens};
pub use tree::{Comment, Tree};

/// How many collections may stand inside each other in a text: as many block ones, and as many flow ones within them.
pub const MAX_DEPTH: usize = 255;

#[cfg(test)]
pub(crate) mod tests;
