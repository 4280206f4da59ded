//! What has to stand between two documents so that neither runs into the other.

use super::boundary::{JsonBoundary, YamlBoundary, YamlHead, YamlTail};

/// What the stream that was written so far leaves open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Tail {
    /// Nothing was written.
    #[default]
    Start,
    /// Comments that no document followed, or directives, which apply to what follows.
    Prefix { has_directive: bool },
    /// A YAML document, which more content would continue.
    Document,
    /// A YAML document with its `...`.
    Closed,
    /// A whole JSON value.
    Value,
    /// A JSON value that is cut off: whatever follows would become part of it.
    CutOff,
}

/// How a document begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// With its `---`.
    Marker,
    /// With comments, blank lines or directives before its `---`, or with directives alone.
    Prefix,
    /// Without a `---`.
    Bare,
}

/// What matters of a document for its neighbors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Outline {
    pub(super) head: Head,
    pub(super) tail: Tail,
    /// How many bytes the first document has; what follows is a second one.
    pub(super) length: usize,
}

impl Outline {
    pub(super) fn of_yaml(boundary: &mut YamlBoundary, document: &[u8]) -> Self {
        let (head, tail, length) = boundary.outline(document);
        let YamlHead { marks, marker, has_directive } = head;
        let tail = match tail {
            YamlTail::Prefix => Tail::Prefix { has_directive },
            // A directive that no marker follows is a mistake, which must not pass over to the next document.
            YamlTail::Content => Tail::Document,
            YamlTail::Closed => Tail::Closed,
        };
        let head = match marker {
            Some(offset) if offset == marks => Head::Marker,
            Some(_) => Head::Prefix,
            None if has_directive => Head::Prefix,
            None => Head::Bare,
        };
        Self { head, tail, length }
    }

    pub(super) fn of_json(document: &[u8]) -> Self {
        let (length, is_cut_off) = JsonBoundary::outline(document);
        Self { head: Head::Bare, tail: if is_cut_off { Tail::CutOff } else { Tail::Value }, length }
    }
}

/// The marker lines to put between a YAML stream and the next document.
///
/// `continues` says that the document stood right behind the last one in the stream it was read from.
pub(super) fn between_yaml(tail: Tail, head: Head, continues: bool) -> &'static [&'static str] {
    match (tail, head) {
        (Tail::Document | Tail::Prefix { has_directive: false }, Head::Bare) => &["---"],
        (Tail::Prefix { has_directive: true }, Head::Bare) => &["...", "---"],
        // Directives are allowed, and comments a document's own, only where the one above is closed.
        (Tail::Document, Head::Prefix) | (Tail::Prefix { has_directive: true }, _) => &["..."],
        // Not needed in YAML, but programs that split at `---` alone would lose the second document.
        (Tail::Closed, Head::Bare) if !continues => &["---"],
        _ => &[],
    }
}
