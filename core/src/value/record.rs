//! The one Serializer of the library: writes any type's events to a tape.
//!
//! It is instantiated for every type of every user, so its generic bodies only call functions that are not generic.

mod key;

use std::fmt;

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use self::key::KeyRecorder;
use super::error::SerdeError;
use super::number::{Number, NumberError};
use super::tape::Tape;
use crate::meta::QUANTITY;

/// The name under which `serde_json::Number` hides its text when the program switches on `arbitrary_precision`.
pub(super) const JSON_NUMBER: &str = "$serde_json::private::Number";
const JSON_RAW_VALUE: &str = "$serde_json::private::RawValue";

/// Records one value at the end of a tape.
pub(super) struct Recorder<'t>(&'t mut Tape);

impl<'t> Recorder<'t> {
    pub(super) fn new(tape: &'t mut Tape) -> Self {
        Self(tape)
    }

    fn number<N>(self, value: N) -> Result<(), SerdeError>
    where
        Number: TryFrom<N, Error = NumberError>,
    {
        let number = Number::try_from(value).map_err(|error| SerdeError::encode(error.to_string()))?;
        self.0.push_number(number);
        Ok(())
    }

    fn open_seq(self, shape: Shape) -> Compound<'t> {
        let start = self.0.start_seq();
        Compound { tape: self.0, start, shape }
    }

    fn open_map(self, shape: Shape) -> Compound<'t> {
        let start = self.0.start_map();
        Compound { tape: self.0, start, shape }
    }

    fn open_variant(&mut self, variant: &str) -> Result<usize, SerdeError> {
        let start = self.0.start_map();
        self.0.push_key(variant)?;
        Ok(start)
    }
}

/// What ends when a [`Compound`] ends.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Seq,
    Map,
    Struct,
    /// A list inside the mapping of an enum's variant, which began at this index.
    SeqVariant(usize),
    StructVariant(usize),
    JsonNumber,
}

/// A list or mapping that is being recorded.
pub(super) struct Compound<'t> {
    tape: &'t mut Tape,
    start: usize,
    shape: Shape,
}

impl Compound<'_> {
    fn close(self) -> Result<(), SerdeError> {
        match self.shape {
            Shape::Seq => self.tape.end_seq(self.start),
            Shape::Map => self.tape.end_checked_map(self.start),
            Shape::Struct => self.tape.end_map(self.start),
            Shape::SeqVariant(outer) => {
                self.tape.end_seq(self.start)?;
                self.tape.end_map(outer)
            }
            Shape::StructVariant(outer) => {
                self.tape.end_map(self.start)?;
                self.tape.end_map(outer)
            }
            Shape::JsonNumber => self.tape.last_text_to_number(),
        }
    }

    fn field(&mut self, name: &str) -> Result<(), SerdeError> {
        if self.shape == Shape::JsonNumber { Ok(()) } else { self.tape.push_key(name) }
    }
}

macro_rules! record_integers {
    ($($method:ident: $integer:ty),*) => {
        $(fn $method(self, value: $integer) -> Result<(), SerdeError> {
            self.0.push_signed(value.into());
            Ok(())
        })*
    };
}

impl<'t> Serializer for Recorder<'t> {
    type Ok = ();
    type Error = SerdeError;
    type SerializeSeq = Compound<'t>;
    type SerializeTuple = Compound<'t>;
    type SerializeTupleStruct = Compound<'t>;
    type SerializeTupleVariant = Compound<'t>;
    type SerializeMap = Compound<'t>;
    type SerializeStruct = Compound<'t>;
    type SerializeStructVariant = Compound<'t>;

    record_integers!(serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64);
    record_integers!(serialize_u8: u8, serialize_u16: u16, serialize_u32: u32);

    fn serialize_bool(self, value: bool) -> Result<(), SerdeError> {
        self.0.push_bool(value);
        Ok(())
    }

    fn serialize_u64(self, value: u64) -> Result<(), SerdeError> {
        self.0.push_number(value.into());
        Ok(())
    }

    fn serialize_i128(self, value: i128) -> Result<(), SerdeError> {
        self.number(value)
    }

    fn serialize_u128(self, value: u128) -> Result<(), SerdeError> {
        self.number(value)
    }

    fn serialize_f32(self, value: f32) -> Result<(), SerdeError> {
        self.number(value)
    }

    fn serialize_f64(self, value: f64) -> Result<(), SerdeError> {
        self.number(value)
    }

    fn serialize_char(self, value: char) -> Result<(), SerdeError> {
        self.0.push_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result<(), SerdeError> {
        self.0.push_str(text)
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> Result<(), SerdeError> {
        self.0.push_display(&value)
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), SerdeError> {
        Err(SerdeError::encode("bytes have no form in YAML and JSON, encode them as text such as base64"))
    }

    fn serialize_none(self) -> Result<(), SerdeError> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), SerdeError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), SerdeError> {
        self.0.push_null();
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), SerdeError> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), SerdeError> {
        self.0.push_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<(), SerdeError> {
        if name != QUANTITY {
            return value.serialize(self);
        }
        value.serialize(Recorder(self.0))?;
        self.0.last_text_is_quantity();
        Ok(())
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        mut self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), SerdeError> {
        let start = self.open_variant(variant)?;
        value.serialize(Recorder(self.0))?;
        self.0.end_map(start)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Compound<'t>, SerdeError> {
        Ok(self.open_seq(Shape::Seq))
    }

    fn serialize_tuple(self, _: usize) -> Result<Compound<'t>, SerdeError> {
        Ok(self.open_seq(Shape::Seq))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Compound<'t>, SerdeError> {
        Ok(self.open_seq(Shape::Seq))
    }

    fn serialize_tuple_variant(
        mut self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Compound<'t>, SerdeError> {
        let outer = self.open_variant(variant)?;
        Ok(self.open_seq(Shape::SeqVariant(outer)))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Compound<'t>, SerdeError> {
        Ok(self.open_map(Shape::Map))
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Compound<'t>, SerdeError> {
        match name {
            JSON_NUMBER => Ok(Compound { tape: self.0, start: 0, shape: Shape::JsonNumber }),
            JSON_RAW_VALUE => Err(SerdeError::encode("raw JSON text of serde_json cannot be recorded")),
            _ => Ok(self.open_map(Shape::Struct)),
        }
    }

    fn serialize_struct_variant(
        mut self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Compound<'t>, SerdeError> {
        let outer = self.open_variant(variant)?;
        Ok(self.open_map(Shape::StructVariant(outer)))
    }
}

macro_rules! record_items {
    ($($interface:ident::$method:ident),*) => {
        $(impl $interface for Compound<'_> {
            type Ok = ();
            type Error = SerdeError;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), SerdeError> {
                value.serialize(Recorder(self.tape))
            }

            fn end(self) -> Result<(), SerdeError> {
                self.close()
            }
        })*
    };
}

record_items!(
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field
);

macro_rules! record_fields {
    ($($interface:ident),*) => {
        $(impl $interface for Compound<'_> {
            type Ok = ();
            type Error = SerdeError;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), SerdeError> {
                self.field(name)?;
                value.serialize(Recorder(self.tape))
            }

            fn end(self) -> Result<(), SerdeError> {
                self.close()
            }
        })*
    };
}

record_fields!(SerializeStruct, SerializeStructVariant);

impl SerializeMap for Compound<'_> {
    type Ok = ();
    type Error = SerdeError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), SerdeError> {
        key.serialize(KeyRecorder::new(self.tape))
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), SerdeError> {
        value.serialize(Recorder(self.tape))
    }

    fn end(self) -> Result<(), SerdeError> {
        self.close()
    }
}
