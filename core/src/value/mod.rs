//! Values without a type: an ordered tree with exact numbers, and the flat tape that every object is encoded to.

mod de;
mod error;
pub mod map;
mod number;
pub(crate) mod pointer;
mod read;
mod record;
mod ser;
mod tape;
mod unique;

#[cfg(feature = "serde_yaml")]
pub mod interop;

#[cfg(test)]
mod tests;

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::path::{FieldPath, PathSegment};

pub use self::error::SerdeError;
pub use self::map::Map;
pub use self::number::{Number, NumberError};
pub use self::pointer::JsonPointer;
pub use self::tape::{Entries, Event, Events, Items, Node, NodeKind, Tape};

/// Any value that YAML and JSON share: what an object without a Rust type is made of.
///
/// Unlike `serde_json::Value`, what it does with the order of keys and with numbers does not depend on the features that
/// another crate of the program switches on: keys keep their order, integers and floats are exact (see [`Number`]).
///
/// ```
/// use libgitops_core::value::{Map, Value};
///
/// let car: Value = Map::from([("kind", "Car")]).into();
/// assert_eq!(car.get("kind").and_then(Value::as_str), Some("Car"));
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Value {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer or a finite float.
    Number(Number),
    /// A text.
    String(String),
    /// A list.
    Sequence(Vec<Value>),
    /// A mapping from strings to values.
    Mapping(Map),
}

/// Turns anything that serializes into a [`Value`].
///
/// # Errors
///
/// [`Invalid`](crate::error::ErrorKind::Invalid) with the path of the field, if the value holds a float that is not
/// finite, an integer beyond 64 bits, bytes, or a mapping whose keys are not scalars or not unique.
pub fn to_value<T: Serialize + ?Sized>(value: &T) -> Result<Value, Error> {
    Ok(Tape::of(value)?.to_value())
}

/// Reads a [`Value`] as a Rust type.
///
/// To borrow from the value, deserialize from `&Value`, which is a `Deserializer`.
///
/// # Errors
///
/// [`Invalid`](crate::error::ErrorKind::Invalid) with the path of the field that does not fit the type.
#[expect(clippy::needless_pass_by_value, reason = "the value is used up, as with every reader's from_value")]
pub fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, Error> {
    T::deserialize(&value).map_err(Error::from)
}

impl Value {
    /// Whether this is `null`.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The boolean, if this is one.
    pub const fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, if this is one.
    pub const fn as_number(&self) -> Option<Number> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The integer, if this is one that fits.
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number().and_then(Number::as_i64)
    }

    /// The integer, if this is one that fits.
    pub fn as_u64(&self) -> Option<u64> {
        self.as_number().and_then(Number::as_u64)
    }

    /// The number as a float, if this is a number; of an integer the nearest float.
    pub fn as_f64(&self) -> Option<f64> {
        self.as_number().map(Number::as_f64)
    }

    /// The text, if this is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The items, if this is a list.
    pub fn as_sequence(&self) -> Option<&[Self]> {
        match self {
            Self::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// The items to change, if this is a list.
    pub fn as_sequence_mut(&mut self) -> Option<&mut Vec<Self>> {
        match self {
            Self::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// The mapping, if this is one.
    pub fn as_mapping(&self) -> Option<&Map> {
        match self {
            Self::Mapping(map) => Some(map),
            _ => None,
        }
    }

    /// The mapping to change, if this is one.
    pub fn as_mapping_mut(&mut self) -> Option<&mut Map> {
        match self {
            Self::Mapping(map) => Some(map),
            _ => None,
        }
    }

    /// The value of a key, if this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_mapping()?.get(key)
    }

    /// The value of a key to change, if this is a mapping that has it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Self> {
        self.as_mapping_mut()?.get_mut(key)
    }

    /// The value at a path.
    pub fn at_path(&self, path: &FieldPath) -> Option<&Self> {
        path.segments().iter().try_fold(self, |value, segment| match segment {
            PathSegment::Field(name) => value.get(name),
            PathSegment::Index(index) => value.as_sequence()?.get(*index),
        })
    }

    /// The value at a path, to change.
    pub fn at_path_mut(&mut self, path: &FieldPath) -> Option<&mut Self> {
        path.segments().iter().try_fold(self, |value, segment| match segment {
            PathSegment::Field(name) => value.get_mut(name),
            PathSegment::Index(index) => value.as_sequence_mut()?.get_mut(*index),
        })
    }

    /// The value at a JSON pointer (RFC 6901): `/spec/containers/0/image`, or the empty text for this value. `None` too for
    /// a text that is no JSON pointer; [`JsonPointer`] says why it is none.
    pub fn pointer(&self, pointer: &str) -> Option<&Self> {
        pointer::find(self, pointer.parse::<JsonPointer>().ok()?.tokens())
    }

    /// The value at a JSON pointer (RFC 6901), to change.
    pub fn pointer_mut(&mut self, pointer: &str) -> Option<&mut Self> {
        pointer::find_mut(self, pointer.parse::<JsonPointer>().ok()?.tokens())
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("Null"),
            Self::Bool(value) => write!(f, "Bool({value})"),
            Self::Number(number) => number.fmt(f),
            Self::String(text) => write!(f, "String({text:?})"),
            Self::Sequence(items) => f.debug_list().entries(items).finish(),
            Self::Mapping(map) => map.fmt(f),
        }
    }
}

macro_rules! from_scalars {
    ($($variant:ident: $($scalar:ty),*;)*) => {
        $($(impl From<$scalar> for Value {
            fn from(value: $scalar) -> Self {
                Self::$variant(value.into())
            }
        })*)*
    };
}

from_scalars! {
    Bool: bool;
    Number: Number, i8, i16, i32, i64, isize, u8, u16, u32, u64, usize;
    String: &str, String, char, Box<str>;
    Mapping: Map;
}

impl From<()> for Value {
    fn from((): ()) -> Self {
        Self::Null
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<T: Into<Self>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Self {
        items.into_iter().collect()
    }
}

impl TryFrom<f64> for Value {
    type Error = NumberError;

    fn try_from(value: f64) -> Result<Self, NumberError> {
        Number::try_from(value).map(Self::Number)
    }
}

impl TryFrom<f32> for Value {
    type Error = NumberError;

    fn try_from(value: f32) -> Result<Self, NumberError> {
        Number::try_from(value).map(Self::Number)
    }
}

impl<T: Into<Self>> FromIterator<T> for Value {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::Sequence(items.into_iter().map(Into::into).collect())
    }
}

impl<K: Into<String>, V: Into<Self>> FromIterator<(K, V)> for Value {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        Self::Mapping(entries.into_iter().collect())
    }
}
