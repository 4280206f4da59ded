//! Versions of a kind in modules of their own, private fields, and a type inside a function.

mod api {
    pub mod v1 {
        use libgitops::prelude::{Object, ObjectMeta};

        #[derive(Object, Clone, Debug)]
        #[object(group = "example.com", version = "v1", scope = Namespaced, hub, storage)]
        pub struct Car {
            pub(super) metadata: ObjectMeta,
            spec: CarSpec,
        }

        #[derive(serde::Serialize, serde::Deserialize, Clone, Debug, Default)]
        struct CarSpec {
            engine: String,
        }

        impl From<ObjectMeta> for Car {
            fn from(metadata: ObjectMeta) -> Self {
                Self { metadata, spec: CarSpec::default() }
            }
        }
    }

    pub mod v1alpha1 {
        use libgitops::prelude::{Object, ObjectMeta};

        #[derive(Object, Clone, Debug)]
        #[object(group = "example.com", version = "v1alpha1", scope = Namespaced, hub = super::v1::Car)]
        #[object(served = false, deprecated)]
        pub(in crate::api) struct Car {
            metadata: ObjectMeta,
        }

        impl libgitops::Spoke<super::v1::Car> for Car {
            fn into_hub(self) -> super::v1::Car {
                self.metadata.into()
            }

            fn from_hub(hub: super::v1::Car) -> Self {
                Self { metadata: hub.metadata }
            }
        }

        pub type Public = Bus;

        #[derive(Object, Clone, Debug)]
        #[object(group = "example.com", version = "v1alpha1", scope = Namespaced, unlisted)]
        pub struct Bus {
            metadata: ObjectMeta,
        }
    }

    libgitops::scheme! {
        /// All kinds.
        pub(crate) static SCHEME = [v1::Car, v1alpha1::Car, v1alpha1::Public,];
    }
}

fn main() {
    use libgitops::prelude::{Object, ObjectMeta};

    #[derive(Object, Clone, Debug)]
    #[object(group = "example.com", version = "v1", scope = Cluster)]
    struct Road {
        metadata: ObjectMeta,
    }

    let scheme: libgitops::scheme::Scheme = libgitops::scheme!([Road]);
    assert_eq!(scheme.registrations().len(), 1);
    assert_eq!(api::SCHEME.registrations().len(), 3);
    let names: Vec<&str> = api::SCHEME.registrations().iter().map(|one| one.resource().type_name).collect();
    assert!(names.iter().any(|name| name.ends_with("::api::v1alpha1::Car")), "{names:?}");
}
