//! Every registered type of all crates that are linked here, by one line; and that this one line finds faults.

use libgitops::prelude::*;
use libgitops::testing::{Law, Suite};
use libgitops_tests::{v1 as depots_v1, v1beta1 as depots_v1beta1};
use serde::{Deserialize, Serialize};

use crate::conversion::residual::jobs;

libgitops::testing::suite!(Scheme::linked().unwrap());

/// The derived spokes of the Car and the handwritten one of the Depot, which drops most of it.
#[test]
fn ten_thousand_objects_come_back_from_their_older_versions() {
    let scheme = Scheme::builder()
        .register::<codegen_examples::v1::Car>()
        .register::<codegen_examples::v1alpha1::Car>()
        .register::<depots_v1::Depot>()
        .register::<depots_v1beta1::Depot>();
    Suite::new(scheme.build().unwrap(), 10_000).check(Law::HubRoundTrip);
}

/// Fields beside the edited one, in a struct that is not written while it is its default.
#[test]
fn an_edit_keeps_what_it_does_not_touch_in_a_struct_that_is_seldom_written() {
    let scheme = Scheme::builder().register::<jobs::New>().register::<jobs::Old>();
    Suite::new(scheme.build().unwrap(), 1000).check(Law::Kept);
}

/// What the suite says of a scheme that breaks a law.
fn fault(scheme: libgitops::scheme::SchemeBuilder, law: Law) -> String {
    let suite = Suite::new(scheme.build().unwrap(), 200);
    let panic = std::panic::catch_unwind(|| suite.check(law)).expect_err("a fault went unseen");
    *panic.downcast::<String>().unwrap()
}

macro_rules! kinds {
    ($($name:ident { $($attribute:tt)* })*) => {
        $(
            #[derive(Object, Clone, Debug, Default)]
            #[object(group = "faults.example.com", scope = Namespaced, unlisted, $($attribute)*)]
            struct $name {
                metadata: ObjectMeta,
                #[serde(default)]
                count: u32,
                #[serde(default, skip_serializing_if = "Option::is_none")]
                note: Option<Word>,
            }
        )*
    };
}

kinds! {
    Grows { version = "v1", default = grow }
    Overwrites { version = "v1", default = overwrite }
    Falls { version = "v1", validate = fall }
    Hub { version = "v1", hub }
    Liar { version = "v1beta1", kind = "Hub", hub = Hub }
}

fn grow(object: &mut Grows) {
    object.count = object.count.wrapping_add(1);
}

fn overwrite(object: &mut Overwrites) {
    object.count = 7;
}

fn fall(object: &Falls, _: &mut Validation) {
    assert!(object.count == 0, "any is too many");
}

/// A spoke that says it keeps all, and does not.
impl Spoke<Hub> for Liar {
    fn into_hub(self) -> Hub {
        Hub { metadata: self.metadata, count: self.count, note: None }
    }

    fn from_hub(hub: Hub) -> Self {
        Self { metadata: hub.metadata, count: hub.count, note: None }
    }

    fn keeps() -> libgitops::object::Keeps {
        libgitops::object::Keeps::ALL
    }
}

/// A text that reads as something else than it is written as.
#[derive(Clone, Debug, PartialEq)]
struct Word(String);

impl Serialize for Word {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("{}.", self.0))
    }
}

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

#[test]
fn what_breaks_a_law_is_found_and_told_with_kind_seed_and_the_smallest_value() {
    let told = fault(Scheme::builder().register::<Grows>(), Law::Defaults);
    assert!(
        told.starts_with(
            "Defaults does not hold:\n\nfaults.example.com/v1 Grows, seed 0: defaults applied twice differ"
        ),
        "{told}"
    );
    assert!(told.ends_with("expected\napiVersion: faults.example.com/v1\nkind: Grows\ncount: 1\n\nfound\napiVersion: faults.example.com/v1\nkind: Grows\ncount: 2\n"), "{told}");
    let told = fault(Scheme::builder().register::<Overwrites>(), Law::Defaults);
    assert!(told.contains("`count` was set, and a default changed it"), "{told}");
    let told = fault(Scheme::builder().register::<Hub>(), Law::Encode);
    assert!(told.contains("read back, it differs"), "{told}");
    let told = fault(Scheme::builder().register::<Falls>(), Law::Damage);
    assert!(told.contains("panicked: any is too many"), "{told}");
    let scheme = || Scheme::builder().register::<Hub>().register::<Liar>();
    for law in [Law::HubRoundTrip, Law::SpokeRoundTrip] {
        let told = fault(scheme(), law);
        assert!(told.contains("v1beta1 Hub, seed"), "{told}");
    }
}

#[test]
fn a_scheme_without_kinds_is_no_success() {
    let suite = Suite::new(Scheme::builder().build().unwrap(), 1);
    assert!(std::panic::catch_unwind(|| suite.check(Law::Encode)).is_err());
}
