//! Real files, and independent parsers as judges of where documents end.

use std::path::{Path, PathBuf};

use granit_parser::{Event, Parser};

use super::super::{Frame, FrameReader, FrameWriter};

fn files(below: &str, is_wanted: fn(&Path) -> bool) -> Vec<PathBuf> {
    let Some(corpora) = std::env::var_os("LIBGITOPS_CORPORA") else {
        eprintln!("skipped: LIBGITOPS_CORPORA is not set");
        return Vec::new();
    };
    let mut files = Vec::new();
    let mut folders = vec![Path::new(&corpora).join(below)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if is_wanted(&path) {
                files.push(path);
            }
        }
    }
    assert!(!files.is_empty(), "no files below {below}");
    files
}

fn frames(text: &[u8], keep_empty: bool) -> Vec<Frame> {
    FrameReader::yaml(text).keep_empty(keep_empty).collect::<Result<_, _>>().unwrap()
}

/// The events of all documents without their places, or `None` if the text is no YAML.
fn events(text: &str) -> Option<Vec<String>> {
    let mut events = Vec::new();
    // The parser counts anchors through the stream; they are compared as counted through their document.
    let (mut anchors, mut anchors_before) = (0, 0);
    for event in Parser::new_from_str(text) {
        let (mut event, _) = event.ok()?;
        match &mut event {
            Event::StreamStart | Event::StreamEnd => continue,
            Event::DocumentStart(..) => anchors_before = anchors,
            Event::Alias(anchor) => *anchor -= anchors_before,
            Event::Scalar(_, _, anchor, _)
            | Event::SequenceStart(_, anchor, _)
            | Event::MappingStart(_, anchor, _) => {
                anchors = anchors.max(*anchor);
                *anchor = anchor.saturating_sub(anchors_before);
            }
            _ => {}
        }
        events.push(format!("{event:?}"));
    }
    Some(events)
}

#[test]
fn a_stream_means_the_same_in_frames_by_an_independent_parser() {
    let (mut valid, mut invalid) = (0, 0);
    for path in files("yaml-test-suite", |path| path.ends_with("in.yaml")) {
        let text = std::fs::read_to_string(&path).unwrap();
        let in_frames: Option<Vec<_>> =
            frames(text.as_bytes(), true).iter().map(|frame| events(frame.text().unwrap())).collect();
        let whole = events(&text);
        assert_eq!(in_frames.map(|frames| frames.concat()), whole, "{}", path.display());
        *if whole.is_some() { &mut valid } else { &mut invalid } += 1;
    }
    eprintln!("{valid} valid and {invalid} invalid streams of the YAML test suite");
}

#[test]
fn manifests_have_as_many_documents_as_kubernetes_finds_and_are_copied_byte_by_byte() {
    let mut documents = 0;
    for path in files("manifests", |path| path.extension().is_some_and(|extension| extension != "json")) {
        let text = std::fs::read(&path).unwrap();
        let mut writer = FrameWriter::yaml(Vec::new());
        for frame in frames(&text, true) {
            writer.write_frame(&frame).unwrap();
        }
        assert!(writer.into_inner() == text, "{}", path.display());
        let found = frames(&text, false).iter().filter(|frame| !frame.is_comment_only()).count();
        let by_splitting = format!("\n{}", String::from_utf8(text).unwrap().replace("\r\n", "\n"));
        let has_content = |part: &&str| {
            let (_, body) = part.split_once('\n').unwrap_or_default();
            body.lines().any(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
        };
        let expected = by_splitting.split("\n---").filter(has_content).count();
        assert_eq!(found, expected, "{}", path.display());
        documents += found;
    }
    eprintln!("{documents} documents");
}
