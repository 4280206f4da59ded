//! sample-gitops over HTTP, on real repositories over real ways.

mod command_line;
mod proposals;
mod pull_requests;
mod racing;
mod ways;
mod world;

// What the storage's own tests run.
#[path = "../../../../storage/tests/it/git/program.rs"]
mod program;
#[expect(dead_code, reason = "the storage's own tests try more of ssh")]
#[path = "../../../../storage/tests/it/git/servers.rs"]
mod servers;
