//! Enums: each variant on either side is decided.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{DataEnum, Expr, ExprCall, ExprPath, ExprStruct, Fields, Ident, Member, Path, Type, Variant};

use super::product::{self, Hub, Product};
use super::{Kept, Parts, constructor};
use crate::attr::spoke::{HubPath, SpokeAttr, name};
use crate::errors::Errors;
use crate::paths::{at, moved_to};

/// The fields of a variant of the hub, bound to variables.
struct OfVariant<'a> {
    hub: &'a Path,
    variant: &'a TokenStream,
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
    let (mut up, mut down, mut keeps, mut named) = (Vec::new(), Vec::new(), Kept::default(), Vec::new());
    for variant in &data.variants {
        let of_variant = SpokeAttr::of_variant(&variant.attrs, errors);
        if let Some(value) = &of_variant.spoke_only {
            let pattern = any_of(variant);
            let value = value_in(value, &constructor.to_token_stream());
            up.push(quote!(#pattern => #value));
            keeps.push(quote!(__libgitops::Keeps { to_hub: false, from_hub: true }));
        } else {
            let name_in_hub = of_variant.rename.as_ref().unwrap_or(&variant.ident);
            if matches!(variant.fields, Fields::Unit) && !named.iter().any(|(name, _)| name == name_in_hub) {
                named.push((name_in_hub.clone(), of_variant.rename.is_some()));
            }
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
        let in_hub = moved_to(variant.span(), &constructor);
        down.push(quote!(__libgitops::hub_only(#in_hub::#variant { .. }) => #value));
        keeps.push(quote!(__libgitops::Keeps { to_hub: true, from_hub: false }));
    }
    // A variant of the hub that is missing here is named by the compiler, at the path of the hub and in the words of the
    // key that decides it.
    let scrutinee = quote_spanned!(at(hub.span())=> __libgitops::hub_only(hub));
    Parts {
        up: quote!(match self { #(#up),* }),
        down: quote!(match #scrutinee { #(#down),* }),
        keeps,
        rules: None,
        beside: undecided(&named, hub),
    }
}

/// What stands for the variants without fields if the hub does not have them: constants of the same names, which a
/// variant hides. One that is not hidden fails when it is evaluated for the pattern, once and in these words; the compiler
/// by itself would offer to rename the variant of the spoke, and so to break what was written in it.
fn undecided(names: &[(Ident, bool)], hub: &Path) -> Option<TokenStream> {
    if names.is_empty() {
        return None;
    }
    let hub = hub.to_token_stream().to_string().replace(' ', "");
    let constants = names.iter().map(|(name, is_renamed)| {
        let mut text = format!("the hub's `{hub}` has no variant `{name}`");
        if !is_renamed {
            text.push_str(
                ": write `#[spoke(rename = Other)]` on it if it has another name there, or `#[spoke(spoke_only = Other)]` if \
                 only this version has it and it becomes another one",
            );
        }
        quote_spanned!(at(name.span())=> const #name: Self = __libgitops::no_variant(#text);)
    });
    Some(quote! {
        #[allow(non_upper_case_globals, dead_code, reason = "named as the variants that hide them")]
        trait Undecided: ::core::marker::Sized {
            #(#constants)*
        }
        impl<T> Undecided for T {}
    })
}

/// The arms of a variant that both sides have.
fn arms(
    variant: &Variant,
    attr: &SpokeAttr,
    constructor: &Path,
    hub: &Path,
    errors: &Errors,
) -> (TokenStream, TokenStream, Kept) {
    let own = &variant.ident;
    let name_in_hub = attr.rename.as_ref().unwrap_or(own);
    let path = moved_to(name_in_hub.span(), constructor);
    let in_hub = quote_spanned!(name_in_hub.span()=> #path::#name_in_hub);
    let own = quote!(Self::#own);
    if matches!(variant.fields, Fields::Unit) && attr.hub_only.is_empty() {
        return (quote!(#own => #in_hub), quote!(__libgitops::hub_only(#in_hub) => #own), Kept::default());
    }
    let fields = product::fields(&variant.fields, errors);
    if !product::are_of_a_variant(&fields, attr, errors) {
        return Default::default();
    }
    let access = OfVariant { hub, variant: &in_hub };
    let product = Product::of(&fields, attr, &access, errors);
    let pattern = product.pattern(&own);
    let up = product.tree.literal(&in_hub);
    let read = product.read.iter().filter_map(|path| path.0.first());
    let read = read.map(|member| {
        let variable = bound(member);
        quote!(#member: #variable)
    });
    let down = product.literal(&own);
    let taken = quote!(__libgitops::hub_only(#in_hub { #(#read,)* .. }));
    (quote!(#pattern => #up), quote!(#taken => { #down }), product.keeps)
}

/// The pattern of a variant whatever is in it.
fn any_of(variant: &Variant) -> TokenStream {
    let ident = &variant.ident;
    quote!(Self::#ident { .. })
}

/// A value of an enum: a name alone, or with fields, is one of its variants.
fn value_in(value: &Expr, path: &TokenStream) -> TokenStream {
    let variant = match value {
        Expr::Path(ExprPath { qself: None, path, .. })
        | Expr::Struct(ExprStruct { qself: None, path, .. }) => path.get_ident(),
        Expr::Call(ExprCall { func, .. }) => called_variant(func),
        _ => None,
    };
    match variant {
        Some(variant) => {
            let path = moved_to(variant.span(), path);
            quote_spanned!(at(variant.span())=> #path::#value)
        }
        None => value.to_token_stream(),
    }
}

/// The name that is called, if it is written as those of variants are, and those of functions are not.
fn called_variant(function: &Expr) -> Option<&Ident> {
    let Expr::Path(ExprPath { qself: None, path, .. }) = function else { return None };
    path.get_ident().filter(|name| name.to_string().starts_with(char::is_uppercase))
}
