//! What the expansion of `#[derive(Object)]` calls, so that a mistake in a struct is told once.

use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserializer, Serializer};

use super::HasMetadata;
use crate::meta::Metadata;

/// The metadata of an object whose type says that it has some.
pub fn metadata_of<T: HasMetadata>(object: &T) -> Option<&dyn Metadata> {
    Some(object.meta())
}

/// The metadata of an object whose type says that it has some, for a change.
pub fn metadata_of_mut<T: HasMetadata>(object: &mut T) -> Option<&mut dyn Metadata> {
    Some(object.meta_mut())
}

const NOT_DERIVED: &str = "the wire form was not derived";

/// Stands in for the two functions that serde's derives give the wire form of a root, and which hide these. When a derive
/// fails, over an attribute that serde does not know, only that is told and not that the functions are missing too.
pub trait NotDerived {
    /// Fails.
    ///
    /// # Errors
    /// Always.
    fn serialize<T, S: Serializer>(object: &T, serializer: S) -> Result<S::Ok, S::Error> {
        let _: (&T, S) = (object, serializer);
        Err(S::Error::custom(NOT_DERIVED))
    }

    /// Fails.
    ///
    /// # Errors
    /// Always.
    fn deserialize<'de, T, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        let _: D = deserializer;
        Err(D::Error::custom(NOT_DERIVED))
    }
}

impl<T> NotDerived for T {}
