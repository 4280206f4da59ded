//! The tests of this package from outside, in one binary.

#![cfg(test)]

mod conformance;
mod files;
mod git;
mod manifests;
mod model;
mod pages;
mod processes;
mod watch;
