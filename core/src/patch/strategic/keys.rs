//! By what an item of a list is known.

use super::schema::{ITSELF, Member, Schema};
use super::{Outcome, problem};
use crate::path::FieldPath;
use crate::value::{Map, Value};

/// What tells an item from the others of its list: the text of its keys, in which equal values have equal texts.
pub(super) type Identity = String;

/// Items with what they are known by.
pub(super) type Keyed = Vec<(Identity, Value)>;

/// How the items of a list are told from each other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keys {
    names: &'static [&'static str],
    items: Schema,
}

impl Keys {
    /// The keys of a list that has some.
    pub(super) fn of(member: Member) -> Self {
        Self { names: member.keys, items: member.items }
    }

    /// Items that are known by themselves.
    pub(super) const fn of_set() -> Self {
        Self { names: ITSELF, items: Schema::Unknown }
    }

    pub(super) fn is_set(self) -> bool {
        self.names == ITSELF
    }

    /// What an item is known by.
    ///
    /// A key that the item lacks counts as its default. Of several keys some may be lacking, but not all.
    pub(super) fn identify(self, item: &Value, path: &FieldPath) -> Outcome<Identity> {
        if self.is_set() {
            return Ok(format!("{item:?}"));
        }
        let Value::Mapping(fields) = item else {
            let message = format!("an item of this list is a mapping with {}", self.described());
            return Err(problem(message, path));
        };
        let mut identity = String::new();
        let mut has_any = false;
        for name in self.names {
            let value = fields.get(name).filter(|value| !value.is_null()).cloned();
            let value = value.or_else(|| self.items.default_of(name));
            has_any |= value.is_some();
            identity.push_str(&value.map_or_else(|| "-".to_owned(), |value| format!("{value:?}")));
            identity.push(',');
        }
        if has_any {
            return Ok(identity);
        }
        Err(problem(
            format!("the item has no {}, by which items of this list are known", self.described()),
            path,
        ))
    }

    /// What all items are known by.
    pub(super) fn identify_all(self, items: &[Value], path: &FieldPath) -> Outcome<Vec<Identity>> {
        let identities =
            items.iter().enumerate().map(|(index, item)| self.identify(item, &path.index(index)));
        identities.collect()
    }

    /// All items with what they are known by.
    pub(super) fn with(self, items: Vec<Value>, path: &FieldPath) -> Outcome<Keyed> {
        let identities = self.identify_all(&items, path)?;
        Ok(identities.into_iter().zip(items).collect())
    }

    /// Only the keys of an item, as far as it has them.
    pub(super) fn only(self, item: &Value) -> Map {
        let present = |name: &str| item.get(name).filter(|value| !value.is_null());
        let field = |name: &&'static str| Some((*name, present(name)?.clone()));
        self.names.iter().filter_map(field).collect()
    }

    fn described(self) -> String {
        let names: Vec<String> = self.names.iter().map(|name| format!("`{name}`")).collect();
        names.join(" and ")
    }
}
