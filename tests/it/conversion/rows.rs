//! The rows of libgitops's tests that convert or default; where a row differs, the reason stands beside it.
//!
//! Its internal version is the hub here: v1alpha1 of Simple and Complex, v1alpha2 of CRD.

use libgitops::prelude::*;

use crate::foogroup::{serializer, v1alpha1, v1alpha2, yaml};

const OLD_CRD: &str = "# I'm a top comment\napiVersion: foogroup/v1alpha1\nkind: CRD\nmetadata:\n  # Me too\n  creationTimestamp: null\ntestString: foobar # Me as well\n";
const NEW_CRD: &str = "apiVersion: foogroup/v1alpha2\nkind: CRD\notherString: foobar\n";

fn decode(convert_to_hub: bool, default: bool, text: &str) -> Box<dyn AnyObject> {
    let serializer = serializer();
    serializer.decoder().convert_to_hub(convert_to_hub).default(default).decode(&yaml(text)).unwrap()
}

#[track_caller]
fn check<T: Object + PartialEq>(object: &dyn AnyObject, expected: &T) {
    assert_eq!(object.downcast_ref::<T>(), Some(expected), "{object:?}");
    assert_eq!(object.gvk(), T::RESOURCE.gvk(), "apiVersion and kind are those of the type");
}

fn old(text: &str) -> v1alpha1::Crd {
    v1alpha1::Crd { test_string: Some(text.to_owned()), ..v1alpha1::Crd::default() }
}

fn new(text: &str) -> v1alpha2::Crd {
    v1alpha2::Crd { other_string: Some(text.to_owned()), ..v1alpha2::Crd::default() }
}

#[test]
fn decode_old_crd_to_hub_and_without_conversion() {
    check(&*decode(true, false, OLD_CRD), &new("Old string foobar"));
    check(&*decode(false, false, OLD_CRD), &old("foobar"));
}

#[test]
fn decode_new_crd_to_hub_and_without_conversion() {
    check(&*decode(true, false, NEW_CRD), &new("foobar"));
    check(&*decode(false, false, NEW_CRD), &new("foobar"));
}

#[test]
fn decode_simple_and_complex_to_hub_and_without_conversion() {
    let simple = "apiVersion: foogroup/v1alpha2\nkind: Simple\ntestString: foo\n";
    // libgitops leaves TypeMeta of an internal object empty; here every object knows its kind.
    check(&*decode(true, false, simple), &v1alpha1::Simple { test_string: "foo".to_owned() });
    check(&*decode(false, false, simple), &v1alpha2::Simple { test_string: "foo".to_owned() });
    let complex = "apiVersion: foogroup/v1alpha2\nkind: Complex\nstring: bar\nint: 5\n";
    let expected = v1alpha1::Complex { string: "bar".to_owned(), int: 5, ..v1alpha1::Complex::default() };
    check(&*decode(true, false, complex), &expected);
}

#[test]
fn decode_defaulted_complex_to_hub() {
    // The defaults are those of the version that was written, and run before the conversion.
    let complex = "apiVersion: foogroup/v1alpha2\nkind: Complex\nstring: bar\n";
    let expected =
        v1alpha1::Complex { string: "bar".to_owned(), integer64: Some(5), ..v1alpha1::Complex::default() };
    check(&*decode(true, true, complex), &expected);
    // An old CRD gets the default of its own version, which the conversion then sees.
    check(&*decode(true, true, "apiVersion: foogroup/v1alpha1\nkind: CRD\n"), &new("Old string foo"));
    // Conversion never defaults: the hub's own default does not apply.
    let null = "apiVersion: foogroup/v1alpha1\nkind: CRD\ntestString: null\n";
    check(&*decode(true, true, null), &v1alpha2::Crd::default());
}

#[test]
fn decode_into_converts_to_the_version_of_the_type() {
    let serializer = serializer();
    let decoder = serializer.decoder();
    let mut hub = v1alpha2::Crd::default();
    decoder.decode_into(&yaml(OLD_CRD), &mut hub).unwrap();
    assert_eq!(hub, new("Old string foobar"));
    let mut same = v1alpha1::Crd::default();
    decoder.decode_into(&yaml(OLD_CRD), &mut same).unwrap();
    assert_eq!(same, old("foobar"));
    // libgitops ignores ConvertToHub here: the type says what is wanted. So it is here.
    let hub_asked_for = decoder.clone().convert_to_hub(true);
    assert_eq!(hub_asked_for.decode_as::<v1alpha1::Crd>(&yaml(OLD_CRD)).unwrap(), old("foobar"));
    let simple = yaml("apiVersion: foogroup/v1alpha2\nkind: Simple\ntestString: foo\n");
    assert_eq!(decoder.decode_as::<v1alpha1::Simple>(&simple).unwrap().test_string, "foo");
    let complex = yaml("apiVersion: foogroup/v1alpha1\nkind: Complex\n");
    let complex: v1alpha2::Complex = decoder.clone().default(true).decode_as(&complex).unwrap();
    assert_eq!(complex.integer64, Some(5));
    for bad in ["unknownField: bar\n", "testString: again\n"] {
        let text = yaml(&format!("apiVersion: foogroup/v1alpha2\nkind: Simple\ntestString: foo\n{bad}"));
        assert!(decoder.decode_as::<v1alpha1::Simple>(&text).is_err(), "{bad}");
    }
}

#[test]
fn encode_for_a_group_version_converts() {
    let serializer = serializer();
    let encoder = |version: &'static str| {
        serializer.encoder().group_version(GroupVersion::from_static("foogroup", version))
    };
    assert_eq!(
        encoder("v1alpha1").to_yaml(&new("Old string foobar")).unwrap(),
        "apiVersion: foogroup/v1alpha1\nkind: CRD\ntestString: foobar\n"
    );
    assert_eq!(
        encoder("v1alpha2").to_yaml(&old("foobar")).unwrap(),
        "apiVersion: foogroup/v1alpha2\nkind: CRD\notherString: Old string foobar\n"
    );
    // Encode alone leaves an object in its version; libgitops converts internal ones to the preferred version.
    assert!(
        serializer.encoder().to_yaml(&old("foobar")).unwrap().starts_with("apiVersion: foogroup/v1alpha1\n")
    );
    let mut frames = FrameWriter::json(Vec::new());
    let simple = v1alpha1::Simple { test_string: "foo".to_owned() };
    let objects: [&dyn AnyObject; 2] = [&simple, &old("x")];
    encoder("v1alpha2").pretty(false).encode(&mut frames, objects).unwrap();
    assert_eq!(
        String::from_utf8(frames.into_inner()).unwrap(),
        "{\"apiVersion\":\"foogroup/v1alpha2\",\"kind\":\"Simple\",\"testString\":\"foo\"}\n\
         {\"apiVersion\":\"foogroup/v1alpha2\",\"kind\":\"CRD\",\"otherString\":\"Old string x\"}\n"
    );
}

#[test]
fn roundtrip_old_crd_through_the_hub() {
    let serializer = serializer();
    let hub = decode(true, false, OLD_CRD);
    let encoder = serializer.encoder().group_version(GroupVersion::from_static("foogroup", "v1alpha1"));
    assert_eq!(
        encoder.to_yaml(&hub).unwrap(),
        "apiVersion: foogroup/v1alpha1\nkind: CRD\ntestString: foobar\n"
    );
}

#[test]
fn new_defaulted_object_of_the_hub() {
    // In libgitops both versions' defaulters run on the shared struct, and the last one wins.
    let complex: v1alpha1::Complex = serializer().defaulter().new_default().unwrap();
    assert_eq!(complex.integer64, Some(5));
}
