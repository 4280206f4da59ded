//! The Deployments, Services and `ConfigMaps` of real repositories, as k8s-openapi's types.

use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::{ConfigMap, Service};
use libgitops::codec::Decodable;
use libgitops::prelude::*;

use crate::manifests::manifests;

libgitops::scheme! {
    static SCHEME = [Deployment, Service, ConfigMap]
}

/// Every document of the corpora that says it is of the kind.
fn documents<K: Object>() -> Vec<Frame> {
    let serializer = Serializer::new(&SCHEME);
    let decoder = serializer.decoder().decode_unknown(true).decode_list_elements(false);
    let mut frames = Vec::new();
    for (path, text) in manifests() {
        for frame in FrameReader::yaml(text.as_bytes()).with_source(path.display().to_string()) {
            let frame = frame.unwrap();
            let gvk = decoder.decode_as::<Unknown>(&frame).map(|unknown| unknown.gvk());
            if gvk.is_ok_and(|gvk| gvk == K::RESOURCE.gvk()) {
                frames.push(frame);
            }
        }
    }
    frames
}

/// Decodes each strictly, writes it as YAML and as JSON, and reads both again. Gives the objects, and the
/// first problem of each that is refused.
fn there_and_back<K: Object + Decodable + PartialEq>() -> (Vec<K>, Vec<String>) {
    let serializer = Serializer::new(&SCHEME);
    let (mut objects, mut errors) = (Vec::new(), Vec::new());
    for frame in documents::<K>() {
        let object: K = match serializer.decoder().decode_as(&frame) {
            Ok(object) => object,
            Err(error) => {
                let problem = &error.problems()[0];
                errors.push(format!("{}: {}", problem.path(), problem.message()));
                continue;
            }
        };
        let untyped = serializer.decoder().decode(&frame).unwrap();
        assert_eq!(untyped.downcast_ref::<K>(), Some(&object));
        for frame in [
            Frame::yaml(serializer.encoder().to_yaml(&object).unwrap()),
            Frame::json(serializer.encoder().to_json(&object).unwrap()),
        ] {
            assert_eq!(serializer.decoder().decode_as::<K>(&frame).unwrap(), object);
        }
        objects.push(object);
    }
    (objects, errors)
}

fn lists<K: Object + Decodable + PartialEq>(objects: &[K]) {
    let serializer = Serializer::new(&SCHEME);
    let boxed = objects.iter().cloned().map(Into::into).collect();
    let text = serializer.encoder().to_yaml(&AnyList::new(boxed)).unwrap();
    let of_kind = serde_json::to_string(&List::new(objects.to_vec())).unwrap();
    for frame in [Frame::yaml(text.clone()), Frame::json(of_kind)] {
        assert_eq!(serializer.decoder().decode_list::<K>(&frame).unwrap().items, objects);
    }
    let items = serializer.decoder().decode_all(FrameReader::yaml(text.as_bytes())).unwrap();
    assert_eq!(items.len(), objects.len());
    assert!(items.iter().zip(objects).all(|(item, object)| item.downcast_ref::<K>() == Some(object)));
}

/// Stores each under a name of its own, since the repositories share names, and reads it again.
fn stores<K: HasMetadata + PartialEq>(objects: &[K]) {
    let storage = MemoryStorage::in_memory(Serializer::new(&SCHEME));
    let client = storage.kind::<K>();
    for (index, object) in objects.iter().enumerate() {
        let mut object = object.clone();
        object.meta_mut().set_name(&format!("object-{index}"));
        object.meta_mut().set_namespace("corpora");
        client.create(&mut object).unwrap();
        let mut stored = client.get(&format!("corpora/object-{index}")).unwrap();
        assert_eq!(stored, object);
        stored.meta_mut().set_label("seen", "yes");
        client.update(&mut stored).unwrap();
        client.update(&mut object).expect_err("a write into an older version");
    }
    let list = client.list(&ObjectListOptions::default()).unwrap();
    assert!(list.errors.is_empty());
    assert_eq!(list.objects.len(), objects.len());
    assert!(list.objects.iter().all(|object| object.meta().label("seen") == Some("yes")));
}

/// All but the documents with these first problems.
fn check<K: HasMetadata + Decodable + PartialEq>(at_least: usize, refused: &[&str]) {
    let (objects, mut errors) = there_and_back::<K>();
    if std::env::var_os("LIBGITOPS_CORPORA").is_none() {
        return;
    }
    assert!(objects.len() >= at_least, "{} {}", objects.len(), K::RESOURCE.kind);
    errors.sort_unstable();
    assert_eq!(errors, refused);
    lists(&objects);
    stores(&objects);
}

#[test]
fn real_deployments_are_decoded_strictly_encoded_listed_and_stored() {
    // A patch that lies among the manifests, and three that Kubernetes refuses too.
    let patch = "[$patch]: unknown field `$patch`, expected one of `apiVersion`, `kind`, `metadata`, `spec`, `status`";
    let twice = "spec.selector: the key `selector` is given twice";
    check::<Deployment>(60, &[patch, twice, twice, twice]);
}

#[test]
fn real_services_are_decoded_strictly_encoded_listed_and_stored() {
    // Templates whose braces are YAML.
    let templates = [
        "metadata.labels.cell: expected a string, found a mapping",
        "metadata.name: expected a string, found a mapping",
    ];
    check::<Service>(100, &templates);
}

#[test]
fn real_config_maps_are_decoded_strictly_encoded_listed_and_stored() {
    check::<ConfigMap>(6, &[]);
}
