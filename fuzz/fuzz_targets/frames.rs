//! Frames are the stream, byte by byte, and do not depend on how the stream arrives.
#![no_main]

use std::io::{self, Read};

use libfuzzer_sys::fuzz_target;
use libgitops::{ContentType, Frame, FrameReader};

fuzz_target!(|input: (bool, u8, &[u8])| {
    let (is_json, step, bytes) = input;
    let content_type = if is_json { ContentType::Json } else { ContentType::Yaml };
    let whole = frames(content_type, bytes);
    let together: Vec<u8> = whole.iter().flat_map(Frame::bytes).copied().collect();
    assert_eq!(together, bytes, "frames are not the stream");
    let mut start = 0;
    for (index, frame) in whole.iter().enumerate() {
        assert_eq!((frame.index(), frame.bytes_before()), (index, start));
        start += frame.bytes().len();
    }
    let pieces = Pieces { bytes, step: usize::from(step) + 1 };
    let of_pieces = frames(content_type, pieces);
    assert!(whole.iter().map(Frame::bytes).eq(of_pieces.iter().map(Frame::bytes)), "depends on the pieces");
});

fn frames(content_type: ContentType, reader: impl Read) -> Vec<Frame> {
    let frames = FrameReader::new(content_type, reader).keep_empty(true);
    frames.collect::<Result<_, _>>().expect("reading from memory does not fail")
}

/// Gives at most `step` bytes at once.
struct Pieces<'b> {
    bytes: &'b [u8],
    step: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(self.step);
        self.bytes.read(&mut buffer[..most])
    }
}
