//! A Deserializer over a borrowed value.

mod key;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, Expected, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};

use self::key::KeyReader;
use super::de::unexpected;
use super::error::SerdeError;
use super::map::Iter;
use super::number::Repr;
use super::{Map, Value};
use crate::path::PathSegment;

impl Value {
    #[cold]
    fn mismatch(&self, expected: &dyn Expected) -> SerdeError {
        SerdeError::invalid_type(unexpected(self), expected)
    }
}

macro_rules! read_as_it_is {
    ($($method:ident),*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, SerdeError> {
            self.deserialize_any(visitor)
        })*
    };
}

/// Reads the value as any type that derives `Deserialize`; texts may be borrowed.
///
/// A list is no struct here, although serde's derive would read one: Kubernetes refuses it.
impl<'de> Deserializer<'de> for &'de Value {
    type Error = SerdeError;

    read_as_it_is!(
        deserialize_bool,
        deserialize_i8,
        deserialize_i16,
        deserialize_i32,
        deserialize_i64,
        deserialize_i128,
        deserialize_u8,
        deserialize_u16,
        deserialize_u32,
        deserialize_u64,
        deserialize_u128,
        deserialize_f64,
        deserialize_char,
        deserialize_str,
        deserialize_string,
        deserialize_bytes,
        deserialize_byte_buf,
        deserialize_unit,
        deserialize_seq,
        deserialize_map,
        deserialize_identifier
    );

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, SerdeError> {
        match self {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(number) => match number.repr() {
                Repr::Signed(value) => visitor.visit_i64(value),
                Repr::Unsigned(value) => visitor.visit_u64(value),
                Repr::Double(_) | Repr::Single(_) => visitor.visit_f64(number.as_f64()),
            },
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Sequence(items) => visit_items(items, visitor),
            Value::Mapping(map) => visit_entries(map, visitor),
        }
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, SerdeError> {
        match self {
            Value::Number(number) if number.is_float() => visitor.visit_f32(number.as_f32()),
            other => other.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, SerdeError> {
        if self.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, SerdeError> {
        self.deserialize_any(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, SerdeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, SerdeError> {
        self.deserialize_any(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, SerdeError> {
        self.deserialize_any(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, SerdeError> {
        match self {
            Value::Sequence(_) => Err(self.mismatch(&visitor)),
            other => other.deserialize_any(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, SerdeError> {
        let (variant, content) = variant_of(self)?;
        visitor.visit_enum(VariantReader { variant, content })
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, SerdeError> {
        visitor.visit_unit()
    }
}

impl<'de> IntoDeserializer<'de, SerdeError> for &'de Value {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

fn visit_items<'de, V: Visitor<'de>>(items: &'de [Value], visitor: V) -> Result<V::Value, SerdeError> {
    let mut reader = ItemReader { items: items.iter(), index: 0 };
    let value = visitor.visit_seq(&mut reader)?;
    if reader.items.len() == 0 { Ok(value) } else { Err(too_many_items(items.len(), reader.index)) }
}

#[cold]
fn too_many_items(items: usize, expected: usize) -> SerdeError {
    SerdeError::invalid_length(items, &format!("a list of {expected}").as_str())
}

fn visit_entries<'de, V: Visitor<'de>>(map: &'de Map, visitor: V) -> Result<V::Value, SerdeError> {
    visitor.visit_map(EntryReader { entries: map.iter(), current: None })
}

struct ItemReader<'de> {
    items: std::slice::Iter<'de, Value>,
    index: usize,
}

impl<'de> SeqAccess<'de> for &mut ItemReader<'de> {
    type Error = SerdeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, SerdeError> {
        let Some(item) = self.items.next() else {
            return Ok(None);
        };
        let index = self.index;
        self.index += 1;
        seed.deserialize(item).map(Some).map_err(|error| error.inside(PathSegment::Index(index)))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

struct EntryReader<'de> {
    entries: Iter<'de>,
    current: Option<(&'de str, &'de Value)>,
}

impl<'de> MapAccess<'de> for EntryReader<'de> {
    type Error = SerdeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, SerdeError> {
        self.current = self.entries.next();
        let Some((key, _)) = self.current else {
            return Ok(None);
        };
        seed.deserialize(KeyReader(key)).map(Some).map_err(|error| inside_field(error, key))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, SerdeError> {
        let Some((key, value)) = self.current else {
            return Err(SerdeError::decode("a value was asked for before its key"));
        };
        seed.deserialize(value).map_err(|error| inside_field(error, key))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}

#[cold]
fn inside_field(error: SerdeError, key: &str) -> SerdeError {
    error.inside(PathSegment::Field(key.to_owned()))
}

/// An enum as serde tags it from outside: the variant's name, or a mapping from it to the variant's content.
fn variant_of(value: &Value) -> Result<(&str, Option<&Value>), SerdeError> {
    match value {
        Value::String(variant) => Ok((variant, None)),
        Value::Mapping(map) if map.len() == 1 => {
            map.iter().next().map(|(variant, content)| (variant, Some(content))).ok_or_else(not_a_variant)
        }
        Value::Mapping(_) => Err(not_a_variant()),
        other => Err(other.mismatch(&"a variant's name or a mapping with one key")),
    }
}

#[cold]
fn not_a_variant() -> SerdeError {
    SerdeError::decode("a variant must be a mapping with exactly one key")
}

struct VariantReader<'de> {
    variant: &'de str,
    content: Option<&'de Value>,
}

impl<'de> EnumAccess<'de> for VariantReader<'de> {
    type Error = SerdeError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), SerdeError> {
        let variant = seed.deserialize(KeyReader(self.variant))?;
        Ok((variant, self))
    }
}

impl<'de> VariantReader<'de> {
    fn content(&self) -> &'de Value {
        self.content.unwrap_or(&Value::Null)
    }

    fn inside<T>(&self, result: Result<T, SerdeError>) -> Result<T, SerdeError> {
        result.map_err(|error| inside_field(error, self.variant))
    }
}

impl<'de> VariantAccess<'de> for VariantReader<'de> {
    type Error = SerdeError;

    fn unit_variant(self) -> Result<(), SerdeError> {
        match self.content {
            None | Some(Value::Null) => Ok(()),
            Some(content) => self.inside(Err(content.mismatch(&"a variant without content"))),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, SerdeError> {
        self.inside(seed.deserialize(self.content()))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, SerdeError> {
        self.inside(self.content().deserialize_any(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, SerdeError> {
        self.inside(self.content().deserialize_struct("", fields, visitor))
    }
}
