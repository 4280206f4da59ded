//! The deserializer that walks a type and makes up each value.

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::generate::{ABSENT, GenerateError, State};

/// The deserializer at one place.
pub(super) struct Walk<'a, 's>(pub(super) &'a mut State<'s>);

macro_rules! integers {
    ($($method:ident $visit:ident $integer:ty;)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, GenerateError> {
            let value = self.0.integer(<$integer>::MIN.into(), <$integer>::MAX.into())?;
            visitor.$visit(<$integer>::try_from(value).unwrap_or_default())
        })*
    };
}

impl<'de> Deserializer<'de> for Walk<'_, '_> {
    type Error = GenerateError;

    integers! {
        deserialize_i8 visit_i8 i8;
        deserialize_i16 visit_i16 i16;
        deserialize_i32 visit_i32 i32;
        deserialize_i64 visit_i64 i64;
        deserialize_u8 visit_u8 u8;
        deserialize_u16 visit_u16 u16;
        deserialize_u32 visit_u32 u32;
        deserialize_u64 visit_u64 u64;
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, GenerateError> {
        let place = self.0.place();
        let wants_map = !self.0.learned.required_of(&place).is_empty();
        let kinds = if self.0.is_deep() { 5 } else { 7 };
        let kind = if wants_map { 6 } else { self.0.candidate(kinds)? };
        match kind {
            0 => visitor.visit_unit(),
            1 => visitor.visit_bool(true),
            2 => visitor.visit_i64(i64::try_from(self.0.source.below(1000)).unwrap_or_default()),
            3 => visitor.visit_f64(1.5),
            4 => visitor.visit_string("text".to_owned()),
            5 => self.deserialize_seq(visitor),
            _ => self.deserialize_map(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, GenerateError> {
        let candidate = self.0.candidate(2)?;
        visitor.visit_bool(candidate == 1)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, GenerateError> {
        #[expect(clippy::cast_possible_truncation, reason = "any float will do")]
        let value = self.0.float()? as f32;
        visitor.visit_f32(if value.is_finite() { value } else { 0.0 })
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, GenerateError> {
        let value = self.0.float()?;
        visitor.visit_f64(value)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, GenerateError> {
        let candidate = self.0.candidate(3)?;
        visitor.visit_char(
            ['a', 'Ü', '\u{1F686}']
                .into_iter()
                .nth(usize::try_from(candidate).unwrap_or_default())
                .unwrap_or('a'),
        )
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, GenerateError> {
        let text = self.0.text()?;
        visitor.visit_str(&text)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, GenerateError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, _: V) -> Result<V::Value, GenerateError> {
        self.0.hopeless = Some(self.0.place());
        Err(GenerateError::custom("bytes have no form in YAML and JSON"))
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, GenerateError> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, GenerateError> {
        let is_none = self.0.source.below(3) == 0 || self.0.is_deep();
        if is_none { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, GenerateError> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, GenerateError> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, GenerateError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, GenerateError> {
        let left = if self.0.is_deep() { 0 } else { self.0.source.below(4) };
        visitor.visit_seq(Items { state: self.0, left })
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, GenerateError> {
        visitor.visit_seq(Items { state: self.0, left: length as u64 })
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, GenerateError> {
        self.deserialize_tuple(length, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, GenerateError> {
        let required = self.0.learned.required_of(&self.0.place());
        let left = if self.0.is_deep() || !required.is_empty() { 0 } else { self.0.source.below(4) };
        visitor.visit_map(Entries { state: self.0, required, left, is_value_next: false })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, GenerateError> {
        visitor.visit_map(Fields { state: self.0, fields })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, GenerateError> {
        let candidate = self.0.candidate(variants.len() as u64)?;
        let variant = usize::try_from(candidate).ok().and_then(|index| variants.get(index));
        visitor.visit_enum(Variant { state: self.0, name: variant.copied().unwrap_or_default() })
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, GenerateError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, GenerateError> {
        visitor.visit_unit()
    }
}

struct Items<'a, 's> {
    state: &'a mut State<'s>,
    left: u64,
}

impl<'de> SeqAccess<'de> for Items<'_, '_> {
    type Error = GenerateError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, GenerateError> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        self.state.path.push("*".to_owned());
        let item = seed.deserialize(Walk(self.state))?;
        self.state.path.pop();
        Ok(Some(item))
    }
}

/// The entries of a map: those that are asked for, and a few more.
struct Entries<'a, 's> {
    state: &'a mut State<'s>,
    required: Vec<String>,
    left: u64,
    is_value_next: bool,
}

impl<'de> MapAccess<'de> for Entries<'_, '_> {
    type Error = GenerateError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, GenerateError> {
        self.is_value_next = true;
        if let Some(field) = self.required.pop() {
            let key = seed.deserialize(StrDeserializer::new(&field)).map(Some);
            self.state.path.push(field);
            return key;
        }
        if self.left == 0 {
            self.state.left = self.state.place();
            return Ok(None);
        }
        self.left -= 1;
        self.state.path.push("<key>".to_owned());
        let key = seed.deserialize(Walk(self.state))?;
        self.state.path.pop();
        self.state.path.push("*".to_owned());
        Ok(Some(key))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, GenerateError> {
        let value = seed.deserialize(Walk(self.state))?;
        self.state.path.pop();
        Ok(value)
    }
}

/// The fields of a struct, each of them or not.
struct Fields<'a, 's> {
    state: &'a mut State<'s>,
    fields: &'static [&'static str],
}

impl<'de> MapAccess<'de> for Fields<'_, '_> {
    type Error = GenerateError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, GenerateError> {
        let place = self.state.place();
        while let Some((field, rest)) = self.fields.split_first() {
            self.fields = rest;
            // The type says these itself.
            if self.state.path.is_empty() && matches!(*field, "apiVersion" | "kind") {
                continue;
            }
            let inner = if place.is_empty() { (*field).to_owned() } else { format!("{place}.{field}") };
            let is_absent = self.state.source.below(4) == 0;
            let is_hopeless = self.state.learned.is_refused(&inner, ABSENT);
            if is_hopeless || (is_absent && !self.state.learned.is_required(&place, field)) {
                continue;
            }
            let key = seed.deserialize(StrDeserializer::new(field)).map(Some);
            self.state.last_field = inner;
            self.state.path.push((*field).to_owned());
            return key;
        }
        self.state.left = place;
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, GenerateError> {
        let value = seed.deserialize(Walk(self.state))?;
        self.state.path.pop();
        Ok(value)
    }
}

struct Variant<'a, 's> {
    state: &'a mut State<'s>,
    name: &'static str,
}

impl<'de> EnumAccess<'de> for Variant<'_, '_> {
    type Error = GenerateError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), GenerateError> {
        let name = seed.deserialize(StrDeserializer::<GenerateError>::new(self.name))?;
        Ok((name, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, '_> {
    type Error = GenerateError;

    fn unit_variant(self) -> Result<(), GenerateError> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, GenerateError> {
        self.state.path.push(self.name.to_owned());
        let value = seed.deserialize(Walk(self.state))?;
        self.state.path.pop();
        Ok(value)
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, GenerateError> {
        self.state.path.push(self.name.to_owned());
        let value = Walk(self.state).deserialize_tuple(length, visitor)?;
        self.state.path.pop();
        Ok(value)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, GenerateError> {
        self.state.path.push(self.name.to_owned());
        let value = visitor.visit_map(Fields { state: self.state, fields })?;
        self.state.path.pop();
        Ok(value)
    }
}
