//! The library as its users meet it: everything here goes through the facade, with types of several crates.

#![cfg(test)]
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes the expected texts so")]

mod comparison;
mod conversion;
mod corpora;
mod every_type;
mod foogroup;
mod manifests;
mod objects;
mod patch;
mod reading;
mod registry;
mod serializer;
mod text;
mod ui;
