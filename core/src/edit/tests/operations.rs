//! Operations on values, made up from a seed, the same for every parser's value.

use crate::value::Value;

/// A small generator with a seed that is printed.
pub(super) struct Random(pub(super) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11
    }

    pub(super) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }
}

const TEXTS: &[&str] = &[
    "plain",
    "two words",
    "yes",
    "1.10",
    "# no comment",
    "a: b",
    "it's",
    "say \"hi\"",
    "8080",
    "ünï",
    "",
    "- dash",
    "line one\nline two\n",
    "line one\n\n  line three",
    "{brace}",
    "trailing ",
    "null",
    "1e3",
    "back\\slash",
    "x,y",
];

fn scalar(random: &mut Random) -> Value {
    match random.below(5) {
        0 => Value::from(i64::try_from(random.below(100_000)).unwrap()),
        1 => Value::from(random.below(2) == 0),
        2 => Value::try_from(0.5 + f64::from(u32::try_from(random.below(100)).unwrap())).unwrap(),
        _ => Value::from(TEXTS[random.below(TEXTS.len())]),
    }
}

fn any_value(random: &mut Random, depth: usize) -> Value {
    match random.below(if depth > 2 { 6 } else { 10 }) {
        0..6 => scalar(random),
        6 => Value::Sequence((0..random.below(4)).map(|_| any_value(random, depth + 1)).collect()),
        7 => Value::Null,
        _ => {
            (0..random.below(4)).map(|index| (format!("key{index}"), any_value(random, depth + 1))).collect()
        }
    }
}

/// An operation at a pointer, the same for every parser's value.
#[derive(Clone, Debug)]
pub(super) enum Operation {
    Set(String, Value),
    AddKey(String, String, Value),
    RemoveKey(String, String),
    Insert(String, usize, Value),
    RemoveItem(String, usize),
    Swap(String, usize, usize),
}

impl Operation {
    pub(super) fn apply(&self, value: &mut Value) -> Option<()> {
        match self {
            Self::Set(pointer, new) => *value.pointer_mut(pointer)? = new.clone(),
            Self::AddKey(pointer, key, new) => {
                value.pointer_mut(pointer)?.as_mapping_mut()?.insert(key.as_str(), new.clone());
            }
            Self::RemoveKey(pointer, key) => {
                value.pointer_mut(pointer)?.as_mapping_mut()?.remove(key)?;
            }
            Self::Insert(pointer, index, new) => {
                let items = value.pointer_mut(pointer)?.as_sequence_mut()?;
                (*index <= items.len()).then(|| items.insert(*index, new.clone()))?;
            }
            Self::RemoveItem(pointer, index) => {
                let items = value.pointer_mut(pointer)?.as_sequence_mut()?;
                (*index < items.len()).then(|| items.remove(*index))?;
            }
            Self::Swap(pointer, left, right) => {
                let items = value.pointer_mut(pointer)?.as_sequence_mut()?;
                (*left < items.len() && *right < items.len()).then(|| items.swap(*left, *right))?;
            }
        }
        Some(())
    }
}

fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    let escape = |key: &str| key.replace('~', "~0").replace('/', "~1");
    match value {
        Value::Mapping(map) => {
            map.iter().for_each(|(key, value)| pointers(value, &format!("{at}/{}", escape(key)), found));
        }
        Value::Sequence(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, item)| pointers(item, &format!("{at}/{index}"), found));
        }
        _ => {}
    }
}

/// One that can be done to this value.
pub(super) fn operation(value: &Value, random: &mut Random) -> Operation {
    let mut all = Vec::new();
    pointers(value, "", &mut all);
    loop {
        let pointer = all[random.below(all.len())].clone();
        let place = value.pointer(&pointer).unwrap();
        match (random.below(6), place) {
            (0, Value::Mapping(_)) => {
                return Operation::AddKey(pointer, "added".to_owned(), any_value(random, 0));
            }
            (1, Value::Mapping(map)) if !map.is_empty() => {
                let key = map.keys().nth(random.below(map.len())).unwrap().to_owned();
                return Operation::RemoveKey(pointer, key);
            }
            (0, Value::Sequence(items)) => {
                let new = items.first().filter(|_| random.below(2) == 0).cloned();
                let new = new.unwrap_or_else(|| any_value(random, 1));
                return Operation::Insert(pointer, random.below(items.len() + 1), new);
            }
            (1, Value::Sequence(items)) if !items.is_empty() => {
                return Operation::RemoveItem(pointer, random.below(items.len()));
            }
            (2, Value::Sequence(items)) if items.len() > 1 => {
                return Operation::Swap(pointer, random.below(items.len()), random.below(items.len()));
            }
            (3 | 4, Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => {
                return Operation::Set(pointer, scalar(random));
            }
            (5, _) if !pointer.is_empty() && random.below(4) == 0 => {
                return Operation::Set(pointer, any_value(random, 0));
            }
            _ => {}
        }
    }
}
