//! A flat, ordered, reusable record of a serialized value: what the three-way edit compares and the emitters print.

mod event;
mod node;

#[cfg(test)]
mod tests;

use std::fmt::{self, Write as _};

use serde::Serialize;

use super::Value;
use super::error::SerdeError;
use super::number::{Number, Repr};
use super::record::Recorder;
use super::unique::duplicate;
use crate::error::Error;
use crate::path::{FieldPath, PathSegment};

pub use self::event::{Event, Events};
pub use self::node::{Entries, Items, Node, NodeKind};

/// A value, flat: one vector of events and one buffer with all texts.
///
/// Recording an object allocates nothing once the buffers have grown, and comparing two tapes walks them once. Numbers
/// are as exact as those of a [`Value`].
///
/// # Equality
///
/// Two tapes are equal when their values are, by the rules of [`Value`]: the order of keys does not count. Nor does the
/// spelling of a [`Quantity`](crate::meta::Quantity) that was recorded: `0.5` is `500m`.
///
/// ```
/// use libgitops_core::value::{Event, Tape};
///
/// let tape = Tape::of(&["a", "b"])?;
/// let events: Vec<_> = tape.events().collect();
/// assert_eq!(events, [Event::SeqStart, Event::Str("a"), Event::Str("b"), Event::SeqEnd]);
/// # Ok::<(), libgitops_core::error::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct Tape {
    items: Vec<Item>,
    text: String,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Item {
    Null,
    Bool(bool),
    Signed(i64),
    Unsigned(u64),
    /// The bits, so that equal items are equal values: 0.0 is not -0.0.
    Double(u64),
    Single(u32),
    Str(Text),
    /// A text that is an amount of a resource: equal amounts are equal, however they are spelled.
    Quantity(Text),
    Key(Text),
    /// Holds the index after its end, 0 while it is open.
    MapStart(u32),
    MapEnd,
    SeqStart(u32),
    SeqEnd,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Text {
    offset: u32,
    len: u32,
}

impl Tape {
    /// A tape without a value.
    pub const fn new() -> Self {
        Self { items: Vec::new(), text: String::new() }
    }

    /// A tape with room for an object of usual size.
    pub(crate) fn with_room() -> Self {
        Self { items: Vec::with_capacity(64), text: String::with_capacity(512) }
    }

    /// A tape of a value.
    ///
    /// # Errors
    ///
    /// As [`record`](Self::record).
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Result<Self, Error> {
        let mut tape = Self::new();
        tape.record(value)?;
        Ok(tape)
    }

    /// Replaces what is on the tape by a value, reusing the buffers. After an error the tape is empty.
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::error::ErrorKind::Invalid) with the path of the field, if the value holds a float that is not
    /// finite, an integer beyond 64 bits, bytes, or a mapping whose keys are not scalars or not unique; or if its own
    /// `Serialize` fails.
    pub fn record<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.clear();
        value.serialize(Recorder::new(self)).map_err(|error| self.give_up(error))
    }

    /// Takes the value off the tape and keeps the buffers.
    pub fn clear(&mut self) {
        self.items.clear();
        self.text.clear();
    }

    /// Whether there is no value on the tape.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The events of the value in their order.
    pub fn events(&self) -> Events<'_> {
        Events { tape: self, items: self.items.iter() }
    }

    /// The value on the tape, to walk as a tree.
    pub fn root(&self) -> Option<Node<'_>> {
        if self.is_empty() { None } else { Some(Node::new(self, 0)) }
    }

    /// The value as a tree of its own; `null` of an empty tape.
    pub fn to_value(&self) -> Value {
        self.root().map_or(Value::Null, Node::to_value)
    }

    fn text(&self, text: Text) -> &str {
        let start = text.offset as usize;
        self.text.get(start..start + text.len as usize).unwrap_or_default()
    }

    fn item(&self, index: usize) -> Item {
        self.items.get(index).copied().unwrap_or(Item::Null)
    }

    fn event(&self, item: Item) -> Event<'_> {
        match item {
            Item::Null => Event::Null,
            Item::Bool(value) => Event::Bool(value),
            Item::Signed(value) => Event::I64(value),
            Item::Unsigned(value) => Event::U64(value),
            Item::Double(bits) => Event::F64(f64::from_bits(bits)),
            Item::Single(bits) => Event::F32(f32::from_bits(bits)),
            Item::Str(text) | Item::Quantity(text) => Event::Str(self.text(text)),
            Item::Key(text) => Event::Key(self.text(text)),
            Item::MapStart(_) => Event::MapStart,
            Item::MapEnd => Event::MapEnd,
            Item::SeqStart(_) => Event::SeqStart,
            Item::SeqEnd => Event::SeqEnd,
        }
    }

    #[cold]
    fn give_up(&mut self, error: SerdeError) -> Error {
        let path = self.open_path();
        self.clear();
        error.at_path(&path).into()
    }

    /// The path of the value that would be recorded next.
    fn open_path(&self) -> FieldPath {
        let mut path = Vec::new();
        let mut index = 0;
        while let Some(item) = self.items.get(index) {
            match *item {
                Item::SeqStart(0) => path.push(Some(PathSegment::Index(0))),
                Item::MapStart(0) => path.push(None),
                Item::Key(text) => {
                    if let Some(last) = path.last_mut() {
                        *last = Some(PathSegment::Field(self.text(text).to_owned()));
                    }
                }
                Item::MapStart(end) | Item::SeqStart(end) => {
                    index = end as usize;
                    finish_value(path.last_mut());
                    continue;
                }
                _ => finish_value(path.last_mut()),
            }
            index += 1;
        }
        path.into_iter().flatten().collect()
    }
}

fn finish_value(place: Option<&mut Option<PathSegment>>) {
    match place {
        Some(Some(PathSegment::Index(index))) => *index += 1,
        Some(place) => *place = None,
        None => {}
    }
}

/// What the serializer writes.
impl Tape {
    pub(super) fn push_null(&mut self) {
        self.items.push(Item::Null);
    }

    pub(super) fn push_bool(&mut self, value: bool) {
        self.items.push(Item::Bool(value));
    }

    pub(super) fn push_signed(&mut self, value: i64) {
        self.items.push(Item::Signed(value));
    }

    pub(super) fn push_number(&mut self, number: Number) {
        self.items.push(match number.repr() {
            Repr::Signed(value) => Item::Signed(value),
            Repr::Unsigned(value) => Item::Unsigned(value),
            Repr::Double(value) => Item::Double(value.to_bits()),
            Repr::Single(value) => Item::Single(value.to_bits()),
        });
    }

    pub(super) fn push_str(&mut self, text: &str) -> Result<(), SerdeError> {
        let text = self.append(text)?;
        self.items.push(Item::Str(text));
        Ok(())
    }

    pub(super) fn push_display(&mut self, value: &dyn fmt::Display) -> Result<(), SerdeError> {
        let start = self.text.len();
        write!(self.text, "{value}").map_err(|error| SerdeError::encode(error.to_string()))?;
        let text = self.text_since(start)?;
        self.items.push(Item::Str(text));
        Ok(())
    }

    pub(super) fn push_key(&mut self, key: &str) -> Result<(), SerdeError> {
        let key = self.append(key)?;
        self.items.push(Item::Key(key));
        Ok(())
    }

    pub(super) fn start_map(&mut self) -> usize {
        self.items.push(Item::MapStart(0));
        self.items.len() - 1
    }

    pub(super) fn start_seq(&mut self) -> usize {
        self.items.push(Item::SeqStart(0));
        self.items.len() - 1
    }

    /// Ends the mapping that began at `start`, whose keys are known to be unique.
    pub(super) fn end_map(&mut self, start: usize) -> Result<(), SerdeError> {
        self.items.push(Item::MapEnd);
        let end = self.end_index()?;
        self.close(start, Item::MapStart(end));
        Ok(())
    }

    /// Ends the mapping that began at `start`.
    pub(super) fn end_checked_map(&mut self, start: usize) -> Result<(), SerdeError> {
        self.end_map(start)?;
        let Some(key) = duplicate(Entries::new(self, start).map(|(key, _)| key)) else {
            return Ok(());
        };
        let message = format!("key {key:?} is there twice");
        // The problem is that of the mapping as a whole.
        self.items.truncate(start);
        Err(SerdeError::encode(message))
    }

    pub(super) fn end_seq(&mut self, start: usize) -> Result<(), SerdeError> {
        self.items.push(Item::SeqEnd);
        let end = self.end_index()?;
        self.close(start, Item::SeqStart(end));
        Ok(())
    }

    /// Reads the text that was pushed last as a number and puts that in its place.
    pub(super) fn last_text_to_number(&mut self) -> Result<(), SerdeError> {
        let Some(Item::Str(text)) = self.items.pop() else {
            return Err(SerdeError::encode("a number of serde_json must be a text"));
        };
        let number = self.text(text).parse().map_err(|error| {
            let spelling = self.text(text);
            SerdeError::encode(format!("number {spelling}: {error}"))
        })?;
        self.text.truncate(text.offset as usize);
        self.push_number(number);
        Ok(())
    }

    /// Says that the text that was pushed last is that of a quantity.
    pub(super) fn last_text_is_quantity(&mut self) {
        if let Some(last) = self.items.last_mut()
            && let Item::Str(text) = *last
        {
            *last = Item::Quantity(text);
        }
    }

    fn close(&mut self, start: usize, closed: Item) {
        if let Some(item) = self.items.get_mut(start) {
            *item = closed;
        }
    }

    fn end_index(&self) -> Result<u32, SerdeError> {
        let Ok(end) = u32::try_from(self.items.len()) else {
            return Err(too_large());
        };
        Ok(end)
    }

    fn append(&mut self, text: &str) -> Result<Text, SerdeError> {
        let start = self.text.len();
        self.text.push_str(text);
        self.text_since(start)
    }

    fn text_since(&self, start: usize) -> Result<Text, SerdeError> {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the start is no larger than the end, which fits"
        )]
        match u32::try_from(self.text.len()) {
            Ok(end) => Ok(Text { offset: start as u32, len: end - start as u32 }),
            Err(_) => Err(too_large()),
        }
    }
}

#[cold]
fn too_large() -> SerdeError {
    SerdeError::encode("the value is larger than 4 GiB")
}

impl PartialEq for Tape {
    fn eq(&self, other: &Self) -> bool {
        // What was recorded from values of one type is usually laid out alike.
        (self.text == other.text && self.items == other.items) || self.root() == other.root()
    }
}

impl fmt::Debug for Tape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.events()).finish()
    }
}
