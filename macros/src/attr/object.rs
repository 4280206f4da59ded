//! `#[object(…)]` on the root struct.

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::{Attribute, Expr, Ident, LitStr, Meta, Path};

use super::entry::{Entry, Known, Value, admit, entries};
use crate::errors::Errors;
use crate::names::nearest;

/// The container attribute, with the tokens that later checks underline.
#[derive(Debug, Default)]
pub(crate) struct ObjectAttr {
    /// The attribute without its brackets, for what is missing in it.
    pub(crate) tokens: Option<TokenStream>,
    /// Whether all attributes are lists of entries; of others nothing more is said.
    pub(crate) is_list: bool,
    pub(crate) group: Option<LitStr>,
    pub(crate) version: Option<LitStr>,
    pub(crate) kind: Option<LitStr>,
    pub(crate) plural: Option<LitStr>,
    pub(crate) singular: Option<LitStr>,
    pub(crate) short: Vec<LitStr>,
    pub(crate) categories: Vec<LitStr>,
    pub(crate) scope: Option<Ident>,
    pub(crate) hub: Option<Hub>,
    pub(crate) storage: bool,
    pub(crate) served: Option<bool>,
    pub(crate) deprecated: Option<String>,
    pub(crate) default: Option<Path>,
    pub(crate) validate: Option<Path>,
    pub(crate) unlisted: bool,
    pub(crate) krate: Option<Path>,
    /// The keys that were given, right or wrong: what is wrong is not missing too.
    pub(crate) given: Vec<String>,
}

#[derive(Debug)]
pub(crate) enum Hub {
    /// `hub`
    Itself,
    /// `hub = path`
    Of(Path),
}

/// The scopes that an object can have.
const SCOPES: [&str; 2] = ["Namespaced", "Cluster"];

const KEYS: &[Known] = &[
    ("group", "group = \"apps.example.com\""),
    ("version", "version = \"v1\""),
    ("kind", "kind = \"Car\""),
    ("plural", "plural = \"cars\""),
    ("singular", "singular = \"car\""),
    ("short", "short = [\"c\"]"),
    ("categories", "categories = [\"all\"]"),
    ("scope", "scope = Namespaced"),
    ("hub", "hub = super::v1::Car"),
    ("storage", "storage"),
    ("served", "served = false"),
    ("deprecated", "deprecated = \"use v2\""),
    ("default", "default = set_defaults"),
    ("validate", "validate = validate_car"),
    ("unlisted", "unlisted"),
    ("crate", "crate = path::to::libgitops"),
];

/// The example of a known key.
fn example(key: &str) -> &'static str {
    KEYS.iter().find(|(name, _)| *name == key).map_or("", |(_, example)| example)
}

impl ObjectAttr {
    /// Reads all `#[object(…)]` of the root.
    pub(crate) fn read(attributes: &[Attribute], errors: &Errors) -> Self {
        let mut read = Self { is_list: true, ..Self::default() };
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("object")) {
            read.is_list &= matches!(attribute.meta, Meta::List(_));
            if read.tokens.is_none() {
                read.tokens = Some(attribute.meta.to_token_stream());
            }
            for entry in entries(attribute, errors) {
                if is_field_key(&entry, errors) {
                    continue;
                }
                if admit(&entry, KEYS, &mut read.given, errors) {
                    read.take(&entry, errors);
                }
            }
        }
        read
    }

    fn take(&mut self, entry: &Entry, errors: &Errors) {
        let key = entry.key.to_string();
        let example = example(&key);
        match key.as_str() {
            "group" => self.group = entry.string(example, errors),
            "version" => self.version = entry.string(example, errors),
            "kind" => self.kind = entry.string(example, errors),
            "plural" => self.plural = entry.string(example, errors),
            "singular" => self.singular = entry.string(example, errors),
            "short" => self.short = entry.strings(example, errors),
            "categories" => self.categories = entry.strings(example, errors),
            "scope" => self.scope = scope(entry, errors),
            "hub" => self.hub = hub(entry, errors),
            "storage" => self.storage = entry.flag(errors),
            "served" => self.served = entry.boolean(example, errors),
            "deprecated" => self.deprecated = deprecated(entry, errors),
            "default" => self.default = entry.path(example, errors),
            "validate" => self.validate = entry.path(example, errors),
            "unlisted" => self.unlisted = entry.flag(errors),
            "crate" => self.krate = entry.path(example, errors),
            _ => {}
        }
    }
}

/// Reports a key that belongs on a field.
fn is_field_key(entry: &Entry, errors: &Errors) -> bool {
    let is = ["metadata", "status", "list_key"].iter().any(|key| entry.is(key));
    if is {
        errors.on(
            &entry.key,
            format!("`{0}` stands on a field: write `#[object({0})]` before the field", entry.key),
        );
    }
    is
}

fn scope(entry: &Entry, errors: &Errors) -> Option<Ident> {
    let word = match entry.expr() {
        Some(Expr::Path(path)) => path.path.get_ident().cloned(),
        _ => None,
    };
    match word {
        Some(word) if SCOPES.iter().any(|scope| word == scope) => Some(word),
        Some(word) => {
            let text = word.to_string();
            let meant = SCOPES.into_iter().find(|scope| scope.eq_ignore_ascii_case(&text));
            let message = match meant.or_else(|| nearest(&text, SCOPES)) {
                Some(meant) => format!("unknown scope `{text}`: did you mean `{meant}`?"),
                None => format!("unknown scope `{text}`, expected `Namespaced` or `Cluster`"),
            };
            errors.on(word, message);
            None
        }
        None if matches!(entry.value, Value::Malformed) => None,
        None => {
            let message = "`scope` expects `Namespaced` or `Cluster`, without quotes: `scope = Namespaced`";
            match entry.expr() {
                Some(value) => errors.on(value, message),
                None => errors.on(entry, message),
            }
            None
        }
    }
}

fn hub(entry: &Entry, errors: &Errors) -> Option<Hub> {
    match &entry.value {
        Value::Absent => Some(Hub::Itself),
        _ => entry.path("hub = super::v1::Car", errors).map(Hub::Of),
    }
}

/// The warning of `deprecated = "…"`; empty for the flag alone.
fn deprecated(entry: &Entry, errors: &Errors) -> Option<String> {
    match &entry.value {
        Value::Absent => Some(String::new()),
        _ => entry.string(example("deprecated"), errors).map(|text| text.value()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(attribute: Attribute, messages: &[&str]) -> ObjectAttr {
        let errors = Errors::new();
        let read = ObjectAttr::read(&[attribute], &errors);
        assert_eq!(errors.into_messages(), messages);
        read
    }

    #[test]
    fn every_key_is_read() {
        let read = check(
            syn::parse_quote!(#[object(
                group = "", version = "v1", kind = "Car", plural = "cars", singular = "car", short = "c",
                categories = ["all", "fleet"], scope = Cluster, hub = super::v2::Car, storage, served = false,
                deprecated = "use v2", default = a::b, validate = c, unlisted, crate = crate::x,
            )]),
            &[],
        );
        assert_eq!(read.group.unwrap().value(), "");
        assert_eq!(read.short.len(), 1);
        assert_eq!(read.categories.len(), 2);
        assert_eq!(read.scope.unwrap(), "Cluster");
        assert!(matches!(read.hub, Some(Hub::Of(_))));
        assert!(read.storage && read.unlisted);
        assert_eq!(read.served, Some(false));
        assert_eq!(read.deprecated.as_deref(), Some("use v2"));
        assert!(read.default.is_some() && read.validate.is_some() && read.krate.is_some());
        assert!(matches!(check(syn::parse_quote!(#[object(hub)]), &[]).hub, Some(Hub::Itself)));
        assert_eq!(check(syn::parse_quote!(#[object(deprecated)]), &[]).deprecated.as_deref(), Some(""));
    }

    #[test]
    fn mistakes_are_told_with_what_is_expected() {
        check(
            syn::parse_quote!(#[object(verzion = "v1")]),
            &["unknown key `verzion`: did you mean `version`?"],
        );
        check(syn::parse_quote!(#[object(hub, hub = a::B)]), &["`hub` is given twice; remove one of them"]);
        check(
            syn::parse_quote!(#[object(scope = namespaced)]),
            &["unknown scope `namespaced`: did you mean `Namespaced`?"],
        );
        check(
            syn::parse_quote!(#[object(scope = Galaxy)]),
            &["unknown scope `Galaxy`, expected `Namespaced` or `Cluster`"],
        );
        check(
            syn::parse_quote!(#[object(scope = "Cluster")]),
            &["`scope` expects `Namespaced` or `Cluster`, without quotes: `scope = Namespaced`"],
        );
        check(
            syn::parse_quote!(#[object(status)]),
            &["`status` stands on a field: write `#[object(status)]` before the field"],
        );
    }
}
