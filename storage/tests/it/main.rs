//! The tests of this package from outside, in one binary.

#![cfg(test)]

mod conformance;
mod files;
mod manifests;
mod mapped;
mod model;
mod pages;
mod processes;
mod watch;
