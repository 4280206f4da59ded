//! Where a YAML document ends, by the rules of YAML 1.2.2 §9.

use memchr::memchr2;
use memchr::memmem::Finder;

use super::{BYTE_ORDER_MARK, Substance, break_length, may_become_mark, without_marks};

const DOCUMENT_START: &[u8] = b"---";
const DOCUMENT_END: &[u8] = b"...";

/// Finds the end of one YAML document after the other.
///
/// A document begins with comments and directives (`l-document-prefix`, `l-directive-document`), which its `---`
/// belongs to. From there on the next `---` ends it and heads the next one; the line of a `...` ends it and is its own.
/// Both are markers only at the start of a line and before a blank, a line break or the end, and are so everywhere:
/// no scalar may hold such a line (`c-forbidden`).
#[derive(Clone, Debug)]
pub(in crate::codec) struct YamlBoundary {
    stage: Stage,
    /// Up to here the frame is scanned. In the prefix, all before it is part of the frame.
    at: usize,
    /// Up to here no `---` begins. The search for one goes beyond the frame when a `...` ends that.
    without_start: usize,
    head: YamlHead,
    starts: Finder<'static>,
    ends: Finder<'static>,
}

/// How far into a document the scan is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// At the start of a line of the prefix.
    PrefixLine,
    /// Behind the blanks that begin a line of the prefix.
    PrefixIndent,
    /// In a comment or a directive.
    PrefixRest,
    /// Behind the `---`, or in the content of a document without one.
    Content,
    /// In the line of a `...`.
    EndLine,
}

/// What a document was seen to begin with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::codec) struct YamlHead {
    /// How many bytes of byte order marks it begins with.
    pub(in crate::codec) marks: usize,
    /// Where its `---` stands.
    pub(in crate::codec) marker: Option<usize>,
    /// Whether its prefix has a directive, or a byte order mark on a later line. Behind a `---` both are mistakes.
    pub(in crate::codec) has_directive: bool,
}

/// What a text that ends where the scan ended leaves open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::codec) enum YamlTail {
    /// Comments or directives, and neither content nor a marker.
    Prefix,
    /// A document, which more content would continue.
    Content,
    /// Nothing: the line of a `...`.
    Closed,
}

impl Default for YamlBoundary {
    fn default() -> Self {
        Self {
            stage: Stage::PrefixLine,
            at: 0,
            without_start: 0,
            head: YamlHead::default(),
            starts: Finder::new(DOCUMENT_START),
            ends: Finder::new(DOCUMENT_END),
        }
    }
}

impl YamlBoundary {
    /// See [`Boundary::scan`](super::Boundary::scan).
    pub(super) fn scan(&mut self, text: &[u8], at_end: bool) -> Option<usize> {
        let end = self.resume(text, at_end);
        if let Some(end) = end {
            self.begin();
            self.without_start = self.without_start.saturating_sub(end);
        }
        end
    }

    /// See [`Boundary::certain`](super::Boundary::certain).
    pub(super) fn certain(&self) -> usize {
        // A byte order mark before a marker that is not whole yet may be the first of the next document.
        self.at.saturating_sub(BYTE_ORDER_MARK.len())
    }

    /// The head of the first document of `text`, and what the document leaves open, if it is all of the text.
    pub(in crate::codec) fn outline(&mut self, text: &[u8]) -> (YamlHead, YamlTail, usize) {
        self.begin();
        self.without_start = 0;
        let end = self.resume(text, true);
        let tail = match self.stage {
            Stage::PrefixLine | Stage::PrefixIndent | Stage::PrefixRest => YamlTail::Prefix,
            Stage::Content => YamlTail::Content,
            Stage::EndLine => YamlTail::Closed,
        };
        (self.head, tail, end.unwrap_or(text.len()))
    }

    fn begin(&mut self) {
        self.stage = Stage::PrefixLine;
        self.at = 0;
        self.head = YamlHead::default();
    }

    fn resume(&mut self, text: &[u8], at_end: bool) -> Option<usize> {
        while matches!(self.stage, Stage::PrefixLine | Stage::PrefixIndent | Stage::PrefixRest) {
            self.prefix(text.get(self.at..)?, at_end)?;
        }
        if self.stage == Stage::Content {
            let next = self.content(text, at_end)?;
            if self.stage == Stage::Content {
                return Some(next);
            }
        }
        self.end_line(text, at_end)
    }

    /// One step through the prefix; `None` if it takes more bytes.
    fn prefix(&mut self, rest: &[u8], at_end: bool) -> Option<()> {
        if self.stage == Stage::PrefixRest {
            let Some(length) = memchr2(b'\n', b'\r', rest) else {
                self.at += rest.len();
                return None;
            };
            self.at += length;
            self.stage = Stage::PrefixIndent;
            return Some(());
        }
        if self.stage == Stage::PrefixLine {
            if may_become_mark(rest, at_end) {
                return None;
            }
            if rest.starts_with(BYTE_ORDER_MARK) {
                if self.at == self.head.marks {
                    self.head.marks += BYTE_ORDER_MARK.len();
                } else {
                    self.head.has_directive = true;
                }
                self.at += BYTE_ORDER_MARK.len();
                return Some(());
            }
            if let Some(marker) = marker_at(rest, at_end)? {
                self.at += DOCUMENT_START.len();
                self.begin_at_marker(marker);
                return Some(());
            }
        }
        self.prefix_sign(rest)
    }

    fn begin_at_marker(&mut self, marker: Marker) {
        if marker == Marker::Start {
            self.head.marker = Some(self.at - DOCUMENT_START.len());
            self.stage = Stage::Content;
        } else {
            self.stage = Stage::EndLine;
        }
    }

    /// The first sign on a line of the prefix, a break, or what of the blanks before it is there.
    fn prefix_sign(&mut self, rest: &[u8]) -> Option<()> {
        let blanks = rest.iter().take_while(|byte| is_blank(**byte)).count();
        if blanks > 0 {
            self.stage = Stage::PrefixIndent;
        }
        self.at += blanks;
        match rest.get(blanks)? {
            b'\n' | b'\r' => {
                // The LF of a CRLF counts as an empty line of its own, which changes nothing here.
                self.at += 1;
                self.stage = Stage::PrefixLine;
            }
            b'#' => self.stage = Stage::PrefixRest,
            b'%' if self.stage == Stage::PrefixLine => {
                self.head.has_directive = true;
                self.stage = Stage::PrefixRest;
            }
            _ => self.stage = Stage::Content,
        }
        Some(())
    }

    /// The next marker: where the next document begins, or, with the stage changed, where a `...` stands.
    fn content(&mut self, text: &[u8], at_end: bool) -> Option<usize> {
        loop {
            let start = find(&self.starts, text, self.at.max(self.without_start), text.len());
            let partial = DOCUMENT_START.len() - 1;
            self.without_start = start.unwrap_or(text.len().saturating_sub(partial));
            // Looking for a `...` no further than to the next `---` keeps the search linear in streams of many
            // documents.
            while let Some(hit) = find(&self.ends, text, self.at, start.unwrap_or(text.len())) {
                if self.is_marker(text, hit, at_end)? {
                    if line_start(text, hit) == Some(hit) {
                        self.stage = Stage::EndLine;
                        return Some(hit);
                    }
                    // Only the start of a document may have a byte order mark before it.
                    self.at += DOCUMENT_END.len();
                }
            }
            let Some(hit) = start else {
                self.at = self.at.max(text.len().saturating_sub(partial));
                return None;
            };
            if self.is_marker(text, hit, at_end)? {
                return line_start(text, hit);
            }
        }
    }

    /// Whether three equal signs are a marker; `None` if it takes more bytes to say. Goes behind them if they are not.
    fn is_marker(&mut self, text: &[u8], hit: usize, at_end: bool) -> Option<bool> {
        self.at = hit;
        let signs = text.get(hit..)?;
        let is_marker = line_start(text, hit).is_some() && marker_at(signs, at_end)?.is_some();
        if !is_marker {
            self.at += run_length(signs);
        }
        Some(is_marker)
    }

    fn end_line(&mut self, text: &[u8], at_end: bool) -> Option<usize> {
        let rest = text.get(self.at..)?;
        let Some(length) = memchr2(b'\n', b'\r', rest) else {
            self.at = text.len();
            return None;
        };
        self.at += length;
        Some(self.at + break_length(rest.get(length..)?, at_end)?)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Marker {
    Start,
    End,
}

/// The marker that a line begins with; the outer `None` if it takes more bytes to say.
#[expect(
    clippy::option_option,
    reason = "not certain yet is another answer than no marker, and `?` passes it on"
)]
fn marker_at(line: &[u8], at_end: bool) -> Option<Option<Marker>> {
    let (sign, behind) = line.split_at_checked(DOCUMENT_START.len()).unwrap_or((line, &[]));
    if !DOCUMENT_START.starts_with(sign) && !DOCUMENT_END.starts_with(sign) {
        return Some(None);
    }
    match behind.first() {
        None if !at_end => None,
        Some(byte) if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') => Some(None),
        _ if sign == DOCUMENT_START => Some(Some(Marker::Start)),
        _ if sign == DOCUMENT_END => Some(Some(Marker::End)),
        _ => Some(None),
    }
}

fn find(finder: &Finder<'_>, text: &[u8], from: usize, to: usize) -> Option<usize> {
    Some(from + finder.find(text.get(from..to)?)?)
}

/// Where the line begins in which only a byte order mark, or nothing, stands before `hit`.
fn line_start(text: &[u8], hit: usize) -> Option<usize> {
    let before = text.get(..hit)?;
    let line_start = before.strip_suffix(BYTE_ORDER_MARK).unwrap_or(before);
    matches!(line_start.last()?, b'\n' | b'\r').then_some(line_start.len())
}

/// How often the first byte stands at the start, so that a line of a hundred dashes is one hit and not thirty-three.
fn run_length(text: &[u8]) -> usize {
    text.iter().take_while(|byte| Some(*byte) == text.first()).count()
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// What a frame holds, by its lines.
pub(super) fn substance(frame: &[u8]) -> Substance {
    let mut substance = Substance::Nothing;
    let mut has_start = false;
    let mut lines = frame;
    while !lines.is_empty() {
        let length = memchr2(b'\n', b'\r', lines).unwrap_or(lines.len());
        let (line, behind) = lines.split_at_checked(length).unwrap_or((lines, &[]));
        lines = behind.get(1..).unwrap_or_default();
        let line = if has_start { line } else { without_marks(line) };
        let rest = match marker_at(line, true).flatten() {
            Some(marker) => {
                has_start |= marker == Marker::Start;
                line.get(DOCUMENT_START.len()..).unwrap_or_default()
            }
            None => line,
        };
        let is_directive = !has_start && rest.first() == Some(&b'%');
        match rest.iter().find(|byte| !is_blank(**byte)) {
            None => {}
            Some(b'#') => substance = Substance::Comments,
            Some(b'%') if is_directive => substance = Substance::Comments,
            Some(_) => return Substance::Content,
        }
    }
    substance
}
