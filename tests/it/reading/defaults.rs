//! Defaults on the way in, and what a null says.

use libgitops::prelude::*;
use libgitops_tests::config::Settings;
use libgitops_tests::v1::{Depot, Vehicle, Workshop};

use super::serializer;

fn depot(spec: &str, default: bool) -> Depot {
    let text = format!("apiVersion: fleet.example.com/v1\nkind: Depot\nmetadata: {{name: d}}\n{spec}");
    serializer().decoder().default(default).decode_as(&Frame::yaml(text)).unwrap()
}

#[test]
fn fields_that_the_document_leaves_out_get_their_default() {
    let read = depot(
        "spec: {address: x, gates: [{number: 1, vehicle: Truck}, {number: 2, vehicle: Car, height: 2}]}",
        true,
    );
    assert_eq!((read.spec.capacity, read.spec.access.as_deref()), (Some(12), Some("staff")));
    let heights: Vec<_> = read.spec.gates.iter().map(|gate| (gate.vehicle, gate.height)).collect();
    assert_eq!(heights, [(Vehicle::Truck, Some(3.5)), (Vehicle::Car, Some(2.0))]);
    let read = depot("spec: {stay: {bus: {days: 1}}}", true);
    assert_eq!(read.spec.stay["bus"].fine, Some(false));
    // Not asked for, nothing is made up.
    let read = depot("spec: {stay: {bus: {days: 1}}}", false);
    assert_eq!((read.spec.stay["bus"].fine, read.spec.capacity), (None, None));
    assert!(read.spec.workshops.is_empty());
}

#[test]
fn an_absent_struct_has_the_defaults_of_its_fields_and_an_absent_option_stays_absent() {
    let read = depot("", true);
    assert_eq!((read.spec.capacity, read.spec.access.as_deref()), (Some(12), Some("staff")));
    let text = "apiVersion: config.fleet.example.com/v1alpha1\nkind: Settings\n";
    let settings: Settings = serializer().decoder().default(true).decode_as(&Frame::yaml(text)).unwrap();
    assert_eq!(settings.listen_address.as_deref(), Some("127.0.0.1:8080"));
    assert_eq!((settings.period_seconds, settings.depots), (Some(30), None));
}

#[test]
fn an_explicit_null_stays_what_it_is() {
    let read = depot("spec: {capacity: null, access: ~}", true);
    assert_eq!((read.spec.capacity, read.spec.access), (None, None));
    // A key with another name is the same field.
    let read = depot("spec: {entry: all}", true);
    assert_eq!(read.spec.access.as_deref(), Some("all"));
}

#[test]
fn a_null_is_an_absent_metadata_map_and_no_text() {
    let read = depot("spec: {address: x}\nstatus:\n  lastFault:\n", false);
    assert_eq!(read.status.last_fault, None);
    let text = "apiVersion: fleet.example.com/v1\nkind: Depot\nmetadata: {name: d, labels: null, creationTimestamp: null}\nspec: {}\n";
    let read: Depot = serializer().decoder().decode_as(&Frame::yaml(text)).unwrap();
    assert_eq!(read.metadata, ObjectMeta::named("d"));
    let text = "apiVersion: fleet.example.com/v1\nkind: Depot\nspec: {address: null}\n";
    let error = serializer().decoder().decode_as::<Depot>(&Frame::yaml(text)).unwrap_err();
    assert_eq!(
        error.problems()[0].message(),
        "expected a string, found null; quote it if a string is meant: \"null\""
    );
}

#[test]
fn hooks_see_the_field_defaults_and_what_the_document_says() {
    assert_eq!(
        depot("", true).spec.workshops,
        [Workshop { name: "gate".to_owned(), lifts: Some(1), ..Workshop::default() }]
    );
    let read = depot("spec: {workshops: [{name: tires}]}", true);
    assert_eq!(read.spec.workshops.len(), 1);
    assert_eq!(read.spec.workshops[0].lifts, Some(1));
}

#[test]
fn what_an_anchor_stands_for_gets_its_defaults_wherever_it_is_named() {
    let read = depot("spec: {stay: {bus: &stay {days: 1}, taxi: *stay, van: {<<: *stay, days: 2}}}", true);
    let stays: Vec<_> =
        read.spec.stay.iter().map(|(name, stay)| (name.as_str(), stay.days, stay.fine)).collect();
    assert_eq!(stays, [("bus", 1, Some(false)), ("taxi", 1, Some(false)), ("van", 2, Some(false))]);
}

/// Kinds whose status, where it is absent, is read as another than that of its type's `Default`.
mod lamps {
    use libgitops::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    pub(super) struct Status {
        #[object(default = 3)]
        pub(super) level: u8,
    }

    #[derive(Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    pub(super) struct Plain {
        pub(super) level: u8,
    }

    fn bright() -> Plain {
        Plain { level: 9 }
    }

    fn bright_lamp() -> OfRootPath {
        OfRootPath { status: bright(), metadata: ObjectMeta::default() }
    }

    macro_rules! kinds {
        ($($(#[$attribute:meta])* $name:ident { $(#[$of_status:meta])* $status:ty })*) => {$(
            #[derive(Object, Clone, Debug, PartialEq)]
            #[object(group = "lamps.example.com", version = "v1", scope = Namespaced, unlisted)]
            $(#[$attribute])*
            pub(super) struct $name {
                pub(super) metadata: ObjectMeta,
                $(#[$of_status])*
                pub(super) status: $status,
            }
        )*};
    }

    kinds! {
        Inside { Status }
        OfField { #[object(default = Plain { level: 4 })] Plain }
        OfOption { #[object(default = Some(Plain { level: 4 }))] Option<Plain> }
        OfPath { #[serde(default = "bright")] Plain }
        #[serde(default)]
        OfRoot { Option<Plain> }
    }

    #[derive(Object, Clone, Debug, PartialEq)]
    #[object(group = "lamps.example.com", version = "v1", scope = Namespaced, unlisted)]
    #[serde(default = "bright_lamp")]
    pub(super) struct OfRootPath {
        pub(super) metadata: ObjectMeta,
        pub(super) status: Plain,
    }

    impl Default for OfRoot {
        fn default() -> Self {
            Self { metadata: ObjectMeta::default(), status: Some(bright()) }
        }
    }
}

#[test]
fn a_status_is_written_where_its_absence_would_be_read_as_another() {
    use lamps::{Inside, OfField, OfOption, OfPath, OfRoot, OfRootPath, Plain, Status};

    fn comes_back<T: Object + PartialEq>(object: &T, written: &str) {
        let serializer = Serializer::new(Scheme::builder().register::<T>().build().unwrap());
        let text = serializer.encoder().to_yaml(object).unwrap();
        assert_eq!(text.split_once("name: a\n").unwrap().1, written);
        for default in [true, false] {
            let read: T = serializer.decoder().default(default).decode_as(&Frame::yaml(&*text)).unwrap();
            assert_eq!(read, *object, "{text}");
        }
    }
    let metadata = || ObjectMeta::named("a");
    let zero = "status:\n  level: 0\n";
    comes_back(&Inside { metadata: metadata(), status: Status::default() }, zero);
    comes_back(&OfField { metadata: metadata(), status: Plain::default() }, zero);
    comes_back(&OfOption { metadata: metadata(), status: None }, "status: null\n");
    comes_back(&OfPath { metadata: metadata(), status: Plain::default() }, zero);
    comes_back(&OfRootPath { metadata: metadata(), status: Plain::default() }, zero);
    comes_back(&OfRoot { metadata: metadata(), status: None }, "status: null\n");
    // What is read where it is absent need not be written.
    comes_back(&OfPath { metadata: metadata(), status: Plain { level: 9 } }, "");
    comes_back(&OfRootPath { metadata: metadata(), status: Plain { level: 9 } }, "");
}

#[test]
fn values_of_a_map_with_other_keys_than_strings_get_their_defaults() {
    #[derive(Object, Clone, Debug)]
    #[object(group = "lamps.example.com", version = "v1", scope = Namespaced, unlisted)]
    struct Chandelier {
        metadata: ObjectMeta,
        by_number: std::collections::BTreeMap<u32, lamps::Status>,
    }

    let serializer = Serializer::new(Scheme::builder().register::<Chandelier>().build().unwrap());
    let text = "apiVersion: lamps.example.com/v1\nkind: Chandelier\nby_number: {1: {}}\n";
    let read: Chandelier = serializer.decoder().default(true).decode_as(&Frame::yaml(text)).unwrap();
    assert_eq!((read.metadata, read.by_number[&1].level), (ObjectMeta::default(), 3));
}

#[test]
fn a_parameter_that_is_fields_has_the_defaults_of_its_fields() {
    #[derive(Object, Clone, Debug)]
    #[object(group = "lamps.example.com", version = "v1", kind = "Crate", scope = Namespaced)]
    struct Crate<T: libgitops::Fields> {
        metadata: ObjectMeta,
        content: Vec<T>,
    }

    let serializer = Serializer::new(Scheme::builder().register::<Crate<lamps::Status>>().build().unwrap());
    let text = "apiVersion: lamps.example.com/v1\nkind: Crate\nmetadata: {name: a}\ncontent: [{}]\n";
    let read: Crate<lamps::Status> =
        serializer.decoder().default(true).decode_as(&Frame::yaml(text)).unwrap();
    assert_eq!((read.metadata, read.content[0].level), (ObjectMeta::named("a"), 3));
}

#[test]
fn a_default_has_the_name_that_is_read_where_another_one_is_written() {
    #[derive(Object, Clone, Debug, PartialEq)]
    #[object(group = "lamps.example.com", version = "v1", scope = Namespaced, unlisted)]
    #[serde(rename_all(deserialize = "camelCase"))]
    struct Torch {
        metadata: ObjectMeta,
        #[object(default = 1)]
        light_level: u8,
        #[object(default = 2)]
        #[serde(default, rename(deserialize = "beamWidth"))]
        width: u8,
        #[object(default = 3)]
        #[serde(rename(serialize = "watts"), alias = "watts")]
        power: u8,
        #[serde(flatten)]
        battery: Battery,
    }

    #[derive(Fields, serde::Serialize, serde::Deserialize, Clone, Debug, PartialEq)]
    #[serde(rename_all(deserialize = "camelCase"))]
    struct Battery {
        #[object(default = 4)]
        volts_left: u8,
    }

    let serializer = Serializer::new(Scheme::builder().register::<Torch>().build().unwrap());
    let read = |fields: &str| {
        let text = format!("apiVersion: lamps.example.com/v1\nkind: Torch\n{fields}");
        let torch: Torch = serializer.decoder().default(true).decode_as(&Frame::yaml(text)).unwrap();
        (torch.light_level, torch.width, torch.power, torch.battery.volts_left)
    };
    assert_eq!(read(""), (1, 2, 3, 4));
    assert_eq!(read("lightLevel: 5\nbeamWidth: 6\npower: 7\nvoltsLeft: 8\n"), (5, 6, 7, 8));
    assert_eq!(read("watts: 9\n"), (1, 2, 9, 4));
}
