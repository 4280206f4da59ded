//! The tests of this package from outside, in one binary.

#![cfg(test)]

mod cache;
mod children;
mod closing;
mod conformance;
mod exhaustion;
mod files;
mod git;
mod linear;
mod listening;
mod manifests;
mod mapped;
mod model;
mod pages;
mod probe;
mod processes;
#[cfg(feature = "pull-requests")]
mod pull_requests;
mod sync;
mod tls;
mod together;
mod torture;
mod watch;
