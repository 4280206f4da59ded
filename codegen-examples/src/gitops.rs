//! Cars in a Git repository: what `sample-gitops` serves, and how it proposes changes of them.

mod access;
mod fleet;
mod news;
pub mod options;
mod place;
mod routes;

use std::sync::Arc;

use libgitops::storage::Error;

use crate::server::Service;
use fleet::Fleet;
use options::Options;
pub use place::Place;

/// Clones the repository, and serves its cars at `/git/`.
///
/// # Errors
/// What kept the repository from being cloned, in the words of its server.
pub fn service(options: &Options, place: &Place) -> Result<Service, Error> {
    let fleet = Arc::new(Fleet::open(options, &place.directory(options)?)?);
    let routes = routes::routes("/git", &fleet);
    Ok(Service { routes, stop: Box::new(move || fleet.stop()) })
}
