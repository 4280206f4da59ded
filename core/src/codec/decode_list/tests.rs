//! Lists of a document: aliases that expand without measure.

use crate::codec::{Frame, Serializer};
use crate::error::Error;
use crate::object::AnyObject;
use crate::scheme::Scheme;

type Decoded = Result<Box<dyn AnyObject>, Error>;

fn objects(text: &str) -> Vec<Decoded> {
    let serializer = Serializer::new(Scheme::builder().build().unwrap());
    serializer.decoder().decode_unknown(true).objects([Ok(Frame::yaml(text))]).collect()
}

/// The first problem of the only result.
fn problem(text: &str) -> String {
    let mut objects = objects(text);
    assert_eq!(objects.len(), 1, "{objects:?}");
    objects.remove(0).unwrap_err().problems()[0].message().to_owned()
}

/// A list of lists, each with as many aliases of the one before.
fn lists(levels: usize, aliases: usize) -> String {
    use std::fmt::Write as _;
    let mut text = "apiVersion: v1\nkind: List\nitems:\n- &l0 {apiVersion: v1, kind: List, items: []}\n".to_owned();
    for level in 1..=levels {
        let items = vec![format!("*l{}", level - 1); aliases].join(", ");
        writeln!(text, "- &l{level} {{apiVersion: v1, kind: List, items: [{items}]}}").unwrap();
    }
    text
}

#[test]
fn lists_of_aliases_of_lists_are_counted_before_they_are_followed() {
    assert!(objects(&lists(2, 9)).is_empty(), "a few are fine");
    assert_eq!(problem(&lists(30, 9)), "the aliases of this document expand to more than 10000 values");
    // One in the other, as deep as a stack is not.
    assert!(problem(&lists(20_000, 1)).starts_with("the aliases of this document expand"));
    let serializer = Serializer::new(Scheme::builder().build().unwrap());
    assert!(serializer.decoder().decode(&Frame::yaml(lists(30, 9))).is_err());
}
