//! `#[derive(Fields)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, DeriveInput, Path};

use super::{fallback, table};
use crate::attr::entry::{Known, admit, entries};
use crate::attr::serde::Place;
use crate::check;
use crate::errors::Errors;
use crate::model::Struct;
use crate::paths::import;

/// Expands the derive; errors and all.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let errors = Errors::new();
    let krate = library(&input.attrs, &errors);
    let item = Struct::read(&input, Place::Nested, &errors);
    let expansion = match &item {
        Some(item) => {
            check::nested(item, &errors);
            expand(item, krate.as_ref(), errors.is_empty())
        }
        None => fallback::fields(&input),
    };
    let errors = errors.into_compile_errors();
    quote!(#errors #expansion)
}

/// The container attribute has one key here.
fn library(attributes: &[Attribute], errors: &Errors) -> Option<Path> {
    const KEYS: &[Known] = &[("crate", "crate = path::to::libgitops")];
    let mut seen = Vec::new();
    let mut found = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("object")) {
        for entry in entries(attribute, errors) {
            if admit(&entry, KEYS, &mut seen, errors) {
                found = entry.path("crate = path::to::libgitops", errors);
            }
        }
    }
    found
}

fn expand(item: &Struct<'_>, krate: Option<&Path>, is_sound: bool) -> TokenStream {
    let ident = item.ident;
    let (impl_generics, ty_generics, where_clause) = item.generics.split_for_impl();
    let import = import(krate);
    let (table, names, members) = (table::of(item), table::names(item), table::members(item));
    let checks = is_sound.then(|| table::list_key_checks(item));
    quote! {
        const _: () = {
            #import
            #[allow(unused_imports, reason = "a field may be one that is known without a probe")]
            use __libgitops::NothingKnown as _;
            #[automatically_derived]
            impl #impl_generics __libgitops::Fields for #ident #ty_generics #where_clause {
                const SHAPE: __libgitops::Shape = __libgitops::Shape::Struct(|| #table);
                const NAMES: ::core::option::Option<&'static [&'static str]> = #names;
                const MEMBERS: ::core::option::Option<__libgitops::Members> = #members;
            }
            #checks
        };
    }
}
