//! What a derive emits for an item that has no model, such as an enum: impls without meaning, which keep the compiler
//! from saying of every use what was said of the item already.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Generics, Ident};

use crate::paths::import;

pub(super) fn object(input: &DeriveInput) -> TokenStream {
    let ident = &input.ident;
    // An object is `'static`; of an item with lifetimes there is nothing right to say.
    if input.generics.lifetimes().next().is_some() {
        return TokenStream::new();
    }
    let bounds = super::bounds::of_object(&input.generics);
    let (impl_generics, ty_generics, where_clause) = bounds.split_for_impl();
    let serde = serde(ident, &bounds);
    let import = import(None);
    quote! {
        const _: () = {
            #import
            #serde
            #[automatically_derived]
            impl #impl_generics __libgitops::Object for #ident #ty_generics #where_clause {
                const RESOURCE: __libgitops::ApiResource =
                    __libgitops::ApiResource::new("", "v1", "", __libgitops::Scope::Cluster);
                fn any_metadata(&self) -> ::core::option::Option<&dyn __libgitops::Metadata> {
                    ::core::option::Option::None
                }
                fn any_metadata_mut(&mut self) -> ::core::option::Option<&mut dyn __libgitops::Metadata> {
                    ::core::option::Option::None
                }
            }
        };
    }
}

/// Impls of serde's traits that need nothing of the type.
pub(super) fn serde(ident: &Ident, bounds: &Generics) -> TokenStream {
    let (impl_generics, ty_generics, where_clause) = bounds.split_for_impl();
    let mut with_lifetime = bounds.clone();
    with_lifetime.params.insert(0, syn::parse_quote!('de));
    let (de_generics, ..) = with_lifetime.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics __libgitops::serde::Serialize for #ident #ty_generics #where_clause {
            fn serialize<__S>(&self, _: __S) -> ::core::result::Result<__S::Ok, __S::Error>
            where
                __S: __libgitops::serde::Serializer,
            {
                loop {}
            }
        }
        #[automatically_derived]
        impl #de_generics __libgitops::serde::Deserialize<'de> for #ident #ty_generics #where_clause {
            fn deserialize<__D>(_: __D) -> ::core::result::Result<Self, __D::Error>
            where
                __D: __libgitops::serde::Deserializer<'de>,
            {
                loop {}
            }
        }
    }
}

pub(super) fn fields(input: &DeriveInput) -> TokenStream {
    let ident = &input.ident;
    let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
    let import = import(None);
    quote! {
        const _: () = {
            #import
            #[automatically_derived]
            impl #impl_generics __libgitops::Fields for #ident #ty_generics #where_clause {
                const SHAPE: __libgitops::Shape = __libgitops::Shape::Opaque;
            }
        };
    }
}
