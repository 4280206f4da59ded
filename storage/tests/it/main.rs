//! The tests of this package from outside, in one binary.

#![cfg(test)]

mod cache;
mod conformance;
mod files;
mod manifests;
mod mapped;
mod model;
mod pages;
mod probe;
mod processes;
mod sync;
mod watch;
