//! Objects of every kind behind one trait: typed, dynamic, partial, unknown, and lists of them.

mod any;
mod dynamic;
mod lists;
mod numbers;
mod serde;
