//! What the expansion must know of serde's attributes. All else in them is serde's own business.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, ExprPath, Ident, LitStr, PathSegment, Token};

use super::entry::{Entry, Value, entries, string_of};
use crate::case::Case;
use crate::errors::Errors;

/// serde's attributes of a struct.
#[derive(Debug, Default)]
pub(crate) struct SerdeContainer {
    pub(crate) rename_all: Case,
    /// The rule for reading, which may be another.
    pub(crate) rename_all_read: Case,
    /// What fields that are missing come from, if it is a struct that is made.
    pub(crate) default: Option<Missing>,
    /// The attributes as the wire form repeats them.
    pub(crate) attributes: Vec<TokenStream>,
}

/// serde's `default`: what is read where a field is missing.
#[derive(Debug)]
pub(crate) enum Missing {
    /// `default`
    OfType,
    /// `default = "path"`
    Path(ExprPath),
}

/// serde's attributes of a field.
#[derive(Debug, Default)]
pub(crate) struct SerdeField {
    /// The name given for writing.
    pub(crate) name: Option<LitStr>,
    /// The name given for reading.
    pub(crate) read_name: Option<LitStr>,
    /// Other names that are read.
    pub(crate) aliases: Vec<LitStr>,
    pub(crate) flatten: Option<Ident>,
    /// The key that makes the wire form of the field another than that of its type.
    pub(crate) converts: Option<Ident>,
    /// What is read where the field is missing.
    pub(crate) default: Option<Missing>,
    /// Whether it is said when the field is written.
    pub(crate) has_skip: bool,
    /// Whether the field is never read.
    pub(crate) is_unread: bool,
    /// The attributes as the wire form repeats them.
    pub(crate) attributes: Vec<Vec<Entry>>,
}

/// Where serde's container attributes stand, which decides what makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Root,
    Nested,
}

impl Place {
    /// Why a container attribute of serde makes no sense here, or `None` if it does.
    fn refuses(self, key: &str) -> Option<&'static str> {
        match key {
            "transparent" | "from" | "try_from" | "into" | "untagged" | "remote" if self == Self::Nested => {
                Some("with it the wire form is not that of the struct's fields, which `Fields` describes")
            }
            "transparent" | "untagged" => Some("an object is a map that starts with `apiVersion` and `kind`"),
            "tag" | "content" if self == Self::Root => {
                Some("an object is tagged by `apiVersion` and `kind`, which `Object` writes")
            }
            "from" | "try_from" | "into" if self == Self::Root => {
                Some("the struct is the wire form of its version; convert between versions with `hub = path`")
            }
            "remote" if self == Self::Root => Some("`Object` is derived on the object's own type"),
            "crate" if self == Self::Root => {
                Some("serde is reached through libgitops; for another path write `#[object(crate = path)]`")
            }
            "bound" if self == Self::Root => Some(
                "`Object` itself asks that type parameters are `Serialize`, `DeserializeOwned`, `Clone`, `Debug`, \
                      `Send`, `Sync` and `'static`",
            ),
            _ => None,
        }
    }
}

fn serde_attributes(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("serde"))
}

impl SerdeContainer {
    pub(crate) fn read(attributes: &[Attribute], place: Place, errors: &Errors) -> Self {
        let mut read = Self::default();
        for attribute in serde_attributes(attributes) {
            let mut entries = entries(attribute, errors);
            entries.retain(|entry| match place.refuses(&entry.key.to_string()) {
                Some(reason) => {
                    let name = if place == Place::Root { "Object" } else { "Fields" };
                    errors.on(
                        entry,
                        format!("`#[serde({})]` does not go with `#[derive({name})]`: {reason}", entry.key),
                    );
                    false
                }
                None => true,
            });
            for entry in &entries {
                if entry.is("rename_all") {
                    let case = |rule: Option<LitStr>| rule.and_then(|rule| Case::from_name(&rule.value()));
                    read.rename_all = case(name_for("serialize", entry)).unwrap_or_default();
                    read.rename_all_read = case(name_for("deserialize", entry)).unwrap_or_default();
                } else if entry.is("default") {
                    read.default = Some(Missing::of(entry));
                }
            }
            read.attributes.extend(repeated(&entries));
        }
        read
    }
}

impl SerdeField {
    pub(crate) fn read(attributes: &[Attribute], place: Place, errors: &Errors) -> Self {
        let mut read = Self::default();
        for attribute in serde_attributes(attributes) {
            let mut entries = entries(attribute, errors);
            entries.retain(|entry| {
                let refused = place == Place::Root && entry.is("getter");
                if refused {
                    errors.on(
                        entry,
                        "`#[serde(getter)]` does not go with `#[derive(Object)]`: it is for remote types",
                    );
                }
                !refused
            });
            for entry in &entries {
                read.take(entry);
            }
            read.attributes.push(entries);
        }
        read
    }

    fn take(&mut self, entry: &Entry) {
        match entry.key.to_string().as_str() {
            "rename" => {
                self.name = name_for("serialize", entry);
                self.read_name = name_for("deserialize", entry);
            }
            "alias" => self.aliases.extend(entry.expr().and_then(string_of)),
            "flatten" => self.flatten = Some(entry.key.clone()),
            "with" | "serialize_with" | "deserialize_with" => self.converts = Some(entry.key.clone()),
            "default" => self.default = Some(Missing::of(entry)),
            "skip" => (self.has_skip, self.is_unread) = (true, true),
            "skip_deserializing" => self.is_unread = true,
            "skip_serializing" | "skip_serializing_if" => self.has_skip = true,
            _ => {}
        }
    }
}

impl Missing {
    /// A path that is none is left for serde to refuse.
    fn of(entry: &Entry) -> Self {
        let path = entry.expr().and_then(string_of).and_then(|text| text.parse().ok());
        path.map_or(Self::OfType, Self::Path)
    }
}

/// An entry of a field as the wire form repeats it: a path may start with `Self`, which means the root.
pub(crate) fn on_the_wire(entry: &Entry, of_root: &TokenStream) -> TokenStream {
    let text = if entry.is("skip_serializing_if") { entry.expr().and_then(string_of) } else { None };
    let path: Option<ExprPath> = text.as_ref().and_then(|text| text.parse().ok());
    match (text, path) {
        (Some(text), Some(ExprPath { path, .. })) if path.segments.first().is_some_and(is_self) => {
            let rest = path.segments.iter().skip(1);
            let path = quote!(<#of_root> #(::#rest)*).to_string();
            let (key, path) = (&entry.key, LitStr::new(&path, text.span()));
            quote!(#key = #path)
        }
        _ => quote!(#entry),
    }
}

fn is_self(segment: &PathSegment) -> bool {
    segment.ident == "Self"
}

/// The attribute as the wire form repeats it.
fn repeated(entries: &[Entry]) -> Option<TokenStream> {
    if entries.is_empty() { None } else { Some(quote!(#[serde(#(#entries),*)])) }
}

/// The name that `rename = "…"` or `rename(serialize = "…", deserialize = "…")` gives for one of the two.
fn name_for(key: &str, entry: &Entry) -> Option<LitStr> {
    match &entry.value {
        Value::Assigned(value) => string_of(value),
        Value::Listed(list) => named(list, key),
        Value::Absent | Value::Malformed => None,
    }
}

/// The string of `key` in `serialize = "…", deserialize = "…"`. What does not parse is left for serde to refuse.
fn named(list: &TokenStream, key: &str) -> Option<LitStr> {
    let parser = |input: ParseStream<'_>| {
        let mut found = None;
        while !input.is_empty() {
            let name: Ident = input.parse()?;
            input.parse::<Token![=]>()?;
            let text: LitStr = input.parse()?;
            if name == key {
                found = Some(text);
            }
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(found)
    };
    parser.parse2(list.to_token_stream()).ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(attribute: Attribute) -> SerdeField {
        let errors = Errors::new();
        let read = SerdeField::read(&[attribute], Place::Root, &errors);
        assert_eq!(errors.into_messages(), [] as [&str; 0]);
        read
    }

    #[test]
    fn names_are_read_in_both_spellings() {
        let read = field(syn::parse_quote!(#[serde(rename = "a", alias = "b", alias = "c")]));
        assert_eq!(read.name.unwrap().value(), "a");
        assert_eq!(read.read_name.unwrap().value(), "a");
        assert_eq!(read.aliases.len(), 2);
        let read = field(syn::parse_quote!(#[serde(rename(serialize = "a", deserialize = "b"))]));
        assert_eq!(read.name.unwrap().value(), "a");
        assert_eq!(read.read_name.unwrap().value(), "b");
    }

    #[test]
    fn what_changes_reading_and_writing_is_seen() {
        assert!(field(syn::parse_quote!(#[serde(flatten)])).flatten.is_some());
        assert!(field(syn::parse_quote!(#[serde(with = "x")])).converts.is_some());
        let read = field(syn::parse_quote!(#[serde(default = "x")]));
        assert!(matches!(read.default, Some(Missing::Path(path)) if path.path.is_ident("x")));
        assert!(matches!(field(syn::parse_quote!(#[serde(default)])).default, Some(Missing::OfType)));
        let skipped = field(syn::parse_quote!(#[serde(skip)]));
        assert!(skipped.has_skip && skipped.is_unread);
        assert!(!field(syn::parse_quote!(#[serde(skip_serializing_if = "x")])).is_unread);
    }

    #[test]
    fn attributes_that_make_no_sense_are_refused_and_left_out() {
        let root: Attribute = syn::parse_quote!(#[serde(transparent, default)]);
        let tagged: Attribute = syn::parse_quote!(#[serde(tag = "kind")]);
        let nested: Attribute = syn::parse_quote!(#[serde(from = "X")]);
        for (place, attribute, left) in [
            (Place::Root, root, vec!["# [serde (default)]"]),
            (Place::Root, tagged, vec![]),
            (Place::Nested, nested, vec![]),
        ] {
            let errors = Errors::new();
            let read = SerdeContainer::read(&[attribute], place, &errors);
            assert_eq!(read.attributes.iter().map(ToString::to_string).collect::<Vec<_>>(), left);
            assert_eq!(errors.into_messages().len(), 1);
        }
    }
}
