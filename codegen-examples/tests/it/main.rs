//! The programs of the samples, run as a user runs them.

#![cfg(test)]

mod sample_app;
#[cfg(feature = "git")]
mod sample_gitops;
mod sample_serializer;
mod sample_watch;
mod server;
