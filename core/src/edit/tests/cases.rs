//! Every row of the table of difficult cases.

use serde::Deserialize as _;

use super::super::{EditOptions, Edited, Refusal, edit};
use crate::delta::{Delta, Known, Moves};
use crate::value::{Tape, Value};
use crate::yaml::de::Decoding;
use crate::yaml::parse;

fn value(text: &str) -> Value {
    let trees = parse(text).unwrap();
    let (value, faults) =
        Decoding::new(&trees[0], trees[0].root().unwrap()).run(|node| Value::deserialize(node));
    assert!(faults.errors.is_empty(), "{text}");
    value.unwrap()
}

pub(super) fn edited(
    text: &str,
    change: impl FnOnce(&mut Value),
    options: EditOptions,
) -> Result<Edited, Refusal> {
    let old = value(text);
    let mut new = old.clone();
    change(&mut new);
    let (base, new) = (Tape::of(&old).unwrap(), Tape::of(&new).unwrap());
    let Some(delta) = Delta::between(base.root().unwrap(), new.root().unwrap(), Known::Nothing) else {
        panic!("nothing changes in {text}");
    };
    let trees = parse(text).unwrap();
    let tree = &trees[0];
    edit(tree, tree.root().unwrap(), &delta, &Moves::none(), options)
}

/// The text after one field is set.
pub(super) fn check(text: &str, pointer: &str, new: &str, expect: &str) {
    let result =
        edited(text, |value| *value.pointer_mut(pointer).unwrap() = self::value(new), EditOptions::default());
    assert_eq!(result.unwrap().text, expect);
}

#[test]
fn a_scalar_is_replaced() {
    check("a: 1 # c\nb: 2\n", "/a", "3", "a: 3 # c\nb: 2\n");
}

/// The text after an entry or an item is removed.
pub(super) fn check_removed(text: &str, pointer: &str, expect: &str) {
    let (parent, last) = pointer.rsplit_once('/').unwrap();
    let remove = |value: &mut Value| match value.pointer_mut(parent).unwrap() {
        Value::Mapping(map) => drop(map.remove(last)),
        Value::Sequence(items) => drop(items.remove(last.parse().unwrap())),
        _ => panic!("{parent}"),
    };
    assert_eq!(edited(text, remove, EditOptions::default()).unwrap().text, expect);
}

pub(super) fn check_added(text: &str, pointer: &str, key: &str, new: &str, expect: &str) {
    let add = |value: &mut Value| {
        value.pointer_mut(pointer).unwrap().as_mapping_mut().unwrap().insert(key, self::value(new));
    };
    assert_eq!(edited(text, add, EditOptions::default()).unwrap().text, expect);
}

#[test]
fn anchors_and_aliases() {
    // All sites change alike: the anchor changes once.
    let all = |value: &mut Value| {
        for name in ["a", "b", "c"] {
            value.as_mapping_mut().unwrap().insert(name, 2);
        }
    };
    let text = "a: &x 1 # c\nb: *x\nc: *x\n";
    assert_eq!(edited(text, all, EditOptions::default()).unwrap().text, text.replace('1', "2"));
    // One site changes.
    check(text, "/b", "2", "a: &x 1 # c\nb: 2\nc: *x\n");
    // The anchor changes, its aliases do not.
    check(text, "/a", "2", "a: &x 2 # c\nb: 1\nc: 1\n");
    // Inside a shared mapping.
    check("a: &x\n  k: 1\nb: *x\n", "/b/k", "2", "a: &x\n  k: 1\nb:\n  k: 2\n");
    check("a: &x\n  k: 1\nb: *x\n", "/a/k", "2", "a: &x\n  k: 2\nb:\n  k: 1\n");
    // The anchor goes: the first alias that is left gets it.
    check_removed(text, "/a", "b: &x 1\nc: *x\n");
    check_removed("a: &x {k: 1}\nb: *x\n", "/a", "b: &x\n  k: 1\n");
    check_removed(text, "/b", "a: &x 1 # c\nc: *x\n");
    // A key is kept an anchor of its value.
    check("a: &x {k: 1}\nb: *x\n", "/a", "5", "a: &x 5\nb:\n  k: 1\n");
}

#[test]
fn merge_keys() {
    let text = "base: &base\n  image: a # one\n  pull: b\none:\n  <<: *base\n  own: 1\n";
    check(text, "/one/image", "z", &text.replace("own: 1\n", "own: 1\n  image: z\n"));
    check(
        text,
        "/base/image",
        "z",
        &text.replace("image: a", "image: z").replace("own: 1\n", "own: 1\n  image: a\n"),
    );
    let both = |value: &mut Value| {
        *value.pointer_mut("/base/image").unwrap() = "z".into();
        *value.pointer_mut("/one/image").unwrap() = "z".into();
    };
    assert_eq!(
        edited(text, both, EditOptions::default()).unwrap().text,
        text.replace("image: a", "image: z")
    );
    // An entry that is merged cannot be taken away here alone.
    let remove =
        |value: &mut Value| drop(value.pointer_mut("/one").unwrap().as_mapping_mut().unwrap().remove("pull"));
    assert!(edited(text, remove, EditOptions::default()).is_err());
    let options = EditOptions { fallback: super::super::Fallback::RewriteSection, ..EditOptions::default() };
    let rewritten = edited(text, remove, options).unwrap();
    assert_eq!(rewritten.text, text.replace("  <<: *base\n  own: 1\n", "  image: a\n  own: 1\n"));
    assert_eq!(rewritten.rewritten.iter().map(ToString::to_string).collect::<Vec<_>>(), ["one"]);
    let from_both = |value: &mut Value| {
        for place in ["/base", "/one"] {
            value.pointer_mut(place).unwrap().as_mapping_mut().unwrap().remove("pull");
        }
    };
    assert_eq!(
        edited(text, from_both, EditOptions::default()).unwrap().text,
        text.replace("  pull: b\n", "")
    );
}

#[test]
fn flow_collections_stay_flow() {
    check("a: [1, 2,3] # c\n", "/a/1", "5", "a: [1, 5,3] # c\n");
    check_removed("a: [1, 2, 3] # c\n", "/a/0", "a: [2, 3] # c\n");
    check_removed("a: [1, 2, 3]\n", "/a/2", "a: [1, 2]\n");
    check_removed("a: {x: 1, y: 2, z: 3}\n", "/a/true", "a: {x: 1, z: 3}\n");
    check_removed("a: [\n  one, # 1\n  two # 2\n  ]\n", "/a/1", "a: [\n  one # 1\n  ]\n");
    check_removed("a: [1]\nb: 2\n", "/a/0", "a: []\nb: 2\n");
    check_added("a: {x: {}}\n", "/a/x", "k", "[1, 'yes']", "a: {x: {k: [1, \"yes\"]}}\n");
    check_added("- [a: b]\n", "/0/0", "c", "d", "- [{a: b, c: d}]\n");
    check("a: {x, z: }\n", "/a/x", "1", "a: {x: 1, z: }\n");
    check("a: {x, z: }\n", "/a/z", "1", "a: {x, z: 1}\n");
    // Comments and a comma at the end.
    check_added("a: {\n  x: 1, # one\n  }\n", "/a", "k", "2", "a: {\n  x: 1, # one\n  k: 2,\n  }\n");
}

#[test]
fn block_scalars_in_all_chomping_forms() {
    check("a: |-\n  x\n  y\nb: 1\n", "/a", "\"x\\nz\"", "a: |-\n  x\n  z\nb: 1\n");
    check("a: |+\n  x\n\nb: 1\n", "/a", "\"z\\n\\n\"", "a: |+\n  z\n\nb: 1\n");
    check("a: | # c\n    x\nb: 1\n", "/a", "\"z\\n\"", "a: | # c\n    z\nb: 1\n");
    check("a: |\n  x\nb: 1\n", "/a", "\"x\"", "a: |-\n  x\nb: 1\n");
    check("a: |2\n   x\n  y\nb: 1\n", "/a", "\" z\\ny\\n\"", "a: |2\n   z\n  y\nb: 1\n");
    check("a: |\n  x\n  y\nb: 1\n", "/a", "5", "a: 5\nb: 1\n");
    check("a: | # c\n  x\n\nb: 1\n", "/a", "{k: v}", "a: # c\n  k: v\n\nb: 1\n");
    check(
        "a: >\n  one two\n  three\n\n  four\nb: 1\n",
        "/a",
        "\"one two three\\nfive\\n\"",
        "a: >\n  one two\n  three\n\n  five\nb: 1\n",
    );
    check("a: >-\n  one\nb: 1\n", "/a", "\" x\"", "a: \" x\"\nb: 1\n");
    // A line of blanks only, or with blanks at its end.
    check("a: |\n  x\nb: 1\n", "/a", "\"x \\ny\\n\"", "a: |\n  x \n  y\nb: 1\n");
    // At the end of a text without a last break.
    check("a: |\n  x", "/a", "\"y\"", "a: |\n  y");
    check("a: |\n  x", "/a", "\"y\\n\"", "a: |\n  y\n");
    check_added("a: |\n  x", "", "b", "1", "a: |-\n  x\nb: 1");
    check_removed("a: |\n  x\nb: 1", "/b", "a: |\n  x\n");
    check_removed("a: |+\n  x\n\nb: 1\n\nc: 2\n", "/b", "a: |+\n  x\n\nc: 2\n");
}

#[test]
fn scalars_of_several_lines() {
    check("a: 'one\n  two' # c\nb: 1\n", "/a", "x", "a: 'x' # c\nb: 1\n");
    check("a:\n  one\n  two # c\nb: 1\n", "/a", "x", "a:\n  x # c\nb: 1\n");
    check("a: \"x\"\n", "/a", "\"y\\nz\"", "a: \"y\\nz\"\n");
    check("a: x\n", "/a", "\"y\\nz\\n\"", "a: |\n  y\n  z\n");
    check("a: 'x'\n", "/a", "\"it's\"", "a: 'it''s'\n");
}

#[test]
fn nulls_and_comments() {
    check("a: # c\nb:\n", "/b", "1", "a: # c\nb: 1\n");
    check("a: # c\n  # below\nb:\n", "/a", "[x]", "a: # c\n- x\n  # below\nb:\n");
    check("- # c\n- x\n", "/0", "{k: v}", "- # c\n  k: v\n- x\n");
    check("a: ~ # c\n", "/a", "{k: {l: v}}", "a: # c\n  k:\n    l: v\n");
    check("a: !!str\nb: 1\n", "/a", "x", "a: x\nb: 1\n");
}

#[test]
fn comments_of_what_goes_and_of_what_stays() {
    check_removed("# License.\n\n# First.\na: 1\nb: 2\n", "/a", "# License.\n\n# First.\nb: 2\n");
    check_removed("a:\n  # one\n  x: 1\n  # two\n  z: 2\n", "/a/x", "a:\n  # two\n  z: 2\n");
    check_removed("a: 1\n# title\n\n# b\nb: 2\nc: 3\n", "/b", "a: 1\n# title\n\nc: 3\n");
    check_removed("l:\n# a\n- a\n# b\n- b\n", "/l/0", "l:\n# b\n- b\n");
    check_removed("l:\n# title\n\n# a\n- a\n# b\n- b\n", "/l/0", "l:\n# title\n\n# b\n- b\n");
    check_removed("l:\n# title\n- a\n# b\n- b\n- c\n", "/l/0", "l:\n# title\n# b\n- b\n- c\n");
    check_removed("# License.\n- a\n# b\n- b\n", "/0", "# License.\n# b\n- b\n");
    check_removed("l:\n- a: 1 # c\n  # about b\n  b: 2\n", "/l/0/a", "l:\n- # about b\n  b: 2\n");
    check_removed("a: 1\n\nb: 2\n\nc: 3\n", "/b", "a: 1\n\nc: 3\n");
    check_removed("a: 1\n\nb: 2\n", "/b", "a: 1\n");
    check_removed("a: 1\nb: 2", "/b", "a: 1");
    check_removed("a:\n  x: 1\n  # in a\n# of b\nb: 2\n", "/a", "# of b\nb: 2\n");
    check("a:\n  x: 1 # c\n  # more\nb: 2\n", "/a", "5", "a: 5\nb: 2\n");
    check("a: # c\n  x: 1\nb: 2\n", "/a", "5", "a: 5 # c\nb: 2\n");
}

#[test]
fn lists_of_lists_and_top_level_lists() {
    check("- a\n- b # c\n", "", "[b, a]", "- b # c\n- a\n");
    check("- a # c\n- b\n", "", "[z, a, b]", "- z\n- a # c\n- b\n");
    check("- - a\n  - b\n- - c\n", "/0", "[z, a, b]", "- - z\n  - a\n  - b\n- - c\n");
    check("- - a\n  - b\n- - c\n", "/0", "[b, a]", "- - b\n  - a\n- - c\n");
    check(
        "l:\n  - name: a\n    v: 1\n\n  - name: b\n    v: 2\n",
        "/l",
        "[{name: b, v: 2}, {name: a, v: 3}]",
        "l:\n  - name: b\n    v: 2\n\n  - name: a\n    v: 3\n",
    );
}

#[test]
fn keys_tabs_ends_of_lines_and_marks() {
    check("? a # c\n: 1\n? - x\n  - z\n: 2\n".split("? -").next().unwrap(), "/a", "3", "? a # c\n: 3\n");
    check("\"a b\": 1\n'c': 2\n", "/c", "3", "\"a b\": 1\n'c': 3\n");
    check("a: 1\r\nb: 2\r\n", "/a", "{k: [x]}", "a:\r\n  k:\r\n  - x\r\nb: 2\r\n");
    check("a: 1\r\nb:\n  c: 2\n", "/a", "\"x\\nz\\n\"", "a: |\r\n  x\r\n  z\r\nb:\n  c: 2\n");
    check_added("a:\n  b: 1\r\nc: 2\n", "/a", "d", "2", "a:\n  b: 1\r\n  d: 2\r\nc: 2\n");
    check_removed("\u{FEFF}a: 1\nb: 2\n", "/a", "\u{FEFF}b: 2\n");
    check_added("\u{FEFF}a: 1\n", "", "b", "2", "\u{FEFF}a: 1\nb: 2\n");
    check(
        "%YAML 1.1\n%TAG ! tag:x,2000:\n---\na: 1\n... # end\n",
        "/a",
        "2",
        "%YAML 1.1\n%TAG ! tag:x,2000:\n---\na: 2\n... # end\n",
    );
    check("--- # c\na: 1\n", "", "{a: 1, b: 2}", "--- # c\na: 1\nb: 2\n");
    check("a: !custom x # c\n", "/a", "z", "a: z # c\n");
}

#[test]
fn numbers_and_equal_spellings() {
    check("a: 0775\nb: 1e3\nc: 1\n", "/c", "2", "a: 0775\nb: 1e3\nc: 2\n");
    check("a: 1.5\n", "/a", "2.0", "a: 2.0\n");
    check("a: '08'\nb: 1\n", "/b", "'09'", "a: '08'\nb: '09'\n");
    check("a: \"x\"\nb: 1\n", "/b", "'yes'", "a: \"x\"\nb: \"yes\"\n");
}

#[test]
fn a_key_that_is_given_twice_counts_where_it_stands_last() {
    let text = "a: 1\nb: 2\na: 3\n";
    let trees = parse(text).unwrap();
    let (tree, root) = (&trees[0], trees[0].root().unwrap());
    let run = |new: &str| {
        let (base, new) = (Tape::of(&value("{a: 3, b: 2}")).unwrap(), Tape::of(&value(new)).unwrap());
        let delta = Delta::between(base.root().unwrap(), new.root().unwrap(), Known::Nothing).unwrap();
        edit(tree, root, &delta, &Moves::none(), EditOptions::default())
    };
    let refusal = run("{b: 2}").unwrap_err();
    assert!(refusal.reason.contains("given twice"), "{refusal}");
    assert_eq!(run("{a: 4, b: 2}").map(|edited| edited.text).unwrap_or_default(), text.replace('3', "4"));
}

#[test]
fn a_refusal_says_where_and_why() {
    let text = "a: &a {x: 1}\nb: {<<: *a}\n";
    let remove =
        |value: &mut Value| drop(value.pointer_mut("/b").unwrap().as_mapping_mut().unwrap().remove("x"));
    let refusal = edited(text, remove, EditOptions::default()).unwrap_err();
    assert_eq!(&text[refusal.span.range()], "{<<: *a}");
}
