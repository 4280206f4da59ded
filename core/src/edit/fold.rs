//! Texts whose line breaks mean blanks, broken where they were.

use super::layout::Layout;
use super::spelling::Spelled;
use crate::emit::quote::{self, Context, Literal};
use crate::yaml::{NodeId, ScalarStyle};

/// How far lines reach at least before they are broken.
const USUAL_WIDTH: usize = 80;
/// How many of the old lines are looked through for one that goes on.
const LOOKED_THROUGH: usize = 32;

impl Layout<'_, '_> {
    /// The text folded as the old block is, with as many of its lines as stay; none if it would not read back.
    pub(super) fn folded(self, text: &str, old: NodeId) -> Option<Spelled> {
        let (body, end) = (text.trim_end_matches('\n'), text.len());
        let chomping = match end - body.len() {
            0 => "-",
            1 => "",
            _ => return None,
        };
        if !is_foldable(body) || Literal::of(&format!("{body}\n")).is_none() {
            return None;
        }
        let span = self.tree.span(old);
        let column = self.body_column(old).unwrap_or_default();
        let mut breaks = Breaks::of(self.lines.slice(self.lines.next(span.start), span.end), column);
        let mut lines = Vec::new();
        for (index, paragraph) in body.split('\n').enumerate() {
            if index > 0 {
                lines.push(String::new());
            }
            lines.extend(breaks.broken(paragraph, column).into_iter().map(str::to_owned));
        }
        Some(Spelled::Block { header: format!(">{chomping}"), lines })
    }

    /// The text over several lines, plain or in quotes, as the old scalar is; none if it is on one line, or if the text
    /// would not read back.
    pub(super) fn over_lines(self, text: &str, old: NodeId, style: ScalarStyle) -> Option<String> {
        let span = self.tree.span(old);
        let written = self.lines.span(span);
        let second = written.find(['\n', '\r'])?;
        let (quote, inner) = match style {
            ScalarStyle::Plain => ("", written),
            ScalarStyle::SingleQuoted => ("'", written.strip_prefix('\'')?.strip_suffix('\'')?),
            ScalarStyle::DoubleQuoted => ("\"", written.strip_prefix('"')?.strip_suffix('"')?),
            ScalarStyle::Literal | ScalarStyle::Folded => return None,
        };
        // A break behind a backslash is no blank.
        let has_escapes = style == ScalarStyle::DoubleQuoted && inner.contains('\\');
        let gets_paragraphs = text.contains('\n') && !self.tree.content(old).contains('\n');
        if has_escapes || gets_paragraphs || !is_foldable(text) {
            return None;
        }
        let rest = self.lines.skip_trivia(span.start + second);
        let (first, column) = (self.lines.column(span.start) + quote.len(), self.lines.column(rest));
        let blanks = " ".repeat(column);
        let mut breaks = Breaks::of(inner, column);
        let mut out = quote.to_owned();
        for (index, paragraph) in text.split('\n').enumerate() {
            if index > 0 {
                out.extend(["\n\n", &blanks]);
            }
            let paragraph = in_style(paragraph, style)?;
            let lines = breaks.broken(&paragraph, if index == 0 { first } else { column });
            if style == ScalarStyle::Plain && lines.iter().skip(1).any(|line| !begins_as_text(line)) {
                return None;
            }
            out.push_str(&lines.join(&format!("\n{blanks}")));
        }
        out.push_str(quote);
        Some(out)
    }
}

/// Whether every line begins and ends with a word, with one blank between words, so that any of them may be a break.
fn is_foldable(text: &str) -> bool {
    text.split('\n').all(|line| {
        !line.is_empty()
            && !line.starts_with([' ', '\t'])
            && !line.ends_with([' ', '\t'])
            && !line.contains("  ")
    })
}

/// A line as it stands between the quotes of a style.
fn in_style(line: &str, style: ScalarStyle) -> Option<String> {
    match style {
        ScalarStyle::SingleQuoted => quote::is_single_quotable(line).then(|| line.replace('\'', "''")),
        ScalarStyle::DoubleQuoted => {
            let mut quoted = String::new();
            quote::write_double_quoted(line, &mut quoted);
            Some(quoted.strip_prefix('"')?.strip_suffix('"')?.to_owned())
        }
        _ => quote::is_plain(line, Context::Block).then(|| line.to_owned()),
    }
}

/// Whether a line of a plain scalar looks like nothing else.
fn begins_as_text(line: &str) -> bool {
    line.starts_with(|char: char| char.is_alphanumeric() || char == '(')
}

/// Where the lines of an old text break.
struct Breaks<'t> {
    old: Vec<&'t str>,
    /// How many of them are behind.
    done: usize,
    /// Where lines begin but the first.
    column: usize,
    /// The column that they may reach.
    width: usize,
}

impl<'t> Breaks<'t> {
    fn of(old: &'t str, column: usize) -> Self {
        let old: Vec<&str> = old.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let longest = old.iter().map(|line| line.chars().count()).max().unwrap_or(0);
        Self { old, done: 0, column, width: USUAL_WIDTH.max(column + longest) }
    }

    /// Breaks a paragraph that begins at a column: before what an old line begins with, else by width.
    fn broken<'p>(&mut self, paragraph: &'p str, first: usize) -> Vec<&'p str> {
        let (mut rest, mut column) = (paragraph, first);
        let mut lines = Vec::new();
        while !rest.is_empty() {
            let end = self.end_of_old(rest).unwrap_or_else(|| self.end_of_new(rest, column));
            let (line, behind) = rest.split_at_checked(end.max(1)).unwrap_or((rest, ""));
            lines.push(line);
            rest = behind.strip_prefix(' ').unwrap_or(behind);
            column = self.column;
        }
        lines
    }

    /// The end of the old line that the text goes on with.
    fn end_of_old(&mut self, text: &str) -> Option<usize> {
        let (index, len) = self.next_old(text)?;
        self.done = index + 1;
        Some(len)
    }

    fn next_old(&self, text: &str) -> Option<(usize, usize)> {
        let goes_on =
            |line: &str| text.strip_prefix(line).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        let mut old = self.old.iter().enumerate().skip(self.done).take(LOOKED_THROUGH);
        old.find(|(_, line)| goes_on(line)).map(|(index, line)| (index, line.len()))
    }

    /// Where a line ends of which something is new: before an old line, or where the last word ends that has room.
    fn end_of_new(&self, text: &str, mut column: usize) -> usize {
        let mut end = 0;
        for next in text.match_indices(' ').map(|(index, _)| index).chain([text.len()]) {
            let (word, behind) = (text.get(end..next), text.get(next + 1..));
            column += word.map_or(0, |word| word.chars().count());
            if end > 0 && column > self.width {
                break;
            }
            end = next;
            if behind.is_some_and(|behind| self.next_old(behind).is_some()) {
                break;
            }
        }
        end
    }
}
