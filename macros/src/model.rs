//! The struct that a derive stands on, as the checks and the expansion see it.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt as _;
use syn::{Data, DeriveInput, GenericArgument, Generics, Ident, LitStr, PathArguments, Type, TypePath};

use crate::attr::docs::docs;
use crate::attr::field::FieldAttr;
use crate::attr::object::ObjectAttr;
use crate::attr::serde::{Place, SerdeContainer, SerdeField};
use crate::case::Case;
use crate::errors::Errors;
use crate::names::plural_of;

/// A struct with named fields.
#[derive(Debug)]
pub(crate) struct Struct<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) generics: &'a Generics,
    pub(crate) serde: SerdeContainer,
    pub(crate) fields: Vec<Field<'a>>,
}

#[derive(Debug)]
pub(crate) struct Field<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) ty: &'a Type,
    pub(crate) docs: String,
    pub(crate) attr: FieldAttr,
    pub(crate) serde: SerdeField,
    pub(crate) role: Role,
    /// The name on the wire.
    pub(crate) name: String,
    /// The name that is read, which serde lets be another.
    pub(crate) read_name: String,
}

/// What a field of a root is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Metadata,
    Status,
    Other,
}

impl Role {
    /// The name that Kubernetes gives the field.
    pub(crate) fn name(self) -> Option<&'static str> {
        match self {
            Self::Metadata => Some("metadata"),
            Self::Status => Some("status"),
            Self::Other => None,
        }
    }
}

/// The root of an object.
#[derive(Debug)]
pub(crate) struct Root<'a> {
    pub(crate) item: Struct<'a>,
    pub(crate) attr: ObjectAttr,
    pub(crate) names: Names,
}

/// The names of a kind, as given or as guessed.
#[derive(Debug)]
pub(crate) struct Names {
    pub(crate) group: Given,
    pub(crate) version: Given,
    pub(crate) kind: Given,
    pub(crate) plural: Given,
    pub(crate) singular: Given,
}

/// A name, and the tokens to change when it is wrong.
#[derive(Debug)]
pub(crate) struct Given {
    pub(crate) text: String,
    pub(crate) tokens: TokenStream,
    pub(crate) is_guess: bool,
}

impl<'a> Struct<'a> {
    /// Reads the struct; reports anything else, for which there is no model.
    pub(crate) fn read(input: &'a DeriveInput, place: Place, errors: &Errors) -> Option<Self> {
        let fields = named_fields(input, place, errors)?;
        let serde = SerdeContainer::read(&input.attrs, place, errors);
        let fields = fields.iter().filter_map(|field| Field::read(field, &serde, place, errors)).collect();
        Some(Self { ident: &input.ident, generics: &input.generics, serde, fields })
    }

    /// The field of a role; the first if there are several by mistake.
    pub(crate) fn field(&self, role: Role) -> Option<&Field<'a>> {
        self.fields.iter().find(|field| field.role == role)
    }

    pub(crate) fn is_generic(&self) -> bool {
        !self.generics.params.is_empty()
    }

    /// Whether a type depends on a parameter of the struct.
    pub(crate) fn mentions_parameter(&self, ty: &impl ToTokens) -> bool {
        let parameters = self.generics.type_params().map(|parameter| &parameter.ident);
        let parameters: Vec<&Ident> =
            parameters.chain(self.generics.const_params().map(|parameter| &parameter.ident)).collect();
        self.is_generic() && mentions(ty.to_token_stream(), &parameters)
    }
}

fn named_fields<'a>(
    input: &'a DeriveInput,
    place: Place,
    errors: &Errors,
) -> Option<&'a syn::punctuated::Punctuated<syn::Field, syn::Token![,]>> {
    let name = if place == Place::Root { "Object" } else { "Fields" };
    let ident = &input.ident;
    let example = match place {
        Place::Root => format!("`struct {ident} {{ metadata: ObjectMeta, spec: … }}`"),
        Place::Nested => format!("`struct {ident} {{ name: String, … }}`"),
    };
    let (tokens, what): (&dyn ToTokens, _) = match &input.data {
        Data::Struct(data) => match &data.fields {
            syn::Fields::Named(fields) => return Some(&fields.named),
            syn::Fields::Unnamed(fields) => (fields, "a tuple struct"),
            syn::Fields::Unit => (ident, "a struct without fields"),
        },
        Data::Enum(data) => (&data.enum_token, "an enum"),
        Data::Union(data) => (&data.union_token, "a union"),
    };
    let hint = match (&input.data, place) {
        (Data::Enum(_), Place::Root) => "; hold the enum in a field",
        (Data::Enum(_), Place::Nested) => "; an enum needs only serde's derives",
        _ => "",
    };
    errors.on(
        tokens,
        format!("`#[derive({name})]` needs a struct with named fields, not {what}: write {example}{hint}"),
    );
    None
}

impl<'a> Field<'a> {
    fn read(
        field: &'a syn::Field,
        container: &SerdeContainer,
        place: Place,
        errors: &Errors,
    ) -> Option<Self> {
        let ident = field.ident.as_ref()?;
        let attr = FieldAttr::read(&field.attrs, place == Place::Root, errors);
        let serde = SerdeField::read(&field.attrs, place, errors);
        let rust_name = ident.unraw().to_string();
        let role = match place {
            Place::Root if attr.metadata.is_some() || rust_name == "metadata" => Role::Metadata,
            Place::Root if attr.status.is_some() || rust_name == "status" => Role::Status,
            Place::Root | Place::Nested => Role::Other,
        };
        let name_of = |renamed: Option<&LitStr>, rule: Case| {
            let renamed = renamed.map(LitStr::value).or_else(|| role.name().map(ToOwned::to_owned));
            renamed.unwrap_or_else(|| rule.apply(&rust_name))
        };
        let name = name_of(serde.name.as_ref(), container.rename_all);
        let read_name = name_of(serde.read_name.as_ref(), container.rename_all_read);
        Some(Self { ident, ty: &field.ty, docs: docs(&field.attrs), attr, serde, role, name, read_name })
    }

    /// The token that named the field on the wire.
    pub(crate) fn name_tokens(&self) -> TokenStream {
        self.serde.name.as_ref().map_or_else(|| self.ident.to_token_stream(), ToTokens::to_token_stream)
    }
}

impl<'a> Root<'a> {
    pub(crate) fn read(input: &'a DeriveInput, errors: &Errors) -> Option<Self> {
        let attr = ObjectAttr::read(&input.attrs, errors);
        let item = Struct::read(input, Place::Root, errors)?;
        let names = Names::of(&attr, &input.ident);
        Some(Self { item, attr, names })
    }
}

impl Names {
    /// The names that are given, the guesses for those that are not, and placeholders for required ones.
    fn of(attr: &ObjectAttr, ident: &Ident) -> Self {
        let kind = Given::or(attr.kind.as_ref(), ident, || ident.unraw().to_string());
        let singular = kind.text.to_lowercase();
        Self {
            group: Given::or(attr.group.as_ref(), ident, String::new),
            version: Given::or(attr.version.as_ref(), ident, || "v1".to_owned()),
            plural: Given::or(attr.plural.as_ref(), ident, || plural_of(&singular)),
            singular: Given::or(attr.singular.as_ref(), ident, || singular.clone()),
            kind,
        }
    }
}

impl Given {
    fn or(given: Option<&LitStr>, ident: &Ident, guess: impl FnOnce() -> String) -> Self {
        match given {
            Some(given) => Self { text: given.value(), tokens: given.to_token_stream(), is_guess: false },
            None => Self { text: guess(), tokens: ident.to_token_stream(), is_guess: true },
        }
    }

    /// The name as a literal, which is not underlined by the compiler: its mistakes are found here.
    pub(crate) fn literal(&self) -> LitStr {
        LitStr::new(&self.text, Span::call_site())
    }
}

/// The `T` of a type that is written as `name<T>`, as far as syntax tells: aliases are not seen.
pub(crate) fn argument_of<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let segment = last_segment(ty).filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    match arguments.args.first() {
        Some(GenericArgument::Type(argument)) if arguments.args.len() == 1 => Some(argument),
        _ => None,
    }
}

/// The last segment of a type's path, without the invisible groups that `macro_rules!` puts around a type.
pub(crate) fn last_segment(ty: &Type) -> Option<&syn::PathSegment> {
    match ty {
        Type::Path(TypePath { qself: None, path, .. }) => path.segments.last(),
        Type::Group(group) => last_segment(&group.elem),
        Type::Paren(paren) => last_segment(&paren.elem),
        _ => None,
    }
}

/// Whether one of the names, or `Self`, is among the tokens of a type.
fn mentions(tokens: TokenStream, names: &[&Ident]) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "Self" || names.contains(&&ident),
        TokenTree::Group(group) => mentions(group.stream(), names),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// The tokens of a type with `Self` replaced, for places in which it would mean another type or none.
pub(crate) fn without_self(tokens: TokenStream, of_item: &TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .flat_map(|token| match token {
            TokenTree::Ident(ident) if ident == "Self" => of_item.clone(),
            TokenTree::Group(group) => {
                let mut replaced =
                    proc_macro2::Group::new(group.delimiter(), without_self(group.stream(), of_item));
                replaced.set_span(group.span());
                TokenTree::Group(replaced).into()
            }
            other => other.into(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn self_in_a_field_means_the_struct() {
        let ty: Type = syn::parse_quote!(Option<Box<(Self, [Self; 2])>>);
        let replaced = without_self(ty.to_token_stream(), &quote!(Car<T>));
        let expected: Type = syn::parse_quote!(Option<Box<(Car<T>, [Car<T>; 2])>>);
        assert_eq!(replaced.to_string(), expected.to_token_stream().to_string());
    }
}
