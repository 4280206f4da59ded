//! What the converter keeps in an annotation: how it looks, when it is too much, and kinds that cannot carry any.

use std::sync::Mutex;

use expect_test::expect;
use libgitops::Error;
use libgitops::codec::{Warning, WarningKind};
use libgitops::error::{ConversionFault, ErrorKind};
use libgitops::prelude::*;
use libgitops_tests::{v1, v1beta1};

fn serializer() -> Serializer {
    Serializer::new(Scheme::builder().register::<v1::Depot>().register::<v1beta1::Depot>().build().unwrap())
}

fn depot() -> v1::Depot {
    let workshop = v1::Workshop { name: "a".to_owned(), lifts: Some(2), skills: vec!["tyres".to_owned()] };
    let spec = v1::DepotSpec {
        address: "Hafen 1".to_owned(),
        capacity: Some(3),
        workshops: vec![workshop],
        ..v1::DepotSpec::default()
    };
    let status = v1::DepotStatus { occupied: 1, last_fault: None };
    v1::Depot { metadata: ObjectMeta::named("north"), spec, status }
}

#[test]
fn an_older_version_carries_what_it_has_no_place_for_in_one_annotation() {
    let serializer = serializer();
    let old: v1beta1::Depot = serializer.converter().convert(depot()).unwrap();
    expect![[r#"
        apiVersion: fleet.example.com/v1beta1
        kind: Depot
        metadata:
          name: north
          annotations:
            libgitops.dev/residual-v1: '[[["spec","workshops"],"",[{"name":"a","lifts":2,"skills":["tyres"]}]],[["status"],"",{"occupied":1}]]'
        spec:
          address: Hafen 1
          places: 3
    "#]].assert_eq(&serializer.encoder().to_yaml(&old).unwrap());
    let back: v1::Depot = serializer.converter().convert(old).unwrap();
    assert_eq!(back, depot());
    assert!(back.metadata.annotations.is_empty(), "the hub has a place for everything");
}

#[test]
fn an_edit_in_the_older_version_survives_and_nothing_else_changes() {
    let serializer = serializer();
    let mut old: v1beta1::Depot = serializer.converter().convert(depot()).unwrap();
    old.spec.places = Some(4);
    let edited: v1::Depot = serializer.converter().convert(old).unwrap();
    let mut expected = depot();
    expected.spec.capacity = Some(4);
    assert_eq!(edited, expected);
}

#[test]
fn what_does_not_read_as_a_residual_is_dropped() {
    let serializer = serializer();
    for text in [
        "",
        "not json",
        "{}",
        "[1]",
        "[[[\"spec\"]]]",
        "[[[\"spec\"],\"12345678\",1,2,3,4]]",
        "[[[null],\"\"]]",
        "[[[\"spec\"],\"x\"]]",
    ] {
        let mut old = v1beta1::Depot { metadata: ObjectMeta::named("x"), ..v1beta1::Depot::default() };
        old.metadata.set_annotation("libgitops.dev/residual-v1", text);
        let hub: v1::Depot = serializer.converter().convert(old).unwrap();
        assert_eq!(hub, v1::Depot { metadata: ObjectMeta::named("x"), ..v1::Depot::default() }, "{text}");
    }
}

#[test]
fn a_residual_that_would_make_no_object_is_left_out() {
    let serializer = serializer();
    let mut old: v1beta1::Depot = serializer.converter().convert(depot()).unwrap();
    let residual = old.metadata.annotations.values_mut().next().unwrap();
    *residual = residual.replace("\"occupied\":1", "\"occupied\":\"many\"");
    let hub: v1::Depot = serializer.converter().convert(old).unwrap();
    assert_eq!(hub, v1::Depot { status: v1::DepotStatus::default(), ..depot() }, "and all else is restored");
}

#[test]
fn too_much_fails_the_write_with_every_path_and_not_the_read() {
    let serializer = serializer();
    let mut large = depot();
    large.spec.stay.insert("car".to_owned(), v1::Stay { days: 3, fine: None });
    let old: v1beta1::Depot = serializer.converter().convert(large.clone()).unwrap();
    let error = serializer.encoder().residual_limit(64).to_yaml(&old).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LimitExceeded);
    expect![[r#"
        cannot encode fleet.example.com/v1beta1 Depot north: what v1 has and fleet.example.com/v1beta1 has no place for takes 142 bytes, more than the limit of 64
        spec.workshops: is carried for v1
        spec.stay: is carried for v1
        status: is carried for v1"#]].assert_eq(&error.to_string());
    let text = serializer.encoder().to_yaml(&old).unwrap();
    let read: v1::Depot = serializer.decoder().decode_as(&Frame::yaml(text)).unwrap();
    assert_eq!(read, large);
    // The limit that holds if nothing else is said.
    large.spec.address = "x".to_owned();
    large.spec.workshops = (0..3000)
        .map(|number| v1::Workshop { name: format!("workshop {number}"), ..v1::Workshop::default() })
        .collect();
    let error = serializer.encoder().group_version(old.gvk().group_version()).to_yaml(&large).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LimitExceeded);
}

mod config {
    use libgitops::prelude::*;

    #[derive(Object, Clone, Debug, Default, PartialEq)]
    #[object(group = "residual.example.com", version = "v1", scope = Cluster, plural = "settings", hub, unlisted)]
    pub(super) struct Settings {
        #[serde(default)]
        pub(crate) port: u16,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub(crate) log: Option<String>,
    }

    #[derive(Object, Clone, Debug, Default, PartialEq)]
    #[object(group = "residual.example.com", version = "v1alpha1", kind = "Settings", scope = Cluster)]
    #[object(plural = "settings", hub = Settings, unlisted)]
    pub(super) struct OldSettings {
        #[serde(default)]
        pub(crate) port: u16,
        #[serde(default)]
        pub(crate) legacy: bool,
    }

    impl Spoke<Settings> for OldSettings {
        fn into_hub(self) -> Settings {
            Settings { port: self.port, log: None }
        }

        fn from_hub(hub: Settings) -> Self {
            Self { port: hub.port, legacy: false }
        }
    }
}

#[test]
fn a_kind_without_metadata_is_written_only_when_nothing_is_lost() -> Result<(), Error> {
    use config::{OldSettings, Settings};
    let serializer =
        Serializer::new(Scheme::builder().register::<Settings>().register::<OldSettings>().build()?);
    let old =
        serializer.encoder().group_version(GroupVersion::from_static("residual.example.com", "v1alpha1"));
    assert_eq!(
        old.to_yaml(&Settings { port: 80, log: None })?,
        "apiVersion: residual.example.com/v1alpha1\nkind: Settings\nport: 80\nlegacy: false\n"
    );
    let error = old.to_yaml(&Settings { port: 80, log: Some("all".to_owned()) }).unwrap_err();
    assert_eq!(error.conversion_fault(), Some(ConversionFault::Lossy));
    expect![[r#"
        cannot convert to residual.example.com/v1alpha1 Settings: what it has no place for would be lost, since it has no metadata to carry it
        log: would be lost"#]].assert_eq(&error.to_string());
    let error =
        serializer.converter().convert::<Settings>(OldSettings { port: 1, legacy: true }).unwrap_err();
    assert_eq!(error.problems()[0].path().to_string(), "legacy");
    Ok(())
}

#[test]
fn reading_a_kind_without_metadata_warns_of_what_is_lost() {
    use config::{OldSettings, Settings};
    let scheme = Scheme::builder().register::<Settings>().register::<OldSettings>().build().unwrap();
    let serializer = Serializer::new(scheme);
    let warnings = Mutex::new(Vec::new());
    let note = |warning: &Warning| warnings.lock().unwrap().push((warning.kind, warning.to_string()));
    let text = "apiVersion: residual.example.com/v1alpha1\nkind: Settings\nport: 80\nlegacy: true\n";
    let decoder = serializer.decoder().convert_to_hub(true).on_warning(note);
    let settings = decoder.decode(&Frame::yaml(text)).unwrap();
    assert_eq!(settings.downcast_ref(), Some(&Settings { port: 80, log: None }));
    let warnings = warnings.lock().unwrap();
    assert_eq!(warnings.len(), 1);
    assert_eq!(warnings[0].0, WarningKind::Lost);
    expect![[r#"
        line 4, column 9: legacy: residual.example.com/v1 Settings has no place for it
            |
          4 | legacy: true
            |         ^^^^"#]]
    .assert_eq(&warnings[0].1);
}

/// A job whose status is not written while it is its default, with a field that the older version does not have, and the
/// other way round.
pub(crate) mod jobs {
    use libgitops::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Object, Clone, Debug, Default, PartialEq)]
    #[object(group = "jobs.example.com", version = "v2", kind = "Job", scope = Namespaced, hub, unlisted)]
    pub(crate) struct New {
        pub(crate) metadata: ObjectMeta,
        pub(crate) status: NewStatus,
    }

    #[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    #[serde(default)]
    pub(crate) struct NewStatus {
        pub(crate) ready: u32,
        pub(crate) failed: u32,
    }

    #[derive(Object, Spoke, Clone, Debug, Default, PartialEq)]
    #[object(group = "jobs.example.com", version = "v1", kind = "Job", scope = Namespaced, hub = New, unlisted)]
    pub(crate) struct Old {
        pub(crate) metadata: ObjectMeta,
        pub(crate) status: OldStatus,
    }

    #[derive(Fields, Spoke, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    #[serde(default)]
    #[spoke(hub = NewStatus, hub_only(failed))]
    pub(crate) struct OldStatus {
        pub(crate) ready: u32,
        #[spoke(spoke_only)]
        pub(crate) note: String,
    }
}

#[test]
fn an_edit_keeps_what_is_carried_of_a_struct_that_is_not_written_while_it_is_its_default() {
    use jobs::{New, NewStatus, Old, OldStatus};
    let scheme = Scheme::builder().register::<New>().register::<Old>().build().unwrap();
    let converter = libgitops::convert::Converter::new(&scheme);
    for ready in [0, 1] {
        let status = NewStatus { ready, failed: 5 };
        let mut old: Old = converter.convert(New { metadata: ObjectMeta::named("a"), status }).unwrap();
        old.status.ready = 3;
        let new: New = converter.convert(old).unwrap();
        assert_eq!(new.status, NewStatus { ready: 3, failed: 5 });

        let status = OldStatus { ready, note: "slow".to_owned() };
        let mut new: New = converter.convert(Old { metadata: ObjectMeta::named("a"), status }).unwrap();
        new.status.ready = 3;
        let old: Old = converter.convert(new).unwrap();
        assert_eq!(old.status, OldStatus { ready: 3, note: "slow".to_owned() });
    }
}
