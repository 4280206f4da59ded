//! The sink that all stages report to, so that one build shows every mistake of a macro input.

use std::cell::RefCell;
use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// Collects errors. It must be read with [`into_compile_errors`](Self::into_compile_errors): one that is dropped unread
/// panics, since then mistakes of the user would pass in silence.
#[derive(Debug)]
pub(crate) struct Errors {
    /// `None` once read.
    found: RefCell<Option<Vec<syn::Error>>>,
}

impl Errors {
    pub(crate) fn new() -> Self {
        Self { found: RefCell::new(Some(Vec::new())) }
    }

    /// Reports a mistake, underlining `tokens` from the first to the last.
    pub(crate) fn on(&self, tokens: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    /// Reports a mistake at a place that has no tokens of its own.
    pub(crate) fn at(&self, span: Span, message: impl Display) {
        self.push(syn::Error::new(span, message));
    }

    /// Reports what a parser found.
    pub(crate) fn push(&self, error: syn::Error) {
        if let Some(found) = self.found.borrow_mut().as_mut() {
            found.push(error);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.borrow().as_ref().is_none_or(Vec::is_empty)
    }

    /// One `compile_error!` for each mistake, in the order of the reports.
    pub(crate) fn into_compile_errors(self) -> TokenStream {
        let found = self.found.take().unwrap_or_default();
        found.iter().map(syn::Error::to_compile_error).collect()
    }

    #[cfg(test)]
    pub(crate) fn into_messages(self) -> Vec<String> {
        self.found.take().unwrap_or_default().iter().map(ToString::to_string).collect()
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        let was_read = self.found.get_mut().is_none();
        assert!(was_read || std::thread::panicking(), "the errors of a macro input were not read");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_errors_come_out_in_order() {
        let errors = Errors::new();
        assert!(errors.is_empty());
        errors.at(Span::call_site(), "first");
        errors.on(quote::quote!(x = 1), "second");
        assert!(!errors.is_empty());
        assert_eq!(errors.into_messages(), ["first", "second"]);
    }

    #[test]
    fn an_unread_sink_panics() {
        let dropped = std::panic::catch_unwind(|| drop(Errors::new()));
        assert!(dropped.is_err());
    }
}
