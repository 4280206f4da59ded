//! The tests of this package from outside, in one binary.

#![cfg(test)]

mod conformance;
mod files;
mod manifests;
mod model;
mod pages;
mod processes;
#[cfg(feature = "pull-requests")]
mod pull_requests;
mod watch;
