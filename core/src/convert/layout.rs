//! How an object is laid out, as far as its type says: which lists have keys.

use crate::fields::{FieldTable, Shape};

/// What is known of a value inside an object.
#[derive(Clone, Copy, Debug)]
pub(super) enum Layout {
    Unknown,
    Struct(&'static FieldTable),
    /// The values of a map or the items of a list, and the keys of these items.
    Holds {
        values: &'static Shape,
        list_keys: &'static [&'static str],
    },
}

impl Layout {
    pub(super) fn of(table: Option<&'static FieldTable>) -> Self {
        table.map_or(Self::Unknown, Self::Struct)
    }

    /// The layout of a field of a struct, or of a value of a map.
    pub(super) fn field(self, name: &str) -> Self {
        match self {
            Self::Struct(table) => of_field(table, name).unwrap_or(Self::Unknown),
            Self::Holds { values, list_keys: [] } => of_shape(values, &[]),
            Self::Holds { .. } | Self::Unknown => Self::Unknown,
        }
    }

    /// The name in the struct of a field that has this name on the wire.
    pub(super) fn rust_name(self, name: &str) -> Option<&'static str> {
        let Self::Struct(table) = self else { return None };
        table.fields.iter().find(|field| field.is_named(name)).map(|field| field.rust_name)
    }

    /// The name on the wire of a field that has this name in the struct.
    pub(super) fn wire_name(self, name: &str) -> Option<&'static str> {
        let Self::Struct(table) = self else { return None };
        table.fields.iter().find(|field| field.rust_name == name).map(|field| field.name)
    }

    /// The layout of the items of a list.
    pub(super) fn item(self) -> Self {
        match self {
            Self::Holds { values, .. } => of_shape(values, &[]),
            Self::Struct(_) | Self::Unknown => Self::Unknown,
        }
    }

    /// The fields that identify an item of a list; none of a list that is one value.
    pub(super) fn list_keys(self) -> &'static [&'static str] {
        match self {
            Self::Holds { list_keys, .. } => list_keys,
            Self::Struct(_) | Self::Unknown => &[],
        }
    }
}

fn of_field(table: &'static FieldTable, name: &str) -> Option<Layout> {
    table.fields.iter().find_map(|field| match (field.flatten, &field.shape) {
        (true, Shape::Struct(flattened)) => of_field(flattened(), name),
        (true, _) => None,
        (false, shape) => field.is_named(name).then(|| of_shape(shape, field.list_keys)),
    })
}

fn of_shape(shape: &'static Shape, list_keys: &'static [&'static str]) -> Layout {
    match shape {
        Shape::Opaque if list_keys.is_empty() => Layout::Unknown,
        // The items of a keyed list may be of a type without a table.
        Shape::Opaque => Layout::Holds { values: &Shape::Opaque, list_keys },
        Shape::Struct(table) => Layout::Struct(table()),
        Shape::Optional(shape) => of_shape(shape, list_keys),
        Shape::List(values) | Shape::Map(values) => Layout::Holds { values, list_keys },
    }
}
