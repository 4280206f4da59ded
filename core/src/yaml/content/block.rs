//! The content of block scalars (YAML 1.2.2, §8.1).

use std::borrow::Cow;

use crate::yaml::characters::{after_break, is_white, line_end};

/// What becomes of the line breaks at the end: `c-chomping-indicator(t)` [164].
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chomping {
    Strip,
    Clip,
    Keep,
}

/// The content of a block scalar: its header, its lines with their indentation up to the last break and without it, how
/// many spaces are indentation, and whether there is that last break.
pub(super) fn content<'t>(header: &str, lines: &'t str, indent: usize, is_ended: bool) -> Cow<'t, str> {
    let is_folded = header.starts_with('>');
    let indicators = header.bytes().skip(1).take_while(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-'));
    let chomping = match indicators.into_iter().find(|byte| matches!(byte, b'+' | b'-')) {
        Some(b'+') => Chomping::Keep,
        Some(_) => Chomping::Strip,
        None => Chomping::Clip,
    };
    let bytes = lines.as_bytes();
    let mut text =
        Text { content: String::with_capacity(lines.len() + 1), is_folded, spaced: None, breaks: 0 };
    let mut at = 0;
    loop {
        let end = line_end(bytes, at);
        let line = lines.get(at..end).unwrap_or_default();
        let indentation = line.bytes().take(indent).take_while(|byte| *byte == b' ').count();
        text.line(line.get(indentation..).unwrap_or_default());
        if end == bytes.len() {
            break;
        }
        text.breaks += 1;
        at = after_break(bytes, end);
    }
    let Text { mut content, spaced, breaks, .. } = text;
    let kept = match chomping {
        Chomping::Strip => 0,
        Chomping::Clip => usize::from(is_ended && spaced.is_some()),
        Chomping::Keep => breaks + usize::from(is_ended),
    };
    content.extend(std::iter::repeat_n('\n', kept));
    Cow::Owned(content)
}

/// The content as far as it goes.
struct Text {
    content: String,
    is_folded: bool,
    /// Whether the last line that is not blank began with white space; none before the first one.
    spaced: Option<bool>,
    /// How many line breaks there were since then.
    breaks: usize,
}

impl Text {
    fn line(&mut self, line: &str) {
        let Some(first) = line.bytes().next() else { return };
        let is_spaced = is_white(first);
        // `b-l-folded(n,c)` [73] and `b-l-spaced(n)` [178].
        let folds = self.is_folded && self.spaced == Some(false) && !is_spaced;
        match self.breaks {
            1 if folds => self.content.push(' '),
            breaks if folds => self.content.extend(std::iter::repeat_n('\n', breaks - 1)),
            breaks => self.content.extend(std::iter::repeat_n('\n', breaks)),
        }
        self.content.push_str(line);
        self.spaced = Some(is_spaced);
        self.breaks = 0;
    }
}
