//! serde's `Deserializer` over one node of the tree.

use serde::de::{Deserializer, Error as _, Expected, Unexpected, Visitor};

use super::access::{self, Items};
use super::error::{self, DecodeError};
use super::session::Session;
use crate::yaml::{NodeId, NodeKind, Scalar, ScalarStyle};

/// The library's concrete `Deserializer`: one node of a tree.
///
/// Scalars are what Kubernetes' reader makes of them, and go only into types that can hold them: no string becomes a
/// number and no number a string. `null` stands for an empty list or mapping, as it does in Kubernetes.
#[derive(Clone, Copy, Debug)]
pub struct NodeDeserializer<'a, 't> {
    pub(super) session: &'a Session<'a, 't>,
    pub(super) node: NodeId,
    /// Set for the value of a key that the struct does not have.
    pub(super) unknown: Option<UnknownKey>,
}

/// A key that a struct does not have, and the fields that it has.
#[derive(Clone, Copy, Debug)]
pub(super) struct UnknownKey {
    pub(super) key: NodeId,
    pub(super) fields: &'static [&'static str],
}

impl<'a, 't> NodeDeserializer<'a, 't> {
    pub(super) fn new(session: &'a Session<'a, 't>, node: NodeId) -> Self {
        Self { session, node, unknown: None }
    }

    fn resolved(self) -> Self {
        Self { node: self.session.tree.resolve(self.node), ..self }
    }

    fn scalar(self) -> Result<Scalar<'a>, DecodeError> {
        self.session.tree.scalar(self.node).map_err(|message| DecodeError::at(self.node, message.to_string()))
    }

    fn is_null(self) -> Result<bool, DecodeError> {
        match self.session.tree.kind(self.node) {
            NodeKind::Scalar(_) => Ok(matches!(self.scalar()?, Scalar::Null)),
            _ => Ok(false),
        }
    }

    /// The error for a node of another type than the visitor's.
    fn mismatch(self, expected: &dyn Expected) -> DecodeError {
        let found = match self.session.tree.kind(self.node) {
            NodeKind::Sequence(_) => Unexpected::Seq,
            NodeKind::Mapping(_) => Unexpected::Map,
            NodeKind::Alias(_) => Unexpected::Other("an alias"),
            NodeKind::Scalar(_) => match self.scalar() {
                Err(error) => return error,
                Ok(Scalar::Null) => Unexpected::Unit,
                Ok(Scalar::Bool(value)) => Unexpected::Bool(value),
                Ok(Scalar::I64(value)) => Unexpected::Signed(value),
                Ok(Scalar::U64(value)) => Unexpected::Unsigned(value),
                Ok(Scalar::F64(value)) => Unexpected::Float(value),
                Ok(Scalar::String(value)) => Unexpected::Str(value),
            },
        };
        DecodeError::invalid_type(found, expected).or_at(self.node)
    }

    /// The mismatch of a scalar that would be a string in quotes.
    fn expected_string(self, expected: &dyn Expected) -> DecodeError {
        let error = self.mismatch(expected);
        let plain = matches!(self.session.tree.kind(self.node), NodeKind::Scalar(ScalarStyle::Plain));
        let text = self.session.tree.content(self.node).as_str();
        if plain && !text.is_empty() && self.session.tree.tag(self.node).is_none() {
            let written = if text.starts_with('~') { "null" } else { "it" };
            let hint = format!("{error}; quote {written} if a string is meant: \"{text}\"");
            return DecodeError::at(self.node, hint);
        }
        error
    }

    fn visit_number<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let node = self.resolved();
        let result = match node.as_number() {
            Some(Number::Signed(value)) => visitor.visit_i64(value),
            Some(Number::Unsigned(value)) => visitor.visit_u64(value),
            None => return Err(node.mismatch(&visitor)),
        };
        result.map_err(|error| error.or_at(node.node))
    }

    /// The node as an integer. Kubernetes' reader takes `1e3` and `8.0` for integers too, since JSON has one number.
    fn as_number(self) -> Option<Number> {
        if !matches!(self.session.tree.kind(self.node), NodeKind::Scalar(_)) {
            return None;
        }
        match self.scalar().ok()? {
            Scalar::I64(value) if value < 0 => Some(Number::Signed(value)),
            Scalar::I64(value) => Some(Number::Unsigned(value.unsigned_abs())),
            Scalar::U64(value) => Some(Number::Unsigned(value)),
            Scalar::F64(value) => integral(value),
            Scalar::Null | Scalar::Bool(_) | Scalar::String(_) => None,
        }
    }

    fn visit_string<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let node = self.resolved();
        if matches!(node.session.tree.kind(node.node), NodeKind::Scalar(_)) {
            if let Scalar::String(text) = node.scalar()? {
                return visitor.visit_borrowed_str(text).map_err(|error| error.or_at(node.node));
            }
        }
        Err(node.expected_string(&visitor))
    }

    fn visit_float<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let node = self.resolved();
        if matches!(node.session.tree.kind(node.node), NodeKind::Scalar(_)) {
            let result = match node.scalar()? {
                Scalar::I64(value) => visitor.visit_i64(value),
                Scalar::U64(value) => visitor.visit_u64(value),
                Scalar::F64(value) => visitor.visit_f64(value),
                Scalar::Null | Scalar::Bool(_) | Scalar::String(_) => return Err(node.mismatch(&visitor)),
            };
            return result.map_err(|error| error.or_at(node.node));
        }
        Err(node.mismatch(&visitor))
    }

    fn visit_list<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let node = self.resolved();
        if matches!(node.session.tree.kind(node.node), NodeKind::Sequence(_)) {
            let result = visitor.visit_seq(Items::new(node.session, node.node));
            return result.map_err(|error| error.or_at(node.node));
        }
        if node.is_null()? {
            return visitor.visit_seq(Items::none(node.session)).map_err(|error| error.or_at(node.node));
        }
        Err(node.mismatch(&visitor))
    }

    fn visit_mapping<V: Visitor<'a>>(
        self,
        fields: Option<&'static [&'static str]>,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        let node = self.resolved();
        let is_mapping = matches!(node.session.tree.kind(node.node), NodeKind::Mapping(_));
        if is_mapping || node.is_null()? {
            return access::visit_mapping(node, is_mapping, fields, visitor);
        }
        Err(node.mismatch(&visitor))
    }
}

enum Number {
    Signed(i64),
    Unsigned(u64),
}

/// A float without a fraction as an integer, if it is one of 64 bits. Beyond 2^53 a float no longer says which integer
/// is meant, so it is none.
fn integral(value: f64) -> Option<Number> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() != 0.0 || value.abs() > EXACT {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
    let whole = value as i64;
    Some(if whole < 0 { Number::Signed(whole) } else { Number::Unsigned(whole.unsigned_abs()) })
}

macro_rules! forward {
    ($target:ident: $($method:ident)*) => {$(
        fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            self.$target(visitor)
        }
    )*};
}

impl<'a> Deserializer<'a> for NodeDeserializer<'a, '_> {
    type Error = DecodeError;

    forward!(visit_number: deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128);
    forward!(visit_float: deserialize_f32 deserialize_f64);
    forward!(visit_string: deserialize_str deserialize_string deserialize_char deserialize_identifier);
    forward!(visit_list: deserialize_seq);

    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let node = self.resolved();
        let result = match node.session.tree.kind(node.node) {
            NodeKind::Sequence(_) => return node.visit_list(visitor),
            NodeKind::Mapping(_) => return node.visit_mapping(None, visitor),
            NodeKind::Alias(_) => return Err(node.mismatch(&visitor)),
            NodeKind::Scalar(_) => match node.scalar()? {
                Scalar::Null => visitor.visit_unit(),
                Scalar::Bool(value) => visitor.visit_bool(value),
                Scalar::I64(value) if value < 0 => visitor.visit_i64(value),
                Scalar::I64(value) => visitor.visit_u64(value.unsigned_abs()),
                Scalar::U64(value) => visitor.visit_u64(value),
                Scalar::F64(value) => visitor.visit_f64(value),
                Scalar::String(text) => visitor.visit_borrowed_str(text),
            },
        };
        result.map_err(|error| error.or_at(node.node))
    }

    fn deserialize_bool<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let node = self.resolved();
        if matches!(node.session.tree.kind(node.node), NodeKind::Scalar(_)) {
            if let Scalar::Bool(value) = node.scalar()? {
                return visitor.visit_bool(value).map_err(|error| error.or_at(node.node));
            }
        }
        Err(node.mismatch(&visitor))
    }

    fn deserialize_bytes<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.visit_string(visitor)
    }

    fn deserialize_byte_buf<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.visit_string(visitor)
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let node = self.resolved();
        let result = if node.is_null()? { visitor.visit_none() } else { visitor.visit_some(self) };
        result.map_err(|error| error.or_at(node.node))
    }

    fn deserialize_unit<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let node = self.resolved();
        if node.is_null()? {
            return visitor.visit_unit().map_err(|error| error.or_at(node.node));
        }
        Err(node.mismatch(&visitor))
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
        visitor.visit_newtype_struct(self).map_err(|error| error.or_at(self.node))
    }

    fn deserialize_tuple<V: Visitor<'a>>(self, _length: usize, visitor: V) -> Result<V::Value, DecodeError> {
        self.visit_list(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'a>>(
        self,
        _name: &'static str,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.visit_list(visitor)
    }

    fn deserialize_map<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.visit_mapping(None, visitor)
    }

    fn deserialize_struct<V: Visitor<'a>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.visit_mapping(Some(fields), visitor)
    }

    fn deserialize_enum<V: Visitor<'a>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        access::visit_enum(self.resolved(), visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if let Some(UnknownKey { key, fields }) = self.unknown {
            let message = || error::unknown_field(&self.session.tree.content(key), fields);
            self.session.note_unknown(key, message);
        }
        visitor.visit_unit()
    }
}

impl NodeDeserializer<'_, '_> {
    /// What `deserialize_enum` says of a node that can be no variant.
    pub(super) fn no_variant(self) -> DecodeError {
        self.mismatch(&"a string or a mapping with one key")
    }
}
