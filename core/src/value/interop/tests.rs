//! Tests of the conversion to and from values of `serde_yaml`.

use proptest::prelude::*;

use super::*;
use crate::emit::judges::hard_value;

fn read(text: &str) -> Result<Value, Error> {
    serde_yaml::from_str::<YamlValue>(text).unwrap().try_into()
}

#[test]
fn keys_become_the_texts_that_kubernetes_makes_of_them() {
    let cases = [
        ("true", "true"),
        ("1", "1"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("18446744073709551615", "18446744073709551615"),
        ("1.5", "1.5"),
        ("1.0", "1"),
        ("1e6", "1e+06"),
        ("1.5e-7", "1.5e-07"),
        ("123456.5", "123456.5"),
        ("'1'", "1"),
    ];
    for (key, expected) in cases {
        let value = read(&format!("{key}: x\n")).unwrap();
        assert_eq!(value, Map::from([(expected, "x")]).into(), "{key}");
    }
}

#[test]
fn what_an_object_cannot_hold_is_refused_with_its_path() {
    let cases = [
        ("a: [1, !t x]", "a[1]: tag !t has no place in an object"),
        ("a: {b: .nan}", "a.b: a float must be finite"),
        ("a: {null: 1}", "a: a key must be a text, a number or a boolean, not null"),
        ("a: {[b]: 1}", "a: a key must be a text, a number or a boolean, not a list"),
        ("a: {1: x, '1': y}", "a: key \"1\" is there twice"),
    ];
    for (text, expected) in cases {
        let error = read(text).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert_eq!(error.problems()[0].to_string(), expected, "{text}");
    }
}

proptest! {
    #[test]
    fn every_value_goes_there_and_back(value in hard_value()) {
        let there = YamlValue::from(value.clone());
        prop_assert_eq!(Value::try_from(there).unwrap(), value);
    }
}
