//! How the expansion of `#[derive(Spoke)]` converts a field without knowing its type on the other side.
//!
//! A field that has the same type on both sides is moved, whatever type that is; any other converts by [`Spoke`], also
//! inside of lists, maps, options and boxes. Which of the two it is, method resolution decides: the inherent functions of a
//! pair of equal types hide those of the trait that every pair has.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use super::{Keeps, Spoke, SpokeRules};

/// The types of a field in the spoke and in the hub.
#[derive(Debug)]
pub struct Pair<S, H>(PhantomData<fn(S) -> H>);

/// The pair of a field of type `S` and the field of the hub that `field` reads.
pub fn pair<S, Hub, H>(_field: fn(&Hub) -> &H) -> Pair<S, H> {
    Pair(PhantomData)
}

/// The pair of a value of type `S` and what `value` finds in a variant of the hub.
pub fn pair_in_variant<S, Hub, H>(_value: fn(&Hub) -> Option<&H>) -> Pair<S, H> {
    Pair(PhantomData)
}

impl<T> Pair<T, T> {
    /// The value as it is.
    pub fn up(self, value: T) -> T {
        value
    }

    /// The value as it is.
    pub fn down(self, value: T) -> T {
        value
    }

    /// All of it.
    pub fn keeps(self) -> Keeps {
        Keeps::ALL
    }

    /// There are none: no field has another name.
    pub fn rules(self) -> Option<&'static SpokeRules> {
        None
    }
}

/// The conversion of two types that differ.
pub trait ByConversion<S, H>: Sized {
    /// The counterpart in the hub.
    fn up(self, value: S) -> H
    where
        S: Spoke<H>,
    {
        value.into_hub()
    }

    /// The counterpart in the spoke.
    fn down(self, value: H) -> S
    where
        S: Spoke<H>,
    {
        S::from_hub(value)
    }

    /// What the conversion keeps.
    fn keeps(self) -> Keeps
    where
        S: Spoke<H>,
    {
        S::keeps()
    }

    /// The rules of the fields inside.
    fn rules(self) -> Option<&'static SpokeRules>
    where
        S: Spoke<H>,
    {
        S::rules()
    }
}

impl<S, H> ByConversion<S, H> for Pair<S, H> {}

/// What is known of a container is what is known of its values.
macro_rules! as_of_the_values {
    () => {
        fn keeps() -> Keeps {
            S::keeps()
        }

        fn rules() -> Option<&'static SpokeRules> {
            S::rules()
        }
    };
}

#[diagnostic::do_not_recommend]
impl<H, S: Spoke<H>> Spoke<Option<H>> for Option<S> {
    as_of_the_values!();

    fn into_hub(self) -> Option<H> {
        self.map(S::into_hub)
    }

    fn from_hub(hub: Option<H>) -> Self {
        hub.map(S::from_hub)
    }
}

#[diagnostic::do_not_recommend]
impl<H, S: Spoke<H>> Spoke<Box<H>> for Box<S> {
    as_of_the_values!();

    fn into_hub(self) -> Box<H> {
        Box::new(S::into_hub(*self))
    }

    fn from_hub(hub: Box<H>) -> Self {
        Self::new(S::from_hub(*hub))
    }
}

#[diagnostic::do_not_recommend]
impl<H, S: Spoke<H>> Spoke<Vec<H>> for Vec<S> {
    as_of_the_values!();

    fn into_hub(self) -> Vec<H> {
        self.into_iter().map(S::into_hub).collect()
    }

    fn from_hub(hub: Vec<H>) -> Self {
        hub.into_iter().map(S::from_hub).collect()
    }
}

#[diagnostic::do_not_recommend]
impl<K: Ord, H, S: Spoke<H>> Spoke<BTreeMap<K, H>> for BTreeMap<K, S> {
    as_of_the_values!();

    fn into_hub(self) -> BTreeMap<K, H> {
        self.into_iter().map(|(key, value)| (key, value.into_hub())).collect()
    }

    fn from_hub(hub: BTreeMap<K, H>) -> Self {
        hub.into_iter().map(|(key, value)| (key, S::from_hub(value))).collect()
    }
}
