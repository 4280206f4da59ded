//! A second library crate with sample types: the depots of a fleet, and the configuration of the program that runs them.
//!
//! The tests need types of a crate other than the one that makes the scheme; they stand for the API package that a
//! program depends on.

pub mod config;
pub mod v1;
pub mod v1beta1;

/// The group of the depots.
pub const GROUP: &str = "fleet.example.com";
