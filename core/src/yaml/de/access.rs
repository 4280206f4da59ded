//! Lists, mappings and enums of the tree as serde asks for them.

use std::borrow::Cow;

use serde::de::{DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};

use super::error::DecodeError;
use super::key::KeyDeserializer;
use super::node::{NodeDeserializer, Source, UnknownKey};
use super::session::Session;
use crate::yaml::{Entries, Items as TreeItems, NodeId, NodeKind, Tree};

/// The items of a list. A hidden item is passed over, or filled where its place counts, as in a tuple.
pub(super) struct Items<'a> {
    session: &'a Session<'a>,
    list: Option<(&'a Tree<'a>, TreeItems<'a>)>,
    is_tuple: bool,
    /// How many fillers there are instead of a list.
    fillers: usize,
    /// How many were given.
    given: usize,
}

impl<'a> Items<'a> {
    pub(super) fn new(session: &'a Session<'a>, tree: &'a Tree<'a>, node: NodeId, is_tuple: bool) -> Self {
        let items = if is_tuple { tree.items(node) } else { session.unchecked_items(tree, node) };
        Self { session, list: Some((tree, items)), is_tuple, fillers: 0, given: 0 }
    }

    pub(super) fn fillers(session: &'a Session<'a>, count: usize) -> Self {
        Self { session, list: None, is_tuple: true, fillers: count, given: 0 }
    }

    fn next(&mut self) -> Option<NodeDeserializer<'a>> {
        let session = self.session;
        if let Some((tree, items)) = &mut self.list {
            for item in items {
                if !session.is_hidden(tree, item) {
                    return Some(NodeDeserializer::new(session, tree, item));
                }
                if self.is_tuple {
                    return Some(NodeDeserializer::filler(session));
                }
            }
            return None;
        }
        self.fillers = self.fillers.checked_sub(1)?;
        Some(NodeDeserializer::filler(session))
    }

    /// Refuses items for which there is no place, as in a tuple: nothing of a text is passed over in silence.
    pub(super) fn end(mut self) -> Result<(), DecodeError> {
        let (session, given) = (self.session, self.given);
        let Some((tree, items)) = &mut self.list else { return Ok(()) };
        match items.next() {
            // The first one was told already.
            Some(item) if session.is_hidden(tree, item) => Ok(()),
            None => Ok(()),
            Some(item) => {
                let count = given + 1 + items.count();
                Err(DecodeError::at(item, format!("expected a list of {given}, found {count} items")))
            }
        }
    }
}

impl<'a> SeqAccess<'a> for &mut Items<'a> {
    type Error = DecodeError;

    fn next_element_seed<T: DeserializeSeed<'a>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, DecodeError> {
        match self.next() {
            Some(item) => {
                self.given += 1;
                item.read(seed).map(Some)
            }
            None => Ok(None),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        let (_, items) = self.list.as_ref()?;
        items.size_hint().1
    }
}

/// The entries of a mapping, without the hidden ones, and then what is served for its missing fields.
pub(super) struct Mapping<'a> {
    session: &'a Session<'a>,
    node: Option<(&'a Tree<'a>, NodeId)>,
    entries: Option<Entries<'a>>,
    served: Vec<(&'static str, Served<'a>)>,
    fields: Option<&'static [&'static str]>,
    /// Whether some of the keys are followed by an equal one.
    supersedes: bool,
    value: Next<'a>,
}

/// The text of a key, and its node unless the field is served.
type Key<'a> = (Cow<'a, str>, Option<NodeId>);

/// What stands in for a field that the document does not have.
#[derive(Clone, Copy, Debug)]
pub(super) enum Served<'a> {
    Filler,
    Default(&'a Tree<'a>),
}

/// The value that goes with the key that was just given.
enum Next<'a> {
    Nothing,
    Entry { key: NodeId, value: NodeId },
    Served { name: &'static str, value: Served<'a> },
}

impl<'a> Mapping<'a> {
    pub(super) fn new(
        session: &'a Session<'a>,
        tree: &'a Tree<'a>,
        node: NodeId,
        fields: Option<&'static [&'static str]>,
    ) -> Result<Self, DecodeError> {
        let entries = match tree.kind(node) {
            NodeKind::Mapping(_) => {
                let entries = tree.merged_entries(node);
                Some(entries.map_err(|error| DecodeError::at(node, error.to_string()))?)
            }
            _ => None,
        };
        let served = session.served(tree, node, fields);
        Ok(Self {
            session,
            node: Some((tree, node)),
            entries,
            served,
            fields,
            supersedes: session.supersedes_in(tree, node),
            value: Next::Nothing,
        })
    }

    pub(super) fn fillers(session: &'a Session<'a>, fields: &'static [&'static str]) -> Self {
        let served = fields.iter().rev().map(|name| (*name, Served::Filler)).collect();
        Self {
            session,
            node: None,
            entries: None,
            served,
            fields: Some(fields),
            supersedes: false,
            value: Next::Nothing,
        }
    }

    /// The text of the next key.
    fn next_key(&mut self) -> Result<Option<Key<'a>>, DecodeError> {
        if let (Some((tree, _)), Some(entries)) = (self.node, &mut self.entries) {
            for (key, value) in entries {
                if self.supersedes && self.session.is_superseded(key)
                    || self.session.is_hidden(tree, value)
                    || self.session.is_hidden(tree, key)
                {
                    continue;
                }
                self.value = Next::Entry { key, value };
                let text = tree.key_text(key).map_err(|error| DecodeError::at(key, error.to_string()))?;
                return Ok(Some((text, Some(key))));
            }
        }
        let Some((name, value)) = self.served.pop() else {
            return Ok(None);
        };
        self.value = Next::Served { name, value };
        Ok(Some((Cow::Borrowed(name), None)))
    }

    fn next_value(&mut self) -> Option<NodeDeserializer<'a>> {
        match self.value {
            Next::Nothing => None,
            Next::Entry { key, value } => {
                let (tree, _) = self.node?;
                let node = NodeDeserializer::new(self.session, tree, value);
                Some(NodeDeserializer { unknown: self.unknown(tree, key), ..node })
            }
            Next::Served { value: Served::Filler, .. } => Some(NodeDeserializer::filler(self.session)),
            Next::Served { value: Served::Default(tree), .. } => {
                Some(NodeDeserializer::new(self.session, tree, tree.root()?))
            }
        }
    }

    fn unknown(&self, tree: &Tree<'_>, key: NodeId) -> Option<UnknownKey> {
        let fields = self.fields?;
        self.session.is_document(tree).then_some(UnknownKey { key, fields })
    }

    /// Says at which node an error is: in a served value it is at the mapping.
    #[cold]
    fn place_error(&self, error: DecodeError, key: Option<NodeId>) -> DecodeError {
        let mapping = self.node.map(|(_, node)| node);
        match (&self.value, key.or(mapping)) {
            (Next::Served { value: Served::Filler, .. }, at) => error.of_filler(at),
            (Next::Served { name, .. }, Some(at)) => {
                DecodeError::at(at, format!("the default of `{name}` does not fit: {error}"))
            }
            (_, Some(at)) => error.or_at(at),
            (_, None) => error,
        }
    }
}

impl<'a> MapAccess<'a> for Mapping<'a> {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'a>>(&mut self, seed: K) -> Result<Option<K::Value>, DecodeError> {
        let Some((text, key)) = self.next_key()? else {
            return Ok(None);
        };
        seed.deserialize(KeyDeserializer { text }).map(Some).map_err(|error| self.place_error(error, key))
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, DecodeError> {
        let value = self.next_value().unwrap_or_else(|| NodeDeserializer::filler(self.session));
        value.read(seed).map_err(|error| self.place_error(error, None))
    }
}

impl<'a> NodeDeserializer<'a> {
    /// Deserializes the node and says that an error without a place is here.
    fn read<T: DeserializeSeed<'a>>(self, seed: T) -> Result<T::Value, DecodeError> {
        let source = self.source;
        seed.deserialize(self).map_err(|error| match source {
            Source::Node(_, node) => error.or_at(node),
            Source::Filler => error,
        })
    }
}

/// An enum as serde tags it by default: a string, or a mapping with one key.
pub(super) struct Variant<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) at: Option<NodeId>,
    pub(super) value: Option<NodeDeserializer<'a>>,
}

impl<'a> EnumAccess<'a> for Variant<'a> {
    type Error = DecodeError;
    type Variant = Payload<'a>;

    fn variant_seed<V: DeserializeSeed<'a>>(self, seed: V) -> Result<(V::Value, Payload<'a>), DecodeError> {
        let Self { name, at, value } = self;
        let name = seed.deserialize(KeyDeserializer { text: name }).map_err(|error| match at {
            Some(node) => error.or_at(node),
            None => error,
        })?;
        Ok((name, Payload { value }))
    }
}

/// The value of a variant.
pub(super) struct Payload<'a> {
    value: Option<NodeDeserializer<'a>>,
}

impl<'a> Payload<'a> {
    fn value(self) -> Result<NodeDeserializer<'a>, DecodeError> {
        let message = "this variant needs a value: write a mapping with the variant as its key";
        self.value.ok_or_else(|| serde::de::Error::custom(message))
    }
}

impl<'a> VariantAccess<'a> for Payload<'a> {
    type Error = DecodeError;

    fn unit_variant(self) -> Result<(), DecodeError> {
        match self.value {
            None => Ok(()),
            Some(value) => serde::Deserialize::deserialize(value),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'a>>(self, seed: T) -> Result<T::Value, DecodeError> {
        self.value()?.read(seed)
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
