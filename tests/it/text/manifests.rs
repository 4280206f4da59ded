//! Real manifests: unchanged ones byte for byte, and a partial type that changes nothing beside its own fields.

#![expect(clippy::string_slice, reason = "a test may panic")]

use std::collections::BTreeMap;

use libgitops::prelude::*;
use libgitops::yaml::{NodeId, NodeKind, Scalar, ScalarStyle, Tree};
use serde::{Deserialize, Serialize};

use crate::manifests::manifests;

/// Of a Deployment as little as a tool may want to know.
#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "apps", version = "v1", scope = Namespaced, unlisted)]
struct Deployment {
    metadata: ObjectMeta,
    #[serde(default)]
    spec: Spec,
    #[object(status)]
    #[serde(default)]
    status: BTreeMap<String, u32>,
}

#[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
#[serde(default)]
struct Spec {
    replicas: Option<u32>,
    paused: bool,
    template: Template,
}

#[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
#[serde(default)]
struct Template {
    metadata: Labels,
    spec: Pod,
}

#[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
#[serde(default)]
struct Labels {
    labels: BTreeMap<String, String>,
}

#[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
#[serde(default, rename_all = "camelCase")]
struct Pod {
    #[object(list_key = "name")]
    containers: Vec<Container>,
    termination_grace_period_seconds: u32,
}

#[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
#[serde(default)]
struct Container {
    name: String,
    image: String,
    args: Vec<String>,
}

#[test]
fn every_document_of_the_corpora_that_does_not_change_is_byte_for_byte_the_same() {
    let serializer = Serializer::new(Scheme::builder().build().unwrap());
    let decoder = serializer.decoder().decode_unknown(true).strict(false);
    let (mut files, mut documents, mut objects) = (0, 0, 0);
    for (path, text) in manifests() {
        let variants =
            [text.clone(), text.replace('\n', "\r\n"), format!("\u{FEFF}{text}"), text.trim_end().to_owned()];
        for text in variants {
            let mut joined = String::new();
            for frame in FrameReader::yaml(text.as_bytes()).keep_empty(true) {
                let frame = frame.unwrap();
                documents += 1;
                match decoder.any_manifest(frame.clone()) {
                    Ok(manifest) => {
                        objects += 1;
                        joined.push_str(&manifest.to_text().unwrap());
                    }
                    Err(_) => joined.push_str(frame.text().unwrap()),
                }
            }
            assert!(joined == text, "{}", path.display());
            if let Ok(file) = ManifestFile::read(&decoder, ContentType::Yaml, &text) {
                files += 1;
                assert!(file.to_text().unwrap() == text, "{}", path.display());
            }
        }
    }
    eprintln!("{files} files, {documents} documents, {objects} of them objects, all byte for byte the same");
    assert!(objects > 2000 || std::env::var_os("LIBGITOPS_CORPORA").is_none());
}

/// A change of a Deployment by the partial type.
type Change = fn(&mut Deployment);

const CHANGES: [(&str, Change); 4] = [
    ("image", |deployment| deployment.spec.template.spec.containers[0].image = "registry/new:2".to_owned()),
    ("args", |deployment| deployment.spec.template.spec.containers[0].args.push("--verbose".to_owned())),
    ("replicas", |deployment| deployment.spec.replicas = Some(7)),
    ("labels", |deployment| {
        deployment.metadata.labels.insert("touched".to_owned(), "yes".to_owned());
    }),
];

/// Where a text is to change: the bytes that go, and what stands there then.
struct Meant {
    range: std::ops::Range<usize>,
    text: String,
}

/// The document's tree, in which the lines that a change means are looked up.
struct Lines<'a, 't> {
    tree: &'a Tree<'t>,
}

impl Lines<'_, '_> {
    fn get(&self, mapping: NodeId, name: &str) -> Option<NodeId> {
        let is_it = |(key, _): &(NodeId, NodeId)| self.tree.key_text(*key).is_ok_and(|key| key == name);
        self.tree.entries(mapping).find(is_it).map(|(_, value)| value)
    }

    fn column(&self, at: usize) -> usize {
        at - self.tree.text()[..at].rfind('\n').map_or(0, |index| index + 1)
    }

    /// A scalar in the place of another one; the quotes of the old one are kept.
    fn replaced(&self, node: NodeId, new: &str) -> Meant {
        let quote = match self.tree.kind(node) {
            NodeKind::Scalar(ScalarStyle::SingleQuoted) => "'",
            NodeKind::Scalar(ScalarStyle::DoubleQuoted) => "\"",
            _ => "",
        };
        Meant { range: self.tree.span(node).range(), text: format!("{quote}{new}{quote}") }
    }

    /// Lines behind the line that a node ends on, and behind comments that are further in than `column`.
    fn behind(&self, node: NodeId, column: usize, lines: &[String]) -> Meant {
        let text = self.tree.text();
        let end_of_line = |at: usize| text[at..].find('\n').map_or(text.len(), |index| at + index);
        let mut at = end_of_line(self.tree.span(node).end);
        let mut next = at;
        while next < text.len() {
            let start = next + 1;
            next = end_of_line(start.min(text.len()));
            let line = &text[start.min(next)..next];
            let indent = line.len() - line.trim_start().len();
            if line.trim_start().starts_with('#') && indent > column {
                at = next;
            } else if !line.trim().is_empty() {
                break;
            }
        }
        let line_break = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let at = if text[..at].ends_with('\r') { at - 1 } else { at };
        Meant { range: at..at, text: lines.iter().flat_map(|line| [line_break, line]).collect() }
    }

    /// A text in quotes, if all texts of a list have them and one of them has them without need.
    fn like_the_others(&self, list: NodeId, new: &str) -> String {
        let mut quote = None;
        for item in self.tree.items(list) {
            let text = &self.tree.text()[self.tree.span(item).range()];
            match text.chars().next() {
                Some(first @ ('"' | '\'')) => {
                    let inner = &text[1..text.len() - 1];
                    let is_word = inner.contains(char::is_alphabetic)
                        && inner.chars().all(|char| char.is_alphanumeric() || "-_=/.".contains(char));
                    quote = quote.or(is_word.then_some(first));
                }
                Some('|' | '>') => {}
                _ if matches!(self.tree.scalar(item), Ok(Scalar::String(_))) => return new.to_owned(),
                _ => {}
            }
        }
        quote.map_or_else(|| new.to_owned(), |quote| format!("{quote}{new}{quote}"))
    }

    /// What a change is to do to the text, found without the writer.
    fn meant(&self, change: &str, has_labels: bool) -> Option<Meant> {
        let root = self.tree.root()?;
        let spec = self.get(root, "spec")?;
        let containers = self.get(self.get(self.get(spec, "template")?, "spec")?, "containers")?;
        let container = self.tree.items(containers).next()?;
        let column = |node: NodeId| self.column(self.tree.span(node).start);
        match change {
            "image" => Some(self.replaced(self.get(container, "image")?, "registry/new:2")),
            "replicas" => Some(self.replaced(self.get(spec, "replicas")?, "7")),
            "args" => {
                let args = self.get(container, "args")?;
                let last = self.tree.items(args).last()?;
                let text = self.tree.text();
                if text[self.tree.span(args).range()].starts_with('[') {
                    let end = self.tree.span(last).end;
                    // One that has a line for each item is left to the eye.
                    let one_line = !text[self.tree.span(args).range()].contains('\n');
                    let text = format!(", {}", self.like_the_others(args, "--verbose"));
                    return one_line.then_some(Meant { range: end..end, text });
                }
                let item = self.like_the_others(args, "--verbose");
                let line = format!("{}- {item}", " ".repeat(column(args)));
                Some(self.behind(last, column(args), &[line]))
            }
            "labels" if has_labels => {
                let labels = self.get(self.get(root, "metadata")?, "labels")?;
                let (_, last) = self.tree.entries(labels).last()?;
                let line = format!("{}touched: \"yes\"", " ".repeat(column(labels)));
                Some(self.behind(last, column(labels), &[line]))
            }
            _ => None,
        }
    }
}

/// The lines that are only in the old text, and those only in the new one.
fn difference<'t>(old: &'t str, new: &'t str) -> (Vec<&'t str>, Vec<&'t str>) {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let head = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let most = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(old, new)| old == new).count();
    (old[head..old.len() - tail].to_vec(), new[head..new.len() - tail].to_vec())
}

/// Every change alone: where the field is in the text, exactly that place changes; where the type adds it, exactly its
/// lines come.
#[test]
fn a_partial_type_changes_the_lines_that_are_meant_and_no_other() {
    let serializer = Serializer::new(Scheme::builder().build().unwrap());
    let decoder = serializer.decoder().strict(false);
    let (mut in_place, mut added, mut deployments) = (BTreeMap::new(), BTreeMap::new(), 0);
    for (path, text) in manifests() {
        for frame in FrameReader::yaml(text.as_bytes()) {
            let Ok(manifest) = decoder.manifest::<Deployment>(frame.unwrap()) else { continue };
            if manifest.spec.template.spec.containers.is_empty() {
                continue;
            }
            deployments += 1;
            let old = manifest.frame().text().unwrap();
            let trees = libgitops::yaml::parse(old).unwrap();
            let tree = trees.iter().find(|tree| tree.root().is_some()).unwrap();
            for (name, change) in CHANGES {
                let mut manifest = manifest.clone();
                change(&mut manifest);
                // A text that needs quotes gets those that most of its file has.
                let new = manifest.to_text().unwrap().replace("touched: 'yes'", "touched: \"yes\"");
                let has_labels = manifest.metadata.labels.len() > 1;
                let place = format!("{} {name}", path.display());
                if let Some(Meant { range, text }) = (Lines { tree }).meant(name, has_labels) {
                    let expected = format!("{}{text}{}", &old[..range.start], &old[range.end..]);
                    assert_eq!(new, expected, "{place}");
                    *in_place.entry(name).or_insert(0) += 1;
                    continue;
                }
                let (gone, come) = difference(old, &new);
                let come: Vec<&str> = come.into_iter().map(str::trim).collect();
                let meant: &[&[&str]] = match name {
                    "image" => &[&["image: registry/new:2"]],
                    "args" => &[&["args:", "- --verbose"]],
                    "replicas" => &[&["replicas: 7"]],
                    _ => &[&["labels:", "touched: \"yes\""]],
                };
                assert!(gone.is_empty() && meant.contains(&come.as_slice()), "{place}: {gone:?} {come:?}");
                *added.entry(name).or_insert(0) += 1;
            }
        }
    }
    eprintln!("{deployments} Deployments; changed in place: {in_place:?}; lines added: {added:?}");
    let is_covered = deployments > 60 && CHANGES.iter().all(|(name, _)| in_place.contains_key(name));
    assert!(is_covered || std::env::var_os("LIBGITOPS_CORPORA").is_none(), "{deployments}");
}

/// All of them at once: the lines that change are those that each of them changes.
#[test]
fn a_partial_type_changes_nothing_beside_its_own_fields() {
    let serializer = Serializer::new(Scheme::builder().build().unwrap());
    let decoder = serializer.decoder().strict(false);
    let mut deployments = 0;
    for (path, text) in manifests() {
        for frame in FrameReader::yaml(text.as_bytes()) {
            let Ok(manifest) = decoder.manifest::<Deployment>(frame.unwrap()) else { continue };
            if manifest.spec.template.spec.containers.is_empty() {
                continue;
            }
            let mut all = manifest.clone();
            let mut one_by_one = manifest.frame().text().unwrap().to_owned();
            for (_, change) in CHANGES {
                change(&mut all);
                let mut one = decoder.manifest::<Deployment>(Frame::yaml(one_by_one)).unwrap();
                change(&mut one);
                one_by_one = one.to_text().unwrap();
            }
            assert_eq!(all.to_text().unwrap(), one_by_one, "{}", path.display());
            deployments += 1;
        }
    }
    assert!(deployments > 60 || std::env::var_os("LIBGITOPS_CORPORA").is_none(), "{deployments}");
}
