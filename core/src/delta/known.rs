//! What the library knows of the type of a value while it walks down.

use crate::fields::{Field, FieldTable, Shape};

/// What is known of the type that a value was encoded from.
#[derive(Clone, Copy, Debug, Default)]
pub enum Known {
    /// Nothing.
    #[default]
    Nothing,
    /// A struct with these fields.
    Table(&'static FieldTable),
    /// The value of this field.
    Field(&'static Field),
    /// Of this shape.
    Shape(&'static Shape),
}

impl From<Option<&'static FieldTable>> for Known {
    fn from(table: Option<&'static FieldTable>) -> Self {
        table.map_or(Self::Nothing, Self::Table)
    }
}

impl Known {
    /// The field of a key, and what is known of its value.
    pub fn entry(self, key: &str) -> (Option<&'static Field>, Self) {
        let shape = match self {
            Self::Nothing => return (None, Self::Nothing),
            Self::Table(table) => return in_table(table, key),
            Self::Field(field) => &field.shape,
            Self::Shape(shape) => shape,
        };
        match inside_options(shape) {
            Shape::Struct(table) => in_table(table(), key),
            Shape::Map(values) => (None, Self::Shape(values)),
            _ => (None, Self::Nothing),
        }
    }

    /// What is known of the items of a list.
    #[must_use]
    pub fn item(self) -> Self {
        let shape = match self {
            Self::Field(field) => &field.shape,
            Self::Shape(shape) => shape,
            Self::Nothing | Self::Table(_) => return Self::Nothing,
        };
        match inside_options(shape) {
            Shape::List(items) => Self::Shape(items),
            _ => Self::Nothing,
        }
    }

    /// The fields that identify an item of this list.
    pub fn list_keys(self) -> &'static [&'static str] {
        match self {
            Self::Field(field) => field.list_keys,
            _ => &[],
        }
    }
}

fn inside_options(shape: &'static Shape) -> &'static Shape {
    match shape {
        Shape::Optional(inner) => inside_options(inner),
        other => other,
    }
}

fn in_table(table: &'static FieldTable, key: &str) -> (Option<&'static Field>, Known) {
    for field in table.fields {
        if field.flatten {
            let found = Known::Field(field).entry(key);
            if found.0.is_some() {
                return found;
            }
        } else if field.is_named(key) {
            return (Some(field), Known::Field(field));
        }
    }
    (None, Known::Nothing)
}
