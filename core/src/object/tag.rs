//! The two zero-sized fields that the derive puts first in an object's wire form: `apiVersion` and `kind`.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Object;
use crate::resource::ApiResource;

/// `apiVersion`: writes the constant of `T`, and refuses any other when read.
#[derive(Clone, Copy, Debug)]
pub struct ApiVersionTag<T>(PhantomData<fn() -> T>);

/// `kind`: writes the constant of `T`, and refuses any other when read.
#[derive(Clone, Copy, Debug)]
pub struct KindTag<T>(PhantomData<fn() -> T>);

impl<T> ApiVersionTag<T> {
    /// The tag of an object, as serde's `getter` asks for it.
    pub fn of(object: &T) -> Self {
        let _: &T = object;
        Self::default()
    }
}

impl<T> Default for ApiVersionTag<T> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<T> KindTag<T> {
    /// The tag of an object, as serde's `getter` asks for it.
    pub fn of(object: &T) -> Self {
        let _: &T = object;
        Self::default()
    }
}

impl<T> Default for KindTag<T> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<T: Object> Serialize for ApiVersionTag<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match T::RESOURCE.group {
            "" => serializer.serialize_str(T::RESOURCE.version),
            _ => serializer.collect_str(&T::RESOURCE.group_version()),
        }
    }
}

impl<T: Object> Serialize for KindTag<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(T::RESOURCE.kind)
    }
}

impl<'de, T: Object> Deserialize<'de> for ApiVersionTag<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Expect { resource: T::RESOURCE, kind: false })?;
        Ok(Self::default())
    }
}

impl<'de, T: Object> Deserialize<'de> for KindTag<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Expect { resource: T::RESOURCE, kind: true })?;
        Ok(Self::default())
    }
}

struct Expect {
    resource: ApiResource,
    kind: bool,
}

impl Expect {
    fn is_met_by(&self, text: &str) -> bool {
        if self.kind {
            return text == self.resource.kind;
        }
        match text.split_once('/') {
            Some((group, version)) => {
                !group.is_empty() && group == self.resource.group && version == self.resource.version
            }
            None => self.resource.group.is_empty() && text == self.resource.version,
        }
    }
}

impl Visitor<'_> for Expect {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.kind {
            write!(f, "kind `{}`", self.resource.kind)
        } else {
            write!(f, "apiVersion `{}`", self.resource.group_version())
        }
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        if self.is_met_by(text) { Ok(()) } else { Err(E::invalid_value(Unexpected::Str(text), &self)) }
    }
}
