//! Tests of the splice writer.

#![expect(clippy::string_slice, reason = "a test may panic")]

// What the module `hull`, which is a module of a fuzz target too, finds above it.
use crate::delta::{Delta, DeltaKind, EntryDelta, ItemDelta};
use crate::yaml::{CollectionStyle, NodeId, NodeKind, Tree};

mod cases;
mod found;
mod hard_edits;
mod hull;
mod judges;
mod operations;
mod random;
