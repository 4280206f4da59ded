//! Tokens: joined they are the text, whatever it is.

use std::fs;

use proptest::prelude::*;

use super::super::{TokenKind, Tree, parse, parse_documents, tokenize};
use super::properties::{changed_text, pieces};
use super::{corpora, files_below, manifests};

use super::super::TokenKind::{
    Alias, Anchor, Blanks, BlockTail, BlockText, ByteOrderMark, ChompingIndicator, Comment, Directive,
    DocumentEnd, DocumentStart, DoubleQuoted, FlowEntry, FlowMappingEnd, FlowMappingStart, FlowSequenceEnd,
    FlowSequenceStart, Folded, IndentationIndicator, LineBreak, Literal, MappingKey, MappingValue, Plain,
    SequenceEntry, SingleQuoted, Tag, Unread,
};
/// That the tokens of the text are the text, and those of its documents are the same tokens.
fn check(text: &str) {
    let tokens = tokenize(text).unwrap();
    let mut end = 0;
    for token in tokens.iter() {
        assert_eq!(token.span.start, end, "{text:?}\n{tokens:?}");
        assert!(!token.span.is_empty() && text.get(token.span.range()).is_some(), "{text:?}\n{tokens:?}");
        assert_eq!(tokens.index_at(token.span.start), tokens.index_at(token.span.end - 1), "{text:?}");
        end = token.span.end;
    }
    assert_eq!(end, text.len(), "{text:?}\n{tokens:?}");
    if let Ok(trees) = parse(text) {
        let of_documents: Vec<_> =
            trees.iter().flat_map(|tree| tree.tokens().iter().collect::<Vec<_>>()).collect();
        assert_eq!(of_documents, tokens.iter().collect::<Vec<_>>(), "{text:?}");
        assert!(tokens.iter().all(|token| token.kind != Unread), "{text:?}");
        trees.iter().for_each(check_tree);
    }
}

/// That every node is made of whole tokens of its kind.
fn check_tree(tree: &Tree<'_>) {
    let tokens = tree.tokens();
    for id in tree.nodes() {
        let span = tree.span(id);
        if span.is_empty() {
            continue;
        }
        let first = tokens.get(tokens.index_at(span.start)).unwrap();
        assert_eq!(first.span.start, span.start, "{:?} {id:?}\n{tokens:?}", tree.text());
    }
    let comments = tokens.iter().filter(|token| token.kind == Comment).map(|token| token.span);
    let known = tree.comments().iter().map(|comment| comment.span);
    assert!(comments.eq(known), "{:?}\n{tokens:?}\n{:?}", tree.text(), tree.comments());
}

#[test]
fn every_text_of_the_corpora_is_its_tokens() {
    let Some(corpora) = corpora() else { return };
    for (_, text) in &manifests(&corpora) {
        check(text);
    }
    for file in files_below(&corpora.join("yaml-test-suite")) {
        check(&fs::read_to_string(file).unwrap());
    }
}

const CASES: &[(&str, &[(TokenKind, &str)])] = &[
    (
        "a:  b # c\r\n",
        &[
            (Plain, "a"),
            (MappingValue, ":"),
            (Blanks, "  "),
            (Plain, "b"),
            (Blanks, " "),
            (Comment, "# c"),
            (LineBreak, "\r\n"),
        ],
    ),
    (
        "- ? &x !t 'y'\n  : *x\n",
        &[
            (SequenceEntry, "-"),
            (Blanks, " "),
            (MappingKey, "?"),
            (Blanks, " "),
            (Anchor, "&x"),
            (Blanks, " "),
            (Tag, "!t"),
            (Blanks, " "),
            (SingleQuoted, "'y'"),
            (LineBreak, "\n"),
            (Blanks, "  "),
            (MappingValue, ":"),
            (Blanks, " "),
            (Alias, "*x"),
            (LineBreak, "\n"),
        ],
    ),
    (
        "{a: [\"b\\\n c\",], d}",
        &[
            (FlowMappingStart, "{"),
            (Plain, "a"),
            (MappingValue, ":"),
            (Blanks, " "),
            (FlowSequenceStart, "["),
            (DoubleQuoted, "\"b\\\n c\""),
            (FlowEntry, ","),
            (FlowSequenceEnd, "]"),
            (FlowEntry, ","),
            (Blanks, " "),
            (Plain, "d"),
            (FlowMappingEnd, "}"),
        ],
    ),
    (
        "\u{feff}%YAML 1.2 # c\n--- >2- # d\n  e\n   f\n\n \n...\n",
        &[
            (ByteOrderMark, "\u{feff}"),
            (Directive, "%YAML 1.2"),
            (Blanks, " "),
            (Comment, "# c"),
            (LineBreak, "\n"),
            (DocumentStart, "---"),
            (Blanks, " "),
            (Folded, ">"),
            (IndentationIndicator, "2"),
            (ChompingIndicator, "-"),
            (Blanks, " "),
            (Comment, "# d"),
            (LineBreak, "\n"),
            (BlockText, "  e\n   f\n"),
            (BlockTail, "\n \n"),
            (DocumentEnd, "..."),
            (LineBreak, "\n"),
        ],
    ),
    (
        "a: |+\n\n\nb\n  c: d",
        &[
            (Plain, "a"),
            (MappingValue, ":"),
            (Blanks, " "),
            (Literal, "|"),
            (ChompingIndicator, "+"),
            (LineBreak, "\n"),
            (BlockTail, "\n\n"),
            (Plain, "b"),
            (Unread, "\n  c: d"),
        ],
    ),
    (
        "a: [\n---\nb\n\n  c\n",
        &[
            (Plain, "a"),
            (MappingValue, ":"),
            (Blanks, " "),
            (FlowSequenceStart, "["),
            (LineBreak, "\n"),
            (DocumentStart, "---"),
            (LineBreak, "\n"),
            (Plain, "b\n\n  c"),
            (LineBreak, "\n"),
        ],
    ),
];

#[test]
fn each_byte_has_one_token_and_each_token_its_kind() {
    for (text, wanted) in CASES {
        let tokens = tokenize(text).unwrap();
        let got: Vec<_> = tokens.iter().map(|token| (token.kind, &text[token.span.range()])).collect();
        assert_eq!(got, *wanted, "{text:?}");
    }
}

#[test]
fn what_stands_by_a_node_is_reached_from_it() {
    let text = "a: 1\n\n# head\n- # eol\n".replace("- # eol", "b: 2 # eol");
    let tree = parse(&text).unwrap().swap_remove(0);
    let tokens = tree.tokens();
    let (key, value) = tree.entries(tree.root().unwrap()).last().unwrap();
    let before: Vec<_> = tokens.before(tree.span(key).start).map(|token| &text[token.span.range()]).collect();
    assert_eq!(before, ["\n", "# head", "\n", "\n", "1", " ", ":", "a"]);
    let after: Vec<_> = tokens.after(tree.span(value).end).map(|token| &text[token.span.range()]).collect();
    assert_eq!(after, [" ", "# eol", "\n"]);
    let colon = tokens.after(tree.span(key).end).next().unwrap();
    assert_eq!((colon.kind, colon.span.start), (MappingValue, tree.span(key).end));
}

#[test]
fn a_mistake_in_one_document_leaves_the_others_as_they_are() {
    let text = "a: [\n---\nb: 1\n---\nc: 'x\n...\nd: *e\n--- # f\n";
    let documents = parse_documents(text);
    let got = documents.iter().map(|document| match document {
        Ok(tree) => format!("{} nodes", tree.len()),
        Err(errors) => errors.to_string(),
    });
    assert_eq!(
        got.collect::<Vec<_>>(),
        [
            "`[` is never closed",
            "3 nodes",
            "this quote is never closed",
            "there is no anchor of this name before the alias",
            "0 nodes",
        ]
    );
    let errors = parse(text).unwrap_err();
    assert_eq!(errors.len(), 3);
}

proptest! {
    #[test]
    fn any_string_is_its_tokens(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn pieces_of_yaml_in_any_order_are_their_tokens(text in pieces(24)) {
        check(&text);
    }

    #[test]
    fn a_changed_text_is_its_tokens(text in changed_text()) {
        check(&text);
    }
}
