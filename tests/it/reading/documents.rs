//! Texts that are not quite documents: marks, breaks, tabs, nothing at all.

use codegen_examples::v1alpha1::Car;
use expect_test::{Expect, expect};
use libgitops::error::ErrorKind;
use libgitops::prelude::*;

use super::{read, serializer, told};

const CAR: &str =
    "apiVersion: sample-app.weave.works/v1alpha1\nkind: Car\nmetadata:\n  name: a\nspec:\n  engine: V8\n";

fn engines(stream: impl AsRef<[u8]>) -> Vec<String> {
    let objects = read(stream).unwrap();
    objects.iter().map(|object| object.downcast_ref::<Car>().unwrap().spec.engine.clone()).collect()
}

#[test]
fn marks_and_breaks_of_every_system_are_read() {
    assert_eq!(engines(CAR), ["V8"]);
    assert_eq!(engines(format!("\u{feff}{CAR}")), ["V8"]);
    assert_eq!(engines(CAR.replace('\n', "\r\n")), ["V8"]);
    assert_eq!(engines(CAR.replace('\n', "\r")), ["V8"]);
    assert_eq!(engines(CAR.trim_end()), ["V8"]);
    assert_eq!(engines(format!("%YAML 1.1\n---\n{CAR}...\n")), ["V8"]);
    assert_eq!(engines(format!("--- # first\n{CAR}---\r\n{CAR}\n--- \n{CAR}---")), ["V8", "V8", "V8"]);
    assert_eq!(engines(CAR.replace(": V8", ":\tV8\t# a tab")), ["V8"]);
}

#[test]
fn a_stream_of_nothing_has_no_objects_and_a_frame_of_nothing_is_refused() {
    let serializer = serializer();
    for text in
        ["", "\n", "   ", "\u{feff}", "# only a comment", "---\n", "--- # x\n...\n", "\n---\n# a\n---\n# b\n"]
    {
        assert!(read(text).unwrap().is_empty(), "{text:?}");
        let error = serializer.decoder().decode(&Frame::yaml(text)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{text:?}");
    }
    let error = serializer.decoder().decode(&Frame::yaml("# only a comment")).unwrap_err();
    expect!["cannot decode an object: the document holds none"].assert_eq(&error.to_string());
    for text in ["", "  \n"] {
        assert!(serializer.decoder().decode(&Frame::json(text)).is_err());
        assert!(serializer.decoder().decode_all(FrameReader::json(text.as_bytes())).unwrap().is_empty());
    }
}

#[test]
fn two_documents_are_not_one_frame() {
    let error = serializer().decoder().decode(&Frame::yaml(format!("{CAR}---\n{CAR}"))).unwrap_err();
    expect![[r#"
        a frame holds one document: read several with a FrameReader
        line 8, column 1: a second document begins here
            |
          8 | apiVersion: sample-app.weave.works/v1alpha1
            | ^"#]]
    .assert_eq(&error.to_string());
}

fn refused(stream: impl AsRef<[u8]>, kind: ErrorKind, expected: &Expect) {
    assert_eq!(read(&stream).unwrap_err().kind(), kind);
    expected.assert_eq(&told(&stream));
}

#[test]
fn bytes_that_are_no_text_are_refused_with_their_place() {
    let mut latin = CAR.as_bytes().to_vec();
    latin.splice(latin.len() - 1.., *b"\xE9t\xE9\n");
    refused(
        &latin,
        ErrorKind::Syntax,
        &expect![[r#"
            cannot read document 1 of fleet.yaml as text
            fleet.yaml:6:13: the bytes E9 are not valid UTF-8
                |
              6 |   engine: V8?t?
                |             ^"#]],
    );
    refused(
        CAR.replace("V8", "V\0"),
        ErrorKind::Syntax,
        &expect![[r#"
            cannot read document 1 of fleet.yaml: it is not valid YAML
            fleet.yaml:6:12: the control character U+0000 may not stand in YAML
                |
              6 |   engine: V
                |            ^"#]],
    );
    let wide: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(CAR.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    refused(
        &wide,
        ErrorKind::Unsupported,
        &expect![[r#"
            cannot read document 1 of fleet.yaml as text
            fleet.yaml:1:1: the text is encoded in UTF-16LE, expected UTF-8
                |
              1 | ??a p i V e r s i o n :   s a m p l e - a p p . w e a v e . w o r k s / v 1 a l p h a 1
                | ^"#]],
    );
}

#[test]
fn tabs_and_broken_syntax_are_refused_with_their_place() {
    refused(
        CAR.replace("  engine", "\tengine"),
        ErrorKind::Syntax,
        &expect![[r#"
            cannot read document 1 of fleet.yaml: it is not valid YAML
            fleet.yaml:6:1: a tab cannot indent: YAML indents with spaces
                |
              6 |  engine: V8
                | ^"#]],
    );
    refused(
        CAR.replace("V8", "V8: x"),
        ErrorKind::Syntax,
        &expect![[r#"
            cannot read document 1 of fleet.yaml: it is not valid YAML
            fleet.yaml:6:13: a second `: ` on the line: put a text that holds one into quotes
                |
              6 |   engine: V8: x
                |             ^"#]],
    );
    refused(
        CAR.replace("V8", "\"V8"),
        ErrorKind::Syntax,
        &expect![[r#"
            cannot read document 1 of fleet.yaml: it is not valid YAML
            fleet.yaml:6:11: this quote is never closed
                |
              6 |   engine: "V8
                |           ^
            fleet.yaml:7:1: the document ends here
                |
              7 |
                | ^"#]],
    );
    refused(
        CAR.replace("V8", "*unknown"),
        ErrorKind::Syntax,
        &expect![[r#"
            cannot read document 1 of fleet.yaml: it is not valid YAML
            fleet.yaml:6:11: there is no anchor of this name before the alias
                |
              6 |   engine: *unknown
                |           ^^^^^^^^"#]],
    );
}

#[test]
fn one_bad_document_does_not_end_the_stream() {
    let stream = format!("{CAR}---\na: [\n---\n{CAR}---\nb: \0\n---\n{CAR}");
    let serializer = serializer();
    let found: Vec<bool> = serializer
        .decoder()
        .objects(FrameReader::yaml(stream.as_bytes()))
        .map(|object| object.is_ok())
        .collect();
    assert_eq!(found, [true, false, true, false, true]);
}
