//! Generated texts in which fields get other names and places, as between two versions of a type.

use super::super::{CommentsOfRemoved, EditOptions, Fallback, RefusalKind, edit};
use super::generated;
use super::judges::own;
use super::operations::{Random, operation};
use super::random::{from_environment, show, untold_comments, variant};
use crate::codec::FrameReader;
use crate::delta::{Delta, Known, Moves};
use crate::path::{FieldPath, PathSegment};
use crate::value::{Map, Tape, Value};
use crate::yaml::parse;

/// What is larger than this takes long in a build that is not optimized.
const LARGE: usize = 20_000;

/// A field of a value: names, and an index for every item of a list.
fn place(value: &Value, random: &mut Random) -> Option<Vec<PathSegment>> {
    let (mut path, mut current) = (Vec::new(), value);
    loop {
        current = match current {
            Value::Mapping(map) if !map.is_empty() => {
                let (key, value) = map.iter().nth(random.below(map.len()))?;
                path.push(PathSegment::Field(key.to_owned()));
                if random.below(3) == 0 {
                    return Some(path);
                }
                value
            }
            Value::Sequence(items) if !items.is_empty() => {
                path.push(PathSegment::Index(0));
                items.get(random.below(items.len()))?
            }
            _ => {
                while let Some(PathSegment::Index(_)) = path.last() {
                    path.pop();
                }
                return (!path.is_empty()).then_some(path);
            }
        };
    }
}

/// Where a field may move: elsewhere in the innermost item of a list, or in the document.
fn target(value: &Value, from: &[PathSegment], random: &mut Random) -> Vec<PathSegment> {
    let is_index = |segment: &PathSegment| matches!(segment, PathSegment::Index(_));
    let floor = from.iter().rposition(is_index).map_or(0, |index| index + 1);
    let mut to = from[..floor + random.below(from.len() - floor)].to_vec();
    let names = |to: &mut Vec<PathSegment>, names: &[&str]| {
        to.extend(names.iter().map(|name| PathSegment::Field((*name).to_owned())));
    };
    match random.below(6) {
        0 | 1 => names(&mut to, &["zed"]),
        2 => names(&mut to, &["new", "zed"]),
        3 => names(&mut to, &["new", "deep", "zed"]),
        4 => {
            to = from.to_vec();
            names(&mut to, &["zed"]);
        }
        _ => {
            let beside = all(value, &to).into_iter().find_map(|value| match value {
                Value::Mapping(map) => map.iter().nth(random.below(map.len())).map(|(key, _)| key.to_owned()),
                _ => None,
            });
            names(&mut to, &[beside.as_deref().unwrap_or("new"), "zed"]);
        }
    }
    to
}

/// The values at a path, of which an index means every item.
fn all<'v>(value: &'v Value, path: &[PathSegment]) -> Vec<&'v Value> {
    let Some((first, rest)) = path.split_first() else { return vec![value] };
    match (first, value) {
        (PathSegment::Field(name), Value::Mapping(map)) => {
            map.get(name).map(|value| all(value, rest)).unwrap_or_default()
        }
        (PathSegment::Index(_), Value::Sequence(items)) => {
            items.iter().flat_map(|item| all(item, rest)).collect()
        }
        _ => Vec::new(),
    }
}

/// Moves a field; none if something else is in its new place.
fn moved(value: &mut Value, from: &[PathSegment], to: &[PathSegment]) -> Option<()> {
    if let Some(PathSegment::Index(_)) =
        from.iter().rev().find(|segment| matches!(segment, PathSegment::Index(_)))
        && let (Some((first, from)), Some((_, to))) = (from.split_first(), to.split_first())
    {
        return match (first, value) {
            (PathSegment::Field(name), Value::Mapping(map)) => {
                map.get_mut(name).map_or(Some(()), |value| moved(value, from, to))
            }
            (PathSegment::Index(_), Value::Sequence(items)) => {
                items.iter_mut().try_for_each(|item| moved(item, from, to))
            }
            _ => Some(()),
        };
    }
    let Some(taken) = take(value, from) else { return Some(()) };
    put(value, to, taken)
}

fn take(value: &mut Value, path: &[PathSegment]) -> Option<Value> {
    let (first, rest) = path.split_first()?;
    let (PathSegment::Field(name), Value::Mapping(map)) = (first, value) else { return None };
    if rest.is_empty() { map.remove(name) } else { take(map.get_mut(name)?, rest) }
}

fn put(value: &mut Value, path: &[PathSegment], new: Value) -> Option<()> {
    let (first, rest) = path.split_first()?;
    let (PathSegment::Field(name), Value::Mapping(map)) = (first, value) else { return None };
    if rest.is_empty() {
        return (!map.contains_key(name)).then(|| drop(map.insert(name.as_str(), new)));
    }
    put(map.get_or_insert_with(name.as_str(), || Map::new().into()), rest, new)
}

#[derive(Default)]
struct Counts {
    edits: usize,
    refused: Vec<String>,
    wrong: Vec<String>,
}

impl Counts {
    fn one(&mut self, text: &str, old: &Value, random: &mut Random) -> Option<()> {
        let mut new = old.clone();
        let (mut paths, mut from_to): (Vec<Vec<PathSegment>>, String) = (Vec::new(), String::new());
        let mut moves = Moves::none();
        for _ in 0..=random.below(2) {
            let from = place(old, random)?;
            let to = target(old, &from, random);
            let is_apart = |path: &Vec<PathSegment>| {
                [&from, &to].iter().all(|own| !own.starts_with(path) && !path.starts_with(own))
            };
            if !paths.iter().all(is_apart) {
                break;
            }
            moved(&mut new, &from, &to)?;
            let pair = (FieldPath::from(from.clone()), FieldPath::from(to.clone()));
            from_to = format!("{from_to}{} to {} ", pair.0, pair.1);
            moves = moves.with(pair.0, pair.1);
            paths.extend([from, to]);
        }
        if random.below(3) == 0 {
            operation(&new, random).apply(&mut new)?;
        }
        let (base, tape) = (Tape::of(old).unwrap(), Tape::of(&new).unwrap());
        let delta = Delta::through(base.root()?, tape.root()?, Known::Nothing, &moves)?;
        self.edits += 1;
        let trees = parse(text).unwrap();
        let tree = trees.iter().find(|tree| tree.root().is_some())?;
        let rewriting = EditOptions { fallback: Fallback::RewriteSection, ..EditOptions::default() };
        let moving = EditOptions { comments: CommentsOfRemoved::MoveToParent, ..EditOptions::default() };
        for options in [EditOptions::default(), moving, rewriting] {
            let (fallback, comments) = (options.fallback, options.comments);
            let told =
                |what: &str| format!("{text:?}: {from_to}: {fallback:?}, {comments:?}: {what}\nfor {new:?}");
            match edit(tree, tree.root()?, &delta, &moves, options) {
                Ok(edited) if own(&edited.text).as_ref() != Some(&new) => self.wrong.push(told(&edited.text)),
                Ok(edited) => {
                    let untold = untold_comments(tree, &edited);
                    if !untold.is_empty() && edited.rewritten.is_empty() {
                        self.wrong.push(told(&format!("nobody is told of {untold:?}\n{}", edited.text)));
                    }
                }
                // An own key before a merge key that brings in the same one is written by nobody.
                Err(refusal) if refusal.reason.starts_with("a merge key overrides") => {}
                Err(refusal) if options == rewriting => self.wrong.push(told(&refusal.reason)),
                Err(refusal) if refusal.kind == RefusalKind::ReadBack => {
                    self.wrong.push(told(&refusal.reason));
                }
                Err(refusal) if options == moving => drop(refusal),
                Err(refusal) => self.refused.push(refusal.reason),
            }
        }
        Some(())
    }
}

/// `LIBGITOPS_EDIT_TEXTS` sets another count than that of the gate.
#[test]
fn fields_of_generated_texts_move() {
    let seed = from_environment("LIBGITOPS_EDIT_SEED").unwrap_or(20_261_127);
    let texts = from_environment("LIBGITOPS_EDIT_TEXTS").unwrap_or(4_000);
    let mut random = Random(seed);
    let mut counts = Counts::default();
    for _ in 0..texts {
        let text = generated::text(&mut random);
        if let Some(value) = own(&text) {
            counts.one(&text, &value, &mut random);
        }
    }
    let Counts { edits, refused, wrong } = &counts;
    eprintln!("seed {seed}: {edits} moves, {} refused, {} wrong", refused.len(), wrong.len());
    assert!(wrong.is_empty(), "{}", show(wrong));
    assert!(refused.len() * 20 <= *edits, "{}", show(refused));
}

/// `LIBGITOPS_EDITS` sets another count for each document than that of the gate.
#[test]
fn fields_of_manifests_move() {
    let Some(corpora) = std::env::var_os("LIBGITOPS_CORPORA") else {
        eprintln!("skipped: LIBGITOPS_CORPORA is not set");
        return;
    };
    let seed = from_environment("LIBGITOPS_EDIT_SEED").unwrap_or(20_261_126);
    let moves = from_environment("LIBGITOPS_EDITS");
    let mut random = Random(seed);
    let mut counts = Counts::default();
    for (_, text) in crate::yaml::tests::manifests(std::path::Path::new(&corpora)) {
        if moves.is_none() && text.len() > LARGE || parse(&text).is_err() {
            continue;
        }
        // With CRLF, without the last break, or with a byte order mark.
        let text = variant(&text, random.below(4));
        for frame in FrameReader::yaml(text.as_bytes()).map(Result::unwrap) {
            let frame = frame.text().unwrap();
            let Some(value) = own(frame) else { continue };
            for _ in 0..moves.unwrap_or(1) {
                counts.one(frame, &value, &mut random);
            }
        }
    }
    let Counts { edits, refused, wrong } = &counts;
    eprintln!("seed {seed}: {edits} moves, {} refused, {} wrong", refused.len(), wrong.len());
    assert!(wrong.is_empty(), "{}", show(wrong));
    assert!(refused.len() * 1000 <= *edits, "{}", show(refused));
}

/// What comes of a text when fields move, with the comments that are told.
fn written(text: &str, moves: &[(&str, &str)], options: EditOptions) -> (String, Vec<String>) {
    let old = own(text).unwrap();
    let (mut new, mut table) = (old.clone(), Moves::none());
    for (from, to) in moves {
        let (from, to) = (FieldPath::from(*from), FieldPath::from(*to));
        moved(&mut new, from.segments(), to.segments()).unwrap();
        table = table.with(from, to);
    }
    let (base, tape) = (Tape::of(&old).unwrap(), Tape::of(&new).unwrap());
    let (base, tape) = (base.root().unwrap(), tape.root().unwrap());
    let delta = Delta::through(base, tape, Known::Nothing, &table).unwrap();
    let trees = parse(text).unwrap();
    let tree = trees.iter().find(|tree| tree.root().is_some()).unwrap();
    let edited = edit(tree, tree.root().unwrap(), &delta, &table, options).unwrap();
    assert_eq!(own(&edited.text), Some(new), "{}", edited.text);
    (edited.text, edited.lost_comments.into_iter().map(|comment| comment.text).collect())
}

fn check(text: &str, moves: &[(&str, &str)], expected: &str) {
    let (new, told) = written(text, moves, EditOptions::default());
    assert_eq!(new, expected);
    assert_eq!(told, [""; 0]);
}

#[test]
fn what_holds_nothing_any_more_is_empty() {
    check("a: # c\n  b: 1 # d\n", &[("a.b", "zed")], "a: {} # c\nzed: 1 # d\n");
    check("a: {b: 1}\n", &[("a.b", "zed")], "a: {}\nzed: 1\n");
    check("- a:\n    b: 1\n", &[("[0].a.b", "[0].zed")], "- a: {}\n  zed: 1\n");
    check("a: # c\n  - 1\n", &[("a", "new.zed")], "new:\n  zed: # c\n    - 1\n");
    check("a:\r\n  - 1\r\n", &[("a", "new.zed")], "new:\r\n  zed:\r\n    - 1\r\n");
}

#[test]
fn a_field_moves_into_its_own_place() {
    check("a:\nb: 1\n", &[("a", "a.zed")], "a:\n  zed: null\nb: 1\n");
    check("a: |\n  x\n\nb: 1\n", &[("a", "a.zed")], "a:\n  zed: |\n    x\n\nb: 1\n");
    let text = "a: # c\n  # d\n  - b: 1 # e\n\n  - c\n  # f\ng: 1\n";
    let expected = "a: # c\n  zed:\n    # d\n    - b: 1 # e\n\n    - c\n    # f\ng: 1\n";
    check(text, &[("a", "a.zed")], expected);
    check("a:\n- b\n# c\n- d\n", &[("a", "a.zed")], "a:\n  zed:\n  - b\n  # c\n  - d\n");
    check("a:\n  b: 1 # c\n", &[("a", "a.new.zed")], "a:\n  new:\n    zed:\n      b: 1 # c\n");
    check("a: {b: 1} # c\n", &[("a", "a.zed")], "a: {zed: {b: 1}} # c\n");
    // What is shared is written anew, and what is lost is told.
    let text = "a:\n  b: &n 1 # c\nd: *n\n";
    let (new, told) = written(text, &[("a", "a.zed")], EditOptions::default());
    assert_eq!((new.as_str(), told), ("a:\n  zed:\n    b: 1\nd: &n 1\n", vec!["# c".to_owned()]));
    let text = "x: &n {a: 1}\nb: *n\n";
    assert_eq!(
        written(text, &[("b", "b.zed")], EditOptions::default()).0,
        "x: &n {a: 1}\nb:\n  zed:\n    a: 1\n"
    );
}

#[test]
fn anchors_go_along_and_stay_before_their_aliases() {
    check("a: &n 1\nb: 2\nc: *n\n", &[("a", "zed")], "zed: &n 1\nb: 2\nc: *n\n");
    check("a: &n 1\nb: *n\n", &[("a", "new.zed")], "b: 1\nnew:\n  zed: &n 1\n");
    check("a:\n  b: &n 1\nc: *n\n", &[("c", "a.zed")], "a:\n  b: &n 1\n  zed: *n\n");
}

#[test]
fn comments_beside_what_moves_out_of_brackets_are_told() {
    let text = "a: {\n  b: 1, # c\n  d: 2\n}\n";
    let (new, told) = written(text, &[("a.b", "zed")], EditOptions::default());
    assert_eq!((new.as_str(), told), ("a: {\n  d: 2\n}\nzed: 1\n", vec!["# c".to_owned()]));
    let new = written(
        "a: {\n  b: 1,\n  c: 2\n}\n",
        &[("a.b", "a.zed"), ("a.c", "a.new.zed")],
        EditOptions::default(),
    )
    .0;
    assert_eq!(new, "a: {\n  zed: 1,\n  new: {\n    zed: 2\n  }\n}\n");
}

#[test]
fn what_a_section_that_is_rewritten_gave_away_keeps_its_changes() {
    let options = EditOptions { fallback: Fallback::RewriteSection, ..EditOptions::default() };
    let text = "x: &x {k: 1}\na:\n  <<: *x\n  b: 2\n";
    assert_eq!(
        written(text, &[("a.k", "zed"), ("a.b", "new.zed")], options).0,
        "x: &x {k: 1}\na: {}\nzed: 1\nnew:\n  zed: 2\n"
    );
}
