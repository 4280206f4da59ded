//! Plain scalars (YAML 1.2.2, §7.3.3).

use super::{Record, Scanner};
use crate::source::Span;
use crate::yaml::characters::{after_break, is_break, is_flow_indicator, is_separation, is_white};

/// Which characters end a plain scalar: `block-in`, `block-out` and `block-key` are one here, and so are those of flow
/// collections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Context {
    /// Outside flow collections.
    Block,
    /// Inside them, where their indicators end it too.
    Flow,
}

impl Context {
    /// `ns-plain-safe(c)` [127].
    pub(crate) const fn is_safe(self, byte: u8) -> bool {
        !(is_separation(byte) || matches!(self, Self::Flow) && is_flow_indicator(byte))
    }
}

/// A plain scalar that was found and not yet read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plain {
    pub(crate) span: Span,
    pub(crate) has_lines: bool,
}

const ORDINARY: u8 = 0;
const BLOCK_STOP: u8 = 1;
const FLOW_STOP: u8 = 2;

/// What the search for the end of a plain scalar has to look at more closely.
#[expect(clippy::indexing_slicing, reason = "a constant, and the table has an entry for every byte")]
const STOPS: [u8; 256] = {
    let mut stops = [ORDINARY; 256];
    let both = BLOCK_STOP | FLOW_STOP;
    stops[b':' as usize] = both;
    stops[b'#' as usize] = both;
    stops[b'\n' as usize] = both;
    stops[b'\r' as usize] = both;
    stops[b',' as usize] = FLOW_STOP;
    stops[b'[' as usize] = FLOW_STOP;
    stops[b']' as usize] = FLOW_STOP;
    stops[b'{' as usize] = FLOW_STOP;
    stops[b'}' as usize] = FLOW_STOP;
    stops
};

impl<R: Record> Scanner<'_, R> {
    /// `ns-plain-first(c)` [126].
    pub(crate) fn begins_plain(&self, context: Context) -> bool {
        match self.peek() {
            b'-' | b'?' | b':' => context.is_safe(self.peek_at(1)),
            byte => !(is_separation(byte) || crate::yaml::characters::is_indicator(byte)),
        }
    }

    /// `ns-plain-one-line(c)` [133]: where the scalar ends on the line of its first character.
    pub(crate) fn plain_one_line(&self, from: usize, context: Context) -> usize {
        let stop = match context {
            Context::Block => BLOCK_STOP,
            Context::Flow => FLOW_STOP,
        };
        let mut at = from;
        loop {
            at = self.next_stop(at, stop);
            let ends = match self.byte(at) {
                b':' => !context.is_safe(self.byte(at + 1)),
                b'#' => at == from || is_white(self.byte(at - 1)),
                _ => true,
            };
            if ends {
                break;
            }
            at += 1;
        }
        while at > from && is_white(self.byte(at - 1)) {
            at -= 1;
        }
        at
    }

    fn next_stop(&self, from: usize, stop: u8) -> usize {
        let rest = self.bytes.get(from..).unwrap_or_default();
        rest.iter()
            .position(|byte| stop_class(*byte) & stop != 0)
            .map_or(self.bytes.len(), |offset| from + offset)
    }

    /// `ns-plain-multi-line(n,c)` [135] from the end of its first line: further lines are indented by more than `parent`
    /// spaces, and neither a comment nor the end of the document.
    pub(crate) fn plain_multi_line(
        &self,
        start: usize,
        first_end: usize,
        parent: isize,
        context: Context,
    ) -> Plain {
        let mut end = first_end;
        let mut has_lines = false;
        let mut at = self.white_end(end);
        while is_break(self.byte(at)) {
            let Some(next) = self.continuation(at, parent) else { break };
            let line_end = self.plain_one_line(next, context);
            if line_end == next {
                break;
            }
            has_lines = true;
            end = line_end;
            at = self.white_end(end);
        }
        Plain { span: Span::new(start, end), has_lines }
    }

    /// `s-flow-folded(n)` [74]: where the next line with content begins, if it may continue a scalar.
    fn continuation(&self, from: usize, parent: isize) -> Option<usize> {
        let mut line = after_break(self.bytes, from);
        loop {
            let indent = self.spaces(line);
            let content = self.white_end(line + indent);
            match self.byte(content) {
                // A blank line, whatever blanks are in it: `l-empty(n,c)` [70] has no tab where the indentation is, but
                // everybody reads a line of nothing else as empty.
                b'\n' | b'\r' => line = after_break(self.bytes, content),
                b'#' => return None,
                0 if content >= self.bytes.len() => return None,
                _ if indent.cast_signed() <= parent || self.is_document_marker(line) => return None,
                _ => return Some(content),
            }
        }
    }
}

#[expect(clippy::indexing_slicing, reason = "the table has an entry for every byte")]
fn stop_class(byte: u8) -> u8 {
    STOPS[usize::from(byte)]
}
