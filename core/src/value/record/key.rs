//! Keys of mappings: texts, and scalars as `serde_json` writes them.

use std::fmt;

use serde::ser::{Impossible, Serialize, Serializer};

use super::SerdeError;
use crate::value::tape::Tape;

/// Records one key at the end of a tape.
pub(super) struct KeyRecorder<'t>(&'t mut Tape);

impl<'t> KeyRecorder<'t> {
    pub(super) fn new(tape: &'t mut Tape) -> Self {
        Self(tape)
    }
}

#[cold]
fn refuse<T>(what: &str) -> Result<T, SerdeError> {
    Err(SerdeError::encode(format!("a key must be a text, an integer or a boolean, not {what}")))
}

macro_rules! display {
    ($($method:ident: $scalar:ty),*) => {
        $(fn $method(self, value: $scalar) -> Result<(), SerdeError> {
            self.0.push_key(&value.to_string())
        })*
    };
}

impl Serializer for KeyRecorder<'_> {
    type Ok = ();
    type Error = SerdeError;
    type SerializeSeq = Impossible<(), SerdeError>;
    type SerializeTuple = Impossible<(), SerdeError>;
    type SerializeTupleStruct = Impossible<(), SerdeError>;
    type SerializeTupleVariant = Impossible<(), SerdeError>;
    type SerializeMap = Impossible<(), SerdeError>;
    type SerializeStruct = Impossible<(), SerdeError>;
    type SerializeStructVariant = Impossible<(), SerdeError>;

    display!(serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128);
    display!(serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128);
    display!(serialize_bool: bool, serialize_char: char);

    fn serialize_str(self, key: &str) -> Result<(), SerdeError> {
        self.0.push_key(key)
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, key: &T) -> Result<(), SerdeError> {
        self.0.push_key(&key.to_string())
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), SerdeError> {
        self.0.push_key(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        key: &T,
    ) -> Result<(), SerdeError> {
        key.serialize(self)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, key: &T) -> Result<(), SerdeError> {
        key.serialize(self)
    }

    fn serialize_f32(self, _: f32) -> Result<(), SerdeError> {
        refuse("a float")
    }

    fn serialize_f64(self, _: f64) -> Result<(), SerdeError> {
        refuse("a float")
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), SerdeError> {
        refuse("bytes")
    }

    fn serialize_none(self) -> Result<(), SerdeError> {
        refuse("null")
    }

    fn serialize_unit(self) -> Result<(), SerdeError> {
        refuse("null")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), SerdeError> {
        refuse("null")
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), SerdeError> {
        refuse("a mapping")
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, SerdeError> {
        refuse("a list")
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, SerdeError> {
        refuse("a list")
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, SerdeError> {
        refuse("a list")
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, SerdeError> {
        refuse("a mapping")
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, SerdeError> {
        refuse("a mapping")
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct, SerdeError> {
        refuse("a mapping")
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, SerdeError> {
        refuse("a mapping")
    }
}
