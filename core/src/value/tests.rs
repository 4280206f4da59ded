//! Tests of values: serde in both directions, order, numbers and lookups.

use std::collections::{BTreeMap, HashMap};

use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::*;
use crate::error::ErrorKind;

fn float(value: f64) -> Value {
    value.try_into().unwrap()
}

fn sample() -> Value {
    to_value(&json!({
        "kind": "Car",
        "apiVersion": "v1",
        "spec": {"a/b": 1, "m~n": [true, null, {"x": "y"}]},
    }))
    .unwrap()
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Shape {
    Unit,
    Newtype(u8),
    Tuple(u8, String),
    Struct { left: i64, right: Option<f64> },
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
enum Color {
    Red,
    Blue,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Wrapper(u64);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Everything {
    boolean: bool,
    signed: i64,
    large: u64,
    wide: i128,
    double: f64,
    single: f32,
    character: char,
    text: String,
    unit: (),
    none: Option<u8>,
    some: Option<u8>,
    wrapper: Wrapper,
    shapes: Vec<Shape>,
    tuple: (u8, String),
    by_number: BTreeMap<i32, String>,
    by_boolean: BTreeMap<bool, u8>,
    by_color: BTreeMap<Color, u8>,
    by_character: BTreeMap<char, u8>,
}

fn everything() -> Everything {
    Everything {
        boolean: true,
        signed: i64::MIN,
        large: u64::MAX,
        wide: -5,
        double: 0.1,
        single: 0.1,
        character: 'é',
        text: "a\nb".into(),
        unit: (),
        none: None,
        some: Some(3),
        wrapper: Wrapper(1 << 63),
        shapes: vec![
            Shape::Unit,
            Shape::Newtype(1),
            Shape::Tuple(2, "x".into()),
            Shape::Struct { left: -1, right: Some(2.0) },
        ],
        tuple: (1, "b".into()),
        by_number: BTreeMap::from([(-1, "minus".into()), (10, "ten".into())]),
        by_boolean: BTreeMap::from([(false, 0), (true, 1)]),
        by_color: BTreeMap::from([(Color::Red, 0), (Color::Blue, 1)]),
        by_character: BTreeMap::from([('#', 1)]),
    }
}

#[test]
fn every_shape_of_serde_goes_into_a_value_and_back() {
    let value = to_value(&everything()).unwrap();
    assert_eq!(from_value::<Everything>(value.clone()).unwrap(), everything());
    assert_eq!(from_value::<Value>(value.clone()).unwrap(), value);
    let shapes = value.pointer("/shapes").unwrap();
    let expected =
        json!(["unit", {"newtype": 1}, {"tuple": [2, "x"]}, {"struct": {"left": -1, "right": 2.0}}]);
    assert_eq!(shapes, &to_value(&expected).unwrap());
    assert_eq!(value.pointer("/by_number/-1"), Some(&"minus".into()));
    assert_eq!(value.get("single").unwrap().as_number().unwrap().to_string(), "0.1");
    assert_eq!(value.get("large").and_then(Value::as_u64), Some(u64::MAX));
}

#[test]
fn keys_and_variants_are_spelled_as_serde_json_spells_them() {
    let mut theirs = to_value(&serde_json::to_value(everything()).unwrap()).unwrap();
    // Their value widens an f32.
    theirs.as_mapping_mut().unwrap().insert("single", Value::try_from(0.1_f32).unwrap());
    assert_eq!(to_value(&everything()).unwrap(), theirs);
}

#[test]
fn values_keep_the_order_of_keys_through_serde_json() {
    let text = r#"{"z":1,"a":{"y":18446744073709551615,"b":[1.0,-0.0,-9223372036854775808]},"m":null}"#;
    let value: Value = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&value).unwrap(), text);
}

#[test]
fn what_has_no_form_in_json_is_refused_with_its_path() {
    #[derive(Serialize)]
    struct Status {
        speed: f64,
    }
    #[derive(Serialize)]
    struct Bytes<'b> {
        #[serde(serialize_with = "bytes")]
        data: &'b [u8],
    }
    fn bytes<S: serde::Serializer>(data: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(data)
    }
    struct Twice;
    impl Serialize for Twice {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map([("a", 1), ("b", 2), ("a", 3)])
        }
    }
    fn check<T: Serialize>(value: T, path: &str, message: &str) {
        let wrapped = BTreeMap::from([("first", vec![]), ("status", vec![value])]);
        let error = to_value(&wrapped).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        let problem = &error.problems()[0];
        assert_eq!((problem.path().to_string().as_str(), problem.message()), (path, message));
    }
    check(Status { speed: f64::NAN }, "status[0].speed", "a float must be finite");
    check(f32::INFINITY, "status[0]", "a float must be finite");
    let range = "an integer must lie between -9223372036854775808 and 18446744073709551615";
    check((1, u128::MAX), "status[0][1]", range);
    check(((), [i128::MIN]), "status[0][1][0]", range);
    let bytes = "bytes have no form in YAML and JSON, encode them as text such as base64";
    check(Bytes { data: b"x" }, "status[0].data", bytes);
    check(Twice, "status[0]", "key \"a\" is there twice");
    check(HashMap::from([((), 1)]), "status[0]", "a key must be a text, an integer or a boolean, not null");
    check(
        HashMap::from([([1], 1)]),
        "status[0]",
        "a key must be a text, an integer or a boolean, not a list",
    );
}

#[test]
fn a_wrong_type_is_refused_with_its_path() {
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only read")]
    struct Car {
        spec: Vec<Spec>,
    }
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only read")]
    struct Spec {
        seats: u8,
        shape: Option<Shape>,
        by_number: Option<BTreeMap<u8, u8>>,
        pair: Option<(u8, u8)>,
    }
    let check = |spec: serde_json::Value, path: &str, message: &str| {
        let value = to_value(&json!({"spec": [{"seats": 1}, spec]})).unwrap();
        let error = from_value::<Car>(value).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        let problem = &error.problems()[0];
        assert_eq!((problem.path().to_string().as_str(), problem.message()), (path, message));
    };
    check(json!({"seats": "4"}), "spec[1].seats", "invalid type: string \"4\", expected u8");
    check(json!({"seats": 300}), "spec[1].seats", "invalid value: integer `300`, expected u8");
    check(json!({}), "spec[1]", "missing field `seats`");
    check(json!([1]), "spec[1]", "invalid type: sequence, expected struct Spec");
    let float = "invalid type: floating point `1.5`, expected u8";
    check(json!({"seats": 1, "shape": {"newtype": 1.5}}), "spec[1].shape.newtype", float);
    check(
        json!({"seats": 1, "shape": {"unit": 1}}),
        "spec[1].shape.unit",
        "invalid type: integer `1`, expected a variant without content",
    );
    check(
        json!({"seats": 1, "shape": {"struct": [1, 2]}}),
        "spec[1].shape.struct",
        "invalid type: sequence, expected struct variant Shape::Struct",
    );
    check(
        json!({"seats": 1, "shape": {}}),
        "spec[1].shape",
        "a variant must be a mapping with exactly one key",
    );
    check(
        json!({"seats": 1, "by_number": {"x": 1}}),
        "spec[1].by_number.x",
        "invalid type: string \"x\", expected u8",
    );
    check(json!({"seats": 1, "pair": [1, 2, 3]}), "spec[1].pair", "invalid length 3, expected a list of 2");
}

#[test]
fn what_serde_buffers_goes_through_a_value_too() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "type")]
    enum Internal {
        Speed { value: f32, limit: u64 },
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "type", content = "content")]
    enum Adjacent {
        Pair(i8, String),
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(untagged)]
    enum IntOrString {
        Int(i32),
        String(String),
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Buffered {
        internal: Internal,
        adjacent: Adjacent,
        ports: Vec<IntOrString>,
        #[serde(flatten)]
        rest: BTreeMap<String, Value>,
    }
    let buffered = Buffered {
        internal: Internal::Speed { value: 0.1, limit: u64::MAX },
        adjacent: Adjacent::Pair(-1, "x".into()),
        ports: vec![IntOrString::Int(80), IntOrString::String("http".into())],
        rest: BTreeMap::from([("free".into(), sample())]),
    };
    let value = to_value(&buffered).unwrap();
    assert_eq!(value.get("free"), Some(&sample()));
    assert_eq!(from_value::<Buffered>(value).unwrap(), buffered);

    let twice = Buffered { rest: BTreeMap::from([("ports".into(), Value::Null)]), ..buffered };
    let error = to_value(&twice).unwrap_err();
    assert_eq!(error.problems()[0].message(), "key \"ports\" is there twice");
}

#[test]
fn texts_are_borrowed_from_the_value() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Borrowed<'v> {
        kind: &'v str,
    }
    let value = sample();
    assert_eq!(Borrowed::deserialize(&value).unwrap(), Borrowed { kind: "Car" });
}

#[test]
fn numbers_of_serde_json_with_arbitrary_precision_stay_numbers() {
    #[derive(Serialize)]
    #[serde(rename = "$serde_json::private::Number")]
    struct Arbitrary {
        #[serde(rename = "$serde_json::private::Number")]
        text: &'static str,
    }
    let value = to_value(&[Arbitrary { text: "1.10" }, Arbitrary { text: "18446744073709551615" }]).unwrap();
    assert_eq!(value, Value::Sequence(vec![float(1.1), u64::MAX.into()]));
    let error = to_value(&[Arbitrary { text: "1e400" }]).unwrap_err();
    assert_eq!(error.problems()[0].to_string(), "[0]: number 1e400: a float must be finite");

    let hidden: Value = serde_json::from_str(r#"[{"$serde_json::private::Number": "-7"}]"#).unwrap();
    assert_eq!(hidden, Value::Sequence(vec![Value::from(-7)]));
    // What has more entries or another value is a mapping with a strange name in it.
    for text in [r#"{"$serde_json::private::Number":"5","b":2}"#, r#"{"$serde_json::private::Number":5}"#] {
        let mapping: Value = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&mapping).unwrap(), text);
    }
}

#[test]
fn values_are_found_by_pointer_and_by_path() {
    let mut value = sample();
    let check = |pointer: &str, expected: Option<Value>| {
        assert_eq!(value.pointer(pointer), expected.as_ref(), "{pointer}");
        assert_eq!(value.clone().pointer_mut(pointer), expected.clone().as_mut(), "{pointer}");
    };
    check("", Some(value.clone()));
    check("/kind", Some("Car".into()));
    check("/spec/a~1b", Some(1.into()));
    check("/spec/m~0n/0", Some(true.into()));
    check("/spec/m~0n/2/x", Some("y".into()));
    let nothing = [
        "kind",
        "/",
        "/kind/x",
        "/spec/m~0n/00",
        "/spec/m~0n/+1",
        "/spec/m~0n/3",
        "/spec/m~0n/-",
        "/spec/m~n",
    ];
    for nothing in nothing {
        check(nothing, None);
    }
    let path = FieldPath::root().field("spec").field("m~n").index(2).field("x");
    assert_eq!(value.at_path(&path), Some(&"y".into()));
    *value.at_path_mut(&path).unwrap() = Value::Null;
    assert_eq!(value.at_path(&path), Some(&Value::Null));
    assert_eq!(value.at_path(&path.index(0)), None);
}

#[test]
fn mappings_keep_their_order_through_every_change() {
    let mut map = Map::from([("c", 1), ("a", 2), ("b", 3)]);
    let keys = |map: &Map| map.keys().collect::<String>();
    assert_eq!(map.insert("a", 20), Some(2.into()));
    assert_eq!(map.insert("d", 4), None);
    assert_eq!(keys(&map), "cabd");
    assert_eq!(map.remove("a"), Some(20.into()));
    assert_eq!(map.remove("a"), None);
    assert_eq!(keys(&map), "cbd");
    *map.get_or_insert_with("e", || 5.into()) = 6.into();
    assert_eq!(map.get_or_insert_with("e", || 7.into()), &Value::from(6));
    map.retain(|key, _| key != "c");
    map.extend([("x", 1), ("b", 9), ("x", 2)]);
    assert_eq!(keys(&map), "bdex");
    assert_eq!((map.get("b"), map.get("x")), (Some(&9.into()), Some(&2.into())));
    map.sort_keys();
    assert_eq!(map.iter().rev().map(|(key, _)| key).collect::<String>(), "xedb");
}

#[test]
fn mappings_are_equal_in_any_order_of_keys() {
    let left = Map::from([("a", 1), ("b", 2)]);
    assert_eq!(left, Map::from([("b", 2), ("a", 1)]));
    assert_ne!(left, Map::from([("b", 2), ("a", 2)]));
    assert_ne!(left, Map::from([("a", 1), ("c", 2)]));
    assert_ne!(left, Map::from([("a", 1)]));
}

#[test]
fn integers_are_equal_by_value_and_floats_by_text() {
    let equal = [
        (Number::from(1_u8), Number::from(1_i64)),
        (Number::from(u64::MAX), Number::try_from(u128::from(u64::MAX)).unwrap()),
        (Number::try_from(0.1_f32).unwrap(), Number::try_from(0.1_f64).unwrap()),
    ];
    for (left, right) in equal {
        assert_eq!(left, right);
    }
    let different = [
        (Number::from(1), Number::try_from(1.0).unwrap()),
        (Number::try_from(0.0).unwrap(), Number::try_from(-0.0).unwrap()),
        (Number::from(-1_i64), Number::from(u64::MAX)),
        (Number::try_from(0.1_f32).unwrap(), Number::try_from(f64::from(0.1_f32)).unwrap()),
    ];
    for (left, right) in different {
        assert_ne!(left, right);
    }
    assert_eq!(Number::try_from(f64::NAN), Err(NumberError::NotFinite));
    assert_eq!(Number::try_from(i128::MIN), Err(NumberError::OutOfRange));
}

#[test]
fn numbers_of_json_are_read_and_nothing_else() {
    for text in ["0", "-1", "9223372036854775808", "18446744073709551615", "-9223372036854775808"] {
        assert_eq!(text.parse::<Number>().unwrap().to_string(), text);
    }
    let floats = [
        ("-0", "-0.0"),
        ("1e2", "100.0"),
        ("1E+300", "1.0e+300"),
        ("18446744073709551616", "1.8446744073709552e+19"),
    ];
    for (text, expected) in floats {
        assert_eq!(text.parse::<Number>().unwrap().to_string(), expected);
    }
    for text in
        ["", "-", "+1", "01", "1.", ".5", "1e", "1e+", "0x1", "inf", "NaN", "1_0", " 1", "1 ", "--1", "1.5.2"]
    {
        assert_eq!(text.parse::<Number>(), Err(NumberError::Syntax), "{text}");
    }
    assert_eq!("-1e400".parse::<Number>(), Err(NumberError::NotFinite));
}

#[test]
fn a_mapping_of_many_keys_is_built_at_once() {
    let many: Map = (0..200_000_u32).rev().map(|number| (number.to_string(), number)).collect();
    assert_eq!(many.len(), 200_000);
    let twice: Map = (0..200_000_u32).map(|number| ((number % 1000).to_string(), number)).collect();
    assert_eq!(twice.len(), 1000);
    assert_eq!(twice.iter().next(), Some(("0", &199_000.into())));
    assert_eq!(to_value(&many).unwrap().as_mapping(), Some(&many));
}

proptest! {
    #[test]
    fn every_float_reads_back_from_its_text(bits in any::<u64>(), short_bits in any::<u32>()) {
        if let Ok(number) = Number::try_from(f64::from_bits(bits)) {
            prop_assert_eq!(number.to_string().parse::<f64>().unwrap().to_bits(), bits);
            prop_assert_eq!(number.to_string().parse::<Number>().unwrap(), number);
        }
        if let Ok(number) = Number::try_from(f32::from_bits(short_bits)) {
            prop_assert_eq!(number.to_string().parse::<f32>().unwrap().to_bits(), short_bits);
            prop_assert_eq!(number.to_string().parse::<Number>().unwrap(), number);
        }
    }

    #[test]
    fn insertion_and_collection_agree(entries in prop::collection::vec(("[a-e]{0,2}", 0..9_i64), 0..40)) {
        let mut inserted = Map::new();
        for (key, value) in entries.clone() {
            inserted.insert(key, value);
        }
        let collected: Map = entries.into_iter().collect();
        prop_assert!(inserted.iter().eq(collected.iter()));
    }
}
