//! A value on a tape, walked as a tree.

use super::{Events, Item, Number, Tape};
use crate::meta::Quantity;
use crate::value::{Map, Value};

/// One value on a [`Tape`].
///
/// Equality is that of the values, as [`Tape`] has it, also between nodes of different tapes.
#[derive(Clone, Copy)]
pub struct Node<'t> {
    tape: &'t Tape,
    index: usize,
}

/// What a [`Node`] is.
#[derive(Clone, Debug)]
pub enum NodeKind<'t> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer or a finite float.
    Number(Number),
    /// A text.
    Str(&'t str),
    /// A mapping and its entries.
    Map(Entries<'t>),
    /// A list and its items.
    Seq(Items<'t>),
}

impl<'t> Node<'t> {
    pub(super) const fn new(tape: &'t Tape, index: usize) -> Self {
        Self { tape, index }
    }

    /// What the value is.
    pub fn kind(self) -> NodeKind<'t> {
        match self.tape.item(self.index) {
            Item::Bool(value) => NodeKind::Bool(value),
            Item::Signed(value) => NodeKind::Number(value.into()),
            Item::Unsigned(value) => NodeKind::Number(value.into()),
            Item::Double(bits) => {
                Number::try_from(f64::from_bits(bits)).map_or(NodeKind::Null, NodeKind::Number)
            }
            Item::Single(bits) => {
                Number::try_from(f32::from_bits(bits)).map_or(NodeKind::Null, NodeKind::Number)
            }
            Item::Str(text) | Item::Quantity(text) => NodeKind::Str(self.tape.text(text)),
            Item::MapStart(_) => NodeKind::Map(Entries::new(self.tape, self.index)),
            Item::SeqStart(_) => NodeKind::Seq(Items::new(self.tape, self.index)),
            Item::Null | Item::Key(_) | Item::MapEnd | Item::SeqEnd => NodeKind::Null,
        }
    }

    /// The events of this value alone.
    pub fn events(self) -> Events<'t> {
        let items = self.tape.items.get(self.index..self.end()).unwrap_or_default();
        Events { tape: self.tape, items: items.iter() }
    }

    /// The value of a key, if this is a mapping that has it.
    pub fn get(self, key: &str) -> Option<Node<'t>> {
        match self.kind() {
            NodeKind::Map(mut entries) => entries.find(|(name, _)| *name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The value as a tree of its own.
    pub fn to_value(self) -> Value {
        build(self.tape, self.index, self.end())
    }

    /// The amount that this is, if it was recorded as one.
    pub(crate) fn quantity(self) -> Option<Quantity> {
        match self.tape.item(self.index) {
            Item::Quantity(text) => self.tape.text(text).parse().ok(),
            _ => None,
        }
    }

    /// The index of the next value.
    fn end(self) -> usize {
        match self.tape.item(self.index) {
            Item::MapStart(end) | Item::SeqStart(end) => end as usize,
            _ => self.index + 1,
        }
    }
}

/// A collection that is being built, and the key that its mapping waits for a value with.
enum Open {
    Sequence(Vec<Value>),
    Mapping(Vec<(String, Value)>, String),
}

/// Builds a tree without recursion, so that depth costs no stack.
fn build(tape: &Tape, start: usize, end: usize) -> Value {
    let mut open: Vec<Open> = Vec::new();
    let mut root = Value::Null;
    for item in tape.items.get(start..end).unwrap_or_default() {
        let complete = match *item {
            Item::MapStart(_) => {
                open.push(Open::Mapping(Vec::new(), String::new()));
                continue;
            }
            Item::SeqStart(_) => {
                open.push(Open::Sequence(Vec::new()));
                continue;
            }
            Item::Key(text) => {
                if let Some(Open::Mapping(_, key)) = open.last_mut() {
                    tape.text(text).clone_into(key);
                }
                continue;
            }
            Item::MapEnd | Item::SeqEnd => match open.pop() {
                Some(Open::Sequence(items)) => Value::Sequence(items),
                Some(Open::Mapping(entries, _)) => Value::Mapping(Map::from(entries)),
                None => Value::Null,
            },
            Item::Null => Value::Null,
            Item::Bool(value) => value.into(),
            Item::Signed(value) => value.into(),
            Item::Unsigned(value) => value.into(),
            Item::Double(bits) => Value::try_from(f64::from_bits(bits)).unwrap_or_default(),
            Item::Single(bits) => Value::try_from(f32::from_bits(bits)).unwrap_or_default(),
            Item::Str(text) | Item::Quantity(text) => tape.text(text).into(),
        };
        match open.last_mut() {
            Some(Open::Sequence(items)) => items.push(complete),
            Some(Open::Mapping(entries, key)) => entries.push((std::mem::take(key), complete)),
            None => root = complete,
        }
    }
    root
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self.kind(), other.kind()) {
            (NodeKind::Null, NodeKind::Null) => true,
            (NodeKind::Bool(left), NodeKind::Bool(right)) => left == right,
            (NodeKind::Number(left), NodeKind::Number(right)) => left == right,
            (NodeKind::Str(left), NodeKind::Str(right)) => {
                left == right || self.quantity().is_some_and(|amount| other.quantity() == Some(amount))
            }
            (NodeKind::Seq(left), NodeKind::Seq(right)) => left.eq(right),
            (NodeKind::Map(left), NodeKind::Map(right)) => same_entries(left, right),
            _ => false,
        }
    }
}

fn same_entries(left: Entries<'_>, right: Entries<'_>) -> bool {
    let (mut rest_of_left, mut rest_of_right) = (left, right);
    loop {
        let before = (rest_of_left.clone(), rest_of_right.clone());
        match (rest_of_left.next(), rest_of_right.next()) {
            (None, None) => return true,
            (Some((key, value)), Some((other_key, other))) if key == other_key => {
                if value != other {
                    return false;
                }
            }
            (Some(_), Some(_)) => {
                (rest_of_left, rest_of_right) = before;
                break;
            }
            _ => return false,
        }
    }
    let (left, right) = (sorted(rest_of_left), sorted(rest_of_right));
    left.iter().map(|(key, _)| key).eq(right.iter().map(|(key, _)| key)) && left == right
}

fn sorted(entries: Entries<'_>) -> Vec<(&str, Node<'_>)> {
    let mut entries: Vec<_> = entries.collect();
    entries.sort_by_key(|(key, _)| *key);
    entries
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.events().fmt(f)
    }
}

/// The entries of a mapping on a [`Tape`].
#[derive(Clone, Debug)]
pub struct Entries<'t> {
    tape: &'t Tape,
    index: usize,
}

impl<'t> Entries<'t> {
    pub(super) const fn new(tape: &'t Tape, start: usize) -> Self {
        Self { tape, index: start + 1 }
    }
}

impl<'t> Iterator for Entries<'t> {
    type Item = (&'t str, Node<'t>);

    fn next(&mut self) -> Option<Self::Item> {
        let Item::Key(key) = self.tape.item(self.index) else {
            return None;
        };
        let value = Node::new(self.tape, self.index + 1);
        self.index = value.end();
        Some((self.tape.text(key), value))
    }
}

/// The items of a list on a [`Tape`].
#[derive(Clone, Debug)]
pub struct Items<'t> {
    tape: &'t Tape,
    index: usize,
}

impl<'t> Items<'t> {
    const fn new(tape: &'t Tape, start: usize) -> Self {
        Self { tape, index: start + 1 }
    }
}

impl<'t> Iterator for Items<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        if matches!(self.tape.item(self.index), Item::SeqEnd) {
            return None;
        }
        let value = Node::new(self.tape, self.index);
        self.index = value.end();
        Some(value)
    }
}
