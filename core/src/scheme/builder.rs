//! Making a scheme at run time, with all clashes reported at once.

use super::{Origin, Registration, Scheme, conflict};
use crate::error::{Error, Problem};
use crate::object::Object;
use crate::resource::ApiResource;

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
    /// `Conflict` with every duplicate kind, every plural, singular or short name that two kinds of a group claim, and
    /// all versions of a kind that disagree on plural or scope.
    pub fn build(self) -> Result<Scheme, Error> {
        self.build_from(Origin::Listed)
    }

    pub(super) fn build_from(self, origin: Origin) -> Result<Scheme, Error> {
        let scheme = Scheme::gathered(self.registrations, origin);
        let problems = clashes(&scheme);
        if problems.is_empty() {
            Ok(scheme)
        } else {
            Err(conflict(problems.len()).with_problems(problems))
        }
    }
}

/// Every clash between two registrations. Both stand in the order of the scheme, so the report is stable.
fn clashes(scheme: &Scheme) -> Vec<Problem> {
    let all = scheme.registrations();
    let mut problems = Vec::new();
    for (index, left) in all.iter().enumerate() {
        let of_group = all
            .iter()
            .skip(index + 1)
            .take_while(|one| one.resource().group == left.resource().group);
        for right in of_group {
            problems.extend(clash(left.resource(), right.resource()).map(Problem::new));
        }
    }
    problems
}

/// Why two registrations of one group cannot stand in one scheme.
fn clash(left: &ApiResource, right: &ApiResource) -> Option<String> {
    if left.kind == right.kind {
        return disagreement(left, right);
    }
    let name = names(left).find(|name| names(right).any(|other| other == *name))?;
    Some(format!(
        "the name `{name}` is claimed by {} ({}) and by {} ({})",
        left.gvk(),
        left.type_name,
        right.gvk(),
        right.type_name
    ))
}

fn disagreement(left: &ApiResource, right: &ApiResource) -> Option<String> {
    if left.version == right.version {
        let gvk = left.gvk();
        return Some(format!(
            "{gvk} is registered by {} and by {}",
            left.type_name, right.type_name
        ));
    }
    let (what, of_left, of_right) = if left.plural != right.plural {
        ("plural", left.plural.to_owned(), right.plural.to_owned())
    } else if left.scope != right.scope {
        ("scope", left.scope.to_string(), right.scope.to_string())
    } else {
        return None;
    };
    Some(format!(
        "{} and {} disagree on the {what}: `{of_left}` ({}) and `{of_right}` ({})",
        left.gvk(),
        right.gvk(),
        left.type_name,
        right.type_name
    ))
}

fn names(resource: &ApiResource) -> impl Iterator<Item = &'static str> {
    let own = [resource.plural, resource.singular];
    own.into_iter()
        .filter(|name| !name.is_empty())
        .chain(resource.short_names.iter().copied())
}
