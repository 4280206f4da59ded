//! Enums: each variant on either side is decided.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{DataEnum, Expr, ExprPath, Fields, Ident, Member, Path, Type, Variant};

use super::product::{self, Hub, Product};
use super::{Parts, constructor};
use crate::attr::spoke::{HubPath, SpokeAttr, name};
use crate::errors::Errors;
use crate::paths::at;

/// The fields of a variant of the hub, bound to variables.
struct OfVariant<'a> {
    hub: &'a Path,
    variant: &'a TokenStream,
    is_tuple: bool,
}

impl Hub for OfVariant<'_> {
    fn owned(&self, path: &HubPath) -> TokenStream {
        path.0.first().map(|member| bound(member).into_token_stream()).unwrap_or_default()
    }

    fn pair(&self, ty: &Type, path: &HubPath) -> TokenStream {
        let (hub, variant) = (self.hub, self.variant);
        let Some(member) = path.0.first() else { return TokenStream::new() };
        // Fields of tuples have numbers, which a pattern in braces takes too.
        quote! {
            __libgitops::pair_in_variant::<#ty, #hub, _>(|hub| match hub {
                #variant { #member: found, .. } => ::core::option::Option::Some(found),
                #[allow(unreachable_patterns)]
                _ => ::core::option::Option::None,
            })
        }
    }

    fn pair_of_inner(&self, _: &Type, _: &Ident, _: &HubPath) -> TokenStream {
        TokenStream::new()
    }
}

/// The variable that a field of the hub is bound to.
fn bound(member: &Member) -> Ident {
    quote::format_ident!("__hub_{}", name(member), span = at(member.span()))
}

/// An enum.
pub(super) fn of_enum(data: &DataEnum, attr: &SpokeAttr, hub: &Path, errors: &Errors) -> Parts {
    let constructor = constructor(hub);
    for (tokens, is_given) in [
        ("nested", !attr.nested.is_empty()),
        ("join", !attr.joins.is_empty()),
        ("guard", attr.guard.is_some()),
    ] {
        if is_given {
            errors.on(hub, format!("`{tokens}` is for structs; an enum's variants are what they are"));
        }
    }
    let (mut up, mut down, mut keeps) = (Vec::new(), Vec::new(), Vec::new());
    for variant in &data.variants {
        let of_variant = SpokeAttr::of_variant(&variant.attrs, errors);
        if let Some(value) = &of_variant.spoke_only {
            let pattern = any_of(variant);
            let value = value_in(value, &constructor.to_token_stream());
            up.push(quote!(#pattern => #value));
            keeps.push(quote!(__libgitops::Keeps { to_hub: false, from_hub: true }));
        } else {
            let (to_hub, from_hub, kept) = arms(variant, &of_variant, &constructor, hub, errors);
            up.push(to_hub);
            down.push(from_hub);
            keeps.extend(kept);
        }
    }
    for only in &attr.hub_only {
        let Some(value) = &only.value else {
            errors.on(&only.path, "a variant that the spoke does not have must be another one there: `hub_only(Turbo = Automatic)`");
            continue;
        };
        let variant = &only.path;
        let value = value_in(value, &quote!(Self));
        down.push(quote!(#constructor::#variant { .. } => #value));
        keeps.push(quote!(__libgitops::Keeps { to_hub: true, from_hub: false }));
    }
    // A variant of the hub that is missing here is named by the compiler, at the path of the hub.
    let scrutinee = quote_spanned!(at(hub.span())=> hub);
    Parts {
        up: quote!(match self { #(#up),* }),
        down: quote!(match #scrutinee { #(#down),* }),
        keeps: quote!(__libgitops::Keeps::ALL #(.and(#keeps))*),
        rules: None,
    }
}

/// The arms of a variant that both sides have.
fn arms(
    variant: &Variant,
    attr: &SpokeAttr,
    constructor: &Path,
    hub: &Path,
    errors: &Errors,
) -> (TokenStream, TokenStream, Vec<TokenStream>) {
    let own = &variant.ident;
    let name_in_hub = attr.rename.as_ref().unwrap_or(own);
    let in_hub = quote!(#constructor::#name_in_hub);
    let own = quote!(Self::#own);
    if matches!(variant.fields, Fields::Unit) && attr.hub_only.is_empty() {
        return (quote!(#own => #in_hub), quote!(#in_hub => #own), Vec::new());
    }
    let fields = product::fields(&variant.fields, errors);
    let is_tuple = matches!(variant.fields, Fields::Unnamed(_));
    let access = OfVariant { hub, variant: &in_hub, is_tuple };
    let product = Product::of(&fields, attr, &access, errors);
    let pattern = product.pattern(&own);
    let up = product.tree.literal(&in_hub);
    let read = product.read.iter().filter_map(|path| path.0.first());
    let read = read.map(|member| {
        let variable = bound(member);
        quote!(#member: #variable)
    });
    let down = product.literal(&own);
    let _: bool = access.is_tuple;
    (quote!(#pattern => #up), quote!(#in_hub { #(#read,)* .. } => { #down }), product.keeps)
}

/// The pattern of a variant whatever is in it.
fn any_of(variant: &Variant) -> TokenStream {
    let ident = &variant.ident;
    quote!(Self::#ident { .. })
}

/// A value of an enum: a name alone is one of its variants.
fn value_in(value: &Expr, path: &TokenStream) -> TokenStream {
    match value {
        Expr::Path(ExprPath { qself: None, path: variant, .. }) if variant.get_ident().is_some() => {
            quote!(#path::#variant)
        }
        other => other.to_token_stream(),
    }
}
