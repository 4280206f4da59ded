use libgitops::scheme;

mod a {
    use libgitops::prelude::{Object, ObjectMeta};

    #[derive(Object, Clone, Debug)]
    #[object(group = "example.com", version = "v1", scope = Namespaced, hub)]
    pub struct Car {
        pub metadata: ObjectMeta,
    }
}

mod b {
    use libgitops::prelude::{Object, ObjectMeta};

    #[derive(Object, Clone, Debug)]
    #[object(group = "example.com", version = "v2", scope = Cluster, hub = super::a::Car)]
    pub struct Car {
        pub metadata: ObjectMeta,
    }

    impl libgitops::prelude::Spoke<super::a::Car> for Car {
        fn into_hub(self) -> super::a::Car {
            super::a::Car { metadata: self.metadata }
        }

        fn from_hub(hub: super::a::Car) -> Self {
            Self { metadata: hub.metadata }
        }
    }
}

scheme! {
    /// All kinds.
    pub static SCHEME = [a::Car, b::Car]
}

fn main() {
    let _ = &SCHEME;
}
