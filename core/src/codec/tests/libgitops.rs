//! What libgitops and its unfinished rewrite test of framing, row by row; each difference has its reason beside it.

use super::super::ContentType::{self, Json, Yaml};
use super::super::{Frame, FrameLimits, FrameReader, FrameWriter};
use crate::error::ErrorKind;

/// What a reader gives before it ends, and the kind of the error if it ends with one.
fn read(content_type: ContentType, stream: &str, limits: FrameLimits) -> (Vec<String>, Option<ErrorKind>) {
    let mut reader = FrameReader::new(content_type, stream.as_bytes()).with_limits(limits);
    let mut frames = Vec::new();
    let end = loop {
        match reader.next_frame() {
            Ok(Some(frame)) => frames.push(frame.text().unwrap().to_owned()),
            Ok(None) => break None,
            Err(error) => break Some(error.kind()),
        }
    };
    assert!(reader.is_finished());
    assert!((0..3).all(|_| reader.next_frame().unwrap().is_none()), "a frame after the end");
    (frames, end)
}

#[test]
fn streams_are_read_as_libgitops_reads_them() {
    let foo = "kind: Foo\napiVersion: bar/v1\na: b1234567890\nc: d1234567890\ne: f1234567890\nhello: true\n";
    let three = format!("\n---\n{foo}\n---\nkind: Bar\n\n---\nkind: Baz\n");
    let three_frames = [&format!("\n---\n{foo}\n"), "---\nkind: Bar\n\n", "---\nkind: Baz\n"];
    let rows: &[(ContentType, &str, &[&str])] = &[
        // libgitops cuts the marker lines off, or leaves them, by chance; here a frame has the bytes of the stream.
        (Yaml, &three, &three_frames),
        (Yaml, "a: 1\n", &["a: 1\n"]),
        // The rewrite adds a line break. Here reading changes nothing; the writer adds one where it is needed.
        (Yaml, "a: 1", &["a: 1"]),
        (Yaml, "", &[]),
        (Yaml, "---", &[]),
        (Yaml, "---\n", &[]),
        (Yaml, "---\n---\n\n---\n", &[]),
        (Yaml, "\n \n\t\n", &[]),
        (Yaml, "\n---\n \n---\n", &[]),
        (Yaml, "---\na: 1\n", &["---\na: 1\n"]),
        (Yaml, "\n---\na: 1\n", &["\n---\na: 1\n"]),
        (Yaml, "---\n\n---\n---\na: 1\n---\n---\n---\nb: 2\n\n---\n", &["---\na: 1\n", "---\nb: 2\n\n"]),
        (Yaml, "# only a comment\n", &["# only a comment\n"]),
        (Json, "{}\n", &["{}\n"]),
        (Json, "{\"a\":1}{\"b\":2}", &["{\"a\":1}", "{\"b\":2}"]),
        (Json, "{\"a\":1}", &["{\"a\":1}"]),
        (Json, "", &[]),
        (Json, "\n \t\r\n", &[]),
        (Json, "\n\n{\"a\":1}\n\n{\"b\":2}\n\n", &["\n\n{\"a\":1}\n", "\n{\"b\":2}\n"]),
        // The rewrite's JSON reader takes `---` for an error; here it is a frame that the parser refuses.
        (Json, "---\n{}\n", &["---\n", "{}\n"]),
    ];
    for (content_type, stream, expected) in rows {
        let (frames, end) = read(*content_type, stream, FrameLimits::default());
        assert_eq!(frames, *expected, "{content_type} {stream:?}");
        assert_eq!(end, None);
    }
}

#[test]
fn limits_hold_on_reading_as_in_the_rewrite() {
    const EXCEEDED: Option<ErrorKind> = Some(ErrorKind::LimitExceeded);
    let bytes = |most| FrameLimits::default().with_max_frame_bytes(most);
    let frames = |most| FrameLimits::default().with_max_frames(most);
    let rows: &[(ContentType, &str, FrameLimits, usize, Option<ErrorKind>)] = &[
        // Exactly at the limit, and the counter starts again with each frame.
        (Yaml, "a: 1\n", bytes(5), 1, None),
        (Yaml, "a: 1\n...\n--- {b}\n--- {c}\n", bytes(9), 3, None),
        (Json, "{}\n[]\n{}\n", bytes(3), 3, None),
        // Beyond it on the same line, and on the next.
        (Yaml, "a: 12\n", bytes(5), 0, EXCEEDED),
        (Yaml, "a: 1\nb: 2\n", bytes(5), 0, EXCEEDED),
        (Json, "{\"a\":1}", bytes(6), 0, EXCEEDED),
        (Json, "{\n}", bytes(2), 0, EXCEEDED),
        // First well, then too large, then never anything again.
        (Yaml, "a\n---\nb: 234567\n---\nc\n", bytes(8), 1, EXCEEDED),
        (Json, "{}\n[1,2,3]\n{}\n", bytes(4), 1, EXCEEDED),
        // Blanks alone count too: they are a frame until something follows.
        (Yaml, "          ", bytes(9), 0, EXCEEDED),
        (Json, "          ", bytes(9), 0, EXCEEDED),
        (Yaml, "a\n---\nb\n", frames(2), 2, None),
        (Yaml, "a\n---\nb\n---\n", frames(2), 2, None),
        (Yaml, "a\n---\nb\n---\nc\n", frames(2), 2, EXCEEDED),
        (Yaml, "a\n", frames(0), 0, EXCEEDED),
        (Json, "{}{}\n\n", frames(2), 2, None),
        (Json, "{}{}{}", frames(2), 2, EXCEEDED),
        // At most ten times as many with empty ones.
        (Yaml, "---\n---\n---\n---\n---\n---\n---\n---\n---\n---\n---\na\n", frames(1), 1, None),
        (Yaml, "---\n---\n---\n---\n---\n---\n---\n---\n---\n---\n---\n---\na\n", frames(1), 0, EXCEEDED),
    ];
    for (content_type, stream, limits, count, expected) in rows {
        let (frames, end) = read(*content_type, stream, *limits);
        assert_eq!((frames.len(), end), (*count, *expected), "{content_type} {stream:?}");
    }
}

#[test]
fn streams_are_written_as_the_rewrite_writes_them_and_read_again() {
    let rows: &[(ContentType, &[&str], &str)] = &[
        // libgitops writes `---` between documents and corrupts those without a last break. The rewrite writes `---`
        // before every document; here only where a document is not the first, so that a single one is left as it is.
        (Yaml, &["a: 1"], "a: 1"),
        (Yaml, &["a: 1", "b: 2"], "a: 1\n---\nb: 2"),
        (Yaml, &["a: 1\n", "b: 2\n"], "a: 1\n---\nb: 2\n"),
        // Marker lines in the documents do not make a mess of them.
        (Yaml, &["---\na: 1\n", "---\nb: 2\n"], "---\na: 1\n---\nb: 2\n"),
        (Yaml, &["\n---\na: 1\n", "b: 2\n---\n"], "\n---\na: 1\n---\nb: 2\n---\n"),
        // Empty frames are never written, without an error.
        (Yaml, &["", "\n", "---\n", "---", " "], ""),
        (Yaml, &["---\n", "a: 1\n", "\n"], "a: 1\n"),
        (Json, &["", "\n", " "], ""),
        // libgitops puts nothing between JSON values.
        (Json, &["{\"a\":1}", "{\"b\":2}"], "{\"a\":1}\n{\"b\":2}"),
        (Json, &["{\"a\":1}\n", "{\"b\":2}\n"], "{\"a\":1}\n{\"b\":2}\n"),
    ];
    for (content_type, documents, expected) in rows {
        let mut writer = FrameWriter::new(*content_type, Vec::new());
        for document in *documents {
            writer.write_frame(&Frame::new(*content_type, *document)).unwrap();
        }
        let written = writer.written();
        let stream = String::from_utf8(writer.into_inner()).unwrap();
        assert_eq!(stream, *expected, "{documents:?}");
        let (frames, end) = read(*content_type, &stream, FrameLimits::default());
        assert_eq!((frames.len(), end), (written, None), "{documents:?}");
    }
}

#[test]
fn a_document_larger_than_its_target_is_refused_whole() {
    let thirteen = "Hello, World!";
    let mut wide = [0_u8; 50];
    FrameWriter::yaml(&mut wide[..]).write(thirteen).unwrap();
    assert_eq!(&wide[..14], b"Hello, World!\0");
    // libgitops writes nothing to a slice that is too small. std's writer for slices fills it, so the limit has to say.
    let mut narrow = [0_u8; 10];
    let limits = FrameLimits::default().with_max_frame_bytes(narrow.len());
    let mut writer = FrameWriter::yaml(&mut narrow[..]).with_limits(limits);
    assert_eq!(writer.write(thirteen).unwrap_err().kind(), ErrorKind::LimitExceeded);
    writer.write("a").unwrap();
    assert_eq!(&narrow, b"a\0\0\0\0\0\0\0\0\0");
    assert_eq!(FrameWriter::yaml(&mut narrow[..]).write(thirteen).unwrap_err().kind(), ErrorKind::Io);
}
