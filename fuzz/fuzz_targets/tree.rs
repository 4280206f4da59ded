//! Parsing ends with a tree or an error, and places are sound.
#![no_main]

use libfuzzer_sys::fuzz_target;
use libgitops::source::Span;
use libgitops::yaml::{self, NodeId, NodeKind, Tree};

fuzz_target!(|text: &str| {
    match yaml::parse(text) {
        Ok(trees) => trees.iter().for_each(|tree| check(tree, text)),
        Err(errors) => {
            for error in errors.iter() {
                assert_inside(error.span(), Span::new(0, text.len()), text);
            }
        }
    }
    match yaml::parse_json(text) {
        Ok(tree) => check(&tree, text),
        Err(error) => {
            assert_inside(error.span(), Span::new(0, text.len()), text);
            assert!(
                serde_json::from_str::<serde_json::Value>(text).is_err(),
                "serde_json accepts it: {error}"
            );
        }
    }
});

fn check(tree: &Tree<'_>, text: &str) {
    assert_inside(tree.document_span(), Span::new(0, text.len()), text);
    if let Some(root) = tree.root() {
        check_node(tree, root, text);
        assert_eq!(tree.subtree_end(root).index(), tree.len());
    }
    for comment in tree.comments() {
        assert_inside(comment.span, tree.document_span(), text);
        assert!(text[comment.span.range()].starts_with('#'));
    }
    tree.duplicate_keys();
}

fn check_node(tree: &Tree<'_>, node: NodeId, text: &str) {
    let span = tree.span(node);
    let children: Vec<NodeId> = match tree.kind(node) {
        NodeKind::Mapping(_) => tree.entries(node).flat_map(|(key, value)| [key, value]).collect(),
        _ => tree.items(node).collect(),
    };
    let mut end = span.start;
    for child in children {
        let inner = tree.span(child);
        assert_inside(inner, span, text);
        assert!(end <= inner.start, "{inner:?} overlaps what is before it");
        end = inner.end;
        check_node(tree, child, text);
    }
    for span in [tree.tag_span(node), tree.anchor_span(node)].into_iter().flatten() {
        assert_inside(span, tree.document_span(), text);
    }
    // Both may refuse, neither may panic.
    let _ = (tree.scalar(node).is_ok(), tree.key_text(node).is_ok(), tree.merged_entries(node).is_ok());
}

fn assert_inside(inner: Span, outer: Span, text: &str) {
    let is_inside = outer.start <= inner.start && inner.start <= inner.end && inner.end <= outer.end;
    assert!(is_inside, "{inner:?} is not in {outer:?}");
    assert!(text.get(inner.range()).is_some(), "{inner:?} cuts a character");
}
