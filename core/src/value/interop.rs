//! Values to and from those of `serde_yaml`, as its maintained continuation `yaml_serde` has them.

#[cfg(test)]
mod tests;

use serde_yaml::{Mapping, Number as YamlNumber, Value as YamlValue};

use super::number::Repr;
use super::unique::duplicate;
use super::{Map, Number, Value};
use crate::error::{Error, ErrorKind, Problem};
use crate::path::FieldPath;

/// Always succeeds: a mapping keeps its order, and every number is exact; an `f32` becomes the float that its text says.
impl From<Value> for YamlValue {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(value),
            Value::Number(number) => Self::Number(number.into()),
            Value::String(text) => Self::String(text),
            Value::Sequence(items) => Self::Sequence(items.into_iter().map(Self::from).collect()),
            Value::Mapping(map) => Self::Mapping(map.into()),
        }
    }
}

impl From<Number> for YamlNumber {
    fn from(number: Number) -> Self {
        match number.repr() {
            Repr::Signed(value) => value.into(),
            Repr::Unsigned(value) => value.into(),
            Repr::Double(_) | Repr::Single(_) => number.as_f64().into(),
        }
    }
}

impl From<Map> for Mapping {
    fn from(map: Map) -> Self {
        map.into_iter().map(|(key, value)| (YamlValue::String(key), value.into())).collect()
    }
}

/// Fails with [`ErrorKind::Invalid`] and the path at a tag, at a float that is not finite, and at a key that Kubernetes
/// does not take: null, a list, a mapping, or one whose text is there twice.
///
/// Keys that are booleans and numbers become texts as sigs.k8s.io/yaml makes them: `true`, `1`, `1.5`, `1e+06`.
impl TryFrom<YamlValue> for Value {
    type Error = Error;

    fn try_from(value: YamlValue) -> Result<Self, Error> {
        convert(value, &FieldPath::root())
    }
}

/// Fails as the conversion of a whole value does.
impl TryFrom<Mapping> for Map {
    type Error = Error;

    fn try_from(mapping: Mapping) -> Result<Self, Error> {
        convert_mapping(mapping, &FieldPath::root())
    }
}

fn refuse(path: &FieldPath, message: impl Into<String>) -> Error {
    let problem = Problem::new(message).at_path(path.clone());
    Error::new(ErrorKind::Invalid, "cannot take over the value of serde_yaml").with_problems([problem])
}

fn convert(value: YamlValue, path: &FieldPath) -> Result<Value, Error> {
    match value {
        YamlValue::Null => Ok(Value::Null),
        YamlValue::Bool(value) => Ok(value.into()),
        YamlValue::Number(number) => convert_number(&number, path).map(Value::Number),
        YamlValue::String(text) => Ok(text.into()),
        YamlValue::Sequence(items) => {
            let items = items.into_iter().enumerate();
            items
                .map(|(index, item)| convert(item, &path.index(index)))
                .collect::<Result<_, _>>()
                .map(Value::Sequence)
        }
        YamlValue::Mapping(mapping) => convert_mapping(mapping, path).map(Value::Mapping),
        YamlValue::Tagged(tagged) => {
            Err(refuse(path, format!("tag {} has no place in an object", tagged.tag)))
        }
    }
}

fn convert_mapping(mapping: Mapping, path: &FieldPath) -> Result<Map, Error> {
    let mut entries = Vec::with_capacity(mapping.len());
    for (key, value) in mapping {
        let key = convert_key(key, path)?;
        let value = convert(value, &path.field(&*key))?;
        entries.push((key, value));
    }
    if let Some(key) = duplicate(entries.iter().map(|(key, _)| key.as_str())) {
        return Err(refuse(path, format!("key {key:?} is there twice")));
    }
    Ok(Map::from(entries))
}

fn convert_number(number: &YamlNumber, path: &FieldPath) -> Result<Number, Error> {
    if let Some(value) = number.as_i64() {
        return Ok(value.into());
    }
    if let Some(value) = number.as_u64() {
        return Ok(value.into());
    }
    let float = number.as_f64().unwrap_or(f64::NAN);
    Number::try_from(float).map_err(|error| refuse(path, error.to_string()))
}

fn convert_key(key: YamlValue, path: &FieldPath) -> Result<String, Error> {
    let kind = match key {
        YamlValue::String(key) => return Ok(key),
        YamlValue::Bool(key) => return Ok(key.to_string()),
        YamlValue::Number(number) => {
            let number = convert_number(&number, path)?;
            return Ok(if number.is_float() { go_float(number.as_f32()) } else { number.to_string() });
        }
        YamlValue::Null => "null",
        YamlValue::Sequence(_) => "a list",
        YamlValue::Mapping(_) => "a mapping",
        YamlValue::Tagged(_) => "tagged",
    };
    Err(refuse(path, format!("a key must be a text, a number or a boolean, not {kind}")))
}

/// `strconv.FormatFloat(key, 'g', -1, 32)`, with which sigs.k8s.io/yaml writes the keys that are floats.
fn go_float(key: f32) -> String {
    let scientific = format!("{key:e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else {
        return scientific;
    };
    match exponent.parse::<i32>() {
        Ok(exponent) if !(-4..6).contains(&exponent) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{mantissa}e{sign}{:02}", exponent.abs())
        }
        _ => key.to_string(),
    }
}
