//! Other parsers as judges: what they make of a text, as the events of the YAML test suite.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;

use serde::Deserialize as _;
use serde::de::IgnoredAny;

use super::events::{Detail, escape, render, style_sign};
use super::yaml::{self, ScalarStyle, SyntaxError, SyntaxErrorKind, TokenKind, Tree};

/// Where the judges differ, one of them agrees; what two refuse, the third accepts.
pub(crate) fn check(text: &str, trees: Vec<Tree<'_>>) {
    let as_written = render(&trees, Detail::Common);
    let ended = trees.into_iter().map(Tree::with_ended_last_line).collect::<Vec<_>>();
    let ended = render(&ended, Detail::Common);
    let (granit, saphyr) = (granit_as_written(text), saphyr_events(text));
    if granit.is_none() && saphyr.is_none() {
        check_what_both_refuse(text, &as_written);
        return;
    }
    let agrees = granit == Some(as_written) || saphyr.as_ref() == Some(&ended);
    assert!(agrees, "{text:?}\n{ended}\n{granit:?}\n{saphyr:?}");
}

fn check_what_both_refuse(text: &str, as_written: &str) {
    let indented = as_usually_written(text);
    // Inside quotes every character but the C0 controls may stand (§5.1), and they do not know that.
    let plain = indented.replace(is_only_in_quotes, "x");
    if plain == text {
        assert!(libyaml_accepts(text), "{text:?}\n{as_written}");
        return;
    }
    let trees = yaml::parse(&indented);
    let trees = trees.unwrap_or_else(|errors| panic!("{text:?}\n{as_written}\n{indented:?} {errors:?}"));
    assert_eq!(render(&trees, Detail::Common), as_written, "{text:?}");
    let trees = yaml::parse(&plain);
    check(&plain, trees.unwrap_or_else(|errors| panic!("{text:?}\n{as_written}\n{plain:?} {errors:?}")));
}

/// The text without what the two do not know.
///
/// * A bracket that closes may stand under the key, for us and for Kubernetes' reader: here it is indented by one space more.
/// * The first comment after a block scalar may be indented by less than its text (`l-trail-comments` [169]): here all
///   comments that have a line of their own begin it.
/// * A document may be of any YAML 1.x, whatever the number (`ns-yaml-version` [87]): here it is of 1.2.
/// * After the `?` of an entry in brackets the key may be absent (`c-ns-flow-map-empty-key-entry` [146]), which means the
///   same without the `?`: here it is a space.
/// * The colon of an entry in brackets may begin a line and its value follow at once, also behind a key in brackets
///   (`c-ns-flow-map-json-key-entry` [148]): here a space is between them.
fn as_usually_written(text: &str) -> String {
    let (mut written, mut from, mut depth) = (String::with_capacity(text.len()), 0, 0);
    let tokens = yaml::tokenize(text).unwrap();
    let tokens: Vec<_> = tokens.iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        let start = token.span.start;
        let indent = text[..start].rsplit(['\n', '\r']).next().unwrap_or_default();
        let is_first = indent.bytes().all(|byte| byte == b' ');
        match token.kind {
            TokenKind::FlowSequenceStart | TokenKind::FlowMappingStart => depth += 1,
            TokenKind::FlowSequenceEnd | TokenKind::FlowMappingEnd => {
                depth -= 1;
                if is_first {
                    written.push_str(&text[from..start]);
                    written.push(' ');
                    from = start;
                }
            }
            TokenKind::Comment if is_first => {
                written.push_str(&text[from..start - indent.len()]);
                from = start;
            }
            TokenKind::Directive if text[start..].starts_with("%YAML") => {
                written.push_str(&text[from..start]);
                written.push_str("%YAML 1.2");
                from = token.span.end;
            }
            TokenKind::MappingKey if depth > 0 && is_before_colon(&tokens[index + 1..]) => {
                written.push_str(&text[from..start]);
                written.push(' ');
                from = token.span.end;
            }
            TokenKind::MappingValue if depth > 0 && is_adjacent_at_line_start(text, token.span.range()) => {
                written.push_str(&text[from..token.span.end]);
                written.push(' ');
                from = token.span.end;
            }
            _ => {}
        }
    }
    written.push_str(&text[from..]);
    written
}

fn is_adjacent_at_line_start(text: &str, colon: Range<usize>) -> bool {
    let before = text[..colon.start].trim_end_matches([' ', '\t']);
    before.ends_with(['\n', '\r']) && !text[colon.end..].starts_with([' ', '\t', '\n', '\r'])
}

fn is_before_colon(tokens: &[yaml::Token]) -> bool {
    let is_between = |kind| matches!(kind, TokenKind::Blanks | TokenKind::LineBreak | TokenKind::Comment);
    let next = tokens.iter().find(|token| !is_between(token.kind));
    next.is_some_and(|token| token.kind == TokenKind::MappingValue)
}

/// What all judges accept is refused only for a reason that the specification has and they do not know.
pub(crate) fn check_refusal(text: &str, errors: &[SyntaxError]) {
    if errors.iter().any(|error| is_explained(text, error)) {
        return;
    }
    let is_refused =
        granit_as_written(text).is_none() || saphyr_events(text).is_none() || !libyaml_accepts(text);
    assert!(is_refused, "{text:?} {errors:?}");
}

fn is_only_in_quotes(character: char) -> bool {
    matches!(character, '\x7F'..='\u{9F}' | '\u{FFFE}' | '\u{FFFF}')
}

fn is_explained(text: &str, error: &SyntaxError) -> bool {
    let before = text.get(..error.span().start).unwrap_or_default();
    match error.kind() {
        // Kubernetes' reader refuses these tabs; an alias in its own node has no end.
        SyntaxErrorKind::TabIndentation | SyntaxErrorKind::AliasInItself
        // `c-ns-properties` [96] is separated from the content, and `nb-char` [27] is no byte order mark.
        | SyntaxErrorKind::AfterProperty | SyntaxErrorKind::ByteOrderMark => true,
        // A comment is separated from what stands before it, also from a colon behind a quoted key (`s-b-comment` [77]).
        SyntaxErrorKind::CommentNotSeparated => before.ends_with(':'),
        // `c-l-block-map-implicit-value` [194] is no compact mapping.
        SyntaxErrorKind::SecondColon => {
            let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
            line.trim_start_matches([' ', '-', '?', '\t']).starts_with(':')
        }
        // `?` before an explicit key in brackets is separated from it (`ns-flow-map-entry` [142]).
        SyntaxErrorKind::DashBeforeIndicator => text.get(error.span().range()) == Some("?"),
        // `ns-word-char` [38] is a letter, a digit or `-`; libyaml and others have `_` too.
        SyntaxErrorKind::TagDirective => {
            let line = text.get(error.span().range()).unwrap_or_default();
            let handle = line.split_ascii_whitespace().nth(1).unwrap_or_default();
            handle.contains('_')
        }
        _ => false,
    }
}

/// Without the line breaks that only YAML 1.1 has (§5.4).
fn libyaml_accepts(text: &str) -> bool {
    let text = text.replace(['\u{85}', '\u{2028}', '\u{2029}'], "x");
    serde_yaml::Deserializer::from_str(&text).all(|document| IgnoredAny::deserialize(document).is_ok())
}

pub(crate) fn granit_as_written(text: &str) -> Option<String> {
    let options = granit_parser::options! {
        strict_indentation: true,
        block_scalar_eof_without_line_feed: true,
    };
    granit_events(text, options)
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

pub(crate) fn granit_events(text: &str, options: granit_parser::Options) -> Option<String> {
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

pub(crate) fn saphyr_events(text: &str) -> Option<String> {
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
