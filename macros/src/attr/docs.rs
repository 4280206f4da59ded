//! Doc comments as text.

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// The doc comment of an item: its lines without the space after `///`, joined by line breaks.
pub(crate) fn docs(attributes: &[Attribute]) -> String {
    let mut lines = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("doc")) {
        if let Meta::NameValue(pair) = &attribute.meta
            && let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &pair.value
        {
            lines.extend(
                text.value()
                    .split('\n')
                    .map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned()),
            );
        }
    }
    lines.join("\n").trim_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_joined_without_their_margin() {
        let item: syn::ItemStruct = syn::parse_quote! {
            /// The first line.
            ///
            ///   Indented `code`.
            #[doc = " From an attribute."]
            #[doc(hidden)]
            struct X;
        };
        assert_eq!(docs(&item.attrs), "The first line.\n\n  Indented `code`.\nFrom an attribute.");
    }
}
