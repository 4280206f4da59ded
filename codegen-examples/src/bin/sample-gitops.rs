//! Serves the cars of a branch of a Git repository, and proposes changes of them by pull requests.

use std::process::ExitCode;

use codegen_examples::gitops::options::PROGRAM;
use codegen_examples::gitops::{Place, service};
use codegen_examples::server::{run, with_causes};
use tracing::warn;

fn main() -> ExitCode {
    let place = Place::default();
    let shared = place.clone();
    let code = run(&PROGRAM, move |options| service(options, &shared));
    if let Err(error) = place.remove() {
        warn!("the clone is not removed: {}", with_causes(&error));
    }
    code
}
