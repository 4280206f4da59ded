//! The bounds of a generic root.

use syn::{Generics, TypeParam, parse_quote};

/// The generics of the root, with what `Object` asks of an object asked of every type parameter.
pub(super) fn of_object(generics: &Generics) -> Generics {
    let mut bound = generics.clone();
    let parameters: Vec<_> = generics.type_params().map(|TypeParam { ident, .. }| ident).collect();
    if parameters.is_empty() {
        return bound;
    }
    let clause = bound.make_where_clause();
    for parameter in parameters {
        clause.predicates.push(parse_quote! {
            #parameter: __libgitops::serde::Serialize + __libgitops::serde::de::DeserializeOwned
                + ::core::clone::Clone + ::core::fmt::Debug
                + ::core::marker::Send + ::core::marker::Sync + 'static
        });
    }
    bound
}
