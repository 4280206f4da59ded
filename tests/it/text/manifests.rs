//! Real manifests: unchanged ones byte for byte, and a partial type that changes nothing beside its own fields.

use std::collections::BTreeMap;

use libgitops::prelude::*;
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

/// How many lines are only in the old text, and only in the new one.
fn changed(old: &str, new: &str) -> (usize, usize) {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
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

#[test]
fn a_partial_type_changes_nothing_beside_its_own_fields() {
    let serializer = Serializer::new(Scheme::builder().build().unwrap());
    let decoder = serializer.decoder().strict(false);
    let mut counts = BTreeMap::new();
    let mut deployments = 0;
    for (path, text) in manifests() {
        for frame in FrameReader::yaml(text.as_bytes()) {
            let Ok(mut manifest) = decoder.manifest::<Deployment>(frame.unwrap()) else { continue };
            let Some(container) = manifest.spec.template.spec.containers.first_mut() else { continue };
            container.image = "registry/new:2".to_owned();
            container.args.push("--verbose".to_owned());
            manifest.spec.replicas = Some(7);
            manifest.metadata.labels.insert("touched".to_owned(), "yes".to_owned());
            let old = manifest.frame().text().unwrap().to_owned();
            let new = manifest.to_text().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            deployments += 1;
            let lines = changed(&old, &new);
            *counts.entry(lines).or_insert(0) += 1;
            assert!(lines.0 <= 4 && lines.1 <= 7, "{}: {lines:?}\n{new}", path.display());
        }
    }
    eprintln!("{deployments} Deployments, lines that go and come with their counts: {counts:?}");
    assert!(deployments > 60 || std::env::var_os("LIBGITOPS_CORPORA").is_none(), "{deployments}");
}
