//! Real manifests: read and written again, judged by libyaml and serde_json.

use std::path::{Path, PathBuf};

use libgitops::dynamic::DynamicObject;
use libgitops::prelude::*;
use serde::Deserialize as _;

/// The YAML files of real repositories, if they are there.
fn manifests() -> Vec<(PathBuf, String)> {
    let Some(corpora) = std::env::var_os("LIBGITOPS_CORPORA") else {
        eprintln!("skipped: LIBGITOPS_CORPORA is not set");
        return Vec::new();
    };
    let mut folders = vec![Path::new(&corpora).join("manifests")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml") {
                let text = std::fs::read_to_string(&path).unwrap();
                files.push((path, text));
            }
        }
    }
    assert!(files.len() > 400, "{} files", files.len());
    files
}

/// What libyaml and serde_yaml read, document by document; nothing if they cannot.
fn judged(text: &str) -> Option<Vec<serde_yaml::Value>> {
    let documents: Result<Vec<serde_yaml::Value>, _> =
        serde_yaml::Deserializer::from_str(text).map(serde_yaml::Value::deserialize).collect();
    let mut documents = documents.ok()?;
    documents.iter_mut().try_for_each(serde_yaml::Value::apply_merge).ok()?;
    Some(documents)
}

fn nothing_registered() -> Serializer {
    Serializer::new(Scheme::builder().build().unwrap())
}

#[test]
fn objects_of_unknown_kinds_pass_byte_for_byte() {
    let serializer = nothing_registered();
    let decoder = serializer.decoder().decode_unknown(true).decode_list_elements(false);
    let (mut identical, mut objects, mut templates, mut no_objects) = (0, 0, 0, 0);
    for (path, text) in manifests() {
        let frames: Result<Vec<Frame>, _> = FrameReader::yaml(text.as_bytes()).keep_empty(true).collect();
        let frames = frames.unwrap();
        let mut writer = FrameWriter::yaml(Vec::new());
        let mut is_object = true;
        for frame in frames {
            // What holds no object is copied as it is; everything else goes through decoder and encoder.
            if frame.is_empty() || frame.is_comment_only() {
                writer.write_frame(&frame).unwrap();
                continue;
            }
            match decoder.decode(&frame) {
                Ok(object) if object.is::<Unknown>() => {
                    serializer.encoder().encode(&mut writer, [&object]).unwrap();
                    objects += 1;
                }
                Ok(list) => {
                    assert!(list.is::<AnyList>(), "{}", path.display());
                    writer.write_frame(&frame).unwrap();
                }
                Err(error) => {
                    is_object = false;
                    // A template is no YAML, and files of values, CI or kustomize have no apiVersion or kind.
                    let is_template = text.contains("{{");
                    let lacks_kind = error.problems().iter().any(|problem| {
                        problem.message().starts_with("missing field") || problem.message().starts_with("expected")
                    });
                    assert!(is_template || lacks_kind, "{}: {error}", path.display());
                    *if is_template { &mut templates } else { &mut no_objects } += 1;
                    break;
                }
            }
        }
        if is_object {
            assert!(writer.into_inner() == text.as_bytes(), "{} changed", path.display());
            identical += 1;
        }
    }
    eprintln!("{identical} files identical, {objects} objects; {templates} templates, {no_objects} files without objects");
}
