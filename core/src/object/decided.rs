//! Whether `#[derive(Spoke)]` decides every field of a hub whose fields are known, and none besides: asked at compile time,
//! so that the answer names the keys that decide.
//!
//! The expansion names the hub by [`Checked::Of`], for which the answer is needed: where it is a failure, the type is none,
//! and the compiler has nothing more to say of fields that are missing in it. Of a hub whose fields are not known the
//! compiler says by itself which field is missing, in its own words.

use crate::fields::Members;
use crate::scheme::check::{Text, same};

/// The type that stands for the hub once its fields are checked.
pub trait Checked {
    /// The hub.
    type Of<T>;
}

impl Checked for [(); 0] {
    type Of<T> = T;
}

/// Whether the fields of the hub are known, and others than those with this sum of hashes. What takes longer is done only
/// then.
pub const fn are_others(known: Option<Members>, decided: u64) -> bool {
    match known {
        Some(known) => known.sum != decided,
        None => false,
    }
}

/// The fields that a struct of the hub has, beside those that the spoke decides.
#[derive(Debug)]
pub struct Decided {
    known: &'static [&'static str],
    named: &'static [&'static str],
    hub: &'static str,
    /// What stands before the names in the keys of the attribute: `color.` for fields of a struct in the hub.
    prefix: &'static str,
    /// The place of the first decided field that the hub does not have.
    unknown: usize,
}

impl Decided {
    /// Compares the fields of a struct, which is called `hub` in the attribute, with those that are decided.
    pub const fn of(
        known: Option<Members>,
        decided: &'static [&'static str],
        hub: &'static str,
        prefix: &'static str,
    ) -> Self {
        let known = match known {
            Some(known) => known.names,
            None => decided,
        };
        Self { known, named: decided, hub, prefix, unknown: first_beyond(known, decided) }
    }

    /// Asserts that the hub has the field at `index`, which the spoke has under that name.
    ///
    /// # Panics
    /// If it has not.
    #[expect(
        clippy::panic,
        reason = "how a constant assertion fails; the derive calls it at compile time only"
    )]
    pub const fn own(&self, index: usize) {
        if index == self.unknown {
            let text = self
                .has_none()
                .and(": write `#[spoke(rename = other)]` on it if it has another name there, ");
            let text = text.and("`#[spoke(split(one, other), with = lens)]` if it is several fields, ");
            let text = text.and("`#[spoke(spoke_only)]` if only this version has it");
            let left = self.left();
            let is_all = left.is_empty();
            let text = if is_all { text } else { text.and("; nothing is said yet of the hub's ") };
            panic!("{}", listed(text, left, self.prefix, self.named).as_str());
        }
    }

    /// Asserts that the hub has the field at `index`, which an attribute names.
    ///
    /// # Panics
    /// If it has not.
    #[expect(
        clippy::panic,
        reason = "how a constant assertion fails; the derive calls it at compile time only"
    )]
    pub const fn named(&self, index: usize) {
        if index == self.unknown {
            let text = listed(self.has_none().and(", only "), self.known, self.prefix, &[]);
            panic!("{}", text.as_str());
        }
    }

    /// Asserts that no field of the hub is left.
    ///
    /// # Panics
    /// If one is.
    #[expect(
        clippy::panic,
        reason = "how a constant assertion fails; the derive calls it at compile time only"
    )]
    pub const fn all(&self) {
        let left = self.left();
        if let Some((name, _)) = left.split_first() {
            let text = Text::new().and("nothing is said of the hub's ");
            let text = listed(text, left, self.prefix, self.named).and(": write `hub_only(").and(self.prefix);
            let text = text.and(name).and(")` or `hub_only(").and(self.prefix).and(name).and(" = value)` ");
            let text =
                text.and("in the struct's `#[spoke(…)]` if only the hub has it, or `#[spoke(rename = ");
            panic!("{}", text.and(self.prefix).and(name).and(")]` on the field that it is").as_str());
        }
    }

    const fn has_none(&self) -> Text {
        let (_, from) = self.named.split_at(self.unknown);
        let text = Text::new().and("the hub's `").and(self.hub).and("` has no field ");
        listed(text, from, self.prefix, self.known)
    }

    /// The fields of the hub from the first that is undecided.
    const fn left(&self) -> &'static [&'static str] {
        self.known.split_at(first_beyond(self.named, self.known)).1
    }
}

/// The place of the first of `names` that is not in `known`, or their number.
const fn first_beyond(known: &[&str], names: &[&str]) -> usize {
    let (mut index, mut rest) = (0, names);
    while let Some((name, others)) = rest.split_first() {
        if !has(known, name) {
            return index;
        }
        rest = others;
        index += 1;
    }
    index
}

const fn has(names: &[&str], name: &str) -> bool {
    let mut rest = names;
    while let Some((one, others)) = rest.split_first() {
        if same(one, name) {
            return true;
        }
        rest = others;
    }
    false
}

/// Appends the names that are not in `but`.
const fn listed(mut text: Text, names: &[&str], prefix: &str, but: &[&str]) -> Text {
    let (mut rest, mut is_first) = (names, true);
    while let Some((name, others)) = rest.split_first() {
        if !has(but, name) {
            text = text.and(if is_first { "`" } else { ", `" }).and(prefix).and(name).and("`");
            is_first = false;
        }
        rest = others;
    }
    text
}
