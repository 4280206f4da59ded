//! Block YAML, laid out as kubectl prints it.

#[cfg(test)]
mod tests;

use super::quote::{self, Context, Literal, push_blanks};
use crate::value::{Event, Node, Tape};

/// How far the lines of block YAML are indented.
///
/// An indentation below 1 or above 9, which YAML cannot write beside a `|`, is taken for the nearest that it can.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BlockStyle {
    /// By how many blanks a mapping stands right of its key, from 1 to 9.
    pub indent: usize,
    /// Whether the dashes of a list stand right of its key, instead of below its first character.
    pub indent_lists: bool,
    /// Whether a text that needs quotes gets single ones, where it can.
    pub single_quotes: bool,
    /// Whether a text of several lines becomes a literal block, where it can; else it is quoted on one line.
    pub literals: bool,
}

impl BlockStyle {
    fn indent(self) -> usize {
        self.indent.clamp(1, 9)
    }
}

/// Two blanks, and dashes below the first character of the key, as kubectl prints.
impl Default for BlockStyle {
    fn default() -> Self {
        Self { indent: 2, indent_lists: false, single_quotes: false, literals: true }
    }
}

/// Appends the value on a tape as one document: block style, keys in their order, a line break at the end.
///
/// A text is plain when no reader of YAML 1.1 or 1.2 takes it for anything else, a literal block when it has several
/// lines and loses nothing, and else in quotes. No line is folded. An empty tape appends nothing.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use libgitops_core::emit;
/// use libgitops_core::value::Tape;
///
/// let mut text = String::new();
/// emit::yaml(&Tape::of(&BTreeMap::from([("answers", ["maybe", "no"])]))?, &mut text);
/// assert_eq!(text, "answers:\n- maybe\n- \"no\"\n");
/// # Ok::<(), libgitops_core::error::Error>(())
/// ```
pub fn yaml(tape: &Tape, out: &mut String) {
    let mut writer = Writer { out, style: BlockStyle::default(), open: Vec::new() };
    writer.events(tape.events());
}

/// Appends one entry of a mapping whose keys stand at `column`, as whole lines.
pub fn yaml_entry(key: &str, value: Node<'_>, column: usize, style: BlockStyle, out: &mut String) {
    let mut writer = Writer { out, style, open: vec![Frame { column, is_list: false, on_line: false }] };
    writer.key(key);
    writer.events(value.events());
}

/// Appends one item of a list whose dashes stand at `column`, as whole lines.
pub fn yaml_item(value: Node<'_>, column: usize, style: BlockStyle, out: &mut String) {
    let mut writer = Writer { out, style, open: vec![Frame { column, is_list: true, on_line: false }] };
    writer.events(value.events());
}

/// The most bytes of a key that stands before its colon without `? `.
///
/// Readers stop looking for the colon after 1024 characters (YAML 1.2 §8.2.2, libyaml's simple keys).
pub(crate) const LONGEST_IMPLICIT_KEY: usize = 1024;

struct Writer<'o> {
    out: &'o mut String,
    style: BlockStyle,
    /// The collections around the next event, the innermost last.
    open: Vec<Frame>,
}

/// A collection that is being written.
#[derive(Clone, Copy, PartialEq)]
struct Frame {
    column: usize,
    is_list: bool,
    /// Whether the next entry continues the line of a dash.
    on_line: bool,
}

/// What stands before a value on its line.
#[derive(Clone, Copy, PartialEq)]
enum After {
    Nothing,
    Key(Frame),
    Dash(Frame),
}

impl Writer<'_> {
    fn events<'t>(&mut self, events: impl Iterator<Item = Event<'t>>) {
        let mut events = events.peekable();
        while let Some(event) = events.next() {
            match event {
                Event::Key(key) => self.key(key),
                Event::MapEnd | Event::SeqEnd => {
                    self.open.pop();
                }
                Event::MapStart if events.next_if_eq(&Event::MapEnd).is_some() => self.word("{}"),
                Event::SeqStart if events.next_if_eq(&Event::SeqEnd).is_some() => self.word("[]"),
                Event::MapStart => self.start(false),
                Event::SeqStart => self.start(true),
                Event::Null => self.word("null"),
                Event::Bool(true) => self.word("true"),
                Event::Bool(false) => self.word("false"),
                Event::I64(_) | Event::U64(_) | Event::F64(_) | Event::F32(_) => {
                    self.word(&event.to_string());
                }
                Event::Str(text) => self.text(text),
            }
        }
    }

    fn key(&mut self, key: &str) {
        let column = self.start_entry();
        let start = self.out.len();
        quote::write_scalar_with(key, Context::Block, self.style.single_quotes, self.out);
        if self.out.len() - start > LONGEST_IMPLICIT_KEY {
            self.out.insert_str(start, "? ");
            self.out.push('\n');
            push_blanks(column, self.out);
        }
        self.out.push(':');
    }

    /// Goes to where the next key or dash of the innermost collection stands.
    fn start_entry(&mut self) -> usize {
        let Some(frame) = self.open.last_mut() else {
            return 0;
        };
        if !std::mem::take(&mut frame.on_line) {
            push_blanks(frame.column, self.out);
        }
        frame.column
    }

    fn start_value(&mut self) -> After {
        match self.open.last().copied() {
            None => After::Nothing,
            Some(frame) if frame.is_list => {
                self.start_entry();
                self.out.push('-');
                After::Dash(frame)
            }
            Some(frame) => After::Key(frame),
        }
    }

    fn start(&mut self, is_list: bool) {
        let (column, on_line) = match self.start_value() {
            After::Nothing => (0, false),
            After::Dash(list) => {
                self.out.push(' ');
                (list.column + 2, true)
            }
            After::Key(map) => {
                self.out.push('\n');
                let indent = if is_list && !self.style.indent_lists { 0 } else { self.style.indent() };
                (map.column + indent, false)
            }
        };
        self.open.push(Frame { column, is_list, on_line });
    }

    fn start_scalar(&mut self) -> After {
        let after = self.start_value();
        if after != After::Nothing {
            self.out.push(' ');
        }
        after
    }

    fn word(&mut self, word: &str) {
        self.start_scalar();
        self.out.push_str(word);
        self.out.push('\n');
    }

    fn text(&mut self, text: &str) {
        let after = self.start_scalar();
        // At the root, readers disagree about what the indentation of a block is relative to.
        let literal = Literal::of(text).filter(|_| self.style.literals);
        if let (After::Key(frame) | After::Dash(frame), Some(literal)) = (after, literal) {
            let indent = self.style.indent();
            literal.write(frame.column + indent, indent, self.out);
        } else {
            quote::write_scalar_with(text, Context::Block, self.style.single_quotes, self.out);
            self.out.push('\n');
        }
    }
}
