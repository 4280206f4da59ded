//! Quoted scalars (YAML 1.2.2, §7.3.1 and §7.3.2).

use super::{Record, Refusal, Scanned, Scanner};
use crate::source::Span;
use crate::yaml::characters::{after_break, is_break};
use crate::yaml::content::escape;
use crate::yaml::error::{SyntaxError, SyntaxErrorKind};
use crate::yaml::token::TokenKind;

/// A quoted scalar that was read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quoted {
    /// With its quotes.
    pub(crate) span: Span,
    pub(crate) has_lines: bool,
    /// Whether its content is what stands between the quotes.
    pub(crate) is_verbatim: bool,
}

impl<R: Record> Scanner<'_, R> {
    /// `c-single-quoted(n,c)` [120], with lines after the first that are indented by more than `parent` spaces.
    pub(crate) fn single_quoted(&mut self, parent: isize) -> Scanned<Quoted> {
        let start = self.position;
        let mut quoted = Quoted { span: Span::new(start, start), has_lines: false, is_verbatim: true };
        let mut at = start + 1;
        loop {
            let rest = self.bytes.get(at..).unwrap_or_default();
            let Some(offset) = rest.iter().position(|byte| matches!(byte, b'\'' | b'\n' | b'\r')) else {
                return Err(self.unclosed_quote(start, self.bytes.len()));
            };
            at += offset;
            if self.byte(at) != b'\'' {
                quoted.has_lines = true;
                at = self.quoted_line(start, at, parent)?;
            } else if self.byte(at + 1) == b'\'' {
                quoted.is_verbatim = false;
                at += 2;
            } else {
                return Ok(self.take_quoted(TokenKind::SingleQuoted, quoted, at + 1));
            }
        }
    }

    /// `c-double-quoted(n,c)` [109], with lines after the first that are indented by more than `parent` spaces.
    pub(crate) fn double_quoted(&mut self, parent: isize) -> Scanned<Quoted> {
        let start = self.position;
        let mut quoted = Quoted { span: Span::new(start, start), has_lines: false, is_verbatim: true };
        let mut at = start + 1;
        loop {
            let rest = self.bytes.get(at..).unwrap_or_default();
            let Some(offset) = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | b'\n' | b'\r'))
            else {
                return Err(self.unclosed_quote(start, self.bytes.len()));
            };
            at += offset;
            match self.byte(at) {
                b'"' => return Ok(self.take_quoted(TokenKind::DoubleQuoted, quoted, at + 1)),
                b'\\' if is_break(self.byte(at + 1)) => at += 1,
                b'\\' => {
                    quoted.is_verbatim = false;
                    at = self.escape(at);
                }
                _ => {
                    quoted.has_lines = true;
                    at = self.quoted_line(start, at, parent)?;
                }
            }
        }
    }

    /// `c-ns-esc-char` [62]: where it ends.
    fn escape(&mut self, at: usize) -> usize {
        match escape::read(self.text, at) {
            Ok((_, end)) => end,
            Err((kind, end)) => {
                self.note(kind, Span::new(at, end));
                end
            }
        }
    }

    /// `s-flow-folded(n)` [74]: from the break at `at` to the first character of the next line that has one.
    fn quoted_line(&mut self, start: usize, at: usize, parent: isize) -> Scanned<usize> {
        let mut line = after_break(self.bytes, at);
        loop {
            let indent = self.spaces(line);
            let content = self.white_end(line + indent);
            if is_break(self.byte(content)) && (content == line + indent || indent.cast_signed() > parent) {
                line = after_break(self.bytes, content);
                continue;
            }
            if content >= self.bytes.len() || self.is_document_marker(line) {
                return Err(self.unclosed_quote(start, line));
            }
            if indent.cast_signed() <= parent {
                let kind = if self.byte(line + indent) == b'\t' {
                    SyntaxErrorKind::TabIndentation
                } else {
                    SyntaxErrorKind::QuotedIndentation
                };
                let at = line + indent;
                let error = SyntaxError::of(kind, self.character(at));
                return Err(error.with_related("the quote opens here", Span::new(start, start + 1)).into());
            }
            return Ok(content);
        }
    }

    fn unclosed_quote(&self, start: usize, end: usize) -> Refusal {
        let error = SyntaxError::of(SyntaxErrorKind::UnclosedQuote, Span::new(start, start + 1));
        error.with_related("the document ends here", self.character(end)).into()
    }

    fn take_quoted(&mut self, kind: TokenKind, mut quoted: Quoted, end: usize) -> Quoted {
        quoted.span = if quoted.has_lines { self.take_lines(kind, end) } else { self.take(kind, end) };
        quoted.is_verbatim &= !quoted.has_lines;
        quoted
    }

    /// Reads a token that has several lines.
    pub(crate) fn take_lines(&mut self, kind: TokenKind, end: usize) -> Span {
        let span = self.take(kind, end);
        let lines = self.bytes.get(span.range()).unwrap_or_default();
        if let Some(last) = lines.iter().rposition(|byte| is_break(*byte)) {
            self.line = span.start + last + 1;
        }
        span
    }
}
