//! Types that k8s-openapi and kube-rs's derive made, as objects. They are a program of their own: what is linked here is the
//! scheme of all tests here.

#![cfg(test)]

mod custom_resources;
#[path = "../it/manifests.rs"]
mod manifests;
mod real_manifests;
mod resources;
mod third_crate;

use libgitops::Scheme;
use libgitops::testing::{Law, Suite};

/// All laws but that what is written reads back equal: k8s-openapi writes an empty `FieldsV1` as a null and reads that as
/// none.
#[test]
fn foreign_types_keep_the_laws_of_derived_ones() {
    let suite = Suite::new(Scheme::linked().unwrap(), 50);
    for law in [Law::Strict, Law::Formats, Law::Clone, Law::Defaults, Law::Damage] {
        suite.check(law);
    }
}
