//! Anchors and tags before a node, and aliases (YAML 1.2.2, §6.9 and §7.1).

use super::{Parser, tag};
use crate::source::Span;
use crate::yaml::error::{SyntaxError, SyntaxErrorKind};
use crate::yaml::node::NodeId;
use crate::yaml::scan::{Record, Scanned};
use crate::yaml::token::TokenKind;

/// `c-ns-properties(n,c)` [96].
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Properties {
    anchor: Option<Span>,
    tag: Option<Span>,
}

impl Properties {
    pub(super) fn is_none(self) -> bool {
        self.anchor.is_none() && self.tag.is_none()
    }

    /// Where the first of them begins.
    pub(super) fn start(self) -> Option<usize> {
        match (self.anchor, self.tag) {
            (Some(anchor), Some(tag)) => Some(anchor.start.min(tag.start)),
            (Some(one), None) | (None, Some(one)) => Some(one.start),
            (None, None) => None,
        }
    }
}

impl<R: Record> Parser<'_, R> {
    /// The properties that stand here, each with the white space after it.
    pub(super) fn properties(&mut self, is_in_flow: bool) -> Scanned<Properties> {
        let mut properties = Properties::default();
        loop {
            match self.scanner.peek() {
                b'&' => {
                    let span = self.scanner.anchor_or_alias(TokenKind::Anchor)?;
                    self.keep_first(&mut properties.anchor, span, SyntaxErrorKind::SecondAnchor);
                }
                b'!' => {
                    let span = self.scanner.tag()?;
                    self.keep_first(&mut properties.tag, span, SyntaxErrorKind::SecondTag);
                }
                _ => return Ok(properties),
            }
            self.vacancy = self.scanner.position;
            let (is_separated, _) = self.scanner.separate_in_line();
            let next = self.scanner.peek();
            let is_end = self.scanner.is_at_line_end() || is_in_flow && matches!(next, b',' | b']' | b'}');
            if !is_separated && !is_end {
                return Err(self.scanner.refusal(SyntaxErrorKind::AfterProperty));
            }
        }
    }

    fn keep_first(&mut self, slot: &mut Option<Span>, span: Span, otherwise: SyntaxErrorKind) {
        match slot {
            Some(_) => self.scanner.note(otherwise, span),
            None => *slot = Some(span),
        }
    }

    /// Adds properties to those of earlier lines.
    pub(super) fn suspend(&mut self, properties: Properties) {
        let mut pending = self.pending;
        if let Some(anchor) = properties.anchor {
            self.keep_first(&mut pending.anchor, anchor, SyntaxErrorKind::SecondAnchor);
        }
        if let Some(tag) = properties.tag {
            self.keep_first(&mut pending.tag, tag, SyntaxErrorKind::SecondTag);
        }
        self.pending = pending;
    }

    /// Gives the properties of earlier lines, and these of the same line, to a node.
    #[inline]
    pub(super) fn apply_all(&mut self, id: NodeId, properties: Properties) {
        if self.pending.is_none() {
            return self.apply(id, properties);
        }
        self.suspend(properties);
        let all = std::mem::take(&mut self.pending);
        self.apply_some(id, all);
    }

    /// Gives properties to a node.
    #[inline]
    pub(super) fn apply(&mut self, id: NodeId, properties: Properties) {
        if !properties.is_none() {
            self.apply_some(id, properties);
        }
    }

    fn apply_some(&mut self, id: NodeId, properties: Properties) {
        let tag = properties.tag.map(|span| (self.resolve_tag(span), span));
        self.builder.set_properties(id, tag, properties.anchor);
    }

    fn resolve_tag(&mut self, span: Span) -> Box<str> {
        let text = self.scanner.text.get(span.range()).unwrap_or_default();
        let name = tag::resolve(text, &self.handles).unwrap_or_else(|kind| {
            self.scanner.note(kind, span);
            text.into()
        });
        if name == tag::MERGE {
            self.builder.note_merge();
        }
        name.into()
    }

    /// `c-ns-alias-node` [104].
    pub(super) fn alias(&mut self, properties: Properties) -> Scanned {
        let span = self.scanner.anchor_or_alias(TokenKind::Alias)?;
        if let Some(start) = properties.start() {
            self.scanner.note(SyntaxErrorKind::PropertiesOfAlias, Span::new(start, span.end));
        }
        let name = self.scanner.text.get(span.start + 1..span.end).unwrap_or_default();
        match self.builder.anchored(name) {
            Some(target) if self.builder.is_complete(target) => self.builder.alias(span, target),
            Some(target) => {
                let error = SyntaxError::of(SyntaxErrorKind::AliasInItself, span);
                let anchor = self.builder.anchor_of(target).unwrap_or(span);
                self.scanner.note_error(error.with_related("the node's anchor", anchor));
                self.absent_at(span.end);
            }
            None => {
                self.scanner.note(SyntaxErrorKind::UnknownAlias, span);
                self.absent_at(span.end);
            }
        }
        Ok(())
    }
}
