//! `#[spoke(…)]` on a struct or enum, on its fields and on its variants.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprField, Ident, Member, Path, Token};

use super::entry::{Entry, Known, Value, admit, entries, parenthesized, plain};
use crate::errors::Errors;

/// A field of the hub, perhaps in a struct in it: `engine.size`.
#[derive(Clone, Debug)]
pub(crate) struct HubPath(pub(crate) Vec<Member>);

/// A field of one side that the other has no place for, and what it is made of there.
#[derive(Clone, Debug)]
pub(crate) struct Only {
    pub(crate) path: HubPath,
    pub(crate) value: Option<Expr>,
}

/// Several fields of the spoke that are one of the hub.
#[derive(Debug)]
pub(crate) struct Join {
    pub(crate) hub: HubPath,
    pub(crate) fields: Vec<Ident>,
    pub(crate) with: Path,
}

/// The container attribute, and that of a variant.
#[derive(Debug, Default)]
pub(crate) struct SpokeAttr {
    pub(crate) hub: Option<Path>,
    pub(crate) hub_only: Vec<Only>,
    /// The types of structs of the hub that fields are moved into.
    pub(crate) nested: Vec<(HubPath, Path)>,
    pub(crate) joins: Vec<Join>,
    pub(crate) guard: Option<TokenStream>,
    pub(crate) krate: Option<Path>,
    /// The name of a variant in the hub.
    pub(crate) rename: Option<Ident>,
    /// What a variant that the hub does not have is there.
    pub(crate) spoke_only: Option<Expr>,
}

/// What becomes of a field.
#[derive(Debug, Default)]
pub(crate) struct SpokeField {
    pub(crate) rename: Option<HubPath>,
    pub(crate) with: Option<Lens>,
    pub(crate) split: Option<Vec<HubPath>>,
    pub(crate) unnest: Option<Vec<Part>>,
    pub(crate) spoke_only: SpokeOnly,
    /// The key of the last rule, for rules that do not go together.
    pub(crate) tokens: Option<TokenStream>,
}

/// Whether the hub has no place for a field, and what the field is made of then.
#[derive(Debug, Default)]
pub(crate) enum SpokeOnly {
    #[default]
    No,
    Default,
    Value(Expr),
}

/// `with = path` or `try_with = path`.
#[derive(Debug)]
pub(crate) struct Lens {
    pub(crate) path: Path,
    pub(crate) is_fallible: bool,
}

/// A field of a struct of the spoke whose fields stand elsewhere in the hub.
#[derive(Debug)]
pub(crate) enum Part {
    Moved(Ident, HubPath),
    SpokeOnly(Only),
}

const CONTAINER_KEYS: &[Known] = &[
    ("hub", "hub = super::v1::CarSpec"),
    ("hub_only", "hub_only(color, doors = 4)"),
    ("nested", "nested(engine = super::v1::Engine)"),
    ("join", "join(range = (min, max), with = lens)"),
    ("guard", "guard = Struct"),
    ("crate", "crate = path::to::libgitops"),
];

const VARIANT_KEYS: &[Known] = &[
    ("rename", "rename = Automatic"),
    ("spoke_only", "spoke_only = Manual"),
    ("hub_only", "hub_only(color)"),
];

const FIELD_KEYS: &[Known] = &[
    ("rename", "rename = engine.size"),
    ("with", "with = lens"),
    ("try_with", "try_with = lens"),
    ("split", "split(first, last)"),
    ("unnest", "unnest(size = engine_size)"),
    ("spoke_only", "spoke_only"),
];

fn example(keys: &[Known], key: &str) -> &'static str {
    keys.iter().find(|(name, _)| *name == key).map_or("", |(_, example)| example)
}

fn of_spoke<'a>(attributes: &'a [Attribute], errors: &'a Errors) -> impl Iterator<Item = Entry> + 'a {
    let ours = attributes.iter().filter(|attribute| attribute.path().is_ident("spoke"));
    ours.flat_map(|attribute| entries(attribute, errors))
}

impl SpokeAttr {
    /// Reads all `#[spoke(…)]` of a struct or enum.
    pub(crate) fn of_item(attributes: &[Attribute], errors: &Errors) -> Self {
        Self::read(attributes, CONTAINER_KEYS, errors)
    }

    /// Reads all `#[spoke(…)]` of a variant.
    pub(crate) fn of_variant(attributes: &[Attribute], errors: &Errors) -> Self {
        Self::read(attributes, VARIANT_KEYS, errors)
    }

    fn read(attributes: &[Attribute], keys: &[Known], errors: &Errors) -> Self {
        let mut read = Self::default();
        let mut seen = Vec::new();
        for entry in of_spoke(attributes, errors) {
            // There may be several joins.
            if entry.is("join") {
                seen.retain(|key| key != "join");
            }
            if admit(&entry, keys, &mut seen, errors) {
                read.take(&entry, example(keys, &entry.key.to_string()), errors);
            }
        }
        read
    }

    fn take(&mut self, entry: &Entry, example: &str, errors: &Errors) {
        match entry.key.to_string().as_str() {
            "hub" => self.hub = entry.path(example, errors),
            "hub_only" => self.hub_only = listed(entry, example, errors, Only::parse),
            "nested" => self.nested = listed(entry, example, errors, nested),
            "join" => self.joins.extend(join(entry, example, errors)),
            "guard" => self.guard = guard(entry, example, errors),
            "crate" => self.krate = entry.path(example, errors),
            "rename" => {
                let path = entry.path(example, errors);
                self.rename = path.as_ref().and_then(Path::get_ident).cloned();
                if let (Some(path), None) = (path, &self.rename) {
                    errors
                        .on(path, format!("`rename` expects the name of a variant of the hub: `{example}`"));
                }
            }
            _ => {
                self.spoke_only = entry.expr().cloned();
                if self.spoke_only.is_none() {
                    entry.expected("what the variant is in the hub", example, errors);
                }
            }
        }
    }
}

impl SpokeField {
    /// Reads all `#[spoke(…)]` of a field.
    pub(crate) fn read(attributes: &[Attribute], errors: &Errors) -> Self {
        let mut read = Self::default();
        let mut seen = Vec::new();
        for entry in of_spoke(attributes, errors) {
            if admit(&entry, FIELD_KEYS, &mut seen, errors) {
                read.take(&entry, errors);
            }
        }
        read.conflicts(errors);
        read
    }

    fn take(&mut self, entry: &Entry, errors: &Errors) {
        let key = entry.key.to_string();
        let example = example(FIELD_KEYS, &key);
        self.tokens = Some(entry.key.to_token_stream());
        match key.as_str() {
            "rename" => {
                self.rename = entry.expr().and_then(HubPath::of);
                if self.rename.is_none() {
                    entry.expected("the name of a field of the hub", example, errors);
                }
            }
            "with" | "try_with" => {
                if self.with.is_some() {
                    errors.on(entry, "a field converts `with` or `try_with` a lens; remove one of them");
                }
                let is_fallible = key == "try_with";
                self.with = entry.path(example, errors).map(|path| Lens { path, is_fallible });
            }
            "split" => self.split = Some(listed(entry, example, errors, HubPath::parse)),
            "unnest" => self.unnest = Some(listed(entry, example, errors, Part::parse)),
            _ => match &entry.value {
                Value::Absent => self.spoke_only = SpokeOnly::Default,
                Value::Assigned(value) => self.spoke_only = SpokeOnly::Value(plain(value).clone()),
                Value::Listed(_) => entry.expected("nothing or a value", "spoke_only = 4", errors),
                Value::Malformed => {}
            },
        }
    }

    /// Rules that exclude each other.
    fn conflicts(&self, errors: &Errors) {
        let Some(tokens) = &self.tokens else { return };
        let rules = [
            (
                !matches!(self.spoke_only, SpokeOnly::No),
                "`spoke_only` says that the hub has no place for the field",
            ),
            (self.unnest.is_some(), "`unnest` says where each field of the struct is in the hub"),
            (self.split.is_some(), "`split` says which fields of the hub the field becomes"),
        ];
        let given = rules.iter().filter(|(is_given, _)| *is_given);
        let others =
            usize::from(self.rename.is_some()) + usize::from(self.with.is_some() && self.split.is_none());
        if let Some((_, reason)) = given.clone().next()
            && given.count() + others > 1
        {
            errors.on(tokens, format!("this does not go with the field's other rule: {reason}"));
        }
        if let (Some(_), None) = (&self.split, &self.with) {
            errors.on(tokens, "`split` needs a lens whose `up` gives all of them as a tuple: `split(first, last), with = lens`");
        }
    }
}

/// The items of `key(a, b, …)`.
fn listed<T>(
    entry: &Entry,
    example: &str,
    errors: &Errors,
    item: fn(ParseStream<'_>) -> syn::Result<T>,
) -> Vec<T> {
    let Value::Listed(list) = &entry.value else {
        entry.expected("a list", example, errors);
        return Vec::new();
    };
    let parser = |input: ParseStream<'_>| Punctuated::<T, Token![,]>::parse_terminated_with(input, item);
    match inside(entry, list, parser) {
        Ok(items) => items.into_iter().collect(),
        Err(error) => {
            errors.push(error);
            Vec::new()
        }
    }
}

/// Parses the list of `key(…)`. Where it ends too early the error is at its last token, or at the key if it is empty.
fn inside<T>(
    entry: &Entry,
    list: &TokenStream,
    parser: impl FnOnce(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<T> {
    let whole = |input: ParseStream<'_>| {
        let content;
        syn::parenthesized!(content in input);
        let parsed = parser(&content)?;
        if content.is_empty() { Ok(parsed) } else { Err(content.error("unexpected token")) }
    };
    whole.parse2(parenthesized(&entry.key, list).to_token_stream())
}

fn nested(input: ParseStream<'_>) -> syn::Result<(HubPath, Path)> {
    let path = HubPath::parse(input)?;
    input.parse::<Token![=]>()?;
    Ok((path, input.parse()?))
}

/// `range = (min, max), with = lens`
fn join(entry: &Entry, example: &str, errors: &Errors) -> Option<Join> {
    let parser = |input: ParseStream<'_>| {
        let hub = HubPath::parse(input)?;
        input.parse::<Token![=]>()?;
        let fields;
        syn::parenthesized!(fields in input);
        let fields = fields.parse_terminated(Ident::parse, Token![,])?.into_iter().collect();
        input.parse::<Token![,]>()?;
        let with: Ident = input.parse()?;
        if with != "with" {
            return Err(syn::Error::new_spanned(with, format!("expected `with = lens`: `{example}`")));
        }
        input.parse::<Token![=]>()?;
        let with = input.parse()?;
        input.parse::<Option<Token![,]>>()?;
        Ok(Join { hub, fields, with })
    };
    let Value::Listed(list) = &entry.value else {
        entry.expected("a field of the hub and those that it is made of", example, errors);
        return None;
    };
    match inside(entry, list, parser) {
        Ok(join) => Some(join),
        Err(error) => {
            errors.push(error);
            None
        }
    }
}

/// `guard = Struct`; a guard of each field is what there is without it.
fn guard(entry: &Entry, example: &str, errors: &Errors) -> Option<TokenStream> {
    let word = entry.expr().map(|value| value.to_token_stream().to_string());
    if word.as_deref() != Some("Struct") {
        entry.expected("`Struct`", example, errors);
        return None;
    }
    Some(entry.to_token_stream())
}

impl HubPath {
    fn of(expr: &Expr) -> Option<Self> {
        match plain(expr) {
            Expr::Path(path) if path.qself.is_none() => {
                path.path.get_ident().map(|name| Self(vec![Member::Named(name.clone())]))
            }
            Expr::Field(ExprField { base, member, .. }) => {
                let mut path = Self::of(base)?;
                path.0.push(member.clone());
                Some(path)
            }
            _ => None,
        }
    }

    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut path = vec![Member::Named(input.parse()?)];
        while input.parse::<Option<Token![.]>>()?.is_some() {
            path.push(input.parse()?);
        }
        Ok(Self(path))
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.0.iter().map(name).collect()
    }
}

/// The name of a field, without `r#`.
pub(crate) fn name(member: &Member) -> String {
    use syn::ext::IdentExt as _;
    match member {
        Member::Named(name) => name.unraw().to_string(),
        Member::Unnamed(index) => index.index.to_string(),
    }
}

impl ToTokens for HubPath {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let members = &self.0;
        tokens.extend(quote::quote!(#(#members).*));
    }
}

impl Only {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let path = HubPath::parse(input)?;
        let value = if input.parse::<Option<Token![=]>>()?.is_some() {
            Some(plain(&input.parse()?).clone())
        } else {
            None
        };
        Ok(Self { path, value })
    }
}

impl Part {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let field: Ident = input.parse()?;
        if field == "spoke_only" && input.peek(syn::token::Paren) {
            let content;
            syn::parenthesized!(content in input);
            return Only::parse(&content).map(Self::SpokeOnly);
        }
        let hub = if input.parse::<Option<Token![=]>>()?.is_some() {
            HubPath::parse(input)?
        } else {
            HubPath(vec![Member::Named(field.clone())])
        };
        Ok(Self::Moved(field, hub))
    }
}
