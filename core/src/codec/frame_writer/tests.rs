//! Tests of writing: what comes between documents, limits, refusals and failures.

use std::io;

use super::super::FrameReader;
use super::*;

fn written(content_type: ContentType, documents: &[&str]) -> String {
    let mut writer = FrameWriter::new(content_type, Vec::new());
    for document in documents {
        writer.write(document).unwrap();
    }
    String::from_utf8(writer.into_inner()).unwrap()
}

#[test]
fn documents_are_kept_apart_by_what_they_need_and_no_more() {
    let rows: &[(&[&str], &str)] = &[
        (&[], ""),
        (&["a"], "a"),
        (&["a", "b"], "a\n---\nb"),
        (&["a\n", "b\n"], "a\n---\nb\n"),
        (&["a\r\n", "b\r\n", "---\r\nc", "d"], "a\r\n---\r\nb\r\n---\r\nc\r\n---\r\nd"),
        (&["a\rx", "b"], "a\rx\r---\rb"),
        (&["a", "---\nb", "--- {c: 3}", "d"], "a\n---\nb\n--- {c: 3}\n---\nd"),
        (&["# c\na\n", "# c\nb\n"], "# c\na\n---\n# c\nb\n"),
        // An end marker is needed before directives, and keeps a comment with the document it heads.
        (&["a", "%YAML 1.2\n---\nb"], "a\n...\n%YAML 1.2\n---\nb"),
        (&["a\n...", "%YAML 1.2\n---\nb"], "a\n...\n%YAML 1.2\n---\nb"),
        (&["a", "# licence\n---\nb"], "a\n...\n# licence\n---\nb"),
        // A blank line before the marker would be content of the block scalar above.
        (&["a: |+\n  x\n", "\n---\nb"], "a: |+\n  x\n...\n\n---\nb"),
        // Readers that know no end marker see two documents too.
        (&["a\n...\n", "b"], "a\n...\n---\nb"),
        (&["a\n...\n", "--- b"], "a\n...\n--- b"),
        (&["a\n... # end", "b"], "a\n... # end\n---\nb"),
        // Comments alone head what follows.
        (&["# licence", "a"], "# licence\n---\na"),
        (&["# licence", "---\na"], "# licence\n---\na"),
        (&["# licence", "# more\n---\na"], "# licence\n# more\n---\na"),
        (&["# licence", "%YAML 1.2\n---\na"], "# licence\n%YAML 1.2\n---\na"),
        (&["a", "# the end", "b"], "a\n---\n# the end\n---\nb"),
        // A directive without its document must not apply to the next one.
        (&["%TAG ! a", "!b c"], "%TAG ! a\n...\n---\n!b c"),
        (&["%TAG ! a", "--- !b c"], "%TAG ! a\n...\n--- !b c"),
        // Empty documents are left out.
        (&["", "a", "---\n", " \n", "...", "\u{feff}", "b", "---"], "a\n---\nb"),
        (&["a\n...\n\n", "b"], "a\n...\n\n---\nb"),
        (&["a\n---\n", "b"], "a\n---\n---\nb"),
        // A break of one sign does not run into the break that a document begins with.
        (&["a\r...\r", "\n---\nb"], "a\r...\r\n\n---\nb"),
        (&["a\rb", "\u{feff}\n---\nb"], "a\rb\r...\r\n\n---\nb"),
        // A byte order mark stands at the start of a stream only.
        (&["\u{feff}a", "\u{feff}b", "\u{feff}---\nc"], "\u{feff}a\n---\nb\n---\nc"),
        (&["a", "\u{feff}# c\n---\nb"], "a\n...\n# c\n---\nb"),
    ];
    for (documents, expected) in rows {
        assert_eq!(written(ContentType::Yaml, documents), *expected, "{documents:?}");
    }
}

#[test]
fn json_values_are_kept_apart_by_line_breaks() {
    let rows: &[(&[&str], &str)] = &[
        (&["{}"], "{}"),
        (&["{}", "{}", "1", "2\n", "\n[]\r\n", "3 "], "{}\n{}\n1\n2\n\n[]\r\n3 "),
        (&["1\r\n", "2", "3"], "1\r\n2\r\n3"),
        (&["", " \n", "{}", "\n"], "{}"),
        (&["\u{feff}{}", "\u{feff}{}"], "\u{feff}{}\n{}"),
    ];
    for (documents, expected) in rows {
        assert_eq!(written(ContentType::Json, documents), *expected, "{documents:?}");
    }
}

#[test]
fn a_document_that_is_refused_leaves_the_stream_as_it_was() {
    let limits = FrameLimits::default().with_max_frame_bytes(5).with_max_frames(2);
    let mut writer = FrameWriter::yaml(Vec::new()).with_limits(limits).with_target("cars.yaml");
    writer.write("a: 1\n").unwrap();
    let refusals = [
        ("b: 22\n", ErrorKind::LimitExceeded, "larger than the limit of 5 bytes"),
        ("b\n--- c", ErrorKind::LimitExceeded, "larger than the limit of 5 bytes"),
    ];
    for (document, kind, reason) in refusals {
        let error = writer.write(document).unwrap_err();
        assert_eq!(error.kind(), kind);
        assert_eq!(error.to_string(), format!("cannot write document 2 to cars.yaml: {reason}"));
    }
    let error = writer.write_frame(&Frame::json("{}")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(
        error.to_string(),
        "cannot write document 2 to cars.yaml: it is application/json, the stream is application/yaml"
    );
    writer.write("b: 2\n").unwrap();
    let error = writer.write("c: 3\n").unwrap_err();
    assert_eq!(error.to_string(), "cannot write document 3 to cars.yaml: more than the limit of 2 documents");
    assert_eq!(error.kind(), ErrorKind::LimitExceeded);
    writer.write("---\n").unwrap();
    assert_eq!(writer.written(), 2);
    assert_eq!(writer.into_inner(), b"a: 1\n---\nb: 2\n");
}

#[test]
fn two_documents_are_not_written_as_one() {
    let rows = [
        (ContentType::Yaml, "a\n---\nb"),
        (ContentType::Yaml, "a\n...\nb"),
        (ContentType::Yaml, "a\n...\n# c"),
        (ContentType::Yaml, "---\n---\na"),
        (ContentType::Json, "{}{}"),
        (ContentType::Json, "{}\n1"),
        (ContentType::Json, "{},"),
    ];
    for (content_type, document) in rows {
        let mut writer = FrameWriter::new(content_type, Vec::new());
        let error = writer.write(document).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{document:?}");
        assert_eq!(
            error.to_string(),
            "cannot write document 1 to the stream: the bytes hold more than one document"
        );
        assert_eq!(writer.into_inner(), b"");
    }
}

#[test]
fn nothing_is_written_behind_a_json_value_that_is_cut_off() {
    for cut_off in ["{\"a\": ", "[[]", "\"a", "{\"a\": \"b\\"] {
        let mut writer = FrameWriter::json(Vec::new());
        writer.write(cut_off).unwrap();
        let error = writer.write("{}").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(error.to_string().ends_with("the value before it is cut off"), "{error}");
        assert_eq!(writer.into_inner(), cut_off.as_bytes());
    }
}

/// A sink that takes `room` bytes and then fails.
struct Narrow {
    room: usize,
    calls: Vec<usize>,
}

impl Write for Narrow {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.calls.push(bytes.len());
        if self.room < bytes.len() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.room -= bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(io::ErrorKind::BrokenPipe.into())
    }
}

#[test]
fn each_document_is_one_write_and_none_follows_a_failed_one() {
    let mut writer = FrameWriter::yaml(Narrow { room: 12, calls: Vec::new() }).with_target("pipe");
    writer.write("a: 1").unwrap();
    writer.write("b").unwrap();
    let error = writer.write("c: 333").unwrap_err();
    assert_eq!(
        (error.kind(), error.to_string().as_str()),
        (ErrorKind::Io, "cannot write document 3 to pipe")
    );
    let cause = std::error::Error::source(&error).unwrap().downcast_ref::<io::Error>().unwrap();
    assert_eq!(cause.kind(), io::ErrorKind::StorageFull);
    let error = writer.write("d").unwrap_err();
    assert_eq!(error.to_string(), "cannot write document 3 to pipe: an earlier write failed");
    assert_eq!(writer.flush().unwrap_err().to_string(), "cannot flush pipe");
    assert_eq!(writer.into_inner().calls, [4, 6, 11]);
}

fn copy(content_type: ContentType, stream: &str, keep_empty: bool) -> String {
    let mut writer = FrameWriter::new(content_type, Vec::new());
    for frame in FrameReader::new(content_type, stream.as_bytes()).keep_empty(keep_empty) {
        writer.write_frame(&frame.unwrap()).unwrap();
    }
    String::from_utf8(writer.into_inner()).unwrap()
}

// F-5: libgitops writes `a: 1---` and the like.
#[test]
fn writing_what_was_read_gives_the_same_bytes() {
    let yaml = [
        "a: 1\n---\nb: 2",
        "# c\n---\na: 1\r\n---\r\nb: 2\r\n...\r\n%YAML 1.2\n---\nc\n...\nd",
        "\u{feff}a\n\u{feff}--- b\n...\n\u{feff}c\n",
    ];
    for stream in yaml {
        assert_eq!(copy(ContentType::Yaml, stream, false), stream);
    }
    for stream in ["{}{} {}\n\n[] 1\n2", "\u{feff}{}\n\u{feff}{}", "1\"a\"2[]3", "{}\n{\"a"] {
        assert_eq!(copy(ContentType::Json, stream, false), stream);
    }
    let with_empty = "\n\n---\n...\n---\n---\na: 1\n---\n...\n...\n\nb: 2\n...\n\n";
    assert_eq!(copy(ContentType::Yaml, with_empty, true), with_empty);
    assert_eq!(copy(ContentType::Yaml, with_empty, false), "---\na: 1\n---\n\nb: 2\n...\n");
}

#[test]
fn frames_that_did_not_follow_each_other_are_kept_apart() {
    let frames: Vec<_> = FrameReader::json(&b"{} [] 1\n"[..]).map(Result::unwrap).collect();
    let mut writer = FrameWriter::json(Vec::new());
    for index in [0, 2, 1, 0] {
        writer.write_frame(&frames[index]).unwrap();
    }
    assert_eq!(writer.into_inner(), b"{} \n1\n[] \n{} ");
    // The second stream continues at the byte at which the first ends.
    let second: Vec<_> = FrameReader::json(&b"{} 5"[..]).map(Result::unwrap).collect();
    let mut writer = FrameWriter::json(Vec::new());
    writer.write_frame(&FrameReader::json(&b"123"[..]).next_frame().unwrap().unwrap()).unwrap();
    writer.write_frame(&second[1]).unwrap();
    assert_eq!(writer.into_inner(), b"123\n5");
}
