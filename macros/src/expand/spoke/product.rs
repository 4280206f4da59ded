//! Structs, and variants of enums that hold fields: each field on either side is decided.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{Expr, Fields, Ident, Index, Member, Path, Type};

use super::tree::Tree;
use super::{Kept, Parts, constructor};
use crate::attr::spoke::{HubPath, Lens, Only, Part, SpokeAttr, SpokeField, SpokeOnly, name};
use crate::errors::Errors;
use crate::model::{argument_of, last_segment};
use crate::paths::at;

/// A field of the spoke with what becomes of it.
pub(super) struct Field<'a> {
    pub(super) member: Member,
    pub(super) ty: &'a Type,
    rule: SpokeField,
}

/// How the fields of the hub are reached.
pub(super) trait Hub {
    /// The field of a hub that is owned.
    fn owned(&self, path: &HubPath) -> TokenStream;

    /// The pair of a type and a field of the hub, whose type is found by the field.
    fn pair(&self, ty: &Type, path: &HubPath) -> TokenStream;

    /// The same of a field of a struct of the spoke.
    fn pair_of_inner(&self, outer: &Type, inner: &Ident, path: &HubPath) -> TokenStream;
}

/// The hub in the variable `hub`.
struct Struct<'a> {
    path: &'a Path,
}

impl Hub for Struct<'_> {
    fn owned(&self, path: &HubPath) -> TokenStream {
        let Some((field, above)) = path.0.split_last() else { return TokenStream::new() };
        let holder = struct_at(above);
        quote_spanned!(at(path.span())=> #holder.#field)
    }

    fn pair(&self, ty: &Type, path: &HubPath) -> TokenStream {
        let hub = self.path;
        quote!(__libgitops::pair::<#ty, #hub, _>(|hub| &(*hub).#path))
    }

    fn pair_of_inner(&self, outer: &Type, inner: &Ident, path: &HubPath) -> TokenStream {
        let hub = self.path;
        quote! {
            __libgitops::pair_of_inner::<#outer, #hub, _, _>(|spoke| &(*spoke).#inner, |hub| &(*hub).#path)
        }
    }
}

/// The variable that a struct in the hub is bound to, or the hub itself.
pub(super) fn struct_at(path: &[Member]) -> Ident {
    let span = path.last().map_or_else(Span::call_site, |last| at(last.span()));
    let names: Vec<String> = path.iter().map(name).collect();
    let text = if names.is_empty() { "hub".to_owned() } else { format!("__hub_{}", names.join("_")) };
    Ident::new(&text, span)
}

/// Reads the fields and their rules.
pub(super) fn fields<'a>(fields: &'a Fields, errors: &Errors) -> Vec<Field<'a>> {
    let read = |(index, field): (usize, &'a syn::Field)| {
        let index = Index { index: u32::try_from(index).unwrap_or_default(), span: field.ty.span() };
        let member = field.ident.clone().map_or(Member::Unnamed(index), Member::Named);
        Field { member, ty: &field.ty, rule: SpokeField::read(&field.attrs, errors) }
    };
    fields.iter().enumerate().map(read).collect()
}

/// Whether the rules are such as fields of a variant can have: a variant has no struct of its own that the compiler could be
/// asked for, and is made in one piece.
pub(super) fn are_of_a_variant(fields: &[Field<'_>], attr: &SpokeAttr, errors: &Errors) -> bool {
    const TAKEN: &str = "a field of a variant takes `rename`, `with`, `try_with` and `spoke_only`";
    let mut are = true;
    let mut refuse = |tokens: &dyn ToTokens, message: &str| {
        errors.on(tokens, message);
        are = false;
    };
    for rule in fields.iter().map(|field| &field.rule) {
        for (key, is_given) in [("unnest", rule.unnest.is_some()), ("split", rule.split.is_some())] {
            if is_given {
                refuse(&rule.tokens, &format!("`{key}` is for fields of structs; {TAKEN}"));
            }
        }
        if let Some(path) = rule.rename.as_ref().filter(|path| path.0.len() > 1) {
            refuse(
                path,
                "a field of a variant is one of the same variant in the hub, and of no struct in it",
            );
        }
    }
    for only in attr.hub_only.iter().filter(|only| only.path.0.len() > 1) {
        refuse(
            &only.path,
            "a variant is made of its own fields, and of no struct in it: give that struct a value",
        );
    }
    are
}

/// A struct.
pub(super) fn of_struct(
    all: &Fields,
    attr: &SpokeAttr,
    hub: &Path,
    is_checked: bool,
    errors: &Errors,
) -> Parts {
    let fields = fields(all, errors);
    let checked = (is_checked && matches!(all, Fields::Named(_)))
        .then(|| Path::from(Ident::new("__Hub", at(hub.span()))));
    let path = checked.as_ref().unwrap_or(hub);
    let product = Product::of(&fields, attr, &Struct { path }, errors);
    let pattern = product.pattern(&quote!(Self));
    let up = product.tree.literal(&constructor(path).to_token_stream());
    let down = product.literal(&quote!(Self));
    let hub_in = checked.as_ref().map(|checked| quote!(let hub: #checked = hub;));
    let held = product.tree.held(&[]);
    let before = &product.before;
    let beside = checked.as_ref().map(|checked| {
        let sum = product.tree.decided(hub, "", &product.own);
        quote!(type #checked = <[(); #sum] as __libgitops::Checked>::Of<#hub>;)
    });
    Parts {
        up: quote!(let #pattern = self; #(#before)* #up),
        down: quote!(#hub_in #(#held)* #down),
        rules: rules(&product, attr),
        keeps: product.keeps,
        beside,
    }
}

fn rules(product: &Product<'_>, attr: &SpokeAttr) -> Option<TokenStream> {
    let Product { moved, nested, .. } = product;
    if moved.is_empty() && nested.is_empty() && attr.guard.is_none() {
        return None;
    }
    let guard = Ident::new(if attr.guard.is_some() { "Struct" } else { "Field" }, Span::call_site());
    Some(quote! {
        fn rules() -> ::core::option::Option<&'static __libgitops::SpokeRules> {
            const {
                ::core::option::Option::Some(&__libgitops::SpokeRules {
                    moved: &[#(#moved),*],
                    nested: &[#(#nested),*],
                    guard: __libgitops::Guard::#guard,
                })
            }
        }
    })
}

/// The conversion of the fields both ways, in pieces.
pub(super) struct Product<'a> {
    /// The fields, each with the variable that it is bound to; none for one that is not needed.
    bound: Vec<(&'a Member, Option<TokenStream>)>,
    /// Statements that make several fields of the hub at once.
    before: Vec<TokenStream>,
    /// Statements that make several fields of the spoke at once.
    made_before: Vec<TokenStream>,
    /// What each field is made of.
    made: Vec<(&'a Member, TokenStream)>,
    /// What the hub is made of.
    pub(super) tree: Tree,
    /// The fields that have the same name in the hub.
    own: Vec<String>,
    /// Which fields of the hub are read.
    pub(super) read: Vec<HubPath>,
    pub(super) keeps: Kept,
    moved: Vec<TokenStream>,
    nested: Vec<TokenStream>,
}

impl<'a> Product<'a> {
    pub(super) fn of(fields: &'a [Field<'a>], attr: &SpokeAttr, hub: &dyn Hub, errors: &Errors) -> Self {
        let mut product = Self {
            bound: Vec::new(),
            before: Vec::new(),
            made_before: Vec::new(),
            made: Vec::new(),
            tree: Tree::default(),
            own: Vec::new(),
            read: Vec::new(),
            keeps: Kept::default(),
            moved: Vec::new(),
            nested: Vec::new(),
        };
        for field in fields {
            if !attr.joins.iter().any(|join| join.fields.iter().any(|one| is_named(&field.member, one))) {
                product.field(field, attr, hub, errors);
            }
        }
        product.joins(fields, attr, hub, errors);
        for only in &attr.hub_only {
            let value = value_of(only);
            product.tree.set(&only.path, value, &attr.nested, errors);
            product.loses(false);
        }
        product
    }

    fn field(&mut self, field: &'a Field<'a>, attr: &SpokeAttr, hub: &dyn Hub, errors: &Errors) {
        let (member, rule) = (&field.member, &field.rule);
        let variable = variable(member).to_token_stream();
        let spoke_only = match &rule.spoke_only {
            SpokeOnly::No => None,
            SpokeOnly::Default => Some(value_or_default(None, member.span())),
            SpokeOnly::Value(value) => Some(value.to_token_stream()),
        };
        if let Some(value) = spoke_only {
            self.bound.push((member, None));
            self.made.push((member, value));
            self.loses(true);
        } else if let Some(parts) = &rule.unnest {
            self.unnest(field, parts, attr, hub, errors);
        } else if let (Some(split), Some(lens)) = (&rule.split, &rule.with) {
            self.bound.push((member, Some(variable.clone())));
            self.split(member, (split, lens), attr, hub, errors);
        } else {
            let same = HubPath(vec![member.clone()]);
            let path = rule.rename.as_ref().unwrap_or(&same);
            self.bound.push((member, Some(variable.clone())));
            let (up, down) = match &rule.with {
                Some(lens) => {
                    self.loses_something();
                    (through(lens, "up", &variable), through(lens, "down", &hub.owned(path)))
                }
                None => self.pair(member, field.ty, path, &variable, hub),
            };
            self.tree.set(path, up, &attr.nested, errors);
            self.made.push((member, down));
            self.read.push(path.clone());
            if rule.rename.is_none() {
                self.own.push(name(member));
            }
            if path.names() != same.names() {
                self.is_moved(&[name(member)], path, false);
            }
        }
    }

    /// A field that converts by itself.
    fn pair(
        &mut self,
        member: &Member,
        ty: &Type,
        path: &HubPath,
        variable: &TokenStream,
        hub: &dyn Hub,
    ) -> (TokenStream, TokenStream) {
        let owned = hub.owned(path);
        if is_plain(ty) {
            // Most fields are such, and each pair costs the compiler several times as much as two of these.
            let span = at(member.span());
            let same = quote_spanned!(span=> <_ as __libgitops::SameAs<#ty>>);
            return (quote_spanned!(span=> #same::up(#variable)), quote_spanned!(span=> #same::down(#owned)));
        }
        let pair = hub.pair(ty, path);
        // One call that asks for the conversion, at the field: so a missing one is told once, there.
        let through = Ident::new("through", at(member.span()));
        self.keeps.ask(&quote!(#pair.#through()));
        if let [hub_member] = path.0.as_slice() {
            let (spoke_name, hub_name) = (name(member), name(hub_member));
            self.nested.push(quote! {
                __libgitops::Nested { spoke: #spoke_name, hub: #hub_name, rules: || #pair.#through().rules() }
            });
        }
        (
            quote!(#pair.#through().up(#variable)),
            quote!(__libgitops::Pair::<#ty, _>::of(&#owned).#through().down(#owned)),
        )
    }

    /// A field that is a struct here and whose fields stand elsewhere in the hub.
    fn unnest(
        &mut self,
        field: &'a Field<'a>,
        parts: &[Part],
        attr: &SpokeAttr,
        hub: &dyn Hub,
        errors: &Errors,
    ) {
        let member = &field.member;
        let Some(path) = path_of(field.ty) else {
            errors.on(field.ty, "`unnest` takes a struct apart, and this is not the path of one");
            return;
        };
        let path = constructor(path);
        let variable = variable(member);
        let mut made = Vec::new();
        for part in parts {
            match part {
                Part::Moved(inner, to) => {
                    let (pair, owned) = (hub.pair_of_inner(field.ty, inner, to), hub.owned(to));
                    let through = Ident::new("through", at(inner.span()));
                    let up = quote!(#pair.#through().up(#variable.#inner));
                    self.tree.set(to, up, &attr.nested, errors);
                    made.push(quote!(#inner: #pair.#through().down(#owned)));
                    self.keeps.ask(&quote!(#pair.#through()));
                    self.read.push(to.clone());
                    self.is_moved(&[name(member), inner.unraw().to_string()], to, false);
                }
                Part::SpokeOnly(only) => {
                    let (inner, value) = (&only.path, value_of(only));
                    made.push(quote!(#inner: #value));
                    self.loses(true);
                }
            }
        }
        // That every field of the struct is decided, the literal shows.
        self.bound.push((member, Some(variable.into_token_stream())));
        self.made.push((member, quote!(#path { #(#made),* })));
    }

    /// A field that is several fields in the hub.
    fn split(
        &mut self,
        member: &'a Member,
        (split, lens): (&[HubPath], &Lens),
        attr: &SpokeAttr,
        hub: &dyn Hub,
        errors: &Errors,
    ) {
        let variable = variable(member);
        let owned = split.iter().map(|path| hub.owned(path));
        self.made.push((member, through(lens, "down", &quote!((#(#owned,)*)))));
        let parts: Vec<Ident> = (0..split.len())
            .map(|index| format_ident!("{variable}_{index}", span = variable.span()))
            .collect();
        let up = through(lens, "up", &variable.into_token_stream());
        self.before.push(several(lens, &parts, &up));
        for (path, part) in split.iter().zip(&parts) {
            self.tree.set(path, part_of_several(part, path.span()), &attr.nested, errors);
            self.read.push(path.clone());
            self.is_moved(&[name(member)], path, true);
        }
        self.loses_something();
    }

    /// Several fields that are one field in the hub.
    fn joins(&mut self, fields: &'a [Field<'a>], attr: &SpokeAttr, hub: &dyn Hub, errors: &Errors) {
        for join in &attr.joins {
            let mut joined = Vec::new();
            for one in &join.fields {
                let Some(field) = fields.iter().find(|field| is_named(&field.member, one)) else {
                    errors.on(one, format!("the struct has no field `{one}`"));
                    continue;
                };
                if let Some(tokens) = &field.rule.tokens {
                    errors.on(tokens, format!("`{one}` is joined with other fields; remove its own rule"));
                }
                joined.push(&field.member);
            }
            let variables: Vec<Ident> = joined.iter().map(|member| variable(member)).collect();
            let lens = Lens { path: join.with.clone(), is_fallible: false };
            self.tree.set(&join.hub, through(&lens, "up", &quote!((#(#variables,)*))), &attr.nested, errors);
            let down = through(&lens, "down", &hub.owned(&join.hub));
            let made: Vec<Ident> =
                variables.iter().map(|variable| format_ident!("{variable}_made")).collect();
            self.made_before.push(several(&lens, &made, &down));
            for member in &joined {
                self.is_moved(&[name(member)], &join.hub, true);
            }
            for ((member, variable), made) in joined.into_iter().zip(variables).zip(made) {
                self.bound.push((member, Some(variable.into_token_stream())));
                self.made.push((member, part_of_several(&made, member.span())));
            }
            self.read.push(join.hub.clone());
            self.loses_something();
        }
    }

    fn is_moved(&mut self, spoke: &[String], hub: &HubPath, is_part: bool) {
        let hub = hub.names();
        self.moved.push(quote! {
            __libgitops::Moved { spoke: &[#(#spoke),*], hub: &[#(#hub),*], is_part: #is_part }
        });
    }

    /// A field that one side has no place for.
    fn loses(&mut self, way_to_the_hub: bool) {
        let (to_hub, from_hub) = (!way_to_the_hub, way_to_the_hub);
        self.keeps.push(quote!(__libgitops::Keeps { to_hub: #to_hub, from_hub: #from_hub }));
    }

    /// A lens, of which nothing is known.
    fn loses_something(&mut self) {
        self.keeps.push(quote!(__libgitops::Keeps::NOTHING_KNOWN));
    }

    /// The pattern that takes the spoke apart.
    pub(super) fn pattern(&self, path: &TokenStream) -> TokenStream {
        let is_tuple = matches!(self.bound.first(), Some((Member::Unnamed(_), _)));
        let fields = self.bound.iter().map(|(member, variable)| {
            let variable = variable.clone().unwrap_or_else(|| quote!(_));
            if is_tuple { variable } else { quote!(#member: #variable) }
        });
        if is_tuple { quote!(#path(#(#fields),*)) } else { quote!(#path { #(#fields),* }) }
    }

    /// The spoke, made of the hub.
    pub(super) fn literal(&self, path: &TokenStream) -> TokenStream {
        let is_tuple = matches!(self.made.first(), Some((Member::Unnamed(_), _)));
        let before = &self.made_before;
        let fields = self.made.iter().map(
            |(member, value)| {
                if is_tuple { value.clone() } else { quote!(#member: #value) }
            },
        );
        let literal = if is_tuple { quote!(#path(#(#fields),*)) } else { quote!(#path { #(#fields),* }) };
        quote!(#(#before)* #literal)
    }
}

/// The variable that a field is bound to, at the place of the field.
pub(super) fn variable(member: &Member) -> Ident {
    format_ident!("__{}", name(member), span = at(member.span()))
}

fn is_named(member: &Member, ident: &Ident) -> bool {
    matches!(member, Member::Named(name) if name == ident)
}

/// A call of one of a lens's two functions, which is underlined at the lens.
fn through(lens: &Lens, function: &str, value: &TokenStream) -> TokenStream {
    let path = constructor(&lens.path);
    let span = at(lens.path.span());
    let function = Ident::new(function, lens.path.segments.last().map_or(span, |last| last.ident.span()));
    let contract = Ident::new(if lens.is_fallible { "TryLens" } else { "Lens" }, span);
    quote_spanned!(span=> <_ as __libgitops::#contract<_, _>>::convert(#value, #path::#function))
}

/// The statement that takes apart what a lens gives for several fields.
fn several(lens: &Lens, parts: &[Ident], given: &TokenStream) -> TokenStream {
    quote_spanned!(at(lens.path.span())=> let (#(#parts,)*) = #given;)
}

/// One of several fields that a lens gave, which is underlined where the field is named.
fn part_of_several(part: &Ident, span: Span) -> TokenStream {
    quote_spanned!(at(span)=> <_ as __libgitops::GivenBy<_>>::given(#part))
}

fn value_of(only: &Only) -> TokenStream {
    value_or_default(only.value.as_ref(), only.path.span())
}

fn value_or_default(value: Option<&Expr>, span: Span) -> TokenStream {
    let default = || quote_spanned!(at(span)=> ::core::default::Default::default());
    value.map_or_else(default, ToTokens::to_token_stream)
}

/// The path of a type that is written as one.
fn path_of(ty: &Type) -> Option<&Path> {
    match ty {
        Type::Path(ty) if ty.qself.is_none() => Some(&ty.path),
        Type::Group(group) => path_of(&group.elem),
        Type::Paren(paren) => path_of(&paren.elem),
        _ => None,
    }
}

const PLAIN: [&str; 18] = [
    "String",
    "bool",
    "char",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "f32",
    "f64",
    "ObjectMeta",
];

/// Whether a type surely is the same in the hub: it is one of the standard library's, or holds only such.
fn is_plain(ty: &Type) -> bool {
    if let Some(inner) = ["Option", "Vec", "Box"].iter().find_map(|holder| argument_of(ty, holder)) {
        return is_plain(inner);
    }
    last_segment(ty).is_some_and(|segment| PLAIN.iter().any(|plain| segment.ident == plain))
}
