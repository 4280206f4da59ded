//! `#[derive(Spoke)]`.

mod product;
mod sum;
mod tree;

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Attribute, Data, DeriveInput, Path, PathArguments, Token};

use crate::attr::entry::entries;
use crate::attr::spoke::SpokeAttr;
use crate::errors::Errors;
use crate::paths::{at, call_over, import};

/// Expands the derive; errors and all.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let errors = Errors::new();
    let mut attr = SpokeAttr::of_item(&input.attrs, &errors);
    attr.krate = attr.krate.or_else(|| path_of_object(&input.attrs, "crate"));
    let of_object = path_of_object(&input.attrs, "hub");
    let expansion = match hub(&attr, of_object.as_ref(), &input, &errors) {
        Some(hub) => expand(&input, &attr, &hub, of_object.is_some(), &errors),
        None => TokenStream::new(),
    };
    let errors = errors.into_compile_errors();
    quote!(#errors #expansion)
}

/// The path that a key of `#[object(…)]` has. What is wrong there is told by the derive that it is for.
fn path_of_object(attributes: &[Attribute], key: &str) -> Option<Path> {
    let ignored = Errors::new();
    let ours = attributes.iter().filter(|attribute| attribute.path().is_ident("object"));
    let entry = ours.flat_map(|attribute| entries(attribute, &ignored)).find(|entry| entry.is(key));
    let path = entry.and_then(|entry| entry.path("", &ignored));
    drop(ignored.into_compile_errors());
    path
}

fn hub(attr: &SpokeAttr, of_object: Option<&Path>, input: &DeriveInput, errors: &Errors) -> Option<Path> {
    match (&attr.hub, of_object) {
        (Some(hub), Some(of_object)) => {
            if hub.to_token_stream().to_string() != of_object.to_token_stream().to_string() {
                errors.on(hub, "`#[object(hub = …)]` names another hub; remove it here");
            }
            Some(of_object.clone())
        }
        (hub, of_object) => {
            let hub = hub.as_ref().or(of_object).cloned();
            if hub.is_none() {
                errors.on(
                    &input.ident,
                    "`#[derive(Spoke)]` needs the counterpart in the hub: write `#[spoke(hub = super::v1::CarSpec)]`, or \
                     `hub = …` in the `#[object(…)]` of a root",
                );
            }
            hub
        }
    }
}

/// The parts of an impl that a struct and an enum make differently.
struct Parts {
    up: TokenStream,
    down: TokenStream,
    keeps: Kept,
    rules: Option<TokenStream>,
    /// Items beside the impl.
    beside: Option<TokenStream>,
}

/// What each part of a type keeps.
#[derive(Default)]
struct Kept {
    parts: Vec<TokenStream>,
    /// Whether a part is asked, which may hold the type itself.
    asks: bool,
}

impl Kept {
    fn push(&mut self, part: TokenStream) {
        self.parts.push(part);
    }

    /// What the conversion of a field keeps.
    fn ask(&mut self, through: &TokenStream) {
        self.parts.push(quote!(#through.keeps(asked)));
        self.asks = true;
    }

    fn extend(&mut self, other: Self) {
        self.parts.extend(other.parts);
        self.asks |= other.asks;
    }

    fn functions(&self, hub: &TokenStream) -> TokenStream {
        let parts = &self.parts;
        let keeps = quote!(__libgitops::Keeps::ALL #(.and(#parts))*);
        if !self.asks {
            return quote! {
                fn keeps() -> __libgitops::Keeps {
                    #keeps
                }
            };
        }
        let itself = quote!(<Self as __libgitops::Spoke<#hub>>::keeps_beside);
        quote! {
            fn keeps() -> __libgitops::Keeps {
                #itself(&mut ::core::default::Default::default())
            }
            fn keeps_beside(asked: &mut __libgitops::Asked) -> __libgitops::Keeps {
                asked.once(#itself, |asked| #keeps)
            }
        }
    }
}

fn expand(input: &DeriveInput, attr: &SpokeAttr, hub: &Path, is_root: bool, errors: &Errors) -> TokenStream {
    let parts = match &input.data {
        Data::Struct(data) => {
            // A constant cannot name the parameters of a generic struct, and of a root no fields are known.
            let is_checked = !is_root && input.generics.params.is_empty();
            product::of_struct(&data.fields, attr, hub, is_checked, errors)
        }
        Data::Enum(data) => sum::of_enum(data, attr, hub, errors),
        Data::Union(data) => {
            errors.on(data.union_token, "`#[derive(Spoke)]` needs a struct or an enum, not a union");
            return TokenStream::new();
        }
    };
    if !errors.is_empty() {
        return fallback(input, attr, hub);
    }
    let Parts { up, down, keeps, rules, beside } = parts;
    let ident = &input.ident;
    let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
    let import = import(attr.krate.as_ref());
    let guard = (!is_root && input.generics.params.is_empty()).then(|| guard(attr, ident, hub)).flatten();
    let hub_type = quote_spanned!(at(hub.span())=> #hub);
    let keeps = keeps.functions(&hub_type);
    quote! {
        const _: () = {
            #import
            #[allow(unused_imports, reason = "needed only where a field has a type that is not known, or a guard")]
            use __libgitops::{ByConversion as _, NothingKnown as _};
            #beside
            #[automatically_derived]
            #[allow(deprecated, clippy::useless_conversion, reason = "a spoke names all fields, deprecated ones too")]
            impl #impl_generics __libgitops::Spoke<#hub_type> for #ident #ty_generics #where_clause {
                fn into_hub(self) -> #hub_type {
                    #up
                }
                fn from_hub(hub: #hub_type) -> Self {
                    #down
                }
                #keeps
                #rules
            }
            #guard
        };
    }
}

/// An impl without meaning, so that what is wrong is told once.
fn fallback(input: &DeriveInput, attr: &SpokeAttr, hub: &Path) -> TokenStream {
    let ident = &input.ident;
    let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
    let import = import(attr.krate.as_ref());
    quote! {
        const _: () = {
            #import
            #[automatically_derived]
            impl #impl_generics __libgitops::Spoke<#hub> for #ident #ty_generics #where_clause {
                fn into_hub(self) -> #hub {
                    loop {}
                }
                fn from_hub(_: #hub) -> Self {
                    loop {}
                }
            }
        };
    }
}

/// A guard of the struct finds the struct by its fields, so they must be known on both sides.
fn guard(attr: &SpokeAttr, ident: &syn::Ident, hub: &Path) -> Option<TokenStream> {
    let tokens = attr.guard.as_ref()?;
    let checks = [quote!(#ident), quote!(#hub)].map(|ty| {
        let call = call_over(tokens, "check_struct_guard", quote!(&<__libgitops::Probe<#ty>>::SHAPE));
        quote!(const _: () = #call;)
    });
    Some(quote!(#(#checks)*))
}

/// A path of a type as the start of a literal or pattern: `Spec::<T>`.
fn constructor(path: &Path) -> Path {
    let mut path = path.clone();
    for segment in &mut path.segments {
        if let PathArguments::AngleBracketed(arguments) = &mut segment.arguments {
            arguments.colon2_token.get_or_insert_with(<Token![::]>::default);
        }
    }
    path
}
