//! Anchors, aliases and tags (YAML 1.2.2, §6.9 and §7.1).

use super::{Record, Scanned, Scanner};
use crate::source::Span;
use crate::yaml::characters::{is_flow_indicator, is_separation, is_tag, is_uri, is_word};
use crate::yaml::error::SyntaxErrorKind;
use crate::yaml::token::TokenKind;

impl<R: Record> Scanner<'_, R> {
    /// `c-ns-anchor-property` [101] or `c-ns-alias-node` [104].
    pub(crate) fn anchor_or_alias(&mut self, kind: TokenKind) -> Scanned<Span> {
        let start = self.position + 1;
        let end = self.name_end(start);
        if end == start {
            return Err(self.refusal(SyntaxErrorKind::NamelessAnchor));
        }
        Ok(self.take(kind, end))
    }

    /// `ns-anchor-name` [103].
    pub(crate) fn name_end(&self, start: usize) -> usize {
        let mut end = start;
        // `ns-anchor-char` [102].
        while !is_separation(self.byte(end)) && !is_flow_indicator(self.byte(end)) {
            end += 1;
        }
        end
    }

    /// `c-ns-tag-property` [97].
    pub(crate) fn tag(&mut self) -> Scanned<Span> {
        let start = self.position;
        if self.peek_at(1) == b'<' {
            let mut end = start + 2;
            while is_uri(self.byte(end)) {
                end += 1;
            }
            if self.byte(end) != b'>' || end == start + 2 {
                return Err(self.refusal(SyntaxErrorKind::VerbatimTag));
            }
            return Ok(self.take(TokenKind::Tag, end + 1));
        }
        let mut end = self.tag_handle_end(start);
        let suffix = end;
        while is_tag(self.byte(end)) {
            end += 1;
        }
        if end == suffix && suffix > start + 1 {
            return Err(self.refusal(SyntaxErrorKind::TagWithoutSuffix));
        }
        Ok(self.take(TokenKind::Tag, end))
    }

    /// `c-tag-handle` [89]: `!`, `!!` or `!name!`.
    pub(crate) fn tag_handle_end(&self, start: usize) -> usize {
        let mut end = start + 1;
        while is_word(self.byte(end)) {
            end += 1;
        }
        if self.byte(end) == b'!' { end + 1 } else { start + 1 }
    }
}
