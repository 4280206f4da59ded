//! JSON, on one line or indented as Go's `json.MarshalIndent` prints it.

#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use super::quote::{push_blanks, write_double_quoted};
use crate::value::{Event, Events, Node, Tape};

/// How JSON is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum JsonStyle {
    /// One member or item a line, indented by two blanks.
    #[default]
    Pretty,
    /// Everything on one line.
    Compact,
}

/// Appends the value on a tape as JSON (RFC 8259) with a line break at the end.
///
/// Beyond what RFC 8259 asks for, characters that YAML does not allow are escaped, so that the text is YAML too, as long
/// as no key is longer than the 1024 characters that YAML allows on one line. An empty tape appends nothing.
pub fn json(tape: &Tape, style: JsonStyle, out: &mut String) {
    write_events(tape.events(), style, out);
    if !tape.is_empty() {
        out.push('\n');
    }
}

/// Appends a value as JSON on one line, without a line break.
pub fn flow_json(node: Node<'_>, out: &mut String) {
    write_events(node.events(), JsonStyle::Compact, out);
}

fn write_events(events: Events<'_>, style: JsonStyle, out: &mut String) {
    let mut writer = Writer { out, style, open: Vec::new(), after_key: false };
    let mut events = events.peekable();
    while let Some(event) = events.next() {
        match event {
            Event::MapStart if events.next_if_eq(&Event::MapEnd).is_some() => writer.word("{}"),
            Event::SeqStart if events.next_if_eq(&Event::SeqEnd).is_some() => writer.word("[]"),
            event => writer.event(event),
        }
    }
}

struct Writer<'o> {
    out: &'o mut String,
    style: JsonStyle,
    /// For every collection around the next event: whether it has an entry already.
    open: Vec<bool>,
    after_key: bool,
}

impl Writer<'_> {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Null => self.word("null"),
            Event::Bool(true) => self.word("true"),
            Event::Bool(false) => self.word("false"),
            Event::I64(_) | Event::U64(_) | Event::F64(_) | Event::F32(_) => {
                self.start_value();
                // Writing to a string cannot fail.
                write!(self.out, "{event}").unwrap_or_default();
            }
            Event::Str(text) => {
                self.start_value();
                write_double_quoted(text, self.out);
            }
            Event::Key(key) => self.key(key),
            Event::MapStart => self.start('{'),
            Event::SeqStart => self.start('['),
            Event::MapEnd => self.end('}'),
            Event::SeqEnd => self.end(']'),
        }
    }

    fn word(&mut self, word: &str) {
        self.start_value();
        self.out.push_str(word);
    }

    fn key(&mut self, key: &str) {
        self.start_entry();
        write_double_quoted(key, self.out);
        self.out.push_str(if self.style == JsonStyle::Pretty { ": " } else { ":" });
        self.after_key = true;
    }

    fn start(&mut self, bracket: char) {
        self.start_value();
        self.out.push(bracket);
        self.open.push(false);
    }

    fn end(&mut self, bracket: char) {
        self.open.pop();
        self.break_line();
        self.out.push(bracket);
    }

    fn start_value(&mut self) {
        if !std::mem::take(&mut self.after_key) {
            self.start_entry();
        }
    }

    fn start_entry(&mut self) {
        let Some(has_entries) = self.open.last_mut() else {
            return;
        };
        if std::mem::replace(has_entries, true) {
            self.out.push(',');
        }
        self.break_line();
    }

    fn break_line(&mut self) {
        if self.style == JsonStyle::Pretty {
            self.out.push('\n');
            push_blanks(2 * self.open.len(), self.out);
        }
    }
}
