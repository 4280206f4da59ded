//! `apiVersion` and `kind` of objects that carry them as data.

use crate::error::{Error, ErrorKind};
use crate::gvk::GroupVersionKind;
use crate::value::{Map, Value};

/// Takes `apiVersion` and `kind` out of an object's fields.
pub(super) fn take_type(fields: &mut Map) -> Result<GroupVersionKind, Error> {
    let mut take = |name: &str| match fields.remove(name) {
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(Error::new(ErrorKind::Invalid, format!("{name} is no string"))),
        None => Err(Error::new(ErrorKind::Invalid, format!("the object has no {name}"))),
    };
    let (api_version, kind) = (take("apiVersion")?, take("kind")?);
    GroupVersionKind::from_api_version(&api_version, &kind)
}
