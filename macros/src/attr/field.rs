//! `#[object(…)]` on a field.

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::{Attribute, Expr, LitStr};

use super::entry::{Known, admit, entries};
use crate::errors::Errors;

/// The field attribute, with the tokens that later checks underline.
#[derive(Debug, Default)]
pub(crate) struct FieldAttr {
    pub(crate) metadata: Option<TokenStream>,
    pub(crate) status: Option<TokenStream>,
    pub(crate) default: Option<Expr>,
    pub(crate) list_keys: Vec<LitStr>,
}

const KEYS: &[Known] = &[
    ("metadata", "metadata"),
    ("status", "status"),
    ("default", "default = 1"),
    ("list_key", "list_key = \"name\""),
];

/// The keys of a field that is no field of a root.
const NESTED_KEYS: &[Known] = &[("default", "default = 1"), ("list_key", "list_key = \"name\"")];

impl FieldAttr {
    /// Reads all `#[object(…)]` of a field, of a root or of a nested struct.
    pub(crate) fn read(attributes: &[Attribute], of_root: bool, errors: &Errors) -> Self {
        let mut read = Self::default();
        let mut seen = Vec::new();
        let known = if of_root { KEYS } else { NESTED_KEYS };
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("object")) {
            for entry in entries(attribute, errors) {
                if !of_root && (entry.is("metadata") || entry.is("status")) {
                    errors.on(
                        &entry.key,
                        format!("`{}` stands on a field of a root, which derives `Object`", entry.key),
                    );
                    continue;
                }
                if !admit(&entry, known, &mut seen, errors) {
                    continue;
                }
                match entry.key.to_string().as_str() {
                    "metadata" => read.metadata = entry.flag(errors).then(|| entry.to_token_stream()),
                    "status" => read.status = entry.flag(errors).then(|| entry.to_token_stream()),
                    "default" => {
                        read.default = entry.expr().cloned();
                        if read.default.is_none() {
                            entry.expected("a value", "default = 1", errors);
                        }
                    }
                    _ => read.list_keys = entry.strings("list_key = \"name\"", errors),
                }
            }
        }
        read
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(attribute: Attribute, of_root: bool, messages: &[&str]) -> FieldAttr {
        let errors = Errors::new();
        let read = FieldAttr::read(&[attribute], of_root, &errors);
        assert_eq!(errors.into_messages(), messages);
        read
    }

    #[test]
    fn every_key_is_read() {
        let read = check(
            syn::parse_quote!(#[object(metadata, status, default = 1 + 1, list_key = ["a", "b"])]),
            true,
            &[],
        );
        assert!(read.metadata.is_some() && read.status.is_some() && read.default.is_some());
        assert_eq!(read.list_keys.len(), 2);
        assert_eq!(check(syn::parse_quote!(#[object(list_key = "a")]), false, &[]).list_keys.len(), 1);
    }

    #[test]
    fn mistakes_are_told_with_what_is_expected() {
        check(syn::parse_quote!(#[object(default)]), true, &["`default` expects a value: `default = 1`"]);
        check(
            syn::parse_quote!(#[object(list_keys = "a")]),
            false,
            &["unknown key `list_keys`: did you mean `list_key`?"],
        );
        check(
            syn::parse_quote!(#[object(status)]),
            false,
            &["`status` stands on a field of a root, which derives `Object`"],
        );
    }
}
