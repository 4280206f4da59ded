//! An item that is like the last one of its list is written as that one is: in all block lists of real manifests.

use super::super::layout::Layout;
use super::super::{EditOptions, edit};
use super::judges::own;
use crate::codec::FrameReader;
use crate::delta::{Delta, Known, Moves};
use crate::value::{Tape, Value};
use crate::yaml::{CollectionStyle, NodeId, NodeKind, Tree, parse};

/// What is larger takes seconds in a build that is not optimized.
const LARGE: usize = 60_000;

#[derive(Default)]
struct Counts {
    all: usize,
    alike: usize,
    others: Vec<String>,
}

/// The block lists below a node, with the pointers of their values.
fn lists(tree: &Tree<'_>, node: NodeId, at: &str, found: &mut Vec<(NodeId, String)>) {
    let escape = |key: &str| key.replace('~', "~0").replace('/', "~1");
    if tree.kind(node) == NodeKind::Sequence(CollectionStyle::Block) {
        found.push((node, at.to_owned()));
    }
    for (index, item) in tree.items(node).enumerate() {
        lists(tree, item, &format!("{at}/{index}"), found);
    }
    for (key, value) in tree.entries(node) {
        lists(tree, value, &format!("{at}/{}", escape(&tree.key_text(key).unwrap())), found);
    }
}

/// Lines without comments and blanks at their end, and none that are empty then.
fn bare_lines(text: &str) -> Vec<&str> {
    let lines = text.lines().map(|line| line.split_once(" #").map_or(line, |(line, _)| line).trim_end());
    lines.filter(|line| !line.is_empty() && !line.trim_start().starts_with('#')).collect()
}

impl Counts {
    fn document(&mut self, path: &str, frame: &str) {
        let trees = parse(frame).unwrap();
        let (Some(old), Some(tree)) = (own(frame), trees.iter().find(|tree| tree.root().is_some())) else {
            return;
        };
        let root = tree.root().unwrap();
        if tree.nodes().any(|node| matches!(tree.kind(node), NodeKind::Alias(_))) {
            return;
        }
        let mut found = Vec::new();
        lists(tree, root, "", &mut found);
        for (list, pointer) in found {
            let mut new = old.clone();
            let items = new.pointer_mut(&pointer).unwrap().as_sequence_mut().unwrap();
            let mut twin = items.last().unwrap().clone();
            let name = twin.pointer("/name").and_then(Value::as_str).map(str::to_owned);
            if let Some(name) = &name {
                *twin.pointer_mut("/name").unwrap() = format!("{name}Twin").into();
            }
            items.push(twin);
            let (base, tape) = (Tape::of(&old).unwrap(), Tape::of(&new).unwrap());
            let delta = Delta::between(base.root().unwrap(), tape.root().unwrap(), Known::Nothing).unwrap();
            let edited = edit(tree, root, &delta, &Moves::none(), EditOptions::default()).unwrap();
            let last = *Layout::new(tree).block(list).unwrap().children.last().unwrap();
            let line_start = |at: usize| frame[..at].rfind('\n').map_or(0, |at| at + 1);
            // The first item of a list in a list begins on the line of another one.
            let blanks = " ".repeat(last.start - line_start(last.start));
            let text = format!("{blanks}{}", &frame[last.start..last.end]);
            let mut wanted: Vec<String> = bare_lines(&text).into_iter().map(str::to_owned).collect();
            let key_start = tree.span(last.value).start;
            let key = key_start - line_start(key_start);
            let is_named = |line: &&mut String| line.get(key..).is_some_and(|line| line.starts_with("name:"));
            if let (Some(name), Some(line)) = (name, wanted.iter_mut().find(is_named)) {
                *line = line.replacen(&name, &format!("{name}Twin"), 1);
            }
            self.compare(&format!("{path} {pointer}"), wanted, frame, &edited.text);
        }
    }

    fn compare(&mut self, place: &str, mut wanted: Vec<String>, old: &str, new: &str) {
        let (old, new) = (bare_lines(old), bare_lines(new));
        let head = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
        let tail = old[head..].iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
        // Where the twin begins as what is behind it does, other lines of it are the new ones.
        let mut added = new[head..new.len() - tail].to_vec();
        added.sort_unstable();
        wanted.sort_unstable();
        self.all += 1;
        if head + tail == old.len() && added == wanted {
            self.alike += 1;
        } else {
            self.others.push(format!("{place}\n{}\nis\n{}", wanted.join("\n"), added.join("\n")));
        }
    }
}

#[test]
fn an_item_like_the_last_one_is_written_as_that_one_is() {
    let Some(corpora) = std::env::var_os("LIBGITOPS_CORPORA") else {
        eprintln!("skipped: LIBGITOPS_CORPORA is not set");
        return;
    };
    let mut counts = Counts::default();
    for (path, text) in crate::yaml::tests::manifests(std::path::Path::new(&corpora)) {
        if text.len() > LARGE || parse(&text).is_err() {
            continue;
        }
        for frame in FrameReader::yaml(text.as_bytes()) {
            counts.document(&path.display().to_string(), frame.unwrap().text().unwrap());
        }
    }
    eprintln!("{} lists, {} get a twin of their last item that is written alike", counts.all, counts.alike);
    assert!(counts.alike * 1000 >= counts.all * 990, "{}", counts.others.join("\n\n"));
}
