//! Conversion between the versions of a kind that loses nothing, whatever the conversions drop.
//!
//! What a version has no place for is kept as a *residual*: the changes that turn what comes back into what was there.
//! It travels in an annotation of the converted object and is applied on the way back, each change under a guard, so that
//! an edit in the meantime wins over what was kept.

mod apply;
mod converter;
mod diff;
mod fingerprint;
mod guard;
mod hop;
#[cfg(feature = "testing")]
pub(crate) mod keyed;
mod layout;
#[cfg(any(test, feature = "testing"))]
pub(crate) mod needless;
mod parts;
mod report;
mod residual;
mod restore;
mod steps;

#[cfg(test)]
mod tests;

pub use converter::Converter;
pub use report::Report;
pub use residual::{RESIDUAL_LIMIT, RESIDUAL_PREFIX};

pub(crate) use residual::too_large;
#[cfg(feature = "testing")]
pub(crate) use residual::without_residuals;
