//! The table of a struct's fields.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{Expr, ExprLit, ExprUnary, Lit, LitStr, Type, UnOp};

use super::members;
use crate::model::{Field, Struct, argument_of, without_self};
use crate::paths::{at, call_over};

/// The `&'static FieldTable` of the struct.
pub(super) fn of(item: &Struct<'_>) -> TokenStream {
    let fields = item.fields.iter().filter(|field| !field.serde.is_unread).map(entry);
    quote! {
        const { &__libgitops::FieldTable { fields: &[#(#fields),*] } }
    }
}

/// The wire names of the struct as an `Option<&'static [&'static str]>`: `None` when a flattened field hides some.
pub(super) fn names(item: &Struct<'_>) -> TokenStream {
    if item.fields.iter().any(|field| field.serde.flatten.is_some()) {
        return quote!(::core::option::Option::None);
    }
    let names = item.fields.iter().filter(|field| !field.serde.is_unread).map(|field| &field.name);
    quote!(::core::option::Option::Some(&[#(#names),*]))
}

/// The names of all fields in Rust.
pub(super) fn members(item: &Struct<'_>) -> TokenStream {
    let names = || item.fields.iter().map(|field| field.ident.unraw().to_string());
    let (sum, names) = (members::sum(names()), names());
    quote!(::core::option::Option::Some(__libgitops::Members { sum: #sum, names: &[#(#names),*] }))
}

/// One assertion for each list key, that the items of the list have a field of that name. An assertion cannot name the
/// parameters of a generic struct, so that one has none.
pub(super) fn list_key_checks(item: &Struct<'_>) -> TokenStream {
    if item.is_generic() {
        return TokenStream::new();
    }
    let keys = item.fields.iter().flat_map(|field| field.attr.list_keys.iter().map(move |key| (field, key)));
    keys.map(|(field, key)| {
        let ty = without_self(field.ty.to_token_stream(), &item.ident.to_token_stream());
        let probe = quote!(<__libgitops::Probe<#ty>>);
        let call = call_over(key, "check_list_key", quote!(&#probe::SHAPE, #probe::NAMES, #key));
        quote!(const _: () = #call;)
    })
    .collect()
}

fn entry(field: &Field<'_>) -> TokenStream {
    let rust_name = field.ident.unraw().to_string();
    let name = if field.serde.flatten.is_some() { "" } else { &field.name };
    let mut entry = quote!(__libgitops::Field::new);
    let shape = shape(field);
    entry = quote!(#entry(#rust_name, #name, #shape));
    let read = std::iter::once(field.read_name.clone()).chain(field.serde.aliases.iter().map(LitStr::value));
    let (own, aliases): (Vec<String>, Vec<String>) = read.partition(|name| *name == field.name);
    if !aliases.is_empty() && field.serde.flatten.is_none() {
        entry = quote!(#entry.with_aliases(&[#(#aliases),*]));
        if own.is_empty() {
            let read_name = &field.read_name;
            entry = quote!(#entry.read_as(#read_name));
        }
    }
    if !field.docs.is_empty() {
        let docs = &field.docs;
        entry = quote!(#entry.with_docs(#docs));
    }
    if !field.attr.list_keys.is_empty() {
        let keys = field.attr.list_keys.iter().map(LitStr::value);
        entry = quote!(#entry.with_list_keys(&[#(#keys),*]));
    }
    if field.serde.flatten.is_some() {
        entry = quote!(#entry.flattened());
    }
    if let Some(default) = &field.attr.default {
        let default = default_function(field.ty, default);
        entry = quote!(#entry.with_default(#default));
    }
    entry
}

fn shape(field: &Field<'_>) -> TokenStream {
    if field.serde.converts.is_some() {
        return quote!(__libgitops::Shape::Opaque);
    }
    let ty = field.ty;
    quote!(<__libgitops::Probe<#ty>>::SHAPE)
}

/// A closure that makes the default: a literal stands for the value of its field, also of an optional one, and a string
/// for all that is made from one; any other expression has the field's type.
fn default_function(ty: &Type, default: &Expr) -> TokenStream {
    let span = at(default.span());
    let value = match literal(default) {
        None => quote!(#default),
        Some(literal) => {
            let optional = argument_of(ty, "Option");
            let inner = optional.unwrap_or(ty);
            let value = if matches!(literal, Lit::Str(_)) {
                quote_spanned!(span=> ::core::convert::Into::<#inner>::into(#default))
            } else {
                quote!(#default)
            };
            if optional.is_some() {
                quote_spanned!(span=> ::core::option::Option::Some(#value))
            } else {
                value
            }
        }
    };
    // A default of another type is told at the default, with what the compiler would write in its place.
    quote! {
        || {
            let __default: #ty = #value;
            __libgitops::default_value(&__default)
        }
    }
}

/// The literal that an expression is, perhaps behind a minus sign.
fn literal(expr: &Expr) -> Option<&Lit> {
    match expr {
        Expr::Lit(ExprLit { lit, .. }) => Some(lit),
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => literal(expr),
        _ => None,
    }
}
