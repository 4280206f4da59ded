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
    use libgitops::{Object, ObjectMeta, Spoke};

    use super::v1alpha2;

    simple_and_complex!("v1alpha1");

    #[derive(Object, Clone, Debug, Default, PartialEq)]
    #[object(group = "foogroup", version = "v1alpha1", kind = "CRD", scope = Namespaced, unlisted)]
    #[object(hub = v1alpha2::Crd)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct Crd {
        pub(crate) metadata: ObjectMeta,
        #[object(default = "foo")]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub(crate) test_string: Option<String>,
    }

    const OLD: &str = "Old string ";

    /// The conversion of libgitops's fixture; a string without the prefix loses it there too.
    impl Spoke<v1alpha2::Crd> for Crd {
        fn into_hub(self) -> v1alpha2::Crd {
            let other_string = self.test_string.map(|text| format!("{OLD}{text}"));
            v1alpha2::Crd { metadata: self.metadata, other_string }
        }

        fn from_hub(hub: v1alpha2::Crd) -> Self {
            let stripped = |text: String| text.strip_prefix(OLD).map(ToOwned::to_owned).unwrap_or(text);
            Self { metadata: hub.metadata, test_string: hub.other_string.map(stripped) }
        }
    }
}

/// The newer version.
pub(crate) mod v1alpha2 {
    use libgitops::{Object, ObjectMeta, Spoke};

    use super::v1alpha1;

    simple_and_complex!("v1alpha2", v1alpha1::Simple, v1alpha1::Complex);

    /// Both versions share their struct in libgitops's fixture, so the conversion keeps all.
    impl Spoke<v1alpha1::Simple> for Simple {
        fn into_hub(self) -> v1alpha1::Simple {
            v1alpha1::Simple { test_string: self.test_string }
        }

        fn from_hub(hub: v1alpha1::Simple) -> Self {
            Self { test_string: hub.test_string }
        }
    }

    impl Spoke<v1alpha1::Complex> for Complex {
        fn into_hub(self) -> v1alpha1::Complex {
            let Self { string, int, int64, bool, integer64 } = self;
            v1alpha1::Complex { string, int, int64, bool, integer64 }
        }

        fn from_hub(hub: v1alpha1::Complex) -> Self {
            let v1alpha1::Complex { string, int, int64, bool, integer64 } = hub;
            Self { string, int, int64, bool, integer64 }
        }
    }

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
