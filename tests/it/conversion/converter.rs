//! The converter's calls, and a typed error for each reason why there is no conversion.

use expect_test::{Expect, expect};
use libgitops::Error;
use libgitops::convert::Converter;
use libgitops::error::{ConversionFault, ErrorKind};
use libgitops::prelude::*;
use libgitops::scheme::Registration;

use crate::foogroup::{SCHEME, serializer, v1alpha1, v1alpha2};

fn old(text: &str) -> v1alpha1::Crd {
    v1alpha1::Crd { test_string: Some(text.to_owned()), ..v1alpha1::Crd::default() }
}

fn gvk(version: &'static str, kind: &'static str) -> GroupVersionKind {
    GroupVersionKind::from_static("foogroup", version, kind)
}

#[test]
fn an_object_is_converted_to_a_type_a_version_or_the_hub() {
    let serializer = serializer();
    let converter = serializer.converter();
    let hub: v1alpha2::Crd = converter.convert(old("x")).unwrap();
    assert_eq!(hub.other_string.as_deref(), Some("Old string x"));
    let mut target = old("before");
    converter.convert_into(hub.clone(), &mut target).unwrap();
    assert_eq!(target, old("x"));
    let new = converter.convert_into_new(hub.clone(), &gvk("v1alpha1", "CRD")).unwrap();
    assert_eq!(new.downcast_ref(), Some(&old("x")));
    assert_eq!(new.gvk(), gvk("v1alpha1", "CRD"));
    assert_eq!(converter.convert_to_hub(old("x")).unwrap().downcast_ref(), Some(&hub));
    // A hub stays, and so does an object that is in its target's version.
    assert_eq!(converter.convert_to_hub(hub.clone()).unwrap().downcast_ref(), Some(&hub));
    assert_eq!(converter.convert::<v1alpha1::Crd>(old("y")).unwrap(), old("y"));
    // The only version of a kind is its own hub.
    let scheme = Scheme::builder().register::<v1alpha2::Crd>().build().unwrap();
    assert!(Converter::new(&scheme).convert_to_hub(hub).unwrap().is::<v1alpha2::Crd>());
}

#[test]
fn a_dynamic_object_of_a_known_kind_is_converted_too() {
    let serializer = serializer();
    let text = "apiVersion: foogroup/v1alpha1\nkind: CRD\nmetadata: {name: x}\ntestString: foo\n";
    let object: DynamicObject = serializer.decoder().decode_as(&Frame::yaml(text)).unwrap();
    let hub: v1alpha2::Crd = serializer.converter().convert(Box::new(object) as Box<dyn AnyObject>).unwrap();
    assert_eq!(hub.other_string.as_deref(), Some("Old string foo"));
    assert_eq!(hub.metadata.name.as_deref(), Some("x"));
}

#[track_caller]
fn check(result: Result<impl std::fmt::Debug, Error>, fault: Option<ConversionFault>, expected: &Expect) {
    let error = result.unwrap_err();
    assert_eq!(error.conversion_fault(), fault);
    if fault.is_some() {
        assert_eq!(error.kind(), ErrorKind::Unsupported);
    }
    expected.assert_eq(&error.to_string());
}

#[test]
fn a_foreign_target_is_refused() {
    let serializer = serializer();
    let converter = serializer.converter();
    check(
        converter.convert::<v1alpha2::Simple>(old("x")),
        Some(ConversionFault::ForeignKind),
        &expect![
            "cannot convert foogroup/v1alpha1 CRD to foogroup/v1alpha2 Simple: they are different kinds"
        ],
    );
    check(
        converter.convert_into_new(old("x"), &gvk("v1alpha1", "Complex")),
        Some(ConversionFault::ForeignKind),
        &expect![
            "cannot convert foogroup/v1alpha1 CRD to foogroup/v1alpha1 Complex: they are different kinds"
        ],
    );
    let mut target = v1alpha1::Simple { test_string: "kept".to_owned() };
    converter.convert_into(old("x"), &mut target).unwrap_err();
    assert_eq!(target.test_string, "kept");
}

#[test]
fn what_the_scheme_does_not_know_is_told_as_by_a_decoder() {
    let serializer = serializer();
    let converter = serializer.converter();
    let error = converter.convert_into_new(old("x"), &gvk("v1", "CRD")).unwrap_err();
    assert_eq!((error.kind(), error.conversion_fault()), (ErrorKind::UnknownVersion, None));
    let depot = libgitops_tests::v1::Depot::default();
    assert_eq!(converter.convert_to_hub(depot).unwrap_err().kind(), ErrorKind::UnknownGroup);
    let error = converter.convert_into_new(old("x"), &gvk("v1alpha1", "Cdr")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnknownKind);
}

/// Versions of a kind that were put together without the checks of a builder or of `scheme!`.
mod unchecked {
    use libgitops::prelude::*;

    macro_rules! lamps {
        ($($name:ident: $version:literal $(, $hub:ident $(= $of:ident)?)?;)*) => {
            $(
                #[derive(Object, Clone, Debug, Default, PartialEq)]
                #[object(group = "unchecked.example.com", version = $version, kind = "Lamp", scope = Namespaced, unlisted)]
                $(#[object($hub $(= $of)?)])?
                pub(super) struct $name {
                    pub(super) metadata: ObjectMeta,
                }
            )*
        };
    }

    lamps! {
        Hub: "v1", hub;
        OtherHub: "v2", hub;
        Third: "v3", hub;
        Alone: "v1alpha1";
        Spoke1: "v1beta1", hub = Hub;
    }

    impl Spoke<Hub> for Spoke1 {
        fn into_hub(self) -> Hub {
            Hub { metadata: self.metadata }
        }

        fn from_hub(hub: Hub) -> Self {
            Self { metadata: hub.metadata }
        }
    }

    /// The hub's coordinates, but another type.
    #[derive(Object, Clone, Debug, Default, PartialEq)]
    #[object(group = "unchecked.example.com", version = "v1", kind = "Lamp", scope = Namespaced, hub, unlisted)]
    pub(super) struct SameHub {
        pub(super) metadata: ObjectMeta,
    }
}

#[test]
fn a_scheme_without_a_way_says_what_is_missing() {
    use unchecked::{Alone, Hub, OtherHub, SameHub, Spoke1, Third};
    static TWO_HUBS: [&Registration; 3] =
        [&Registration::of::<Hub>(), &Registration::of::<OtherHub>(), &Registration::of::<Third>()];
    static NO_HUB: [&Registration; 2] = [&Registration::of::<Alone>(), &Registration::of::<Spoke1>()];
    static NO_CONVERSION: [&Registration; 2] = [&Registration::of::<Alone>(), &Registration::of::<Hub>()];
    static OTHER_HUB: [&Registration; 2] = [&Registration::of::<Spoke1>(), &Registration::of::<SameHub>()];
    let scheme = Scheme::from_static(&TWO_HUBS);
    check(
        Converter::new(&scheme).convert::<OtherHub>(Hub::default()),
        Some(ConversionFault::SeveralHubs),
        &expect!["cannot convert unchecked.example.com/v1 Lamp: both v3 and v2 are marked as the kind's hub"],
    );
    let scheme = Scheme::from_static(&NO_HUB);
    check(
        Converter::new(&scheme).convert_to_hub(Alone::default()),
        Some(ConversionFault::NoHub),
        &expect![
            "cannot convert unchecked.example.com/v1alpha1 Lamp: the kind has several versions and none is its hub"
        ],
    );
    let scheme = Scheme::from_static(&NO_CONVERSION);
    check(
        Converter::new(&scheme).convert_to_hub(Alone::default()),
        Some(ConversionFault::NoConversion),
        &expect![
            "cannot convert unchecked.example.com/v1alpha1 Lamp: it has no conversion to and from its hub unchecked.example.com/v1 Lamp"
        ],
    );
    check(
        Converter::new(&scheme).convert::<Alone>(Hub::default()),
        Some(ConversionFault::NoConversion),
        &expect![
            "cannot convert unchecked.example.com/v1alpha1 Lamp: it has no conversion to and from its hub unchecked.example.com/v1 Lamp"
        ],
    );
    let scheme = Scheme::from_static(&OTHER_HUB);
    check(
        Converter::new(&scheme).convert_to_hub(Spoke1::default()),
        Some(ConversionFault::OtherHub),
        &expect![
            "cannot convert unchecked.example.com/v1beta1 Lamp: its hub is it::conversion::converter::unchecked::Hub, and not unchecked.example.com/v1 Lamp (it::conversion::converter::unchecked::SameHub), the hub of the scheme"
        ],
    );
    // An object, or a type asked for, that is not the scheme's for its kind.
    check(
        Converter::new(&scheme).convert::<Spoke1>(Hub::default()),
        Some(ConversionFault::OtherType),
        &expect!["cannot convert unchecked.example.com/v1 Lamp: the object is not of the registered type"],
    );
    check(
        Converter::new(&scheme).convert::<Hub>(SameHub::default()),
        Some(ConversionFault::OtherType),
        &expect!["cannot convert to unchecked.example.com/v1 Lamp: the scheme has another type for it"],
    );
}

#[test]
fn the_scheme_of_the_fixture_has_a_way_between_all_its_versions() {
    let converter = Converter::new(&SCHEME);
    for registration in SCHEME.registrations() {
        let object = serializer().defaulter().new_defaulted(&registration.resource().gvk()).unwrap();
        let hub = converter.convert_to_hub(object.clone()).unwrap();
        let back = converter.convert_into_new(hub, &object.gvk()).unwrap();
        assert_eq!(format!("{back:?}"), format!("{object:?}"));
    }
}
