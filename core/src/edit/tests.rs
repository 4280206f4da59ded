//! Tests of the splice writer.

#![expect(clippy::string_slice, reason = "a test may panic")]

mod cases;
mod hard_edits;
mod random;
