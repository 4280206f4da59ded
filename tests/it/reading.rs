//! What people meet when they read documents: problems with their places, lists, defaults, and texts meant to hurt.

mod defaults;
mod documents;
mod hostile;
mod lists;
mod problems;
mod validation;
mod warnings;

use libgitops::error::Error;
use libgitops::prelude::*;
use libgitops::scheme;

scheme! {
    /// What the tests of this folder read.
    static SCHEME = [
        codegen_examples::v1::Car,
        codegen_examples::v1alpha1::Car,
        codegen_examples::v1beta1::Car,
        codegen_examples::v1alpha1::Motorcycle,
        libgitops_tests::v1::Depot,
        libgitops_tests::v1beta1::Depot,
        libgitops_tests::config::Settings,
    ]
}

fn serializer() -> Serializer {
    Serializer::new(&SCHEME)
}

/// The objects of a YAML stream.
fn read(stream: impl AsRef<[u8]>) -> Result<Vec<Box<dyn AnyObject>>, Error> {
    serializer().decoder().decode_all(FrameReader::yaml(stream.as_ref()).with_source("fleet.yaml"))
}

/// What is told of a YAML stream that cannot be read.
fn told(stream: impl AsRef<[u8]>) -> String {
    read(stream).unwrap_err().to_string()
}
