//! Real manifests through the types of this module, with libyaml as the judge of what stands in them.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_yaml::{Mapping, Value};

use super::*;
use crate::selector::Selector;

/// Every YAML file of the manifests among the corpora, if they are there. Templates are no manifests yet: `{{cell}}` is a
/// mapping with a mapping as its key.
fn manifests() -> Option<Vec<PathBuf>> {
    let Some(corpora) = std::env::var_os("LIBGITOPS_CORPORA") else {
        eprintln!("skipped: LIBGITOPS_CORPORA is not set");
        return None;
    };
    let mut directories = vec![Path::new(&corpora).join("manifests")];
    let mut files = Vec::new();
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(&directory).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml")
                && !name.contains("template")
            {
                files.push(path);
            }
        }
    }
    Some(files)
}

/// The documents of a text, without those that libyaml cannot read.
fn documents(text: &str) -> Vec<Value> {
    serde_yaml::Deserializer::from_str(text).map_while(|document| Value::deserialize(document).ok()).collect()
}

/// Calls `visit` with every key and mapping below, except inside the schemas of custom resource definitions.
fn visit_mappings(key: &str, value: &Value, visit: &mut impl FnMut(&str, &Mapping)) {
    match value {
        Value::Mapping(mapping) => {
            visit(key, mapping);
            for (key, value) in mapping.iter().filter(|(key, _)| key.as_str() != Some("openAPIV3Schema")) {
                visit_mappings(key.as_str().unwrap_or_default(), value, visit);
            }
        }
        Value::Sequence(items) => items.iter().for_each(|item| visit_mappings(key, item, visit)),
        _ => {}
    }
}

/// Without `null` and empty collections, which the types do not write.
fn without_empty(value: &Value) -> Value {
    match value {
        Value::Mapping(mapping) => Value::Mapping(
            mapping
                .iter()
                .map(|(key, value)| (key.clone(), without_empty(value)))
                .filter(|(_, value)| {
                    !matches!(value, Value::Null) && *value != Value::Mapping(Mapping::new())
                })
                .collect(),
        ),
        Value::Sequence(items) => Value::Sequence(items.iter().map(without_empty).collect()),
        other => other.clone(),
    }
}

fn decode<T: DeserializeOwned>(value: &Value, problems: &mut Vec<String>) -> Option<T> {
    serde_yaml::from_value(value.clone()).map_err(|error| problems.push(format!("{error}: {value:?}"))).ok()
}

#[test]
fn the_metadata_quantities_and_selectors_of_real_manifests_are_read_and_written_without_loss() {
    let Some(files) = manifests() else { return };
    let mut problems = Vec::new();
    let (mut metadata_count, mut quantity_count, mut selector_count) = (0, 0, 0);
    for file in files {
        let Ok(text) = std::fs::read_to_string(&file) else {
            continue;
        };
        for document in documents(&text) {
            visit_mappings("", &document, &mut |key, mapping| {
                let value = Value::Mapping(mapping.clone());
                let is_selector =
                    mapping.contains_key("matchLabels") || mapping.contains_key("matchExpressions");
                if key == "metadata" {
                    metadata_count += 1;
                    if let Some(meta) = decode::<ObjectMeta>(&value, &mut problems) {
                        assert_eq!(
                            serde_yaml::to_value(&meta).unwrap(),
                            without_empty(&value),
                            "{}",
                            file.display()
                        );
                    }
                } else if matches!(key, "limits" | "requests") {
                    for amount in mapping.values() {
                        quantity_count += 1;
                        decode::<Quantity>(amount, &mut problems);
                    }
                } else if is_selector {
                    selector_count += 1;
                    if let Some(selector) = decode::<LabelSelector>(&value, &mut problems) {
                        assert_eq!(serde_yaml::to_value(&selector).unwrap(), without_empty(&value));
                        let string_form = selector.to_selector().unwrap();
                        assert_eq!(string_form.to_string().parse::<Selector>().unwrap(), string_form);
                    }
                }
            });
        }
    }
    assert_eq!(problems, Vec::<String>::new());
    eprintln!("{metadata_count} metadata, {quantity_count} quantities, {selector_count} selectors");
    assert!(metadata_count > 500 && quantity_count > 200 && selector_count > 50);
}
