//! Real manifests: read and written again, judged by libyaml and `serde_json`.

use libgitops::dynamic::DynamicObject;
use libgitops::prelude::*;
use serde::Deserialize as _;

use crate::manifests::manifests;

/// What libyaml and `serde_yaml` read, document by document; nothing if they cannot.
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
                        problem.message().starts_with("missing field")
                            || problem.message().starts_with("expected")
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
    eprintln!(
        "{identical} files identical, {objects} objects; {templates} templates, {no_objects} files without objects"
    );
}

/// The value with its keys as Kubernetes has them: texts, whatever they look like.
fn with_text_keys(value: serde_yaml::Value) -> serde_yaml::Value {
    use serde_yaml::Value::{Bool, Mapping, Number, Sequence, String as Text};
    match value {
        Mapping(entries) => Mapping(
            entries
                .into_iter()
                .map(|(key, value)| {
                    let key = match key {
                        Text(text) => text,
                        Bool(value) => value.to_string(),
                        Number(value) => value.to_string(),
                        other => panic!("no key of a manifest: {other:?}"),
                    };
                    (Text(key), with_text_keys(value))
                })
                .collect(),
        ),
        Sequence(items) => Sequence(items.into_iter().map(with_text_keys).collect()),
        scalar => scalar,
    }
}

#[test]
fn scalars_of_yaml_1_1_are_read_as_kubernetes_reads_them() {
    // Where a difference from libyaml with serde_yaml, which has the scalars of YAML 1.2, is meant. The manifests of the
    // corpora hold none of these, so the test below compares without exceptions.
    for (scalar, kubernetes, libyaml) in [
        ("yes", "true", "\"yes\""),
        ("Off", "false", "\"Off\""),
        ("0755", "493", "\"0755\""),
        ("1_000", "1000", "\"1_000\""),
        ("2001-01-01", "\"2001-01-01\"", "\"2001-01-01\""),
    ] {
        let text = format!("apiVersion: v1\nkind: X\nscalar: {scalar}\n");
        let object: DynamicObject =
            nothing_registered().decoder().decode_as(&Frame::yaml(text.clone())).unwrap();
        let json = nothing_registered().encoder().to_json(&object).unwrap();
        let ours: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(ours["scalar"].to_string(), kubernetes, "{scalar}");
        let judge: serde_json::Value = serde_yaml::from_str(&text).unwrap();
        assert_eq!(judge["scalar"].to_string(), libyaml, "{scalar}");
    }
}

#[test]
fn every_object_means_the_same_after_a_way_through_a_dynamic_object() {
    let serializer = nothing_registered();
    let decoder = serializer.decoder();
    let encoder = serializer.encoder();
    let (mut objects, mut templates, mut repeated, mut no_objects) = (0, 0, 0, 0);
    let mut wrong = Vec::new();
    for (path, text) in manifests() {
        let Some(judged) = judged(&text) else {
            // A Helm template is no YAML before it was filled in; keys given twice both refuse.
            let is_template = text.contains("{{");
            let refused: Result<Vec<DynamicObject>, _> =
                FrameReader::yaml(text.as_bytes()).map(|frame| decoder.decode_as(&frame.unwrap())).collect();
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
            let object: DynamicObject = match decoder.decode_as(frame) {
                Ok(object) => object,
                Err(error) => {
                    // `{{cell}}` is a mapping with a mapping as its key: well-formed, and nothing that JSON can hold.
                    let is_template = text.contains("{{") && error.to_string().contains("a key must be text");
                    assert!(is_template, "{}: {error}", path.display());
                    templates += 1;
                    continue;
                }
            };
            let yaml: serde_yaml::Value = serde_yaml::from_str(&encoder.to_yaml(&object).unwrap()).unwrap();
            if yaml != with_text_keys(judge.clone()) {
                wrong.push(format!("{} at {}", path.display(), frame.index()));
            }
            // JSON has no scalars to argue about: serde_json reads what libyaml reads from our YAML.
            let json: serde_json::Value = serde_json::from_str(&encoder.to_json(&object).unwrap()).unwrap();
            assert_eq!(json, serde_json::to_value(&yaml).unwrap(), "{}", path.display());
            let again: DynamicObject =
                decoder.decode_as(&Frame::yaml(encoder.to_yaml(&object).unwrap())).unwrap();
            assert_eq!(again, object, "{}", path.display());
            objects += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    eprintln!(
        "{objects} objects; {templates} templates, {repeated} files with keys given twice, {no_objects} documents that are no object"
    );
}
