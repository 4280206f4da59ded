//! Conversion between versions: what a scheme knows of it, the converter, and what decoder and encoder do with it.

use libgitops::prelude::*;
use libgitops::scheme::Registration;

mod converter;
mod derived;
mod fourth_version;
pub(crate) mod residual;
mod rows;

use crate::foogroup::{SCHEME, v1alpha1, v1alpha2};

#[test]
fn a_scheme_holds_the_conversion_of_each_spoke() {
    let old = SCHEME.of_type::<v1alpha1::Crd>().unwrap();
    let conversion = old.conversion().unwrap();
    assert_eq!(conversion.hub().gvk(), v1alpha2::Crd::RESOURCE.gvk());
    assert_eq!(Some(conversion.hub_type_id()), SCHEME.of_type::<v1alpha2::Crd>().map(Registration::type_id));
    assert!(SCHEME.of_type::<v1alpha2::Crd>().unwrap().conversion().is_none(), "a hub converts to nothing");

    let object = v1alpha1::Crd { test_string: Some("foobar".to_owned()), ..v1alpha1::Crd::default() };
    let hub = conversion.into_hub(object.clone().into()).unwrap();
    let expected =
        v1alpha2::Crd { other_string: Some("Old string foobar".to_owned()), ..v1alpha2::Crd::default() };
    assert_eq!(hub.downcast_ref(), Some(&expected));
    let back = conversion.from_hub(hub).unwrap();
    assert_eq!(back.downcast_ref(), Some(&object));
    let foreign = conversion.from_hub(back).unwrap_err();
    assert!(foreign.is::<v1alpha1::Crd>(), "an object of another type comes back");
}
