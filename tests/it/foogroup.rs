//! The fixture of libgitops's serializer tests: the group `foogroup` in two versions, with our derive.
//!
//! libgitops registers an internal version beside the two; here one of the external versions is the hub.

use libgitops::scheme;
use libgitops::{Frame, Serializer};

scheme! {
    /// The kinds of the group. They are unlisted, so that no other test finds them linked.
    pub(crate) static SCHEME = [
        v1alpha1::Simple,
        v1alpha2::Simple,
        v1alpha1::Complex,
        v1alpha2::Complex,
        v1alpha1::Crd,
        v1alpha2::Crd,
    ]
}

/// The serializer that libgitops's tests call theirs.
pub(crate) fn serializer() -> Serializer {
    Serializer::new(&SCHEME)
}

/// A document in YAML.
pub(crate) fn yaml(text: &str) -> Frame {
    Frame::yaml(text)
}

macro_rules! simple_and_complex {
    ($version:literal $(, $simple_hub:path, $complex_hub:path)?) => {
        #[derive(Object, Clone, Debug, Default, PartialEq)]
        #[object(group = "foogroup", version = $version, scope = Namespaced, unlisted)]
        #[object(hub $(= $simple_hub)?)]
        #[serde(rename_all = "camelCase")]
        pub(crate) struct Simple {
            #[serde(default)]
            pub(crate) test_string: String,
        }

        #[derive(Object, Clone, Debug, Default, PartialEq)]
        #[object(group = "foogroup", version = $version, scope = Namespaced, unlisted)]
        #[object(hub $(= $complex_hub)?)]
        pub(crate) struct Complex {
            #[serde(default)]
            pub(crate) string: String,
            #[serde(default)]
            pub(crate) int: i64,
            #[serde(rename = "Int64", default)]
            pub(crate) int64: i64,
            #[serde(default)]
            pub(crate) bool: bool,
            #[object(default = 5)]
            #[serde(rename = "Integer64", default, skip_serializing_if = "Option::is_none")]
            pub(crate) integer64: Option<i64>,
        }
    };
}

/// The older version.
pub(crate) mod v1alpha1 {
    use libgitops::{Object, ObjectMeta};

    simple_and_complex!("v1alpha1");

    #[derive(Object, Clone, Debug, Default, PartialEq)]
    #[object(group = "foogroup", version = "v1alpha1", kind = "CRD", scope = Namespaced, unlisted)]
    #[object(hub = super::v1alpha2::Crd)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct Crd {
        pub(crate) metadata: ObjectMeta,
        #[object(default = "foo")]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub(crate) test_string: Option<String>,
    }
}

/// The newer version.
pub(crate) mod v1alpha2 {
    use libgitops::{Object, ObjectMeta};

    simple_and_complex!("v1alpha2", super::v1alpha1::Simple, super::v1alpha1::Complex);

    #[derive(Object, Clone, Debug, Default, PartialEq)]
    #[object(group = "foogroup", version = "v1alpha2", kind = "CRD", scope = Namespaced, hub, unlisted)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct Crd {
        pub(crate) metadata: ObjectMeta,
        #[object(default = "bar")]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub(crate) other_string: Option<String>,
    }
}
