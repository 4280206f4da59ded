//! Random edits of real manifests and of generated texts, judged by parsers that are not ours.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, Instant};

use super::super::{CommentsOfRemoved, EditOptions, Edited, Fallback, RefusalKind, edit};
use super::generated;
use super::hull::Hull;
use super::judges::{Judge, own};
use super::operations::{Operation, Random, operation};
use crate::codec::FrameReader;
use crate::delta::{Delta, Known, Moves};
use crate::value::{Tape, Value};
use crate::yaml::{Tree, parse};

/// What there is to do for each document.
#[derive(Clone, Copy)]
struct Effort {
    singles: usize,
    multiples: usize,
    /// How long files may take that are larger than most; all of them without it.
    for_large: Option<Duration>,
}

#[derive(Default, Debug)]
struct Counts {
    files: usize,
    left_out: usize,
    documents: usize,
    edits: usize,
    nothing: usize,
    right: usize,
    within_hull: usize,
    by_libyaml: usize,
    by_saphyr: usize,
    refused: Vec<String>,
    /// Of those the ones that were found when the text was read again.
    read_back: Vec<String>,
    wrong: Vec<String>,
    /// Lines changed beyond what the kind of operation needs.
    excess: Vec<String>,
}

/// A document of a file, and what the judges read of the file.
struct Subject<'f> {
    name: String,
    frame: &'f str,
    value: Value,
    before: &'f str,
    behind: &'f str,
    /// Which document the judges take it for.
    index: usize,
    judges: &'f [(Judge, Vec<Value>)],
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

/// Comments of the old text that are neither in the new one nor told to be lost, and those of the new one that are new.
pub(super) fn untold_comments(tree: &Tree<'_>, edited: &Edited) -> Vec<String> {
    let mut count: BTreeMap<String, isize> = BTreeMap::new();
    let mut add = |text: &str, number: isize| *count.entry(text.trim_end().to_owned()).or_default() += number;
    for comment in tree.comments() {
        add(&tree.text()[comment.span.range()], 1);
    }
    for tree in parse(&edited.text).unwrap() {
        for comment in tree.comments() {
            add(&tree.text()[comment.span.range()], -1);
        }
    }
    for lost in edited.lost_comments.iter().filter(|lost| !lost.is_moved) {
        add(&lost.text, -1);
    }
    count
        .into_iter()
        .filter(|(_, count)| *count != 0)
        .map(|(text, count)| format!("{count} {text}"))
        .collect()
}

impl Counts {
    fn one(&mut self, subject: &Subject<'_>, operations: &[Operation]) {
        let (name, frame, old) = (&subject.name, subject.frame, &subject.value);
        let mut new = old.clone();
        for operation in operations {
            operation.apply(&mut new).unwrap();
        }
        let (base, tape) = (Tape::of(old).unwrap(), Tape::of(&new).unwrap());
        let Some(delta) = Delta::between(base.root().unwrap(), tape.root().unwrap(), Known::Nothing) else {
            self.nothing += 1;
            return;
        };
        self.edits += 1;
        let trees = parse(frame).unwrap();
        let tree = trees.iter().find(|tree| tree.root().is_some()).unwrap();
        let root = tree.root().unwrap();
        let edited = match edit(tree, root, &delta, &Moves::none(), EditOptions::default()) {
            Ok(edited) => {
                let untold = untold_comments(tree, &edited);
                if !untold.is_empty() {
                    self.wrong.push(format!(
                        "{name}: {operations:?}: nobody is told of {untold:?}\n{}",
                        edited.text
                    ));
                }
                edited.text
            }
            Err(refusal) => {
                let told = format!("{name}: {operations:?}: {}", refusal.reason);
                self.read_back.extend((refusal.kind == RefusalKind::ReadBack).then(|| told.clone()));
                self.refused.push(told);
                let options = EditOptions { fallback: Fallback::RewriteSection, ..EditOptions::default() };
                match edit(tree, root, &delta, &Moves::none(), options) {
                    Ok(edited) if own(&edited.text).as_ref() == Some(&new) => {}
                    // An own key before a merge key that brings in the same one is written by nobody.
                    Err(refusal) if refusal.reason.starts_with("a merge key overrides") => {}
                    result => {
                        let text = result.map_or_else(|refusal| refusal.reason, |edited| edited.text);
                        self.wrong.push(format!("{name} by section: {operations:?}\n{text}"));
                    }
                }
                return;
            }
        };
        let options = EditOptions { comments: CommentsOfRemoved::MoveToParent, ..EditOptions::default() };
        match edit(tree, root, &delta, &Moves::none(), options) {
            Ok(moved)
                if own(&moved.text).as_ref() == Some(&new) && untold_comments(tree, &moved).is_empty() => {}
            result => self.wrong.push(format!("{name} with moved comments: {operations:?}\n{result:?}")),
        }
        if own(&edited).as_ref() != Some(&new) {
            self.wrong.push(format!("{name}: {operations:?}\n{edited}"));
            return;
        }
        self.right += 1;
        if let Some(hull) = Hull::of(tree, root, &delta) {
            self.within_hull += 1;
            let mistake = hull.mistake(&edited).map(|mistake| format!("{name}: {operations:?}: {mistake}"));
            self.wrong.extend(mistake);
        }
        if let [operation] = operations {
            self.count_lines(subject, operation, &edited);
        }
        self.judge(subject, operations, &edited);
    }

    fn count_lines(&mut self, subject: &Subject<'_>, operation: &Operation, edited: &str) {
        let is_one_line = |value: &Value| {
            !matches!(value, Value::Mapping(_) | Value::Sequence(_))
                && value.as_str().is_none_or(|text| !text.contains('\n'))
        };
        let was_one_line = |pointer: &str| subject.value.pointer(pointer).is_some_and(is_one_line);
        let (most_gone, most_come) = match operation {
            Operation::Set(pointer, new) if is_one_line(new) && was_one_line(pointer) => (1, 1),
            Operation::AddKey(_, _, new) if is_one_line(new) => (1, 2),
            Operation::RemoveKey(pointer, key) if was_one_line(&format!("{pointer}/{}", escaped(key))) => {
                (usize::MAX, 1)
            }
            _ => return,
        };
        let (gone, come) = changed_lines(subject.frame, edited);
        // A line that is only added changes no other one.
        let most_come = if matches!(operation, Operation::AddKey(..)) && gone == 0 { 1 } else { most_come };
        if gone > most_gone || come > most_come {
            self.excess.push(format!("{}: {operation:?}: -{gone} +{come}", subject.name));
        }
    }

    /// Compares the whole file with the operations done to what a judge read of the old one.
    fn judge(&mut self, subject: &Subject<'_>, operations: &[Operation], edited: &str) {
        let whole = format!("{}{edited}{}", subject.before, subject.behind);
        for (judge, documents) in subject.judges {
            let mut wanted = documents.clone();
            let Some(document) = wanted.get_mut(subject.index) else { continue };
            if operations.iter().any(|operation| operation.apply(document).is_none()) {
                continue;
            }
            match judge {
                Judge::Libyaml => self.by_libyaml += 1,
                Judge::Saphyr => self.by_saphyr += 1,
            }
            wanted.retain(|value| !value.is_null());
            if judge.documents(&whole).as_ref() != Some(&wanted) {
                self.wrong.push(format!("{} by {judge:?}: {operations:?}\n{edited}", subject.name));
            }
            return;
        }
    }

    fn document(&mut self, subject: &Subject<'_>, effort: Effort, random: &mut Random) {
        self.documents += 1;
        for _ in 0..effort.singles {
            let operation = operation(&subject.value, random);
            self.one(subject, &[operation]);
        }
        for _ in 0..effort.multiples {
            let mut changed = subject.value.clone();
            let operations: Vec<Operation> = (0..2 + random.below(5))
                .map_while(|_| {
                    let is_open = matches!(&changed, Value::Mapping(map) if !map.is_empty())
                        || matches!(&changed, Value::Sequence(items) if !items.is_empty());
                    let operation = is_open.then(|| operation(&changed, random))?;
                    operation.apply(&mut changed)?;
                    Some(operation)
                })
                .collect();
            self.one(subject, &operations);
        }
    }

    fn file(&mut self, (name, text): (&str, &str), judges: &[Judge], effort: Effort, random: &mut Random) {
        self.files += 1;
        let judges: Vec<(Judge, Vec<Value>)> =
            judges.iter().copied().filter_map(|judge| Some((judge, judge.documents(text)?))).collect();
        let frames: Vec<String> = FrameReader::yaml(text.as_bytes())
            .map(|frame| frame.unwrap().text().unwrap().to_owned())
            .collect();
        let (mut at, mut documents) = (0, 0);
        for (number, frame) in frames.iter().enumerate() {
            let start = at + text[at..].find(frame.as_str()).unwrap();
            at = start + frame.len();
            let index = documents;
            let value = own(frame);
            documents += usize::from(parse(frame).unwrap().iter().any(|tree| tree.root().is_some()));
            let has_content = |value: &Value| match value {
                Value::Mapping(map) => !map.is_empty(),
                Value::Sequence(items) => !items.is_empty(),
                _ => false,
            };
            let Some(value) = value.filter(has_content) else { continue };
            let name = format!("{name}[{number}]");
            let (before, behind) = (&text[..start], &text[at..]);
            let subject = Subject { name, frame, value, before, behind, index, judges: &judges };
            self.document(&subject, effort, random);
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} files ({} left out for time), {} documents, {} edits ({} changed nothing), {} right, {} of them with a \
             hull, {} judged by libyaml and {} by saphyr, {} refused, {} of them by the writer's check, {} wrong, {} with \
             more lines than needed",
            self.files,
            self.left_out,
            self.documents,
            self.edits,
            self.nothing,
            self.right,
            self.within_hull,
            self.by_libyaml,
            self.by_saphyr,
            self.refused.len(),
            self.read_back.len(),
            self.wrong.len(),
            self.excess.len()
        )
    }
}

fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

pub(super) fn variant(text: &str, number: usize) -> String {
    match number {
        1 => text.replace("\r\n", "\n").replace('\n', "\r\n"),
        2 => text.trim_end_matches(['\n', '\r']).to_owned(),
        3 => format!("\u{FEFF}{text}"),
        _ => text.to_owned(),
    }
}

/// What is larger than this takes seconds in a build that is not optimized.
const LARGE: usize = 60_000;

fn run(seed: u64, kind: usize, effort: Effort) -> Option<Counts> {
    let corpora = std::env::var_os("LIBGITOPS_CORPORA")?;
    let mut random = Random(seed);
    let mut counts = Counts::default();
    let mut files = crate::yaml::tests::manifests(std::path::Path::new(&corpora));
    files.sort_by_key(|(_, text)| text.len() > LARGE);
    let mut large_since = None;
    for (path, text) in files {
        let text = variant(&text, kind);
        if parse(&text).is_err() {
            continue;
        }
        let mut effort = effort;
        if let (true, Some(most)) = (text.len() > LARGE, effort.for_large) {
            if large_since.get_or_insert_with(Instant::now).elapsed() > most {
                counts.left_out += 1;
                continue;
            }
            (effort.singles, effort.multiples) = (1, 0);
        }
        let judges = [Judge::Libyaml, Judge::Saphyr];
        counts.file((&path.display().to_string(), &text), &judges, effort, &mut random);
    }
    Some(counts)
}

/// As the shell says.
pub(super) fn from_environment(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

fn check_variant(kind: usize) {
    let seed = from_environment("LIBGITOPS_EDIT_SEED").unwrap_or(20_261_125);
    let edits = from_environment("LIBGITOPS_EDITS");
    let singles = usize::try_from(edits.unwrap_or(2)).unwrap();
    let for_large = if edits.is_none() { Some(Duration::from_secs(10)) } else { None };
    let effort = Effort { singles, multiples: singles.div_ceil(2), for_large };
    let seed = seed.wrapping_add(u64::try_from(kind).unwrap() * 7919);
    let Some(counts) = run(seed, kind, effort) else {
        eprintln!("skipped: LIBGITOPS_CORPORA is not set");
        return;
    };
    eprintln!("variant {kind}, seed {seed}: {counts}");
    if edits.is_some() {
        eprintln!("{}\n{}", show(&counts.refused), show(&counts.excess));
    }
    assert!(counts.wrong.is_empty(), "{}", show(&counts.wrong));
    assert!(counts.refused.len() * 1000 <= counts.edits, "{}", show(&counts.refused));
    assert!(counts.excess.len() * 1000 <= counts.edits, "{}", show(&counts.excess));
    let judged = counts.by_libyaml + counts.by_saphyr;
    assert!(judged * 1000 > counts.right * 995, "{judged} of {}", counts.right);
}

pub(super) fn show(lines: &[String]) -> String {
    let mut lines: Vec<&String> = lines.iter().collect();
    lines.sort_by_key(|line| line.len());
    lines.iter().take(8).map(|line| line.as_str()).collect::<Vec<_>>().join("\n")
}

/// What is refused here has no place in the text, such as what a merge key brings in: the check finds nothing.
/// `LIBGITOPS_EDIT_TEXTS` sets another count than that of the gate.
#[test]
fn random_edits_of_generated_texts_change_what_is_meant() {
    let seed = from_environment("LIBGITOPS_EDIT_SEED").unwrap_or(20_261_126);
    let texts = from_environment("LIBGITOPS_EDIT_TEXTS").unwrap_or(4_000);
    let mut random = Random(seed);
    let mut counts = Counts::default();
    let effort = Effort { singles: 1, multiples: 1, for_large: None };
    while counts.files < usize::try_from(texts).unwrap() {
        let text = generated::text(&mut random);
        if own(&text).is_some() {
            // What a merge key brings in is for libyaml a mapping of its own, which no operation changes. saphyr does not
            // take all that is laid out so.
            let judges = if text.contains("<<") { &[][..] } else { &[Judge::Libyaml] };
            counts.file((&format!("{text:?}"), &text), judges, effort, &mut random);
        }
    }
    eprintln!("seed {seed}: {counts}");
    assert!(counts.wrong.is_empty(), "{}", show(&counts.wrong));
    assert!(counts.read_back.is_empty(), "{}", show(&counts.read_back));
    assert!(counts.refused.len() * 20 <= counts.edits, "{}", show(&counts.refused));
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
