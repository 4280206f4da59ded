//! Lists of objects: of one type, and of any.

use std::fmt;

use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::Error;
use crate::gvk::GroupVersionKind;
use crate::meta::{ListMeta, Metadata};
use crate::object::{AnyObject, Object};
use crate::path::FieldPath;
use crate::value::{Tape, Value};

/// The kind of a list of any objects, such as `kubectl get -o yaml` prints: `v1 List`.
pub(crate) const LIST: GroupVersionKind = GroupVersionKind::from_static("", "v1", "List");

/// A list of objects of one type, on the wire `apiVersion`, `kind: <Kind>List`, `metadata` and `items`.
///
/// Items that leave `apiVersion` and `kind` out, as API servers write them, are read as `T`.
#[derive(Clone, Debug, PartialEq)]
pub struct List<T> {
    /// The list's own metadata.
    pub metadata: ListMeta,
    /// The objects.
    pub items: Vec<T>,
}

impl<T: Object> List<T> {
    /// A list without metadata.
    pub fn new(items: Vec<T>) -> Self {
        Self { metadata: ListMeta::default(), items }
    }

    /// The kind of the list: that of the items with `List` behind it.
    pub fn gvk() -> GroupVersionKind {
        list_kind(&T::RESOURCE.gvk())
    }
}

/// The kind of the list of a kind.
pub(crate) fn list_kind(gvk: &GroupVersionKind) -> GroupVersionKind {
    gvk.group_version().with_kind(format!("{}List", gvk.kind))
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { metadata: ListMeta::default(), items: Vec::new() }
    }
}

impl<T: Object> Serialize for List<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(serializer, &Self::gvk(), &self.metadata, &self.items)
    }
}

fn serialize<S: Serializer>(
    serializer: S,
    gvk: &GroupVersionKind,
    metadata: &ListMeta,
    items: &impl Serialize,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry("apiVersion", &gvk.api_version())?;
    map.serialize_entry("kind", &gvk.kind)?;
    if *metadata != ListMeta::default() {
        map.serialize_entry("metadata", metadata)?;
    }
    map.serialize_entry("items", items)?;
    map.end()
}

impl<'de, T: Object> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase", bound = "T: Object")]
        struct Wire<T> {
            api_version: Option<String>,
            kind: Option<String>,
            #[serde(default)]
            metadata: ListMeta,
            items: Option<Vec<T>>,
        }
        let wire = Wire::<T>::deserialize(deserializer)?;
        let expected = Self::gvk();
        let (api_version, kind) = (expected.api_version(), expected.kind);
        check("apiVersion", wire.api_version.as_deref(), &api_version)?;
        check("kind", wire.kind.as_deref(), &kind)?;
        // Go writes a list without items as null.
        Ok(Self { metadata: wire.metadata, items: wire.items.unwrap_or_default() })
    }
}

fn check<E: serde::de::Error>(name: &str, found: Option<&str>, expected: &str) -> Result<(), E> {
    match found {
        Some(found) if found != expected => {
            Err(E::custom(format_args!("expected {name} `{expected}`, found the string {found:?}")))
        }
        _ => Ok(()),
    }
}

/// A list of objects of any kinds.
#[derive(Clone, Debug)]
pub struct AnyList {
    gvk: GroupVersionKind,
    /// The list's own metadata.
    pub metadata: ListMeta,
    /// The objects.
    pub items: Vec<Box<dyn AnyObject>>,
}

impl AnyList {
    /// A `v1 List` of any objects.
    pub fn new(items: Vec<Box<dyn AnyObject>>) -> Self {
        Self { gvk: LIST, metadata: ListMeta::default(), items }
    }

    pub(crate) fn of_kind(gvk: GroupVersionKind, metadata: ListMeta, items: Vec<Box<dyn AnyObject>>) -> Self {
        Self { gvk, metadata, items }
    }
}

impl<T: Object> From<List<T>> for AnyList {
    fn from(list: List<T>) -> Self {
        let items = list.items.into_iter().map(|item| Box::new(item) as Box<dyn AnyObject>).collect();
        Self { gvk: List::<T>::gvk(), metadata: list.metadata, items }
    }
}

/// The list with its items as values.
struct Recorded<'a> {
    list: &'a AnyList,
    items: Vec<Value>,
}

impl Serialize for Recorded<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(serializer, &self.list.gvk, &self.list.metadata, &self.items)
    }
}

impl AnyList {
    /// The items as values; an error names item and field.
    fn recorded_items(&self) -> Result<Vec<Value>, Error> {
        let mut tape = Tape::default();
        let mut items = Vec::with_capacity(self.items.len());
        for (index, item) in self.items.iter().enumerate() {
            tape.clear();
            item.record(&mut tape).map_err(|error| below_item(index, &error))?;
            items.push(tape.to_value());
        }
        Ok(items)
    }
}

/// The error of an item, with the path of its problems in the list.
fn below_item(index: usize, error: &Error) -> Error {
    let item = FieldPath::root().field("items").index(index);
    let problems = error.problems().iter().map(|problem| {
        let path = item.segments().iter().chain(problem.path().segments()).cloned().collect();
        problem.clone().at_path(path)
    });
    Error::new(error.kind(), error.message()).with_problems(problems)
}

impl fmt::Display for AnyList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} items", self.gvk, self.items.len())
    }
}

impl AnyObject for AnyList {
    fn gvk(&self) -> GroupVersionKind {
        self.gvk.clone()
    }

    /// None: a list has list metadata, which names nothing.
    fn metadata(&self) -> Option<&dyn Metadata> {
        None
    }

    /// None: a list has list metadata, which names nothing.
    fn metadata_mut(&mut self) -> Option<&mut dyn Metadata> {
        None
    }

    fn clone_boxed(&self) -> Box<dyn AnyObject> {
        Box::new(self.clone())
    }

    fn record(&self, tape: &mut Tape) -> Result<(), Error> {
        tape.record(&Recorded { list: self, items: self.recorded_items()? })
    }
}
#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::ContentType;
    use crate::dynamic::Unknown;

    #[test]
    fn what_cannot_be_written_of_an_item_has_its_path_in_the_list() {
        let item = |text: &str| -> Box<dyn AnyObject> {
            let gvk = GroupVersionKind::from_static("", "v1", "X");
            Box::new(Unknown::new(gvk, ContentType::Yaml, text))
        };
        let good = item("apiVersion: v1\nkind: X\n");
        let list = AnyList::new(vec![good.clone(), item("apiVersion: v1\nkind: X\nspec: {a: .inf}\n")]);
        for (list, expected) in [
            (list.clone(), "items[1].spec.a"),
            (AnyList::new(vec![Box::new(list)]), "items[0].items[1].spec.a"),
        ] {
            let error = list.record(&mut Tape::default()).unwrap_err();
            assert_eq!(error.problems()[0].path().to_string(), expected);
        }
        AnyList::new(vec![good]).record(&mut Tape::default()).unwrap();
    }
}
