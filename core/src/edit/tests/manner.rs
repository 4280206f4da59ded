//! What is new looks like what stands beside it, and what changes breaks its lines where it did.

use super::super::EditOptions;
use super::cases::{check, check_added, check_removed, edited};
use crate::value::Value;

const RULES: &str = r#"rules:
# Reads.
- apiGroups: [""]
  resources: ["pods", "services"]
  verbs: ["get"]
- apiGroups: ["apps"]
  resources: ["deployments"]
  verbs: ["get"]
"#;

#[test]
fn a_new_item_has_the_quotes_of_the_others() {
    check(
        "a:\n- \"--x\" # x\n- \"--y\"\n",
        "/a",
        "[--x, --y, --z]",
        "a:\n- \"--x\" # x\n- \"--y\"\n- \"--z\"\n",
    );
    check("a: ['x','v']\n", "/a", "[x, v, z]", "a: ['x','v','z']\n");
    check("a: [ \"x\" ]\n", "/a", "[z, x]", "a: [ \"z\", \"x\" ]\n");
    // Quotes that are needed are no habit, and neither are those of some.
    check("a: ['1', '2']\n", "/a", "['1', '2', x]", "a: ['1', '2', x]\n");
    check("a: ['x', v]\n", "/a", "[x, v, z]", "a: ['x', v, z]\n");
    // Only texts get quotes.
    check("a:\n- \"x\"\n", "/a", "[x, 1, null, true]", "a:\n- \"x\"\n- 1\n- null\n- true\n");
}

#[test]
fn a_new_entry_has_the_quotes_of_the_others() {
    check_added("a:\n  b: \"x\" # c\n  n: 1\n", "/a", "k", "z", "a:\n  b: \"x\" # c\n  n: 1\n  k: \"z\"\n");
    check_added("{\"a\":1,\"b\":'x'}\n", "", "k", "z", "{\"a\":1,\"b\":'x',\"k\":'z'}\n");
    check_added("'a': \"x\"\n", "", "k", "[z]", "'a': \"x\"\n'k':\n- z\n");
    check_added(
        "env:\n- name: \"A\"\n  value: \"x\"\n",
        "/env/0",
        "other",
        "{k: z}",
        "env:\n- name: \"A\"\n  value: \"x\"\n  other:\n    k: z\n",
    );
}

#[test]
fn a_new_mapping_in_a_list_is_written_as_the_others_are() {
    let batch = "- apiGroups: [\"batch\"]\n  resources: [\"jobs\"]\n  verbs: [\"get\", \"list\"]\n";
    let added = "[{apiGroups: [''], resources: [pods, services], verbs: [get]}, \
        {apiGroups: [apps], resources: [deployments], verbs: [get]}, \
        {apiGroups: [batch], resources: [jobs], verbs: [get, list]}]";
    check(RULES, "/rules", added, &format!("{RULES}{batch}"));
    check(
        "a:\n  # c\n  - {k: \"x\"}\n",
        "/a",
        "[{k: x}, {k: z}]",
        "a:\n  # c\n  - {k: \"x\"}\n  - {k: \"z\"}\n",
    );
    check(
        "a: [{k: 'x', l: 1}]\n",
        "/a",
        "[{k: x, l: 1}, {l: 2, k: z}]",
        "a: [{k: 'x', l: 1}, {l: 2, k: 'z'}]\n",
    );
    // One that has no place on a line in brackets gets lines.
    let long = "x".repeat(100);
    let text = format!("a:\n- {{k: x}}\n- k: {long}\n");
    check("a:\n- {k: x}\n", "/a", &format!("[{{k: x}}, {{k: {long}}}]"), &text);
    // Beside both, the block is taken.
    check(
        "a:\n- {k: x}\n- k: \"v\"\n",
        "/a",
        "[{k: x}, {k: v}, {k: z}]",
        "a:\n- {k: x}\n- k: \"v\"\n- k: z\n",
    );
}

#[test]
fn what_replaces_a_list_is_written_as_it_was() {
    check("a:\n- \"x\"\n- \"z\"\n", "/a", "[v, w]", "a:\n- \"v\"\n- \"w\"\n");
    let other = "[{apiGroups: [batch], resources: [jobs], verbs: [create, list]}]";
    let text = "rules:\n- apiGroups: [\"batch\"]\n  resources: [\"jobs\"]\n  verbs: [\"create\", \"list\"]\n";
    check(RULES, "/rules", other, text);
}

#[test]
fn an_item_with_the_same_keys_of_which_one_has_its_value_is_changed_where_it_stands() {
    let new = "[{apiGroups: [''], resources: [nodes], verbs: [list]}, \
        {apiGroups: [apps], resources: [deployments], verbs: [get]}]";
    let text =
        RULES.replace("[\"pods\", \"services\"]\n  verbs: [\"get\"]", "[\"nodes\"]\n  verbs: [\"list\"]");
    check(RULES, "/rules", new, &text);
}

#[test]
fn a_text_over_several_lines_changes_where_it_changes() {
    let text = "a: >\n  The quick fox jumps over\n  the lazy dog, and over\n  the quick one.\nb: 1\n";
    let new = "\"The quick fox jumps over the very lazy dog, and over the quick one.\\n\"";
    check(text, "/a", new, &text.replace("the lazy", "the very lazy"));
    let new = "\"The quick fox jumps over the quick one. No more.\\n\"";
    check(
        text,
        "/a",
        new,
        &text.replace("  the lazy dog, and over\n", "").replace("one.", "one.\n  No more."),
    );
    let long = "word ".repeat(20);
    let new = format!("\"{long}the lazy dog, and over the quick one.\\n\"");
    let broken = format!("{}\n  {}", "word ".repeat(15).trim_end(), "word ".repeat(5).trim_end());
    check(text, "/a", &new, &text.replace("The quick fox jumps over", &broken));
    for quote in ["", "'", "\""] {
        let text = format!("a: {quote}The quick fox\n  jumps over\n\n  the lazy dog.{quote} # c\nb: 1\n");
        let new = "\"The quick fox jumps over\\nthe very lazy dog.\"";
        check(&text, "/a", new, &text.replace("the lazy", "the very lazy"));
        check(&text, "/a", "fox", &format!("a: {quote}fox{quote} # c\nb: 1\n"));
    }
    // What would not read back as a plain text over several lines.
    check("a: one two\n  three\n", "/a", "\"one two # three\"", "a: \"one two # three\"\n");
    check("a: one\n  two three\n", "/a", "one - two three", "a: one - two three\n");
    check("a: 'it''s\n  three'\n", "/a", "\"it's four\"", "a: 'it''s\n  four'\n");
}

#[test]
fn what_is_new_is_parted_by_a_blank_line_where_all_the_others_are() {
    let steps = "steps:\n# One.\n- uses: a\n  with: b\n\n# Two.\n- run: c\n  if: d\n";
    let new = "[{uses: a, with: b}, {run: c, if: d}, {run: e, if: f}]";
    check(steps, "/steps", new, &format!("{steps}\n- run: e\n  if: f\n"));
    let new = "[{uses: a, with: b}, {run: e, if: f}, {run: c, if: d}]";
    let between = "\n- run: e\n  if: f\n\n# Two.";
    check(steps, "/steps", new, &steps.replace("\n# Two.", between));
    check_added("a:\n  b: 1\n\nc:\n  d: 1\n", "", "e", "{f: 1}", "a:\n  b: 1\n\nc:\n  d: 1\n\ne:\n  f: 1\n");
    check("- a: 1\n\n- a: 2\n", "", "[{a: 0, b: 0}, {a: 1}, {a: 2}]", "- a: 0\n  b: 0\n\n- a: 1\n\n- a: 2\n");
    // A single line needs none.
    check_added("a:\n  b: 1\n\nc:\n  d: 1\n", "", "e", "1", "a:\n  b: 1\n\nc:\n  d: 1\ne: 1\n");
    // Nor is there one where it would be a part of a text.
    check_added("a: 1\n\nb: |+\n  x\n\n", "", "e", "{f: 1}", "a: 1\n\nb: |+\n  x\n\ne:\n  f: 1\n");
}

#[test]
fn a_comment_stays_in_the_column_of_those_around_it() {
    let text = "a: 3      # one\nb: 10     # two\nc: x # three\n";
    check(text, "/a", "12", &text.replace("3      #", "12     #"));
    check(text, "/b", "7", &text.replace("10     #", "7      #"));
    check(text, "/b", "1000000000", &text.replace("10     #", "1000000000 #"));
    check(text, "/c", "longer", &text.replace("x #", "longer #"));
    // One that is alone has no column.
    check("a: 3      # one\n\n# two\nb: 1\n", "/a", "12", "a: 12      # one\n\n# two\nb: 1\n");
    check("a:      # one\nb: 10   # two\n", "/a", "12", "a: 12   # one\nb: 10   # two\n");
}

#[test]
fn a_new_entry_stands_behind_items_that_are_commented_out() {
    let text = "a:\n# - b\n# - c\n\n# About d.\nd: 1\n";
    check_added(text, "", "e", "1", &format!("{text}e: 1\n"));
    let add = |value: &mut Value| {
        let old = std::mem::take(value);
        let entries = old.as_mapping().unwrap().iter();
        let new = entries.map(|(key, value)| (key.to_owned(), value.clone()));
        let (first, rest): (Vec<_>, Vec<_>) = new.partition(|(key, _)| key == "a");
        *value = first.into_iter().chain([("e".to_owned(), Value::from(1))]).chain(rest).collect();
    };
    let expect = text.replace("# - c\n", "# - c\ne: 1\n");
    assert_eq!(edited(text, add, EditOptions::default()).unwrap().text, expect);
}

#[test]
fn the_blank_line_behind_a_first_child_goes_with_it() {
    check_removed("a:\n  b: 1\n\n  c: 2\n", "/a/b", "a:\n  c: 2\n");
    check_removed("a:\n- b\n\n# Of c.\n- c\n", "/a/0", "a:\n# Of c.\n- c\n");
    check_removed("---\na: 1\n\nb: 2\n", "/a", "---\nb: 2\n");
    // A title stays apart.
    check_removed("# License.\na: 1\n\nb: 2\n", "/a", "# License.\n\nb: 2\n");
}

#[test]
fn a_new_mapping_is_laid_out_as_those_with_its_keys() {
    let text = "a:\n- {k: x, l: z}\n- k: x\n  m:\n    n: 1\n";
    check(
        text,
        "/a",
        "[{k: x, l: z}, {k: w, l: v}, {k: x, m: {n: 1}}]",
        &text.replace("z}\n", "z}\n- {k: w, l: v}\n"),
    );
}

#[test]
fn a_new_block_is_indented_as_those_beside_it() {
    for blanks in [" ", "  ", "    ", "       "] {
        let text = format!("notes:\n- |\n{blanks}One.\n- >\n{blanks}Two\n{blanks}lines.\nkind: x\n");
        let new = "[\"One.\\n\", \"Two lines.\\n\", \"Three\\nlines.\\n\"]";
        let added = format!("lines.\n- >\n{blanks}Three\n\n{blanks}lines.\n");
        check(&text, "/notes", new, &text.replace("lines.\n", &added));
        // One that cannot be folded.
        let new = "[\"Zero\\n\\nline.\\n\", \"One.\\n\", \"Two lines.\\n\"]";
        let added = format!("notes:\n- |\n{blanks}Zero\n\n{blanks}line.\n");
        check(&text, "/notes", new, &text.replace("notes:\n", &added));
        let text = format!("- run: |\n  {blanks}a\n  {blanks}b\n");
        check(&text, "", "[{run: \"a\\nb\\n\"}, {run: \"c\\nd\\n\"}]", &{
            format!("{text}- run: |\n  {blanks}c\n  {blanks}d\n")
        });
    }
    // One that needs a digit says how far its own lines are indented.
    let text = "- run: |\n      a\n      b\n";
    check(
        text,
        "",
        "[{run: \"a\\nb\\n\"}, {run: \" c\\nd\\n\"}]",
        &format!("{text}- run: |2\n     c\n    d\n"),
    );
}

#[test]
fn a_new_null_is_written_as_those_beside_it() {
    let text = "- args:\n  name: a\n- args: ~\n  name: b\n";
    check(
        text,
        "",
        "[{args: null, name: a}, {args: null, name: b}, {args: null, name: c}]",
        &format!("{text}- args: ~\n  name: c\n"),
    );
    check("- args:\n", "", "[{args: null}, {args: null, name: b}]", "- args:\n- args:\n  name: b\n");
    check("-\n- a\n", "", "[null, a, null]", "-\n- a\n-\n");
    check_added("- a:\n", "/0", "b", "null", "- a:\n  b: null\n");
    check("- {a: }\n", "", "[{a: null}, {a: null, b: 1}]", "- {a: }\n- {a: null, b: 1}\n");
    // An empty text with a tag is none.
    check("- a: !!str\n", "", "[{a: ''}, {a: ''}]", "- a: !!str\n- a: \"\"\n");
}

#[test]
fn a_new_key_is_written_as_those_like_it() {
    let text = "- 'a': 1\n  80: 8080\n  b: 1\n";
    let new = "[{a: 1, \"80\": 8080, b: 1}, {a: 2, \"80\": 8081, \"81\": 1}]";
    check(text, "", new, &format!("{text}- 'a': 2\n  80: 8081\n  '81': 1\n"));
    // A key that only looks like a merge key.
    let text = "x: &x {a: 1}\nl:\n- <<: *x\n  b: 1\n";
    let add = |value: &mut Value| {
        let new = Value::from(crate::value::Map::from([("<<", "b")]));
        value.pointer_mut("/l").unwrap().as_sequence_mut().unwrap().push(new);
    };
    let result = edited(text, add, EditOptions::default()).unwrap();
    assert_eq!(result.text, format!("{text}- \"<<\": b\n"));
}

#[test]
fn brackets_that_hold_the_same_are_written_alike() {
    let text = "- command: [\"sh\",  '-c']\n  from: { }\n";
    check(
        text,
        "",
        "[{command: [sh, '-c'], from: {}}, {command: [sh, '-c'], from: {}, name: b}]",
        &format!("{text}{text}  name: b\n"),
    );
    let text = "- { a: [x ,z], b: {  } }\n";
    check(
        text,
        "",
        "[{a: [x, z], b: {}}, {a: [x, z], b: {}, c: 1}]",
        &format!("{text}- {{ a: [x ,z], b: {{  }}, c: 1 }}\n"),
    );
    // Not so where other nodes are named, or a pair has no braces.
    check("- a: [&x 1]\n", "", "[{a: [1]}, {a: [1], b: 2}]", "- a: [&x 1]\n- a: [1]\n  b: 2\n");
    check("- [a: ]\n", "", "[[{a: null}], [{a: null}, b]]", "- [a: ]\n- [{a: null}, b]\n");
}
