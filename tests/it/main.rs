//! The library as its users meet it: everything here goes through the facade, with types of several crates.

#![cfg(test)]

mod comparison;
mod corpora;
mod foogroup;
mod objects;
mod reading;
mod registry;
mod serializer;
mod ui;
