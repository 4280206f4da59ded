//! The two metadata types, each made of the other, judged by `serde_json` on their wire forms.

use std::collections::BTreeMap;

use k8s_openapi::ClusterResourceScope;
use k8s_openapi::api::core::v1::{ConfigMap, Namespace};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{
    FieldsV1 as KubeFields, ManagedFieldsEntry as KubeEntry, ObjectMeta as KubeMeta, Time as KubeTime,
};
use k8s_openapi::jiff::Timestamp;
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;

use super::scope::KubeScope;
use crate::key::Scope;
use crate::meta::{
    FieldsV1, ManagedFieldsEntry, Metadata, MetadataExt as _, MetadataMap, ObjectMeta, OwnerReference, Time,
};

const TEXT: &str = "[a-z]{0,4}|\\PC{0,3}";

/// The last second that both types have, in seconds since 1970.
fn seconds() -> std::ops::RangeInclusive<i64> {
    let first: Time = "0000-01-01T00:00:00Z".parse().unwrap();
    first.unix_seconds()..=Timestamp::MAX.as_second()
}

fn time() -> impl Strategy<Value = Time> {
    let nanoseconds = prop_oneof![Just(0), 0..1_000_000_000_u32];
    (seconds(), nanoseconds).prop_map(|(seconds, nanoseconds)| Time::from_unix(seconds, nanoseconds).unwrap())
}

fn fields() -> impl Strategy<Value = FieldsV1> {
    let leaf = Just(FieldsV1::default());
    leaf.prop_recursive(3, 12, 3, |inner| btree_map("f:[a-z]{1,3}|\\.", inner, 0..3).prop_map(FieldsV1))
}

fn texts() -> impl Strategy<Value = [Option<String>; 6]> {
    proptest::array::uniform6(option::of(TEXT))
}

fn entry() -> impl Strategy<Value = ManagedFieldsEntry> {
    (texts(), option::of(time()), option::of(fields())).prop_map(|(texts, time, fields_v1)| {
        let [manager, operation, api_version, fields_type, subresource, _] = texts;
        ManagedFieldsEntry { manager, operation, api_version, time, fields_type, fields_v1, subresource }
    })
}

fn owner() -> impl Strategy<Value = OwnerReference> {
    (texts(), option::of(any::<bool>()), option::of(any::<bool>())).prop_map(
        |(texts, controller, block_owner_deletion)| {
            let [api_version, kind, name, uid, _, _] = texts.map(Option::unwrap_or_default);
            OwnerReference { api_version, kind, name, uid, controller, block_owner_deletion }
        },
    )
}

fn map() -> impl Strategy<Value = BTreeMap<String, String>> {
    btree_map(TEXT, TEXT, 0..3)
}

fn meta() -> impl Strategy<Value = ObjectMeta> {
    let numbers = (option::of(any::<i64>()), option::of(any::<i64>()));
    let times = (option::of(time()), option::of(time()));
    let lists = (vec(owner(), 0..3), vec(TEXT, 0..3), vec(entry(), 0..3));
    (texts(), numbers, times, map(), map(), lists).prop_map(
        |(texts, numbers, times, labels, annotations, lists)| {
            let [name, generate_name, namespace, self_link, uid, resource_version] = texts;
            ObjectMeta {
                name,
                generate_name,
                namespace,
                self_link,
                uid,
                resource_version,
                generation: numbers.0,
                creation_timestamp: times.0,
                deletion_timestamp: times.1,
                deletion_grace_period_seconds: numbers.1,
                labels,
                annotations,
                owner_references: lists.0,
                finalizers: lists.1,
                managed_fields: lists.2,
            }
        },
    )
}

/// The same without fractions of seconds, which k8s-openapi does not write.
fn whole_seconds(mut meta: ObjectMeta) -> ObjectMeta {
    meta.creation_timestamp = meta.creation_timestamp.map(Time::to_seconds);
    meta.deletion_timestamp = meta.deletion_timestamp.map(Time::to_seconds);
    for entry in &mut meta.managed_fields {
        entry.time = entry.time.map(Time::to_seconds);
    }
    meta
}

proptest! {
    #[test]
    fn metadata_comes_back_from_the_other_type(meta in meta()) {
        let kube: KubeMeta = meta.clone().try_into().unwrap();
        prop_assert_eq!(ObjectMeta::try_from(kube.clone()).unwrap(), meta.clone());
        let again: KubeMeta = ObjectMeta::try_from(kube.clone()).unwrap().try_into().unwrap();
        prop_assert_eq!(again, kube);
    }

    #[test]
    fn both_types_are_the_same_on_the_wire(meta in meta()) {
        let meta = whole_seconds(meta);
        let kube: KubeMeta = meta.clone().try_into().unwrap();
        let wire = serde_json::to_value(&meta).unwrap();
        prop_assert_eq!(&serde_json::to_value(&kube).unwrap(), &wire);
        prop_assert_eq!(serde_json::from_value::<KubeMeta>(wire).unwrap(), kube);
    }

    #[test]
    fn accessors_see_and_set_the_same_in_both_types(meta in meta(), key in TEXT, value in TEXT, time in time()) {
        let mut ours = meta.clone();
        let mut kube: KubeMeta = meta.try_into().unwrap();
        for step in 0..3 {
            for meta in [&mut ours as &mut dyn Metadata, &mut kube] {
                match step {
                    0 => {}
                    1 => {
                        meta.set_label(&key, &value);
                        meta.set_annotation(&key, &value);
                        meta.set_name(&value);
                        meta.set_generate_name(&value);
                        meta.set_namespace(&value);
                        meta.set_uid(&value);
                        meta.set_resource_version(&value);
                        meta.set_creation_timestamp(Some(time));
                        meta.set_deletion_timestamp(None);
                    }
                    _ => {
                        meta.remove_label(&key);
                        meta.remove_annotation(&key);
                        meta.set_creation_timestamp(None);
                    }
                }
            }
            prop_assert_eq!(seen(&ours), seen(&kube));
            prop_assert_eq!(ObjectMeta::try_from(kube.clone()).unwrap(), ours.clone());
        }
    }
}

/// All that the accessors tell.
fn seen(meta: &dyn Metadata) -> String {
    let texts = [
        meta.name(),
        meta.generate_name(),
        meta.namespace(),
        meta.uid(),
        meta.resource_version(),
        meta.label("a"),
        meta.annotation("a"),
    ];
    let entries =
        [MetadataMap::Labels, MetadataMap::Annotations].map(|map| meta.entries(map).collect::<Vec<_>>());
    format!("{texts:?} {entries:?} {:?} {:?}", meta.creation_timestamp(), meta.deletion_timestamp())
}

#[test]
fn what_kubernetes_takes_for_absent_is_absent() {
    let kube = KubeMeta {
        labels: Some(BTreeMap::new()),
        finalizers: Some(Vec::new()),
        managed_fields: Some(vec![KubeEntry {
            fields_v1: Some(KubeFields::default()),
            ..KubeEntry::default()
        }]),
        ..KubeMeta::default()
    };
    let meta = ObjectMeta::try_from(kube).unwrap();
    assert_eq!(
        meta,
        ObjectMeta { managed_fields: vec![ManagedFieldsEntry::default()], ..ObjectMeta::default() }
    );
}

#[test]
fn what_the_other_type_has_no_value_for_is_told_with_its_path() {
    let told = |error: crate::error::Error| error.problems()[0].to_string();
    let late = ObjectMeta {
        deletion_timestamp: Some("9999-12-31T23:59:59Z".parse().unwrap()),
        ..ObjectMeta::default()
    };
    assert_eq!(
        told(KubeMeta::try_from(late.clone()).unwrap_err()),
        "deletionTimestamp: the time 9999-12-31T23:59:59Z is later than `jiff::Timestamp` can hold"
    );
    let early = KubeMeta { creation_timestamp: Some(KubeTime(Timestamp::MIN)), ..KubeMeta::default() };
    assert!(told(ObjectMeta::try_from(early).unwrap_err()).starts_with("creationTimestamp: the time -"));
    let fields = KubeFields(serde_json::json!({"f:spec": {"f:a": 1}}));
    let no_set = KubeEntry { fields_v1: Some(fields), ..KubeEntry::default() };
    let no_set = KubeMeta { managed_fields: Some(vec![KubeEntry::default(), no_set]), ..KubeMeta::default() };
    assert_eq!(
        told(ObjectMeta::try_from(no_set).unwrap_err()),
        "managedFields[1].fieldsV1[f:spec][f:a]: expected a set of fields, which is a mapping, found 1"
    );

    let mut set = KubeMeta::default();
    set.set_deletion_timestamp(late.deletion_timestamp);
    assert_eq!(set.deletion_timestamp, Some(KubeTime(Timestamp::MAX)));
}

#[test]
fn names_and_scope_of_resources_are_constants_of_their_types() {
    const CONFIG_MAP: crate::resource::ApiResource = <ConfigMap as crate::object::Object>::RESOURCE;
    assert_eq!((CONFIG_MAP.plural, CONFIG_MAP.singular), ("configmaps", "configmap"));
    assert_eq!(CONFIG_MAP.scope, Scope::Namespaced);
    assert_eq!(<Namespace as crate::object::Object>::RESOURCE.scope, ClusterResourceScope::SCOPE);
}
