//! serde's `Deserializer` over one node of the tree.

use std::borrow::Cow;

use serde::de::{Deserializer, Error as _, Expected, Unexpected, Visitor};

use super::access::{Items, Mapping, Variant};
use super::error::{self, DecodeError};
use super::session::Session;
use crate::yaml::{NodeId, NodeKind, Scalar, ScalarStyle, Tree};

/// The library's concrete `Deserializer`: one node of a tree.
///
/// Scalars are what Kubernetes' reader makes of them, and go only into types that can hold them: no string becomes a
/// number and no number a string. `null` stands for an empty list or mapping, as it does in Kubernetes.
#[derive(Clone, Copy, Debug)]
pub struct NodeDeserializer<'a> {
    pub(super) session: &'a Session<'a>,
    pub(super) source: Source<'a>,
    /// Set for the value of a key of a struct, which may not be one of its fields.
    pub(super) unknown: Option<UnknownKey>,
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Source<'a> {
    /// A node of the document, or of the tree of a default.
    Node(&'a Tree<'a>, NodeId),
    /// Nowhere: a missing field gets zero, an empty string or collection, a struct of fillers, the first variant, so
    /// that the fields after it are looked at too.
    Filler,
}

/// A key of a mapping, and the fields of the struct that is made of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct UnknownKey {
    pub(super) key: NodeId,
    pub(super) fields: &'static [&'static str],
}

impl<'a> NodeDeserializer<'a> {
    pub(super) fn new(session: &'a Session<'a>, tree: &'a Tree<'a>, node: NodeId) -> Self {
        session.note_node();
        Self { session, source: Source::Node(tree, tree.resolve(node)), unknown: None }
    }

    pub(super) fn filler(session: &'a Session<'a>) -> Self {
        Self { session, source: Source::Filler, unknown: None }
    }

    /// The scalar at the node; none for a list or mapping.
    fn scalar(self) -> Result<Option<Scalar<'a>>, DecodeError> {
        let Source::Node(tree, node) = self.source else {
            return Ok(Some(Scalar::Null));
        };
        match tree.kind(node) {
            NodeKind::Scalar(_) => {
                tree.scalar(node).map(Some).map_err(|error| DecodeError::at(node, error.to_string()))
            }
            NodeKind::Sequence(_) | NodeKind::Mapping(_) | NodeKind::Alias(_) => Ok(None),
        }
    }

    fn is_null(self) -> Result<bool, DecodeError> {
        Ok(matches!(self.scalar()?, Some(Scalar::Null)))
    }

    /// Says at which node an error is, unless a deeper caller has said so.
    fn place<T>(self, result: Result<T, DecodeError>) -> Result<T, DecodeError> {
        match self.source {
            Source::Node(_, node) => result.map_err(|error| error.or_at(node)),
            Source::Filler => result,
        }
    }

    /// The error for a node of another type than the visitor's.
    #[cold]
    fn mismatch(self, expected: &dyn Expected) -> DecodeError {
        let Source::Node(tree, node) = self.source else {
            return DecodeError::custom("nothing fits here");
        };
        let scalar = match self.scalar() {
            Ok(scalar) => scalar,
            Err(error) => return error,
        };
        let found = match &scalar {
            None if matches!(tree.kind(node), NodeKind::Mapping(_)) => Unexpected::Map,
            None => Unexpected::Seq,
            Some(Scalar::Null) => Unexpected::Unit,
            Some(Scalar::Bool(value)) => Unexpected::Bool(*value),
            Some(Scalar::I64(value)) => Unexpected::Signed(*value),
            Some(Scalar::U64(value)) => Unexpected::Unsigned(*value),
            Some(Scalar::F64(value)) => Unexpected::Float(*value),
            Some(Scalar::String(value)) => Unexpected::Str(value),
        };
        DecodeError::invalid_type(found, expected).or_at(node)
    }

    /// The mismatch of a scalar that would be a string if it were quoted.
    #[cold]
    fn no_string(self, expected: &dyn Expected) -> DecodeError {
        let error = self.mismatch(expected);
        let Source::Node(tree, node) = self.source else {
            return error;
        };
        let plain = matches!(tree.kind(node), NodeKind::Scalar(ScalarStyle::Plain));
        let text = tree.content(node);
        if plain && !text.is_empty() && tree.tag(node).is_none() && !tree.is_json() {
            return DecodeError::at(node, format!("{error}; quote it if a string is meant: \"{text}\""));
        }
        error
    }

    /// The node as an integer. Kubernetes' reader takes `1e3` and `8.0` for integers too, since JSON has one number.
    fn integer(self, expected: &dyn Expected) -> Result<Integer, DecodeError> {
        match self.scalar()? {
            Some(Scalar::Null) if matches!(self.source, Source::Filler) => Ok(Integer::Unsigned(0)),
            Some(scalar) => Integer::of(&scalar).ok_or_else(|| self.mismatch(expected)),
            None => Err(self.mismatch(expected)),
        }
    }

    fn string(self, expected: &dyn Expected) -> Result<Cow<'a, str>, DecodeError> {
        match self.scalar()? {
            Some(Scalar::String(text)) => Ok(text),
            Some(Scalar::Null) if matches!(self.source, Source::Filler) => Ok(Cow::Borrowed("")),
            _ => Err(self.no_string(expected)),
        }
    }

    fn items(self, length: usize, expected: &dyn Expected) -> Result<Items<'a>, DecodeError> {
        match self.source {
            Source::Filler => Ok(Items::fillers(self.session, length)),
            Source::Node(tree, node) if matches!(tree.kind(node), NodeKind::Sequence(_)) => {
                Ok(Items::new(self.session, tree, node, length > 0))
            }
            Source::Node(..) if self.is_null()? => Ok(Items::fillers(self.session, 0)),
            Source::Node(..) => Err(self.mismatch(expected)),
        }
    }

    fn mapping(
        self,
        fields: Option<&'static [&'static str]>,
        expected: &dyn Expected,
    ) -> Result<Mapping<'a>, DecodeError> {
        match self.source {
            Source::Filler => Ok(Mapping::fillers(self.session, fields.unwrap_or_default())),
            Source::Node(tree, node) => {
                let is_mapping = matches!(tree.kind(node), NodeKind::Mapping(_));
                if is_mapping || self.is_null()? {
                    Mapping::new(self.session, tree, node, fields)
                } else {
                    Err(self.mismatch(expected))
                }
            }
        }
    }

    fn variant(self, variants: &[&'static str]) -> Result<Variant<'a>, DecodeError> {
        let expected = &"a string or a mapping with one key";
        match self.source {
            Source::Filler => {
                let first = variants.first().copied();
                let name =
                    first.ok_or_else(|| DecodeError::custom("an enum without variants has no value"))?;
                Ok(Variant { name: Cow::Borrowed(name), at: None, value: Some(self) })
            }
            Source::Node(tree, node) if matches!(tree.kind(node), NodeKind::Mapping(_)) => {
                let entries = tree.merged_entries(node);
                let entries = entries.map_err(|error| DecodeError::at(node, error.to_string()))?;
                let supersedes = self.session.supersedes_in(tree, node);
                let mut entries =
                    entries.filter(|(key, _)| !(supersedes && self.session.is_superseded(*key)));
                let found = match (entries.next(), entries.next()) {
                    (Some((key, value)), None) => {
                        let name = tree.key_text(key);
                        let name = name.map_err(|error| DecodeError::at(key, error.to_string()))?;
                        let value = Some(Self::new(self.session, tree, value));
                        return Ok(Variant { name, at: Some(key), value });
                    }
                    (None, _) => "no key",
                    _ => "several keys",
                };
                Err(DecodeError::at(node, format!("expected {expected}, found {found}")))
            }
            Source::Node(_, node) => {
                Ok(Variant { name: self.string(expected)?, at: Some(node), value: None })
            }
        }
    }
}

/// A whole number.
enum Integer {
    Signed(i64),
    Unsigned(u64),
}

impl Integer {
    fn of(scalar: &Scalar<'_>) -> Option<Self> {
        let integer = scalar.as_integer()?;
        match u64::try_from(integer) {
            Ok(integer) => Some(Self::Unsigned(integer)),
            Err(_) => i64::try_from(integer).ok().map(Self::Signed),
        }
    }
}

macro_rules! integers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            self.place(match self.integer(&visitor)? {
                Integer::Signed(value) => visitor.visit_i64(value),
                Integer::Unsigned(value) => visitor.visit_u64(value),
            })
        }
    )*};
}

macro_rules! strings {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            self.place(match self.string(&visitor)? {
                Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
                Cow::Owned(text) => visitor.visit_string(text),
            })
        }
    )*};
}

fn visit_all<'a, V: Visitor<'a>>(mut items: Items<'a>, visitor: V) -> Result<V::Value, DecodeError> {
    let value = visitor.visit_seq(&mut items)?;
    items.end()?;
    Ok(value)
}

impl<'a> Deserializer<'a> for NodeDeserializer<'a> {
    type Error = DecodeError;

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
    }
    strings! {
        deserialize_str deserialize_string deserialize_char deserialize_identifier deserialize_bytes
        deserialize_byte_buf
    }

    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let result = match self.scalar()? {
            Some(Scalar::Null) => visitor.visit_unit(),
            Some(Scalar::Bool(value)) => visitor.visit_bool(value),
            Some(Scalar::I64(value)) if value < 0 => visitor.visit_i64(value),
            Some(Scalar::I64(value)) => visitor.visit_u64(value.unsigned_abs()),
            Some(Scalar::U64(value)) => visitor.visit_u64(value),
            Some(Scalar::F64(value)) => visitor.visit_f64(value),
            Some(Scalar::String(Cow::Borrowed(text))) => visitor.visit_borrowed_str(text),
            Some(Scalar::String(Cow::Owned(text))) => visitor.visit_string(text),
            None if self.is_sequence() => {
                let items = self.items(0, &visitor)?;
                visit_all(items, visitor)
            }
            None => {
                let mapping = self.mapping(None, &visitor)?;
                visitor.visit_map(mapping)
            }
        };
        self.place(result)
    }

    fn deserialize_bool<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.scalar()? {
            Some(Scalar::Bool(value)) => self.place(visitor.visit_bool(value)),
            Some(Scalar::Null) if matches!(self.source, Source::Filler) => visitor.visit_bool(false),
            _ => Err(self.mismatch(&visitor)),
        }
    }

    fn deserialize_f32<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.place(match self.scalar()? {
            Some(Scalar::I64(value)) => visitor.visit_i64(value),
            Some(Scalar::U64(value)) => visitor.visit_u64(value),
            Some(Scalar::F64(value)) => visitor.visit_f64(value),
            Some(Scalar::Null) if matches!(self.source, Source::Filler) => visitor.visit_f64(0.0),
            _ => return Err(self.mismatch(&visitor)),
        })
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let result = if self.is_null()? { visitor.visit_none() } else { visitor.visit_some(self) };
        self.place(result)
    }

    fn deserialize_unit<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if self.is_null()? { self.place(visitor.visit_unit()) } else { Err(self.mismatch(&visitor)) }
    }

    fn deserialize_unit_struct<V: Visitor<'a>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'a>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.place(visitor.visit_newtype_struct(self))
    }

    fn deserialize_seq<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let items = self.items(0, &visitor)?;
        self.place(visit_all(items, visitor))
    }

    fn deserialize_tuple<V: Visitor<'a>>(self, length: usize, visitor: V) -> Result<V::Value, DecodeError> {
        let items = self.items(length, &visitor)?;
        self.place(visit_all(items, visitor))
    }

    fn deserialize_tuple_struct<V: Visitor<'a>>(
        self,
        _name: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.deserialize_tuple(length, visitor)
    }

    fn deserialize_map<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let mapping = self.mapping(None, &visitor)?;
        self.place(visitor.visit_map(mapping))
    }

    fn deserialize_struct<V: Visitor<'a>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        let mapping = self.mapping(Some(fields), &visitor)?;
        self.place(visitor.visit_map(mapping))
    }

    fn deserialize_enum<V: Visitor<'a>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        let variant = self.variant(variants)?;
        self.place(visitor.visit_enum(variant))
    }

    fn deserialize_ignored_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.note_if_unknown();
        visitor.visit_unit()
    }
}

impl NodeDeserializer<'_> {
    fn is_sequence(self) -> bool {
        matches!(self.source, Source::Node(tree, node) if matches!(tree.kind(node), NodeKind::Sequence(_)))
    }

    /// A key that serde has no field for is read as `IgnoredAny`.
    fn note_if_unknown(self) {
        if let Some(UnknownKey { key, fields }) = self.unknown {
            let name = self.session.tree.content(key);
            if fields.contains(&&*name) {
                return;
            }
            self.session.note_unknown(key, || error::unknown_field(&name, fields));
        }
    }
}
