//! How expansions name what they use, so that they survive renamed crates and shadowed names.
//!
//! Inside its `const _: () = { … };` an expansion imports the library's private module once, as `__libgitops`, and names
//! everything else by `::core::…`. Strings that serde's derives parse (`crate`, `getter`) can name that import too,
//! even where the path of the library is a macro's `$crate`, which no string can hold.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
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

/// The place of `span`, for code that is underlined there when it fails. Names in it resolve as in all of the expansion,
/// also where `span` comes from a fragment of a `macro_rules!`, in which they would mean others.
pub(crate) fn at(span: Span) -> Span {
    Span::call_site().located_at(span)
}

/// A call of a function of the library that underlines all of `tokens` when it fails: the call reaches from the first of
/// them to the last. (A span that joins two is not to be had on a stable compiler.)
pub(crate) fn call_over(tokens: &impl ToTokens, function: &str, arguments: TokenStream) -> TokenStream {
    let mut spans = tokens.to_token_stream().into_iter().map(|token| at(token.span()));
    let first = spans.next().unwrap_or_else(Span::call_site);
    let (library, function) = (Ident::new(IMPORT, first), Ident::new(function, first));
    let mut parentheses = Group::new(Delimiter::Parenthesis, arguments);
    parentheses.set_span(spans.last().unwrap_or(first));
    let path = quote_spanned!(first=> #library::#function);
    quote!(#path #parentheses)
}

/// The name of the import at a place.
pub(crate) fn import_at(span: Span) -> Ident {
    Ident::new(IMPORT, at(span))
}

/// The same tokens, underlined at another place when they fail. What they name stays.
pub(crate) fn moved_to(span: Span, tokens: &impl ToTokens) -> TokenStream {
    let moved = |token| match token {
        TokenTree::Group(group) => {
            let mut moved = Group::new(group.delimiter(), moved_to(span, &group.stream()));
            moved.set_span(group.span().located_at(span));
            TokenTree::Group(moved)
        }
        mut token => {
            token.set_span(token.span().located_at(span));
            token
        }
    };
    tokens.to_token_stream().into_iter().map(moved).collect()
}
