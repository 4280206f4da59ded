//! Block scalars (YAML 1.2.2, §8.1).

use super::{Record, Refusal, Scanned, Scanner};
use crate::source::Span;
use crate::yaml::characters::{after_break, is_break, line_end};
use crate::yaml::error::SyntaxErrorKind;
use crate::yaml::token::TokenKind;

/// A block scalar that was read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BlockScalar {
    /// From its `|` or `>` to its last line that is not blank; with `+` the blank lines after it too, without the last
    /// break.
    pub(crate) span: Span,
    /// Where the line after the header begins.
    pub(crate) text_start: usize,
    /// How many spaces of each line are indentation.
    pub(crate) indent: usize,
    pub(crate) is_folded: bool,
}

/// `c-b-block-header(t)` [162].
#[derive(Clone, Copy, Default)]
struct Header {
    indentation: Option<u8>,
    chomping: Option<u8>,
}

/// The lines of a block scalar.
#[derive(Clone, Copy)]
struct Lines {
    /// Where the last line that is not blank ends, without its break.
    text_end: Option<usize>,
    /// Where the first line begins that is not the scalar's.
    end: usize,
    indent: usize,
}

impl<R: Record> Scanner<'_, R> {
    /// `c-l+literal(n)` [170] and `c-l+folded(n)` [174].
    pub(crate) fn block_scalar(&mut self, parent: isize) -> Scanned<BlockScalar> {
        let start = self.position;
        let is_folded = self.peek() == b'>';
        self.indicator(if is_folded { TokenKind::Folded } else { TokenKind::Literal });
        let header = self.block_header()?;
        let header_end = self.position;
        self.rest_of_line(SyntaxErrorKind::AfterHeader)?;
        let text_start = self.position;
        let lines = self.block_lines(header.indentation, parent)?;
        let text_end = lines.text_end.map_or(text_start, |end| after_break(self.bytes, end));
        self.take(TokenKind::BlockText, text_end);
        self.take(TokenKind::BlockTail, lines.end);
        self.line = self.position;
        let end = match lines.text_end {
            _ if header.chomping == Some(b'+') && lines.end > text_start => self.before_break(lines.end),
            Some(end) => end,
            None => header_end,
        };
        Ok(BlockScalar { span: Span::new(start, end), text_start, indent: lines.indent, is_folded })
    }

    fn block_header(&mut self) -> Scanned<Header> {
        let mut header = Header::default();
        loop {
            match self.peek() {
                b'0' => return Err(self.refusal(SyntaxErrorKind::ZeroIndentation)),
                digit @ b'1'..=b'9' if header.indentation.is_none() => {
                    header.indentation = Some(digit - b'0');
                    self.indicator(TokenKind::IndentationIndicator);
                }
                sign @ (b'+' | b'-') if header.chomping.is_none() => {
                    header.chomping = Some(sign);
                    self.indicator(TokenKind::ChompingIndicator);
                }
                _ => return Ok(header),
            }
        }
    }

    /// `l-literal-content(n,t)` [173], which has the same lines as `l-folded-content(n,t)` [182].
    fn block_lines(&self, indicator: Option<u8>, parent: isize) -> Scanned<Lines> {
        let least = usize::try_from(parent + 1).unwrap_or_default();
        let indent = match indicator {
            Some(digit) => parent.max(0).unsigned_abs() + usize::from(digit),
            None => self.detect_indentation(least)?,
        };
        let mut lines = Lines { text_end: None, end: self.position, indent };
        while lines.end < self.bytes.len() {
            let line = lines.end;
            let spaces = self.spaces_up_to(line, indent);
            let at = line + spaces;
            if is_break(self.byte(at)) {
                lines.end = after_break(self.bytes, at);
            } else if spaces == indent && !(indent == 0 && self.is_document_marker(line)) {
                let end = line_end(self.bytes, at);
                if end > at {
                    lines.text_end = Some(end);
                }
                lines.end = after_break(self.bytes, end);
            } else if at >= self.bytes.len() {
                lines.end = at;
            } else if self.byte(at) == b'\t' {
                return Err(Refusal::of(SyntaxErrorKind::TabIndentation, self.character(at)));
            } else {
                break;
            }
        }
        Ok(lines)
    }

    fn spaces_up_to(&self, from: usize, most: usize) -> usize {
        let rest = self.bytes.get(from..).unwrap_or_default();
        rest.iter().take(most).take_while(|byte| **byte == b' ').count()
    }

    /// The indentation of the first line that is not blank, or of the longest blank line if there is none.
    fn detect_indentation(&self, least: usize) -> Scanned<usize> {
        let mut line = self.position;
        let mut longest: Option<(usize, usize)> = None;
        loop {
            let spaces = self.spaces(line);
            let at = line + spaces;
            let deeper = longest.is_none_or(|(_, most)| spaces > most);
            if !is_break(self.byte(at)) {
                let most = longest.map_or(0, |(_, most)| most);
                if at >= self.bytes.len() || spaces < least {
                    return Ok(most.max(if at >= self.bytes.len() { spaces } else { 0 }).max(least));
                }
                return match longest {
                    // Kubernetes' reader refuses this, and the specification does not.
                    _ if spaces == 0 && self.byte(at) == b'\t' => {
                        Err(Refusal::of(SyntaxErrorKind::TabIndentation, self.character(at)))
                    }
                    Some((blank, most)) if most > spaces => {
                        let place = Span::new(blank, blank + most);
                        Err(Refusal::of(SyntaxErrorKind::BlankLineIndentation, place))
                    }
                    _ => Ok(spaces),
                };
            }
            if deeper {
                longest = Some((line, spaces));
            }
            line = after_break(self.bytes, at);
        }
    }

    /// The end of a line that ends with the break before `end`, or `end` where there is none.
    fn before_break(&self, end: usize) -> usize {
        match self.bytes.get(..end) {
            Some([.., b'\r', b'\n']) => end - 2,
            Some([.., b'\n' | b'\r']) => end - 1,
            _ => end,
        }
    }
}
