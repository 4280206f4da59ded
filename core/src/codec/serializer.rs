//! The serializer: a scheme, and the decoder, encoder, converter and defaulter over it.

use super::{Decoder, Defaulter, Encoder};
use crate::convert::Converter;
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
    pub fn encoder(&self) -> Encoder<'_> {
        Encoder::new(&self.scheme)
    }

    /// A converter between the versions of a kind.
    pub fn converter(&self) -> Converter<'_> {
        Converter::new(&self.scheme)
    }

    /// A defaulter.
    pub fn defaulter(&self) -> Defaulter<'_> {
        Defaulter::new(&self.scheme)
    }
}
