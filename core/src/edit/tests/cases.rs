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
fn check(text: &str, pointer: &str, new: &str, expect: &str) {
    let result =
        edited(text, |value| *value.pointer_mut(pointer).unwrap() = self::value(new), EditOptions::default());
    assert_eq!(result.unwrap().text, expect);
}

#[test]
fn a_scalar_is_replaced() {
    check("a: 1 # c\nb: 2\n", "/a", "3", "a: 3 # c\nb: 2\n");
}
