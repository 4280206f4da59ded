use libgitops::prelude::{Object, ObjectMeta, Spoke};

mod v2 {
    use libgitops::prelude::{Object, ObjectMeta};

    #[derive(Object, Clone, Debug)]
    #[object(group = "example.com", version = "v2", scope = Namespaced, hub)]
    pub struct Car {
        pub metadata: ObjectMeta,
    }
}

mod v1 {
    use libgitops::prelude::{Object, ObjectMeta, Spoke};

    use super::v2;

    #[derive(Object, Spoke, Clone, Debug)]
    #[object(group = "example.com", version = "v1", scope = Namespaced, hub = v2::Car)]
    pub struct Car {
        pub metadata: ObjectMeta,
    }
}

#[derive(Object, Spoke, Clone, Debug)]
#[object(group = "example.com", version = "v1beta1", scope = Namespaced, hub = v1::Car)]
struct Car {
    metadata: ObjectMeta,
}

fn main() {}
