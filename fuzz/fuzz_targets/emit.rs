//! The YAML of a value is that value, for us and for yaml_serde.
#![no_main]

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use libgitops::emit;
use libgitops::prelude::*;
use libgitops::value::{Map, Tape, Value};

/// A value in the making.
#[derive(Arbitrary, Debug)]
enum Draft {
    Null,
    Bool(bool),
    Signed(i64),
    Unsigned(u64),
    Double(f64),
    Single(f32),
    String(String),
    Sequence(Vec<Draft>),
    Mapping(Vec<(String, Draft)>),
}

/// libyaml refuses to nest deeper than 128, and yaml_serde with it.
const MAX_DEPTH: usize = 100;

impl Draft {
    fn value(self, depth: usize) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => value.into(),
            Self::Signed(value) => value.into(),
            Self::Unsigned(value) => value.into(),
            Self::Double(value) => Value::try_from(value).unwrap_or_default(),
            Self::Single(value) => Value::try_from(value).unwrap_or_default(),
            Self::String(text) => text.into(),
            _ if depth == MAX_DEPTH => Value::Null,
            Self::Sequence(items) => items.into_iter().map(|item| item.value(depth + 1)).collect(),
            Self::Mapping(entries) => {
                let entries = entries.into_iter().map(|(key, value)| (key, value.value(depth + 1)));
                Value::Mapping(entries.collect::<Map>())
            }
        }
    }
}

fuzz_target!(|draft: Draft| {
    let value = draft.value(1);
    let kind = [("apiVersion", Value::from("v1")), ("kind", Value::from("Draft"))];
    let object = Value::Mapping(kind.into_iter().chain([("value", value.clone())]).collect::<Map>());
    let text = written(&object);
    let serializer = Serializer::new(Scheme::builder().build().expect("no kinds cannot be twice"));
    match serializer.decoder().decode_as::<DynamicObject>(&Frame::yaml(text.as_str())) {
        Ok(read) => assert_eq!(read.into_value(), object, "{text}"),
        Err(error) => panic!("{error}\n{text}"),
    }
    let text = written(&value);
    match serde_yaml::from_str::<Value>(&text) {
        Ok(read) => assert_eq!(read, value, "{text}"),
        Err(error) => panic!("{error}\n{text}"),
    }
});

fn written(value: &Value) -> String {
    let tape = Tape::of(value).expect("a value is a value");
    let mut text = String::new();
    emit::yaml(&tape, &mut text);
    text
}
