//! The registry over several crates: what is linked, what is listed, names, versions, and what is told of clashes.

use expect_test::expect;
use libgitops::error::ErrorKind;
use libgitops::gvk::GroupVersionResource;
use libgitops::prelude::*;
use libgitops::{Error, scheme};

use crate::foogroup;

/// A kind of the test crate itself; it is linked like those of the libraries.
#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "tests.example.com", version = "v1", scope = Namespaced, plural = "probes", short = ["pr", "prb"])]
struct Probe {
    metadata: ObjectMeta,
}

scheme! {
    /// All kinds of the two libraries and of this crate, listed by hand.
    static LISTED = [
        codegen_examples::v1::Car,
        codegen_examples::v1alpha1::Car,
        codegen_examples::v1beta1::Car,
        codegen_examples::v1alpha1::Motorcycle,
        libgitops_tests::v1::Depot,
        libgitops_tests::v1beta1::Depot,
        libgitops_tests::config::Settings,
        Probe,
    ]
}

fn gvk(group: &'static str, version: &'static str, kind: &'static str) -> GroupVersionKind {
    GroupVersionKind::from_static(group, version, kind)
}

fn kinds(scheme: &Scheme) -> Vec<String> {
    scheme.registrations().iter().map(|one| one.resource().gvk().to_string()).collect()
}

#[test]
fn what_is_derived_in_every_linked_crate_is_gathered() {
    let linked = Scheme::linked().unwrap();
    expect![[r#"
        [
            "config.fleet.example.com/v1alpha1 Settings",
            "fleet.example.com/v1 Depot",
            "fleet.example.com/v1beta1 Depot",
            "sample-app.weave.works/v1 Car",
            "sample-app.weave.works/v1beta1 Car",
            "sample-app.weave.works/v1alpha1 Car",
            "sample-app.weave.works/v1alpha1 Motorcycle",
            "tests.example.com/v1 Probe",
        ]
    "#]]
    .assert_eq(&format!("{:#?}\n", kinds(&linked)));
    assert!(linked.of_type::<Probe>().is_some());
    assert!(linked.of_type::<libgitops_tests::v1::Depot>().is_some());
    assert!(linked.of_type::<foogroup::v1alpha1::Simple>().is_none(), "an unlisted kind stays out");
}

#[test]
fn a_listed_scheme_over_several_crates_equals_the_linked_one() {
    let linked = Scheme::linked().unwrap();
    assert_eq!(kinds(&LISTED), kinds(&linked));
    assert!(LISTED.missing(&linked).is_empty());
    assert!(linked.missing(&LISTED).is_empty());
    let without = Scheme::builder().register::<Probe>().build().unwrap();
    assert_eq!(without.missing(&linked).len(), linked.registrations().len() - 1);
    assert_eq!(foogroup::SCHEME.missing(&linked).len(), linked.registrations().len());
}

#[test]
fn versions_are_ranked_and_have_a_hub_and_a_storage_version() {
    let depot = gvk("fleet.example.com", "v1", "Depot").group_kind();
    let versions: Vec<_> = LISTED.versions(&depot).iter().map(|one| one.resource().version).collect();
    assert_eq!(versions, ["v1", "v1beta1"]);
    assert_eq!(LISTED.preferred(&depot).unwrap().resource().version, "v1");
    assert_eq!(LISTED.hub(&depot).unwrap().resource().version, "v1");
    assert_eq!(LISTED.storage_version(&depot).unwrap().resource().version, "v1");
    let groups = LISTED.groups();
    assert_eq!(
        groups,
        ["config.fleet.example.com", "fleet.example.com", "sample-app.weave.works", "tests.example.com"]
    );
    // The hub need not be the preferred version.
    let simple = gvk("foogroup", "v1alpha1", "Simple").group_kind();
    assert_eq!(foogroup::SCHEME.preferred(&simple).unwrap().resource().version, "v1alpha2");
    assert_eq!(foogroup::SCHEME.hub(&simple).unwrap().resource().version, "v1alpha1");
    assert_eq!(foogroup::SCHEME.storage_version(&simple).unwrap().resource().version, "v1alpha1");
    let versions: Vec<String> =
        foogroup::SCHEME.group_versions("foogroup").iter().map(ToString::to_string).collect();
    assert_eq!(versions, ["foogroup/v1alpha2", "foogroup/v1alpha1"]);
    // A kind of one version is its own hub.
    let car = gvk("sample-app.weave.works", "v1alpha1", "Car").group_kind();
    assert_eq!(LISTED.hub(&car).unwrap().resource().kind, "Car");
    let nothing = gvk("sample-app.weave.works", "v1alpha1", "Bicycle").group_kind();
    assert!(LISTED.hub(&nothing).is_none() && LISTED.preferred(&nothing).is_none());
}

#[test]
fn kinds_rank_by_stability_and_then_by_number() {
    #[derive(Object, Clone, Debug, Default)]
    #[object(group = "rank.example.com", version = "v1", kind = "Rank", scope = Cluster, hub, unlisted)]
    struct G {}

    macro_rules! versions {
        ($($name:ident $version:literal),*) => {
            $(
                #[derive(Object, Spoke, Clone, Debug, Default)]
                #[object(group = "rank.example.com", version = $version, kind = "Rank", scope = Cluster)]
                #[object(hub = G, unlisted)]
                struct $name {}
            )*
            fn ranked() -> Scheme {
                Scheme::builder().register::<G>()$(.register::<$name>())*.build().unwrap()
            }
        };
    }
    versions!(A "v1alpha1", B "v2", C "v11beta2", D "v10", E "v2beta10", F "v2beta2", H "v3alpha1");
    let scheme = ranked();
    let found: Vec<_> = scheme.registrations().iter().map(|one| one.resource().version).collect();
    assert_eq!(found, ["v10", "v2", "v1", "v11beta2", "v2beta10", "v2beta2", "v3alpha1", "v1alpha1"]);
    let hub = scheme.hub(&gvk("rank.example.com", "v1", "Rank").group_kind());
    assert_eq!(hub.map(|hub| hub.resource().version), Some("v1"));
}

#[test]
fn a_kind_is_found_by_any_of_its_names() {
    for (name, expected) in [
        ("depots", &["fleet.example.com/v1 Depot"][..]),
        ("depot", &["fleet.example.com/v1 Depot"]),
        ("dp", &["fleet.example.com/v1 Depot"]),
        ("moto", &["sample-app.weave.works/v1alpha1 Motorcycle"]),
        ("motorcycles", &["sample-app.weave.works/v1alpha1 Motorcycle"]),
        ("settings", &["config.fleet.example.com/v1alpha1 Settings"]),
        ("prb", &["tests.example.com/v1 Probe"]),
        ("Depot", &[]),
        ("", &[]),
    ] {
        let found: Vec<String> =
            LISTED.named(name).iter().map(|one| one.resource().gvk().to_string()).collect();
        assert_eq!(found, expected, "{name}");
    }
    let resource = GroupVersionResource::new("fleet.example.com", "v1beta1", "depots");
    assert_eq!(LISTED.kind_of(&resource).unwrap().resource().version, "v1beta1");
    let resource = GroupVersionResource::new("fleet.example.com", "v1", "depot");
    assert!(LISTED.kind_of(&resource).is_none(), "a resource is named by its plural only");
}

fn unknown(scheme: &Scheme, group: &'static str, version: &'static str, kind: &'static str) -> Error {
    scheme.lookup(&gvk(group, version, kind)).unwrap_err()
}

#[test]
fn an_unknown_kind_is_answered_with_what_is_known() {
    let linked = Scheme::linked().unwrap();
    let error = unknown(&linked, "sample-app.weave.work", "v1alpha1", "Car");
    assert_eq!(error.kind(), ErrorKind::UnknownGroup);
    expect!["unknown kind sample-app.weave.work/v1alpha1 Car: no kind of the group sample-app.weave.work is registered; known groups: config.fleet.example.com, fleet.example.com, sample-app.weave.works, tests.example.com (a crate that the program does not name is not linked, and its kinds are not registered)"].assert_eq(&error.to_string());
    // A list is complete, whatever is linked, so there is no advice about linking.
    let error = unknown(&LISTED, "", "v1", "Pod");
    assert_eq!(error.kind(), ErrorKind::UnknownGroup);
    expect![[r#"unknown kind v1 Pod: no kind of the group "" (core) is registered; known groups: config.fleet.example.com, fleet.example.com, sample-app.weave.works, tests.example.com"#]].assert_eq(&error.to_string());
    let error = unknown(&linked, "fleet.example.com", "v2", "Depot");
    assert_eq!(error.kind(), ErrorKind::UnknownVersion);
    expect!["unknown kind fleet.example.com/v2 Depot: the group has no version `v2`; known versions: fleet.example.com/v1, fleet.example.com/v1beta1"].assert_eq(&error.to_string());
    let error = unknown(&linked, "sample-app.weave.works", "v1alpha1", "car");
    assert_eq!(error.kind(), ErrorKind::UnknownKind);
    expect!["unknown kind sample-app.weave.works/v1alpha1 car: sample-app.weave.works/v1alpha1 has no kind `car`; known kinds: Car, Motorcycle"].assert_eq(&error.to_string());
    let nothing = Scheme::builder().build().unwrap();
    expect!["unknown kind a.example.com/v1 B: no kind of the group a.example.com is registered; known groups: none"].assert_eq(&unknown(&nothing, "a.example.com", "v1", "B").to_string());
    for error in [&error, &unknown(&nothing, "a.example.com", "v1", "B")] {
        assert!(error.is_unrecognized());
    }
}

mod clashing {
    use libgitops::Object;

    macro_rules! kinds {
        ($($name:ident { $($attribute:tt)* })*) => {
            $(
                #[derive(Object, Clone, Debug, Default)]
                #[object(group = "clash.example.com", unlisted, $($attribute)*)]
                pub(super) struct $name {}
            )*
        };
    }

    kinds! {
        Car { version = "v1", scope = Namespaced, hub, storage }
        SameCar { version = "v1", kind = "Car", scope = Namespaced }
        CarOfTheCluster { version = "v2", kind = "Car", scope = Cluster }
        CarInOtherWords { version = "v3", kind = "Car", scope = Namespaced, plural = "autos" }
        OtherHub { version = "v4", kind = "Car", scope = Namespaced, hub, storage }
        Cart { version = "v1", scope = Namespaced, short = ["car"] }
        Fine { version = "v1", scope = Namespaced }
    }
}

#[test]
fn all_clashes_of_a_scheme_are_told_at_once() {
    use clashing::{Car, CarInOtherWords, CarOfTheCluster, Cart, Fine, OtherHub, SameCar};
    let builder = Scheme::builder()
        .register::<Cart>()
        .register::<Car>()
        .register::<SameCar>()
        .register::<CarOfTheCluster>()
        .register::<CarInOtherWords>()
        .register::<OtherHub>()
        .register::<Fine>();
    let error = builder.build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    expect![[r#"
        cannot make a scheme: 17 clashes among the registered kinds
        clash.example.com/v4 Car and clash.example.com/v3 Car disagree on the plural: `cars` (it::registry::clashing::OtherHub) and `autos` (it::registry::clashing::CarInOtherWords)
        clash.example.com/v4 Car and clash.example.com/v2 Car disagree on the scope: `Namespaced` (it::registry::clashing::OtherHub) and `Cluster` (it::registry::clashing::CarOfTheCluster)
        clash.example.com/v4 Car (it::registry::clashing::OtherHub) and clash.example.com/v1 Car (it::registry::clashing::Car) are both marked as the kind's hub
        the name `car` is claimed by clash.example.com/v4 Car (it::registry::clashing::OtherHub) and by clash.example.com/v1 Cart (it::registry::clashing::Cart)
        clash.example.com/v3 Car and clash.example.com/v2 Car disagree on the plural: `autos` (it::registry::clashing::CarInOtherWords) and `cars` (it::registry::clashing::CarOfTheCluster)
        clash.example.com/v3 Car and clash.example.com/v1 Car disagree on the plural: `autos` (it::registry::clashing::CarInOtherWords) and `cars` (it::registry::clashing::Car)
        clash.example.com/v3 Car and clash.example.com/v1 Car disagree on the plural: `autos` (it::registry::clashing::CarInOtherWords) and `cars` (it::registry::clashing::SameCar)
        the name `car` is claimed by clash.example.com/v3 Car (it::registry::clashing::CarInOtherWords) and by clash.example.com/v1 Cart (it::registry::clashing::Cart)
        clash.example.com/v2 Car and clash.example.com/v1 Car disagree on the scope: `Cluster` (it::registry::clashing::CarOfTheCluster) and `Namespaced` (it::registry::clashing::Car)
        clash.example.com/v2 Car and clash.example.com/v1 Car disagree on the scope: `Cluster` (it::registry::clashing::CarOfTheCluster) and `Namespaced` (it::registry::clashing::SameCar)
        the name `car` is claimed by clash.example.com/v2 Car (it::registry::clashing::CarOfTheCluster) and by clash.example.com/v1 Cart (it::registry::clashing::Cart)
        clash.example.com/v1 Car is registered by it::registry::clashing::Car and by it::registry::clashing::SameCar
        the name `car` is claimed by clash.example.com/v1 Car (it::registry::clashing::Car) and by clash.example.com/v1 Cart (it::registry::clashing::Cart)
        the name `car` is claimed by clash.example.com/v1 Car (it::registry::clashing::SameCar) and by clash.example.com/v1 Cart (it::registry::clashing::Cart)
        clash.example.com/v3 Car (it::registry::clashing::CarInOtherWords) names no hub, but clash.example.com/v4 Car (it::registry::clashing::OtherHub) is another version of it: write `hub` in one version and `hub = path` in the others
        clash.example.com/v2 Car (it::registry::clashing::CarOfTheCluster) names no hub, but clash.example.com/v4 Car (it::registry::clashing::OtherHub) is another version of it: write `hub` in one version and `hub = path` in the others
        clash.example.com/v1 Car (it::registry::clashing::SameCar) names no hub, but clash.example.com/v4 Car (it::registry::clashing::OtherHub) is another version of it: write `hub` in one version and `hub = path` in the others"#]].assert_eq(&error.to_string());
}

#[test]
fn a_type_registered_twice_is_a_clash_as_well() {
    let error = Scheme::builder().register::<Probe>().extend(&LISTED).build().unwrap_err();
    assert_eq!(error.problems().len(), 1);
    expect![[r#"
        cannot make a scheme: 1 clash among the registered kinds
        tests.example.com/v1 Probe is registered twice by it::registry::Probe"#]]
    .assert_eq(&error.to_string());
}

#[test]
fn two_kinds_of_different_groups_may_share_all_names() {
    #[derive(Object, Clone, Debug, Default)]
    #[object(group = "other.example.com", version = "v1", scope = Namespaced, short = "dp", unlisted)]
    struct Depot {}
    let scheme = Scheme::builder().extend(&LISTED).register::<Depot>().build().unwrap();
    let found: Vec<_> = scheme.named("dp").iter().map(|one| one.resource().group).collect();
    assert_eq!(found, ["fleet.example.com", "other.example.com"]);
}

#[test]
fn a_scheme_tells_one_type_from_another_of_the_same_kind() {
    let scheme = Scheme::builder().register::<clashing::SameCar>().build().unwrap();
    assert!(scheme.of_type::<clashing::SameCar>().is_some());
    assert!(scheme.of_type::<clashing::Car>().is_none());
    let other = Scheme::builder().register::<clashing::Car>().build().unwrap();
    assert_eq!(scheme.missing(&other).len(), 1);
}
