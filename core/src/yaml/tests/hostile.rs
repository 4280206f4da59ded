//! Texts that are meant to hurt: deep, endless, exponential or full of bytes that no one expects.

use std::fmt::Write as _;

use super::super::parse::check_size;
use super::super::{Comment, MAX_DEPTH, SyntaxError, SyntaxErrors, Tree, parse, parse_documents};
use super::shapes::shapes;
use crate::source::Span;

fn refused(text: &str) -> SyntaxError {
    let errors = parse(text).expect_err(&text.chars().take(60).collect::<String>());
    errors[0].clone()
}

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    text.write_fmt(line).unwrap();
}

fn only(text: &str) -> Tree<'_> {
    let mut trees = parse(text).unwrap();
    assert_eq!(trees.len(), 1);
    trees.remove(0)
}

#[test]
fn a_text_of_four_gibibytes_is_refused_before_it_is_read() {
    let largest = usize::try_from(u32::MAX - 1).unwrap();
    assert!(check_size(largest).is_ok());
    assert_eq!(check_size(largest + 1).unwrap_err().message(), "the text is 4 GiB long or longer");
}

#[test]
fn nesting_without_end_is_refused_in_every_shape() {
    let mut indented = String::new();
    let mut indented_items = String::new();
    for depth in 0..1000 {
        let indent = " ".repeat(depth);
        line(
            &mut indented,
            format_args!(
                "{indent}a:
"
            ),
        );
        line(
            &mut indented_items,
            format_args!(
                "{indent}-
"
            ),
        );
    }
    let texts = [
        "[".repeat(100_000),
        "{".repeat(100_000),
        "{a: ".repeat(100_000),
        "[{a: ".repeat(100_000),
        "{? ".repeat(100_000),
        "- ".repeat(100_000),
        "? ".repeat(100_000),
        "- ? ".repeat(100_000),
        "? - ".repeat(100_000),
        format!("{}x{}", "[".repeat(100_000), "]".repeat(100_000)),
        format!("{}[", "- ".repeat(100_000)),
        indented,
        indented_items,
    ];
    for text in &texts {
        let error = refused(text);
        assert_eq!(error.message(), "the collections are nested too deeply", "{}", &text[..20]);
        assert!(error.span().end < 600_000, "{:?}", error.span());
    }
}

#[test]
fn nesting_up_to_the_limit_is_read() {
    let flow = format!("{}{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH));
    assert_eq!(only(&flow).expanded_depth(), MAX_DEPTH);
    let block = format!("{}x", "- ".repeat(MAX_DEPTH));
    assert_eq!(only(&block).expanded_depth(), MAX_DEPTH);
    assert_eq!(only(&block.replace('x', &flow)).expanded_depth(), 2 * MAX_DEPTH);
}

#[test]
fn an_exponential_number_of_aliases_is_counted_and_not_followed() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..=8 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        line(&mut text, format_args!("a{level}: &a{level} [{aliases}]\n"));
    }
    let tree = only(&text);
    let mut size = 11;
    let mut wanted = 1 + 9 + size;
    for _ in 1..=8 {
        size = 1 + 10 * size;
        wanted += size;
    }
    assert_eq!(tree.expanded_len(), wanted);
    assert_eq!(tree.expanded_depth(), 10);
    assert_eq!(tree.len(), 1 + 9 * 12);
}

#[test]
fn more_aliased_nodes_than_fit_a_number_stay_the_largest_number() {
    let mut text = "a0: &a0 [x, x]\n".to_owned();
    for level in 1..=200 {
        line(&mut text, format_args!("a{level}: &a{level} [*a{0}, *a{0}]\n", level - 1));
    }
    let tree = only(&text);
    assert_eq!(tree.expanded_len(), u64::MAX);
    assert_eq!(tree.expanded_depth(), 202);
}

#[test]
fn a_long_chain_of_aliases_tells_its_depth() {
    let mut text = "- &a0 [x]\n".to_owned();
    for level in 1..20_000 {
        line(&mut text, format_args!("- &a{level} [*a{}]\n", level - 1));
    }
    assert_eq!(only(&text).expanded_depth(), 20_001);
}

#[test]
fn a_chain_of_merge_keys_is_merged_without_recursion_and_within_a_limit() {
    let mut text = "- &a0 {k0: x}\n".to_owned();
    for level in 1..20_000 {
        line(&mut text, format_args!("- &a{level} {{<<: *a{}}}\n", level - 1));
    }
    let tree = only(&text);
    let last = tree.items(tree.root().unwrap()).last().unwrap();
    assert_eq!(tree.merged_entries(last).unwrap().len(), 1);

    let mut text = "- &a0 {k0: x}\n".to_owned();
    for level in 1..40 {
        line(&mut text, format_args!("- &a{level} {{<<: [*a{0}, *a{0}]}}\n", level - 1));
    }
    let tree = only(&text);
    let last = tree.items(tree.root().unwrap()).last().unwrap();
    let error = tree.merged_entries(last).unwrap_err();
    assert_eq!(error.message(), "the merge keys bring in too many entries");
}

#[test]
fn an_alias_that_stands_for_what_holds_it_is_refused() {
    for text in ["&a [*a]", "a: &x {b: *x}", "- &x\n  - [*x]", "&a {*a : b}"] {
        let error = refused(text);
        assert_eq!(error.message(), "the alias stands inside the node that it stands for", "{text}");
        let (label, anchor) = error.related().unwrap();
        assert_eq!((label, text[anchor.range()].starts_with('&')), ("the node's anchor", true), "{text}");
        assert_eq!(text[error.span().range()].chars().next(), Some('*'), "{text}");
    }
    // A second anchor of the same name takes the name over.
    let tree = only("- &a x\n- &a [y]\n- *a\n");
    let items: Vec<_> = tree.items(tree.root().unwrap()).collect();
    assert_eq!(tree.resolve(items[2]), items[1]);
}

#[test]
fn long_runs_of_anything_are_read_in_one_pass() {
    let texts = [
        "x".repeat(1_000_000),
        "# x\n".repeat(100_000),
        format!("a: {}", "# x\n".repeat(100_000)),
        format!("a:\n{}", "- # x\n".repeat(100_000)),
        format!("a: |\n{}", "  # x\n".repeat(100_000)),
        format!("a: |+\n{}", "\n".repeat(100_000)),
        format!("a: |\n{}b: x", "\n".repeat(100_000)),
        "---\n".repeat(20_000),
        "a\n...\n".repeat(20_000),
        "? a\n".repeat(50_000),
        "a:\n".repeat(50_000),
        "- a:\n".repeat(50_000),
        "- |\n".repeat(50_000),
        "- &a\n".repeat(50_000),
        "- !t\n".repeat(50_000),
        format!("[{}]", "a: b, ".repeat(50_000)),
        format!("{{{}}}", "a, ".repeat(50_000)),
        format!("- &a x\n{}", "- *a\n".repeat(50_000)),
        format!("\"{}\"", "\\n".repeat(200_000)),
        format!("'{}'", "''".repeat(200_000)),
        format!("a:{}b", " ".repeat(500_000)),
        format!("{}a: b", "\n".repeat(500_000)),
    ];
    for text in &texts {
        let trees = parse(text).unwrap_or_else(|error| panic!("{error}: {:?}", &text[..20]));
        assert!(trees.iter().map(|tree| tree.duplicate_keys().len()).sum::<usize>() < 50_000);
    }
}

#[test]
fn bytes_that_no_one_expects_are_refused_with_words() {
    let cases = [
        ("a: \0", "the control character U+0000 may not stand in YAML"),
        ("\0", "the control character U+0000 may not stand in YAML"),
        ("a: b\u{1}c", "the control character U+0001 may not stand in YAML"),
        ("a: \"\u{1b}[31m\"", "the control character U+001B may not stand in YAML"),
        ("# \u{7}", "the control character U+0007 may not stand in YAML"),
        ("a: \u{7f}", "the control character U+007F may not stand in YAML"),
        ("\ta: x", "a tab cannot indent: YAML indents with spaces"),
        ("a:\n\tb: x", "a tab cannot indent: YAML indents with spaces"),
        ("a:\n  b: 1\n\tc: 2", "a tab cannot indent: YAML indents with spaces"),
        ("- \ta: b", "a tab cannot indent: YAML indents with spaces"),
        ("-\t- b", "a tab cannot indent: YAML indents with spaces"),
        ("a: \"x", "this quote is never closed"),
        (
            "a: 'x\nb: 1\n",
            "a quote is not closed, or this line of the quoted text is not indented further than its key",
        ),
        ("a: [x", "`[` is never closed"),
        ("a: {x: y", "`{` is never closed"),
        ("a: [x}", "`[` is closed by `}`"),
        ("a: x]", ""),
        ("]", "no bracket is open that this one could close"),
        ("a: b: c", "a second `: ` on the line: put a text that holds one into quotes"),
        ("a: - b", "a list may not begin here: put it on a line of its own"),
        ("a: @x", "`@` is reserved: put the text into quotes"),
        ("a: `x`", "``` is reserved: put the text into quotes"),
        ("a: %x", "`%` begins a directive: put the text into quotes"),
        ("a: *x", "there is no anchor of this name before the alias"),
        ("a: \"\\q\"", "YAML does not know this escape"),
        ("a: 1\n b: 2", "a key may not stand here: check the indentation of its line"),
        ("a: 1\nb\n", "a colon is expected after the key, on the key's line"),
    ];
    for (text, wanted) in cases {
        match (parse(text), wanted) {
            (Ok(_), "") => {}
            (Ok(trees), _) => panic!("{text:?} is read as {trees:?}"),
            (Err(errors), _) if wanted.starts_with("a quote is not closed") => {
                let error = &errors[0];
                assert_eq!(error.message(), wanted);
                assert_eq!(error.related().map(|(_, span)| &text[span.range()]), Some("'"), "{text:?}");
            }
            (Err(errors), _) => assert_eq!(errors[0].message(), wanted, "{text:?} {errors:?}"),
        }
    }
}

/// How many bytes of memory a byte of text may take: an entry of two bytes such as `a,` in braces is two nodes, and a
/// vector may be half empty.
const MOST_MEMORY: usize = 48;

#[test]
fn ten_megabytes_of_any_shape_end_in_a_tree_or_errors_of_bounded_size() {
    for (name, text) in shapes(10_000_000) {
        let memory: usize = parse_documents(&text).iter().map(memory_of).sum();
        assert!(memory <= MOST_MEMORY * text.len(), "{name}: {memory} bytes for {}", text.len());
    }
}

fn memory_of(document: &Result<Tree<'_>, SyntaxErrors>) -> usize {
    size_of_val(document)
        + match document {
            Ok(tree) => {
                tree.nodes.capacity() * size_of_val(&tree.nodes[..1.min(tree.nodes.len())])
                    + tree.comments.capacity() * size_of::<Comment>()
                    + tree.properties.iter().map(|property| size_of_val(property) + 16).sum::<usize>()
            }
            Err(errors) => size_of_val(&errors[..]),
        }
}

#[test]
fn very_many_aliases_inside_their_own_node_are_told_soon() {
    let text = format!("&a [{}{}]", "&b x, ".repeat(100_000), "*a, ".repeat(100_000));
    let errors = parse(&text).unwrap_err();
    assert_eq!(errors.len(), 1000);
    assert_eq!(errors[0].related(), Some(("the node's anchor", Span::new(0, 2))));
}
