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

/// How a document of the corpora may differ between Kubernetes' reader and libyaml with serde_yaml.
///
/// Kubernetes reads with go-yaml v2, which has scalars of YAML 1.1: `yes` and `off` are booleans, `1_000` is a number and
/// `0755` an octal one. serde_yaml has those of YAML 1.2, where the first three are texts.
fn same(ours: &serde_yaml::Value, judge: &serde_yaml::Value, differences: &mut Vec<String>) -> bool {
    use serde_yaml::Value::{Bool, Mapping, Number, Sequence, String as Text};
    match (ours, judge) {
        (Mapping(ours), Mapping(judge)) => {
            ours.len() == judge.len()
                && judge.iter().all(|(key, judge)| {
                    let key = Text(key_text(key));
                    ours.get(&key).is_some_and(|ours| same(ours, judge, differences))
                })
        }
        (Sequence(ours), Sequence(judge)) => {
            ours.len() == judge.len()
                && ours.iter().zip(judge).all(|(ours, judge)| same(ours, judge, differences))
        }
        (Bool(value), Text(text)) => {
            let says = match text.as_str() {
                "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(true),
                "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(false),
                _ => None,
            };
            differences.push(format!("{text} is {value}"));
            says == Some(*value)
        }
        (Number(value), Number(judge)) if value != judge => {
            // A float without a fraction is an integer to Kubernetes, since it goes through JSON.
            differences.push(format!("{judge} is {value}"));
            value.as_f64() == judge.as_f64() || is_octal(value, &judge.to_string())
        }
        (Number(value), Text(text)) => {
            differences.push(format!("{text} is {value}"));
            text.replace('_', "").parse::<f64>().ok() == value.as_f64() || is_octal(value, text)
        }
        _ => ours == judge,
    }
}

fn is_octal(value: &serde_yaml::Number, text: &str) -> bool {
    text.starts_with('0') && value.as_i64().is_some_and(|value| i64::from_str_radix(text, 8) == Ok(value))
}

/// A key as Kubernetes has it: a text, whatever it looks like.
fn key_text(key: &serde_yaml::Value) -> String {
    match key {
        serde_yaml::Value::String(text) => text.clone(),
        serde_yaml::Value::Bool(value) => value.to_string(),
        serde_yaml::Value::Number(value) => value.to_string(),
        other => panic!("no key of a manifest: {other:?}"),
    }
}

#[test]
fn every_object_means_the_same_after_a_way_through_a_dynamic_object() {
    let serializer = nothing_registered();
    let decoder = serializer.decoder();
    let encoder = serializer.encoder();
    let (mut objects, mut templates, mut repeated, mut no_objects) = (0, 0, 0, 0);
    let (mut wrong, mut differences) = (Vec::new(), Vec::new());
    for (path, text) in manifests() {
        let Some(judged) = judged(&text) else {
            // A Helm template is no YAML before it was filled in; keys given twice both refuse.
            let is_template = text.contains("{{");
            let refused: Result<Vec<DynamicObject>, _> = FrameReader::yaml(text.as_bytes())
                .map(|frame| decoder.decode_as(&frame.unwrap()))
                .collect();
            let gives_twice = refused.is_err_and(|error| error.to_string().contains("is given twice"));
            assert!(is_template || gives_twice, "libyaml cannot read {}", path.display());
            *if is_template { &mut templates } else { &mut repeated } += 1;
            continue;
        };
        let frames: Vec<Frame> = FrameReader::yaml(text.as_bytes()).collect::<Result<_, _>>().unwrap();
        let frames: Vec<Frame> = frames.into_iter().filter(|frame| !frame.is_comment_only()).collect();
        let judged: Vec<_> = judged.into_iter().filter(|document| !document.is_null()).collect();
        assert_eq!(frames.len(), judged.len(), "{}", path.display());
        for (frame, judge) in frames.iter().zip(&judged) {
            let is_object = judge.get("apiVersion").is_some() && judge.get("kind").is_some();
            if !is_object {
                assert!(decoder.decode_as::<DynamicObject>(frame).is_err(), "{}", path.display());
                no_objects += 1;
                continue;
            }
            let object: DynamicObject =
                decoder.decode_as(frame).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let yaml: serde_yaml::Value = serde_yaml::from_str(&encoder.to_yaml(&object).unwrap()).unwrap();
            if !same(&yaml, judge, &mut differences) {
                wrong.push(format!("{} at {}", path.display(), frame.index()));
            }
            // JSON has no scalars to argue about: serde_json reads what libyaml reads from our YAML.
            let json: serde_json::Value = serde_json::from_str(&encoder.to_json(&object).unwrap()).unwrap();
            assert_eq!(json, serde_json::to_value(&yaml).unwrap(), "{}", path.display());
            let again: DynamicObject = decoder.decode_as(&Frame::yaml(encoder.to_yaml(&object).unwrap())).unwrap();
            assert_eq!(again, object, "{}", path.display());
            objects += 1;
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.join("\n"), differences.join("\n"));
    differences.sort();
    differences.dedup();
    eprintln!("{objects} objects; {templates} templates, {repeated} files with keys given twice, {no_objects} documents that are no object");
    eprintln!("read otherwise by Kubernetes than by libyaml: {}", differences.join(", "));
}
