//! Real manifests: the tree says what granit's own events and those of another parser say.

use super::super::{Tree, parse};
use super::events::{Detail, render};
use super::judges::{granit_events, saphyr_events};
use super::{corpora, manifests};

#[test]
fn every_manifest_parses_as_granit_and_saphyr_read_it() {
    let Some(corpora) = corpora() else { return };
    let mut files = 0;
    let mut last_line_kept = Vec::new();
    let mut wrong = Vec::new();
    for (path, text) in manifests(&corpora) {
        let name = path.strip_prefix(&corpora).unwrap().display().to_string();
        let trees = parse(&text).ok();
        let as_written = trees.as_ref().map(|trees| render(trees, Detail::Common));
        let ended = trees.map(|trees| trees.into_iter().map(Tree::with_ended_last_line).collect::<Vec<_>>());
        let ours = ended.map(|trees| render(&trees, Detail::Common));
        let granit = granit_events(&text, granit_parser::Options::default());
        let saphyr = saphyr_events(&text);
        // Helm templates, which none reads.
        files += usize::from(ours.is_some());
        if ours != granit || ours != saphyr {
            wrong.push(format!("{name}: {ours:?}\n{granit:?}\n{saphyr:?}"));
        }
        if as_written != ours {
            // go-yaml adds no break where the text has none.
            let last =
                as_written.zip(ours).filter(|(written, ended)| differ_by_the_last_break(written, ended));
            assert!(last.is_some() && !text.ends_with('\n'), "{name}");
            last_line_kept.push(name);
        }
    }
    assert!(wrong.is_empty(), "{} of {files}\n{}", wrong.len(), wrong.join("\n"));
    assert!(files > 400, "{files}");
    eprintln!("{files} files; without a break at the end of a block scalar: {last_line_kept:?}");
}

fn differ_by_the_last_break(written: &str, ended: &str) -> bool {
    let different: Vec<_> =
        written.lines().zip(ended.lines()).filter(|(left, right)| left != right).collect();
    written.lines().count() == ended.lines().count()
        && matches!(different[..], [(left, right)] if right.strip_suffix("\\n") == Some(left))
}
