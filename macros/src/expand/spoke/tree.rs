//! The fields of the hub as a tree: some stand in structs in it.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::{Member, Path};

use super::constructor;
use crate::attr::spoke::{HubPath, name};
use crate::errors::Errors;

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

    /// The literal. A field that is missing in it does not compile, and the error names it.
    pub(super) fn literal(&self, path: &TokenStream) -> TokenStream {
        let is_tuple = matches!(self.fields.first(), Some((Member::Unnamed(_), _)));
        let fields = self.fields.iter().map(|(member, node)| {
            let value = match node {
                Node::Leaf(value) => value.clone(),
                Node::Struct(ty, tree) => tree.literal(&constructor(ty).to_token_stream()),
            };
            if is_tuple { value } else { quote!(#member: #value) }
        });
        if is_tuple { quote!(#path(#(#fields),*)) } else { quote!(#path { #(#fields),* }) }
    }
}
