//! What the fuzz target found of what is said once and stands in several places: anchors, aliases and merge keys.

use super::super::{EditOptions, Fallback};
use super::cases::{check, check_removed, edited};
use crate::value::Value;

#[test]
fn tags_and_anchors_stay_apart_from_what_is_written() {
    check("a: !!str &x b\nc: *x\n", "/a", "5", "a: &x 5\nc: b\n");
    check("{\n  ! ,\n  a: b\n}\n", "/", "x", "{\n  ! : x ,\n  a: b\n}\n");
    check("{a: !!str &x b, c: *x}\n", "/a", "5", "{a: &x 5, c: b}\n");
    check("- &a\n- b\n", "/0", "[x]", "- &a\n  - x\n- b\n");
    check("a: &x b\n*x : c\n", "/a", "d", "a: &x d\nb : c\n");
}

#[test]
fn items_change_places_around_anchors_and_kept_blank_lines() {
    check("- &x a\n- *x\n- b\n", "", "[b, a, a]", "- b\n- &x a\n- *x\n");
    check("- {k: &x a}\n- {l: *x}\n", "", "[{l: a}, {k: a}]", "- {l: a}\n- {k: &x a}\n");
    check("- a\n- |\n  b", "", "[b, a]", "- |-\n  b\n- a");
    check("- x\n\n- |+\n  b\n\n- y\n", "", "[\"b\\n\\n\", x, y]", "- |+\n  b\n\n- x\n- y\n");
}

#[test]
fn an_alias_that_changes_leaves_those_in_what_it_names() {
    let text = "- &x [&y a, *y]\n- *x\n";
    check(text, "/1/0", "b", "- &x [&y a, *y]\n- - b\n  - a\n");
    check(text, "/0/0", "b", "- &x [&y b, a]\n- - a\n  - a\n");
    let text = "a: &x {k: &y a, l: *y}\nb:\n  <<: *x\n";
    check(text, "/b/k", "b", &format!("{text}  k: b\n"));
}

#[test]
fn what_a_merge_key_brings_in_goes_from_the_mapping_that_stands_there() {
    check_removed("<<: {a: 1, c: 2}\nb: 1\n", "/a", "<<: {c: 2}\nb: 1\n");
    check_removed("b:\n  <<:\n    a: 1\n    c: 2\n", "/b/a", "b:\n  <<:\n    c: 2\n");
    check_removed("<<: {a}", "/a", "<<: {}");
    check_removed("<<: [{a: 1}, {a: 2, b: 3}]\nc: d\n", "/a", "<<: [{}, {b: 3}]\nc: d\n");
    check_removed("<<:\n  <<: {a: 1, b: 2}\n", "/a", "<<:\n  <<: {b: 2}\n");
    check_removed("x: {<<: &x {a: 1, b: 2}}\nz: *x\n", "/x/a", "x: {<<: &x {b: 2}}\nz:\n  a: 1\n  b: 2\n");
    for text in ["x: &x {a: 1}\nz:\n  <<: *x\n  c: 1\n", "x: &x {a: 1}\nz: {<<: [{a: 2}, *x], c: 1}\n"] {
        let remove = |value: &mut Value| {
            value.pointer_mut("/z").unwrap().as_mapping_mut().unwrap().remove("a");
        };
        let refusal = edited(text, remove, EditOptions::default()).unwrap_err();
        assert_eq!(refusal.reason, "`a` comes from a merge key and cannot be removed here");
    }
}

#[test]
fn a_merged_mapping_that_is_written_anew_leaves_what_merges_it() {
    let text = "a: &x {b: 1}\nc:\n  <<: *x\n";
    check_removed(text, "/a/b", "a: &x {}\nc:\n  <<: *x\n  b: 1\n");
    let refused =
        |text: &str, change: fn(&mut Value)| edited(text, change, EditOptions::default()).unwrap_err().reason;
    let add = |value: &mut Value| {
        value.pointer_mut("/a").unwrap().as_mapping_mut().unwrap().insert("b", 1);
    };
    let text = "a: &x {}\nc:\n  <<: *x\n  d: 2\n";
    assert_eq!(refused(text, add), "the merge key would bring `b` here too");
    let to_scalar = |value: &mut Value| *value.pointer_mut("/a").unwrap() = 1.into();
    assert_eq!(refused(text, to_scalar), "a merge key would name what is no mapping");
    let both = |value: &mut Value| {
        add(value);
        value.pointer_mut("/c").unwrap().as_mapping_mut().unwrap().insert("b", 1);
    };
    let expected = "a: &x\n  b: 1\nc:\n  <<: *x\n  d: 2\n";
    assert_eq!(edited(text, both, EditOptions::default()).unwrap().text, expected);
    let text = "a: &x {e: 0}\nc:\n  <<: *x\n  d: 2\n";
    let expected = "a: &x {e: 0, b: 1}\nc:\n  <<: *x\n  d: 2\n";
    assert_eq!(edited(text, both, EditOptions::default()).unwrap().text, expected);
    let unlike = |value: &mut Value| {
        add(value);
        value.pointer_mut("/c").unwrap().as_mapping_mut().unwrap().insert("b", 3);
    };
    let expected = "a: &x {e: 0, b: 1}\nc:\n  <<: *x\n  d: 2\n  b: 3\n";
    assert_eq!(edited(text, unlike, EditOptions::default()).unwrap().text, expected);
    let text = "a: &x {e: 0}\nc:\n  <<: *x\n  b: 2\n";
    let expected = "a: &x {e: 0, b: 1}\nc:\n  <<: *x\n  b: 2\n";
    assert_eq!(edited(text, add, EditOptions::default()).unwrap().text, expected);
}

#[test]
fn an_own_key_beside_one_that_is_merged() {
    let refused =
        |text: &str, change: fn(&mut Value)| edited(text, change, EditOptions::default()).unwrap_err().reason;
    let remove = |value: &mut Value| {
        value.pointer_mut("/c").unwrap().as_mapping_mut().unwrap().remove("b");
    };
    let text = "a: &x {b: 1}\nc:\n  <<: *x\n  b: 2\n";
    assert_eq!(refused(text, remove), "`b` comes from a merge key and cannot be removed here");
    check_removed("c:\n  <<: {b: 1, d: 2}\n  b: 2\n", "/c/b", "c:\n  <<: {d: 2}\n");
    let change = |value: &mut Value| *value.pointer_mut("/a/b").unwrap() = 3.into();
    assert_eq!(refused("a: &x {b: 1}\nc:\n  b: 2\n  <<: *x\n", change), "a merge key overrides `b`");
    let text = "a: &x {b: 1}\nc:\n  <<: *x\n  b: 2\n";
    check(text, "/a/b", "3", &text.replace('1', "3"));
}

#[test]
fn what_is_shared_is_written_out_where_its_section_may_be_rewritten() {
    let options = EditOptions { fallback: Fallback::RewriteSection, ..EditOptions::default() };
    let text = "a: &x\n  b: 1 # b\nc:\n  <<: *x\n  d: 2\ne: 3 # e\n";
    let remove = |value: &mut Value| drop(value.as_mapping_mut().unwrap().remove("a"));
    let refusal = edited(text, remove, EditOptions::default()).unwrap_err();
    assert_eq!(refusal.reason, "what a merge key or a key names would be gone");
    assert_eq!(edited(text, remove, options).unwrap().text, "c:\n  b: 1\n  d: 2\ne: 3 # e\n");
    let change = |value: &mut Value| {
        *value.pointer_mut("/a/b").unwrap() = 5.into();
        value.pointer_mut("/a").unwrap().as_mapping_mut().unwrap().insert("f", 6);
    };
    let expected = "a: &x\n  b: 5 # b\n  f: 6\nc:\n  b: 1\n  d: 2\ne: 3 # e\n";
    assert_eq!(edited(text, change, options).unwrap().text, expected);
    let text = "k: 0\na: &x {k: 1, m: 2}\n<<: *x\n";
    let change = |value: &mut Value| *value.pointer_mut("/a/k").unwrap() = 5.into();
    let expected = "k: 1\na: {k: 5, m: 2}\nm: 2\n";
    assert_eq!(edited(text, change, options).unwrap().text, expected);
    let remove = |value: &mut Value| drop(value.as_mapping_mut().unwrap().remove("k"));
    assert_eq!(edited(text, remove, options).unwrap().text, "a: {k: 1, m: 2}\nm: 2\n");
}

#[test]
fn what_comes_by_several_merge_keys_is_refused_with_its_name() {
    let twice = |level: usize| format!("a{level}: &a{level} {{<<: [*a{0}, *a{0}]}}\n", level - 1);
    let text = format!("a0: &a0 {{k: 1}}\n{}", (1..10).map(twice).collect::<String>());
    let remove = |value: &mut Value| {
        value.pointer_mut("/a9").unwrap().as_mapping_mut().unwrap().remove("k");
    };
    let refusal = edited(&text, remove, EditOptions::default()).unwrap_err();
    assert_eq!(refusal.reason, "`k` comes from a merge key and cannot be removed here");
}

#[test]
fn what_merges_a_mapping_that_merges_what_changes_keeps_it() {
    let text = "b: &x {a: 2}\n<<:\n  <<: *x\n";
    check(text, "/b/a", "1", "b: &x {a: 1}\n<<:\n  <<: *x\na: 2\n");
    check_removed(text, "/b/a", "b: &x {}\n<<:\n  <<: *x\na: 2\n");
    let chain = "a: &a {k: 1, l: 2}\nb: &b\n  <<: *a\nc:\n  <<: *b\nd: *b\n";
    let in_all = |value: &mut Value, places: &[&str]| {
        for place in places {
            *value.pointer_mut(place).unwrap() = 5.into();
        }
    };
    let written = |text: &str, places: &[&str]| {
        edited(text, |value| in_all(value, places), EditOptions::default()).unwrap().text
    };
    let first = chain.replace("k: 1", "k: 5");
    assert_eq!(written(chain, &["/a/k"]), first.replace("  <<: *a\n", "  <<: *a\n  k: 1\n"));
    assert_eq!(written(chain, &["/a/k", "/b/k", "/c/k", "/d/k"]), first);
    assert_eq!(
        written(chain, &["/a/k", "/b/k"]),
        first.replace("c:\n  <<: *b\nd: *b\n", "c:\n  <<: *b\n  k: 1\nd:\n  k: 1\n  l: 2\n")
    );
    assert_eq!(written(chain, &["/c/k"]), chain.replace("  <<: *b\n", "  <<: *b\n  k: 5\n"));
    // What comes in now has the name of an own key.
    let text = "x: &x {e: 0}\nc:\n  b: 2\n  <<: *x\n";
    let add = |value: &mut Value| {
        value.pointer_mut("/x").unwrap().as_mapping_mut().unwrap().insert("b", 1);
    };
    let refusal = edited(text, add, EditOptions::default()).unwrap_err();
    assert_eq!(refusal.reason, "a merge key overrides `b`");
    let swapped = |value: &mut Value| {
        add(value);
        value.pointer_mut("/c").unwrap().as_mapping_mut().unwrap().remove("b");
    };
    let refusal = edited(text, swapped, EditOptions::default()).unwrap_err();
    assert_eq!(refusal.reason, "`b` comes from a merge key and cannot be removed here");
}

#[test]
fn aliases_of_what_goes_keep_what_it_named() {
    let change = |value: &mut Value| {
        *value.pointer_mut("/a/k").unwrap() = 2.into();
        value.as_mapping_mut().unwrap().remove("b");
    };
    let text = "a:\n  k: &x 1\nb: &y\n- z: *x\nc:\n- m: *y\nd: *y\n";
    let expect = "a:\n  k: &x 2\nc:\n- m: &y\n  - z: 1\nd: *y\n";
    assert_eq!(edited(text, change, EditOptions::default()).unwrap().text, expect);
}
