//! Dynamic objects to and from the values of `serde_yaml`.

use super::DynamicObject;
use crate::error::Error;
use crate::value::Value;

impl From<DynamicObject> for serde_yaml::Value {
    fn from(object: DynamicObject) -> Self {
        object.into_value().into()
    }
}

impl TryFrom<serde_yaml::Value> for DynamicObject {
    type Error = Error;

    /// # Errors
    /// `Invalid` when the value holds what JSON cannot, such as a tag or a non-finite number, or is no object.
    fn try_from(value: serde_yaml::Value) -> Result<Self, Error> {
        Self::from_value(Value::try_from(value)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_survives_the_way_through_serde_yaml() {
        let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, extra: 1}\ndata: {b: 18446744073709551615, a: 1.5}\n";
        let value: serde_yaml::Value = serde_yaml::from_str(text).unwrap();
        let object = DynamicObject::try_from(value.clone()).unwrap();
        assert_eq!(serde_yaml::Value::from(object), value);
        let no_object: serde_yaml::Value = serde_yaml::from_str("kind: Pod").unwrap();
        assert!(DynamicObject::try_from(no_object).unwrap_err().to_string().contains("apiVersion"));
    }
}
