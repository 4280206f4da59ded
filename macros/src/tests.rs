//! Expansions, read and compared without a compiler.
//!
//! The sources are the files of `tests/ui/pass`, which a compiler builds and runs elsewhere. Each has its expansion
//! beside it in `tests/ui/expanded`; `UPDATE_EXPECT=1` writes those anew.

use std::fs;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, DeriveInput, Item, ItemMacro, ItemMod};

use crate::expand;

fn ui() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/ui")
}

fn pass_files() -> Vec<PathBuf> {
    let files = fs::read_dir(ui().join("pass")).unwrap().map(|file| file.unwrap().path());
    let mut files: Vec<PathBuf> =
        files.filter(|file| file.extension().is_some_and(|ext| ext == "rs")).collect();
    files.sort();
    files
}

/// The expansions of all our macros in a file, also of those in modules and functions, in the order of the text.
fn expansions(items: &[Item]) -> Vec<TokenStream> {
    let mut found = Vec::new();
    for item in items {
        match item {
            Item::Struct(item) => found.extend(of_item(&item.attrs, item)),
            Item::Enum(item) => found.extend(of_item(&item.attrs, item)),
            Item::Macro(item) => found.extend(of_macro(item)),
            Item::Mod(ItemMod { content: Some((_, items)), .. }) => found.extend(expansions(items)),
            Item::Fn(function) => {
                let items: Vec<Item> = function.block.stmts.iter().filter_map(item_of).collect();
                found.extend(expansions(&items));
            }
            _ => {}
        }
    }
    found
}

fn item_of(statement: &syn::Stmt) -> Option<Item> {
    match statement {
        syn::Stmt::Item(item) => Some(item.clone()),
        _ => None,
    }
}

fn of_item(attributes: &[Attribute], item: &impl ToTokens) -> Vec<TokenStream> {
    let derives: Vec<String> = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("derive"))
        .flat_map(|attribute| {
            let list = attribute.meta.require_list().unwrap();
            let derives = list.tokens.clone().into_iter();
            derives.map(|token| token.to_string()).collect::<Vec<_>>()
        })
        .collect();
    // The compiler does not pass `derive` on.
    let mut input: DeriveInput = syn::parse2(item.to_token_stream()).unwrap();
    input.attrs.retain(|attribute| !attribute.path().is_ident("derive"));
    let mut found = Vec::new();
    if derives.iter().any(|derive| derive == "Object") {
        found.push(expand::object::derive(input.to_token_stream()));
    }
    if derives.iter().any(|derive| derive == "Fields") {
        found.push(expand::fields::derive(input.to_token_stream()));
    }
    if derives.iter().any(|derive| derive == "Spoke") {
        found.push(expand::spoke::derive(input.to_token_stream()));
    }
    found
}

fn of_macro(item: &ItemMacro) -> Option<TokenStream> {
    let path = &item.mac.path;
    let is_ours = path.segments.last().is_some_and(|segment| segment.ident == "scheme");
    is_ours.then(|| expand::scheme::expand(item.mac.tokens.clone()))
}

fn expansions_of(file: &Path) -> Vec<TokenStream> {
    expansions(&syn::parse_file(&fs::read_to_string(file).unwrap()).unwrap().items)
}

#[test]
fn expansions_are_as_recorded() {
    for file in pass_files() {
        let items: TokenStream = expansions_of(&file).into_iter().collect();
        let printed = prettyplease::unparse(&syn::parse2(items).unwrap());
        expect_file![ui().join("expanded").join(file.file_name().unwrap())].assert_eq(&printed);
    }
}

#[test]
fn every_expansion_is_recorded_for_a_source() {
    for file in fs::read_dir(ui().join("expanded")).unwrap() {
        let name = file.unwrap().file_name();
        assert!(ui().join("pass").join(&name).exists(), "{name:?} has no source");
    }
}

/// The first segments of all paths that start with `::`, that is of crates.
fn crates_named(tokens: TokenStream, found: &mut Vec<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => crates_named(group.stream(), found),
            TokenTree::Ident(ident) if starts_path(&tokens[..index]) => found.push(ident.to_string()),
            _ => {}
        }
    }
}

/// Whether `::` stands at the end, with nothing before it to which it would belong.
fn starts_path(before: &[TokenTree]) -> bool {
    let [rest @ .., TokenTree::Punct(first), TokenTree::Punct(second)] = before else { return false };
    let is_separator = first.as_char() == ':' && second.as_char() == ':';
    is_separator
        && match rest.last() {
            Some(TokenTree::Ident(ident)) => {
                ident == "as" || ident == "use" || ident == "dyn" || ident == "mut"
            }
            Some(TokenTree::Punct(punct)) => punct.as_char() != '>',
            Some(TokenTree::Group(group)) => group.delimiter() != Delimiter::None,
            _ => true,
        }
}

/// What the macros name in an object that uses all of them.
fn crates_of(attribute: &TokenStream) -> Vec<String> {
    let object = expand::object::derive(quote::quote! {
        #[object(group = "example.com", version = "v1", scope = Namespaced, short = "c", hub = a::B, #attribute)]
        struct Car<T> {
            metadata: Meta,
            #[object(default = 1)]
            spec: Option<T>,
            status: Option<u32>,
        }
    });
    let fields = expand::fields::derive(quote::quote! {
        #[object(#attribute)]
        struct Spec {
            #[object(default = "a", list_key = "b")]
            items: Vec<Item>,
        }
    });
    let spoke = expand::spoke::derive(quote::quote! {
        #[object(#attribute)]
        #[spoke(hub = a::Spec, hub_only(b), guard = Struct, nested(c = a::C), join(d = (e, f), with = lens))]
        struct Spec {
            items: Vec<Item>,
            #[spoke(rename = c.d, try_with = lens)]
            name: String,
            e: u8,
            f: u8,
        }
    });
    let scheme = expand::scheme::expand(quote::quote!(#[object(#attribute)] static SCHEME = [a::Car]));
    let mut found = Vec::new();
    crates_named(quote::quote!(#object #fields #spoke #scheme), &mut found);
    found.sort();
    found.dedup();
    found
}

#[test]
fn an_expansion_names_no_crate_but_core_and_the_library() {
    assert_eq!(crates_of(&TokenStream::new()), ["core", "libgitops"]);
    assert_eq!(crates_of(&quote::quote!(crate = facade::toolkit)), ["core"]);
}

#[test]
fn every_mistake_of_a_struct_is_told_and_the_impls_are_there() {
    let expansion = expand::object::derive(quote::quote! {
        #[object(group = "Example.com", version = 1, colour = "red")]
        #[serde(transparent)]
        struct car {
            #[object(metadata = true)]
            metadata: ObjectMeta,
            kind: String,
            #[object(list_key = "name")]
            name: String,
        }
    });
    let text = expansion.to_string();
    assert_eq!(text.matches("compile_error").count(), 9, "{text}");
    for name in ["serde :: Serialize", "serde :: Deserialize < 'de >", "Object", "HasMetadata"] {
        assert!(text.contains(&format!("__libgitops :: {name} for car")), "{name}");
    }
    assert!(!text.contains("submit"), "what is wrong is not listed");
}

#[test]
fn an_item_that_is_no_struct_has_impls_too() {
    for item in [
        quote::quote!(
            enum Car {
                A,
            }
        ),
        quote::quote!(
            struct Car;
        ),
        quote::quote!(
            struct Car(u32);
        ),
    ] {
        let expansion = expand::object::derive(item.clone()).to_string();
        assert_eq!(expansion.matches("compile_error").count(), 1, "{item}");
        assert!(expansion.contains(":: Object for Car"), "{item}");
        let expansion = expand::fields::derive(item.clone()).to_string();
        assert_eq!(expansion.matches("compile_error").count(), 1, "{item}");
        assert!(expansion.contains(":: Fields for Car"), "{item}");
    }
}

#[test]
fn an_input_that_does_not_parse_is_an_error_and_no_panic() {
    for expand in
        [expand::object::derive, expand::fields::derive, expand::spoke::derive, expand::scheme::expand]
    {
        for input in ["", "fn f() {}", "struct", "pub static = [", "[a, , b] c"] {
            let Ok(tokens) = input.parse::<TokenStream>() else { continue };
            assert!(expand(tokens).to_string().contains("compile_error"), "{input}");
        }
    }
}
