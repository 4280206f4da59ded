//! The fields of the hub as a tree: some stand in structs in it.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Ident, Member, Path};

use super::constructor;
use super::product::struct_at;
use crate::attr::spoke::{HubPath, name};
use crate::errors::Errors;
use crate::expand::members;
use crate::paths::at;

/// A struct of the hub, or the hub itself, as it is made.
#[derive(Debug, Default)]
pub(super) struct Tree {
    fields: Vec<(Member, Node)>,
}

#[derive(Debug)]
enum Node {
    /// The expression that makes the field.
    Leaf(TokenStream),
    Struct(Path, Tree),
}

impl Tree {
    /// Says what a field is made of.
    pub(super) fn set(
        &mut self,
        path: &HubPath,
        value: TokenStream,
        nested: &[(HubPath, Path)],
        errors: &Errors,
    ) {
        self.set_below(&path.0, &mut Vec::new(), value, nested, errors);
    }

    fn set_below(
        &mut self,
        path: &[Member],
        above: &mut Vec<String>,
        value: TokenStream,
        nested: &[(HubPath, Path)],
        errors: &Errors,
    ) {
        let Some((first, rest)) = path.split_first() else { return };
        above.push(name(first));
        let index = self.fields.iter().position(|(member, _)| name(member) == name(first));
        match (index.and_then(|index| self.fields.get_mut(index)), rest) {
            (Some((_, Node::Struct(_, tree))), [_, ..]) => tree.set_below(rest, above, value, nested, errors),
            (Some(_), _) => {
                let message = format!("the hub's `{}` is made of another field already", above.join("."));
                errors.on(first, message);
            }

            (None, []) => self.fields.push((first.clone(), Node::Leaf(value))),
            (None, _) => {
                let Some((_, ty)) = nested.iter().find(|(path, _)| path.names() == *above) else {
                    errors.on(
                        first,
                        format!(
                            "the type of the hub's `{0}` is not known: write `nested({0} = path::to::Type)` in the \
                             `#[spoke(…)]` of the struct",
                            above.join(".")
                        ),
                    );
                    return;
                };
                let mut tree = Self::default();
                tree.set_below(rest, above, value, nested, errors);
                self.fields.push((first.clone(), Node::Struct(ty.clone(), tree)));
            }
        }
    }

    /// The assertions that the fields are those of the type, if these are known, as a constant sum that is 0. Those in
    /// `own` are called so by the spoke's struct itself, others by an attribute.
    pub(super) fn decided(&self, ty: &Path, prefix: &str, own: &[String]) -> TokenStream {
        let names = || self.fields.iter().map(|(member, _)| name(member));
        let (sum, names) = (members::sum(names()), names());
        let checks = self.fields.iter().enumerate().map(|(index, (member, _))| {
            let span = at(member.span());
            let is_own = prefix.is_empty() && own.contains(&name(member));
            let check = Ident::new(if is_own { "own" } else { "named" }, span);
            quote_spanned!(span=> fields.#check(#index);)
        });
        let all = quote_spanned!(at(ty.span())=> fields.all(););
        let inside = self.fields.iter().filter_map(|(member, node)| match node {
            Node::Leaf(_) => None,
            Node::Struct(ty, tree) => Some(tree.decided(ty, &format!("{prefix}{}.", name(member)), own)),
        });
        let text = ty.to_token_stream().to_string().replace(' ', "");
        quote! {
            {
                if __libgitops::are_others(<__libgitops::Probe<#ty>>::MEMBERS, #sum) {
                    let known = <__libgitops::Probe<#ty>>::MEMBERS;
                    let fields = &__libgitops::Decided::of(known, &[#(#names),*], #text, #prefix);
                    #(#checks)*
                    #all
                }
                0 #(+ #inside)*
            }
        }
    }

    /// The statements that bind each struct in the hub to a variable, outer ones first, when the hub is taken apart.
    pub(super) fn held(&self, above: &[Member]) -> Vec<TokenStream> {
        let mut statements = Vec::new();
        for (member, node) in &self.fields {
            let Node::Struct(ty, tree) = node else { continue };
            let path = [above, std::slice::from_ref(member)].concat();
            let (holder, variable) = (struct_at(above), struct_at(&path));
            statements.push(quote_spanned! {at(member.span())=>
                let #variable = <_ as __libgitops::Holds<#ty>>::down(#holder.#member);
            });
            statements.extend(tree.held(&path));
        }
        statements
    }

    /// The literal, with braces also for a tuple: so a field that is missing in it does not compile, and the error names it.
    pub(super) fn literal(&self, path: &TokenStream) -> TokenStream {
        let fields = self.fields.iter().map(|(member, node)| {
            let value = match node {
                Node::Leaf(value) => value.clone(),
                Node::Struct(ty, tree) => {
                    let literal = tree.literal(&constructor(ty).to_token_stream());
                    quote_spanned!(at(member.span())=> <_ as __libgitops::Holds<#ty>>::up(#literal))
                }
            };
            quote!(#member: #value)
        });
        quote!(#path { #(#fields),* })
    }
}
