//! `#[derive(Object)]`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{DeriveInput, Generics, Ident, LitStr, Path};

use super::{bounds, fallback, table, wire};
use crate::attr::object::Hub;
use crate::check;
use crate::errors::Errors;
use crate::model::{Field, Given, Role, Root};
use crate::paths::{at, call_over, import, import_at};

/// Expands the derive; errors and all.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let errors = Errors::new();
    let root = Root::read(&input, &errors);
    if let Some(root) = &root {
        check::root(root, &errors);
    }
    let expansion = match &root {
        Some(root) if root.item.generics.lifetimes().next().is_none() => expand(root, errors.is_empty()),
        _ => fallback::object(&input),
    };
    let errors = errors.into_compile_errors();
    quote!(#errors #expansion)
}

/// The impls of a root. One that is not sound gets them all the same, but is neither compared with others nor listed.
fn expand(root: &Root<'_>, is_sound: bool) -> TokenStream {
    let bounds = bounds::of_object(root.item.generics);
    let import = import(root.attr.krate.as_ref());
    let wire = if is_sound { wire::expand(root, &bounds) } else { fallback::serde(root.item.ident, &bounds) };
    let hub = is_sound.then(|| hub(root));
    let object = object(root, &bounds, is_sound);
    let metadata = root.item.field(Role::Metadata).map(|field| has_metadata(root.item.ident, field, &bounds));
    let status = root.item.field(Role::Status).map(|field| has_status(root.item.ident, field, &bounds));
    let list_key_checks = is_sound.then(|| table::list_key_checks(&root.item));
    let submission = is_sound.then(|| submission(root));
    quote! {
        const _: () = {
            #import
            #[allow(unused_imports, reason = "needed only where a probe finds nothing, or serde's derive fails")]
            use __libgitops::{NotDerived as _, NothingKnown as _};
            #wire
            #hub
            #object
            #metadata
            #status
            #list_key_checks
            #submission
        };
    }
}

fn object(root: &Root<'_>, bounds: &Generics, is_sound: bool) -> TokenStream {
    let ident = root.item.ident;
    let (impl_generics, ty_generics, where_clause) = bounds.split_for_impl();
    let resource = resource(root, is_sound);
    let conversion = is_sound.then(|| conversion(root));
    let accessors = accessors(root.item.field(Role::Metadata).is_some());
    let hooks = hooks(root);
    let table = table::of(&root.item);
    // Whether a generic root has a `Default` depends on its parameters, which a probe cannot see.
    let initial = (!root.item.is_generic()).then(|| {
        quote! {
            fn initial() -> ::core::option::Option<Self> {
                ::core::option::Option::map(<__libgitops::Probe<Self>>::INITIAL, |initial| initial())
            }
        }
    });
    quote! {
        #[automatically_derived]
        impl #impl_generics __libgitops::Object for #ident #ty_generics #where_clause {
            const RESOURCE: __libgitops::ApiResource = #resource;
            #conversion
            #accessors
            #hooks
            fn fields() -> ::core::option::Option<&'static __libgitops::FieldTable> {
                ::core::option::Option::Some(#table)
            }
            #initial
        }
    }
}

/// The constant of the kind's names, as a chain of what differs from the default.
fn resource(root: &Root<'_>, is_sound: bool) -> TokenStream {
    let (names, attr) = (&root.names, &root.attr);
    let [group, version, kind, plural, singular] =
        [&names.group, &names.version, &names.kind, &names.plural, &names.singular].map(Given::literal);
    let scope = attr.scope.as_ref().map_or_else(|| "Namespaced".to_owned(), ToString::to_string);
    let scope = Ident::new(&scope, proc_macro2::Span::call_site());
    let mut chain = quote! {
        __libgitops::ApiResource::new(#group, #version, #kind, __libgitops::Scope::#scope)
            .with_plural(#plural)
            .with_singular(#singular)
    };
    if !attr.short.is_empty() {
        let short = attr.short.iter().map(LitStr::value);
        chain = quote!(#chain.with_short_names(&[#(#short),*]));
    }
    if !attr.categories.is_empty() {
        let categories = attr.categories.iter().map(LitStr::value);
        chain = quote!(#chain.with_categories(&[#(#categories),*]));
    }
    if attr.served == Some(false) {
        chain = quote!(#chain.with_served(false));
    }
    if attr.storage {
        chain = quote!(#chain.with_storage(true));
    }
    if let Some(warning) = &attr.deprecated {
        chain = quote!(#chain.with_deprecated(#warning));
    }
    match &attr.hub {
        Some(Hub::Itself) => chain = quote!(#chain.with_hub(__libgitops::HubRole::Hub)),
        Some(Hub::Of(path)) if is_sound => {
            let hub = if root.item.mentions_parameter(path) { hub_inside(root, path) } else { quote!(__HUB) };
            chain = quote!(#chain.with_hub(__libgitops::HubRole::Spoke(#hub)));
        }
        _ => {}
    }
    let name = root.item.ident.to_string();
    quote!(#chain.with_type_name(::core::concat!(::core::module_path!(), "::", #name)))
}

/// The hub of a spoke as a constant, so that a path that is wrong is told once, and the assertion that the two are
/// versions of one kind.
fn hub(root: &Root<'_>) -> TokenStream {
    let path = match &root.attr.hub {
        Some(Hub::Of(path)) if !root.item.mentions_parameter(path) => path,
        _ => return TokenStream::new(),
    };
    let (hub, check) = hub_and_check(root, path);
    quote! {
        const __HUB: &__libgitops::ApiResource = #hub;
        const _: () = #check;
    }
}

/// The same of a hub that depends on the parameters of the spoke, which only a constant inside of the impl can name: the
/// assertion fails where the types are known.
fn hub_inside(root: &Root<'_>, path: &Path) -> TokenStream {
    let (hub, check) = hub_and_check(root, path);
    quote! {
        const {
            const fn __checked(__HUB: &'static __libgitops::ApiResource) -> &'static __libgitops::ApiResource {
                #check;
                __HUB
            }
            __checked(#hub)
        }
    }
}

fn hub_and_check(root: &Root<'_>, path: &Path) -> (TokenStream, TokenStream) {
    let import = import_at(path.span());
    let [group, version, kind] =
        [&root.names.group, &root.names.version, &root.names.kind].map(Given::literal);
    let hub = quote_spanned!(at(path.span())=> &<#path as #import::Object>::RESOURCE);
    (hub, call_over(path, "check_spoke", quote!(#group, #version, #kind, __HUB)))
}

/// The conversion to the hub and back. One that is missing is told at the path of the hub.
fn conversion(root: &Root<'_>) -> TokenStream {
    let Some(Hub::Of(path)) = &root.attr.hub else {
        return TokenStream::new();
    };
    let import = import_at(path.span());
    let conversion = quote_spanned!(at(path.span())=> #import::Conversion::of::<Self, #path>());
    quote! {
        const CONVERSION: ::core::option::Option<__libgitops::Conversion> = ::core::option::Option::Some(#conversion);
    }
}

/// Both accessors are generic functions over `HasMetadata`: a field of a wrong type is told once, at the field.
fn accessors(has_metadata: bool) -> TokenStream {
    let [get, get_mut] = if has_metadata {
        [quote!(__libgitops::metadata_of(self)), quote!(__libgitops::metadata_of_mut(self))]
    } else {
        [quote!(::core::option::Option::None), quote!(::core::option::Option::None)]
    };
    quote! {
        fn any_metadata(&self) -> ::core::option::Option<&dyn __libgitops::Metadata> {
            #get
        }
        fn any_metadata_mut(&mut self) -> ::core::option::Option<&mut dyn __libgitops::Metadata> {
            #get_mut
        }
    }
}

fn hooks(root: &Root<'_>) -> TokenStream {
    let default = root.attr.default.as_ref().map(|path| {
        let name = quote!(#path).to_string().replace(' ', "");
        quote! {
            const DEFAULT_HOOK: ::core::option::Option<&'static str> = ::core::option::Option::Some(#name);
            fn set_defaults(&mut self) {
                let hook: fn(&mut Self) = #path;
                hook(self);
            }
        }
    });
    let validate = root.attr.validate.as_ref().map(|path| {
        quote! {
            fn validate(&self, validation: &mut __libgitops::Validation) {
                let hook: fn(&Self, &mut __libgitops::Validation) = #path;
                hook(self, validation);
            }
        }
    });
    quote!(#default #validate)
}

fn has_metadata(ident: &Ident, field: &Field<'_>, bounds: &Generics) -> TokenStream {
    let (impl_generics, ty_generics, where_clause) = bounds.split_for_impl();
    let (name, ty) = (field.ident, field.ty);
    quote! {
        #[automatically_derived]
        impl #impl_generics __libgitops::HasMetadata for #ident #ty_generics #where_clause {
            type Meta = #ty;
            fn meta(&self) -> &Self::Meta {
                &self.#name
            }
            fn meta_mut(&mut self) -> &mut Self::Meta {
                &mut self.#name
            }
        }
    }
}

fn has_status(ident: &Ident, field: &Field<'_>, bounds: &Generics) -> TokenStream {
    let (impl_generics, ty_generics, where_clause) = bounds.split_for_impl();
    let (name, ty) = (field.ident, field.ty);
    quote! {
        #[automatically_derived]
        impl #impl_generics __libgitops::HasStatus for #ident #ty_generics #where_clause {
            type Status = #ty;
            fn status(&self) -> &Self::Status {
                &self.#name
            }
            fn status_mut(&mut self) -> &mut Self::Status {
                &mut self.#name
            }
        }
    }
}

/// The entry that `Scheme::linked()` finds. A generic root has none: which types it would stand for is not known.
fn submission(root: &Root<'_>) -> TokenStream {
    if root.attr.unlisted || root.item.is_generic() {
        return TokenStream::new();
    }
    let ident = root.item.ident;
    quote! {
        __libgitops::inventory::submit! { __libgitops::Registration::of::<#ident>() }
    }
}
