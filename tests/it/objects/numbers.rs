//! Every 64-bit number survives, in every form; what is no number of JSON is refused with its field.

use libgitops::error::ErrorKind;
use libgitops::prelude::*;
use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};
use serde::{Deserialize, Serialize};

/// An object with a field of each kind of number.
#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "numbers.example.com", version = "v1", scope = Cluster, unlisted)]
struct Numbers {
    spec: Spec,
}

#[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
#[serde(default)]
struct Spec {
    unsigned: u64,
    signed: i64,
    double: f64,
    single: f32,
    list: Vec<f64>,
}

fn serializer() -> Serializer {
    Serializer::new(Scheme::builder().register::<Numbers>().build().unwrap())
}

/// The object after a way through text and back, and through a dynamic object as well.
fn round_trips(spec: &Spec) -> Vec<(String, Spec)> {
    let serializer = serializer();
    let (encoder, decoder) = (serializer.encoder().pretty(false), serializer.decoder());
    let object = Numbers { spec: spec.clone() };
    let mut found = Vec::new();
    for content_type in [ContentType::Yaml, ContentType::Json] {
        let text = encoder.to_string(&object, content_type).unwrap();
        let frame = Frame::new(content_type, text.clone());
        let typed: Numbers = decoder.decode_as(&frame).unwrap();
        found.push((text.clone(), typed.spec));
        let dynamic: DynamicObject = decoder.decode_as(&frame).unwrap();
        for content_type in [ContentType::Yaml, ContentType::Json] {
            let text = encoder.to_string(&dynamic, content_type).unwrap();
            let typed: Numbers = decoder.decode_as(&Frame::new(content_type, text.clone())).unwrap();
            found.push((text, typed.spec));
        }
    }
    found
}

fn bits(spec: &Spec) -> (u64, i64, u64, u32, Vec<u64>) {
    let list = spec.list.iter().map(|number| number.to_bits()).collect();
    (spec.unsigned, spec.signed, spec.double.to_bits(), spec.single.to_bits(), list)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_integer_and_every_finite_float_survives(
        unsigned in any::<u64>(),
        signed in any::<i64>(),
        double in any::<u64>(),
        single in any::<u32>(),
    ) {
        let (double, single) = (f64::from_bits(double), f32::from_bits(single));
        let spec = Spec { unsigned, signed, double, single, list: vec![double, f64::from(single)] };
        if double.is_finite() && single.is_finite() {
            for (text, read) in round_trips(&spec) {
                prop_assert_eq!(bits(&read), bits(&spec), "{}", text);
            }
            let text = serializer().encoder().to_json(&Numbers { spec: spec.clone() }).unwrap();
            let judge: Numbers = serde_json::from_str(&text).unwrap();
            prop_assert_eq!((judge.spec.unsigned, judge.spec.signed), (unsigned, signed));
            // Without its feature `float_roundtrip` serde_json may be off by a few last bits.
            prop_assert!(judge.spec.double.to_bits().abs_diff(double.to_bits()) <= 8, "{}", text);
        } else {
            let error = serializer().encoder().to_yaml(&Numbers { spec }).unwrap_err();
            prop_assert_eq!(error.kind(), ErrorKind::Invalid);
            let field = error.problems()[0].path().to_string();
            prop_assert!(field.starts_with("spec."), "{}", error);
        }
    }
}

#[test]
fn numbers_at_the_edges_survive() {
    for double in [
        0.0,
        -0.0,
        f64::MIN_POSITIVE,
        f64::from_bits(1),
        f64::MAX,
        f64::MIN,
        f64::EPSILON,
        0.1,
        1e15,
        1e16,
        1e21,
        1e22,
        9_007_199_254_740_993.0,
        18_446_744_073_709_551_616.0,
        1.0 / 3.0,
    ] {
        for unsigned in [0, 1, u64::MAX, 1 << 63, (1 << 63) - 1, (1 << 53) + 1] {
            for single in [0.1, f32::MAX, f32::MIN_POSITIVE, -0.0, 16_777_217.0] {
                let spec = Spec { unsigned, signed: i64::MIN, double, single, list: vec![double] };
                for (text, read) in round_trips(&spec) {
                    assert_eq!(bits(&read), bits(&spec), "{text}");
                }
            }
        }
    }
}

#[test]
fn a_single_float_is_written_as_short_as_it_is() {
    let object = Numbers { spec: Spec { single: 0.1, double: 0.1, ..Spec::default() } };
    let text = serializer().encoder().to_yaml(&object).unwrap();
    assert!(text.contains("\n  double: 0.1\n  single: 0.1\n"), "{text}");
}

#[test]
fn numbers_that_are_none_are_refused_with_their_field() {
    for (spec, field) in [
        (Spec { double: f64::NAN, ..Spec::default() }, "spec.double"),
        (Spec { double: f64::INFINITY, ..Spec::default() }, "spec.double"),
        (Spec { single: f32::NEG_INFINITY, ..Spec::default() }, "spec.single"),
        (Spec { list: vec![1.0, f64::NAN], ..Spec::default() }, "spec.list[1]"),
    ] {
        for content_type in [ContentType::Yaml, ContentType::Json] {
            let error =
                serializer().encoder().to_string(&Numbers { spec: spec.clone() }, content_type).unwrap_err();
            assert_eq!(error.problems()[0].path().to_string(), field);
        }
    }
    for text in [".nan", ".inf", "-.Inf", "1e999"] {
        let text = format!("apiVersion: numbers.example.com/v1\nkind: Numbers\nspec: {{double: {text}}}\n");
        let error = serializer().decoder().decode(&Frame::yaml(text)).unwrap_err();
        assert_eq!(error.problems()[0].path().to_string(), "spec.double", "{error}");
    }
}

#[test]
fn a_number_that_does_not_fit_its_field_is_refused_and_not_rounded() {
    for (field, number) in [
        ("unsigned", "-1"),
        ("unsigned", "18446744073709551616"),
        ("unsigned", "1.5"),
        ("signed", "9223372036854775808"),
        ("signed", "-9223372036854775809"),
        ("signed", "\"1\""),
        ("double", "\"1\""),
        ("double", "one"),
    ] {
        let text =
            format!("apiVersion: numbers.example.com/v1\nkind: Numbers\nspec: {{{field}: {number}}}\n");
        let error = serializer().decoder().decode(&Frame::yaml(text)).unwrap_err();
        assert_eq!(error.problems()[0].path().to_string(), format!("spec.{field}"), "{number}");
    }
}
