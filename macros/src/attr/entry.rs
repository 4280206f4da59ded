//! The grammar that all attributes share: `key`, `key = value` and `key(…)`, separated by commas.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt as _;
use syn::parse::discouraged::Speculative as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Expr, ExprGroup, ExprLit, ExprParen, ExprPath, Ident, Lit, LitStr, Meta, Path, Token};

use crate::errors::Errors;
use crate::names::nearest;

/// One entry of an attribute.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) key: Ident,
    pub(crate) value: Value,
}

#[derive(Debug)]
pub(crate) enum Value {
    /// `key`
    Absent,
    /// `key = value`
    Assigned(Box<Expr>),
    /// `key(…)`
    Listed(TokenStream),
    /// What did not parse and is reported already.
    Malformed,
}

/// A key that an attribute knows, and an example of its use.
pub(crate) type Known = (&'static str, &'static str);

impl ToTokens for Entry {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { key, value } = self;
        tokens.extend(match value {
            Value::Absent | Value::Malformed => quote!(#key),
            Value::Assigned(value) => quote!(#key = #value),
            Value::Listed(list) => {
                let list = parenthesized(key, list);
                quote!(#key #list)
            }
        });
    }
}

/// The list of `key(…)` in parentheses that are underlined where its last token is, or where the key is if it has none.
pub(crate) fn parenthesized(key: &Ident, list: &TokenStream) -> Group {
    let end = list.clone().into_iter().last().map_or_else(|| key.span(), |token| token.span());
    let mut group = Group::new(Delimiter::Parenthesis, list.clone());
    group.set_span(end);
    group
}

/// Reads an attribute's entries. What does not parse is reported and skipped up to the next comma.
pub(crate) fn entries(attribute: &Attribute, errors: &Errors) -> Vec<Entry> {
    let list = match &attribute.meta {
        Meta::List(list) => list,
        other => {
            let name = other.path().to_token_stream();
            errors.on(other, format!("expected a list in parentheses: `#[{name}(…)]`"));
            return Vec::new();
        }
    };
    let parser = |input: ParseStream<'_>| Ok(entries_of(input, errors));
    match parser.parse2(list.tokens.clone()) {
        Ok(entries) => entries,
        Err(error) => {
            errors.push(error);
            Vec::new()
        }
    }
}

fn entries_of(input: ParseStream<'_>, errors: &Errors) -> Vec<Entry> {
    let mut entries = Vec::new();
    while !input.is_empty() {
        match key(input) {
            Ok(key) => entries.push(Entry { value: value(input, &key, errors), key }),
            Err(error) => {
                errors.push(error);
                skip_to_comma(input);
            }
        }
        if !input.is_empty() && !input.peek(Token![,]) {
            errors.push(input.error("expected `,` between two entries"));
            if !input.peek(Ident::peek_any) {
                skip_to_comma(input);
            }
        }
        if input.parse::<Option<Token![,]>>().is_err() {
            break;
        }
    }
    entries
}

fn key(input: ParseStream<'_>) -> syn::Result<Ident> {
    if input.peek(Ident::peek_any) {
        input.call(Ident::parse_any)
    } else {
        Err(input.error("expected a key"))
    }
}

fn value(input: ParseStream<'_>, key: &Ident, errors: &Errors) -> Value {
    let parsed = if input.peek(Token![=]) {
        assigned(input, key)
    } else if input.peek(syn::token::Paren) {
        listed(input)
    } else {
        Ok(Value::Absent)
    };
    parsed.unwrap_or_else(|error| {
        errors.push(error);
        skip_to_comma(input);
        Value::Malformed
    })
}

fn assigned(input: ParseStream<'_>, key: &Ident) -> syn::Result<Value> {
    let equals: Token![=] = input.parse()?;
    if input.is_empty() || input.peek(Token![,]) {
        return Err(syn::Error::new_spanned(equals, format!("expected a value after `{key} =`")));
    }
    // `hub = Spec<T>` is the path of a type and no expression.
    let as_path = input.fork();
    if input.fork().parse::<Expr>().is_err()
        && let Ok(path) = as_path.parse::<Path>()
    {
        input.advance_to(&as_path);
        return Ok(Value::Assigned(Box::new(Expr::Path(ExprPath { attrs: Vec::new(), qself: None, path }))));
    }
    Ok(Value::Assigned(input.parse()?))
}

fn listed(input: ParseStream<'_>) -> syn::Result<Value> {
    let content;
    syn::parenthesized!(content in input);
    Ok(Value::Listed(content.parse()?))
}

fn skip_to_comma(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        if input.parse::<TokenTree>().is_err() {
            return;
        }
    }
}

impl Entry {
    pub(crate) fn is(&self, key: &str) -> bool {
        self.key == key
    }

    /// `key`, without a value.
    pub(crate) fn flag(&self, errors: &Errors) -> bool {
        match &self.value {
            Value::Absent => true,
            Value::Malformed => false,
            Value::Assigned(_) | Value::Listed(_) => {
                errors.on(self, format!("`{}` takes no value", self.key));
                false
            }
        }
    }

    pub(crate) fn string(&self, example: &str, errors: &Errors) -> Option<LitStr> {
        let text = self.expr().and_then(string_of);
        if text.is_none() {
            self.expected("a string", example, errors);
        }
        text
    }

    /// `["a", "b"]`, or a single string.
    pub(crate) fn strings(&self, example: &str, errors: &Errors) -> Vec<LitStr> {
        let strings = match self.expr() {
            Some(Expr::Array(array)) => array.elems.iter().map(|item| string_of(plain(item))).collect(),
            Some(other) => string_of(other).map(|text| vec![text]),
            None => None,
        };
        match strings {
            Some(strings) if !strings.is_empty() => strings,
            _ => {
                self.expected("one or more strings", example, errors);
                Vec::new()
            }
        }
    }

    pub(crate) fn boolean(&self, example: &str, errors: &Errors) -> Option<bool> {
        if let Some(Expr::Lit(ExprLit { lit: Lit::Bool(flag), .. })) = self.expr() {
            return Some(flag.value);
        }
        self.expected("`true` or `false`", example, errors);
        None
    }

    pub(crate) fn path(&self, example: &str, errors: &Errors) -> Option<Path> {
        if let Some(Expr::Path(ExprPath { qself: None, path, .. })) = self.expr() {
            return Some(path.clone());
        }
        self.expected("a path", example, errors);
        None
    }

    /// The value of `key = value`.
    pub(crate) fn expr(&self) -> Option<&Expr> {
        match &self.value {
            Value::Assigned(value) => Some(plain(value)),
            Value::Absent | Value::Listed(_) | Value::Malformed => None,
        }
    }

    /// Reports that the value is not `what`.
    pub(crate) fn expected(&self, what: &str, example: &str, errors: &Errors) {
        let message = format!("`{}` expects {what}: `{example}`", self.key);
        match &self.value {
            Value::Assigned(value) => errors.on(value, message),
            Value::Absent | Value::Listed(_) => errors.on(self, message),
            Value::Malformed => {}
        }
    }
}

/// Whether `entry` has a known key for the first time; else reports it.
pub(crate) fn admit(entry: &Entry, known: &[Known], seen: &mut Vec<String>, errors: &Errors) -> bool {
    let key = entry.key.to_string();
    if !known.iter().any(|(name, _)| *name == key) {
        let names = known.iter().map(|(name, _)| *name);
        errors.on(&entry.key, unknown(&key, names));
        return false;
    }
    if seen.contains(&key) {
        errors.on(entry, format!("`{key}` is given twice; remove one of them"));
        return false;
    }
    seen.push(key);
    true
}

/// What is said of a word that is none of the expected ones.
pub(crate) fn unknown<'a>(word: &str, expected: impl Iterator<Item = &'a str> + Clone) -> String {
    if let Some(meant) = nearest(word, expected.clone()) {
        return format!("unknown key `{word}`: did you mean `{meant}`?");
    }
    let expected: Vec<String> = expected.map(|name| format!("`{name}`")).collect();
    let one_of = if expected.len() == 1 { "" } else { "one of " };
    format!("unknown key `{word}`, expected {one_of}{}", expected.join(", "))
}

/// The expression without parentheses and without the invisible groups that `macro_rules!` puts around a fragment.
pub(crate) fn plain(expr: &Expr) -> &Expr {
    match expr {
        Expr::Group(ExprGroup { expr, .. }) | Expr::Paren(ExprParen { expr, .. }) => plain(expr),
        other => other,
    }
}

pub(crate) fn string_of(expr: &Expr) -> Option<LitStr> {
    match plain(expr) {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(attribute: &Attribute, keys: &[&str], messages: &[&str]) {
        let errors = Errors::new();
        let entries = entries(attribute, &errors);
        assert_eq!(entries.iter().map(|entry| entry.key.to_string()).collect::<Vec<_>>(), keys);
        assert_eq!(errors.into_messages(), messages);
    }

    #[test]
    fn a_bad_entry_does_not_hide_the_others() {
        check(
            &syn::parse_quote!(#[object(a, b = "x", crate = y, default(z),)]),
            &["a", "b", "crate", "default"],
            &[],
        );
        check(&syn::parse_quote!(#[object(a, "b" = 1, c)]), &["a", "c"], &["expected a key"]);
        check(&syn::parse_quote!(#[object(a =, c)]), &["a", "c"], &["expected a value after `a =`"]);
        check(
            &syn::parse_quote!(#[object(a = 1 b, c)]),
            &["a", "b", "c"],
            &["expected `,` between two entries"],
        );
        check(&syn::parse_quote!(#[object]), &[], &["expected a list in parentheses: `#[object(…)]`"]);
        check(&syn::parse_quote!(#[object()]), &[], &[]);
    }

    #[test]
    fn values_are_checked_against_their_type() {
        let errors = Errors::new();
        let attribute =
            syn::parse_quote!(#[object(a = 1, b = ["x", 2], c = "true", d = "path", e = "value", f, g = [])]);
        let entries = entries(&attribute, &errors);
        let named = |key: &str| entries.iter().find(|entry| entry.is(key)).unwrap();
        assert!(named("a").string("a = \"x\"", &errors).is_none());
        assert!(named("b").strings("b = [\"x\"]", &errors).is_empty());
        assert!(named("c").boolean("c = true", &errors).is_none());
        assert!(named("d").path("d = path", &errors).is_none());
        assert!(!named("e").flag(&errors));
        assert!(named("f").string("f = \"x\"", &errors).is_none());
        assert!(named("g").strings("g = [\"x\"]", &errors).is_empty());
        assert_eq!(
            errors.into_messages(),
            [
                "`a` expects a string: `a = \"x\"`",
                "`b` expects one or more strings: `b = [\"x\"]`",
                "`c` expects `true` or `false`: `c = true`",
                "`d` expects a path: `d = path`",
                "`e` takes no value",
                "`f` expects a string: `f = \"x\"`",
                "`g` expects one or more strings: `g = [\"x\"]`",
            ]
        );
    }
}
