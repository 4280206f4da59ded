//! Where nodes, comments and documents are.

use super::super::{Tree, parse};

fn slices<'t>(tree: &Tree<'t>) -> Vec<&'t str> {
    tree.nodes().map(|id| &tree.text()[tree.span(id).range()]).collect()
}

fn only(text: &str) -> Tree<'_> {
    let mut trees = parse(text).unwrap_or_else(|error| panic!("{text:?}: {error}"));
    assert_eq!(trees.len(), 1, "{text:?}");
    trees.remove(0)
}

#[test]
fn every_node_covers_its_bytes() {
    let cases: &[(&str, &[&str])] = &[
        ("a: 1\nb: x y # c\n", &["a: 1\nb: x y", "a", "1", "b", "x y"]),
        ("\u{feff}é: ü\r\nb: 2\r\n", &["é: ü\r\nb: 2", "é", "ü", "b", "2"]),
        ("  'a' : \"b\\\n   c\"\n", &["'a' : \"b\\\n   c\"", "'a'", "\"b\\\n   c\""]),
        ("a: x\n  y\n\n  z\nb: 1", &["a: x\n  y\n\n  z\nb: 1", "a", "x\n  y\n\n  z", "b", "1"]),
        // Sequences, indented and not.
        ("a:\n  - x\n  - y\n", &["a:\n  - x\n  - y", "a", "- x\n  - y", "x", "y"]),
        ("a:\n- x\n- y\nb: 1", &["a:\n- x\n- y\nb: 1", "a", "- x\n- y", "x", "y", "b", "1"]),
        ("a: # c - d\n# - e\n- x\n", &["a: # c - d\n# - e\n- x", "a", "- x", "x"]),
        ("a: &q !!seq\n- x\n", &["a: &q !!seq\n- x", "a", "- x", "x"]),
        (
            "a:\n- - x\n  - y\n- z",
            &["a:\n- - x\n  - y\n- z", "a", "- - x\n  - y\n- z", "- x\n  - y", "x", "y", "z"],
        ),
        ("a:\n- &q -1\n", &["a:\n- &q -1", "a", "- &q -1", "-1"]),
        (
            "a:\n- b: 1\n  c: 2\n",
            &["a:\n- b: 1\n  c: 2", "a", "- b: 1\n  c: 2", "b: 1\n  c: 2", "b", "1", "c", "2"],
        ),
        ("- &k b: 1\n", &["- &k b: 1", "&k b: 1", "b", "1"]),
        // Flow collections.
        ("a: [ x, {y: z} ] # c", &["a: [ x, {y: z} ]", "a", "[ x, {y: z} ]", "x", "{y: z}", "y", "z"]),
        ("[a: b , c]", &["[a: b , c]", "a: b", "a", "b", "c"]),
        ("[? a : b]", &["[? a : b]", "? a : b", "a", "b"]),
        // Properties are not part of the node, and an alias is.
        ("a: &x !t b\nc: *x\n", &["a: &x !t b\nc: *x", "a", "b", "c", "*x"]),
        // Absent values stand after their indicator, their property or their key.
        ("a:\nb: # c\n", &["a:\nb:", "a", "", "b", ""]),
        ("a: &x\nb: !!str\n", &["a: &x\nb: !!str", "a", "", "b", ""]),
        ("-\n- # c\n-", &["-\n- # c\n-", "", "", ""]),
        ("? a\n# c\n? b\n", &["? a\n# c\n? b", "a", "", "b", ""]),
        ("{a, b: , 'c':}", &["{a, b: , 'c':}", "a", "", "b", "", "'c'", ""]),
        // Block scalars begin at their header and end with their last line.
        ("a: |\n  x\n\n  y\n\n\nb: 1", &["a: |\n  x\n\n  y\n\n\nb: 1", "a", "|\n  x\n\n  y", "b", "1"]),
        ("a: |+ # c\n  x\n\n\nb: 1", &["a: |+ # c\n  x\n\n\nb: 1", "a", "|+ # c\n  x\n\n", "b", "1"]),
        ("- |-\r\n  x  \r\n\r\n- y", &["- |-\r\n  x  \r\n\r\n- y", "|-\r\n  x  ", "y"]),
        ("- |+\r\n  x\r\n\r\n- y", &["- |+\r\n  x\r\n\r\n- y", "|+\r\n  x\r\n", "y"]),
        ("a: &x !!str >2-\n\n   x\n # c\n", &["a: &x !!str >2-\n\n   x", "a", ">2-\n\n   x"]),
        ("a: |\n\n\nb: >+\n\n\n", &["a: |\n\n\nb: >+\n\n", "a", "|", "b", ">+\n\n"]),
        ("a: |\n  x", &["a: |\n  x", "a", "|\n  x"]),
        ("--- |\n x\n", &["|\n x"]),
        ("? |\n  x\n: - |\n    y\n", &["? |\n  x\n: - |\n    y", "|\n  x", "- |\n    y", "|\n    y"]),
    ];
    for (text, wanted) in cases {
        assert_eq!(slices(&only(text)), *wanted, "{text:?}");
    }
}

#[test]
fn absent_values_stand_after_their_indicator() {
    let cases: &[(&str, &[usize])] = &[
        ("a:\nb: # c\n", &[2, 5]),
        ("a : \nb: &x # c\n", &[3, 10]),
        ("-\n- # c\n-", &[1, 3, 9]),
        ("k:\n- # c\n-\n", &[4, 10]),
        ("? a\n# c\n? b\n", &[3, 11]),
        ("? a\n# c :\n:\n", &[11]),
        ("{a, b: , 'c':}", &[2, 6, 13]),
    ];
    for (text, wanted) in cases {
        let tree = only(text);
        let empty = tree.nodes().map(|id| tree.span(id)).filter(|span| span.is_empty());
        assert_eq!(empty.map(|span| span.start).collect::<Vec<_>>(), *wanted, "{text:?}");
    }
}

#[test]
fn comments_are_found_and_what_looks_like_one_is_not() {
    let cases: &[(&str, &[&str])] = &[
        ("# a\nb: c # d\n#e", &["# a", "# d", "#e"]),
        ("\u{feff}#a\r\nb: 1 #c\r\n", &["#a", "#c"]),
        ("a: b#c\nd: 'e # f'\ng: \"h\n  # i\"\n", &[]),
        ("a: | # b\n  # c\n  d # e\n# f\n", &["# b", "# f"]),
        ("a: >+\n\n  # b\n\n # c\n", &["# c"]),
        ("a: &x#y !t#u b\nc: *x#y\n", &[]),
        ("a: [b, # c\n  d] # e\n", &["# c", "# e"]),
        ("a: # b\n  # c\n  - d\n  # e\n", &["# b", "# c", "# e"]),
        ("%YAML 1.2 # a\n# b\n--- # c\nd\n... # e\n", &["# a", "# b", "# c", "# e"]),
        ("# only\n", &["# only"]),
        ("#", &["#"]),
        ("a: b # é ü\n", &["# é ü"]),
    ];
    for (text, wanted) in cases {
        let tree = only(text);
        let comments = tree.comments().iter().map(|comment| &text[comment.span.range()]);
        assert_eq!(comments.collect::<Vec<_>>(), *wanted, "{text:?}");
    }
}

#[test]
fn documents_share_the_text_without_a_gap() {
    let cases: &[(&str, &[(&str, bool)])] = &[
        ("", &[("", false)]),
        ("\n", &[("\n", false)]),
        ("# a\n", &[("# a\n", false)]),
        ("---\n", &[("---\n", false)]),
        ("--- ~\n", &[("--- ~\n", true)]),
        ("--- &a\n", &[("--- &a\n", true)]),
        ("a: 1\n# b\n--- # c\nd: 2\n", &[("a: 1\n# b\n", true), ("--- # c\nd: 2\n", true)]),
        ("---\na\n---\n---\nb\n", &[("---\na\n", true), ("---\n", false), ("---\nb\n", true)]),
        ("a\n...\n# b\nc\n", &[("a\n...", true), ("\n# b\nc\n", true)]),
        ("a\n...\n# b\n", &[("a\n...\n# b\n", true)]),
        ("# a\n%YAML 1.1\n---\nb\n...\n---\n", &[("# a\n%YAML 1.1\n---\nb\n...", true), ("\n---\n", false)]),
    ];
    for (text, wanted) in cases {
        let trees = parse(text).unwrap();
        let got = trees.iter().map(|tree| (&text[tree.document_span().range()], tree.root().is_some()));
        assert_eq!(got.collect::<Vec<_>>(), *wanted, "{text:?}");
    }
}

#[test]
fn tags_and_anchors_are_told_with_their_places() {
    let text = "%TAG !e! tag:example.com,2000:\n--- !e!top\na: &x !!str b\nc: !local &y [*x]\nd: ! e\n? !<tag:f> g\n";
    let tree = only(text);
    let with_properties = tree.nodes().filter(|id| tree.tag(*id).is_some() || tree.anchor(*id).is_some());
    let got: Vec<_> = with_properties
        .map(|id| {
            let tag = tree.tag_span(id).map(|span| &text[span.range()]);
            let anchor = tree.anchor_span(id).map(|span| &text[span.range()]);
            assert_eq!(tree.anchor(id), anchor.map(|anchor| &anchor[1..]));
            (tree.tag(id).unwrap_or_default(), tag.unwrap_or_default(), anchor.unwrap_or_default())
        })
        .collect();
    let wanted = [
        ("tag:example.com,2000:top", "!e!top", ""),
        ("tag:yaml.org,2002:str", "!!str", "&x"),
        ("!local", "!local", "&y"),
        ("!", "!", ""),
        ("tag:f", "!<tag:f>", ""),
    ];
    assert_eq!(got, wanted);
}

#[test]
fn navigation_agrees_with_the_order_of_the_text() {
    let tree = only("a: [1, [2, 3], {}]\nb: {c: d, e: []}\n");
    let root = tree.root().unwrap();
    let entries: Vec<_> = tree.entries(root).collect();
    assert_eq!(entries.len(), tree.child_count(root));
    let items: Vec<_> = tree.items(entries[0].1).map(|id| &tree.text()[tree.span(id).range()]).collect();
    assert_eq!(items, ["1", "[2, 3]", "{}"]);
    assert_eq!(tree.subtree_end(entries[0].1), entries[1].0);
    assert_eq!(tree.subtree_end(root).index(), tree.len());
    assert_eq!(tree.items(root).len() + tree.entries(entries[0].1).len() + tree.child_count(entries[0].0), 0);
    assert_eq!(tree.expanded_depth(), 3);
    assert_eq!(tree.expanded_len(), tree.len() as u64);
}

#[test]
fn a_bracket_may_be_closed_under_its_key_and_nothing_else_may_stand_there() {
    for (text, nodes) in [
        ("a: [\n  1\n]\nb: {\n  c: 2,\n}\n", 8),
        ("a:\n  b: [\n    1,\n  ]\n  c: 3\n", 8),
        ("- [\n  1\n  ]\n", 3),
    ] {
        assert_eq!(slices(&only(text)).len(), nodes, "{text:?}");
    }
    for wrong in ["a: [\n1\n]\n", "a:\n  b: [\n    1\n]\n", "a: [1,\nb: 2\n", "a: [\n\t]\n"] {
        assert!(parse(wrong).is_err(), "{wrong:?}");
    }
}
