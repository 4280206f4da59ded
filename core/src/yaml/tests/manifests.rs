//! Real manifests: the tree says what granit's own events and those of another parser say.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::super::{ScalarStyle, Tree, parse};
use super::events::{Detail, escape, render, style_sign};
use super::{corpora, manifests};

#[test]
fn every_manifest_parses_as_granit_and_saphyr_read_it() {
    let Some(corpora) = corpora() else { return };
    let mut files = 0;
    let mut last_line_kept = Vec::new();
    let mut wrong = Vec::new();
    for (path, text) in manifests(&corpora) {
        let name = path.strip_prefix(&corpora).unwrap().display().to_string();
        let trees = parse(&text).ok();
        let as_written = trees.as_ref().map(|trees| render(trees, Detail::Common));
        let ended = trees.map(|trees| trees.into_iter().map(Tree::with_ended_last_line).collect::<Vec<_>>());
        let ours = ended.map(|trees| render(&trees, Detail::Common));
        let granit = granit_events(&text, granit_parser::Options::default());
        let saphyr = saphyr_events(&text);
        // Helm templates, which none reads.
        files += usize::from(ours.is_some());
        if ours != granit || ours != saphyr {
            wrong.push(format!("{name}: {ours:?}\n{granit:?}\n{saphyr:?}"));
        }
        if as_written != ours {
            // go-yaml adds no break where the text has none.
            let last =
                as_written.zip(ours).filter(|(written, ended)| differ_by_the_last_break(written, ended));
            assert!(last.is_some() && !text.ends_with('\n'), "{name}");
            last_line_kept.push(name);
        }
    }
    assert!(wrong.is_empty(), "{} of {files}\n{}", wrong.len(), wrong.join("\n"));
    assert!(files > 400, "{files}");
    eprintln!("{files} files; without a break at the end of a block scalar: {last_line_kept:?}");
}

fn differ_by_the_last_break(written: &str, ended: &str) -> bool {
    let different: Vec<_> =
        written.lines().zip(ended.lines()).filter(|(left, right)| left != right).collect();
    written.lines().count() == ended.lines().count()
        && matches!(different[..], [(left, right)] if right.strip_suffix("\\n") == Some(left))
}

/// Numbers anchors within a document, as parsers number them within a stream.
#[derive(Default)]
struct Anchors(HashMap<usize, usize>);

impl Anchors {
    fn properties(&mut self, anchor: usize, tag: Option<(&str, &str)>) -> String {
        let mut out = String::new();
        if anchor != 0 {
            let number = self.0.len() + 1;
            self.0.insert(anchor, number);
            write!(out, " &{number}").unwrap();
        }
        if let Some((handle, suffix)) = tag {
            write!(out, " <{handle}{suffix}>").unwrap();
        }
        out
    }
}

pub(super) fn granit_events(text: &str, options: granit_parser::Options) -> Option<String> {
    use granit_parser::{Event, ScalarStyle as Style};
    let mut anchors = Anchors::default();
    let mut out = String::new();
    for event in granit_parser::Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.ok()?;
        let tag = event.tag().map(|tag| (tag.handle().to_owned(), tag.suffix().to_owned()));
        let tag = tag.as_ref().map(|(handle, suffix)| (&**handle, &**suffix));
        match event {
            Event::StreamStart => out.push_str("+STR\n"),
            Event::StreamEnd => out.push_str("-STR\n"),
            Event::DocumentStart(..) => {
                anchors.0.clear();
                out.push_str("+DOC\n");
            }
            Event::DocumentEnd => out.push_str("-DOC\n"),
            Event::Alias(anchor) => writeln!(out, "=ALI *{}", anchors.0[&anchor]).unwrap(),
            Event::Scalar(content, style, anchor, _) => {
                let is_absent = style == Style::Plain && span.is_empty();
                let content = if is_absent { "" } else { &*content };
                let style = match style {
                    Style::Plain => ScalarStyle::Plain,
                    Style::SingleQuoted => ScalarStyle::SingleQuoted,
                    Style::DoubleQuoted => ScalarStyle::DoubleQuoted,
                    Style::Literal => ScalarStyle::Literal,
                    Style::Folded => ScalarStyle::Folded,
                };
                let (properties, style) = (anchors.properties(anchor, tag), style_sign(style));
                writeln!(out, "=VAL{properties} {style}{}", escape(content)).unwrap();
            }
            Event::SequenceStart(_, anchor, _) => {
                writeln!(out, "+SEQ{}", anchors.properties(anchor, tag)).unwrap();
            }
            Event::MappingStart(_, anchor, _) => {
                writeln!(out, "+MAP{}", anchors.properties(anchor, tag)).unwrap();
            }
            Event::SequenceEnd => out.push_str("-SEQ\n"),
            Event::MappingEnd => out.push_str("-MAP\n"),
            _ => {}
        }
    }
    Some(out)
}

pub(super) fn saphyr_events(text: &str) -> Option<String> {
    use saphyr_parser::{Event, ScalarStyle as Style};
    let mut anchors = Anchors::default();
    let mut out = String::new();
    for event in saphyr_parser::Parser::new_from_str(text) {
        let (event, span) = event.ok()?;
        match event {
            Event::Nothing => {}
            Event::StreamStart => out.push_str("+STR\n"),
            Event::StreamEnd => out.push_str("-STR\n"),
            Event::DocumentStart(..) => {
                anchors.0.clear();
                out.push_str("+DOC\n");
            }
            Event::DocumentEnd => out.push_str("-DOC\n"),
            Event::Alias(anchor) => writeln!(out, "=ALI *{}", anchors.0[&anchor]).unwrap(),
            Event::Scalar(content, style, anchor, tag) => {
                let is_absent = style == Style::Plain && span.start.index() == span.end.index();
                let content = if is_absent { "" } else { &*content };
                let style = match style {
                    Style::Plain => ScalarStyle::Plain,
                    Style::SingleQuoted => ScalarStyle::SingleQuoted,
                    Style::DoubleQuoted => ScalarStyle::DoubleQuoted,
                    Style::Literal => ScalarStyle::Literal,
                    Style::Folded => ScalarStyle::Folded,
                };
                let tag = tag.as_ref().map(|tag| (&*tag.handle, &*tag.suffix));
                let (properties, style) = (anchors.properties(anchor, tag), style_sign(style));
                writeln!(out, "=VAL{properties} {style}{}", escape(content)).unwrap();
            }
            Event::SequenceStart(anchor, tag) => {
                let tag = tag.as_ref().map(|tag| (&*tag.handle, &*tag.suffix));
                writeln!(out, "+SEQ{}", anchors.properties(anchor, tag)).unwrap();
            }
            Event::MappingStart(anchor, tag) => {
                let tag = tag.as_ref().map(|tag| (&*tag.handle, &*tag.suffix));
                writeln!(out, "+MAP{}", anchors.properties(anchor, tag)).unwrap();
            }
            Event::SequenceEnd => out.push_str("-SEQ\n"),
            Event::MappingEnd => out.push_str("-MAP\n"),
        }
    }
    Some(out)
}
