//! Resources of k8s-openapi that are linked, and where they meet what was derived.

use k8s_openapi::api::core::v1::{ConfigMap, Namespace, Node};
use k8s_openapi::api::networking::v1::NetworkPolicy;
use libgitops::ErrorKind;
use libgitops::prelude::*;

libgitops::kube::register!(ConfigMap, Namespace);

fn serializer() -> Serializer {
    Serializer::new(Scheme::linked().unwrap())
}

#[test]
fn registered_resources_stand_beside_derived_ones() {
    let scheme = Scheme::linked().unwrap();
    let config_map = scheme.of_type::<ConfigMap>().unwrap().resource();
    assert_eq!(config_map.gvk().to_string(), "v1 ConfigMap");
    assert_eq!((config_map.plural, config_map.singular), ("configmaps", "configmap"));
    assert!(matches!(config_map.scope, Scope::Namespaced));
    assert!(matches!(scheme.of_type::<Namespace>().unwrap().resource().scope, Scope::Cluster));
    assert!(scheme.of_type::<Node>().is_none());
    assert!(scheme.of_type::<codegen_examples::v1::Car>().is_some());
    assert_eq!(<NetworkPolicy as Object>::RESOURCE.singular, "networkpolicy");
}

#[test]
fn problems_of_a_resource_are_told_with_their_places() {
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, nmae: b}\ndaat: {}\nimmutable: maybe\n";
    let error = serializer().decoder().decode_as::<ConfigMap>(&Frame::yaml(text)).unwrap_err();
    let told: Vec<(String, usize)> = error
        .problems()
        .iter()
        .map(|problem| (problem.path().to_string(), problem.place().unwrap().line_column().line))
        .collect();
    assert_eq!(told, [("metadata.nmae".to_owned(), 3), ("daat".to_owned(), 4), ("immutable".to_owned(), 5)]);
}

#[test]
fn a_resource_is_not_decoded_as_another_one() {
    let frame = Frame::yaml("apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n");
    let error = serializer().decoder().decode_as::<ConfigMap>(&frame).unwrap_err();
    assert_eq!(error.message(), "cannot decode v1 Namespace as v1 ConfigMap");
    assert!(serializer().decoder().decode(&frame).unwrap().is::<Namespace>());
}

#[test]
fn items_of_a_list_may_leave_their_kind_out() {
    let text = "apiVersion: v1\nkind: ConfigMapList\nitems:\n- metadata: {name: a}\n- metadata: {name: b}\n";
    let list = serializer().decoder().decode_list::<ConfigMap>(&Frame::yaml(text)).unwrap();
    let names: Vec<_> = list.items.iter().filter_map(|one| one.metadata.name.as_deref()).collect();
    assert_eq!(names, ["a", "b"]);
}

#[test]
fn resources_of_cluster_scope_have_no_namespace_in_a_storage() {
    let storage = MemoryStorage::in_memory(serializer());
    let mut namespace = Namespace::default();
    namespace.metadata.name = Some("team".to_owned());
    storage.kind::<Namespace>().create(&mut namespace).unwrap();
    assert_eq!(storage.kind::<Namespace>().get("team").unwrap(), namespace);
    assert!(namespace.metadata.resource_version.is_some());
    assert!(storage.kind::<Namespace>().get("default/team").is_err());
}

#[test]
fn a_strategic_merge_patch_is_refused_since_nothing_says_which_lists_are_merged() {
    let patch = Patch::parse(PatchType::StrategicMerge, r#"{"data":{"color":"red"}}"#).unwrap();
    let error = patch.apply(&ConfigMap::default()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.message().contains("v1 ConfigMap has a type that does not"), "{error}");
    let patcher = Patcher::new(Scheme::linked().unwrap());
    assert_eq!(patcher.apply(&patch, &ConfigMap::default()).unwrap_err().kind(), ErrorKind::Unsupported);
    assert!(Patch::create(PatchType::StrategicMerge, &ConfigMap::default(), &ConfigMap::default()).is_err());
}

#[test]
fn a_patch_changes_a_resource() {
    let storage = MemoryStorage::in_memory(serializer());
    let mut settings = ConfigMap::default();
    settings.metadata.name = Some("settings".to_owned());
    let client = storage.kind::<ConfigMap>();
    client.create(&mut settings).unwrap();
    let patch = Patch::parse(PatchType::Merge, r#"{"data":{"color":"red"}}"#).unwrap();
    let patched = client.patch("settings", &patch).unwrap();
    assert_eq!(patched.data.unwrap()["color"], "red");
}
