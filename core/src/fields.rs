//! What the library knows of a type's fields beyond serde: wire names, docs, list keys and defaults.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use serde::Serialize;

use crate::error::Error;
use crate::value::Value;

/// A type whose fields are known. `#[derive(Fields)]` writes it for structs with named fields.
#[diagnostic::on_unimplemented(
    message = "the fields of `{Self}` are not known",
    note = "annotate the struct with `#[derive(Fields)]`"
)]
pub trait Fields {
    /// How the type holds its fields.
    const SHAPE: Shape;

    /// The wire names of the struct's fields, or of those of the items that a list, map or option holds; `None` when
    /// they are not all known. Unlike the table behind [`SHAPE`](Self::SHAPE) they can be read at compile time.
    const NAMES: Option<&'static [&'static str]> = None;

    /// The names of all fields of the struct itself in Rust, those that serde leaves out too; `None` when they are not
    /// known. A spoke is checked against them at compile time.
    const MEMBERS: Option<Members> = None;
}

/// The names of a struct's fields in Rust.
#[derive(Clone, Copy, Debug)]
pub struct Members {
    /// The sum of the names' hashes as the derive makes it: two sets of names compare in one step by it.
    pub sum: u64,
    /// The names in the order of the struct.
    pub names: &'static [&'static str],
}

/// How a type holds fields: a struct itself, a list or map of such, or something that is not known.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Shape {
    /// A scalar, an enum, or a struct that does not derive [`Fields`].
    Opaque,
    /// A struct with these fields.
    Struct(fn() -> &'static FieldTable),
    /// An `Option` of this shape.
    Optional(&'static Shape),
    /// A list whose items have this shape.
    List(&'static Shape),
    /// A map whose values have this shape.
    Map(&'static Shape),
}

/// All fields of a struct.
#[derive(Clone, Copy, Debug)]
pub struct FieldTable {
    /// The fields in the order of the struct.
    pub fields: &'static [Field],
}

/// One field of a struct.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Field {
    /// The name in the struct.
    pub rust_name: &'static str,
    /// The name on the wire; empty for a flattened field.
    pub name: &'static str,
    /// The name that is read, if another one than this is written; it is one of the aliases then.
    pub read_name: &'static str,
    /// Other names that are accepted when reading.
    pub aliases: &'static [&'static str],
    /// The doc comment, lines joined by line breaks.
    pub docs: &'static str,
    /// The fields that identify an item of this list, as in `x-kubernetes-list-map-keys`; empty for an atomic list.
    pub list_keys: &'static [&'static str],
    /// Whether the field's own fields stand in the place of the field (`#[serde(flatten)]`).
    pub flatten: bool,
    /// The default, made anew each time.
    pub default: Option<fn() -> Result<Value, Error>>,
    /// How the field holds fields of its own.
    pub shape: Shape,
}

impl Field {
    /// A field of which nothing is known but its names and shape.
    pub const fn new(rust_name: &'static str, name: &'static str, shape: Shape) -> Self {
        Self {
            rust_name,
            name,
            read_name: name,
            aliases: &[],
            docs: "",
            list_keys: &[],
            flatten: false,
            default: None,
            shape,
        }
    }

    /// Whether a key is the field's name or one of its other names.
    pub fn is_named(&self, key: &str) -> bool {
        self.name == key || self.aliases.contains(&key)
    }

    /// Sets the other names.
    pub const fn with_aliases(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    /// Sets the name that is read, where the one that is written is not.
    pub const fn read_as(mut self, name: &'static str) -> Self {
        self.read_name = name;
        self
    }

    /// Sets the doc comment.
    pub const fn with_docs(mut self, docs: &'static str) -> Self {
        self.docs = docs;
        self
    }

    /// Sets the list keys.
    pub const fn with_list_keys(mut self, list_keys: &'static [&'static str]) -> Self {
        self.list_keys = list_keys;
        self
    }

    /// Marks the field as flattened.
    pub const fn flattened(mut self) -> Self {
        self.flatten = true;
        self
    }

    /// Sets the default.
    pub const fn with_default(mut self, default: fn() -> Result<Value, Error>) -> Self {
        self.default = Some(default);
        self
    }
}

/// The value of a field default, as the wire has it.
///
/// # Errors
/// `Invalid` when the default cannot be written, such as a non-finite float.
pub fn default_value<T: Serialize>(default: &T) -> Result<Value, Error> {
    crate::value::to_value(default)
}

impl<T: Fields> Fields for Option<T> {
    const SHAPE: Shape = Shape::Optional(&T::SHAPE);
    const NAMES: Option<&'static [&'static str]> = T::NAMES;
}

impl<T: Fields> Fields for Vec<T> {
    const SHAPE: Shape = Shape::List(&T::SHAPE);
    const NAMES: Option<&'static [&'static str]> = T::NAMES;
}

impl<K, T: Fields> Fields for BTreeMap<K, T> {
    const SHAPE: Shape = Shape::Map(&T::SHAPE);
    const NAMES: Option<&'static [&'static str]> = T::NAMES;
}

impl<T: Fields> Fields for Box<T> {
    const SHAPE: Shape = T::SHAPE;
    const NAMES: Option<&'static [&'static str]> = T::NAMES;
}

/// Finds at compile time what a type has, without asking for it: an inherent constant, there only when the bound
/// holds, hides the constant of the same name of a trait that is always there.
#[derive(Debug)]
pub struct Probe<T>(PhantomData<T>);

/// The answer of [`Probe`] for types that have nothing.
pub trait NothingKnown<T> {
    /// No fields are known.
    const SHAPE: Shape = Shape::Opaque;
    /// No names are known.
    const NAMES: Option<&'static [&'static str]> = None;
    /// No fields are known by name.
    const MEMBERS: Option<Members> = None;
    /// There is no value to start from.
    const INITIAL: Option<fn() -> T> = None;
    /// Nothing can be called empty.
    const IS_DEFAULT: fn(&T) -> bool = |_| false;
    /// No two values are known to be equal.
    const EQUALS: fn(&T, &T) -> bool = |_, _| false;
}

impl<T> NothingKnown<T> for Probe<T> {}

impl<T: Fields> Probe<T> {
    /// The shape of a type that implements [`Fields`].
    pub const SHAPE: Shape = T::SHAPE;
    /// The wire names of a type that implements [`Fields`].
    pub const NAMES: Option<&'static [&'static str]> = T::NAMES;
    /// The names in Rust of a type that implements [`Fields`].
    pub const MEMBERS: Option<Members> = T::MEMBERS;
}

impl<T: Default> Probe<T> {
    /// How a type that implements [`Default`] starts.
    pub const INITIAL: Option<fn() -> T> = Some(T::default);
}

impl<T: Default + PartialEq> Probe<T> {
    /// Whether a value equals the type's default.
    pub const IS_DEFAULT: fn(&T) -> bool = |value| *value == T::default();
}

impl<T: PartialEq> Probe<T> {
    /// Whether two values are equal.
    pub const EQUALS: fn(&T, &T) -> bool = T::eq;
}
