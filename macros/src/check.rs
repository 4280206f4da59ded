//! The rules that need more than one attribute entry to judge. Each reports what it finds; none stops the others.

use std::collections::HashMap;

use quote::ToTokens as _;
use syn::{GenericParam, LitStr, Type};

use crate::attr::object::{Hub, ObjectAttr};
use crate::errors::Errors;
use crate::model::{Field, Given, Role, Root, Struct, argument_of, last_segment};
use crate::names::Name;

/// Checks the root of an object.
pub(crate) fn root(root: &Root<'_>, errors: &Errors) {
    required_keys(root, errors);
    syntax_of_names(root, errors);
    other_names(&root.attr, root, errors);
    hub(root, errors);
    lifetimes(root, errors);
    roles(&root.item, errors);
    names_of_the_type_meta(&root.item, errors);
    fields(&root.item, errors);
}

/// Checks a struct that derives `Fields`.
pub(crate) fn nested(item: &Struct<'_>, errors: &Errors) {
    fields(item, errors);
}

/// Group, version and scope have no default that would be right for most.
fn required_keys(root: &Root<'_>, errors: &Errors) {
    let Some(attribute) = &root.attr.tokens else {
        errors.on(
            root.item.ident,
            "`#[derive(Object)]` needs the attribute `#[object(group = \"apps.example.com\", version = \"v1\", scope = \
             Namespaced)]`, or `scope = Cluster`",
        );
        return;
    };
    if !root.attr.is_list {
        return;
    }
    for (key, hint) in [
        ("group", "write `group = \"apps.example.com\"`, or `group = \"\"` for the core group"),
        ("version", "write `version = \"v1\"`"),
        ("scope", "write `scope = Namespaced` or `scope = Cluster`"),
    ] {
        if !root.attr.given.iter().any(|given| given == key) {
            errors.on(attribute, format!("missing `{key}`: {hint}"));
        }
    }
}

fn syntax_of_names(root: &Root<'_>, errors: &Errors) {
    let names = &root.names;
    syntax(Name::Group, &names.group, "", errors);
    syntax(Name::Version, &names.version, "", errors);
    let kind_is_good =
        syntax(Name::Kind, &names.kind, " (rename the struct or write `kind = \"…\"`)", errors);
    // A guess from a bad kind is bad too; once is enough.
    if kind_is_good || !names.plural.is_guess {
        syntax(Name::Plural, &names.plural, " (write `plural = \"…\"`)", errors);
    }
    if kind_is_good || !names.singular.is_guess {
        syntax(Name::Singular, &names.singular, " (write `singular = \"…\"`)", errors);
    }
}

fn syntax(name: Name, given: &Given, remedy_of_a_guess: &str, errors: &Errors) -> bool {
    let Some(fault) = name.fault(&given.text) else {
        return true;
    };
    let remedy = if given.is_guess { remedy_of_a_guess } else { "" };
    errors.on(&given.tokens, format!("{fault}{remedy}"));
    false
}

/// Short names and categories: their syntax, and that none is there twice.
fn other_names(attr: &ObjectAttr, root: &Root<'_>, errors: &Errors) {
    let mut taken = vec![
        (root.names.plural.text.clone(), "already the plural"),
        (root.names.singular.text.clone(), "already the singular"),
    ];
    list_of_names(Name::Short, &attr.short, &mut taken, errors);
    list_of_names(Name::Category, &attr.categories, &mut Vec::new(), errors);
}

fn list_of_names(name: Name, list: &[LitStr], taken: &mut Vec<(String, &'static str)>, errors: &Errors) {
    for given in list {
        let text = given.value();
        if let Some(fault) = name.fault(&text) {
            errors.on(given, fault);
        } else if let Some((_, where_else)) = taken.iter().find(|(other, _)| *other == text) {
            errors.on(given, format!("{text:?} is {where_else}; remove it here"));
        } else {
            taken.push((text, "listed twice"));
        }
    }
}

/// A hub names itself by the flag; by its path it would be its own spoke.
fn hub(root: &Root<'_>, errors: &Errors) {
    if let Some(Hub::Of(path)) = &root.attr.hub
        && (path.is_ident("Self") || path.get_ident() == Some(root.item.ident))
    {
        errors.on(path, "this names the struct itself; to make it the hub write `hub` alone");
    }
}

/// An object is `'static`: it lives in storages and behind `dyn AnyObject`.
fn lifetimes(root: &Root<'_>, errors: &Errors) {
    for parameter in &root.item.generics.params {
        if let GenericParam::Lifetime(lifetime) = parameter {
            errors.on(
                lifetime,
                "an object owns its data: replace the borrowed fields, such as `&str` by `String`",
            );
        }
    }
}

/// At most one metadata and one status, each of them a plain field under its Kubernetes name.
fn roles(item: &Struct<'_>, errors: &Errors) {
    for role in [Role::Metadata, Role::Status] {
        let Some(name) = role.name() else { continue };
        let mut first: Option<&Field<'_>> = None;
        for field in item.fields.iter().filter(|field| field.role == role) {
            match first {
                Some(first) => errors.on(
                    marker(field).unwrap_or_else(|| field.ident.to_token_stream()),
                    format!("an object has one {name}, and `{}` is it already", first.ident),
                ),
                None => first = Some(field),
            }
            if let Some(given) = &field.serde.name
                && given.value() != name
            {
                errors.on(
                    given,
                    format!("the {name} of an object is called `{name}` on the wire; remove the rename"),
                );
            }
            if let Some(flatten) = &field.serde.flatten {
                errors.on(flatten, format!("the {name} of an object is a map of its own; remove `flatten`"));
            }
        }
    }
    for field in &item.fields {
        if let (Some(_), Some(status)) = (&field.attr.metadata, &field.attr.status) {
            errors.on(status, "a field is either the metadata or the status");
        }
    }
}

fn marker(field: &Field<'_>) -> Option<proc_macro2::TokenStream> {
    let marker = if field.role == Role::Metadata { &field.attr.metadata } else { &field.attr.status };
    marker.clone()
}

/// `apiVersion` and `kind` are constants of the type.
fn names_of_the_type_meta(item: &Struct<'_>, errors: &Errors) {
    for field in &item.fields {
        let taken = match field.name.as_str() {
            // Never meant otherwise; a rename to something else is respected.
            "apiVersion" | "api_version" => "apiVersion",
            "kind" => "kind",
            _ => continue,
        };
        if field.serde.flatten.is_none() {
            errors.on(
                field.name_tokens(),
                format!(
                    "`{taken}` is a constant of the type, written and checked by `#[derive(Object)]`; remove the field"
                ),
            );
        }
    }
    let others = item.fields.iter().filter(|field| field.read_name != field.name);
    let read_names = others.filter_map(|field| field.serde.read_name.as_ref());
    let aliases = item.fields.iter().flat_map(|field| &field.serde.aliases).chain(read_names);
    for alias in aliases.filter(|alias| matches!(alias.value().as_str(), "apiVersion" | "kind")) {
        errors.on(
            alias,
            format!("`{}` is a constant of the type; no field can be read from it", alias.value()),
        );
    }
}

/// The rules for the fields of roots and of nested structs.
fn fields(item: &Struct<'_>, errors: &Errors) {
    let mut names: HashMap<&str, &Field<'_>> = HashMap::new();
    for field in &item.fields {
        list_key(field, errors);
        default(field, errors);
        if field.serde.flatten.is_some() || field.serde.is_unread || field.role != Role::Other {
            continue;
        }
        if let Some(other) = names.insert(&field.name, field) {
            let message = format!(
                "`{}` and `{}` are both called `{}` on the wire",
                other.ident, field.ident, field.name
            );
            errors.on(field.name_tokens(), message);
        }
    }
}

fn list_key(field: &Field<'_>, errors: &Errors) {
    let mut seen: Vec<String> = Vec::new();
    for key in &field.attr.list_keys {
        let text = key.value();
        if text.is_empty() {
            errors.on(key, "a list key is the wire name of a field of the list's items, such as \"name\"");
        } else if seen.contains(&text) {
            errors.on(key, format!("{text:?} is listed twice; remove it here"));
        }
        seen.push(text);
    }
    let Some(key) = field.attr.list_keys.first() else {
        return;
    };
    if let Some(other) = no_list(field.ty) {
        errors.on(
            key,
            format!(
                "a list key identifies the items of a list such as `Vec<…>`, but `{}` is `{other}`",
                field.ident
            ),
        );
    } else if let Some(converts) = &field.serde.converts {
        errors.on(key, format!("the items are not known behind `#[serde({converts})]`; remove the list key"));
    }
}

/// The name of a type that is surely no list. An alias or a type of the user's may be one.
fn no_list(ty: &Type) -> Option<String> {
    if let Some(inner) = argument_of(ty, "Option").or_else(|| argument_of(ty, "Box")) {
        return no_list(inner);
    }
    let name = match ty {
        Type::Tuple(_) => "a tuple".to_owned(),
        _ => last_segment(ty)?.ident.to_string(),
    };
    let known = [
        "String", "str", "bool", "char", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32",
        "i64", "i128", "isize", "f32", "f64", "BTreeMap", "HashMap", "a tuple",
    ];
    known.contains(&name.as_str()).then_some(name)
}

/// A default is written by the field's type, as the wire has it.
fn default(field: &Field<'_>, errors: &Errors) {
    let Some(default) = &field.attr.default else {
        return;
    };
    let reason = if let Some(converts) = &field.serde.converts {
        format!("`#[serde({converts})]` makes the wire form another than that of the field's type")
    } else if field.serde.flatten.is_some() {
        "a flattened field has no value of its own; give its fields defaults".to_owned()
    } else if field.serde.is_unread {
        "the field is not read".to_owned()
    } else {
        return;
    };
    errors.on(default, format!("a default has no place here: {reason}"));
}
