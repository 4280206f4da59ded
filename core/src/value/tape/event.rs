//! The events of a tape, one by one.

use std::fmt;

use super::{Item, Tape};
use crate::value::number::spell_float;

/// One event of a [`Tape`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Event<'t> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer up to `i64::MAX`.
    I64(i64),
    /// An integer above `i64::MAX`.
    U64(u64),
    /// A finite float.
    F64(f64),
    /// A finite float that is spelled as an `f32`.
    F32(f32),
    /// A text.
    Str(&'t str),
    /// A key of the innermost open mapping; its value follows.
    Key(&'t str),
    /// A mapping begins.
    MapStart,
    /// The innermost open mapping ends.
    MapEnd,
    /// A list begins.
    SeqStart,
    /// The innermost open list ends.
    SeqEnd,
}

/// The token of JSON that the event stands for, numbers as [`Number`](crate::value::Number) spells them; texts and keys
/// without their quotes.
impl fmt::Display for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::I64(value) => write!(f, "{value}"),
            Self::U64(value) => write!(f, "{value}"),
            Self::F64(value) => f.write_str(&spell_float(&value)),
            Self::F32(value) => f.write_str(&spell_float(&value)),
            Self::Str(text) | Self::Key(text) => f.write_str(text),
            Self::MapStart => f.write_str("{"),
            Self::MapEnd => f.write_str("}"),
            Self::SeqStart => f.write_str("["),
            Self::SeqEnd => f.write_str("]"),
        }
    }
}

/// The events of a [`Tape`].
#[derive(Clone)]
pub struct Events<'t> {
    pub(super) tape: &'t Tape,
    pub(super) items: std::slice::Iter<'t, Item>,
}

impl<'t> Iterator for Events<'t> {
    type Item = Event<'t>;

    fn next(&mut self) -> Option<Event<'t>> {
        self.items.next().map(|item| self.tape.event(*item))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.items.size_hint()
    }
}

impl ExactSizeIterator for Events<'_> {}

impl fmt::Debug for Events<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}
