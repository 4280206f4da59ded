//! The bytes that were read from a source and not given out yet.

use std::io::{self, ErrorKind, Read};

/// How much is read at first, and the least room that a read gets.
const FIRST_READ: usize = 8 * 1024;

/// How large the buffer becomes as long as no frame needs more.
const USUAL_SIZE: usize = 64 * 1024;

/// The bytes that were read from a source and not given out yet.
#[derive(Debug, Default)]
pub(super) struct ReadBuffer {
    /// All initialized; those from `start` to `end` are pending.
    bytes: Vec<u8>,
    start: usize,
    end: usize,
}

impl ReadBuffer {
    pub(super) fn pending(&self) -> &[u8] {
        self.bytes.get(self.start..self.end).unwrap_or_default()
    }

    /// Forgets the first `count` pending bytes.
    pub(super) fn consume(&mut self, count: usize) {
        self.start = (self.start + count).min(self.end);
    }

    /// Reads once. `false` is the end of the source.
    ///
    /// The buffer never becomes larger than needed for `max_pending` bytes and one read.
    pub(super) fn fill(&mut self, source: &mut impl Read, max_pending: usize) -> io::Result<bool> {
        if self.start > 0 {
            self.bytes.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        self.make_room(max_pending);
        let room = self.bytes.get_mut(self.end..).unwrap_or_default();
        loop {
            match source.read(room) {
                Ok(count) => {
                    // A source that claims more than it was given room for must not make us lie too.
                    self.end += count.min(room.len());
                    return Ok(count > 0);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn make_room(&mut self, max_pending: usize) {
        let room = self.bytes.len() - self.end;
        let has_usual_size = self.bytes.len() >= USUAL_SIZE;
        let was_filled = self.end >= FIRST_READ / 2;
        if room >= FIRST_READ && (has_usual_size || !was_filled) {
            return;
        }
        let most = max_pending.saturating_add(USUAL_SIZE);
        let wanted =
            self.bytes.len().saturating_mul(2).clamp(self.end + FIRST_READ, most.max(self.end + FIRST_READ));
        self.bytes.resize(wanted, 0);
    }
}
