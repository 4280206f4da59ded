//! The serializer, row by row as libgitops's own tests have it; where a row differs, the reason stands beside it.
//!
//! The rows about conversion between versions are not here, they belong to the work on several versions: Decode "old CRD
//! to hub", "new CRD to hub", "simple/complex internal", "defaulted complex internal"; `DecodeInto` "CRD hub" and the
//! internal rows; Roundtrip "old CRD re-encoded as v1alpha1" of comments; `NewDefaultedObject` of the internal Complex.

mod decode;
mod decode_all;
mod decode_into;
mod default;
mod encode;
mod roundtrip;
mod threads;
mod unknown;
