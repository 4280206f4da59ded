//! Text that is put together at compile time.

use crate::resource::ApiResource;

/// More than the longest message: four names of types and two kinds.
const CAPACITY: usize = 1024;

/// A message in a buffer of fixed size. A piece that does not fit is left out.
#[derive(Clone, Copy, Debug)]
pub struct Text {
    bytes: [u8; CAPACITY],
    length: usize,
}

impl Text {
    pub(crate) const fn new() -> Self {
        Self { bytes: [0; CAPACITY], length: 0 }
    }

    pub(crate) const fn and(mut self, piece: &str) -> Self {
        let (_, free) = self.bytes.split_at_mut(self.length);
        if piece.len() <= free.len() {
            free.split_at_mut(piece.len()).0.copy_from_slice(piece.as_bytes());
            self.length += piece.len();
        }
        self
    }

    /// Group, version and kind, as `GroupVersionKind` displays them.
    pub(super) const fn gvk(self, resource: &ApiResource) -> Self {
        let text = if resource.group.is_empty() { self } else { self.and(resource.group).and("/") };
        text.and(resource.version).and(" ").and(resource.kind)
    }

    /// The message.
    pub const fn as_str(&self) -> &str {
        let (text, _) = self.bytes.split_at(self.length);
        match str::from_utf8(text) {
            Ok(text) => text,
            // Whole strings only were put in.
            Err(_) => "",
        }
    }
}

/// Whether two strings are equal; `==` is not constant yet.
pub(crate) const fn same(left: &str, right: &str) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let (mut left, mut right) = (left.as_bytes(), right.as_bytes());
    while let (Some((one, left_rest)), Some((other, right_rest))) = (left.split_first(), right.split_first())
    {
        if *one != *other {
            return false;
        }
        left = left_rest;
        right = right_rest;
    }
    true
}
