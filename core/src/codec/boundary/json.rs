//! Where a JSON value ends in a sequence of values.

use memchr::memchr2;

use super::{BYTE_ORDER_MARK, Substance, break_length, may_become_mark, without_marks};

/// How many bytes of a string are looked at one by one.
const NEAR: usize = 24;

/// Finds the end of one JSON value after the other.
///
/// A frame is the blanks before a value, the value, and the blanks behind it up to and with the first line break.
/// Values need no blank between them where an object, a list or a string ends or begins. Whatever else stands between
/// blanks makes a frame too, so that the parser can say what is wrong with it; so does a value that the end cuts off.
#[derive(Clone, Debug, Default)]
pub(in crate::codec) struct JsonBoundary {
    stage: Stage,
    /// Up to here the frame is scanned. Behind a backslash at the end of the text it is one byte further.
    at: usize,
    depth: usize,
}

/// How far into a frame the scan is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    /// At the start, or behind a byte order mark there.
    #[default]
    Start,
    /// In the blanks before the value.
    Before,
    /// In an object or a list.
    Nested,
    /// In a string.
    Text,
    /// In a number, a literal or something that is no JSON.
    Bare,
    /// In the blanks behind the value.
    Behind,
}

impl JsonBoundary {
    /// See [`Boundary::scan`](super::Boundary::scan).
    pub(super) fn scan(&mut self, text: &[u8], at_end: bool) -> Option<usize> {
        let end = self.resume(text, at_end);
        if end.is_some() {
            *self = Self::default();
        }
        end
    }

    /// See [`Boundary::certain`](super::Boundary::certain).
    pub(super) fn certain(&self) -> usize {
        // One byte less for a backslash at the end of the text.
        self.at.saturating_sub(1)
    }

    /// The length of the first frame of `text`, and whether the end cuts its value off.
    pub(in crate::codec) fn outline(text: &[u8]) -> (usize, bool) {
        let mut boundary = Self::default();
        match boundary.resume(text, true) {
            Some(end) => (end, false),
            None => (text.len(), matches!(boundary.stage, Stage::Nested | Stage::Text)),
        }
    }

    fn resume(&mut self, text: &[u8], at_end: bool) -> Option<usize> {
        loop {
            let rest = text.get(self.at..)?;
            match self.stage {
                Stage::Start => self.start(rest, at_end)?,
                Stage::Before => self.before(rest)?,
                Stage::Nested => self.nested(rest)?,
                Stage::Text => self.text(rest)?,
                Stage::Bare => self.bare(rest)?,
                Stage::Behind => return self.behind(text, at_end),
            }
        }
    }

    fn start(&mut self, rest: &[u8], at_end: bool) -> Option<()> {
        if may_become_mark(rest, at_end) {
            return None;
        }
        if rest.starts_with(BYTE_ORDER_MARK) {
            self.at += BYTE_ORDER_MARK.len();
        } else {
            self.stage = Stage::Before;
        }
        Some(())
    }

    fn before(&mut self, rest: &[u8]) -> Option<()> {
        match self.skip_to(rest, |byte| !is_blank(byte))? {
            b'{' | b'[' => {
                self.at += 1;
                self.depth = 1;
                self.stage = Stage::Nested;
            }
            b'"' => {
                self.at += 1;
                self.stage = Stage::Text;
            }
            _ => self.stage = Stage::Bare,
        }
        Some(())
    }

    /// Goes through an object or a list up to its end or to a string in it. Which bracket closes which is the
    /// parser's concern.
    fn nested(&mut self, rest: &[u8]) -> Option<()> {
        let is_structure = |byte: &u8| matches!(byte, b'{' | b'}' | b'[' | b']' | b'"');
        let mut behind = rest.iter();
        while let Some(byte) = behind.by_ref().find(|byte| is_structure(byte)) {
            match byte {
                b'{' | b'[' => self.depth += 1,
                b'"' => self.stage = Stage::Text,
                _ => self.depth -= 1,
            }
            if self.depth == 0 {
                self.stage = Stage::Behind;
            }
            if self.stage != Stage::Nested {
                self.at += rest.len() - behind.len();
                return Some(());
            }
        }
        self.at += rest.len();
        None
    }

    fn text(&mut self, rest: &[u8]) -> Option<()> {
        // Most strings are shorter than a call of memchr takes.
        let near = rest.iter().take(NEAR).position(|byte| matches!(byte, b'"' | b'\\'));
        let far = || Some(NEAR + memchr2(b'"', b'\\', rest.get(NEAR..)?)?);
        let Some(index) = near.or_else(far) else {
            self.at += rest.len();
            return None;
        };
        if rest.get(index) == Some(&b'\\') {
            self.at += index + 2;
        } else {
            self.at += index + 1;
            self.stage = if self.depth == 0 { Stage::Behind } else { Stage::Nested };
        }
        Some(())
    }

    fn bare(&mut self, rest: &[u8]) -> Option<()> {
        self.skip_to(rest, |byte| is_blank(byte) || matches!(byte, b'{' | b'[' | b'"'))?;
        self.stage = Stage::Behind;
        Some(())
    }

    fn behind(&mut self, text: &[u8], at_end: bool) -> Option<usize> {
        self.skip_to(text.get(self.at..)?, |byte| !matches!(byte, b' ' | b'\t'))?;
        Some(self.at + break_length(text.get(self.at..)?, at_end)?)
    }

    /// Goes to the first byte that is wanted, or to the end of what there is.
    fn skip_to(&mut self, rest: &[u8], wanted: impl Fn(u8) -> bool) -> Option<u8> {
        let found = rest.iter().position(|byte| wanted(*byte));
        self.at += found.unwrap_or(rest.len());
        rest.get(found?).copied()
    }
}

/// The blanks of RFC 8259 §2.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// What a frame holds: JSON has no comments.
pub(super) fn substance(frame: &[u8]) -> Substance {
    if without_marks(frame).iter().all(|byte| is_blank(*byte)) {
        Substance::Nothing
    } else {
        Substance::Content
    }
}
