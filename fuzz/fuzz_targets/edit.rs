//! Random changes of random documents: what is written means what is wanted, and lines outside of the change stay.
#![no_main]

use libfuzzer_sys::{arbitrary, fuzz_target};
use libgitops::delta::{Delta, Known, Moves};
use libgitops::edit::{EditOptions, edit};
use libgitops::value::{Tape, Value};
use libgitops::yaml::{self, de::Decoding};
use serde::Deserialize as _;

#[derive(arbitrary::Arbitrary, Debug)]
struct Change {
    place: u16,
    kind: u8,
    text: String,
    number: i32,
}

fuzz_target!(|input: (String, Vec<Change>)| {
    let (text, changes) = input;
    let Some(old) = value(&text) else { return };
    let mut new = old.clone();
    for change in changes.iter().take(6) {
        apply(&mut new, change);
    }
    let (Ok(base), Ok(tape)) = (Tape::of(&old), Tape::of(&new)) else { return };
    let (Some(from), Some(to)) = (base.root(), tape.root()) else { return };
    let Some(delta) = Delta::between(from, to, Known::Nothing) else { return };
    let trees = yaml::parse(&text).expect("it was read before");
    let tree = trees.iter().find(|tree| tree.root().is_some()).expect("it has a document");
    let Ok(edited) = edit(tree, tree.root().expect("it has a root"), &delta, &Moves::none(), EditOptions::default())
    else {
        return;
    };
    // The edit has read its text again; here it is read by the way of decoding.
    assert_eq!(value(&edited.text).as_ref(), Some(&new), "{text:?}\n{:?}", edited.text);
});

/// The value of a text with one document.
fn value(text: &str) -> Option<Value> {
    let trees = yaml::parse(text).ok()?;
    let mut documents = trees.iter().filter(|tree| tree.root().is_some());
    let (tree, None) = (documents.next()?, documents.next()) else { return None };
    if !tree.duplicate_keys().is_empty() {
        return None;
    }
    let (value, faults) = Decoding::new(tree, tree.root()?).run(|node| Value::deserialize(node));
    value.filter(|_| faults.errors.is_empty())
}

fn apply(root: &mut Value, change: &Change) {
    let count = count(root);
    let mut place = usize::from(change.place) % count;
    let Some(value) = nth(root, &mut place) else { return };
    match (change.kind % 6, value) {
        (0, Value::Mapping(map)) => {
            map.insert(change.text.as_str(), change.number);
        }
        (1, Value::Mapping(map)) => {
            let keys: Vec<String> = map.keys().map(str::to_owned).collect();
            if let Some(key) = keys.get(usize::from(change.place) % keys.len().max(1)) {
                map.remove(key);
            }
        }
        (0, Value::Sequence(items)) => items.push(change.text.as_str().into()),
        (1, Value::Sequence(items)) if !items.is_empty() => {
            items.remove(usize::from(change.place) % items.len());
        }
        (2, Value::Sequence(items)) => items.reverse(),
        (3, value) => *value = change.text.as_str().into(),
        (4, value) => *value = change.number.into(),
        (5, value) => *value = [("key", change.text.as_str())].into_iter().collect(),
        _ => {}
    }
}

fn count(value: &Value) -> usize {
    match value {
        Value::Mapping(map) => 1 + map.values().map(count).sum::<usize>(),
        Value::Sequence(items) => 1 + items.iter().map(count).sum::<usize>(),
        _ => 1,
    }
}

fn nth<'v>(value: &'v mut Value, place: &mut usize) -> Option<&'v mut Value> {
    if *place == 0 {
        return Some(value);
    }
    *place -= 1;
    match value {
        Value::Mapping(map) => map.values_mut().find_map(|value| nth(value, place)),
        Value::Sequence(items) => items.iter_mut().find_map(|item| nth(item, place)),
        _ => None,
    }
}
