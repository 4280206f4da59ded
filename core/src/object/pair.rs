//! How the expansion of `#[derive(Spoke)]` converts a field without knowing its type on the other side.
//!
//! A field that has the same type on both sides is moved, whatever type that is; any other converts by [`Spoke`], also
//! inside of lists, maps, options and boxes. Which of the two it is, method resolution decides: the inherent functions of a
//! pair of equal types hide those of the trait that every pair has.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use super::{Asked, Keeps, Spoke, SpokeRules};
use crate::fields::Shape;

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

/// The pair of a field of a struct in the spoke and a field of the hub.
pub fn pair_of_inner<Spoke, Hub, S, H>(_spoke: fn(&Spoke) -> &S, _hub: fn(&Hub) -> &H) -> Pair<S, H> {
    Pair(PhantomData)
}

/// Asserts that the fields of a struct with a guard are known.
///
/// # Panics
/// If they are not.
pub const fn check_struct_guard(shape: &Shape) {
    let is_known = matches!(shape, Shape::Struct(_));
    assert!(is_known, "`guard = Struct` finds the struct by its fields: both sides must derive `Fields`");
}

impl<S, H> Pair<S, H> {
    /// The pair of a type and the type of a value.
    pub fn of(_: &H) -> Self {
        Self(PhantomData)
    }
}

/// The conversion of a field, both ways.
#[derive(Debug)]
pub struct Through<S, H> {
    up: fn(S) -> H,
    down: fn(H) -> S,
    keeps: fn(&mut Asked) -> Keeps,
    rules: fn() -> Option<&'static SpokeRules>,
}

impl<S, H> Through<S, H> {
    /// The counterpart in the hub.
    pub fn up(self, value: S) -> H {
        (self.up)(value)
    }

    /// The counterpart in the spoke.
    pub fn down(self, value: H) -> S {
        (self.down)(value)
    }

    /// What the conversion keeps.
    pub fn keeps(self, asked: &mut Asked) -> Keeps {
        (self.keeps)(asked)
    }

    /// The rules of the fields inside.
    pub fn rules(self) -> Option<&'static SpokeRules> {
        (self.rules)()
    }
}

impl<T> Pair<T, T> {
    /// The value stays as it is.
    pub fn through(self) -> Through<T, T> {
        Through { up: |value| value, down: |value| value, keeps: |_| Keeps::ALL, rules: || None }
    }
}

/// The conversion of two types that differ.
pub trait ByConversion<S, H>: Sized {
    /// The value converts by [`Spoke`]. That it does is asked for here alone, so that one mistake is told once.
    fn through(self) -> Through<S, H>
    where
        S: Spoke<H>,
    {
        Through { up: S::into_hub, down: S::from_hub, keeps: S::keeps_beside, rules: S::rules }
    }
}

impl<S, H> ByConversion<S, H> for Pair<S, H> {}

/// What is known of a container is what is known of its values.
macro_rules! as_of_the_values {
    () => {
        fn keeps() -> Keeps {
            S::keeps()
        }

        fn keeps_beside(asked: &mut Asked) -> Keeps {
            S::keeps_beside(asked)
        }

        fn rules() -> Option<&'static SpokeRules> {
            S::rules()
        }
    };
}

impl<H, S: Spoke<H>> Spoke<Option<H>> for Option<S> {
    as_of_the_values!();

    fn into_hub(self) -> Option<H> {
        self.map(S::into_hub)
    }

    fn from_hub(hub: Option<H>) -> Self {
        hub.map(S::from_hub)
    }
}

impl<H, S: Spoke<H>> Spoke<Box<H>> for Box<S> {
    as_of_the_values!();

    fn into_hub(self) -> Box<H> {
        Box::new(S::into_hub(*self))
    }

    fn from_hub(hub: Box<H>) -> Self {
        Self::new(S::from_hub(*hub))
    }
}

impl<H, S: Spoke<H>> Spoke<Vec<H>> for Vec<S> {
    as_of_the_values!();

    fn into_hub(self) -> Vec<H> {
        self.into_iter().map(S::into_hub).collect()
    }

    fn from_hub(hub: Vec<H>) -> Self {
        hub.into_iter().map(S::from_hub).collect()
    }
}

impl<K: Ord, H, S: Spoke<H>> Spoke<BTreeMap<K, H>> for BTreeMap<K, S> {
    as_of_the_values!();

    fn into_hub(self) -> BTreeMap<K, H> {
        self.into_iter().map(|(key, value)| (key, value.into_hub())).collect()
    }

    fn from_hub(hub: BTreeMap<K, H>) -> Self {
        hub.into_iter().map(|(key, value)| (key, S::from_hub(value))).collect()
    }
}
