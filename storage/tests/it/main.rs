//! The tests of this package from outside, in one binary.

#![cfg(test)]

mod children;
mod closing;
mod conformance;
mod exhaustion;
mod files;
mod linear;
mod manifests;
mod model;
mod pages;
mod processes;
mod together;
mod torture;
mod watch;
