//! Lists, mappings and enums of the tree as serde asks for them.

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};

use super::error::DecodeError;
use super::filler::Filler;
use super::key::KeyDeserializer;
use super::node::{NodeDeserializer, UnknownKey};
use super::session::Session;
use crate::yaml::{Items as TreeItems, NodeId, NodeKind, Pairs, Scalar};

/// The items of a list, without the hidden ones.
pub(super) struct Items<'a, 't> {
    session: &'a Session<'a, 't>,
    items: Option<TreeItems<'a>>,
}

impl<'a, 't> Items<'a, 't> {
    pub(super) fn new(session: &'a Session<'a, 't>, node: NodeId) -> Self {
        Self { session, items: Some(session.tree.items(node)) }
    }

    pub(super) fn none(session: &'a Session<'a, 't>) -> Self {
        Self { session, items: None }
    }

    fn next(&mut self) -> Option<NodeId> {
        let session = self.session;
        self.items.as_mut()?.find(|item| !session.is_hidden(*item))
    }
}

impl<'a> SeqAccess<'a> for Items<'a, '_> {
    type Error = DecodeError;

    fn next_element_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Result<Option<T::Value>, DecodeError> {
        let Some(item) = self.next() else { return Ok(None) };
        seed.deserialize(NodeDeserializer::new(self.session, item)).map(Some).map_err(|error| error.or_at(item))
    }
}

/// Gives the entries of a mapping, or none for a null, to the visitor.
pub(super) fn visit_mapping<'a, V: Visitor<'a>>(
    node: NodeDeserializer<'a, '_>,
    is_mapping: bool,
    fields: Option<&'static [&'static str]>,
    visitor: V,
) -> Result<V::Value, DecodeError> {
    let entries = if is_mapping { MapEntries::of(node)? } else { MapEntries::None };
    let access = Mapping {
        session: node.session,
        mapping: node.node,
        entries,
        filled: node.session.filled(node.node),
        fields,
        value: Next::Nothing,
    };
    visitor.visit_map(access).map_err(|error| error.or_at(node.node))
}

enum MapEntries<'a> {
    None,
    Plain(Pairs<'a>),
    Merged(std::vec::IntoIter<(NodeId, NodeId)>),
}

impl<'a> MapEntries<'a> {
    fn of(node: NodeDeserializer<'a, '_>) -> Result<Self, DecodeError> {
        let tree = node.session.tree;
        if !tree.has_merge_keys(node.node) {
            return Ok(Self::Plain(tree.entries(node.node)));
        }
        let merged = tree.merged_entries(node.node).map_err(|error| DecodeError::at(node.node, error.to_string()))?;
        Ok(Self::Merged(merged.into_iter()))
    }

    fn next(&mut self) -> Option<(NodeId, NodeId)> {
        match self {
            Self::None => None,
            Self::Plain(entries) => entries.next(),
            Self::Merged(entries) => entries.next(),
        }
    }
}

struct Mapping<'a, 't> {
    session: &'a Session<'a, 't>,
    mapping: NodeId,
    entries: MapEntries<'a>,
    filled: Vec<&'static str>,
    fields: Option<&'static [&'static str]>,
    value: Next,
}

/// The value that goes with the key that was just given.
enum Next {
    Nothing,
    Node { key: NodeId, value: NodeId },
    Filler,
}

impl Mapping<'_, '_> {
    fn next_entry(&mut self) -> Option<(NodeId, NodeId)> {
        loop {
            let (key, value) = self.entries.next()?;
            if !self.session.is_hidden(value) && !self.session.is_hidden(key) {
                return Some((key, value));
            }
        }
    }

    fn unknown(&self, key: NodeId) -> Option<UnknownKey> {
        let fields = self.fields?;
        let name = self.session.tree.content(key).as_str();
        if fields.contains(&name) { None } else { Some(UnknownKey { key, fields }) }
    }
}

impl<'a> MapAccess<'a> for Mapping<'a, '_> {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'a>>(&mut self, seed: K) -> Result<Option<K::Value>, DecodeError> {
        if let Some((key, value)) = self.next_entry() {
            self.value = Next::Node { key, value };
            let text = self.session.tree.key_text(key).map_err(|error| DecodeError::at(key, error.to_string()))?;
            return seed.deserialize(KeyDeserializer { text }).map(Some).map_err(|error| error.or_at(key));
        }
        let Some(field) = self.filled.pop() else { return Ok(None) };
        self.value = Next::Filler;
        let field: StrDeserializer<'_, DecodeError> = StrDeserializer::new(field);
        seed.deserialize(field).map(Some).map_err(|error| error.of_filler(self.mapping))
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, DecodeError> {
        match std::mem::replace(&mut self.value, Next::Nothing) {
            Next::Node { key, value } => {
                let node =
                    NodeDeserializer { session: self.session, node: value, unknown: self.unknown(key) };
                seed.deserialize(node).map_err(|error| error.or_at(value))
            }
            Next::Filler => seed.deserialize(Filler).map_err(|error| error.of_filler(self.mapping)),
            Next::Nothing => Err(DecodeError::at(self.mapping, "a value was asked for before its key")),
        }
    }
}

/// Reads an enum as serde tags it by default: a string, or a mapping with one key.
pub(super) fn visit_enum<'a, V: Visitor<'a>>(
    node: NodeDeserializer<'a, '_>,
    visitor: V,
) -> Result<V::Value, DecodeError> {
    let tree = node.session.tree;
    let variant = match tree.kind(node.node) {
        NodeKind::Scalar(_) => match tree.scalar(node.node) {
            Ok(Scalar::String(name)) => Variant { node, name: node.node, text: name, value: None },
            _ => return Err(node.no_variant()),
        },
        NodeKind::Mapping(_) => {
            let mut entries = tree.entries(node.node);
            match (entries.next(), entries.next()) {
                (Some((key, value)), None) => {
                    Variant { node, name: key, text: tree.content(key).as_str(), value: Some(value) }
                }
                _ => return Err(node.no_variant()),
            }
        }
        NodeKind::Sequence(_) | NodeKind::Alias(_) => return Err(node.no_variant()),
    };
    visitor.visit_enum(variant).map_err(|error| error.or_at(node.node))
}

struct Variant<'a, 't> {
    node: NodeDeserializer<'a, 't>,
    name: NodeId,
    text: &'a str,
    value: Option<NodeId>,
}

impl<'a, 't> EnumAccess<'a> for Variant<'a, 't> {
    type Error = DecodeError;
    type Variant = Payload<'a, 't>;

    fn variant_seed<V: DeserializeSeed<'a>>(self, seed: V) -> Result<(V::Value, Self::Variant), DecodeError> {
        let name: StrDeserializer<'_, DecodeError> = StrDeserializer::new(self.text);
        let name = seed.deserialize(name).map_err(|error| error.or_at(self.name))?;
        Ok((name, Payload { node: self.node, value: self.value }))
    }
}

struct Payload<'a, 't> {
    node: NodeDeserializer<'a, 't>,
    value: Option<NodeId>,
}

impl<'a, 't> Payload<'a, 't> {
    fn value(&self) -> Result<NodeDeserializer<'a, 't>, DecodeError> {
        match self.value {
            Some(value) => Ok(NodeDeserializer::new(self.node.session, value)),
            None => Err(DecodeError::at(self.node.node, "this variant needs a value: write a mapping with one key")),
        }
    }
}

impl<'a> VariantAccess<'a> for Payload<'a, '_> {
    type Error = DecodeError;

    fn unit_variant(self) -> Result<(), DecodeError> {
        match self.value {
            None => Ok(()),
            Some(value) => {
                let node = NodeDeserializer::new(self.node.session, value);
                serde::Deserialize::deserialize(node).map_err(|error: DecodeError| error.or_at(value))
            }
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'a>>(self, seed: T) -> Result<T::Value, DecodeError> {
        seed.deserialize(self.value()?)
    }

    fn tuple_variant<V: Visitor<'a>>(self, length: usize, visitor: V) -> Result<V::Value, DecodeError> {
        serde::Deserializer::deserialize_tuple(self.value()?, length, visitor)
    }

    fn struct_variant<V: Visitor<'a>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        serde::Deserializer::deserialize_struct(self.value()?, "", fields, visitor)
    }
}
