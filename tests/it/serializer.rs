//! The serializer, row by row as libgitops's own tests have it; where a row differs, the reason stands beside it.
//!
//! The rows about conversion between versions are in `conversion::rows`. Roundtrip "old CRD re-encoded as v1alpha1" is
//! there without its comments.

mod decode;
mod decode_all;
mod decode_into;
mod default;
mod encode;
mod roundtrip;
mod threads;
mod unknown;
