//! Random edits of real manifests, judged by parsers that are not ours.

use serde::Deserialize as _;

use super::super::{EditOptions, edit};
use crate::codec::FrameReader;
use crate::delta::{Delta, Known, Moves};
use crate::value::{Map, Tape, Value};
use crate::yaml::de::Decoding;
use crate::yaml::parse;

/// A small generator with a seed that is printed.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11
    }

    fn below(&mut self, bound: usize) -> usize {
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
enum Operation {
    Set(String, Value),
    AddKey(String, String, Value),
    RemoveKey(String, String),
    Insert(String, usize, Value),
    RemoveItem(String, usize),
    Swap(String, usize, usize),
}

impl Operation {
    fn apply(&self, value: &mut Value) -> Option<()> {
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

fn operation(value: &Value, random: &mut Random) -> Operation {
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

/// The values of all documents as libyaml reads them.
fn judged(text: &str) -> Option<Vec<Value>> {
    // libyaml takes a byte order mark for a part of the first key.
    let text = text.trim_start_matches('\u{FEFF}');
    serde_yaml::Deserializer::from_str(text).map(|document| Value::deserialize(document).ok()).collect()
}

fn own(text: &str) -> Option<Value> {
    let trees = parse(text).ok()?;
    let tree = trees.iter().find(|tree| tree.root().is_some())?;
    if !tree.duplicate_keys().is_empty() {
        return None;
    }
    let (value, faults) = Decoding::new(tree, tree.root()?).run(|node| Value::deserialize(node));
    value.filter(|_| faults.errors.is_empty())
}

#[derive(Default, Debug)]
struct Counts {
    files: usize,
    documents: usize,
    edits: usize,
    nothing: usize,
    right: usize,
    judged: usize,
    refused: Vec<String>,
    wrong: Vec<String>,
    /// Lines changed beyond what the kind of operation needs.
    excess: Vec<String>,
}

/// Lines that are only in one of the texts.
fn changed_lines(old: &str, new: &str) -> (usize, usize) {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let head = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let most = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let mut common = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    for (row, left) in old.iter().enumerate() {
        for (column, right) in new.iter().enumerate() {
            common[row + 1][column + 1] = if left == right {
                common[row][column] + 1
            } else {
                common[row][column + 1].max(common[row + 1][column])
            };
        }
    }
    let common = common[old.len()][new.len()];
    (old.len() - common, new.len() - common)
}

fn one(
    counts: &mut Counts,
    file: &str,
    frame: &str,
    before: &str,
    behind: &str,
    name: &str,
    operations: &[Operation],
) {
    let old = own(frame).unwrap();
    let mut new = old.clone();
    for operation in operations {
        operation.apply(&mut new).unwrap();
    }
    let (base, tape) = (Tape::of(&old).unwrap(), Tape::of(&new).unwrap());
    let Some(delta) = Delta::between(base.root().unwrap(), tape.root().unwrap(), Known::Nothing) else {
        counts.nothing += 1;
        return;
    };
    counts.edits += 1;
    let trees = parse(frame).unwrap();
    let tree = trees.iter().find(|tree| tree.root().is_some()).unwrap();
    let edited = match edit(tree, tree.root().unwrap(), &delta, &Moves::none(), EditOptions::default()) {
        Ok(edited) => edited.text,
        Err(refusal) => {
            counts.refused.push(format!("{name}: {operations:?}: {}", refusal.reason));
            return;
        }
    };
    if own(&edited).as_ref() != Some(&new) {
        counts.wrong.push(format!("{name}: {operations:?}\n{edited}"));
        return;
    }
    counts.right += 1;
    if let [operation] = operations {
        let (gone, come) = changed_lines(frame, &edited);
        let is_one_line = |value: &Value| {
            !matches!(value, Value::Mapping(_) | Value::Sequence(_))
                && value.as_str().is_none_or(|text| !text.contains('\n'))
        };
        let most = match operation {
            Operation::Set(pointer, new)
                if is_one_line(new) && old.pointer(pointer).is_some_and(is_one_line) =>
            {
                Some((1, 1))
            }
            Operation::AddKey(_, _, new) if is_one_line(new) => Some((1, if gone == 0 { 1 } else { 2 })),
            Operation::RemoveKey(pointer, key)
                if old.pointer(pointer).unwrap().get(key).is_some_and(is_one_line) =>
            {
                Some((usize::MAX, 1))
            }
            _ => None,
        };
        if let Some((most_gone, most_come)) = most
            && (gone > most_gone || come > most_come)
        {
            counts.excess.push(format!("{name}: {operation:?}: -{gone} +{come}"));
        }
    }
    let whole = format!("{before}{edited}{behind}");
    let Some(mut wanted) = judged(file) else { return };
    let index =
        judged(before).map_or(0, |documents| documents.iter().filter(|value| !value.is_null()).count());
    wanted.retain(|value| !value.is_null());
    let Some(document) = wanted.get_mut(index) else { return };
    if operations.iter().any(|operation| operation.apply(document).is_none()) {
        return;
    }
    let found = judged(&whole).map(|mut found| {
        found.retain(|value| !value.is_null());
        found
    });
    if found.as_ref() == Some(&wanted) {
        counts.judged += 1;
    } else {
        counts.wrong.push(format!("{name} by the judge: {operations:?}\n{edited}"));
    }
}

fn variant(text: &str, number: usize) -> String {
    match number {
        1 => text.replace("\r\n", "\n").replace('\n', "\r\n"),
        2 => text.trim_end_matches(['\n', '\r']).to_owned(),
        3 => format!("\u{FEFF}{text}"),
        _ => text.to_owned(),
    }
}

fn run(seed: u64, kind: usize, singles: usize, multiples: usize) -> Option<Counts> {
    let corpora = std::env::var_os("LIBGITOPS_CORPORA")?;
    let mut random = Random(seed);
    let mut counts = Counts::default();
    for (path, text) in crate::yaml::tests::manifests(std::path::Path::new(&corpora)) {
        let text = variant(&text, kind);
        if text.len() > 60_000 || parse(&text).is_err() {
            continue;
        }
        counts.files += 1;
        let frames: Vec<String> = FrameReader::yaml(text.as_bytes())
            .map(|frame| frame.unwrap().text().unwrap().to_owned())
            .collect();
        let mut at = 0;
        for (index, frame) in frames.iter().enumerate() {
            let start = at + text[at..].find(frame.as_str()).unwrap();
            at = start + frame.len();
            if index > 12 {
                continue;
            }
            let Some(value) =
                own(frame).filter(|value| value.as_mapping().is_some_and(|map: &Map| !map.is_empty()))
            else {
                continue;
            };
            counts.documents += 1;
            let name = format!("{}[{index}]", path.display());
            for _ in 0..singles {
                let operation = operation(&value, &mut random);
                one(&mut counts, &text, frame, &text[..start], &text[at..], &name, &[operation]);
            }
            for _ in 0..multiples {
                let mut changed = value.clone();
                let operations: Vec<Operation> = (0..2 + random.below(5))
                    .map_while(|_| {
                        let is_open = matches!(&changed, Value::Mapping(map) if !map.is_empty());
                        let operation = is_open.then(|| operation(&changed, &mut random))?;
                        operation.apply(&mut changed)?;
                        Some(operation)
                    })
                    .collect();
                one(&mut counts, &text, frame, &text[..start], &text[at..], &name, &operations);
            }
        }
    }
    Some(counts)
}

/// As the shell says, or the default.
fn from_environment(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn check_variant(kind: usize) {
    let seed = from_environment("LIBGITOPS_EDIT_SEED", 20_261_125);
    let singles = usize::try_from(from_environment("LIBGITOPS_EDITS", 2)).unwrap();
    let Some(counts) =
        run(seed.wrapping_add(u64::try_from(kind).unwrap() * 7919), kind, singles, singles.div_ceil(2))
    else {
        eprintln!("skipped: LIBGITOPS_CORPORA is not set");
        return;
    };
    eprintln!(
        "variant {kind}, seed {seed}: {} files, {} documents, {} edits ({} changed nothing), {} right, {} judged by libyaml, {} refused, {} wrong, {} with more lines than needed",
        counts.files,
        counts.documents,
        counts.edits,
        counts.nothing,
        counts.right,
        counts.judged,
        counts.refused.len(),
        counts.wrong.len(),
        counts.excess.len()
    );
    let show = |lines: &[String]| lines.iter().take(8).map(String::as_str).collect::<Vec<_>>().join("\n");
    assert!(counts.wrong.is_empty(), "{}", show(&counts.wrong));
    assert!(counts.refused.len() * 1000 <= counts.edits, "{}", show(&counts.refused));
    assert!(counts.excess.len() * 1000 <= counts.edits, "{}", show(&counts.excess));
    assert!(counts.judged * 10 > counts.edits * 8, "{counts:?}");
}

#[test]
fn random_edits_of_manifests_change_what_is_meant() {
    check_variant(0);
}

#[test]
fn random_edits_of_manifests_with_crlf_change_what_is_meant() {
    check_variant(1);
}

#[test]
fn random_edits_of_manifests_without_a_last_break_change_what_is_meant() {
    check_variant(2);
}

#[test]
fn random_edits_of_manifests_with_a_byte_order_mark_change_what_is_meant() {
    check_variant(3);
}
