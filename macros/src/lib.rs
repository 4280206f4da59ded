//! The derives and the `scheme!` macro of libgitops; their documentation is in the facade.
//!
//! Parse (`attr`) → model → check → expand. The stages are functions of token streams, tested without a compiler.

mod attr;
mod case;
mod check;
mod errors;
mod expand;
mod model;
mod names;
mod paths;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;

/// Makes a struct the root of an API object.
#[proc_macro_derive(Object, attributes(object, serde))]
pub fn derive_object(input: TokenStream) -> TokenStream {
    expand::object::derive(input.into()).into()
}

/// Tells the library the fields of a nested struct.
#[proc_macro_derive(Fields, attributes(object, serde))]
pub fn derive_fields(input: TokenStream) -> TokenStream {
    expand::fields::derive(input.into()).into()
}

/// Converts a version, or a type nested in one, to and from its hub.
#[proc_macro_derive(Spoke, attributes(spoke, object, serde))]
pub fn derive_spoke(input: TokenStream) -> TokenStream {
    expand::spoke::derive(input.into()).into()
}

/// Builds a scheme at compile time.
#[proc_macro]
pub fn scheme(input: TokenStream) -> TokenStream {
    expand::scheme::expand(input.into()).into()
}
