//! Making a scheme at run time, with all clashes reported at once.

use super::{Origin, Registration, Scheme, check, conflict};
use crate::error::{Error, Problem};
use crate::object::Object;

/// A scheme in the making, for tests and plug-ins.
///
/// ```
/// use libgitops_core::scheme::Scheme;
///
/// let scheme = Scheme::builder().build()?;
/// assert!(scheme.registrations().is_empty());
/// # Ok::<(), libgitops_core::error::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "a scheme is made by `build`"]
pub struct SchemeBuilder {
    registrations: Vec<&'static Registration>,
}

impl SchemeBuilder {
    /// Adds a type.
    pub fn register<T: Object>(self) -> Self {
        self.registration(const { &Registration::of::<T>() })
    }

    /// Adds a registration.
    pub fn registration(mut self, registration: &'static Registration) -> Self {
        self.registrations.push(registration);
        self
    }

    /// Adds all of another scheme.
    pub fn extend(mut self, scheme: &Scheme) -> Self {
        self.registrations.extend_from_slice(scheme.registrations());
        self
    }

    /// Makes the scheme.
    ///
    /// # Errors
    /// `Conflict` with every duplicate kind, every plural, singular or short name that two kinds of a group claim, all
    /// versions of a kind that disagree on plural or scope, or that are two hubs or two storage versions, and every
    /// version without a way to its hub.
    pub fn build(self) -> Result<Scheme, Error> {
        self.build_from(Origin::Listed)
    }

    pub(super) fn build_from(self, origin: Origin) -> Result<Scheme, Error> {
        let scheme = Scheme::gathered(self.registrations, origin);
        let problems = clashes(&scheme);
        if problems.is_empty() { Ok(scheme) } else { Err(conflict(problems.len()).with_problems(problems)) }
    }
}

/// Every clash between two registrations. Both stand in the order of the scheme, so the report is stable.
fn clashes(scheme: &Scheme) -> Vec<Problem> {
    let all = scheme.registrations();
    let mut problems = Vec::new();
    for (index, left) in all.iter().enumerate() {
        let of_group =
            all.iter().skip(index + 1).take_while(|one| one.resource().group == left.resource().group);
        for right in of_group {
            problems.extend(
                check::clash(left.resource(), right.resource()).map(|text| Problem::new(text.as_str())),
            );
        }
    }
    problems.extend(check::hub_faults(all));
    problems
}
