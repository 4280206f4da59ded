//! What holds for every stream: nothing is lost or merged, however the bytes come.

use std::io::{self, Read};

use proptest::prelude::*;

use super::super::ContentType::{self, Json, Yaml};
use super::super::boundary::without_marks;
use super::super::{Frame, FrameLimits, FrameReader, FrameWriter};

const PIECES: [&[u8]; 44] = [
    b"---",
    b"...",
    b"----",
    b"-",
    b".",
    b"--- ",
    b"... ",
    b"---\n",
    b"...\n",
    b"\n---\n",
    b"\r---\r",
    b"\n...\r\n",
    b"\n",
    b"\n",
    b"\r\n",
    b"\r",
    b"\t",
    b" ",
    b"%YAML 1.2\n",
    b"%TAG ! tag:a,2000:\n",
    b"%",
    b"#c",
    b"# ---\n",
    b"\xEF\xBB\xBF",
    b"\xEF",
    b"\xBB\xBF",
    b"|",
    b"|+\n",
    b">-\n ",
    b"\"",
    b"'",
    b"\\",
    b"\\\"",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"a: 1\n",
    b"{\"a\": \"}\"}",
    b"1.5e3",
    b"null",
    b"\xFF\0",
];

fn stream() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(prop::sample::select(&PIECES[..]), 0..24).prop_map(|pieces| pieces.concat())
}

fn content_type() -> impl Strategy<Value = ContentType> {
    prop::sample::select(&[Yaml, Json][..])
}

/// Gives its bytes in portions of the given sizes, over and over; a size of 0 is an interruption.
struct Portions<'a> {
    bytes: &'a [u8],
    sizes: std::iter::Cycle<std::vec::IntoIter<usize>>,
}

impl Read for Portions<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        match self.sizes.next() {
            Some(0) => Err(io::ErrorKind::Interrupted.into()),
            Some(size) => self.bytes.read(&mut room[..size]),
            None => self.bytes.read(room),
        }
    }
}

fn frames(content_type: ContentType, stream: &[u8]) -> Vec<Frame> {
    FrameReader::new(content_type, stream).keep_empty(true).collect::<Result<_, _>>().unwrap()
}

/// What a frame is and where, or how reading ended.
fn outcomes(reader: FrameReader<impl Read>) -> Vec<String> {
    reader
        .map(|frame| match frame {
            Ok(frame) => format!("{frame:?} {:?}", frame.bytes()),
            Err(error) => error.to_string(),
        })
        .collect()
}

fn breaks(bytes: &[u8]) -> usize {
    let text: String =
        bytes.iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { 'x' }).collect();
    text.replace("\r\n", "\n").matches(['\n', '\r']).count()
}

/// The rules of the YAML markers once more, as plainly as can be: the starts of all frames but the first.
fn starts_by_lines(stream: &[u8]) -> Vec<usize> {
    let mut starts = Vec::new();
    let (mut in_prefix, mut at) = (true, 0);
    for line in stream.split_inclusive(|byte| matches!(byte, b'\n' | b'\r')) {
        let start = at;
        at += line.len();
        // An LF behind a CR ends the same line.
        if line == b"\n" && stream[..start].ends_with(b"\r") {
            if starts.last() == Some(&start) {
                starts.pop();
                starts.push(at);
            }
            continue;
        }
        let mut text = line;
        while let Some(rest) = text.strip_prefix(b"\xEF\xBB\xBF").filter(|_| in_prefix) {
            text = rest;
        }
        let is_marker = |sign: &[u8], text: &[u8]| {
            text.strip_prefix(sign)
                .is_some_and(|rest| matches!(rest.first(), None | Some(b' ' | b'\t' | b'\n' | b'\r')))
        };
        if is_marker(b"...", text) {
            starts.push(at);
            in_prefix = true;
        } else if in_prefix {
            let sign = text.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
            in_prefix = matches!(sign, None | Some(b'#')) || text.starts_with(b"%");
        } else if is_marker(b"---", text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text)) {
            starts.push(start);
        }
    }
    starts.retain(|start| *start < stream.len());
    starts
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_frames_joined_are_the_stream(content_type in content_type(), stream in stream()) {
        let frames = frames(content_type, &stream);
        let joined: Vec<u8> = frames.iter().flat_map(|frame| frame.bytes().to_vec()).collect();
        prop_assert_eq!(&joined, &stream);
        for (index, frame) in frames.iter().enumerate() {
            prop_assert!(!frame.bytes().is_empty());
            prop_assert_eq!(frame.index(), index);
            prop_assert_eq!(frame.lines_before(), breaks(&stream[..frame.bytes_before()]));
        }
        let given: Vec<usize> = FrameReader::new(content_type, &stream[..]).map(|frame| frame.unwrap().index()).collect();
        let expected: Vec<usize> =
            frames.iter().filter(|frame| !frame.is_empty()).map(Frame::index).collect();
        prop_assert_eq!(given, expected, "only empty frames are left out");
    }

    #[test]
    fn frames_do_not_depend_on_the_portions_of_the_source(
        content_type in content_type(),
        stream in stream(),
        mut sizes in prop::collection::vec(0_usize..7, 0..6),
        last_size in 1_usize..7,
        limit in prop_oneof![Just(usize::MAX), 1_usize..40],
        keep_empty in any::<bool>(),
    ) {
        sizes.push(last_size);
        let limits = FrameLimits::default().with_max_frame_bytes(limit);
        let portions = Portions { bytes: &stream, sizes: sizes.into_iter().cycle() };
        let in_portions = FrameReader::new(content_type, portions).with_limits(limits).keep_empty(keep_empty);
        let at_once = FrameReader::new(content_type, &stream[..]).with_limits(limits).keep_empty(keep_empty);
        prop_assert_eq!(outcomes(in_portions), outcomes(at_once));
    }

    #[test]
    fn yaml_frames_begin_where_a_plain_reading_of_the_rules_says(stream in stream()) {
        let starts: Vec<usize> = frames(Yaml, &stream).iter().skip(1).map(Frame::bytes_before).collect();
        prop_assert_eq!(starts, starts_by_lines(&stream));
    }

    #[test]
    fn writing_what_was_read_gives_the_same_stream(content_type in content_type(), stream in stream()) {
        let mut writer = FrameWriter::new(content_type, Vec::new());
        for frame in frames(content_type, &stream) {
            writer.write_frame(&frame).unwrap();
        }
        prop_assert_eq!(writer.into_inner(), stream);
    }

    #[test]
    fn documents_from_many_streams_are_written_so_that_each_is_read_again(
        content_type in content_type(),
        streams in prop::collection::vec(stream(), 1..6),
        as_read in any::<bool>(),
    ) {
        let mut writer = FrameWriter::new(content_type, Vec::new());
        let mut expected = Vec::new();
        for frame in streams.iter().flat_map(|stream| FrameReader::new(content_type, &stream[..])) {
            let frame = frame.unwrap();
            let result = if as_read { writer.write_frame(&frame) } else { writer.write(frame.bytes()) };
            match result {
                Ok(()) if !frame.is_comment_only() => expected.push(essence(frame.bytes())),
                Ok(()) => {}
                Err(error) => prop_assert!(error.to_string().ends_with("is cut off"), "{}", error),
            }
        }
        let stream = writer.into_inner();
        let found: Vec<_> = FrameReader::new(content_type, &stream[..]).map(Result::unwrap).collect();
        let found: Vec<_> = found.iter().filter(|frame| !frame.is_comment_only()).map(Frame::bytes).collect();
        prop_assert_eq!(found.len(), expected.len(), "{}", String::from_utf8_lossy(&stream));
        for (found, expected) in found.iter().zip(&expected) {
            // Comments may stand before it, and an end marker that the next document needs behind it.
            let is_there = found.windows(expected.len().max(1)).any(|window| window == &expected[..]);
            prop_assert!(is_there, "{:?} in {:?}", String::from_utf8_lossy(expected), String::from_utf8_lossy(found));
        }
    }
}

/// A document without the byte order marks that it may lose between others.
fn essence(document: &[u8]) -> Vec<u8> {
    without_marks(document).to_vec()
}
