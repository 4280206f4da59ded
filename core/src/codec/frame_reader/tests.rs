//! Tests of reading: sources that behave oddly, limits, and the flaws of libgitops's frame reader.

use std::collections::VecDeque;
use std::io;

use super::*;

/// A source that gives the portions and errors of a list, each with one call, then the end; a call after that fails.
#[derive(Debug, Default)]
struct Portions {
    steps: VecDeque<Result<Vec<u8>, io::ErrorKind>>,
    has_ended: bool,
    calls: usize,
}

impl Portions {
    fn of<'a>(steps: impl IntoIterator<Item = Result<&'a str, io::ErrorKind>>) -> Self {
        let steps = steps.into_iter().map(|step| step.map(|text| text.as_bytes().to_vec())).collect();
        Self { steps, ..Self::default() }
    }
}

impl Read for &mut Portions {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        self.calls += 1;
        assert!(!self.has_ended, "read after the end");
        match self.steps.pop_front() {
            None => {
                self.has_ended = true;
                Ok(0)
            }
            Some(Err(kind)) => Err(kind.into()),
            Some(Ok(bytes)) => {
                assert!(room.len() >= bytes.len(), "a read of {} bytes", room.len());
                room[..bytes.len()].copy_from_slice(&bytes);
                Ok(bytes.len())
            }
        }
    }
}

fn texts<R: Read>(reader: FrameReader<R>) -> Vec<String> {
    reader.map(|frame| frame.unwrap().text().unwrap().to_owned()).collect()
}

#[test]
fn interrupted_reads_are_tried_again() {
    let interrupted = || Err(io::ErrorKind::Interrupted);
    let mut source = Portions::of([
        interrupted(),
        Ok("a: 1\n-"),
        interrupted(),
        interrupted(),
        Ok("--\nb: 2"),
        interrupted(),
    ]);
    assert_eq!(texts(FrameReader::yaml(&mut source)), ["a: 1\n", "---\nb: 2"]);
}

#[test]
fn a_frame_is_given_as_soon_as_its_end_is_certain() {
    let rows = [
        (ContentType::Yaml, vec!["a: 1\n---", " ", "x"], "a: 1\n", 2),
        (ContentType::Yaml, vec!["a: 1\n...\n", "b"], "a: 1\n...\n", 1),
        (ContentType::Yaml, vec!["a: 1\r...\r", "b"], "a: 1\r...\r", 2),
        (ContentType::Json, vec!["{}\n", "{}"], "{}\n", 1),
        (ContentType::Json, vec!["{}", "{}"], "{}", 2),
    ];
    for (content_type, portions, frame, calls) in rows {
        let mut source = Portions::of(portions.into_iter().map(Ok));
        let mut reader = FrameReader::new(content_type, &mut source);
        assert_eq!(reader.next_frame().unwrap().unwrap().text().unwrap(), frame);
        assert_eq!(source.calls, calls, "{frame:?}");
    }
}

#[test]
fn a_failing_source_is_an_io_error_that_finishes_the_reader() {
    let mut source =
        Portions::of([Ok("a: 1\n---\nb: "), Err(io::ErrorKind::ConnectionReset), Ok("2\n---\nc: 3\n")]);
    let mut reader = FrameReader::yaml(&mut source).with_source("cars.yaml");
    assert_eq!(reader.next_frame().unwrap().unwrap().bytes(), b"a: 1\n");
    assert!(!reader.is_finished());
    let error = reader.next_frame().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
    assert_eq!(error.to_string(), "cannot read cars.yaml behind byte 12");
    let cause = std::error::Error::source(&error).unwrap().downcast_ref::<io::Error>().unwrap();
    assert_eq!(cause.kind(), io::ErrorKind::ConnectionReset);
    assert!(reader.is_finished());
    assert!(reader.next().is_none());
    assert_eq!(source.calls, 2);
}

#[test]
fn the_end_is_asked_for_once() {
    let mut source = Portions::of([Ok("a: 1\n")]);
    let mut reader = FrameReader::yaml(&mut source);
    assert_eq!(reader.by_ref().count(), 1);
    assert!(reader.next().is_none() && reader.next().is_none() && reader.is_finished());
}

#[test]
fn a_frame_knows_where_it_stands_in_the_stream() {
    let text = "# é\r\n---\r\na: 1\r\n---\r\n...\r\n---\rb: 2\r... \r\nc: 3\n";
    let place = |frame: Result<Frame, Error>| {
        let frame = frame.unwrap();
        assert!(text.as_bytes()[frame.bytes_before()..].starts_with(frame.bytes()));
        (frame.index(), frame.bytes_before(), frame.lines_before())
    };
    let reader = || FrameReader::yaml(text.as_bytes());
    let kept: Vec<_> = reader().keep_empty(true).map(place).collect();
    assert_eq!(kept, [(0, 0, 0), (1, 17, 3), (2, 27, 5), (3, 42, 8)]);
    let without_empty: Vec<_> = reader().map(place).collect();
    assert_eq!(without_empty, [kept[0], kept[2], kept[3]]);
}

/// A stream of four frames of 8, 6, 9 and 6 bytes.
const FOUR: &str = "a: 1234\n---\nb\n---\nc: 3\n---\nd\n";

#[test]
fn a_frame_may_be_as_large_as_the_limit_and_each_counts_for_itself() {
    let limits = FrameLimits::default().with_max_frame_bytes(9);
    assert_eq!(texts(FrameReader::yaml(FOUR.as_bytes()).with_limits(limits)).len(), 4);
    assert_eq!(texts(FrameReader::json(&b"[1,2,34]\n[5678]\n"[..]).with_limits(limits)).len(), 2);
}

#[test]
fn after_an_overflow_no_frame_is_given_ever_again() {
    let limits = FrameLimits::default().with_max_frame_bytes(8);
    let mut reader = FrameReader::yaml(FOUR.as_bytes()).with_source("cars.yaml").with_limits(limits);
    assert_eq!(reader.next_frame().unwrap().unwrap().bytes(), b"a: 1234\n");
    assert_eq!(reader.next_frame().unwrap().unwrap().bytes(), b"---\nb\n");
    let error = reader.next_frame().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LimitExceeded);
    assert_eq!(
        error.to_string(),
        "cannot read document 3 (line 4) of cars.yaml: larger than the limit of 8 bytes"
    );
    assert!(reader.is_finished());
    for _ in 0..3 {
        assert!(reader.next_frame().unwrap().is_none());
        assert!(reader.next().is_none());
    }
}

#[test]
fn an_endless_frame_is_refused_after_little_more_than_the_limit() {
    let rows: [(ContentType, u8); 6] = [
        (ContentType::Yaml, b'x'),
        (ContentType::Yaml, b' '),
        (ContentType::Yaml, b'#'),
        (ContentType::Yaml, b'-'),
        (ContentType::Json, b'['),
        (ContentType::Json, b'\n'),
    ];
    for (content_type, byte) in rows {
        let mut given = 0;
        let endless = io::repeat(byte);
        let counted = CountingReader { inner: endless, count: &mut given };
        let limits = FrameLimits::default().with_max_frame_bytes(100_000);
        let error = FrameReader::new(content_type, counted).with_limits(limits).next_frame().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::LimitExceeded);
        assert!((100_000..300_000).contains(&given), "{given} bytes read of {:?}", char::from(byte));
    }
}

struct CountingReader<'a, R> {
    inner: R,
    count: &'a mut usize,
}

impl<R: Read> Read for CountingReader<'_, R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(room)?;
        *self.count += count;
        Ok(count)
    }
}

#[test]
fn exactly_as_many_frames_as_the_limit_are_given() {
    let limits = |count| FrameLimits::default().with_max_frames(count);
    assert_eq!(texts(FrameReader::yaml(FOUR.as_bytes()).with_limits(limits(4))).len(), 4);
    let mut reader = FrameReader::yaml(FOUR.as_bytes()).with_limits(limits(3));
    assert_eq!(reader.by_ref().take(3).flatten().count(), 3);
    let error = reader.next_frame().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LimitExceeded);
    assert_eq!(
        error.to_string(),
        "cannot read document 4 (line 6) of the stream: more than the limit of 3 documents"
    );
    assert!(reader.is_finished() && reader.next().is_none());
}

#[test]
fn empty_frames_count_for_a_tenth_of_the_limit() {
    let text = |empty: usize| format!("{}a: 1\n", "---\n".repeat(empty + 1));
    let limits = FrameLimits::default().with_max_frames(1);
    assert_eq!(texts(FrameReader::yaml(text(10).as_bytes()).with_limits(limits)), ["---\na: 1\n"]);
    let error = FrameReader::yaml(text(11).as_bytes()).with_limits(limits).next_frame().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LimitExceeded);
    let one_empty = text(1);
    let kept = FrameReader::yaml(one_empty.as_bytes()).with_limits(limits).keep_empty(true);
    assert_eq!(kept.map(|frame| frame.is_ok()).collect::<Vec<_>>(), [true, false]);
}

// F-1: libgitops fails above 64 KiB, in spite of a limit of 16 MiB.
#[test]
fn frames_of_65_kib_and_of_15_mib_are_read() {
    for size in [65 << 10, 15 << 20, 16 << 20] {
        let lines = "  A line of a usual length.\n".repeat(size / 20);
        let text =
            |key: &str, size: usize| format!("---\n{key}: |\n{lines}").chars().take(size).collect::<String>();
        let (first, second) = (text("a", size - 1) + "\n", text("b", size));
        let stream = format!("{first}{second}");
        let frames: Vec<_> = FrameReader::yaml(stream.as_bytes()).map(Result::unwrap).collect();
        assert_eq!(frames.len(), 2);
        assert!(frames[0].bytes() == first.as_bytes() && frames[1].bytes() == second.as_bytes());
        let json = format!("[\"{}\"]\n[1]", "x".repeat(size - 5));
        assert_eq!(
            FrameReader::json(json.as_bytes()).map(|frame| frame.unwrap().bytes().len()).next(),
            Some(size)
        );
    }
}

// F-2: libgitops gives no frame at all.
#[test]
fn a_marker_at_the_very_end_loses_nothing() {
    for end in ["\n---", "\n--- ", "\n---\t", "\r\n---", "\r---", "\n---\n", "\n--- \n\n", "\n...", "\n... "]
    {
        let stream = format!("---\nb: 1\n---\na: 1{end}");
        let frames = texts(FrameReader::yaml(stream.as_bytes()));
        assert_eq!(frames.len(), 2, "{end:?}");
        assert!(frames[1].starts_with("---\na: 1"), "{end:?}");
    }
}

// F-3: libgitops drops what stands behind the marker, and splits at `----`.
#[test]
fn content_behind_a_marker_belongs_to_the_document_that_begins_there() {
    let rows = [
        ("a: 1\n--- {b: 2}\n", vec!["a: 1\n", "--- {b: 2}\n"]),
        ("a: 1\n--- # comment\nb: 2\n", vec!["a: 1\n", "--- # comment\nb: 2\n"]),
        ("a: 1\n---\n--- # comment\n", vec!["a: 1\n", "--- # comment\n"]),
        ("a: |\n ----\n----\nb\n", vec!["a: |\n ----\n----\nb\n"]),
    ];
    for (stream, frames) in rows {
        assert_eq!(texts(FrameReader::yaml(stream.as_bytes())), frames);
    }
}

// F-4: libgitops makes a frame of the comment.
#[test]
fn a_licence_header_belongs_to_the_first_document() {
    let stream = "# Copyright\n#\n# Licence\n\n---\na: 1\n---\nb: 2\n";
    let frames: Vec<_> = FrameReader::yaml(stream.as_bytes()).map(Result::unwrap).collect();
    assert_eq!(frames.len(), 2);
    assert_eq!(frames[0].bytes(), b"# Copyright\n#\n# Licence\n\n---\na: 1\n");
    assert!(!frames[0].is_comment_only());
}

// F-6: libgitops discards the data of such a read.
#[test]
fn the_last_data_is_kept_however_the_source_ends() {
    for portions in [vec!["a: 1\n---\n", "b: 2"], vec!["a: 1\n---\nb: 2"], vec!["a", ": 1\n--", "-\nb: 2"]] {
        let mut source = Portions::of(portions.into_iter().map(Ok));
        assert_eq!(texts(FrameReader::yaml(&mut source)), ["a: 1\n", "---\nb: 2"]);
    }
}

// F-7: a reader belongs to one thread at a time by its type, and can move to another.
#[test]
fn readers_and_frames_can_move_to_another_thread() {
    fn check<T: Send>(_: &T) {}
    check(&FrameReader::yaml(io::empty()));
    check(&super::super::FrameWriter::yaml(io::sink()));
    check(&Frame::yaml(""));
}
