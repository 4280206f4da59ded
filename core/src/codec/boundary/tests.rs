//! Tests of the scanners.
