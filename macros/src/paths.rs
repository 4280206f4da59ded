//! How expansions name what they use, so that they survive renamed crates and shadowed names.
//!
//! Inside its `const _: () = { … };` an expansion imports the library's private module once, as `__libgitops`, and names
//! everything else by `::core::…`. Strings that serde's derives parse (`crate`, `getter`) can name that import too,
//! even where the path of the library is a macro's `$crate`, which no string can hold.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Ident, Path};

/// The library: `#[object(crate = path)]`, or `::libgitops`.
pub(crate) fn library(given: Option<&Path>) -> TokenStream {
    given.map_or_else(|| quote!(::libgitops), |path| quote!(#path))
}

/// `#library::__private`, imported under the name that expansions use.
pub(crate) fn import(given: Option<&Path>) -> TokenStream {
    let library = library(given);
    quote! {
        use #library::__private as __libgitops;
    }
}

/// The name of the import, for strings and spanned code.
pub(crate) const IMPORT: &str = "__libgitops";

/// The name of the import at a place: what fails there is underlined there.
pub(crate) fn import_at(span: Span) -> Ident {
    // `call_site` with the place of `span`: the name must resolve where the import stands.
    Ident::new(IMPORT, Span::call_site().located_at(span))
}
