//! Random changes of random documents: what is written means what is wanted, every line outside of the change's hull is
//! the same, byte for byte, and the writer never finds a mistake of its own.
#![no_main]

use libfuzzer_sys::arbitrary::{self, Unstructured};
use libfuzzer_sys::fuzz_target;
use libgitops::delta::{Delta, DeltaKind, EntryDelta, ItemDelta, Known, Moves};
use libgitops::edit::{EditOptions, RefusalKind, edit};
use libgitops::value::{Tape, Value};
use libgitops::yaml::de::Decoding;
use libgitops::yaml::{self, CollectionStyle, NodeId, NodeKind, Tree};
use serde::Deserialize as _;

use self::hull::Hull;

#[path = "../../core/src/edit/tests/hull.rs"]
mod hull;

#[derive(arbitrary::Arbitrary, Debug)]
struct Change {
    place: u16,
    kind: u8,
    key: Text,
    text: Text,
    number: i32,
}

/// Half of the texts are of those that are hard to write.
#[derive(arbitrary::Arbitrary, Debug)]
enum Text {
    Hard(u8),
    Any(String),
}

#[rustfmt::skip]
const HARD: &[&str] = &[
    "", "a", "key", "yes", "null", "~", "0x1F", "1e3", "- a", "a: b", "a #b", "#", "?", ":", "-", "---", "...", "<<",
    "it's", "say \"hi\"", "{a", "b]", "x,y", " a", "a ", "\ta", "a\n", "a\nb", "a\n\n", "\n", "\n a\n", "  a\nb\n",
    "a \nb\n", "a\n\n\nb", "\u{85}", "\u{2028}x", "\u{FEFF}", "a\rb", "\u{7}", "&a", "*a", "!a", "%a", "@a", "`a", "|",
    ">", "'", "\"", "\\", "2026-11-25", "=", "ünï", "😀",
];

impl Text {
    fn get(&self) -> &str {
        match self {
            Self::Hard(number) => HARD[usize::from(*number) % HARD.len()],
            Self::Any(text) => text,
        }
    }
}

fuzz_target!(|input: &[u8]| {
    let Some((text, changes)) = parted(input) else { return };
    let Some(old) = value(text) else { return };
    let mut new = old.clone();
    for change in changes.iter().take(6) {
        apply(&mut new, change);
    }
    let (Ok(base), Ok(tape)) = (Tape::of(&old), Tape::of(&new)) else { return };
    let (Some(from), Some(to)) = (base.root(), tape.root()) else { return };
    let Some(delta) = Delta::between(from, to, Known::Nothing) else { return };
    let trees = yaml::parse(text).expect("it was read before");
    let tree = trees.iter().find(|tree| tree.root().is_some()).expect("it has a document");
    let root = tree.root().expect("it has a root");
    let edited = match edit(tree, root, &delta, &Moves::none(), EditOptions::default()) {
        Ok(edited) => edited.text,
        Err(refusal) => {
            assert_ne!(refusal.kind, RefusalKind::ReadBack, "{refusal}\n{text:?}\n{:?}", delta.changes());
            return;
        }
    };
    // The edit has read its text again; here it is read by the way of decoding.
    assert_eq!(value(&edited).as_ref(), Some(&new), "{text:?}\n{edited:?}");
    if let Some(mistake) = Hull::of(tree, root, &delta).and_then(|hull| hull.mistake(&edited)) {
        panic!("{mistake}\n{text:?}\n{edited:?}\n{:?}", delta.changes());
    }
});

/// The text before the last NUL, and changes of what is behind it; without one, of numbers that follow from the text.
fn parted(input: &[u8]) -> Option<(&str, Vec<Change>)> {
    let (text, changes) = match input.iter().rposition(|byte| *byte == 0) {
        Some(at) => (&input[..at], input[at + 1..].to_vec()),
        None => (input, numbers(input)),
    };
    let changes = Unstructured::new(&changes).arbitrary_iter().ok()?.filter_map(Result::ok).collect();
    Some((std::str::from_utf8(text).ok()?, changes))
}

fn numbers(text: &[u8]) -> Vec<u8> {
    let mut state = text.iter().fold(0xCBF2_9CE4_8422_2325_u64, |state, byte| {
        (state ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3)
    });
    let mut numbers = Vec::new();
    for _ in 0..3 + state % 10 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        numbers.extend(state.to_le_bytes());
    }
    numbers
}

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
    let place = usize::from(change.place) / count;
    match (change.kind % 8, value) {
        (0, Value::Mapping(map)) => {
            map.insert(change.key.get(), change.text.get());
        }
        (1, Value::Mapping(map)) => {
            let keys: Vec<String> = map.keys().map(str::to_owned).collect();
            if let Some(key) = keys.get(place % keys.len().max(1)) {
                map.remove(key);
            }
        }
        (0, Value::Sequence(items)) => items.insert(place % (items.len() + 1), change.text.get().into()),
        (1, Value::Sequence(items)) if !items.is_empty() => {
            items.remove(place % items.len());
        }
        (2, Value::Sequence(items)) => items.reverse(),
        (3 | 6, value) => *value = change.text.get().into(),
        (4, value) => *value = change.number.into(),
        (5, value) => *value = [(change.key.get(), change.text.get())].into_iter().collect(),
        (7, value) => *value = Value::Sequence(vec![change.text.get().into(), Value::Null]),
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
