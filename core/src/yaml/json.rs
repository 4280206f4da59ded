//! JSON, strictly as RFC 8259 has it, into the same tree.

use std::borrow::Cow;

use super::MAX_DEPTH;
use super::build::Builder;
use super::content::escape;
use super::error::{SyntaxError, SyntaxErrorKind};
use super::node::Shape;
use super::parse::check_size;
use super::tree::{JSON, Tree};
use crate::source::Span;

/// Reads exactly one JSON value.
///
/// A byte order mark at the start is skipped, as RFC 8259 §8.1 allows. Objects are flow mappings, arrays flow
/// sequences, strings double-quoted scalars and everything else plain ones. Equal keys are left to the reader.
///
/// # Errors
///
/// The first thing that is not JSON, such as a trailing comma, a comment, a lone surrogate or a second value; a number
/// that no 64-bit float holds; values nested deeper than [`MAX_DEPTH`]; a text of 4 GiB or more.
pub fn parse_json(text: &str) -> Result<Tree<'_>, SyntaxError> {
    check_size(text.len())?;
    let start = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    let capacity = (text.len() / 8).min(64) + 1;
    let builder = Builder::new(text, capacity, start);
    let mut reader = Reader { text, bytes: text.as_bytes(), position: start, builder };
    reader.document()?;
    let mut tree = reader.builder.finish();
    tree.marks |= JSON;
    Ok(tree)
}

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    position: usize,
    builder: Builder<'t>,
}

/// What may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    CommaOrEnd,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<(), SyntaxError> {
        let mut expect = Expect::Value;
        loop {
            self.skip_blanks();
            expect = match (expect, self.peek()) {
                (Expect::ValueOrEnd, Some(b']')) | (Expect::KeyOrEnd, Some(b'}')) => self.close(),
                (Expect::Value | Expect::ValueOrEnd, next) => self.value(next)?,
                (Expect::Key | Expect::KeyOrEnd, Some(b'"')) => self.key()?,
                (Expect::Key, Some(b'}')) => return Err(self.unexpected("a comma may not stand before `}`")),
                (Expect::Key | Expect::KeyOrEnd, _) => {
                    return Err(self.unexpected("a key in double quotes is expected"));
                }
                (Expect::CommaOrEnd, next) => self.comma_or_end(next)?,
            };
            if expect == Expect::CommaOrEnd && self.builder.depth() == 0 {
                break;
            }
        }
        self.skip_blanks();
        if self.peek().is_some() {
            return Err(self.unexpected("nothing may follow the JSON value"));
        }
        Ok(())
    }

    fn value(&mut self, next: Option<u8>) -> Result<Expect, SyntaxError> {
        match next {
            Some(b'{') => return self.open(Shape::FlowMapping, Expect::KeyOrEnd),
            Some(b'[') => return self.open(Shape::FlowSequence, Expect::ValueOrEnd),
            Some(b'"') => self.string()?,
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.literal("true")?,
            Some(b'f') => self.literal("false")?,
            Some(b'n') => self.literal("null")?,
            Some(b']') if self.is_in_array() => {
                return Err(self.unexpected("a comma may not stand before `]`"));
            }
            _ => return Err(self.unexpected("a JSON value is expected")),
        }
        Ok(Expect::CommaOrEnd)
    }

    fn open(&mut self, shape: Shape, expect: Expect) -> Result<Expect, SyntaxError> {
        if self.builder.depth() >= MAX_DEPTH {
            return Err(self.unexpected("the values are nested too deeply"));
        }
        self.builder.begin(shape, self.position);
        self.position += 1;
        Ok(expect)
    }

    fn close(&mut self) -> Expect {
        self.position += 1;
        self.builder.end(self.position);
        Expect::CommaOrEnd
    }

    fn is_in_array(&self) -> bool {
        self.builder.parent().is_some_and(|parent| parent.shape == Shape::FlowSequence)
    }

    fn key(&mut self) -> Result<Expect, SyntaxError> {
        self.string()?;
        self.skip_blanks();
        if self.peek() != Some(b':') {
            return Err(self.unexpected("a colon is expected after the key"));
        }
        self.position += 1;
        Ok(Expect::Value)
    }

    fn comma_or_end(&mut self, next: Option<u8>) -> Result<Expect, SyntaxError> {
        let is_in_array = self.is_in_array();
        match next {
            Some(b',') => {
                self.position += 1;
                Ok(if is_in_array { Expect::Value } else { Expect::Key })
            }
            Some(b']') if is_in_array => Ok(self.close()),
            Some(b'}') if !is_in_array => Ok(self.close()),
            _ => {
                let opening = self.builder.parent().map_or(0, |parent| parent.start as usize);
                let opening = Span::new(opening, opening + 1);
                Err(if is_in_array {
                    self.unexpected("a comma or `]` is expected")
                        .with_related("the array begins here", opening)
                } else {
                    self.unexpected("a comma or `}` is expected")
                        .with_related("the object begins here", opening)
                })
            }
        }
    }

    fn literal(&mut self, name: &str) -> Result<(), SyntaxError> {
        let start = self.position;
        let end = start + name.len();
        let is_whole = !matches!(self.bytes.get(end), Some(byte) if byte.is_ascii_alphanumeric());
        if self.bytes.get(start..end) != Some(name.as_bytes()) || !is_whole {
            return Err(self.unexpected("a JSON value is expected"));
        }
        self.position = end;
        let span = Span::new(start, end);
        self.builder.verbatim(Shape::Plain, span, span);
        Ok(())
    }

    fn number(&mut self) -> Result<(), SyntaxError> {
        let start = self.position;
        if self.peek() == Some(b'-') {
            self.position += 1;
        }
        let whole = self.digits()?;
        let leading_zero = self.bytes.get(whole) == Some(&b'0') && self.position > whole + 1;
        if leading_zero {
            let message = "a JSON number may not begin with 0";
            return Err(error(message, Span::new(start, self.position)));
        }
        if self.peek() == Some(b'.') {
            self.position += 1;
            self.digits()?;
        }
        let has_exponent = matches!(self.peek(), Some(b'e' | b'E'));
        if has_exponent {
            self.position += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.position += 1;
            }
            self.digits()?;
        }
        let span = Span::new(start, self.position);
        let number = self.text.get(span.range()).and_then(|text| text.parse::<f64>().ok());
        if !number.is_some_and(f64::is_finite) {
            return Err(error("the number is out of range", span));
        }
        self.builder.verbatim(Shape::Plain, span, span);
        Ok(())
    }

    /// Skips one or more digits and tells where they began.
    fn digits(&mut self) -> Result<usize, SyntaxError> {
        let start = self.position;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.position += 1;
        }
        if self.position == start { Err(self.unexpected("a digit is expected")) } else { Ok(start) }
    }

    fn string(&mut self) -> Result<(), SyntaxError> {
        let start = self.position;
        self.position += 1;
        let mut is_verbatim = true;
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    is_verbatim = false;
                    self.escape()?;
                }
                Some(0..0x20) => {
                    return Err(self.unexpected("a control character must be escaped in a JSON string"));
                }
                Some(_) => self.position += 1,
                None => {
                    let opening = Span::new(start, start + 1);
                    return Err(error("the string is never closed", opening));
                }
            }
        }
        let content = Span::new(start + 1, self.position);
        self.position += 1;
        let span = Span::new(start, self.position);
        if is_verbatim {
            self.builder.verbatim(Shape::DoubleQuoted, span, content);
        } else {
            self.builder.lazy(Shape::DoubleQuoted, span);
        }
        Ok(())
    }

    /// Of YAML's escapes those that JSON has; they mean the same.
    fn escape(&mut self) -> Result<(), SyntaxError> {
        let start = self.position;
        let letter = self.bytes.get(start + 1);
        if !matches!(letter, Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' | b'u')) {
            return Err(self.unexpected("JSON does not know this escape"));
        }
        match escape::read(self.text, start) {
            Ok((_, end)) => {
                self.position = end;
                Ok(())
            }
            Err((SyntaxErrorKind::ShortEscape, _)) => {
                Err(error("four hexadecimal digits are expected", Span::new(start, start + 2)))
            }
            // A lone surrogate is no character.
            Err((kind, end)) => Err(error(kind.words(), Span::new(start, end))),
        }
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.position += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.position).copied()
    }

    /// An error at the next character, or at the end of the text.
    fn unexpected(&self, message: &'static str) -> SyntaxError {
        let next = self.text.get(self.position..).and_then(|rest| rest.chars().next());
        let Some(next) = next else {
            let message: Cow<'static, str> = format!("{message}, and the text ends here").into();
            return error(message, Span::new(self.position, self.position));
        };
        error(message, Span::new(self.position, self.position + next.len_utf8()))
    }
}

fn error(message: impl Into<Cow<'static, str>>, span: Span) -> SyntaxError {
    SyntaxError::with_message(SyntaxErrorKind::Json, message, span)
}
