//! The names of a struct's fields as one number, so that two sets of names compare in one step: comparing strings is slow
//! in constant evaluation.

/// The sum of the names' hashes (FNV-1a), which does not depend on their order.
pub(super) fn sum(names: impl Iterator<Item = String>) -> u64 {
    names.fold(0, |sum, name| sum.wrapping_add(hash(&name)))
}

fn hash(name: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    name.bytes().fold(0xcbf2_9ce4_8422_2325, step)
}
