//! The two fields that head every object.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::gvk::GroupVersionKind;

/// The `apiVersion` and `kind` of an object, as they are written in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TypeMeta {
    /// Group and version: `apps/v1`, or `v1` in the core group.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub api_version: String,
    /// The kind: `Deployment`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
}

impl TypeMeta {
    /// What the two fields mean.
    ///
    /// # Errors
    /// `Invalid` when `api_version` is no group version or `kind` is empty.
    pub fn gvk(&self) -> Result<GroupVersionKind, Error> {
        GroupVersionKind::from_api_version(&self.api_version, &self.kind)
    }
}

impl From<&GroupVersionKind> for TypeMeta {
    fn from(gvk: &GroupVersionKind) -> Self {
        Self { api_version: gvk.api_version(), kind: gvk.kind.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_meta_and_group_version_kind_mean_the_same() {
        for (api_version, gvk) in [
            ("v1", GroupVersionKind::from_static("", "v1", "Pod")),
            ("apps/v1", GroupVersionKind::from_static("apps", "v1", "Pod")),
        ] {
            let type_meta = TypeMeta::from(&gvk);
            assert_eq!(type_meta, TypeMeta { api_version: api_version.into(), kind: "Pod".into() });
            assert_eq!(type_meta.gvk().unwrap(), gvk);
        }
    }

    #[test]
    fn absent_fields_are_read_and_not_written_and_are_no_kind() {
        let type_meta: TypeMeta = serde_json::from_str(r#"{"kind":"Pod"}"#).unwrap();
        assert_eq!(serde_json::to_string(&type_meta).unwrap(), r#"{"kind":"Pod"}"#);
        assert!(type_meta.gvk().is_err());
    }
}
