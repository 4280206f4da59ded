//! How the fields of a mapping are merged: what the tables of the types say, and Kubernetes' rules for metadata.

use crate::fields::{Field, FieldTable, Shape};
use crate::value::Value;

/// What is known of a mapping.
#[derive(Clone, Copy, Debug)]
pub(super) enum Schema {
    /// Nothing: mappings below are merged, and lists are values.
    Unknown,
    /// Its fields are these.
    Struct(&'static FieldTable),
    /// Its values are all of this shape.
    Map(&'static Shape),
    /// It is a whole object, whose type has these fields.
    Object(Option<&'static FieldTable>),
}

/// What is known of a field.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    /// Of its value, if that is a mapping.
    pub(super) value: Schema,
    /// Of its items, if it is a list.
    pub(super) items: Schema,
    /// The fields by which items are known; none for a list that is a value, and [`ITSELF`] for a set.
    pub(super) keys: &'static [&'static str],
}

/// The keys of a set: an item is known by itself. No field has an empty name.
pub(super) const ITSELF: &[&str] = &[""];

/// `ObjectMeta` of apimachinery, as far as it has lists that are merged.
static METADATA: FieldTable = FieldTable {
    fields: &[
        Field::new("owner_references", "ownerReferences", Shape::Opaque).with_list_keys(&["uid"]),
        Field::new("finalizers", "finalizers", Shape::Opaque).with_list_keys(ITSELF),
    ],
};

impl Schema {
    pub(super) fn member(self, name: &str) -> Member {
        let found = match self {
            Self::Object(_) if name == "metadata" => {
                Some(Member { value: Self::Struct(&METADATA), ..Member::UNKNOWN })
            }
            Self::Object(Some(table)) | Self::Struct(table) => find(table, name),
            Self::Map(shape) => Some(Member::of(shape, &[])),
            Self::Object(None) | Self::Unknown => None,
        };
        found.unwrap_or(Member::UNKNOWN)
    }

    /// The default of a field.
    pub(super) fn default_of(self, name: &str) -> Option<Value> {
        let Self::Struct(table) = self else { return None };
        let field = table.fields.iter().find(|field| !field.flatten && field.is_named(name))?;
        field.default?().ok()
    }

    /// What is known of a mapping of this shape.
    fn of(shape: &'static Shape) -> Self {
        match shape {
            Shape::Struct(table) => Self::Struct(table()),
            Shape::Map(values) => Self::Map(values),
            Shape::Optional(shape) => Self::of(shape),
            _ => Self::Unknown,
        }
    }

    /// What is known of the items of a list of this shape.
    fn of_items(shape: &'static Shape) -> Self {
        match shape {
            Shape::List(items) => Self::of(items),
            Shape::Optional(shape) => Self::of_items(shape),
            _ => Self::Unknown,
        }
    }
}

impl Member {
    const UNKNOWN: Self = Self { value: Schema::Unknown, items: Schema::Unknown, keys: &[] };

    fn of(shape: &'static Shape, keys: &'static [&'static str]) -> Self {
        Self { value: Schema::of(shape), items: Schema::of_items(shape), keys }
    }
}

/// A field of a table, or of one that stands flattened in it.
fn find(table: &'static FieldTable, name: &str) -> Option<Member> {
    let named = table.fields.iter().find(|field| !field.flatten && field.is_named(name));
    if let Some(field) = named {
        return Some(Member::of(&field.shape, field.list_keys));
    }
    let flattened = table.fields.iter().filter(|field| field.flatten);
    flattened.map(|field| Schema::of(&field.shape)).find_map(|schema| match schema {
        Schema::Struct(table) => find(table, name),
        Schema::Map(shape) => Some(Member::of(shape, &[])),
        _ => None,
    })
}
