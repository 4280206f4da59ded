//! The sample API of libgitops, `sample-app.weave.works`, as a library crate, and the command lines of its programs.

pub mod cli;
#[cfg(feature = "git")]
pub mod gitops;
pub mod lens;
pub mod server;
pub mod v1;
pub mod v1alpha1;
pub mod v1beta1;
