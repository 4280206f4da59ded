//! The wire form of a root: `Serialize` and `Deserialize` with `apiVersion` and `kind` in front.
//!
//! serde's own derives do the work, on a private remote definition of the root that is headed by two tags without size.
//! So every attribute of serde means on a root what it means elsewhere. serde wants `getter` for the two fields that the
//! root does not have, and with it a conversion from the definition to the root.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::{Generics, Ident, LitStr};

use crate::attr::serde;
use crate::model::{Field, Role, Root, argument_of, without_self};
use crate::paths::{IMPORT, at};

/// The wire form and the two impls that use it.
pub(super) fn expand(root: &Root<'_>, bounds: &Generics) -> TokenStream {
    let definition = definition(root, bounds);
    let conversion = conversion(root, bounds);
    let impls = impls(root.item.ident, bounds);
    let predicates = root.item.fields.iter().filter_map(|field| is_default_function(root, field));
    quote! {
        #definition
        #conversion
        #(#predicates)*
        #impls
    }
}

/// `bound = ""`: the bounds of the definition are all that is needed. serde's guesses miss those of the tags, and ask the
/// definition itself for a `Default` when the root has `#[serde(default)]`.
fn definition(root: &Root<'_>, bounds: &Generics) -> TokenStream {
    let item = &root.item;
    let ident = item.ident;
    let (impl_generics, ty_generics, where_clause) = bounds.split_for_impl();
    let remote = LitStr::new(&ident.to_string(), Span::call_site());
    let serde = format!("{IMPORT}::serde");
    let [api_version_of, kind_of] = ["ApiVersionTag", "KindTag"].map(|tag| format!("{IMPORT}::{tag}::of"));
    let attributes = &item.serde.attributes;
    let of_root = quote!(#ident #ty_generics);
    let fields = in_wire_order(root).map(|field| wire_field(root, field, &of_root));
    quote! {
        #[derive(__libgitops::serde::Serialize, __libgitops::serde::Deserialize)]
        #[serde(remote = #remote, bound = "", crate = #serde)]
        #(#attributes)*
        #[allow(non_snake_case, reason = "the fields are called as those of the root")]
        struct __Wire #impl_generics #where_clause {
            #[serde(rename = "apiVersion", default, getter = #api_version_of)]
            __api_version: __libgitops::ApiVersionTag<#of_root>,
            #[serde(rename = "kind", default, getter = #kind_of)]
            __kind: __libgitops::KindTag<#of_root>,
            #(#fields,)*
        }
    }
}

/// Metadata comes first, wherever it stands in the struct.
fn in_wire_order<'r, 'a>(root: &'r Root<'a>) -> impl Iterator<Item = &'r Field<'a>> {
    let metadata = root.item.fields.iter().filter(|field| field.role == Role::Metadata);
    metadata.chain(root.item.fields.iter().filter(|field| field.role != Role::Metadata))
}

fn wire_field(root: &Root<'_>, field: &Field<'_>, of_root: &TokenStream) -> TokenStream {
    let ident = field.ident;
    let ty = without_self(field.ty.to_token_stream(), of_root);
    let attributes = field.serde.attributes.iter().filter(|entries| !entries.is_empty()).map(|entries| {
        let entries = entries.iter().map(|entry| serde::on_the_wire(entry, of_root));
        quote!(#[serde(#(#entries),*)])
    });
    let mut own = Vec::new();
    if let Some(name) = field.role.name() {
        if field.serde.name.is_none() {
            own.push(quote!(rename = #name));
        }
        if field.serde.default.is_none() && root.item.serde.default.is_none() {
            own.push(quote!(default));
        }
        if let Some(path) = skip_predicate(root, field) {
            own.push(quote!(skip_serializing_if = #path));
        }
    }
    let own = (!own.is_empty()).then(|| quote_spanned!(at(ident.span())=> #[serde(#(#own),*)]));
    quote! {
        #own
        #(#attributes)*
        #ident: #ty
    }
}

/// The path by which a metadata or status that says nothing is left out when written.
fn skip_predicate(root: &Root<'_>, field: &Field<'_>) -> Option<String> {
    if field.role == Role::Other || field.serde.has_skip || field.attr.default.is_some() {
        // What has a field default is not what is read where it is absent.
        return None;
    }
    let is_optional = argument_of(field.ty, "Option").is_some();
    match missing(root, field) {
        // Which bounds hold of a parameter is not known here, and a function beside the struct cannot name it.
        Missing::Made(_) if root.item.is_generic() => None,
        Missing::OfType if is_optional => Some("::core::option::Option::is_none".to_owned()),
        Missing::OfType if root.item.mentions_parameter(field.ty) => None,
        Missing::OfType | Missing::Made(_) => Some(is_default_name(field).to_string()),
    }
}

/// What is read where the field is missing.
enum Missing {
    /// The default of its type.
    OfType,
    /// The value of this expression.
    Made(TokenStream),
}

fn missing(root: &Root<'_>, field: &Field<'_>) -> Missing {
    let (root_ident, ident) = (root.item.ident, field.ident);
    match (&field.serde.default, &root.item.serde.default) {
        (Some(serde::Missing::Path(path)), _) => Missing::Made(quote!(#path())),
        (None, Some(serde::Missing::Path(path))) => Missing::Made(quote!(#path().#ident)),
        (None, Some(serde::Missing::OfType)) => {
            Missing::Made(quote!(<#root_ident as ::core::default::Default>::default().#ident))
        }
        (Some(serde::Missing::OfType), _) | (None, None) => Missing::OfType,
    }
}

fn is_default_name(field: &Field<'_>) -> Ident {
    let name = field.role.name().unwrap_or_default();
    Ident::new(&format!("__{name}_is_default"), Span::call_site())
}

/// The predicate as a function: a type cannot be written in serde's string, since it may hold a macro's `$crate`.
fn is_default_function(root: &Root<'_>, field: &Field<'_>) -> Option<TokenStream> {
    let path = skip_predicate(root, field)?;
    let name = is_default_name(field);
    if name != path.as_str() {
        return None;
    }
    let ty = without_self(field.ty.to_token_stream(), &root.item.ident.to_token_stream());
    let probe = quote!(<__libgitops::Probe<#ty>>);
    let is_default = match missing(root, field) {
        Missing::OfType => quote!(__libgitops::is_absent(value, #probe::IS_DEFAULT, &#probe::SHAPE)),
        Missing::Made(made) if argument_of(field.ty, "Option").is_some() => quote! {
            ::core::option::Option::is_none(value) && ::core::option::Option::is_none(&#made)
        },
        Missing::Made(made) => quote! {
            __libgitops::is_absent(value, |value| (#probe::EQUALS)(value, &#made), &#probe::SHAPE)
        },
    };
    Some(quote! {
        fn #name(value: &#ty) -> bool {
            #is_default
        }
    })
}

fn conversion(root: &Root<'_>, bounds: &Generics) -> TokenStream {
    let ident = root.item.ident;
    let (impl_generics, ty_generics, where_clause) = bounds.split_for_impl();
    let names: Vec<&Ident> = root.item.fields.iter().map(|field| field.ident).collect();
    quote! {
        #[automatically_derived]
        impl #impl_generics ::core::convert::From<__Wire #ty_generics> for #ident #ty_generics #where_clause {
            fn from(wire: __Wire #ty_generics) -> Self {
                Self { #(#names: wire.#names),* }
            }
        }
    }
}

fn impls(ident: &Ident, bounds: &Generics) -> TokenStream {
    let (impl_generics, ty_generics, where_clause) = bounds.split_for_impl();
    let mut with_lifetime = bounds.clone();
    with_lifetime.params.insert(0, syn::parse_quote!('de));
    let (de_generics, ..) = with_lifetime.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics __libgitops::serde::Serialize for #ident #ty_generics #where_clause {
            fn serialize<__S>(&self, serializer: __S) -> ::core::result::Result<__S::Ok, __S::Error>
            where
                __S: __libgitops::serde::Serializer,
            {
                <__Wire #ty_generics>::serialize(self, serializer)
            }
        }
        #[automatically_derived]
        impl #de_generics __libgitops::serde::Deserialize<'de> for #ident #ty_generics #where_clause {
            fn deserialize<__D>(deserializer: __D) -> ::core::result::Result<Self, __D::Error>
            where
                __D: __libgitops::serde::Deserializer<'de>,
            {
                <__Wire #ty_generics>::deserialize(deserializer)
            }
        }
    }
}
