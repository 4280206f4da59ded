//! A deserializer that makes up what a type asks for.

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error as _, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};

use super::{Learned, Source};

/// Texts that types often take, and that often break things.
const TEXTS: [&str; 26] = [
    "",
    "a",
    "b",
    "name-1",
    "1",
    "0",
    "-1",
    "0.5",
    "100m",
    "1Gi",
    "5m0s",
    "2000-02-29T12:00:00Z",
    "2000-02-29T12:00:00.000001Z",
    "true",
    "null",
    "yes",
    "~",
    "Zürich 🚆",
    "a: b # c",
    "- x",
    "line\nline\n",
    " lead",
    "\"quoted\"",
    "v1",
    "cGxhaW4=",
    "k in (a)",
];
const INTEGERS: [i128; 12] =
    [0, 1, 2, -1, 127, 255, 32_767, 65_535, 2_147_483_647, 4_294_967_295, i64::MAX as i128, u64::MAX as i128];
const FLOATS: [f64; 9] = [0.0, 1.0, -1.5, -0.0, 0.1, 1e300, f64::MIN_POSITIVE, 4_503_599_627_370_497.5, 53.4];
/// How deep values nest before they end.
const DEPTH: usize = 8;
/// How often a value is tried again with what was learned.
const ATTEMPTS: u32 = 500;

/// Why no value was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum GenerateError {
    /// A struct needs a field.
    Missing(&'static str),
    /// A place takes other words.
    Words(&'static [&'static str]),
    /// A field came under two names.
    Twice,
    /// A value was refused.
    Refused(String),
}

impl fmt::Display for GenerateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(field) => write!(f, "the field `{field}` is missing"),
            Self::Words(words) => write!(f, "expected one of {words:?}"),
            Self::Twice => f.write_str("a field is given twice"),
            Self::Refused(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for GenerateError {}

impl serde::de::Error for GenerateError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Refused(message.to_string())
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field)
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self::Twice
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::Words(expected)
    }
}

#[derive(Debug)]
struct State<'s> {
    source: &'s mut Source,
    learned: &'s Learned,
    path: Vec<String>,
    /// The structs that were left last, innermost first, for a field that is missing.
    left: String,
    /// The last choice among candidates: the one to blame when it is refused.
    last: Option<(String, u64)>,
    /// The field that was named last.
    last_field: String,
    /// A place of which every candidate was refused.
    hopeless: Option<String>,
}

/// The candidate that stands for leaving a field out.
const ABSENT: u64 = u64::MAX;

impl State<'_> {
    fn place(&self) -> String {
        self.path.join(".")
    }

    fn is_deep(&self) -> bool {
        self.path.len() > DEPTH
    }

    /// One of several candidates that was not refused here yet.
    fn candidate(&mut self, count: u64) -> Result<u64, GenerateError> {
        let place = self.place();
        let choice = self.source.below(count);
        if let Some(candidate) = self.learned.candidate(&place, choice, count) {
            self.last = Some((place, candidate));
            return Ok(candidate);
        }
        self.hopeless = Some(place);
        Err(GenerateError::Refused("everything was refused".to_owned()))
    }

    fn text(&mut self) -> Result<String, GenerateError> {
        if let Some(words) = self.learned.words(&self.place()) {
            let index = self.source.below(words.len() as u64);
            self.last = Some((self.place(), index));
            let word = usize::try_from(index).ok().and_then(|index| words.get(index));
            return Ok(word.cloned().unwrap_or_default());
        }
        let candidate = self.candidate(TEXTS.len() as u64)?;
        let text = usize::try_from(candidate).ok().and_then(|index| TEXTS.get(index));
        Ok(text.copied().unwrap_or_default().to_owned())
    }

    fn integer(&mut self, low: i128, high: i128) -> Result<i128, GenerateError> {
        let count = INTEGERS.len() as u64;
        let candidate = self.candidate(count + 3)?;
        let known = usize::try_from(candidate).ok().and_then(|index| INTEGERS.get(index)).copied();
        let value = match candidate - candidate.min(count) {
            0 if known.is_some() => known.unwrap_or_default(),
            0 => low,
            1 => high,
            _ => i128::from(self.source.next()),
        };
        Ok(if value < low || value > high {
            low + value.rem_euclid(high - low + 1).min(high - low)
        } else {
            value
        })
    }

    fn float(&mut self) -> Result<f64, GenerateError> {
        let count = FLOATS.len() as u64;
        let candidate = self.candidate(count + 1)?;
        let known = usize::try_from(candidate).ok().and_then(|index| FLOATS.get(index)).copied();
        let drawn = f64::from_bits(self.source.next());
        Ok(known.unwrap_or(if drawn.is_finite() { drawn } else { 0.0 }))
    }
}

/// Makes up a value; what the type refuses is learned for the next one.
pub(crate) fn generate<T: DeserializeOwned>(source: &mut Source, learned: &mut Learned) -> Result<T, String> {
    let mut message = String::new();
    for _ in 0..ATTEMPTS {
        let known = learned.clone();
        let mut state = State {
            source,
            learned: &known,
            path: Vec::new(),
            left: String::new(),
            last: None,
            last_field: String::new(),
            hopeless: None,
        };
        let error = match T::deserialize(Walk(&mut state)) {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        let State { left, last, last_field, hopeless, .. } = state;
        message = format!("{}: {error}", last.as_ref().map_or("", |(path, _)| path));
        if let Some(place) = hopeless {
            if !learned.refuse(&place, ABSENT) {
                break;
            }
            continue;
        }
        let is_new = match (error, last) {
            // The other name comes behind the first one, and is never given again.
            (GenerateError::Twice, _) => learned.refuse(&last_field, ABSENT),
            (GenerateError::Missing(field), _) => learned.require(&left, field),
            (GenerateError::Words(words), Some((path, _))) => learned.set_words(&path, words),
            (GenerateError::Refused(_), Some((path, candidate))) => learned.refuse(&path, candidate),
            (_, None) => false,
        };
        if !is_new {
            break;
        }
    }
    Err(message)
}

/// The deserializer at one place.
struct Walk<'a, 's>(&'a mut State<'s>);

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
