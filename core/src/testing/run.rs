//! The laws on every kind of a scheme, with values of many seeds, and the smallest value that breaks one.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::laws;
use super::source::shrink;
use super::{Learned, Source};
use crate::codec::Serializer;
use crate::object::AnyObject;
use crate::scheme::{Registration, Scheme};

/// What holds of every registered type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Law {
    /// An object is written alike each time, and reads back as it was.
    Encode,
    /// A strict decoder has nothing to say of what the encoder wrote.
    Strict,
    /// YAML and JSON say the same.
    Formats,
    /// A change of a clone leaves the original as it was.
    Clone,
    /// Defaults applied twice are those applied once, and no field that was set is changed.
    Defaults,
    /// A hub converted to a version and back is as it was.
    HubRoundTrip,
    /// A version converted to its hub and back is as it was.
    SpokeRoundTrip,
    /// After an edit of an older version that is what the older version sees.
    Edit,
    /// What is restored after an edit takes nothing from what the older version sees without any residual.
    Restored,
    /// An edit keeps what the hub has and the older version has no place for, unless the edit touches it or the version
    /// would see something else with it.
    Kept,
    /// Items of keyed lists keep what is theirs when they are put in another order.
    Order,
    /// A residual that was copied by hand brings nothing back.
    WrongWay,
    /// A damaged document is an error, or another object, and never a panic.
    Damage,
}

/// Tests of every kind and version of a scheme. `testing::suite!` makes one `#[test]` of each [`Law`].
#[derive(Debug)]
pub struct Suite {
    serializer: Serializer,
    cases: u64,
}

/// One kind in one version, and what is known of it so far.
pub(super) struct Case<'s> {
    pub(super) serializer: &'s Serializer,
    pub(super) registration: &'static Registration,
    learned: RefCell<Learned>,
    learned_of_hub: RefCell<Learned>,
    /// What was made up in this attempt, to be shown when something panics.
    made: RefCell<Vec<Box<dyn AnyObject>>>,
}

/// Why a law does not hold.
pub(super) type Outcome = Result<(), String>;

impl Suite {
    /// Tests with so many values of each kind and version.
    pub fn new(scheme: impl Into<Scheme>, cases: u64) -> Self {
        Self { serializer: Serializer::new(scheme), cases }
    }

    /// Checks a law on every kind and version.
    ///
    /// # Panics
    /// When it does not hold, with every kind and version that breaks it, the seed and the smallest value.
    pub fn check(&self, law: Law) {
        let registrations = self.serializer.scheme().registrations();
        assert!(
            !registrations.is_empty(),
            "the scheme has no kinds, so nothing is tested: types are linked into a test when it names their crate, as \
             `use my_crate as _;` does"
        );
        let broken: Vec<String> = registrations.iter().filter_map(|one| self.broken(law, one)).collect();
        assert!(broken.is_empty(), "{law:?} does not hold:\n\n{}", broken.join("\n\n"));
    }

    fn broken(&self, law: Law, registration: &'static Registration) -> Option<String> {
        let case = Case {
            serializer: &self.serializer,
            registration,
            learned: RefCell::default(),
            learned_of_hub: RefCell::default(),
            made: RefCell::default(),
        };
        for seed in 0..self.cases {
            let mut source = Source::new(seed);
            let Err(first) = attempt(law, &case, &mut source) else { continue };
            let smallest = shrink(source.choices().to_vec(), |choices| {
                attempt(law, &case, &mut Source::again(choices)).is_err()
            });
            let reason = attempt(law, &case, &mut Source::again(smallest)).err().unwrap_or(first);
            return Some(format!("{}, seed {seed}: {reason}", registration.resource().gvk()));
        }
        None
    }
}

/// A panic breaks a law like any other failure.
fn attempt(law: Law, case: &Case<'_>, source: &mut Source) -> Outcome {
    case.made.borrow_mut().clear();
    let outcome = catch_unwind(AssertUnwindSafe(|| laws::holds(law, case, source)));
    outcome.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
        let made = case.made.borrow();
        let objects: Vec<String> = made.iter().map(|object| laws::shown_object(&**object)).collect();
        Err(format!("panicked: {text}\nwith\n{}", objects.join("---\n")))
    })
}

impl Case<'_> {
    /// An object of the kind and version.
    pub(super) fn object(&self, source: &mut Source) -> Result<Box<dyn AnyObject>, String> {
        let object = self.registration.generate(source, &mut self.learned.borrow_mut());
        self.note(object.map_err(|reason| format!("no value could be made up: {reason}")))
    }

    /// An object of the kind's hub.
    pub(super) fn hub(&self, hub: &Registration, source: &mut Source) -> Result<Box<dyn AnyObject>, String> {
        let object = hub.generate(source, &mut self.learned_of_hub.borrow_mut());
        self.note(object.map_err(|reason| format!("no value of the hub could be made up: {reason}")))
    }

    fn note(&self, object: Result<Box<dyn AnyObject>, String>) -> Result<Box<dyn AnyObject>, String> {
        let object = object?;
        self.made.borrow_mut().push(object.clone());
        Ok(object)
    }
}
