//! `scheme!`.

use std::collections::HashSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::spanned::Spanned as _;
use syn::{Attribute, Ident, Path, Token, Visibility};

use crate::attr::entry::{Known, admit, entries};
use crate::errors::Errors;
use crate::paths::{at, call_over, import, import_at};

/// `pub static SCHEME = [path, …]`, or the list alone as an expression.
#[derive(Debug)]
struct Input {
    attributes: Vec<Attribute>,
    item: Option<Item>,
    list: TokenStream,
}

/// The static that is asked for.
#[derive(Debug)]
struct Item {
    visibility: Visibility,
    token: Token![static],
    name: Ident,
}

/// Expands the macro; errors and all.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let input: Input = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let errors = Errors::new();
    let (krate, attributes) = library(&input.attributes, &errors);
    let types = listed_types(&input.list, &errors);
    repetitions(&types, &errors);
    let import = import(krate.as_ref());
    let scheme = scheme(&types, errors.is_empty(), &import);
    let errors = errors.into_compile_errors();
    let Some(Item { visibility, token, name }) = input.item else {
        return quote!({ #errors #scheme });
    };
    let library = crate::paths::library(krate.as_ref());
    quote! {
        #errors
        #(#attributes)*
        #visibility #token #name: #library::__private::Scheme = #scheme;
    }
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        const EXPECTED: &str = "expected `pub static SCHEME = [v1::Car, …]`, or the list alone";
        let attributes = input.call(Attribute::parse_outer)?;
        let item = if input.peek(syn::token::Bracket) {
            None
        } else {
            let visibility = input.parse()?;
            let token = input.parse().map_err(|error: syn::Error| syn::Error::new(error.span(), EXPECTED))?;
            let name = input.parse()?;
            if input.peek(Token![:]) {
                return Err(
                    input.error("the type of a scheme is always `Scheme`: write `=` right after the name")
                );
            }
            input.parse::<Token![=]>()?;
            Some(Item { visibility, token, name })
        };
        if !input.peek(syn::token::Bracket) {
            return Err(input.error("expected a list of types in brackets: `[v1::Car, …]`"));
        }
        let content;
        syn::bracketed!(content in input);
        let list = content.parse()?;
        input.parse::<Option<Token![;]>>()?;
        if !input.is_empty() {
            return Err(input.error("expected nothing after the list"));
        }
        Ok(Self { attributes, item, list })
    }
}

/// Takes `#[object(crate = path)]` out of the attributes.
fn library(attributes: &[Attribute], errors: &Errors) -> (Option<Path>, Vec<Attribute>) {
    const KEYS: &[Known] = &[("crate", "crate = path::to::libgitops")];
    let (own, others): (Vec<_>, Vec<_>) =
        attributes.iter().cloned().partition(|attribute| attribute.path().is_ident("object"));
    let mut seen = Vec::new();
    let mut found = None;
    for entry in own.iter().flat_map(|attribute| entries(attribute, errors)) {
        if admit(&entry, KEYS, &mut seen, errors) {
            found = entry.path("crate = path::to::libgitops", errors);
        }
    }
    (found, others)
}

/// The paths between the commas; what is no path is reported and left out.
fn listed_types(list: &TokenStream, errors: &Errors) -> Vec<Path> {
    let parser = |input: ParseStream<'_>| {
        let mut types = Vec::new();
        while !input.is_empty() {
            match input.parse::<Path>() {
                Ok(path) if input.is_empty() || input.peek(Token![,]) => types.push(path),
                Ok(_) => errors.push(input.error("expected `,` between two types")),
                Err(error) => errors.at(error.span(), "expected the path of a type, such as `v1::Car`"),
            }
            while !input.is_empty() && !input.peek(Token![,]) {
                input.parse::<TokenTree>()?;
            }
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(types)
    };
    match parser.parse2(list.clone()) {
        Ok(types) => types,
        Err(error) => {
            errors.push(error);
            Vec::new()
        }
    }
}

/// The same path twice. Two paths to one type, and two types of one kind, are found by the checks at compile time.
fn repetitions(types: &[Path], errors: &Errors) {
    let mut seen = HashSet::new();
    for path in types {
        let text = path.to_token_stream().to_string();
        if !seen.insert(text.clone()) {
            errors.on(path, format!("`{}` is listed twice; remove it here", text.replace(' ', "")));
        }
    }
}

/// The scheme as a constant expression, with one assertion for each entry, which underlines the entry.
fn scheme(types: &[Path], is_sound: bool, import: &TokenStream) -> TokenStream {
    let entries = types.iter().map(|path| {
        let library = import_at(path.span());
        quote_spanned!(at(path.span())=> &#library::Registration::of::<#path>())
    });
    let checks = types.iter().enumerate().filter(|_| is_sound).map(|(index, path)| {
        let call = call_over(path, "check_entry", quote!(KEYS, #index));
        quote!(const _: () = #call;)
    });
    let count = types.len();
    quote! {
        {
            #import
            const ENTRIES: &[&__libgitops::Registration] = &[#(#entries),*];
            const KEYS: &[__libgitops::SchemeKey; #count] = &__libgitops::scheme_keys(ENTRIES);
            #(#checks)*
            __libgitops::Scheme::from_static(ENTRIES)
        }
    }
}
