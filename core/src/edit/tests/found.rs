//! What the fuzz target found, each in its smallest form.

use super::super::{CommentsOfRemoved, EditOptions};
use super::cases::{check, check_added, check_removed, edited};
use crate::value::Value;

#[test]
fn a_whole_document_is_replaced() {
    check("! a # c\n", "", "5", "5 # c\n");
    check("&a\n", "", "x", "&a x\n");
    check("!!str\n", "", "5", "5\n");
    check("a # c\n", "", "\"x\\ny\\n\"", "| # c\n  x\n  y\n");
    check("[\n a\n]\n", "", "\"x\\n\"", "|\n  x\n");
    check("--- # c\n a\n", "", "[b]", "--- # c\n- b\n");
    check("--- a\n", "", "{k: v}", "---\nk: v\n");
    check("--- !!str\na\n", "", "{k: v}", "---\nk: v\n");
    check(">\n  a\n", "", "'5'", ">-\n  5\n");
    check("a", "", "{'': 1}", "\"\": 1");
    check("a", "", "{k: \"x\\n\\n\"}", "k: |+\n  x\n\n");
}

#[test]
fn the_value_of_an_explicit_key_gets_a_colon() {
    check("? a # c\n? b\n", "/a", "1", "? a # c\n: 1\n? b\n");
    check("? a\n? b\n", "/b", "{k: v}", "? a\n? b\n:\n  k: v\n");
    check("? |\n  a", "/a", "1", "? |-\n  a\n: 1");
    check_added("? |\n  a", "", "b", "1", "? |-\n  a\nb: 1");
}

#[test]
fn a_block_is_quoted_where_what_follows_would_be_a_part_of_it() {
    check("a: b\n   # c\nd: e\n", "/a", "\"x\\ny\\n\"", "a: \"x\\ny\\n\"\n   # c\nd: e\n");
    check("--- >\n   \n", "", "key", "--- key\n   \n");
    check("- |\n  a", "", "[\"x \\ny\\n\", b]", "- |\n  x \n  y\n- b");
    check("a: b\n     ", "/a", "\"x\\ny\"", "a: \"x\\ny\"\n     ");
}

#[test]
fn a_line_of_blanks_in_a_block_is_a_part_of_it() {
    check_removed("- |\n d\n  \n- p", "/1", "- |\n d\n  \n");
    check_removed("- |\n d\n  \n- p\n", "/1", "- |\n d\n  \n");
    check_removed("- |\n d\n\n- p\n", "/1", "- |\n d\n");
    check_removed("a: |\n d\n \nb: p\n", "/b", "a: |\n d\n");
    check("- |-\n   d\n- b\n- c\n\t ", "", "[d]", "- |-\n   d\n");
}

#[test]
fn lists_without_anything_left_stand_where_they_were() {
    check("-  - a\n   - b\n", "/0", "[[c]]", "-  - - c\n");
    check("- \t~\n- b\n", "/0", "{k: v}", "-\n  k: v\n- b\n");
    let cut = |value: &mut Value| {
        *value = Value::Sequence(vec![1.into(), 2.into()]);
    };
    let text = "[\na, b,\nc\n d, [ e ],\nf,\n]\n";
    let cut = edited(text, cut, EditOptions::default()).unwrap().text;
    assert_eq!(cut, "[\n1, 2,\n]\n");
    check_removed("[\n---,\na\n]\n", "/1", "[\n---,\n]\n");
    check("\u{FEFF}\u{FEFF}a: b\n", "/a", "{k: v}", "\u{FEFF}\u{FEFF}a:\n  k: v\n");
    check("\n\u{FEFF}\u{FEFF}- \n", "", "[x, 5]", "\n\u{FEFF}\u{FEFF}- x\n- 5\n");
    check("# a\n\u{FEFF}b: c\n", "", "{b: c, d: e}", "# a\n\u{FEFF}b: c\nd: e\n");
    check_removed("[\n  \"a\n  # b\",\n  c,\n  d\n]\n", "/1", "[\n  \"a\n  # b\",\n  d\n]\n");
    check_removed("a: |2\nb: c\n\t\n", "/b", "a: |2\n");
}

#[test]
fn blanks_that_a_text_ends_in_behind_a_block_make_it_no_longer() {
    check("- |+\n  k\n ", "", "[\"k\\n\", b]", "- |+\n  k\n- b");
    check("- |\n  k\n ", "", "[\"k\\n\", b]", "- |\n  k\n- b\n ");
    check("- |\n  k\n   ", "", "[\"k\\n \", b]", "- |-\n  k\n   \n- b");
    check("- a\n- |+\n  k\n ", "", "[\"k\\n\", a]", "- |+\n  k\n- a");
    check("- a\n- |+\r\r\r\n- b\n", "", "[\"\\n\\n\", a, b]", "- |+\r\r\r- a\n- b\n");
    check("-\n- |+\r\r ", "", "[\"\\n\", null]", "- |+\r\r-");
    check_added("a: >\n  k\n ", "", "b", "c", "a: >\n  k\nb: c\n ");
}

#[test]
fn a_line_of_blanks_behind_a_block_that_has_moved_loses_them() {
    check("- a\n   \n- |\n  b\n", "", "[\"b\\n\", a]", "- |\n  b\n\n- a\n");
    check("-\n  \n- |1\n", "", "[\"\", null]", "- |1\n\n-\n");
    check("- a\n \n- >\n  b", "", "[b, a]", "- >-\n  b\n\n- a");
    // A comment stays where it stands.
    check(
        "x:\n  - a\n\n  # c\n\n  - |+\n    b\n",
        "/x",
        "[\"b\\n\", a]",
        "x:\n  - |+\n    b\n  # c\n\n  - a\n",
    );
}

#[test]
fn a_value_where_none_was_leaves_no_blanks_behind_it() {
    check("a: \n", "/a", "5", "a: 5\n");
    check("a:   \nb: c\n", "/a", "{k: v}", "a:\n  k: v\nb: c\n");
    check("a:   # c\n", "/a", "5", "a: 5   # c\n");
    check("- \n- b\n", "/0", "a", "- a\n- b\n");
    check("- ", "/0", "a", "- a");
}

#[test]
fn the_indicator_of_an_explicit_key_in_braces_goes_with_it() {
    check_removed("{a, ? b : c, d}\n", "/b", "{a, d}\n");
    check_removed("{? a : b, c: d}\n", "/a", "{c: d}\n");
    check_removed("{a,\n? b, d}\n", "/b", "{a,\nd}\n");
    check_removed("{a,\n?\n b\n c\n}\n", "/b c", "{a\n}\n");
    check_removed("{a,\n# c :\n?\n b\n}\n", "/b", "{a\n}\n");
    check_removed("[\na,\n...,b\n]\n", "/2", "[\na,\n...,\n]\n");
    check_removed("[a\n...,b\n]\n", "/1", "[a\n...,\n]\n");
}

#[test]
fn items_in_brackets_change_places_with_their_text() {
    check("a: [\"b\", c, 'd'] # e\n", "/a", "[d, c, b]", "a: ['d', c, \"b\"] # e\n");
    check("- [b: &x 1, c]\n- *x\n", "/0", "[c, {b: 1}]", "- [c, b: &x 1]\n- *x\n");
    check("a: [\n  b, # one\n  c\n]\n", "/a", "[c, x, b]", "a: [\n  c,\n  x,\n  b\n]\n");
}

#[test]
fn a_pair_without_braces_gets_them_around_its_text() {
    check_added("- [a: &x \"b\", *x]\n", "/0/0", "c", "d", "- [{a: &x \"b\", c: \"d\"}, *x]\n");
    check_added("- [$\":]\n", "/0/0", "c", "d", "- [{$\": , c: d}]\n");
    check_added("[\na:,\n]\n", "/0", "c", "d", "[\n{a: , c: d},\n]\n");
    check_added("[\na: \n\n]\n", "/0", "c", "d", "[\n{a: , c: d}\n\n]\n");
    check_added("[\n? a \n]\n", "/0", "c", "d", "[\n{? a, c: d} \n]\n");
    check("- [no, a: b]\n", "/0", "[{c: d}, {a: b, e: f}]", "- [{c: d}, {a: b, e: f}]\n");
    check_added("- [? a]\n", "/0/0", "c", "d", "- [{? a, c: d}]\n");
    check_added("- [a: ]\n", "/0/0", "c", "d", "- [{a: , c: d}]\n");
}

#[test]
fn a_long_key_is_an_explicit_one() {
    let key = "k".repeat(1500);
    check_added("a: \"x\"\n", "", &key, "z", &format!("a: \"x\"\n? {key}\n: z\n"));
}

#[test]
fn a_line_keeps_its_own_break_when_lines_behind_it_come_and_go() {
    let text = "- a: 1\r\n  b: 2\r- c\n";
    check(text, "", "[{a: 1}, x, c]", "- a: 1\r\n- x\r- c\n");
    let text = "-\n- i\n- - |";
    check(text, "", "[i, ['', null], null]", "- i\n- - |-\n  - null\n-");
}

#[test]
fn the_end_of_the_text_goes_where_its_block_goes() {
    let text = "a:\n  b:\n  - c: |\n      x";
    let change = |value: &mut Value| {
        *value.pointer_mut("/a/b").unwrap() = Value::Sequence(Vec::new());
        value.as_mapping_mut().unwrap().insert("d", 1);
    };
    assert_eq!(edited(text, change, EditOptions::default()).unwrap().text, "a:\n  b: []\nd: 1");
}

#[test]
fn an_item_that_moves_loses_its_last_entry() {
    let text = "- name: a # a\n  b: 1\n\n- name: b\n  b: 2 # b\n- name: c\n  c: 3\n";
    let expect = "- name: b\n\n- name: a # a\n- name: c\n  c: 3\n";
    check(text, "", "[{name: b}, {name: a}, {name: c, c: 3}]", expect);
}

#[test]
fn a_comma_without_which_a_line_would_end_a_document_is_the_one_before_what_is_new() {
    check("[\n...,.\n,]\n", "", "[..., [x]]", "[\n..., [\n x\n]\n,]\n");
    check("[\na,\n...,\n...,\nb ]\n", "", "[a]", "[\na ]\n");
    check("[\n..., a]\n", "", "[..., b, a]", "[\n..., b, a]\n");
}

#[test]
fn a_comment_between_what_goes_by_lines_keeps_its_line() {
    check("{a: 1,\n b: 2,\n# c\nd: 3}\n", "", "{d: 4}", "{\n# c\nd: 4}\n");
    check("{a: 1, # a\n b: 2,\n# c\nd: 3}\n", "", "{d: 4}", "{\n# c\nd: 4}\n");
}

#[test]
fn blank_lines_of_a_block_at_the_end_stay_when_what_is_behind_it_goes() {
    let change = |value: &mut Value| {
        value.pointer_mut("/a").unwrap().as_sequence_mut().unwrap().pop();
        value.as_mapping_mut().unwrap().insert("b", "c");
    };
    for text in
        ["a:\n- |+\n\n-", "a:\n- !\n |+\n\n-", "a:\r\n- |+\r\n\r\n-", "a:\n- |+\n\n-\n", "a:\n- >\n  b\n-"]
    {
        let (kept, rest) = text.rsplit_once('-').unwrap();
        let expected = format!("{kept}b: c{rest}");
        assert_eq!(edited(text, change, EditOptions::default()).unwrap().text, expected);
        // Two that are added there.
        let two = |value: &mut Value| {
            change(value);
            value.as_mapping_mut().unwrap().insert("d", "e");
        };
        let line_break = if text.contains('\r') { "\r\n" } else { "\n" };
        let expected = format!("{kept}b: c{line_break}d: e{rest}");
        assert_eq!(edited(text, two, EditOptions::default()).unwrap().text, expected);
    }
}

#[test]
fn a_key_that_is_a_block_is_the_last_of_its_entry_where_it_has_no_value() {
    check("- ? |\n    text", "", "[{text: null}, a]", "- ? |-\n    text\n- a");
    check_added("a:\n  ? |\n    text", "", "b", "c", "a:\n  ? |-\n    text\nb: c");
    check_removed("? |\n  a\nb: c\n\t\t\n", "/b", "? |\n  a\n");
    check_removed("? |+\n  a\nb: c\n\n", "/b", "? |+\n  a\n");
}

#[test]
fn a_break_that_is_added_at_the_end_is_none_of_the_one_before() {
    let text = "- |+\r\r- - |+\n ";
    check(text, "", "[[''], \"\\n\"]", "- - |-\r \r- |+\r\r");
}

#[test]
fn lines_that_end_with_a_carriage_return_alone_are_lines() {
    let text = "- - |+\n   a\r\r- - b\n";
    check(text, "", "[[\"a\\n\\n\"], c, [\"a\\n\\n\"]]", "- - |+\n   a\r\r- c\r- - |+\r   a\r\r");
}

#[test]
fn lines_of_blanks_that_a_text_ends_in_become_no_part_of_a_block() {
    check_removed("- |\n a\n-\n\n  ", "/1", "- |\n a\n");
    check("? |+\n\n ", "/\n", "a", "? |+\n\n: a");
}

#[test]
fn what_comes_to_the_start_of_a_line_is_no_marker() {
    check_removed("[a,\na,... ,a]\n", "/1", "[a,\n ... ,a]\n");
}

#[test]
fn brackets_behind_a_dash_are_closed_where_the_item_begins() {
    let text = "- a: [\n    1,\n    2\n  ]\n- b\n";
    check(text, "/0/a", "[2, 1]", "- a: [\n    2,\n    1\n  ]\n- b\n");
    check(text, "/0/a", "[3, 4]", "- a: [\n    3,\n    4\n  ]\n- b\n");
    check("? a\n: b: [\n   1,2]\n", "/a/b", "[2, 1]", "? a\n: b: [\n   2,\n   1\n  ]\n");
    check("- - [\n   [a],[b]]\n", "/0/0", "[[b], [a]]", "- - [\n     [b],\n     [a]\n    ]\n");
}

#[test]
fn a_block_that_comes_to_the_end_of_its_entry_takes_no_blank_line_below() {
    let remove_both = |value: &mut Value| {
        value.pointer_mut("/a").unwrap().as_mapping_mut().unwrap().remove("c");
        value.as_mapping_mut().unwrap().remove("d");
    };
    let text = "a:\n  b: |+\n  c: 1\nd: 2\n\ne: 3\n";
    assert_eq!(edited(text, remove_both, EditOptions::default()).unwrap().text, "a:\n  b: |+\ne: 3\n");
    let text = "- a:\n  ? b\n- a:\n   - >+\n   - -\n\n  ? b\n  : - - a:\n- |+";
    let moved = "['', {a: null, b: null}, {a: [[null], ''], b: [[{a: null}]]}, c]";
    let expected = "- \"\"\n- a:\n  ? b\n- a:\n   - -\n   - \"\"\n\n  ? b\n  : - - a:\n- c";
    check(text, "", moved, expected);
}

#[test]
fn an_item_with_a_keeping_block_comes_before_a_blank_line() {
    let text = "- [a]\n-\n\n- - - -\n  - |+\n   a\n- b";
    check(
        text,
        "",
        "[b, [[['']], \"a\\n\"], null, [e, [f]]]",
        "- b\n- - - - \"\"\n  - |+\n   a\n-\n- - e\n  - - f",
    );
}

#[test]
fn behind_a_colon_without_a_value_there_is_a_blank() {
    // libyaml and go-yaml take `a:` for the key of `{a:, b: 1}`.
    check_removed("{a: , b: 1}\n", "/b", "{a: }\n");
    check_removed("{a:\n , b: 1}\n", "/b", "{a: }\n");
    check_removed("[e:   # f\n , b]\n", "/1", "[e: ]\n");
    check_added("{a: }\n", "", "b", "1", "{a: , b: 1}\n");
    check_added("{\n  a:\n}\n", "", "b", "1", "{\n  a: ,\n  b: 1\n}\n");
    check("[a: , b, c: ]\n", "", "[b, a: , c: ]", "[b, a: , c: ]\n");
    check("[b: 1,\n a:\n]\n", "", "[a: , b: 1]", "[a: , b: 1]\n");
}

#[test]
fn a_blank_line_that_parts_entries_is_no_part_of_a_block() {
    let text = "a: x\n\nb:\n  c: |+\n  d: 1\n";
    let change = |value: &mut Value| {
        value.pointer_mut("/b").unwrap().as_mapping_mut().unwrap().remove("d");
        value.as_mapping_mut().unwrap().insert("e", Value::Sequence(vec!["f".into()]));
    };
    let expected = "a: x\n\nb:\n  c: |+\ne:\n- f\n";
    assert_eq!(edited(text, change, EditOptions::default()).unwrap().text, expected);
}

#[test]
fn comments_that_move_stand_above_what_changes_places() {
    let options = EditOptions { comments: CommentsOfRemoved::MoveToParent, ..EditOptions::default() };
    let text = "---\n# h\n- a\n# d\n- {b: 1, # b\n   c: 2}\n";
    let change = |value: &mut Value| {
        let items = value.as_sequence_mut().unwrap();
        items[1].as_mapping_mut().unwrap().remove("b");
        items.reverse();
    };
    let moved = edited(text, change, options).unwrap();
    assert_eq!(moved.text, "---\n# d\n# b\n- {c: 2}\n# h\n- a\n");
    let text = "- a: x\n  b:\n    c: [] # c\n    d: 1\n";
    let change = |value: &mut Value| {
        let item = value.pointer_mut("/0").unwrap().as_mapping_mut().unwrap();
        item.remove("a");
        item.get_mut("b").unwrap().as_mapping_mut().unwrap().remove("c");
    };
    let moved = edited(text, change, options).unwrap();
    assert_eq!(moved.text, "# c\n- b:\n    d: 1\n");
}

#[test]
fn a_key_that_gets_a_value_becomes_no_marker() {
    check("{ !!str\n---, a }\n", "/---", "b", "{ !!str\n---: b, a }\n");
    check("{ !!str , a }\n", "/", "b", "{ !!str : b , a }\n");
}

#[test]
fn blanks_that_end_a_text_are_no_line_of_a_block_that_is_written_again() {
    let text = "- a\n  b\n\n- |+ # c\n  x\n  # no\n  ";
    let expected = "- |+ # c\n  x\n  # no\n- |+\n  x\n  # no\n- a\n  b";
    check(text, "", "[\"x\\n# no\\n\", \"x\\n# no\\n\", \"a b\"]", expected);
}

#[test]
fn a_text_that_is_a_number_for_go_yaml_is_quoted() {
    check("[[! 0b-00, b], [c]]\n", "", "[[c], ['0b-00', d]]", "[[c], [\"0b-00\", d]]\n");
}

#[test]
fn the_last_line_of_what_comes_last_in_brackets_ends_no_document() {
    check("[\n a\n...,\n b\n ]\n", "", "[b, a ...]", "[\n b,\n a\n...,\n]\n");
    check("[ a\n---, b ]\n", "", "[b, a ---]", "[ b, a\n---, ]\n");
    check("[a\n...,b]\n", "", "[b, a ...]", "[b,a\n...,]\n");
}
