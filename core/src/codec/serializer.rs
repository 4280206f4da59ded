//! The serializer: a scheme, and the decoder, encoder and defaulter over it.

use super::{Decoder, Defaulter, Encoder};
use crate::scheme::Scheme;

/// Reads and writes the objects of a scheme.
///
/// A clone shares the scheme. Nothing in it changes after it was made, so one serializer serves any number of threads.
#[derive(Clone, Debug)]
pub struct Serializer {
    scheme: Scheme,
}

impl Serializer {
    /// A serializer for the kinds of a scheme, given as a value or as a reference to a listed one.
    pub fn new(scheme: impl Into<Scheme>) -> Self {
        Self { scheme: scheme.into() }
    }

    /// The kinds.
    pub fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// A decoder with the default options: strict, lists split into their items, unknown kinds refused.
    pub fn decoder(&self) -> Decoder<'_> {
        Decoder::new(&self.scheme)
    }

    /// An encoder with the default options.
    pub fn encoder(&self) -> Encoder {
        Encoder::new()
    }

    /// A defaulter.
    pub fn defaulter(&self) -> Defaulter<'_> {
        Defaulter::new(&self.scheme)
    }
}
