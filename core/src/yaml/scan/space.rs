//! White space, line breaks, comments and indentation (YAML 1.2.2, chapter 6).

use super::{Record, Scanned, Scanner};
use crate::source::Span;
use crate::yaml::characters::{after_break, is_break, is_separation, is_white, line_end};
use crate::yaml::error::SyntaxErrorKind;
use crate::yaml::token::TokenKind;

/// The beginning of a line that has more than blanks and a comment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    /// How many spaces it begins with.
    pub(crate) indent: usize,
    /// The first tab of the white space before its content.
    pub(crate) tab: Option<usize>,
}

impl<R: Record> Scanner<'_, R> {
    /// `s-separate-in-line` [66]: whether there was any, and its first tab.
    pub(crate) fn separate_in_line(&mut self) -> (bool, Option<usize>) {
        let start = self.position;
        let end = self.white_end(start);
        if end == start {
            return (false, None);
        }
        self.take(TokenKind::Blanks, end);
        (true, self.tab_within(start, end))
    }

    /// Where the white space at `from` ends.
    pub(crate) fn white_end(&self, from: usize) -> usize {
        let mut end = from;
        while is_white(self.byte(end)) {
            end += 1;
        }
        end
    }

    fn tab_within(&self, start: usize, end: usize) -> Option<usize> {
        let white = self.bytes.get(start..end)?;
        white.iter().position(|byte| *byte == b'\t').map(|offset| start + offset)
    }

    /// How many spaces there are at `from` (`s-indent` [63]).
    pub(crate) fn spaces(&self, from: usize) -> usize {
        let mut end = from;
        while self.byte(end) == b' ' {
            end += 1;
        }
        end - from
    }

    /// `c-nb-comment-text` [75].
    pub(crate) fn comment(&mut self) {
        let end = line_end(self.bytes, self.position);
        let span = self.take(TokenKind::Comment, end);
        self.comments.push(span);
    }

    /// `b-break` [28].
    pub(crate) fn line_break(&mut self) {
        let end = after_break(self.bytes, self.position);
        self.take(TokenKind::LineBreak, end);
        self.line = self.position;
    }

    /// Whether nothing but a comment follows on the line, after the white space that has just been read.
    pub(crate) fn is_at_line_end(&self) -> bool {
        let byte = self.peek();
        is_break(byte) || (byte == b'#' && self.follows_white()) || (byte == 0 && self.is_at_end())
    }

    fn follows_white(&self) -> bool {
        self.position == self.line || is_white(self.byte(self.position - 1))
    }

    /// `s-b-comment` [77]: the rest of a line, which holds nothing but a comment.
    pub(crate) fn rest_of_line(&mut self, otherwise: SyntaxErrorKind) -> Scanned {
        self.separate_in_line();
        if self.peek() == b'#' {
            self.comment_after(otherwise)?;
        }
        match self.peek() {
            byte if is_break(byte) => self.line_break(),
            _ if self.is_at_end() => {}
            _ => return Err(self.refusal(otherwise)),
        }
        Ok(())
    }

    /// A comment, which is told apart from a text by the white space before it.
    pub(crate) fn comment_after(&mut self, otherwise: SyntaxErrorKind) -> Scanned {
        if !self.follows_white() {
            if otherwise == SyntaxErrorKind::AfterHeader {
                return Err(self.refusal(SyntaxErrorKind::CommentNotSeparated));
            }
            self.note(SyntaxErrorKind::CommentNotSeparated, Span::new(self.position, self.position + 1));
        }
        self.comment();
        Ok(())
    }

    /// `l-comment*` [78]: reads blank lines, comments and then the indentation of the next line with content. None at
    /// the end of the text. The position is at the start of a line.
    pub(crate) fn next_line(&mut self) -> Option<Line> {
        loop {
            let start = self.position;
            let indent = self.spaces(start);
            let mut end = start + indent;
            let mut tab = None;
            if self.byte(end) == b'\t' {
                tab = Some(end);
                end = self.white_end(end);
            }
            self.take(TokenKind::Blanks, end);
            match self.peek() {
                b'#' => {
                    self.comment();
                    self.line_break();
                }
                b'\n' | b'\r' => self.line_break(),
                0 if self.is_at_end() => return None,
                _ => return Some(Line { indent, tab }),
            }
            if self.is_at_end() {
                return None;
            }
        }
    }

    /// `c-forbidden` [206]: whether a document ends before the line that begins at `line`.
    pub(crate) fn is_document_marker(&self, line: usize) -> bool {
        let marker = self.bytes.get(line..line + 3);
        matches!(marker, Some(b"---" | b"...")) && is_separation(self.byte(line + 3))
    }
}
